//! Which teams are simulated: their styles and circumstances, drawn from a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::score::outcome::SureZone;
use crate::sources::simulate::{Style, TeamSpec};

/// Months before the one that is scored, so that all windows are full.
pub const WARM_UP: u32 = 5;
/// Months after it, so that its items are followed to their horizon.
pub const FOLLOW_UP: u32 = 1;

/// Which part of the plane of styles a team is drawn from (model 4a).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// All of it, evenly.
    Plane,
    /// The line from micromanagement to disengagement: one of the two latent pressures is 0.
    Line,
    /// One of the three styles, or both extremes at once.
    Style(SureZone),
}

/// The four corners: what the simulated leaders do, in the score's words.
pub const CORNERS: [SureZone; 4] =
    [SureZone::ApprovalBound, SureZone::MicroEngaged, SureZone::Drifting, SureZone::PulledBothWays];

/// What differs from the usual circumstances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstances {
    /// Pull requests a month: least and most.
    pub pulls: (f64, f64),
    /// Non-leaders: fewest and most.
    pub peers: (u32, u32),
    /// Most leaders.
    pub leaders: u32,
    /// Largest factor on how long reviewers take; the smallest is 1.
    pub latency: f64,
    /// Whether every team has the largest latency.
    pub always_slow: bool,
    /// Factor on the size of pull requests.
    pub size: f64,
    /// Deviation of each habit from the style.
    pub jitter: f64,
}

impl Circumstances {
    /// Those of the main sample.
    pub const USUAL: Self = Self {
        pulls: (68.0, 90.0),
        peers: (4, 12),
        leaders: 2,
        latency: 1.5,
        always_slow: false,
        size: 1.0,
        jitter: 0.06,
    };
    /// Those of a quick run.
    pub const QUICK: Self = Self { pulls: (72.0, 84.0), ..Self::USUAL };
    /// Model 4a, V7: what the score was never set up for.
    pub const MISSPECIFIED: Self =
        Self { leaders: 3, latency: 2.5, size: 1.6, jitter: 0.14, ..Self::USUAL };

    /// The usual ones with this many pull requests.
    #[must_use]
    pub fn sized(pulls: f64) -> Self {
        Self { pulls: (pulls, pulls), ..Self::USUAL }
    }
}

/// A team to simulate.
#[derive(Clone, Debug)]
pub struct Role {
    /// Where it was drawn from.
    pub region: Region,
    /// Its latent style.
    pub style: Style,
    /// What the simulator is told.
    pub spec: TeamSpec,
    /// Seed of its simulation.
    pub seed: u64,
}

/// Draws teams; the same seed and name give the same teams.
#[derive(Debug)]
pub struct Casting {
    name: String,
    chance: ChaCha8Rng,
    drawn: usize,
}

impl Casting {
    /// For one experiment.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        let mut bytes = [0; 32];
        for (index, byte) in seed.to_le_bytes().into_iter().chain(name.bytes()).enumerate() {
            bytes[index % 32] ^= byte.rotate_left(u32::try_from(index / 32).unwrap_or(0));
        }
        Self { name: name.to_owned(), chance: ChaCha8Rng::from_seed(bytes), drawn: 0 }
    }

    /// Between two numbers, evenly.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        // 53 random bits make a number from 0 to 1.
        let unit = (self.chance.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        low + (high - low) * unit
    }

    fn whole(&mut self, low: u32, high: u32) -> u32 {
        let at = self.between(f64::from(low), f64::from(high) + 1.0).floor();
        (low..=high).rev().find(|n| f64::from(*n) <= at).unwrap_or(low)
    }

    /// A latent style of a region.
    pub fn style(&mut self, region: Region) -> Style {
        let mut within = |c: (f64, f64), d: (f64, f64)| {
            let control = self.between(c.0, c.1);
            Style { control, drift: self.between(d.0, d.1) }
        };
        match region {
            Region::Plane => within((0.0, 1.0), (0.0, 1.0)),
            Region::Line => {
                let along = within((-1.0, 1.0), (0.0, 0.0)).control;
                Style { control: (-along).max(0.0), drift: along.max(0.0) }
            }
            Region::Style(SureZone::ApprovalBound) => within((0.65, 1.0), (0.0, 0.3)),
            Region::Style(SureZone::MicroEngaged) => within((0.0, 0.25), (0.0, 0.25)),
            Region::Style(SureZone::Drifting) => within((0.0, 0.3), (0.65, 1.0)),
            Region::Style(SureZone::PulledBothWays) => within((0.65, 1.0), (0.65, 1.0)),
        }
    }

    /// A team of a region, for one scored month.
    pub fn team(&mut self, region: Region, around: &Circumstances) -> Role {
        let style = self.style(region);
        self.with_style(region, style, around)
    }

    /// A team with a style.
    pub fn with_style(&mut self, region: Region, style: Style, around: &Circumstances) -> Role {
        let name = format!("{}-{:04}", self.name, self.drawn);
        self.drawn += 1;
        let slow = if around.always_slow { around.latency } else { 1.0 };
        let spec = TeamSpec {
            name: name.clone(),
            repo: format!("simulated/{name}"),
            styles: vec![(0, style)],
            leaders: self.whole(1, around.leaders) as usize,
            peers: self.whole(around.peers.0, around.peers.1) as usize,
            months: WARM_UP + 1 + FOLLOW_UP,
            pulls_per_month: self.between(around.pulls.0, around.pulls.1),
            jitter: around.jitter,
            latency: self.between(slow, around.latency),
            size: around.size,
            ..TeamSpec::default()
        };
        Role { region, style, spec, seed: self.chance.next_u64() }
    }

    /// As many teams of each corner.
    pub fn corners(&mut self, each: usize, around: &Circumstances) -> Vec<Role> {
        let all = CORNERS.into_iter().flat_map(|zone| std::iter::repeat_n(zone, each));
        all.map(|zone| self.team(Region::Style(zone), around)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_teams() {
        let draw = |seed, name| -> Vec<(Style, u64)> {
            let teams = Casting::new(seed, name).corners(3, &Circumstances::USUAL);
            teams.into_iter().map(|role| (role.style, role.seed)).collect()
        };
        assert_eq!(draw(1, "main"), draw(1, "main"));
        assert_ne!(draw(1, "main"), draw(2, "main"));
        assert_ne!(draw(1, "main"), draw(1, "small"));
    }

    #[test]
    fn styles_stay_within_their_region() {
        let mut casting = Casting::new(7, "regions");
        for _ in 0..200 {
            let line = casting.style(Region::Line);
            assert!(line.control.min(line.drift).abs() < 1e-12, "{line:?}");
            let both = casting.style(Region::Style(SureZone::PulledBothWays));
            assert!(both.control >= 0.65 && both.drift >= 0.65, "{both:?}");
            let team = casting.team(Region::Plane, &Circumstances::MISSPECIFIED).spec;
            assert!((1..=3).contains(&team.leaders) && (4..=12).contains(&team.peers));
            assert!((1.0..=2.5).contains(&team.latency));
        }
    }
}
