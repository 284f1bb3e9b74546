//! See `midspan_fuzz::mailmap`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::mailmap(data));
