//! Counts for the data notes.

use std::collections::BTreeSet;

use super::cohort::CohortRow;
use super::frame::Frame;
use super::index::Repo;
use super::reading::Reading;
use super::types::{DeriveNote, NoteKind};
use crate::derive::people::{GHOST, People};
use crate::derive::role::Role;
use crate::derive::roster::is_ghost;
use crate::model::hash::HashMap;

/// Notes on all repositories together, then on each; what is nowhere is left out.
pub(super) fn rows(
    repos: &[Repo<'_>],
    cohort: &[CohortRow],
    unsound: usize,
    frame: &Frame<'_>,
) -> Vec<DeriveNote> {
    let authors = repos.iter().flat_map(|r| &r.pulls).map(|p| p.author.as_str());
    let actors = repos.iter().flat_map(readings).map(|r| r.actor.as_str());
    let bots: BTreeSet<&str> =
        authors.chain(actors).filter(|person| frame.people.is_bot(person)).collect();
    let mut notes = vec![
        note(NoteKind::Bots, None, bots.len(), None),
        note(NoteKind::Unsound, None, unsound, None),
    ];
    let mut by_repo: HashMap<&str, Vec<&CohortRow>> = HashMap::default();
    for row in cohort.iter().filter(|row| row.item.subject == "pull") {
        by_repo.entry(&row.item.repo).or_default().push(row);
    }
    for repo in repos {
        notes.extend(of_pulls(repo, frame));
        notes.extend(of_readings(repo, frame.people));
        notes.extend(of_cohort(repo, by_repo.get(repo.name).map_or(&[], Vec::as_slice)));
    }
    notes.retain(|n| n.count > 0 || n.kind == NoteKind::Requested && n.of.is_some_and(|of| of > 0));
    notes
}

fn note(kind: NoteKind, repo: Option<&str>, count: usize, of: Option<usize>) -> DeriveNote {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    DeriveNote { kind, repo: repo.map(str::to_owned), count: number(count), of: of.map(number) }
}

fn readings<'r>(repo: &'r Repo<'_>) -> impl Iterator<Item = &'r Reading<'r>> {
    let pulls = repo.pulls.iter().flat_map(|p| &p.readings);
    pulls.chain(repo.issues.iter().flat_map(|i| &i.readings))
}

fn of_pulls(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<DeriveNote> {
    let all = repo.pulls.len();
    let count = |kind, fits: &dyn Fn(&super::index::Pull<'_>) -> bool| {
        note(kind, Some(repo.name), repo.pulls.iter().filter(|p| fits(p)).count(), Some(all))
    };
    vec![
        count(NoteKind::BotPulls, &|p| p.by_bot),
        count(NoteKind::GhostPulls, &|p| is_ghost(&p.author)),
        count(NoteKind::NoTimeline, &|p| !p.row.has_timeline),
        count(NoteKind::Truncated, &|p| p.row.truncated),
        unjoined(repo),
        count(NoteKind::NobodysTeam, &|p| {
            let files: Vec<&str> = p.files.iter().flatten().copied().collect();
            frame.teams.ambiguous(repo.name, &p.author)
                && frame.teams.of_paths(repo.name, &files).is_none()
        }),
    ]
}

/// Merged pull requests that no commit of the local history belongs to.
fn unjoined(repo: &Repo<'_>) -> DeriveNote {
    let merged: Vec<bool> = repo.pulls.iter().filter_map(|pull| pull.is_joined).collect();
    let lost = merged.iter().filter(|joined| !**joined).count();
    note(NoteKind::Unjoined, Some(repo.name), lost, Some(merged.len()))
}

fn of_readings(repo: &Repo<'_>, people: &People) -> Vec<DeriveNote> {
    let readings: Vec<&Reading<'_>> = readings(repo).collect();
    let titles: BTreeSet<&str> = repo.facts.milestones.iter().map(|m| m.title.as_str()).collect();
    let milestoned: Vec<Option<&str>> = readings
        .iter()
        .filter(|r| matches!(r.event.kind.as_str(), "milestoned" | "demilestoned"))
        .map(|r| r.event.target.as_deref())
        .collect();
    let unmatched = milestoned.iter().filter(|t| t.is_none_or(|t| !titles.contains(t))).count();
    let human = || readings.iter().filter(|r| !people.is_bot(&r.actor));
    let comments = human().filter(|r| r.event.kind == "commented").count();
    let ghosts = readings.iter().filter(|r| r.actor == GHOST).count();
    let templates = human().filter(|r| r.template).count();
    let repeated = human().filter(|r| r.repeated && r.template).count();
    let name = Some(repo.name);
    vec![
        note(NoteKind::GhostEvents, name, ghosts, Some(readings.len())),
        note(NoteKind::Templates, name, templates, Some(comments)),
        note(NoteKind::NearDuplicates, name, repeated, Some(comments)),
        note(NoteKind::UnmatchedMilestones, name, unmatched, Some(milestoned.len())),
    ]
}

fn of_cohort(repo: &Repo<'_>, rows: &[&CohortRow]) -> Vec<DeriveNote> {
    let name = Some(repo.name);
    let count = |kind, fits: &dyn Fn(&CohortRow) -> bool| {
        note(kind, name, rows.iter().filter(|r| fits(r)).count(), Some(rows.len()))
    };
    let by_others = || {
        rows.iter().filter(|r| r.item.author_role != Role::Leader.as_str() && !r.item.bookkeeping)
    };
    let requested = by_others().filter(|r| r.requested == Some(true)).count();
    vec![
        count(NoteKind::Bookkeeping, &|r| r.item.bookkeeping),
        count(NoteKind::Redrafted, &|r| r.item.redrafted),
        count(NoteKind::Stacked, &|r| r.item.stacked),
        note(NoteKind::Requested, name, requested, Some(by_others().count())),
    ]
}
