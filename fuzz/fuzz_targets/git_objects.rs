//! See `midspan_fuzz::git_objects`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::git_objects(data));
