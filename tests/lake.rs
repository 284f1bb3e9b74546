//! Lakes: repositories side by side, for engines on many machines.

use std::collections::BTreeMap;

use crate::support::{TestEnv, example, tree};

/// Exports one repository of the example.
fn export(env: &TestEnv, repo: &str) {
    let example = example();
    let args = ["export", "--lake", "lake", repo, "--store", &example, "--offline"];
    let ran = env.midspan(&args);
    assert!(ran.err.contains("1 repository with "), "{}", ran.err);
    let _ = ran.success();
}

#[test]
fn repositories_are_exported_one_by_one() {
    let env = TestEnv::new();
    export(&env, "northlight/harbor");
    let first = tree(&env.path("lake"));
    export(&env, "northlight/atlas");
    let both = tree(&env.path("lake"));
    for (name, bytes) in &first {
        assert!(both.get(name) == Some(bytes), "{name} was touched");
    }
    let of = |name: &str, files: &BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|path| path.contains(name)).count()
    };
    assert!(of("northlight~atlas", &both) > 15, "{:?}", both.keys());
    assert_eq!(of("northlight~atlas", &first), 0);
    let partitions = both.keys().filter(|path| path.contains('=')).count();
    assert_eq!(partitions, 0, "folders are no Hive partitions");
    // Again, and nothing changes.
    export(&env, "northlight/harbor");
    assert!(tree(&env.path("lake")) == both);
}

#[test]
fn a_lake_takes_what_fits_and_nothing_else() {
    let env = TestEnv::new();
    export(&env, "northlight/harbor");
    let before = tree(&env.path("lake"));
    let example = example();
    let error = env.midspan(&["export", "--lake", "lake", &example, "--months", "2"]).failure(2);
    assert!(error.contains("another run: the first month"), "{error}");
    let error = env.midspan(&["export", "--lake", "lake", &example, "--names"]).failure(2);
    assert!(error.contains("--names is false there and true here"), "{error}");
    let error = env.midspan(&["export", "lake", &example]).failure(2);
    assert!(error.contains("lake is a lake") && error.contains("--lake"), "{error}");
    let refused = env.midspan(&["export", "--lake", "other", &example, "--format", "csv"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(tree(&env.path("lake")) == before && !env.path("other").exists());
}

#[test]
fn observations_need_their_lake() {
    let env = TestEnv::new();
    export(&env, "northlight/harbor");
    let example = example();
    let report = |args: &[&str]| {
        let all = [&["report", "--no-files", "--observations", "out"], args].concat();
        env.midspan(&all)
    };
    let error = report(&[]).failure(2);
    assert!(error.contains("one place, the lake"), "{error}");
    let error = report(&[&example]).failure(2);
    assert!(error.contains("is not a lake") && error.contains("export --lake"), "{error}");
    let error = report(&["lake"]).failure(2);
    assert!(
        error.contains("out holds no signals") && error.contains("midspan_spark.py"),
        "{error}"
    );
    assert_eq!(report(&["lake", "--months", "3"]).code, 2);
}
