//! The keys of `midspan.toml` and their checks. Unknown keys are errors.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

use super::checkins::CheckIn;
use super::policy::{Check, TeamCheck};
use super::{moment, suggest};

/// Everything is optional: without the file there is one team a repository, and who leads is inferred.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What is read where a command names no place: `owner/name`, `org:NAME` for all of an
    /// organisation, checkouts and stores; paths count from this file.
    #[schemars(extend("examples" = [["north/invoices", "org:south", "../ledger"]]))]
    pub repositories: Vec<String>,
    /// Teams; without any, one a repository, named after it.
    pub teams: Vec<Team>,
    /// Who leads, with dates; without any, leaders are inferred from CODEOWNERS, merges and
    /// approvals, and every output says so.
    pub leaders: Vec<Leader>,
    /// Accounts that are bots, beside those that GitHub marks or whose login ends in `[bot]`.
    #[schemars(extend("examples" = [["deploy-helper"]]))]
    pub bots: Vec<String>,
    /// Words that approve in a comment where no review does.
    #[schemars(extend("examples" = [["ACK", "LGTM"]]))]
    pub approval_words: Vec<String>,
    /// Accounts of one person, the first of each list giving the name.
    #[schemars(extend("examples" = [[["lea", "lea-at-work", "lea@example.org"]]]))]
    pub aliases: Vec<Vec<String>>,
    /// People who write the backlog, such as product owners: work from an issue that one of them
    /// opened or assigned counts neither as self-started nor as told by a leader.
    #[schemars(extend("examples" = [["olive"]]))]
    pub intake_role: Vec<String>,
    /// Labels of pull requests that rest on purpose, such as experiments: they do not count as stale.
    #[schemars(extend("examples" = [["parked"]]))]
    pub parked_labels: Vec<String>,
    /// File of days on which a leader and the team talked, where nothing else records it: columns
    /// `date` and, if wanted, `team`; the path counts from this file. A week with a check-in is not
    /// one without a leader's trace.
    #[schemars(extend("examples" = ["checkins.csv"]))]
    pub checkins: Option<String>,
    /// What the file of check-ins holds, once it was read; no key.
    #[serde(skip)]
    pub read_checkins: Vec<CheckIn>,
    /// Working time of teams that set none of their own.
    pub calendar: Calendar,
    /// What makes a pull request low-risk.
    pub low_risk: LowRisk,
    /// What a merge needs.
    pub rules: Rules,
    /// Where structured updates are written.
    pub updates: Updates,
    /// Smallest groups that are shown.
    pub privacy: Privacy,
    /// Bounds that `midspan check` holds each team to.
    pub check: Check,
}

/// A team.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Name in reports.
    #[schemars(extend("examples" = ["billing"]))]
    pub name: String,
    /// Logins, or e-mail addresses where git alone is read; without any, who reviewed something or
    /// had two pull requests ready within three months.
    #[serde(default)]
    #[schemars(extend("examples" = [["lea", "pat", "kim@example.org"]]))]
    pub members: Vec<String>,
    /// Team on GitHub as `org/slug` whose members belong to this one, beside `members`; the token
    /// must be allowed to read them.
    #[serde(default)]
    #[schemars(extend("examples" = ["north/billing"]))]
    pub github: Option<String>,
    /// Repositories as `owner/name`; without any, all.
    #[serde(default)]
    #[schemars(extend("examples" = [["north/invoices", "north/ledger"]]))]
    pub repos: Vec<String>,
    /// Paths in the notation of gitignore: a pull request of whose files more than half lie there is
    /// this team's, whoever wrote it.
    #[serde(default)]
    #[schemars(extend("examples" = [["services/billing/", "*.sql"]]))]
    pub paths: Vec<String>,
    /// Label that marks the team's issues.
    #[serde(default)]
    #[schemars(extend("examples" = ["team: billing"]))]
    pub label: Option<String>,
    /// Working time; without it, that of the file.
    #[serde(default)]
    pub calendar: Option<Calendar>,
    /// The team's own bounds of `midspan check`, in place of the file's.
    #[serde(default)]
    pub check: Option<TeamCheck>,
}

/// A person in the leader role. Tell those who are named here.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// Login, or e-mail address where git alone is read.
    #[schemars(extend("examples" = ["lea"]))]
    pub person: String,
    /// Team by name; without it, every team.
    #[serde(default)]
    #[schemars(extend("examples" = ["billing"]))]
    pub team: Option<String>,
    /// First day in the role; without it, always.
    #[serde(default, deserialize_with = "moment::day")]
    #[schemars(with = "Option<String>", extend("format" = "date", "examples" = ["2025-04-01"]))]
    pub from: Option<Date>,
    /// Last day in the role; without it, still.
    #[serde(default, deserialize_with = "moment::day")]
    #[schemars(with = "Option<String>", extend("format" = "date", "examples" = ["2026-09-30"]))]
    pub to: Option<Date>,
    /// Days away: first and last day of each absence.
    #[serde(default, deserialize_with = "moment::spans")]
    #[schemars(with = "Vec<(String, String)>", extend("examples" = [[["2026-02-02", "2026-02-13"]]]))]
    pub away: Vec<(Date, Date)>,
}

