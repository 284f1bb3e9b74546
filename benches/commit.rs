//! What one commit to a store costs, with few repositories in it and with many.
//!
//! ```text
//! cargo bench --profile dev --bench commit -- [200 10000] [--folder DIR] [--commits 200]
//! ```
//!
//! Makes stores of so many tiny repositories, opens each, and commits a row to one repository after
//! the other, spread over all of them, as `midspan sync` does with each page. Bytes and system calls
//! are those that the kernel counts for this process; processor time is user and system. Linux only.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use midspan::model::facts::{Label, Person, Tag};
use midspan::model::time::Timestamp;
use midspan::store::{Change, Store};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Clock ticks in a second, in which `/proc` counts; 100 on every Linux in use.
const TICKS: f64 = 100.0;

struct Options {
    sizes: Vec<usize>,
    folder: Option<PathBuf>,
    commits: usize,
}

fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    if !Path::new("/proc/self/io").exists() {
        println!("this system does not count what a process reads and writes");
        return Ok(());
    }
    println!(
        "| repositories | opening, ms | a commit: wall, ms | CPU, ms | calls that read | kB read | calls that write | kB written |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    for size in options.sizes {
        let folder = match &options.folder {
            Some(folder) => tempfile::tempdir_in(folder)?,
            None => tempfile::tempdir()?,
        };
        let root = folder.path().join("store");
        make(&root, size)?;
        let begin = Instant::now();
        let mut store = Store::open(&root)?;
        let opening = begin.elapsed();
        let (begin, before) = (Instant::now(), Used::now()?);
        for nth in 0..options.commits {
            // A step that shares no factor with the number, so that every repository has its turn.
            let repo = name(nth * 7919 % size);
            let mut change = store.change(&repo)?;
            change.append(&[tag(&repo, nth)])?;
            change.commit()?;
        }
        let (wall, after) = (begin.elapsed(), Used::now()?);
        let each = |total: f64| total / options.commits as f64;
        let (calls, bytes) = (after.minus(&before, 0), after.minus(&before, 1));
        println!(
            "| {size} | {:.0} | {:.1} | {:.1} | {:.0} | {:.1} | {:.0} | {:.1} |",
            opening.as_secs_f64() * 1e3,
            each(wall.as_secs_f64() * 1e3),
            each((after.ticks - before.ticks) / TICKS * 1e3),
            each(calls.0),
            each(bytes.0 / 1e3),
            each(calls.1),
            each(bytes.1 / 1e3),
        );
    }
    Ok(())
}

fn options(arguments: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options { sizes: Vec::new(), folder: None, commits: 200 };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut following = || arguments.next().ok_or("a value is missing");
        match argument.as_str() {
            // What cargo adds.
            "--bench" => {}
            "--folder" => options.folder = Some(following()?.into()),
            "--commits" => options.commits = following()?.parse()?,
            size => options.sizes.push(size.parse()?),
        }
    }
    if options.sizes.is_empty() {
        options.sizes = vec![200, 10_000];
    }
    Ok(options)
}

fn name(nth: usize) -> String {
    format!("northlight/repository-{nth}")
}

fn tag(repo: &str, nth: usize) -> Tag {
    let oid = format!("{nth:040x}");
    Tag {
        repo: repo.into(),
        name: format!("v{nth}").into(),
        oid: oid.into(),
        tagged: Timestamp::from_seconds(7),
    }
}

/// A store of tiny repositories, in one change.
fn make(root: &Path, size: usize) -> Result<()> {
    let mut store = Store::open_or_new(root)?;
    let mut change = store.change_several()?;
    for nth in 0..size {
        fill(&mut change, &name(nth))?;
    }
    Ok(change.commit()?)
}

fn fill(change: &mut Change<'_>, repo: &str) -> Result<()> {
    change.turn_to(repo)?;
    change.append(&[tag(repo, 0)])?;
    let label = Label { repo: repo.into(), name: "bug".into(), description_length: 3 };
    change.append(&[label])?;
    let person = Person {
        repo: repo.into(),
        person: "lea".into(),
        login: Some("lea".into()),
        account: Some(7),
        email: None,
        is_bot: false,
    };
    change.merge_people(&[person])?;
    Ok(())
}

/// What this process has used so far.
struct Used {
    ticks: f64,
    /// Calls and bytes of reading and of writing.
    read: [f64; 2],
    written: [f64; 2],
}

impl Used {
    fn now() -> Result<Self> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        let (_, fields) = stat.rsplit_once(')').ok_or("no process")?;
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks = ticks.map(str::parse::<f64>).sum::<std::result::Result<f64, _>>()?;
        let io = fs::read_to_string("/proc/self/io")?;
        let of = |key: &str| -> Result<f64> {
            let line = io.lines().find_map(|line| line.strip_prefix(key)).ok_or("no count")?;
            Ok(line.trim().parse()?)
        };
        Ok(Self {
            ticks,
            read: [of("syscr:")?, of("rchar:")?],
            written: [of("syscw:")?, of("wchar:")?],
        })
    }

    /// What was used since then, of calls (0) or bytes (1): read and written.
    fn minus(&self, before: &Self, which: usize) -> (f64, f64) {
        (self.read[which] - before.read[which], self.written[which] - before.written[which])
    }
}
