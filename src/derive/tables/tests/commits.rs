use super::TEAM;
use super::scenario::{Scenario, at};

/// root - plain - merge (brings b1, b2) - tip
fn history() -> Scenario {
    let mut s = Scenario::new(TEAM);
    s.commit("root", "", "lea", ["02-01 09:00", "02-01 09:00"]);
    let plain = s.commit("plain00000ff", "root", "bob", ["03-02 09:00", "03-03 09:00"]);
    plain.committer = "lea".into();
    s.commit("b1", "root", "ann", ["03-03 09:00", "03-03 09:00"]);
    s.commit("b2", "b1", "ann", ["03-04 09:00", "03-04 09:00"]);
    s.commit("merge", "plain00000ff b2", "cyd", ["03-05 11:00", "03-05 11:00"]);
    s.commit("tip", "merge", "dee", ["03-06 09:00", "03-06 09:00"]).committer = "web-flow".into();
    s.trailer("b2", "reviewed-by", "dee");
    s.trailer("b2", "co-authored-by", "bob");
    s.trailer("plain00000ff", "signed-off-by", "dee");
    for oid in ["b1", "b2"] {
        s.commit_file(oid, "src/a.rs");
    }
    s
}

#[test]
fn changes_become_cohort_rows() {
    let rows = history().derive().cohort;
    let items: Vec<&str> = rows.iter().map(|r| r.item.as_str()).collect();
    assert_eq!(items, ["plain00000", "merge", "tip"]);
    let [plain, merge, tip] = &rows[..] else { panic!("three changes") };
    assert_eq!((plain.author.as_str(), plain.merged_by_role.as_deref()), ("bob", Some("leader")));
    assert_eq!(
        (plain.integration_hours, plain.deciding_role.as_deref()),
        (Some(24.0), Some("leader"))
    );
    assert_eq!((plain.approvals, plain.subject.as_str(), plain.number), (1, "commit", 0));
    assert_eq!(
        (merge.author.as_str(), merge.created, merge.ready),
        ("ann", at("03-03 09:00"), at("03-04 09:00"))
    );
    assert_eq!((merge.merged, merge.integration_hours), (Some(at("03-05 11:00")), Some(26.0)));
    assert_eq!((merge.approvals, merge.merged_by_role.as_deref()), (2, Some("peer")));
    assert_eq!((merge.paired, merge.lines, merge.files), (true, Some(14), Some(1)));
    assert_eq!((merge.merge_bh, merge.low_risk, merge.intent), (Some(10.0), Some(true), None));
    assert_eq!((tip.integration_hours, tip.merged_by_role.as_deref()), (None, Some("author")));
    assert_eq!(
        (tip.approvals, tip.deciding_role.as_deref(), tip.response_censored),
        (0, None, true)
    );
}

#[test]
fn changes_become_acts() {
    let acts = history().derive().acts;
    let of = |item: &str| -> Vec<(String, String, bool)> {
        let mine = acts.iter().filter(|a| a.item == item);
        mine.map(|a| (a.kind.to_string(), a.actor.to_string(), a.approval)).collect()
    };
    let act = |kind: &str, actor: &str, approval| (kind.to_owned(), actor.to_owned(), approval);
    assert_eq!(
        of("merge"),
        [
            act("authored", "ann", false),
            act("authored", "ann", false),
            act("reviewed", "dee", true),
            act("integrated", "cyd", false),
        ]
    );
    assert_eq!(
        of("plain00000"),
        [
            act("authored", "bob", false),
            act("integrated", "lea", false),
            act("integrated", "dee", false),
        ]
    );
    assert!(acts.iter().all(|a| a.subject == "commit" && a.team == "core"));
    assert_eq!(acts.iter().filter(|a| a.touch).count(), 1);
    assert!(!acts.iter().any(|a| a.item == "root"), "before the months");
}

#[test]
fn git_alone_is_a_tier_with_its_own_teams_months() {
    let derived = history().derive();
    let march = &derived.team_months[0];
    assert_eq!((march.tier.as_str(), march.requested_share), ("git", None));
    assert_eq!((march.leaders, march.peers, march.ready, march.authors), (1, 4, 3, 3));
    assert_eq!(march.active, 5);
}

#[test]
fn beside_pull_requests_commits_only_show_presence() {
    let mut s = history();
    s.pull(1, "ann", "03-02 09:00");
    let derived = s.derive();
    assert!(derived.cohort.iter().all(|c| c.subject == "pull"));
    let commits: Vec<_> = derived.acts.iter().filter(|a| a.subject == "commit").collect();
    assert!(commits.iter().any(|a| a.actor == "lea" && a.kind == "integrated"));
    assert!(commits.iter().any(|a| a.actor == "cyd" && a.kind == "integrated"), "the merge");
    assert!(commits.iter().all(|a| a.actor != "web-flow" && !a.touch));
}

#[test]
fn regimes_are_found_and_say_what_they_spoil() {
    let mut s = Scenario::new(TEAM);
    let mut parent = String::new();
    for n in 10..40 {
        let oid = format!("c{n}");
        let when = format!("03-{:02} 09:00", n - 9);
        let commit = s.commit(&oid, &parent, "lea", [&when, &when]);
        if n % 3 == 0 {
            commit.committer = "web-flow".into();
        }
        parent = oid;
    }
    for (oid, who) in [("c10", "ann"), ("c11", "bob"), ("c12", "cyd")] {
        s.trailer(oid, "reported-by", who);
    }
    let regimes = s.derive().teams[0].regimes.clone();
    let kinds: Vec<String> = regimes.iter().map(|r| format!("{:?}", r.kind)).collect();
    assert_eq!(kinds, ["AuthorRewriting", "WebFlow", "FewReviewTrailers"]);
    let spoils = |id: &str| regimes.iter().filter(|r| r.invalid.iter().any(|i| i == id)).count();
    // Trailers say nothing of who merged, but who approved stands nowhere else.
    assert_eq!((spoils("merge_authority_odds"), spoils("leader_gate_odds")), (2, 3));
}
