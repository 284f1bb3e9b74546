//! One timeline entry to an event.

use std::collections::BTreeMap;

use super::convert::{People, time};
use super::order::Placed;
use super::wire::{Entry, InlineComment};
use crate::model::time::Timestamp;
use crate::sources::archive::item::{Gaps, RawEvent, Who, page_of, repo_of};
use crate::sources::text::ApprovalWords;

/// The timeline of one item, and what its entries say about each other.
pub(super) struct Timeline<'a> {
    entries: &'a [Entry],
    words: &'a ApprovalWords,
    /// Inline comments by id of the review they came with.
    inline_counts: BTreeMap<i64, i64>,
    /// Positions of reviews by id.
    reviews: BTreeMap<i64, usize>,
    /// What dismissed reviews were before, by id: the review itself no longer tells.
    dismissed: BTreeMap<i64, String>,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(
        entries: &'a [Entry],
        inline_counts: BTreeMap<i64, i64>,
        words: &'a ApprovalWords,
    ) -> Self {
        let (mut reviews, mut dismissed) = (BTreeMap::new(), BTreeMap::new());
        for (position, entry) in entries.iter().enumerate() {
            if let (Some("reviewed"), Some(id)) = (entry.event.as_deref(), entry.id) {
                reviews.insert(id, position);
            }
            let former = entry.dismissed_review.as_ref();
            if let Some((id, state)) = former.and_then(|r| Some((r.review_id?, r.state.as_ref()?)))
            {
                dismissed.insert(id, state.to_lowercase());
            }
        }
        Self { entries, words, inline_counts, reviews, dismissed }
    }

    /// The events in the timeline's order; pushes still have the committer's time.
    pub(super) fn events(&self, people: &mut People, gaps: &mut Gaps, place: &str) -> Vec<Placed> {
        let mut placed = Vec::with_capacity(self.entries.len());
        for (position, entry) in self.entries.iter().enumerate() {
            let event = match entry.event.as_deref() {
                // It carries nothing: the comments themselves stand in a list of their own.
                Some("line-commented") => {
                    gaps.add("timeline markers of inline comments, empty", 1, place.to_owned());
                    continue;
                }
                Some("committed") => push(entry, people),
                Some("reviewed") if is_pending(entry) => {
                    gaps.add("reviews not submitted yet", 1, place.to_owned());
                    continue;
                }
                Some("reviewed") => self.review(entry, people),
                Some("connected" | "disconnected") => {
                    gaps.add("links to issues that are not named", 1, place.to_owned());
                    self.other(entry, people)
                }
                Some(_) => self.other(entry, people),
                None => None,
            };
            if let Some(event) = event {
                placed.push(Placed { event, position, comment: 0 });
            } else {
                let kind = entry.event.as_deref().unwrap_or("unnamed");
                gaps.add("events without a time", 1, format!("{place} {kind}"));
            }
        }
        placed
    }

    fn review(&self, entry: &Entry, people: &mut People) -> Option<RawEvent> {
        let at = time(entry.submitted_at.as_ref()).or_else(|| time(entry.created_at.as_ref()))?;
        let actor = people.meet(entry.user.as_ref().or(entry.actor.as_ref()));
        let text = entry.body.as_deref();
        let mut event = RawEvent::new("reviewed", at, actor).with_text(text, self.words);
        let state = entry.state.as_ref().map(|state| state.to_lowercase());
        let former = || self.dismissed.get(&entry.id?).cloned();
        event.row.state = match state.as_deref() {
            Some("dismissed") => former().or(state),
            _ => state,
        };
        let inline = entry.id.and_then(|id| self.inline_counts.get(&id));
        event.row.count = Some(inline.copied().unwrap_or(0));
        Some(event)
    }

    fn other(&self, entry: &Entry, people: &mut People) -> Option<RawEvent> {
        let at = time(entry.created_at.as_ref())?;
        let requester = entry.review_requester.as_ref();
        let user = requester.or(entry.actor.as_ref()).or(entry.user.as_ref());
        let actor = people.meet(user);
        let kind = kind(entry.event.as_deref()?);
        let text = entry.body.as_deref();
        let mut event = RawEvent::new(&kind, at, actor).with_text(text, self.words);
        event.target = self.person_target(entry, people);
        event.row.target = thing_target(entry);
        Some(event)
    }

    /// Whom it was done to.
    fn person_target(&self, entry: &Entry, people: &mut People) -> Option<Who> {
        let reviewer = entry.requested_reviewer.as_ref();
        let dismissed = entry.dismissed_review.as_ref().and_then(|review| review.review_id);
        let review = dismissed.and_then(|id| self.entries.get(*self.reviews.get(&id)?));
        let reviewed_by = review.and_then(|review| review.user.as_ref());
        people.meet(reviewer.or(entry.assignee.as_ref()).or(reviewed_by))
    }

    /// Position and time of a review.
    fn review_place(&self, id: i64) -> Option<(usize, Timestamp)> {
        let position = *self.reviews.get(&id)?;
        let submitted = self.entries.get(position)?.submitted_at.as_ref();
        Some((position, time(submitted)?))
    }
}

