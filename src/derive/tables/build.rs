//! All derived tables, in order: people, teams, rosters, then the rows of each repository.

use std::sync::{Mutex, PoisonError};

use super::cohort::{CohortRow, CohortSetting};
use super::evidence::gather;
use super::frame::{Frame, HORIZON_BH, Month};
use super::index::Repo;
use super::requirement::{Habits, Merge, merges};
use super::teams::{TeamSources, horizon};
use super::types::{Derived, Inputs, TeamInfo};
use super::whole::Whole;
use super::{
    acts, almanac, asks, checkins, commits, issues, notes, pulls, scheduled, teams, updates,
};
use crate::config::Calendar;
use crate::derive::calendar::WorkingTime;
use crate::derive::changes::{Regime, regimes};
use crate::derive::globs::matcher;
use crate::derive::intervals::check;
use crate::derive::leaders::infer;
use crate::derive::roster::{RosterSetting, Span, TeamRoster, Teams, carries};
use crate::model::derived::{Act, Ask, CohortItem, Context, Interval, IssueMonth};
use crate::model::parallel::in_parallel;
use crate::model::tier::Tier;
use crate::model::time::{Period, Timestamp};

/// Computes the derived tables. The same inputs give the same rows in the same order.
#[must_use]
pub fn derive(inputs: &Inputs<'_>) -> Derived {
    derive_among(inputs, &Whole::of(inputs.facts, inputs.config), &mut Room::default())
}

/// The same for some of the repositories, of which only together is known what `whole` says. The
/// configuration names no team but those that [`batches`](crate::derive::batches) gives them. Rows
/// lie in the memory of `room`.
#[must_use]
pub fn derive_among(inputs: &Inputs<'_>, whole: &Whole, room: &mut Room) -> Derived {
    let people = &whole.people;
    let members: Vec<_> = whole.team_members.iter().collect();
    let teams = Teams::among(&members, inputs.facts, inputs.config, people);
    let repos: Vec<Repo<'_>> = in_parallel(inputs.threads, inputs.facts.len(), |at| {
        let (name, facts) = &inputs.facts[at];
        Repo::build(name, facts, inputs, people, &teams)
    });
    let zone = &inputs.config.calendar.time_zone;
    let (months, span) = horizon(inputs.periods, inputs.as_of, zone);
    let rosters = rosters(inputs, whole, &teams, &repos, span);
    // A year of a calendar takes a while to work out, and most teams have one in common.
    let clock = WorkingTime::new(&inputs.config.calendar);
    let clock_of = |calendar: &Calendar| {
        if *calendar == inputs.config.calendar { clock.clone() } else { WorkingTime::new(calendar) }
    };
    let frame = Frame {
        as_of: inputs.as_of,
        zone,
        config: inputs.config,
        people,
        almanac: almanac::Almanac::new(earliest(&repos, inputs.as_of), inputs.as_of, zone),
        months,
        teams: &teams,
        clocks: teams.list.iter().map(|team| clock_of(&team.calendar)).collect(),
        clock,
        rosters,
        protected: matcher(inputs.config.low_risk.protected.iter().map(String::as_str)).0,
    };
    // Each thread adds to rows of its own: rows are large, and moving them costs as much as making them.
    let shares: Vec<&[Repo<'_>]> =
        repos.chunks(repos.len().div_ceil(inputs.threads.max(1)).max(1)).collect();
    let first = Mutex::new(room.rows());
    let parts = in_parallel(inputs.threads, shares.len(), |at| {
        let first = || std::mem::take(&mut *first.lock().unwrap_or_else(PoisonError::into_inner));
        Rows::of(shares[at], &frame, if at == 0 { first() } else { Rows::default() })
    });
    assemble(inputs, &frame, &repos, parts, room)
}

fn rosters<'a>(
    inputs: &Inputs<'a>,
    whole: &'a Whole,
    teams: &Teams,
    repos: &[Repo<'_>],
    span: Span,
) -> Vec<TeamRoster<'a>> {
    let people = &whole.people;
    let zone = &inputs.config.calendar.time_zone;
    let gathered = gather(repos, teams, people, zone, span);
    let setting = RosterSetting { config: inputs.config, people, zone, groups: &whole.groups };
    let each = teams.list.iter().zip(&gathered.activity).zip(&gathered.evidence);
    each.map(|((team, activity), evidence)| {
        TeamRoster::build(&setting, team, activity, || infer(evidence))
    })
    .collect()
}

