//! One team across all parts of the page.

use serde::Serialize;

use crate::render::html::layout::zone_key;
use crate::render::html::parts::advice::{AdviceView, view};
use crate::render::html::parts::cards::{Card, card};
use crate::render::html::parts::heat::{Heat, heat};
use crate::render::html::parts::lines::{Lines, lines};
use crate::render::html::parts::milestones::{Row, Span, rows};
use crate::render::html::parts::moved::{Moved, moved};
use crate::render::html::parts::signals::{Room, Table, table};
use crate::render::html::parts::strip::{Heights, Strip, strip};
use crate::render::html::parts::survival::{Waiting, waiting};
use crate::render::html::parts::touch::{Touch, touch};
use crate::render::html::parts::waits::{Waits, waits};
use crate::render::links::Links;
use crate::report::{Report, TeamReport};

/// More teams than this are folded, and picked from a list.
pub(in crate::render::html) const MANY: usize = 8;

/// One team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Team {
    key: String,
    name: String,
    /// Letter of the zone; `n` without a standing.
    zone: &'static str,
    strip: Strip,
    card: Card,
    moved: Option<Moved>,
    lines: Lines,
    touch: Option<Touch>,
    waits: Option<Waits>,
    waiting: Vec<Waiting>,
    milestones: Vec<Row>,
    signals: Option<Table>,
    heat: Option<Heat>,
    advice: Vec<AdviceView>,
}

/// The name by which elements of a team are found; titles never become names.
pub(in crate::render::html) fn key(index: usize) -> String {
    format!("t{index}")
}

/// All teams of a report.
pub(in crate::render::html) fn teams(report: &Report, links: &Links) -> Vec<Team> {
    let span = Span::new(report);
    report.teams.iter().enumerate().map(|(i, t)| team(i, t, report, links, span)).collect()
}

fn team(
    index: usize,
    team: &TeamReport,
    report: &Report,
    links: &Links,
    span: Option<Span>,
) -> Team {
    let months = &team.score.months;
    let standing = months.last().and_then(|month| month.standing.as_ref());
    let title = |id: &str| {
        let doc = report.definitions.iter().find(|doc| doc.definition.id == id);
        doc.map_or_else(|| id.to_owned(), |doc| doc.definition.title.clone())
    };
    let heights = Heights::new(report.teams.len() > MANY);
    Team {
        key: key(index),
        name: team.score.team.clone(),
        zone: standing.map_or("n", |standing| zone_key(standing.zone)),
        strip: strip(&team.score.team, months, &heights),
        card: card(team, links, title),
        moved: moved(team),
        lines: lines(team),
        touch: touch(report, team),
        waits: waits(&team.score.team, &team.waits),
        waiting: waiting(team),
        milestones: span.map(|span| rows(&team.milestones, span, links)).unwrap_or_default(),
        signals: table(report, months, links, Room::new(report.teams.len())),
        heat: heat(report, team),
        advice: team.advice.iter().map(|advice| view(advice, links)).collect(),
    }
}
