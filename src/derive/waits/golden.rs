//! The golden vectors of model 2.6, the edge cases of 2.7 and the readings of A.16.

use super::piece::Awaited;
use super::script::{party, pieces, walked};
use super::step::Script;
use crate::derive::role::Role;
use crate::model::time::Timestamp;

fn as_is(_: &mut Script<'static>) {}

fn lea_owns(script: &mut Script<'static>) {
    script.requirement.owners = vec![party("lea")];
}

fn two_approvals(script: &mut Script<'static>) {
    script.requirement.approvals = 2;
}

fn checks_known(script: &mut Script<'static>) {
    script.requirement.checks_known = true;
}

fn seen_at_500(script: &mut Script<'static>) {
    script.as_of = Timestamp::from_seconds(500);
}

type Case = (&'static str, fn(&mut Script<'static>), &'static str, &'static str);

fn check(cases: &[Case]) {
    for (id, change, text, expected) in cases {
        assert_eq!(&pieces(text, change), expected, "{id}: {text}");
    }
}

const GOLDEN: &[Case] = &[
    (
        "G01",
        as_is,
        "0 open, 5 req pat, 40 pat approve, 50 pat merge",
        "first(none) 5, first(peer) 35, approved 10",
    ),
    (
        "G02",
        as_is,
        "0 open, 0 req lea, 90 lea approve, 95 merge",
        "first(leader answered) 90, approved 5",
    ),
    ("G03", as_is, "0 open, 1 bot say, 300 pat approve, 310 merge", "first(none) 300, approved 10"),
    (
        "G04",
        as_is,
        "0 open, 0 req lea, 50 lea reject, 80 push, 85 req lea, 140 lea approve, 150 merge",
        "first(leader answered) 50, author 30, leader answered 60, approved 10",
    ),
    (
        "G05",
        lea_owns,
        "0 open, 0 req pat, 30 pat approve, 100 lea approve, 110 merge",
        "first(peer) 30, leader answered 70, approved 10",
    ),
    (
        "G06",
        as_is,
        "0 open, 0 req pat, 0 req lea, 30 pat approve, 100 lea approve, 110 merge",
        "first(peer) 30, approved(leader answered) 70, approved 10",
    ),
    (
        "G07",
        as_is,
        "0 open, 0 req lea, 20 lea approve, 25 push, 25 bot dismiss lea, 26 req lea, \
             60 lea approve, 70 merge",
        "first(leader answered) 20, approved 5, peer(none) 1, leader answered 34, approved 10",
    ),
    (
        "G08",
        as_is,
        "0 open-draft, 100 ready, 100 req pat, 140 draft, 200 ready, 230 pat approve, \
             240 merge",
        "draft 100, first(peer) 40, draft 60, first(peer) 30, approved 10",
    ),
    (
        "G09",
        as_is,
        "0 open, 0 req pat, 50 close, 150 reopen, 200 pat approve, 210 merge",
        "first(peer) 50, first(peer) 50, approved 10",
    ),
    (
        "G10",
        as_is,
        "0 open, 0 req lea, 200 req pat, 230 pat approve, 240 pat merge",
        "first(leader bypassed) 200, first(peer) 30, approved(leader bypassed) 10",
    ),
    ("G11", seen_at_500, "0 open, 0 req lea", "first(leader unresolved) 500"),
    (
        "G12",
        as_is,
        "0 open, 20 pat review, 60 say, 100 pat approve, 105 merge",
        "first(none) 20, author 40, peer(none) 40, approved 5",
    ),
    (
        "G13",
        as_is,
        "0 open, 0 req pat, 20 pat approve, 30 lea reject, 70 push, 150 lea approve, 155 merge",
        "first(peer) 20, approved 10, author 40, leader answered 80, approved 5",
    ),
    (
        "G14",
        as_is,
        "0 open, 0 req pat, 0 req lea, 120 lea approve, 125 merge",
        "first(leader answered) 120, approved 5",
    ),
    (
        "G15",
        checks_known,
        "0 open, 0 req pat, 10 pat approve, 10 bot ci-fail, 60 bot ci-ok, 70 merge",
        "first(peer) 10, ci 50, approved 10",
    ),
    (
        "G16",
        as_is,
        "0 open, 0 req pat, 10 pat reject, 30 bot merge-base, 90 push, 130 pat approve, \
             140 merge",
        "first(peer) 10, author 80, peer 40, approved 10",
    ),
    (
        "G17",
        as_is,
        "0 open, 0 req team=pat+lea, 40 pat approve, 45 merge",
        "first(peer) 40, approved 5",
    ),
    (
        "G18",
        two_approvals,
        "0 open, 0 req pat, 0 req lea, 30 pat approve, 100 lea approve, 110 merge",
        "first(peer) 30, leader answered 70, approved 10",
    ),
    (
        "G19",
        as_is,
        "0 open, 10 gap, 60 gap-end, 80 pat approve, 85 merge",
        "first(none) 10, gap 50, first(none) 20, approved 5",
    ),
];

