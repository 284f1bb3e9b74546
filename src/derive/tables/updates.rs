//! Weeks with a structured update, where the configuration says where such updates are written.

use std::collections::BTreeMap;

use super::frame::Frame;
use super::index::{Repo, Ticket};
use super::reading::Reading;
use crate::derive::globs::matcher;
use crate::derive::role::Role;
use crate::derive::roster::carries;
use crate::model::derived::{UpdateWeek, WeekRow};
use crate::model::hash::HashSet;
use crate::model::time::Timestamp;

/// Updates of a repository: the team and when.
pub(super) type Update = (usize, Timestamp);

/// Issues and pull requests that carry a configured label, as their own authors opened them and as
/// team members commented on them, and changes of files under a configured path.
pub(super) fn of(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Update> {
    let mut found = Vec::new();
    for Ticket { row, author, team, readings } in &repo.issues {
        if carries_one(&row.labels, frame) {
            add(&mut found, *team, (author, row.created), readings, frame);
        }
    }
    for pull in &repo.pulls {
        if carries_one(&pull.row.labels, frame) {
            add(&mut found, pull.team, (&pull.author, pull.row.created), &pull.readings, frame);
        }
    }
    found.extend(written(repo, frame));
    found
}

fn carries_one(labels: &str, frame: &Frame<'_>) -> bool {
    frame.config.updates.labels.iter().any(|label| carries(labels, Some(label)))
}

fn add(
    found: &mut Vec<Update>,
    team: usize,
    (author, opened): (&str, Timestamp),
    readings: &[Reading<'_>],
    frame: &Frame<'_>,
) {
    let comments = readings.iter().filter(|r| r.event.kind == "commented" && !r.template);
    let comments = comments.map(|r| (r.actor.as_str(), r.event.at));
    let by_team = |who: &str, at| matches!(frame.role(team, who, at), Role::Leader | Role::Peer);
    let all = std::iter::once((author, opened)).chain(comments);
    found.extend(all.filter(|(who, at)| by_team(who, *at)).map(|(_, at)| (team, at)));
}

/// Commits that change a file under a configured path.
fn written(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Update> {
    let paths = &frame.config.updates.paths;
    if paths.is_empty() {
        return Vec::new();
    }
    let (set, _) = matcher(paths.iter().map(String::as_str));
    let touches = |oid: &str| {
        repo.commit_files.get(oid).is_some_and(|files| files.iter().any(|f| set.is_match(&f.path)))
    };
    let commits = repo.facts.commits.iter();
    let commits = commits.filter(|c| c.committed <= frame.as_of && touches(&c.oid));
    commits
        .filter_map(|c| {
            let author = frame.people.key(&c.author);
            let team = frame.teams.of(repo.name, author);
            let role = frame.role(team, author, c.committed);
            matches!(role, Role::Leader | Role::Peer).then_some((team, c.committed))
        })
        .collect()
}

/// Every team and week that is over, with whether there was an update; none without a configured
/// place for updates, because then their absence says nothing.
pub(super) fn weeks(updates: &[Update], weeks: &[WeekRow], frame: &Frame<'_>) -> Vec<UpdateWeek> {
    let config = &frame.config.updates;
    if config.labels.is_empty() && config.paths.is_empty() {
        return Vec::new();
    }
    let mut seen: BTreeMap<usize, HashSet<usize>> = BTreeMap::new();
    for (team, at) in updates {
        let index = weeks.partition_point(|w| w.start <= *at);
        if let Some(week) =
            index.checked_sub(1).filter(|i| weeks.get(*i).is_some_and(|w| *at < w.end))
        {
            seen.entry(*team).or_default().insert(week);
        }
    }
    let mut rows = Vec::new();
    for (team, setup) in frame.teams.list.iter().enumerate() {
        rows.extend(weeks.iter().enumerate().map(|(index, week)| UpdateWeek {
            team: setup.name.as_str().into(),
            week: week.week.clone(),
            updated: seen.get(&team).is_some_and(|s| s.contains(&index)),
        }));
    }
    rows.sort_by(|a, b| (&a.team, &a.week).cmp(&(&b.team, &b.week)));
    rows
}
