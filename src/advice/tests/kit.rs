//! An invented team: calm in every signal, until a scenario changes what it is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::advice::choose::{every, for_team};
use crate::advice::{Advice, Sources};
use crate::derive::tables::{Derived, blank_cohort};
use crate::model::derived::{Act, Ask, CohortItem, Interval, IssueMonth, TeamMonth, WeekRow};
use crate::model::facts::{Issue, Milestone, MilestoneSnapshot, Person, PullFile};
use crate::model::observation::{Observation, Observations};
use crate::model::time::{DAY, HOUR, Period, Timestamp};
use crate::score::outcome::TeamScore;
use crate::score::{Detail, ScoreInputs, score};
use crate::signals::catalogue::Catalogue;
use crate::signals::definition::{Anchors, Definition, Estimator};
use crate::sources::facts::Facts;

pub(super) const TEAM: &str = "anvil";
pub(super) const REPO: &str = "acme/anvil";
const MONTH: &str = "2026-03";
/// Items of each signal.
pub(super) const ITEMS: usize = 30;

/// The team's tables.
pub(super) struct Kit {
    definitions: Vec<Definition>,
    pub(super) rows: BTreeMap<String, Vec<Observation>>,
    pub(super) derived: Derived,
    pub(super) facts: Facts,
    pub(super) peers: i64,
    pub(super) ready: i64,
}

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}:00Z")).expect("an instant")
}

impl Kit {
    /// One leader, six peers, thirty calm items behind each scored signal.
    pub(super) fn calm() -> Self {
        let catalogue = Catalogue::built_in().expect("the program's own files");
        let definitions: Vec<Definition> =
            catalogue.signals.into_iter().map(|s| s.definition).collect();
        let mut kit = Self {
            definitions,
            rows: BTreeMap::new(),
            derived: Derived::default(),
            facts: Facts::default(),
            peers: 6,
            ready: 30,
        };
        let scored: Vec<Definition> =
            kit.definitions.iter().filter(|d| anchors(d).is_some()).cloned().collect();
        for definition in scored {
            let calm = calm_value(&definition);
            kit.set(&definition.id, |_| calm);
        }
        kit
    }

    /// The name of a signal's items.
    pub(super) fn item(signal: &str, index: usize) -> String {
        match signal {
            "leader_absence_weeks" => format!("2026-W{:02}", index + 1),
            "milestone_visibility" | "milestone_slippage" => format!("milestone#{}", index + 1),
            "intent_completeness" | "unowned_issue_share" | "late_scope_share" => {
                format!("issue#{}", index + 1)
            }
            _ => format!("#{}", index + 1),
        }
    }

    /// Values of a signal by the index of its item, over an exposure that suffices.
    pub(super) fn set(&mut self, signal: &str, value: impl Fn(usize) -> f64) {
        let definition = self.definitions.iter().find(|d| d.id == signal).expect("a signal");
        let exposure = (definition.min_exposure / 10.0).max(1.0);
        let items = if signal == "leader_absence_weeks" { 13 } else { ITEMS };
        let rows = (0..items).map(|index| Observation {
            signal: signal.into(),
            team: TEAM.into(),
            repo: REPO.into(),
            period: MONTH.into(),
            item: Self::item(signal, index).into(),
            value: value(index) * exposure,
            exposure,
            censored: false,
            author: Some(format!("author-{}", index % 6).into()),
            week: Some(format!("2026-W{:02}", 9 + index % 5).into()),
            group_key: (definition.estimator == Estimator::Concentration)
                .then(|| format!("reviewer-{}", index % 7))
                .map(Into::into),
        });
        self.rows.insert(signal.to_owned(), rows.collect());
    }

    /// Leaves so many items of a signal.
    pub(super) fn thin(&mut self, signal: &str, items: usize) {
        self.rows.get_mut(signal).expect("a signal").truncate(items);
    }

    /// Its score and what is suggested.
    pub(super) fn advise(&self) -> (TeamScore, Vec<Advice>) {
        self.look(for_team)
    }

    /// What each rule says, whether or not it would be shown.
    pub(super) fn every(&self) -> Vec<Advice> {
        self.look(every).1
    }