#[test]
fn golden_vectors() {
    check(GOLDEN);
}

#[test]
fn golden_sums() {
    let open = |text| walked(text, as_is).open_seconds();
    assert_eq!(
        open("0 open, 0 req pat, 50 close, 150 reopen, 200 pat approve, 210 merge"),
        110,
        "G09"
    );
    assert_eq!(open("0 open-draft, 100 ready, 140 draft, 200 ready, 240 merge"), 240, "G08");
}

const EDGE_CASES: &[Case] = &[
    (
        "the review of the author's pair is not independent",
        as_is,
        "0 open, 0 req par, 20 par approve, 50 pat approve, 55 merge",
        "first(peer) 20, first(none) 30, approved 5",
    ),
    (
        "a deleted account or an outsider is a peer",
        as_is,
        "0 open, 0 req oto, 30 oto reject, 40 push, 50 merge",
        "first(peer) 30, author 10, peer 10",
    ),
    (
        "a review while drafting counts as the first",
        as_is,
        "0 open-draft, 20 pat review, 50 ready, 60 merge",
        "draft 50, author 10",
    ),
    (
        "approvals by the author and by bots are ignored",
        as_is,
        "0 open, 10 approve, 20 bot approve, 30 bot ask, 40 merge",
        "first(none) 40",
    ),
    (
        "set to merge by itself before approval: machines are awaited",
        as_is,
        "0 open, 0 req pat, 10 auto, 30 pat approve, 70 bot merge",
        "first(peer) 30, ci 40",
    ),
    (
        "a merge queue awaits nobody",
        as_is,
        "0 open, 0 req pat, 0 req lea, 30 pat approve, 40 queue, 60 unqueue, 70 bot merge",
        "first(peer) 30, approved(leader bypassed) 10, approved 20, \
             approved(leader bypassed) 10",
    ),
    (
        "a truncated record is a gap",
        as_is,
        "0 open, 30 pat reject, 40 gap, 90 merge",
        "first(none) 30, author 10, gap 50",
    ),
    (
        "steps of one second: openings, the order of the source, closings",
        as_is,
        "10 merge, 0 req lea, 0 open, 5 lea approve, 5 push, 5 lea reject, 5 lea approve",
        "first(leader answered) 5, approved 5",
    ),
    (
        "a draft stays a draft while a leader's request is pending",
        as_is,
        "0 open, 0 req lea, 10 draft, 90 ready, 100 lea approve, 100 merge",
        "first(leader answered) 10, draft 80, first(leader answered) 10",
    ),
    ("bookkeeping leaves nothing or little", as_is, "0 open, 0 merge", ""),
];

#[test]
fn edge_cases() {
    check(EDGE_CASES);
}

