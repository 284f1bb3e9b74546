//! Every target over its corpus, and over a seeded budget of inputs made from it: what a machine without
//! libFuzzer can run. `MIDSPAN_FUZZ_SECONDS` gives each target that long instead of the usual budget.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use midspan_fuzz::TARGETS;

/// Inputs made for each target.
const ROUNDS: u32 = 2_000;
/// No target takes longer than this over them; the slow one draws reports.
const LONGEST: Duration = Duration::from_secs(1);
/// Longest input made.
const LENGTH: usize = 4_096;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder(target)).expect("a corpus");
    let mut inputs: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("an input"))
        })
        .collect();
    inputs.sort();
    inputs
}

/// Splitmix64: the same inputs everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("a small number");
        usize::try_from(self.next() % limit).expect("a small number")
    }
}

/// One of the inputs with a few places changed: bytes, cuts, doublings, pieces of others, odd characters.
fn changed(inputs: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    const ODD: [&str; 16] = [
        "\0",
        "\n",
        "\r\n\r\n",
        "\u{feff}",
        "\u{202e}",
        "\u{1b}[2J",
        "<!--",
        "]]>",
        "\"",
        "'",
        "\\",
        "{{",
        "-9223372036854775808",
        "18446744073709551615",
        "9999-12-31T23:59:59Z",
        "/*!",
    ];
    let mut input = inputs[chance.below(inputs.len())].1.clone();
    for _ in 0..=chance.below(4) {
        let at = chance.below(input.len() + 1);
        match chance.below(6) {
            0 if at < input.len() => input[at] = chance.next().to_le_bytes()[0],
            1 if at < input.len() => input[at] ^= 1 << chance.below(8),
            2 => drop(input.drain(at..(at + chance.below(16)).min(input.len()))),
            3 => {
                let piece = input[at..(at + chance.below(64)).min(input.len())].to_vec();
                drop(input.splice(at..at, piece));
            }
            4 => {
                let other = &inputs[chance.below(inputs.len())].1;
                let from = chance.below(other.len() + 1);
                let piece = other[from..(from + chance.below(128)).min(other.len())].to_vec();
                drop(input.splice(at..at, piece));
            }
            _ => drop(input.splice(at..at, ODD[chance.below(ODD.len())].bytes())),
        }
    }
    input.truncate(LENGTH);
    input
}

fn hold(target: &str, run: fn(&[u8]), name: &str, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| run(input))).is_err() {
        let file = std::env::temp_dir().join(format!("midspan-fuzz-{target}"));
        fs::write(&file, input).expect("written");
        panic!("{target} fails on {name}; the input is in {}", file.display());
    }
}

#[test]
fn nothing_breaks_a_promise() {
    let seconds = std::env::var("MIDSPAN_FUZZ_SECONDS").ok();
    let seconds = seconds.map(|text| Duration::from_secs(text.parse().expect("seconds")));
    for (target, run) in TARGETS {
        let inputs = corpus(target);
        assert!(inputs.len() > 1, "{target} has no corpus");
        for (name, input) in &inputs {
            hold(target, run, name, input);
        }
        let mut chance = Chance(target.bytes().map(u64::from).sum());
        let begin = Instant::now();
        let mut rounds = 0;
        while begin.elapsed() < seconds.unwrap_or(LONGEST) && (seconds.is_some() || rounds < ROUNDS)
        {
            let input = changed(&inputs, &mut chance);
            hold(target, run, &format!("made input {rounds}"), &input);
            rounds += 1;
        }
        println!("{target}: {} kept, {rounds} made, {:?}", inputs.len(), begin.elapsed());
    }
}

#[test]
fn every_target_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("a manifest");
    let named: Vec<&str> = manifest
        .lines()
        .filter_map(|l| l.strip_prefix("path = \"fuzz_targets/")?.strip_suffix(".rs\""))
        .collect();
    assert_eq!(named, TARGETS.map(|(name, _)| name));
    for name in named {
        let text =
            fs::read_to_string(root.join(format!("fuzz_targets/{name}.rs"))).expect("a target");
        assert!(text.contains(&format!("midspan_fuzz::{name}(data)")), "{name}");
    }
}
