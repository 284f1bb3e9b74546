//! A list of shapes in pixels, drawn by plotters at the end.
//!
//! plotters works in whole pixels, so it draws ten times larger and `markup`
//! scales back. Texts keep the box that they were laid out in, so tests can see that none overlap.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, RGBColor, ShapeStyle, TextStyle};

use super::chart::ChartError;
use super::font::{self, FAMILY, Weight};
use super::markup::{self, Attributes, Head, PLOTTED_FONT, SUBPIXELS};
use super::palette::Palette;
use crate::render::escape;

/// Where a text stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) weight: Weight,
    pub(super) color: RGBColor,
    pub(super) align: Align,
}

impl Type {
    /// Regular text that begins at its point.
    pub(super) const fn new(size: f64, color: RGBColor) -> Self {
        Self { size, weight: Weight::Regular, color, align: Align::Start }
    }

    /// The same, semi-bold.
    pub(super) const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }

    /// The same with another alignment.
    pub(super) const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// Width of a text in this type.
    pub(super) fn width(&self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }

    /// The text cut to `room` with an ellipsis.
    pub(super) fn fit(&self, text: &str, room: f64) -> String {
        font::fit(&shown(text), self.size, self.weight, room)
    }

    /// The text in at most `most` lines of `room`.
    pub(super) fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        font::wrap(&shown(text), self.size, self.weight, room, most)
    }
}

/// A stroke: colour, opacity, width in pixels, dashes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub(super) color: RGBColor,
    pub(super) alpha: f64,
    pub(super) width: f64,
    pub(super) dash: Option<&'static str>,
}

impl Stroke {
    /// A solid, opaque stroke.
    pub(super) const fn new(color: RGBColor, width: f64) -> Self {
        Self { color, alpha: 1.0, width, dash: None }
    }

    /// The same, dashed as SVG writes it (`4 3`).
    pub(super) const fn dashed(self, dash: &'static str) -> Self {
        Self { dash: Some(dash), ..self }
    }

    /// The same, see-through.
    pub(super) const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

/// A fill: a colour and its opacity, or a pattern or gradient by id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    pub(super) color: RGBColor,
    pub(super) alpha: f64,
    pub(super) paint: Option<&'static str>,
}

impl Fill {
    /// An opaque colour.
    pub(super) const fn new(color: RGBColor) -> Self {
        Self { color, alpha: 1.0, paint: None }
    }

    /// The same, see-through.
    pub(super) const fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// A gradient or pattern of the `markup` head, by the end of its id.
    pub(super) const fn paint(color: RGBColor, paint: &'static str) -> Self {
        Self { color, alpha: 1.0, paint: Some(paint) }
    }
}

/// A point in pixels.
pub(super) type Point = (f64, f64);

/// A rectangle by its left, top, right and bottom edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Whether two areas share more than an edge.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Its width.
    pub(super) const fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub(super) const fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A laid-out text.
#[derive(Clone, Debug)]
pub(super) struct TextBox {
    pub(super) text: String,
    point: Point,
    style: Type,
    rotated: bool,
}

#[cfg(test)]
impl TextBox {
    /// The box it fills.
    pub(super) fn area(&self) -> Area {
        if !self.rotated {
            return text_area(self.point, &self.text, self.style);
        }
        let flat = text_area((0.0, 0.0), &self.text, self.style);
        Area {
            left: self.point.0 + flat.top,
            right: self.point.0 + flat.bottom,
            top: self.point.1 - flat.right,
            bottom: self.point.1 - flat.left,
        }
    }

    /// Size of its letters in pixels.
    pub(super) fn size(&self) -> f64 {
        self.style.size
    }
}

#[derive(Debug)]
enum Shape {
    Path(Vec<Point>, Stroke),
    Polygon(Vec<Point>, Fill),
    Rect(Area, Fill, f64),
    Frame(Area, Stroke, f64),
    Disc(Point, f64, Fill),
    Ring(Point, f64, Stroke),
    Text(TextBox),
    /// Start of a group with a tooltip.
    Open(String),
    Close,
}

