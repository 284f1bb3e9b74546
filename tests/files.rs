//! No test file is forgotten.

use crate::support::project;

#[test]
fn every_file_is_a_module() {
    let main = std::fs::read_to_string(project().join("tests/main.rs")).expect("main.rs");
    for entry in std::fs::read_dir(project().join("tests")).expect("tests") {
        let path = entry.expect("an entry").path();
        let is_module = path.is_dir() && path.join("mod.rs").exists();
        let is_source = path.extension().is_some_and(|e| e == "rs");
        if !(is_module || is_source) {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy();
        assert!(name == "main" || main.contains(&format!("mod {name};")), "{name} is not run");
    }
}
