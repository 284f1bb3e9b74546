//! A suggestion, as reports show it.

use serde::Serialize;

use crate::signals::definition::Axis;

/// Something to try next month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// Rule that made it.
    pub rule: String,
    /// Pressure that it should lower.
    pub side: Axis,
    /// What to try, as an imperative.
    pub title: String,
    /// Why, from the data: counts, hours and n.
    pub evidence: String,
    /// What it would have spared or caught in the month; `None` where no hours or items tell.
    pub gain: Option<Gain>,
    /// What the month would have looked like.
    pub expected: Expected,
    /// How the next report will show whether it worked.
    pub watch: Watch,
    /// What must not get worse meanwhile; empty: nothing in particular.
    pub guard: String,
    /// Items behind it, strongest first, at most ten.
    pub items: Vec<AdviceItem>,
    /// Items behind it that are not listed.
    pub more_items: u64,
}

/// What a suggestion would have spared or caught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gain {
    /// `Would have saved`, `Would have met`, ...
    pub label: String,
    /// How much.
    pub text: String,
}

/// The month scored again as if the suggestion had held for every item behind it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expected {
    /// Control pressure, where it moves.
    pub control: Option<Move>,
    /// Drift pressure, where it moves.
    pub drift: Option<Move>,
    /// Position, where it is one.
    pub position: Option<Move>,
    /// The same as a sentence.
    pub text: String,
}

/// From what to what.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Move {
    /// In this report's month.
    pub from: f64,
    /// As if the suggestion had held.
    pub to: f64,
}

/// The signal to look at in the next report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Watch {
    /// Signal id.
    pub signal: String,
    /// Its figure, before shrinkage and before odds, in the signal's unit.
    pub figure: Move,
    /// The same as a sentence, with what chance does.
    pub text: String,
}

/// One item behind a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdviceItem {
    /// Repository as `owner/name`; empty for a week that several share.
    pub repo: String,
    /// `#12`, `issue#5`, `milestone#1` or a week.
    pub item: String,
    /// What was seen on it.
    pub text: String,
}
