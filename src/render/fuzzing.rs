//! Invented reports for fuzz targets, which put hostile text into them.

use super::sample;
use crate::report::Report;

/// How many reports there are.
pub const REPORTS: usize = 5;

/// A report: one team, git alone, four teams, teams of every kind, or none.
#[must_use]
pub fn report(which: usize) -> Report {
    match which % REPORTS {
        0 => sample::one_team(),
        1 => sample::git_alone(),
        2 => sample::four_teams(),
        3 => sample::report(),
        _ => sample::no_teams(),
    }
}
