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
    of_facts(facts, &wanted, &mut take)?;
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

/// The same where derived rows are needed no more, but for months, team-months, teams and notes: texts
/// are moved into the columns.
///
/// # Errors
/// The first error of `take`.
pub fn hand_over<E>(
    facts: &[(String, Facts)],
    derived: &mut Derived,
    wanted: impl Fn(&str) -> bool,
    mut take: impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    of_facts(facts, &wanted, &mut take)?;
    rows(&derived.months, &wanted, &mut take)?;
    rows(&derived.team_months, &wanted, &mut take)?;
    macro_rules! moved {
        ($($field:ident),+) => {
            $( moved(std::mem::take(&mut derived.$field), &wanted, &mut take)?; )+
        };
    }
    moved!(
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
        context
    );
    Ok(())
}

fn of_facts<E>(
    facts: &[(String, Facts)],
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    macro_rules! facts {
        ($($field:ident),+) => { $( gathered(facts, |f| &f.$field, wanted, take)?; )+ };
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
    Ok(())
}

fn gathered<T: Table + 'static, E>(
    facts: &[(String, Facts)],
    table: impl Fn(&Facts) -> &Vec<T>,
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    if !wanted(T::NAME) {
        return Ok(());
    }
    let table = &table;
    take(T::NAME, T::columns_of(facts.iter().flat_map(move |(_, facts)| table(facts))))
}

fn rows<T: Table, E>(
    rows: &[T],
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    if wanted(T::NAME) { take(T::NAME, T::to_columns(rows)) } else { Ok(()) }
}

fn moved<T: Table, E>(
    rows: Vec<T>,
    wanted: &impl Fn(&str) -> bool,
    take: &mut impl FnMut(&'static str, Vec<Column>) -> Result<(), E>,
) -> Result<(), E> {
    if wanted(T::NAME) { take(T::NAME, T::into_columns(rows)) } else { Ok(()) }
}
