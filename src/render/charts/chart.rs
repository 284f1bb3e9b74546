//! The interface: which charts there are, and their SVG.

use super::canvas::Canvas;
use super::markup::Head;
use super::palette::Palette;
use super::{
    alternative, font, milestones, plane, signals, spectrum, survival, touch, trajectory, waits,
};
use crate::render::words;
use crate::report::Report;

/// A chart of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chart {
    /// A row a team between micromanagement and disengagement.
    Spectrum,
    /// Control against drift pressure, with the monthly trail.
    Plane,
    /// Both pressures by month, a panel a team.
    Trajectory,
    /// Share of pull requests that the leader role touches, by month.
    Touch,
    /// Business hours by month and what was waited for.
    Waits,
    /// Share still waiting for a first response and for the merge, by hours.
    Survival,
    /// Milestones planned against done.
    Milestones,
    /// Severity of facets and signals, by month.
    Signals,
}

impl Chart {
    /// All charts, in the order of the report.
    pub const ALL: [Self; 8] = [
        Self::Spectrum,
        Self::Plane,
        Self::Trajectory,
        Self::Touch,
        Self::Waits,
        Self::Survival,
        Self::Milestones,
        Self::Signals,
    ];

    /// The name on the command line and of its file: `spectrum`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spectrum => "spectrum",
            Self::Plane => "plane",
            Self::Trajectory => "trajectory",
            Self::Touch => "touch",
            Self::Waits => "waits",
            Self::Survival => "survival",
            Self::Milestones => "milestones",
            Self::Signals => "signals",
        }
    }

    /// The chart of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chart| chart.name() == name)
    }

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Spectrum => "Where each team stands",
            Self::Plane => "Control pressure against drift pressure",
            Self::Trajectory => "Trajectory of the two pressures",
            Self::Touch => "The leader role's touch",
            Self::Waits => "Where pull requests wait",
            Self::Survival => "How long pull requests wait",
            Self::Milestones => "Milestones, planned and done",
            Self::Signals => "Severity of the signals, month by month",
        }
    }
}

/// Colours for a light or a dark page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Why a chart could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// The embedded font is damaged.
    #[error("read the embedded chart font")]
    Font,
    /// plotters refused a shape.
    #[error("draw a chart: {message}")]
    Draw {
        /// plotters' message.
        message: String,
    },
    /// The SVG cannot be read back.
    #[error("read a chart's SVG")]
    Parse(#[source] resvg::usvg::Error),
    /// The picture has no pixels, or too many.
    #[error("make a picture of {width} × {height} pixels")]
    TooLarge {
        /// Width asked for.
        width: f32,
        /// Height asked for.
        height: f32,
    },
    /// The pixels cannot be written as PNG.
    #[error("encode a PNG: {message}")]
    Encode {
        /// The encoder's message.
        message: String,
    },
}

impl ChartError {
    /// From an error of plotters, whose type differs by backend.
    pub(super) fn draw(error: &impl ToString) -> Self {
        Self::Draw { message: error.to_string() }
    }
}

/// A chart as a self-contained SVG document.
///
/// It carries a title, a description and the role of an image, loads nothing, and names the
/// embedded font with fallbacks. The same report gives the same bytes.
///
/// # Errors
/// [`ChartError::Font`] or [`ChartError::Draw`]; neither depends on the report.
pub fn svg(chart: Chart, report: &Report, theme: Theme) -> Result<String, ChartError> {
    let palette = Palette::of(theme);
    let canvas = layout(chart, report, theme)?;
    let title = format!("{}, {}", chart.title(), words::month(report.period));
    let description = text_alternative(chart, report);
    canvas.finish(&Head {
        title: &title,
        description: &description,
        id: format!("midspan-{}-{}", chart.name(), palette.name),
        palette,
        band: spectrum::BAND,
    })
}

/// What a screen reader says of a chart: one or two sentences.
#[must_use]
pub fn text_alternative(chart: Chart, report: &Report) -> String {
    alternative::of(chart, report)
}

/// A chart laid out, before it is drawn.
pub(super) fn layout(chart: Chart, report: &Report, theme: Theme) -> Result<Canvas, ChartError> {
    font::register()?;
    let palette = Palette::of(theme);
    Ok(match chart {
        Chart::Spectrum => spectrum::layout(report, palette),
        Chart::Plane => plane::layout(report, palette),
        Chart::Trajectory => trajectory::layout(report, palette),
        Chart::Touch => touch::layout(report, palette),
        Chart::Waits => waits::layout(report, palette),
        Chart::Survival => survival::layout(report, palette),
        Chart::Milestones => milestones::layout(report, palette),
        Chart::Signals => signals::layout(report, palette),
    })
}
