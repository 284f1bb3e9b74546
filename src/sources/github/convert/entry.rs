//! One entry of a timeline to an event.

use super::met::{Met, time};
use crate::sources::collected::{Entry, Gaps, Link, RawEvent, Who};
use crate::sources::github::wire::list::Connection;
use crate::sources::github::wire::timeline::{self as wire, Reference};
use crate::sources::text::ApprovalWords;

/// The events in the timeline's order; pushes still have the committer's time.
pub(in crate::sources::github) fn entries(
    timeline: impl Iterator<Item = wire::Entry>,
    words: &ApprovalWords,
    met: &mut Met,
    (gaps, place): (&mut Gaps, &str),
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for entry in timeline {
        let kind = kind(&entry.kind);
        let event = match kind.as_str() {
            "committed" => push(&entry, met),
            "reviewed" if entry.review_state.as_deref() == Some("PENDING") => {
                gaps.add("reviews not submitted yet", 1, place.to_owned());
                continue;
            }
            "reviewed" => review(&entry, words, met),
            _ => other(&entry, &kind, words, met),
        };
        if let Some(event) = event {
            entries.push(Entry { event, link: link(&entry) });
        } else {
            gaps.add("events without a time", 1, format!("{place} {kind}"));
        }
    }
    entries
}

/// Ids of the commits in a page of a timeline with GitHub's own for them; of commits that came
/// together, the last.
pub(in crate::sources::github) fn commits(
    timeline: Option<&Connection<wire::Entry>>,
) -> Vec<(String, String)> {
    let mut entries = timeline.into_iter().flat_map(Connection::present).peekable();
    let mut commits = Vec::new();
    while let Some(entry) = entries.next() {
        let named = match (&entry.pushed, &entry.after_commit) {
            (Some(_), _) if entries.peek().is_some_and(|next| next.pushed.is_some()) => continue,
            (Some(commit), _) => (&commit.oid, &commit.id),
            (None, Some(commit)) => (&commit.oid, &commit.id),
            (None, None) => continue,
        };
        if let (Some(oid), Some(node)) = named {
            commits.push((oid.clone(), node.clone()));
        }
    }
    commits
}

/// The REST interface's word for a kind of entry: `ReviewRequestedEvent` is `review_requested`.
fn kind(typename: &str) -> String {
    match typename {
        "IssueComment" => return "commented".to_owned(),
        "PullRequestCommit" => return "committed".to_owned(),
        "PullRequestReview" => return "reviewed".to_owned(),
        _ => {}
    }
    let name = typename.strip_suffix("Event").unwrap_or(typename);
    let mut kind = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            kind.push('_');
        }
        kind.push(letter.to_ascii_lowercase());
    }
    kind
}

fn link(entry: &wire::Entry) -> Option<Link> {
    if entry.kind == "PullRequestReview" {
        let counted = entry.comments.map(|comments| comments.total_count);
        return entry.full_database_id.map(|id| Link::Review(id.0, counted));
    }
    let dismissed = entry.review.as_ref()?;
    let state = entry.previous_review_state.as_ref().map(|state| state.to_lowercase());
    Some(Link::Dismissal(dismissed.full_database_id?.0, state))
}

fn review(entry: &wire::Entry, words: &ApprovalWords, met: &mut Met) -> Option<RawEvent> {
    let at = time(entry.submitted_at.as_ref()).or_else(|| time(entry.created_at.as_ref()))?;
    let actor = met.meet(entry.author.as_ref());
    let mut event = RawEvent::new("reviewed", at, actor).with_text(entry.body.as_deref(), words);
    event.state = entry.review_state.as_ref().map(|state| state.to_lowercase());
    event.count = Some(0);
    Some(event)
}

fn push(entry: &wire::Entry, met: &mut Met) -> Option<RawEvent> {
    let commit = entry.pushed.as_ref()?;
    let at = time(commit.committed_date.as_ref())?;
    let actor = commit.author.as_ref().and_then(|author| met.meet_author(author));
    let mut event = RawEvent::new("committed", at, actor);
    event.at_inferred = true;
    event.thing.clone_from(&commit.oid);
    let parents = commit.parents.map_or(0, |parents| parents.total_count);
    event.state = (parents > 1).then(|| "merge".to_owned());
    Some(event)
}

fn other(
    entry: &wire::Entry,
    kind: &str,
    words: &ApprovalWords,
    met: &mut Met,
) -> Option<RawEvent> {
    let at = time(entry.created_at.as_ref())?;
    let actor = met.meet(entry.actor.as_ref().or(entry.author.as_ref()));
    let mut event = RawEvent::new(kind, at, actor).with_text(entry.body.as_deref(), words);
    event.target = person_target(entry, met);
    event.thing = thing_target(entry);
    Some(event)
}

/// Whom it was done to.
fn person_target(entry: &wire::Entry, met: &mut Met) -> Option<Who> {
    let reviewer = entry.requested_reviewer.as_ref().filter(|asked| asked.slug.is_none());
    let dismissed = entry.review.as_ref().and_then(|review| review.author.as_ref());
    met.meet(reviewer.or(entry.assignee.as_ref()).or(dismissed))
}

/// What it was done to, where that is no person.
fn thing_target(entry: &wire::Entry) -> Option<String> {
    let team = entry.requested_reviewer.as_ref().and_then(|asked| asked.slug.as_ref());
    let label = || entry.label.as_ref()?.name.clone();
    let commit = || {
        let named = entry.commit.as_ref().or(entry.after_commit.as_ref());
        let closer = entry.closer.as_ref().and_then(|closer| closer.oid.clone());
        named.and_then(|commit| commit.oid.clone()).or(closer)
    };
    team.map(|slug| format!("team:{slug}"))
        .or_else(label)
        .or_else(|| entry.milestone_title.clone())
        .or_else(|| entry.source.as_ref().and_then(reference))
        .or_else(commit)
}

/// `owner/name#12`.
fn reference(source: &Reference) -> Option<String> {
    let repository = source.repository.as_ref()?.name_with_owner.as_ref()?;
    Some(format!("{repository}#{}", source.number?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_rest_interfaces_names() {
        for (typename, expected) in [
            ("ReviewRequestedEvent", "review_requested"),
            ("RenamedTitleEvent", "renamed_title"),
            ("HeadRefForcePushedEvent", "head_ref_force_pushed"),
            ("ConvertToDraftEvent", "convert_to_draft"),
            ("IssueComment", "commented"),
            ("PullRequestCommit", "committed"),
            ("PullRequestReview", "reviewed"),
            ("SomethingNewEvent", "something_new"),
            ("Plain", "plain"),
        ] {
            assert_eq!(kind(typename), expected);
        }
    }
}
