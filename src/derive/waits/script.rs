//! Scripts for tests as one line of text, and pieces as another.
//!
//! `40 pat approve` is what `pat` did at second 40; without a name it was the author. Leaders are
//! `lea` and `lou`, peers `pat` and `pia`, an outsider `oto`, the author `aut`, their pair `par`,
//! bots `bot`; a team is `team=pat+lea`, one that is not known `team=?`.

use super::piece::{Awaited, Piece, Resolution, Unknown, Wait};
use super::step::{Act, Actor, Party, Requirement, Script, Side, Step, Verdict};
use super::walk::{Walk, walk};
use crate::derive::role::Role;
use crate::model::time::Timestamp;

/// A script whose steps stand in `text`, looked at in second 1,000,000.
pub(super) fn script(text: &'static str) -> Script<'static> {
    Script {
        steps: text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(step).collect(),
        requirement: Requirement { approvals: 1, owners: vec![], checks_known: false },
        leaders_merge: false,
        as_of: Timestamp::from_seconds(1_000_000),
    }
}

/// The pieces of a script, or of one that `change` alters first.
pub(super) fn pieces(text: &'static str, change: impl FnOnce(&mut Script<'static>)) -> String {
    let walked = walked(text, change);
    shown(&walked.pieces)
}

/// The walk of a script that `change` alters first.
pub(super) fn walked(
    text: &'static str,
    change: impl FnOnce(&mut Script<'static>),
) -> Walk<'static> {
    let mut script = script(text);
    change(&mut script);
    let walked = walk(&script);
    let sum: i64 = walked.pieces.iter().map(Piece::seconds).sum();
    assert_eq!(sum, walked.open_seconds(), "{text}");
    walked
}

/// Pieces as text: state, whom it waits for, how that ended, seconds.
pub(super) fn shown(pieces: &[Piece]) -> String {
    pieces.iter().map(piece).collect::<Vec<_>>().join(", ")
}

fn piece(piece: &Piece) -> String {
    let name = match piece.state {
        Wait::Draft => "draft",
        Wait::FirstReview => "first",
        Wait::OnLeader => "leader",
        Wait::OnPeer => "peer",
        Wait::OnAuthor => "author",
        Wait::ToMerge => "approved",
        Wait::Unknown(Unknown::Gap) => "gap",
        Wait::Unknown(Unknown::Checks) => "ci",
    };
    let awaited = piece.awaited.map_or("", Awaited::as_str);
    let resolution = match piece.resolution {
        None => "",
        Some(Resolution::Answered) => " answered",
        Some(Resolution::Bypassed) => " bypassed",
        Some(Resolution::Unresolved) => " unresolved",
    };
    let seconds = piece.seconds();
    if awaited == name || awaited.is_empty() {
        format!("{name}{resolution} {seconds}")
    } else {
        format!("{name}({awaited}{resolution}) {seconds}")
    }
}

fn step(text: &'static str) -> Step<'static> {
    let mut words = text.split_whitespace().peekable();
    let at: i64 = words.next().expect("a time").parse().expect("seconds");
    let name = words.next_if(|word| is_person(word)).unwrap_or("aut");
    let verb = words.next().expect("a verb");
    let act = act(verb, words.next().unwrap_or(""), name);
    Step { at: Timestamp::from_seconds(at), actor: actor(name), act }
}

fn is_person(word: &str) -> bool {
    ["aut", "par", "lea", "lou", "pat", "pia", "oto", "bot"].contains(&word)
}

pub(super) fn actor(name: &'static str) -> Actor<'static> {
    let side = match name {
        "aut" => Side::Author,
        "par" => Side::Pair,
        _ => Side::Other,
    };
    Actor { name, role: role(name), side }
}

fn role(name: &str) -> Role {
    match name {
        "lea" | "lou" => Role::Leader,
        "oto" => Role::Outsider,
        "bot" => Role::Bot,
        _ => Role::Peer,
    }
}

/// A person, or a team written as `team=pat+lea`.
pub(super) fn party(name: &'static str) -> Party<'static> {
    let names = name.strip_prefix("team=").unwrap_or(name);
    let humans = names.split('+').filter(|n| !["aut", "bot"].contains(n));
    let members = humans.map(|n| (n, role(n))).collect();
    Party { name, members: (names != "?").then_some(members) }
}

fn act(verb: &str, target: &'static str, actor: &str) -> Act<'static> {
    let comment = |template, question, approval| Act::Comment { template, question, approval };
    match verb {
        "open" => Act::Opened { draft: false },
        "open-draft" => Act::Opened { draft: true },
        "ready" => Act::Ready,
        "draft" => Act::Drafted,
        "req" => Act::Request(party(target)),
        "unreq" => Act::Unrequest(target),
        "approve" => Act::Review(Verdict::Approved),
        "reject" => Act::Review(Verdict::ChangesRequested),
        "review" => Act::Review(Verdict::Commented),
        "dismiss" => Act::Dismiss(target),
        "push" => Act::Push { author_side: actor == "aut", merges_base: false },
        "merge-base" => Act::Push { author_side: true, merges_base: true },
        "say" => comment(false, false, false),
        "ask" => comment(false, true, false),
        "short" => comment(true, false, false),
        "ack" => comment(true, false, true),
        "ci-ok" => Act::Checks { passed: true },
        "ci-fail" => Act::Checks { passed: false },
        "auto" => Act::AutoMerge(true),
        "queue" => Act::Queue(true),
        "unqueue" => Act::Queue(false),
        "gap" => Act::GapStart,
        "gap-end" => Act::GapEnd,
        "close" => Act::Closed,
        "merge" => Act::Merged,
        "reopen" => Act::Reopened,
        other => unreachable!("no verb `{other}`"),
    }
}
