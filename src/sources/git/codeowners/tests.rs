use proptest::prelude::*;

use super::*;

/// Owners of a path as one text; `-` where ownership is taken away, empty where nothing matches.
fn owners(text: &str, path: &str) -> String {
    match parse(text).owners(path) {
        None => String::new(),
        Some([]) => "-".to_owned(),
        Some(owners) => owners.iter().map(|o| o.key.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    !owners(&format!("{pattern} @kim"), path).is_empty()
}

#[test]
fn patterns_follow_gitignore() {
    for (pattern, yes, no) in [
        ("*", vec!["a", "a/b/c.rs"], vec![]),
        ("*.js", vec!["a.js", "x/y/a.js"], vec!["a.jsx", "a/js"]),
        ("/build/logs/", vec!["build/logs/a", "build/logs/b/c"], vec!["x/build/logs/a"]),
        ("docs/*", vec!["docs/start.md"], vec!["docs/build/trouble.md", "x/docs/start.md"]),
        ("apps/", vec!["apps/a", "x/apps/y/b"], vec!["apps", "happs/a"]),
        ("/docs/", vec!["docs/a", "docs/b/c"], vec!["x/docs/a"]),
        ("/scripts", vec!["scripts", "scripts/a/b"], vec!["x/scripts"]),
        ("**/logs", vec!["logs", "build/logs", "a/b/logs/c.txt"], vec!["logsx"]),
        ("/src/**/test", vec!["src/test", "src/a/b/test/c"], vec!["test"]),
        ("/src/**", vec!["src/a", "src/a/b"], vec!["src", "x/src/a"]),
        ("src/lib.rs", vec!["src/lib.rs"], vec!["x/src/lib.rs"]),
        ("a?c", vec!["abc"], vec!["ac", "a/c"]),
        ("f**o", vec!["fo", "fxo"], vec!["f/o"]),
        ("with\\ space/", vec!["with space/a"], vec!["with"]),
        ("{a,b}.rs", vec!["{a,b}.rs"], vec!["a.rs"]),
        ("Makefile", vec!["Makefile", "x/Makefile"], vec!["makefile"]),
    ] {
        for path in yes {
            assert!(matches(pattern, path), "{pattern} takes {path}");
        }
        for path in no {
            assert!(!matches(pattern, path), "{pattern} leaves {path}");
        }
    }
}

#[test]
fn the_last_match_wins_and_may_take_ownership_away() {
    let text =
        "# all\n* @acme/core\n\n/apps/ @kim  # remark @lee\n/apps/github\n*.md a@x.org @lee\n";
    assert_eq!(owners(text, "src/lib.rs"), "team:acme/core");
    assert_eq!(owners(text, "apps/web/a.rs"), "kim");
    assert_eq!(owners(text, "apps/github/a.rs"), "-");
    let hash = identity::person_key("", "a@x.org");
    assert_eq!(owners(text, "apps/github/a.md"), format!("{hash} lee"));
    assert_eq!(owners("/docs/ @kim\n", "src/lib.rs"), "");
    assert_eq!(parse(text).rules()[1].line, 4);
}

#[test]
fn skips_what_github_skips() {
    let text = "!a @kim\n\\#b @kim\nc[0-9] @kim\nd kim\n/ @kim\ne @kim\nf @\ng @/x\n";
    let rules = parse(text);
    let lines: Vec<i64> = rules.invalid().iter().map(|invalid| invalid.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5, 7, 8]);
    assert_eq!(rules.rules().len(), 1);
}

#[test]
fn rows_give_the_same_answers() {
    let text = "* @acme/core @kim\n/apps/\n/apps/x @lee\n";
    let rules = parse(text);
    let mut rows = Vec::new();
    for rule in rules.rules() {
        if rule.owners.is_empty() {
            rows.push((rule.pattern.as_str(), None, rule.line));
        }
        for owner in &rule.owners {
            rows.push((rule.pattern.as_str(), Some(owner.key.as_str()), rule.line));
        }
    }
    rows.reverse();
    let read = Rules::from_rows(rows);
    for path in ["a", "apps/y", "apps/x/z"] {
        let sorted = |rules: &Rules| {
            let mut owners = rules.owners(path).map(<[Owner]>::to_vec);
            if let Some(owners) = &mut owners {
                owners.sort();
            }
            owners
        };
        assert_eq!(sorted(&read), sorted(&rules), "{path}");
    }
}

proptest! {
    #[test]
    fn any_text_reads(text in "([a-z*?/\\\\# @!\\[\\]{},.]{0,20}\n){0,8}", path in "[a-z/.]{0,20}") {
        let rules = parse(&text);
        let lines = text.lines().filter(|l| !l.trim().is_empty() && !l.trim().starts_with('#'));
        prop_assert_eq!(rules.rules().len() + rules.invalid().len(), lines.count());
        let _ = rules.owners(&path);
    }
}
