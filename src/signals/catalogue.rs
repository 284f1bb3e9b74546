//! All signal files, checked.
