//! The wait state machine of the measurement model, section 2.
