//! Rows of teams: their weeks, months and people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use super::cohort::CohortRow;
use super::confounders::{Confounders, OfRepos, Trailing};
use super::frame::{Frame, HORIZON_BH, Month, months, span};
use super::index::Repo;
use super::requirement::{BranchRule, Merge, branch_rule, needed};
use crate::config::{Calendar, Day};
use crate::derive::role::Role;
use crate::derive::roster::is_ghost;
use crate::model::derived::{Act, Interval, MonthRow, RosterWeek, TeamMonth, WeekRow};
use crate::model::hash::{HashMap, HashSet};
use crate::model::tier::Tier;
use crate::model::time::{Period, Timestamp, Week};

/// Months that people and work are counted over, the current one included (model 3.7).
const TRAILING: i32 = 3;

/// ISO weeks of the horizon that are over.
pub(super) fn weeks(frame: &Frame<'_>) -> Vec<WeekRow> {
    let (from, to) = frame.span();
    let mut week = Week::of(from, frame.zone);
    let mut rows = Vec::new();
    while week.next().start(frame.zone) <= to {
        rows.push(WeekRow {
            week: week.to_string().into(),
            index: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            start: week.start(frame.zone),
            end: week.next().start(frame.zone),
        });
        week = week.next();
    }
    rows
}

/// Months of the horizon. A month is provisional while an item of its last instant is followed.
pub(super) fn month_rows(frame: &Frame<'_>) -> Vec<MonthRow> {
    let seconds = HORIZON_BH * crate::model::time::HOUR;
    let row = |(month, index): (&Month, i64)| MonthRow {
        period: month.text.as_str().into(),
        index,
        start: month.start,
        end: month.end.min(frame.as_of),
        provisional: frame.clock.after(month.end, seconds) > frame.as_of,
    };
    frame.months.iter().zip(0..).map(row).collect()
}

/// People of each team in each week that is over.
pub(super) fn roster_weeks(frame: &Frame<'_>, weeks: &[WeekRow]) -> Vec<RosterWeek> {
    let mut rows = Vec::new();
    for (setup, roster) in frame.teams.list.iter().zip(&frame.rosters) {
        for week in weeks {
            // The middle of a week says best whose week it was.
            let middle = week.start.plus(week.end.since(week.start) / 2);
            let days =
                if roster.knows_leave() { working_days(week, &setup.calendar) } else { Vec::new() };
            for (person, role) in roster.at(middle) {
                let away = !days.is_empty() && days.iter().all(|d| roster.is_away(person, *d));
                rows.push(RosterWeek {
                    team: setup.name.as_str().into(),
                    person: person.into(),
                    role: role.as_str().into(),
                    week: week.week.clone(),
                    away,
                });
            }
        }
    }
    rows.sort_by(|a, b| (&a.team, &a.week, &a.person).cmp(&(&b.team, &b.week, &b.person)));
    rows
}

/// Noon of the days of a week on which the team works.
fn working_days(week: &WeekRow, calendar: &Calendar) -> Vec<Timestamp> {
    let half = crate::model::time::DAY / 2;
    (0..7)
        .map(|n| week.start.plus(n * 2 * half + half))
        .filter(|noon| is_working_day(noon.date(&calendar.time_zone), calendar))
        .collect()
}

/// Whether a team works on a day.
pub(super) fn is_working_day(date: Date, calendar: &Calendar) -> bool {
    let day = match date.weekday() {
        Weekday::Monday => Day::Mon,
        Weekday::Tuesday => Day::Tue,
        Weekday::Wednesday => Day::Wed,
        Weekday::Thursday => Day::Thu,
        Weekday::Friday => Day::Fri,
        Weekday::Saturday => Day::Sat,
        Weekday::Sunday => Day::Sun,
    };
    calendar.days.contains(&day) && !calendar.holidays.contains(&date)
}

