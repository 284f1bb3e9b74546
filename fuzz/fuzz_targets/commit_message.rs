//! See `midspan_fuzz::commit_message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::commit_message(data));
