//! What is derived batch by batch is what is derived of everything at once.

use crate::config::Config;
use crate::derive::batches::batches;
use crate::derive::tables::{Derived, Inputs, Room, Whole, derive, derive_among};
use crate::model::time::Period;
use crate::sources::facts::Facts;
use crate::sources::simulate::{Style, TeamSpec, config_text, organisation};

/// Three teams with a repository each, and one team that two of the repositories share.
fn made_up() -> (Vec<(String, Facts)>, Config, Vec<Period>) {
    let styles = [Style::ENGAGED, Style::MICROMANAGING, Style::DISENGAGED];
    let specs: Vec<TeamSpec> = ["a", "b", "c"]
        .into_iter()
        .zip(styles)
        .map(|(name, style)| {
            let spec = TeamSpec { months: 2, pulls_per_month: 30.0, ..TeamSpec::default() };
            TeamSpec { name: name.into(), repo: format!("o/{name}"), ..spec }.with_style(style)
        })
        .collect();
    let teams = organisation(&specs, 11);
    let shared =
        "[[teams]]\nname = 'shared'\nrepos = ['o/a', 'o/c']\nmembers = ['bela-a', 'bela-c']\n";
    let text = format!("{shared}{}", config_text(&teams));
    let config = Config::parse(&text, "test").expect("a configuration");
    let months = vec![specs[0].first, specs[0].first.plus(1)];
    (teams.into_iter().map(|team| (team.repo, team.facts)).collect(), config, months)
}

fn inputs<'a>(
    facts: &'a [(String, Facts)],
    config: &'a Config,
    periods: &'a [Period],
) -> Inputs<'a> {
    let as_of = periods.last().expect("a month").end(&config.calendar.time_zone);
    Inputs { facts, config, as_of, periods, score_version: "test", threads: 2, notes: true }
}

#[test]
fn batches_add_up_to_the_whole() {
    let (facts, config, months) = made_up();
    let all = derive(&inputs(&facts, &config, &months));
    let whole = Whole::of(&facts, &config);
    let sizes: Vec<(String, u64)> = facts.iter().map(|(repo, _)| (repo.clone(), 1)).collect();
    let parts = batches(&sizes, &config, 1);
    let repos: Vec<usize> = parts.iter().map(|batch| batch.repos.len()).collect();
    assert_eq!(repos, [2, 1], "o/a and o/c share a team");
    let (mut sum, mut room) = (Derived::default(), Room::default());
    for batch in &parts {
        let own: Vec<(String, Facts)> =
            facts.iter().filter(|(repo, _)| batch.repos.contains(repo)).cloned().collect();
        // Memory that held other rows holds none of them.
        room.take_in(&mut all.clone());
        let one = derive_among(&inputs(&own, &batch.config, &months), &whole, &mut room);
        sum.intervals.extend(one.intervals);
        sum.acts.extend(one.acts);
        sum.cohort.extend(one.cohort);
        sum.asks.extend(one.asks);
        sum.issue_months.extend(one.issue_months);
        sum.roster_weeks.extend(one.roster_weeks);
        sum.team_months.extend(one.team_months);
        assert_eq!((one.weeks, one.months), (all.weeks.clone(), all.months.clone()));
    }
    assert!(sum.intervals.len() > 100 && sum.acts.len() > 100, "something was derived");
    sum.intervals.sort_by(|x, y| (&x.repo, x.number).cmp(&(&y.repo, y.number)));
    sum.acts.sort_by(|x, y| x.repo.cmp(&y.repo));
    sum.cohort.sort_by(|x, y| x.repo.cmp(&y.repo));
    sum.asks.sort_by(|x, y| x.repo.cmp(&y.repo));
    sum.issue_months.sort_by(|x, y| x.repo.cmp(&y.repo));
    sum.roster_weeks
        .sort_by(|x, y| (&x.team, &x.week, &x.person).cmp(&(&y.team, &y.week, &y.person)));
    sum.team_months.sort_by(|x, y| (&x.team, &x.period).cmp(&(&y.team, &y.period)));
    let mut intervals = all.intervals;
    intervals.sort_by(|x, y| (&x.repo, x.number).cmp(&(&y.repo, y.number)));
    assert!(sum.intervals == intervals, "intervals differ");
    assert!(sum.acts == all.acts, "acts differ");
    assert!(sum.cohort == all.cohort, "cohort differs");
    assert!(sum.asks == all.asks, "asks differ");
    assert!(sum.issue_months == all.issue_months, "issue months differ");
    assert!(sum.roster_weeks == all.roster_weeks, "roster weeks differ");
    assert!(sum.team_months == all.team_months, "team months differ");
}
