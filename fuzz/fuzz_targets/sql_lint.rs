//! See `midspan_fuzz::sql_lint`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| midspan_fuzz::sql_lint(data));
