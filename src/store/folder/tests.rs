use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::model::facts::{MilestoneSnapshot, Person, Tag};
use crate::model::time::Timestamp;
use crate::store::files::slug;
use crate::store::manifest::ArchiveStream;
use crate::store::repair::Again;

const REPO: &str = "north/light";

fn tag(name: &str) -> Tag {
    Tag {
        repo: REPO.into(),
        name: name.into(),
        oid: "0".repeat(40).into(),
        tagged: Timestamp::from_seconds(7),
    }
}

/// Adds a tag to a repository and commits.
fn add(store: &mut Store, repo: &str, name: &str) {
    let mut change = store.change(repo).expect("the lock");
    change.append(&[Tag { repo: repo.into(), ..tag(name) }]).expect("written");
    change.streams().archive =
        Some(ArchiveStream { recorded: Timestamp::from_seconds(7), gaps: Vec::new() });
    change.commit().expect("committed");
}

fn names(store: &Store, repo: &str) -> Vec<String> {
    store.read::<Tag>(repo).expect("rows").into_iter().map(|tag| tag.name.into()).collect()
}

/// Files of a folder with their content, by name; locks are left out.
pub(in crate::store) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with("lock") {
                files.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    files
}

/// A store of some repositories with a tag each, `team/0` and so on.
pub(in crate::store) fn store_of(root: &Path, count: usize) -> Store {
    let mut store = Store::open_or_new(root).expect("a store");
    for nth in 0..count {
        add(&mut store, &format!("team/{nth}"), "v1");
    }
    store
}

#[test]
fn rows_come_back_in_order_over_many_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open_or_new(&folder.path().join("s")).expect("a store");
    for index in 0..20 {
        add(&mut store, REPO, &format!("v{index}"));
    }
    let store = Store::open(store.root()).expect("a store");
    assert_eq!(names(&store, REPO), (0..20).map(|i| format!("v{i}")).collect::<Vec<_>>());
    let rows: Vec<u64> = store.manifest().parts("tags", REPO).iter().map(|p| p.rows).collect();
    assert_eq!(rows, [16, 4]);
}

#[test]
fn a_change_that_is_dropped_leaves_no_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open_or_new(folder.path()).expect("a store");
    add(&mut store, REPO, "v1");
    let mut change = store.change(REPO).expect("the lock");
    change.replace(&[tag("v2")]).expect("written");
    drop(change);
    assert_eq!(names(&Store::open(folder.path()).expect("a store"), REPO), ["v1"]);
}

#[test]
fn two_changes_do_not_overlap() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut one = Store::open_or_new(folder.path()).expect("a store");
    let mut two = Store::open_or_new(folder.path()).expect("a store");
    let change = one.change(REPO).expect("the lock");
    assert!(matches!(two.change("south/light"), Err(StoreError::Locked { .. })));
    drop(change);
    assert!(two.change(REPO).is_ok());
}

/// What the next change reads, writes and looks for: nothing of other repositories. Their manifests
/// could not be read, and leftovers in their folders would be cleared away.
#[test]
fn a_change_costs_what_its_repository_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let mut store = store_of(root, 30);
    let others = (1..30).map(|nth| format!("team/{nth}"));
    let others: Vec<String> = others.map(|repo| slug(&repo)).collect();
    for slug in &others {
        fs::write(root.join(format!("manifests/{slug}.json")), "not read").expect("written");
        fs::write(root.join(format!("tags/{slug}/part-9-9.parquet")), "left").expect("written");
    }
    fs::write(root.join("tags/team~0/part-9-9.parquet"), "left").expect("written");
    fs::write(root.join(".writing-abc"), "left").expect("written");
    let before = tree(root);
    add(&mut store, "team/0", "v2");
    let after = tree(root);
    let differ = before.keys().chain(after.keys()).filter(|n| before.get(*n) != after.get(*n));
    let differ: std::collections::BTreeSet<&str> = differ.map(String::as_str).collect();
    let expected = [
        ".writing-abc",
        "manifests/team~0.json",
        "tags/team~0/part-1-0.parquet",
        "tags/team~0/part-2-0.parquet",
        "tags/team~0/part-9-9.parquet",
    ];
    assert_eq!(differ.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(names(&store, "team/0"), ["v1", "v2"]);
    // And it costs no more with more of them.
    let written = |name: &str| after.get(name).map_or(0, Vec::len);
    let alone = tempfile::tempdir().expect("a folder");
    let mut store = store_of(alone.path(), 1);
    add(&mut store, "team/0", "v2");
    let after_alone = tree(alone.path());
    for name in ["manifest.json", "manifests/team~0.json"] {
        assert_eq!(written(name), after_alone[name].len(), "{name}");
    }
}

