//! The team of model 3.10: definitions and observations that give exactly its raw figures.

use std::collections::BTreeSet;

use crate::model::derived::TeamMonth;
use crate::model::observation::Observation;
use crate::model::table::Text;
use crate::model::time::Period;
use crate::score::inputs::{self, ScoreInputs};
use crate::score::outcome::{MonthScore, SignalFigure, TeamScore};
use crate::score::score;
use crate::signals::definition::Facet::{
    Absence, Bottleneck, Detail, Gate, Initiative, Intent, Milestone, Unattended,
};
use crate::signals::definition::{
    Anchors, Axis, Definition, Estimator, Facet, Grade, Scale, Tier, Window,
};

/// Month of the example.
pub(super) const MONTH: &str = "2026-03";

pub(super) fn period(text: &str) -> Period {
    text.parse().expect("a month")
}

/// A definition that is scored nowhere yet.
pub(super) fn signal(id: &str, estimator: Estimator, scale: Scale) -> Definition {
    Definition {
        id: id.to_owned(),
        title: id.to_owned(),
        question: "How much?".to_owned(),
        concept: "test".to_owned(),
        estimator,
        unit: "share".to_owned(),
        scale,
        min_items: 2,
        min_exposure: 0.0,
        window: Window::Month,
        shrinkage: 0.0,
        tier: Tier::Git,
        confounders: "none".to_owned(),
        gaming: "none".to_owned(),
        cannot_tell: "nothing".to_owned(),
        control: None,
        drift: None,
    }
}

/// Adds a part in a facet.
pub(super) fn scored(
    mut definition: Definition,
    facet: Facet,
    weight: f64,
    green: f64,
    red: f64,
) -> Definition {
    let source = "model 1.1 and 1.2".to_owned();
    let anchors = Anchors { facet, weight, green, red, grade: Grade::C, source };
    match facet.axis() {
        Axis::Control => definition.control = Some(anchors),
        Axis::Drift => definition.drift = Some(anchors),
    }
    definition
}

