//! Exact where contents are small, bounded where they are large.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

fn counts(before: &str, after: &str) -> (i64, i64) {
    let counts = count(before.as_bytes(), after.as_bytes());
    (counts.additions, counts.deletions)
}

#[test]
fn counts_lines() {
    assert_eq!(counts("", ""), (0, 0));
    assert_eq!(counts("", "a\nb\n"), (2, 0));
    assert_eq!(counts("", "a\nb"), (2, 0));
    assert_eq!(counts("a\nb\n", ""), (0, 2));
    assert_eq!(counts("a\nb\nc\n", "a\nx\nc\n"), (1, 1));
    assert_eq!(counts("a\nb", "a\nb\n"), (1, 1), "the line feed counts");
    assert_eq!(counts("a\nb\n", "a\nb\nb\n"), (1, 0));
    assert_eq!(counts("x\na\ny\n", "xa\na\nya\n"), (2, 2));
}

#[test]
fn looks_for_nul_at_the_beginning_only() {
    let mut data = vec![b'a'; 9000];
    assert!(!is_binary(&data));
    data[8000] = 0;
    assert!(!is_binary(&data));
    data[7999] = 0;
    assert!(is_binary(&data));
}

/// Length of the longest common subsequence, by the textbook's table.
fn longest_common(before: &[&[u8]], after: &[&[u8]]) -> usize {
    let mut row = vec![0; after.len() + 1];
    for old in before {
        let mut diagonal = 0;
        for (at, new) in after.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if old == new { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[after.len()]
}

/// Counts as if the contents were too large.
fn count_large(before: &str, after: &str) -> LineCounts {
    let mut input = InternedInput::default();
    input.update_before(byte_lines(before.as_bytes()));
    input.update_after(byte_lines(after.as_bytes()));
    Large::new(&input.before, &input.after, input.interner.num_tokens()).count()
}

proptest! {
    #[test]
    fn counts_explain_the_difference_in_length(
        before in "[ab\n]{0,40}", after in "[ab\n]{0,40}",
    ) {
        let counts = count(before.as_bytes(), after.as_bytes());
        let difference = lines(after.as_bytes()) - lines(before.as_bytes());
        prop_assert_eq!(counts.additions - counts.deletions, difference);
        prop_assert_eq!(counts == LineCounts::default(), before == after);
        let large = count_large(&before, &after);
        prop_assert_eq!(large.additions - large.deletions, difference);
    }

    /// Each line stands once on each side, so that none counts as frequent and nothing is dropped on
    /// suspicion: the count is the least one.
    #[test]
    fn counts_of_small_contents_are_the_least(
        before in subsequence((0..15).collect::<Vec<u32>>(), 0..=15).prop_shuffle(),
        after in subsequence((0..15).collect::<Vec<u32>>(), 0..=15).prop_shuffle(),
    ) {
        let text = |lines: &[u32]| lines.iter().flat_map(|n| [n.to_string(), "\n".to_owned()]).collect::<String>();
        let (before, after) = (text(&before), text(&after));
        let old: Vec<&[u8]> = byte_lines(before.as_bytes()).collect();
        let new: Vec<&[u8]> = byte_lines(after.as_bytes()).collect();
        let kept = longest_common(&old, &new);
        let least = (new.len() - kept, old.len() - kept);
        let (added, removed) = counts(&before, &after);
        let found = (usize::try_from(added), usize::try_from(removed));
        prop_assert_eq!(found, (Ok(least.0), Ok(least.1)));
    }

    /// Where every line is unique, matching as many as keep their order is all there is to do.
    #[test]
    fn large_contents_of_unique_lines_count_exactly(
        before in Just((0..30).collect::<Vec<u32>>()).prop_shuffle(), cut in 0_u32..30,
        new in 30_u32..60,
    ) {
        let text = |lines: &[u32]| lines.iter().flat_map(|n| [n.to_string(), "\n".to_owned()]).collect::<String>();
        let sorted: Vec<u32> = (cut..30).chain([new]).collect();
        let (before, after) = (text(&before), text(&sorted));
        let old: Vec<&[u8]> = byte_lines(before.as_bytes()).collect();
        let new: Vec<&[u8]> = byte_lines(after.as_bytes()).collect();
        let large = count_large(&before, &after);
        let kept = new.len() - usize::try_from(large.additions).expect("a count");
        prop_assert_eq!(kept, longest_common(&old, &new));
    }

    #[test]
    fn trimming_leaves_whole_lines(
        start in "([ab]{0,3}\n){0,200}", before in "[ab\n]{0,40}", after in "[ab\n]{0,40}",
        end in "([ab]{0,3}\n){0,200}",
    ) {
        let before = format!("{start}{before}{end}");
        let after = format!("{start}{after}{end}");
        let (b, a) = trim(before.as_bytes(), after.as_bytes());
        let cut = lines(before.as_bytes()) - lines(b);
        prop_assert_eq!(cut, lines(after.as_bytes()) - lines(a));
    }
}

/// Lines of numbers.
fn numbered(numbers: impl Iterator<Item = u64>) -> String {
    numbers.fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{n}");
        text
    })
}

