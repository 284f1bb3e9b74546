//! Check-ins that leave no other trace, read from a file of dates.

use jiff::civil::Date;

use super::{Config, ConfigError};

/// A day on which a leader and the team talked: a one-to-one, a meeting, a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// The day.
    pub day: Date,
    /// Team by name; `None`: every team.
    pub team: Option<String>,
}

/// Columns that a file of check-ins may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Date,
    Team,
}

impl Config {
    /// Takes in the text of the file that `checkins` names; `origin` names it in errors.
    ///
    /// The file is comma-separated: a column `date` and, if wanted, a column `team`; without a
    /// heading line they stand in that order. Lines that begin with `#` are left out.
    ///
    /// # Errors
    /// When a line is no date, a team is not in `[[teams]]`, or there is another column: what was
    /// talked about, and with whom, has no place here.
    pub fn with_checkins(mut self, text: &str, origin: &str) -> Result<Self, ConfigError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let wrong = |line: u64, problem: String| ConfigError::Value {
            origin: origin.to_owned(),
            key: format!("line {line}"),
            problem,
        };
        let line = |position: Option<&csv::Position>| position.map_or(1, csv::Position::line);
        let records = reader.records().collect::<Result<Vec<_>, _>>();
        let records = records.map_err(|error| wrong(line(error.position()), error.to_string()))?;
        let Some(first) = records.first() else { return Ok(self) };
        let heading = first.get(0).is_some_and(|text| text.parse::<Date>().is_err());
        let columns = if heading {
            heads(first).map_err(|problem| wrong(line(first.position()), problem))?
        } else {
            vec![Column::Date, Column::Team]
        };
        for record in records.iter().skip(usize::from(heading)) {
            let checkin = self.checkin(&columns, record);
            let checkin = checkin.map_err(|problem| wrong(line(record.position()), problem))?;
            self.read_checkins.push(checkin);
        }
        self.read_checkins.sort_by(|a, b| (a.day, &a.team).cmp(&(b.day, &b.team)));
        self.read_checkins.dedup();
        Ok(self)
    }

    fn checkin(&self, columns: &[Column], record: &csv::StringRecord) -> Result<CheckIn, String> {
        if record.len() > columns.len() {
            return Err("has more columns than `date` and `team`; take the others out".to_owned());
        }
        let field = |column| {
            let place = columns.iter().position(|c| *c == column)?;
            record.get(place).filter(|text| !text.is_empty())
        };
        let text = field(Column::Date).ok_or("has no date; write one such as 2026-03-31")?;
        let day = text
            .parse()
            .map_err(|_| format!("`{text}` is not a date; write one such as 2026-03-31"))?;
        let team = field(Column::Team).map(str::to_owned);
        match &team {
            Some(name) if !self.teams.iter().any(|t| &t.name == name) => {
                Err(format!("there is no team `{name}` in [[teams]]"))
            }
            _ => Ok(CheckIn { day, team }),
        }
    }
}

fn heads(record: &csv::StringRecord) -> Result<Vec<Column>, String> {
    let column = |name: &str| match name.to_lowercase().as_str() {
        "date" => Ok(Column::Date),
        "team" => Ok(Column::Team),
        _ => Err(format!(
            "has a column `{name}`; only `date` and `team` are read, what was talked about and with whom has no place here"
        )),
    };
    let columns: Vec<Column> = record.iter().map(column).collect::<Result<_, _>>()?;
    let dates = columns.iter().filter(|c| **c == Column::Date).count();
    if dates == 1 && columns.len() <= 2 {
        Ok(columns)
    } else {
        Err("needs one column `date`, and at most one `team`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let config = Config::parse("[[teams]]\nname = \"billing\"\n", "m.toml").expect("valid");
        let config = config.with_checkins(text, "c.csv").map_err(|error| error.to_string())?;
        let shown = |c: &CheckIn| format!("{} {}", c.day, c.team.as_deref().unwrap_or("all"));
        Ok(config.read_checkins.iter().map(shown).collect())
    }

    #[test]
    fn dates_with_and_without_heading_and_team() {
        let both = Ok(vec!["2026-03-02 all".to_owned(), "2026-03-09 billing".to_owned()]);
        assert_eq!(read("date,team\n2026-03-09,billing\n2026-03-02,\n"), both);
        assert_eq!(read("\u{feff}Team, Date\r\n,2026-03-02\r\nbilling, 2026-03-09\r\n"), both);
        assert_eq!(read("# ours\n2026-03-02\n2026-03-02\n\"2026-03-09\",billing\n"), both);
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn what_is_no_date_is_refused_with_its_line() {
        let wrong = |text: &str| read(text).expect_err("refused");
        assert_eq!(
            wrong("date\n2026-03-02\n2. March\n"),
            "c.csv: line 3: `2. March` is not a date; write one such as 2026-03-31"
        );
        assert!(wrong("date,team\n2026-03-02,sales\n").contains("no team `sales`"));
        assert!(wrong("date,who\n2026-03-02,pat\n").contains("has a column `who`"));
        assert!(wrong("2026-03-02,billing,pat\n").contains("more columns"));
        assert!(wrong("team\nbilling\n").contains("needs one column `date`"));
    }
}
