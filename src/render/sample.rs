//! Invented reports for the tests of the renderers: one team in each state a report can show.

use crate::model::time::Period;
use crate::report::{
    Finding, MilestoneRow, MonthWaits, Note, Report, RepositoryFacts, SignalDoc, TeamReport,
    WaitHours, WaitKind,
};
use crate::score::outcome::{
    Change, Estimate, Evidence, FacetScore, Interval, Missing, MonthScore, Pressure, SignalFigure,
    Standing, Status, SureZone, TeamScore, WeightCheck, Zone, ZoneShares,
};
use crate::signals::definition::{
    Anchors, Axis, Definition, Estimator, Facet, Grade, Scale, Tier, Window,
};

/// A title that tries to leave every format.
pub(crate) const HOSTILE: &str = "</td></script><img src=x onerror=alert(1)> | `rm` **[x](http://evil.example)** @all \u{1b}[2J\u{202e}";

/// Six months, teams in every state, every section filled.
pub(crate) fn report() -> Report {
    let mut teams = vec![
        billing(),
        scored("Checkout", Zone::MicroEngaged, (0.136, 0.126)),
        screening("Data lake"),
        unscored(
            "Design tokens",
            &Status::TooFewPeople { active: 3, authors: 2, least_active: 5, least_authors: 3 },
        ),
        unscored("Docs", &Status::TooLittleWork { ready: 5 }),
        unscored("Infrastructure", &Status::NoLeaders),
        too_little_evidence(),
        mobile(),
        one_facet(),
        scored("Platform", Zone::PulledBothWays, (0.710, 0.728)),
        search(),
    ];
    teams.sort_by(|a, b| a.score.team.cmp(&b.score.team));
    with_teams(teams)
}

/// One approval-bound team.
pub(crate) fn one_team() -> Report {
    with_teams(vec![billing()])
}

/// The four teams of the look, one in each zone.
pub(crate) fn four_teams() -> Report {
    let mut report = report();
    let names = ["Billing", "Checkout", "Mobile", "Platform"];
    report.teams.retain(|team| names.contains(&team.score.team.as_str()));
    report
}

/// A report without teams.
pub(crate) fn no_teams() -> Report {
    with_teams(Vec::new())
}

/// One team of which only git was read.
pub(crate) fn git_alone() -> Report {
    let mut report = with_teams(vec![screening("data-lake")]);
    "Git alone was read: 3 findings, and no standing".clone_into(&mut report.headline);
    report.repositories = vec![RepositoryFacts { tier: Tier::Git, ..repository("data-lake") }];
    report.practices.clear();
    report
}

/// Forty teams with a catalogue of about the real length: 30 scored rows and 20 shown.
#[cfg(test)]
pub(crate) fn forty_teams() -> Report {
    let zones = [Zone::ApprovalBound, Zone::MicroEngaged, Zone::Drifting, Zone::PulledBothWays];
    let teams = (0..40_u8).map(|i| {
        let zone = zones[usize::from(i) % 4];
        let pressures = match zone {
            Zone::ApprovalBound => (0.61, 0.12),
            Zone::Drifting => (0.08, 0.58),
            Zone::PulledBothWays => (0.66, 0.61),
            _ => (0.14, 0.16),
        };
        scored(&format!("Team {i:02}"), zone, pressures)
    });
    let mut report = with_teams(teams.collect());
    let scored_docs = report.definitions.clone();
    for copy in 0..2 {
        for doc in &scored_docs {
            let mut doc = doc.clone();
            doc.definition.id = format!("{}_{copy}", doc.definition.id);
            if copy == 1 {
                (doc.definition.control, doc.definition.drift) = (None, None);
            }
            report.definitions.push(doc);
        }
    }
    for team in &mut report.teams {
        for month in &mut team.score.months {
            let figures = month.signals.clone();
            for copy in 0..2 {
                month.signals.extend(figures.iter().cloned().map(|mut figure| {
                    figure.id = format!("{}_{copy}", figure.id);
                    figure
                }));
            }
        }
    }
    report
}

