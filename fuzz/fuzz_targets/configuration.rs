//! See `midspan_fuzz::configuration`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::configuration(data));
