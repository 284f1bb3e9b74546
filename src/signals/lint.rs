//! Dialect rules.
