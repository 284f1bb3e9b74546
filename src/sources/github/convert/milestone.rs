//! A milestone.

use super::met::{Met, time};
use crate::model::facts::Milestone;
use crate::sources::collected::Who;
use crate::sources::github::wire::repository as wire;
use crate::sources::text::characters;

/// Reads a milestone; `None` without a time of creation.
pub(in crate::sources::github) fn milestone(
    wire: &wire::Milestone,
    met: &mut Met,
) -> Option<(Milestone, Option<Who>)> {
    let created = time(wire.created_at.as_ref())?;
    let updated = time(wire.updated_at.as_ref()).unwrap_or(created);
    met.seen = updated;
    let creator = met.meet(wire.creator.as_ref());
    let closed = time(wire.closed_at.as_ref());
    let state = if closed.is_some() { "closed" } else { "open" };
    let row = Milestone {
        repo: String::new().into(),
        number: wire.number,
        title: wire.title.clone().unwrap_or_default().into(),
        creator: None,
        created,
        due: time(wire.due_on.as_ref()),
        closed,
        updated,
        state: wire.state.as_ref().map_or_else(|| state.to_owned(), |s| s.to_lowercase()).into(),
        description_length: wire.description.as_deref().map_or(0, characters),
    };
    Some((row, creator))
}
