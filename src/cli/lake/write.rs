//! `midspan export --lake`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::About;
use crate::cli::args::Scope;
use crate::cli::error::CliError;
use crate::cli::names::Pseudonyms;
use crate::cli::output::Terminal;
use crate::cli::pipeline::{self, Loaded};
use crate::derive::tables::{DeriveNote, Derived, TeamInfo};
use crate::model::derived::{Context, MonthRow, WeekRow};
use crate::model::table::{Column, Table, Values};
use crate::report::RepositoryFacts;
use crate::signals::tables;
use crate::sources::facts::{Facts, Gap};
use crate::store::lake::{LAKE_VERSION, Lake, LakeRun};
use crate::store::parts::digest;

/// Tables that all repositories of a run share.
const SHARED: [&str; 3] = [WeekRow::NAME, MonthRow::NAME, Context::NAME];

/// Tables by name.
type Tables = Vec<(&'static str, Vec<Column>)>;

/// Writes the repositories in scope to a lake, each by itself.
pub(in crate::cli) fn export(
    to: &Path,
    scope: &Scope,
    names: bool,
    screen: &Terminal,
) -> Result<(), CliError> {
    let mut scope = scope.clone();
    if Lake::is_lake(to) {
        // What joins a lake is looked at as of the same time, unless something else is asked for.
        let run = Lake::open(to)?.run().clone();
        scope.as_of.get_or_insert(run.as_of);
        scope.until = scope.until.or_else(|| run.last_period.parse().ok());
    }
    let prepared = pipeline::prepare(&scope, screen)?;
    let config = digest(prepared.config_text.as_bytes());
    let loaded = pipeline::load(prepared, &scope, screen)?;
    let lake = Lake::join(to, &run(&loaded, config, names))?;
    let derived = loaded.derive(screen);
    let pseudonyms = loaded.pseudonyms();
    let export =
        Export { loaded: &loaded, derived: &derived, hide: (!names).then_some(&pseudonyms) };
    export.shared(&lake)?;
    let rows = export.repositories(&lake)?;
    let count = loaded.facts.len();
    let repositories = if count == 1 { "repository" } else { "repositories" };
    screen.say(&format!(
        "{count} {repositories} with {rows} rows written to the lake {}",
        to.display()
    ));
    loaded.incomplete.map_or(Ok(()), Err)
}

fn run(loaded: &Loaded, config: String, names: bool) -> LakeRun {
    let month = |period: Option<&crate::model::time::Period>| {
        period.map(ToString::to_string).unwrap_or_default()
    };
    let zone = &loaded.config.calendar.time_zone;
    LakeRun {
        lake_version: LAKE_VERSION,
        score_version: loaded.catalogue.score_version(),
        as_of: loaded.as_of,
        first_period: month(loaded.periods.first()),
        last_period: month(loaded.periods.last()),
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        config,
        min_active: loaded.config.privacy.min_active,
        min_authors: loaded.config.privacy.min_authors,
        names,
    }
}

/// What is written.
struct Export<'a> {
    loaded: &'a Loaded,
    derived: &'a Derived,
    hide: Option<&'a Pseudonyms>,
}

