//! The SQL engine.
