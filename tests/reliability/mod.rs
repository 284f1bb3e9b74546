//! The program under injected faults: nothing is lost, whatever happens.
//!
//! Each module is one kind of fault. As tests they try a few of each; all of them, and the table in
//! docs/RELIABILITY.md anew, with
//!
//! ```sh
//! MIDSPAN_RELIABILITY=1 cargo test reliability::document -- --nocapture
//! ```
//!
//! `MIDSPAN_RELIABILITY=kills,load` does these parts alone and leaves the other rows as they are.
//!
//! Needs nothing but this repository; parts that need Linux, a C compiler or a mount of their own say
//! so where they cannot run. Instants are drawn from a fixed seed.

mod clock;
mod damage;
mod disk;
mod document;
mod kills;
mod load;
mod network;
mod order;
mod rig;
mod together;

/// How much is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Some of each, with every other test.
    Short,
    /// All, for the table.
    Long,
}

impl Level {
    /// One of two figures.
    fn pick<T>(self, short: T, long: T) -> T {
        if self == Self::Short { short } else { long }
    }
}

/// What came of one kind of fault.
struct Row {
    fault: &'static str,
    /// Times that it was injected.
    tried: usize,
    /// Of these, runs that were complete all the same.
    complete: usize,
    /// Of these, runs that ended with a clear message and its exit code, or were killed.
    told: usize,
    /// Rows that a resumed run lacks or has too many, against one in which nothing went wrong.
    lost: usize,
    /// What was measured.
    figures: String,
    /// What went wrong.
    problems: Vec<String>,
}

impl Row {
    fn new(fault: &'static str) -> Self {
        let (figures, problems) = (String::new(), Vec::new());
        Self { fault, tried: 0, complete: 0, told: 0, lost: 0, figures, problems }
    }

    /// One that could not be tried on this machine, and why.
    fn skipped(fault: &'static str, why: &str) -> Self {
        eprintln!("!! NOT TRIED: {fault}: {why}");
        Self { figures: format!("not tried on this machine: {why}"), ..Self::new(fault) }
    }

    /// Notes a run that went through or ended early: how it did is looked at.
    fn ended(&mut self, what: &str, ran: &crate::support::Ran) {
        self.tried += 1;
        let early = ran.code != 0;
        *(if early { &mut self.told } else { &mut self.complete }) += 1;
        let clear = ran.err.contains("error: ") && ran.err.contains("\nhint: ");
        if early && !(clear && (2..=6).contains(&ran.code)) {
            self.problems
                .push(format!("{what}: exit {} and no clear message: {}", ran.code, ran.err));
        }
        self.calm(what, &ran.err);
    }

    /// Nothing that a user cannot use.
    fn calm(&mut self, what: &str, text: &str) {
        if ["panicked", "RUST_BACKTRACE", "stack overflow"].iter().any(|word| text.contains(word)) {
            self.problems.push(format!("{what}: {text}"));
        }
    }

    fn wrong(&mut self, what: impl Into<String>) {
        self.problems.push(what.into());
    }
}

type Part = fn(Level) -> Vec<Row>;

/// Every part with its name, in the order of the table.
const PARTS: [(&str, Part); 8] = [
    ("network", network::part),
    ("kills", kills::part),
    ("disk", disk::part),
    ("order", order::part),
    ("damage", damage::part),
    ("together", together::part),
    ("clock", clock::part),
    ("load", load::part),
];

/// Tries a few of each.
#[track_caller]
fn short(part: Part) {
    for row in part(Level::Short) {
        let what = row.fault;
        assert!(row.problems.is_empty(), "{what}: {:#?}", row.problems);
        assert_eq!(row.lost, 0, "{what}: rows lost");
        assert!(row.tried > 0 || row.figures.contains("not tried"), "{what}: nothing was tried");
    }
}

#[test]
fn network() {
    short(network::part);
}

#[test]
fn kills() {
    short(kills::part);
}

#[test]
fn disk() {
    short(disk::part);
}

#[test]
fn order() {
    short(order::part);
}

#[test]
fn damage() {
    short(damage::part);
}

#[test]
fn together() {
    short(together::part);
}

#[test]
fn clock() {
    short(clock::part);
}

#[test]
fn load() {
    short(load::part);
}
