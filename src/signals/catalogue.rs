//! All signal files, checked.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::definition::{Anchors, Axis, Definition, Facet};
use super::front_matter::{FileError, read};
use super::reads::Reads;

/// First part of the score version: raised when a formula of the score changes, which no
/// definition shows.
const SCORE_MAJOR: u32 = 1;

/// Signals of this program, in the order of the model: control, drift, shown only. The list is
/// compared with the directory by a test.
macro_rules! built_in {
    ($($id:literal,)+) => {
        const BUILT_IN: &[(&str, &str)] = &[
            $((
                concat!($id, ".sql"),
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/signals/", $id, ".sql")),
            ),)+
        ];
    };
}

built_in! {
    "leader_gate_odds",
    "low_risk_leader_gate",
    "merge_authority_odds",
    "leader_wait_share_odds",
    "leader_blocked_hours_per_pr",
    "review_concentration",
    "leader_detail_density",
    "leader_rounds",
    "late_veto_rate",
    "leader_touch_ratio",
    "self_started_share",
    "permission_seeking_rate",
    "time_to_first_response_p75",
    "unattended_wait_share",
    "stale_open_share",
    "request_nonresponse",
    "leader_nonresponse",
    "milestone_slippage",
    "milestone_visibility",
    "late_scope_share",
    "leader_absence_weeks",
    "intent_completeness",
    "aligned_work_share",
    "unowned_issue_share",
    "unreviewed_merge_share",
    "leader_takeover_rate",
    "decision_latency",
    "decision_boundary_coverage",
    "codeowner_leader_exclusivity",
    "crisis_pull_rate",
    "integration_lag",
    "disciplined_initiative",
    "decision_proximity",
    "nonblocking_touch_share",
    "leader_altitude",
    "change_failure_proxy",
    "hasty_approval_share",
    "time_to_approval",
    "time_to_merge",
    "change_duration",
    "change_request_closure_ratio",
    "priorities",
    "leader_wait_share_upper",
    "request_withdrawal_share",
    "redraft_share",
    "leader_verdict_share",
    "silent_rebaseline",
    "tag_cadence",
    "vision_freshness",
    "congruence_gap",
    "structured_update_cadence",
    "change_duration_draft",
    "intent_what_share",
    "intent_why_share",
    "intent_done_share",
}

/// A signal: its definition and the SELECT that yields its observations.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// Front matter.
    pub definition: Definition,
    /// The SELECT, comments included.
    pub sql: String,
    /// File that it came from, for messages.
    pub file: String,
}

/// Signals in a stable order: scored in control pressure, scored in drift pressure, shown only;
/// within each those of the program in the order of the model, then others by id.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// The signals.
    pub signals: Vec<Signal>,
}

/// A catalogue that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A signal file is wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// A directory or file cannot be read.
    #[error("{} cannot be read", path.display())]
    Read {
        /// Directory or file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A directory without signal files.
    #[error("{} holds no signal files (*.sql)", path.display())]
    Empty {
        /// Directory.
        path: PathBuf,
    },
}

impl Signal {
    /// Reads a signal from the text of a file; `file` names it in messages.
    ///
    /// # Errors
    /// With file and line, when the definition or the SQL is wrong.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileError> {
        let (definition, sql) = read(file, text)?;
        Ok(Self { definition, sql, file: file.to_owned() })
    }

    /// Its anchors in one pressure.
    #[must_use]
    pub fn anchors(&self, axis: Axis) -> Option<&Anchors> {
        match axis {
            Axis::Control => self.definition.control.as_ref(),
            Axis::Drift => self.definition.drift.as_ref(),
        }
    }

    /// Whether it counts in a pressure.
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.definition.control.is_some() || self.definition.drift.is_some()
    }

    /// Group, place within the model, id.
    fn order(&self) -> (u8, usize, &str) {
        let group = match (&self.definition.control, &self.definition.drift) {
            (Some(_), _) => 0,
            (None, Some(_)) => 1,
            (None, None) => 2,
        };
        let id = self.definition.id.as_str();
        let place = BUILT_IN.iter().position(|(file, _)| file.strip_suffix(".sql") == Some(id));
        (group, place.unwrap_or(usize::MAX), id)
    }
}

