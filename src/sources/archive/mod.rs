//! Recorded pull requests: folders and archives that other tools write.
