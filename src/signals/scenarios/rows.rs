//! Invented rows with everyday defaults; a scenario changes what it is about.

use crate::model::derived::{
    Act, Ask, CheckinWeek, CohortItem, Context, Interval, IssueMonth, MonthRow, RosterWeek,
    TeamMonth, UpdateWeek, WeekRow,
};
use crate::model::facts::{
    Commit, CommitFile, Issue, LinkedIssue, Milestone, MilestoneSnapshot, PullFile, PullRequest,
    RosterEntry, Tag,
};
use crate::model::time::{DAY, HOUR, Timestamp};
use crate::signals::engine::{Engine, EngineError};

pub(super) const TEAM: &str = "anvil";
const REPO: &str = "acme/anvil";

/// An instant, such as `2026-03-02T09:00`.
pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00Z")).expect("an instant")
}

/// All tables that signals read.
pub(super) struct World {
    pub(super) cohort: Vec<CohortItem>,
    pub(super) acts: Vec<Act>,
    pub(super) intervals: Vec<Interval>,
    pub(super) asks: Vec<Ask>,
    pub(super) issue_months: Vec<IssueMonth>,
    pub(super) roster_weeks: Vec<RosterWeek>,
    pub(super) update_weeks: Vec<UpdateWeek>,
    pub(super) checkin_weeks: Vec<CheckinWeek>,
    pub(super) roster: Vec<RosterEntry>,
    pub(super) weeks: Vec<WeekRow>,
    pub(super) months: Vec<MonthRow>,
    pub(super) team_months: Vec<TeamMonth>,
    pub(super) context: Vec<Context>,
    pub(super) linked_issues: Vec<LinkedIssue>,
    pub(super) issues: Vec<Issue>,
    pub(super) pull_requests: Vec<PullRequest>,
    pub(super) milestones: Vec<Milestone>,
    pub(super) snapshots: Vec<MilestoneSnapshot>,
    pub(super) tags: Vec<Tag>,
    pub(super) commits: Vec<Commit>,
    pub(super) commit_files: Vec<CommitFile>,
    pub(super) pull_files: Vec<PullFile>,
}

impl World {
    /// February and March 2026 as seen at the end of March, weeks 2026-W01 to W13, one leader.
    pub(super) fn new() -> Self {
        let month = |index, period: &str, start, end| MonthRow {
            period: period.into(),
            index,
            start: at(start),
            end: at(end),
            provisional: false,
        };
        let months = vec![
            month(0, "2026-02", "2026-02-01T00:00", "2026-03-01T00:00"),
            month(1, "2026-03", "2026-03-01T00:00", "2026-04-01T00:00"),
        ];
        let first = at("2025-12-29T00:00");
        let weeks: Vec<WeekRow> = (0..13)
            .map(|index| WeekRow {
                week: format!("2026-W{:02}", index + 1).into(),
                index,
                start: first.plus(index * 7 * DAY),
                end: first.plus((index + 1) * 7 * DAY),
            })
            .collect();
        let roster_weeks = weeks.iter().map(|w| roster_week(&w.week, false)).collect();
        Self {
            cohort: vec![],
            acts: vec![],
            intervals: vec![],
            asks: vec![],
            issue_months: vec![],
            roster_weeks,
            update_weeks: vec![],
            checkin_weeks: vec![],
            roster: vec![],
            weeks,
            team_months: months.iter().map(|m| team_month(&m.period)).collect(),
            months,
            context: vec![context()],
            linked_issues: vec![],
            issues: vec![],
            pull_requests: vec![],
            milestones: vec![],
            snapshots: vec![],
            tags: vec![],
            commits: vec![],
            commit_files: vec![],
            pull_files: vec![],
        }
    }