fn with_teams(teams: Vec<TeamReport>) -> Report {
    Report {
        subject: "northlight".to_owned(),
        example: true,
        version: "0.1.0".to_owned(),
        score_version: "1".to_owned(),
        as_of: "2026-04-15T09:00:00Z".to_owned(),
        period: month(5),
        periods: (0..6).map(month).collect(),
        time_zone: "Europe/Berlin".to_owned(),
        repositories: vec![repository("billing"), repository("mobile")],
        headline: "In March, approval held up one team of four, one moved without attention, one was pulled both ways, and one was engaged and not in the way.".to_owned(),
        teams,
        definitions: definitions(),
        practices: super::sample_practices::practices(),
        notes: notes(),
    }
}

/// Month `index` of the sample, from October 2025.
pub(crate) fn month(index: i32) -> Period {
    "2025-10".parse::<Period>().expect("a month").plus(index)
}

fn repository(name: &str) -> RepositoryFacts {
    RepositoryFacts {
        repo: format!("northlight/{name}"),
        url: Some(format!("https://github.example/northlight/{name}")),
        tier: Tier::Full,
        commits: 1906,
        pull_requests: 241,
        reviews: 502,
        issues: 512,
        milestones: 44,
        checks: false,
        rules: false,
    }
}

fn estimate(value: f64, reach: f64) -> Estimate {
    Estimate { value, interval: Some(Interval { low: value - reach, high: value + reach }) }
}

fn billing() -> TeamReport {
    let mut team = scored("Billing", Zone::ApprovalBound, (0.618, 0.114));
    "Over March, two thirds of review waiting was on the approval role (410 of 620 business hours); 12 of 20 low-risk changes needed it. Nothing suggests unattended work.".clone_into(&mut team.summary);
    if let Some(standing) = last(&mut team).standing.as_mut() {
        standing.sustained = true;
        standing.depends_on = vec!["low_risk_leader_gate".to_owned()];
    }
    team.score.trend = Some(estimate(-5.8, 2.0));
    team.milestones.push(MilestoneRow {
        title: HOSTILE.to_owned(),
        closed: None,
        slip_days: Some(14.0),
        ..milestone("billing", 6)
    });
    team.advice = vec![super::sample_advice::low_risk()];
    team
}

fn mobile() -> TeamReport {
    let mut team = scored("Mobile", Zone::Drifting, (0.037, 0.659));
    team.leaders_inferred_by =
        Some("the catch-all line of CODEOWNERS and 71 % of merges".to_owned());
    last(&mut team).provisional = true;
    team.score.shift = Some(month(4));
    team
}

/// Control from one facet alone, so no zone.
fn one_facet() -> TeamReport {
    let mut team = scored("Payments", Zone::MicroEngaged, (0.47, 0.15));
    if let Some(control) = last(&mut team).control.as_mut() {
        control.corroborated = false;
        control.one_facet = Some(Facet::Gate);
    }
    if let Some(standing) = last(&mut team).standing.as_mut() {
        standing.strain = 0.47;
    }
    team
}

/// A team between two zones, from a three-month window.
fn search() -> TeamReport {
    let zone = Zone::Unclear { first: SureZone::MicroEngaged, second: SureZone::ApprovalBound };
    let mut team = scored("Search", zone, (0.43, 0.21));
    let month = last(&mut team);
    month.window_months = 3;
    month.ready = 14;
    month.tier = Tier::PrOnly;
    team
}

fn screening(name: &str) -> TeamReport {
    let mut team = unscored(name, &Status::Screening);
    let month = last(&mut team);
    month.tier = Tier::Git;
    month.position_bounds = Some(Interval { low: -62.0, high: 38.0 });
    month.signals = definitions()
        .iter()
        .map(|doc| no_figure(&doc.definition, Missing::Tier { needed: Tier::PrOnly }))
        .collect();
    team.findings = vec![
        finding("One account merges", "1 of 7 accounts made 412 of 430 merges (96 %)."),
        finding("Few review trailers", "18 of 1,906 commits carry Reviewed-by (1 %)."),
        finding(
            "Squash through the web",
            "38 % of commits were squashed through the web, so committers hide who merged.",
        ),
    ];
    team
}

