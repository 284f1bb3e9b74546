//! Records that carry the SHA-256 of their own text, so that a flipped bit in one is seen.
//!
//! The fingerprint is the last line of the object and covers all that stands before it, so that no
//! text in a record can be taken for it.

use serde::Serialize;

use super::digest::digest;

/// What is wrong with a text whose fingerprint is not its own.
pub const BROKEN: &str = "its content is not what was written";
/// What stands before the fingerprint of a record.
const BEFORE: &str = ",\n  \"fingerprint\": \"";
/// What stands after it.
const AFTER: &str = "\"\n}\n";
/// End of a record as it is written without one.
const END: &str = "\n}";

/// Text of a record with fields, and its fingerprint.
///
/// # Errors
/// When it cannot be put in words.
pub fn seal<R: Serialize>(record: &R) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(record)?;
    let fingerprint = digest(text.as_bytes());
    let fields = text.strip_suffix(END).unwrap_or(&text);
    Ok(format!("{fields}{BEFORE}{fingerprint}{AFTER}"))
}

/// Whether a text has a fingerprint that is not its own.
#[must_use]
pub fn is_broken(text: &str) -> bool {
    text.strip_suffix(AFTER).is_some_and(|text| text.contains(BEFORE)) && unseal(text).is_err()
}

/// The record without its fingerprint.
///
/// # Errors
/// When it is not the one that was written.
pub fn unseal(text: &str) -> Result<String, String> {
    let parts = text.strip_suffix(AFTER).and_then(|text| text.rsplit_once(BEFORE));
    let record = parts.map(|(fields, fingerprint)| (format!("{fields}{END}"), fingerprint));
    match record {
        Some((record, fingerprint)) if digest(record.as_bytes()) == fingerprint => Ok(record),
        _ => Err(BROKEN.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_change_goes_unseen() {
        let record = serde_json::json!({
            "name": "fingerprint", "said": ",\n  \"fingerprint\": \"00\"\n}\n",
        });
        let text = seal(&record).expect("text");
        let again: serde_json::Value =
            serde_json::from_str(&unseal(&text).expect("as it was written")).expect("JSON");
        assert_eq!(again, record);
        for at in 0..text.len() {
            for bit in 0..7 {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(other) = String::from_utf8(bytes) else { continue };
                assert!(unseal(&other).is_err(), "byte {at}, bit {bit}");
            }
            assert!(unseal(&text[..at]).is_err(), "cut at {at}");
        }
    }
}
