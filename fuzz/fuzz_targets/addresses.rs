//! See `midspan_fuzz::addresses`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::addresses(data));
