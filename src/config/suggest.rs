//! The key that was meant by one that is misspelt.

/// Likeness from which one word may have been meant for another; below it a guess misleads.
const ALIKE: f64 = 0.8;

/// The known word that is most like another; `None` where none is like it.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let alike = |name: &str| strsim::jaro_winkler(&wanted, &name.to_lowercase());
    let all = known.into_iter().map(|name| (alike(name), name)).filter(|(a, _)| *a >= ALIKE);
    all.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, name)| name)
}

/// A parser's message on an unknown key or word, with what was meant instead of all that could be.
pub(super) fn plainer(message: &str) -> String {
    let Some((head, last)) = message.trim_end().rsplit_once('\n') else {
        return message.trim_end().to_owned();
    };
    let kind = ["field", "variant"].into_iter().find_map(|kind| {
        let rest = last.strip_prefix("unknown ")?.strip_prefix(kind)?.strip_prefix(" `")?;
        let (word, expected) = rest.split_once('`')?;
        Some((kind, word, expected))
    });
    let Some((kind, word, expected)) = kind else { return message.trim_end().to_owned() };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let noun = if kind == "field" { "key" } else { "value" };
    let advice = match nearest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", known.join(", ")),
    };
    format!("{head}\nunknown {noun} `{word}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_alike_or_nothing() {
        let known = ["teams", "leaders", "low_risk", "calendar"];
        assert_eq!(nearest("leader", known), Some("leaders"));
        assert_eq!(nearest("Calender", known), Some("calendar"));
        assert_eq!(nearest("lowrisk", known), Some("low_risk"));
        assert_eq!(nearest("webhook", known), None);
    }

    #[test]
    fn messages_name_what_was_meant() {
        let of = |last: &str| plainer(&format!("at line 2\n{last}\n"));
        assert_eq!(
            of("unknown field `leader`, expected one of `teams`, `leaders`"),
            "at line 2\nunknown key `leader`; did you mean `leaders`?"
        );
        assert_eq!(
            of("unknown field `zzz`, expected `min` or `max`"),
            "at line 2\nunknown key `zzz`; known here: min, max"
        );
        assert_eq!(
            of("unknown variant `monn`, expected one of `mon`, `tue`"),
            "at line 2\nunknown value `monn`; did you mean `mon`?"
        );
        assert_eq!(of("invalid type"), "at line 2\ninvalid type");
    }
}
