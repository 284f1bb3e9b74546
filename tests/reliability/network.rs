//! Every way in which the network can fail, at every request of a sync.

use super::rig::{Rig, world};
use super::{Level, Row};
use crate::support::TestEnv;
use crate::support::github::{Fault, Faults};

/// Kinds of faults by name.
fn kinds() -> Vec<(&'static str, Fault)> {
    vec![
        ("connection reset", Fault::Reset),
        ("no answer", Fault::Hang),
        ("bad gateway (502)", Fault::BadGateway),
        ("gateway time-out (504)", Fault::GatewayTimeout),
        ("secondary limit (403, retry-after)", Fault::Secondary(403, Some(0))),
        ("secondary limit (429, no time told)", Fault::Secondary(429, None)),
        ("hourly limit used up", Fault::Primary(1)),
        ("answer cut off", Fault::Truncated),
        ("half a document", Fault::BadJson),
        ("empty answer", Fault::Empty),
        ("nodes missing, errors beside them", Fault::Partial),
        ("query took too long", Fault::TimedOut),
        ("slow answer", Fault::Slow(300)),
        ("answer without end", Fault::Endless),
        ("decompression bomb", Fault::Bomb),
        ("JSON 100,000 deep", Fault::Deep),
        ("cursor that repeats", Fault::Circle),
        ("redirect to another host", Fault::Elsewhere("http://203.0.113.1/".to_owned())),
        ("token refused (401)", Fault::Unauthorized),
        ("not found (404)", Fault::NotFound),
    ]
}

pub(super) fn part(level: Level) -> Vec<Row> {
    let mut rig = Rig::new(world());
    rig.learn();
    let _ = rig.sync("probe").success();
    let requests = rig.bench.fake.seen().len();
    let kinds = kinds();
    let of = |(index, (name, fault)): (usize, &(&'static str, Fault))| {
        let mut row = Row::new(name);
        let positions: Vec<usize> = match level {
            // Each kind once, together at every position.
            Level::Short => vec![1 + (index + 2) % requests],
            Level::Long => (1..=requests).collect(),
        };
        for nth in positions {
            let what = format!("{name} at request {nth}");
            rig.bench.fake.fail(Faults::at(&[nth], fault.clone()));
            let mut command = rig.syncing("s");
            command.args(["--timeout", "2"]);
            let ran = TestEnv::run(&mut command);
            if !rig.bench.fake.seen().iter().any(|seen| seen.fault.is_some()) {
                row.wrong(format!("{what}: it never struck"));
            }
            row.ended(&what, &ran);
            rig.resumes(&mut row, &what, "s");
        }
        row.figures = format!("at each of {requests} requests");
        row
    };
    let chosen: Vec<_> =
        kinds.iter().enumerate().filter(|(i, _)| level.pick(i % 2 == 1, true)).collect();
    chosen.into_iter().map(of).collect()
}
