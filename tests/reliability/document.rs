//! docs/RELIABILITY.md: written by the long form, and held to what there is by the short one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::{Level, PARTS, Row};
use crate::support::project;

const INTRODUCTION: &str = "# Reliability

What was done to the program, and what came of it. It runs as you run it, against a server that looks
like GitHub and against real git repositories, while faults are injected. After each, either the result
is complete, or there is a clear message with its exit code, and the store is whole; then the next run's
rows are compared with those of a run in which nothing went wrong. A *lost row* is one that is missing,
differs or is there twice. One command does it all and writes this page anew; it needs nothing but this
repository:

```sh
MIDSPAN_RELIABILITY=1 cargo test reliability::document -- --nocapture
```

";

const CLOSING: &str = "
*Complete*: the run went through all the same. *Told*: it ended early, with a message that says what to do
and exit code 2 to 6, or it was killed. Instants of kills and places of flipped bits come from fixed seeds;
how far a run had come by then depends on the machine.

What keeps the store whole: every file is written aside, synced and renamed, the manifest last; readers take
files only from the manifest, and believe a file only if it has the fingerprint that stands there. `midspan
doctor --verify` compares all of them. `midspan doctor --repair` gives up what is damaged and keeps the rest;
the next run reads it again from its source. Only milestone snapshots have no source: GitHub keeps no earlier
due dates.

What was not tried: a real loss of power, other file systems than that of the machine above, and disks that
lie about having written.
";

fn first_line(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// What it ran on.
fn machine() -> String {
    let unknown = || "unknown".to_owned();
    let cores = std::thread::available_parallelism().map_or_else(|_| unknown(), |n| n.to_string());
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").parse::<u64>().ok())
        .map_or_else(unknown, |kib| format!("{} GiB", kib / (1 << 20)));
    format!(
        "{}, {cores} cores, {memory} of memory; {}; {}; file system {}",
        field("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
        first_line("uname", &["-sr"]).unwrap_or_else(unknown),
        first_line("git", &["--version"]).unwrap_or_else(unknown),
        first_line("stat", &["-f", "-c", "%T", &std::env::temp_dir().display().to_string()])
            .unwrap_or_else(unknown),
    )
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| fault | tried | complete | told | store harmed | lost rows | |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for row in rows {
        let Row { fault, tried, complete, told, lost, figures, problems } = row;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {fault} | {tried} | {complete} | {told} | {} | {lost} | {figures} |",
            problems.len(),
        );
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let _ = writeln!(
        text,
        "| **all** | **{}** | **{}** | **{}** | **{}** | **{}** | |",
        sum(|row| row.tried),
        sum(|row| row.complete),
        sum(|row| row.told),
        sum(|row| row.problems.len()),
        sum(|row| row.lost),
    );
    text
}

/// Every part in its long form, three at a time; rows in the order of the parts.
fn side_by_side() -> Vec<Row> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((at, part)) = {
            let at = next.fetch_add(1, Ordering::SeqCst);
            PARTS.get(at).map(|part| (at, part))
        } {
            let rows = part(Level::Long);
            for row in &rows {
                let Row { fault, tried, complete, told, lost, figures, problems } = row;
                eprintln!(
                    "{fault}: {tried} tried, {complete} complete, {told} told, {lost} rows lost; {figures} {problems:#?}"
                );
            }
            done.lock().expect("no panic").insert(at, rows);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(work);
        }
    });
    done.into_inner().expect("no panic").into_values().flatten().collect()
}

/// Everything is tried, and the page written.
fn write(path: &std::path::Path) {
    let begin = Instant::now();
    let rows: Vec<Row> = side_by_side();
    let text = [
        INTRODUCTION,
        &format!(
            "On {}. It took {} minutes.\n\n",
            machine(),
            begin.elapsed().as_secs().div_ceil(60)
        ),
        &table(&rows),
        CLOSING,
    ]
    .concat();
    fs::write(path, text).expect("written");
    let problems: Vec<&String> = rows.iter().flat_map(|row| &row.problems).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The page is what the last long run wrote: nothing harmed, nothing lost.
#[test]
fn document() {
    let path = project().join("docs/RELIABILITY.md");
    if std::env::var_os("MIDSPAN_RELIABILITY").is_some() {
        write(&path);
    }
    let text = fs::read_to_string(&path).expect("the page");
    assert!(text.starts_with(INTRODUCTION) && text.ends_with(CLOSING), "write it anew");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| fault") && !line.starts_with("| ---")
        })
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 30, "{} kinds of faults", rows.len());
    for row in rows {
        let harmed: Vec<&str> = row[4..6].iter().map(|cell| cell.trim_matches('*')).collect();
        assert_eq!(harmed, ["0", "0"], "{row:?}");
    }
}
