//! See `midspan_fuzz::report`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::report(data));
