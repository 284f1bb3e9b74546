//! Clocks that are wrong, or jump while the program runs. The program itself is not changed: a few
//! lines of C stand between it and the system's clock.

use std::path::Path;

use super::rig::{LONG_AGO, Rig, world};
use super::{Level, Row};
use crate::support::TestEnv;
use crate::support::github::scenario::ATLAS;
use crate::support::github::{Act, Fault, Faults};

const DAY: i64 = 86_400;

pub(super) fn part(level: Level) -> Vec<Row> {
    let names = [
        "clock wrong from the start",
        "clock jumps during a sync",
        "clock put right after a sync in the future",
    ];
    let mut rig = Rig::new(world());
    let Some(shim) = rig.thaw() else {
        let why = "it needs Linux with glibc and a C compiler";
        return names.into_iter().map(|name| Row::skipped(name, why)).collect();
    };
    rig.learn();
    let shifts = level.pick(
        vec![LONG_AGO, 3650 * DAY],
        vec![LONG_AGO, -365 * DAY, -DAY, -61, 61, DAY, 365 * DAY, 3650 * DAY],
    );
    let mut wrong = Row::new(names[0]);
    let mut jumps = Row::new(names[1]);
    for shift in shifts {
        let run = |row: &mut Row, what: &str, looks: i64, faults: Faults| {
            rig.bench.fake.fail(faults);
            let mut command = rig.syncing("s");
            command.env("LD_PRELOAD", &shim).env("CLOCK_SHIFT", shift.to_string());
            let ran = TestEnv::run(command.env("CLOCK_AFTER", looks.to_string()));
            row.ended(what, &ran);
            rig.resumes(row, what, "s");
        };
        run(&mut wrong, &format!("{shift} s"), 0, Faults::default());
        // The limit is full again in two seconds, whatever this machine's clock says.
        run(&mut wrong, &format!("{shift} s and a limit"), 0, Faults::at(&[3], Fault::Primary(2)));
        for looks in level.pick(vec![4], vec![1, 2, 4, 8, 16]) {
            let limit = Faults::at(&[4], Fault::Primary(2));
            run(&mut jumps, &format!("{shift} s after {looks} looks"), looks, limit);
        }
    }
    if wrong.told > 0 {
        wrong.wrong("a sync by a wrong clock is complete all the same");
    }
    vec![wrong, jumps, put_right(&mut rig, &shim, names[2])]
}

/// What was collected by a clock ahead does not count as fresh until that day has come.
fn put_right(rig: &mut Rig, shim: &Path, name: &'static str) -> Row {
    let mut row = Row::new(name);
    let mut ahead = rig.syncing("s");
    ahead.env("LD_PRELOAD", shim).env("CLOCK_SHIFT", (365 * DAY).to_string());
    let _ = TestEnv::run(&mut ahead).success();
    rig.bench.fake.change(|world| {
        world.only().act(2, "mika", Act::Comment("Meanwhile.".to_owned()));
    });
    let mut report = rig.bench.command();
    report.args([
        "report",
        ATLAS,
        "--store",
        "s",
        "--no-files",
        "--api-url",
        &rig.bench.fake.url(),
    ]);
    let ran = TestEnv::run(&mut report);
    row.ended("report", &ran);
    rig.learn();
    let lost = rig.lost("s");
    if lost > 0 {
        row.wrong(format!("{lost} rows are missing from a report by the right clock"));
    }
    row.lost += lost;
    rig.remove("s");
    row
}
