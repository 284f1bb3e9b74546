//! Pages that the program writes, compared with what stands under docs/; `MIDSPAN_BLESS=1 cargo
//! test docs` writes them anew.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{TestEnv, project, tree};

#[test]
fn docs_of_signals_and_tables_are_fresh() {
    let env = TestEnv::new();
    let _ = env.midspan(&["reference", "docs"]).success();
    let made = tree(&env.path("docs"));
    let docs = project().join("docs");
    if std::env::var_os("MIDSPAN_BLESS").is_some() {
        let _ = fs::remove_dir_all(docs.join("signals"));
        for (name, bytes) in &made {
            let path = docs.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("written");
        }
        return;
    }
    for (name, bytes) in &made {
        let kept = fs::read(docs.join(name)).unwrap_or_default();
        assert!(kept == *bytes, "docs/{name} is stale: MIDSPAN_BLESS=1 cargo test docs");
    }
    let pages: BTreeSet<String> =
        tree(&docs.join("signals")).into_keys().map(|n| format!("signals/{n}")).collect();
    let fresh: BTreeSet<String> = made.into_keys().filter(|n| n.starts_with("signals/")).collect();
    assert_eq!(pages, fresh, "a page of a signal that is gone");
}

#[test]
fn docs_link_to_what_exists() {
    let docs = project().join("docs");
    let mut links = 0;
    for (name, bytes) in tree(&docs) {
        let Some(folder) = docs.join(&name).parent().map(std::path::Path::to_owned) else {
            continue;
        };
        if std::path::Path::new(&name).extension().is_none_or(|e| e != "md") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            links += 1;
            let file = target.split('#').next().unwrap_or_default();
            assert!(folder.join(file).exists(), "{name} links to {target}");
        }
    }
    assert!(links > 60, "only {links} links found");
}
