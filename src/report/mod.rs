//! The report: scores and derived tables put into one plain struct, in words.
//!
//! * [`model`]: the struct that every renderer reads;
//! * [`words`]: numbers and zones in words, the same in every format;
//! * [`phrase`]: phrases of its sentences;
//! * [`build`]: from scores and tables to the struct;
//! * [`headline`], [`moved`], [`waits`], [`survival`], [`milestones`], [`findings`], [`practices`], [`notes`]: its
//!   parts;
//! * [`beside`], [`flags`]: what to read a team's figures beside, and what to look into first;
//! * [`check`]: a policy held against it;
//! * [`pages`]: what stands on the page of one team.

pub mod beside;
pub mod build;
pub mod check;
pub mod findings;
pub mod flags;
pub mod headline;
pub mod milestones;
pub mod model;
pub mod moved;
pub mod notes;
pub mod pages;
pub mod phrase;
pub mod practices;
pub mod survival;
pub mod tables;
pub mod waits;
pub mod words;

pub use model::{
    Advice, Confounder, ConfounderKind, Finding, Flag, FlagKind, MilestoneRow, MonthWaits, Note,
    Practice, PracticeShown, Report, RepositoryFacts, SignalDoc, TeamReport, WaitHours, WaitKind,
};
pub use survival::{Asked, StillWaiting, Until, WaitCurve, WaitCurves, WaitStep};
