//! Issues and the months in which they were open.

use compact_str::format_compact;

use super::frame::{Frame, Month};
use super::index::{Pull, Repo, Ticket};
use crate::derive::role::Role;
use crate::derive::roster::carries;
use crate::model::derived::IssueMonth;
use crate::model::hash::HashMap;
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
    let opened = opened_for(repo);
    let mut out = Vec::new();
    for ticket in &repo.issues {
        let mine = opened.get(&ticket.row.number).map_or(&[][..], Vec::as_slice);
        let life = Life::of(ticket, mine);
        let months = frame.months.iter().filter(|m| m.end > ticket.row.created);
        out.extend(months.filter_map(|m| row(ticket, &life, m, &milestones, repo.name, frame)));
    }
    out
}

/// Authors and times of the pull requests that say they close an issue, by issue.
fn opened_for<'r>(repo: &'r Repo<'_>) -> HashMap<i64, Vec<(&'r str, Timestamp)>> {
    let pulls: HashMap<i64, &Pull<'_>> = repo.pulls.iter().map(|p| (p.row.number, p)).collect();
    let mut opened: HashMap<i64, Vec<(&str, Timestamp)>> = HashMap::default();
    for link in &repo.facts.linked_issues {
        if let Some(pull) = pulls.get(&link.number) {
            let of_issue = opened.entry(link.issue).or_default();
            of_issue.push((pull.author.as_str(), pull.row.created));
        }
    }
    opened
}

/// Time within which somebody who was assigned must act for the assignment to count (model 1.2,
/// signal 25): assigning everything to somebody makes nobody an owner.
const TO_ACT: i64 = 14 * DAY;

/// An assignment, and when the assignee first did something about it.
struct Assignment {
    at: Timestamp,
    acted: Option<Timestamp>,
}

impl Assignment {
    /// An act is an event on the issue by the assignee, the assignment itself included, or a pull
    /// request for it, before or after.
    fn of(at: Timestamp, whom: &str, ticket: &Ticket<'_>, opened: &[(&str, Timestamp)]) -> Self {
        let acts = ticket.readings.iter().filter(|r| r.actor == whom && r.is_trace());
        let acts = acts.map(|r| r.event.at).filter(|act| *act >= at);
        let pulls =
            opened.iter().filter(|(author, _)| *author == whom).map(|(_, when)| at.max(*when));
        let acted = acts.chain(pulls).min().filter(|act| act.since(at) <= TO_ACT);
        Self { at, acted }
    }

    /// Whether it makes an owner at a time: the assignee has acted, or still has time to.
    fn holds(&self, now: Timestamp) -> bool {
        let has_time = now.since(self.at) <= TO_ACT;
        self.at <= now && (has_time || self.acted.is_some_and(|acted| acted <= now))
    }
}

/// Changes of an issue that its months ask about, in the order of time.
struct Life {
    created: Timestamp,
    /// Open or not, from an instant on.
    states: Vec<(Timestamp, bool)>,
    /// Owned by a milestone, or by somebody assigned when nobody knows, from then on.
    owned: Option<Timestamp>,
    assignments: Vec<Assignment>,
}

impl Life {
    fn of(ticket: &Ticket<'_>, opened: &[(&str, Timestamp)]) -> Self {
        let row = &ticket.row;
        let mut states = Vec::new();
        let mut owned = None;
        let mut assignments = Vec::new();
        for reading in &ticket.readings {
            match reading.event.kind.as_str() {
                "closed" => states.push((reading.event.at, false)),
                "reopened" => states.push((reading.event.at, true)),
                "milestoned" => owned = owned.or(Some(reading.event.at)),
                "assigned" => {
                    let whom = reading.event.target.as_deref().unwrap_or_default();
                    assignments.push(Assignment::of(reading.event.at, whom, ticket, opened));
                }
                _ => {}
            }
        }
        // Recordings without a timeline know the last state alone.
        if states.is_empty() {
            states.extend(row.closed.map(|at| (at, false)));
        }
        let assigned = assignments.is_empty() && !row.assignees.is_empty();
        if owned.is_none() && (assigned || row.milestone.is_some()) {
            owned = Some(row.created);
        }
        Self { created: row.created, states, owned, assignments }
    }

    fn is_owned(&self, at: Timestamp) -> bool {
        self.owned.is_some_and(|since| since <= at) || self.assignments.iter().any(|a| a.holds(at))
    }

    fn is_open(&self, at: Timestamp) -> bool {
        let last = self.states.iter().rev().find(|(t, _)| *t <= at);
        self.created <= at && last.is_none_or(|(_, open)| *open)
    }
}

fn row(
    ticket: &Ticket<'_>,
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
        repo: repo.into(),
        team: frame.team_name(ticket.team),
        number: issue.number,
        item: format_compact!("issue#{}", issue.number),
        period: month.text.as_str().into(),
        week: frame.almanac.week(issue.created),
        author: ticket.author.as_str().into(),
        author_role: author_role.as_str().into(),
        started,
        open,
        age_days: end.since(issue.created) as f64 / DAY as f64,
        what: issue.what,
        why: issue.why,
        done: issue.done,
        owned: life.is_owned(end),
        answered: answered(ticket, end, frame),
        in_scope: is_team(author_role) || carries(&issue.labels, label),
        prioritised: prioritised(ticket, end, milestones),
    })
}

fn is_team(role: Role) -> bool {
    matches!(role, Role::Leader | Role::Peer)
}

/// A team member other than the author answered by then.
fn answered(ticket: &Ticket<'_>, end: Timestamp, frame: &Frame<'_>) -> bool {
    ticket.readings.iter().take_while(|r| r.event.at <= end).any(|r| {
        r.speaks()
            && !r.template
            && r.actor != ticket.author
            && is_team(frame.role(ticket.team, &r.actor, r.event.at))
    })
}

/// A priority label, or a milestone with a due date, by then; without events as last recorded.
fn prioritised(ticket: &Ticket<'_>, end: Timestamp, milestones: &Milestones<'_>) -> bool {
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