/// A picture that is being laid out.
#[derive(Debug)]
pub(super) struct Canvas {
    /// Width in pixels.
    pub(super) width: f64,
    /// Height in pixels; may grow until the picture is finished.
    pub(super) height: f64,
    /// Colours.
    pub(super) palette: Palette,
    shapes: Vec<Shape>,
}

impl Canvas {
    /// An empty picture.
    pub(super) fn new(width: f64, palette: Palette) -> Self {
        Self { width, height: 0.0, palette, shapes: Vec::new() }
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        self.shapes.push(Shape::Path(vec![from, to], stroke));
    }

    /// A line through points; fewer than two draw nothing.
    pub(super) fn path(&mut self, points: Vec<Point>, stroke: Stroke) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path(points, stroke));
        }
    }

    /// A filled outline.
    pub(super) fn polygon(&mut self, points: Vec<Point>, fill: Fill) {
        self.shapes.push(Shape::Polygon(points, fill));
    }

    /// A filled rectangle with corners rounded by `radius`; empty ones draw nothing.
    pub(super) fn rect(&mut self, area: Area, fill: Fill, radius: f64) {
        if area.width() > 0.0 && area.height() > 0.0 {
            self.shapes.push(Shape::Rect(area, fill, radius));
        }
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, area: Area, stroke: Stroke, radius: f64) {
        self.shapes.push(Shape::Frame(area, stroke, radius));
    }

    /// A filled circle.
    pub(super) fn disc(&mut self, center: Point, radius: f64, fill: Fill) {
        self.shapes.push(Shape::Disc(center, radius, fill));
    }

    /// The outline of a circle.
    pub(super) fn ring(&mut self, center: Point, radius: f64, stroke: Stroke) {
        self.shapes.push(Shape::Ring(center, radius, stroke));
    }

    /// A text with its baseline at a point; control and reordering characters do not get through.
    pub(super) fn text(&mut self, point: Point, text: &str, style: Type) {
        let text = shown(text);
        self.shapes.push(Shape::Text(TextBox { text, point, style, rotated: false }));
    }

    /// A text that reads upwards, its baseline through a point.
    pub(super) fn text_upwards(&mut self, point: Point, text: &str, style: Type) {
        let text = shown(text);
        self.shapes.push(Shape::Text(TextBox { text, point, style, rotated: true }));
    }

    /// A rectangle under everything drawn so far.
    pub(super) fn background(&mut self, area: Area, fill: Fill) {
        self.shapes.insert(0, Shape::Rect(area, fill, 0.0));
    }

    /// Opens a group whose tooltip is `title`.
    pub(super) fn open(&mut self, title: &str) {
        self.shapes.push(Shape::Open(escape::xml(title)));
    }

    /// Closes the last group.
    pub(super) fn close(&mut self) {
        self.shapes.push(Shape::Close);
    }

    /// All texts with their boxes.
    #[cfg(test)]
    pub(super) fn texts(&self) -> impl Iterator<Item = &TextBox> {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            _ => None,
        })
    }

    /// Draws everything.
    ///
    /// # Errors
    /// [`ChartError::Draw`] with plotters' message.
    pub(super) fn finish(&self, head: &Head<'_>) -> Result<String, ChartError> {
        let size = (whole(self.width * SUBPIXELS), whole(self.height * SUBPIXELS));
        let mut plotted = String::new();
        let mut attributes = Vec::new();
        {
            let size = (size.0.unsigned_abs(), size.1.unsigned_abs());
            let area = SVGBackend::with_string(&mut plotted, size).into_drawing_area();
            for shape in &self.shapes {
                attributes.push(draw(&area, shape)?);
            }
            area.present().map_err(|error| ChartError::draw(&error))?;
        }
        let extent = (self.width.round(), self.height.round());
        Ok(markup::finish(&plotted, &attributes, head, extent))
    }
}

/// A text as it is drawn: one line, and a question mark for what was removed, since the embedded
/// font lacks the replacement character.
fn shown(text: &str) -> String {
    escape::line(text).replace('\u{FFFD}', "?")
}

