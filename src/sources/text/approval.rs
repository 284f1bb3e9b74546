//! Words that approve in a comment where no review does.
//!
//! What counts, as reviewers of projects that approve in comments write it:
//!
//! * `ACK` and its kin (`utACK`, `tACK`, `crACK`, `re-ACK`, `tested ACK`, `code review ACK`), with
//!   or without a commit id, also `ACK mod nits`: all are `ACK`;
//! * `LGTM`, `looks good to me`, `/lgtm`: `LGTM`;
//! * `r+` and `r=me`; `Approved` and `/approve`; `+1` and a thumb; `:shipit:`;
//! * the trailers `Reviewed-by:`, `Acked-by:` and `Approved-by:`;
//! * the project's own words.
//!
//! What does not: `Concept ACK`, `Approach ACK` and `ACK on ...` (they approve the idea, and reviewers
//! give another ACK for the change), refusals (`NACK`, `not LGTM`), talk about approval (`needs an
//! ACK`, `your ACK`, `once LGTM`), conditions (`LGTM if`), questions (`ACK?`), and whatever stands in
//! quotes, quotation marks, code or a table. A text that also refuses (`NACK`) approves nothing.

use super::prose::prose;

/// How a word has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stance {
    /// Begins a clause, but for qualifiers: `Tested ACK 1a2b3c4`.
    Verdict,
    /// Anywhere, unless something before it takes it back: `now this LGTM`.
    Remark,
    /// Alone in its clause: `+1.`
    Alone,
    /// Begins a line, with a colon behind it.
    Trailer,
}

/// A word or phrase and what it is reported as.
#[derive(Clone, Debug)]
struct Entry {
    words: Vec<String>,
    canonical: String,
    stance: Stance,
}

/// Built-in vocabulary after the ACK family, most formal first; a text that holds several is
/// reported under the first of them here.
const BUILT_IN: [(&str, &str, Stance); 15] = [
    ("r+", "r+", Stance::Verdict),
    ("r=me", "r+", Stance::Verdict),
    ("reviewed-by", "Reviewed-by", Stance::Trailer),
    ("acked-by", "Acked-by", Stance::Trailer),
    ("approved-by", "Approved-by", Stance::Trailer),
    ("approved", "Approved", Stance::Alone),
    ("approve", "Approved", Stance::Alone),
    ("/approve", "Approved", Stance::Alone),
    ("lgtm", "LGTM", Stance::Remark),
    ("/lgtm", "LGTM", Stance::Alone),
    ("looks good to me", "LGTM", Stance::Remark),
    ("look good to me", "LGTM", Stance::Remark),
    ("shipit", ":shipit:", Stance::Alone),
    ("ship it", ":shipit:", Stance::Alone),
    ("+1", "+1", Stance::Alone),
];

/// Spellings of ACK that approve a change; hyphens are taken out before comparing.
const ACKS: [&str; 9] =
    ["ack", "utack", "tack", "crack", "reack", "reutack", "retack", "recrack", "stack"];
/// Words that may stand between the begin of a clause and a verdict.
const QUALIFIERS: [&str; 48] = [
    "tested",
    "untested",
    "lightly",
    "light",
    "code",
    "review",
    "code-review",
    "cr",
    "post-merge",
    "post",
    "merge",
    "posthumous",
    "careful",
    "quick",
    "strong",
    "full",
    "weak",
    "big",
    "partial",
    "re",
    "ut",
    "lgtm",
    "and",
    "so",
    "but",
    "otherwise",
    "anyway",
    "also",
    "still",
    "then",
    "now",
    "again",
    "thanks",
    "nice",
    "great",
    "yes",
    "ok",
    "okay",
    "bors",
    "@bors",
    "here",
    "sorry",
    "fast",
    "actual",
    "hesitant",
    "apart",
    "from",
    "that",
];
/// Words before an approval that turn it to the idea.
const IDEAS: [&str; 6] = ["concept", "approach", "idea", "design", "direction", "principle"];
/// Words before a remark that take it back.
const NEGATIONS: [&str; 26] = [
    "not", "no", "never", "isn't", "doesn't", "don't", "didn't", "can't", "cannot", "won't", "nor",
    "without", "once", "until", "before", "if", "when", "would", "could", "should", "almost",
    "nearly", "an", "your", "needs", "to",
];
/// Words behind an approval that make it conditional.
const CONDITIONS: [&str; 6] = ["if", "once", "when", "after", "unless", "cancel"];
/// Words behind an approval that turn it to a part or an idea.
const ASIDES: [&str; 3] = ["on", "for", "to"];

