//! PNG from a chart's SVG, set in the embedded font only.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::chart::ChartError;
use super::font;

/// Largest side of a picture in pixels; beyond it the memory for the pixels would run to
/// gigabytes.
const LARGEST_SIDE: f32 = 32_000.0;

/// Effort of compression: beyond it a chart gets 5 % smaller in half as much time again.
const LEVEL: u8 = 5;

/// The PNG of an SVG at `scale` pixels to the unit (2 is what slides and screens want).
///
/// Only the embedded font is used, so the picture is the same on a machine without fonts.
///
/// # Errors
/// [`ChartError::Parse`] when the text is no SVG, [`ChartError::TooLarge`] when a side would be
/// over 32,000 pixels, and [`ChartError::Encode`] when the pixels cannot be written.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let tree = parse(&covered(svg))?;
    let size = tree.size();
    let (width, height) = (size.width() * scale, size.height() * scale);
    let fits = |side: f32| (1.0..=LARGEST_SIDE).contains(&side);
    if !(fits(width) && fits(height)) {
        return Err(ChartError::TooLarge { width, height });
    }
    let mut pixels =
        Pixmap::new(whole(width), whole(height)).ok_or(ChartError::TooLarge { width, height })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    encoded(&pixels).map_err(|error| ChartError::Encode { message: error.to_string() })
}

/// The file of a picture. Flat colours compress better and several times faster without the filters
/// that photographs want, and without an alpha channel that says nothing.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    if pixels.pixels().iter().any(|pixel| !pixel.is_opaque()) {
        return pixels.encode_png();
    }
    let colours: Vec<u8> =
        pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(png::DeflateCompression::Level(LEVEL));
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colours)?;
    writer.finish()?;
    Ok(file)
}

/// The SVG with a question mark for each character that the embedded font lacks, which would
/// otherwise leave a gap that nobody sees.
fn covered(svg: &str) -> String {
    svg.chars().map(|c| if font::covers(c) { c } else { '?' }).collect()
}

/// Reads an SVG with the embedded font.
pub(super) fn parse(svg: &str) -> Result<usvg::Tree, ChartError> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::SEMI_BOLD.to_vec());
    let options = usvg::Options {
        font_family: font::FAMILY.to_owned(),
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(ChartError::Parse)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 1 and the largest side"
)]
fn whole(side: f32) -> u32 {
    side.round() as u32
}
