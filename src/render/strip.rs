//! The spectrum as one line of text: ends, middle, interval and a mark that says the zone.

use crate::render::words;
use crate::score::outcome::{Interval, Standing, SureZone, Zone};

/// Characters of a strip.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    ends: [char; 2],
    middle: char,
    line: char,
    interval: char,
    open: char,
    marks: [char; 5],
}

/// Box-drawing characters.
pub const UNICODE: Signs = Signs {
    ends: ['├', '┤'],
    middle: '┼',
    line: '─',
    interval: '━',
    open: '╌',
    marks: ['■', '●', '◆', '○', '?'],
};

/// Signs of seven bits.
pub const ASCII: Signs = Signs {
    ends: ['|', '|'],
    middle: '+',
    line: '-',
    interval: '=',
    open: '.',
    marks: ['#', 'o', '*', 'O', '?'],
};

impl Signs {
    /// The sign of a zone: square approval-bound, disc micro-engaged, diamond drifting, ring
    /// pulled both ways, question mark unclear.
    #[must_use]
    pub fn mark(self, zone: Zone) -> char {
        let [approval, engaged, drifting, both, unclear] = self.marks;
        match words::sure(zone) {
            Ok(SureZone::ApprovalBound) => approval,
            Ok(SureZone::MicroEngaged) => engaged,
            Ok(SureZone::Drifting) => drifting,
            Ok(SureZone::PulledBothWays) => both,
            Err(_) => unclear,
        }
    }
}

/// A strip of `width` characters (at least 7) with the mark of a standing.
#[must_use]
pub fn standing(standing: &Standing, width: usize, signs: Signs) -> String {
    let mut strip = empty(width, signs);
    if let Some(interval) = standing.position.interval {
        fill(&mut strip, interval, signs.interval);
    }
    let at = place(standing.position.value, strip.len());
    if let Some(cell) = strip.get_mut(at) {
        *cell = signs.mark(standing.zone);
    }
    strip.into_iter().collect()
}

/// A strip without a mark, on which the bounds of an unknown position are open.
#[must_use]
pub fn open(bounds: Interval, width: usize, signs: Signs) -> String {
    let mut strip = empty(width, signs);
    fill(&mut strip, bounds, signs.open);
    strip.into_iter().collect()
}

fn empty(width: usize, signs: Signs) -> Vec<char> {
    // An odd number has a middle.
    let width = width.max(7) | 1;
    let mut strip = vec![signs.line; width];
    for (index, sign) in [(0, signs.ends[0]), (width / 2, signs.middle), (width - 1, signs.ends[1])]
    {
        if let Some(cell) = strip.get_mut(index) {
            *cell = sign;
        }
    }
    strip
}

/// Writes a sign over a stretch, ends and middle of the strip excepted.
fn fill(strip: &mut [char], interval: Interval, sign: char) {
    let count = strip.len();
    let (from, to) = (place(interval.low, count), place(interval.high, count));
    for (index, cell) in strip.iter_mut().enumerate() {
        let kept = index == 0 || index == count / 2 || index + 1 == count;
        if (from..=to).contains(&index) && !kept {
            *cell = sign;
        }
    }
}

/// The cell of a position of -100 to +100.
fn place(position: f64, count: usize) -> usize {
    let last = count.saturating_sub(1);
    let at = (position.clamp(-100.0, 100.0) + 100.0) / 200.0 * last as f64;
    (0..=last).find(|cell| *cell as f64 + 0.5 > at).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn marks_stand_where_the_position_is() {
        let report = sample::report();
        let strips: Vec<String> = report
            .teams
            .iter()
            .filter_map(|team| team.score.months.last()?.standing.as_ref())
            .map(|s| standing(s, 21, UNICODE))
            .collect();
        insta::assert_snapshot!(strips.join("\n"), @r#"
        ├──━━■━━──┼─────────┤
        ├───────━━●━━───────┤
        ├─────────┼────━◆━━─┤
        ├────━━●━─┼─────────┤
        ├────────━○━━───────┤
        ├─────━━?━┼─────────┤
        "#);
        let first = report.teams[0].score.months[5].standing.as_ref().expect("scored");
        assert_eq!(standing(first, 21, ASCII), "|--==#==--+---------|");
        assert_eq!(open(Interval { low: -62.0, high: 38.0 }, 21, ASCII), "|---......+....-----|");
    }

    #[test]
    fn ends_are_reached_and_never_left() {
        assert_eq!(place(-100.0, 21), 0);
        assert_eq!(place(0.0, 21), 10);
        assert_eq!(place(100.0, 21), 20);
        assert_eq!(place(1e9, 21), 20);
    }
}