impl Export<'_> {
    /// The tables without rows, and those of the run.
    fn shared(&self, lake: &Lake) -> Result<(), CliError> {
        for (table, columns) in of(&[], &Derived::default())? {
            lake.put_schema(table, &columns)?;
        }
        for (table, columns) in of(&[], self.derived)? {
            if SHARED.contains(&table) {
                lake.put_shared(table, &columns)?;
            }
        }
        Ok(())
    }

    /// The repositories; how many rows they have.
    fn repositories(&self, lake: &Lake) -> Result<usize, CliError> {
        let groups = groups(&self.derived.teams, &self.loaded.facts);
        let mut derived = self.derived_by_repository(&groups)?;
        let named = self.named();
        let mut gaps: BTreeMap<String, Vec<Gap>> = self.loaded.gaps().into_iter().collect();
        let mut total = 0;
        for (index, counts) in self.loaded.repositories().into_iter().enumerate() {
            let Some(facts) = self.loaded.facts.get(index) else { continue };
            let repo = counts.repo.clone();
            let mut tables = of(std::slice::from_ref(facts), &Derived::default())?;
            // Tables of facts and derived ones are not the same; empty ones are no file.
            tables.extend(derived.remove(&repo).unwrap_or_default());
            for (_, columns) in &mut tables {
                if let Some(names) = self.hide {
                    names.hide(columns);
                }
                total += columns.first().map_or(0, |c| c.values.len());
            }
            tables.retain(|(_, columns)| columns.first().is_some_and(|c| !c.values.is_empty()));
            let group = groups.get(&repo).cloned().unwrap_or_default();
            let about = self.about(counts, &facts.1, gaps.remove(&repo), (&group, &named));
            lake.put(&repo, group, &tables, about)?;
        }
        Ok(total)
    }

    /// Rows of derived tables by repository; those of a team stand at the first of its group.
    fn derived_by_repository(
        &self,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Result<BTreeMap<String, Tables>, CliError> {
        let of_team: BTreeMap<&str, &str> = self
            .derived
            .teams
            .iter()
            .filter_map(|team| {
                let group = groups.get(team.repos.first()?)?;
                Some((team.name.as_str(), group.first()?.as_str()))
            })
            .collect();
        let mut out: BTreeMap<String, Tables> = BTreeMap::new();
        for (table, columns) in of(&[], self.derived)? {
            if SHARED.contains(&table) {
                continue;
            }
            for (repo, rows) in by_repository(&columns, &of_team) {
                let own = columns.iter().map(|column| pick(column, &rows)).collect();
                out.entry(repo.to_owned()).or_default().push((table, own));
            }
        }
        Ok(out)
    }

    fn about(
        &self,
        counts: RepositoryFacts,
        facts: &Facts,
        gaps: Option<Vec<Gap>>,
        (group, named): (&[String], &BTreeSet<String>),
    ) -> About {
        let repo = counts.repo;
        let is_first = group.first() == Some(&repo);
        let mut teams: Vec<TeamInfo> = Vec::new();
        if is_first {
            let own = |team: &&TeamInfo| team.repos.iter().any(|r| group.contains(r));
            // No report says who is in a team.
            let unnamed = |team: &TeamInfo| TeamInfo { members: Vec::new(), ..team.clone() };
            teams = self.derived.teams.iter().filter(own).map(unnamed).collect();
        }
        let tops = facts.pull_files.iter().filter_map(|f| Some(f.path.split_once('/')?.0));
        let named_places: BTreeSet<&str> =
            tops.filter(|top| named.contains(&top.to_ascii_lowercase())).collect();
        About {
            url: counts.url,
            tier: counts.tier,
            commits: counts.commits,
            pull_requests: counts.pull_requests,
            reviews: counts.reviews,
            issues: counts.issues,
            milestones: counts.milestones,
            checks: counts.checks,
            rules: counts.rules,
            example: self.loaded.example,
            gaps: gaps.unwrap_or_default(),
            notes: self.notes(&repo),
            bots: self.bots(&repo),
            named_places: named_places.into_iter().map(str::to_owned).collect(),
            remarks: self.loaded.remarks.clone(),
            teams,
        }
    }

    /// Notes on a repository. What is noted on all of them together is at the first, bots left out:
    /// those are counted anew from all repositories.
    fn notes(&self, repo: &str) -> Vec<DeriveNote> {
        let is_first = self.loaded.facts.first().is_some_and(|(first, _)| first == repo);
        let own = |note: &&DeriveNote| match &note.repo {
            Some(of) => of == repo,
            None => is_first && note.kind != crate::derive::tables::NoteKind::Bots,
        };
        self.derived.notes.iter().filter(own).cloned().collect()
    }

    /// Accounts that were taken for bots, as the tables name them.
    fn bots(&self, repo: &str) -> Vec<String> {
        let by_bot = |a: &&crate::model::derived::Act| {
            let counts = a.subject == "pull" || (a.subject == "issue" && a.kind != "opened");
            a.repo == repo && a.role == "bot" && counts
        };
        let bots: BTreeSet<&str> =
            self.derived.acts.iter().filter(by_bot).map(|a| a.actor.as_str()).collect();
        let name = |bot: &str| self.hide.map_or_else(|| bot.to_owned(), |names| names.of(bot));
        bots.into_iter().map(name).collect()
    }

    /// Keys and logins of everybody, in lower case.
    fn named(&self) -> BTreeSet<String> {
        let people = self.loaded.facts.iter().flat_map(|(_, f)| &f.people);
        let names = people.flat_map(|p| [Some(p.person.as_str()), p.login.as_deref()]);
        names.flatten().map(str::to_ascii_lowercase).collect()
    }
}

