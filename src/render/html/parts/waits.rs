//! Where a team's open pull requests wait, by month.

use serde::Serialize;

use crate::render::html::layout::share;
use crate::render::{figures, words};
use crate::report::{MonthWaits, Report, WaitHours, WaitKind};

/// The kinds that the bars show; drafts wait for nobody and are told in words.
const SHOWN: [WaitKind; 8] = [
    WaitKind::LeaderAnswered,
    WaitKind::LeaderBypassed,
    WaitKind::LeaderAbsent,
    WaitKind::Peer,
    WaitKind::NobodyAsked,
    WaitKind::Author,
    WaitKind::ToMerge,
    WaitKind::CiUnknown,
];

/// The waits of one team.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Waits {
    /// Bar of the report's month.
    now: Bar,
    /// Months before, newest first.
    before: Vec<Bar>,
    /// Column heads of the table.
    kinds: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Bar {
    month: String,
    short: String,
    label: String,
    pieces: Vec<Piece>,
    open: String,
    drafts: Option<String>,
    pull_requests: String,
    /// Business hours by kind, in the order of the column heads.
    cells: Vec<String>,
    wall: String,
}

#[derive(Debug, Serialize)]
struct Piece {
    class: &'static str,
    x: String,
    width: String,
    middle: String,
    /// Share of the bar, where there is room for it.
    text: Option<String>,
    tip: String,
    /// Hatched pieces carry their text on a plate.
    plate: bool,
    first: bool,
}

/// One entry of the legend.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Key {
    class: &'static str,
    text: &'static str,
}

/// The bars of a team; `None` where its open time is not known.
pub(in crate::render::html) fn waits(team: &str, months: &[MonthWaits]) -> Option<Waits> {
    let known: Vec<_> = months.iter().filter(|month| open(month) > 0.0).collect();
    let (now, before) = known.split_last()?;
    let kinds = present(months);
    let bar = |month: &MonthWaits| bar(team, month, &kinds);
    Some(Waits {
        now: bar(now),
        before: before.iter().rev().map(|month| bar(month)).collect(),
        kinds: kinds.iter().map(|kind| words::wait_kind(*kind)).collect(),
    })
}

/// What the bars of a report show.
pub(in crate::render::html) fn legend(report: &Report) -> Vec<Key> {
    let months = report.teams.iter().flat_map(|team| &team.waits);
    let hours: Vec<&WaitHours> = months.flat_map(|month| &month.hours).collect();
    let used = |kind| hours.iter().any(|h| h.kind == kind && h.business_hours > 0.0);
    let used = SHOWN.into_iter().filter(|kind| used(*kind));
    used.map(|kind| Key { class: class(kind), text: words::wait_kind(kind) }).collect()
}

fn present(months: &[MonthWaits]) -> Vec<WaitKind> {
    let mut kinds: Vec<_> = months
        .iter()
        .flat_map(|month| &month.hours)
        .filter(|hours| hours.business_hours > 0.0)
        .map(|hours| hours.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn hours(month: &MonthWaits, kind: WaitKind) -> Option<&WaitHours> {
    month.hours.iter().find(|hours| hours.kind == kind)
}

/// Open, non-draft business hours: the width of the bar.
fn open(month: &MonthWaits) -> f64 {
    SHOWN.iter().filter_map(|kind| hours(month, *kind)).map(|h| h.business_hours).sum()
}

fn class(kind: WaitKind) -> &'static str {
    match kind {
        WaitKind::LeaderAnswered => "leader",
        WaitKind::LeaderBypassed => "bypassed",
        WaitKind::LeaderAbsent => "absent",
        WaitKind::Peer => "peer",
        WaitKind::NobodyAsked => "none",
        WaitKind::Author => "author",
        WaitKind::ToMerge => "merge",
        WaitKind::Draft | WaitKind::CiUnknown => "gap",
    }
}

fn bar(team: &str, month: &MonthWaits, kinds: &[WaitKind]) -> Bar {
    let total = open(month);
    let drafts = hours(month, WaitKind::Draft).filter(|h| h.business_hours >= 0.5);
    let wall: f64 = SHOWN.iter().filter_map(|kind| hours(month, *kind)).map(|h| h.wall_hours).sum();
    let cell = |kind: &WaitKind| hours(month, *kind).map_or(0.0, |h| h.business_hours);
    let pieces = pieces(month, total);
    let told: Vec<_> = pieces.iter().map(|piece| piece.tip.as_str()).collect();
    Bar {
        month: month.period.in_words(),
        short: words::month_short(month.period),
        label: format!("{team}, {}: {}", month.period.in_words(), told.join("; ")),
        open: figures::rounded(total),
        drafts: drafts.map(|h| figures::rounded(h.business_hours)),
        pull_requests: words::count(month.pull_requests, "pull request"),
        cells: kinds.iter().map(|kind| figures::rounded(cell(kind))).collect(),
        wall: figures::rounded(wall),
        pieces,
    }
}

fn pieces(month: &MonthWaits, total: f64) -> Vec<Piece> {
    let mut from = 0.0;
    let mut out = Vec::new();
    let known = SHOWN.iter().filter_map(|kind| hours(month, *kind));
    for hours in known.filter(|hours| hours.business_hours > 0.0) {
        let part = hours.business_hours / total;
        let text = words::percent(part);
        out.push(Piece {
            class: class(hours.kind),
            x: share(from),
            width: share(part),
            middle: share(from + part / 2.0),
            text: (part >= 0.055).then(|| text.clone()),
            tip: format!(
                "{}: {} business hours, {text}",
                words::wait_kind(hours.kind),
                figures::rounded(hours.business_hours)
            ),
            plate: matches!(class(hours.kind), "bypassed" | "absent" | "none" | "gap"),
            first: out.is_empty(),
        });
        from += part;
    }
    out
}
