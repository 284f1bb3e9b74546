//! All tables of a run, by name: what the engine registers.

use std::collections::BTreeSet;

use crate::derive::tables::Derived;
use crate::model::table::{ColumnInfo, Only, Sink, Table};
use crate::sources::facts::Facts;

/// The wanted columns of a table by its name and schema; none where the table is not wanted.
pub type Wanted<'w> = dyn Fn(&str, Vec<ColumnInfo>) -> BTreeSet<String> + 'w;

/// Whole tables, by their names.
pub fn whole(wanted: impl Fn(&str) -> bool) -> impl Fn(&str, Vec<ColumnInfo>) -> BTreeSet<String> {
    move |table, schema| {
        let schema = if wanted(table) { schema } else { Vec::new() };
        schema.into_iter().map(|column| column.name).collect()
    }
}

/// Hands the tables of the facts and the derived rows that are wanted to `take`, with their names.
///
/// # Errors
/// The first error of `take`.
pub fn each<S: Sink + Default, E>(
    facts: &[(String, Facts)],
    derived: &Derived,
    wanted: &Wanted<'_>,
    mut take: impl FnMut(&'static str, S) -> Result<(), E>,
) -> Result<(), E> {
    of_facts(facts, wanted, &mut take)?;
    macro_rules! derived {
        ($($field:ident),+) => { $( rows(&derived.$field, wanted, &mut take)?; )+ };
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

fn of_facts<S: Sink + Default, E>(
    facts: &[(String, Facts)],
    wanted: &Wanted<'_>,
    take: &mut impl FnMut(&'static str, S) -> Result<(), E>,
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

fn gathered<T: Table + 'static, S: Sink + Default, E>(
    facts: &[(String, Facts)],
    table: impl Fn(&Facts) -> &Vec<T>,
    wanted: &Wanted<'_>,
    take: &mut impl FnMut(&'static str, S) -> Result<(), E>,
) -> Result<(), E> {
    put(facts.iter().map(|(_, facts)| table(facts).as_slice()), wanted, take)
}

fn rows<T: Table, S: Sink + Default, E>(
    rows: &[T],
    wanted: &Wanted<'_>,
    take: &mut impl FnMut(&'static str, S) -> Result<(), E>,
) -> Result<(), E> {
    put(std::iter::once(rows), wanted, take)
}

fn put<'r, T: Table + 'r, S: Sink + Default, E>(
    lists: impl Iterator<Item = &'r [T]> + Clone,
    wanted: &Wanted<'_>,
    take: &mut impl FnMut(&'static str, S) -> Result<(), E>,
) -> Result<(), E> {
    let names = wanted(T::NAME, T::schema());
    if names.is_empty() {
        return Ok(());
    }
    let mut columns = S::default();
    T::put(lists, &mut Only { wanted: &|name| names.contains(name), out: &mut columns });
    take(T::NAME, columns)
}