/// The vocabulary of approval: the built-in one and a project's own words.
#[derive(Clone, Debug, Default)]
pub struct ApprovalWords {
    extra: Vec<Entry>,
}

impl ApprovalWords {
    /// With words or phrases beyond the built-in vocabulary; those that are in it change nothing.
    #[must_use]
    pub fn new(extra: &[String]) -> Self {
        let extra = extra
            .iter()
            .map(|word| word.trim())
            .filter(|word| !word.is_empty() && built_in(word).is_none())
            .map(|word| Entry::new(word, word, Stance::Remark))
            .collect();
        Self { extra }
    }

    /// The word that approves in a text, in its canonical spelling; see the module.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<String> {
        let clauses = clauses(&prose(&plain_symbols(text)));
        if clauses.iter().any(Clause::refuses) {
            return None;
        }
        let of = |entry: &Entry| {
            clauses.iter().any(|clause| clause.holds(entry)).then(|| entry.canonical.clone())
        };
        let built_in = || {
            let acked = clauses.iter().any(Clause::acks).then(|| "ACK".to_owned());
            acked.or_else(|| {
                BUILT_IN.iter().find_map(|(words, canonical, stance)| {
                    of(&Entry::new(words, canonical, *stance))
                })
            })
        };
        self.extra.iter().find_map(of).or_else(built_in)
    }

    /// The spelling under which [`find`](Self::find) reports a word: `ACK` for `utACK`, `LGTM` for
    /// `looks good to me`; a word that is not built in stands for itself.
    #[must_use]
    pub fn canonical(word: &str) -> String {
        built_in(word.trim()).map_or_else(|| word.trim().to_owned(), str::to_owned)
    }
}

fn built_in(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    if ACKS.contains(&lower.replace('-', "").as_str()) {
        return Some("ACK");
    }
    let bare = lower.trim_matches(':');
    let found =
        BUILT_IN.iter().find(|(words, ..)| *words == bare).map(|(_, canonical, _)| *canonical);
    found.or_else(|| (bare == "👍" || bare == "thumbsup").then_some("+1"))
}

impl Entry {
    fn new(words: &str, canonical: &str, stance: Stance) -> Self {
        let words = words.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Self { words, canonical: canonical.to_owned(), stance }
    }
}

/// Emphasis and symbols as plain words; `(ut)ACK` and `**n**ACK` become one word.
fn plain_symbols(text: &str) -> String {
    // Skin tones are characters of their own.
    let mut text = text.replace(|c| c == '*' || ('🏻'..='🏿').contains(&c), "").replace('’', "'");
    for (symbol, word) in [
        (":shipit:", " shipit "),
        (":+1:", " +1 "),
        (":thumbsup:", " +1 "),
        ("👍", " +1 "),
        ("(n)", "n"),
        ("(N)", "N"),
        ("(ut)", "ut"),
        ("(re)", "re"),
    ] {
        text = text.replace(symbol, word);
    }
    text
}

/// Words between two breaks of a line, and what ends them.
#[derive(Debug, Default)]
struct Clause {
    /// As written.
    words: Vec<String>,
    /// The character that ends it; `None` at the end of the line.
    end: Option<char>,
    /// First of its line.
    first: bool,
    /// Opened by a quotation mark.
    quoted: bool,
}

/// Cuts lines into clauses at punctuation that is followed by a blank, at brackets and quotation
/// marks. Table rows are left out: they report what others said.
fn clauses(own: &str) -> Vec<Clause> {
    let mut out = Vec::new();
    for line in own.lines().filter(|line| !line.trim_start().starts_with('|')) {
        let mut clause = Clause { first: true, ..Clause::default() };
        let mut word = String::new();
        let mut characters = line.chars().peekable();
        while let Some(c) = characters.next() {
            let before_blank = characters.peek().is_none_or(|next| !next.is_alphanumeric());
            let breaks = matches!(c, '(' | ')' | '[' | ']' | '"' | '“' | '”' | '—' | '–' | '&')
                || (matches!(c, '.' | ',' | ';' | ':' | '!' | '?') && before_blank)
                || (c == '-' && word.is_empty() && before_blank);
            if !breaks && !c.is_whitespace() {
                word.push(c);
                continue;
            }
            clause.push(&mut word);
            if breaks {
                clause.end = Some(c);
                let quoted = matches!(c, '"' | '“') && !clause.quoted;
                out.push(std::mem::replace(&mut clause, Clause { quoted, ..Clause::default() }));
            }
        }
        clause.push(&mut word);
        out.push(clause);
    }
    out.retain(|clause| !clause.words.is_empty());
    out
}

