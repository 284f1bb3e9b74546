//! docs/RELIABILITY.md: written by the long form, and held to what there is by the short one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Level, PARTS, Part, Row};
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

It takes an hour or more; names of parts in place of the 1, such as `kills,load`, do these
alone, and `few:kills` a few of them.

";

const CLOSING: &str = "
*Complete*: the run went through all the same. *Told*: it ended early, with a message that says what to do
and exit code 2 to 6, or it was killed. Instants of kills and places of flipped bits come from fixed seeds;
how far a run had come by then depends on the machine.

What keeps the store whole: every file is written aside, synced and renamed, the manifest of its repository
last; readers take files only from manifests, and believe a file only if it has the fingerprint that stands
there. `midspan doctor --verify` compares all of them. `midspan doctor --repair` gives up what is damaged
and keeps the rest; the next run reads it again from its source. Only milestone snapshots have no source:
GitHub keeps no earlier due dates.

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

/// A row of the table.
fn line(part: &str, row: &Row) -> String {
    let Row { fault, tried, complete, told, lost, figures, problems } = row;
    let harmed = problems.len();
    format!("| {part} | {fault} | {tried} | {complete} | {told} | {harmed} | {lost} | {figures} |")
}

/// Cells of a row of the table.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// Rows of a page, without heads and sums.
fn rows_of(text: &str) -> Vec<&str> {
    let of_part = |line: &&str| {
        line.strip_prefix("| ").is_some_and(|rest| {
            PARTS.iter().any(|(name, _)| rest.starts_with(&format!("{name} | ")))
        })
    };
    text.lines().filter(of_part).collect()
}

fn table(lines: &[String]) -> String {
    let mut text = String::from(
        "| part | fault | tried | complete | told | harmed | lost rows | |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let sum = |cell: usize| -> usize {
        lines.iter().filter_map(|line| cells(line).get(cell)?.parse::<usize>().ok()).sum()
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "| **all** | | **{}** | **{}** | **{}** | **{}** | **{}** | |",
        sum(2),
        sum(3),
        sum(4),
        sum(5),
        sum(6),
    );
    text
}

/// Parts, three at a time; what came of each.
fn side_by_side(chosen: &[(&'static str, Part)], level: Level) -> BTreeMap<&'static str, Vec<Row>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((name, part)) = chosen.get(next.fetch_add(1, Ordering::SeqCst)) {
            let mut rows = part(level);
            for row in &mut rows {
                let few = ["", "; a few only"][usize::from(level == Level::Short)];
                row.figures.push_str(few);
                eprintln!("{} {:#?}", line(name, row), row.problems);
            }
            done.lock().expect("no panic").insert(*name, rows);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(work);
        }
    });
    done.into_inner().expect("no panic")
}

/// The parts that were asked for are tried, and the page written.
fn write(path: &std::path::Path, asked: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    let few = asked.strip_prefix("few:");
    let level = if few.is_some() { Level::Short } else { Level::Long };
    let asked = few.unwrap_or(asked);
    let chosen =
        |(name, _): &(&'static str, Part)| asked == "1" || asked.split(',').any(|a| a == *name);
    let chosen: Vec<_> = PARTS.into_iter().filter(chosen).collect();
    assert!(!chosen.is_empty(), "no part is called {asked}");
    let done = side_by_side(&chosen, level);
    let mut lines: Vec<String> = Vec::new();
    for (name, _) in PARTS {
        match done.get(name) {
            Some(rows) => lines.extend(rows.iter().map(|row| line(name, row))),
            None => lines.extend(
                rows_of(&before).into_iter().filter(|l| cells(l)[0] == name).map(str::to_owned),
            ),
        }
    }
    let machine = format!("On {}.\n\n", machine());
    fs::write(path, [INTRODUCTION, &machine, &table(&lines), CLOSING].concat()).expect("written");
    let problems: Vec<&String> = done.values().flatten().flat_map(|row| &row.problems).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The page is what the last long run wrote: every part is there, nothing harmed, nothing lost.
#[test]
fn document() {
    let path = project().join("docs/RELIABILITY.md");
    if let Ok(asked) = std::env::var("MIDSPAN_RELIABILITY") {
        write(&path, &asked);
    }
    let text = fs::read_to_string(&path).expect("the page");
    assert!(text.starts_with(INTRODUCTION) && text.ends_with(CLOSING), "write it anew");
    let rows = rows_of(&text);
    for (name, _) in PARTS {
        assert!(rows.iter().any(|row| cells(row)[0] == name), "{name} was not tried");
    }
    for row in rows {
        assert_eq!(cells(row)[5..7], ["0", "0"], "{row}");
    }
}
