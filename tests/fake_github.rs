//! The fake GitHub behaves as GitHub does, so that tests against it mean something.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::support::github::scenario::{ATLAS, atlas};
use crate::support::github::{Act, Fake, Fault, Faults, TOKEN};
use crate::support::project;

/// What came back: head and body.
fn send(fake: &Fake, request: &str) -> (String, String) {
    let address = fake.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    stream.shutdown(std::net::Shutdown::Write).expect("half closed");
    let mut text = String::new();
    // A connection that is reset answers nothing.
    drop(stream.read_to_string(&mut text));
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    (head.to_owned(), body.to_owned())
}

fn get(fake: &Fake, target: &str) -> (String, Value) {
    let request = format!(
        "GET {target} HTTP/1.1\r\nhost: x\r\nuser-agent: t\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
    );
    let (head, body) = send(fake, &request);
    (head, serde_json::from_str(&body).unwrap_or_default())
}

fn post(fake: &Fake, token: &str, body: &Value) -> (String, String) {
    let body = body.to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nUser-Agent: t\r\nAuthorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    send(fake, &[head, body].concat())
}

fn query(fake: &Fake, text: &str, variables: &Value) -> Value {
    let (_, body) = post(fake, TOKEN, &json!({ "query": text, "variables": variables }));
    serde_json::from_str(&body).expect("JSON")
}

/// A document with the fragments that its first line names.
fn document(name: &str) -> String {
    let folder = project().join("queries/github");
    let read = |name: String| std::fs::read_to_string(folder.join(name)).expect("a document");
    let text = read(format!("{name}.graphql"));
    let with = text.lines().find_map(|line| line.strip_prefix("# with:")).expect("fragments");
    let fragments: String =
        with.split_whitespace().map(|name| read(format!("fragments/{name}.graphql"))).collect();
    text + &fragments
}

/// Every variable that a document asks for.
fn variables(id: &Value) -> Value {
    json!({ "owner": "northlight", "name": "atlas", "login": "northlight", "size": 50,
            "ids": [id], "skip": 0, "after": null })
}

#[test]
fn every_document_is_served() {
    let mut world = atlas();
    (world.reads_teams, world.reads_rules, world.reads_checks) = (true, true, true);
    let fake = Fake::start(world);
    let id = query(
        &fake,
        r#"query Q { repository(owner: "northlight", name: "atlas") { pullRequests(first: 1) { nodes { id } } } }"#,
        &json!({}),
    );
    let id = &id["data"]["repository"]["pullRequests"]["nodes"][0]["id"];
    let mut names = 0;
    for entry in std::fs::read_dir(project().join("queries/github")).expect("documents") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "graphql") {
            continue;
        }
        names += 1;
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut variables = variables(id);
        if document(&name).contains("$after: String!") {
            variables["after"] = "cursor:0:0".into();
        }
        let answer = query(&fake, &document(&name), &variables);
        assert!(answer["errors"].is_null(), "{name}: {}", answer["errors"]);
        assert!(answer["data"]["rateLimit"]["cost"].as_i64() >= Some(1), "{name}");
    }
    assert!(names > 8, "only {names} documents");
}

#[test]
fn what_the_schema_lacks_and_writes_are_noted() {
    let fake = Fake::start(atlas());
    let _ = query(
        &fake,
        "query Q { repository(owner: \"northlight\", name: \"atlas\") { x } }",
        &json!({}),
    );
    let _ = query(&fake, "mutation M { addStar { x } }", &json!({}));
    let _ = send(&fake, "DELETE /repos/northlight/atlas HTTP/1.1\r\nuser-agent: t\r\n\r\n");
    let wrong = fake.wrong();
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    assert!(wrong[0].contains("Repository.x"), "{wrong:?}");
    assert!(wrong[1].contains("write M"), "{wrong:?}");
    assert!(wrong[2].contains("DELETE"), "{wrong:?}");
}

#[test]
fn pages_hold_while_items_move() {
    let fake = Fake::start(atlas());
    let page = |after: &Value| {
        let variables =
            json!({ "owner": "northlight", "name": "atlas", "size": 2, "after": after });
        query(&fake, &document("pull_requests"), &variables)["data"]["repository"]["pullRequests"]
            .clone()
    };
    let numbers = |page: &Value| -> Vec<i64> {
        page["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .filter_map(|n| n["number"].as_i64())
            .collect()
    };
    let first = page(&Value::Null);
    assert_eq!((numbers(&first), &first["totalCount"]), (vec![5, 3], &json!(3)));
    // The last one is touched: it is at the front now, and no page after shows it.
    fake.change(|world| world.only().act(1, "ada", Act::Comment("And?".to_owned())));
    let second = page(&first["pageInfo"]["endCursor"]);
    assert_eq!(numbers(&second), Vec::<i64>::new());
    assert_eq!(numbers(&page(&Value::Null)), [1, 5]);
}

#[test]
fn accounts_look_different_on_both_sides() {
    let fake = Fake::start(atlas());
    let (_, comments) = get(&fake, &format!("/repos/{ATLAS}/pulls/comments?per_page=100"));
    let rest: BTreeSet<&str> = comments
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|c| c["user"]["login"].as_str())
        .collect();
    assert_eq!(rest, ["Copilot", "ada", "ghost", "lea"].into());
    let answer = query(&fake, &document("pull_requests"), &variables(&Value::Null));
    let text = answer.to_string();
    assert!(text.contains("\"login\":\"renovate\""), "{text}");
    assert!(text.contains("copilot-pull-request-reviewer"), "{text}");
    assert!(!text.contains("ghost") && !text.contains("[bot]\""), "{text}");
}

