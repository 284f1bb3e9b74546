//! What the reader must know about the data.

use std::collections::BTreeMap;

use super::model::{Note, RepositoryFacts};
use super::words;
use crate::derive::tables::{DeriveNote, NoteKind};
use crate::model::derived::CheckinWeek;
use crate::signals::definition::Tier;
use crate::sources::facts::Gap;

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

/// Check-ins that a file noted, by team.
#[must_use]
pub fn check_ins(weeks: &[CheckinWeek]) -> Vec<Note> {
    let mut by_team: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for week in weeks {
        let counts = by_team.entry(&week.team).or_default();
        *counts = (counts.0 + week.days.unsigned_abs(), counts.1 + 1);
    }
    let told = by_team.into_iter().map(|(team, (days, weeks))| Note {
        topic: "Check-ins".to_owned(),
        text: format!(
            "{team}: the file of check-ins notes {} in {}; none of these weeks counts as one without a leader's trace.",
            words::count(days, "day"),
            words::count(weeks, "week")
        ),
    });
    told.collect()
}

/// Counts of the derive layer in words: one note a kind, all repositories together.
#[must_use]
pub fn counts(notes: &[DeriveNote]) -> Vec<Note> {
    let mut kinds: Vec<NoteKind> = Vec::new();
    for note in notes {
        if !kinds.contains(&note.kind) {
            kinds.push(note.kind);
        }
    }
    let of_kind = |kind| notes.iter().filter(move |n: &&DeriveNote| n.kind == kind).collect();
    kinds.into_iter().map(|kind| count_note(kind, of_kind(kind))).collect()
}

fn count_note(kind: NoteKind, mut parts: Vec<&DeriveNote>) -> Note {
    let (topic, rest) = count_words(kind);
    let text = match parts.as_slice() {
        [DeriveNote { repo: Some(repo), .. }] => format!("{repo}: {} {rest}", amount(parts[0])),
        [only] => format!("{} {rest}", amount(only)),
        _ => {
            let whole = parts.iter().map(|n| n.of).sum::<Option<u64>>();
            let count = parts.iter().map(|n| n.count).sum();
            let all = DeriveNote { kind, repo: None, count, of: whole };
            let (word, order) = extreme(kind);
            parts.sort_by(|a, b| order.of(share_or_count(a), share_or_count(b)));
            let named = parts
                .iter()
                .take(NAMED)
                .filter_map(|n| Some(format!("{} {}", n.repo.as_ref()?, amount(n))));
            let named: Vec<String> = named.collect();
            format!("{} {rest} {word}: {}.", amount(&all), named.join("; "))
        }
    };
    Note { topic: topic.to_owned(), text }
}

/// Repositories named where many have the same note.
const NAMED: usize = 3;

/// Which end of the order the reader should see first.
#[derive(Clone, Copy)]
enum End {
    Most,
    Least,
}

impl End {
    fn of(self, a: f64, b: f64) -> std::cmp::Ordering {
        match self {
            Self::Most => b.total_cmp(&a),
            Self::Least => a.total_cmp(&b),
        }
    }
}

/// Few review requests are what limits a report; of everything else it is much.
fn extreme(kind: NoteKind) -> (&'static str, End) {
    match kind {
        NoteKind::Requested => ("Least", End::Least),
        _ => ("Most", End::Most),
    }
}

fn share_or_count(note: &DeriveNote) -> f64 {
    note.share().unwrap_or(note.count as f64)
}

/// `46 of 865 (5 %)`.
fn amount(n: &DeriveNote) -> String {
    let of = n.of.map(|of| format!(" of {}", words::integer(of))).unwrap_or_default();
    let share = n.share().map(|s| format!(" ({})", words::percent(s))).unwrap_or_default();
    format!("{}{of}{share}", words::integer(n.count))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: NoteKind, repo: &str, count: u64, of: u64) -> DeriveNote {
        DeriveNote { kind, repo: Some(repo.to_owned()), count, of: Some(of) }
    }

    #[test]
    fn one_repository_is_named_and_many_are_summed() {
        let one = counts(&[of(NoteKind::BotPulls, "north/ledger", 5, 50)]);
        assert_eq!(
            one[0].text,
            "north/ledger: 5 of 50 (10 %) pull requests were opened by bots and left out."
        );
        let many: Vec<_> =
            (1..=5).map(|n| of(NoteKind::BotPulls, &format!("north/r{n}"), n, 100)).collect();
        let many = counts(&many);
        assert_eq!(many.len(), 1);
        assert_eq!(
            many[0].text,
            "15 of 500 (3 %) pull requests were opened by bots and left out. Most: north/r5 5 of 100 (5 %); north/r4 4 of 100 (4 %); north/r3 3 of 100 (3 %)."
        );
    }

    #[test]
    fn of_review_requests_the_fewest_are_named() {
        let notes =
            [("a/a", 90), ("a/b", 10)].map(|(repo, n)| of(NoteKind::Requested, repo, n, 100));
        assert!(
            counts(&notes)[0].text.ends_with("Least: a/b 10 of 100 (10 %); a/a 90 of 100 (90 %).")
        );
    }
}