    pub(super) fn register(&self, engine: &mut Engine) -> Result<(), EngineError> {
        engine.register(&self.cohort)?;
        engine.register(&self.acts)?;
        engine.register(&self.intervals)?;
        engine.register(&self.asks)?;
        engine.register(&self.issue_months)?;
        engine.register(&self.roster_weeks)?;
        engine.register(&self.update_weeks)?;
        engine.register(&self.checkin_weeks)?;
        engine.register(&self.roster)?;
        engine.register(&self.weeks)?;
        engine.register(&self.months)?;
        engine.register(&self.team_months)?;
        engine.register(&self.context)?;
        engine.register(&self.linked_issues)?;
        engine.register(&self.issues)?;
        engine.register(&self.pull_requests)?;
        engine.register(&self.milestones)?;
        engine.register(&self.snapshots)?;
        engine.register(&self.tags)?;
        engine.register(&self.commits)?;
        engine.register(&self.commit_files)?;
        engine.register(&self.pull_files)
    }

    /// Adds the default pull request of a number, changed.
    pub(super) fn pull(&mut self, number: i64, change: impl FnOnce(&mut CohortItem)) {
        let mut row = pull(number);
        change(&mut row);
        self.cohort.push(row);
    }

    /// Adds an act on a pull request, changed.
    pub(super) fn act(&mut self, number: i64, kind: &str, by: &str, change: impl FnOnce(&mut Act)) {
        let mut row = act(number, kind, by);
        change(&mut row);
        self.acts.push(row);
    }

    /// Adds an act on an issue.
    pub(super) fn issue_act(&mut self, number: i64, kind: &str, by: &str, when: &str) {
        self.act(number, kind, by, |a| {
            a.subject = "issue".into();
            a.item = format!("issue#{number}").into();
            a.at = at(when);
            a.touch = false;
        });
    }

    /// Adds a request to somebody in a role on a pull request, changed.
    pub(super) fn ask(&mut self, number: i64, asked_role: &str, change: impl FnOnce(&mut Ask)) {
        let mut row = ask(number, asked_role);
        change(&mut row);
        self.asks.push(row);
    }

    /// Adds a commit that changed one file.
    pub(super) fn changed(&mut self, path: &str, when: &str) {
        let oid = format!("{:040}", self.commits.len());
        self.commits.push(commit(&oid, when));
        self.commit_files.push(CommitFile {
            repo: REPO.into(),
            oid: oid.into(),
            path: path.into(),
            additions: Some(1),
            deletions: Some(0),
        });
    }

    /// Says that a pull request closes an issue.
    pub(super) fn link(&mut self, number: i64, issue: i64) {
        self.linked_issues.push(LinkedIssue {
            repo: REPO.into(),
            number,
            issue,
            source: "keyword".into(),
        });
    }
}

fn context() -> Context {
    Context {
        as_of: at("2026-04-01T00:00"),
        horizon_bh: 80,
        first_period: "2026-02".into(),
        last_period: "2026-03".into(),
        time_zone: "UTC".into(),
        score_version: "1-00000000".into(),
    }
}

pub(super) fn roster_week(week: &str, away: bool) -> RosterWeek {
    RosterWeek {
        team: TEAM.into(),
        person: "lea".into(),
        role: "leader".into(),
        week: week.into(),
        away,
    }
}

fn team_month(period: &str) -> TeamMonth {
    TeamMonth {
        team: TEAM.into(),
        period: period.into(),
        leaders: 1,
        peers: 6,
        active: 7,
        authors: 6,
        ready: 20,
        requested_share: Some(0.5),
        approvals_required: 1,
        tier: "full".into(),
        lines_median: Some(40.0),
        newcomers: Some(0),
        zone_hours: Some(0.0),
        merge_pause_days: 0,
        decided: 0,
        decided_by_one: 0,
    }
}

