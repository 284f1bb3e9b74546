//! Places on the page: shares of a width as per cent, severity scales, marks.

use crate::render::words;
use crate::score::outcome::{SureZone, Zone};
use crate::signals::definition::{Anchors, Definition, Scale};

/// A share of the width, held between 0 and 1, as an SVG length: `24.77%`.
pub(super) fn share(fraction: f64) -> String {
    format!("{}%", coordinate(fraction.clamp(0.0, 1.0) * 100.0))
}

/// A coordinate with at most two decimals.
pub(super) fn coordinate(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Where a position of -100 to +100 stands on the spectrum, as a share of its width.
pub(super) fn on_spectrum(position: f64) -> f64 {
    ((position + 100.0) / 200.0).clamp(0.0, 1.0)
}

/// The letter that classes and symbols of a zone carry.
pub(super) fn zone_key(zone: Zone) -> &'static str {
    match words::sure(zone) {
        Ok(SureZone::MicroEngaged) => "g",
        Ok(SureZone::ApprovalBound) => "v",
        Ok(SureZone::Drifting) => "o",
        Ok(SureZone::PulledBothWays) => "b",
        Err(_) => "u",
    }
}

/// Where a value stands between its anchors: 0 at green, 1 at red, on the signal's scale.
///
/// Shares are held between .005 and .995 on the log-odds scale, as severity holds them (model 3.1).
pub(super) fn between_anchors(
    definition: &Definition,
    anchors: &Anchors,
    value: f64,
) -> Option<f64> {
    let scaled = |x: f64| match definition.scale {
        Scale::Ln => x.max(1e-9).ln(),
        Scale::Logit => {
            let held = x.clamp(0.005, 0.995);
            (held / (1.0 - held)).ln()
        }
        Scale::Identity => x,
    };
    let (green, red) = (scaled(anchors.green), scaled(anchors.red));
    let place = (scaled(value) - green) / (red - green);
    place.is_finite().then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_on_the_page() {
        assert_eq!(share(0.2477), "24.77%");
        assert_eq!(share(-1.0), "0%");
        assert_eq!(share(7.0), "100%");
        assert_eq!(coordinate(-0.001), "0");
        assert_eq!(share(on_spectrum(-50.5)), "24.75%");
    }
}
