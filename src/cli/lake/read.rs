//! The report from a lake and observations that another engine made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::tz::TimeZone;

use super::About;
use crate::cli::args::Scope;
use crate::cli::compose::{self, Parts};
use crate::cli::error::{CliError, Kind};
use crate::cli::pipeline;
use crate::derive::tables::{DeriveNote, Derived, NoteKind};
use crate::model::facts::Person;
use crate::model::time::Period;
use crate::report::{Note, Report, RepositoryFacts};
use crate::signals::observed;
use crate::sources::facts::{Facts, Gap};
use crate::store::lake::{Entry, Lake, LakeRun, state};

/// The report that `observations` and the lake in scope give.
pub(in crate::cli) fn report(scope: &Scope, observations: &Path) -> Result<Report, CliError> {
    let [place] = scope.places.as_slice() else {
        let message = "--observations goes with one place, the lake that they were computed from";
        return Err(
            CliError::new(Kind::Usage, message).advise("midspan report LAKE --observations PATH")
        );
    };
    let lake = Lake::open(place)?;
    let run = lake.run();
    let catalogue = pipeline::catalogue(scope)?;
    let version = catalogue.score_version();
    if run.score_version != version {
        let message = format!(
            "{} was written with score version {}, this is {version}",
            place.display(),
            run.score_version
        );
        return Err(CliError::new(Kind::Usage, message).advise(
            "export its repositories with this version to a new lake, or give both commands the same --signals-dir",
        ));
    }
    let entries: Vec<Entry<About>> = lake.entries()?;
    whole(place, &entries)?;
    let observations = observed::read(observations, &catalogue, (&run.id()?, &state(&entries)))
        .map_err(|error| {
            let advice = error.advice();
            CliError::of(Kind::Usage, error).advise(advice)
        })?;
    let (zone, periods) = time(place, run)?;
    let facts = facts(&lake, &entries)?;
    let derived = derived(&lake, &entries)?;
    let counts: Vec<RepositoryFacts> = entries.iter().map(|e| e.about.counts(&e.repo)).collect();
    let gaps: Vec<(String, Vec<Gap>)> =
        entries.iter().map(|e| (e.repo.clone(), e.about.gaps.clone())).collect();
    compose::report(Parts {
        facts: &facts,
        repositories: counts,
        gaps: &gaps,
        derived: &derived,
        observations: &observations,
        catalogue: &catalogue,
        example: entries.iter().all(|e| e.about.example),
        as_of: run.as_of,
        periods: &periods,
        zone: &zone,
        least: (run.min_active, run.min_authors),
        remarks: remarks(&entries),
    })
}

/// Whether every team was derived from all of its repositories at once.
fn whole(place: &Path, entries: &[Entry<About>]) -> Result<(), CliError> {
    if entries.is_empty() {
        let message = format!("{} holds no repository", place.display());
        return Err(CliError::new(Kind::Source, message)
            .advise("export some to it with `midspan export --lake`"));
    }
    let together = |what: String, repos: &BTreeSet<&str>| {
        let repos: Vec<&str> = repos.iter().copied().collect();
        CliError::new(Kind::Usage, what)
            .advise(format!("export them in one run, as they share a team: {}", repos.join(", ")))
    };
    let groups: BTreeMap<&str, &[String]> =
        entries.iter().map(|e| (e.repo.as_str(), e.group.as_slice())).collect();
    let mut of_team: BTreeMap<&str, &Entry<About>> = BTreeMap::new();
    for entry in entries {
        let is_whole = entry
            .group
            .iter()
            .all(|repo| groups.get(repo.as_str()) == Some(&entry.group.as_slice()));
        if !is_whole {
            let what =
                format!("{} was exported together with others, and these without it", entry.repo);
            return Err(together(what, &entry.group.iter().map(String::as_str).collect()));
        }
        for team in &entry.about.teams {
            if let Some(other) = of_team.insert(&team.name, entry) {
                let what = format!("team {} was exported in pieces", team.name);
                let repos = entry.group.iter().chain(&other.group).map(String::as_str).collect();
                return Err(together(what, &repos));
            }
        }
    }
    Ok(())
}

