//! Days and times of day as TOML has them, with or without quotes.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A day or a time of day.
struct Moment<T>(T);

/// What a value is called in messages.
trait Kind: FromStr {
    const EXPECTED: &'static str;
}

impl Kind for Date {
    const EXPECTED: &'static str = "a date such as 2026-03-31";
}

impl Kind for Time {
    const EXPECTED: &'static str = "a time of day such as 09:00";
}

impl<'de, T: Kind> Deserialize<'de> for Moment<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Kind> Visitor<'de> for Any<T> {
            type Value = Moment<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                let wrong = |_| E::custom(format!("`{text}` is not {}", T::EXPECTED));
                text.parse().map(Moment).map_err(wrong)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let native = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
                self.visit_str(&native.to_string())
            }
        }
        deserializer.deserialize_any(Any(PhantomData))
    }
}

pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Moment::deserialize(deserializer).map(|Moment(day)| Some(day))
}

pub(super) fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    Ok(Vec::deserialize(deserializer)?.into_iter().map(|Moment(day)| day).collect())
}

pub(super) fn spans<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(Date, Date)>, D::Error> {
    let pairs: Vec<(Moment<Date>, Moment<Date>)> = Vec::deserialize(deserializer)?;
    Ok(pairs.into_iter().map(|(Moment(from), Moment(to))| (from, to)).collect())
}

pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    Moment::deserialize(deserializer).map(|Moment(time)| time)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn config(text: &str) -> Result<Config, String> {
        Config::parse(text, "m.toml").map_err(|error| error.to_string())
    }

    #[test]
    fn quotes_or_none() {
        let quoted = "[[leaders]]\nperson = \"l\"\nfrom = \"2025-04-01\"\naway = [[\"2026-01-02\", \"2026-01-05\"]]\n\
                      [calendar]\nfrom = \"08:30\"\nholidays = [\"2026-12-25\"]\n";
        let native = "[[leaders]]\nperson = \"l\"\nfrom = 2025-04-01\naway = [[2026-01-02, 2026-01-05]]\n\
                      [calendar]\nfrom = 08:30:00\nholidays = [2026-12-25]\n";
        let debug = |text| format!("{:?}", config(text).expect("a configuration"));
        assert_eq!(debug(quoted), debug(native));
    }

    #[test]
    fn what_is_no_day_is_said() {
        let wrong = |text| config(text).expect_err("refused");
        let leader = "[[leaders]]\nperson = \"l\"\nto = \"2025-13-01\"\n";
        assert!(wrong(leader).contains("`2025-13-01` is not a date such as 2026-03-31"));
        assert!(wrong("[calendar]\nto = 17\n").contains("a time of day such as 09:00"));
        assert!(wrong("[calendar]\nholidays = [12:00:00]\n").contains("is not a date"));
    }
}