/// First instant that a row may carry.
fn earliest(repos: &[Repo<'_>], as_of: Timestamp) -> Timestamp {
    let of_repo = |r: &Repo<'_>| {
        let pulls = r.pulls.iter().map(|p| p.row.created);
        pulls.chain(r.issues.iter().map(|i| i.row.created)).min()
    };
    let first = repos.iter().filter_map(of_repo).min().unwrap_or(as_of);
    // What a recording dates before the epoch is wrong anyway, and not worth a table of weeks.
    first.clamp(Timestamp::default().min(as_of), as_of)
}

/// Memory for the largest tables: to ask the system for it anew costs as much as to fill it.
#[derive(Default)]
pub struct Room {
    intervals: Vec<Interval>,
    acts: Vec<Act>,
    asks: Vec<Ask>,
    issue_months: Vec<IssueMonth>,
    rows: Vec<CohortRow>,
    cohort: Vec<CohortItem>,
}

impl Room {
    /// Takes back that of rows which are needed no more.
    pub fn take_in(&mut self, derived: &mut Derived) {
        fn emptied<T>(rows: &mut Vec<T>) -> Vec<T> {
            rows.clear();
            std::mem::take(rows)
        }
        self.intervals = emptied(&mut derived.intervals);
        self.acts = emptied(&mut derived.acts);
        self.asks = emptied(&mut derived.asks);
        self.issue_months = emptied(&mut derived.issue_months);
        self.cohort = emptied(&mut derived.cohort);
    }

    /// What the first thread takes of it.
    fn rows(&mut self) -> Rows {
        Rows {
            intervals: std::mem::take(&mut self.intervals),
            acts: std::mem::take(&mut self.acts),
            asks: std::mem::take(&mut self.asks),
            issue_months: std::mem::take(&mut self.issue_months),
            cohort: std::mem::take(&mut self.rows),
            ..Rows::default()
        }
    }
}

/// Rows of some repositories.
#[derive(Default)]
struct Rows {
    intervals: Vec<Interval>,
    acts: Vec<Act>,
    cohort: Vec<CohortRow>,
    asks: Vec<Ask>,
    issue_months: Vec<IssueMonth>,
    merges: Vec<Merge>,
    updates: Vec<updates::Update>,
    regimes: Vec<Regime>,
    /// Pull requests whose pieces do not make up their open time.
    unsound: usize,
}

