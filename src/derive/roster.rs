//! Teams, and what somebody is to a team at a time.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobSet;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::config::{Calendar, Config, Leader, Team};
use crate::derive::globs::matcher;
use crate::derive::leaders::Guess;
use crate::derive::people::{GHOST, People};
use crate::derive::role::{Role, Roles};
use crate::model::facts::{RosterEntry, TeamMember};
use crate::model::hash::HashMap;
use crate::model::table::Text;
use crate::model::time::{Period, Timestamp, start_of_day};
use crate::sources::facts::Facts;

/// Months, the current one included, that activity makes somebody a peer for (model A.9).
const TRAILING: i32 = 3;
/// Ready pull requests within them that make a peer without a review (model A.9).
const PULLS: u32 = 2;
/// How a member is marked whom only activity shows.
const BY_ACTIVITY: &str = "reviewed something or had two pull requests ready in three months";

/// Half-open span of time.
pub type Span = (Timestamp, Timestamp);

/// A team as configured, or the one of a repository.
#[derive(Clone, Debug)]
pub struct TeamSetup {
    /// Name in reports.
    pub name: String,
    /// Repositories with facts that it works in, in order.
    pub repos: Vec<String>,
    /// Configured people, leaders of this team included; empty: told by activity.
    pub members: BTreeSet<String>,
    /// Label that marks its issues.
    pub label: Option<String>,
    /// Paths whose changes are its own; none: authors decide.
    pub paths: GlobSet,
    /// Working time.
    pub calendar: Calendar,
}

/// All teams, and whose a thing is.
#[derive(Clone, Debug, Default)]
pub struct Teams {
    /// Teams: in the order of the configuration, then those of repositories that it leaves out.
    pub list: Vec<TeamSetup>,
    by_repo: HashMap<String, Vec<usize>>,
}

impl Teams {
    /// The configured teams, and one for each repository that none of them covers.
    #[must_use]
    pub fn resolve(facts: &[(String, Facts)], config: &Config, people: &People) -> Self {
        let members: Vec<&TeamMember> = facts.iter().flat_map(|(_, f)| &f.team_members).collect();
        Self::among(&members, facts, config, people)
    }

    /// The same with members of GitHub teams that may have been read with other repositories.
    #[must_use]
    pub fn among(
        members: &[&TeamMember],
        facts: &[(String, Facts)],
        config: &Config,
        people: &People,
    ) -> Self {
        let mut teams = Self::default();
        for team in &config.teams {
            teams.add(configured(team, members, facts, config, people));
        }
        for (repo, _) in facts {
            if !teams.by_repo.contains_key(repo) {
                teams.add(TeamSetup {
                    name: repo.clone(),
                    repos: vec![repo.clone()],
                    members: BTreeSet::new(),
                    label: None,
                    paths: GlobSet::empty(),
                    calendar: config.calendar.clone(),
                });
            }
        }
        teams
    }

    fn add(&mut self, team: TeamSetup) {
        for repo in &team.repos {
            self.by_repo.entry(repo.clone()).or_default().push(self.list.len());
        }
        self.list.push(team);
    }

    /// Index of the team of something that `author` made in `repo`: the author's team, else the
    /// first that works in the repository.
    #[must_use]
    pub fn of(&self, repo: &str, author: &str) -> usize {
        let teams = self.by_repo.get(repo).map_or(&[][..], Vec::as_slice);
        let of_author = |i: &&usize| self.list.get(**i).is_some_and(|t| t.members.contains(author));
        teams.iter().find(of_author).or_else(|| teams.first()).copied().unwrap_or(0)
    }

    /// Whether paths say whose a change in the repository is.
    #[must_use]
    pub fn goes_by_paths(&self, repo: &str) -> bool {
        let teams = self.by_repo.get(repo).map_or(&[][..], Vec::as_slice);
        teams.iter().any(|i| self.list.get(*i).is_some_and(|t| !t.paths.is_empty()))
    }

    /// Index of the first team in whose paths more than half of the changed files lie.
    #[must_use]
    pub fn of_paths(&self, repo: &str, files: &[&str]) -> Option<usize> {
        if !self.goes_by_paths(repo) {
            return None;
        }
        let owns = |i: &&usize| {
            let within = |t: &TeamSetup| files.iter().filter(|f| t.paths.is_match(f)).count();
            self.list.get(**i).is_some_and(|t| within(t) * 2 > files.len())
        };
        self.by_repo.get(repo)?.iter().find(owns).copied()
    }