const SETTLED: &[Case] = &[
    (
        "ready after a verdict hands it back",
        as_is,
        "0 open, 10 pat reject, 20 draft, 50 ready, 60 merge",
        "first(none) 10, author 10, draft 30, peer 10",
    ),
    (
        "ready without a verdict is no answer",
        as_is,
        "0 open, 10 pat review, 20 draft, 50 ready, 60 merge",
        "first(none) 10, author 10, draft 30, author 10",
    ),
    (
        "a comment is an answer, a template is not",
        as_is,
        "0 open, 10 pat short, 20 pat say, 30 merge",
        "first(none) 20, peer(none) 10",
    ),
    (
        "a question is the author's turn",
        as_is,
        "0 open, 10 pat ask, 30 say, 40 merge",
        "first(none) 10, author 20, peer(none) 10",
    ),
    (
        "a word of approval approves, however short",
        as_is,
        "0 open, 10 pat ack, 30 merge",
        "first(none) 10, approved 20",
    ),
    (
        "the author's own review is the author's comment",
        as_is,
        "0 open, 10 pat ask, 30 review, 40 merge",
        "first(none) 10, author 20, peer(none) 10",
    ),
    (
        "requests by bots count, requests of bots do not",
        as_is,
        "0 open, 0 bot req lea, 0 req bot, 10 unreq lea, 20 merge",
        "first(leader bypassed) 10, first(none) 10",
    ),
    (
        "a wait is a run of touching pieces, answered at its end",
        as_is,
        "0 open, 0 req lea, 10 pat say, 20 lea short, 40 lou say, 50 unreq lea, 60 merge",
        "first(leader bypassed) 10, leader bypassed 40, peer(none) 10",
    ),
    (
        "a template is no answer to a wait",
        as_is,
        "0 open, 0 req lea, 20 lea short, 30 merge",
        "first(leader bypassed) 30",
    ),
    (
        "a leader's merge or close is an answer",
        as_is,
        "0 open, 0 req lea, 30 lou close",
        "first(leader answered) 30",
    ),
    (
        "what a leader says after the close answers nothing",
        as_is,
        "0 open, 0 req lea, 30 close, 40 lea say",
        "first(leader bypassed) 30",
    ),
    (
        "a dismissed request for changes does not bring an older approval back",
        as_is,
        "0 open, 10 pat approve, 20 pat reject, 30 dismiss pat, 40 merge",
        "first(none) 10, approved 10, author 10, peer(none) 10",
    ),
    (
        "a comment-type review leaves the verdict",
        as_is,
        "0 open, 10 pat approve, 20 pat review, 30 merge",
        "first(none) 10, approved 20",
    ),
    (
        "a re-request clears no verdict",
        as_is,
        "0 open, 10 pat approve, 20 req pat, 30 merge",
        "first(none) 10, approved 20",
    ),
    (
        "a re-request by the author answers a request for changes",
        as_is,
        "0 open, 10 pat reject, 20 req pat, 30 merge",
        "first(none) 10, author 10, peer 10",
    ),
    (
        "an unknown team is peers, and anybody may answer for it",
        as_is,
        "0 open, 0 req team=?, 10 lea review, 30 merge",
        "first(peer) 10, author 20",
    ),
    (
        "the phantom reviewer counts on closed pull requests only",
        as_is,
        "0 open, 0 req pat, 0 req lea, 999990 lea review",
        "first(peer) 999990, peer 10",
    ),
    (
        "a peer who reviews later was no phantom",
        as_is,
        "0 open, 0 req pat, 0 req lea, 10 lea reject, 20 push, 90 pat approve, 95 lea merge",
        "first(peer) 10, author 10, peer 70, leader answered 5",
    ),
    (
        "a phantom reviewer is one from the last peer review on",
        as_is,
        "0 open, 0 req pat, 0 req lea, 30 pia review, 80 lea review, 80 unreq pat, 90 merge",
        "first(peer) 30, leader answered 50, author 10",
    ),
    (
        "a group that only the author owns needs nobody",
        |script| script.requirement.owners = vec![party("aut")],
        "0 open, 10 pat approve, 20 merge",
        "first(none) 10, approved 10",
    ),
    (
        "nothing before the opening or after the merge",
        as_is,
        "0 req lea, 10 open, 20 merge, 30 reopen, 40 close",
        "first(leader bypassed) 10",
    ),
];

