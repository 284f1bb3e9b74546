//! See `midspan_fuzz::github_answer`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::github_answer(data));
