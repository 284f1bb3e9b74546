//! What is known only of all repositories together: who is who, and who is in which GitHub team.

use crate::config::Config;
use crate::derive::people::People;
use crate::derive::roster::{Groups, groups};
use crate::model::facts::TeamMember;
use crate::sources::facts::Facts;

/// People and GitHub teams of all repositories.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Who is who.
    pub(super) people: People,
    /// Members of GitHub teams, as they were last read.
    pub(super) team_members: Vec<TeamMember>,
    /// The same by team, those of configured teams included.
    pub(super) groups: Groups,
}

impl Whole {
    /// From all facts.
    #[must_use]
    pub fn of(facts: &[(String, Facts)], config: &Config) -> Self {
        let members = facts.iter().flat_map(|(_, facts)| facts.team_members.clone()).collect();
        Self::new(People::resolve(facts, config), members, config)
    }

    /// From people and members of GitHub teams, in the order of the repositories.
    #[must_use]
    pub fn new(people: People, team_members: Vec<TeamMember>, config: &Config) -> Self {
        let groups = groups(team_members.iter(), config, &people);
        Self { people, team_members, groups }
    }

    /// Text that is the same where everybody is the same: names that are joined, bots and groups.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{:?} {:?} {:?}", self.people.joined(), self.people.bots(), self.groups)
    }
}
