//! Pieces to rows: cut at month ends and where they become stale.

use compact_str::{ToCompactString, format_compact};

use super::setting::PullSetting;
use super::stale::Stale;
use crate::derive::calendar::STALE_AFTER;
use crate::derive::waits::piece::{Awaited, Piece, Resolution, leader_waits};
use crate::model::derived::Interval;
use crate::model::facts::PullRequest;
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
        let resolutions = self.resolutions(pieces);
        let cut = pieces.iter().zip(resolutions).flat_map(|(piece, resolution)| {
            let ends = self.cuts(piece);
            let begins: Vec<_> =
                std::iter::once(piece.from).chain(ends.iter().copied()).take(ends.len()).collect();
            let spans = begins.into_iter().zip(ends);
            spans.map(move |(from, to)| self.row(piece, resolution, from, to))
        });
        cut.collect()
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
    fn cuts(&self, piece: &Piece) -> Vec<Timestamp> {
        let zone = self.setting.zone;
        let mut cuts: Vec<Timestamp> = self.stale.cuts(piece.from, piece.to).collect();
        let mut period = Period::of(piece.from, zone);
        while period.end(zone) < piece.to && period.end(zone) > piece.from {
            cuts.push(period.end(zone));
            period = period.plus(1);
        }
        cuts.push(piece.to);
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    fn row(
        &self,
        piece: &Piece,
        resolution: Option<&str>,
        from: Timestamp,
        to: Timestamp,
    ) -> Interval {
        let (pull, setting) = (self.pull, self.setting);
        let word = |awaited: Option<Awaited>| awaited.map(|a| a.as_str().to_owned());
        Interval {
            repo: pull.repo.clone(),
            team: setting.team.into(),
            number: pull.number,
            item: format_compact!("#{}", pull.number),
            period: Period::of(from, setting.zone).to_compact_string(),
            week: self.week.as_str().into(),
            author: setting.author_key.into(),
            author_role: setting.author_role.as_str().into(),
            bookkeeping: self.bookkeeping,
            from,
            to,
            state: piece.state.as_str().into(),
            awaited: word(piece.awaited).map(Into::into),
            awaited_upper: word(piece.awaited_upper).map(Into::into),
            resolution: resolution.map(Into::into),
            stale: self.stale.covers(from),
            parked: false,
            seconds: to.since(from),
            business_seconds: setting.calendar.between(from, to),
        }
    }
}
