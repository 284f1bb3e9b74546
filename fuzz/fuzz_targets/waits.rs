//! See `midspan_fuzz::waits`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::waits(data));
