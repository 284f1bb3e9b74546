//! Interval rows.
