//! Disks that are full, read-only, or change their permissions while the program runs.

use std::fs;
use std::process::{Command, Stdio};

use super::rig::{Rig, world};
use super::{Level, Row};
use crate::support::{Ran, TestEnv};

pub(super) fn part(level: Level) -> Vec<Row> {
    if !cfg!(target_os = "linux") {
        return vec![Row::skipped("full disk, read-only store, permissions", "it is no Linux")];
    }
    let mut rig = Rig::new(world());
    rig.learn();
    vec![limited(&rig, level), full(&rig, level), read_only(&rig), permissions(&rig, level)]
}

/// A shell script with the program and the arguments of a sync behind its own.
fn script(rig: &Rig, before: &[&str], text: &str, own: &[String], args: &[String]) -> Ran {
    let program = env!("CARGO_BIN_EXE_midspan").to_owned();
    let mut command = rig.syncing("s");
    let environment: Vec<(std::ffi::OsString, Option<std::ffi::OsString>)> =
        command.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
    let folder = command.get_current_dir().expect("a folder").to_owned();
    let words = [before, &["sh", "-c", text, "sh"]].concat();
    command = Command::new(words[0]);
    command.args(&words[1..]).args(own).arg(program).args(args).current_dir(folder).env_clear();
    command.envs(environment.into_iter().filter_map(|(name, value)| Some((name, value?))));
    TestEnv::run(&mut command)
}

/// Whether a file system can be mounted in a place of its own.
fn mounts() -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [&["unshare", "-m"], &["unshare", "-Urm"]];
    ways.into_iter().find(|way| {
        let mut command = Command::new(way[0]);
        command.args(&way[1..]).args(["sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// No file may grow beyond a few blocks of 512 bytes.
fn limited(rig: &Rig, level: Level) -> Row {
    let mut row = Row::new("file cannot grow (RLIMIT_FSIZE)");
    let blocks =
        level.pick(vec![0, 4, 24], vec![0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]);
    for limit in &blocks {
        let what = format!("{limit} blocks");
        let text = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
        let ran = script(rig, &[], text, &[limit.to_string()], &rig.sync_args("s"));
        if ran.code != 0 && ran.code != 6 {
            row.wrong(format!("{what}: exit {}: {}", ran.code, ran.err));
        }
        row.ended(&what, &ran);
        rig.resumes(&mut row, &what, "s");
    }
    row.figures = format!("{} limits", blocks.len());
    row
}

/// A small file system that fills up; then it is made larger, and a second run goes on.
fn full(rig: &Rig, level: Level) -> Row {
    let fault = "disk full (a small tmpfs)";
    let Some(way) = mounts() else { return Row::skipped(fault, "nothing can be mounted") };
    let mut row = Row::new(fault);
    let sizes = level.pick(vec![48, 120], (1..=16).map(|n| n * 16).collect());
    for size in &sizes {
        let what = format!("{size} KiB");
        fs::create_dir_all(rig.path("disk")).expect("a folder");
        let own = [
            size.to_string(),
            rig.path("disk").display().to_string(),
            rig.path("s").display().to_string(),
        ];
        let text = "mount -t tmpfs -o size=\"$1k\" tmpfs \"$2\" || exit 77; disk=$2 out=$3; shift 3
            \"$@\"; code=$?
            mount -o remount,size=64m tmpfs \"$disk\" || exit 77
            if [ -d \"$disk/s\" ]; then cp -r \"$disk/s\" \"$out\" || exit 77; fi; exit $code";
        let ran = script(rig, way, text, &own, &rig.sync_args("disk/s"));
        if ran.code != 0 && ran.code != 6 {
            row.wrong(format!("{what}: exit {}: {}", ran.code, ran.err));
        }
        row.ended(&what, &ran);
        rig.resumes(&mut row, &what, "s");
    }
    row.figures = format!("{} sizes", sizes.len());
    row
}

/// A store on a file system that cannot be written is read, and said to be so where it is written to.
fn read_only(rig: &Rig) -> Row {
    let fault = "read-only store";
    let Some(way) = mounts() else { return Row::skipped(fault, "nothing can be mounted") };
    let mut row = Row::new(fault);
    let _ = rig.sync("s").success();
    let own = [rig.path("s").display().to_string()];
    let text = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 77; shift; exec \"$@\"";
    let args = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for (what, args, code) in [
        ("sync", rig.sync_args("s"), 6),
        ("report", args(&["report", "s", "--no-files"]), 0),
        ("query", args(&["query", "SELECT number FROM issues", "s"]), 0),
        ("doctor", args(&["doctor", "s", "--verify", "--offline"]), 0),
        ("forget", args(&["forget", "mika", "s"]), 6),
        ("repair", args(&["doctor", "s", "--repair", "--offline"]), 0),
    ] {
        let ran = script(rig, way, text, &own, &args);
        if ran.code != code {
            row.wrong(format!("{what}: exit {} for {code}: {}", ran.code, ran.err));
        }
        row.ended(what, &ran);
    }
    rig.resumes(&mut row, fault, "s");
    row
}

/// Permissions are taken away after some requests.
fn permissions(rig: &Rig, level: Level) -> Row {
    let fault = "permissions taken away mid-run";
    // An owner of everything asks for no permission, so that power is given up first.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let powers = "-dac_override,-dac_read_search,-fowner";
    let bound = format!("--bounding-set={powers}");
    let way: Vec<&str> =
        if is_root { vec!["setpriv", &bound, "--inh-caps=-all"] } else { Vec::new() };
    if is_root && Command::new("setpriv").arg("--version").output().is_err() {
        return Row::skipped(fault, "root without setpriv");
    }
    let mut row = Row::new(fault);
    let changes = [
        ("folder closed", 0o500, false),
        ("folder unreadable", 0o000, false),
        ("table closed", 0o500, true),
    ];
    for nth in level.pick(vec![1], vec![1, 2]) {
        for operation in ["PullRequests", "Issues", "comments"] {
            for (change, mode, is_table) in changes {
                let what = format!("{change} after {operation} {nth}");
                let (store, place) = (rig.path("s"), if is_table { "s/collected" } else { "s" });
                let path = rig.path(place);
                rig.bench.fake.calm();
                rig.bench.fake.after(operation, nth, move |_| set_mode(&path, mode));
                let ran = script(rig, &way, "exec \"$@\"", &[], &rig.sync_args("s"));
                row.ended(&what, &ran);
                for folder in [&store, &store.join("collected")] {
                    set_mode(folder, 0o700);
                }
                rig.bench.fake.still();
                rig.resumes(&mut row, &what, "s");
            }
        }
    }
    row
}

/// Sets the mode of a folder, where that is there already.
fn set_mode(path: &std::path::Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}
