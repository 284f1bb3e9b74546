//! What rules read: one team in its last month, with the rows behind its figures.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::derive::tables::Derived;
use crate::model::derived::{Act, CohortItem, Interval};
use crate::model::observation::ObservationRef;
use crate::model::time::{HOUR, Period};
use crate::score::ScoreInputs;
use crate::score::outcome::{Interval as Range, MonthScore, SignalFigure, TeamScore};
use crate::signals::definition::{Anchors, Axis, Definition};
use crate::sources::facts::Facts;

/// Months that the longest window looks back on (`Window::SixMonths`).
const LONGEST_WINDOW: i32 = 6;

/// Repository and item.
pub(super) type Key<'a> = (&'a str, &'a str);

/// Everything that suggestions are made from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// What the scores were computed from.
    pub scoring: ScoreInputs<'a>,
    /// Derived tables.
    pub derived: &'a Derived,
    /// Facts by repository, for paths and milestones.
    pub facts: &'a [(String, Facts)],
}

/// One team in its last month.
pub(super) struct Case<'a> {
    /// Everything.
    pub(super) sources: Sources<'a>,
    /// Team.
    pub(super) team: &'a str,
    /// Its last month.
    pub(super) month: &'a MonthScore,
    observations: BTreeMap<&'a str, Vec<ObservationRef<'a>>>,
    cohort: BTreeMap<Key<'a>, &'a CohortItem>,
    waits: BTreeMap<Key<'a>, Vec<&'a Interval>>,
}

/// A signal whose figure lies clear of its calm anchor.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    /// Definition.
    pub(super) definition: &'a Definition,
    /// Figure.
    pub(super) figure: &'a SignalFigure,
    /// Its rows within the window.
    pub(super) rows: Vec<ObservationRef<'a>>,
    rises: bool,
}

/// An item of a signal, its rows added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen<'a> {
    /// Repository and item.
    pub(super) key: Key<'a>,
    /// Numerator.
    pub(super) value: f64,
    /// Denominator.
    pub(super) exposure: f64,
    /// Whether any of its rows is a lower bound.
    pub(super) censored: bool,
}

impl<'a> Case<'a> {
    /// A team's last month; `None` where it has none.
    pub(super) fn of(sources: Sources<'a>, score: &'a TeamScore) -> Option<Self> {
        let team = score.team.as_str();
        let mut case = Self {
            sources,
            team,
            month: score.months.last()?,
            observations: BTreeMap::new(),
            cohort: BTreeMap::new(),
            waits: BTreeMap::new(),
        };
        for row in sources.scoring.observations.iter().filter(|o| o.team() == team) {
            case.observations.entry(row.signal()).or_default().push(row);
        }
        for row in sources.derived.cohort.iter().filter(|c| c.team == team) {
            case.cohort.insert((&row.repo, &row.item), row);
        }
        for row in sources.derived.intervals.iter().filter(|i| i.team == team) {
            case.waits.entry((&row.repo, &row.item)).or_default().push(row);
        }
        Some(case)
    }

