use super::*;
use crate::store::Store;
use crate::store::folder::tests::{store_of, tree};

/// A change of two of three repositories and of what they share, cut off after each of its writes:
/// before the first of them nothing has happened, after it everything has.
#[test]
fn several_manifests_change_at_once_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("s");
    let store = store_of(&root, 3);
    let head = Head { example: true, ..store.manifest().head.clone() };
    let mut changed = Vec::new();
    for repo in ["team/0", "team/2"] {
        let mut next = store.manifest().repositories[repo].clone();
        next.generation += 1;
        next.streams.web_url = Some("https://git.example".to_owned());
        changed.push(next);
    }
    let before = tree(&root);
    put_several(&root, head.clone(), changed.clone(), Vec::new()).expect("written");
    let after = tree(&root);
    assert!(!after.contains_key(PENDING));
    let pending =
        Pending { schema_version: SCHEMA_VERSION, head, repositories: changed, gone: Vec::new() };
    let pending = sealed(&pending, &root).expect("text");

    let differ: Vec<&String> =
        after.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert_eq!(differ.len(), 2 + 2 * 2, "head and two repositories, twice each: {differ:?}");
    let lay = |files: &BTreeMap<String, Vec<u8>>| {
        for (name, bytes) in files {
            fs::write(root.join(name), bytes).expect("written");
        }
    };
    let whole = Store::open(&root).expect("a store").manifest().clone();
    for count in 0..=differ.len() {
        lay(&before);
        fs::write(root.join(PENDING), &pending).expect("written");
        for name in &differ[..count] {
            fs::write(root.join(name), &after[*name]).expect("written");
        }
        assert_eq!(Store::open(&root).expect("a store").manifest(), &whole, "after {count}");
        let (head, of_two) = one(&root, "team/2").expect("a store");
        assert_eq!((&head, of_two.as_ref()), (&whole.head, whole.repositories.get("team/2")));
        // The next change finishes it, of whatever repository it is.
        let mut store = Store::open(&root).expect("a store");
        drop(store.change("team/1").expect("the lock"));
        assert_eq!(tree(&root), after, "after {count}");
    }

    // A repository that was changed since then is not put back.
    lay(&after);
    let mut newer = whole.repositories["team/0"].clone();
    newer.generation += 1;
    newer.streams.web_url = None;
    put(&root, &newer).expect("written");
    fs::write(root.join(PENDING), &pending).expect("written");
    let store = Store::open(&root).expect("a store");
    assert_eq!(store.manifest().repositories["team/0"], newer);
    assert_eq!(one(&root, "team/0").expect("a store").1, Some(newer));

    // One that cannot be read is given up, and the store is as it was before.
    lay(&before);
    fs::write(root.join(PENDING), &pending[..pending.len() / 2]).expect("written");
    assert!(Store::open(&root).expect_err("damage").is_damage());
    let given_up = Store::repair(&root).expect("repaired");
    assert!(given_up[0].what.contains("under way"), "{given_up:?}");
    assert_eq!(tree(&root), before);
}
