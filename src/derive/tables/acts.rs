//! Events with what they mean to the team.

use compact_str::format_compact;

use super::cohort::is_urgent;
use super::frame::{Frame, HORIZON_BH, STALE_BH};
use super::index::{Pull, Repo, Ticket};
use super::reading::Reading;
use crate::derive::people::GHOST;
use crate::derive::role::Role;
use crate::derive::roster::is_ghost;
use crate::model::derived::Act;
use crate::model::table::Text;
use crate::model::time::{HOUR, Timestamp};

/// What acts of one pull request or issue share.
struct Subject<'s> {
    repo: &'s str,
    team: usize,
    kind: &'static str,
    number: i64,
    item: Text,
    author: &'s str,
    author_role: Role,
    created: Timestamp,
    ended: Option<Timestamp>,
    horizon: Option<Timestamp>,
    pull: Option<&'s Pull<'s>>,
    urgent: bool,
}

/// As many acts as a repository can have: of its pull requests, its issues and its commits, which may
/// be written by one and brought in by another.
pub(super) fn most(repo: &Repo<'_>) -> usize {
    let of_pulls = repo.pulls.iter().map(|pull| pull.readings.len() + 1);
    let of_issues = repo.issues.iter().map(|ticket| ticket.readings.len() + 1);
    of_pulls.chain(of_issues).sum::<usize>() + 2 * repo.facts.commits.len()
}

/// Adds the acts of all pull requests and issues of a repository.
pub(super) fn rows(repo: &Repo<'_>, frame: &Frame<'_>, out: &mut Vec<Act>) {
    for pull in &repo.pulls {
        let subject = of_pull(pull, repo, frame);
        append(&subject, &pull.readings, repo, frame, out);
    }
    for ticket in &repo.issues {
        let subject = of_issue(ticket, repo, frame);
        append(&subject, &ticket.readings, repo, frame, out);
    }
}

fn of_pull<'s>(pull: &'s Pull<'s>, repo: &'s Repo<'_>, frame: &Frame<'_>) -> Subject<'s> {
    let ready = pull.ready.unwrap_or(pull.row.created);
    Subject {
        repo: repo.name,
        team: pull.team,
        kind: "pull",
        number: pull.row.number,
        item: format_compact!("#{}", pull.row.number),
        author: &pull.author,
        author_role: frame.role(pull.team, &pull.author, ready),
        created: pull.row.created,
        ended: pull.ended,
        // What never became ready has no horizon to leave.
        horizon: pull.ready.map(|ready| frame.after(pull.team, ready, HORIZON_BH)),
        pull: Some(pull),
        urgent: is_urgent(&pull.row.labels, &pull.row.title),
    }
}

fn of_issue<'s>(ticket: &'s Ticket<'_>, repo: &'s Repo<'_>, frame: &Frame<'_>) -> Subject<'s> {
    Subject {
        repo: repo.name,
        team: ticket.team,
        kind: "issue",
        number: ticket.row.number,
        item: format_compact!("issue#{}", ticket.row.number),
        author: &ticket.author,
        author_role: frame.role(ticket.team, &ticket.author, ticket.row.created),
        created: ticket.row.created,
        ended: ticket.row.closed,
        horizon: None,
        pull: None,
        urgent: false,
    }
}