/// Data that a repository has; `None` for one without any.
pub(super) fn tier_of(repo: &Repo<'_>) -> Option<Tier> {
    let facts = repo.facts;
    if !facts.pull_requests.is_empty() {
        let planned = !facts.issues.is_empty() || !facts.milestones.is_empty();
        Some(if planned { Tier::Full } else { Tier::PrOnly })
    } else if facts.commits.is_empty() {
        None
    } else {
        Some(Tier::Git)
    }
}

/// Least data of a team's repositories; git where there is none at all.
pub(super) fn tier(team: usize, repos: &[Repo<'_>], frame: &Frame<'_>) -> Tier {
    let names = frame.team(team).map_or(&[][..], |t| t.repos.as_slice());
    let mine = repos.iter().filter(|r| names.iter().any(|n| n == r.name));
    mine.filter_map(tier_of).min().unwrap_or(Tier::Git)
}

/// A tier as tables write it.
fn tier_text(tier: Tier) -> &'static str {
    match tier {
        Tier::Git => "git",
        Tier::PrOnly => "pr_only",
        Tier::Full => "full",
    }
}

/// What the months of all teams are counted from.
pub(super) struct TeamSources<'s> {
    /// All repositories.
    pub(super) repos: &'s [Repo<'s>],
    /// All cohort rows.
    pub(super) cohort: &'s [CohortRow],
    /// All acts.
    pub(super) acts: &'s [Act],
    /// All intervals.
    pub(super) intervals: &'s [Interval],
    /// All merges, in the order of time.
    pub(super) merges: &'s [Merge],
}

/// Rows of all teams and months.
pub(super) fn team_months(sources: &TeamSources<'_>, frame: &Frame<'_>) -> Vec<TeamMonth> {
    let active = active_people(sources.acts, frame);
    let of_repos = OfRepos::of(sources);
    let mut by_team: BTreeMap<(usize, &str), Vec<&CohortRow>> = BTreeMap::new();
    for row in sources.cohort {
        by_team.entry((row.team, row.item.period.as_str())).or_default().push(row);
    }
    let mut merges_of: BTreeMap<usize, Vec<Merge>> = BTreeMap::new();
    for merge in sources.merges {
        merges_of.entry(merge.team).or_default().push(*merge);
    }
    let mut rows = Vec::new();
    for (index, setup) in frame.teams.list.iter().enumerate() {
        let merges = merges_of.remove(&index).unwrap_or_default();
        let tier = tier_text(tier(index, sources.repos, frame));
        let rule = usual_rule(index, sources.repos);
        let confounders = Confounders::of(index, &of_repos, frame);
        for month in &frame.months {
            let trailing: Vec<&CohortRow> = trailing(month.period)
                .iter()
                .filter_map(|p| by_team.get(&(index, p.as_str())))
                .flatten()
                .copied()
                .collect();
            let counts = Counts::of(&trailing, month);
            let people = people(frame, index, month);
            let window = Trailing {
                start: month.period.plus(1 - TRAILING).start(frame.zone),
                end: month.end.min(frame.as_of),
                rows: &trailing,
            };
            let (decided, decided_by_one) = window.decided();
            rows.push(TeamMonth {
                team: setup.name.as_str().into(),
                period: month.text.as_str().into(),
                leaders: people.0,
                peers: people.1,
                active: active_in(&active, &setup.name, month.period),
                authors: counts.authors,
                ready: counts.ready,
                requested_share: counts.requested_share,
                approvals_required: i64::from(needed(
                    &merges,
                    month.start,
                    &frame.config.rules,
                    rule,
                )),
                tier: tier.into(),
                lines_median: window.lines_median(),
                newcomers: confounders.newcomers(&window),
                zone_hours: confounders.zone_hours(&window),
                merge_pause_days: confounders.merge_pause(month, &setup.calendar),
                decided,
                decided_by_one,
            });
        }
    }
    rows.sort_by(|a, b| (&a.team, &a.period).cmp(&(&b.team, &b.period)));
    rows
}

