//! What must not change a score, and what may move it one way only (model 4d), through the whole
//! path.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::casting::{Role, WARM_UP};
use super::judged::{Passed, end, simulate};
use super::path::{Case, Scoring, Span, observe};
use super::stats::Count;
use crate::model::facts::{Event, Person, PullRequest};
use crate::model::table::Text;
use crate::model::time::Timestamp;
use crate::score::outcome::{MonthScore, TeamScore};
use crate::signals::catalogue::Catalogue;
use crate::signals::engine::EngineError;
use crate::sources::facts::Facts;

/// What was tried, and on how many teams it held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// What must hold.
    pub what: &'static str,
    /// Teams on which it did.
    pub teams: Count,
}

/// A change of the facts, and what must hold between the scores before and after it.
type Trial = (&'static str, fn(&mut Case), fn(&MonthScore, &MonthScore) -> bool);

const TRIALS: [Trial; 4] = [
    ("renaming everybody changes nothing", rename, |a, b| a == b),
    (
        "a bot that comments on everything and asks itself for reviews changes nothing",
        add_bot,
        |a, b| a == b,
    ),
    (
        "a leader who was asked alone and answers four hours later never lowers control",
        add_leader_wait,
        |a, b| rises(a, b, |m| m.control.as_ref()?.value.map(|v| v.value)),
    ),
    (
        "a request to a peer, on top of one, that nobody answers never lowers drift",
        add_unanswered,
        |a, b| rises(a, b, |m| m.drift.as_ref()?.value.map(|v| v.value)),
    ),
];

/// Rounding error of a pressure.
const TOLERANCE: f64 = 1e-9;

fn rises(before: &MonthScore, after: &MonthScore, of: fn(&MonthScore) -> Option<f64>) -> bool {
    match (of(before), of(after)) {
        (Some(before), Some(after)) => after >= before - TOLERANCE,
        (before, after) => before.is_none() && after.is_none(),
    }
}

/// Tries all of it on some teams.
///
/// # Errors
/// When the engine refuses a signal file.
pub fn trials(
    roles: &[Role],
    catalogue: &Catalogue,
    scoring: Scoring<'_>,
    passed: &mut Passed,
) -> Result<Vec<Held>, EngineError> {
    let Some(first) = roles.first() else { return Ok(Vec::new()) };
    let month = first.spec.first.plus(WARM_UP.cast_signed());
    let span = Span::month(month, end(first));
    let cases = simulate(roles);
    let mut run = |cases: Vec<Case>| -> Result<Vec<TeamScore>, EngineError> {
        let observed = observe(cases, span, catalogue)?;
        passed.add(roles.len(), &observed);
        Ok(observed.score(scoring))
    };
    let before = run(cases.clone())?;
    let mut held = Vec::new();
    for (what, change, holds) in TRIALS {
        let mut changed = cases.clone();
        changed.iter_mut().for_each(change);
        let after = run(changed)?;
        let pairs = before
            .iter()
            .zip(&after)
            .filter_map(|(before, after)| Some((before.months.first()?, after.months.first()?)));
        held.push(Held { what, teams: Count::over(pairs.map(|(b, a)| holds(b, a))) });
    }
    Ok(held)
}

/// New names for everybody, in another order.
fn rename(case: &mut Case) {
    let mut names: Vec<String> = case.facts.people.iter().map(|p| p.person.to_string()).collect();
    names.extend(case.leaders.iter().map(|l| l.person.clone()));
    names.extend(case.members.iter().cloned());
    names.sort();
    names.dedup();
    let count = names.len();
    let bots: Vec<String> =
        case.facts.people.iter().filter(|p| p.is_bot).map(|p| p.person.to_string()).collect();
    let new: BTreeMap<String, String> = names
        .into_iter()
        .enumerate()
        // What tells a bot by its name stays told.
        .filter(|(_, old)| !bots.contains(old) && !old.ends_with("[bot]"))
        .map(|(index, old)| (old, format!("somebody{:03}", count - index)))
        .collect();
    let to = |name: &mut Text| {
        if let Some(new) = new.get(name.as_str()) {
            *name = new.as_str().into();
        }
    };
    let maybe = |name: &mut Option<Text>| name.iter_mut().for_each(to);
    let list = |names: &mut Text| {
        let each = names.split(' ').map(|n| new.get(n).map_or(n, String::as_str));
        *names = each.collect::<Vec<_>>().join(" ").into();
    };
    let configured = case.leaders.iter_mut().map(|leader| &mut leader.person);
    for name in configured.chain(&mut case.members) {
        if let Some(new) = new.get(name.as_str()) {
            name.clone_from(new);
        }
    }
    let facts = &mut case.facts;
    for row in &mut facts.people {
        to(&mut row.person);
        maybe(&mut row.login);
    }
    for row in &mut facts.commits {
        to(&mut row.author);
        to(&mut row.committer);
    }
    facts.commit_trailers.iter_mut().for_each(|row| to(&mut row.person));
    facts.owned_paths.iter_mut().for_each(|row| maybe(&mut row.owner));
    for row in &mut facts.pull_requests {
        maybe(&mut row.author);
        maybe(&mut row.merged_by);
    }
    for row in &mut facts.issues {
        maybe(&mut row.author);
        list(&mut row.assignees);
    }
    facts.milestones.iter_mut().for_each(|row| maybe(&mut row.creator));
    for row in &mut facts.events {
        maybe(&mut row.actor);
        maybe(&mut row.target);
        list(&mut row.mentions);
    }
}

const BOT: &str = "helpful-robot[bot]";

/// A bot comments within seconds and asks itself for a review.
fn add_bot(case: &mut Case) {
    case.facts.people.push(Person {
        repo: case.repo.as_str().into(),
        person: BOT.into(),
        login: Some(BOT.into()),
        account: Some(999_999_999),
        email: None,
        is_bot: true,
    });
    let mut more = Vec::new();
    for pull in &case.facts.pull_requests {
        let event = |kind: &str, actor: Option<String>, after: i64| Event {
            repo: pull.repo.clone(),
            subject: "pull".into(),
            number: pull.number,
            seq: i64::MAX,
            at: pull.created.plus(after),
            at_inferred: false,
            kind: kind.into(),
            actor: actor.map(Into::into),
            target: None,
            state: None,
            count: None,
            body_length: Some(120),
            text_key: Some(pull.number),
            is_question: true,
            mentions: String::new().into(),
            approval_word: None,
        };
        more.push(event("commented", Some(BOT.to_owned()), 4));
        // By the bot itself: an author's request is a human act, which ends a stale wait.
        let asked = event("review_requested", Some(BOT.to_owned()), 5);
        more.push(Event {
            target: Some(BOT.into()),
            body_length: None,
            text_key: None,
            is_question: false,
            ..asked
        });
    }
    add(&mut case.facts, more);
}

/// Adds events and numbers all of them anew in the order of time.
fn add(facts: &mut Facts, more: Vec<Event>) {
    facts.events.extend(more);
    facts.events.sort_by(|a, b| {
        (&a.subject, a.number, a.at, a.seq).cmp(&(&b.subject, b.number, b.at, b.seq))
    });
    let mut before: Option<(Text, i64)> = None;
    let mut seq = 0;
    for event in &mut facts.events {
        let here = (event.subject.clone(), event.number);
        seq = if before.as_ref() == Some(&here) { seq + 1 } else { 0 };
        event.seq = seq;
        before = Some(here);
    }
}

/// Requests of one pull request, by number.
fn requests(facts: &Facts) -> BTreeMap<i64, Vec<Event>> {
    let mut requests: BTreeMap<i64, Vec<Event>> = BTreeMap::new();
    for event in facts.events.iter().filter(|e| e.subject == "pull" && e.kind == "review_requested")
    {
        requests.entry(event.number).or_default().push(event.clone());
    }
    requests
}

/// Seconds in a week.
const WEEK: i64 = 7 * 86_400;

/// Where only leaders were asked and one answered, everything from the answer on comes four hours
/// later; not at the ends of months and not near the horizon, where other things would change too.
fn add_leader_wait(case: &mut Case) {
    let leads = |name: &Option<Text>| {
        name.as_ref().is_some_and(|n| case.leaders.iter().any(|l| l.person == *n))
    };
    let alone: BTreeSet<i64> = requests(&case.facts)
        .into_iter()
        .filter(|(_, asked)| asked.iter().all(|e| leads(&e.target)))
        .map(|(number, _)| number)
        .collect();
    let utc = jiff::tz::TimeZone::UTC;
    let short = |p: &&PullRequest| {
        let early = p.created.date(&utc).day() <= 18;
        early && p.merged.is_some_and(|m| m.since(p.created) < WEEK)
    };
    let short: BTreeSet<i64> =
        case.facts.pull_requests.iter().filter(short).map(|p| p.number).collect();
    let mut answers: BTreeMap<i64, Timestamp> = BTreeMap::new();
    let reviews = case.facts.events.iter().filter(|e| e.subject == "pull" && e.kind == "reviewed");
    for review in reviews.filter(|e| leads(&e.actor)) {
        if alone.contains(&review.number) && short.contains(&review.number) {
            answers.entry(review.number).or_insert(review.at);
        }
    }
    let later = |number: i64, at: &mut Timestamp| {
        if answers.get(&number).is_some_and(|answer| *at >= *answer) {
            *at = at.plus(4 * 3_600);
        }
    };
    for event in case.facts.events.iter_mut().filter(|e| e.subject == "pull") {
        later(event.number, &mut event.at);
    }
    for pull in &mut case.facts.pull_requests {
        let number = pull.number;
        pull.merged.iter_mut().chain(&mut pull.closed).for_each(|at| later(number, at));
    }
}

/// Where a peer was asked and nothing was merged within a week, another peer is asked who has no
/// part in it.
fn add_unanswered(case: &mut Case) {
    let slow: BTreeSet<i64> = case
        .facts
        .pull_requests
        .iter()
        .filter(|p| p.merged.is_none_or(|m| m.since(p.created) > 2 * WEEK))
        .map(|p| p.number)
        .collect();
    let mut part: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for event in case.facts.events.iter().filter(|e| e.subject == "pull") {
        let people = [&event.actor, &event.target].into_iter().flatten().map(Text::as_str);
        part.entry(event.number).or_default().extend(people);
    }
    let mut more = Vec::new();
    for (number, asked) in requests(&case.facts) {
        let Some(people) = part.get(&number).filter(|_| slow.contains(&number)) else { continue };
        let peer =
            |e: &&Event| e.target.as_ref().is_some_and(|t| case.members.iter().any(|m| t == m));
        let idle = case.members.iter().find(|member| !people.contains(member.as_str()));
        if let (Some(first), Some(idle)) = (asked.iter().find(peer), idle) {
            let target = Some(idle.as_str().into());
            more.push(Event { at: first.at.plus(60), seq: i64::MAX, target, ..first.clone() });
        }
    }
    add(&mut case.facts, more);
}
