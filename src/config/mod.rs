//! `midspan.toml`: its keys, their checks, its schema.
//!
//! * `checkins`: a file of dates beside it;
//! * `file`: repositories, teams, leaders, calendar, bots, approval words;
//! * `moment`: days and times of day, with or without quotes;
//! * `policy`: the bounds of `midspan check`;
//! * `schema`: the JSON Schema of all of it, for editors and for docs/CONFIGURATION.md;
//! * `suggest`: the key that was meant.

mod checkins;
mod file;
mod moment;
mod policy;
mod schema;
mod suggest;

pub use checkins::CheckIn;
pub use file::{
    Calendar, Config, ConfigError, Day, Leader, LowRisk, Privacy, Rules, Team, Updates,
};
pub use policy::{Bound, Certainty, Check, Level, Measure, Missing, TeamCheck};
pub use schema::schema;
pub use suggest::nearest;
