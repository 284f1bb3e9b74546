//! The policy of `midspan check`: bounds on pressures, position, tension and signals.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds that `midspan check` holds each team to.
///
/// A bound is broken only where the data says so beyond chance; what cannot be told breaks none.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// When a figure breaks a bound: `interval`, when its whole 95 % interval lies beyond it;
    /// `value`, when the figure itself does, however uncertain.
    #[schemars(extend("examples" = ["interval"]))]
    pub certainty: Certainty,
    /// What becomes of a bound whose figure there is not enough data for: `pass` or `fail`.
    #[schemars(extend("examples" = ["pass"]))]
    pub missing: Missing,
    /// Position, -100 (micromanagement) to +100 (disengagement).
    #[schemars(extend("examples" = [{"min": -45, "max": 45}]))]
    pub position: Option<Bound>,
    /// Tension, 0 to 1: how far both pressures are high at once.
    #[schemars(extend("examples" = [{"max": 0.5}]))]
    pub tension: Option<Bound>,
    /// Control pressure, 0 to 1; a zone begins at 0.45.
    #[schemars(extend("examples" = [{"max": 0.45}]))]
    pub control: Option<Bound>,
    /// Drift pressure, 0 to 1; a zone begins at 0.45.
    #[schemars(extend("examples" = [{"max": 0.45}]))]
    pub drift: Option<Bound>,
    /// Signals by id (`midspan signals` lists them), in the unit of each; a share is 0 to 1.
    #[schemars(extend("examples" = [{"leader_blocked_hours_per_pr": {"max": 12, "level": "warning"}}]))]
    pub signals: BTreeMap<String, Bound>,
}

/// What a team's own bounds put in place of the file's; `{}` lifts one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TeamCheck {
    /// Position, -100 (micromanagement) to +100 (disengagement).
    #[schemars(extend("examples" = [{"min": -60, "max": 45}]))]
    pub position: Option<Bound>,
    /// Tension, 0 to 1: how far both pressures are high at once.
    #[schemars(extend("examples" = [{"max": 0.5}]))]
    pub tension: Option<Bound>,
    /// Control pressure, 0 to 1.
    #[schemars(extend("examples" = [{"max": 0.6}]))]
    pub control: Option<Bound>,
    /// Drift pressure, 0 to 1.
    #[schemars(extend("examples" = [{}]))]
    pub drift: Option<Bound>,
    /// Signals by id, in the unit of each.
    #[schemars(extend("examples" = [{"unattended_wait_share": {"max": 0.5}}]))]
    pub signals: BTreeMap<String, Bound>,
}

/// Values that are in order; without `min` and `max`, all are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bound {
    /// Least value that is in order.
    #[schemars(extend("examples" = [-45]))]
    pub min: Option<f64>,
    /// Greatest value that is in order.
    #[schemars(extend("examples" = [0.45]))]
    pub max: Option<f64>,
    /// What a broken bound is: an `error` makes `midspan check` fail, a `warning` is only told.
    #[schemars(extend("examples" = ["warning"]))]
    pub level: Level,
}

impl Bound {
    /// Whether it holds anything.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// When a figure breaks a bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// When its whole 95 % interval lies beyond it.
    #[default]
    Interval,
    /// When the figure itself lies beyond it.
    Value,
}

/// What becomes of a bound whose figure there is not enough data for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// It is not broken.
    #[default]
    Pass,
    /// It counts as broken.
    Fail,
}

/// What a broken bound is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The check fails.
    #[default]
    Error,
    /// It is told, and the check goes on.
    Warning,
}

/// What a bound is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Position.
    Position,
    /// Tension.
    Tension,
    /// Control pressure.
    Control,
    /// Drift pressure.
    Drift,
    /// A signal, by id.
    Signal(String),
}

impl Measure {
    /// Key in the configuration.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Position => "position".to_owned(),
            Self::Tension => "tension".to_owned(),
            Self::Control => "control".to_owned(),
            Self::Drift => "drift".to_owned(),
            Self::Signal(id) => format!("signals.{id}"),
        }
    }

    /// Least and greatest value that it can have; a signal's depend on its unit.
    fn range(&self) -> Option<(f64, f64)> {
        match self {
            Self::Position => Some((-100.0, 100.0)),
            Self::Tension | Self::Control | Self::Drift => Some((0.0, 1.0)),
            Self::Signal(_) => None,
        }
    }
}

