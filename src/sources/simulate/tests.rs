//! What holds of every simulated team.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Attack, SimulatedTeam, Style, TeamSpec, config_text, organisation, team};
use crate::model::facts::Event;
use crate::model::time::Timestamp;

fn styles() -> [Style; 4] {
    [Style::ENGAGED, Style::MICROMANAGING, Style::DISENGAGED, Style::BOTH]
}

fn short(style: Style) -> TeamSpec {
    TeamSpec { months: 4, leaders: 2, ..TeamSpec::default() }.with_style(style)
}

fn threads(team: &SimulatedTeam) -> BTreeMap<i64, Vec<&Event>> {
    let mut threads: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
    for event in &team.facts.events {
        threads.entry(event.number).or_default().push(event);
    }
    threads
}

#[test]
fn the_same_seed_gives_the_same_rows() {
    let spec = short(Style::BOTH);
    let (one, two, other) = (team(&spec, 7), team(&spec, 7), team(&spec, 8));
    assert_eq!(one.facts, two.facts);
    assert_eq!((one.roster.len(), one.as_of), (two.roster.len(), two.as_of));
    assert_ne!(one.facts, other.facts);
}

#[test]
fn events_lie_in_order_and_within_the_life_of_their_number() {
    for style in styles() {
        let team = team(&short(style), 3);
        let created: BTreeMap<i64, Timestamp> = team
            .facts
            .pull_requests
            .iter()
            .map(|p| (p.number, p.created))
            .chain(team.facts.issues.iter().map(|i| (i.number, i.created)))
            .collect();
        for (number, events) in threads(&team) {
            let born = created[&number];
            for (seq, event) in (0..).zip(&events) {
                assert_eq!(event.seq, seq);
                assert!(event.at >= born && event.at < team.as_of, "#{number} {event:?}");
            }
            assert!(events.is_sorted_by_key(|e| e.at), "#{number}");
        }
    }
}

#[test]
fn states_agree_with_events() {
    for style in styles() {
        let team = team(&short(style), 5);
        let threads = threads(&team);
        for pull in &team.facts.pull_requests {
            let events = &threads[&pull.number];
            let has = |kind: &str| events.iter().any(|e| e.kind == kind);
            let merged = events.iter().filter(|e| e.kind == "merged").count();
            assert_eq!(merged, usize::from(pull.state == "merged"), "#{}", pull.number);
            let mut turns =
                events.iter().filter(|e| matches!(e.kind.as_str(), "closed" | "reopened"));
            let closed = turns.next_back().is_some_and(|e| e.kind == "closed");
            assert_eq!(closed, pull.state != "open", "#{}", pull.number);
            assert_eq!(pull.closed.is_some(), pull.state != "open");
            assert_eq!(pull.merged_by.is_some(), pull.merged.is_some());
            assert!(!pull.is_draft || pull.state != "merged", "#{} merged as a draft", pull.number);
            assert!(has("committed"), "#{}", pull.number);
            let drafts = events.iter().filter(|e| e.kind == "convert_to_draft").count();
            let readies = events.iter().filter(|e| e.kind == "ready_for_review").count();
            assert!(readies.abs_diff(drafts) <= 1, "#{}", pull.number);
        }
    }
}

#[test]
fn nothing_points_nowhere() {
    for style in styles() {
        let team = team(&short(style), 11);
        let facts = &team.facts;
        let people: HashSet<&str> = facts.people.iter().map(|p| p.person.as_str()).collect();
        let numbers: BTreeSet<i64> = facts
            .pull_requests
            .iter()
            .map(|p| p.number)
            .chain(facts.issues.iter().map(|i| i.number))
            .collect();
        let count = facts.pull_requests.len() + facts.issues.len();
        assert!(
            numbers.len() == count && numbers.iter().copied().eq((1..).take(count)),
            "numbers have gaps"
        );
        let issues: HashSet<i64> = facts.issues.iter().map(|i| i.number).collect();
        assert!(facts.linked_issues.iter().all(|l| issues.contains(&l.issue)));
        let titles: HashSet<&str> = facts.milestones.iter().map(|m| m.title.as_str()).collect();
        let milestones: HashSet<i64> = facts.milestones.iter().map(|m| m.number).collect();
        let seen: HashSet<i64> = facts.milestone_snapshots.iter().map(|s| s.number).collect();
        assert_eq!(milestones, seen);
        for event in &facts.events {
            assert!(event.actor.as_deref().is_none_or(|a| people.contains(a)), "{event:?}");
            assert!(event.mentions.split(' ').all(|m| m.is_empty() || people.contains(m)));
            let target = event.target.as_deref();
            match event.kind.as_str() {
                "review_requested" | "assigned" | "review_request_removed" => {
                    let known = |t: &str| t.starts_with("team:") || people.contains(t);
                    assert!(target.is_some_and(known), "{event:?}");
                }
                "milestoned" => assert!(target.is_some_and(|t| titles.contains(t)), "{event:?}"),
                _ => {}
            }
        }
        let commits: HashSet<&str> = facts.commits.iter().map(|c| c.oid.as_str()).collect();
        assert_eq!(commits.len(), facts.commits.len());
        for commit in &facts.commits {
            assert!(commit.parents.split(' ').all(|p| p.is_empty() || commits.contains(p)));
        }
        assert!(facts.tags.iter().all(|t| commits.contains(t.oid.as_str())));
        let merged = facts.pull_requests.iter().filter_map(|p| p.merge_oid.as_deref());
        assert!(merged.clone().all(|oid| commits.contains(oid)) && merged.count() > 50);
    }
}

