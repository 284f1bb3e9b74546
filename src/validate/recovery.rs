//! How well the known styles come back (V1 to V5, V7, V8).

use serde::Serialize;

use super::casting::Region;
use super::judged::Judged;
use super::stats::{Count, spearman};
use crate::score::outcome::{SureZone, Zone};
use crate::score::variant::{Variant, Variants};

/// What a sample of teams shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Recovery {
    /// Teams that have a standing, of all.
    pub scored: Count,
    /// Rank correlation of position and latent style, teams of the whole plane.
    pub plane: Option<f64>,
    /// The same, teams of the line.
    pub line: Option<f64>,
    /// Rank correlation of control pressure and its latent counterpart, whole plane.
    pub control: Option<f64>,
    /// The same for drift pressure.
    pub drift: Option<f64>,
    /// Teams of the three styles in their zone, resamples aside.
    pub styles: Count,
    /// The same by style: approval-bound, micro-engaged, drifting.
    pub by_style: [Count; 3],
    /// Teams with both extremes that are in their zone.
    pub both: Count,
    /// Teams with both extremes that are in the balanced zone.
    pub both_as_balanced: Count,
    /// Balanced teams in another zone.
    pub false_alarms: Count,
    /// Balanced teams with another label, labels needing 80 % of the resamples.
    pub false_labels: Count,
    /// Teams of the four corners that get a label.
    pub labelled: Count,
    /// Those labels that are right.
    pub right_labels: Count,
}

const STYLES: [SureZone; 3] = [SureZone::ApprovalBound, SureZone::MicroEngaged, SureZone::Drifting];

/// Looks at a sample under the score's own rule.
#[must_use]
pub fn recovery(teams: &[Judged], variants: &Variants) -> Recovery {
    recovery_under(teams, variants, &Variant::default())
}

/// Looks at a sample under another rule; labels are the score's own whatever the rule.
#[must_use]
pub fn recovery_under(teams: &[Judged], variants: &Variants, variant: &Variant) -> Recovery {
    let placed: Vec<_> = teams
        .iter()
        .map(|team| {
            // A team without a standing has figures perhaps, but the program says nothing of it.
            let standing = team.month.standing.as_ref();
            (team, standing.and_then(|_| variants.place(&team.figures(), variant)))
        })
        .collect();
    let correlation = |region: Region, pick: &dyn Fn(&Judged, f64, f64) -> (f64, f64)| {
        let pairs: Vec<(f64, f64)> = placed
            .iter()
            .filter(|(team, _)| team.region == region)
            .filter_map(|(team, placed)| {
                Some(pick(team, placed.as_ref()?.control, placed.as_ref()?.drift))
            })
            .collect();
        spearman(&pairs)
    };
    let position = |team: &Judged, c: f64, d: f64| (d - c, team.true_position());
    let corner =
        |zone: SureZone| placed.iter().filter(move |(team, _)| team.corner() == Some(zone));
    let in_zone = |corners: SureZone, zone: SureZone| {
        Count::over(corner(corners).map(|(_, placed)| placed.is_some_and(|p| p.zone == zone)))
    };
    let by_style = STYLES.map(|zone| in_zone(zone, zone));
    let balanced = || corner(SureZone::MicroEngaged);
    let labels = || placed.iter().filter_map(|(team, _)| Some((team.corner()?, team.label())));
    Recovery {
        scored: Count::over(placed.iter().map(|(_, placed)| placed.is_some())),
        plane: correlation(Region::Plane, &position),
        line: correlation(Region::Line, &position),
        control: correlation(Region::Plane, &|team, c, _| (c, team.style.control)),
        drift: correlation(Region::Plane, &|team, _, d| (d, team.style.drift)),
        styles: by_style.into_iter().fold(Count::default(), Count::plus),
        by_style,
        both: in_zone(SureZone::PulledBothWays, SureZone::PulledBothWays),
        both_as_balanced: in_zone(SureZone::PulledBothWays, SureZone::MicroEngaged),
        false_alarms: Count::over(
            balanced()
                .filter_map(|(_, placed)| *placed)
                .map(|placed| placed.zone != SureZone::MicroEngaged),
        ),
        false_labels: Count::over(
            balanced()
                .filter(|(_, placed)| placed.is_some())
                .map(|(team, _)| team.label().is_some_and(|l| l != SureZone::MicroEngaged)),
        ),
        labelled: Count::over(labels().map(|(_, label)| label.is_some())),
        right_labels: Count::over(labels().filter_map(|(corner, label)| Some(label? == corner))),
    }
}

/// How often the report qualifies a label (model 4c and 3.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Qualified {
    /// Labels that another weighting of the facets may change.
    pub weight_sensitive: Count,
    /// Labels that depend on a signal.
    pub depends: Count,
    /// Labels that high-risk work drives.
    pub high_risk: Count,
}

/// Looks at the qualifications of the labels of some teams.
pub fn qualified<'a>(teams: impl Iterator<Item = &'a Judged>) -> Qualified {
    let labelled: Vec<_> = teams
        .filter_map(|team| team.month.standing.as_ref())
        .filter(|s| !matches!(s.zone, Zone::Unclear { .. }))
        .collect();
    Qualified {
        weight_sensitive: Count::over(
            labelled.iter().map(|s| s.weights.is_some_and(|w| w.sensitive)),
        ),
        depends: Count::over(labelled.iter().map(|s| !s.depends_on.is_empty())),
        high_risk: Count::over(
            labelled.iter().map(|s| s.low_risk.is_some_and(|low| low.driven_by_high_risk)),
        ),
    }
}
