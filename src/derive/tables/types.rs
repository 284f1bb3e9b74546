//! What goes in and what comes out.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::derive::changes::Regime;
use crate::model::derived::{
    Act, Ask, CheckinWeek, CohortItem, Context, Interval, IssueMonth, MonthRow, RosterWeek,
    TeamMonth, UpdateWeek, WeekRow,
};
use crate::model::facts::RosterEntry;
use crate::model::table::Text;
use crate::model::tier::Tier;
use crate::model::time::{Period, Timestamp};
use crate::sources::facts::Facts;

/// Everything that the derived tables depend on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// Facts by repository, `owner/name`; a repository stands there once.
    pub facts: &'a [(String, Facts)],
    /// Configuration.
    pub config: &'a Config,
    /// Time at which everything is looked at; what happened later is not seen.
    pub as_of: Timestamp,
    /// Months to derive, oldest first and without holes, look-back months included.
    pub periods: &'a [Period],
    /// Version of anchors and formulas.
    pub score_version: &'a str,
    /// Threads to work on; they change nothing in the rows.
    pub threads: usize,
    /// Whether counts for the data notes are asked for.
    pub notes: bool,
}

/// The derived tables, and what the report says about teams and data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Derived {
    /// See [`Interval`].
    pub intervals: Vec<Interval>,
    /// See [`Act`].
    pub acts: Vec<Act>,
    /// See [`CohortItem`].
    pub cohort: Vec<CohortItem>,
    /// See [`Ask`].
    pub asks: Vec<Ask>,
    /// See [`IssueMonth`].
    pub issue_months: Vec<IssueMonth>,
    /// See [`RosterEntry`].
    pub roster: Vec<RosterEntry>,
    /// See [`RosterWeek`].
    pub roster_weeks: Vec<RosterWeek>,
    /// See [`UpdateWeek`].
    pub update_weeks: Vec<UpdateWeek>,
    /// See [`CheckinWeek`].
    pub checkin_weeks: Vec<CheckinWeek>,
    /// See [`WeekRow`].
    pub weeks: Vec<WeekRow>,
    /// See [`MonthRow`].
    pub months: Vec<MonthRow>,
    /// See [`TeamMonth`].
    pub team_months: Vec<TeamMonth>,
    /// One row; see [`Context`].
    pub context: Vec<Context>,
    /// Teams, by name.
    pub teams: Vec<TeamInfo>,
    /// What the reader must know about the data.
    pub notes: Vec<DeriveNote>,
}

impl Derived {
    /// Low-risk pull requests, as repository and item.
    #[must_use]
    pub fn low_risk(&self) -> BTreeSet<(Text, Text)> {
        let low = self.cohort.iter().filter(|c| c.low_risk == Some(true));
        low.map(|c| (c.repo.clone(), c.item.clone())).collect()
    }
}

/// A team as the tables know it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TeamInfo {
    /// Name.
    pub name: String,
    /// Repositories with facts that it works in, in order.
    pub repos: Vec<String>,
    /// Whether anybody leads it at any time.
    pub has_leaders: bool,
    /// Rule by which its leaders were inferred; `None`: configured, or there are none.
    pub leaders_inferred_by: Option<String>,
    /// Least data of its repositories.
    pub tier: Tier,
    /// IANA name of the time zone of its working time.
    pub time_zone: String,
    /// Person keys of its configured members, in order; empty: told by activity.
    pub members: Vec<String>,
    /// Ways of working in which git hides what some signals read; only where git alone is known.
    pub regimes: Vec<Regime>,
}

/// What a note counts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Accounts taken for bots.
    Bots,
    /// Pull requests authored by bots, left out; of all.
    BotPulls,
    /// Pull requests whose author's account is deleted; of all.
    GhostPulls,
    /// Events whose actor's account is deleted or was not recorded; of all.
    GhostEvents,
    /// Pull requests opened and merged within a minute by one person; of those looked at.
    Bookkeeping,
    /// Comments too short to be an answer, or repeated; of all comments.
    Templates,
    /// Of the comments, those that repeat a text.
    NearDuplicates,
    /// Milestoned events whose title is no recorded milestone's; of all.
    UnmatchedMilestones,
    /// Non-leaders' pull requests that ever had a review request; of all.
    Requested,
    /// Pull requests converted to draft while a review was awaited; of those looked at.
    Redrafted,
    /// Pull requests without a recorded timeline; of all.
    NoTimeline,
    /// Pull requests of which a part is known to be missing; of all.
    Truncated,
    /// Merged pull requests that no commit of the local history belongs to; of all merged.
    Unjoined,
    /// Pull requests by people in none of the several teams of the repository; of all.
    NobodysTeam,
    /// Pull requests into another branch than the default one; of those looked at.
    Stacked,
    /// Pull requests whose pieces do not make up their open time, left out of the waits.
    Unsound,
}

/// A count for the data notes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeriveNote {
    /// What is counted.
    pub kind: NoteKind,
    /// Repository as `owner/name`; `None`: all of them.
    pub repo: Option<String>,
    /// How many.
    pub count: u64,
    /// Of how many; `None` where there is no whole.
    pub of: Option<u64>,
}

impl DeriveNote {
    /// Share of the whole, 0 to 1; `None` without one, or where it is empty.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let whole = self.of.filter(|n| *n > 0)?;
        Some(self.count as f64 / whole as f64)
    }
}
