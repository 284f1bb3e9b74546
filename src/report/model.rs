//! The report model: one plain struct that every renderer reads. No renderer computes.

use serde::{Deserialize, Serialize};

use super::survival::WaitCurves;
pub use crate::advice::Advice;
use crate::model::time::Period;
use crate::score::outcome::TeamScore;
use crate::signals::definition::{Definition, Tier};

/// Everything a report shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What it is about: repository, organisation or example.
    pub subject: String,
    /// Whether the data is the project's own invented example.
    pub example: bool,
    /// Program version.
    pub version: String,
    /// Version of anchors and formulas.
    pub score_version: String,
    /// Time at which everything was looked at, RFC 3339 in UTC.
    pub as_of: String,
    /// Month that the report is about.
    pub period: Period,
    /// Months shown, oldest first; the last is `period`.
    pub periods: Vec<Period>,
    /// Time zone of months.
    pub time_zone: String,
    /// Repositories read.
    pub repositories: Vec<RepositoryFacts>,
    /// Headline sentence.
    pub headline: String,
    /// Teams, in alphabetical order.
    pub teams: Vec<TeamReport>,
    /// Definitions, in catalogue order.
    pub definitions: Vec<SignalDoc>,
    /// The article's practices and what the data shows of each.
    pub practices: Vec<Practice>,
    /// What the reader must know about the data.
    pub notes: Vec<Note>,
}

/// One repository and what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RepositoryFacts {
    /// `owner/name`.
    pub repo: String,
    /// Web address for links, without a closing slash; `None`: evidence is not linked.
    pub url: Option<String>,
    /// Data that there is.
    pub tier: Tier,
    /// Commits reachable from the default branch.
    pub commits: u64,
    /// Pull requests recorded.
    pub pull_requests: u64,
    /// Reviews recorded.
    pub reviews: u64,
    /// Issues recorded.
    pub issues: u64,
    /// Milestones recorded.
    pub milestones: u64,
    /// Whether checks of commits are known.
    #[serde(skip)]
    pub checks: bool,
    /// Whether rules of branches are known.
    #[serde(skip)]
    pub rules: bool,
}

/// One team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamReport {
    /// Scores by month.
    pub score: TeamScore,
    /// One sentence on where it stands.
    pub summary: String,
    /// What moved the position most since the month before, as sentences.
    pub moved: Vec<String>,
    /// Rule by which leaders were inferred; `None`: configured.
    pub leaders_inferred_by: Option<String>,
    /// Open hours by month and wait state.
    pub waits: Vec<MonthWaits>,
    /// How long they waited for a first answer and for the merge, over all months shown.
    pub survival: Vec<WaitCurves>,
    /// Milestones of the window.
    pub milestones: Vec<MilestoneRow>,
    /// What the month's figures are to be read beside; empty where none are shown.
    pub confounders: Vec<Confounder>,
    /// What should be looked into before the figures are believed.
    pub flags: Vec<Flag>,
    /// Concrete findings, where a standing cannot be given (git alone) or beside it.
    pub findings: Vec<Finding>,
    /// At most three things to try.
    pub advice: Vec<Advice>,
}

/// Business hours that open pull requests spent in a month, by what they waited for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthWaits {
    /// Month.
    pub period: Period,
    /// Pull requests that were open at some time in the month.
    pub pull_requests: u64,
    /// Hours by kind.
    pub hours: Vec<WaitHours>,
}

/// Hours of one kind of wait.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitHours {
    /// `leader_answered`, `leader_bypassed`, `leader_absent`, `peer`, `nobody_asked`, `author`, `to_merge`, `draft`, `ci_unknown`.
    pub kind: WaitKind,
    /// Business hours.
    pub business_hours: f64,
    /// Wall hours.
    pub wall_hours: f64,
}

/// What an open pull request waits for, as the charts show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitKind {
    /// A leader, who answered.
    LeaderAnswered,
    /// A leader, until somebody went around.
    LeaderBypassed,
    /// A leader, who has not answered.
    LeaderAbsent,
    /// A peer.
    Peer,
    /// Nobody was asked.
    NobodyAsked,
    /// Its author.
    Author,
    /// Approved, not merged.
    ToMerge,
    /// Draft.
    Draft,
    /// A gap in the data, or a failing check.
    CiUnknown,
}

/// A milestone planned against done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MilestoneRow {
    /// Repository as `owner/name`.
    pub repo: String,
    /// Number.
    pub number: i64,
    /// Title; hostile text, to be escaped.
    pub title: String,
    /// Created, `YYYY-MM-DD`.
    pub created: String,
    /// Due date first seen.
    pub first_due: Option<String>,
    /// Due date now.
    pub due: Option<String>,
    /// Closed.
    pub closed: Option<String>,
    /// Days past the date first seen; a lower bound while open; negative: early.
    pub slip_days: Option<f64>,
    /// Issues and pull requests in it, and how many are done.
    pub items: u64,
    /// Done.
    pub done: u64,
}

/// A circumstance that moves figures without any change in how the team is led (model 3.8).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Confounder {
    /// Which.
    pub kind: ConfounderKind,
    /// Its value: median lines, share of authors, peers to a leader, hours, working days; `None`
    /// where it is not known.
    pub value: Option<f64>,
    /// In words, as part of a sentence.
    pub text: String,
}

/// What a confounder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfounderKind {
    /// Median of the changed lines of pull requests.
    Size,
    /// Share of authors who are new.
    Newcomers,
    /// Peers to a leader.
    Span,
    /// Hours between the time zones that commits come from.
    TimeZones,
    /// Working days without a merge while approved work waited.
    Freeze,
}

/// Something that may make figures look better than the work is, or that must be told beside them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flag {
    /// Which.
    pub kind: FlagKind,
    /// What it is about, three words or so.
    pub title: String,
    /// One or two sentences with the figures.
    pub text: String,
}

/// What a flag is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// Answers came sooner while review became thinner (model 4d).
    FasterButThinner,
    /// Drafts hide waits (model 2.7).
    Redrafts,
    /// Leaders ask for changes without saying so (model 1.1, signal 8).
    UnspokenRounds,
    /// Nobody is known to lead, and one person decides most (model 3.7).
    Gatekeeper,
}

/// A concrete finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about, three words or so.
    pub title: String,
    /// The figure in words, with n.
    pub text: String,
    /// What it rests on: pull requests or commit ids.
    pub evidence: Vec<String>,
}

/// A signal's definition, as the report prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalDoc {
    /// Front matter.
    pub definition: Definition,
    /// The SELECT, comments included.
    pub sql: String,
}

/// One practice or foundation of the article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Practice {
    /// Its name.
    pub name: String,
    /// What the data shows of it, by team, in their order; empty: nothing of any team.
    pub shown: Vec<PracticeShown>,
    /// Why the data shows nothing of any team.
    pub nothing: Option<String>,
    /// What no trace can show.
    pub limits: String,
}

/// What the data shows of a practice in one team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PracticeShown {
    /// Team.
    pub team: String,
    /// Figures in words, each with n, interval and the month before.
    pub figures: Vec<String>,
    /// Why there is no figure.
    pub nothing: Option<String>,
}

/// A remark on the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Heading: `Leaders`, `Bots`, `Gaps`, `Git alone`, ...
    pub topic: String,
    /// One or two sentences.
    pub text: String,
}