/// Numbers below a bound without a pattern, the same ones each time.
fn scattered(mut state: u64, below: u64) -> impl FnMut(u64) -> u64 {
    move |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    }
}

/// Two contents of `n` lines each that are hard to compare, with what they are.
fn hard(n: u64) -> Vec<(&'static str, String, String)> {
    let text = |line: &dyn Fn(u64) -> u64| numbered((0..n).map(line));
    let mixed = |seed, below| numbered((0..n).map(scattered(seed, below)));
    let plain = || text(&|at| at);
    vec![
        ("unlike", plain(), text(&|at| n + at)),
        ("every other line frequent", text(&|at| (at % 2) * at), text(&|at| (at % 2) * (n + at))),
        ("every other line changed", plain(), text(&|at| at + (at % 2) * n)),
        ("all equal but the ends", text(&|at| at / (n - 1)), text(&|at| 2 - at.min(1) * 2)),
        ("two lines in other steps", text(&|at| at % 2), text(&|at| at / 2 % 2)),
        ("shifted by half", plain(), text(&|at| (at + n / 2) % n)),
        ("blocks swapped", plain(), text(&|at| at ^ 64)),
        ("reversed", plain(), text(&|at| n - at)),
        ("few distinct lines", mixed(1, 16), mixed(2, 16)),
        ("many distinct lines", mixed(1, 1000), mixed(2, 1000)),
        ("some lines shared", mixed(1, n), mixed(2, n)),
    ]
}

/// With so many lines anything quadratic takes a minute and more; these take a second or two, or
/// four on a machine that has other work to do.
const AT_MOST: Duration = Duration::from_secs(15);

fn in_time(what: &str, before: &str, after: &str) {
    let start = Instant::now();
    let counts = count(before.as_bytes(), after.as_bytes());
    let took = start.elapsed();
    assert_eq!(counts.additions, counts.deletions, "{what}");
    assert!(took < AT_MOST, "{what}: {took:?}");
}

#[test]
fn no_large_content_takes_quadratic_time() {
    for (what, before, after) in hard(400_000) {
        in_time(what, &before, &after);
    }
}

/// The most that is still compared line by line, of the kinds that take longest.
#[test]
fn no_content_just_below_the_bound_takes_quadratic_time() {
    let slow = ["blocks swapped", "many distinct lines"];
    for (what, before, after) in hard(MOST_COMPARED / 2 - 8) {
        if slow.contains(&what) {
            in_time(what, &before, &after);
        }
    }
}

#[test]
fn contents_are_approximate_only_where_much_is_shared() {
    let n = 300_000;
    let lines = |from: u64| numbered(from..from + n);
    let unlike = count(lines(0).as_bytes(), lines(n).as_bytes());
    assert_eq!(unlike, LineCounts { additions: 300_000, deletions: 300_000, approximate: false });
    // The ends differ, so that nothing is trimmed; between them a line in a thousand is new.
    let edited = numbered((1..n).map(|at| if at % 1000 == 1 { n + at } else { at }));
    let edited = count(lines(0).as_bytes(), edited.as_bytes());
    assert_eq!(edited, LineCounts { additions: 300, deletions: 301, approximate: true });
}