impl Rows {
    fn of(repos: &[Repo<'_>], frame: &Frame<'_>, mut rows: Self) -> Self {
        let most: usize = repos.iter().map(acts::most).sum();
        if rows.acts.capacity() < most {
            // A little more, so that it is enough for the next ones too.
            rows.acts.reserve_exact(most + most / 8);
        }
        rows.cohort.reserve(repos.iter().map(|repo| repo.pulls.len() + repo.changes.len()).sum());
        for repo in repos {
            rows.add(repo, frame);
        }
        rows
    }

    fn add(&mut self, repo: &Repo<'_>, frame: &Frame<'_>) {
        let mut merges = merges(repo, frame);
        acts::rows(repo, frame, &mut self.acts);
        self.acts.extend(commits::acts(repo, frame));
        self.asks.extend(asks::rows(repo, frame));
        self.issue_months.extend(issues::rows(repo, frame));
        self.updates.extend(updates::of(repo, frame));
        self.cohort.extend(commits::cohort(repo, frame));
        self.add_pulls(repo, frame, &merges);
        self.merges.append(&mut merges);
        if teams::tier_of(repo) == Some(Tier::Git) {
            let facts = repo.facts;
            let (commits, trailers) = (&facts.commits, &facts.commit_trailers);
            let span = frame.span();
            let found = regimes(repo.name, commits, trailers, &repo.changes, frame.people, span);
            self.regimes.extend(found);
        }
    }

    fn add_pulls(&mut self, repo: &Repo<'_>, frame: &Frame<'_>, merges: &[Merge]) {
        let setting = CohortSetting::new(repo, frame);
        let (from, to) = frame.span();
        let habits = Habits::of(merges, frame.months.iter().map(|month| month.start));
        for pull in repo.pulls.iter().filter(|p| !p.by_bot) {
            // What ended before the first month shows in no row.
            if pull.ended.is_some_and(|end| end < from) || pull.row.created > to {
                continue;
            }
            let Some(mut waits) = pulls::waits(pull, repo, frame, &habits) else { continue };
            self.cohort.extend(setting.row(pull, &waits));
            // Held in every run (model 2.4): a wait that is counted twice or lost is worse than
            // one that is missing and said to be.
            if check(&waits).is_err() {
                self.unsound += 1;
                continue;
            }
            waits.intervals.retain(|i| frame.month_of(i.from).is_some());
            let mut parked = frame.config.parked_labels.iter();
            if parked.any(|label| carries(&pull.row.labels, Some(label))) {
                waits.intervals.iter_mut().for_each(|i| i.parked = true);
            }
            self.intervals.append(&mut waits.intervals);
        }
    }
}

fn assemble(
    inputs: &Inputs<'_>,
    frame: &Frame<'_>,
    repos: &[Repo<'_>],
    parts: Vec<Rows>,
    room: &mut Room,
) -> Derived {
    let mut parts = parts.into_iter();
    // The first takes in the others; where there is one, nothing moves.
    let mut all = parts.next().unwrap_or_default();
    let rest = parts.as_slice();
    all.acts.reserve_exact(rest.iter().map(|part| part.acts.len()).sum());
    all.cohort.reserve_exact(rest.iter().map(|part| part.cohort.len()).sum());
    all.intervals.reserve_exact(rest.iter().map(|part| part.intervals.len()).sum());
    for mut part in parts {
        all.intervals.append(&mut part.intervals);
        all.acts.append(&mut part.acts);
        all.cohort.append(&mut part.cohort);
        all.asks.append(&mut part.asks);
        all.issue_months.append(&mut part.issue_months);
        all.merges.append(&mut part.merges);
        all.updates.append(&mut part.updates);
        all.unsound += part.unsound;
        all.regimes.append(&mut part.regimes);
    }
    all.merges.sort_by_key(|m| m.at);
    scheduled::mark(&mut all.acts, frame);
    let sources = TeamSources {
        repos,
        cohort: &all.cohort,
        acts: &all.acts,
        intervals: &all.intervals,
        merges: &all.merges,
    };
    let team_months = teams::team_months(&sources, frame);
    let weeks = teams::weeks(frame);
    let mut roster: Vec<_> = frame.rosters.iter().flat_map(TeamRoster::entries).collect();
    roster.sort_by(|a, b| {
        (&a.team, &a.role, &a.person, a.from).cmp(&(&b.team, &b.role, &b.person, b.from))
    });
    let notes =
        if inputs.notes { notes::rows(repos, &all.cohort, all.unsound, frame) } else { Vec::new() };
    let mut cohort = std::mem::take(&mut room.cohort);
    cohort.extend(all.cohort.drain(..).map(|row| row.item));
    room.rows = all.cohort;
    Derived {
        roster_weeks: teams::roster_weeks(frame, &weeks),
        update_weeks: updates::weeks(&all.updates, &weeks, frame),
        checkin_weeks: checkins::weeks(frame),
        months: teams::month_rows(frame),
        context: vec![context(inputs, &frame.months)],
        teams: infos(frame, repos, &all.regimes),
        notes,
        cohort,
        intervals: all.intervals,
        acts: all.acts,
        asks: all.asks,
        issue_months: all.issue_months,
        roster,
        weeks,
        team_months,
    }
}

fn infos(frame: &Frame<'_>, repos: &[Repo<'_>], regimes: &[Regime]) -> Vec<TeamInfo> {
    let each = frame.teams.list.iter().zip(&frame.rosters).enumerate();
    let mut infos: Vec<TeamInfo> = each
        .map(|(index, (setup, roster))| TeamInfo {
            name: setup.name.clone(),
            repos: setup.repos.clone(),
            has_leaders: roster.has_leaders(),
            leaders_inferred_by: roster.inferred_by().map(str::to_owned),
            tier: teams::tier(index, repos, frame),
            time_zone: zone_name(&setup.calendar.time_zone),
            members: setup.members.iter().cloned().collect(),
            regimes: regimes.iter().filter(|r| setup.repos.contains(&r.repo)).cloned().collect(),
        })
        .collect();
    infos.sort_by(|a, b| a.name.cmp(&b.name));
    infos
}

fn zone_name(zone: &jiff::tz::TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

fn context(inputs: &Inputs<'_>, months: &[Month]) -> Context {
    let here = || Period::of(inputs.as_of, &inputs.config.calendar.time_zone);
    let first = months.first().map_or_else(here, |m| m.period);
    let last = months.last().map_or_else(here, |m| m.period);
    Context {
        as_of: inputs.as_of,
        horizon_bh: HORIZON_BH,
        first_period: first.to_string().into(),
        last_period: last.to_string().into(),
        time_zone: zone_name(&inputs.config.calendar.time_zone).into(),
        score_version: inputs.score_version.into(),
    }
}
