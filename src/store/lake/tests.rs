use super::*;
use crate::model::facts::Tag;

fn run() -> LakeRun {
    LakeRun {
        lake_version: LAKE_VERSION,
        score_version: "1-00000000".to_owned(),
        as_of: Timestamp::from_seconds(1_700_000_000),
        first_period: "2023-06".to_owned(),
        last_period: "2023-10".to_owned(),
        time_zone: "UTC".to_owned(),
        config: "c".repeat(64),
        min_active: 5,
        min_authors: 3,
        names: false,
    }
}

fn tags(repo: &str, names: &[&str]) -> Vec<(&'static str, Vec<Column>)> {
    let row = |name: &&str| Tag {
        repo: repo.into(),
        name: (*name).into(),
        oid: "0".repeat(40).into(),
        tagged: Timestamp::from_seconds(7),
    };
    vec![(Tag::NAME, Tag::to_columns(&names.iter().map(row).collect::<Vec<_>>()))]
}

fn put(lake: &Lake, repo: &str, names: &[&str]) {
    lake.put(repo, vec![repo.to_owned()], &tags(repo, names), "about").expect("written");
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                found.insert(entry.path(), fs::read(entry.path()).expect("a file"));
            }
        }
    }
    found
}

fn names(lake: &Lake) -> Vec<(String, Vec<String>)> {
    let entries = lake.entries::<String>().expect("entries");
    let of = |e: &Entry<String>| {
        lake.read::<Tag, _>(e).expect("rows").into_iter().map(|t| String::from(t.name))
    };
    entries.iter().map(|e| (e.repo.clone(), of(e).collect())).collect()
}

#[test]
fn a_repository_takes_the_place_of_itself_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::join(folder.path(), &run()).expect("a lake");
    put(&lake, "north/light", &["v1"]);
    put(&lake, "north/dark", &["d1"]);
    let before = files(folder.path());
    put(&lake, "north/light", &["v1"]);
    assert!(files(folder.path()) == before, "the same rows are the same files");
    put(&lake, "north/light", &["v1", "v2"]);
    let after = files(folder.path());
    let dark = |path: &&PathBuf| path.display().to_string().contains("north~dark");
    for path in before.keys().filter(dark) {
        assert_eq!(before.get(path), after.get(path), "{}", path.display());
    }
    assert_eq!(after.len(), before.len(), "what nothing names is removed");
    let [dark, light] = names(&lake).try_into().expect("two");
    assert_eq!(dark, ("north/dark".to_owned(), vec!["d1".to_owned()]));
    assert_eq!(light, ("north/light".to_owned(), vec!["v1".to_owned(), "v2".to_owned()]));
}

#[test]
fn a_table_that_lost_its_rows_has_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::join(folder.path(), &run()).expect("a lake");
    put(&lake, "north/light", &["v1"]);
    put(&lake, "north/light", &[]);
    assert!(!folder.path().join("tables/tags/north~light").exists());
    assert_eq!(names(&lake), vec![("north/light".to_owned(), Vec::new())]);
}

#[test]
fn what_was_cut_off_is_not_seen_and_swept_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::join(folder.path(), &run()).expect("a lake");
    put(&lake, "north/light", &["v1"]);
    let own = folder.path().join("tables/tags/north~light");
    fs::write(own.join(".writing-abc"), b"PAR1").expect("written");
    fs::write(own.join("part-0000.parquet"), b"PAR1").expect("written");
    fs::write(folder.path().join("repositories/.writing-abc"), b"{").expect("written");
    assert_eq!(names(&lake), vec![("north/light".to_owned(), vec!["v1".to_owned()])]);
    put(&lake, "north/light", &["v2"]);
    assert_eq!(fs::read_dir(own).expect("a folder").count(), 1);
}

#[test]
fn names_from_outside_stay_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("deep/lake");
    let lake = Lake::join(&root, &run()).expect("a lake");
    let hostile = [
        "../../x",
        "..",
        "/etc/passwd",
        "a=b/c=d",
        "_hidden/x",
        ".git/x",
        "a/*{b,c}?[d]",
        "a\\b\n/c",
        "é/ü",
    ];
    for repo in hostile {
        put(&lake, repo, &[repo]);
    }
    let mut expected: Vec<(String, Vec<String>)> =
        hostile.iter().map(|r| ((*r).to_owned(), vec![(*r).to_owned()])).collect();
    expected.sort();
    assert_eq!(names(&lake), expected);
    for path in files(folder.path()).keys() {
        let inside = path.strip_prefix(&root).expect("inside the lake").display().to_string();
        // Hive partitions, hidden files and patterns mean something to engines.
        assert!(!inside.contains(['=', '*', '{', '[', '?', '\\', '\n']), "{inside}");
        assert!(inside.split('/').all(|part| !part.starts_with(['_', '.'])), "{inside}");
    }
}

#[test]
fn a_lake_is_of_one_run() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(matches!(Lake::open(folder.path()), Err(LakeError::NotALake { .. })));
    let _ = Lake::join(folder.path(), &run()).expect("a lake");
    let _ = Lake::join(folder.path(), &run()).expect("the same");
    let other = LakeRun { last_period: "2023-11".to_owned(), ..run() };
    let error = Lake::join(folder.path(), &other).expect_err("another run").to_string();
    assert!(error.contains("the last month is 2023-10 there and 2023-11 here"), "{error}");
    fs::write(folder.path().join(RUN), "{\"lake_version\": 7, \"unheard_of\": 1}")
        .expect("written");
    assert!(matches!(Lake::open(folder.path()), Err(LakeError::OtherVersion { found: 7, .. })));
}

#[test]
fn many_begin_one_lake_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    std::thread::scope(|scope| {
        for index in 0..8 {
            let root = folder.path();
            scope.spawn(move || {
                let lake = Lake::join(root, &run()).expect("a lake");
                put(&lake, &format!("north/r{index}"), &["v1"]);
            });
        }
    });
    let lake = Lake::open(folder.path()).expect("a lake");
    assert_eq!(names(&lake).len(), 8);
}

#[test]
fn the_state_changes_with_any_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::join(folder.path(), &run()).expect("a lake");
    let now = || state(&lake.entries::<String>().expect("entries"));
    put(&lake, "north/light", &["v1"]);
    let one = now();
    put(&lake, "north/light", &["v2"]);
    let two = now();
    put(&lake, "north/light", &["v1"]);
    assert_ne!(one, two);
    assert_eq!(one, now());
}

#[test]
fn entries_are_not_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::join(folder.path(), &run()).expect("a lake");
    put(&lake, "north/light", &["v1"]);
    let path = lake.entry_path("north~light");
    let text = fs::read_to_string(&path).expect("text");
    fs::write(&path, text.replace("tables/tags", "../tags")).expect("written");
    assert!(matches!(lake.entries::<String>(), Err(LakeError::File(StoreError::Manifest { .. }))));
    fs::write(&path, "no JSON").expect("written");
    assert!(lake.entries::<String>().is_err());
}
