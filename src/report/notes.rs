//! What the reader must know about the data.

use super::model::{Note, RepositoryFacts};
use super::words;
use crate::derive::tables::{DeriveNote, NoteKind};
use crate::signals::definition::Tier;
use crate::sources::facts::Gap;

/// What was read, repository by repository.
#[must_use]
pub fn coverage(repositories: &[RepositoryFacts]) -> Vec<Note> {
    repositories
        .iter()
        .map(|r| {
            let read: Vec<String> = [
                (r.commits, "commit"),
                (r.pull_requests, "pull request"),
                (r.reviews, "review"),
                (r.issues, "issue"),
                (r.milestones, "milestone"),
            ]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, noun)| words::count(n, noun))
            .collect();
            let read = if read.is_empty() { "nothing".to_owned() } else { read.join(", ") };
            Note { topic: "Coverage".to_owned(), text: format!("{}: {read}.", r.repo) }
        })
        .collect()
}

/// What could not be read.
#[must_use]
pub fn gaps(repo: &str, gaps: &[Gap]) -> Vec<Note> {
    gaps.iter()
        .filter(|g| g.count > 0)
        .map(|gap| {
            let examples = if gap.examples.is_empty() {
                String::new()
            } else {
                format!(" ({})", gap.examples.join(", "))
            };
            Note {
                topic: "Gaps".to_owned(),
                text: format!("{repo}: {} {}{examples}.", words::integer(gap.count), gap.what),
            }
        })
        .collect()
}

/// Counts of the derive layer in words.
#[must_use]
pub fn counts(notes: &[DeriveNote]) -> Vec<Note> {
    notes.iter().map(count_note).collect()
}

fn count_note(n: &DeriveNote) -> Note {
    let of = n.of.map(|of| format!(" of {}", words::integer(of))).unwrap_or_default();
    let share = n.share().map(|s| format!(" ({})", words::percent(s))).unwrap_or_default();
    let (topic, rest) = count_words(n.kind);
    let text = format!("{}{of}{share} {rest}", words::integer(n.count));
    let text = match &n.repo {
        Some(repo) => format!("{repo}: {text}"),
        None => text,
    };
    Note { topic: topic.to_owned(), text }
}

/// Heading of a count, and what follows the number.
fn count_words(kind: NoteKind) -> (&'static str, &'static str) {
    match kind {
        NoteKind::Bots => {
            ("Bots", "accounts were taken for bots; what they did counts as no human act.")
        }
        NoteKind::BotPulls => ("Bots", "pull requests were opened by bots and left out."),
        NoteKind::NobodysTeam => ("Teams", "pull requests are by people in none of the teams."),
        NoteKind::GhostPulls => (
            "Deleted accounts",
            "pull requests are by deleted accounts, each counted as an author of its own.",
        ),
        NoteKind::GhostEvents => (
            "Deleted accounts",
            "events are by deleted accounts or by nobody recorded; they count as peers'.",
        ),
        NoteKind::Bookkeeping => (
            "Bookkeeping",
            "pull requests were opened and merged within a minute by one person, and left out.",
        ),
        NoteKind::Templates => (
            "Short comments",
            "comments are under 20 characters or repeat a text; they count as no answer.",
        ),
        NoteKind::NearDuplicates => ("Short comments", "comments repeat a text."),
        NoteKind::UnmatchedMilestones => {
            ("Milestones", "milestone events name a milestone that is not recorded.")
        }
        NoteKind::Requested => (
            "Review requests",
            "pull requests by non-leaders ever had a review request. Below 20 % waits on the leader role cannot be told.",
        ),
        NoteKind::Redrafted => {
            ("Drafts", "pull requests went back to draft while a review was awaited.")
        }
        NoteKind::NoTimeline => (
            "Gaps",
            "pull requests have no recorded timeline, so what they waited for cannot be told.",
        ),
        NoteKind::Truncated => {
            ("Gaps", "pull requests are known to be incomplete; the missing time counts as a gap.")
        }
        NoteKind::Unjoined => (
            "Gaps",
            "merged pull requests could not be joined to commits of the local history, so their files are not known from there.",
        ),
        NoteKind::Unsound => (
            "Gaps",
            "pull requests are left out of the waits, because their pieces do not make up their open time; that is a fault of midspan, please report it.",
        ),
        NoteKind::Stacked => {
            ("Stacked", "pull requests go into another branch than the default one.")
        }
    }
}

/// What holds for every report, and what git alone leaves out.
#[must_use]
pub fn standing(repositories: &[RepositoryFacts]) -> Vec<Note> {
    let mut notes = Vec::new();
    if repositories.iter().any(|r| r.tier == Tier::Git) {
        notes.push(note(
            "Git alone",
            "Git does not record who was asked for review and when, what waited on whom, comments, issues or milestones. Without them there is no position and no zone, only the band of what is possible. Recorded pull requests close the gap: `midspan import`.",
        ));
    }
    let with_pulls = || repositories.iter().filter(|r| r.tier != Tier::Git);
    if with_pulls().any(|r| !r.checks) {
        notes.push(note(
            "Checks",
            "Checks of commits were not loaded: a merge that waited for a check counts as waiting for the merge.",
        ));
    }
    if with_pulls().any(|r| r.checks) {
        notes.push(note(
            "Checks",
            "An approved pull request whose checks had not passed counts as waiting for checks. Of each check the last run alone is recorded; what had not passed when it was merged is taken not to have held it.",
        ));
    }
    if with_pulls().any(|r| !r.rules) {
        notes.push(note(
            "Branch rules",
            "Branch rules were not loaded: the approvals that a merge needs are inferred from the 90 days before each month.",
        ));
    }
    notes.push(note(
        "What it is",
        "These are traces of behaviour around commits, pull requests, issues and milestones: not of intentions, trust or conversations. Before anyone acts on them, ask the team.",
    ));
    notes.push(note(
        "Thresholds",
        "Most reference values are priors of this project (grade C), not validated on real teams; each signal's definition says which.",
    ));
    notes
}

fn note(topic: &str, text: &str) -> Note {
    Note { topic: topic.to_owned(), text: text.to_owned() }
}