#[test]
fn names_that_differ_in_little_are_kept_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open_or_new(folder.path()).expect("a store");
    let repos = ["north/light", "North/light", "north/Light", "north/lïght", "north/light.", "n"];
    for repo in repos {
        add(&mut store, repo, repo);
    }
    for repo in repos {
        add(&mut store, repo, "again");
    }
    let store = Store::open(folder.path()).expect("a store");
    assert_eq!(store.repositories().len(), repos.len());
    for repo in repos {
        assert_eq!(names(&store, repo), [repo, "again"]);
    }
    assert_eq!(fs::read_dir(folder.path().join("tags")).expect("tables").count(), repos.len());
}

#[test]
fn what_another_run_writes_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = store_of(folder.path(), 2);
    let reader = Store::open(folder.path()).expect("a store");
    let mut other = Store::open(folder.path()).expect("a store");
    add(&mut store, "team/0", "v2");
    // Its part is gone by now: what is read is of the newer generation, and whole.
    assert_eq!(names(&reader, "team/0"), ["v1", "v2"]);
    let mut change = other.change("team/0").expect("the lock");
    change.append(&[tag("v3")]).expect("written");
    change.commit().expect("committed");
    add(&mut other, "team/2", "new");
    add(&mut store, "team/1", "v2");
    let store = Store::open(folder.path()).expect("a store");
    assert_eq!(names(&store, "team/0"), ["v1", "v2", "v3"]);
    assert_eq!(names(&store, "team/1"), ["v1", "v2"]);
    assert_eq!(names(&store, "team/2"), ["new"]);
}

#[test]
fn damage_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open_or_new(folder.path()).expect("a store");
    add(&mut store, REPO, "v1");
    let file = store.manifest().parts("tags", REPO)[0].file.clone();
    fs::write(folder.path().join(&file), b"PAR1 nothing").expect("written");
    assert!(store.read::<Tag>(REPO).expect_err("damage").is_damage());
    fs::remove_file(folder.path().join(&file)).expect("removed");
    assert!(store.read::<Tag>(REPO).expect_err("damage").is_damage());
}

#[test]
fn manifests_are_not_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("written");
    let open = || Store::open(root);
    write("manifest.json", "{\"schema_version\": 999, \"unheard_of\": 1}");
    assert!(matches!(open(), Err(StoreError::TooNew { found: 999, .. })));
    write("manifest.json", "not json");
    assert!(matches!(open(), Err(StoreError::Manifest { .. })));
    fs::remove_file(root.join("manifest.json")).expect("removed");
    let mut store = store_of(root, 1);
    let now = root.join("manifests/team~0.json");
    let mut repository = store.manifest.repositories["team/0"].clone();
    repository.tables.entry("tags".to_owned()).or_default()[0].file = "../../secret".to_owned();
    let text = ledger::sealed(&repository, &now).expect("text");
    write("manifests/team~0.json", &text);
    assert!(matches!(open(), Err(StoreError::Manifest { .. })));
    let error = store.change("team/0").expect_err("it names a file outside");
    assert!(error.to_string().contains("secret"), "{error}");
    // The manifest of another repository, in this one's place.
    let other = ledger::sealed(&Repository::new("team/1"), &now).expect("text");
    write("manifests/team~0.json", &other);
    assert!(matches!(open(), Err(StoreError::Manifest { .. })));
    write("manifests/team~0.json", "{\"schema_version\": 5, \"unheard_of\": 1}");
    assert!(matches!(open(), Err(StoreError::TooNew { found: 5, .. })));
}

/// The manifest of format 3 as its program wrote it, without and with a fingerprint.
fn older(store: &Store, version: u32) -> String {
    let mut tables: BTreeMap<&str, Vec<serde_json::Value>> = BTreeMap::new();
    let mut streams = BTreeMap::new();
    for (repo, repository) in &store.manifest.repositories {
        for (table, parts) in &repository.tables {
            let parts = parts.iter().map(|part| serde_json::to_value(part).expect("a part"));
            tables.entry(table).or_default().extend(parts);
        }
        streams.insert(repo, &repository.streams);
    }
    let text = |fingerprint: &str| {
        let value = serde_json::json!({
            "schema_version": version, "generation": 9, "example": false, "pseudonym_key": "key",
            "tables": tables, "repositories": streams, "fingerprint": fingerprint,
        });
        let mut text = serde_json::to_string_pretty(&value).expect("text");
        text.push('\n');
        text
    };
    text(&parts::digest(text("").as_bytes()))
}

