//! Whether a description says what is to be done, why, and when it is done (model, signal 23).

use super::prose::{prose, without_html_comments};
use super::shape::characters;

/// Words of a title that says what.
const TITLE_WORDS: usize = 4;
/// Words of a description that says what.
const BODY_WORDS: usize = 15;
/// Words below a heading that counts: empty headings come from templates.
const SECTION_WORDS: usize = 5;
/// Words of a line that may be a heading without being marked as one.
const HEADING_WORDS: usize = 6;

const WHY: [&str; 9] = [
    "why",
    "motivation",
    "context",
    "problem",
    "goal",
    "because",
    "so that",
    "in order to",
    "impact",
];
const DONE: [&str; 5] = ["acceptance", "definition of done", "expected", "success", "done when"];
/// What an issue form leaves in a field that nobody filled in.
const UNFILLED: [&str; 3] = ["_no response_", "n/a", "none"];

/// What a description states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    /// A title of 4 words or more and a description of 15 words or more.
    pub what: bool,
    /// A heading with 5 words or more below it, or a cue in the text, that gives a reason.
    pub why: bool,
    /// The same for the result expected, or a checklist.
    pub done: bool,
    /// Characters of the description, template comments and empty sections left out.
    pub body_length: i64,
}

/// A heading and what stands below it.
#[derive(Default)]
struct Section {
    heading: String,
    text: String,
}

/// Reads a title and a description.
#[must_use]
pub fn intent(title: &str, body: &str) -> Intent {
    let sections = sections(body);
    let length = sections.iter().map(|s| characters(&s.heading) + characters(&s.text)).sum();
    Intent {
        what: words(title) >= TITLE_WORDS
            && sections.iter().map(|s| words(&s.text)).sum::<usize>() >= BODY_WORDS,
        why: sections.iter().any(|s| s.says(&WHY)),
        done: sections.iter().any(|s| s.says(&DONE) || has_checklist(&s.text)),
        body_length: length,
    }
}

impl Section {
    fn says(&self, cues: &[&str]) -> bool {
        let below_heading = words(&self.text) >= SECTION_WORDS && holds(&self.heading, cues);
        below_heading || holds(&prose(&self.text), cues)
    }
}

/// The sections that hold something.
fn sections(body: &str) -> Vec<Section> {
    let body = without_html_comments(body);
    let mut sections = vec![Section::default()];
    for line in body.lines().map(str::trim_end) {
        let unfilled = UNFILLED.contains(&line.trim().to_lowercase().as_str());
        if let Some(heading) = heading(line) {
            sections.push(Section { heading: heading.to_owned(), text: String::new() });
        } else if let Some(section) = sections.last_mut().filter(|_| !unfilled) {
            section.text.push_str(line);
            section.text.push('\n');
        }
    }
    sections.retain(|section| words(&section.text) > 0);
    sections
}

/// The text of a heading: marked with `#`, wholly bold, or a few words that end in a colon.
fn heading(line: &str) -> Option<&str> {
    let trimmed = line.trim();
    let marks = trimmed.chars().take_while(|c| *c == '#').count();
    let after = trimmed.get(marks..).unwrap_or("");
    if (1..=6).contains(&marks) && (after.is_empty() || after.starts_with(' ')) {
        return Some(after.trim().trim_end_matches(['#', ' ', ':']));
    }
    let bare = trimmed.trim_end_matches(':');
    let bold = bare.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    if let Some(bold) = bold.filter(|text| !text.contains("**")) {
        return Some(bold.trim_end_matches(':'));
    }
    let short = (1..=HEADING_WORDS).contains(&words(trimmed));
    let plain = trimmed.starts_with(|c: char| c.is_alphanumeric());
    (trimmed.ends_with(':') && short && plain).then_some(bare)
}

/// Words: what stands between blanks and holds a letter or a digit.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Whether one of the cues stands in the text as whole words.
fn holds(text: &str, cues: &[&str]) -> bool {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' })
        .collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let padded = format!(" {joined} ");
    cues.iter().any(|cue| padded.contains(&format!(" {cue} ")))
}

fn has_checklist(text: &str) -> bool {
    text.lines().any(|line| {
        let item = line.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
        let boxed = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| item.strip_prefix(mark));
        boxed.is_some_and(|rest| words(rest) > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The importer reads every file twice and holds both copies until \
                        the last one has been written out.";

    #[test]
    fn what_needs_a_title_and_a_text() {
        assert!(intent("Read each file only once", LONG).what);
        assert!(!intent("Faster import", LONG).what);
        assert!(!intent("Read each file only once", "It is slow.").what);
    }

    #[test]
    fn cues_are_whole_words() {
        assert!(intent("t", "Do it so that imports finish.").why);
        assert!(intent("t", "This is because of the cache.").why);
        assert!(!intent("t", "A problematic goalkeeper, unexpectedly.").why);
        assert!(!intent("t", "Unexpected end of file.").done);
        assert!(intent("t", "Expected: one read per file.").done);
    }

    #[test]
    fn headings_need_five_words_below() {
        for mark in ["## Motivation", "**Motivation**", "**Motivation:**", "Motivation:"] {
            assert!(intent("t", &format!("{mark}\nreads take far too long")).why, "{mark}");
            assert!(!intent("t", &format!("{mark}\nreads take long\n\n## Other\n")).why, "{mark}");
        }
    }

    #[test]
    fn templates_say_nothing() {
        let template =
            "<!-- Why is this needed? -->\n## Motivation\n\n### Expected\n_No response_\n";
        assert_eq!(intent("Title of four words", template), Intent::default());
    }

    #[test]
    fn checklists_say_when_it_is_done() {
        assert!(intent("t", "- [ ] one read per file").done);
        assert!(intent("t", "* [x] one read per file").done);
        assert!(!intent("t", "- [ ]\n- one").done);
    }

    #[test]
    fn quoted_cues_are_somebody_elses() {
        assert!(!intent("t", "> because of that\nyes").why);
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(title in ".{0,20}", body in "[#*:\\-\\[\\] xa\n<!>]{0,60}") {
            let _ = intent(&title, &body);
        }
    }
}
