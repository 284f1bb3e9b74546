//! Issues and the months in which they were open.

use std::collections::HashMap;

use super::frame::{Frame, Month};
use super::index::{Repo, Ticket};
use crate::derive::role::Role;
use crate::derive::roster::carries;
use crate::model::derived::IssueMonth;
use crate::model::time::{DAY, Timestamp};

/// Words of labels that give a priority.
const PRIORITIES: [&str; 11] =
    ["priority", "prio", "p0", "p1", "p2", "p3", "p4", "critical", "blocker", "urgent", "severity"];

/// Milestones of a repository: number to whether it has a due date, and title to number.
struct Milestones<'r> {
    dated: HashMap<i64, bool>,
    numbers: HashMap<&'r str, i64>,
}

/// Rows of all issues of a repository, by issue and month.
pub(super) fn rows(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<IssueMonth> {
    let recorded = &repo.facts.milestones;
    let milestones = Milestones {
        dated: recorded.iter().map(|m| (m.number, m.due.is_some())).collect(),
        numbers: recorded.iter().map(|m| (m.title.as_str(), m.number)).collect(),
    };
    let mut out = Vec::new();
    for ticket in &repo.issues {
        let life = Life::of(ticket);
        let months = frame.months.iter().filter(|m| m.end > ticket.row.created);
        out.extend(months.filter_map(|m| row(ticket, &life, m, &milestones, repo.name, frame)));
    }
    out
}

/// Changes of an issue that its months ask about, in the order of time.
struct Life {
    created: Timestamp,
    /// Open or not, from an instant on.
    states: Vec<(Timestamp, bool)>,
    owned: Option<Timestamp>,
}

impl Life {
    fn of(ticket: &Ticket) -> Self {
        let row = &ticket.row;
        let mut states = Vec::new();
        let mut owned = None;
        for reading in &ticket.readings {
            match reading.event.kind.as_str() {
                "closed" => states.push((reading.event.at, false)),
                "reopened" => states.push((reading.event.at, true)),
                "assigned" | "milestoned" => owned = owned.or(Some(reading.event.at)),
                _ => {}
            }
        }
        // Recordings without a timeline know the last state alone.
        if states.is_empty() {
            states.extend(row.closed.map(|at| (at, false)));
        }
        if owned.is_none() && (!row.assignees.is_empty() || row.milestone.is_some()) {
            owned = Some(row.created);
        }
        Self { created: row.created, states, owned }
    }

    fn is_open(&self, at: Timestamp) -> bool {
        let last = self.states.iter().rev().find(|(t, _)| *t <= at);
        self.created <= at && last.is_none_or(|(_, open)| *open)
    }
}

fn row(
    ticket: &Ticket,
    life: &Life,
    month: &Month,
    milestones: &Milestones<'_>,
    repo: &str,
    frame: &Frame<'_>,
) -> Option<IssueMonth> {
    let end = month.end.min(frame.as_of);
    let issue = &ticket.row;
    let started = month.start <= issue.created && issue.created < month.end;
    let open = life.is_open(end);
    if !started && !open {
        return None;
    }
    let author_role = frame.role(ticket.team, &ticket.author, issue.created);
    let label = frame.team(ticket.team).and_then(|t| t.label.as_deref());
    Some(IssueMonth {
        repo: repo.to_owned(),
        team: frame.team_name(ticket.team),
        number: issue.number,
        item: format!("issue#{}", issue.number),
        period: month.text.clone(),
        week: frame.almanac.week(issue.created),
        author: ticket.author.clone(),
        author_role: author_role.as_str().to_owned(),
        started,
        open,
        age_days: end.since(issue.created) as f64 / DAY as f64,
        what: issue.what,
        why: issue.why,
        done: issue.done,
        owned: life.owned.is_some_and(|at| at <= end),
        answered: answered(ticket, end, frame),
        in_scope: is_team(author_role) || carries(&issue.labels, label),
        prioritised: prioritised(ticket, end, milestones),
    })
}

fn is_team(role: Role) -> bool {
    matches!(role, Role::Leader | Role::Peer)
}

/// A team member other than the author answered by then.
fn answered(ticket: &Ticket, end: Timestamp, frame: &Frame<'_>) -> bool {
    ticket.readings.iter().take_while(|r| r.event.at <= end).any(|r| {
        r.speaks()
            && !r.template
            && r.actor != ticket.author
            && is_team(frame.role(ticket.team, &r.actor, r.event.at))
    })
}

/// A priority label, or a milestone with a due date, by then; without events as last recorded.
fn prioritised(ticket: &Ticket, end: Timestamp, milestones: &Milestones<'_>) -> bool {
    let mut labels: Vec<&str> = Vec::new();
    let mut milestone = None;
    let (mut labelled, mut planned) = (false, false);
    for reading in &ticket.readings {
        let event = &reading.event;
        let Some(target) = event.target.as_deref() else { continue };
        let by_then = event.at <= end;
        match event.kind.as_str() {
            "labeled" | "unlabeled" => {
                labelled = true;
                labels.retain(|l| !by_then || *l != target);
                if by_then && event.kind == "labeled" {
                    labels.push(target);
                }
            }
            "milestoned" | "demilestoned" => {
                planned = true;
                if by_then {
                    let set = event.kind == "milestoned";
                    milestone = milestones.numbers.get(target).copied().filter(|_| set);
                }
            }
            _ => {}
        }
    }
    if !labelled {
        labels = ticket.row.labels.lines().collect();
    }
    if !planned {
        milestone = ticket.row.milestone;
    }
    labels.iter().any(|l| gives_priority(l))
        || milestone.is_some_and(|m| milestones.dated.get(&m).copied().unwrap_or(false))
}

fn gives_priority(label: &str) -> bool {
    let label = label.to_lowercase();
    label.split(|c: char| !c.is_alphanumeric()).any(|word| PRIORITIES.contains(&word))
}