/// The box of a text by its baseline point: ascent and descent of capitals and descenders.
#[cfg(test)]
fn text_area((x, y): Point, text: &str, style: Type) -> Area {
    let width = style.width(text);
    let left = match style.align {
        Align::Start => x,
        Align::Middle => x - width / 2.0,
        Align::End => x - width,
    };
    Area { left, right: left + width, top: y - style.size * 0.78, bottom: y + style.size * 0.21 }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a picture, held to a million")]
fn whole(value: f64) -> i32 {
    value.round().clamp(-1.0e7, 1.0e7) as i32
}

fn at((x, y): Point) -> (i32, i32) {
    (whole(x * SUBPIXELS), whole(y * SUBPIXELS))
}

fn shape_style(color: RGBColor, alpha: f64, width: f64, filled: bool) -> ShapeStyle {
    // plotters leaves out what has no opacity, and every shape must give one element.
    let color = color.mix(alpha.clamp(0.01, 1.0));
    ShapeStyle { color, filled, stroke_width: whole(width * SUBPIXELS).unsigned_abs() }
}

/// Texts longer than this many pixels are held to their length, since a wider font would push
/// them over their neighbours; shorter ones have room.
const HELD_LENGTH: f64 = 90.0;

type Plot<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws one shape as at most one element, and says which attributes plotters cannot write.
fn draw(area: &Plot<'_>, shape: &Shape) -> Result<Attributes, ChartError> {
    let mut extra = Attributes::default();
    let drawn = match shape {
        Shape::Path(points, stroke) => {
            extra.stroke(*stroke);
            let style = shape_style(stroke.color, stroke.alpha, stroke.width, false);
            area.draw(&PathElement::new(points.iter().map(|p| at(*p)).collect::<Vec<_>>(), style))
        }
        Shape::Polygon(points, fill) => {
            extra.fill(*fill);
            let style = shape_style(fill.color, fill.alpha, 0.0, true);
            area.draw(&Polygon::new(points.iter().map(|p| at(*p)).collect::<Vec<_>>(), style))
        }
        Shape::Rect(rect, fill, radius) => {
            extra.fill(*fill);
            extra.radius(*radius);
            let style = shape_style(fill.color, fill.alpha, 0.0, true);
            area.draw(&Rectangle::new(corners(rect), style))
        }
        Shape::Frame(rect, stroke, radius) => {
            extra.stroke(*stroke);
            extra.radius(*radius);
            extra.stroke_width(stroke.width);
            let style = shape_style(stroke.color, stroke.alpha, stroke.width, false);
            area.draw(&Rectangle::new(corners(rect), style))
        }
        Shape::Disc(center, radius, fill) => {
            extra.fill(*fill);
            let style = shape_style(fill.color, fill.alpha, 0.0, true);
            area.draw(&Circle::new(at(*center), whole(radius * SUBPIXELS), style))
        }
        Shape::Ring(center, radius, stroke) => {
            extra.stroke(*stroke);
            let style = shape_style(stroke.color, stroke.alpha, stroke.width, false);
            area.draw(&Circle::new(at(*center), whole(radius * SUBPIXELS), style))
        }
        Shape::Text(text) => {
            let width = font::set_width(&text.text, text.style.size, text.style.weight);
            if width > HELD_LENGTH {
                extra.text_length(width);
            }
            if text.rotated {
                extra.rotate(text.point);
            }
            area.draw(&Text::new(text.text.clone(), at(text.point), text_style(text.style)))
        }
        Shape::Open(title) => return Ok(Attributes::open(title)),
        Shape::Close => return Ok(Attributes::close()),
    };
    drawn.map_err(|error| ChartError::draw(&error))?;
    Ok(extra)
}

fn corners(area: &Area) -> [(i32, i32); 2] {
    [at((area.left, area.top)), at((area.right, area.bottom))]
}

fn text_style(style: Type) -> TextStyle<'static> {
    let size = style.size * SUBPIXELS * PLOTTED_FONT;
    let font = FontDesc::new(FontFamily::Name(FAMILY), size, style.weight.style());
    let horizontal = match style.align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    let pos = Pos::new(horizontal, VPos::Bottom);
    TextStyle { font, color: style.color.to_backend_color(), pos }
}
