//! Rows to intervals, with invented people: `aut` wrote the pull request, `lea` leads, `pat` and
//! `pia` are peers, `bot` is one.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{PullSetting, PullWaits, WaitsError, approvals_at_merge, check, of_pull};
use crate::config::Calendar;
use crate::derive::calendar::WorkingTime;
use crate::derive::role::{Role, Roles};
use crate::model::facts::{Check, Event, PullRequest};
use crate::model::table::Text;
use crate::model::time::{HOUR, Timestamp};

struct Cast {
    crew: Vec<String>,
}

impl Roles for Cast {
    fn role(&self, person: &str, _: Timestamp) -> Role {
        match person {
            "lea" | "lou" | "~lea" => Role::Leader,
            "aut" | "pat" | "pia" => Role::Peer,
            "bot" => Role::Bot,
            _ => Role::Outsider,
        }
    }

    fn members(&self, slug: &str) -> Option<&[String]> {
        (slug == "crew").then_some(&self.crew)
    }
}

static OFFICE: LazyLock<WorkingTime> = LazyLock::new(|| WorkingTime::new(&Calendar::default()));

/// A Monday, the second day of a working week in which months change: 2026-03-30 to 2026-04-03.
const MONDAY: &str = "2026-03-30T09:00:00Z";

fn at(hours: i64) -> Timestamp {
    Timestamp::parse(MONDAY).expect("an instant").plus(hours * HOUR)
}

pub(super) fn pull() -> PullRequest {
    PullRequest {
        repo: "o/r".into(),
        number: 7,
        title: "Add a lid".into(),
        author: Some("aut".into()),
        created: at(0),
        updated: at(0),
        closed: None,
        merged: None,
        state: "open".into(),
        is_draft: false,
        base: "main".into(),
        head_oid: None,
        merge_oid: None,
        merged_by: None,
        additions: None,
        deletions: None,
        changed_files: None,
        milestone: None,
        labels: String::new().into(),
        body_length: 0,
        what: false,
        why: false,
        done: false,
        recorded: at(1000),
        has_timeline: true,
        truncated: false,
    }
}

/// `kind actor target state`, `-` for what is absent.
pub(super) fn event(hours: i64, text: &str) -> Event {
    let mut words = text.split(' ').chain(std::iter::repeat("-"));
    let mut next = || words.next().filter(|w| *w != "-").map(str::to_owned);
    Event {
        repo: "o/r".into(),
        subject: "pull".into(),
        number: 7,
        seq: hours,
        at: at(hours),
        at_inferred: false,
        kind: next().expect("a kind").into(),
        actor: next().map(Into::into),
        target: next().map(Into::into),
        state: next().map(Into::into),
        count: None,
        body_length: Some(100),
        text_key: None,
        is_question: false,
        mentions: String::new().into(),
        approval_word: None,
    }
}

/// What to change before looking.
#[derive(Clone, Debug)]
struct Case {
    pull: PullRequest,
    events: Vec<Event>,
    as_of: i64,
    words: Vec<String>,
    owners: Vec<Vec<String>>,
    approvals_required: usize,
    checks: Vec<Check>,
}

fn case(events: &[(i64, &str)]) -> Case {
    Case {
        pull: pull(),
        events: events.iter().map(|(hours, text)| event(*hours, text)).collect(),
        as_of: 2000,
        words: Vec::new(),
        owners: Vec::new(),
        approvals_required: 1,
        checks: Vec::new(),
    }
}