/// All tables of facts and derived rows.
fn of(facts: &[(String, Facts)], derived: &Derived) -> Result<Tables, CliError> {
    let mut out = Vec::new();
    tables::each(facts, derived, &tables::whole(|_| true), |name, columns| {
        out.push((name, columns));
        Ok::<(), CliError>(())
    })?;
    Ok(out)
}

/// For each repository those that were derived together with it: those that share a team, and those
/// that share one with these.
fn groups(teams: &[TeamInfo], facts: &[(String, Facts)]) -> BTreeMap<String, Vec<String>> {
    let mut group_of: BTreeMap<&str, usize> =
        facts.iter().enumerate().map(|(index, (repo, _))| (repo.as_str(), index)).collect();
    let mut members: Vec<Vec<&str>> = facts.iter().map(|(repo, _)| vec![repo.as_str()]).collect();
    for team in teams {
        let found: BTreeSet<usize> =
            team.repos.iter().filter_map(|repo| group_of.get(repo.as_str()).copied()).collect();
        let Some(target) =
            found.iter().copied().max_by_key(|g| members.get(*g).map_or(0, Vec::len))
        else {
            continue;
        };
        for other in found.into_iter().filter(|other| *other != target) {
            let moved = members.get_mut(other).map(std::mem::take).unwrap_or_default();
            for repo in &moved {
                group_of.insert(repo, target);
            }
            if let Some(own) = members.get_mut(target) {
                own.extend(moved);
            }
        }
    }
    for group in &mut members {
        group.sort_unstable();
    }
    let owned = |group: &Vec<&str>| group.iter().map(|repo| (*repo).to_owned()).collect();
    group_of
        .into_iter()
        .filter_map(|(repo, index)| Some((repo.to_owned(), members.get(index).map(owned)?)))
        .collect()
}

/// Numbers of the rows of each repository.
fn by_repository<'a>(
    columns: &'a [Column],
    of_team: &BTreeMap<&str, &'a str>,
) -> BTreeMap<&'a str, Vec<usize>> {
    let texts = |name: &str| {
        columns.iter().find(|c| c.name == name).and_then(|column| match &column.values {
            Values::Text(values) => Some(values),
            _ => None,
        })
    };
    let mut out: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let (values, is_team) = match (texts("repo"), texts("team")) {
        (Some(repos), _) => (repos, false),
        (None, Some(teams)) => (teams, true),
        (None, None) => return out,
    };
    for (row, value) in values.iter().enumerate() {
        let Some(value) = value.as_deref() else { continue };
        // Teams that work in none of the repositories at hand have no place in a lake.
        let repo = if is_team { of_team.get(value).copied() } else { Some(value) };
        if let Some(repo) = repo {
            out.entry(repo).or_default().push(row);
        }
    }
    out
}

/// Some rows of a column.
fn pick(column: &Column, rows: &[usize]) -> Column {
    fn each<T: Clone>(values: &[Option<T>], rows: &[usize]) -> Vec<Option<T>> {
        rows.iter().map(|row| values.get(*row).cloned().flatten()).collect()
    }
    let values = match &column.values {
        Values::Int(v) => Values::Int(each(v, rows)),
        Values::Float(v) => Values::Float(each(v, rows)),
        Values::Bool(v) => Values::Bool(each(v, rows)),
        Values::Text(v) => Values::Text(each(v, rows)),
        Values::Instant(v) => Values::Instant(each(v, rows)),
    };
    Column { name: column.name.clone(), values }
}