/// Makes a store of an older format of one of this.
fn make_older(root: &Path, count: usize) -> String {
    let store = store_of(root, count);
    let text = older(&store, 3);
    fs::remove_dir_all(root.join("manifests")).expect("removed");
    fs::remove_file(root.join("manifest.copy.json")).expect("removed");
    for name in ["manifest.json", "manifest.previous.json"] {
        fs::write(root.join(name), &text).expect("written");
    }
    text
}

#[test]
fn stores_of_older_formats_are_read_and_carried_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let text = make_older(root, 3);
    // Left by a carrying over that was cut off.
    fs::create_dir(root.join("manifests")).expect("a folder");
    fs::write(root.join("manifests/gone~away.json"), "{").expect("written");
    let before = tree(root);
    let mut store = Store::open(root).expect("a store");
    assert_eq!(store.repositories(), ["team/0", "team/1", "team/2"]);
    assert_eq!(store.manifest().head.schema_version, 3);
    assert_eq!(names(&store, "team/1"), ["v1"]);
    assert!(store.verify().is_empty());
    drop(store.change("team/1").expect("the lock"));
    assert_eq!(tree(root), before, "reading changes nothing");

    add(&mut store, "team/1", "v2");
    let store = Store::open(root).expect("a store");
    assert_eq!(store.manifest().head.schema_version, 4);
    assert_eq!(store.manifest().head.pseudonym_key, "key");
    for (repo, tags) in [("team/0", &["v1"][..]), ("team/1", &["v1", "v2"]), ("team/2", &["v1"])] {
        assert_eq!(names(&store, repo), tags);
        assert!(store.streams(repo).archive.is_some());
    }
    assert_eq!(store.manifest().repositories["team/1"].generation, 10);
    assert!(store.verify().is_empty());
    let files = tree(root);
    assert!(
        !files.contains_key("manifest.previous.json")
            && !files.contains_key("manifests/gone~away.json")
    );
    assert!(Store::repair(root).expect("whole").is_empty());

    let damaged = text.replacen("\"rows\": 1", "\"rows\": 2", 1);
    assert!(matches!(
        crate::store::manifest::Top::parse(&damaged, root, root),
        Err(StoreError::Manifest { .. })
    ));
}

#[test]
fn a_damaged_manifest_of_an_older_format_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    make_older(root, 2);
    fs::write(root.join("manifest.json"), "{").expect("written");
    let given_up = Store::repair(root).expect("repaired");
    assert_eq!(given_up.len(), 1);
    let store = Store::open(root).expect("a store");
    assert_eq!(names(&store, "team/1"), ["v1"]);
    assert!(store.verify().is_empty());
}

#[test]
fn a_damaged_head_is_mended_from_its_copy() {
    for gone in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let key = store_of(root, 2).manifest.head.pseudonym_key;
        if gone {
            fs::remove_file(root.join("manifest.json")).expect("removed");
        } else {
            fs::write(root.join("manifest.json"), "{").expect("written");
        }
        assert!(Store::open(root).expect_err("damage").is_damage());
        assert!(Store::is_store(root));
        let given_up = Store::repair(root).expect("repaired");
        assert_eq!(given_up.iter().map(|g| g.again).collect::<Vec<_>>(), [Again::Copy]);
        let store = Store::open(root).expect("a store");
        assert_eq!(
            (names(&store, "team/0"), &store.manifest.head.pseudonym_key),
            (vec!["v1".to_owned()], &key)
        );
        assert!(store.verify().is_empty());
    }
    // Without a copy the repositories stay.
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let key = store_of(root, 2).manifest.head.pseudonym_key;
    for name in ["manifest.json", "manifest.copy.json"] {
        fs::write(root.join(name), "{").expect("written");
    }
    let given_up = Store::repair(root).expect("repaired");
    assert!(given_up[0].what.contains("pseudonyms"), "{given_up:?}");
    let store = Store::open(root).expect("a store");
    assert_eq!(names(&store, "team/1"), ["v1"]);
    assert_ne!(store.manifest.head.pseudonym_key, key);
    assert!(store.verify().is_empty());
}