fn push(entry: &Entry, people: &mut People) -> Option<RawEvent> {
    let date = entry.committer.as_ref().or(entry.author.as_ref())?.date.as_ref();
    let email = entry.author.as_ref().and_then(|author| author.email.as_deref());
    let actor = email.filter(|email| !email.trim().is_empty());
    let actor = actor.map(|email| people.meet_address(email));
    let mut event = RawEvent::new("committed", time(date)?, actor);
    event.row.at_inferred = true;
    event.row.target.clone_from(&entry.sha);
    let parents = entry.parents.as_ref().map_or(0, Vec::len);
    event.row.state = (parents > 1).then(|| "merge".to_owned());
    Some(event)
}

fn is_pending(entry: &Entry) -> bool {
    entry.state.as_ref().is_some_and(|state| state.eq_ignore_ascii_case("pending"))
}

/// GitHub's word in snake case; the REST interface says `renamed` where the others say more.
fn kind(event: &str) -> String {
    match event {
        "renamed" => "renamed_title".to_owned(),
        other => other.replace('-', "_"),
    }
}

/// What it was done to, where that is no person.
fn thing_target(entry: &Entry) -> Option<String> {
    let team = entry.requested_team.as_ref().and_then(|team| team.slug.as_ref());
    let label = || entry.label.as_ref()?.name.clone();
    let milestone = || entry.milestone.as_ref()?.title.clone();
    let source = || {
        let issue = entry.source.as_ref()?.issue.as_ref()?;
        let page = page_of(issue.html_url.as_deref()?)?;
        Some(format!("{}#{}", repo_of(&page)?, issue.number?))
    };
    team.map(|slug| format!("team:{slug}"))
        .or_else(label)
        .or_else(milestone)
        .or_else(source)
        .or_else(|| entry.commit_id.clone())
}

/// An inline comment, from when it could be seen: one that came with a review, when that was
/// submitted, however long before it was drafted.
pub(super) fn inline_event(
    comment: &InlineComment,
    timeline: &Timeline,
    people: &mut People,
    words: &ApprovalWords,
) -> Option<Placed> {
    let written = time(comment.created_at.as_ref())?;
    let review = comment.pull_request_review_id.and_then(|id| timeline.review_place(id));
    let (position, at) = review
        .map_or((usize::MAX, written), |(position, submitted)| (position, written.max(submitted)));
    let actor = people.meet(comment.user.as_ref());
    let text = comment.body.as_deref();
    let mut event = RawEvent::new("line_commented", at, actor).with_text(text, words);
    event.row.count = Some(i64::from(comment.in_reply_to_id.is_none()));
    Some(Placed { event, position, comment: comment.id.unwrap_or(0) })
}
