//! Review requests and questions, and how they ended.
//!
//! Each subject is read once from its last event to its first, so that what came next is known
//! when an ask is met.

use std::collections::BTreeMap;

use compact_str::format_compact;

use super::frame::{Frame, HORIZON_BH, STALE_BH};
use super::index::{Pull, Repo, Ticket};
use super::owners::Rules;
use super::reading::Reading;
use crate::derive::role::{Role, Roles};
use crate::derive::roster::group_name;
use crate::model::derived::Ask;
use crate::model::hash::HashMap;
use crate::model::table::Text;
use crate::model::time::Timestamp;

/// What asks about one pull request or issue share.
struct Subject<'s> {
    repo: &'s str,
    kind: &'static str,
    number: i64,
    item: Text,
    team: usize,
    author: &'s str,
    author_role: Role,
    owners: Vec<String>,
}

/// What came next, as seen from the event at hand.
#[derive(Default)]
struct Ahead<'s> {
    /// First review by each person.
    review: HashMap<&'s str, Timestamp>,
    /// First answer in words or by review by each person.
    response: HashMap<&'s str, Timestamp>,
    /// First act of each leader.
    leader: BTreeMap<&'s str, Timestamp>,
    /// First withdrawal of a request, by whom was asked.
    removed: HashMap<&'s str, Timestamp>,
    /// First merge or close.
    end: Option<(Timestamp, &'static str)>,
}

/// How an ask ended.
struct Ending {
    at: Timestamp,
    outcome: &'static str,
}

/// Asks within the derived months, in the order of subjects and time.
pub(super) fn rows(repo: &Repo<'_>, frame: &Frame<'_>) -> Vec<Ask> {
    let mut out = Vec::new();
    for pull in repo.pulls.iter().filter(|p| !p.by_bot) {
        out.extend(of_readings(&of_pull(pull, repo, frame), &pull.readings, frame));
    }
    for ticket in &repo.issues {
        out.extend(of_readings(&of_issue(ticket, repo, frame), &ticket.readings, frame));
    }
    out
}

fn of_pull<'s>(pull: &'s Pull<'s>, repo: &'s Repo<'_>, frame: &Frame<'_>) -> Subject<'s> {
    let ready = pull.ready.unwrap_or(pull.row.created);
    Subject {
        repo: repo.name,
        kind: "pull",
        number: pull.row.number,
        item: format_compact!("#{}", pull.row.number),
        team: pull.team,
        author: &pull.author,
        author_role: frame.role(pull.team, &pull.author, ready),
        owners: repo
            .owners
            .at(&frame.almanac.month(ready))
            .map_or_else(Vec::new, |rules| owners(pull, rules)),
    }
}

fn of_issue<'s>(ticket: &'s Ticket<'_>, repo: &'s Repo<'_>, frame: &Frame<'_>) -> Subject<'s> {
    Subject {
        repo: repo.name,
        kind: "issue",
        number: ticket.row.number,
        item: format_compact!("issue#{}", ticket.row.number),
        team: ticket.team,
        author: &ticket.author,
        author_role: frame.role(ticket.team, &ticket.author, ticket.row.created),
        owners: Vec::new(),
    }
}

/// Owners of any file of a pull request, teams by their bare name.
fn owners(pull: &Pull<'_>, rules: &Rules) -> Vec<String> {
    let files = pull.files.iter().flatten();
    let mut owners: Vec<String> =
        files.filter_map(|f| rules.owners(f)).flatten().map(|o| bare(o)).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// Teams are written with and without their organisation.
fn bare(who: &str) -> String {
    if who.starts_with("team:") { format!("team:{}", group_name(who)) } else { who.to_owned() }
}

fn of_readings(subject: &Subject<'_>, readings: &[Reading<'_>], frame: &Frame<'_>) -> Vec<Ask> {
    let mut out = Vec::new();
    let may_ask = |r: &Reading<'_>| r.event.is_question || r.event.kind == "review_requested";
    // What happened before the first question answers none.
    let Some(first) = readings.iter().position(may_ask) else { return out };
    let mut ahead = Ahead::default();
    for reading in readings[first..].iter().rev() {
        if frame.month_of(reading.event.at).is_some() {
            for (asked, via) in asked(reading, subject, frame).into_iter().rev() {
                out.push(ask(subject, reading, asked, via, &ahead, frame));
            }
        }
        ahead.meet(reading, subject, frame);
    }
    out.reverse();
    out
}

/// Whom an event asks: the target of a request, or those named in a comment with a question mark.
fn asked<'s>(
    reading: &'s Reading<'_>,
    subject: &Subject<'_>,
    frame: &Frame<'_>,
) -> Vec<(&'s str, &'static str)> {
    let event = &reading.event;
    let fits =
        |who: &&str| *who != subject.author && *who != reading.actor && !frame.people.is_bot(who);
    if event.kind == "review_requested" {
        // Somebody who asks for the own review has been asked all the same.
        let target = event.target.as_deref();
        let target = target.filter(|t| *t != subject.author && !frame.people.is_bot(t));
        return target.map(|t| (t, "request")).into_iter().collect();
    }
    if !event.is_question || !reading.speaks() || frame.people.is_bot(&reading.actor) {
        return Vec::new();
    }
    event
        .mentions
        .split(' ')
        .filter(|m| !m.is_empty())
        .filter(fits)
        .map(|m| (m, "mention"))
        .collect()
}

