//! See `midspan_fuzz::intervals`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::intervals(data));