/// Time zone and months of a lake.
fn time(place: &Path, run: &LakeRun) -> Result<(TimeZone, Vec<Period>), CliError> {
    let damaged = |what: String| {
        CliError::new(Kind::Store, format!("{} is damaged: {what}", place.display()))
            .advise("export its repositories to a new folder")
    };
    let zone = TimeZone::get(&run.time_zone).map_err(|e| damaged(e.to_string()))?;
    let month = |text: &str| text.parse::<Period>().map_err(|e| damaged(e.to_string()));
    let (first, last) = (month(&run.first_period)?, month(&run.last_period)?);
    let periods = (0..=last.months_since(first)).map(|offset| first.plus(offset)).collect();
    Ok((zone, periods))
}

/// The facts that a report shows rows of.
fn facts(lake: &Lake, entries: &[Entry<About>]) -> Result<Vec<(String, Facts)>, CliError> {
    let of_entry = |entry: &Entry<About>| {
        let named = entry.about.named_places.iter().map(|place| named(&entry.repo, place));
        let facts = Facts {
            commit_files: lake.read(entry)?,
            owned_paths: lake.read(entry)?,
            pull_requests: lake.read(entry)?,
            pull_files: lake.read(entry)?,
            issues: lake.read(entry)?,
            milestones: lake.read(entry)?,
            milestone_snapshots: lake.read(entry)?,
            people: named.collect(),
            ..Facts::default()
        };
        Ok((entry.repo.clone(), facts))
    };
    entries.iter().map(of_entry).collect()
}

/// Somebody whose name a folder bears; nothing else is known of the person here.
fn named(repo: &str, name: &str) -> Person {
    Person {
        repo: repo.into(),
        person: name.into(),
        login: None,
        email: None,
        is_bot: false,
        account: None,
    }
}

/// The derived tables, and what was noted with them.
fn derived(lake: &Lake, entries: &[Entry<About>]) -> Result<Derived, CliError> {
    let mut all = Derived {
        weeks: lake.shared()?,
        months: lake.shared()?,
        context: lake.shared()?,
        ..Derived::default()
    };
    for entry in entries {
        all.intervals.extend(lake.read(entry)?);
        all.acts.extend(lake.read(entry)?);
        all.cohort.extend(lake.read(entry)?);
        all.asks.extend(lake.read(entry)?);
        all.issue_months.extend(lake.read(entry)?);
        all.team_months.extend(lake.read(entry)?);
        all.update_weeks.extend(lake.read(entry)?);
        all.teams.extend(entry.about.teams.iter().cloned());
    }
    all.teams.sort_by(|a, b| a.name.cmp(&b.name));
    all.notes = notes(entries);
    Ok(all)
}

/// The notes of all repositories, bots counted once.
fn notes(entries: &[Entry<About>]) -> Vec<DeriveNote> {
    let bots: BTreeSet<&str> =
        entries.iter().flat_map(|e| &e.about.bots).map(String::as_str).collect();
    let count = u64::try_from(bots.len()).unwrap_or(u64::MAX);
    let bots = DeriveNote { kind: NoteKind::Bots, repo: None, count, of: None };
    let own = entries.iter().flat_map(|e| &e.about.notes).cloned();
    let mut notes: Vec<DeriveNote> = (count > 0).then_some(bots).into_iter().chain(own).collect();
    // What is noted on no repository in particular comes first; the order of the others stays.
    notes.sort_by_key(|note| note.repo.is_some());
    notes
}

/// Remarks of the runs that wrote the lake, each once.
fn remarks(entries: &[Entry<About>]) -> Vec<Note> {
    let mut out: Vec<Note> = Vec::new();
    for note in entries.iter().flat_map(|e| &e.about.remarks) {
        if !out.contains(note) {
            out.push(note.clone());
        }
    }
    out
}
