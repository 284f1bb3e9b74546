//! The plane of control against drift: every scored team as a mark, with its trail.

use serde::Serialize;

use crate::render::html::layout::{coordinate, zone_key};
use crate::render::{remarks, words};
use crate::report::Report;
use crate::score::outcome::{Interval, MonthScore};

/// Left edge, lower edge and side of the unit square, in pixels of a drawing 380 wide.
const LEFT: f64 = 42.0;
const BOTTOM: f64 = 340.0;
const SIDE: f64 = 330.0;
/// More teams than this are drawn without trails and names.
const NAMED: usize = 12;

/// The plane.
#[derive(Debug, Serialize)]
pub(in crate::render::html) struct Plane {
    label: String,
    teams: Vec<Team>,
}

#[derive(Debug, Serialize)]
struct Team {
    key: String,
    name: Option<Name>,
    zone: &'static str,
    x: String,
    y: String,
    /// Ends of the interval of drift, then of control.
    across: Option<(String, String)>,
    upright: Option<(String, String)>,
    trail: String,
    tip: String,
}

#[derive(Debug, Serialize)]
struct Name {
    text: String,
    x: String,
    y: String,
    anchor: &'static str,
}

/// The plane of a report; `None` where no team has a standing.
pub(in crate::render::html) fn plane(report: &Report) -> Option<Plane> {
    let scored: Vec<_> = report
        .teams
        .iter()
        .enumerate()
        .filter_map(|(i, team)| Some((i, team, point(team.score.months.last()?)?)))
        .collect();
    if scored.is_empty() {
        return None;
    }
    let few = scored.len() <= NAMED;
    let mut taken: Vec<Box2> = scored.iter().map(|(_, _, at)| Box2::around(*at, 9.0)).collect();
    let mut teams = Vec::with_capacity(scored.len());
    let mut words_of = Vec::new();
    for (index, team, at) in &scored {
        let Some(month) = team.score.months.last() else { continue };
        let name = few.then(|| place(&team.score.team, *at, &mut taken));
        let drawn = one(*index, &team.score.team, month, *at, name);
        words_of.push(drawn.tip.clone());
        teams.push(Team {
            trail: if few { trail(&team.score.months) } else { String::new() },
            ..drawn
        });
    }
    let label = format!("Plane of control against drift. {}", words_of.join("; "));
    Some(Plane { label, teams })
}

/// A place on the drawing, in pixels.
type At = (f64, f64);

fn x_of(drift: f64) -> f64 {
    LEFT + SIDE * drift.clamp(0.0, 1.0)
}

fn y_of(control: f64) -> f64 {
    BOTTOM - SIDE * control.clamp(0.0, 1.0)
}

fn point(month: &MonthScore) -> Option<At> {
    month.standing.as_ref()?;
    let control = month.control.as_ref()?.value?.value;
    let drift = month.drift.as_ref()?.value?.value;
    Some((x_of(drift), y_of(control)))
}

fn one(index: usize, team: &str, month: &MonthScore, at: At, name: Option<Name>) -> Team {
    let pair =
        |i: Interval, place: fn(f64) -> f64| (coordinate(place(i.low)), coordinate(place(i.high)));
    let interval = |p: &Option<crate::score::outcome::Pressure>| p.as_ref()?.value?.interval;
    let zone = month.standing.as_ref().map(|s| s.zone);
    let value = |p: &Option<crate::score::outcome::Pressure>| {
        p.as_ref().and_then(|p| p.value).map_or_else(String::new, |v| words::pressure(v.value))
    };
    Team {
        key: super::teams::key(index),
        name,
        zone: zone.map_or("u", zone_key),
        x: coordinate(at.0),
        y: coordinate(at.1),
        across: interval(&month.drift).map(|i| pair(i, x_of)),
        upright: interval(&month.control).map(|i| pair(i, y_of)),
        trail: String::new(),
        tip: format!(
            "{team}: control {}, drift {}, {}",
            value(&month.control),
            value(&month.drift),
            remarks::zone_or_status(month)
        ),
    }
}

fn trail(months: &[MonthScore]) -> String {
    let points = months.iter().filter_map(point);
    let points: Vec<_> =
        points.map(|(x, y)| format!("{},{}", coordinate(x), coordinate(y))).collect();
    points.join(" ")
}

/// A rectangle that is taken: left, top, right, bottom.
#[derive(Clone, Copy)]
struct Box2(f64, f64, f64, f64);

impl Box2 {
    fn around((x, y): At, reach: f64) -> Self {
        Self(x - reach, y - reach, x + reach, y + reach)
    }

    fn overlaps(self, other: Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    fn outside(self) -> bool {
        self.0 < LEFT || self.2 > LEFT + SIDE + 6.0 || self.1 < 4.0 || self.3 > BOTTOM
    }
}

/// The first of eight places around a mark that is free, else the one to the right.
fn place(team: &str, (x, y): At, taken: &mut Vec<Box2>) -> Name {
    let text = shortened(team);
    let width = 7.0 * text.chars().count() as f64;
    let candidates = [
        (x + 12.0, y + 4.0, "start"),
        (x - 12.0, y + 4.0, "end"),
        (x, y - 13.0, "middle"),
        (x, y + 21.0, "middle"),
        (x + 12.0, y - 10.0, "start"),
        (x - 12.0, y - 10.0, "end"),
        (x + 12.0, y + 18.0, "start"),
        (x - 12.0, y + 18.0, "end"),
    ];
    let boxed = |(x, y, anchor): (f64, f64, &str)| {
        let left = match anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Box2(left, y - 11.0, left + width, y + 3.0)
    };
    let free = candidates.into_iter().find(|candidate| {
        let own = boxed(*candidate);
        !own.outside() && !taken.iter().any(|other| own.overlaps(*other))
    });
    let chosen = free.unwrap_or(candidates[0]);
    taken.push(boxed(chosen));
    Name { text, x: coordinate(chosen.0), y: coordinate(chosen.1), anchor: chosen.2 }
}

fn shortened(team: &str) -> String {
    let cut: String = team.chars().take(16).collect();
    if cut.len() < team.len() { format!("{}…", cut.trim_end()) } else { cut }
}