impl Catalogue {
    /// The definitions, in catalogue order.
    #[must_use]
    pub fn definitions(&self) -> Vec<Definition> {
        self.signals.iter().map(|signal| signal.definition.clone()).collect()
    }

    /// What of the tables the queries read.
    #[must_use]
    pub fn reads(&self) -> Reads {
        Reads::of(self.signals.iter().map(|signal| signal.sql.as_str()))
    }

    /// The signals of this program.
    ///
    /// # Errors
    /// When a file compiled in is wrong, which a test rules out.
    pub fn built_in() -> Result<Self, CatalogueError> {
        let signals = BUILT_IN
            .iter()
            .map(|(file, text)| Signal::parse(file, text))
            .collect::<Result<_, _>>()?;
        Ok(Self::sorted(signals))
    }

    /// The signals of a directory: its files that end in `.sql`.
    ///
    /// # Errors
    /// When it cannot be read, holds none, or one of them is wrong (with file and line).
    pub fn load_dir(path: &Path) -> Result<Self, CatalogueError> {
        let mut files = sql_files(path)
            .map_err(|source| CatalogueError::Read { path: path.to_owned(), source })?;
        if files.is_empty() {
            return Err(CatalogueError::Empty { path: path.to_owned() });
        }
        files.sort();
        let mut signals = Vec::with_capacity(files.len());
        for file in files {
            let text = std::fs::read_to_string(&file)
                .map_err(|source| CatalogueError::Read { path: file.clone(), source })?;
            signals.push(Signal::parse(&file.display().to_string(), &text)?);
        }
        Ok(Self::sorted(signals))
    }

    /// These signals with those of another catalogue, which take the place of those of one id.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let kept = self.signals.into_iter().filter(|s| other.get(&s.definition.id).is_none());
        let mut signals: Vec<Signal> = kept.collect();
        signals.extend(other.signals);
        Self::sorted(signals)
    }

    fn sorted(mut signals: Vec<Signal>) -> Self {
        signals.sort_by(|a, b| a.order().cmp(&b.order()));
        Self { signals }
    }

    /// The signal with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Signal> {
        self.signals.iter().find(|s| s.definition.id == id)
    }

    /// Signals of one facet, in catalogue order.
    pub fn of_facet(&self, facet: Facet) -> impl Iterator<Item = &Signal> {
        self.signals
            .iter()
            .filter(move |s| s.anchors(facet.axis()).is_some_and(|a| a.facet == facet))
    }

    /// Version of anchors and formulas: a major number and eight hex digits that change with any
    /// anchor, weight, estimator, limit or SELECT of a scored signal.
    #[must_use]
    pub fn score_version(&self) -> String {
        let mut scored: Vec<&Signal> = self.signals.iter().filter(|s| s.is_scored()).collect();
        scored.sort_by(|a, b| a.definition.id.cmp(&b.definition.id));
        let text: String = scored.into_iter().map(version_line).collect();
        let digest = Sha256::digest(text.as_bytes());
        let mut version = format!("{SCORE_MAJOR}-");
        for byte in digest.iter().take(4) {
            // Writing to a text cannot fail.
            let _ = write!(version, "{byte:02x}");
        }
        version
    }
}

/// What of a signal moves a score, in one line: prose and comments do not.
fn version_line(signal: &Signal) -> String {
    let d = &signal.definition;
    let anchors = |a: &Option<Anchors>| {
        a.as_ref().map_or_else(String::new, |a| {
            format!("{:?} {:?} {:?} {:?}", a.facet, a.weight, a.green, a.red)
        })
    };
    let code: Vec<&str> = super::token::tokens(&signal.sql).iter().map(|t| t.text).collect();
    format!(
        "{} {:?} {:?} {} {:?} {:?} {:?} {:?} [{}] [{}] {}\n",
        d.id,
        d.estimator,
        d.scale,
        d.min_items,
        d.min_exposure,
        d.window,
        d.shrinkage,
        d.tier,
        anchors(&d.control),
        anchors(&d.drift),
        code.join(" "),
    )
}

fn sql_files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let file = entry?.path();
        if file.extension().is_some_and(|e| e == "sql") {
            files.push(file);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
