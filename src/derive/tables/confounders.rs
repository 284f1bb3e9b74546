//! What a team's figures are to be read beside (model 3.8): sizes, newcomers, time zones, pauses.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cohort::CohortRow;
use super::frame::{Frame, Month};
use super::index::Repo;
use super::teams::{TeamSources, authors, by_others, is_working_day};
use crate::config::Calendar;
use crate::derive::role::Role;
use crate::model::derived::{Act, Interval};
use crate::model::hash::HashMap;
use crate::model::time::{HOUR, Timestamp};

/// Approved pull requests that wait on a day without a merge, from which the day belongs to a pause.
const WAITING: usize = 2;
/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

/// The trailing three months of a team.
pub(super) struct Trailing<'r> {
    /// Begin.
    pub(super) start: Timestamp,
    /// End, or the as-of time.
    pub(super) end: Timestamp,
    /// Its cohort rows.
    pub(super) rows: &'r [&'r CohortRow],
}

impl Trailing<'_> {
    /// Median of the changed lines of non-leaders' pull requests.
    pub(super) fn lines_median(&self) -> Option<f64> {
        let mut lines: Vec<i64> = by_others(self.rows).filter_map(|r| r.item.lines).collect();
        lines.sort_unstable();
        let middle = lines.len() / 2;
        let upper = *lines.get(middle)? as f64;
        let lower = lines.get((lines.len() - 1) / 2).map_or(upper, |n| *n as f64);
        Some(f64::midpoint(lower, upper))
    }

    /// Pull requests with a deciding approval, and most of them that one person gave.
    pub(super) fn decided(&self) -> (i64, i64) {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        let rows = self.rows.iter().filter(|r| !r.item.bookkeeping);
        for decider in rows.filter_map(|r| r.decider.as_deref()) {
            *counts.entry(decider).or_default() += 1;
        }
        (counts.values().sum(), counts.values().max().copied().unwrap_or(0))
    }
}

/// What of a team is gathered once for all of its months.
pub(super) struct Confounders<'s> {
    /// When somebody was first seen in the team's repositories.
    first_seen: HashMap<&'s str, Timestamp>,
    /// When anything was first recorded there.
    begin: Option<Timestamp>,
    /// Commits by the team's people, with the offset of their clocks in minutes, by time.
    clocks: Vec<(Timestamp, &'s str, i64)>,
    /// Merges by day.
    merges: HashMap<Date, usize>,
    /// Approved pull requests that waited for their merge, by day.
    waiting: HashMap<Date, usize>,
}

/// Rows by repository, so that each team looks at its own alone.
pub(super) struct OfRepos<'s> {
    acts: HashMap<&'s str, &'s [Act]>,
    intervals: HashMap<&'s str, &'s [Interval]>,
    repos: HashMap<&'s str, &'s Repo<'s>>,
}

impl<'s> OfRepos<'s> {
    /// From rows that stand together by repository.
    pub(super) fn of(sources: &TeamSources<'s>) -> Self {
        Self {
            acts: together(sources.acts, |act| &act.repo).collect(),
            intervals: together(sources.intervals, |interval| &interval.repo).collect(),
            repos: sources.repos.iter().map(|repo| (repo.name, repo)).collect(),
        }
    }
}

/// Neighbours that have a name in common, with the name. Only rows at which the halves of what is left
/// meet are looked at.
fn together<T>(mut rows: &[T], name: impl Fn(&T) -> &str) -> impl Iterator<Item = (&str, &[T])> {
    std::iter::from_fn(move || {
        let first = name(rows.first()?);
        let (same, rest) = rows.split_at(rows.partition_point(|row| name(row) == first));
        rows = rest;
        Some((first, same))
    })
}

