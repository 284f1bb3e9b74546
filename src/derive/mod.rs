//! Facts to derived tables: waits, working time, roles at a time. Pure: no clock, no environment.
//!
//! * [`people`]: one key per person, and who is a bot;
//! * [`role`]: roles and how they are looked up;
//! * [`leaders`]: who leads, where nobody said so;
//! * [`roster`]: teams, and roles in them at a time;
//! * [`calendar`]: working time;
//! * [`waits`]: the wait state machine;
//! * [`intervals`]: pull requests and their events to interval rows;
//! * [`globs`]: path patterns;
//! * [`changes`]: what reached the mainline, from commits alone;
//! * [`batches`]: repositories in groups that can be derived one after the other;
//! * [`tables`]: everything else, and all of it in order.

pub mod batches;
pub mod calendar;
pub mod changes;
pub(crate) mod globs;
pub mod intervals;
pub mod leaders;
pub mod people;
pub mod role;
pub mod roster;
pub mod tables;
pub mod waits;
