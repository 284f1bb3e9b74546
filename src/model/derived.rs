//! Derived tables: what needs sequence, calendars or roles at a time.
//!
//! Everything that a join or a count can say is left to the signals' SQL. `item` is how evidence
//! names a thing: `#12` (pull request), `issue#5`, or the short id of a commit. Roles are `leader`,
//! `peer` (of the team), `outsider` and `bot`. `bh` is business hours of the team's calendar.
//!
//! Where a repository has no recorded pull requests, each change that reached its mainline (a merge
//! with what it brought, or a commit on the mainline) stands in `cohort` and `acts` with subject
//! `commit`, so that the same signals read git alone.

use super::table::Text;
use super::time::Timestamp;

crate::table! {
    /// Piece of a pull request's open time with one wait state, also cut at month ends.
    pub struct Interval in "intervals" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Team.
        pub team: Text,
        /// Pull request number.
        pub number: i64,
        /// Evidence name.
        pub item: Text,
        /// Month `YYYY-MM` in which it elapsed.
        pub period: Text,
        /// ISO week in which the pull request became ready.
        pub week: Text,
        /// Person key of the pull request's author.
        pub author: Text,
        /// Role of the author.
        pub author_role: Text,
        /// Whether opening and merging were bookkeeping (within 60 s by one person).
        pub bookkeeping: bool,
        /// Begin.
        pub from: Timestamp,
        /// End.
        pub to: Timestamp,
        /// `draft`, `waiting_first_review`, `waiting_on_leader`, `waiting_on_peer`, `waiting_on_author`, `approved_waiting_merge`, `ci_unknown`.
        pub state: Text,
        /// Whom it waits on: `author`, `peer`, `leader`, `none` (somebody should act, nobody was asked); empty where nobody should act.
        pub awaited: Option<Text>,
        /// `leader` where a leader was outstanding too, or only leaders merge; else as `awaited`.
        pub awaited_upper: Option<Text>,
        /// Of a leader-awaited wait: `answered`, `bypassed`, `absent`.
        pub resolution: Option<Text>,
        /// Whether it lies more than 40 business hours after the last human event.
        pub stale: bool,
        /// Its pull request rests on purpose: it carries one of the configured `parked_labels`.
        pub parked: bool,
        /// Wall time in seconds.
        pub seconds: i64,
        /// Working time in seconds.
        pub business_seconds: i64,
    }
}

crate::table! {
    /// Event with what it means to the team. `opened` is added for each pull request and issue.
    pub struct Act in "acts" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Team of the pull request or issue.
        pub team: Text,
        /// `pull`, `issue` or `commit`.
        pub subject: Text,
        /// Number; 0 for a commit.
        pub number: i64,
        /// Evidence name.
        pub item: Text,
        /// Order within the subject.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Month `YYYY-MM`.
        pub period: Text,
        /// ISO week.
        pub week: Text,
        /// As in `events`; `opened` for the opening; of a commit `reviewed`, `authored`, `integrated`.
        pub kind: Text,
        /// Person key of who did it.
        pub actor: Text,
        /// `author` (of the subject), `leader`, `peer`, `outsider` or `bot`.
        pub by: Text,
        /// Role at that time, the author's own too: `leader`, `peer`, `outsider`, `bot`.
        pub role: Text,
        /// As in `events`: the state of a review.
        pub state: Option<Text>,
        /// As in `events`: inline comments, or whether one starts a thread.
        pub count: Option<i64>,
        /// As in `events`: label, milestone's title, person.
        pub target: Option<Text>,
        /// A review, comment or push before closing, by a human who is not the author, no template.
        pub touch: bool,
        /// Any recorded act of a human (touch, merge, label, milestone, assignment, close).
        pub trace: bool,
        /// Counts as an answer: human, not the author, neither a template nor a near-duplicate.
        pub response: bool,
        /// A verdict that approves: an approving review, or a word of approval where configured.
        pub approval: bool,
        /// Within the cohort's horizon of its pull request; true for issues.
        pub in_horizon: bool,
        /// Before the subject's last close or merge, or it is still open.
        pub before_close: bool,
        /// Whether the text asks something.
        pub is_question: bool,
        /// Whether the actor had authored a change in a directory that this one touches, within 180 days; empty where the files are not known.
        pub near: Option<bool>,
        /// Person key of the subject's author.
        pub author: Text,
        /// Role of the subject's author.
        pub author_role: Text,
        /// Stale when it happened: more than 40 business hours after the last human event before it.
        pub after_stale: bool,
        /// One of a leader's acts without substance that repeat at the same weekday and hour in three weeks or more: the same change to the same thing, or the same text.
        pub scheduled: bool,
        /// Its pull request is labelled or titled as a hotfix, revert or incident.
        pub urgent: bool,
    }
}