#[test]
fn timelines_show_the_commits_that_branches_have() {
    let team = team(&short(Style::MICROMANAGING), 13);
    let threads = threads(&team);
    let mut commits: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for commit in &team.facts.pull_commits {
        commits.entry(commit.number).or_default().push(&commit.oid);
    }
    for pull in &team.facts.pull_requests {
        let shown: BTreeSet<&str> = threads[&pull.number]
            .iter()
            .filter(|e| e.kind == "committed")
            .filter_map(|e| e.target.as_deref())
            .collect();
        let held: BTreeSet<&str> = commits[&pull.number].iter().copied().collect();
        assert_eq!(shown, held, "#{}", pull.number);
    }
}

#[test]
fn every_kind_of_nuisance_occurs() {
    let spec = TeamSpec { months: 12, ..TeamSpec::default() };
    let team = team(&spec.with_style(Style { control: 0.5, drift: 0.5 }), 17);
    let kinds: BTreeSet<&str> = team.facts.events.iter().map(|e| e.kind.as_str()).collect();
    for kind in [
        "assigned",
        "auto_merge_enabled",
        "closed",
        "commented",
        "committed",
        "convert_to_draft",
        "head_ref_force_pushed",
        "labeled",
        "line_commented",
        "merged",
        "milestoned",
        "ready_for_review",
        "reopened",
        "review_request_removed",
        "review_requested",
        "reviewed",
    ] {
        assert!(kinds.contains(kind), "no {kind}");
    }
    let asked = |e: &Event| e.target.as_deref().is_some_and(|t| t.starts_with("team:"));
    assert!(team.facts.events.iter().any(asked), "no team is asked");
    let bots: Vec<&str> =
        team.facts.people.iter().filter(|p| p.is_bot).map(|p| p.person.as_str()).collect();
    let by_bot = |e: &&Event| e.actor.as_deref().is_some_and(|a| bots.contains(&a));
    assert!(team.facts.events.iter().filter(by_bot).count() > 100);
    assert!(team.facts.pull_requests.iter().any(|p| p.author.is_none()), "no deleted account");
    assert!(!team.away.is_empty(), "no holidays");
}

/// Some teams squash, some merge; of some the checks are known. Paths of both are read by the same
/// code as real ones, so both have to occur in what the score is validated on.
#[test]
fn teams_land_their_changes_in_different_ways() {
    let teams: Vec<SimulatedTeam> =
        (0..12).map(|seed| team(&TeamSpec { months: 1, ..short(Style::ENGAGED) }, seed)).collect();
    let squashes = |team: &&SimulatedTeam| {
        team.facts.commits.iter().any(|c| c.committer == "web-flow" && c.pull.is_some())
    };
    let squashing = teams.iter().filter(squashes).count();
    assert!((1..12).contains(&squashing), "{squashing} of 12 squash");
    let checked = teams.iter().filter(|t| !t.facts.checks.is_empty()).count();
    assert!((1..12).contains(&checked), "{checked} of 12 have checks");
    for team in &teams {
        let of_pulls: HashSet<&str> =
            team.facts.pull_commits.iter().map(|c| c.oid.as_str()).collect();
        let known = team.facts.checks.iter().filter(|c| of_pulls.contains(c.oid.as_str())).count();
        // A branch that is rewritten leaves its checks behind.
        assert!(known * 10 >= team.facts.checks.len() * 8, "{known}");
    }
}

#[test]
fn attacks_leave_their_marks() {
    let run = |attack| team(&TeamSpec { attack, ..short(Style::DISENGAGED) }, 19);
    let plain = run(None);
    let count = |team: &SimulatedTeam, kind: &str| {
        team.facts.events.iter().filter(|e| e.kind == kind).count()
    };
    let pinged = run(Some(Attack::LeaderPings));
    let pings = pinged.facts.events.iter().filter(|e| e.body_length == Some(7)).count();
    assert!(pings > 200, "{pings}");
    let redrafted = run(Some(Attack::DraftWhileWaiting));
    assert!(count(&redrafted, "convert_to_draft") > 10 * count(&plain, "convert_to_draft"));
    let split = run(Some(Attack::SplitPulls));
    assert!(split.facts.pull_requests.len() > 2 * plain.facts.pull_requests.len());
    let moved = run(Some(Attack::SilentRedating));
    assert!(moved.facts.milestone_snapshots.len() > plain.facts.milestone_snapshots.len());
    let by_author = run(Some(Attack::AuthorMerges));
    let merged = by_author.facts.pull_requests.iter().filter(|p| p.merged.is_some());
    assert!(merged.clone().all(|p| p.merged_by == p.author || p.author.is_none()));
    assert!(merged.count() > 100);
    let closed = |team: &SimulatedTeam| {
        team.facts.pull_requests.iter().filter(|p| p.state == "closed").count()
    };
    assert!(closed(&run(Some(Attack::MassClose))) > closed(&plain));
}

#[test]
fn an_organisation_has_different_teams_and_one_configuration() {
    let specs: Vec<TeamSpec> = ["atlas", "harbor"]
        .map(|name| TeamSpec {
            name: name.to_owned(),
            repo: format!("northlight/{name}"),
            ..short(Style::ENGAGED)
        })
        .into();
    let teams = organisation(&specs, 23);
    assert_ne!(teams[0].facts.events.len(), teams[1].facts.events.len());
    let text = config_text(&teams);
    assert!(text.contains("northlight/atlas") && text.contains("northlight/harbor"));
    let of = |team: &SimulatedTeam| -> BTreeSet<String> {
        team.facts.people.iter().filter(|p| !p.is_bot).map(|p| p.person.to_string()).collect()
    };
    assert!(of(&teams[0]).is_disjoint(&of(&teams[1])));
}