fn too_little_evidence() -> TeamReport {
    let mut team = unscored("Labs", &Status::TooLittleEvidence);
    last(&mut team).position_bounds = Some(Interval { low: -48.0, high: 71.0 });
    team
}

fn finding(title: &str, text: &str) -> Finding {
    Finding {
        title: title.to_owned(),
        text: text.to_owned(),
        evidence: vec!["#12".to_owned(), "0123456789abcdef0123456789abcdef01234567".to_owned()],
    }
}

fn unscored(name: &str, status: &Status) -> TeamReport {
    let no_leaders = *status == Status::NoLeaders;
    let months = (0..6)
        .map(|i| MonthScore {
            status: status.clone(),
            leaders: 0,
            control: None,
            drift: no_leaders.then(|| pressure(Axis::Drift, 0.31, 0.0)),
            standing: None,
            position_bounds: None,
            signals: Vec::new(),
            ..scored_month(i, Zone::MicroEngaged, (0.1, 0.1))
        })
        .collect();
    TeamReport {
        score: TeamScore {
            team: name.to_owned(),
            months,
            trend: None,
            shift: None,
            control_shift: None,
            drift_shift: None,
        },
        summary: "No standing can be given for March.".to_owned(),
        moved: Vec::new(),
        leaders_inferred_by: None,
        waits: Vec::new(),
        survival: Vec::new(),
        milestones: Vec::new(),
        confounders: Vec::new(),
        flags: Vec::new(),
        findings: Vec::new(),
        advice: Vec::new(),
    }
}

fn scored(name: &str, zone: Zone, pressures: (f64, f64)) -> TeamReport {
    let months = (0..6)
        .map(|i| {
            let back = f64::from(5 - i) * 0.03;
            let wobble = if i % 2 == 0 { 0.02 } else { -0.02 };
            let control = (pressures.0 - back + wobble).clamp(0.02, 1.0);
            let drift = (pressures.1 - back / 2.0 - wobble).clamp(0.02, 1.0);
            let now = if i == 5 { pressures } else { (control, drift) };
            scored_month(i, zone, now)
        })
        .collect();
    let repo = name.to_lowercase().replace(' ', "-");
    TeamReport {
        score: TeamScore {
            team: name.to_owned(),
            months,
            trend: None,
            shift: None,
            control_shift: None,
            drift_shift: None,
        },
        summary: format!("{name} stands where its two pressures put it in March."),
        moved: vec![
            "Waiting on the leader role rose from 58 to 66 % of review hours (bottleneck)."
                .to_owned(),
            "Deciding approvals by the leader role rose from 69 to 74 % (gate).".to_owned(),
        ],
        leaders_inferred_by: None,
        survival: crate::report::survival::sample(4.0 + 20.0 * pressures.0),
        waits: (0..6).map(|i| waits(month(i), f64::from(i))).collect(),
        milestones: (1..5).map(|n| milestone(&repo, n)).collect(),
        confounders: Vec::new(),
        flags: Vec::new(),
        findings: Vec::new(),
        advice: Vec::new(),
    }
}

fn last(team: &mut TeamReport) -> &mut MonthScore {
    team.score.months.last_mut().expect("a month")
}

