//! What plotters wrote, finished: fractions of a pixel, dashes, gradients, groups, title.
//!
//! plotters writes one element a line with every value quoted and escaped, and knows neither ids
//! nor dashes nor gradients. Here its elements are read back in order, numbers scaled down, and
//! the attributes added that the canvas noted for each.

use std::fmt::Write as _;

use plotters::style::RGBColor;

use super::canvas::{Fill, Point, Stroke};
use super::font::FAMILY_LIST;
use super::palette::Palette;
use crate::render::escape;

/// Steps to a pixel in what plotters draws.
pub(super) const SUBPIXELS: f64 = 10.0;

/// plotters divides a font's size by this when it writes SVG.
pub(super) const PLOTTED_FONT: f64 = 1.24;

/// What stands before the shapes.
pub(super) struct Head<'a> {
    /// Short title.
    pub(super) title: &'a str,
    /// Description for screen readers.
    pub(super) description: &'a str,
    /// Prefix of ids: chart and theme.
    pub(super) id: String,
    /// Gradients and patterns are made from these colours.
    pub(super) palette: Palette,
    /// Left and right end of the tinted band.
    pub(super) band: (f64, f64),
}

/// Attributes that plotters cannot write, for one shape; or the start or end of a group.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    set: Vec<(&'static str, String)>,
    paint: Option<&'static str>,
    group: Option<Group>,
}

#[derive(Debug)]
enum Group {
    Open(String),
    Close,
}

impl Attributes {
    /// A group with a tooltip, already escaped.
    pub(super) fn open(title: &str) -> Self {
        Self { group: Some(Group::Open(title.to_owned())), ..Self::default() }
    }

    /// The end of a group.
    pub(super) fn close() -> Self {
        Self { group: Some(Group::Close), ..Self::default() }
    }

    /// Dashes, and round joins.
    pub(super) fn stroke(&mut self, stroke: Stroke) {
        if let Some(dash) = stroke.dash {
            self.set.push(("stroke-dasharray", dash.to_owned()));
        }
        self.set.push(("stroke-linejoin", "round".to_owned()));
    }

    /// A gradient or pattern in place of the colour.
    pub(super) fn fill(&mut self, fill: Fill) {
        self.paint = fill.paint;
    }

    /// Rounded corners.
    pub(super) fn radius(&mut self, radius: f64) {
        if radius > 0.0 {
            self.set.push(("rx", number(radius)));
        }
    }

    /// The width of a frame, which plotters leaves out.
    pub(super) fn stroke_width(&mut self, width: f64) {
        self.set.push(("stroke-width", number(width)));
    }

    /// The length that a text is held to, whatever font the viewer has.
    pub(super) fn text_length(&mut self, width: f64) {
        self.set.push(("textLength", number(width)));
        self.set.push(("lengthAdjust", "spacingAndGlyphs".to_owned()));
    }

    /// Text that reads upwards.
    pub(super) fn rotate(&mut self, (x, y): Point) {
        self.set.push(("transform", format!("rotate(-90 {} {})", number(x), number(y))));
    }
}

/// The finished document.
pub(super) fn finish(
    plotted: &str,
    attributes: &[Attributes],
    head: &Head<'_>,
    (width, height): (f64, f64),
) -> String {
    let mut out = String::with_capacity(plotted.len());
    open_document(&mut out, head, (width, height));
    // The first line is plotters' own root element.
    let mut lines = plotted.lines().skip(1);
    for extra in attributes {
        match &extra.group {
            Some(Group::Open(title)) => {
                let _ = writeln!(out, "<g><title>{title}</title>");
            }
            Some(Group::Close) => out.push_str("</g>\n"),
            None => element(&mut out, &mut lines, extra, head),
        }
    }
    out.push_str("</svg>\n");
    out
}

fn open_document(out: &mut String, head: &Head<'_>, (width, height): (f64, f64)) {
    let id = &head.id;
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         font-family=\"{FAMILY_LIST}\">"
    );
    let _ = writeln!(out, "<title id=\"{id}-title\">{}</title>", escape::xml(head.title));
    let _ = writeln!(out, "<desc id=\"{id}-desc\">{}</desc>", escape::xml(head.description));
    definitions(out, head);
}

