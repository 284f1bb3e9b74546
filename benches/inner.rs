//! The inner loops, one by one.
//!
//! ```text
//! cargo bench --no-default-features --bench inner        # measured, optimised, without the SQL engine
//! cargo test --bench inner                               # each once, so that they cannot rot
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use divan::{Bencher, black_box};

use midspan::config::Calendar;
use midspan::derive::calendar::WorkingTime;
use midspan::derive::role::Role;
use midspan::derive::waits::step::{Act, Actor, Party, Requirement, Script, Side, Step, Verdict};
use midspan::derive::waits::walk::walk;
use midspan::model::derived::TeamMonth;
use midspan::model::observation::{Observation, Observations};
use midspan::model::time::{Period, Timestamp};
use midspan::score::{Detail, ScoreInputs, score};
use midspan::signals::catalogue::Catalogue;
use midspan::signals::definition::Definition;
use midspan::sources::git::{codeowners, lines, trailers};
use midspan::sources::text::approval::ApprovalWords;

fn main() {
    divan::main();
}

const HOUR: i64 = 3_600;

/// A file of numbered lines, every `step`th of them changed.
fn file(lines: usize, step: usize) -> String {
    let mut text = String::new();
    for line in 0..lines {
        let changed = if line % step == 1 { "changed" } else { "same" };
        // Writing to a string does not fail.
        let _ = writeln!(text, "    let value_{} = {changed}({line});", line % 977);
    }
    text
}

/// Lines added and removed where one line in fifty was changed.
#[divan::bench(args = [100, 2_000, 20_000])]
fn line_counts(bencher: Bencher<'_, '_>, size: usize) {
    let (before, after) = (file(size, usize::MAX), file(size, 50));
    bencher.bench(|| lines::count(black_box(before.as_bytes()), black_box(after.as_bytes())));
}

/// Lines added and removed where every other line was changed.
#[divan::bench(args = [2_000, 20_000])]
fn line_counts_rewritten(bencher: Bencher<'_, '_>, size: usize) {
    let (before, after) = (file(size, usize::MAX), file(size, 2));
    bencher.bench(|| lines::count(black_box(before.as_bytes()), black_box(after.as_bytes())));
}

const fn step(hour: i64, name: &'static str, act: Act<'static>) -> Step<'static> {
    let side = if name.is_empty() { Side::Author } else { Side::Other };
    let role = if name.len() == 3 { Role::Leader } else { Role::Peer };
    Step { at: Timestamp::from_seconds(hour * HOUR), actor: Actor { name, role, side }, act }
}

/// A pull request that goes back and forth `rounds` times.
fn script(rounds: i64) -> Script<'static> {
    let party = Party { name: "lea", members: Some(vec![("lea", Role::Leader)]) };
    let push = Act::Push { author_side: true, merges_base: false };
    let mut steps = vec![step(0, "", Act::Opened { draft: false })];
    for round in 0..rounds {
        let hour = 10 * round;
        steps.push(step(hour + 1, "", Act::Request(party.clone())));
        steps.push(step(hour + 4, "lea", Act::Review(Verdict::ChangesRequested)));
        steps.push(step(hour + 6, "peer", Act::Review(Verdict::Commented)));
        steps.push(step(hour + 9, "", push.clone()));
    }
    steps.push(step(10 * rounds, "peer", Act::Review(Verdict::Approved)));
    steps.push(step(10 * rounds + 2, "peer", Act::Merged));
    let requirement = Requirement { approvals: 1, owners: Vec::new(), checks_known: false };
    let as_of = Timestamp::from_seconds(1_000 * HOUR);
    Script { steps, requirement, leaders_merge: false, as_of }
}

/// The wait machine on one pull request.
#[divan::bench(args = [1, 10, 100])]
fn waits(bencher: Bencher<'_, '_>, rounds: i64) {
    let script = script(rounds);
    bencher.bench(|| walk(black_box(&script)).open_seconds());
}