impl Clause {
    fn push(&mut self, word: &mut String) {
        let bare = word.trim_matches(|c| matches!(c, '_' | '\'' | '#'));
        if !bare.is_empty() {
            self.words.push(bare.to_owned());
        }
        word.clear();
    }

    fn lower(&self, index: usize) -> Option<String> {
        self.words.get(index).map(|word| word.to_lowercase())
    }

    /// A refusal of the change; of the idea too, for nobody approves a change whose idea they refuse.
    fn refuses(&self) -> bool {
        let refusal = |word: &String| matches!(word.as_str(), "NACK" | "nACK" | "Nack" | "r-");
        let idea = |word: &String| IDEAS.contains(&word.to_lowercase().as_str());
        let bare: Vec<&String> = self.words.iter().filter(|word| !idea(word)).collect();
        !self.quoted
            && self.end != Some('?')
            && bare.iter().position(|word| refusal(word)).is_some_and(|at| {
                bare.iter().take(at).all(|word| is_qualifier(&word.to_lowercase()))
            })
    }

    fn acks(&self) -> bool {
        !self.quoted
            && self.words.iter().enumerate().any(|(at, word)| {
                is_ack(word, self.words.get(at + 1), self.end)
                    && self.is_verdict(at)
                    && self.settles(at + 1)
            })
    }

    fn holds(&self, entry: &Entry) -> bool {
        let length = entry.words.len();
        let lower: Vec<String> = self.words.iter().map(|word| word.to_lowercase()).collect();
        !self.quoted
            && lower.windows(length.max(1)).enumerate().any(|(at, window)| {
                window == entry.words.as_slice() && self.stands(entry.stance, at, length)
            })
    }

    fn stands(&self, stance: Stance, at: usize, length: usize) -> bool {
        match stance {
            Stance::Verdict => self.is_verdict(at) && self.settles(at + length),
            Stance::Remark => {
                let before = (0..at).filter_map(|index| self.lower(index));
                let mut taken_back = before.filter(|word| {
                    NEGATIONS.contains(&word.as_str()) || IDEAS.contains(&word.as_str())
                });
                taken_back.next().is_none() && self.settles(at + length)
            }
            Stance::Alone => at == 0 && self.words.len() == length && self.end != Some('?'),
            Stance::Trailer => {
                self.first && at == 0 && length == self.words.len() && self.end == Some(':')
            }
        }
    }

    /// Whether only qualifiers stand before the word. One that turns it to the idea does not count,
    /// but in `Concept and code review ACK` the change is approved too.
    fn is_verdict(&self, at: usize) -> bool {
        let before: Vec<String> = (0..at).filter_map(|index| self.lower(index)).collect();
        let idea = before.iter().rposition(|word| IDEAS.contains(&word.as_str()));
        let after_idea = before.get(idea.map_or(0, |at| at + 1)..).unwrap_or_default();
        let joined = after_idea.first().is_some_and(|word| word == "and") && after_idea.len() > 1;
        (idea.is_none() || joined) && after_idea.iter().all(|word| is_qualifier(word))
    }

    /// Whether what follows leaves it an approval: no question, condition or aside.
    fn settles(&self, next: usize) -> bool {
        let following = self.lower(next);
        let following = following.as_deref().unwrap_or("");
        let named = is_commit_id(following);
        let idea = (next..next + 3)
            .filter_map(|index| self.lower(index))
            .any(|word| IDEAS.contains(&word.as_str()));
        named
            || (self.end != Some('?')
                && !idea
                && !CONDITIONS.contains(&following)
                && !ASIDES.contains(&following))
    }
}

fn is_qualifier(word: &str) -> bool {
    QUALIFIERS.contains(&word)
        || is_commit_id(word)
        || ACKS.contains(&word)
        || word.starts_with('@')
}

fn is_commit_id(word: &str) -> bool {
    word.len() >= 6 && word.chars().all(|c| c.is_ascii_hexdigit())
}

