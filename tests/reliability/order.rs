//! What a power loss may leave: files written and not renamed, renamed and not in the manifest, cut
//! off, or empty; and stores of other versions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::rig::{Rig, copy, manifest, repositories, world};
use super::{Level, Row};
use crate::support::github::Act;
use crate::support::tree;

pub(super) fn part(level: Level) -> Vec<Row> {
    vec![interrupted(level), versions()]
}

/// What is left of the last file, in words, and how.
type State = (&'static str, fn(&[u8]) -> Vec<u8>);

/// A store before and after a change of the world, and everything that may lie between the two.
fn interrupted(level: Level) -> Row {
    let mut row = Row::new("power loss between any two writes of a change");
    let mut rig = Rig::new(world());
    let _ = rig.sync("before").success();
    rig.bench.fake.change(|world| {
        let repository = world.only();
        repository.act(2, "mika", Act::Comment("Meanwhile.".to_owned()));
        repository.pull("ada", "Meanwhile");
    });
    rig.learn();
    copy(&rig.path("before"), &rig.path("after"));
    let _ = rig.sync("after").success();
    let (before, after) = (tree(&rig.path("before")), tree(&rig.path("after")));
    let fresh: Vec<(&String, &Vec<u8>)> = after
        .iter()
        .filter(|(name, bytes)| name.ends_with(".parquet") && before.get(*name) != Some(bytes))
        .collect();
    let states: [State; 4] = [
        ("whole, not in the manifest", <[u8]>::to_vec),
        ("cut off", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("empty", |_| Vec::new()),
        ("not renamed", <[u8]>::to_vec),
    ];
    for count in 1..=fresh.len() {
        if level == Level::Short && count % 5 != 0 {
            continue;
        }
        for (state, left) in states {
            let what = format!("{count} of {} files, the last {state}", fresh.len());
            copy(&rig.path("before"), &rig.path("s"));
            for (place, (name, bytes)) in fresh[..count].iter().enumerate() {
                let is_last = place + 1 == count;
                let aside = if is_last && state == "not renamed" {
                    let (folder, _) = name.rsplit_once('/').expect("a folder");
                    format!("{folder}/.writing-a1b2c3")
                } else {
                    (*name).clone()
                };
                let path = rig.path("s").join(aside);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, if is_last { left(bytes) } else { (*bytes).clone() })
                    .expect("written");
            }
            row.tried += 1;
            row.complete += 1;
            rig.resumes(&mut row, &what, "s");
        }
    }
    leftovers(&rig, &mut row);
    row.figures = format!("{} files in a change", fresh.len());
    row
}

/// A manifest that was being written, and files that should have been cleared away.
fn leftovers(rig: &Rig, row: &mut Row) {
    copy(&rig.path("after"), &rig.path("s"));
    for (name, bytes) in tree(&rig.path("before")) {
        if name.ends_with(".parquet") && !rig.path("s").join(&name).exists() {
            fs::write(rig.path("s").join(&name), bytes).expect("written");
        }
    }
    fs::write(rig.path("s/.writing-d4e5f6"), "{\"schema_ver").expect("written");
    row.tried += 1;
    row.complete += 1;
    rig.bench.fake.change(|world| world.only().act(3, "mika", Act::Comment("Again.".to_owned())));
    let ran = rig.sync("s");
    if ran.code != 0 {
        row.wrong(format!("leftovers: {}", ran.err));
    }
    let left: Vec<String> =
        tree(&rig.path("s")).into_keys().filter(|n| n.contains(".writing-")).collect();
    if !left.is_empty() {
        row.wrong(format!("leftovers stay: {left:?}"));
    }
    rig.remove("s");
}

/// Stores of older and newer programs are read as they are, or not at all.
fn versions() -> Row {
    let mut row = Row::new("store of an older or newer version");
    let mut rig = Rig::new(world());
    rig.learn();
    let with = |store: &Path, change: &dyn Fn(&mut Value)| {
        copy(&rig.path("clean"), store);
        let mut text = manifest(store);
        text.as_object_mut().expect("an object").remove("fingerprint");
        change(&mut text);
        fs::write(store.join("manifest.json"), text.to_string()).expect("written");
    };
    for version in [0_u64, 1, 5, 99, u64::from(u32::MAX)] {
        with(&rig.path("s"), &|text| text["schema_version"] = version.into());
        let before = tree(&rig.path("s"));
        for args in [
            &["report", "s", "--no-files"][..],
            &["doctor", "s", "--verify", "--offline"],
            &["doctor", "s", "--repair", "--offline"],
        ] {
            let ran = rig.bench.env.midspan(args);
            if ran.code != 5 {
                row.wrong(format!("version {version}, {args:?}: exit {}: {}", ran.code, ran.err));
            }
            row.ended(&format!("version {version}, {args:?}"), &ran);
        }
        let ran = rig.sync("s");
        row.ended(&format!("version {version}, sync"), &ran);
        if tree(&rig.path("s")) != before {
            row.wrong(format!("version {version}: the store was changed"));
        }
        rig.remove("s");
    }
    for version in [2, 3] {
        copy(&rig.path("clean"), &rig.path("s"));
        make_older(&rig.path("s"), version);
        row.tried += 1;
        row.complete += 1;
        rig.resumes(&mut row, &format!("version {version}"), "s");
    }
    row
}

/// Makes a store what programs before format 4 wrote: one manifest of everything.
fn make_older(store: &Path, version: u64) {
    let mut text = manifest(store);
    let mut tables: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut streams = BTreeMap::new();
    let mut generation = 0;
    for repository in repositories(store).into_values() {
        for (table, live) in repository["tables"].as_object().expect("tables") {
            let live = live.as_array().expect("parts").iter().cloned();
            tables.entry(table.clone()).or_default().extend(live);
        }
        generation = generation.max(repository["generation"].as_u64().expect("a number"));
        let name = repository["repo"].as_str().expect("a name").to_owned();
        streams.insert(name, repository["streams"].clone());
    }
    let fields = text.as_object_mut().expect("an object");
    fields.remove("fingerprint");
    for (name, value) in [
        ("schema_version", version.into()),
        ("generation", generation.into()),
        ("tables", serde_json::to_value(tables).expect("JSON")),
        ("repositories", serde_json::to_value(streams).expect("JSON")),
    ] {
        fields.insert(name.to_owned(), value);
    }
    fs::write(store.join("manifest.json"), text.to_string()).expect("written");
    fs::remove_file(store.join("manifest.copy.json")).expect("removed");
    fs::remove_dir_all(store.join("manifests")).expect("removed");
}
