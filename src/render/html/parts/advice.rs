//! One suggestion of the section on what to try.

use serde::Serialize;

use crate::render::links::{Link, Links};
use crate::render::words;
use crate::report::Advice;

/// One suggestion.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct AdviceView {
    title: String,
    evidence: String,
    /// Label and text: what it would have saved, what to expect, what to look at.
    facts: Vec<(String, String)>,
    /// What unfolds.
    summary: String,
    behind: Vec<Behind>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Behind {
    link: Link,
    text: String,
}

/// A suggestion as the template sees it.
pub(in crate::render::html) fn view(advice: &Advice, links: &Links) -> AdviceView {
    let own = |label: &str, text: &str| (label.to_owned(), text.to_owned());
    let gain = advice.gain.iter().map(|gain| (gain.label.clone(), gain.text.clone()));
    let mut facts: Vec<(String, String)> = gain.collect();
    facts.push(own("Expected", &advice.expected.text));
    facts.push(own("Look at", &advice.watch.text));
    if !advice.guard.is_empty() {
        facts.push(own("Guard", &words::capitalised(&advice.guard)));
    }
    let listed = advice.items.len() as u64;
    let behind = advice
        .items
        .iter()
        .map(|item| Behind { link: links.item(&item.repo, &item.item), text: item.text.clone() });
    AdviceView {
        title: advice.title.clone(),
        evidence: advice.evidence.clone(),
        facts,
        summary: format!("What is behind it ({})", words::integer(listed + advice.more_items)),
        behind: behind.collect(),
        more: (advice.more_items > 0)
            .then(|| format!("and {} more", words::integer(advice.more_items))),
    }
}
