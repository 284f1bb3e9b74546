//! `midspan.toml`: leaders, teams, calendar, bots, approval words.
//!
//! Everything has a default; without the file one team per repository is assumed and leaders are
//! inferred. Unknown keys are errors.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The whole file, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub struct Config {
    /// Teams; without any, one per repository, named after it.
    pub teams: Vec<Team>,
    /// Leaders, by role and date; without any, they are inferred.
    pub leaders: Vec<Leader>,
    /// Accounts that are bots, beside those that GitHub marks or whose login ends in `[bot]`.
    pub bots: Vec<String>,
    /// Words that approve in a comment where no review does, such as `ACK` or `LGTM`.
    pub approval_words: Vec<String>,
    /// Working time of teams that set none of their own.
    pub calendar: Calendar,
    /// What makes a pull request low-risk.
    pub low_risk: LowRisk,
    /// What a merge needs.
    pub rules: Rules,
    /// Where structured updates are written.
    pub updates: Updates,
    /// Minimum group sizes.
    pub privacy: Privacy,
    /// Accounts of one person, the first of each list giving the name.
    pub aliases: Vec<Vec<String>>,
}

/// A team.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Name in reports.
    pub name: String,
    /// Logins, or e-mail addresses where git alone is read. Empty: as model A.9 says.
    #[serde(default)]
    pub members: Vec<String>,
    /// Repositories as `owner/name`; empty: all.
    #[serde(default)]
    pub repos: Vec<String>,
    /// Label that marks the team's issues.
    #[serde(default)]
    pub label: Option<String>,
    /// Working time; absent: the file's calendar.
    #[serde(default)]
    pub calendar: Option<Calendar>,
}

/// A person in the leader role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// Login, or e-mail address where git alone is read.
    pub person: String,
    /// Team; absent: every team.
    #[serde(default)]
    pub team: Option<String>,
    /// First day in the role, `YYYY-MM-DD`; absent: always.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day in the role, `YYYY-MM-DD`; absent: still.
    #[serde(default)]
    pub to: Option<Date>,
    /// Days away, first and last day of each.
    #[serde(default)]
    pub away: Vec<(Date, Date)>,
}

/// Working time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// IANA name of the time zone.
    #[serde(deserialize_with = "time_zone")]
    pub time_zone: TimeZone,
    /// Begin of the working day.
    pub from: Time,
    /// End of the working day.
    pub to: Time,
    /// Working days, `mon` to `sun`.
    pub days: Vec<Day>,
    /// Days without work, `YYYY-MM-DD`.
    pub holidays: Vec<Date>,
}

/// Day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names of the days say it")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// What makes a pull request low-risk (model 1.0).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LowRisk {
    /// Most changed lines.
    pub lines: i64,
    /// Most files.
    pub files: i64,
    /// Path patterns, in the notation of gitignore, that are never low-risk.
    pub protected: Vec<String>,
    /// Labels that are never low-risk.
    pub labels: Vec<String>,
}

/// What a merge needs, where it is known.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Approvals needed; absent: inferred from the 90 days before (model A.16).
    pub approvals_required: Option<u32>,
    /// Whether a code owner must approve; absent: no.
    pub code_owner_required: bool,
}

/// Where a team writes its structured updates (weekly notes, status reports), where they are
/// recorded at all; most are written in chat and seen by nobody here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Updates {
    /// Labels of issues and pull requests that are updates, or whose comments are.
    pub labels: Vec<String>,
    /// Path patterns, in the notation of gitignore, of files that are updates.
    pub paths: Vec<String>,
}

/// Minimum group sizes (model 3.7); never below 4 people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Fewest active people of a team that is shown.
    pub min_active: u32,
    /// Fewest non-leader authors of a team that is shown.
    pub min_authors: u32,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            time_zone: TimeZone::UTC,
            from: Time::constant(9, 0, 0, 0),
            to: Time::constant(17, 0, 0, 0),
            days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri],
            holidays: Vec::new(),
        }
    }
}

impl Default for LowRisk {
    fn default() -> Self {
        Self {
            lines: 60,
            files: 5,
            protected: Vec::new(),
            labels: vec!["migration".to_owned(), "security".to_owned()],
        }
    }
}

impl Default for Privacy {
    fn default() -> Self {
        Self { min_active: 5, min_authors: 3 }
    }
}

fn time_zone<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<TimeZone, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name).map_err(|_| {
        serde::de::Error::custom(format!(
            "`{name}` is not a time zone; use an IANA name such as Europe/Berlin"
        ))
    })
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not TOML, an unknown key, or a value of the wrong type; the text points at line and key.
    #[error("{origin}: {message}")]
    Parse {
        /// Where the text came from.
        origin: String,
        /// What the parser says, with line and column.
        message: String,
    },
    /// A value that makes no sense.
    #[error("{origin}: {key}: {problem}")]
    Value {
        /// Where the text came from.
        origin: String,
        /// Key.
        key: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}

impl Config {
    /// Reads and checks the text of a `midspan.toml`; `origin` names it in errors.
    ///
    /// # Errors
    /// When it is no TOML, has an unknown key, a value of the wrong type, or one that makes no sense.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| ConfigError::Parse {
            origin: origin.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        let value = |key: &str, problem: &str| ConfigError::Value {
            origin: origin.to_owned(),
            key: key.to_owned(),
            problem: problem.to_owned(),
        };
        if config.privacy.min_active < 4 {
            return Err(value("privacy.min_active", "must be 4 or more"));
        }
        for calendar in std::iter::once(&config.calendar)
            .chain(config.teams.iter().filter_map(|t| t.calendar.as_ref()))
        {
            if calendar.from >= calendar.to {
                return Err(value("calendar.to", "must be later than calendar.from"));
            }
            if calendar.days.is_empty() {
                return Err(value("calendar.days", "needs at least one day"));
            }
        }
        for (index, leader) in config.leaders.iter().enumerate() {
            if let Some(team) = &leader.team
                && !config.teams.iter().any(|t| &t.name == team)
            {
                let key = format!("leaders[{index}].team");
                return Err(value(&key, &format!("there is no team `{team}` in [[teams]]")));
            }
        }
        let mut names: Vec<&str> = config.teams.iter().map(|t| t.name.as_str()).collect();
        names.sort_unstable();
        if let Some((name, _)) = names.iter().zip(names.iter().skip(1)).find(|(a, b)| a == b) {
            return Err(value("teams", &format!("`{name}` is there twice")));
        }
        Ok(config)
    }
}
