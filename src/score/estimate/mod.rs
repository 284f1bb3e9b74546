//! Estimators: observations of one signal and the weights of their units to a figure.
//!
//! * `ratio`: shares, means, ratios of sums and odds, with shrinkage;
//! * `survival`: Kaplan-Meier quantiles and restricted means;
//! * `concentration`: the Herfindahl-Hirschman index;
//! * `unanimous`: intervals of shares of 0 or 1;
//! * `sample`: the one type over all of them.

mod concentration;
mod ratio;
mod sample;
mod survival;
pub(super) mod unanimous;

pub(super) use concentration::leave_one_out;
pub(super) use sample::{Entry, Sample, Setting};
pub(super) use survival::{influences, influences_on_mean, risk_table};