type Line = (&'static str, Estimator, Scale, f64, Facet, f64, f64, f64);

fn lines() -> Vec<Line> {
    use Estimator::{Concentration, Mean, OddsAgainstExpected as Odds, RatioOfSums, Share};
    use Scale::{Identity, Ln, Logit};
    let response = Estimator::KmQuantile { quantile: 0.75, horizon: 80.0 };
    let slippage = Estimator::KmQuantile { quantile: 0.5, horizon: 3.0 };
    let n0 = 4.0;
    vec![
        ("leader_gate_odds", Odds, Ln, n0, Gate, 1.0, 3.0, 20.0),
        ("low_risk_leader_gate", Share, Logit, n0, Gate, 1.0, 0.15, 0.60),
        ("merge_authority_odds", Odds, Ln, n0, Gate, 0.5, 3.0, 20.0),
        ("leader_wait_share_odds", Odds, Ln, 0.0, Bottleneck, 1.0, 3.0, 20.0),
        ("leader_blocked_hours_per_pr", Mean, Ln, 0.0, Bottleneck, 1.0, 2.0, 12.0),
        ("review_concentration", Concentration, Identity, 0.0, Bottleneck, 0.5, 0.10, 0.45),
        ("leader_detail_density", RatioOfSums, Ln, n0 / 3.0, Detail, 1.0, 5.0, 15.0),
        ("leader_rounds", RatioOfSums, Ln, n0 / 2.0, Detail, 1.0, 0.3, 0.9),
        ("late_veto_rate", Share, Logit, n0, Detail, 0.5, 0.03, 0.20),
        ("leader_touch_ratio", Share, Logit, 0.0, Detail, 0.5, 0.70, 0.95),
        ("self_started_share", Share, Logit, n0, Initiative, 1.0, 0.55, 0.20),
        ("permission_seeking_rate", Share, Logit, n0, Initiative, 1.0, 0.10, 0.40),
        ("time_to_first_response_p75", response, Ln, 0.0, Unattended, 1.0, 8.0, 32.0),
        ("unattended_wait_share", Share, Logit, 0.0, Unattended, 1.0, 0.05, 0.40),
        ("stale_open_share", Share, Logit, 0.0, Unattended, 0.5, 0.05, 0.35),
        ("request_nonresponse", Share, Logit, n0, Unattended, 1.0, 0.10, 0.40),
        ("leader_nonresponse", Share, Logit, n0, Absence, 0.5, 0.10, 0.45),
        ("milestone_slippage", slippage, Identity, 0.0, Milestone, 1.0, 0.15, 0.75),
        ("milestone_visibility", Share, Logit, 0.0, Milestone, 1.0, 0.80, 0.30),
        ("late_scope_share", Share, Logit, 0.0, Milestone, 0.5, 0.15, 0.45),
        ("leader_absence_weeks", Share, Logit, 0.0, Absence, 1.0, 0.15, 0.60),
        ("intent_completeness", Mean, Logit, 0.0, Intent, 1.0, 0.80, 0.40),
        ("aligned_work_share", Share, Logit, n0, Intent, 1.0, 0.75, 0.35),
        ("unowned_issue_share", Share, Logit, 0.0, Intent, 1.0, 0.15, 0.55),
        ("unreviewed_merge_share", Share, Logit, n0, Intent, 1.0, 0.05, 0.30),
    ]
}

/// The scored signals with the anchors of model 1.1 and 1.2 and the weights of 3.3.
pub(super) fn definitions() -> Vec<Definition> {
    let of_line = |(id, estimator, scale, shrinkage, facet, weight, green, red): Line| {
        let definition =
            Definition { shrinkage, tier: tier_of(id), ..signal(id, estimator, scale) };
        let definition = scored(definition, facet, weight, green, red);
        if id == "leader_touch_ratio" {
            return scored(definition, Absence, 1.0, 0.25, 0.05);
        }
        definition
    };
    lines().into_iter().map(of_line).collect()
}

fn tier_of(id: &str) -> Tier {
    match id {
        "milestone_slippage"
        | "milestone_visibility"
        | "late_scope_share"
        | "intent_completeness"
        | "aligned_work_share"
        | "unowned_issue_share" => Tier::Full,
        "leader_absence_weeks" | "unreviewed_merge_share" => Tier::Git,
        _ => Tier::PrOnly,
    }
}

/// A row on the example's repository.
pub(super) fn row(signal: &str, item: &str, value: f64, exposure: f64) -> Observation {
    let number: usize = item.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    Observation {
        signal: signal.into(),
        team: "north".into(),
        repo: "acme/api".into(),
        period: MONTH.into(),
        item: item.into(),
        value,
        exposure,
        censored: false,
        author: Some(format!("author{}", number % 6).into()),
        week: Some(format!("2026-W{:02}", 10 + number % 4).into()),
        group_key: None,
    }
}

/// `yes` of `of` items.
pub(super) fn share(signal: &str, prefix: &str, yes: usize, of: usize) -> Vec<Observation> {
    let value = |n| if n < yes { 1.0 } else { 0.0 };
    (0..of).map(|n| row(signal, &format!("{prefix}{}", n + 1), value(n), 1.0)).collect()
}

/// `items` pull requests, of growing size, with sums as given.
fn sums(signal: &str, items: usize, value: f64, exposure: f64) -> Vec<Observation> {
    let all = (items * (items + 1) / 2) as f64;
    let part = |n: usize| (n + 1) as f64 / all;
    let one = |n| row(signal, &format!("#{}", n + 1), value * part(n), exposure * part(n));
    (0..items).map(one).collect()
}

fn responses() -> Vec<Observation> {
    let one = |n: usize| {
        // 39 of 52 answered within 11 hours, then longer, the last five never.
        let value = if n < 39 { 11.0 * (n + 1) as f64 / 39.0 } else { 20.0 + (n as f64 - 39.0) };
        let value = if n < 47 { value } else { 80.0 };
        let item = format!("#{}", n + 1);
        Observation { censored: n >= 47, ..row("time_to_first_response_p75", &item, value, 1.0) }
    };
    (0..52).map(one).collect()
}

/// Reviews of seven people whose squares add up to an index of .38.
fn reviews() -> Vec<Observation> {
    let counts = [46_usize, 12, 4, 3, 3, 1, 1];
    let holders = counts.iter().enumerate().flat_map(|(who, n)| std::iter::repeat_n(who, *n));
    let one = |(n, who)| Observation {
        group_key: Some(format!("reviewer{who}").into()),
        ..row("review_concentration", &format!("#{}", n % 52 + 1), 1.0, 1.0)
    };
    holders.enumerate().map(one).collect()
}

/// Rows that give exactly the raw figures of the example.
pub(super) fn observations() -> Vec<Observation> {
    let mut rows = Vec::new();
    for (signal, yes, of) in [
        ("leader_gate_odds", 34, 46),
        ("low_risk_leader_gate", 12, 20),
        ("merge_authority_odds", 30, 46),
        ("leader_rounds", 24, 40),
        ("late_veto_rate", 2, 14),
        ("leader_touch_ratio", 44, 52),
        ("self_started_share", 18, 52),
        ("permission_seeking_rate", 9, 52),
        ("request_nonresponse", 3, 38),
        ("leader_nonresponse", 1, 40),
        ("aligned_work_share", 38, 52),
        ("unreviewed_merge_share", 2, 58),
    ] {
        rows.extend(share(signal, "#", yes, of));
    }
    rows.extend(sums("leader_wait_share_odds", 52, 410.0, 620.0));
    rows.extend(sums("leader_blocked_hours_per_pr", 52, 410.0, 52.0));
    rows.extend(sums("leader_detail_density", 40, 312.0, 41.6));
    rows.extend(sums("unattended_wait_share", 52, 60.0, 1000.0));
    rows.extend(sums("stale_open_share", 52, 90.0, 1000.0));
    rows.extend(reviews());
    rows.extend(responses());
    rows.extend(share("milestone_visibility", "milestone#", 5, 6));
    for (number, slip) in [(1, 0.1), (2, 0.22), (3, 0.5)] {
        rows.push(row("milestone_slippage", &format!("milestone#{number}"), slip, 1.0));
    }
    rows.extend(share("late_scope_share", "issue#", 6, 40));
    rows.extend(share("unowned_issue_share", "issue#", 5, 40));
    rows.extend(share("leader_absence_weeks", "2026-W0", 1, 9));
    rows.extend(share("leader_absence_weeks", "2026-W1", 0, 4));
    // What and why stated, done not always: (2 + .22) / 3.
    rows.extend((1..=20).map(|n| row("intent_completeness", &format!("issue#{n}"), 0.74, 1.0)));
    rows
}

/// One leader, six peers, 52 pull requests.
pub(super) fn team_month() -> TeamMonth {
    TeamMonth {
        team: "north".into(),
        period: MONTH.into(),
        leaders: 1,
        peers: 6,
        active: 7,
        authors: 6,
        ready: 52,
        requested_share: Some(0.9),
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

/// Inputs that a test can change before it scores them.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub definitions: Vec<Definition>,
    pub observations: Vec<Observation>,
    pub team_months: Vec<TeamMonth>,
    pub periods: Vec<Period>,
    pub provisional: BTreeSet<Period>,
    pub regimes: Vec<(String, String, String)>,
    pub low_risk: BTreeSet<(Text, Text)>,
    pub min_active: u32,
    pub min_authors: u32,
    pub replicates: u32,
}

impl Case {
    /// The example itself.
    pub(super) fn new() -> Self {
        Self {
            definitions: definitions(),
            observations: observations(),
            team_months: vec![team_month()],
            periods: vec![period(MONTH)],
            provisional: BTreeSet::new(),
            regimes: Vec::new(),
            low_risk: BTreeSet::new(),
            min_active: 5,
            min_authors: 3,
            replicates: 200,
        }
    }

    /// Scores of all teams.
    pub(super) fn score(&self) -> Vec<TeamScore> {
        score(&ScoreInputs {
            definitions: &self.definitions,
            observations: &self.observations.iter().cloned().collect(),
            team_months: &self.team_months,
            periods: &self.periods,
            provisional: &self.provisional,
            regimes: &self.regimes,
            low_risk: &self.low_risk,
            min_active: self.min_active,
            min_authors: self.min_authors,
            replicates: self.replicates,
            threads: crate::model::parallel::cores(),
            detail: inputs::Detail::Evidence,
            seed_domain: "test",
        })
    }

    /// The first team's last month.
    pub(super) fn month(&self) -> MonthScore {
        let mut teams = self.score();
        teams.remove(0).months.pop().expect("a month")
    }

    /// The example in several months, with what a month's rows become left to the caller.
    pub(super) fn over(periods: &[&str], change: impl Fn(usize, &mut Observation)) -> Self {
        let mut case = Self::new();
        let rows = std::mem::take(&mut case.observations);
        case.team_months.clear();
        case.periods = periods.iter().map(|text| period(text)).collect();
        for (index, text) in periods.iter().enumerate() {
            case.team_months.push(TeamMonth { period: (*text).into(), ..team_month() });
            for row in &rows {
                let mut row = Observation { period: (*text).into(), ..row.clone() };
                change(index, &mut row);
                case.observations.push(row);
            }
        }
        case
    }
}

/// A signal of a month.
pub(super) fn figure<'a>(month: &'a MonthScore, id: &str) -> &'a SignalFigure {
    month.signals.iter().find(|figure| figure.id == id).expect("a signal")
}
