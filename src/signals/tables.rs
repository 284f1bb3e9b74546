//! All tables of a run, by name: what the engine registers.

use crate::derive::tables::Derived;
use crate::model::table::{Column, Table};
use crate::sources::facts::Facts;

/// Hands the tables of the facts and the derived rows that are wanted to `take`, with their names.
///
/// # Errors
/// The first error of `take`.
pub fn each<E>(
    facts: &[(String, Facts)],
    derived: &Derived,
    wanted: impl Fn(&str) -> bool,
    mut take: impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    macro_rules! facts {
        ($($field:ident),+) => { $( gathered(facts, |f| &f.$field, &wanted, &mut take)?; )+ };
    }
    facts!(
        commits,
        commit_trailers,
        commit_files,
        tags,
        owned_paths,
        pull_requests,
        pull_commits,
        pull_files,
        linked_issues,
        issues,
        events,
        milestones,
        milestone_snapshots,
        labels,
        team_members,
        merge_rules,
        required_checks,
        checks,
        people
    );
    macro_rules! derived {
        ($($field:ident),+) => { $( rows(&derived.$field, &wanted, &mut take)?; )+ };
    }
    derived!(
        intervals,
        acts,
        cohort,
        asks,
        issue_months,
        roster,
        roster_weeks,
        update_weeks,
        checkin_weeks,
        weeks,
        months,
        team_months,
        context
    );
    Ok(())
}

fn gathered<T: Table + Clone, E>(
    facts: &[(String, Facts)],
    table: impl Fn(&Facts) -> &Vec<T>,
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    if !wanted(T::NAME) {
        return Ok(());
    }
    let all: Vec<T> = facts.iter().flat_map(|(_, f)| table(f).iter().cloned()).collect();
    rows(&all, wanted, take)
}

fn rows<T: Table, E>(
    rows: &[T],
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    if wanted(T::NAME) { take(T::NAME, T::to_columns(rows)) } else { Ok(()) }
}
