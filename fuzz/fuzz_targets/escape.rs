//! See `midspan_fuzz::escape`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::escape(data));
