//! Several programs on one store.

use std::process::Stdio;
use std::time::Duration;

use super::rig::{Rig, start, world};
use super::{Level, Row};
use crate::support::github::{Act, Fault, Faults};
use crate::support::{Ran, TestEnv};

pub(super) fn part(level: Level) -> Vec<Row> {
    vec![two_syncs(level), readers(level)]
}

fn two_syncs(level: Level) -> Row {
    let mut row = Row::new("two syncs of one store at once");
    let mut rig = Rig::new(world());
    rig.learn();
    for wait in level.pick(vec![0, 120], (0..20).map(|n| n * 25).collect()) {
        let what = format!("{wait} ms apart");
        rig.bench.fake.fail(Faults::every(1, Fault::Slow(10)));
        let mut first = start(&mut rig.syncing("s"));
        std::thread::sleep(Duration::from_millis(wait));
        let second = rig.sync("s");
        let code = first.wait().expect("it ends").code();
        if code != Some(0) && second.code != 0 {
            row.wrong(format!("{what}: neither went through: {code:?}, {}", second.err));
        }
        row.ended(&what, &second);
        rig.resumes(&mut row, &what, "s");
    }
    row
}

/// What is read is of one generation, while another run writes the next ones.
fn readers(level: Level) -> Row {
    let mut row = Row::new("reading while another run writes");
    let mut rig = Rig::new(world());
    let _ = rig.sync("s").success();
    for round in 0..level.pick(2, 15) {
        rig.bench.fake.change(|world| {
            let repository = world.only();
            for number in 1..30 {
                repository.act(number, "mika", Act::Comment(format!("Round {round}.")));
            }
        });
        let mut writer = start(&mut rig.syncing("s"));
        while writer.try_wait().expect("a state").is_none() {
            let mut reader = rig.bench.env.command();
            reader.args(["query", "SELECT COUNT(*) AS n FROM issues", "s"]).stdin(Stdio::null());
            let ran: Ran = TestEnv::run(&mut reader);
            if ran.code != 0 {
                row.wrong(format!("round {round}: {}", ran.err));
            }
            row.ended("query", &ran);
        }
    }
    rig.learn();
    rig.resumes(&mut row, "the end", "s");
    row
}
