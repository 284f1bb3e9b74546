//! `midspan init`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::Scope;
use super::error::{CliError, Kind};
use super::output::{self, Terminal};
use super::pipeline::{self, Loaded};
use super::place::{self, Place};
use super::schema;
use crate::derive::people::People;
use crate::derive::tables::{Derived, TeamInfo};
use crate::render::words;
use crate::sources::git;
use crate::sources::git::maintainers::{self, MaintainersFile};
use crate::store::parts::write_atomically;

/// Most people that a file may name for it to say who leads, and how many active people there must be
/// for each: as where leaders are inferred.
const MOST_LEADERS: usize = 2;
const ONE_IN: usize = 3;
/// File of the schema that editors complete the configuration by, in the store of a checkout.
const SCHEMA: &str = "midspan.schema.json";

/// Write midspan.toml: leaders and teams guessed from CODEOWNERS, MAINTAINERS, merges, approvals and trailers
///
/// Every guess carries its evidence as a comment. Nothing is asked and nothing is overwritten.
///
/// Example: midspan init fixtures/example --print
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File to write [default: midspan.toml at the root of the checkout, or where one stands]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print it instead
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    scope: Scope,
}

/// Guesses and writes.
pub(super) fn run(args: &Args, screen: &Terminal) -> Result<(), CliError> {
    let places = place::resolve(&args.scope)?;
    let root = match places.list.as_slice() {
        [Place::Checkout { location, .. }] => place::root(location),
        _ => PathBuf::new(),
    };
    let path = args.output.clone().unwrap_or_else(|| shown(root.join(place::CONFIG_FILE)));
    if !args.print && path.exists() {
        let name = path.display().to_string();
        return Err(CliError::new(Kind::Usage, format!("{name} exists already"))
            .advise("edit it, name another file with --output, or print the guess with --print"));
    }
    let prepared = pipeline::prepare(&args.scope, screen)?;
    let loaded = pipeline::load(prepared, &args.scope, screen)?;
    let derived = loaded.derive(screen);
    let sources = Sources::of(&places.list, &args.scope, &loaded, &derived);
    let guesses = Guesses { teams: derived.teams.iter().map(|team| sources.guess(team)).collect() };
    if args.print {
        output::print(&guesses.configuration(None))?;
        return loaded.incomplete.map_or(Ok(()), Err);
    }
    let schema = local_schema(&places.list, &path)?;
    create(&path, &guesses.configuration(schema.as_deref()))?;
    for line in guesses.summary() {
        screen.say(&line);
    }
    screen.say(&format!(
        "{} written; every name in it is a guess, so read it before you rely on it. Next: midspan report",
        path.display()
    ));
    loaded.incomplete.map_or(Ok(()), Err)
}

/// A path as one would type it from here.
fn shown(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    let relative = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    relative.unwrap_or(path)
}

fn create(path: &Path, text: &str) -> Result<(), CliError> {
    use std::io::Write as _;
    std::fs::File::options()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|e| CliError::output(&path.display().to_string(), e))
}

/// Writes the schema into the store of the checkout whose configuration is written, and says where it
/// lies from there.
fn local_schema(places: &[Place], path: &Path) -> Result<Option<String>, CliError> {
    let [Place::Checkout { location, store }] = places else { return Ok(None) };
    let root = place::root(location);
    let is_at_root = std::path::absolute(path).is_ok_and(|p| p == root.join(place::CONFIG_FILE));
    let Ok(inside) = store.strip_prefix(&root) else { return Ok(None) };
    if !is_at_root {
        return Ok(None);
    }
    write_atomically(&store.join(SCHEMA), schema::of_config()?.as_bytes())?;
    Ok(Some(inside.join(SCHEMA).display().to_string()))
}

/// Who leads, and why.
struct Leaders {
    /// As the configuration names them.
    people: Vec<String>,
    rule: String,
}

/// What the data says of one team.
struct Guess<'a> {
    team: &'a TeamInfo,
    leaders: Option<Leaders>,
    /// Sentences on files that name maintainers.
    remarks: Vec<String>,
}

struct Guesses<'a> {
    teams: Vec<Guess<'a>>,
}

impl Guesses<'_> {
    /// A line for each team.
    fn summary(&self) -> Vec<String> {
        let line = |guess: &Guess<'_>| match &guess.leaders {
            Some(leaders) => {
                let n = words::count(leaders.people.len() as u64, "leader");
                format!("{}: {n}, guessed: {}", guess.team.name, leaders.rule)
            }
            None => format!("{}: nothing says clearly who leads; name them", guess.team.name),
        };
        self.teams.iter().map(line).collect()
    }

    /// The file's text: teams with their repositories, leaders with the rule that found them.
    fn configuration(&self, schema: Option<&str>) -> String {
        let mut text = match schema {
            Some(path) => format!("#:schema {path}\n"),
            None => "# `midspan schema config > midspan.schema.json`, and `#:schema midspan.schema.json` as the first\n\
                     # line here, let editors complete this file.\n"
                .to_owned(),
        };
        text.push_str(
            "# Who leads, in which team. Leaders are a role with dates, not a judgement; tell those\n\
             # named here that they are. Every entry below is a guess: correct it.\n",
        );
        for guess in &self.teams {
            text.push_str(&guess.text());
        }
        text.push_str(
            "\n# Words that approve in a comment, where reviews are not used for it.\n\
             # approval_words = [\"ACK\", \"LGTM\"]\n\
             \n# Working time, and the time zone of months.\n\
             # [calendar]\n# time_zone = \"Europe/Berlin\"\n# from = \"09:00\"\n# to = \"17:00\"\n\
             \n# Bounds for `midspan check` in CI; one is broken only where the figure is beyond it with its\n\
             # whole 95 % interval.\n\
             # [check]\n# control = { max = 0.45 }\n# drift = { max = 0.45 }\n",
        );
        text
    }
}