    /// A signal, where its figure is clear of the calm anchor of a pressure.
    pub(super) fn clear(&self, signal: &str, side: Axis) -> Option<Reading<'a>> {
        let definition = self.definition(signal)?;
        let anchors = anchors(definition, side)?;
        let figure = self.figure(signal)?;
        let interval = figure.estimate?.interval?;
        let rises = anchors.red > anchors.green;
        let clear =
            if rises { interval.low > anchors.green } else { interval.high < anchors.green };
        clear.then(|| Reading { definition, figure, rows: self.rows(figure), rises })
    }

    /// Definition of a signal.
    pub(super) fn definition(&self, signal: &str) -> Option<&'a Definition> {
        self.sources.scoring.definitions.iter().find(|d| d.id == signal)
    }

    /// A signal's figure, whatever it is.
    pub(super) fn figure(&self, signal: &str) -> Option<&'a SignalFigure> {
        self.month.signals.iter().find(|s| s.id == signal)
    }

    /// The rows that a figure rests on.
    fn rows(&self, figure: &SignalFigure) -> Vec<ObservationRef<'a>> {
        let within = |row: &&ObservationRef<'_>| {
            row.period().parse::<Period>().is_ok_and(|period| {
                (0..i64::from(figure.window_months))
                    .contains(&i64::from(self.month.period.months_since(period)))
            })
        };
        self.observations
            .get(figure.id.as_str())
            .into_iter()
            .flatten()
            .filter(within)
            .copied()
            .collect()
    }

    /// The rows of scored signals that the month can look back on; no others move a pressure.
    pub(super) fn scored_rows(&self) -> impl Iterator<Item = ObservationRef<'a>> {
        let scored = self
            .sources
            .scoring
            .definitions
            .iter()
            .filter(|d| d.control.is_some() || d.drift.is_some());
        let rows =
            scored.filter_map(move |d| self.observations.get(d.id.as_str())).flatten().copied();
        rows.filter(move |row| {
            let period = row.period().parse::<Period>();
            period.is_ok_and(|p| (0..LONGEST_WINDOW).contains(&self.month.period.months_since(p)))
        })
    }

    /// A pull request of the team.
    pub(super) fn pull(&self, key: Key<'a>) -> Option<&'a CohortItem> {
        self.cohort.get(&key).copied()
    }

    /// The pieces of a pull request's open time.
    pub(super) fn waits(&self, key: Key<'a>) -> &[&'a Interval] {
        self.waits.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Business hours that a pull request waited for the leader role and was answered.
    pub(super) fn leader_hours(&self, key: Key<'a>) -> f64 {
        hours(self.waits(key).iter().filter(|i| {
            i.awaited.as_deref() == Some("leader") && i.resolution.as_deref() == Some("answered")
        }))
    }

    /// What the leader role did on the team's pull requests before they closed.
    pub(super) fn leader_acts(&self) -> BTreeMap<Key<'a>, Vec<&'a Act>> {
        let mut acts: BTreeMap<Key<'a>, Vec<&'a Act>> = BTreeMap::new();
        let of_leaders = |a: &&Act| a.team == self.team && a.by == "leader" && a.before_close;
        for act in self.sources.derived.acts.iter().filter(of_leaders) {
            acts.entry((&act.repo, &act.item)).or_default().push(act);
        }
        acts
    }

    /// Places that most of some pull requests touch: at most two directories below the root, the
    /// commonest first. Names of people are none.
    pub(super) fn places(&self, keys: &[Key<'_>]) -> Vec<String> {
        const SHOWN: usize = 2;
        const LONGEST: usize = 24;
        let number = |item: &str| item.strip_prefix('#')?.parse::<i64>().ok();
        let wanted: BTreeSet<(&str, i64)> =
            keys.iter().filter_map(|(repo, item)| Some((*repo, number(item)?))).collect();
        let mut found: BTreeMap<&str, BTreeSet<(&str, i64)>> = BTreeMap::new();
        for (repo, facts) in self.sources.facts {
            for file in &facts.pull_files {
                let pull = (repo.as_str(), file.number);
                let top = file.path.split_once('/').filter(|_| wanted.contains(&pull));
                if let Some((top, _)) = top {
                    found.entry(top).or_default().insert(pull);
                }
            }
        }
        let is_person = |name: &str| {
            let people = self.sources.facts.iter().flat_map(|(_, f)| &f.people);
            people.into_iter().any(|p| {
                p.person.eq_ignore_ascii_case(name)
                    || p.login.as_deref().is_some_and(|l| l.eq_ignore_ascii_case(name))
            })
        };
        let plain = |name: &str| {
            name.chars().count() <= LONGEST
                && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
        };
        let mut places: Vec<(&str, usize)> =
            found.into_iter().map(|(name, keys)| (name, keys.len())).collect();
        places.retain(|(name, n)| *n * 4 >= wanted.len() && plain(name) && !is_person(name));
        places.sort_by_key(|(name, n)| (Reverse(*n), *name));
        places.into_iter().take(SHOWN).map(|(name, _)| format!("{name}/")).collect()
    }

    /// A figure's value as a share that an odds ratio stands for; others as they are.
    pub(super) fn as_shown(&self, definition: &Definition, value: f64) -> f64 {
        let odds =
            definition.estimator == crate::signals::definition::Estimator::OddsAgainstExpected;
        let others = f64::from(self.month.leaders) + f64::from(self.month.peers) - 1.0;
        let expected = f64::from(self.month.leaders) / others;
        if odds && expected > 0.0 && expected < 1.0 {
            let odds = value * expected / (1.0 - expected);
            return odds / (1.0 + odds);
        }
        value
    }
}

impl<'a> Reading<'a> {
    /// Items that push the figure towards the red anchor, strongest first.
    pub(super) fn bad(&self) -> Vec<Seen<'a>> {
        let mut items: Vec<Seen<'a>> =
            self.items().into_iter().filter(|seen| self.amount(seen) > 1e-9).collect();
        items.sort_by(|a, b| {
            let amounts = self.amount(b).total_cmp(&self.amount(a));
            amounts.then_with(|| a.key.0.cmp(b.key.0)).then_with(|| newest(a.key.1, b.key.1))
        });
        items
    }

    /// All items, by repository and name.
    pub(super) fn items(&self) -> Vec<Seen<'a>> {
        let mut items: BTreeMap<Key<'a>, Seen<'a>> = BTreeMap::new();
        for row in &self.rows {
            let key = (row.repo(), row.item());
            let seen = items.entry(key).or_insert(Seen {
                key,
                value: 0.0,
                exposure: 0.0,
                censored: false,
            });
            seen.value += row.row.value;
            seen.exposure += row.row.exposure;
            seen.censored |= row.row.censored;
        }
        items.into_values().collect()
    }

    fn amount(&self, seen: &Seen<'_>) -> f64 {
        if self.rises { seen.value } else { seen.exposure - seen.value }
    }

    /// Whether larger figures are worse.
    pub(super) fn rises(&self) -> bool {
        self.rises
    }

    /// The interval of the figure, which a clear reading has.
    pub(super) fn interval(&self) -> Option<Range> {
        self.figure.estimate?.interval
    }
}

fn anchors(definition: &Definition, side: Axis) -> Option<&Anchors> {
    match side {
        Axis::Control => definition.control.as_ref(),
        Axis::Drift => definition.drift.as_ref(),
    }
}

/// Business hours of some pieces.
pub(super) fn hours<'i>(pieces: impl Iterator<Item = &'i &'i Interval>) -> f64 {
    pieces.map(|i| i.business_seconds).sum::<i64>() as f64 / HOUR as f64
}

/// Larger numbers first, for recent items are better remembered; else by name.
fn newest(a: &str, b: &str) -> std::cmp::Ordering {
    let number = |item: &str| item.rsplit_once('#').and_then(|(_, n)| n.parse::<u64>().ok());
    number(b).cmp(&number(a)).then_with(|| b.cmp(a))
}
