//! Answers and kept contents as fuzz targets hand them in: any bytes, read as the program reads them.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::checks;
use super::collected::{self, Collected, CollectedComment, CollectedItem, Surroundings};
use super::convert::{self, Met, Reading};
use super::wire::envelope::{Envelope, Priced};
use super::wire::list::Connection;
use super::wire::{
    access, issues, pull_requests, repositories, repository, review_comments, rules, teams,
    timelines,
};
use crate::model::time::Timestamp;
use crate::sources::collected::{Assembled, Draft, Gaps, Inline, Recording, Subject};
use crate::sources::text::ApprovalWords;

const REPO: &str = "acme/tool";

/// Shapes of answers that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Whether the token sees the repository.
    Access,
    /// Checks of commits.
    Checks,
    /// Whether checks are shown.
    ChecksAccess,
    /// Issues.
    Issues,
    /// Pull requests.
    PullRequests,
    /// Repositories of an owner.
    Repositories,
    /// The repository with milestones and labels.
    Repository,
    /// Inline comments.
    ReviewComments,
    /// Rules of branches.
    Rules,
    /// Teams.
    Teams,
    /// More of timelines.
    Timelines,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Access,
        Self::Checks,
        Self::ChecksAccess,
        Self::Issues,
        Self::PullRequests,
        Self::Repositories,
        Self::Repository,
        Self::ReviewComments,
        Self::Rules,
        Self::Teams,
        Self::Timelines,
    ];
}

/// What came of an answer.
#[derive(Debug)]
pub struct Outcome {
    /// Points that it says it cost.
    pub cost: u64,
    /// Items as kept in the store: subject and content.
    pub kept: Vec<(String, String)>,
    /// Fact tables of its items.
    pub assembled: Option<Assembled>,
}

/// Reads an answer as a shape; `None` where it is none.
#[must_use]
pub fn answer(shape: Shape, bytes: &[u8]) -> Option<Outcome> {
    match shape {
        Shape::Access => cost_of::<access::Answer>(bytes),
        Shape::Checks => {
            let answer: super::wire::checks::Answer = data(bytes)?;
            let commits = answer.nodes.iter().flatten().flatten();
            let present = commits.clone().filter_map(|c| c.status_check_rollup.as_ref()).count();
            let commits = answer.nodes.into_iter().flatten().flatten();
            let contexts = commits
                .filter_map(|commit| commit.status_check_rollup?.contexts)
                .flat_map(Connection::into_present);
            let kept = contexts.filter_map(convert::check).map(|check| {
                ("checks".to_owned(), serde_json::to_string(&check).unwrap_or_default())
            });
            Some(Outcome { cost: present as u64, kept: kept.collect(), assembled: None })
        }
        Shape::ChecksAccess => cost_of::<super::wire::checks::AccessAnswer>(bytes),
        Shape::Issues => {
            let answer: issues::Answer = data(bytes)?;
            let (cost, list) = (answer.cost(), answer.repository?.issues?);
            Some(items(cost, &mut list.into_present(), &convert::issue))
        }
        Shape::PullRequests => {
            let answer: pull_requests::Answer = data(bytes)?;
            let (cost, list) = (answer.cost(), answer.repository?.pull_requests?);
            Some(items(cost, &mut list.into_present(), &convert::pull))
        }
        Shape::Repositories => cost_of::<repositories::Answer>(bytes),
        Shape::Repository => milestones(&data(bytes)?),
        Shape::ReviewComments => comments(bytes),
        Shape::Rules => cost_of::<rules::Answer>(bytes),
        Shape::Teams => cost_of::<teams::Answer>(bytes),
        Shape::Timelines => timelines(bytes),
    }
}

fn data<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let envelope: Envelope<T> = serde_json::from_slice(bytes).ok()?;
    let _lost = envelope.errors.iter().flatten().filter(|problem| problem.is_lost_node()).count();
    envelope.data
}

fn cost_of<T: DeserializeOwned + Priced>(bytes: &[u8]) -> Option<Outcome> {
    let answer: T = data(bytes)?;
    Some(Outcome { cost: answer.cost(), kept: Vec::new(), assembled: None })
}

