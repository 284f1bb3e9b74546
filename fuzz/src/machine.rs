//! The wait machine under any order of events.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use jiff::tz::TimeZone;
use midspan::config::Calendar;
use midspan::derive::calendar::WorkingTime;
use midspan::derive::intervals::{self as rows, PullSetting};
use midspan::derive::role::{Role, Roles};
use midspan::derive::waits::piece::{Piece, leader_waits};
use midspan::derive::waits::step::{Act, Actor, Party, Requirement, Script, Side, Step, Verdict};
use midspan::derive::waits::walk::walk;
use midspan::model::facts::{Check, Event, PullRequest};
use midspan::model::table::Text;
use midspan::model::time::Timestamp;

const PEOPLE: [(&str, Role, Side); 8] = [
    ("aut", Role::Peer, Side::Author),
    ("par", Role::Peer, Side::Pair),
    ("lea", Role::Leader, Side::Other),
    ("lou", Role::Leader, Side::Other),
    ("pat", Role::Peer, Side::Other),
    ("pia", Role::Peer, Side::Other),
    ("oto", Role::Outsider, Side::Other),
    ("bot", Role::Bot, Side::Other),
];

/// Any steps: pieces lie in the open time, never overlap, and sum to it exactly.
pub fn waits(data: &[u8]) {
    let Ok(script) = script(&mut Unstructured::new(data)) else { return };
    let walked = walk(&script);
    for piece in &walked.pieces {
        assert!(piece.from < piece.to && piece.to <= script.as_of, "{piece:?}");
        let inside = walked.open.iter().any(|(from, to)| *from <= piece.from && piece.to <= *to);
        assert!(inside, "{piece:?} outside of the open time");
    }
    for pair in walked.pieces.windows(2) {
        assert!(pair[0].to <= pair[1].from, "{pair:?} overlap");
    }
    let sum: i64 = walked.pieces.iter().map(Piece::seconds).sum();
    assert_eq!(sum, walked.open_seconds());
    for wait in leader_waits(&walked.pieces) {
        let pieces = &walked.pieces[wait];
        assert!(pieces.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
    assert!(walked.approvals.windows(2).all(|pair| pair[0].0 <= pair[1].0));
}

fn script<'a>(input: &mut Unstructured<'_>) -> Result<Script<'a>> {
    let requirement = Requirement {
        approvals: usize::from(input.arbitrary::<u8>()?) % 4,
        owners: parties(input)?,
        checks_known: input.arbitrary()?,
    };
    let leaders_merge = input.arbitrary()?;
    // Seconds near each other or anywhere.
    let wide: bool = input.ratio(1, 8)?;
    let as_of = instant(input, wide)?;
    let mut steps = Vec::new();
    while !input.is_empty() && steps.len() < 64 {
        let at = instant(input, wide)?;
        let (name, role, side) = *input.choose(&PEOPLE)?;
        steps.push(Step { at, actor: Actor { name, role, side }, act: act(input)? });
    }
    Ok(Script { steps, requirement, leaders_merge, as_of })
}

fn instant(input: &mut Unstructured<'_>, wide: bool) -> Result<Timestamp> {
    // Sources hold every instant inside the calendar.
    let seconds =
        if wide { input.arbitrary::<u32>()?.into() } else { input.arbitrary::<u8>()?.into() };
    Ok(Timestamp::from_seconds(seconds))
}

fn parties<'a>(input: &mut Unstructured<'_>) -> Result<Vec<Party<'a>>> {
    (0..input.int_in_range(0..=2)?).map(|_| party(input)).collect()
}

fn party<'a>(input: &mut Unstructured<'_>) -> Result<Party<'a>> {
    if input.ratio(1, 8)? {
        return Ok(Party { name: "team:unknown", members: None });
    }
    let humans: Vec<_> = PEOPLE[1..7].iter().map(|(name, role, _)| (*name, *role)).collect();
    let (name, role) = *input.choose(&humans)?;
    let mut members = vec![(name, role)];
    if input.arbitrary()? {
        members.push(*input.choose(&humans)?);
        return Ok(Party { name: "team:crew", members: Some(members) });
    }
    Ok(Party { name, members: Some(members) })
}

fn act<'a>(input: &mut Unstructured<'_>) -> Result<Act<'a>> {
    Ok(match input.int_in_range(0..=17)? {
        0 => Act::Opened { draft: input.arbitrary()? },
        1 => Act::Ready,
        2 => Act::Drafted,
        3 | 4 => Act::Request(party(input)?),
        5 => Act::Unrequest(input.choose(&PEOPLE)?.0),
        6 => Act::Review(Verdict::Approved),
        7 => Act::Review(Verdict::ChangesRequested),
        8 => Act::Review(Verdict::Commented),
        9 => Act::Dismiss(input.choose(&PEOPLE)?.0),
        10 => Act::Push { author_side: input.arbitrary()?, merges_base: input.arbitrary()? },
        11 => Act::Comment {
            template: input.arbitrary()?,
            question: input.arbitrary()?,
            approval: input.arbitrary()?,
        },
        12 => Act::Checks { passed: input.arbitrary()? },
        13 => Act::AutoMerge(input.arbitrary()?),
        14 => Act::Queue(input.arbitrary()?),
        15 => {
            if input.arbitrary()? {
                Act::GapStart
            } else {
                Act::GapEnd
            }
        }
        16 => {
            if input.arbitrary()? {
                Act::Closed
            } else {
                Act::Merged
            }
        }
        _ => Act::Reopened,
    })
}