#[test]
fn a_damaged_manifest_of_a_repository_harms_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let mut store = store_of(root, 3);
    add(&mut store, "team/0", "v2");
    let path = |ending: &str| root.join(format!("manifests/team~0.{ending}"));
    let harms: [&dyn Fn(); 2] = [&|| fs::write(path("json"), "{").expect("written"), &|| {
        fs::remove_file(path("json")).expect("removed");
    }];
    for harm in harms {
        harm();
        let error = Store::open(root).expect_err("damage");
        assert!(error.is_damage() && error.to_string().contains("team~0.json"), "{error}");
        let given_up = Store::repair(root).expect("repaired");
        assert!(given_up.iter().all(|given_up| given_up.repo == "team/0"), "{given_up:?}");
        assert!(given_up.iter().any(|given_up| given_up.again == Again::Archive), "{given_up:?}");
        let mut store = Store::open(root).expect("a store");
        assert!(store.verify().is_empty());
        assert_eq!(names(&store, "team/1"), ["v1"]);
        add(&mut store, "team/0", "again");
    }
    for ending in ["json", "previous"] {
        fs::write(path(ending), "{").expect("written");
    }
    let given_up = Store::repair(root).expect("repaired");
    assert_eq!((given_up[0].repo.as_str(), given_up[0].again), ("team/0", Again::Nowhere));
    let store = Store::open(root).expect("a store");
    assert_eq!(store.repositories(), ["team/1", "team/2"]);
    // A copy that is damaged is removed, and nothing given up.
    fs::write(root.join("manifests/team~1.previous"), "{").expect("written");
    assert_eq!(store.verify().len(), 1);
    assert!(Store::repair(root).expect("repaired").is_empty());
    assert!(Store::open(root).expect("a store").verify().is_empty());
}

/// Snapshots of milestones that the manifest before the last change names stay.
#[test]
fn what_cannot_be_read_again_outlives_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let mut store = Store::open_or_new(root).expect("a store");
    let snapshot = |number| MilestoneSnapshot {
        repo: REPO.into(),
        number,
        seen: Timestamp::from_seconds(number),
        due: None,
        state: "open".into(),
    };
    for number in 1..=2 {
        let mut change = store.change(REPO).expect("the lock");
        change.append(&[snapshot(number)]).expect("written");
        change.commit().expect("committed");
    }
    fs::write(root.join("manifests/north~light.json"), "{").expect("written");
    Store::repair(root).expect("repaired");
    let store = Store::open(root).expect("a store");
    assert_eq!(store.read::<MilestoneSnapshot>(REPO).expect("rows"), [snapshot(1)]);
}

#[test]
fn who_is_forgotten_stands_in_no_file_nor_copy() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let mut store = store_of(root, 3);
    for repo in ["team/0", "team/2"] {
        let mut change = store.change(repo).expect("the lock");
        let person = Person {
            repo: repo.into(),
            person: "quirin-zz".into(),
            login: Some("quirin-zz".into()),
            account: None,
            email: None,
            is_bot: false,
        };
        change.merge_people(&[person]).expect("written");
        let gap = crate::sources::facts::Gap {
            what: "odd".to_owned(),
            count: 1,
            examples: vec!["quirin-zz".to_owned()],
        };
        change.streams().archive.as_mut().expect("an archive").gaps.push(gap);
        change.commit().expect("committed");
    }
    // The gap is over, and its manifest is the copy.
    let mut change = store.change("team/2").expect("the lock");
    change.streams().archive.as_mut().expect("an archive").gaps.clear();
    change.commit().expect("committed");
    assert_eq!(store.forget("nobody").expect("the store"), 0);
    assert!(store.forget("quirin-zz").expect("the store") > 0);
    for (name, bytes) in tree(root) {
        assert!(!String::from_utf8_lossy(&bytes).contains("quirin"), "{name}");
    }
    let store = Store::open(root).expect("a store");
    assert!(store.verify().is_empty());
    assert_eq!(names(&store, "team/0"), ["v1"]);
    assert_eq!(store.read::<Person>("team/2").expect("rows")[0].person, "~forgotten-1");
}

#[test]
fn memory_of_other_facts_leaves_none_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store_of(folder.path(), 2);
    let index = store.index();
    let held = Facts { tags: vec![tag("v7"), tag("v8")], people: vec![], ..Facts::default() };
    let other = index.facts_in("team/1", held).expect("facts");
    assert_eq!(other, index.facts("team/1").expect("facts"));
    assert_eq!(index.facts_in("team/9", other).expect("facts"), Facts::default());
}
