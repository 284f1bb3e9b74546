//! `midspan import`.

use std::path::PathBuf;

use super::error::{CliError, Kind};
use super::output::Terminal;
use super::place;
use crate::model::facts::{
    Event, Issue, LinkedIssue, Milestone, MilestoneSnapshot, PullCommit, PullFile, PullRequest,
};
use crate::sources::archive::{self, ImportOptions};
use crate::sources::collected::Assembled;
use crate::sources::git;
use crate::sources::github::collected::{Collected, CollectedPerson};
use crate::store::manifest::ArchiveStream;
use crate::store::{Change, Store, StoreError};

/// Read recorded pull requests into the store
///
/// Reads a folder written by github-metadata-backup (pulls/N.json, issues/N.json) or an
/// archive.json written by i-d-template. What was imported of the same repository before is
/// replaced, except milestone snapshots, which are kept.
///
/// Example: midspan import backup/atlas --store facts && midspan report facts
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folder or file to read
    #[arg(value_name = "FILE|DIR")]
    from: PathBuf,
    /// Folder of the collected facts [default: .midspan in the checkout one stands in]
    #[arg(long, value_name = "DIR", env = "MIDSPAN_STORE")]
    store: Option<PathBuf>,
    /// Name of the repository as owner/name [default: what the recording says]
    #[arg(long, value_name = "OWNER/NAME")]
    repo: Option<String>,
    /// Further word that approves in a comment; can be given several times
    #[arg(long = "approval-word", value_name = "WORD")]
    approval_words: Vec<String>,
    /// Mark the store as invented example data
    #[arg(long, hide = true)]
    example: bool,
    /// Key of the store's pseudonyms, for stores that are made again and again
    #[arg(long, hide = true)]
    pseudonym_key: Option<String>,
}

const ADVICE: &str =
    "give a folder with pulls/ and issues/, or an archive.json; `midspan import --help` says more";

/// Imports and says what came in.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let folder = match &args.store {
        Some(folder) => folder.clone(),
        None => git::discover(std::path::Path::new("."))
            .map(|location| place::default_store(&location))
            .map_err(|_| {
                CliError::new(Kind::Usage, "there is no store to import into")
                    .advise("name one with --store, or run this in a git checkout")
            })?,
    };
    let progress = screen.progress("reading");
    let options =
        ImportOptions { repo_name: args.repo.as_deref(), approval_words: &args.approval_words };
    let imported = archive::import(&args.from, &options, &|n| progress.set_position(n))
        .map_err(|error| CliError::advised(Kind::Source, &error, ADVICE))?;
    progress.finish_and_clear();
    let mut store = Store::open_or_new(&folder)?;
    let mut change = store.change(&imported.repo)?;
    if args.example {
        change.head_mut().example = true;
    }
    if let Some(key) = &args.pseudonym_key {
        change.head_mut().pseudonym_key.clone_from(key);
    }
    write(&mut change, &imported)?;
    change.commit()?;
    screen.say(&summary(&imported, &folder.display().to_string()));
    Ok(())
}

fn write(change: &mut Change<'_>, imported: &Assembled) -> Result<(), StoreError> {
    let facts = &imported.facts;
    change.replace::<PullRequest>(&facts.pull_requests)?;
    change.replace::<PullCommit>(&facts.pull_commits)?;
    change.replace::<PullFile>(&facts.pull_files)?;
    change.replace::<LinkedIssue>(&facts.linked_issues)?;
    change.replace::<Issue>(&facts.issues)?;
    change.replace::<Event>(&facts.events)?;
    change.replace::<Milestone>(&facts.milestones)?;
    // Due dates that were seen once cannot be collected again.
    let known = change.read::<MilestoneSnapshot>()?;
    let fresh: Vec<MilestoneSnapshot> =
        facts.milestone_snapshots.iter().filter(|s| !is_known(s, &known)).cloned().collect();
    change.append::<MilestoneSnapshot>(&fresh)?;
    change.merge_people(&facts.people)?;
    change.replace::<Collected>(&[])?;
    change.replace::<CollectedPerson>(&[])?;
    let streams = change.streams();
    if imported.web_url.is_some() {
        streams.web_url.clone_from(&imported.web_url);
    }
    // What was collected from GitHub is replaced by the recording.
    streams.github = None;
    streams.archive =
        Some(ArchiveStream { recorded: imported.recorded, gaps: imported.gaps.clone() });
    Ok(())
}

/// Whether the same due date and state were the last seen before this snapshot.
pub(super) fn is_known(snapshot: &MilestoneSnapshot, known: &[MilestoneSnapshot]) -> bool {
    let same = |k: &&MilestoneSnapshot| k.number == snapshot.number;
    if known.iter().filter(same).any(|k| k.seen == snapshot.seen) {
        return true;
    }
    let before = known.iter().filter(same).filter(|k| k.seen <= snapshot.seen);
    before
        .max_by_key(|k| k.seen)
        .is_some_and(|k| k.due == snapshot.due && k.state == snapshot.state)
}

fn summary(imported: &Assembled, folder: &str) -> String {
    let facts = &imported.facts;
    let reviews = facts.events.iter().filter(|e| e.kind == "reviewed").count();
    let gaps: u64 = imported.gaps.iter().map(|g| g.count).sum();
    let mut text = format!(
        "{}: {} pull requests, {} reviews, {} issues, {} events, {} milestones, recorded {}; stored in {folder}",
        imported.repo,
        facts.pull_requests.len(),
        reviews,
        facts.issues.len(),
        facts.events.len(),
        facts.milestones.len(),
        imported.recorded,
    );
    if gaps > 0 {
        text.push_str("\nnot read: ");
        let list: Vec<String> =
            imported.gaps.iter().map(|g| format!("{} {}", g.count, g.what)).collect();
        text.push_str(&list.join(", "));
    }
    text
}
