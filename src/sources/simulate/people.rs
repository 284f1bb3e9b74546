//! Who is there, and when.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::chance::Chance;
use super::clock::{Clock, working_days};
use super::habits::Habits;
use super::spec::TeamSpec;
use crate::model::facts::Person;
use crate::model::time::{Period, Timestamp, Week, start_of_day};

/// Given names of people who do not exist.
const NAMES: [&str; 40] = [
    "ada", "bela", "cato", "dara", "edo", "fenja", "gero", "hilke", "imre", "jola", "kaja",
    "lasse", "mika", "nuno", "orla", "pavel", "quill", "runa", "selma", "tarek", "ulla", "vito",
    "wanda", "xenia", "yusuf", "zora", "arvo", "birte", "ciro", "delia", "enno", "freya", "gusti",
    "henk", "iria", "joris", "kolja", "leni", "marek", "noor",
];
/// Outsiders who now and then bring something.
const OUTSIDERS: usize = 6;
/// Working days beyond the last month, so that work begun in it has an end to be at.
const BEYOND_DAYS: i64 = 400;

/// What somebody is to the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Leader,
    Peer,
    Outsider,
    Bot,
}

/// Somebody, or a program.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) login: String,
    pub(super) account: i64,
    pub(super) kind: Kind,
    pub(super) clock: Clock,
    /// Days away that the roster knows, first and last of each.
    pub(super) away: Vec<(Date, Date)>,
    /// How slowly this one reviews and answers, as a factor.
    pub(super) pace: f64,
    /// How much of the team's work this one does, in proportion.
    pub(super) activity: f64,
}

/// Everybody, leaders first, then peers, outsiders and bots.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) agents: Vec<Agent>,
    pub(super) leaders: usize,
    pub(super) peers: usize,
}

impl People {
    /// The team of a specification; `habits` has one entry a month.
    pub(super) fn new(spec: &TeamSpec, habits: &[Habits], chance: &mut Chance) -> Self {
        let end = spec.first.plus(i32::try_from(spec.months).unwrap_or(0)).first_day();
        let beyond = end.saturating_add(jiff::Span::new().days(BEYOND_DAYS));
        let days = working_days(spec.first.first_day(), beyond);
        let clock = Clock::new(&days, &spec.zone);
        let (leaders, peers) = (spec.leaders.max(1), spec.peers.max(2));
        let tag = spec.repo.rsplit('/').next().unwrap_or_default();
        let mut agents: Vec<Agent> = (0..leaders + peers + OUTSIDERS)
            .map(|index| {
                let name = NAMES.get(index % NAMES.len()).copied().unwrap_or_default();
                let round = index / NAMES.len();
                let login = match round {
                    0 => format!("{name}-{tag}"),
                    _ => format!("{name}{round}-{tag}"),
                };
                let kind = match index {
                    i if i < leaders => Kind::Leader,
                    i if i < leaders + peers => Kind::Peer,
                    _ => Kind::Outsider,
                };
                agent(login, kind, clock.clone(), chance)
            })
            .collect();
        for agent in agents.iter_mut().take(leaders) {
            agent.attend(spec, habits, &days, chance);
        }
        for login in ["ci-runner[bot]", "dependabot[bot]", "stale[bot]"] {
            agents.push(agent(login.to_owned(), Kind::Bot, clock.clone(), chance));
        }
        Self { agents, leaders, peers }
    }

    pub(super) fn login(&self, who: usize) -> String {
        self.agents.get(who).map(|a| a.login.clone()).unwrap_or_default()
    }

    pub(super) fn is_leader(&self, who: usize) -> bool {
        who < self.leaders
    }

    /// A peer other than `not`, active ones more often.
    pub(super) fn peer(&self, not: &[usize], chance: &mut Chance) -> usize {
        let weights = (0..self.peers).map(|peer| {
            let who = self.leaders + peer;
            if not.contains(&who) { 0.0 } else { self.activity(who) }
        });
        self.leaders + chance.weighted(weights)
    }

    /// Hours that the team works between two instants.
    pub(super) fn worked(&self, from: Timestamp, to: Timestamp) -> f64 {
        self.agents.get(self.leaders).map_or(0.0, |peer| peer.clock.between(from, to))
    }

    fn activity(&self, who: usize) -> f64 {
        self.agents.get(who).map_or(0.0, |a| a.activity)
    }

    pub(super) fn outsider(&self, chance: &mut Chance) -> usize {
        self.leaders + self.peers + chance.below(OUTSIDERS)
    }

    pub(super) fn runner(&self) -> usize {
        self.leaders + self.peers + OUTSIDERS
    }

    pub(super) fn updater(&self) -> usize {
        self.runner() + 1
    }

    pub(super) fn sweeper(&self) -> usize {
        self.runner() + 2
    }

    /// Rows of everybody.
    pub(super) fn rows(&self, repo: &str) -> Vec<Person> {
        let mut rows: Vec<Person> = self
            .agents
            .iter()
            .map(|agent| Person {
                repo: repo.into(),
                person: agent.login.as_str().into(),
                login: Some(agent.login.as_str().into()),
                account: Some(agent.account),
                email: None,
                is_bot: agent.kind == Kind::Bot,
            })
            .collect();
        rows.sort_by(|a, b| a.person.cmp(&b.person));
        rows
    }
}

fn agent(login: String, kind: Kind, clock: Clock, chance: &mut Chance) -> Agent {
    Agent {
        login,
        account: 1 + (chance.text_key() >> 20).abs(),
        kind,
        clock,
        away: Vec::new(),
        pace: chance.spread(1.0, 0.25),
        activity: 0.3 + chance.gamma(2.0),
    }
}

impl Agent {
    /// Leaves out the weeks in which a leader is on holiday, which the roster knows, and those in
    /// which one is simply not there, which it does not.
    fn attend(&mut self, spec: &TeamSpec, habits: &[Habits], days: &[Date], chance: &mut Chance) {
        let mut kept: Vec<Date> = Vec::new();
        let mut last: Option<(Week, bool)> = None;
        let mut since_holiday = chance.below(12);
        for day in days {
            let week = Week::of(start_of_day(*day, &TimeZone::UTC), &TimeZone::UTC);
            let there = match last {
                Some((known, there)) if known == week => there,
                _ => {
                    let month = Period::of_date(*day).months_since(spec.first);
                    let month = usize::try_from(month).unwrap_or(0);
                    let habits = habits.get(month).or(habits.last());
                    let presence = habits.map_or(1.0, |h| h.presence);
                    since_holiday += 1;
                    let holiday = spec.vacations && since_holiday > 12 && chance.happens(0.12);
                    if holiday {
                        since_holiday = 0;
                        let to = day.saturating_add(jiff::Span::new().days(6));
                        self.away.push((*day, to));
                    }
                    !holiday && chance.happens(presence)
                }
            };
            last = Some((week, there));
            if there {
                kept.push(*day);
            }
        }
        self.clock = Clock::new(&kept, &spec.zone);
    }
}
