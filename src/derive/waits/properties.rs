//! What holds for any sequence of steps.

use proptest::prelude::*;

use super::piece::{Awaited, Piece, Resolution, Wait, leader_waits};
use super::script::{actor, party};
use super::step::{Act, Party, Requirement, Script, Step, Verdict};
use super::walk::{Walk, walk};
use crate::derive::role::Role;
use crate::model::time::Timestamp;

const PEOPLE: [&str; 8] = ["aut", "par", "lea", "lou", "pat", "pia", "oto", "bot"];
const PARTIES: [&str; 10] = [
    "lea",
    "lou",
    "pat",
    "pia",
    "oto",
    "bot",
    "team=?",
    "team=pat+lea",
    "team=lea+lou",
    "team=aut",
];
const END: i64 = 60;

/// A step from three small numbers: cheaper to generate than a choice among strategies.
fn step() -> impl Strategy<Value = Step<'static>> {
    (0..END, 0..PEOPLE.len(), 0..64_usize).prop_map(|(at, name, what)| Step {
        at: Timestamp::from_seconds(at),
        actor: actor(PEOPLE[name]),
        act: act(what),
    })
}

fn act(what: usize) -> Act<'static> {
    let bit = |n: usize| what >> n & 1 == 1;
    match what {
        0..8 => Act::Comment { template: bit(0), question: bit(1), approval: bit(2) },
        8..18 => Act::Review(Verdict::Approved),
        18..24 => Act::Review(Verdict::ChangesRequested),
        24..28 => Act::Review(Verdict::Commented),
        28..38 => Act::Request(party(PARTIES[what - 28])),
        38..41 => Act::Unrequest(PARTIES[what - 38]),
        41..45 => Act::Dismiss(PEOPLE[what - 40]),
        45..49 => Act::Push { author_side: bit(0), merges_base: what == 48 },
        49..51 => Act::Checks { passed: bit(0) },
        51..53 => Act::AutoMerge(bit(0)),
        53..55 => Act::Queue(bit(0)),
        55 => Act::GapStart,
        56 => Act::GapEnd,
        57 => Act::Closed,
        58 => Act::Merged,
        59 | 60 => Act::Reopened,
        61 => Act::Drafted,
        62 => Act::Ready,
        _ => Act::Opened { draft: false },
    }
}

fn script() -> impl Strategy<Value = Script<'static>> {
    (
        prop::collection::vec(step(), 0..24),
        0..4_usize,
        // Beyond the last: no owners.
        0..2 * PARTIES.len(),
        any::<(bool, bool)>(),
        0..12_usize,
    )
        .prop_map(|(mut steps, approvals, owner, (checks_known, leaders_merge), opening)| {
            if opening > 0 {
                let open = Act::Opened { draft: opening == 1 };
                let at = Timestamp::from_seconds(0);
                steps.insert(0, Step { at, actor: actor("aut"), act: open });
            }
            let owners = PARTIES.get(owner).map(|name| party(name)).into_iter().collect();
            let requirement = Requirement { approvals, owners, checks_known };
            Script { steps, requirement, leaders_merge, as_of: Timestamp::from_seconds(END) }
        })
}

fn seconds(walk: &Walk<'_>, counts: impl Fn(&Piece) -> bool) -> i64 {
    walk.pieces.iter().filter(|p| counts(p)).map(Piece::seconds).sum()
}

fn on_review_side(piece: &Piece) -> bool {
    matches!(piece.state, Wait::FirstReview | Wait::OnLeader | Wait::OnPeer)
}

/// Somebody with the role of `like` who never does anything, asked by a bot.
fn unanswered(at: i64, like: Role) -> Step<'static> {
    let party = Party { name: "new", members: Some(vec![("new", like)]) };
    Step { at: Timestamp::from_seconds(at), actor: actor("bot"), act: Act::Request(party) }
}

fn with(script: &Script<'static>, step: Step<'static>) -> Script<'static> {
    let mut more = script.clone();
    more.steps.push(step);
    more
}

