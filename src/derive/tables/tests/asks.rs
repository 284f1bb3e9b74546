use super::TEAM;
use super::scenario::Scenario;
use crate::model::derived::Ask;

fn ask<'a>(asks: &'a [Ask], asked: &str) -> &'a Ask {
    asks.iter().find(|a| a.asked == asked).expect("the ask")
}

fn ending(ask: &Ask) -> (&str, f64, bool) {
    (ask.outcome.as_str(), ask.answered_bh, ask.censored)
}

#[test]
fn requests_end_by_what_came_first() {
    let mut s = Scenario::new(&format!("bots = ['ci']\n{TEAM}"));
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "bob");
    s.request(1, "ann", "03-02 09:00", "cyd");
    s.request(1, "lea", "03-02 09:00", "dee");
    s.request(1, "ann", "03-02 09:00", "ci");
    s.comment(1, "bob", "03-02 10:00", 100);
    s.review(1, "bob", "03-02 12:00", "commented");
    s.event(1, "review_request_removed", "ann", "03-02 13:00").target = Some("cyd".into());
    s.merge(1, "lea", "03-03 10:00");
    let asks = s.derive().asks;
    assert_eq!(asks.len(), 3, "a bot is not asked");
    assert_eq!(ending(ask(&asks, "bob")), ("answered", 3.0, false), "a comment is no review");
    assert_eq!(ending(ask(&asks, "cyd")), ("removed", 4.0, true));
    assert_eq!(ending(ask(&asks, "dee")), ("merged", 9.0, true));
    let bob = ask(&asks, "bob");
    assert_eq!((bob.asker_role.as_str(), bob.asked_role.as_str()), ("author", "peer"));
    assert_eq!(
        (bob.via.as_str(), bob.subject.as_str(), bob.item.as_str()),
        ("request", "pull", "#1")
    );
    assert_eq!((bob.period.as_str(), bob.week.as_str()), ("2026-03", "2026-W10"));
    assert_eq!((bob.author.as_str(), bob.author_role.as_str()), ("ann", "peer"));
    assert_eq!(ask(&asks, "dee").asker_role, "leader");
    assert!(bob.followed_40 && bob.followed_80, "it ended");
}

#[test]
fn any_leaders_act_answers_for_a_leader() {
    let config = format!("{TEAM}[[leaders]]\nperson = 'lou'\n");
    let mut s = Scenario::new(&config);
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "lea");
    s.comment(1, "lou", "03-02 10:00", 5);
    s.event(1, "labeled", "lou", "03-02 11:00");
    s.pull(2, "ann", "03-02 09:00");
    s.comment(2, "bob", "03-02 09:00", 90).is_question = true;
    s.facts.events.last_mut().expect("the comment").mentions = "lea ann bob zoe".into();
    let asks = s.derive().asks;
    assert_eq!(ending(ask(&asks, "lea")), ("answered", 2.0, false), "a template is no answer");
    let mentions: Vec<_> = asks.iter().filter(|a| a.via == "mention").collect();
    let asked: Vec<&str> = mentions.iter().map(|a| a.asked.as_str()).collect();
    assert_eq!(asked, ["lea", "zoe"], "neither the author nor oneself");
    assert_eq!(mentions[0].outcome, "open");
    assert_eq!(mentions[1].asked_role, "outsider");
}

#[test]
fn teams_and_owners() {
    let mut s = Scenario::new(TEAM);
    s.owners(1, "*", "bob");
    s.owners(2, "/core/", "team:acme/core");
    s.pull(1, "ann", "03-02 09:00");
    s.files(1, &["core/a.rs"]);
    s.request(1, "ann", "03-02 09:00", "team:core");
    s.request(1, "ann", "03-02 09:00", "bob");
    s.review(1, "dee", "03-02 11:00", "approved");
    let asks = s.derive().asks;
    let team = ask(&asks, "team:core");
    assert_eq!(ending(team), ("answered", 2.0, false), "any member answers");
    assert_eq!((team.asked_role.as_str(), team.needed_by_rule), ("peer", true));
    assert!(!ask(&asks, "bob").needed_by_rule, "the last rule wins");
}

#[test]
fn young_asks_are_marked() {
    let mut s = Scenario::new(TEAM);
    s.as_of = super::scenario::at("03-10 09:00");
    s.pull(1, "ann", "03-02 09:00");
    s.request(1, "ann", "03-02 09:00", "bob");
    s.issue(5, "ann", "03-04 09:00");
    s.comment(5, "ann", "03-04 09:00", 50).is_question = true;
    s.facts.events.last_mut().expect("the comment").mentions = "cyd".into();
    let asks = s.derive().asks;
    let bob = ask(&asks, "bob");
    assert_eq!(
        (bob.followed_40, bob.followed_80, ending(bob)),
        (true, false, ("open", 48.0, true))
    );
    let cyd = ask(&asks, "cyd");
    assert_eq!((cyd.item.as_str(), cyd.followed_40), ("issue#5", false));
}