/// Whether a word is of the ACK family. In capitals it is; `ack` in small letters also says "seen",
/// so it needs a commit id, `mod`, `except` or nothing behind it in its sentence.
fn is_ack(word: &str, next: Option<&String>, end: Option<char>) -> bool {
    let (prefix, last) = word.rsplit_once('-').unwrap_or(("", word));
    let refuses =
        |part: &str| matches!(part, "non" | "un" | "no" | "not" | "pre") || IDEAS.contains(&part);
    if prefix.to_lowercase().split('-').any(refuses) {
        return false;
    }
    let known = ACKS.contains(&last.to_lowercase().as_str());
    let formal = last.ends_with("ACK");
    let lone = match next.map(String::as_str) {
        Some(next) => is_commit_id(next) || matches!(next, "mod" | "modulo" | "except"),
        None => end != Some(','),
    };
    // `tack`, `crack` and `stack` are words of their own.
    let informal = matches!(last.to_lowercase().as_str(), "ack" | "utack" | "reack") && lone;
    known && (formal || informal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<String> {
        ApprovalWords::default().find(text)
    }

    #[test]
    fn acks_are_approvals() {
        for text in [
            "ACK",
            "ACK 1a2b3c4d",
            "utACK d2ea1f09.",
            "re-ACK d2ea1f09",
            "reACK",
            "tACK https://example.org/commit/1",
            "crACK",
            "tested ACK",
            "Code review ACK 1a2b3c4d",
            "ACK mod nits",
            "ACK, but why is this here?",
            "ACK 1a2b3c4d if you ask me",
            "ack 1a2b3c4d",
            "Ack",
            "(ut)ACK 1a2b3c4d",
            "**ACK**",
            "untested-but-careful-ACK",
            "Concept ACK. I read the code too, so ACK 1a2b3c4d",
            "Weak Concept ACK && code review ACK 1a2b3c4d",
            "Some nits below.\n\nOtherwise, ACK",
            "@mika ACK",
            "Concept and code review ACK 1a2b3c4d",
            "Apart from that ACK.",
        ] {
            assert_eq!(find(text).as_deref(), Some("ACK"), "{text}");
        }
    }

    #[test]
    fn other_vocabulary_is_reported_in_one_spelling() {
        for (text, word) in [
            ("LGTM", "LGTM"),
            ("Nice! lgtm mod nits", "LGTM"),
            ("The changes look good to me.", "LGTM"),
            ("Now this LGTM, thanks", "LGTM"),
            ("/lgtm", "LGTM"),
            ("@bors r+", "r+"),
            ("r=me with the typo fixed", "r+"),
            ("Approved!", "Approved"),
            (":shipit:", ":shipit:"),
            ("Ship it!", ":shipit:"),
            (":+1:", "+1"),
            ("👍🏽", "+1"),
            ("Reviewed-by: Mika <mika@example.org>", "Reviewed-by"),
            ("LGTM, ACK 1a2b3c4d", "ACK"),
        ] {
            assert_eq!(find(text).as_deref(), Some(word), "{text}");
        }
    }

    #[test]
    fn ideas_refusals_and_talk_are_not() {
        for text in [
            "",
            "Concept ACK",
            "Approach ACK.",
            "Weak concept ACK",
            "Concept ACK 1a2b3c4d",
            "concept-ACK",
            "Concept and approach ACK",
            "code review and approach ACK",
            "ACK on moving this elsewhere",
            "ACK the concept",
            "NACK",
            "nack",
            "Concept NACK. ACK the rest",
            "(n)ACK",
            "**n**ACK",
            "no ACK",
            "needs ACK",
            "This already has one ACK",
            "sorry for nulling your ACK",
            "I was about to ACK this",
            "ACK?",
            "ACK this?",
            "ACK/NACK",
            "> ACK 1a2b3c4d",
            "`ACK`",
            "an \"ACK\" would do",
            "| ACK | mika |",
            "not LGTM",
            "This doesn't look good to me",
            "LGTM once the tests pass",
            "would be LGTM",
            "LGTM?",
            "/lgtm cancel",
            "If this gets approved, I rebase",
            "+1 for dropping it",
            "x + 1, x+1 and +1.5",
            "r-",
            "the stack is back; feedback on the attack",
            "Ack, I will look at it tomorrow",
            "acked-by nobody",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_projects_own_words_come_first() {
        let words =
            ApprovalWords::new(&["Passt so".to_owned(), "utACK".to_owned(), " ".to_owned()]);
        assert_eq!(words.find("ACK, passt so!").as_deref(), Some("Passt so"));
        assert_eq!(words.find("not passt so"), None);
        assert_eq!(words.find("utACK").as_deref(), Some("ACK"));
        assert_eq!(find("passt so"), None);
    }

    #[test]
    fn configured_words_have_a_canonical_spelling() {
        for (word, canonical) in
            [("utACK", "ACK"), ("re-ACK", "ACK"), ("lgtm", "LGTM"), ("👍", "+1"), ("Fine", "Fine")]
        {
            assert_eq!(ApprovalWords::canonical(word), canonical);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_quoted_text_never_approves(text in "[A-Za-z ,.?!+]{0,40}") {
            proptest::prop_assert_eq!(find(&format!("> {text}ACK LGTM")), None);
        }

        #[test]
        fn takes_any_text(text in ".{0,60}|[ACKNackut()*\"?., -]{0,40}") {
            let _ = find(&text);
        }
    }
}
