//! A small repository in which everything happens that GitHub can show.

use super::world::{Act, Asked, Repository, Team, World, oid};

/// Name of the repository.
pub(crate) const ATLAS: &str = "northlight/atlas";

/// Types of entries that carry nothing but a time and an actor, of pull requests.
pub(crate) const PLAIN: [&str; 6] = [
    "AutoMergeEnabledEvent",
    "BaseRefChangedEvent",
    "HeadRefDeletedEvent",
    "LockedEvent",
    "MentionedEvent",
    "SubscribedEvent",
];

/// The repository with its teams.
pub(crate) fn atlas() -> World {
    let mut repository = Repository::new(ATLAS, "2026-01-05T09:00:00Z");
    for label in ["bug", "docs", "later"] {
        repository.label(label);
    }
    repository.milestone("lea", "First light", Some(30));
    let second = repository.milestone("ghost", "Second light", None);
    repository.milestones.get_mut(&second).expect("a milestone").description =
        Some("All the lamps.".to_owned());
    reviewed(&mut repository);
    fixed(&mut repository);
    hollow(&mut repository);
    asked(&mut repository);
    let mut world = World::of(repository);
    world.teams.push(Team::new("northlight", "core", &["lea", "mika"]));
    world
}

/// 1: a pull request that takes every common step.
fn reviewed(repository: &mut Repository) {
    let pull = repository.pull("ada", "Keep lamps in a cache");
    "Reading every lamp is slow because the bus is shared, so this keeps them.\n\nFixes #2"
        .clone_into(&mut repository.item(pull).body);
    repository.act(pull, "ada", Act::Draft);
    repository.act(pull, "ada", Act::Ready);
    repository.act(pull, "ada", Act::Request(Asked::Person("lea")));
    repository.act(pull, "ada", Act::Request(Asked::Team("core")));
    repository.act(pull, "ada", Act::Request(Asked::Person("Copilot")));
    repository.act(pull, "lea", Act::Label("bug"));
    repository.act(pull, "lea", Act::Milestone(1));
    let seen = repository.review(pull, "Copilot", "COMMENTED", "One remark.");
    repository.inline(pull, "Copilot", (Some(seen), None), "This may be null.");
    let refused = repository.review(pull, "lea", "CHANGES_REQUESTED", "Not yet, see below.");
    let first = repository.inline(pull, "lea", (Some(refused), None), "Why here?");
    repository.inline(pull, "ada", (None, Some(first)), "Because of the bus.");
    repository.act(pull, "ada", Act::Push(oid(11), "ada@example.org".to_owned(), 1));
    repository.act(pull, "ada", Act::Push(oid(12), "5+ada@users.noreply.github.com".to_owned(), 2));
    repository.act(pull, "ada", Act::ForcePush(oid(13)));
    repository.act(pull, "ada", Act::Unrequest(Asked::Person("mika")));
    repository.act(pull, "ada", Act::Comment("@lea could you look again?".to_owned()));
    repository.act(pull, "renovate[bot]", Act::Comment("Coverage is 81 %.".to_owned()));
    repository.act(pull, "ada", Act::Rename("Keep lamps in a cache of their own"));
    repository.act(pull, "lea", Act::Dismiss(refused, "CHANGES_REQUESTED"));
    repository.review(pull, "mika", "APPROVED", "LGTM");
    for kind in PLAIN {
        repository.act(pull, "lea", Act::Plain(kind));
    }
    repository.act(pull, "lea", Act::Refer(oid(14)));
    repository.act(pull, "lea", Act::Merge(oid(15)));
    repository.act(pull, "lea", Act::Close(None));
}

/// 2: an issue that is assigned, fixed by 1, closed, and opened again.
fn fixed(repository: &mut Repository) {
    let issue = repository.issue("mika", "Lamps flicker when the bus is shared");
    "Seen twice a day since the second lamp was added."
        .clone_into(&mut repository.item(issue).body);
    repository.act(issue, "lea", Act::Assign("ada"));
    repository.act(issue, "lea", Act::Milestone(1));
    repository.act(issue, "lea", Act::Label("bug"));
    repository.act(issue, "ada", Act::CrossRefer(ATLAS, 1));
    repository.act(issue, "lea", Act::Unlabel("bug"));
    repository.act(issue, "lea", Act::Demilestone(1));
    repository.act(issue, "lea", Act::Unassign("ada"));
    repository.act(issue, "lea", Act::Close(Some(oid(15))));
    repository.act(issue, "mika", Act::Reopen);
    repository.item(1).closes = vec![issue];
}

/// 3 and 4: a pull request and an issue of which GitHub knows next to nothing.
fn hollow(repository: &mut Repository) {
    let pull = repository.pull("ghost", "");
    repository.item(pull).nulls = true;
    repository.act(pull, "ghost", Act::Request(Asked::Person("ghost")));
    repository.act(pull, "ghost", Act::Unrequest(Asked::Person("ghost")));
    repository.act(pull, "ghost", Act::Assign("ghost"));
    repository.act(pull, "ghost", Act::Comment(String::new()));
    repository.act(pull, "ghost", Act::Push(oid(31), String::new(), 1));
    repository.act(pull, "ghost", Act::ForcePush(String::new()));
    repository.act(pull, "ghost", Act::Refer(String::new()));
    repository.act(pull, "ghost", Act::Dismiss(99, "APPROVED"));
    repository.act(pull, "ghost", Act::Unheard);
    repository.act(pull, "ghost", Act::Null);
    let review = repository.review(pull, "ghost", "COMMENTED", "");
    repository.inline(pull, "ghost", (Some(review), None), "");
    let issue = repository.issue("ghost", "");
    repository.item(issue).nulls = true;
    repository.act(issue, "ghost", Act::Close(None));
    repository.item(issue).reason = None;
}

/// 5: a pull request by an app, with an organisation and an imported account.
fn asked(repository: &mut Repository) {
    let pull = repository.pull("renovate[bot]", "Update the lamp driver");
    repository.act(pull, "renovate[bot]", Act::Label("docs"));
    repository.act(pull, "renovate[bot]", Act::Assign("org:northlight"));
    repository.act(pull, "mannequin:old-kim", Act::Comment("Is this safe?".to_owned()));
    repository.act(pull, "lea", Act::Close(None));
}
