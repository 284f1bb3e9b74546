//! Facts to derived tables: waits, working time, roles at a time. Pure: no clock, no environment.
//!
//! * [`role`]: roles and how they are looked up;
//! * [`calendar`]: working time;
//! * [`waits`]: the wait state machine;
//! * [`intervals`]: pull requests and their events to interval rows;
//! * [`tables`]: everything else, and all of it in order.

pub mod calendar;
pub mod intervals;
pub mod role;
pub mod tables;
pub mod waits;
