//! Whether the score says of simulated teams what is known of them (model 4): targets, baselines,
//! coverage, sensitivity, gaming.
//!
//! In the order of the data:
//!
//! * [`plan`]: how many teams of what, and all of it in order;
//! * [`casting`]: which teams are simulated;
//! * [`path`]: the way that real data goes, for many teams at once;
//! * [`judged`]: simulated teams with what the program says of them;
//! * [`stats`]: the little statistics that the table needs;
//! * [`recovery`]: how well the known styles come back;
//! * [`simple`]: scores that somebody might use instead;
//! * [`tiers`]: the same teams with less data;
//! * [`stress`]: balanced teams in difficult circumstances;
//! * [`coverage`]: whether intervals hold what they should;
//! * [`spread`]: which part of the score makes intervals too short or too wide;
//! * [`shift`]: whether a shift is found;
//! * [`sensitivity`]: what each part of the rule is worth;
//! * [`gaming`]: attempts to look better;
//! * [`invariance`]: what must not change a score;
//! * [`targets`]: the table of targets;
//! * [`remarks`]: what is known of targets that are missed;
//! * [`document`]: all of it as Markdown.

pub mod casting;
pub mod coverage;
pub mod document;
pub mod gaming;
pub mod invariance;
pub mod judged;
pub mod path;
pub mod plan;
pub mod recovery;
pub mod remarks;
pub mod sensitivity;
pub mod shift;
pub mod simple;
pub mod spread;
pub mod stats;
pub mod stress;
pub mod targets;
pub mod tiers;
