//! One team and month, from rows to a score that knows nothing of other months yet.

use crate::model::time::Period;
use crate::signals::definition::{Axis, Definition, Estimator};

use super::bootstrap::{self, Draws, interval_95};
use super::clusters::{Clusters, Place};
use super::estimate::{Entry, Sample, unanimous};
use super::gates::Gate;
use super::inputs::{Detail, ScoreInputs};
use super::outcome::{Interval, Missing, MonthScore, SignalFigure, Status};
use super::pressure::{Fast, Layout, position_bounds};
use super::rows::{Row, TeamData, number};
use super::signal::{Measured, Seen, measure};
use super::standing;

/// A month and its draws, which the comparison of months needs.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The score, without changes and without what several months say.
    pub score: MonthScore,
    /// Position and pressures by the signals that read the month alone.
    pub fast: Fast<Option<f64>>,
    /// Its draws.
    pub draws: Draws,
}

/// Scores one team and month.
pub(super) fn draft(
    inputs: &ScoreInputs<'_>,
    layout: &Layout,
    team: &TeamData<'_>,
    period: Period,
) -> Draft {
    let gate = Gate::of(inputs, team, period);
    let mut score = blank(inputs, &gate, period);
    if gate.hides_everything() {
        return Draft { score, fast: Fast::default(), draws: Draws::default() };
    }
    let (clusters, measured) = measure_all(inputs, layout, team, &gate, (period, Rows::All));
    let figures: Vec<Option<f64>> = measured.iter().map(Measured::value).collect();
    let (mut signals, samples): (Vec<SignalFigure>, Vec<Option<Sample>>) =
        measured.into_iter().map(|m| (m.figure, m.sample)).unzip();
    let seed = bootstrap::seed(inputs.seed_domain, team.name, &period.to_string());
    let draws = bootstrap::draw(&clusters, &samples, layout, inputs.replicates, seed);
    for ((signal, draws), definition) in
        signals.iter_mut().zip(&draws.signals).zip(inputs.definitions)
    {
        if let Some(estimate) = &mut signal.estimate {
            estimate.interval = interval_95(draws);
            let share = signal.raw.filter(|_| definition.estimator == Estimator::Share);
            if let (Some(interval), Some(share)) = (&mut estimate.interval, share) {
                widen(interval, unanimous::interval(share, signal.items));
            }
        }
    }
    score.signals = signals;
    if matches!(gate.obstacle, Some(Status::TooLittleWork { .. })) {
        return Draft { score, fast: Fast::default(), draws };
    }
    let fast = layout.fast(&figures);
    place(inputs, layout, &gate, &figures, (&draws, seed), &mut score);
    if let Some(standing) = &mut score.standing
        && !inputs.low_risk.is_empty()
    {
        let (_, low) = measure_all(inputs, layout, team, &gate, (period, Rows::LowRisk));
        let low: Vec<Option<f64>> = low.iter().map(Measured::value).collect();
        standing.low_risk = standing::low_risk(layout, &figures, &low);
    }
    Draft { score, fast, draws }
}

/// Takes the wider of two intervals at each end.
fn widen(interval: &mut Interval, other: Option<Interval>) {
    if let Some(other) = other {
        interval.low = interval.low.min(other.low);
        interval.high = interval.high.max(other.high);
    }
}

fn blank(inputs: &ScoreInputs<'_>, gate: &Gate, period: Period) -> MonthScore {
    MonthScore {
        period,
        status: gate.obstacle.clone().unwrap_or(Status::Scored),
        window_months: gate.window_months,
        provisional: inputs.provisional.contains(&period),
        tier: gate.tier,
        leaders: gate.leaders,
        peers: gate.peers,
        ready: gate.ready,
        control: None,
        drift: None,
        position_bounds: None,
        standing: None,
        signals: Vec::new(),
    }
}

