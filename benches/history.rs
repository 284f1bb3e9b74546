//! Compares the git source with `git log --numstat --no-renames --no-merges` on a repository.
//!
//! ```text
//! cargo bench --no-default-features --bench history -- PATH [--pairs 5] [--threads 2]
//! ```
//!
//! Both read the whole history from HEAD, in turn, each in a process of its own whose output is
//! thrown away. Wall time is measured here; processor time (user and system, threads included) is
//! what the kernel adds to this process when a child ends. Ratios are of medians. The totals come
//! from a first run that is not timed and that also warms the file cache. `benches/compare` runs its
//! `--read`, with `--headers` without line counts.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use midspan::model::time::Timestamp;
use midspan::sources::git::{self, ReadOptions};

/// The program's, so that what is measured is what it costs there.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Clock ticks in a second, in which `/proc` counts; 100 on every Linux in use.
const TICKS: f64 = 100.0;

struct Options {
    path: String,
    pairs: usize,
    threads: usize,
    read: bool,
    headers: bool,
}

/// Commits, lines added, lines removed.
type Totals = (u64, i64, i64);

fn main() -> Result<()> {
    let Some(options) = options(std::env::args().skip(1))? else {
        println!("give a repository: cargo bench --bench history -- PATH");
        return Ok(());
    };
    if options.read {
        let (commits, added, removed) = ours(&options)?;
        println!("{commits} {added} {removed}");
        return Ok(());
    }
    compare(&options)
}

/// Cargo adds `--bench`; without a path there is nothing to do, so that `cargo bench` passes.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>> {
    let mut options =
        Options { path: String::new(), pairs: 5, threads: 2, read: false, headers: false };
    while let Some(argument) = arguments.next() {
        let mut number =
            || arguments.next().ok_or("a number is missing")?.parse().map_err(Box::from);
        match argument.as_str() {
            "--bench" => {}
            "--read" => options.read = true,
            "--headers" => options.headers = true,
            "--pairs" => options.pairs = number().map_err(|e: Box<dyn Error>| e)?,
            "--threads" => options.threads = number().map_err(|e: Box<dyn Error>| e)?,
            _ => options.path = argument,
        }
    }
    Ok((!options.path.is_empty()).then_some(options))
}

fn ours(options: &Options) -> Result<Totals> {
    let location = git::discover(Path::new(&options.path))?;
    let oldest = if options.headers { i64::MAX } else { i64::MIN };
    let wanted = ReadOptions {
        history_from: Timestamp::from_seconds(oldest),
        threads: options.threads,
        ..ReadOptions::default()
    };
    let history = git::read(&location, &wanted, &|_| {})?;
    let files = &history.facts.commit_files;
    let added = files.iter().filter_map(|file| file.additions).sum();
    let removed = files.iter().filter_map(|file| file.deletions).sum();
    for gap in &history.gaps {
        eprintln!("gap: {} {} {:?}", gap.count, gap.what, gap.examples);
    }
    Ok((history.total_commits, added, removed))
}

fn compare(options: &Options) -> Result<()> {
    let mine = our_totals(options)?;
    let theirs = git_totals(options)?;
    println!("{:>12} {:>12} {:>12} {:>12}", "", "commits", "added", "removed");
    println!("{:>12} {:>12} {:>12} {:>12}", "midspan", mine.0, mine.1, mine.2);
    println!("{:>12} {:>12} {:>12} {:>12}", "git", theirs.0, theirs.1, theirs.2);
    let share = |a: i64, b: i64| (a - b) as f64 / b.max(1) as f64 * 100.0;
    println!(
        "{:>12} {:>12} {:>11.4}% {:>11.4}%",
        "difference",
        i128::from(mine.0) - i128::from(theirs.0),
        share(mine.1, theirs.1),
        share(mine.2, theirs.2)
    );

    let (mut our_runs, mut git_runs) = (Vec::new(), Vec::new());
    for pair in 0..options.pairs {
        // Which one goes first alternates, so that a drift of the machine favours neither.
        if pair % 2 == 0 {
            our_runs.push(timed(&mut our_command(options)?)?);
            git_runs.push(timed(&mut git_command(options))?);
        } else {
            git_runs.push(timed(&mut git_command(options))?);
            our_runs.push(timed(&mut our_command(options)?)?);
        }
    }
    let (wall, cpu) = (|run: &Run| run.wall, |run: &Run| run.cpu);
    let (our_wall, our_cpu) = (median(&our_runs, wall), median(&our_runs, cpu));
    let (git_wall, git_cpu) = (median(&git_runs, wall), median(&git_runs, cpu));
    println!("\nmedians of {} runs each, {} threads", options.pairs, options.threads);
    println!("{:>12} {:>12} {:>12}", "", "wall s", "cpu s");
    println!("{:>12} {our_wall:>12.2} {our_cpu:>12.2}", "midspan");
    println!("{:>12} {git_wall:>12.2} {git_cpu:>12.2}", "git");
    println!("{:>12} {:>12.2} {:>12.2}", "ratio", our_wall / git_wall, our_cpu / git_cpu);
    Ok(())
}

fn our_command(options: &Options) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--read", &options.path, "--threads", &options.threads.to_string()]);
    Ok(command)
}

fn git_command(options: &Options) -> Command {
    let mut command = Command::new("git");
    command
        .args(["-C", &options.path, "log", "--numstat", "--no-renames", "--no-merges"])
        .args(["--format=", "HEAD"])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn our_totals(options: &Options) -> Result<Totals> {
    let output = our_command(options)?.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers =
        text.split_whitespace().map(str::parse).collect::<std::result::Result<Vec<i64>, _>>()?;
    match numbers.as_slice() {
        [commits, added, removed] => Ok((u64::try_from(*commits)?, *added, *removed)),
        _ => Err("the reader failed".into()),
    }
}

fn git_totals(options: &Options) -> Result<Totals> {
    let count =
        Command::new("git").args(["-C", &options.path, "rev-list", "--count", "HEAD"]).output()?;
    let commits = String::from_utf8(count.stdout)?.trim().parse()?;
    let log = git_command(options).output()?;
    let (mut added, mut removed) = (0, 0);
    for line in log.stdout.split(|byte| *byte == b'\n') {
        let mut words = line.split(|byte| *byte == b'\t').map(String::from_utf8_lossy);
        let mut number = || words.next().and_then(|word| word.parse::<i64>().ok()).unwrap_or(0);
        added += number();
        removed += number();
    }
    Ok((commits, added, removed))
}

struct Run {
    wall: f64,
    cpu: f64,
}

fn timed(command: &mut Command) -> Result<Run> {
    let before = children_cpu()?;
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(Run { wall, cpu: children_cpu()? - before })
}

/// Processor seconds of ended children, from the 16th and 17th field of `/proc/self/stat`.
fn children_cpu() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses, and may hold spaces.
    let (_, rest) = stat.rsplit_once(')').ok_or("no process name")?;
    let ticks: Vec<f64> = rest
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

fn median(runs: &[Run], of: impl Fn(&Run) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.get(middle) {
        None => f64::NAN,
        Some(high) if values.len() % 2 == 1 => *high,
        Some(high) => {
            f64::midpoint(*high, values.get(middle.saturating_sub(1)).copied().unwrap_or(*high))
        }
    }
}