/// The tint of the band, and hatching in both hues.
fn definitions(out: &mut String, head: &Head<'_>) {
    let palette = &head.palette;
    let hex = |color: RGBColor| format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2);
    let (left, right) = head.band;
    let _ = writeln!(
        out,
        "<defs><linearGradient id=\"{}-tint\" gradientUnits=\"userSpaceOnUse\" x1=\"{}\" y1=\"0\" \
         x2=\"{}\" y2=\"0\">",
        head.id,
        number(left),
        number(right)
    );
    let [end, middle] = palette.tint;
    let stops = [
        ("0", palette.control.mark, end),
        (".5", palette.engaged.mark, middle),
        ("1", palette.drift.mark, end),
    ];
    for (offset, color, share) in stops {
        // Opaque: a faint see-through gradient shows steps when it is rounded to 256 levels.
        let color = hex(over(color, share, palette.surface));
        let _ = writeln!(out, "<stop offset=\"{offset}\" stop-color=\"{color}\"/>");
    }
    out.push_str("</linearGradient>\n");
    let hatches = [
        ("hatch-control", palette.control.mark),
        ("hatch-drift", palette.drift.mark),
        ("hatch-plain", palette.ink[2]),
    ];
    for (name, color) in hatches {
        let (color, ground) = (hex(color), hex(palette.surface));
        let _ = writeln!(
            out,
            "<pattern id=\"{}-{name}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"{ground}\"/>\
             <rect width=\"3\" height=\"6\" fill=\"{color}\"/></pattern>",
            head.id
        );
    }
    let _ = writeln!(
        out,
        "<pattern id=\"{}-hatch-faint\" width=\"6\" height=\"6\" \
         patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"1\" \
         height=\"6\" fill=\"{}\"/></pattern>",
        head.id,
        hex(palette.strong_line)
    );
    out.push_str("</defs>\n");
}

/// A colour of some opacity over a ground.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between two levels of 0 to 255"
)]
fn over(color: RGBColor, share: f64, ground: RGBColor) -> RGBColor {
    let mix = |top: u8, below: u8| {
        (f64::from(top) * share + f64::from(below) * (1.0 - share)).round() as u8
    };
    RGBColor(mix(color.0, ground.0), mix(color.1, ground.1), mix(color.2, ground.2))
}

/// Reads one element of plotters and writes it finished; a text takes three lines.
fn element<'a>(
    out: &mut String,
    lines: &mut impl Iterator<Item = &'a str>,
    extra: &Attributes,
    head: &Head<'_>,
) {
    let Some(line) = lines.next() else { return };
    let (tag, written) = read(line);
    let _ = write!(out, "<{tag}");
    for (key, value) in written {
        if extra.set.iter().any(|(set, _)| *set == key) {
            continue;
        }
        match (key, extra.paint) {
            ("fill", Some(paint)) => {
                let _ = write!(out, " fill=\"url(#{}-{paint})\"", head.id);
            }
            _ => attribute(out, key, value),
        }
    }
    for (key, value) in &extra.set {
        let _ = write!(out, " {key}=\"{value}\"");
    }
    if tag == "text" {
        let content = lines.next().unwrap_or_default();
        let _ = lines.next();
        let _ = writeln!(out, ">{content}</text>");
    } else {
        out.push_str("/>\n");
    }
}

/// Tag and attributes of a line such as `<rect x="1" y="2"/>`; plotters quotes and escapes values.
fn read(line: &str) -> (&str, Vec<(&str, &str)>) {
    let line = line.trim_start_matches('<');
    let (tag, mut rest) = line.split_once(' ').unwrap_or((line, ""));
    let mut attributes = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let Some((value, tail)) = after.split_once('"') else { break };
        attributes.push((key.trim(), value));
        rest = tail;
    }
    (tag, attributes)
}

fn attribute(out: &mut String, key: &str, value: &str) {
    match (key, value) {
        ("dy" | "font-family", _)
        | ("opacity", "1")
        | ("text-anchor", "start")
        | ("stroke", "none")
        | ("stroke-width", "0") => {}
        ("font-weight", _) => out.push_str(" font-weight=\"600\""),
        ("opacity", value) => {
            let _ = write!(out, " opacity=\"{}\"", scaled(value, 1.0));
        }
        ("points", value) => {
            let points: Vec<String> = value
                .split_whitespace()
                .filter_map(|point| point.split_once(','))
                .map(|(x, y)| format!("{},{}", scaled(x, SUBPIXELS), scaled(y, SUBPIXELS)))
                .collect();
            let _ = write!(out, " points=\"{}\"", points.join(" "));
        }
        ("fill" | "stroke" | "text-anchor", value) => {
            let _ = write!(out, " {key}=\"{}\"", value.to_lowercase());
        }
        (key, value) => {
            let _ = write!(out, " {key}=\"{}\"", scaled(value, SUBPIXELS));
        }
    }
}

/// A number of plotters' over `steps`, in as few digits as needed; anything else as it is.
fn scaled(value: &str, steps: f64) -> String {
    value.parse::<f64>().map_or_else(|_| value.to_owned(), |n| number(n / steps))
}

/// A number with at most two decimals.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}
