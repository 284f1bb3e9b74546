//! What lies in repositories: files, messages, objects, addresses.

use midspan::sources::git::codeowners::{self as owners, Rules};
use midspan::sources::git::mailmap::Mailmap;
use midspan::sources::git::remote::RemoteAddress;
use midspan::sources::git::trailers::{self, Named};
use midspan::sources::git::{fuzzing, identity, lines, message};
use midspan::sources::github::{Endpoint, Token};
use midspan::sources::text;

/// CODEOWNERS: rules and bad lines in the order of the file, and the same owners from the rows that are
/// stored of it.
pub fn codeowners(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let rules = owners::parse(&text);
    let lines = i64::try_from(text.lines().count()).expect("a count");
    for pair in rules.rules().windows(2) {
        assert!(pair[0].line < pair[1].line, "rules out of order");
    }
    let numbers = rules.rules().iter().map(|r| r.line);
    for line in numbers.chain(rules.invalid().iter().map(|i| i.line)) {
        assert!((1..=lines).contains(&line), "line {line} of {lines}");
    }
    let stored = Rules::from_rows(rules.rules().iter().flat_map(|rule| {
        let keys = rule.owners.iter().map(|owner| Some(owner.key.as_str()));
        let none = rule.owners.is_empty().then_some(None);
        keys.chain(none).map(|key| (rule.pattern.as_str(), key, rule.line))
    }));
    let fixed = ["README.md", "src/a/b.rs", "docs/x", ""];
    let own = rules.rules().iter().map(|rule| rule.pattern.trim_matches('/'));
    for path in own.take(8).chain(fixed) {
        let found = rules.owners(path);
        assert_eq!(found, stored.owners(path), "{path}");
        assert!(found.is_none_or(|found| rules.rules().iter().any(|r| r.owners == found)));
    }
}