    fn look(&self, advise: fn(Sources<'_>, &TeamScore) -> Vec<Advice>) -> (TeamScore, Vec<Advice>) {
        let observations: Observations = self.rows.values().flatten().cloned().collect();
        let team_months = vec![TeamMonth {
            team: TEAM.into(),
            period: MONTH.into(),
            leaders: 1,
            peers: self.peers,
            active: self.peers + 1,
            authors: self.peers,
            ready: self.ready,
            requested_share: Some(1.0),
            approvals_required: 1,
            tier: "full".into(),
            lines_median: Some(40.0),
            newcomers: Some(0),
            zone_hours: Some(0.0),
            merge_pause_days: 0,
            decided: 0,
            decided_by_one: 0,
        }];
        let periods: Vec<Period> = vec![MONTH.parse().expect("a month")];
        let scoring = ScoreInputs {
            definitions: &self.definitions,
            observations: &observations,
            team_months: &team_months,
            periods: &periods,
            provisional: &BTreeSet::new(),
            regimes: &[],
            low_risk: &BTreeSet::new(),
            min_active: 5,
            min_authors: 3,
            replicates: 200,
            threads: crate::model::parallel::cores(),
            detail: Detail::Evidence,
            seed_domain: "test",
        };
        let scores = score(&scoring);
        let facts = [(REPO.to_owned(), self.facts.clone())];
        let sources = Sources { scoring, derived: &self.derived, facts: &facts };
        let advice = advise(sources, &scores[0]);
        (scores.into_iter().next().expect("a team"), advice)
    }

    /// A merged pull request by a peer.
    pub(super) fn pull(&mut self, number: i64) -> &mut CohortItem {
        let ready = at("2026-03-02T09:00");
        self.derived.cohort.push(CohortItem {
            repo: REPO.into(),
            team: TEAM.into(),
            subject: "pull".into(),
            number,
            item: format!("#{number}").into(),
            period: MONTH.into(),
            author: "ana".into(),
            author_role: "peer".into(),
            ready,
            merged_in_horizon: true,
            lines: Some(20 + number),
            approvals: 1,
            deciding_role: Some("leader".into()),
            ..blank_cohort()
        });
        self.derived.cohort.last_mut().expect("just pushed")
    }

    /// A file of a pull request.
    pub(super) fn file(&mut self, number: i64, path: &str) {
        let path = path.to_owned();
        self.facts.pull_files.push(PullFile { repo: REPO.into(), number, path: path.into() });
    }

    /// Somebody known by a login.
    pub(super) fn person(&mut self, login: &str) {
        self.facts.people.push(Person {
            repo: REPO.into(),
            person: login.into(),
            login: Some(login.into()),
            account: None,
            email: None,
            is_bot: false,
        });
    }

    /// Business hours of a pull request in a state.
    pub(super) fn wait(&mut self, number: i64, state: &str, awaited: Option<&str>, hours: i64) {
        let from = at("2026-03-02T09:00");
        self.derived.intervals.push(Interval {
            repo: REPO.into(),
            team: TEAM.into(),
            number,
            item: format!("#{number}").into(),
            period: MONTH.into(),
            week: "2026-W10".into(),
            author: "ana".into(),
            author_role: "peer".into(),
            bookkeeping: false,
            from,
            to: from.plus(hours * HOUR),
            state: state.into(),
            awaited: awaited.map(Into::into),
            awaited_upper: awaited.map(Into::into),
            resolution: (awaited == Some("leader")).then(|| "answered".into()),
            stale: false,
            parked: false,
            seconds: hours * HOUR,
            business_seconds: hours * HOUR,
        });
    }

    /// The leader role's act on a pull request: a bare approval unless changed.
    pub(super) fn approval(&mut self, number: i64) -> &mut Act {
        self.derived.acts.push(Act {
            repo: REPO.into(),
            team: TEAM.into(),
            subject: "pull".into(),
            number,
            item: format!("#{number}").into(),
            seq: 1,
            at: at("2026-03-04T09:00"),
            period: MONTH.into(),
            week: "2026-W10".into(),
            kind: "reviewed".into(),
            actor: "lea".into(),
            by: "leader".into(),
            role: "leader".into(),
            state: Some("approved".into()),
            count: None,
            target: None,
            touch: true,
            trace: true,
            response: true,
            approval: true,
            in_horizon: true,
            before_close: true,
            is_question: false,
            near: None,
            author: "pat".into(),
            author_role: "peer".into(),
            after_stale: false,
            scheduled: false,
            urgent: false,
        });
        self.derived.acts.last_mut().expect("just pushed")
    }

    /// The author's request to a role.
    pub(super) fn ask(&mut self, number: i64, role: &str, answered_bh: Option<f64>) -> &mut Ask {
        self.derived.asks.push(Ask {
            repo: REPO.into(),
            team: TEAM.into(),
            subject: "pull".into(),
            number,
            item: format!("#{number}").into(),
            period: MONTH.into(),
            week: "2026-W10".into(),
            author: "ana".into(),
            author_role: "peer".into(),
            asker_role: "author".into(),
            asked: "lea".into(),
            asked_role: role.into(),
            via: "request".into(),
            needed_by_rule: false,
            at: at("2026-03-02T10:00"),
            answered_bh: answered_bh.unwrap_or(80.0),
            censored: answered_bh.is_none(),
            outcome: if answered_bh.is_some() { "answered" } else { "open" }.into(),
            followed_40: true,
            followed_80: true,
        });
        self.derived.asks.last_mut().expect("just pushed")
    }

    /// An open issue of an age, begun in week 6.
    pub(super) fn issue(&mut self, number: i64, age_days: f64) {
        self.derived.issue_months.push(IssueMonth {
            repo: REPO.into(),
            team: TEAM.into(),
            number,
            item: format!("issue#{number}").into(),
            period: MONTH.into(),
            week: "2026-W06".into(),
            author: "ana".into(),
            author_role: "peer".into(),
            started: false,
            open: true,
            age_days,
            what: true,
            why: false,
            done: false,
            owned: false,
            answered: false,
            in_scope: true,
            prioritised: false,
        });
    }

    /// What an issue says.
    pub(super) fn stated(&mut self, number: i64, what: bool, why: bool, done: bool) {
        let created = at("2026-03-02T09:00");
        self.facts.issues.push(Issue {
            repo: REPO.into(),
            number,
            title: "Bend the anvil".into(),
            author: Some("ana".into()),
            created,
            updated: created,
            closed: None,
            state: "open".into(),
            state_reason: None,
            milestone: None,
            labels: String::new().into(),
            assignees: String::new().into(),
            body_length: 0,
            what,
            why,
            done,
            recorded: created,
        });
    }

    /// A milestone with or without a date and a description.
    pub(super) fn milestone(&mut self, number: i64, due: Option<&str>, description_length: i64) {
        let created = at("2026-01-01T00:00");
        self.facts.milestones.push(Milestone {
            repo: REPO.into(),
            number,
            title: "Lea's plan".into(),
            creator: Some("lea".into()),
            created,
            due: due.map(at),
            closed: None,
            updated: created,
            state: "open".into(),
            description_length,
        });
    }

    /// A date that was seen.
    pub(super) fn dated(&mut self, number: i64, due: &str) {
        self.facts.milestone_snapshots.push(MilestoneSnapshot {
            repo: REPO.into(),
            number,
            seen: at("2026-01-02T00:00"),
            due: Some(at(due)),
            state: "open".into(),
        });
    }

    /// The thirteen weeks of the quarter.
    pub(super) fn weeks(&mut self) {
        let first = at("2025-12-29T00:00");
        self.derived.weeks = (0..13)
            .map(|index| WeekRow {
                week: format!("2026-W{:02}", index + 1).into(),
                index,
                start: first.plus(index * 7 * DAY),
                end: first.plus((index + 1) * 7 * DAY),
            })
            .collect();
    }
}

fn anchors(definition: &Definition) -> Option<&Anchors> {
    definition.control.as_ref().or(definition.drift.as_ref())
}

/// A value per unit of exposure that no rule speaks of.
fn calm_value(definition: &Definition) -> f64 {
    let Some(anchors) = anchors(definition) else { return 0.0 };
    if definition.id == "leader_touch_ratio" {
        return 0.5;
    }
    match definition.estimator {
        Estimator::Share | Estimator::Mean if anchors.red < anchors.green => 1.0,
        Estimator::Share | Estimator::Mean | Estimator::OddsAgainstExpected => 0.0,
        Estimator::Concentration => 1.0,
        _ => anchors.green / 4.0,
    }
}
