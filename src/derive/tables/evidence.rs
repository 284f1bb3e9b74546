//! What people did, as far as it says who belongs to a team and who leads it.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::index::{Pull, Repo};
use super::requirement::{counts, merged_by};
use crate::derive::changes::Change;
use crate::derive::leaders::{Evidence, OwnerLine};
use crate::derive::people::People;
use crate::derive::roster::{Activity, Span, is_ghost};
use crate::model::time::{Period, Timestamp};

/// Activity and evidence of every team.
pub(super) struct Gathered {
    /// By team.
    pub(super) activity: Vec<Activity>,
    /// By team.
    pub(super) evidence: Vec<Evidence>,
}

struct Gatherer<'a> {
    people: &'a People,
    zone: &'a TimeZone,
    span: Span,
    /// The month that was asked for last, with its begin and end.
    last: Cell<Option<(Period, Timestamp, Timestamp)>>,
    out: Gathered,
}

/// Gathers from all repositories; `team_of_repo` says whose a repository is where only git is
/// known. Leaders are looked for within `span`.
pub(super) fn gather(
    repos: &[Repo<'_>],
    teams: &crate::derive::roster::Teams,
    people: &People,
    zone: &TimeZone,
    span: Span,
) -> Gathered {
    let n = teams.list.len();
    let out =
        Gathered { activity: vec![Activity::default(); n], evidence: vec![Evidence::default(); n] };
    let mut gatherer = Gatherer { people, zone, span, last: Cell::default(), out };
    for repo in repos {
        for pull in &repo.pulls {
            gatherer.pull(pull);
        }
        for change in &repo.changes {
            gatherer.change(repo.team_of(change, teams), change);
        }
        gatherer.owners(repo, teams);
    }
    gatherer.finish()
}

impl Gatherer<'_> {
    fn is_human(&self, person: &str) -> bool {
        !is_ghost(person) && !self.people.is_bot(person)
    }

    /// Neighbours are mostly of one month, and a look into the calendar takes long.
    fn month(&self, at: Timestamp) -> Period {
        if let Some((month, begin, end)) = self.last.get()
            && (begin..end).contains(&at)
        {
            return month;
        }
        let month = Period::of(at, self.zone);
        self.last.set(Some((month, month.start(self.zone), month.plus(1).start(self.zone))));
        month
    }

    fn within(&self, at: Timestamp) -> bool {
        self.span.0 <= at && at < self.span.1
    }

    fn pull(&mut self, pull: &Pull<'_>) {
        let reviews: Vec<(&str, Period)> = pull
            .readings
            .iter()
            .filter(|r| r.reviews() && r.actor != pull.author && self.is_human(&r.actor))
            .map(|r| (r.actor.as_str(), self.month(r.event.at)))
            .collect();
        let ready = pull.ready.filter(|_| self.is_human(&pull.author)).map(|at| self.month(at));
        if let Some(activity) = self.out.activity.get_mut(pull.team) {
            for (person, month) in reviews {
                activity.reviewed(person, month);
            }
            if let Some(month) = ready {
                activity.ready(&pull.author, month);
            }
        }
        if let Some(at) = pull.row.merged.filter(|at| self.within(*at)) {
            self.merge(pull, at);
        }
    }

    fn merge(&mut self, pull: &Pull<'_>, at: Timestamp) {
        let merger = merged_by(pull).filter(|m| *m != pull.author && self.is_human(m));
        let approver = pull
            .readings
            .iter()
            .take_while(|r| r.event.at <= at)
            .filter(|r| counts(pull, r, self.people) && self.is_human(&r.actor))
            .last()
            .map(|r| r.actor.to_string());
        let Some(evidence) = self.out.evidence.get_mut(pull.team).filter(|_| !pull.by_bot) else {
            return;
        };
        count(&mut evidence.merges, merger);
        count(&mut evidence.approvals, approver);
    }

    fn change(&mut self, team: usize, change: &Change<'_>) {
        let month = self.month(change.merged);
        let integrator =
            Some(&change.integrator).filter(|i| **i != change.author && self.is_human(i));
        let by_human = self.is_human(&change.author);
        let within = self.within(change.merged) && by_human;
        if let Some(activity) = self.out.activity.get_mut(team) {
            if by_human {
                activity.ready(&change.author, month);
            }
            for person in change.reviewers.iter().chain(integrator) {
                activity.reviewed(person, month);
            }
        }
        let evidence = self.out.evidence.get_mut(team).filter(|_| within);
        let Some(evidence) = evidence else { return };
        count(&mut evidence.integrations, integrator.cloned());
        for reviewer in &change.reviewers {
            count(&mut evidence.trailers, Some(reviewer.clone()));
        }
    }

    /// The newest CODEOWNERS of a repository counts for the teams that work in it.
    fn owners(&mut self, repo: &Repo<'_>, teams: &crate::derive::roster::Teams) {
        let month = self.month(self.span.1).to_string();
        let Some(rules) = repo.owners.at(&month) else { return };
        let line = |line: &super::owners::Line| OwnerLine {
            pattern: line.pattern.clone(),
            owners: (!line.owners.iter().any(|o| o.starts_with("team:")))
                .then(|| line.owners.clone()),
        };
        let lines: Vec<OwnerLine> = rules.lines().iter().map(line).collect();
        for (team, evidence) in teams.list.iter().zip(&mut self.out.evidence) {
            if team.repos.iter().any(|r| r == repo.name) {
                evidence.owner_lines.push(lines.clone());
            }
        }
    }

    fn finish(mut self) -> Gathered {
        for (activity, evidence) in self.out.activity.iter().zip(&mut self.out.evidence) {
            let mut active: BTreeSet<String> = activity.peers_within(self.span, self.zone);
            active.extend(evidence.merges.keys().cloned());
            evidence.active = active;
        }
        self.out
    }
}

fn count(counts: &mut BTreeMap<String, u64>, person: Option<String>) {
    if let Some(person) = person {
        *counts.entry(person).or_default() += 1;
    }
}
