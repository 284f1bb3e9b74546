//! `midspan score`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::intervals::Intervals;
use super::months;
use super::output::Terminal;
use super::pipeline;
use super::scored::{Done, Memory, Place, Setting, TABLES};
use crate::config::Config;
use crate::derive::batches::{Batch, batches};
use crate::derive::people::{Opening, People, Remark, mechanical_commenters, repeats};
use crate::derive::tables::Whole;
use crate::model::facts::{Person, TeamMember};
use crate::model::hash::HashSet;
use crate::model::parallel::{cores, in_parallel};
use crate::model::table::Text;
use crate::model::time::{Period, Timestamp};
use crate::signals::engine::roomy;
use crate::store::frame::alone;
use crate::store::{Index, Store, StoreError, parts};

/// Score every team of many repositories, a few repositories at a time
///
/// For organisations whose facts are larger than memory: reads the store in batches of whole
/// repositories and writes, as Parquet with one file a batch, observations/ (all signals), figures/
/// (each signal, team and month) and standings/ (pressures and position), and intervals.parquet with
/// the 95 % intervals of the last month. Intervals of earlier months stay there from run to run, as
/// long as nothing that they rest on has changed. A run that is cut off goes on where it was.
/// Repositories that share a configured team are in one batch. People are pseudonyms unless --names
/// is given. The last month is the last complete one.
///
/// Example: midspan score fixtures/example --out scores
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    scope: Scope,
    /// Folder to write to
    #[arg(long, short, value_name = "DIR", default_value = "midspan-scores")]
    out: PathBuf,
    /// Months, counted from the last, that get intervals
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=60))]
    interval_months: u8,
    /// Rows of facts in a batch; memory grows with it
    #[arg(long, value_name = "N", default_value_t = 400_000, value_parser = clap::value_parser!(u64).range(1..))]
    batch_rows: u64,
    /// Show logins instead of pseudonyms
    #[arg(long)]
    names: bool,
}

/// Batches that are worked on at a time; more would wait for memory.
const WORKERS: usize = 2;

/// Scores everything and says how much there was.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    if Store::is_store(&args.out) {
        let message =
            format!("{} is a store, and scores are not written there", args.out.display());
        return Err(CliError::new(Kind::Usage, message).advise("name another folder with --out"));
    }
    let mut prepared = pipeline::prepare(&args.scope, screen)?;
    let incomplete = prepared.incomplete.take();
    let indexes: Vec<Index<'_>> = prepared.stores.iter().map(Store::index).collect();
    let places = places(&prepared.stores, prepared.only.as_ref())?;
    let config = &prepared.config;
    let (as_of, periods) = period(args, &prepared.stores, &places, config, prepared.now)?;
    let whole = whole(&places, &indexes, config)?;
    screen.step(|| format!("people of {} repositories read", places.len()));
    let sizes: Vec<(String, u64)> =
        places.iter().map(|place| (place.repo.clone(), size(&indexes, place))).collect();
    let batches = batches(&sizes, config, args.batch_rows);
    parts::private_folder(&args.out).map_err(unwritable)?;
    let setting = Setting {
        out: &args.out,
        indexes: &indexes,
        places: &places,
        whole: &whole,
        catalogue: &prepared.catalogue,
        reads: &prepared.catalogue.reads(),
        definitions: &prepared.catalogue.definitions(),
        as_of,
        periods: &periods,
        with_intervals: usize::from(args.interval_months),
        key: prepared.stores.first().map(|s| s.manifest().head.pseudonym_key.as_str()),
        names: args.names,
        earlier: Intervals::read(&args.out),
        // Several batches at once use the cores already.
        threads: if batches.len() < WORKERS { WORKERS } else { 1 },
    };
    let done = each(&batches, &setting, screen)?;
    Intervals::write(&args.out, &done).map_err(unwritable)?;
    sweep(&args.out, &done).map_err(unwritable)?;
    let sum = |of: fn(&Done) -> usize| done.iter().map(of).sum::<usize>();
    screen.say(&format!(
        "{} repositories in {} batches, {} of them kept: {} teams, {} to {}, {} observations, intervals of {} team-months computed and {} kept; written to {}",
        places.len(),
        done.len(),
        done.iter().filter(|d| d.kept).count(),
        sum(|d| d.teams),
        periods.first().map(Period::to_string).unwrap_or_default(),
        periods.last().map(Period::to_string).unwrap_or_default(),
        sum(|d| d.observations),
        sum(|d| d.computed),
        sum(|d| d.intervals.len()) - sum(|d| d.computed),
        args.out.display(),
    ));
    incomplete.map_or(Ok(()), Err)
}

