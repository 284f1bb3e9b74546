//! The embedded font: registered with plotters, measured, and text cut or broken to a width.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use super::chart::ChartError;

/// Name of the embedded family.
pub(super) const FAMILY: &str = "Inter";

/// The family and what stands in for it in a viewer that lacks it.
pub(super) const FAMILY_LIST: &str = "Inter, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', sans-serif";

/// The font files, cut down to Latin (see `assets/fonts/README.md`).
pub(super) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.subset.otf");
/// Semi-bold, weight 600.
pub(super) const SEMI_BOLD: &[u8] =
    include_bytes!("../../../assets/fonts/Inter-SemiBold.subset.otf");

/// Ascent plus descent over the em square, which is what the font library takes for "size".
const LINE_PER_EM: f64 = (2728.0 + 680.0) / 2816.0;

/// Text is measured at this many pixels to the em, since plotters measures in whole pixels.
const MEASURED_EM: f64 = 1000.0;

/// Room kept beyond the measured width: a viewer without the embedded font sets text wider.
const SLACK: f64 = 1.06;

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// 400.
    Regular,
    /// 600.
    SemiBold,
}

impl Weight {
    /// The style under which plotters knows it.
    pub(super) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::SemiBold => FontStyle::Bold,
        }
    }
}

/// Makes the embedded font known to plotters; the first call does the work.
///
/// # Errors
/// [`ChartError::Font`] when the embedded bytes are no font.
pub(super) fn register() -> Result<(), ChartError> {
    static DONE: OnceLock<bool> = OnceLock::new();
    let done = *DONE.get_or_init(|| {
        register_font(FAMILY, Weight::Regular.style(), REGULAR).is_ok()
            && register_font(FAMILY, Weight::SemiBold.style(), SEMI_BOLD).is_ok()
    });
    if done { Ok(()) } else { Err(ChartError::Font) }
}

/// Whether the embedded font has a character: the ranges of its subset.
pub(super) const fn covers(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~' | '\u{A0}'..='\u{148}' | '\u{14A}'..='\u{17F}' | '\u{218}'..='\u{21B}' | '\u{1E80}'..='\u{1E85}'
        | '\u{1E9E}' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201E}'
        | '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{2030}' | '\u{2032}' | '\u{2033}'
        | '\u{2039}' | '\u{203A}' | '\u{20AC}' | '\u{2116}' | '\u{2122}'
        | '\u{2190}'..='\u{2193}' | '\u{2212}' | '\u{2260}' | '\u{2264}' | '\u{2265}')
}

/// Width of a text in pixels, slack included.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    set_width(text, size, weight) * SLACK
}

/// Width of a text as the embedded font sets it.
pub(super) fn set_width(text: &str, size: f64, weight: Weight) -> f64 {
    // Wide scripts are not in the embedded font; a viewer's own font sets them on a full em.
    let (wide, known): (Vec<char>, Vec<char>) = text.chars().partition(|c| *c >= '\u{2E80}');
    let known: String = known.into_iter().collect();
    let font = FontDesc::new(FontFamily::Name(FAMILY), MEASURED_EM * LINE_PER_EM, weight.style());
    let pixels = font.layout_box(&known).map_or_else(
        |_| MEASURED_EM * 0.6 * known.chars().count() as f64,
        |((left, _), (right, _))| f64::from(right - left),
    );
    (pixels / MEASURED_EM + wide.len() as f64) * size
}

/// The text, or as much of its beginning as fits with an ellipsis behind it.
pub(super) fn fit(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let cut = |kept: usize| {
        let head: String = chars.iter().take(kept).collect();
        format!("{}…", head.trim_end())
    };
    let (mut fits, mut too_long) = (0, chars.len());
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if width(&cut(middle), size, weight) <= room { fits = middle } else { too_long = middle }
    }
    cut(fits)
}

/// The text in lines no wider than `room`; the last of `most` lines ends in an ellipsis where more
/// would follow. A single word that is too wide is cut.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let joined = lines.last().map(|last| format!("{last} {word}"));
        match joined.filter(|line| width(line, size, weight) <= room || lines.len() == most) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, size, weight, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_like_the_font() {
        register().expect("the embedded font");
        // Advances of "Billing" in Inter Semi Bold sum to 3.5 em or so.
        let billing = width("Billing", 10.0, Weight::SemiBold);
        assert!((30.0..42.0).contains(&billing), "{billing}");
        assert!(width("Billing", 10.0, Weight::SemiBold) > width("Billing", 10.0, Weight::Regular));
        assert!(width("東京", 10.0, Weight::Regular) >= 20.0);
    }

    #[test]
    fn cuts_with_an_ellipsis() {
        register().expect("the embedded font");
        let name = "infrastructure-and-release-engineering";
        let cut = fit(name, 15.0, Weight::SemiBold, 160.0);
        assert!(cut.ends_with('…') && name.starts_with(cut.trim_end_matches('…')));
        assert!(width(&cut, 15.0, Weight::SemiBold) <= 160.0);
        assert_eq!(fit("Billing", 15.0, Weight::SemiBold, 160.0), "Billing");
    }

    #[test]
    fn wraps_between_words() {
        register().expect("the embedded font");
        let text = "one two three four five six seven eight nine ten";
        let lines = wrap(text, 12.0, Weight::Regular, 90.0, 10);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        let cut = wrap(text, 12.0, Weight::Regular, 90.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'));
    }
}