struct Cast {
    crew: Vec<String>,
}

impl Roles for Cast {
    fn role(&self, person: &str, _: Timestamp) -> Role {
        PEOPLE
            .iter()
            .find(|(name, ..)| *name == person)
            .map_or(Role::Outsider, |(_, role, _)| *role)
    }

    fn members(&self, slug: &str) -> Option<&[String]> {
        (slug == "crew").then_some(&self.crew)
    }
}

static OFFICE: LazyLock<WorkingTime> = LazyLock::new(|| WorkingTime::new(&Calendar::default()));
static CAST: LazyLock<Cast> =
    LazyLock::new(|| Cast { crew: vec!["lea".to_owned(), "pat".to_owned()] });

/// The intervals of a pull request with any events: they partition its open time.
pub(crate) fn check_intervals(pull: &PullRequest, events: &[&Event], as_of: Timestamp) {
    let owners = [vec!["team:crew".to_owned()], vec!["lou".to_owned()]];
    let checks: [&Check; 0] = [];
    for owners in [&owners[..], &[]] {
        let setting = PullSetting {
            roles: &*CAST,
            team: "Crew",
            author_key: pull.author.as_deref().unwrap_or("ghost"),
            author_role: Role::Peer,
            pairs: &[],
            calendar: &OFFICE,
            approvals_required: 1,
            owners,
            checks: &checks,
            approval_words: &[],
            is_template: &|event: &Event| event.body_length.is_some_and(|length| length < 20),
            zone: &TimeZone::UTC,
            as_of,
            leaders_merge: false,
        };
        let waits = rows::of_pull(pull, events, &setting);
        rows::check(&waits).expect("intervals that partition the open time");
        assert!(waits.open_seconds >= 0 && waits.approvals >= 0);
    }
}

const KINDS: [&str; 20] = [
    "review_requested",
    "review_request_removed",
    "reviewed",
    "commented",
    "line_commented",
    "committed",
    "head_ref_force_pushed",
    "ready_for_review",
    "convert_to_draft",
    "review_dismissed",
    "merged",
    "closed",
    "reopened",
    "assigned",
    "labeled",
    "auto_merge_enabled",
    "auto_merge_disabled",
    "added_to_merge_queue",
    "removed_from_merge_queue",
    "",
];

/// Rows of a pull request and its events, as a store would hold them.
pub fn intervals(data: &[u8]) {
    let Ok((pull, events, as_of)) = pull(&mut Unstructured::new(data)) else { return };
    check_intervals(&pull, &events.iter().collect::<Vec<_>>(), as_of);
}

fn hours(input: &mut Unstructured<'_>) -> Result<Timestamp> {
    const BEGIN: i64 = 1_774_861_200;
    Ok(Timestamp::from_seconds(BEGIN + i64::from(input.arbitrary::<u16>()?) * 900))
}

fn name(input: &mut Unstructured<'_>) -> Result<Option<Text>> {
    let names = ["aut", "lea", "lou", "pat", "oto", "bot", "team:crew", "team:other", ""];
    let name = *input.choose(&names)?;
    Ok((!name.is_empty()).then(|| name.into()))
}

fn pull(input: &mut Unstructured<'_>) -> Result<(PullRequest, Vec<Event>, Timestamp)> {
    let maybe = |input: &mut Unstructured<'_>| -> Result<Option<Timestamp>> {
        if input.arbitrary()? { hours(input).map(Some) } else { Ok(None) }
    };
    let (created, closed, merged) = (hours(input)?, maybe(input)?, maybe(input)?);
    let pull = PullRequest {
        repo: "acme/tool".into(),
        number: 7,
        title: Text::default(),
        author: name(input)?,
        created,
        updated: hours(input)?,
        closed,
        merged,
        state: (*input.choose(&["open", "closed", "merged"])?).into(),
        is_draft: input.arbitrary()?,
        base: "main".into(),
        head_oid: None,
        merge_oid: None,
        merged_by: name(input)?,
        additions: None,
        deletions: None,
        changed_files: None,
        milestone: None,
        labels: Text::default(),
        body_length: 0,
        what: false,
        why: false,
        done: false,
        recorded: hours(input)?,
        has_timeline: input.ratio(7, 8)?,
        truncated: input.ratio(1, 8)?,
    };
    let as_of = hours(input)?;
    let mut events = Vec::new();
    while !input.is_empty() && events.len() < 48 {
        events.push(event(input, events.len())?);
    }
    Ok((pull, events, as_of))
}

fn event(input: &mut Unstructured<'_>, seq: usize) -> Result<Event> {
    let states = ["approved", "changes_requested", "commented", "dismissed", "merge", ""];
    Ok(Event {
        repo: "acme/tool".into(),
        subject: "pull".into(),
        number: 7,
        seq: i64::try_from(seq).unwrap_or(i64::MAX),
        at: hours(input)?,
        at_inferred: input.arbitrary()?,
        kind: (*input.choose(&KINDS)?).into(),
        actor: name(input)?,
        target: name(input)?,
        state: Some((*input.choose(&states)?).into()).filter(|s: &Text| !s.is_empty()),
        count: Some(0),
        body_length: Some(input.arbitrary::<u8>()?.into()),
        text_key: Some(input.arbitrary::<u8>()?.into()),
        is_question: input.arbitrary()?,
        mentions: Text::default(),
        approval_word: None,
    })
}
