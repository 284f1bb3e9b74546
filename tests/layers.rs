//! Arrows between layers point one way.

use std::path::{Path, PathBuf};

use crate::support::project;

/// In the order of the data; a layer may use those before it.
const LAYERS: [&str; 11] = [
    "model", "config", "sources", "store", "derive", "signals", "score", "advice", "report",
    "render", "cli",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_arrow_points_back() {
    let root = project().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "only {} files found", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).expect("below src");
        let layer = relative.components().next().expect("a name").as_os_str().to_string_lossy();
        let layer = layer.trim_end_matches(".rs");
        let Some(own) = LAYERS.iter().position(|l| *l == layer) else {
            assert!(matches!(layer, "lib" | "main"), "{layer} is no layer");
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("a file");
        for (number, line) in text.lines().enumerate() {
            // Comments may point anywhere; code may not.
            let code = line.split("//").next().unwrap_or_default();
            for used in code.split("crate::").skip(1) {
                let name: String =
                    used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if LAYERS.iter().position(|l| *l == name).is_some_and(|used| used > own) {
                    wrong.push(format!(
                        "{}:{}: {layer} uses {name}",
                        relative.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The simulator shares nothing with what measures (model 4a), nor with the anchors.
#[test]
fn the_simulator_knows_nothing_of_scores() {
    let root = project().join("src/sources/simulate");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 10, "only {} files found", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for used in code.split("crate::").skip(1) {
                let allowed = ["model::", "sources::facts", "sources::text", "sources::simulate"];
                if !allowed.iter().any(|a| used.starts_with(a)) {
                    wrong.push(format!("{}:{}: {used}", file.display(), number + 1));
                }
            }
            if code.contains("queries/signals") || code.contains("model::derived") {
                wrong.push(format!("{}:{}: {code}", file.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_looks_around() {
    const FORBIDDEN: [&str; 7] = [
        "println!",
        "print!(",
        "std::env::var",
        "env::var(",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
    ];
    let root = project().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).expect("below src");
        let in_tests = relative.components().any(|c| c.as_os_str() == "tests");
        let is_test = in_tests || relative.file_stem().is_some_and(|stem| stem == "tests");
        if relative.starts_with("cli") || is_test {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in FORBIDDEN {
            if code.contains(word) {
                wrong.push(format!("{}: {word}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let root = project().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let long: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let text = std::fs::read_to_string(file).expect("a file");
            let lines = text.lines().count();
            (lines > 600).then(|| format!("{}: {lines} lines", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