impl<'s> Confounders<'s> {
    /// Gathers what concerns one team.
    pub(super) fn of(team: usize, sources: &OfRepos<'s>, frame: &'s Frame<'_>) -> Self {
        let mut all = Self {
            first_seen: HashMap::default(),
            begin: None,
            clocks: Vec::new(),
            merges: HashMap::default(),
            waiting: HashMap::default(),
        };
        let Some(setup) = frame.team(team) else { return all };
        let zone = &setup.calendar.time_zone;
        let of_team = || setup.repos.iter().map(String::as_str);
        let mut last = ("", Timestamp::default());
        for act in of_team().filter_map(|repo| sources.acts.get(repo)).copied().flatten() {
            // Who goes on has been seen.
            if last.0 != act.actor || act.at < last.1 {
                last = (&act.actor, act.at);
                all.see(&act.actor, act.at);
            }
            if matches!(act.kind.as_str(), "merged" | "integrated") && act.team == setup.name {
                *all.merges.entry(act.at.date(zone)).or_default() += 1;
            }
        }
        for repo in of_team().filter_map(|repo| sources.repos.get(repo)) {
            for commit in &repo.facts.commits {
                let author = frame.people.key(&commit.author);
                all.see(author, commit.authored);
                let is_ours = frame.teams.of(repo.name, author) == team;
                let role = frame.role(team, author, commit.authored);
                if is_ours && matches!(role, Role::Leader | Role::Peer) {
                    all.clocks.push((commit.authored, author, commit.authored_offset));
                }
            }
        }
        all.clocks.sort_unstable();
        let approved = |state: &str| state == "approved_waiting_merge";
        let waits = of_team().filter_map(|repo| sources.intervals.get(repo)).copied().flatten();
        let waits = waits.filter(|i| i.team == setup.name);
        for wait in waits.filter(|i| approved(&i.state) && !i.bookkeeping) {
            let (mut day, last) = (wait.from.date(zone), wait.to.date(zone));
            while day <= last {
                *all.waiting.entry(day).or_default() += 1;
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
        all
    }

    fn see(&mut self, person: &'s str, at: Timestamp) {
        let first = self.first_seen.entry(person).or_insert(at);
        *first = (*first).min(at);
        self.begin = Some(self.begin.map_or(at, |begin| begin.min(at)));
    }

    /// Authors of whom nothing was recorded before the trailing months; `None` where the record
    /// does not go back far enough to tell them from the others.
    pub(super) fn newcomers(&self, window: &Trailing<'_>) -> Option<i64> {
        let long_enough = window.start.plus(-window.end.since(window.start));
        self.begin.filter(|begin| *begin <= long_enough)?;
        let is_new = |a: &&str| self.first_seen.get(*a).is_none_or(|at| *at >= window.start);
        i64::try_from(authors(window.rows).iter().filter(|a| is_new(a)).count()).ok()
    }

    /// Hours between the time zones of the team's people: of each person the offset most
    /// frequent in the trailing months, of all of them the smallest arc of the day that holds them.
    pub(super) fn zone_hours(&self, window: &Trailing<'_>) -> Option<f64> {
        let from = self.clocks.partition_point(|(at, _, _)| *at < window.start);
        let to = self.clocks.partition_point(|(at, _, _)| *at < window.end);
        let mut counts: BTreeMap<&str, BTreeMap<i64, usize>> = BTreeMap::new();
        for (_, person, offset) in self.clocks.get(from..to).unwrap_or_default() {
            *counts.entry(*person).or_default().entry(*offset).or_default() += 1;
        }
        let usual = |offsets: &BTreeMap<i64, usize>| {
            offsets.iter().max_by_key(|(_, n)| **n).map(|(offset, _)| *offset)
        };
        arc(counts.values().filter_map(usual).collect())
    }

    /// The longest run of working days without a merge on which approved pull requests waited.
    pub(super) fn merge_pause(&self, month: &Month, calendar: &Calendar) -> i64 {
        let zone = &calendar.time_zone;
        let (mut day, end) = (month.start.date(zone), month.end.date(zone));
        let (mut longest, mut run) = (0, 0);
        while day < end {
            if is_working_day(day, calendar) {
                let count = |days: &HashMap<Date, usize>| days.get(&day).copied().unwrap_or(0);
                let paused = count(&self.merges) == 0 && count(&self.waiting) >= WAITING;
                run = if paused { run + 1 } else { 0 };
                longest = longest.max(run);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        longest
    }
}

/// The smallest arc of the day that holds all offsets (in minutes), in hours.
fn arc(mut offsets: Vec<i64>) -> Option<f64> {
    offsets.sort_unstable();
    let (first, last) = (*offsets.first()?, *offsets.last()?);
    let inner = offsets.iter().zip(offsets.iter().skip(1)).map(|(a, b)| b - a);
    let widest_gap = inner.chain([first + DAY_MINUTES - last]).max()?;
    Some((DAY_MINUTES - widest_gap).max(0) as f64 * 60.0 / HOUR as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_lie_on_a_circle() {
        assert_eq!(arc(vec![]), None);
        assert_eq!(arc(vec![60, 60]), Some(0.0));
        assert_eq!(arc(vec![-300, 60, 120]), Some(7.0));
        // Auckland and Honolulu are two hours apart, not twenty-two.
        assert_eq!(arc(vec![720, -600]), Some(2.0));
    }
}