fn append(
    subject: &Subject<'_>,
    readings: &[Reading<'_>],
    repo: &Repo<'_>,
    frame: &Frame<'_>,
    out: &mut Vec<Act>,
) {
    let opening = opened(subject, frame);
    let mut last_human = Some(subject.created).filter(|_| opening.trace);
    out.push(opening);
    for reading in readings {
        let mut act = act(subject, reading, repo, frame);
        act.after_stale =
            last_human.is_some_and(|last| is_stale(frame, subject.team, last, act.at));
        if act.trace {
            last_human = Some(act.at);
        }
        out.push(act);
    }
}

fn is_stale(frame: &Frame<'_>, team: usize, last: Timestamp, at: Timestamp) -> bool {
    // Forty business hours take longer than forty hours; most gaps need no calendar.
    at.since(last) > STALE_BH * HOUR && frame.working(team, last, at) > STALE_BH * HOUR
}

/// The opening stands before the recorded events.
fn opened(subject: &Subject<'_>, frame: &Frame<'_>) -> Act {
    let at = subject.created;
    let role = frame.role(subject.team, subject.author, at);
    Act {
        repo: subject.repo.into(),
        team: frame.team_name(subject.team),
        subject: subject.kind.into(),
        number: subject.number,
        item: subject.item.clone(),
        seq: -1,
        at,
        period: frame.almanac.month(at),
        week: frame.almanac.week(at),
        kind: "opened".into(),
        actor: subject.author.into(),
        by: "author".into(),
        role: role.as_str().into(),
        state: None,
        count: None,
        target: None,
        touch: false,
        trace: role != Role::Bot,
        response: false,
        approval: false,
        in_horizon: true,
        before_close: true,
        is_question: false,
        near: subject.pull.and_then(|p| p.directories.as_ref()).map(|_| false),
        author: subject.author.into(),
        author_role: subject.author_role.as_str().into(),
        after_stale: false,
        scheduled: false,
        urgent: subject.urgent,
    }
}

fn act(subject: &Subject<'_>, reading: &Reading<'_>, repo: &Repo<'_>, frame: &Frame<'_>) -> Act {
    let event = &reading.event;
    let at = event.at;
    let role = frame.role(subject.team, &reading.actor, at);
    let is_author = reading.actor == subject.author || is_own_ghost(subject, reading);
    let human = role != Role::Bot;
    let other = human && !is_author;
    let answers = other && reading.speaks() && !reading.template;
    let before_close = subject.ended.is_none_or(|end| at <= end);
    // Who labelled or closed without a name may have been a bot; who spoke was somebody.
    // Commits that were there at the opening are no push to somebody's work.
    let pushes = other && reading.pushes() && at > subject.created;
    Act {
        repo: subject.repo.into(),
        team: frame.team_name(subject.team),
        subject: subject.kind.into(),
        number: subject.number,
        item: subject.item.clone(),
        seq: event.seq,
        at,
        period: frame.almanac.month(at),
        week: frame.almanac.week(at),
        kind: event.kind.clone(),
        actor: reading.actor.clone(),
        by: if is_author { "author" } else { role.as_str() }.into(),
        role: role.as_str().into(),
        state: event.state.clone(),
        count: event.count,
        target: event.target.clone(),
        touch: before_close && (answers || pushes),
        trace: human && reading.is_trace() && (reading.actor != GHOST || reading.speaks()),
        response: answers,
        approval: other && approves(subject, reading),
        in_horizon: subject.horizon.is_none_or(|end| at <= end),
        before_close,
        is_question: event.is_question,
        near: near(subject, reading, repo),
        author: subject.author.into(),
        author_role: subject.author_role.as_str().into(),
        after_stale: false,
        scheduled: false,
        urgent: subject.urgent,
    }
}

/// Where author and actor are deleted accounts they are taken for the same, as the waits do; but
/// nobody gives a verdict on the own work.
fn is_own_ghost(subject: &Subject<'_>, reading: &Reading<'_>) -> bool {
    let state = reading.event.state.as_deref();
    let verdict = matches!(state, Some("approved" | "changes_requested"));
    reading.actor == GHOST && is_ghost(subject.author) && !verdict
}

/// A co-author's approval is no second pair of eyes (model 2.7).
fn approves(subject: &Subject<'_>, reading: &Reading<'_>) -> bool {
    let paired = |pull: &Pull<'_>| pull.co_authors.contains(reading.actor.as_str());
    reading.approval && subject.pull.is_some_and(|p| !paired(p))
}

fn near(subject: &Subject<'_>, reading: &Reading<'_>, repo: &Repo<'_>) -> Option<bool> {
    let directories = subject.pull?.directories.as_ref()?;
    let known = reading.actor != GHOST;
    Some(known && repo.history.near(&reading.actor, directories, reading.event.at))
}
