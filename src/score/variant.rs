//! The standing that the same figures would have under another rule: for validation, which asks
//! what each part of the rule is worth (model 4c).

use crate::signals::definition::{Axis, Definition, Facet};

use super::outcome::SureZone;
use super::pressure::{Layout, Mix};
use super::spectrum::{Side, THRESHOLD, uncorroborated_zone, zone_at};

/// A rule that differs from the score's own in one thing or more.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Signal that is left out, as its index among the definitions.
    pub without_signal: Option<usize>,
    /// Facet that is left out.
    pub without_facet: Option<Facet>,
    /// Power of the mean over facets.
    pub power: f64,
    /// Pressure from which a zone is left.
    pub threshold: f64,
    /// Whether a zone needs two high facets.
    pub corroboration: bool,
}

impl Default for Variant {
    /// The score's own rule.
    fn default() -> Self {
        Self {
            without_signal: None,
            without_facet: None,
            power: 2.0,
            threshold: THRESHOLD,
            corroboration: true,
        }
    }
}

/// Where figures stand under a rule, resamples aside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Control pressure.
    pub control: f64,
    /// Drift pressure.
    pub drift: f64,
    /// Zone.
    pub zone: SureZone,
}

/// Reads figures, one a definition, under other rules.
#[derive(Clone, Debug)]
pub struct Variants {
    layout: Layout,
}

impl Variants {
    /// For figures of these definitions, in their order.
    #[must_use]
    pub fn new(definitions: &[Definition]) -> Self {
        Self { layout: Layout::of(definitions) }
    }

    /// The standing under a rule; `None` where a pressure cannot be told.
    #[must_use]
    pub fn place(&self, figures: &[Option<f64>], variant: &Variant) -> Option<Placed> {
        let mut facets = self.layout.facets(figures, variant.without_signal);
        if let Some(facet) = variant.without_facet {
            facets = facets.without(facet);
        }
        let mix = Mix::powered(variant.power);
        let control = facets.mixed(Axis::Control, &mix)?;
        let drift = facets.mixed(Axis::Drift, &mix)?;
        let side = |axis, value| Side { value, corroborated: facets.corroborated(axis) };
        let zone = if variant.corroboration {
            zone_at(side(Axis::Control, control), side(Axis::Drift, drift), variant.threshold)
        } else {
            uncorroborated_zone(control, drift, variant.threshold)
        };
        Some(Placed { control, drift, zone })
    }
}
