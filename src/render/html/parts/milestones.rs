//! Milestones planned against done, on one time axis for all teams.

use jiff::civil::Date;
use serde::Serialize;

use crate::render::escape::line;
use crate::render::html::layout::share;
use crate::render::links::{Link, Links};
use crate::render::{remarks, words};
use crate::report::{MilestoneRow, Report};

/// The days that the chart spans.
#[derive(Clone, Copy, Debug)]
pub(in crate::render::html) struct Span {
    from: Date,
    to: Date,
    now: Date,
}

/// A tick at the first of a month.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Tick {
    x: String,
    text: String,
}

/// One milestone.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Row {
    title: String,
    link: Link,
    verdict: String,
    done: String,
    label: String,
    planned: Option<Piece>,
    late: Option<Piece>,
    first_due: Option<String>,
    moved_due: Option<String>,
    end: Option<String>,
    open: bool,
}

#[derive(Debug, Serialize)]
struct Piece {
    x: String,
    width: String,
}

impl Span {
    /// From the first month shown to the day the data was read, or the latest due date before
    /// two months after that. `None` where no date can be read.
    pub(in crate::render::html) fn new(report: &Report) -> Option<Self> {
        let now: Date = report.as_of.get(..10)?.parse().ok()?;
        let from = report.periods.first()?.first_day().min(now);
        let furthest = now.saturating_add(jiff::Span::new().months(2));
        let rows = report.teams.iter().flat_map(|team| &team.milestones);
        let dates = rows.flat_map(|row| [&row.first_due, &row.due, &row.closed]);
        let last = dates.filter_map(|text| day(text.as_deref()?)).max().unwrap_or(now);
        Some(Self {
            from,
            to: last.clamp(now, furthest).saturating_add(jiff::Span::new().days(5)),
            now,
        })
    }

    fn days(self) -> f64 {
        f64::from((self.to - self.from).get_days()).max(1.0)
    }

    fn at(self, day: Date) -> f64 {
        (f64::from((day - self.from).get_days()) / self.days()).clamp(0.0, 1.0)
    }

    /// Where the day stands on which the data was read.
    pub(in crate::render::html) fn now(self) -> String {
        share(self.at(self.now))
    }

    /// Firsts of months.
    pub(in crate::render::html) fn ticks(self, report: &Report) -> Vec<Tick> {
        let first = report.periods.first().copied();
        let months = first.into_iter().flat_map(|first| (0..36).map(move |i| first.plus(i)));
        let months: Vec<_> = months.take_while(|month| month.first_day() <= self.to).collect();
        let every = months.len().div_ceil(8).max(1);
        months
            .iter()
            .step_by(every)
            .map(|month| Tick {
                x: share(self.at(month.first_day())),
                text: words::month_short(*month),
            })
            .collect()
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// The rows of a team, earliest due date first.
pub(in crate::render::html) fn rows(rows: &[MilestoneRow], span: Span, links: &Links) -> Vec<Row> {
    let mut sorted: Vec<_> = rows.iter().collect();
    sorted.sort_by(|a, b| {
        let key = |row: &&MilestoneRow| (row.first_due.clone(), row.repo.clone(), row.number);
        key(a).cmp(&key(b))
    });
    sorted.into_iter().map(|milestone| row(milestone, span, links)).collect()
}

fn row(milestone: &MilestoneRow, span: Span, links: &Links) -> Row {
    let created = day(&milestone.created);
    let first_due = milestone.first_due.as_deref().and_then(day);
    let due = milestone.due.as_deref().and_then(day);
    let closed = milestone.closed.as_deref().and_then(day);
    let end = closed.unwrap_or(span.now);
    let title = line(&milestone.title);
    let verdict = remarks::slip(milestone);
    let until = first_due.unwrap_or(end);
    Row {
        label: format!("{title}: {verdict}"),
        title,
        link: links.item(&milestone.repo, &format!("milestone#{}", milestone.number)),
        verdict,
        done: format!("{} of {} done", milestone.done, milestone.items),
        planned: created.and_then(|from| piece(from, until, span)),
        late: first_due.and_then(|due| piece(due, end, span)),
        first_due: first_due.map(|due| share(span.at(due))),
        moved_due: due.filter(|due| Some(*due) != first_due).map(|due| share(span.at(due))),
        end: (closed.is_some() || created.is_some()).then(|| share(span.at(end))),
        open: closed.is_none(),
    }
}

/// The stretch between two days, where it lasts at all within the chart.
fn piece(from: Date, to: Date, span: Span) -> Option<Piece> {
    let (from, to) = (span.at(from), span.at(to));
    (to > from).then(|| Piece { x: share(from), width: share(to - from) })
}
