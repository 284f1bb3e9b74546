//! See `midspan_fuzz::codeowners`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::codeowners(data));