fn scored_month(index: i32, zone: Zone, (control, drift): (f64, f64)) -> MonthScore {
    let position = 100.0 * (drift - control);
    MonthScore {
        period: month(index),
        status: Status::Scored,
        window_months: 1,
        provisional: false,
        tier: Tier::Full,
        leaders: 1,
        peers: 6,
        ready: 52,
        control: Some(pressure(Axis::Control, control, control * control)),
        drift: Some(pressure(Axis::Drift, drift, drift * drift)),
        position_bounds: Some(Interval { low: position, high: position }),
        standing: Some(Standing {
            position: estimate(position, 16.0),
            tension: estimate(0.0, 0.05),
            strain: control.max(drift),
            zone,
            shares: shares(zone),
            sustained: false,
            depends_on: Vec::new(),
            weights: Some(WeightCheck { kept: 1.0, sensitive: false }),
            low_risk: None,
            change: (index > 0).then_some(Change {
                difference: -7.5,
                interval: Some(Interval { low: -19.0, high: 4.0 }),
                clear: false,
            }),
        }),
        signals: figures(index, control, drift),
    }
}

fn shares(zone: Zone) -> ZoneShares {
    let mut shares = ZoneShares {
        micro_engaged: 0.01,
        approval_bound: 0.01,
        drifting: 0.01,
        pulled_both_ways: 0.01,
    };
    match zone {
        Zone::MicroEngaged => shares.micro_engaged = 0.97,
        Zone::ApprovalBound => shares.approval_bound = 0.97,
        Zone::Drifting => shares.drifting = 0.97,
        Zone::PulledBothWays => shares.pulled_both_ways = 0.97,
        Zone::Unclear { .. } => (shares.micro_engaged, shares.approval_bound) = (0.52, 0.46),
    }
    shares
}

fn pressure(axis: Axis, value: f64, shift: f64) -> Pressure {
    let facets = Facet::ALL.iter().filter(|facet| facet.axis() == axis).enumerate();
    Pressure {
        axis,
        value: Some(Estimate {
            value,
            interval: Some(Interval { low: (value - 0.1).max(0.0), high: (value + 0.1).min(1.0) }),
        }),
        coverage: 1.0,
        bounds: Interval { low: value, high: value },
        facets: facets
            .map(|(i, facet)| FacetScore {
                facet: *facet,
                value: (i != 3 || axis == Axis::Control).then(|| {
                    estimate((value + 0.14 - 0.09 * whole(i) + shift / 9.0).clamp(0.0, 1.0), 0.05)
                }),
                coverage: 1.0,
                contribution: Some(0.25),
            })
            .collect(),
        corroborated: value >= 0.45,
        one_facet: None,
        missing: None,
    }
}

fn whole(n: usize) -> f64 {
    n as f64
}

fn waits(period: Period, index: f64) -> MonthWaits {
    let hours = [
        (WaitKind::LeaderAnswered, 410.0 - 20.0 * (5.0 - index)),
        (WaitKind::LeaderBypassed, 3.0),
        (WaitKind::LeaderAbsent, 8.0),
        (WaitKind::Peer, 146.0),
        (WaitKind::NobodyAsked, 56.0),
        (WaitKind::Author, 262.0),
        (WaitKind::ToMerge, 58.0),
        (WaitKind::Draft, 31.0),
    ];
    let hours = hours.map(|(kind, hours)| WaitHours {
        kind,
        business_hours: hours,
        wall_hours: hours * 4.2,
    });
    MonthWaits { period, pull_requests: 58, hours: hours.to_vec() }
}

fn milestone(repo: &str, number: i64) -> MilestoneRow {
    let row = |title: &str, created: &str, due: &str, closed: Option<&str>, slip| MilestoneRow {
        repo: format!("northlight/{repo}"),
        number,
        title: title.to_owned(),
        created: created.to_owned(),
        first_due: Some(due.to_owned()),
        due: Some(due.to_owned()),
        closed: closed.map(str::to_owned),
        slip_days: slip,
        items: 15,
        done: 12,
    };
    match number {
        1 => row("Invoice lines v2", "2025-09-03", "2025-11-10", Some("2025-11-18"), Some(8.0)),
        2 => row("SEPA refunds", "2025-10-20", "2026-01-30", Some("2026-01-22"), Some(-8.0)),
        3 => MilestoneRow {
            first_due: None,
            due: None,
            ..row("Tax table", "2025-11-03", "", Some("2026-03-18"), None)
        },
        4 => MilestoneRow {
            due: Some("2026-04-30".to_owned()),
            ..row("Dunning rewrite", "2026-01-05", "2026-04-10", None, Some(5.0))
        },
        _ => row("Ledger export", "2026-02-01", "2026-04-01", None, Some(14.0)),
    }
}

