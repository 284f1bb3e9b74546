//! See `midspan_fuzz::line_counts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::line_counts(data));