type Convert<W> = dyn Fn(W, Reading<'_>) -> Result<Draft, String>;

fn items<W>(cost: u64, list: &mut dyn Iterator<Item = W>, convert: &Convert<W>) -> Outcome {
    let words = ApprovalWords::new(&[]);
    let web_url = Some("https://git.example/acme/tool");
    let reading = Reading { repo: REPO, web_url, words: &words };
    let drafts: Vec<Draft> = list.filter_map(|item| convert(item, reading).ok()).collect();
    let kept = drafts.iter().map(|draft| {
        let subject = if matches!(draft.subject, Subject::Pull { .. }) { "pull" } else { "issue" };
        let (node, commits) = (String::new(), Vec::new());
        let item = CollectedItem { node, read: 0, commits, draft: draft.clone() };
        (subject.to_owned(), serde_json::to_string(&item).unwrap_or_default())
    });
    let kept = kept.collect();
    let items = drafts.into_iter().map(|draft| draft.finish(Vec::new())).collect();
    let recording = Recording { items, ..Recording::default() };
    Outcome { cost, kept, assembled: Some(recording.assemble(REPO.to_owned())) }
}

fn milestones(answer: &repository::Answer) -> Option<Outcome> {
    let list = answer.repository.as_ref()?.milestones.as_ref()?;
    let mut met = Met::new(Timestamp::default());
    let milestones = list.present().filter_map(|m| convert::milestone(m, &mut met)).collect();
    let recording = Recording { milestones, ..Recording::default() };
    let assembled = Some(recording.assemble(REPO.to_owned()));
    Some(Outcome { cost: answer.cost(), kept: Vec::new(), assembled })
}

fn comments(bytes: &[u8]) -> Option<Outcome> {
    let list: Vec<review_comments::Comment> = serde_json::from_slice(bytes).ok()?;
    let words = ApprovalWords::new(&[]);
    let read = list.iter().filter_map(|comment| convert::inline(comment, &words));
    let kept = read.map(|comment: CollectedComment| {
        ("comment".to_owned(), serde_json::to_string(&comment).unwrap_or_default())
    });
    Some(Outcome { cost: 0, kept: kept.collect(), assembled: None })
}

fn timelines(bytes: &[u8]) -> Option<Outcome> {
    let answer: timelines::Answer = data(bytes)?;
    let words = ApprovalWords::new(&[]);
    let mut gaps = Gaps::default();
    let mut met = Met::new(Timestamp::default());
    for timeline in answer.nodes.iter().flatten().flatten() {
        let _commits = convert::commits(timeline.timeline_items.as_ref());
    }
    let cost = answer.cost();
    for timeline in answer.nodes.into_iter().flatten().flatten() {
        let entries = timeline.timeline_items.into_iter().flat_map(Connection::into_present);
        let _entries = convert::entries(entries, &words, &mut met, (&mut gaps, "#1"));
    }
    Some(Outcome { cost, kept: Vec::new(), assembled: None })
}

/// Reads contents as they lie in a store, `(subject, number, content)`, and makes fact tables of them;
/// `None` where one does not read.
#[must_use]
pub fn kept(rows: &[(String, i64, String)]) -> Option<Assembled> {
    let rows = rows.iter().zip(1_i64..).map(|((subject, number, content), id)| Collected {
        repo: REPO.to_owned(),
        subject: subject.clone(),
        number: *number,
        id: if subject == "comment" { id } else { 0 },
        updated: Timestamp::default(),
        complete: true,
        content: content.clone(),
    });
    let rows = collected::latest(rows.collect());
    let now = Timestamp::from_seconds(1_000_000_000);
    let _miscounted = collected::miscounted(&rows, &|_| true);
    let _wanted = checks::wanted(&rows, &|_| true, now);
    collected::assemble(REPO, &rows, Surroundings::default(), now).ok()
}

/// Whether a content that the program wrote is read back as the same text.
#[must_use]
pub fn is_kept(subject: &str, content: &str) -> bool {
    fn same<'a, T: Deserialize<'a> + serde::Serialize>(content: &'a str) -> bool {
        let read: Result<T, _> = serde_json::from_str(content);
        read.is_ok_and(|read| serde_json::to_string(&read).is_ok_and(|again| again == content))
    }
    match subject {
        "comment" => same::<CollectedComment>(content),
        "checks" => same::<checks::RawCheck>(content),
        _ => same::<CollectedItem>(content),
    }
}

/// An inline comment that a kept content holds, for [`kept`].
#[must_use]
pub fn comment_number(content: &str) -> Option<i64> {
    let comment: CollectedComment = serde_json::from_str(content).ok()?;
    let Inline { .. } = comment.inline;
    Some(comment.number)
}
