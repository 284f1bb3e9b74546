//! Tests over the whole of scoring.
