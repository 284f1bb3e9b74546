//! From what was collected to fact tables in the store.

use std::collections::BTreeSet;

use super::error::{CliError, Kind};
use super::import::is_known;
use crate::model::facts::{
    Check, Event, Issue, Label, LinkedIssue, MergeRule, MilestoneSnapshot, Person, PullCommit,
    PullRequest, RequiredCheck, TeamMember,
};
use crate::model::time::Timestamp;
use crate::sources::collected::Assembled;
use crate::sources::github::collected::{Collected, CollectedPerson, assemble, latest};
use crate::sources::github::state::GithubState;
use crate::sources::github::sync::{Extras, Overview};
use crate::store::repair::GIVEN_UP;
use crate::store::{Change, Store, StoreError, digest};

/// Rows read again for one that holds, beyond which old ones are thrown away.
const MOST_REPLACED: usize = 2;

/// What was collected once and is there no longer: deleted, or moved to another repository.
const GONE: [&str; 2] = [
    "stored pull requests that GitHub no longer shows",
    "stored issues that GitHub no longer shows",
];

/// How the collecting of a repository ended.
pub(super) struct Ending<'a> {
    pub overview: &'a Overview,
    pub state: GithubState,
    pub extras: Option<Extras>,
    /// When the collecting began: everything until then was seen.
    pub began: Timestamp,
    pub failed: bool,
}

/// Makes fact tables of what is new, and notes how far it has come.
pub(super) fn settle(store: &mut Store, ending: Ending<'_>) -> Result<(), CliError> {
    let Ending { overview, mut state, extras, began, failed } = ending;
    let repo = overview.repo.as_str();
    let plans = digest(overview.plans().as_bytes());
    let is_new = state.pending || state.plans.as_deref() != Some(&plans) || extras.is_some();
    if !failed {
        state.synced = Some(began);
    }
    let what = "collections that ended before everything was read";
    state.set_gap(what, u64::from(failed), vec![repo.to_owned()]);
    state.set_gap(GIVEN_UP, 0, Vec::new());
    let facts = if is_new { Some(facts(store, overview, began)?) } else { None };
    if let Some((assembled, ..)) = facts.as_ref().filter(|_| !failed) {
        let stored = [assembled.facts.pull_requests.len(), assembled.facts.issues.len()];
        let shown = [overview.pulls, overview.issues];
        for (what, (stored, shown)) in GONE.into_iter().zip(stored.into_iter().zip(shown)) {
            let gone = (stored as u64).saturating_sub(shown);
            state.set_gap(what, gone, vec![repo.to_owned()]);
        }
    }
    let mut change = store.change(repo)?;
    if let Some((assembled, rows, stored)) = facts {
        write(&mut change, &assembled, overview)?;
        if let Some(extras) = extras {
            write_extras(&mut change, extras)?;
        }
        if stored > rows.len() * MOST_REPLACED && !failed {
            change.replace::<Collected>(&rows)?;
        }
        state.assembled = assembled.gaps;
        state.plans = Some(plans);
        // What is still under way will be new to the next run too.
        state.pending = failed;
    }
    state.seen = Some(began);
    let streams = change.streams();
    streams.web_url.clone_from(&overview.web_url);
    streams.archive = None;
    streams.github = Some(state);
    Ok(change.commit()?)
}

type Facts = (Assembled, Vec<Collected>, usize);

fn facts(store: &Store, overview: &Overview, began: Timestamp) -> Result<Facts, CliError> {
    let rows = store.read::<Collected>(&overview.repo)?;
    let stored = rows.len();
    let rows = latest(rows);
    let assembled =
        assemble(&overview.repo, &rows, overview.surroundings(), began).map_err(|error| {
            CliError::of(Kind::Store, error).advise(
                "delete the store folder and collect again; only milestone snapshots are lost",
            )
        })?;
    Ok((assembled, rows, stored))
}

fn write(
    change: &mut Change<'_>,
    assembled: &Assembled,
    overview: &Overview,
) -> Result<(), StoreError> {
    let facts = &assembled.facts;
    change.replace::<PullRequest>(&facts.pull_requests)?;
    change.replace::<PullCommit>(&facts.pull_commits)?;
    change.replace::<LinkedIssue>(&facts.linked_issues)?;
    change.replace::<Issue>(&facts.issues)?;
    change.replace::<Event>(&facts.events)?;
    change.replace::<crate::model::facts::Milestone>(&facts.milestones)?;
    change.replace::<Label>(&overview.labels)?;
    change.replace::<Check>(&facts.checks)?;
    // Due dates that were seen once cannot be collected again.
    let known = change.read::<MilestoneSnapshot>()?;
    let fresh: Vec<MilestoneSnapshot> =
        facts.milestone_snapshots.iter().filter(|s| !is_known(s, &known)).cloned().collect();
    change.append::<MilestoneSnapshot>(&fresh)?;
    write_people(change, &facts.people)
}

/// Puts the people in place of those collected before; those known from commits stay.
fn write_people(change: &mut Change<'_>, people: &[Person]) -> Result<(), StoreError> {
    let before = change.read::<CollectedPerson>()?;
    let now: Vec<CollectedPerson> = people.iter().map(CollectedPerson::from).collect();
    let key = |p: &CollectedPerson| (p.person.clone(), p.login.clone(), p.email.clone());
    let present: BTreeSet<_> = now.iter().map(key).collect();
    let stale: BTreeSet<_> = before.iter().map(key).filter(|k| !present.contains(k)).collect();
    let mut known = change.read::<Person>()?;
    known.retain(|person| !stale.contains(&key(&CollectedPerson::from(person))));
    change.replace(&known)?;
    change.replace(&now)?;
    change.merge_people(people)
}

fn write_extras(change: &mut Change<'_>, extras: Extras) -> Result<(), StoreError> {
    if let Some(members) = extras.team_members {
        change.replace::<TeamMember>(&members)?;
    }
    if let Some(rules) = extras.merge_rules {
        change.replace::<MergeRule>(&rules)?;
    }
    if let Some(checks) = extras.required_checks {
        change.replace::<RequiredCheck>(&checks)?;
    }
    Ok(())
}