#[test]
fn links_lead_through_the_comments() {
    let fake = Fake::start(atlas());
    let mut target = format!("/repos/{ATLAS}/pulls/comments?sort=created&direction=asc&per_page=2");
    let mut ids = Vec::new();
    loop {
        let (head, page) = get(&fake, &target);
        ids.extend(page.as_array().expect("a list").iter().filter_map(|c| c["id"].as_i64()));
        let next = head.split(['<', '>']).zip(head.split(['<', '>']).skip(1));
        let next =
            next.filter(|(_, after)| after.contains("rel=\"next\"")).map(|(link, _)| link).next();
        let Some(link) = next else { break };
        target = link.trim_start_matches("http://x").to_owned();
    }
    assert_eq!(ids.len(), 4);
    assert!(ids.is_sorted(), "{ids:?}");
    let (head, _) = get(&fake, "/repos/northlight/none/pulls/comments");
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
}

#[test]
fn a_repository_that_moved() {
    let mut world = atlas();
    world.moved.insert("old/lamps".to_owned(), ATLAS.to_owned());
    let fake = Fake::start(world);
    let (head, _) = get(&fake, "/repos/old/lamps/pulls/comments?per_page=2");
    assert!(
        head.starts_with("HTTP/1.1 301") && head.contains("location: http://x/repositories/"),
        "{head}"
    );
    let text = "query Q { repository(owner: \"old\", name: \"lamps\") { nameWithOwner } }";
    assert_eq!(query(&fake, text, &json!({}))["data"]["repository"]["nameWithOwner"], ATLAS);
}

#[test]
fn every_fault_strikes_where_it_should() {
    let fake = Fake::start(atlas());
    let ask = json!({ "query": document("labels"), "operationName": "Labels",
        "variables": { "owner": "northlight", "name": "atlas", "after": "cursor:0:-1" } });
    let heads: [(Fault, &str, &str); 11] = [
        (Fault::Reset, "", ""),
        (Fault::BadGateway, "HTTP/1.1 502", "<html>"),
        (Fault::GatewayTimeout, "HTTP/1.1 504", "{"),
        (Fault::Secondary(429, Some(1)), "HTTP/1.1 429", "{"),
        (Fault::Primary(60), "HTTP/1.1 200", "{\"errors\":[{\"message\""),
        (Fault::Truncated, "HTTP/1.1 200", "{"),
        (Fault::BadJson, "HTTP/1.1 200", "{"),
        (Fault::Empty, "HTTP/1.1 200", ""),
        (Fault::TimedOut, "HTTP/1.1 200", "{\"data\":null"),
        (Fault::Unauthorized, "HTTP/1.1 401", "{"),
        (Fault::Deep, "HTTP/1.1 200", "{\"data\":[[["),
    ];
    for (fault, head, body) in heads {
        fake.fail(Faults::of("Labels", 2, fault.clone()));
        let (_, whole) = post(&fake, TOKEN, &ask);
        let whole: Value = serde_json::from_str(&whole).expect("the first is whole");
        assert_eq!(whole["data"]["repository"]["labels"]["nodes"][0]["name"], "bug");
        let (found, text) = post(&fake, TOKEN, &ask);
        assert!(
            found.starts_with(head) && text.starts_with(body),
            "{fault:?}: {found}\n{text:.80}"
        );
        let readable = serde_json::from_str::<Value>(&text).is_ok();
        let broken =
            matches!(fault, Fault::Truncated | Fault::BadJson | Fault::Empty | Fault::Deep);
        assert!(!(broken && readable), "{fault:?}");
        assert_eq!(fake.seen()[1].fault, Some(fault));
    }
    fake.fail(Faults::every(1, Fault::Partial));
    let (_, text) = post(&fake, TOKEN, &ask);
    let lost: Value = serde_json::from_str(&text).expect("JSON");
    let nodes = &lost["data"]["repository"]["labels"]["nodes"];
    assert!(nodes[0].is_null() && nodes[1]["name"] == "docs" && nodes[2].is_null(), "{text}");
    assert_eq!(lost["errors"].as_array().map(Vec::len), Some(2));
    fake.fail(Faults::every(1, Fault::Circle));
    let (_, text) = post(&fake, TOKEN, &ask);
    assert!(text.contains("\"hasNextPage\":true"), "{text}");
}

#[test]
fn nobody_reads_without_the_token() {
    let fake = Fake::start(atlas());
    let ask = json!({ "query": "query Q { viewer { login } }" });
    assert!(post(&fake, "wrong", &ask).0.starts_with("HTTP/1.1 401"));
    assert!(post(&fake, TOKEN, &ask).0.starts_with("HTTP/1.1 200"));
    let seen = fake.seen();
    assert_eq!(seen[0].token.as_deref(), Some("wrong"));
    assert_eq!((seen[0].agent.as_deref(), seen[0].path.as_str()), (Some("t"), "/graphql"));
}

/// The cost that GitHub documents: one request for each page and each parent of a page inside.
#[test]
fn points_follow_the_rule() {
    let fake = Fake::start(atlas());
    let _ = query(&fake, &document("pull_requests"), &variables(&Value::Null));
    assert_eq!(fake.seen()[0].points, 2, "1 + 50 * 3 requests");
    fake.leave(0, 30);
    let limited = query(&fake, "query Q { viewer { login } }", &json!({}));
    assert_eq!(limited["errors"][0]["type"], "RATE_LIMITED");
}
