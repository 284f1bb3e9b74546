//! Repositories in groups that can be derived one after the other.
//!
//! What a team is told by lies in the repositories that it works in. Those that share a configured
//! team stay together; beyond that, groups are filled up to a size, because each has its own tables
//! and queries to set up.

use std::collections::BTreeMap;

use crate::config::{Config, Leader, Team};
use crate::model::hash::HashMap;

/// Repositories that are derived together.
#[derive(Clone, Debug)]
pub struct Batch {
    /// As `owner/name`, in alphabetical order.
    pub repos: Vec<String>,
    /// The configuration with the teams that work in them, and the leaders of these.
    pub config: Config,
}

/// Splits repositories, which come in alphabetical order with their sizes, into batches. One is
/// larger than `most` only where a team alone needs it. Teams that work in none of the repositories
/// go with the first batch.
#[must_use]
pub fn batches(repos: &[(String, u64)], config: &Config, most: u64) -> Vec<Batch> {
    let index: HashMap<&str, usize> =
        repos.iter().enumerate().map(|(place, (repo, _))| (repo.as_str(), place)).collect();
    let mut together = Together::new(repos.len());
    let works_in = |team: &Team| -> Vec<usize> {
        if team.repos.is_empty() {
            return (0..repos.len()).collect();
        }
        team.repos.iter().filter_map(|repo| index.get(repo.as_str()).copied()).collect()
    };
    for team in &config.teams {
        for pair in works_in(team).windows(2) {
            together.join(pair[0], pair[1]);
        }
    }
    let groups = together.groups();
    let mut batch_of = vec![0; repos.len()];
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut size = 0;
    for group in groups {
        let more: u64 = group.iter().filter_map(|place| Some(repos.get(*place)?.1)).sum();
        if members.is_empty() || size + more > most {
            members.push(Vec::new());
            size = 0;
        }
        size += more;
        let last = members.len() - 1;
        for place in group {
            batch_of[place] = last;
            members[last].push(place);
        }
    }
    let mut teams: Vec<Vec<&Team>> = vec![Vec::new(); members.len()];
    for team in &config.teams {
        let batch = works_in(team).first().map_or(0, |place| batch_of[*place]);
        if let Some(teams) = teams.get_mut(batch) {
            teams.push(team);
        }
    }
    let leaders = Leaders::of(config);
    let each = members.into_iter().zip(teams).map(|(mut places, teams)| {
        places.sort_unstable();
        let repos = places.iter().filter_map(|place| Some(repos.get(*place)?.0.clone())).collect();
        Batch { repos, config: part(config, &teams, &leaders) }
    });
    each.collect()
}

/// Places of leaders by their team; `None`: leaders of all teams.
struct Leaders<'c> {
    by_team: BTreeMap<Option<&'c str>, Vec<usize>>,
    all: &'c [Leader],
}

impl<'c> Leaders<'c> {
    fn of(config: &'c Config) -> Self {
        let mut by_team: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for (place, leader) in config.leaders.iter().enumerate() {
            by_team.entry(leader.team.as_deref()).or_default().push(place);
        }
        Self { by_team, all: &config.leaders }
    }

    /// Those of some teams, in the order of the configuration.
    fn those(&self, teams: &[&Team]) -> Vec<Leader> {
        let names = teams.iter().map(|team| Some(team.name.as_str())).chain([None]);
        let of_team = |name| self.by_team.get(&name).into_iter().flatten().copied();
        let mut places: Vec<usize> = names.flat_map(of_team).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.all.get(place).cloned()).collect()
    }
}

fn part(config: &Config, teams: &[&Team], leaders: &Leaders<'_>) -> Config {
    Config {
        teams: teams.iter().map(|team| (*team).clone()).collect(),
        leaders: leaders.those(teams),
        // Who is who has been settled for all repositories together.
        repositories: Vec::new(),
        aliases: Vec::new(),
        bots: Vec::new(),
        approval_words: config.approval_words.clone(),
        intake_role: config.intake_role.clone(),
        parked_labels: config.parked_labels.clone(),
        checkins: config.checkins.clone(),
        read_checkins: config.read_checkins.clone(),
        calendar: config.calendar.clone(),
        low_risk: config.low_risk.clone(),
        rules: config.rules.clone(),
        updates: config.updates.clone(),
        privacy: config.privacy.clone(),
        check: config.check.clone(),
    }
}

/// Union of places.
struct Together {
    parents: Vec<usize>,
}

impl Together {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, mut place: usize) -> usize {
        while self.parents[place] != place {
            self.parents[place] = self.parents[self.parents[place]];
            place = self.parents[place];
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    /// Groups by their first place.
    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..self.parents.len() {
            let root = self.root(place);
            groups.entry(root).or_default().push(place);
        }
        groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, sizes: &[u64], most: u64) -> Vec<(Vec<String>, Vec<String>)> {
        let config = Config::parse(text, "test").expect("a configuration");
        let repos: Vec<(String, u64)> =
            sizes.iter().zip('a'..).map(|(size, name)| (format!("o/{name}"), *size)).collect();
        batches(&repos, &config, most)
            .into_iter()
            .map(|batch| {
                (batch.repos, batch.config.teams.into_iter().map(|team| team.name).collect())
            })
            .collect()
    }

    #[test]
    fn batches_are_filled_up_to_a_size() {
        let found = split("", &[4, 4, 4, 20, 1], 9);
        let repos: Vec<Vec<String>> = found.into_iter().map(|(repos, _)| repos).collect();
        assert_eq!(repos, [vec!["o/a", "o/b"], vec!["o/c"], vec!["o/d"], vec!["o/e"]]);
        assert!(split("", &[], 9).is_empty());
    }

    #[test]
    fn repositories_of_one_team_stay_together() {
        let text = "[[teams]]\nname = 'x'\nrepos = ['o/a', 'o/d']\nmembers = ['ann']\n\
            [[teams]]\nname = 'y'\nrepos = ['o/d', 'o/e', 'o/gone']\nmembers = ['bob']\n\
            [[teams]]\nname = 'z'\nrepos = ['o/gone']\nmembers = ['cy']\n";
        let found = split(text, &[4, 4, 4, 20, 1], 9);
        let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(found[0], (names(&["o/a", "o/d", "o/e"]), names(&["x", "y", "z"])));
        assert_eq!(found[1], (names(&["o/b", "o/c"]), Vec::new()));
    }

    #[test]
    fn a_team_of_all_repositories_keeps_them_all() {
        let found = split("[[teams]]\nname = 'x'\nmembers = ['ann']\n", &[4, 4, 4], 4);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.len(), 3);
    }

    #[test]
    fn leaders_go_with_their_teams() {
        let text = "[[teams]]\nname = 'x'\nrepos = ['o/a']\n[[teams]]\nname = 'y'\nrepos = ['o/b']\n\
            [[leaders]]\nperson = 'lea'\nteam = 'y'\n[[leaders]]\nperson = 'all'\n\
            [[leaders]]\nperson = 'pat'\nteam = 'x'\n";
        let config = Config::parse(text, "test").expect("a configuration");
        let repos = [("o/a".to_owned(), 5), ("o/b".to_owned(), 5)];
        let of = |batch: &Batch| -> Vec<String> {
            batch.config.leaders.iter().map(|leader| leader.person.clone()).collect()
        };
        let found = batches(&repos, &config, 5);
        assert_eq!(of(&found[0]), ["all", "pat"]);
        assert_eq!(of(&found[1]), ["lea", "all"]);
    }
}