fn renamed(name: &'static str) -> &'static str {
    // Turns the alphabetical order around, so that nothing can hang on it.
    match name {
        "aut" => "zoe",
        "par" => "yan",
        "lea" => "xia",
        "lou" => "wim",
        "pat" => "eva",
        "pia" => "dan",
        "oto" => "cem",
        "bot" => "ben",
        "team=?" => "t9",
        "team=pat+lea" => "t8",
        "team=lea+lou" => "t7",
        other => other,
    }
}

fn renamed_party(party: &Party<'static>) -> Party<'static> {
    let members = party.members.as_ref();
    let members = members.map(|m| m.iter().map(|(n, role)| (renamed(n), *role)).collect());
    Party { name: renamed(party.name), members }
}

fn renamed_step(step: &Step<'static>) -> Step<'static> {
    let mut step = step.clone();
    step.actor.name = renamed(step.actor.name);
    step.act = match step.act {
        Act::Request(party) => Act::Request(renamed_party(&party)),
        Act::Unrequest(name) => Act::Unrequest(renamed(name)),
        Act::Dismiss(name) => Act::Dismiss(renamed(name)),
        other => other,
    };
    step
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_partition_the_open_time(script in script()) {
        let walk = walk(&script);
        for piece in &walk.pieces {
            prop_assert!(piece.from < piece.to);
            prop_assert!(piece.to <= script.as_of);
            prop_assert!(walk.open.iter().any(|(from, to)| *from <= piece.from && piece.to <= *to));
        }
        for pair in walk.pieces.windows(2) {
            prop_assert!(pair[0].to <= pair[1].from);
            prop_assert!(pair[0].to < pair[1].from || !pair[0].is_like(&pair[1]));
        }
        prop_assert_eq!(seconds(&walk, |_| true), walk.open_seconds());
    }

    #[test]
    fn attributes_agree_with_states(script in script()) {
        let walk = walk(&script);
        for piece in &walk.pieces {
            let awaited = piece.awaited;
            let fits = match piece.state {
                Wait::Draft | Wait::Unknown(_) => {
                    awaited.is_none() && piece.awaited_upper.is_none()
                }
                Wait::ToMerge => matches!(awaited, None | Some(Awaited::Leader)),
                Wait::OnAuthor => awaited == Some(Awaited::Author),
                Wait::OnLeader => awaited == Some(Awaited::Leader),
                Wait::OnPeer => matches!(awaited, Some(Awaited::Peer | Awaited::Nobody)),
                Wait::FirstReview => !matches!(awaited, None | Some(Awaited::Author)),
            };
            prop_assert!(fits, "{:?}", piece);
            prop_assert_eq!(piece.resolution.is_some(), piece.awaits_leader());
            prop_assert!(!piece.awaits_leader() || piece.awaited_upper == Some(Awaited::Leader));
            prop_assert_eq!(
                piece.resolution == Some(Resolution::Unresolved),
                piece.awaits_leader() && walk.closed.is_none()
                    && piece.resolution != Some(Resolution::Answered)
            );
        }
        for wait in leader_waits(&walk.pieces) {
            let pieces = &walk.pieces[wait];
            prop_assert!(pieces.windows(2).all(|p| p[0].to == p[1].from));
            prop_assert!(pieces.iter().all(|p| p.resolution == pieces[0].resolution));
        }
    }

    #[test]
    fn bots_say_nothing(
        script in script(),
        at in 0..END,
        what in 0..29_usize,
    ) {
        let act = if what == 28 { Act::Request(party("bot")) } else { act(what) };
        let noise = Step { at: Timestamp::from_seconds(at), actor: actor("bot"), act };
        prop_assert_eq!(walk(&with(&script, noise)), walk(&script));
    }

    #[test]
    fn names_mean_nothing(script in script()) {
        let mut other = script.clone();
        other.steps = script.steps.iter().map(renamed_step).collect();
        other.requirement.owners = script.requirement.owners.iter().map(renamed_party).collect();
        let (before, after) = (walk(&script), walk(&other));
        prop_assert_eq!(&before.pieces, &after.pieces);
        prop_assert_eq!(&before.approvals, &after.approvals);
        let deciding = |w: &Walk<'static>| w.merge.as_ref().and_then(|m| m.deciding);
        let names = deciding(&walk(&script)).map(|d| renamed(d.name));
        prop_assert_eq!(names, deciding(&after).map(|d| d.name));
    }

    #[test]
    fn the_future_changes_nothing(script in script(), step in step()) {
        let mut step = step;
        step.at = Timestamp::from_seconds(END + 1);
        prop_assert_eq!(walk(&with(&script, step)), walk(&script));
    }

    #[test]
    fn asking_a_leader_never_lowers_the_leaders_wait(script in script(), at in 0..END) {
        let (less, more) = (walk(&script), walk(&with(&script, unanswered(at, Role::Leader))));
        prop_assert!(seconds(&more, Piece::awaits_leader) >= seconds(&less, Piece::awaits_leader));
        let upper = |p: &Piece| p.awaited_upper == Some(Awaited::Leader);
        prop_assert!(seconds(&more, upper) >= seconds(&less, upper));
    }

    #[test]
    fn asking_a_peer_never_raises_the_leaders_wait(script in script(), at in 0..END) {
        let (less, more) = (walk(&script), walk(&with(&script, unanswered(at, Role::Peer))));
        // Where the author was asked while a leader who owns the files was outstanding, a phantom
        // request turns the author's time into the leader's (R2), and no more than that.
        let author = |w| seconds(w, |p| p.state == Wait::OnAuthor);
        let leader = |w| seconds(w, Piece::awaits_leader);
        prop_assert!(leader(&more) <= leader(&less) + author(&less) - author(&more));
    }

    #[test]
    fn an_unanswered_request_never_hands_over_to_the_author(script in script(), at in 0..END) {
        let (less, more) = (walk(&script), walk(&with(&script, unanswered(at, Role::Peer))));
        prop_assert!(seconds(&more, on_review_side) >= seconds(&less, on_review_side));
        let nobody = |p: &Piece| p.awaited == Some(Awaited::Nobody);
        prop_assert!(seconds(&more, nobody) <= seconds(&less, nobody));
    }
}
