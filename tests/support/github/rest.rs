//! The REST interface: inline comments, in pages that `Link` headers join.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::people::rest_user;
use super::wire::{Reply, Request};
use super::world::{Inline, Repository, World, instant, written};

/// What a path asks for.
pub(super) enum Wanted<'a> {
    /// Of all pull requests of a repository, by its name or its id.
    Comments(Named<'a>),
    /// Of one pull request.
    CommentsOf(Named<'a>, i64),
}

/// How a path names a repository.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    Full(&'a str, &'a str),
    Id(i64),
}

/// What a path asks for; the version prefix of an own server is left out before.
pub(super) fn wanted(path: &str) -> Option<Wanted<'_>> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (named, rest) = match &parts[..] {
        ["repos", owner, name, rest @ ..] => (Named::Full(owner, name), rest),
        ["repositories", id, rest @ ..] => (Named::Id(id.parse().ok()?), rest),
        _ => return None,
    };
    match rest {
        ["pulls", "comments"] => Some(Wanted::Comments(named)),
        ["pulls", number, "comments"] => Some(Wanted::CommentsOf(named, number.parse().ok()?)),
        _ => None,
    }
}

/// The name under which a request is counted.
pub(super) fn operation(path: &str) -> &'static str {
    match wanted(path) {
        Some(Wanted::Comments(_)) => "comments",
        Some(Wanted::CommentsOf(..)) => "comments of one",
        None if path.ends_with("/access_tokens") => "token",
        None => "other",
    }
}

/// Answers a request for inline comments.
pub(super) fn answer(world: &World, base: &str, path: &str, request: &Request) -> Reply {
    let Some(wanted) = wanted(path) else { return missing() };
    let (Wanted::Comments(named) | Wanted::CommentsOf(named, _)) = wanted;
    let repository = match named {
        Named::Id(id) => world.repositories.iter().find(|r| r.id == id),
        Named::Full(owner, name) => world.find(&format!("{owner}/{name}")),
    };
    let Some(repository) = repository else { return missing() };
    if let Named::Full(owner, name) = named
        && !repository.name.eq_ignore_ascii_case(&format!("{owner}/{name}"))
    {
        return moved(base, repository, path, request);
    }
    let since = request.query.get("since").map_or(0, |text| instant(text));
    let chosen = |comment: &&Inline| {
        let of_it = match wanted {
            Wanted::CommentsOf(_, number) => comment.pull == number,
            Wanted::Comments(_) => true,
        };
        of_it && comment.updated >= since
    };
    let mut comments: Vec<&Inline> = repository.inline.iter().filter(chosen).collect();
    let by_update = request.query.get("sort").is_some_and(|sort| sort == "updated");
    comments.sort_by_key(|c| (if by_update { c.updated } else { c.created }, c.id));
    // GitHub gives the newest first where no direction is asked for beside an order.
    let descending = |direction: Option<&String>| {
        direction.map_or(request.query.contains_key("sort"), |d| d == "desc")
    };
    if descending(request.query.get("direction")) {
        comments.reverse();
    }
    page(world, base, repository, (path, &request.query), &comments)
}

fn missing() -> Reply {
    Reply::json(404, &json!({ "message": "Not Found", "status": "404" }))
}

fn moved(base: &str, repository: &Repository, path: &str, request: &Request) -> Reply {
    let rest = path.splitn(5, '/').nth(4).unwrap_or_default();
    let query: Vec<String> = request.query.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let address = format!("{base}/repositories/{}/{rest}?{}", repository.id, query.join("&"));
    Reply::json(301, &json!({ "message": "Moved Permanently", "url": address.as_str() }))
        .with("location", address)
}

fn page(
    world: &World,
    base: &str,
    repository: &Repository,
    (path, query): (&str, &BTreeMap<String, String>),
    comments: &[&Inline],
) -> Reply {
    let number = |name: &str, or: usize| query.get(name).and_then(|n| n.parse().ok()).unwrap_or(or);
    let (size, page) = (number("per_page", 30).min(100), number("page", 1).max(1));
    let chosen = comments.iter().skip((page - 1) * size).take(size);
    let body: Vec<Value> = chosen.map(|c| comment(world, base, repository, c)).collect();
    let reply = Reply::json(200, &Value::Array(body));
    let last = comments.len().div_ceil(size);
    if page >= last {
        return reply;
    }
    let rest = path.rsplit_once("/pulls").map_or("", |(_, rest)| rest);
    let others = query.iter().filter(|(name, _)| *name != "page");
    let others: Vec<String> = others.map(|(name, value)| format!("{name}={value}&")).collect();
    let others = others.concat();
    let at = |page: usize, relation: &str| {
        format!(
            "<{base}/repositories/{}/pulls{rest}?{others}page={page}>; rel=\"{relation}\"",
            repository.id
        )
    };
    reply.with("link", [at(page + 1, "next"), at(last, "last")].join(", "))
}

fn comment(world: &World, base: &str, repository: &Repository, comment: &Inline) -> Value {
    let name = &repository.name;
    let mut user = rest_user(comment.by.as_ref());
    match &comment.by {
        None if world.null_users => user = Value::Null,
        Some(account) => user["login"] = world.login_now(&account.login).into(),
        None => {}
    }
    let mut value = json!({
        "id": comment.id,
        "pull_request_review_id": comment.review,
        "user": user,
        "body": comment.body,
        "created_at": written(comment.created),
        "updated_at": written(comment.updated),
        "path": "src/cache.rs",
        "url": format!("{base}/repos/{name}/pulls/comments/{}", comment.id),
        "html_url": format!("https://github.com/{name}/pull/{}#discussion_r{}", comment.pull, comment.id),
        "pull_request_url": format!("{base}/repos/{name}/pulls/{}", comment.pull),
    });
    if let Some(first) = comment.reply_to {
        value["in_reply_to_id"] = first.into();
    }
    value
}
