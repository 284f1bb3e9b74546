//! What people do under a way of leading.
//!
//! Everything here is a probability, a rate or a duration of behaviour. Nothing is a figure that a
//! report shows: how long work waits, who gates how much of it and what goes stale follow from the
//! queue that these act on. Each habit sees the style through a deviation of its own that a team
//! keeps for good (model 4a).

use super::chance::Chance;
use super::spec::Style;

/// Habits that deviate on their own.
const HABITS: usize = 33;

/// How a team deviates from its style, habit by habit.
#[derive(Clone, Debug)]
pub(super) struct Character([(f64, f64); HABITS]);

impl Character {
    /// Deviations with a standard deviation.
    pub(super) fn new(chance: &mut Chance, sigma: f64) -> Self {
        Self(std::array::from_fn(|_| (sigma * chance.normal(), sigma * chance.normal())))
    }
}

/// Behaviour in one month.
#[derive(Clone, Debug)]
pub(super) struct Habits {
    /// A small pull request has to have a leader's approval.
    pub(super) gate_small: f64,
    /// A large one has to.
    pub(super) gate_large: f64,
    /// Where it has to, nobody else is asked.
    pub(super) only_leader: f64,
    /// Where it has to, a rule in CODEOWNERS says so.
    pub(super) by_rule: f64,
    /// Where it need not, the author asks a leader all the same.
    pub(super) permission: f64,
    /// Share of the leaders' working time that goes into reviews.
    pub(super) attention: f64,
    /// A leader is there in a week at all.
    pub(super) presence: f64,
    /// A leader never gets to something asked for.
    pub(super) leader_ignores: f64,
    /// Working hours until a leader takes note, as a median.
    pub(super) leader_notice: f64,
    /// A leader looks in where nobody asked.
    pub(super) look: f64,
    /// A leader's inline comments per 100 lines.
    pub(super) leader_density: f64,
    /// A leader wants changes, at the first look.
    pub(super) leader_changes: f64,
    /// A leader steps in after peers have approved.
    pub(super) veto: f64,
    /// A leader pushes to somebody else's branch instead of saying what should change.
    pub(super) takeover: f64,
    /// A leader presses the merge button.
    pub(super) leader_merges: f64,
    /// An issue comes from a leader, who also says who does it.
    pub(super) directed: f64,
    /// A leader says who does an issue that somebody else opened.
    pub(super) assigned: f64,
    /// Working hours until a peer who was asked looks, as a median.
    pub(super) peer_pickup: f64,
    /// Nobody is asked for a review.
    pub(super) unasked: f64,
    /// A peer who was asked never looks.
    pub(super) peer_ignores: f64,
    /// The author does not wait for anybody's review.
    pub(super) unreviewed: f64,
    /// An author gives up when nothing happens.
    pub(super) abandons: f64,
    /// A part of the intent (what, why, done) is written down.
    pub(super) intent: f64,
    /// Work starts from an issue.
    pub(super) linked: f64,
    /// An issue goes into a milestone.
    pub(super) planned: f64,
    /// Somebody takes an issue.
    pub(super) owned: f64,
    /// Somebody answers an issue.
    pub(super) answered: f64,
    /// A milestone is closed when it is due.
    pub(super) on_time: f64,
    /// By how much of its span it is late otherwise, as a median.
    pub(super) slip: f64,
    /// A milestone has a due date and says what it is about.
    pub(super) described: f64,
    /// An issue is put into a milestone that is nearly due.
    pub(super) late_scope: f64,
    /// Working hours of patience before an author does something about a silence, as a median.
    pub(super) patience: f64,
    /// How slowly authors answer a review, as a factor.
    pub(super) sluggish: f64,
}

impl Habits {
    /// The habits of a team of that character under a style.
    pub(super) fn new(style: Style, character: &Character) -> Self {
        let mut deviations = character.0.iter().cycle();
        let mut habit = |f: fn(f64, f64) -> f64| {
            let (control, drift) = deviations.next().copied().unwrap_or_default();
            let control = (style.control + control).clamp(0.0, 1.0);
            let drift = (style.drift + drift).clamp(0.0, 1.0);
            f(control, drift)
        };
        Self {
            gate_small: habit(|c, _| 0.04 + 0.80 * c),
            gate_large: habit(|c, _| 0.14 + 0.80 * c),
            only_leader: habit(|c, _| 0.25 + 0.65 * c),
            by_rule: habit(|c, _| 0.80 - 0.30 * c),
            permission: habit(|c, _| 0.02 + 0.45 * c),
            attention: habit(|c, d| (0.28 + 0.10 * c) * (1.0 - 0.35 * d)),
            // Whoever wants to decide everything has to be there for it now and then.
            presence: habit(|c, d| 0.98 - 0.80 * d * (1.0 - 0.15 * c)),
            leader_ignores: habit(|c, d| 0.01 + 0.50 * d * (1.0 - 0.70 * c)),
            leader_notice: habit(|_, d| 1.2 * (1.2 * d).exp()),
            look: habit(|c, d| (0.34 + 0.40 * c) * (1.0 - 0.55 * d)),
            // Google's mean of five per 100 lines (model 8, MCR) lies at a third of the way.
            leader_density: habit(|c, _| 3.0 * (1.5 * c).exp()),
            leader_changes: habit(|c, _| 0.10 + 0.55 * c),
            veto: habit(|c, _| 0.005 + 0.26 * c),
            takeover: habit(|c, _| 0.005 + 0.12 * c),
            leader_merges: habit(|c, d| (0.08 + 0.80 * c) * (1.0 - 0.5 * d * (1.0 - c))),
            directed: habit(|c, _| 0.10 + 0.70 * c),
            assigned: habit(|c, _| 0.02 + 0.40 * c),
            // Model 4a.
            peer_pickup: habit(|_, d| 3.0 * (1.9 * d).exp()),
            unasked: habit(|_, d| 0.03 + 0.45 * d),
            peer_ignores: habit(|_, d| 0.04 + 0.38 * d),
            unreviewed: habit(|_, d| 0.02 + 0.33 * d),
            abandons: habit(|_, d| 0.05 + 0.20 * d),
            intent: habit(|_, d| 0.90 - 0.62 * d),
            linked: habit(|_, d| 0.93 - 0.45 * d),
            planned: habit(|_, d| 0.78 - 0.50 * d),
            owned: habit(|_, d| 0.85 - 0.65 * d),
            answered: habit(|_, d| 0.90 - 0.65 * d),
            on_time: habit(|_, d| 0.75 - 0.65 * d),
            // Projects run over by 30 to 40 % (model 8, Kula23) at about the middle.
            slip: habit(|_, d| 0.12 * (2.0 * d).exp()),
            described: habit(|_, d| 0.96 - 0.55 * d),
            late_scope: habit(|_, d| 0.06 + 0.42 * d),
            // Where decisions are kept, people do not dare to go past them.
            patience: habit(|c, d| 14.0 * (1.5 * c + 0.5 * d).exp()),
            sluggish: habit(|_, d| (0.6 * d).exp()),
        }
    }
}
