use super::TEAM;
use super::scenario::{Scenario, at};
use crate::model::derived::Act;

fn act<'a>(acts: &'a [Act], kind: &str, actor: &str) -> &'a Act {
    acts.iter().find(|a| a.kind == kind && a.actor == actor).expect("the act")
}

/// Which of touch, trace, response, approval hold.
fn flags(act: &Act) -> [bool; 4] {
    [act.touch, act.trace, act.response, act.approval]
}

#[test]
fn each_act_says_what_it_is() {
    let mut s = Scenario::new(&format!("approval_words = ['ack']\nbots = ['ci']\n{TEAM}"));
    s.pull(1, "ann", "03-02 09:00");
    s.files(1, &["src/a.rs"]);
    s.pull(9, "bob", "02-02 09:00");
    s.files(9, &["src/b.rs"]);
    s.merge(9, "bob", "02-03 09:00");
    s.event(1, "committed", "~feed", "03-02 09:00");
    s.comment(1, "ci", "03-02 09:01", 400);
    s.event(1, "labeled", "lea", "03-02 10:00").target = Some("bug".into());
    s.comment(1, "cyd", "03-02 10:30", 19);
    s.comment(1, "zoe", "03-02 10:40", 20).is_question = true;
    s.review(1, "bob", "03-02 11:00", "approved");
    s.comment(1, "ann", "03-02 11:30", 50);
    s.comment(1, "dee", "03-02 12:00", 3).approval_word = Some("ACK".into());
    s.event(1, "line_commented", "lea", "03-02 13:00").count = Some(1);
    s.event(1, "head_ref_force_pushed", "lea", "03-02 13:30");
    s.event(1, "mentioned", "cyd", "03-02 13:31");
    s.merge(1, "lea", "03-02 14:00");
    s.comment(1, "bob", "03-02 15:00", 80);
    let all = s.derive().acts;
    let acts: Vec<Act> = all.into_iter().filter(|a| a.number == 1).collect();

    let opened = act(&acts, "opened", "ann");
    assert_eq!((opened.seq, opened.at, opened.by.as_str()), (-1, at("03-02 09:00"), "author"));
    assert_eq!((opened.period.as_str(), opened.week.as_str()), ("2026-03", "2026-W10"));
    assert_eq!((opened.team.as_str(), opened.item.as_str()), ("core", "#1"));
    assert_eq!(opened.subject, "pull");
    assert_eq!(flags(opened), [false, true, false, false]);

    let pushed = act(&acts, "committed", "ann");
    assert_eq!((pushed.by.as_str(), pushed.touch), ("author", false), "an unknown address");
    let bot = act(&acts, "commented", "ci");
    assert_eq!((bot.by.as_str(), bot.role.as_str()), ("bot", "bot"));
    assert_eq!(flags(bot), [false; 4]);
    let labelled = act(&acts, "labeled", "lea");
    assert_eq!((flags(labelled), labelled.by.as_str()), ([false, true, false, false], "leader"));
    assert_eq!(labelled.target.as_deref(), Some("bug"));
    assert_eq!(flags(act(&acts, "commented", "cyd")), [false, true, false, false], "too short");
    let outsider = act(&acts, "commented", "zoe");
    assert_eq!((outsider.by.as_str(), outsider.is_question), ("outsider", true));
    assert_eq!(flags(outsider), [true, true, true, false]);
    let review = act(&acts, "reviewed", "bob");
    assert_eq!((flags(review), review.state.as_deref()), ([true; 4], Some("approved")));
    assert_eq!(review.near, Some(true), "merged in the same directory a month before");
    let author = act(&acts, "commented", "ann");
    assert_eq!(flags(author), [false, true, false, false]);
    assert_eq!((author.by.as_str(), author.role.as_str()), ("author", "peer"));
    assert_eq!(flags(act(&acts, "commented", "dee")), [true; 4], "a word of approval");
    let inline = act(&acts, "line_commented", "lea");
    assert_eq!(
        (flags(inline), inline.count, inline.near),
        ([true, true, true, false], Some(1), Some(false))
    );
    assert_eq!(flags(act(&acts, "head_ref_force_pushed", "lea")), [true, true, false, false]);
    assert_eq!(flags(act(&acts, "mentioned", "cyd")), [false; 4], "did nothing");
    let merged = act(&acts, "merged", "lea");
    assert_eq!((flags(merged), merged.before_close), ([false, true, false, false], true));
    let late = acts.iter().rfind(|a| a.actor == "bob").expect("the late comment");
    assert_eq!((late.touch, late.response, late.before_close), (false, true, false));
    assert!(acts.iter().all(|a| a.author_role == "peer" && a.in_horizon));
}

#[test]
fn the_horizon_is_eighty_business_hours() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "ann", "03-02 09:00");
    // Ten working days end on Friday the 13th at 17:00.
    s.comment(1, "bob", "03-13 17:00", 40);
    s.comment(1, "cyd", "03-16 09:01", 40);
    let acts = s.derive().acts;
    assert!(act(&acts, "commented", "bob").in_horizon);
    assert!(!act(&acts, "commented", "cyd").in_horizon);
}

