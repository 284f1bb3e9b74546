//! An inline comment.

use super::met::time;
use crate::sources::collected::{Inline, People, RawEvent};
use crate::sources::github::collected::CollectedComment;
use crate::sources::github::wire::review_comments::Comment;
use crate::sources::text::ApprovalWords;

/// Reads an inline comment; `None` without a time or a pull request.
pub(in crate::sources::github) fn inline(
    comment: &Comment,
    words: &ApprovalWords,
) -> Option<CollectedComment> {
    let written = time(comment.created_at.as_ref())?;
    let updated = time(comment.updated_at.as_ref()).unwrap_or(written);
    let (_, number) = comment.pull_request_url.as_deref()?.rsplit_once('/')?;
    let number: i64 = number.parse().ok()?;
    let mut people = People::default();
    let actor = comment.user.as_ref().and_then(|user| {
        let is_bot = user.kind.as_deref() == Some("Bot");
        people.meet(user.id, user.login.as_deref(), is_bot, updated)
    });
    let text = Some(comment.body.as_deref().unwrap_or_default());
    let mut event = RawEvent::new("line_commented", written, actor).with_text(text, words);
    event.count = Some(i64::from(comment.in_reply_to_id.is_none()));
    let inline = Inline { id: comment.id, review: comment.pull_request_review_id, event };
    Some(CollectedComment { number, updated, inline, people })
}
