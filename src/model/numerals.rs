//! Numbers as people read them, the same in every sentence and every format.

/// What stands where there is no figure.
pub const NO_FIGURE: &str = "no figure";

/// A number with a true minus and without a zero before the point: `−50.5`, `.618`, `0`.
///
/// What rounds to zero has no sign.
#[must_use]
pub fn decimal(value: f64, places: usize) -> String {
    if !value.is_finite() {
        return NO_FIGURE.to_owned();
    }
    let digits = format!("{:.places$}", value.abs());
    let is_zero = digits.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let trimmed = digits.strip_prefix('0').filter(|rest| rest.starts_with('.') && !is_zero);
    format!("{sign}{}", trimmed.unwrap_or(&digits))
}

/// A number that always carries its sign: `+62.2`, `−1.0`, `0.0`.
#[must_use]
pub fn signed(value: f64, places: usize) -> String {
    let text = decimal(value, places);
    let is_zero = text.chars().all(|c| c == '0' || c == '.');
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A share in whole per cent: `74 %`; what is not quite none or all reads `< 1 %`, `> 99 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let per_cent = share * 100.0;
    if per_cent > 0.0 && per_cent < 0.5 {
        "< 1 %".to_owned()
    } else if per_cent < 100.0 && per_cent > 99.5 {
        "> 99 %".to_owned()
    } else {
        format!("{} %", decimal(per_cent, 0))
    }
}

/// A whole number with a comma every three digits: `1,305`.
#[must_use]
pub fn integer(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 pull request`, `52 pull requests`.
#[must_use]
pub fn count(value: u64, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", integer(value))
}

/// Rounded so that three figures or so are left: `7.88`, `12.8`, `410`, `1,305`.
#[must_use]
pub fn quantity(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        NO_FIGURE.to_owned()
    } else if size >= 999.5 {
        let grouped = format!("{size:.0}");
        let sign = if value < 0.0 { "−" } else { "" };
        grouped.parse::<u64>().map_or(grouped.clone(), |whole| format!("{sign}{}", integer(whole)))
    } else if size >= 99.5 || value.fract() == 0.0 {
        decimal(value, 0)
    } else if size >= 9.95 {
        decimal(value, 1)
    } else {
        hundredths(value)
    }
}

/// Two decimals, and a plain `0` for what rounds to it.
fn hundredths(value: f64) -> String {
    let text = decimal(value, 2);
    if text == "0.00" { "0".to_owned() } else { text }
}

/// A value in the unit that a signal's definition names: `74 %`, `12.8×`, `7.88 bh`, `.38`.
#[must_use]
pub fn in_unit(value: f64, unit: &str) -> String {
    match unit {
        "share" => percent(value),
        "odds ratio" => format!("{}×", quantity(value)),
        "index" | "ratio" | "" => hundredths(value),
        "count" => quantity(value),
        other => {
            let number = quantity(value);
            let unit = if number == "1" { singular(other) } else { other.to_owned() };
            format!("{number} {unit}")
        }
    }
}

/// A unit after a one: `tag` for `tags`, `round per pull request` for `rounds per pull request`.
fn singular(unit: &str) -> String {
    let (first, rest) = unit.split_at(unit.find(' ').unwrap_or(unit.len()));
    format!("{}{rest}", first.strip_suffix('s').unwrap_or(first))
}

/// A pressure or facet, 0 to 1, without a leading zero: `.618`, `1.000`, `.000`.
#[must_use]
pub fn pressure(value: f64) -> String {
    let text = decimal(value, 3);
    if text == "0.000" { ".000".to_owned() } else { text }
}

/// A severity, 0 to 1, with two decimals and without a leading zero: `.76`.
#[must_use]
pub fn severity(value: f64) -> String {
    let text = decimal(value, 2);
    if text == "0.00" { ".00".to_owned() } else { text }
}

/// A position, −100 to +100, with one decimal: `−50.5`.
#[must_use]
pub fn position(value: f64) -> String {
    signed(value, 1)
}

/// The text with its first letter in upper case.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_keep_three_figures() {
        assert_eq!(quantity(7.884), "7.88");
        assert_eq!(quantity(12.81), "12.8");
        assert_eq!(quantity(410.4), "410");
        assert_eq!(quantity(1304.6), "1,305");
        assert_eq!(quantity(-2500.0), "−2,500");
        assert_eq!(quantity(11.0), "11");
        assert_eq!(integer(1_234_567), "1,234,567");
        assert_eq!(count(1, "pull request"), "1 pull request");
        assert_eq!(count(0, "pull request"), "0 pull requests");
    }

    #[test]
    fn shares_never_round_to_none_or_all() {
        assert_eq!(percent(0.739), "74 %");
        assert_eq!(percent(0.001), "< 1 %");
        assert_eq!(percent(0.999), "> 99 %");
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn units_follow_the_definition() {
        assert_eq!(in_unit(0.739, "share"), "74 %");
        assert_eq!(in_unit(12.81, "odds ratio"), "12.8×");
        assert_eq!(in_unit(7.884, "bh per pull request"), "7.88 bh per pull request");
        assert_eq!(in_unit(0.38, "index"), ".38");
    }
}