/// What guesses rest on.
struct Sources<'a> {
    derived: &'a Derived,
    people: People,
    /// By repository.
    files: BTreeMap<String, Vec<MaintainersFile>>,
    /// By person key.
    addresses: BTreeMap<String, String>,
}

impl<'a> Sources<'a> {
    fn of(places: &[Place], scope: &Scope, loaded: &Loaded, derived: &'a Derived) -> Self {
        let people = People::resolve(&loaded.facts, &loaded.config);
        let locations = places.iter().filter_map(|place| match place {
            Place::Checkout { location, .. } => Some(location),
            _ => None,
        });
        let mut files: BTreeMap<String, Vec<MaintainersFile>> = BTreeMap::new();
        let mut addresses = BTreeMap::new();
        let everybody: BTreeSet<String> =
            derived.roster.iter().map(|r| r.person.to_string()).collect();
        for location in locations {
            let repo = scope.repo.clone().or_else(|| git::repository_name(location).ok());
            // A guess does without what cannot be read.
            if let (Some(repo), Ok(found)) = (repo, maintainers::maintainers(location)) {
                files.entry(repo).or_default().extend(found);
            }
            addresses.extend(maintainers::addresses(location, &everybody).unwrap_or_default());
        }
        Self { derived, people, files, addresses }
    }

    fn guess<'t>(&self, team: &'t TeamInfo) -> Guess<'t> {
        let rows = || self.derived.roster.iter().filter(|r| r.team == team.name);
        let active: BTreeSet<&str> = rows().map(|r| r.person.as_str()).collect();
        let mut keys: Vec<&str> =
            rows().filter(|r| r.role == "leader").map(|r| r.person.as_str()).collect();
        keys.dedup();
        let rule = rows().find(|r| r.role == "leader").map(|r| {
            r.inferred_by.clone().unwrap_or_else(|| "the configuration that there is".into())
        });
        let mut leaders =
            rule.map(|rule| Leaders { people: self.written(&keys), rule: rule.to_string() });
        let mut remarks = Vec::new();
        for file in team.repos.iter().filter_map(|repo| self.files.get(repo)).flatten() {
            let named: BTreeSet<String> =
                file.people.iter().map(|p| self.people.configured(p)).collect();
            let here: Vec<&str> =
                named.iter().map(String::as_str).filter(|p| active.contains(p)).collect();
            // Somebody who left long ago may still stand in the file, and one person under a login and
            // an address; a file with more names lists areas, not leaders.
            let clear = !here.is_empty()
                && named.len() <= 2 * MOST_LEADERS
                && here.len() <= MOST_LEADERS
                && here.len() * ONE_IN <= active.len();
            let count = words::count(named.len() as u64, "account");
            if leaders.is_none() && clear {
                let rule =
                    format!("{} names {count}, of which {} in the team", file.path, here.len());
                leaders = Some(Leaders { people: self.written(&here), rule });
                continue;
            }
            let among = keys.iter().filter(|key| named.contains(**key)).count();
            remarks.push(if leaders.is_some() && !keys.is_empty() {
                format!("{} names {count}; of the guessed leaders it names {among}", file.path)
            } else {
                let candidates: Vec<String> =
                    self.written(&here).iter().map(|p| quoted(p)).collect();
                format!("{} names {count}; active here: {}", file.path, candidates.join(", "))
            });
        }
        Guess { team, leaders, remarks }
    }

    /// Person keys as the configuration names them: by address where the key only hides it.
    fn written(&self, keys: &[&str]) -> Vec<String> {
        let name =
            |key: &&str| self.addresses.get(*key).cloned().unwrap_or_else(|| (*key).to_owned());
        keys.iter().map(name).collect()
    }
}

impl Guess<'_> {
    fn text(&self) -> String {
        let team = self.team;
        let repos: Vec<String> = team.repos.iter().map(|r| quoted(r)).collect();
        let name = quoted(&team.name);
        let mut text = format!(
            "\n[[teams]]\nname = {name}\nrepos = [{}]\n# members = [\"login\"]   # without it: who reviewed, or had two pull requests in three months\n",
            repos.join(", "),
        );
        // Writing to a string cannot fail.
        for remark in &self.remarks {
            let _ = writeln!(text, "# {}.", one_line(remark).trim_end_matches(['.', ':', ' ']));
        }
        match &self.leaders {
            None => {
                let _ = write!(
                    text,
                    "\n# Nothing in the data says clearly who leads {}. Without a leader there is no\n# control pressure.\n# [[leaders]]\n# person = \"login\"\n# team = {name}\n",
                    one_line(&team.name),
                );
            }
            Some(leaders) => {
                for person in &leaders.people {
                    let _ = write!(
                        text,
                        "\n# Guessed: {}.\n[[leaders]]\nperson = {}\nteam = {name}\n",
                        one_line(&leaders.rule).trim_end_matches('.'),
                        quoted(person),
                    );
                }
            }
        }
        text
    }
}

/// A TOML string; data may hold quotes and control characters.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Fit for a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