/// Ana's pull request of March 2: approved by a peer, merged by its author a day later.
pub(super) fn pull(number: i64) -> CohortItem {
    CohortItem {
        repo: REPO.into(),
        team: TEAM.into(),
        subject: "pull".into(),
        number,
        item: format!("#{number}").into(),
        period: "2026-03".into(),
        week: "2026-W10".into(),
        author: "ana".into(),
        author_role: "peer".into(),
        created: at("2026-03-02T09:00"),
        ready: at("2026-03-02T09:00"),
        horizon: at("2026-03-16T09:00"),
        followed: true,
        followed_bh: 80.0,
        closed: Some(at("2026-03-03T09:00")),
        merged: Some(at("2026-03-03T09:00")),
        merged_in_horizon: true,
        bookkeeping: false,
        low_risk: Some(false),
        chore: false,
        urgent: false,
        paired: false,
        stacked: false,
        lines: Some(200),
        files: Some(4),
        owned_files: Some(3),
        leader_owned_files: Some(1),
        approvals: 1,
        deciding_role: Some("peer".into()),
        deciding_near: Some(true),
        peers_near: None,
        merged_by_role: Some("author".into()),
        auto_merged: false,
        first_response_bh: 4.0,
        response_censored: false,
        leader_only_requests: false,
        satisfied_by_peer: None,
        approval_bh: Some(6.0),
        merge_bh: Some(8.0),
        open_hours: 24.0,
        hasty: Some(false),
        redrafted: false,
        reverted: false,
        integration_hours: None,
        intent: Some(0),
    }
}

/// An act on a pull request on March 2, before it closed and within the horizon.
pub(super) fn act(number: i64, kind: &str, by: &str) -> Act {
    let touching = ["reviewed", "commented", "line_commented", "committed"].contains(&kind);
    Act {
        repo: REPO.into(),
        team: TEAM.into(),
        subject: "pull".into(),
        number,
        item: format!("#{number}").into(),
        seq: 1,
        at: at("2026-03-02T12:00"),
        period: "2026-03".into(),
        week: "2026-W10".into(),
        kind: kind.into(),
        actor: if by == "leader" { "lea" } else { "pat" }.into(),
        by: by.into(),
        role: if by == "author" { "peer" } else { by }.into(),
        state: None,
        count: None,
        target: None,
        touch: touching && by != "author" && by != "bot",
        trace: by != "bot",
        response: touching && by != "author" && by != "bot",
        approval: false,
        in_horizon: true,
        before_close: true,
        is_question: false,
        near: None,
        author: "ana".into(),
        author_role: "peer".into(),
        after_stale: false,
        scheduled: false,
        urgent: false,
    }
}

/// A wait of some working hours on March 2.
pub(super) fn wait(number: i64, state: &str, awaited: &str, hours: i64) -> Interval {
    Interval {
        repo: REPO.into(),
        team: TEAM.into(),
        number,
        item: format!("#{number}").into(),
        period: "2026-03".into(),
        week: "2026-W10".into(),
        author: "ana".into(),
        author_role: "peer".into(),
        bookkeeping: false,
        from: at("2026-03-02T09:00"),
        to: at("2026-03-02T09:00").plus(hours * HOUR),
        state: state.into(),
        awaited: (!awaited.is_empty()).then(|| awaited.into()),
        awaited_upper: (!awaited.is_empty()).then(|| awaited.into()),
        resolution: (awaited == "leader").then(|| "answered".into()),
        stale: false,
        parked: false,
        seconds: hours * HOUR,
        business_seconds: hours * HOUR,
    }
}

/// A file of a pull request.
pub(super) fn pull_file(number: i64, file: i64) -> PullFile {
    PullFile { repo: REPO.into(), number, path: format!("src/part{file}.rs").into() }
}

/// The author's review request, answered after four hours.
pub(super) fn ask(number: i64, asked_role: &str) -> Ask {
    Ask {
        repo: REPO.into(),
        team: TEAM.into(),
        subject: "pull".into(),
        number,
        item: format!("#{number}").into(),
        period: "2026-03".into(),
        week: "2026-W10".into(),
        author: "ana".into(),
        author_role: "peer".into(),
        asker_role: "author".into(),
        asked: "someone".into(),
        asked_role: asked_role.into(),
        via: "request".into(),
        needed_by_rule: false,
        at: at("2026-03-02T10:00"),
        answered_bh: 4.0,
        censored: false,
        outcome: "answered".into(),
        followed_40: true,
        followed_80: true,
    }
}