/// Commit messages: what is found in them has the shape that the tables promise.
pub fn commit_message(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let message = message::split(&text);
    assert!(!message.subject.contains('\n'));
    assert!(message.body.len() + message.trailers.len() <= text.lines().count());
    assert!(message::words(&message.body) >= 0);
    for is_merge in [false, true] {
        if let Some(number) = message::pull_number(&message, is_merge, "acme/tool") {
            assert!((1..1_000_000_000).contains(&number), "{number}");
        }
    }
    if let Some(id) = message::reverts(&message.body) {
        assert!((7..=40).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
    for line in &message.trailers {
        assert!(trailers::keys(line).iter().all(|key| trailers::KEYS.contains(key)));
        for named in trailers::persons(line) {
            match named {
                Named::Mail { name, email } => {
                    assert!(!email.is_empty());
                    check_key(&identity::person_key(name, email));
                }
                Named::Login(login) | Named::Name(login) => assert!(!login.is_empty()),
            }
        }
    }
}

/// A login, or a hash that nobody can read an address from.
fn check_key(key: &str) {
    match key.strip_prefix('~') {
        Some(hash) => {
            assert!(hash.len() == 12 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{key}");
        }
        None => assert!(!key.is_empty() && !key.contains(['@', ' ', '\n']), "{key:?}"),
    }
}

/// Mailmap: every address of the file is looked up, and case means nothing.
pub fn mailmap(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let map = Mailmap::parse(&text);
    for line in text.lines() {
        for part in line.split('<').skip(1).filter_map(|part| part.split('>').next()) {
            let name = line.split('<').next().unwrap_or_default();
            let found = map.email(name, part);
            assert!(found.is_none_or(|email| !email.is_empty()));
            if line.is_ascii() {
                let upper = (name.to_ascii_uppercase(), part.to_ascii_uppercase());
                assert_eq!(map.email(&upper.0, &upper.1), found, "{line}");
            }
            check_key(&identity::person_key(name, found.unwrap_or(part)));
        }
    }
}

/// Objects of git: ids, offsets and times in their ranges, and two trees the same whether what they begin
/// with alike was read or passed over.
pub fn git_objects(data: &[u8]) {
    for object in [fuzzing::commit(data), fuzzing::tag(data)] {
        assert!(object.ids.iter().all(|id| id.len() == 40));
        assert!(object.message <= data.len());
        for (at, offset) in object.times {
            assert!((-1440..=1440).contains(&offset));
            let second = at.map(|at| at.to_jiff().as_second());
            assert_eq!(second, at.map(|at| at.seconds()), "a time beyond the calendar");
        }
    }
    let (cut, rest) = super::choice(data);
    let (head, tail) = rest.split_at(cut.min(rest.len()));
    // Two trees with a common beginning.
    let (one, other) = ([head, tail].concat(), [head, head].concat());
    let [(left, _), (right, _)] = fuzzing::trees(&one, &other);
    for (bytes, left) in [(&one, left), (&other, right)] {
        let (all, broken) = fuzzing::tree(bytes);
        assert!(all.iter().all(|(_, name, id)| !name.is_empty() && id.len() == 40));
        assert!(broken || all.ends_with(&left), "an entry was lost or made up");
    }
}

/// Line counts: their difference is that of the lengths.
pub fn line_counts(data: &[u8]) {
    let at = data.iter().position(|b| *b == 0).unwrap_or(data.len() / 2);
    let (before, after) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let count = |data: &[u8]| {
        let feeds = data.iter().filter(|b| **b == b'\n').count();
        i64::try_from(feeds + usize::from(data.last().is_some_and(|b| *b != b'\n'))).expect("few")
    };
    let found = lines::count(before, after);
    assert_eq!(found.additions - found.deletions, count(after) - count(before));
    assert!((0..=count(after)).contains(&found.additions));
    assert!((0..=count(before)).contains(&found.deletions));
    let same = lines::count(before, before);
    assert_eq!((same.additions, same.deletions), (0, 0));
}

/// Features of descriptions and comments.
pub fn texts(data: &[u8]) {
    let all = String::from_utf8_lossy(data);
    let (title, body) = all.split_once('\n').unwrap_or(("", &all));
    let intent = text::intent(title, body);
    assert!(intent.body_length >= 0 && text::characters(body) >= 0);
    assert!(text::closed_issues(body, "acme/tool").iter().all(|number| *number > 0));
    for name in text::mentions(body) {
        assert!(!name.is_empty() && !name.contains(char::is_whitespace), "{name:?}");
    }
    let _ = (text::is_question(body), text::text_key(body), text::prose(body));
    let words = text::ApprovalWords::new(&[title.to_owned()]);
    if let Some(word) = words.find(body) {
        assert!(!word.is_empty());
    }
}

/// Addresses: none shows a password, none lets a token follow to another host.
pub fn addresses(data: &[u8]) {
    const SECRET: &str = "ghp_s3cr3tS3cr3t";
    let text = String::from_utf8_lossy(data);
    let (one, other) = text.split_once('\n').unwrap_or((&text, "https://api.github.com"));
    for url in [one.to_owned(), format!("https://x:{SECRET}@{one}"), format!("{SECRET}@{one}")] {
        let Some(address) = RemoteAddress::parse(&url) else { continue };
        let repo = address.repo();
        assert!(repo.matches('/').count() == 1 && !repo.contains(char::is_control), "{repo:?}");
        let told = url == one || one.contains(SECRET);
        assert!(told || !address.web().contains(SECRET), "{}", address.web());
    }
    identity::account_of(one).inspect(|account| check_key(&account.login));
    check_key(&identity::person_key(one, other));
    if let Ok(endpoint) = Endpoint::new(Some(one), None) {
        let whole = !endpoint.rest.contains(['?', '#']);
        let host = endpoint.rest.split('/').nth(2).expect("a host");
        assert!(whole && !host.contains('@'), "{}", endpoint.rest);
        assert!(endpoint.is_same_origin(&endpoint.rest));
        if endpoint.is_same_origin(other) {
            let scheme_end = endpoint.rest.find("://").expect("a scheme") + 3;
            let host_end = endpoint.rest[scheme_end..].find('/').map(|at| at + scheme_end);
            let origin = &endpoint.rest[..host_end.unwrap_or(endpoint.rest.len())];
            let behind = other.strip_prefix(origin).expect("the same origin");
            assert!(behind.is_empty() || behind.starts_with(['/', '?', '#']), "{other}");
        }
    }
    let token = Token::new(SECRET).expect("a token");
    assert!(!token.redact(&format!("{one}{SECRET}{other}")).contains(SECRET));
}