/// Repositories of all stores, in alphabetical order.
fn places(stores: &[Store], only: Option<&BTreeSet<String>>) -> Result<Vec<Place>, CliError> {
    let of_store = |(store, open): (usize, &Store)| {
        open.repositories().into_iter().map(move |repo| Place { repo, store })
    };
    let mut places: Vec<Place> = stores.iter().enumerate().flat_map(of_store).collect();
    places.retain(|place| only.is_none_or(|only| only.contains(&place.repo)));
    places.sort_by(|a, b| a.repo.cmp(&b.repo));
    if places.is_empty() {
        return Err(CliError::new(Kind::Source, "nothing has been collected yet")
            .advise("collect with `midspan sync`, or import with `midspan import`"));
    }
    match places.windows(2).find(|pair| pair[0].repo == pair[1].repo) {
        Some(pair) => {
            Err(CliError::new(Kind::Usage, format!("{} is in two of the places", pair[0].repo))
                .advise("leave one of them out"))
        }
        None => Ok(places),
    }
}

/// The time at which everything is looked at, and the months to score.
fn period(
    args: &Args,
    stores: &[Store],
    places: &[Place],
    config: &Config,
    now: Timestamp,
) -> Result<(Timestamp, Vec<Period>), CliError> {
    let streams = places.iter().filter_map(|place| {
        Some((place.repo.clone(), stores.get(place.store)?.streams(&place.repo)))
    });
    let as_of =
        args.scope.as_of.unwrap_or_else(|| months::as_of(&streams.collect::<Vec<_>>(), now));
    let zone = &config.calendar.time_zone;
    let last = months::asked(&args.scope, as_of, zone)?;
    let last = last.unwrap_or_else(|| Period::of(as_of, zone).plus(-1));
    Ok((as_of, months::until(last, &args.scope)))
}

