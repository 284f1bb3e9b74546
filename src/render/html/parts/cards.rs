//! One card a team: where it stands in a sentence, and what qualifies that.

use serde::Serialize;

use crate::render::links::{Link, Links};
use crate::render::remarks;
use crate::report::{Finding, TeamReport};

/// One card.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Card {
    /// Zone, or what there is instead.
    zone: String,
    summary: String,
    /// What to look into first: title and text.
    flags: Vec<(String, String)>,
    /// Remarks in small type.
    remarks: Vec<String>,
    findings: Vec<FindingView>,
}

/// A finding with links.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct FindingView {
    title: String,
    text: String,
    items: Vec<Link>,
}

/// The card of a team; `title` gives a signal's title.
pub(in crate::render::html) fn card(
    team: &TeamReport,
    links: &Links,
    title: impl Fn(&str) -> String,
) -> Card {
    let month = team.score.months.last();
    let mut told = month.map(|m| remarks::qualifications(m, title)).unwrap_or_default();
    told.extend(month.and_then(|m| remarks::next_step(&m.status)).map(str::to_owned));
    told.extend(team.leaders_inferred_by.as_deref().map(remarks::leaders_inferred));
    told.extend(remarks::beside(team));
    Card {
        zone: month.map_or("no figure", remarks::zone_or_status).to_owned(),
        summary: team.summary.clone(),
        flags: team.flags.iter().map(|f| (f.title.clone(), f.text.clone())).collect(),
        remarks: told,
        findings: findings(&team.findings, links),
    }
}

/// Findings with links.
pub(in crate::render::html) fn findings(findings: &[Finding], links: &Links) -> Vec<FindingView> {
    let views = findings.iter().map(|finding| FindingView {
        title: finding.title.clone(),
        text: finding.text.clone(),
        items: finding.evidence.iter().map(|item| links.loose(item)).collect(),
    });
    views.collect()
}