crate::table! {
    /// Pull request (or change read from git) in the month in which it became ready. Facts see events up to `horizon`.
    pub struct CohortItem in "cohort" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Team.
        pub team: Text,
        /// `pull`, or `commit` where only git is known.
        pub subject: Text,
        /// Number; 0 where unknown.
        pub number: i64,
        /// Evidence name.
        pub item: Text,
        /// Month `YYYY-MM` in which it became ready.
        pub period: Text,
        /// ISO week in which it became ready.
        pub week: Text,
        /// Person key of the author; deleted accounts are told apart.
        pub author: Text,
        /// Role of the author when it became ready: `leader`, `peer`, `outsider`.
        pub author_role: Text,
        /// Opened, or authored.
        pub created: Timestamp,
        /// Became ready for review.
        pub ready: Timestamp,
        /// End of what cohort facts see: 80 business hours after ready, or the as-of time.
        pub horizon: Timestamp,
        /// Whether the full 80 business hours were seen.
        pub followed: bool,
        /// Business hours from ready to the horizon, at most 80: for how long it was watched.
        pub followed_bh: f64,
        /// Closed or merged, at any time up to the as-of time.
        pub closed: Option<Timestamp>,
        /// Merged, at any time up to the as-of time.
        pub merged: Option<Timestamp>,
        /// Merged within the horizon.
        pub merged_in_horizon: bool,
        /// Opened and merged within 60 s by one person.
        pub bookkeeping: bool,
        /// At most 60 lines and 5 files, nothing protected, no migration or security label; empty where sizes are not known.
        pub low_risk: Option<bool>,
        /// Labelled as a chore or as a dependency update.
        pub chore: bool,
        /// Labelled or titled as a hotfix, revert or incident.
        pub urgent: bool,
        /// Somebody co-authored it, so that it was seen by two.
        pub paired: bool,
        /// Base is not the default branch.
        pub stacked: bool,
        /// Lines added and removed.
        pub lines: Option<i64>,
        /// Files changed.
        pub files: Option<i64>,
        /// Of its files, those that a CODEOWNERS rule matches; empty where files or rules are not known.
        pub owned_files: Option<i64>,
        /// Of those, the ones whose owners are all leaders.
        pub leader_owned_files: Option<i64>,
        /// Effective approvals when it was merged within the horizon, else at its end.
        pub approvals: i64,
        /// Who gave the approval without which the requirement was unmet, or the last before the merge: `leader`, `peer`, `outsider`.
        pub deciding_role: Option<Text>,
        /// Whether the deciding approver had authored a change in a touched directory within 180 days; empty where files are not known.
        pub deciding_near: Option<bool>,
        /// Where a leader's approval decided: peers other than the author who had authored a change in a touched directory within 180 days before; empty elsewhere, and where files are not known.
        pub peers_near: Option<i64>,
        /// Who merged it: `author`, `leader`, `peer`, `outsider`, `bot`. A leader who merges is `leader`, the author's own merge `author`.
        pub merged_by_role: Option<Text>,
        /// Merged by auto-merge, a queue or a bot.
        pub auto_merged: bool,
        /// Business hours from ready to the first human response by somebody else, at most 80; where none came, to the horizon.
        pub first_response_bh: f64,
        /// No response came within the horizon.
        pub response_censored: bool,
        /// Initial requests went to leaders only.
        pub leader_only_requests: bool,
        /// When a peer's approval first satisfied the requirement.
        pub satisfied_by_peer: Option<Timestamp>,
        /// Business hours from ready to the first approval; empty without one.
        pub approval_bh: Option<f64>,
        /// Business hours from ready to the merge (any time); empty unless merged.
        pub merge_bh: Option<f64>,
        /// Wall hours from ready to the close, merge or as-of time.
        pub open_hours: f64,
        /// Approved faster than 200 lines an hour at 100 lines or more.
        pub hasty: Option<bool>,
        /// Convert-to-draft while somebody's review was awaited.
        pub redrafted: bool,
        /// Reverted, or followed by a fix of it, within 14 days of the merge.
        pub reverted: bool,
        /// Of a change read from git: hours between authoring and integration by somebody else.
        pub integration_hours: Option<f64>,
        /// Words that say what (1), why (1) and what done looks like (1): 0 to 3; empty where the text is not known.
        pub intent: Option<i64>,
    }
}

