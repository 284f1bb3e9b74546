//! What is to be simulated: one team, or an organisation of several.

use jiff::tz::TimeZone;

use crate::model::time::Period;

/// A way of leading, as the two latent quantities that drive behaviour (model 4a).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Style {
    /// How much the leaders keep decisions to themselves, 0 to 1.
    pub control: f64,
    /// How much the leaders leave things unattended, 0 to 1.
    pub drift: f64,
}

impl Style {
    /// Close enough to understand, far enough away to let people decide.
    pub const ENGAGED: Self = Self { control: 0.12, drift: 0.12 };
    /// Everything passes through the leaders.
    pub const MICROMANAGING: Self = Self { control: 0.85, drift: 0.12 };
    /// Nobody looks.
    pub const DISENGAGED: Self = Self { control: 0.1, drift: 0.85 };
    /// What passes through the leaders waits, and the rest is unattended.
    pub const BOTH: Self = Self { control: 0.85, drift: 0.8 };

    /// Both quantities held within 0 and 1.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self { control: self.control.clamp(0.0, 1.0), drift: self.drift.clamp(0.0, 1.0) }
    }
}

/// A way of making figures look better without changing how a team works (model 4d), applied to
/// every pull request, milestone or merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// A leader drops a one-word comment within half an hour.
    LeaderPings,
    /// Peers do so.
    PeerPings,
    /// Where only a leader is asked, a peer is asked too who never looks.
    PhantomReviewer,
    /// The author presses the merge button whoever decided.
    AuthorMerges,
    /// Milestones are moved, unsaid, whenever they would be late.
    SilentRedating,
    /// While it waits, a pull request is made a draft.
    DraftWhileWaiting,
    /// Pull requests nobody looked at for a week are closed.
    MassClose,
    /// Each pull request is opened as three smaller ones.
    SplitPulls,
}

/// A team and the circumstances it works in; the default is an engaged leader of six.
#[derive(Clone, Debug)]
pub struct TeamSpec {
    /// Name in reports.
    pub name: String,
    /// Its one repository as `owner/name`.
    pub repo: String,
    /// Ways of leading, each from a month on (0 is the first), in order; the first holds from the
    /// start whatever its month. None: [`Style::ENGAGED`].
    pub styles: Vec<(u32, Style)>,
    /// Leaders, 1 or more.
    pub leaders: usize,
    /// People who are not leaders, 2 or more.
    pub peers: usize,
    /// First month.
    pub first: Period,
    /// Months, 1 or more.
    pub months: u32,
    /// Pull requests that the peers get ready in an average month; those of leaders, outsiders and
    /// bots come on top.
    pub pulls_per_month: f64,
    /// Standard deviation of a team's own deviation from its style, in each of its habits.
    pub jitter: f64,
    /// Factor on how long it takes until a reviewer looks: 1 in one place, 4 around the globe.
    pub latency: f64,
    /// Factor on the size of pull requests.
    pub size: f64,
    /// Standard deviation of the logarithm of what a week does to arrivals and delays.
    pub week_shock: f64,
    /// Time zone that the team works in.
    pub zone: TimeZone,
    /// Whether leaders take holidays, which the roster knows.
    pub vacations: bool,
    /// Gaming, if any.
    pub attack: Option<Attack>,
}

impl Default for TeamSpec {
    fn default() -> Self {
        Self {
            name: "atlas".to_owned(),
            repo: "northlight/atlas".to_owned(),
            styles: vec![(0, Style::ENGAGED)],
            leaders: 1,
            peers: 6,
            first: Period::of_date(jiff::civil::Date::constant(2025, 1, 1)),
            months: 12,
            pulls_per_month: 65.0,
            jitter: 0.06,
            latency: 1.0,
            size: 1.0,
            week_shock: 0.3,
            zone: TimeZone::UTC,
            vacations: true,
            attack: None,
        }
    }
}

impl TeamSpec {
    /// One way of leading for the whole time.
    #[must_use]
    pub fn with_style(mut self, style: Style) -> Self {
        self.styles = vec![(0, style)];
        self
    }

    /// The way of leading in a month, counted from 0.
    #[must_use]
    pub fn style(&self, month: u32) -> Style {
        let until = self.styles.iter().rev().find(|(from, _)| *from <= month);
        until.or(self.styles.first()).map_or(Style::ENGAGED, |(_, style)| style.clamped())
    }
}