/// Pressures, bounds and, where nothing stands against it, the standing.
fn place(
    inputs: &ScoreInputs<'_>,
    layout: &Layout,
    gate: &Gate,
    figures: &[Option<f64>],
    (draws, seed): (&Draws, [u8; 32]),
    score: &mut MonthScore,
) {
    let facets = layout.facets(figures, None);
    let pressure = |axis| standing::pressure(axis, &facets, draws, gate.obstacle.as_ref());
    let (control, drift) = (pressure(Axis::Control), pressure(Axis::Drift));
    score.position_bounds = Some(position_bounds(control.bounds, drift.bounds));
    if gate.obstacle.is_none() {
        let robust = (inputs.detail >= Detail::Robustness).then_some(seed);
        score.standing = standing::standing(inputs.definitions, layout, figures, draws, robust);
        if score.standing.is_none() {
            score.status = Status::TooLittleEvidence;
        }
    }
    score.control = Some(control);
    score.drift = Some(drift);
}

/// Which observations are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    All,
    /// Of pull requests only the low-risk ones; issues, milestones and weeks as they are.
    LowRisk,
}

impl Rows {
    fn hold(self, inputs: &ScoreInputs<'_>, row: &Row<'_>) -> bool {
        let observation = row.observation;
        let item = || (observation.repo().into(), observation.item().into());
        self == Self::All
            || !observation.item().starts_with('#')
            || inputs.low_risk.contains(&item())
    }
}

fn measure_all<'a>(
    inputs: &ScoreInputs<'a>,
    layout: &Layout,
    team: &TeamData<'a>,
    gate: &Gate,
    (period, which): (Period, Rows),
) -> (Clusters, Vec<Measured>) {
    let blocked: Vec<Option<Missing>> = inputs
        .definitions
        .iter()
        .enumerate()
        .map(|(signal, definition)| gate.blocks(definition, team.regimes.get(&signal).copied()))
        .collect();
    let within = |(signal, definition): (usize, &Definition)| -> &[Row<'a>] {
        let window = i32::try_from(gate.window_of(definition)).unwrap_or(i32::MAX);
        match blocked[signal] {
            None => team.rows_of(signal, period.plus(1 - window), period),
            Some(_) => &[],
        }
    };
    let of_signals = inputs.definitions.iter().enumerate().map(within);
    let rows: Vec<&Row<'a>> = of_signals.flatten().filter(|row| which.hold(inputs, row)).collect();
    let clusters = match inputs.replicates {
        0 => Clusters::without_weights(&rows, team.census),
        _ => Clusters::of(&rows),
    };
    let (clusters, seen) = index(&rows, clusters);
    let ones = vec![1.0; seen.iter().map(|seen| seen.entry.unit + 1).max().unwrap_or(0)];
    // In the order of the signals, as the rows are.
    let mut rest = seen.as_slice();
    let measured = inputs.definitions.iter().enumerate().zip(blocked).map(
        |((signal, definition), blocked)| {
            let own = rest.iter().take_while(|seen| seen.signal == signal).count();
            let (own, others) = rest.split_at(own);
            rest = others;
            let with_evidence = inputs.detail == Detail::Evidence;
            measure(signal, definition, (gate, layout), blocked, (own, &ones), with_evidence)
        },
    );
    let measured = measured.collect();
    (clusters, measured)
}

/// Rows, which are in rank order, with clusters for names, in an order that renaming does not touch.
fn index<'a>(
    rows: &[&Row<'a>],
    (clusters, places): (Clusters, Vec<Place>),
) -> (Clusters, Vec<Seen<'a>>) {
    let key = |row: &Row<'a>| row.ids.group.map(|key| (row.signal, key));
    let groups = number(rows.iter().filter_map(|row| Some((key(row)?, row.rank))));
    let group = |position: usize| groups.get(&key(rows[position])?).copied();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for same in order.chunk_by_mut(|a, b| rows[*a].rank == rows[*b].rank) {
        same.sort_by_key(|position| (places[*position].author, group(*position)));
    }
    let of = |position: usize| {
        let (row, place) = (rows[position], places[position]);
        let observation = row.observation;
        let entry = Entry {
            unit: place.unit,
            value: observation.row.value,
            exposure: observation.row.exposure,
            censored: observation.row.censored,
            group: group(position),
        };
        Seen { signal: row.signal, observation, item: place.item, entry }
    };
    (clusters, order.into_iter().map(of).collect())
}