/// Working time between two instants, the years worked out before.
#[divan::bench(args = [5, 500])]
fn working_time(bencher: Bencher<'_, '_>, days: i64) {
    let time = WorkingTime::new(&Calendar::default());
    let from = Timestamp::from_seconds(1_770_000_000);
    let to = Timestamp::from_seconds(1_770_000_000 + days * 24 * HOUR);
    // Works the years out.
    let _ = time.between(from, to);
    bencher.bench(|| time.between(black_box(from), black_box(to)));
}

const COMMENT: &str = "Thanks, that reads well now.\n\n> the loop looked odd before\n\n\
    I ran it on the large store, and `cargo test` passes here.\n\ntACK 1f3a9c0, one nit below.\n";

/// Words of approval in a comment.
#[divan::bench]
fn approval_words(bencher: Bencher<'_, '_>) {
    let words = ApprovalWords::new(&["ship it".to_owned()]);
    bencher.bench(|| words.find(black_box(COMMENT)));
}

/// The trailers of a commit message.
#[divan::bench]
fn trailer_block(bencher: Bencher<'_, '_>) {
    let text = "Body of the message.\n\nReviewed-by: Pat Doe <pat@example.org>\n\
        Acked-by: Lea Roe <lea@example.org>\nSigned-off-by: Ann Author <ann@example.org>";
    let body: Vec<&str> = text.lines().collect();
    bencher.bench(|| {
        let (_, block) = trailers::split_block(black_box(&body));
        trailers::unfold(block).iter().map(|line| trailers::persons(line).len()).sum::<usize>()
    });
}

/// Who owns a path, among many rules.
#[divan::bench(args = [10, 1_000])]
fn owners_of_path(bencher: Bencher<'_, '_>, rules: usize) {
    let mut text = "* @org/all\n".to_owned();
    for rule in 0..rules {
        let _ = writeln!(text, "/src/part-{rule}/**/*.rs @owner-{rule}");
    }
    let rules = codeowners::parse(&text);
    bencher.bench(|| rules.owners(black_box("src/part-7/deep/down/file.rs")).map(<[_]>::len));
}

fn team_month(period: &str) -> TeamMonth {
    TeamMonth {
        team: "core".into(),
        period: period.into(),
        leaders: 2,
        peers: 6,
        active: 8,
        authors: 6,
        ready: 60,
        requested_share: Some(0.9),
        approvals_required: 1,
        tier: "full".into(),
        lines_median: None,
        newcomers: None,
        zone_hours: None,
        merge_pause_days: 0,
        decided: 60,
        decided_by_one: 20,
    }
}

/// Sixty rows for every signal; the numbers only have to differ.
fn observations(definitions: &[Definition], period: &str) -> Observations {
    let row = |signal: &str, item: u32| Observation {
        signal: signal.into(),
        team: "core".into(),
        repo: "acme/core".into(),
        period: period.into(),
        item: format!("#{item}").into(),
        value: f64::from(item % 3 % 2),
        exposure: 1.0,
        censored: false,
        author: Some(format!("author-{}", item % 7).into()),
        week: Some(format!("2026-W{:02}", item % 5).into()),
        group_key: Some(format!("author-{}", item % 4).into()),
    };
    definitions.iter().flat_map(|d| (0..60).map(move |item| row(&d.id, item))).collect()
}

/// Figures, pressures and intervals of one team and month.
#[divan::bench(args = [40, 1_000], sample_count = 10)]
fn scores(bencher: Bencher<'_, '_>, replicates: u32) {
    let definitions: Vec<Definition> = Catalogue::built_in()
        .map(|c| c.signals.into_iter().map(|s| s.definition).collect())
        .unwrap_or_default();
    let observations = observations(&definitions, "2026-05");
    let periods: Vec<Period> = "2026-05".parse().into_iter().collect();
    let inputs = ScoreInputs {
        definitions: &definitions,
        observations: &observations,
        team_months: &[team_month("2026-05")],
        periods: &periods,
        provisional: &BTreeSet::new(),
        regimes: &[],
        low_risk: &BTreeSet::new(),
        min_active: 5,
        min_authors: 3,
        replicates,
        detail: Detail::Evidence,
        threads: 1,
        seed_domain: "bench",
    };
    assert!(!definitions.is_empty() && !periods.is_empty(), "there is nothing to score");
    bencher.bench_local(|| score(black_box(&inputs)));
}