/// An old open issue of the team that nobody owns.
pub(super) fn issue_month(number: i64) -> IssueMonth {
    IssueMonth {
        repo: REPO.into(),
        team: TEAM.into(),
        number,
        item: format!("issue#{number}").into(),
        period: "2026-03".into(),
        week: "2026-W07".into(),
        author: "ana".into(),
        author_role: "peer".into(),
        started: false,
        open: true,
        age_days: 40.0,
        what: false,
        why: false,
        done: false,
        owned: false,
        answered: false,
        in_scope: true,
        prioritised: false,
    }
}

/// An issue that says how many of what, why and done.
pub(super) fn issue(number: i64, said: u8) -> Issue {
    Issue {
        repo: REPO.into(),
        number,
        title: "Bend the anvil".into(),
        author: Some("ana".into()),
        created: at("2026-02-20T09:00"),
        updated: at("2026-02-20T09:00"),
        closed: None,
        state: "open".into(),
        state_reason: None,
        milestone: None,
        labels: String::new().into(),
        assignees: String::new().into(),
        body_length: 0,
        what: said >= 1,
        why: said >= 2,
        done: said >= 3,
        recorded: at("2026-04-01T00:00"),
    }
}

/// A milestone planned from January 1 to March 1, described at length, untouched since January.
pub(super) fn milestone(number: i64) -> Milestone {
    Milestone {
        repo: REPO.into(),
        number,
        title: format!("Round {number}").into(),
        creator: Some("lea".into()),
        created: at("2026-01-01T00:00"),
        due: Some(at("2026-03-02T00:00")),
        closed: None,
        updated: at("2026-01-01T00:00"),
        state: "open".into(),
        description_length: 120,
    }
}

pub(super) fn snapshot(number: i64, seen: &str, due: &str) -> MilestoneSnapshot {
    MilestoneSnapshot {
        repo: REPO.into(),
        number,
        seen: at(seen),
        due: Some(at(due)),
        state: "open".into(),
    }
}

pub(super) fn tag(name: &str, tagged: &str) -> Tag {
    Tag { repo: REPO.into(), name: name.into(), oid: "0".repeat(40).into(), tagged: at(tagged) }
}

fn commit(oid: &str, when: &str) -> Commit {
    Commit {
        repo: REPO.into(),
        oid: oid.into(),
        author: "ana".into(),
        committer: "ana".into(),
        authored: at(when),
        authored_offset: 0,
        committed: at(when),
        committed_offset: 0,
        parents: String::new().into(),
        is_merge: false,
        reverts: None,
        pull: None,
        subject: "Bend the anvil".into(),
        body_words: 0,
        files: Some(1),
        additions: Some(1),
        deletions: Some(0),
    }
}

/// Ana's pull request of March 2, still open.
pub(super) fn pull_request(number: i64) -> PullRequest {
    PullRequest {
        repo: REPO.into(),
        number,
        title: "Bend the anvil".into(),
        author: Some("ana".into()),
        created: at("2026-03-02T09:00"),
        updated: at("2026-03-02T09:00"),
        closed: None,
        merged: None,
        state: "open".into(),
        is_draft: false,
        base: "main".into(),
        head_oid: None,
        merge_oid: None,
        merged_by: None,
        additions: Some(100),
        deletions: Some(100),
        changed_files: Some(4),
        milestone: None,
        labels: String::new().into(),
        body_length: 0,
        what: false,
        why: false,
        done: false,
        recorded: at("2026-04-01T00:00"),
        has_timeline: true,
        truncated: false,
    }
}
