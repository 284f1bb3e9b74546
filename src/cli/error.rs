//! Errors as the user sees them: what failed, on what, what to do, and the exit code.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::store::StoreError;

/// What kind of failure it is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A bound of the policy is broken.
    Policy,
    /// Arguments or configuration.
    Usage,
    /// A source cannot be read.
    Source,
    /// A source that was asked for came incomplete; the report is written.
    Incomplete,
    /// The store is damaged.
    Store,
    /// Output cannot be written.
    Output,
}

impl Kind {
    /// The documented exit code.
    #[must_use]
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Policy => 1,
            Self::Usage => 2,
            Self::Source => 3,
            Self::Incomplete => 4,
            Self::Store => 5,
            Self::Output => 6,
        })
    }
}

/// A failure with what to do about it.
#[derive(Debug)]
pub struct CliError {
    kind: Kind,
    error: anyhow::Error,
    advice: Option<String>,
}

impl CliError {
    /// With a message of its own.
    pub fn new(
        kind: Kind,
        message: impl fmt::Display + fmt::Debug + Send + Sync + 'static,
    ) -> Self {
        Self { kind, error: anyhow::Error::msg(message), advice: None }
    }

    /// From an error of the library.
    pub fn of(kind: Kind, error: impl StdError + Send + Sync + 'static) -> Self {
        Self { kind, error: error.into(), advice: None }
    }

    /// From an error whose message ends in what to do, behind a semicolon.
    pub fn advised(kind: Kind, error: &(dyn StdError + 'static), otherwise: &str) -> Self {
        let text = error.to_string();
        let (message, advice) = match text.rsplit_once("; ") {
            Some((message, advice)) => (message.to_owned(), advice.to_owned()),
            None => (text, otherwise.to_owned()),
        };
        let message = match error.source() {
            Some(source) => format!("{message}: {source}"),
            None => message,
        };
        Self::new(kind, message).advise(advice)
    }

    /// Says what to do.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Output that cannot be written to `what`.
    #[must_use]
    pub fn output(what: &str, error: io::Error) -> Self {
        let error = anyhow::Error::from(error).context(format!("cannot write {what}"));
        Self { kind: Kind::Output, error, advice: None }
            .advise("check free space and permissions, or choose another place with --out")
    }

    /// The same failure where there is something to show all the same.
    #[must_use]
    pub fn into_incomplete(self) -> Self {
        let kind = if self.kind == Kind::Source { Kind::Incomplete } else { self.kind };
        Self { kind, ..self }
    }

    /// What kind of failure.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What to do, where something can be.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }

    /// Whether somebody stopped reading our output, as `| head` does.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        self.error
            .chain()
            .filter_map(|e| e.downcast_ref::<io::Error>())
            .any(|e| e.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            e if e.is_damage() => Kind::Store,
            StoreError::TooNew { .. }
            | StoreError::TooOld { .. }
            | StoreError::Io { action: "read", .. } => Kind::Store,
            StoreError::Io { .. } => Kind::Output,
            _ => Kind::Usage,
        };
        let advice = error.advice();
        Self::of(kind, error).advise(advice)
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::of(Kind::Usage, error).advise(
            "mend that line; docs/CONFIGURATION.md and `midspan schema config` have every key",
        )
    }
}
