//! The collecting step: what is new in a checkout goes into its store.

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::Terminal;
use crate::model::facts::{Commit, CommitFile, CommitTrailer, OwnedPath, Tag};
use crate::model::time::{Period, Timestamp};
use crate::sources::git::{self, GitError, History, Known, Location, ReadOptions};
use crate::store::manifest::GitStream;
use crate::store::{Change, Store, StoreError};
use jiff::tz::TimeZone;

/// When it is, and how far back to look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment<'a> {
    /// Now.
    pub now: Timestamp,
    /// Time zone of months.
    pub zone: &'a TimeZone,
}

impl Moment<'_> {
    /// Begin of the window of line counts; steady within a month, so that a second run has nothing
    /// to read.
    fn history_from(self, months: u16) -> Timestamp {
        Period::of(self.now, self.zone).plus(-i32::from(months)).start(self.zone)
    }

    /// Months whose CODEOWNERS is wanted.
    fn periods(self, months: u16) -> Vec<(Period, Timestamp)> {
        let last = Period::of(self.now, self.zone);
        (0..=i32::from(months.min(60)))
            .rev()
            .map(|back| last.plus(-back))
            .map(|p| (p, p.start(self.zone)))
            .collect()
    }
}

/// Brings the store up to date with the checkout; returns the repository's name.
pub(super) fn collect(
    location: &Location,
    store: &mut Store,
    scope: &Scope,
    moment: Moment<'_>,
    screen: &Terminal,
) -> Result<String, CliError> {
    let repo = match &scope.repo {
        Some(name) => name.clone(),
        None => git::repository_name(location).map_err(|e| unreadable(&e))?,
    };
    while !attempt(location, store, scope, moment, screen, &repo)? {}
    Ok(repo)
}

/// One reading; whether it holds: where another run has written in the meantime, it has to be done
/// anew.
fn attempt(
    location: &Location,
    store: &mut Store,
    scope: &Scope,
    moment: Moment<'_>,
    screen: &Terminal,
    repo: &str,
) -> Result<bool, CliError> {
    let known = store.streams(repo).git;
    let before = known.as_ref().map(|known| known.tip.clone());
    let tip = git::head(location, scope.branch.as_deref()).map_err(|e| unreadable(&e))?;
    if let Some(known) = &known
        && tip.as_deref() == Some(known.tip.as_str())
        && is_current(known, scope, moment)
    {
        screen.step(|| format!("commits of {repo}: nothing new"));
        return Ok(true);
    }
    // Line counts of commits that are stored already are not read again, so a longer window than
    // the stored one means reading anew.
    let from = moment.history_from(scope.history);
    let base = known.filter(|k| k.history_from <= from).map(|k| k.tip);
    let progress = screen.progress("reading commits");
    let mut options = ReadOptions {
        branch: scope.branch.clone(),
        repo_name: Some(repo.to_owned()),
        history_from: from,
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        periods: moment.periods(scope.history),
        known: Known { tips: base.into_iter().collect() },
    };
    let report = |n| progress.set_position(n);
    let mut history = git::read(location, &options, &report).map_err(|e| unreadable(&e))?;
    if history.rewritten {
        options.known = Known::default();
        history = git::read(location, &options, &report).map_err(|e| unreadable(&e))?;
    }
    progress.finish_and_clear();
    if history.tip.is_none() {
        // Nothing has been committed yet.
        return Ok(true);
    }
    let mut change = store.change(repo)?;
    if change.streams().git.as_ref().map(|git| git.tip.as_str()) != before.as_deref() {
        return Ok(false);
    }
    write(&mut change, &history, &options, moment)?;
    change.commit()?;
    screen.step(|| format!("commits of {repo}: {} read", history.facts.commits.len()));
    Ok(true)
}

fn unreadable(error: &GitError) -> CliError {
    CliError::advised(Kind::Source, error, "`git fsck` tells what is damaged")
}

fn is_current(known: &GitStream, scope: &Scope, moment: Moment<'_>) -> bool {
    let last = Period::of(moment.now, moment.zone).to_string();
    known.history_from <= moment.history_from(scope.history)
        && known.periods.last() == Some(&last)
        && known.time_zone == zone_name(moment.zone)
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

fn write(
    change: &mut Change<'_>,
    history: &History,
    options: &ReadOptions,
    moment: Moment<'_>,
) -> Result<(), StoreError> {
    let facts = &history.facts;
    let continues = !options.known.tips.is_empty();
    if continues {
        change.append::<Commit>(&facts.commits)?;
        change.append::<CommitTrailer>(&facts.commit_trailers)?;
        change.append::<CommitFile>(&facts.commit_files)?;
    } else {
        change.replace::<Commit>(&facts.commits)?;
        change.replace::<CommitTrailer>(&facts.commit_trailers)?;
        change.replace::<CommitFile>(&facts.commit_files)?;
    }
    change.replace::<Tag>(&facts.tags)?;
    change.replace::<OwnedPath>(&facts.owned_paths)?;
    change.merge_people(&facts.people)?;
    let earlier = change.streams().git.take();
    let streams = change.streams();
    if history.remote_url.is_some() {
        streams.web_url.clone_from(&history.remote_url);
    }
    let Some(tip) = &history.tip else { return Ok(()) };
    let mut gaps = history.gaps.clone();
    if continues {
        // What could not be read before is still missing.
        for old in earlier.into_iter().flat_map(|e| e.gaps) {
            match gaps.iter_mut().find(|g| g.what == old.what) {
                Some(gap) => gap.count = gap.count.saturating_add(old.count),
                None => gaps.push(old),
            }
        }
    }
    streams.git = Some(GitStream {
        branch: history.branch.clone(),
        tip: tip.clone(),
        history_from: options.history_from,
        periods: options.periods.iter().map(|(p, _)| p.to_string()).collect(),
        time_zone: zone_name(moment.zone),
        read: moment.now,
        shallow: history.shallow,
        codeowners: history.codeowners_path.clone(),
        gaps,
    });
    Ok(())
}