    /// Index of the team whose label an issue carries, else as [`Teams::of`].
    #[must_use]
    pub fn of_issue(&self, repo: &str, author: &str, labels: &str) -> usize {
        let teams = self.by_repo.get(repo).map_or(&[][..], Vec::as_slice);
        let labelled =
            |i: &&usize| self.list.get(**i).is_some_and(|t| carries(labels, t.label.as_deref()));
        teams.iter().find(labelled).copied().unwrap_or_else(|| self.of(repo, author))
    }

    /// Whether more than one team works in the repository and the author is in none.
    #[must_use]
    pub fn ambiguous(&self, repo: &str, author: &str) -> bool {
        let teams = self.by_repo.get(repo).map_or(&[][..], Vec::as_slice);
        let knows = |i: &usize| self.list.get(*i).is_some_and(|t| t.members.contains(author));
        teams.len() > 1 && !teams.iter().any(knows)
    }
}

/// Whether line-separated labels hold one, letter case aside.
#[must_use]
pub fn carries(labels: &str, label: Option<&str>) -> bool {
    label.is_some_and(|label| labels.lines().any(|l| l.eq_ignore_ascii_case(label)))
}

fn configured(
    team: &Team,
    on_github: &[&TeamMember],
    facts: &[(String, Facts)],
    config: &Config,
    people: &People,
) -> TeamSetup {
    let leads = |l: &&Leader| l.team.as_deref() == Some(team.name.as_str());
    let mut members: BTreeSet<String> = team.members.iter().map(|m| people.configured(m)).collect();
    let of_team = those_of(team, on_github.iter().copied());
    members.extend(of_team.map(|member| people.key(&member.person).to_owned()));
    if !members.is_empty() {
        members.extend(config.leaders.iter().filter(leads).map(|l| people.configured(&l.person)));
    }
    let covers = |repo: &String| team.repos.is_empty() || team.repos.contains(repo);
    TeamSetup {
        name: team.name.clone(),
        repos: facts.iter().map(|(repo, _)| repo).filter(|r| covers(r)).cloned().collect(),
        members,
        label: team.label.clone(),
        paths: matcher(team.paths.iter().map(String::as_str)).0,
        calendar: team.calendar.clone().unwrap_or_else(|| config.calendar.clone()),
    }
}

/// Members of the team on GitHub that a configured one names, as they were last read.
pub fn on_github<'f>(
    team: &Team,
    facts: &'f [(String, Facts)],
) -> impl Iterator<Item = &'f TeamMember> {
    those_of(team, facts.iter().flat_map(|(_, facts)| &facts.team_members))
}

fn those_of<'f>(
    team: &Team,
    members: impl Iterator<Item = &'f TeamMember>,
) -> impl Iterator<Item = &'f TeamMember> {
    let wanted = team.github.as_ref().map(|slug| format!("team:{slug}"));
    members.filter(move |m| wanted.as_ref().is_some_and(|w| m.team.eq_ignore_ascii_case(w)))
}

/// What people did that makes them peers: reviews and ready pull requests by month.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    months: BTreeMap<String, BTreeMap<Period, (u32, u32)>>,
}

impl Activity {
    /// Notes a review of somebody else's work.
    pub fn reviewed(&mut self, person: &str, month: Period) {
        self.months.entry(person.to_owned()).or_default().entry(month).or_default().0 += 1;
    }

    /// Notes a pull request that became ready, or a change that was brought in.
    pub fn ready(&mut self, person: &str, month: Period) {
        self.months.entry(person.to_owned()).or_default().entry(month).or_default().1 += 1;
    }

    /// Adds what another part of the data showed.
    pub fn extend(&mut self, other: Self) {
        for (person, months) in other.months {
            let mine = self.months.entry(person).or_default();
            for (month, (reviews, pulls)) in months {
                let counts = mine.entry(month).or_default();
                *counts = (counts.0 + reviews, counts.1 + pulls);
            }
        }
    }

    /// People who were peers in some month within the span.
    #[must_use]
    pub fn peers_within(&self, span: Span, zone: &TimeZone) -> BTreeSet<String> {
        let within = |s: &Span| s.0 < span.1 && s.1 > span.0;
        self.months
            .iter()
            .filter(|(_, months)| peer_spans(months, zone).iter().any(within))
            .map(|(person, _)| person.clone())
            .collect()
    }

    fn spans(&self, zone: &TimeZone) -> BTreeMap<String, Vec<Span>> {
        let all = self.months.iter().map(|(p, months)| (p.clone(), peer_spans(months, zone)));
        all.filter(|(_, spans)| !spans.is_empty()).collect()
    }
}

