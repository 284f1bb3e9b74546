//! A badge for a README: a team's zone, or its two pressures, in words on a flat field.

use super::font::{FAMILY_LIST, Weight, set_width};
use super::palette::Palette;
use super::{ChartError, Theme, font};
use crate::render::{escape, words};
use crate::report::TeamReport;
use crate::score::outcome::{MonthScore, Pressure};

/// What a badge says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum BadgeText {
    /// The zone in words
    Zone,
    /// Control and drift pressure
    Pressures,
}

const HEIGHT: f64 = 20.0;
const SIZE: f64 = 11.0;
/// Room left and right of a text.
const ROOM: f64 = 7.0;
/// Longest text of a field in characters; a team may be called anything.
const LONGEST: usize = 60;

/// The badge of a team's last month as SVG; `named` puts the team's name on it.
///
/// # Errors
/// [`ChartError::Font`] when the embedded font cannot be read.
pub fn badge(team: &TeamReport, named: bool, text: BadgeText) -> Result<String, ChartError> {
    font::register()?;
    let palette = Palette::of(Theme::Light);
    let month = team.score.months.last();
    let when = month.map(|m| format!(" · {}", words::month(m.period))).unwrap_or_default();
    let name = if named { format!(" · {}", team.score.team) } else { String::new() };
    let (label, says) = (format!("midspan{}{when}", cut(&name)), cut(&says(month, text)));
    let standing = month.and_then(|m| m.standing.as_ref());
    let hue = standing.map_or(palette.ink[2], |s| palette.zone(s.zone).text);
    let (left, right) = (field(&label), field(&says));
    let width = left + right;
    let (title, [back, front]) = (escape::xml(&format!("{label}: {says}")), [palette.ink[1], hue]);
    let colour = |c: plotters::style::RGBColor| format!("#{:02x}{:02x}{:02x}", c.0, c.1, c.2);
    let (back, front) = (colour(back), colour(front));
    let words = |text: &str, from: f64, field: f64| {
        let (at, length) = (from + field / 2.0, field - 2.0 * ROOM);
        let text = escape::xml(text);
        format!(r#"<text x="{at:.1}" y="14" textLength="{length:.1}">{text}</text>"#)
    };
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1}" height="{HEIGHT}" viewBox="0 0 {width:.1} {HEIGHT}" role="img" aria-label="{title}"><title>{title}</title><clipPath id="r"><rect width="{width:.1}" height="{HEIGHT}" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="{left:.1}" height="{HEIGHT}" fill="{back}"/><rect x="{left:.1}" width="{right:.1}" height="{HEIGHT}" fill="{front}"/></g><g fill="#fff" text-anchor="middle" font-family="{FAMILY_LIST}" font-size="{SIZE}">{}{}</g></svg>
"##,
        words(&label, 0.0, left),
        words(&says, left, right),
    ))
}

/// Width of a field around a text, to a tenth of a pixel.
fn field(text: &str) -> f64 {
    let width = set_width(text, SIZE, Weight::Regular) + 2.0 * ROOM;
    (width * 10.0).round() / 10.0
}

fn says(month: Option<&MonthScore>, text: BadgeText) -> String {
    let Some(month) = month else { return "not enough data".to_owned() };
    let Some(standing) = &month.standing else {
        let why = words::status_brief(&month.status);
        return why.unwrap_or("not enough data").to_owned();
    };
    let pressure = |p: Option<&Pressure>| p.and_then(|p| p.value);
    match (text, pressure(month.control.as_ref()), pressure(month.drift.as_ref())) {
        (BadgeText::Pressures, Some(control), Some(drift)) => {
            let (control, drift) = (words::severity(control.value), words::severity(drift.value));
            format!("control {control}, drift {drift}")
        }
        _ => words::zone_words(standing.zone),
    }
}

/// One line of visible text, cut with dots where it is too long.
fn cut(text: &str) -> String {
    let line = escape::line(text);
    let spaced = if text.starts_with(' ') { format!(" {line}") } else { line };
    match spaced.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", spaced.get(..end).unwrap_or_default().trim_end()),
        None => spaced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn says_in_words_where_a_team_stands() {
        let report = sample::four_teams();
        let all: Vec<String> = report
            .teams
            .iter()
            .map(|team| badge(team, false, BadgeText::Zone).expect("a badge"))
            .collect();
        assert!(all.iter().all(|svg| svg.contains(">midspan · March 2026</text>")));
        for words in ["work waits for approval", "engaged, not in the way", "pulled both ways"] {
            assert!(all.iter().any(|svg| svg.contains(&format!(">{words}</text>"))), "{words}");
        }
        let pressures = badge(&report.teams[0], false, BadgeText::Pressures).expect("a badge");
        assert!(pressures.contains(">control ."), "{pressures}");
    }

    #[test]
    fn without_a_standing_it_says_so() {
        let report = sample::git_alone();
        let svg = badge(&report.teams[0], false, BadgeText::Pressures).expect("a badge");
        assert!(svg.contains(">git alone</text>"), "{svg}");
    }

    #[test]
    fn a_name_is_escaped_and_cut() {
        let mut team = sample::four_teams().teams[0].clone();
        team.score.team = format!("<b>\"&\n{}", "x".repeat(200));
        let svg = badge(&team, true, BadgeText::Zone).expect("a badge");
        assert!(svg.contains("&lt;b&gt;&quot;&amp;") && svg.contains('…'), "{svg}");
        assert!(svg.len() < 2_000 && !svg.contains("<b>"), "{svg}");
        assert!(crate::render::charts::png(&svg, 2.0).is_ok());
    }
}
