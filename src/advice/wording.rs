//! Phrases that rules share. Subjects are the approval path, the queue or the team.

use super::case::Case;
use super::outcome::AdviceItem;
use crate::model::numerals::{count, integer, quantity};

/// `In March 2026`, or the window that a figure looks back on.
pub(super) fn when(case: &Case<'_>, window_months: u32) -> String {
    let month = case.month.period.in_words();
    match window_months {
        0 | 1 => format!("In {month}"),
        3 => format!("In the three months to {month}"),
        n => format!("In the {n} months to {month}"),
    }
}

/// `14 business hours`.
pub(super) fn business_hours(hours: f64) -> String {
    if hours < 0.95 {
        "under one business hour".to_owned()
    } else {
        count_of(hours, "business hour")
    }
}

/// A rounded amount with its noun.
pub(super) fn count_of(amount: f64, noun: &str) -> String {
    let rounded = amount.round();
    let plural = if (rounded - 1.0).abs() < 1e-9 { "" } else { "s" };
    format!("{} {noun}{plural}", quantity(rounded))
}

/// `12 of 20 pull requests`, `all 20 pull requests`; the noun goes with the whole.
pub(super) fn of(part: usize, whole: usize, noun: &str) -> String {
    if part == whole && whole == 2 {
        return format!("both {noun}s");
    }
    if part == whole && whole > 2 {
        return format!("all {}", count(whole as u64, noun));
    }
    format!("{} of {}", integer(part as u64), count(whole as u64, noun))
}

/// `all 20`, `both`, `the one`.
pub(super) fn all(whole: usize) -> String {
    match whole {
        1 => "the one".to_owned(),
        2 => "both".to_owned(),
        _ => format!("all {}", integer(whole as u64)),
    }
}

/// `a, b and c`.
pub(super) fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The middle of some values; the lower one of two.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// An item of the list behind a suggestion.
pub(super) fn item((repo, item): (&str, &str), text: impl Into<String>) -> AdviceItem {
    AdviceItem { repo: repo.to_owned(), item: item.to_owned(), text: text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_in_speech() {
        assert_eq!(business_hours(0.4), "under one business hour");
        assert_eq!(business_hours(1.2), "1 business hour");
        assert_eq!(business_hours(117.6), "118 business hours");
        assert_eq!(of(12, 20, "pull request"), "12 of 20 pull requests");
        assert_eq!(of(20, 20, "pull request"), "all 20 pull requests");
        assert_eq!(of(2, 2, "open milestone"), "both open milestones");
        assert_eq!([all(1), all(2), all(1700)], ["the one", "both", "all 1,700"]);
        assert_eq!(and(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
    }

    #[test]
    fn the_median_is_a_value_that_was_seen() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(1.0));
        assert_eq!(median(vec![]), None);
    }
}