fn notes() -> Vec<Note> {
    vec![
        Note {
            topic: "Who leads".to_owned(),
            text: "Configured for Billing, Checkout and Platform. Inferred for Mobile; correct it with midspan init.".to_owned(),
        },
        Note { topic: "Bots".to_owned(), text: "4 bots left out (1,120 events).".to_owned() },
    ]
}

/// One line of the sample's catalogue.
struct Row(
    &'static str,
    &'static str,
    Estimator,
    &'static str,
    Option<(Facet, f64, f64, f64)>,
    Option<(Facet, f64, f64, f64)>,
);

const KM: Estimator = Estimator::KmQuantile { quantile: 0.75, horizon: 80.0 };

#[rustfmt::skip]
const CATALOGUE: [Row; 16] = [
    Row("leader_gate_odds", "Deciding approval by the leader role", Estimator::OddsAgainstExpected, "odds ratio", Some((Facet::Gate, 1.0, 3.0, 20.0)), None),
    Row("low_risk_leader_gate", "Low-risk changes that needed the leader role", Estimator::Share, "share", Some((Facet::Gate, 1.0, 0.15, 0.6)), None),
    Row("leader_wait_share_odds", "Review waiting that was on the leader role", Estimator::OddsAgainstExpected, "odds ratio", Some((Facet::Bottleneck, 1.0, 3.0, 20.0)), None),
    Row("leader_blocked_hours_per_pr", "Hours waiting on the leader role, per pull request", Estimator::RatioOfSums, "bh per pull request", Some((Facet::Bottleneck, 1.0, 2.0, 12.0)), None),
    Row("review_concentration", "Concentration of reviews", Estimator::Concentration, "index", Some((Facet::Bottleneck, 0.5, 0.1, 0.45)), None),
    Row("leader_detail_density", "Leader inline comments per 100 lines", Estimator::RatioOfSums, "comments per 100 lines", Some((Facet::Detail, 1.0, 5.0, 15.0)), None),
    Row("leader_touch_ratio", "Pull requests touched by the leader role", Estimator::Share, "share", Some((Facet::Detail, 0.5, 0.7, 0.95)), Some((Facet::Absence, 1.0, 0.25, 0.05))),
    Row("self_started_share", "Work started without being handed out", Estimator::Share, "share", Some((Facet::Initiative, 1.0, 0.55, 0.2)), None),
    Row("time_to_first_response_p75", "Time to first response, three quarters of pull requests", KM, "bh", None, Some((Facet::Unattended, 1.0, 8.0, 32.0))),
    Row("unattended_wait_share", "Open time in which nobody was asked", Estimator::Share, "share", None, Some((Facet::Unattended, 1.0, 0.05, 0.4))),
    Row("milestone_slippage", "Milestone slippage", Estimator::KmQuantile { quantile: 0.5, horizon: 3.0 }, "share of plan", None, Some((Facet::Milestone, 1.0, 0.15, 0.75))),
    Row("leader_absence_weeks", "Active weeks without a trace of the leader role", Estimator::Share, "share", None, Some((Facet::Absence, 1.0, 0.15, 0.6))),
    Row("intent_completeness", "Intent: what, why and done stated", Estimator::Mean, "mean of 3", None, Some((Facet::Intent, 1.0, 0.8, 0.4))),
    Row("unowned_issue_share", "Issues older than two weeks without an owner", Estimator::Share, "share", None, Some((Facet::Intent, 1.0, 0.15, 0.55))),
    Row("leader_takeover_rate", "Take-overs by the leader role", Estimator::Share, "share", None, None),
    Row("structured_update_cadence", "Structured updates", Estimator::Count, "updates", None, None),
];