impl<'s> Ahead<'s> {
    fn meet(&mut self, reading: &'s Reading<'_>, subject: &Subject<'_>, frame: &Frame<'_>) {
        let (event, actor) = (&reading.event, reading.actor.as_str());
        let at = event.at;
        match event.kind.as_str() {
            "merged" => self.end = Some((at, "merged")),
            "closed" => {
                // A merge closes too; the merged event stands beside it.
                let merged = self.end.is_some_and(|(t, what)| t == at && what == "merged");
                self.end = Some((at, if merged { "merged" } else { "closed" }));
            }
            "review_request_removed" => {
                if let Some(target) = event.target.as_deref() {
                    self.removed.insert(target, at);
                }
            }
            _ => {}
        }
        if actor == subject.author || !(reading.reviews() || reading.is_trace()) {
            return;
        }
        let role = frame.role(subject.team, actor, at);
        if role == Role::Bot {
            return;
        }
        if reading.reviews() {
            self.review.insert(actor, at);
        }
        if reading.speaks() && !reading.template {
            self.response.insert(actor, at);
        }
        if role == Role::Leader && reading.is_trace() && !reading.template && !asks(reading) {
            self.leader.insert(actor, at);
        }
    }

    /// First answer to a question put to somebody: of a leader, by any leader but the asker.
    fn answer(&self, question: &Question<'_>, members: Option<&[String]>) -> Option<Timestamp> {
        let not_the_asker = |who: &str| who != question.asker;
        if question.role == Role::Leader {
            let leaders = self.leader.iter().filter(|(who, _)| not_the_asker(who));
            return leaders.map(|(_, at)| *at).min();
        }
        let answers = if question.via == "request" { &self.review } else { &self.response };
        if !question.asked.starts_with("team:") {
            return answers.get(question.asked).copied();
        }
        match members {
            Some(members) => members.iter().filter_map(|m| answers.get(m.as_str())).min().copied(),
            // Whose team is not known, anybody's answer may be its answer.
            None => answers.iter().filter(|(who, _)| not_the_asker(who)).map(|(_, at)| *at).min(),
        }
    }
}

/// Who was asked what by whom.
struct Question<'q> {
    asker: &'q str,
    asked: &'q str,
    role: Role,
    via: &'static str,
}

/// Asking somebody else is no answer.
fn asks(reading: &Reading<'_>) -> bool {
    matches!(reading.event.kind.as_str(), "review_requested" | "review_request_removed")
}

fn ask(
    subject: &Subject<'_>,
    reading: &Reading<'_>,
    asked: &str,
    via: &'static str,
    ahead: &Ahead<'_>,
    frame: &Frame<'_>,
) -> Ask {
    let at = reading.event.at;
    let team = subject.team;
    let role = asked_role(asked, team, at, frame);
    let members = frame.rosters.get(team).and_then(|r| r.members(asked));
    let question = Question { asker: &reading.actor, asked, role, via };
    let answer = ahead.answer(&question, members);
    let removed = ahead.removed.get(asked).copied().filter(|_| via == "request");
    let ending = ending(answer, removed, ahead.end, frame.as_of);
    let open = ending.outcome == "open";
    let followed = |hours| !open || frame.after(team, at, hours) <= frame.as_of;
    Ask {
        repo: subject.repo.into(),
        team: frame.team_name(team),
        subject: subject.kind.into(),
        number: subject.number,
        item: subject.item.clone(),
        period: frame.almanac.month(at),
        week: frame.almanac.week(at),
        author: subject.author.into(),
        author_role: subject.author_role.as_str().into(),
        asker_role: frame.by(team, subject.author, &reading.actor, at).into(),
        asked: asked.into(),
        asked_role: role.as_str().into(),
        via: via.into(),
        needed_by_rule: subject.owners.binary_search(&bare(asked)).is_ok(),
        at,
        answered_bh: frame.hours(team, at, ending.at),
        censored: ending.outcome != "answered",
        outcome: ending.outcome.into(),
        followed_40: followed(STALE_BH),
        followed_80: followed(HORIZON_BH),
    }
}

/// A team leads where all of it does; one whose members are not known is taken for peers.
fn asked_role(asked: &str, team: usize, at: Timestamp, frame: &Frame<'_>) -> Role {
    if !asked.starts_with("team:") {
        return frame.role(team, asked, at);
    }
    let members = frame.rosters.get(team).and_then(|r| r.members(asked)).unwrap_or_default();
    let leads = |person: &String| frame.role(team, person, at) == Role::Leader;
    if !members.is_empty() && members.iter().all(leads) { Role::Leader } else { Role::Peer }
}

/// What came first; at one instant an answer counts before what else ended the ask.
fn ending(
    answer: Option<Timestamp>,
    removed: Option<Timestamp>,
    end: Option<(Timestamp, &'static str)>,
    as_of: Timestamp,
) -> Ending {
    let endings = [
        answer.map(|at| (at, 0, "answered")),
        removed.map(|at| (at, 1, "removed")),
        end.map(|(at, what)| (at, 2, what)),
    ];
    let first = endings.into_iter().flatten().min();
    first.map_or(Ending { at: as_of, outcome: "open" }, |(at, _, outcome)| Ending { at, outcome })
}