fn size(indexes: &[Index<'_>], place: &Place) -> u64 {
    let parts = indexes.get(place.store).map(|index| index.all_parts(&place.repo));
    parts.iter().flatten().map(|part| part.rows).sum()
}

/// What one repository adds to what is known of all.
struct Known {
    people: Vec<Person>,
    members: Vec<TeamMember>,
    mechanical: Vec<String>,
}

/// Who is who, from all repositories; of events only what tells mechanical commenters is read.
fn whole(places: &[Place], indexes: &[Index<'_>], config: &Config) -> Result<Whole, CliError> {
    let known = in_parallel(cores(), places.len(), |at| {
        let place = &places[at];
        alone(|| known(&indexes[place.store], &place.repo))
    });
    let (mut people, mut mechanical) = (Vec::new(), BTreeSet::new());
    // Teams are those of the owner, and so the same with each of its repositories.
    let mut members = BTreeMap::new();
    for one in known {
        let one = one?;
        people.extend(one.people);
        mechanical.extend(one.mechanical);
        for member in one.members {
            members.entry((member.team.clone(), member.person.clone())).or_insert(member);
        }
    }
    let people = People::of(people.iter(), mechanical.iter().map(String::as_str), config);
    Ok(Whole::new(people, members.into_values().collect(), config))
}

crate::table! {
    /// Of an event, who said what.
    pub(super) struct Said in "events" {
        /// Who did it.
        pub actor: Option<Text>,
        /// Hash of the text.
        pub text_key: Option<i64>,
    }
}

crate::table! {
    /// Of an event, what tells who comments mechanically.
    pub(super) struct Remarked in "events" {
        /// `pull` or `issue`.
        pub subject: Text,
        /// Number of the pull request or issue.
        pub number: i64,
        /// Order within the pull request or issue.
        pub seq: i64,
        /// When.
        pub at: Timestamp,
        /// Kind of event.
        pub kind: Text,
        /// Who did it.
        pub actor: Option<Text>,
        /// Hash of the text.
        pub text_key: Option<i64>,
        /// Word of approval in the text.
        pub approval_word: Option<Text>,
    }
}

crate::table! {
    /// Of a pull request, who opened it and when.
    pub(super) struct OpenedPull in "pull_requests" {
        /// Number.
        pub number: i64,
        /// By whom.
        pub author: Option<Text>,
        /// When.
        pub created: Timestamp,
    }
}

crate::table! {
    /// Of an issue, who opened it and when.
    pub(super) struct OpenedIssue in "issues" {
        /// Number.
        pub number: i64,
        /// By whom.
        pub author: Option<Text>,
        /// When.
        pub created: Timestamp,
    }
}

fn known(index: &Index<'_>, repo: &str) -> Result<Known, StoreError> {
    let people: Vec<Person> = index.read(repo)?;
    let members = index.read(repo)?;
    // Most who repeat themselves are marked as bots, and few repositories have others.
    let marked: HashSet<&str> =
        people.iter().filter(|p| p.is_bot).map(|p| p.person.as_str()).collect();
    let texts: Vec<Said> = index.read(repo)?;
    let others = texts.iter().filter_map(|said| Some((said.actor.as_deref()?, said.text_key?)));
    let mechanical = if repeats(others.filter(|(actor, _)| !marked.contains(actor))) {
        mechanical(index, repo)?
    } else {
        Vec::new()
    };
    Ok(Known { people, members, mechanical })
}

/// Who comments mechanically.
fn mechanical(index: &Index<'_>, repo: &str) -> Result<Vec<String>, StoreError> {
    let events: Vec<Remarked> = index.read(repo)?;
    let pulls: Vec<OpenedPull> = index.read(repo)?;
    let issues: Vec<OpenedIssue> = index.read(repo)?;
    let opening = |subject, number, at, by| Opening { subject, number, at, by };
    let pulls = pulls.iter().map(|p| opening("pull", p.number, p.created, p.author.as_deref()));
    let issues = issues.iter().map(|i| opening("issue", i.number, i.created, i.author.as_deref()));
    let found = mechanical_commenters(pulls.chain(issues), events.iter().map(remark).collect());
    Ok(found.into_iter().map(str::to_owned).collect())
}

fn remark(event: &Remarked) -> Remark<'_> {
    let said = (event.kind.as_str(), event.text_key, event.approval_word.is_some());
    let subject = (event.subject.as_str(), event.number);
    Remark::of(subject, (event.at, event.seq), event.actor.as_deref(), said)
}

/// Works off all batches, in their order; after an error no further one is begun.
fn each(
    batches: &[Batch],
    setting: &Setting<'_>,
    screen: &Terminal,
) -> Result<Vec<Done>, CliError> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(batches.len()));
    let common = setting.common();
    let keep = |index: usize, result: Result<Done, CliError>| {
        match &result {
            Ok(done) => screen.step(|| {
                let how = if done.kept { "kept" } else { "computed" };
                format!("batch {} of {}: {how}, {} teams", index + 1, batches.len(), done.teams)
            }),
            Err(_) => next.store(batches.len(), Ordering::Relaxed),
        }
        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, result));
    };
    let begun = std::thread::scope(|scope| {
        let work = || {
            let mut memory = Memory::default();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(batch) = batches.get(index) else { return };
                let mut score = || setting.score(batch, &common, &mut memory);
                keep(index, if setting.threads > 1 { score() } else { alone(score) });
            }
        };
        (0..WORKERS.min(batches.len())).try_for_each(|_| roomy(scope, work).map(|_| ()))
    });
    begun.map_err(|error| CliError::of(Kind::Store, error))?;
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Removes files of batches that are no more.
fn sweep(out: &Path, done: &[Done]) -> Result<(), StoreError> {
    let live: BTreeSet<&str> = done.iter().map(|d| d.file.as_str()).collect();
    for table in TABLES {
        let folder = out.join(table);
        let io = |source| StoreError::Io { action: "read", path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(io)?.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_part = name.starts_with("part-") && name.ends_with(".parquet");
            if is_part && !live.contains(name.as_ref()) {
                // One that stays behind is named by nothing and found again next time.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
    Ok(())
}

pub(super) fn unwritable(error: StoreError) -> CliError {
    CliError::of(Kind::Output, error)
        .advise("check free space and permissions, or choose another folder with --out")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::{Event, PullRequest};

    /// A comment on a pull request, 10 seconds after it was opened.
    fn comment(number: i64, actor: &str, text_key: i64) -> Event {
        Event {
            repo: "o/r".into(),
            subject: "pull".into(),
            number,
            seq: 0,
            at: Timestamp::from_seconds(number * 10_000 + 10),
            at_inferred: false,
            kind: "commented".into(),
            actor: Some(actor.into()),
            target: None,
            state: None,
            count: None,
            body_length: Some(40),
            text_key: Some(text_key),
            is_question: false,
            mentions: Text::default(),
            approval_word: None,
        }
    }

    #[test]
    fn who_repeats_a_text_promptly_is_a_bot_here_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open_or_new(&folder.path().join("s")).expect("a store");
        let mut change = store.change("o/r").expect("the lock");
        let pulls: Vec<PullRequest> = (1..=6).map(opened).collect();
        let mut events: Vec<Event> = (1..=5).map(|number| comment(number, "stamper", 7)).collect();
        events.extend((1..=4).map(|number| comment(number, "ann", 8)));
        change.append(&pulls).expect("written");
        change.append(&events).expect("written");
        let _ = change.streams();
        change.commit().expect("committed");
        let found = known(&store.index(), "o/r").expect("read");
        assert_eq!(found.mechanical, ["stamper"]);
        let mut change = store.change("o/r").expect("the lock");
        change.append(&[marked("stamper")]).expect("written");
        change.commit().expect("committed");
        let found = known(&store.index(), "o/r").expect("read");
        assert!(found.mechanical.is_empty(), "it is marked, and nobody else repeats a text");
    }

    fn marked(person: &str) -> Person {
        let (login, account, email) = (Some(person.into()), None, None);
        Person { repo: "o/r".into(), person: person.into(), login, account, email, is_bot: true }
    }

    fn opened(number: i64) -> PullRequest {
        PullRequest {
            repo: "o/r".into(),
            number,
            title: Text::default(),
            author: Some("ann".into()),
            created: Timestamp::from_seconds(number * 10_000),
            updated: Timestamp::from_seconds(number * 10_000),
            closed: None,
            merged: None,
            state: "open".into(),
            is_draft: false,
            base: "main".into(),
            head_oid: None,
            merge_oid: None,
            merged_by: None,
            additions: None,
            deletions: None,
            changed_files: None,
            milestone: None,
            labels: Text::default(),
            body_length: 0,
            what: false,
            why: false,
            done: false,
            recorded: Timestamp::from_seconds(number * 10_000),
            has_timeline: true,
            truncated: false,
        }
    }
}