impl Case {
    fn with_setting<T>(&self, run: impl FnOnce(&[&Event], &PullSetting<'_>) -> T) -> T {
        let cast = Cast { crew: vec!["lea".to_owned(), "lou".to_owned(), "aut".to_owned()] };
        let events: Vec<&Event> = self.events.iter().collect();
        let checks: Vec<&Check> = self.checks.iter().collect();
        let setting = PullSetting {
            roles: &cast,
            team: "core",
            author_key: "aut",
            author_role: Role::Peer,
            pairs: &[],
            calendar: &OFFICE,
            approvals_required: self.approvals_required,
            owners: &self.owners,
            checks: &checks,
            approval_words: &self.words,
            is_template: &|e| e.body_length.is_some_and(|length| length < 20),
            zone: &TimeZone::UTC,
            as_of: at(self.as_of),
            leaders_merge: false,
        };
        run(&events, &setting)
    }

    fn run(&self) -> PullWaits {
        let waits = self.with_setting(|events, setting| of_pull(&self.pull, events, setting));
        assert_eq!(check(&waits), Ok(()));
        waits
    }

    /// State, awaited, resolution, hours and working hours of each interval, `!` where stale.
    fn rows(&self) -> Vec<String> {
        let waits = self.run();
        let shown = waits.intervals.iter().map(|i| {
            let words = [Some(&i.state), i.awaited.as_ref(), i.resolution.as_ref()];
            let words: Vec<&str> = words.into_iter().flatten().map(Text::as_str).collect();
            let stale = if i.stale { "!" } else { "" };
            let (wall, work) = (i.seconds / HOUR, i.business_seconds / HOUR);
            format!("{} {wall} {work}{stale}", words.join(" "))
        });
        shown.collect()
    }
}

#[test]
fn rows_end_with_the_month() {
    let case = case(&[(8, "review_requested aut lea"), (80, "reviewed lea - approved")]);
    let waits = Case { as_of: 81, ..case.clone() }.run();
    let months: Vec<&str> = waits.intervals.iter().map(|i| i.period.as_str()).collect();
    assert_eq!(months, ["2026-03", "2026-03", "2026-04", "2026-04"]);
    assert_eq!(
        Case { as_of: 81, ..case }.rows(),
        [
            "waiting_first_review none 8 8",
            "waiting_first_review leader answered 31 8",
            // From Wednesday midnight to Thursday 17:00.
            "waiting_first_review leader answered 41 16",
            "approved_waiting_merge 1 0",
        ]
    );
    let first = &waits.intervals[0];
    assert_eq!((first.item.as_str(), first.week.as_str()), ("#7", "2026-W14"));
    assert_eq!((first.team.as_str(), first.author_role.as_str()), ("core", "peer"));
}

#[test]
fn rows_are_cut_where_they_become_stale() {
    let case = case(&[(2, "commented bot"), (4, "mentioned pat"), (200, "labeled pat bug")]);
    let rows = Case { as_of: 201, ..case }.rows();
    assert_eq!(
        rows,
        [
            "waiting_first_review none 39 16",
            // 40 working hours from Monday 09:00: Friday 17:00.
            "waiting_first_review none 65 24",
            "waiting_first_review none 96 16!",
            "waiting_first_review none 1 0",
        ]
    );
}

#[test]
fn nobody_answering_becomes_absence_after_40_working_hours() {
    let asked = case(&[(0, "review_requested aut lea")]);
    let last = |as_of| {
        let waits = Case { as_of, ..asked.clone() }.run();
        waits.intervals.iter().map(|i| i.resolution.clone()).collect::<Vec<_>>()
    };
    assert!(last(103).iter().all(|r| r.as_deref() == Some("answered")), "39 working hours");
    assert!(last(104).iter().all(|r| r.as_deref() == Some("absent")), "the whole wait");
}

#[test]
fn drafts_are_told_from_what_changes_them() {
    let ready = case(&[(3, "ready_for_review aut")]).run();
    assert_eq!(ready.ready, Some(at(3)));
    assert_eq!(ready.intervals[0].state, "draft");
    let redrafted = case(&[(1, "review_requested aut pat"), (3, "convert_to_draft aut")]).run();
    assert_eq!((redrafted.ready, redrafted.redrafted), (Some(at(0)), Some(at(3))));
    let mut never = case(&[]);
    never.pull.is_draft = true;
    let never = never.run();
    assert_eq!((never.ready, never.horizon, never.followed), (None, None, false));
    assert!(never.intervals.iter().all(|i| i.state == "draft"));
}

#[test]
fn the_end_is_the_event_else_the_field() {
    let mut merged = case(&[(1, "commented pat")]);
    merged.pull.state = "merged".into();
    merged.pull.merged = Some(at(5));
    merged.pull.closed = Some(at(5));
    merged.pull.merged_by = Some("lea".into());
    let from_field = merged.run();
    assert_eq!((from_field.merged, from_field.closed), (Some(at(5)), Some(at(5))));
    assert_eq!(from_field.merged_by.as_deref(), Some("lea"));
    assert_eq!(from_field.merged_by_role, Some(Role::Leader));
    merged.events.push(event(6, "merged -"));
    merged.events.push(event(6, "closed lea"));
    let from_event = merged.run();
    assert_eq!((from_event.merged, from_event.open_seconds), (Some(at(6)), 6 * HOUR));
    assert_eq!(from_event.merged_by.as_deref(), Some("lea"), "who is in the field only");
    let mut closed = case(&[(1, "closed aut"), (2, "reopened aut")]);
    closed.pull.state = "closed".into();
    closed.pull.closed = Some(at(4));
    let closed = closed.run();
    assert_eq!((closed.closed, closed.merged), (Some(at(4)), None));
    assert_eq!(closed.open_seconds, 3 * HOUR);
}

#[test]
fn what_is_missing_is_a_gap() {
    let mut truncated = case(&[
        (1, "commented pat"),
        (2, "labeled pat bug"),
        (3, "review_requested aut lea"),
        (9, "merged lea"),
        (20, "commented pat"),
    ]);
    truncated.pull.truncated = true;
    assert_eq!(
        truncated.rows(),
        ["waiting_first_review none 1 1", "waiting_on_peer none 2 2", "ci_unknown 6 5"]
    );
}

#[test]
fn without_a_timeline_there_are_facts_but_no_waits() {
    let mut no_timeline = case(&[(1, "reviewed pat - approved")]);
    no_timeline.pull.has_timeline = false;
    no_timeline.pull.merged = Some(at(5));
    let waits = no_timeline.run();
    assert!(waits.intervals.is_empty());
    assert_eq!(waits.open_seconds, 0);
    assert_eq!((waits.approvals, waits.first_response), (1, Some(at(1))));
    assert_eq!(waits.deciding.map(|d| d.person), Some("pat".to_owned()));
}

#[test]
fn first_responses() {
    let first = |events: &[(i64, &str)]| case(events).run().first_response;
    assert_eq!(first(&[(1, "commented bot"), (2, "commented aut")]), None);
    assert_eq!(first(&[(1, "commented pat"), (2, "ready_for_review aut")]), Some(at(2)));
    assert_eq!(first(&[(1, "line_commented new")]), Some(at(1)));
    assert_eq!(first(&[(1, "merged pat"), (2, "reviewed pat - commented")]), None);
    assert_eq!(first(&[(1, "commented -")]), Some(at(1)), "a deleted account");
    let mut short = case(&[(1, "commented pat"), (3, "commented pat")]);
    short.events[0].body_length = Some(3);
    assert_eq!(short.run().first_response, Some(at(3)));
}

#[test]
fn words_approve_where_configured() {
    let mut acked = case(&[(1, "commented pat"), (2, "reviewed lea - commented")]);
    acked.events[0].approval_word = Some("ack".into());
    acked.events[0].body_length = Some(3);
    acked.events[1].approval_word = Some("ACK".into());
    assert_eq!(acked.run().approvals, 0);
    assert_eq!(acked.run().first_response, Some(at(2)), "else it is a template");
    acked.words = vec!["ACK".to_owned()];
    assert_eq!(acked.run().approvals, 2);
    assert_eq!(acked.run().first_approval, Some(at(1)));
}

#[test]
fn whose_push_answers() {
    let after_push = |push: &str| {
        let case = case(&[(1, "reviewed pat - changes_requested"), (2, push)]);
        Case { as_of: 3, ..case }.run().intervals.last().map(|i| i.state.clone())
    };
    for push in ["committed aut", "committed ~x", "head_ref_force_pushed aut", "committed -"] {
        assert_eq!(after_push(push).as_deref(), Some("waiting_on_peer"), "{push}");
    }
    for push in ["committed aut - merge", "committed pia", "committed ~lea", "committed bot"] {
        assert_eq!(after_push(push).as_deref(), Some("waiting_on_author"), "{push}");
    }
}

#[test]
fn inline_comments_belong_to_the_review_that_they_came_with() {
    let mut reviewed = case(&[
        (1, "line_commented pat"),
        (2, "line_commented pat"),
        (3, "line_commented pia"),
        (5, "reviewed pat - commented"),
    ]);
    reviewed.events[3].count = Some(1);
    assert_eq!(reviewed.run().first_response, Some(at(1)), "one of two stands alone");
    reviewed.events[3].count = Some(2);
    assert_eq!(reviewed.run().first_response, Some(at(3)), "that of somebody else");
    reviewed.events.remove(2);
    assert_eq!(reviewed.run().first_response, Some(at(5)));
    reviewed.events[2].count = None;
    assert_eq!(reviewed.run().first_response, Some(at(5)), "those of the day before");
}

#[test]
fn dismissed_reviews_were_verdicts_until_then() {
    let states = |dismissal: &str, push: &str| {
        let case = case(&[(1, "reviewed pat - dismissed"), (4, push), (4, dismissal)]);
        let waits = Case { as_of: 5, ..case }.run();
        waits.intervals.iter().map(|i| i.state.clone()).nth(1)
    };
    let none = "subscribed aut";
    assert_eq!(
        states("review_dismissed lea pat approved", none).as_deref(),
        Some("approved_waiting_merge")
    );
    assert_eq!(
        states("review_dismissed lea pat changes_requested", none).as_deref(),
        Some("waiting_on_author")
    );
    assert_eq!(
        states("review_dismissed lea pat", "committed aut").as_deref(),
        Some("approved_waiting_merge"),
        "made stale by a push"
    );
    assert_eq!(states("review_dismissed lea pat", none).as_deref(), Some("waiting_on_author"));
}

#[test]
fn teams_and_owners() {
    let awaited = |events: &[(i64, &str)]| {
        let waits = Case { as_of: 3, ..case(events) }.run();
        (waits.intervals[0].awaited.clone(), waits.requested, waits.leader_only_requests)
    };
    let (leader, peer) = (Some("leader".into()), Some("peer".into()));
    assert_eq!(awaited(&[(0, "review_requested aut team:crew")]), (leader.clone(), true, true));
    assert_eq!(awaited(&[(0, "review_requested aut team:else")]), (peer, true, false));
    assert_eq!(awaited(&[(0, "review_requested pat bot")]), (Some("none".into()), false, false));
    assert!(!awaited(&[(2, "review_requested aut lea")]).2, "not at the beginning");
    let mut owned = case(&[(1, "reviewed pat - approved"), (2, "reviewed lou - approved")]);
    owned.owners = vec![vec!["team:crew".to_owned(), "lea".to_owned()]];
    owned.as_of = 3;
    assert_eq!(
        owned.rows(),
        [
            "waiting_first_review leader answered 1 1",
            "waiting_on_leader leader answered 1 1",
            "approved_waiting_merge 1 1",
        ]
    );
    assert_eq!(owned.run().intervals[0].awaited, leader);
}

#[test]
fn deleted_authors_and_deleted_others() {
    let mut ghost = case(&[(1, "commented -"), (2, "reviewed - - approved"), (3, "merged -")]);
    ghost.pull.author = None;
    let waits = ghost.run();
    assert_eq!(waits.first_response, Some(at(2)), "a comment is taken for the author's");
    assert_eq!((waits.approvals, waits.merged_by, waits.merged_by_author), (1, None, false));
}

#[test]
fn bookkeeping_is_one_person_within_a_minute() {
    let merged = |who: &str, seconds: i64| {
        let mut case = case(&[(0, who)]);
        case.events[0].at = at(0).plus(seconds);
        case.run().bookkeeping
    };
    assert!(merged("merged aut", 60));
    assert!(!merged("merged aut", 61));
    assert!(!merged("merged lea", 5));
}

#[test]
fn cohort_facts_end_with_the_horizon() {
    let mut late = case(&[
        (1, "reviewed pat - approved"),
        (400, "reviewed lea - approved"),
        (401, "merged lea"),
    ]);
    let waits = late.run();
    // 80 working hours from Monday: Friday of the week after.
    assert_eq!((waits.horizon, waits.followed), (Some(at(11 * 24 + 8)), true));
    assert_eq!((waits.approvals, waits.approvals_at_merge), (1, Some(2)));
    assert_eq!(waits.deciding.map(|d| (d.person, d.role)), Some(("lea".to_owned(), Role::Leader)));
    let inferred = late.with_setting(|events, s| approvals_at_merge(&late.pull, events, s));
    assert_eq!(inferred, Some(2));
    late.as_of = 50;
    let early = late.run();
    assert_eq!((early.horizon, early.followed, early.merged), (Some(at(50)), false, None));
}

/// Model G15: approved at 10, its checks pass at 60, merged at 70.
#[test]
fn a_merge_waits_for_checks() {
    let check = Check {
        repo: "o/r".into(),
        number: 7,
        oid: "a1".into(),
        name: "build".into(),
        source: "check_run".into(),
        started: Some(at(55)),
        ended: Some(at(60)),
        outcome: Some("success".into()),
        recorded: at(1000),
    };
    let merged = PullRequest { merged: Some(at(70)), state: "merged".into(), ..pull() };
    let events = [
        (0, "committed aut a1"),
        (0, "review_requested aut pat"),
        (10, "reviewed pat - approved"),
        (70, "merged aut"),
    ];
    let rows = |checks: Vec<Check>| Case { pull: merged.clone(), checks, ..case(&events) }.rows();
    let known = rows(vec![check.clone()]);
    let states = |rows: &[String]| -> Vec<(String, i64)> {
        let mut sums: Vec<(String, i64)> = Vec::new();
        for row in rows {
            let words: Vec<&str> = row.split(' ').collect();
            let hours: i64 = words[words.len() - 2].parse().expect("hours");
            match sums.last_mut() {
                Some((state, sum)) if state == words[0] => *sum += hours,
                _ => sums.push((words[0].to_owned(), hours)),
            }
        }
        sums
    };
    let expected = |parts: &[(&str, i64)]| -> Vec<(String, i64)> {
        parts.iter().map(|(state, hours)| ((*state).to_owned(), *hours)).collect()
    };
    assert_eq!(
        states(&known),
        expected(&[
            ("waiting_first_review", 10),
            ("ci_unknown", 50),
            ("approved_waiting_merge", 10)
        ])
    );
    let unknown = expected(&[("waiting_first_review", 10), ("approved_waiting_merge", 60)]);
    assert_eq!(states(&rows(Vec::new())), unknown);
    let of_another = Check { oid: "b2".into(), ..check };
    assert_eq!(states(&rows(vec![of_another])), unknown, "of this commit nothing is known");
}

#[test]
fn the_check_finds_what_does_not_add_up() {
    let waits = case(&[(3, "merged lea")]).run();
    let mut longer = waits.clone();
    longer.open_seconds += 1;
    let (intervals, open) = (3 * HOUR, 3 * HOUR + 1);
    let expected = WaitsError::Sum { repo: "o/r".to_owned(), number: 7, intervals, open };
    assert_eq!(check(&longer), Err(expected));
    let mut twice = waits.clone();
    twice.intervals.push(waits.intervals[0].clone());
    assert!(matches!(check(&twice), Err(WaitsError::Order { .. })));
    let mut busy = waits;
    busy.intervals[0].business_seconds = busy.intervals[0].seconds + 1;
    assert!(matches!(check(&busy), Err(WaitsError::Order { .. })));
}

const KINDS: [&str; 20] = [
    "reviewed",
    "reviewed",
    "reviewed",
    "commented",
    "commented",
    "line_commented",
    "committed",
    "head_ref_force_pushed",
    "ready_for_review",
    "convert_to_draft",
    "review_requested",
    "review_requested",
    "review_request_removed",
    "review_dismissed",
    "merged",
    "closed",
    "reopened",
    "labeled",
    "mentioned",
    "auto_merge_enabled",
];
const ACTORS: [&str; 7] = ["aut", "lea", "pat", "new", "bot", "~x", "-"];
const TARGETS: [&str; 5] = ["lea", "pat", "bot", "team:crew", "team:else"];
const STATES: [&str; 5] = ["approved", "changes_requested", "commented", "dismissed", "merge"];

fn cases() -> impl Strategy<Value = Case> {
    let numbers = (-5..1500_i64, 0..20_usize, 0..7_usize, 0..5_usize, 0..5_usize);
    let flags = any::<(bool, bool, bool)>();
    (prop::collection::vec(numbers, 0..20), 0..1600_i64, flags, 0..3_usize).prop_map(
        |(events, as_of, (is_draft, truncated, merged), approvals_required)| {
            let text = |(hours, kind, actor, target, state): (i64, usize, usize, usize, usize)| {
                let words = [KINDS[kind], ACTORS[actor], TARGETS[target], STATES[state]];
                event(hours, &words.join(" "))
            };
            let mut case = case(&[]);
            case.events = events.into_iter().map(text).collect();
            (case.pull.is_draft, case.pull.truncated) = (is_draft, truncated);
            case.pull.merged = merged.then(|| at(as_of / 2));
            Case { as_of, approvals_required, ..case }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn intervals_always_check(case in cases()) {
        let waits = case.with_setting(|events, setting| of_pull(&case.pull, events, setting));
        prop_assert_eq!(check(&waits), Ok(()));
        for interval in &waits.intervals {
            let (from, to) = (interval.from.to_jiff(), interval.to.plus(-1).to_jiff());
            let month = |t: jiff::Timestamp| t.to_string()[..7].to_owned();
            prop_assert_eq!(month(from), month(to));
            prop_assert_eq!(month(from), interval.period.clone());
        }
    }

    #[test]
    fn what_bots_say_changes_nothing(case in cases(), when in 0..1500_i64, kind in 0..6_usize) {
        // A bot's word, too, shows how far a truncated record reaches.
        let mut case = case;
        case.pull.truncated = false;
        let mut noisy = case.clone();
        noisy.events.push(event(when, &format!("{} bot lea approved", KINDS[kind])));
        prop_assert_eq!(noisy.run(), case.run());
    }
}