/// Months in which one person is a peer (model A.9), joined where they touch.
fn peer_spans(months: &BTreeMap<Period, (u32, u32)>, zone: &TimeZone) -> Vec<Span> {
    let candidates: BTreeSet<Period> =
        months.keys().flat_map(|m| (0..TRAILING).map(|ahead| m.plus(ahead))).collect();
    let mut spans: Vec<Span> = Vec::new();
    for month in candidates {
        let trailing = months.range(month.plus(1 - TRAILING)..=month);
        let (reviews, pulls) = trailing.fold((0, 0), |sum, (_, n)| (sum.0 + n.0, sum.1 + n.1));
        if reviews == 0 && pulls < PULLS {
            continue;
        }
        let start = month.start(zone);
        match spans.last_mut() {
            Some(last) if last.1 == start => last.1 = month.end(zone),
            _ => spans.push((start, month.end(zone))),
        }
    }
    spans
}

/// Roles in one team.
#[derive(Clone, Debug)]
pub struct TeamRoster<'a> {
    people: &'a People,
    name: String,
    leaders: BTreeMap<String, Vec<Span>>,
    away: BTreeMap<String, Vec<Span>>,
    members: BTreeSet<String>,
    intake: BTreeSet<String>,
    active: BTreeMap<String, Vec<Span>>,
    groups: &'a Groups,
    inferred_by: Option<String>,
    /// What all of this says of each person, who is looked up with each event.
    standings: HashMap<Text, Standing>,
}

/// What a roster says of a person.
#[derive(Clone, Debug, Default)]
struct Standing {
    leads: Vec<Span>,
    is_bot: bool,
    is_member: bool,
    /// When activity makes a peer.
    active: Vec<Span>,
}

impl Roles for TeamRoster<'_> {
    fn role(&self, person: &str, at: Timestamp) -> Role {
        let holds = |spans: &[Span]| spans.iter().any(|(from, to)| *from <= at && at < *to);
        if is_ghost(person) {
            return Role::Peer;
        }
        match self.standings.get(person) {
            Some(of) if holds(&of.leads) => Role::Leader,
            Some(of) if of.is_bot => Role::Bot,
            Some(of) if of.is_member || holds(&of.active) => Role::Peer,
            None if self.people.is_bot(person) => Role::Bot,
            _ => Role::Outsider,
        }
    }

    fn members(&self, slug: &str) -> Option<&[String]> {
        self.groups.get(group_name(slug)).map(Vec::as_slice)
    }
}

/// Name of a GitHub team without the organisation and the mark that it is a team.
#[must_use]
pub fn group_name(slug: &str) -> &str {
    let name = slug.strip_prefix("team:").unwrap_or(slug);
    name.rsplit_once('/').map_or(name, |(_, name)| name)
}