#[test]
fn stale_is_more_than_forty_business_hours_after_a_human() {
    let mut s = Scenario::new(&format!("bots = ['ci']\n{TEAM}"));
    s.pull(1, "ann", "03-02 09:00");
    s.comment(1, "ci", "03-06 09:00", 40);
    s.comment(1, "bob", "03-09 09:00", 40);
    s.comment(1, "cyd", "03-16 10:00", 40);
    let acts = s.derive().acts;
    assert!(!act(&acts, "commented", "bob").after_stale, "exactly forty");
    assert!(act(&acts, "commented", "cyd").after_stale, "forty-one");
}

#[test]
fn repeated_texts_are_templates() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=3 {
        s.pull(number, "ann", "03-02 09:00");
        s.comment(number, "bob", "03-03 09:00", 200).text_key = Some(77);
        s.comment(number, "cyd", "03-03 09:30", 200).text_key = Some(number);
    }
    let acts = s.derive().acts;
    let responses = |who: &str| acts.iter().filter(|a| a.actor == who && a.response).count();
    assert_eq!((responses("bob"), responses("cyd")), (0, 3));
}

#[test]
fn prompt_repetition_makes_a_bot() {
    let mut s = Scenario::new(TEAM);
    for number in 1..=5 {
        s.pull(number, "ann", "03-02 09:00");
        s.comment(number, "robo", "03-02 09:01", 200).text_key = Some(5);
    }
    s.review(1, "robo", "03-04 09:00", "approved");
    let derived = s.derive();
    assert!(derived.acts.iter().filter(|a| a.actor == "robo").all(|a| a.role == "bot"));
    assert_eq!(derived.cohort[0].approvals, 0);
}

#[test]
fn deleted_accounts_are_peers_and_authors_of_their_own() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "", "03-02 09:00");
    s.pull(2, "", "03-02 09:00");
    s.review(1, "", "03-02 10:00", "approved");
    let derived = s.derive();
    let authors: Vec<&str> = derived.cohort.iter().map(|c| c.author.as_str()).collect();
    assert_eq!(authors, ["ghost#1", "ghost#2"]);
    let review = act(&derived.acts, "reviewed", "ghost");
    assert_eq!((review.by.as_str(), flags(review)), ("peer", [true; 4]));
}

#[test]
fn a_deleted_author_does_not_answer_the_own_pull_request() {
    let mut s = Scenario::new(TEAM);
    s.pull(1, "", "03-02 09:00");
    s.pull(2, "ann", "03-02 09:00");
    for number in [1, 2] {
        s.comment(number, "", "03-02 10:00", 60);
    }
    let derived = s.derive();
    let by: Vec<(&str, bool)> = derived
        .acts
        .iter()
        .filter(|a| a.kind == "commented")
        .map(|a| (a.by.as_str(), a.response))
        .collect();
    assert_eq!(by, [("author", false), ("peer", true)]);
    let censored: Vec<bool> = derived.cohort.iter().map(|c| c.response_censored).collect();
    assert_eq!(censored, [true, false], "the waits say the same");
}

#[test]
fn nothing_after_the_as_of_time_is_seen() {
    let mut s = Scenario::new(TEAM);
    s.as_of = at("03-03 00:00");
    s.pull(1, "ann", "03-02 09:00");
    s.pull(2, "ann", "03-04 09:00");
    s.merge(1, "bob", "03-05 09:00");
    let derived = s.derive();
    assert_eq!(derived.acts.len(), 1);
    assert_eq!((derived.cohort.len(), derived.cohort[0].merged), (1, None));
    assert_eq!(derived.months.len(), 1);
}

/// Model 1.2, signal 22: what a timer could do shows nobody.
#[test]
fn acts_that_repeat_by_the_clock_are_scheduled() {
    let mut s = Scenario::new(TEAM);
    s.issue(1, "ann", "03-01 09:00");
    s.issue(2, "ann", "03-01 09:00");
    let mut label = |number: i64, who: &str, when: &str| {
        s.event(number, "labeled", who, when).target = Some("seen".into());
    };
    // Mondays between nine and ten; Bob does the same, and nobody asks that of peers.
    for day in ["03-02", "03-09", "03-16"] {
        label(1, "lea", &format!("{day} 09:10"));
        label(1, "bob", &format!("{day} 09:20"));
    }
    // Another hour, another issue, and twice only.
    label(1, "lea", "03-16 11:00");
    label(2, "lea", "03-02 09:30");
    label(2, "lea", "03-09 09:30");
    for day in ["03-03", "03-10", "03-17"] {
        s.comment(2, "lea", &format!("{day} 15:00"), 8);
        s.comment(1, "lea", &format!("{day} 16:00"), 80);
    }
    let acts = s.derive().acts;
    let mut found: Vec<(String, &str)> = acts
        .iter()
        .filter(|a| a.scheduled)
        .map(|a| (format!("{} {}", a.actor, &a.at.to_string()[5..16]), a.kind.as_str()))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            ("lea 03-02T09:10".to_owned(), "labeled"),
            ("lea 03-03T15:00".to_owned(), "commented"),
            ("lea 03-09T09:10".to_owned(), "labeled"),
            ("lea 03-10T15:00".to_owned(), "commented"),
            ("lea 03-16T09:10".to_owned(), "labeled"),
            ("lea 03-17T15:00".to_owned(), "commented"),
        ]
    );
}