crate::table! {
    /// Review request or question to somebody.
    pub struct Ask in "asks" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Team of the subject.
        pub team: Text,
        /// `pull` or `issue`.
        pub subject: Text,
        /// Number.
        pub number: i64,
        /// Evidence name.
        pub item: Text,
        /// Month `YYYY-MM` in which it was asked.
        pub period: Text,
        /// ISO week in which it was asked.
        pub week: Text,
        /// Person key of the subject's author.
        pub author: Text,
        /// Role of the subject's author.
        pub author_role: Text,
        /// Role of who asked: `author` for the subject's author, else `leader`, `peer`, `outsider`, `bot`.
        pub asker_role: Text,
        /// Person key or `team:slug` that was asked.
        pub asked: Text,
        /// Role asked: `leader` (for a team: all of it leads), `peer`, `outsider`.
        pub asked_role: Text,
        /// `request` or `mention` (with a question mark).
        pub via: Text,
        /// A CODEOWNERS rule or a policy needs this person.
        pub needed_by_rule: bool,
        /// When.
        pub at: Timestamp,
        /// Business hours to the answer (of a team: of any member; of a leader: of any leader), else to the end of follow-up.
        pub answered_bh: f64,
        /// No answer was seen.
        pub censored: bool,
        /// `answered`, `removed`, `merged`, `closed`, `open`; what ended it first.
        pub outcome: Text,
        /// Whether 40 business hours were followed, or it ended before.
        pub followed_40: bool,
        /// Whether 80 business hours were followed, or it ended before.
        pub followed_80: bool,
    }
}

crate::table! {
    /// Issue and month at whose end it was open, or in which it was opened.
    pub struct IssueMonth in "issue_months" {
        /// Repository as `owner/name`.
        pub repo: Text,
        /// Team.
        pub team: Text,
        /// Issue number.
        pub number: i64,
        /// Evidence name, `issue#5`.
        pub item: Text,
        /// Month `YYYY-MM`.
        pub period: Text,
        /// ISO week in which it was opened.
        pub week: Text,
        /// Person key of the author.
        pub author: Text,
        /// Role of the author.
        pub author_role: Text,
        /// Opened in this month.
        pub started: bool,
        /// Open at the month's end (or at the as-of time).
        pub open: bool,
        /// Days from opening to the month's end (or the as-of time).
        pub age_days: f64,
        /// Says what.
        pub what: bool,
        /// Says why.
        pub why: bool,
        /// Says what done looks like.
        pub done: bool,
        /// Had a milestone by then, or an assignee who acted within 14 days of the assignment or still had time to.
        pub owned: bool,
        /// Had a human answer by a team member other than its author by then.
        pub answered: bool,
        /// Opened by a team member, or labelled for the team.
        pub in_scope: bool,
        /// Has a priority label, or a milestone with a due date.
        pub prioritised: bool,
    }
}