/// The rule of the branch that most of a team's pull requests go into.
fn usual_rule(team: usize, repos: &[Repo<'_>]) -> Option<BranchRule> {
    let mut bases: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (index, repo) in repos.iter().enumerate().filter(|(_, r)| !r.facts.merge_rules.is_empty()) {
        for pull in repo.pulls.iter().filter(|pull| pull.team == team) {
            *bases.entry((index, &pull.row.base)).or_default() += 1;
        }
    }
    let ((index, base), _) = bases.into_iter().max_by_key(|(_, pulls)| *pulls)?;
    branch_rule(&repos.get(index)?.facts.merge_rules, base)
}

fn trailing(month: Period) -> Vec<String> {
    (0..TRAILING).map(|back| month.plus(-back).to_string()).collect()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Rows by non-leaders, bookkeeping left out.
pub(super) fn by_others<'r>(rows: &'r [&CohortRow]) -> impl Iterator<Item = &'r CohortRow> {
    let led = |r: &CohortRow| r.item.author_role == Role::Leader.as_str();
    rows.iter().copied().filter(move |r| !led(r) && !r.item.bookkeeping)
}

/// Distinct non-leader authors, deleted accounts left out.
pub(super) fn authors<'r>(rows: &'r [&CohortRow]) -> BTreeSet<&'r str> {
    by_others(rows).map(|r| r.item.author.as_str()).filter(|a| !is_ghost(a)).collect()
}

struct Counts {
    authors: i64,
    ready: i64,
    requested_share: Option<f64>,
}

impl Counts {
    fn of(trailing: &[&CohortRow], month: &Month) -> Self {
        let by_others = || by_others(trailing);
        let authors = authors(trailing);
        let asked: Vec<bool> = by_others().filter_map(|r| r.requested).collect();
        let share = asked.iter().filter(|a| **a).count() as f64 / asked.len() as f64;
        Self {
            authors: count(authors.len()),
            ready: count(by_others().filter(|r| r.item.period == month.text).count()),
            requested_share: (!asked.is_empty()).then_some(share),
        }
    }
}

/// Leaders and non-leaders at the end of a month.
fn people(frame: &Frame<'_>, team: usize, month: &Month) -> (i64, i64) {
    let last = month.end.min(frame.as_of).plus(-1).seconds().max(month.start.seconds());
    let Some(roster) = frame.rosters.get(team) else { return (0, 0) };
    let roles = roster.at(Timestamp::from_seconds(last));
    let leaders = roles.values().filter(|r| **r == Role::Leader).count();
    (count(leaders), count(roles.len() - leaders))
}

type Active<'a> = HashMap<(&'a str, &'a str), HashSet<&'a str>>;

/// Leaders and peers who left a trace, by team and month.
fn active_people<'a>(acts: &'a [Act], frame: &Frame<'_>) -> Active<'a> {
    let from =
        frame.months.first().map_or_else(String::new, |m| m.period.plus(1 - TRAILING).to_string());
    let mut active: Active<'a> = HashMap::default();
    let of_team = |a: &&Act| matches!(a.role.as_str(), "leader" | "peer") && !is_ghost(&a.actor);
    let acts = acts.iter().filter(|a| a.trace && *a.period >= *from).filter(of_team);
    let mut acts = acts.peekable();
    // Neighbours are mostly of one team and month.
    while let Some(first) = acts.next() {
        let people = active.entry((&first.team, &first.period)).or_default();
        people.insert(&first.actor);
        let same = |act: &&Act| act.period == first.period && act.team == first.team;
        let mut last = &first.actor;
        while let Some(act) = acts.next_if(same) {
            if act.actor != *last {
                last = &act.actor;
                people.insert(last);
            }
        }
    }
    active
}

fn active_in(active: &Active<'_>, team: &str, month: Period) -> i64 {
    let mut people: BTreeSet<&str> = BTreeSet::new();
    for period in trailing(month) {
        people.extend(active.get(&(team, period.as_str())).into_iter().flatten());
    }
    count(people.len())
}

/// Months and span of the inputs, before there is a frame.
pub(super) fn horizon(
    periods: &[Period],
    as_of: Timestamp,
    zone: &jiff::tz::TimeZone,
) -> (Vec<Month>, crate::derive::roster::Span) {
    let months = months(periods, as_of, zone);
    let span = span(&months, as_of);
    (months, span)
}