/// Whether a key stands for a deleted account, as an actor or as an author.
#[must_use]
pub fn is_ghost(person: &str) -> bool {
    person.strip_prefix(GHOST).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

impl<'a> TeamRoster<'a> {
    /// The roster of one team. `infer` is asked for leaders only where none are configured.
    #[must_use]
    pub fn build(
        setting: &RosterSetting<'a>,
        team: &TeamSetup,
        activity: &Activity,
        infer: impl FnOnce() -> Option<Guess>,
    ) -> Self {
        let intake = setting.config.intake_role.iter();
        let mut roster = Self {
            people: setting.people,
            name: team.name.clone(),
            leaders: BTreeMap::new(),
            away: BTreeMap::new(),
            members: team.members.clone(),
            intake: intake.map(|person| setting.people.configured(person)).collect(),
            active: activity.spans(setting.zone),
            groups: setting.groups,
            inferred_by: None,
            standings: HashMap::default(),
        };
        let leads = |l: &&Leader| l.team.as_ref().is_none_or(|t| *t == team.name);
        for leader in setting.config.leaders.iter().filter(leads) {
            roster.appoint(setting, leader);
        }
        if roster.leaders.is_empty()
            && let Some(guess) = infer()
        {
            let always =
                vec![(Timestamp::from_seconds(i64::MIN), Timestamp::from_seconds(i64::MAX))];
            roster.leaders.extend(guess.people.into_iter().map(|p| (p, always.clone())));
            roster.inferred_by = Some(guess.rule);
        }
        roster.standings = roster.standings();
        roster
    }

    fn standings(&self) -> HashMap<Text, Standing> {
        let people = self.leaders.keys().chain(&self.members).chain(self.active.keys());
        let standing = |person: &String| Standing {
            leads: self.leaders.get(person).cloned().unwrap_or_default(),
            is_bot: self.people.is_bot(person),
            is_member: self.members.contains(person),
            active: match self.active.get(person) {
                Some(spans) if self.told_by_activity(person) => spans.clone(),
                _ => Vec::new(),
            },
        };
        people.map(|person| (person.as_str().into(), standing(person))).collect()
    }

    fn appoint(&mut self, setting: &RosterSetting<'_>, leader: &Leader) {
        let person = setting.people.configured(&leader.person);
        let first = |day: Date| start_of_day(day, setting.zone);
        let after = |day: Date| first(day.saturating_add(jiff::Span::new().days(1)));
        let from = leader.from.map_or(Timestamp::from_seconds(i64::MIN), first);
        let to = leader.to.map_or(Timestamp::from_seconds(i64::MAX), after);
        self.leaders.entry(person.clone()).or_default().push((from, to));
        let away = leader.away.iter().map(|(a, b)| (first(*a), after(*b)));
        self.away.entry(person).or_default().extend(away);
    }

    /// Without configured members everybody's activity tells; with them only a leader's before
    /// and after the term.
    fn told_by_activity(&self, person: &str) -> bool {
        self.members.is_empty() || self.leaders.contains_key(person)
    }

    /// Rule by which the leaders were inferred; `None`: configured, or there are none.
    #[must_use]
    pub fn inferred_by(&self) -> Option<&str> {
        self.inferred_by.as_deref()
    }

    /// Whether anybody leads at any time.
    #[must_use]
    pub fn has_leaders(&self) -> bool {
        !self.leaders.is_empty()
    }

    /// People who are leaders or peers at a time, with their role, in order.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> BTreeMap<&str, Role> {
        let people = self.leaders.keys().chain(&self.members).chain(self.active.keys());
        people
            .map(|p| (p.as_str(), self.role(p, at)))
            .filter(|(_, role)| matches!(role, Role::Leader | Role::Peer))
            .collect()
    }

    /// Whether anybody's leave is known.
    #[must_use]
    pub fn knows_leave(&self) -> bool {
        self.away.values().any(|spans| !spans.is_empty())
    }

    /// Whether a person is away at a time.
    #[must_use]
    pub fn is_away(&self, person: &str, at: Timestamp) -> bool {
        let within = |spans: &Vec<Span>| spans.iter().any(|(from, to)| *from <= at && at < *to);
        self.away.get(person).is_some_and(within)
    }

    /// Rows of the roster, by role and person.
    #[must_use]
    pub fn entries(&self) -> Vec<RosterEntry> {
        let dated = |at: Timestamp| {
            let open = [i64::MIN, i64::MAX].contains(&at.seconds());
            (!open).then_some(at)
        };
        let entry = |person: &str, role: &str, span: Option<&Span>, by: Option<&str>| RosterEntry {
            team: self.name.as_str().into(),
            person: person.into(),
            role: role.into(),
            from: span.and_then(|s| dated(s.0)),
            to: span.and_then(|s| dated(s.1)),
            inferred_by: by.map(Into::into),
        };
        let leaders = self.leaders.iter().flat_map(|(p, spans)| {
            spans.iter().map(move |s| entry(p, "leader", Some(s), self.inferred_by()))
        });
        let members = self.members.iter().map(|p| entry(p, "member", None, None));
        let active = self
            .active
            .iter()
            .filter(|(p, _)| self.members.is_empty() && !self.people.is_bot(p))
            .flat_map(|(p, spans)| {
                spans.iter().map(move |s| entry(p, "member", Some(s), Some(BY_ACTIVITY)))
            });
        let intake = self.intake.iter().map(|p| entry(p, "intake", None, None));
        leaders.chain(members).chain(active).chain(intake).collect()
    }
}

/// What all rosters share.
#[derive(Clone, Debug)]
pub struct RosterSetting<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// Who is who.
    pub people: &'a People,
    /// Time zone of months and of configured days.
    pub zone: &'a TimeZone,
    /// Members of GitHub teams.
    pub groups: &'a Groups,
}

/// Person keys by name of a GitHub team, without the organisation; sorted.
pub type Groups = BTreeMap<String, Vec<String>>;

/// Members of GitHub teams: as last read, or of the configured team of the same name, which wins.
#[must_use]
pub fn groups<'m>(
    read: impl Iterator<Item = &'m TeamMember>,
    config: &Config,
    people: &People,
) -> Groups {
    let mut groups = Groups::new();
    for member in read {
        let keys = groups.entry(group_name(&member.team).to_owned()).or_default();
        keys.push(people.key(&member.person).to_owned());
    }
    for team in config.teams.iter().filter(|t| !t.members.is_empty()) {
        let keys = team.members.iter().map(|m| people.configured(m)).collect();
        groups.insert(group_name(&team.name).to_owned(), keys);
    }
    for keys in groups.values_mut() {
        keys.sort_unstable();
        keys.dedup();
    }
    groups
}

#[cfg(test)]
mod tests;
