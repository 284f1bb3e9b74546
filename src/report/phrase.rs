//! Phrases that only the report's sentences need.

use super::words;

/// `Somebody alone` for one, `7 people` for more.
#[must_use]
pub fn people(count: usize) -> String {
    match count {
        1 => "One person".to_owned(),
        n => format!("{} people", words::integer(n as u64)),
    }
}

/// Wall hours as hours or days: `9 hours`, `12 days`.
#[must_use]
pub fn wall_hours(hours: f64) -> String {
    const DAY: f64 = 24.0;
    match hours {
        h if h < 1.0 => "under an hour".to_owned(),
        h if h < 2.0 * DAY => format!("{} hours", words::quantity(h.round())),
        h => format!("{} days", words::quantity((h / DAY).round())),
    }
}

/// The text with a small first letter, for use within a sentence; abbreviations stay.
#[must_use]
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(chars).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_waits_are_told_in_days() {
        assert_eq!(wall_hours(0.4), "under an hour");
        assert_eq!(wall_hours(9.4), "9 hours");
        assert_eq!(wall_hours(76.0 * 24.0), "76 days");
    }

    #[test]
    fn abbreviations_keep_their_letters() {
        assert_eq!(lower_first("Merges by leaders"), "merges by leaders");
        assert_eq!(lower_first("CODEOWNERS coverage"), "CODEOWNERS coverage");
    }
}