crate::table! {
    /// Person of the roster and ISO week.
    pub struct RosterWeek in "roster_weeks" {
        /// Team.
        pub team: Text,
        /// Person key.
        pub person: Text,
        /// `leader` or `peer`.
        pub role: Text,
        /// ISO week.
        pub week: Text,
        /// Away for the whole week.
        pub away: bool,
    }
}

crate::table! {
    /// Team and ISO week that is over, where the configuration says where structured updates are written.
    pub struct UpdateWeek in "update_weeks" {
        /// Team.
        pub team: Text,
        /// ISO week.
        pub week: Text,
        /// Whether a structured update of the team was written in it.
        pub updated: bool,
    }
}

crate::table! {
    /// Team and ISO week with check-ins that nothing else records, from the configured `checkins` file.
    pub struct CheckinWeek in "checkin_weeks" {
        /// Team.
        pub team: Text,
        /// ISO week.
        pub week: Text,
        /// How many of its days had one.
        pub days: i64,
    }
}

crate::table! {
    /// ISO week of the horizon that is over.
    pub struct WeekRow in "weeks" {
        /// ISO week, `2026-W09`.
        pub week: Text,
        /// Number of the week, counted from the first of the horizon.
        pub index: i64,
        /// Begin.
        pub start: Timestamp,
        /// End.
        pub end: Timestamp,
    }
}

crate::table! {
    /// Month of the horizon.
    pub struct MonthRow in "months" {
        /// Month `YYYY-MM`.
        pub period: Text,
        /// Number of the month, counted from the first of the horizon.
        pub index: i64,
        /// Begin.
        pub start: Timestamp,
        /// End, or the as-of time where that is earlier.
        pub end: Timestamp,
        /// The last items of the month have not been followed for their full horizon.
        pub provisional: bool,
    }
}

crate::table! {
    /// Team and month: how many people there were, and how many pull requests became ready.
    pub struct TeamMonth in "team_months" {
        /// Team.
        pub team: Text,
        /// Month `YYYY-MM`.
        pub period: Text,
        /// Leaders, |L|.
        pub leaders: i64,
        /// Non-leaders, |P|: the roster's, or as model A.9 says.
        pub peers: i64,
        /// Distinct humans active in the trailing three months.
        pub active: i64,
        /// Distinct non-leader authors in the trailing three months.
        pub authors: i64,
        /// Pull requests by non-leaders that became ready in the month, bookkeeping left out.
        pub ready: i64,
        /// Share of those in the trailing three months that ever had a review request; empty without pull requests.
        pub requested_share: Option<f64>,
        /// Effective approvals that a merge needs, inferred or configured.
        pub approvals_required: i64,
        /// Least data tier of the team's repositories: `full`, `pr_only`, `git`.
        pub tier: Text,
        /// Median of the changed lines of those in the trailing three months; empty where sizes are not known.
        pub lines_median: Option<f64>,
        /// Of the authors, those of whom nothing was recorded before the trailing three months; empty where the record is not older than that by as long again.
        pub newcomers: Option<i64>,
        /// Hours between the time zones that the team's people commit from, in the trailing three months; empty without commits.
        pub zone_hours: Option<f64>,
        /// Longest run of working days of the month without a merge on which at least two approved pull requests waited for one.
        pub merge_pause_days: i64,
        /// Pull requests merged with a deciding approval that became ready in the trailing three months, leaders' own included.
        pub decided: i64,
        /// Most of those that one person decided, whoever that is.
        pub decided_by_one: i64,
    }
}

crate::table! {
    /// The run.
    pub struct Context in "context" {
        /// Time at which everything is looked at.
        pub as_of: Timestamp,
        /// Business hours for which a cohort item is followed.
        pub horizon_bh: i64,
        /// First month.
        pub first_period: Text,
        /// Last month.
        pub last_period: Text,
        /// Time zone of months and weeks.
        pub time_zone: Text,
        /// Version of anchors and formulas.
        pub score_version: Text,
    }
}