impl Check {
    /// The file's bounds that hold something, in the order of the measures.
    #[must_use]
    pub fn bounds(&self) -> BTreeMap<Measure, Bound> {
        let axes = [self.position, self.tension, self.control, self.drift];
        let mut all = listed(axes, &self.signals);
        all.retain(|_, bound| !bound.is_open());
        all
    }

    /// Bounds that hold for a team: its own in place of the file's.
    #[must_use]
    pub fn for_team(&self, team: Option<&TeamCheck>) -> BTreeMap<Measure, Bound> {
        let mut all = self.bounds();
        all.extend(team.map(TeamCheck::listed).unwrap_or_default());
        all.retain(|_, bound| !bound.is_open());
        all
    }

    /// What is wrong with the file's bounds: key and problem.
    pub(super) fn problem(&self) -> Option<(String, String)> {
        let axes = [self.position, self.tension, self.control, self.drift];
        let all = listed(axes, &self.signals);
        let open = all.iter().find(|(_, bound)| bound.is_open());
        let open = open.map(|(measure, _)| (measure.key(), "needs `min` or `max`".to_owned()));
        open.or_else(|| all.iter().find_map(problem))
    }
}

impl TeamCheck {
    fn listed(&self) -> BTreeMap<Measure, Bound> {
        listed([self.position, self.tension, self.control, self.drift], &self.signals)
    }

    /// What is wrong with a team's bounds: key and problem.
    pub(super) fn problem(&self) -> Option<(String, String)> {
        self.listed().iter().find_map(problem)
    }
}

fn listed(axes: [Option<Bound>; 4], signals: &BTreeMap<String, Bound>) -> BTreeMap<Measure, Bound> {
    let names = [Measure::Position, Measure::Tension, Measure::Control, Measure::Drift];
    let axes = names.into_iter().zip(axes).filter_map(|(name, bound)| Some((name, bound?)));
    axes.chain(signals.iter().map(|(id, bound)| (Measure::Signal(id.clone()), *bound))).collect()
}

fn problem((measure, bound): (&Measure, &Bound)) -> Option<(String, String)> {
    let wrong = |text: String| Some((measure.key(), text));
    let given = [bound.min, bound.max];
    if given.iter().flatten().any(|v| !v.is_finite()) {
        return wrong("needs finite numbers".to_owned());
    }
    if let (Some(min), Some(max)) = (bound.min, bound.max)
        && min > max
    {
        return wrong("`min` is above `max`".to_owned());
    }
    let (low, high) = measure.range()?;
    let outside = given.into_iter().flatten().find(|v| !(low..=high).contains(v))?;
    wrong(format!("{outside} is out of its range, {low} to {high}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn config(text: &str) -> Result<Config, String> {
        Config::parse(text, "m.toml").map_err(|error| error.to_string())
    }

    #[test]
    fn a_team_has_its_own_bounds_in_place_of_the_files() {
        let text = "[check]\ncontrol = { max = 0.5 }\ndrift = { max = 0.5 }\n\
                    [check.signals]\nx = { max = 3 }\n\
                    [[teams]]\nname = \"a\"\n[teams.check]\ncontrol = { max = 0.7, level = \"warning\" }\ndrift = {}\n\
                    [teams.check.signals]\ny = { min = 1 }\n";
        let config = config(text).expect("a configuration");
        let own = config.check.for_team(config.teams[0].check.as_ref());
        let keys: Vec<String> = own.keys().map(Measure::key).collect();
        assert_eq!(keys, ["control", "signals.x", "signals.y"]);
        let control = own[&Measure::Control];
        assert_eq!((control.max, control.level), (Some(0.7), Level::Warning));
        assert_eq!(config.check.for_team(None).len(), 3);
    }

    #[test]
    fn bounds_that_make_no_sense_are_refused() {
        let wrong = |text: &str| config(text).expect_err("refused");
        assert!(wrong("[check]\ncontrol = { max = 45 }").contains("check.control: 45 is out"));
        assert!(wrong("[check]\nposition = { min = 3, max = 2 }").contains("`min` is above"));
        assert!(wrong("[check]\ndrift = {}").contains("needs `min` or `max`"));
        assert!(wrong("[check.signals]\nx = { max = nan }").contains("check.signals.x"));
        let team = "[[teams]]\nname = \"a\"\ncheck = { tension = { max = 2 } }";
        assert!(wrong(team).contains("teams[0].check.tension"));
    }
}