/// Working time; waits are counted in it.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// IANA name of the time zone; the file's is also that of months.
    #[serde(deserialize_with = "time_zone")]
    #[schemars(with = "String", extend("default" = "UTC", "examples" = ["Europe/Berlin"]))]
    pub time_zone: TimeZone,
    /// Begin of the working day, `HH:MM`.
    #[serde(deserialize_with = "moment::time")]
    #[schemars(with = "String", extend("default" = "09:00", "examples" = ["08:30"]))]
    pub from: Time,
    /// End of the working day, `HH:MM`.
    #[serde(deserialize_with = "moment::time")]
    #[schemars(with = "String", extend("default" = "17:00", "examples" = ["18:00"]))]
    pub to: Time,
    /// Working days, `mon` to `sun`.
    #[schemars(extend("default" = ["mon", "tue", "wed", "thu", "fri"], "examples" = [["sun", "mon", "tue", "wed", "thu"]]))]
    pub days: Vec<Day>,
    /// Days without work, `YYYY-MM-DD`.
    #[serde(deserialize_with = "moment::days")]
    #[schemars(with = "Vec<String>", extend("examples" = [["2026-12-25", "2026-12-26"]]))]
    pub holidays: Vec<Date>,
}

/// Day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
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

/// What makes a pull request low-risk: small, and nothing that asks for care.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LowRisk {
    /// Most changed lines.
    #[schemars(extend("examples" = [40]))]
    pub lines: i64,
    /// Most files.
    #[schemars(extend("examples" = [3]))]
    pub files: i64,
    /// Path patterns, in the notation of gitignore, that are never low-risk.
    #[schemars(extend("examples" = [["migrations/", "*.tf"]]))]
    pub protected: Vec<String>,
    /// Labels that are never low-risk.
    #[schemars(extend("examples" = [["migration", "security"]]))]
    pub labels: Vec<String>,
}

/// What a merge needs, where it is known.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Approvals needed; without it, read from GitHub's rules, else inferred from the 90 days before
    /// each month.
    #[schemars(extend("examples" = [1]))]
    pub approvals_required: Option<u32>,
    /// Whether a code owner must approve.
    #[schemars(extend("examples" = [true]))]
    pub code_owner_required: bool,
}

/// Where a team writes its structured updates (weekly notes, status reports), where they are
/// recorded at all; most are written in chat and seen by nobody here.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Updates {
    /// Labels of issues and pull requests that are updates, or whose comments are.
    #[schemars(extend("examples" = [["status update"]]))]
    pub labels: Vec<String>,
    /// Path patterns, in the notation of gitignore, of files that are updates.
    #[schemars(extend("examples" = [["docs/updates/"]]))]
    pub paths: Vec<String>,
}

/// Smallest groups that are shown; never below 4 people.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Fewest active people of a team that is shown.
    #[schemars(range(min = 4), extend("examples" = [6]))]
    pub min_active: u32,
    /// Fewest authors outside the leader role of a team that is shown.
    #[schemars(extend("examples" = [4]))]
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

/// Whether it is a team on GitHub: two names with a slash between them.
fn is_slug(text: &str) -> bool {
    let mut parts = text.split('/');
    let named = |part: Option<&str>| part.is_some_and(|p| !p.trim().is_empty());
    named(parts.next()) && named(parts.next()) && parts.next().is_none()
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
            message: suggest::plainer(&error.to_string()),
        })?;
        config.check_values(origin)?;
        Ok(config)
    }

    fn check_values(&self, origin: &str) -> Result<(), ConfigError> {
        let config = self;
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
        let of_file = config.check.problem().map(|(key, what)| (format!("check.{key}"), what));
        let of_teams = config.teams.iter().enumerate().find_map(|(index, team)| {
            let (key, what) = team.check.as_ref()?.problem()?;
            Some((format!("teams[{index}].check.{key}"), what))
        });
        if let Some((key, what)) = of_file.or(of_teams) {
            return Err(value(&key, &what));
        }
        let slug = |team: &&Team| team.github.as_ref().is_some_and(|g| !is_slug(g));
        if let Some(index) = config.teams.iter().position(|team| slug(&team)) {
            let key = format!("teams[{index}].github");
            return Err(value(&key, "write it as `org/slug`, such as `north/billing`"));
        }
        Ok(())
    }
}
