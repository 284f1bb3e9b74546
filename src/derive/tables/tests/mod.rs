//! The tables over small told histories. Without a calendar in the configuration working time is
//! Monday to Friday, 09:00 to 17:00 UTC; 2 March 2026 is a Monday.

mod acts;
mod asks;
mod batches;
mod cohort;
mod commits;
mod intervals;
mod issues;
mod properties;
mod scenario;
mod teams;

/// A leader and four peers.
const TEAM: &str = "
[[teams]]
name = 'core'
members = ['ann', 'bob', 'cyd', 'dee', 'lea']
[[leaders]]
person = 'lea'
";
