//! See `midspan_fuzz::kept_content`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::kept_content(data));