#[test]
fn settled_readings() {
    check(SETTLED);
}

#[test]
fn upper_bounds() {
    let upper = |text, change: fn(&mut Script<'static>)| -> Vec<Option<Awaited>> {
        walked(text, change).pieces.iter().map(|p| p.awaited_upper).collect()
    };
    assert_eq!(
        upper("0 open, 0 req pat, 0 req lea, 30 pat approve, 40 unreq lea, 50 merge", as_is),
        [Some(Awaited::Leader), Some(Awaited::Leader), None]
    );
    assert_eq!(
        upper("0 open, 0 req pat, 30 pat approve, 50 merge", |s| s.leaders_merge = true),
        [Some(Awaited::Peer), Some(Awaited::Leader)],
        "a merge that only leaders make"
    );
    assert_eq!(
        upper("0 open, 10 pat reject, 20 push, 30 merge", as_is),
        [Some(Awaited::Nobody), Some(Awaited::Author), Some(Awaited::Peer)]
    );
}

#[test]
fn deciding_approvals() {
    let decided = |text, change: fn(&mut Script<'static>)| {
        let merge = walked(text, change).merge.expect("a merge");
        (merge.approvals, merge.deciding.map(|d| (d.name, d.role, d.at.seconds())))
    };
    let pat = |at| Some(("pat", Role::Peer, at));
    let lea = |at| Some(("lea", Role::Leader, at));
    // Any of two would do where one is needed: the last before the merge.
    assert_eq!(decided("0 open, 10 pat approve, 20 lea approve, 30 merge", as_is), (2, lea(20)),);
    // Only the owner's counts, though a peer came later.
    assert_eq!(decided("0 open, 10 lea approve, 20 pat approve, 30 merge", lea_owns), (2, lea(10)),);
    // Both are needed: the later one.
    assert_eq!(
        decided("0 open, 10 lea approve, 20 pat approve, 30 merge", two_approvals),
        (2, pat(20)),
    );
    // Taken back before the merge, and in the second of the merge.
    assert_eq!(
        decided("0 open, 10 pat approve, 20 lea approve, 25 dismiss lea, 30 merge", as_is),
        (1, pat(10)),
    );
    assert_eq!(decided("0 open, 30 merge, 30 lea approve", as_is), (1, lea(30)));
    assert_eq!(decided("0 open, 30 merge, 31 lea approve", as_is), (0, None));
    // The requirement was never met: the last before the merge.
    assert_eq!(decided("0 open, 10 pat approve, 30 merge", two_approvals), (1, pat(10)));
}

#[test]
fn by_products() {
    let walk = walked(
        "0 open-draft, 5 bot say, 10 pat say, 20 ready, 30 req lea, 40 draft, 50 ready, \
         60 pat approve, 70 lea approve, 80 pat reject, 90 merge",
        two_approvals,
    );
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::seconds);
    assert_eq!(seconds(walk.ready), Some(20));
    assert_eq!(seconds(walk.first_response), Some(10));
    assert_eq!(seconds(walk.first_approval), Some(60));
    assert_eq!(seconds(walk.satisfied_by_peer), None, "a leader's was the second");
    assert_eq!(seconds(walk.redrafted), Some(40));
    assert_eq!(seconds(walk.closed), Some(90));
    let counts: Vec<usize> =
        [59, 60, 70, 80, 90].map(|t| walk.approvals_at(Timestamp::from_seconds(t))).into();
    assert_eq!(counts, [0, 1, 2, 1, 1]);
    let one = walked("0 open, 60 pat approve, 70 lea approve, 90 merge", as_is);
    assert_eq!(seconds(one.satisfied_by_peer), Some(60));
    let late = walked("0 open, 60 merge, 70 pat review", as_is);
    assert_eq!(late.first_response, None, "merged without a response");
}
