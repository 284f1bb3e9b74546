//! Pieces to rows: cut at month ends and where they become stale.

use compact_str::{ToCompactString, format_compact};
use jiff::tz::TimeZone;

use super::setting::PullSetting;
use super::stale::Stale;
use crate::derive::calendar::STALE_AFTER;
use crate::derive::waits::piece::{Awaited, Piece, Resolution, leader_waits};
use crate::model::derived::Interval;
use crate::model::facts::PullRequest;
use crate::model::table::Text;
use crate::model::time::{Period, Timestamp};

/// What all rows of a pull request have in common.
pub(super) struct Common<'a> {
    pub(super) pull: &'a PullRequest,
    pub(super) setting: &'a PullSetting<'a>,
    pub(super) week: String,
    pub(super) bookkeeping: bool,
    pub(super) stale: Stale,
}

impl Common<'_> {
    /// The rows, in order of time.
    pub(super) fn rows(&self, pieces: &[Piece]) -> Vec<Interval> {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Vec::new() };
        let months = months(first.from, last.to, self.setting.zone);
        let item = format_compact!("#{}", self.pull.number);
        let mut rows = Vec::with_capacity(pieces.len());
        for (piece, resolution) in pieces.iter().zip(self.resolutions(pieces)) {
            let mut from = piece.from;
            for to in self.cuts(piece, &months) {
                let month = months.get(months.partition_point(|(end, _)| *end <= from));
                let period = month.map_or_else(Text::default, |(_, text)| text.clone());
                rows.push(self.row(piece, resolution, (from, to), (&item, period)));
                from = to;
            }
        }
        rows
    }

    /// How each piece's wait ended, in the words of the table. A wait that nobody answered yet
    /// counts as answered up to 40 business hours, and as absent from then on (model 2.5, A.12);
    /// the whole wait counts, before it is cut.
    fn resolutions(&self, pieces: &[Piece]) -> Vec<Option<&'static str>> {
        let mut out: Vec<Option<&'static str>> = vec![None; pieces.len()];
        for wait in leader_waits(pieces) {
            let Some(run) = pieces.get(wait.clone()) else { continue };
            let word = self.resolution(run);
            for slot in out.get_mut(wait).into_iter().flatten() {
                *slot = word;
            }
        }
        out
    }

    fn resolution(&self, run: &[Piece]) -> Option<&'static str> {
        let (first, last) = (run.first()?, run.last()?);
        Some(match last.resolution? {
            Resolution::Answered => "answered",
            Resolution::Bypassed => "bypassed",
            Resolution::Unresolved => {
                let age = self.setting.calendar.between(first.from, last.to);
                if age < STALE_AFTER { "answered" } else { "absent" }
            }
        })
    }

    /// Ends of the parts of a piece, the piece's own last.
    fn cuts(&self, piece: &Piece, months: &[(Timestamp, Text)]) -> Vec<Timestamp> {
        let mut cuts: Vec<Timestamp> = self.stale.cuts(piece.from, piece.to).collect();
        let later = months.get(months.partition_point(|(end, _)| *end <= piece.from)..);
        let ends = later.unwrap_or_default().iter().map(|(end, _)| *end);
        cuts.extend(ends.take_while(|end| *end < piece.to));
        cuts.push(piece.to);
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    fn row(
        &self,
        piece: &Piece,
        resolution: Option<&str>,
        (from, to): (Timestamp, Timestamp),
        (item, period): (&Text, Text),
    ) -> Interval {
        let (pull, setting) = (self.pull, self.setting);
        let word = |awaited: Option<Awaited>| awaited.map(|awaited| awaited.as_str().into());
        Interval {
            repo: pull.repo.clone(),
            team: setting.team.into(),
            number: pull.number,
            item: item.clone(),
            period,
            week: self.week.as_str().into(),
            author: setting.author_key.into(),
            author_role: setting.author_role.as_str().into(),
            bookkeeping: self.bookkeeping,
            from,
            to,
            state: piece.state.as_str().into(),
            awaited: word(piece.awaited),
            awaited_upper: word(piece.awaited_upper),
            resolution: resolution.map(Into::into),
            stale: self.stale.covers(from),
            parked: false,
            seconds: to.since(from),
            business_seconds: setting.calendar.between(from, to),
        }
    }
}

/// The months from one instant to another, each with its end and as tables write it.
fn months(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<(Timestamp, Text)> {
    let mut period = Period::of(from, zone);
    let mut months: Vec<(Timestamp, Text)> = Vec::new();
    loop {
        let end = period.end(zone);
        // At the end of the calendar there is no next one.
        let is_last = end >= to || months.last().is_some_and(|(before, _)| *before >= end);
        months.push((end, period.to_compact_string()));
        if is_last {
            return months;
        }
        period = period.plus(1);
    }
}