fn definitions() -> Vec<SignalDoc> {
    CATALOGUE.iter().map(doc).collect()
}

fn doc(Row(id, title, estimator, unit, control, drift): &Row) -> SignalDoc {
    let scale = match estimator {
        Estimator::Share | Estimator::Mean => Scale::Logit,
        Estimator::Concentration => Scale::Identity,
        _ => Scale::Ln,
    };
    SignalDoc {
        definition: Definition {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            question: format!("{title}: how much of it is there?"),
            concept: "Decisions close to the work".to_owned(),
            estimator: *estimator,
            unit: (*unit).to_owned(),
            scale,
            min_items: 8,
            min_exposure: 0.0,
            window: Window::Month,
            shrinkage: 4.0,
            tier: Tier::PrOnly,
            confounders: "Vacation of the leader role; a release freeze.".to_owned(),
            gaming: "Peers approve first and the role comments; rounds are counted too.".to_owned(),
            cannot_tell: "Whether regulation asks for the approval.".to_owned(),
            control: control.map(anchors),
            drift: drift.map(anchors),
        },
        sql: format!(
            "-- {title}\nSELECT team, repo, period, number AS item, 1.0 AS value\nFROM cohort\nWHERE author_role <> 'leader' AND 1 < 2"
        ),
    }
}

fn anchors((facet, weight, green, red): (Facet, f64, f64, f64)) -> Anchors {
    Anchors { facet, weight, green, red, grade: Grade::C, source: "design prior".to_owned() }
}

fn figures(index: i32, control: f64, drift: f64) -> Vec<SignalFigure> {
    let rows = CATALOGUE.iter().map(doc).enumerate();
    rows.map(|(i, doc)| match doc.definition.id.as_str() {
        "structured_update_cadence" => no_figure(&doc.definition, Missing::NoData),
        "milestone_slippage" => {
            no_figure(&doc.definition, Missing::TooFewItems { items: 2, needed: 3 })
        }
        _ => shown_figure(&doc.definition, i, index, control, drift),
    })
    .collect()
}

fn shown_figure(
    definition: &Definition,
    i: usize,
    index: i32,
    control: f64,
    drift: f64,
) -> SignalFigure {
    let severity = if definition.control.is_some() { control } else { drift };
    let anchors = definition.control.as_ref().or(definition.drift.as_ref());
    let raw = anchors.map_or(0.04, |a| a.green + (a.red - a.green) * severity + 0.001 * whole(i));
    let odds = definition.estimator == Estimator::OddsAgainstExpected;
    let reach = raw * 0.2;
    SignalFigure {
        id: definition.id.clone(),
        items: 46,
        exposure: 46.0,
        total: 34.0,
        raw: Some(if odds { 0.74 } else { raw }),
        estimate: Some(estimate(raw, reach)),
        censored: if definition.estimator == KM { 4 } else { 0 },
        beyond_horizon: definition.estimator == KM && severity > 0.6,
        window_months: 1,
        control_severity: definition.control.as_ref().map(|_| control),
        drift_severity: definition.drift.as_ref().map(|_| drift),
        missing: None,
        evidence: (0..8)
            .map(|n| Evidence {
                repo: "northlight/billing".to_owned(),
                item: if n == 3 { "issue#77".to_owned() } else { format!("#{}", 1400 + n) },
                value: 34.5 - f64::from(n),
                exposure: 51.0,
                censored: n == 2,
            })
            .collect(),
        change: (index > 0).then_some(Change {
            difference: reach / 2.0,
            interval: None,
            clear: i.is_multiple_of(4),
        }),
    }
}

fn no_figure(definition: &Definition, missing: Missing) -> SignalFigure {
    SignalFigure {
        id: definition.id.clone(),
        items: 0,
        exposure: 0.0,
        total: 0.0,
        raw: None,
        estimate: None,
        censored: 0,
        beyond_horizon: false,
        window_months: 1,
        control_severity: None,
        drift_severity: None,
        missing: Some(missing),
        evidence: Vec::new(),
        change: None,
    }
}
