//! Plain rows and units, shared by every layer; uses nothing else of the crate.
//!
//! * [`table`]: how a row type becomes columns, and back;
//! * [`sort`]: rows in a total order;
//! * [`runs`]: neighbours that share a key, in the order of the keys;
//! * [`hash`]: maps for names;
//! * [`time`]: instants, months and ISO weeks;
//! * [`parallel`]: the same work on several threads;
//! * [`numerals`]: numbers as people read them;
//! * [`tier`]: how much data there is;
//! * [`facts`]: what sources record;
//! * [`derived`]: what the derive layer computes from the facts;
//! * [`observation`]: what a signal yields.

pub mod derived;
pub mod facts;
pub mod hash;
pub mod numerals;
pub mod observation;
pub mod parallel;
pub mod runs;
pub mod sort;
pub mod table;
pub mod tier;
pub mod time;
