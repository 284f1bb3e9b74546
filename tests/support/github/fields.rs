//! What the types of GitHub's schema hold, by field.

#![expect(clippy::unnecessary_wraps, reason = "all fields are answered alike")]

use serde_json::{Map, Value, json};

use super::execute::{Connection, Got, Refusal};
use super::people::Account;
use super::world::{Act, Asked, Check, Entry, Item, Milestone, Repository, Team, World, written};

/// Something with a type.
pub(super) enum Node<'w> {
    Query(Box<Node<'w>>),
    Budget {
        limit: i64,
        left: i64,
        reset: i64,
        points: i64,
        nodes: i64,
    },
    Repository(&'w Repository),
    Owner(&'w str, bool),
    Item(&'w Repository, &'w Item),
    Entry(&'w Repository, &'w Item, &'w Entry),
    Actor(Account),
    Milestone(&'w Milestone),
    Label(&'w str, Option<&'w str>),
    Team(&'w Team),
    TeamNamed(&'w str),
    Commit(&'w str, Option<(&'w Repository, &'w Entry)>),
    GitActor(&'w Entry),
    Review(i64, Option<&'w Account>),
    Reference(&'w str, i64),
    BranchRule,
    RuleSet,
    /// Of pull requests, or of checks.
    Rule(bool),
    Branch(&'w Repository),
    /// A commit asked for by its id.
    Known(&'w Repository, String),
    Rollup(&'w [Check]),
    Check(&'w Check),
}

type Arguments = Map<String, Value>;
type Answer<'w> = Result<Got<'w>, Refusal>;

/// Types that stand for several; a fragment on one of them holds for every node that it can meet.
const ABSTRACT: [&str; 7] = [
    "Actor",
    "Assignee",
    "IssueTimelineItems",
    "Node",
    "PullRequestTimelineItems",
    "RepositoryOwner",
    "RequestedReviewer",
];

impl Node<'_> {
    fn kind(&self) -> &str {
        match self {
            Self::Query(_) => "Query",
            Self::Budget { .. } => "RateLimit",
            Self::Repository(_) => "Repository",
            Self::Owner(_, true) => "Organization",
            Self::Owner(_, false) => "User",
            Self::Item(_, item) if item.is_pull => "PullRequest",
            Self::Item(..) | Self::Reference(..) => "Issue",
            Self::Entry(_, _, entry) => kind_of(&entry.act),
            Self::Actor(account) => account.kind,
            Self::Milestone(_) => "Milestone",
            Self::Label(..) => "Label",
            Self::Team(_) | Self::TeamNamed(_) => "Team",
            Self::Commit(..) | Self::Known(..) => "Commit",
            Self::GitActor(_) => "GitActor",
            Self::Review(..) => "PullRequestReview",
            Self::BranchRule => "BranchProtectionRule",
            Self::RuleSet => "RepositoryRuleset",
            Self::Rule(false) => "PullRequestParameters",
            Self::Rule(true) => "RequiredStatusChecksParameters",
            Self::Branch(_) => "Ref",
            Self::Rollup(_) => "StatusCheckRollup",
            Self::Check(check) if check.is_status => "StatusContext",
            Self::Check(_) => "CheckRun",
        }
    }

    /// Whether a fragment on a type holds for this.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind() == kind || ABSTRACT.contains(&kind)
    }
}

fn kind_of(act: &Act) -> &'static str {
    match act {
        Act::Comment(_) => "IssueComment",
        Act::Review(..) => "PullRequestReview",
        Act::Push(..) => "PullRequestCommit",
        Act::ForcePush(_) => "HeadRefForcePushedEvent",
        Act::Request(_) => "ReviewRequestedEvent",
        Act::Unrequest(_) => "ReviewRequestRemovedEvent",
        Act::Ready => "ReadyForReviewEvent",
        Act::Draft => "ConvertToDraftEvent",
        Act::Label(_) => "LabeledEvent",
        Act::Unlabel(_) => "UnlabeledEvent",
        Act::Milestone(_) => "MilestonedEvent",
        Act::Demilestone(_) => "DemilestonedEvent",
        Act::Assign(_) => "AssignedEvent",
        Act::Unassign(_) => "UnassignedEvent",
        Act::Rename(_) => "RenamedTitleEvent",
        Act::Close(_) => "ClosedEvent",
        Act::Reopen => "ReopenedEvent",
        Act::Merge(_) => "MergedEvent",
        Act::Dismiss(..) => "ReviewDismissedEvent",
        Act::Refer(_) => "ReferencedEvent",
        Act::CrossRefer(..) => "CrossReferencedEvent",
        Act::Plain(kind) => kind,
        Act::Unheard => "IssueFieldAddedEvent",
        Act::Null => "",
    }
}

/// A field of a node.
pub(super) fn field<'w>(
    world: &'w World,
    node: &Node<'w>,
    name: &str,
    arguments: &Arguments,
) -> Answer<'w> {
    if name == "__typename" {
        return value(node.kind());
    }
    let found = match node {
        Node::Query(budget) => return query(world, budget, name, arguments),
        Node::Repository(repository) => {
            return repository_field(world, repository, name, arguments);
        }
        Node::Budget { limit, left, reset, points, nodes } => match name {
            "cost" => Some(json!(points)),
            "nodeCount" => Some(json!(nodes)),
            "remaining" => Some(json!((*left).max(0))),
            "limit" => Some(json!(limit)),
            "resetAt" => Some(json!(written(*reset))),
            _ => None,
        },
        Node::Owner(login, is_organisation) => {
            return owner(world, (login, *is_organisation), name);
        }
        Node::Item(repository, item) => return item_field(repository, item, name),
        Node::Entry(repository, item, entry) => {
            return entry_field(repository, item, entry, name);
        }
        Node::Actor(account) => match name {
            "login" => Some(json!(world.login_now(account.graphql_login()))),
            "databaseId" => Some(json!(account.id)),
            _ => None,
        },
        Node::Milestone(milestone) => return milestone_field(milestone, name),
        Node::Label(label, about) => match name {
            "name" => Some(json!(label)),
            "description" => Some(json!(about)),
            _ => None,
        },
        Node::Team(team) => return team_field(team, name),
        Node::TeamNamed(slug) => (name == "slug").then(|| json!(slug)),
        Node::Reference(from, number) => match name {
            "number" => Some(json!(number)),
            "repository" => return Ok(Got::Value(json!({ "nameWithOwner": from }))),
            _ => None,
        },
        Node::Commit(oid, entry) => return commit_field(oid, *entry, name),
        Node::GitActor(entry) => return git_actor(entry, name),
        Node::Review(id, author) => match name {
            "fullDatabaseId" => Some(json!(id.to_string())),
            "author" => return who(*author),
            _ => None,
        },
        Node::BranchRule | Node::RuleSet | Node::Rule(_) => {
            return rule_field(node, name, arguments);
        }
        Node::Branch(repository) => return branch_field(repository, name),
        Node::Known(repository, oid) => return known_field(world, (repository, oid), name),
        Node::Rollup(checks) => match name {
            "contexts" => return connection(checks.iter().map(Node::Check)),
            _ => None,
        },
        Node::Check(check) => return check_field(check, name),
    };
    found.map_or_else(|| unserved(node, name), |found| Ok(Got::Value(found)))
}

fn value<'w>(value: impl Into<Value>) -> Answer<'w> {
    Ok(Got::Value(value.into()))
}

fn time<'w>(at: Option<i64>) -> Answer<'w> {
    value(at.map_or(Value::Null, |at| written(at).into()))
}

fn who(account: Option<&Account>) -> Answer<'_> {
    Ok(account.map_or(Got::Value(Value::Null), |a| Got::Node(Node::Actor(a.clone()))))
}

fn unserved<'w>(node: &Node, name: &str) -> Answer<'w> {
    Err(Refusal("UNSERVED", format!("{}.{name} is not served", node.kind())))
}

fn connection<'w>(nodes: impl Iterator<Item = Node<'w>>) -> Answer<'w> {
    let nodes = (0..).zip(nodes).map(|(position, node)| ((0, position), Some(node))).collect();
    Ok(Got::Connection(Connection { nodes, descending: false }))
}

fn query<'w>(world: &'w World, budget: &Node<'w>, name: &str, arguments: &Arguments) -> Answer<'w> {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    let organisation = |login: &str| {
        let of = |r: &'w Repository| r.name.split('/').next().unwrap_or_default();
        world.repositories.iter().map(of).find(|owner| owner.eq_ignore_ascii_case(login))
    };
    match name {
        "rateLimit" => {
            let Node::Budget { limit, left, reset, points, nodes } = *budget else {
                return value(Value::Null);
            };
            Ok(Got::Node(Node::Budget { limit, left, reset, points, nodes }))
        }
        "viewer" => value(json!({ "login": "tester" })),
        "repository" => {
            let full = format!("{}/{}", text("owner"), text("name"));
            let missing = || {
                let message = format!("Could not resolve to a Repository with the name '{full}'.");
                Refusal("NOT_FOUND", message)
            };
            world.find(&full).map(|r| Got::Node(Node::Repository(r))).ok_or_else(missing)
        }
        "repositoryOwner" => Ok(organisation(text("login"))
            .map_or(Got::Value(Value::Null), |login| Got::Node(Node::Owner(login, true)))),
        "organization" => {
            let login = text("login");
            let missing = || {
                let message =
                    format!("Could not resolve to an Organization with the login of '{login}'.");
                Refusal("NOT_FOUND", message)
            };
            organisation(login).map(|l| Got::Node(Node::Owner(l, true))).ok_or_else(missing)
        }
        "nodes" => {
            let ids = arguments.get("ids").and_then(Value::as_array).into_iter().flatten();
            Ok(Got::List(ids.map(|id| by_id(world, id.as_str().unwrap_or_default())).collect()))
        }
        other => Err(Refusal("UNSERVED", format!("Query.{other} is not served"))),
    }
}

fn by_id<'w>(world: &'w World, id: &str) -> Result<Node<'w>, Refusal> {
    let of_commit = |r: &'w Repository| {
        let oid = id.strip_prefix(&format!("C_{}_", r.id))?;
        let pushed =
            |act: &Act| matches!(act, Act::Push(own, ..) | Act::ForcePush(own) if own == oid);
        let mut entries = r.items.values().flat_map(|item| &item.timeline);
        entries.any(|entry| pushed(&entry.act)).then(|| Node::Known(r, oid.to_owned()))
    };
    if let Some(commit) = world.repositories.iter().find_map(of_commit) {
        return Ok(commit);
    }
    let all = world.repositories.iter().flat_map(|r| r.items.values().map(move |item| (r, item)));
    let mut found = all.filter(|(repository, item)| item.node_id(repository) == id);
    found.next().map(|(repository, item)| Node::Item(repository, item)).ok_or_else(|| {
        let message = format!("Could not resolve to a node with the global id of '{id}'");
        Refusal("NOT_FOUND", message)
    })
}

fn repository_field<'w>(
    world: &'w World,
    repository: &'w Repository,
    name: &str,
    arguments: &Arguments,
) -> Answer<'w> {
    let descending = arguments.get("orderBy").is_some_and(|o| o["direction"] == "DESC");
    let items = |pulls: bool| {
        let of_kind = repository.items.values().filter(move |item| item.is_pull == pulls);
        let keyed =
            of_kind.map(|item| ((item.updated, item.number), Some(Node::Item(repository, item))));
        Ok(Got::Connection(Connection { nodes: keyed.collect(), descending }))
    };
    match name {
        "nameWithOwner" => value(repository.name.as_str()),
        "url" => value(format!("https://github.com/{}", repository.name)),
        "isArchived" => value(repository.is_archived),
        "isFork" => value(repository.is_fork),
        "isDisabled" => value(false),
        "hasIssuesEnabled" => value(repository.has_issues),
        "isInOrganization" => value(true),
        "viewerPermission" => value(if world.reads_rules { "ADMIN" } else { "READ" }),
        "owner" => {
            let login = repository.name.split('/').next().unwrap_or_default();
            Ok(Got::Node(Node::Owner(login, true)))
        }
        "defaultBranchRef" => Ok(Got::Node(Node::Branch(repository))),
        "pullRequests" => items(true),
        "issues" => items(false),
        "milestones" => {
            let keyed = |m: &'w Milestone| ((m.updated, m.number), Some(Node::Milestone(m)));
            let nodes = repository.milestones.values().map(keyed).collect();
            Ok(Got::Connection(Connection { nodes, descending }))
        }
        "labels" => {
            connection(repository.labels.iter().map(|(name, about)| Node::Label(name, Some(about))))
        }
        "branchProtectionRules" | "rulesets" if !world.reads_rules => {
            Err(Refusal("FORBIDDEN", "Resource not accessible by personal access token".to_owned()))
        }
        "branchProtectionRules" => connection([Node::BranchRule].into_iter()),
        "rulesets" => connection([Node::RuleSet].into_iter()),
        other => unserved(&Node::Repository(repository), other),
    }
}

fn owner<'w>(
    world: &'w World,
    (login, is_organisation): (&'w str, bool),
    name: &str,
) -> Answer<'w> {
    match name {
        "login" => value(login),
        "teams" if !world.reads_teams => {
            let message =
                "Your token has not been granted the required scopes to execute this query.";
            Err(Refusal("INSUFFICIENT_SCOPES", message.to_owned()))
        }
        "teams" => {
            let teams = world.teams.iter().filter(|team| team.organisation == login);
            connection(teams.map(Node::Team))
        }
        "repositories" => {
            let prefix = format!("{login}/");
            let own = world.repositories.iter().filter(|r| r.name.starts_with(&prefix));
            connection(own.map(Node::Repository))
        }
        other => unserved(&Node::Owner(login, is_organisation), other),
    }
}

fn team_field<'w>(team: &'w Team, name: &str) -> Answer<'w> {
    match name {
        "slug" => value(team.slug.as_str()),
        "members" => connection(team.members.iter().cloned().map(Node::Actor)),
        other => unserved(&Node::Team(team), other),
    }
}

fn milestone_field<'w>(milestone: &'w Milestone, name: &str) -> Answer<'w> {
    match name {
        "number" => value(milestone.number),
        "title" => value(milestone.title.as_str()),
        "description" => value(milestone.description.clone()),
        "state" => value(if milestone.closed.is_some() { "CLOSED" } else { "OPEN" }),
        "createdAt" => time(Some(milestone.created)),
        "updatedAt" => time(Some(milestone.updated)),
        "closedAt" => time(milestone.closed),
        "dueOn" => time(milestone.due),
        "creator" => who(milestone.creator.as_ref()),
        other => unserved(&Node::Milestone(milestone), other),
    }
}

fn item_field<'w>(repository: &'w Repository, item: &'w Item, name: &str) -> Answer<'w> {
    match name {
        "id" => value(item.node_id(repository)),
        "number" => value(item.number),
        "title" => value(item.title.as_str()),
        "body" => value(item.body.as_str()),
        "state" if !item.is_pull && item.closed.is_some() => value("CLOSED"),
        "state" => value(item.state()),
        "createdAt" => time(Some(item.created)),
        "updatedAt" => time(Some(item.updated)),
        "closedAt" => time(item.closed),
        "author" => who(item.author.as_ref()),
        "milestone" => Ok(item
            .milestone
            .and_then(|number| repository.milestones.get(&number))
            .map_or(Got::Value(Value::Null), |m| Got::Node(Node::Milestone(m)))),
        "labels" | "closingIssuesReferences" | "assignees" if item.nulls => value(Value::Null),
        "labels" => connection(item.labels.iter().map(|label| Node::Label(label, None))),
        "timelineItems" => {
            let keyed = (0..).zip(&item.timeline).map(|(position, entry)| {
                let shown = !matches!(entry.act, Act::Null);
                ((0, position), shown.then_some(Node::Entry(repository, item, entry)))
            });
            Ok(Got::Connection(Connection { nodes: keyed.collect(), descending: false }))
        }
        _ if item.is_pull => pull_field(repository, item, name),
        "stateReason" => value(item.reason),
        "assignees" => connection(item.assignees.iter().cloned().map(Node::Actor)),
        other => unserved(&Node::Item(repository, item), other),
    }
}

fn pull_field<'w>(repository: &'w Repository, item: &'w Item, name: &str) -> Answer<'w> {
    let lines = item.lines;
    match name {
        "isDraft" => value(item.is_draft),
        "mergedAt" => time(item.merged),
        "mergedBy" => who(item.merged_by.as_ref()),
        "baseRefName" => value("main"),
        "headRefOid" => value(item.head_oid.as_str()),
        "mergeCommit" => commit(item.merge_oid.as_deref()),
        "additions" => value(lines.0),
        "deletions" => value(lines.1),
        "changedFiles" => value(lines.2),
        "closingIssuesReferences" => {
            let issues = item.closes.iter().filter_map(|number| repository.items.get(number));
            connection(issues.map(|issue| Node::Reference(&repository.name, issue.number)))
        }
        other => unserved(&Node::Item(repository, item), other),
    }
}

/// A commit with an id that it can be asked for by.
fn pushed<'w>(repository: &'w Repository, oid: &str) -> Answer<'w> {
    Ok(Got::Node(Node::Known(repository, oid.to_owned())))
}

fn branch_field<'w>(repository: &'w Repository, name: &str) -> Answer<'w> {
    match name {
        "target" => pushed(repository, repository.checks.keys().last().map_or("", String::as_str)),
        other => unserved(&Node::Branch(repository), other),
    }
}

fn known_field<'w>(
    world: &'w World,
    (repository, oid): (&'w Repository, &str),
    name: &str,
) -> Answer<'w> {
    match name {
        "id" => value(format!("C_{}_{oid}", repository.id)),
        "oid" => value(oid),
        "statusCheckRollup" if !world.reads_checks => {
            Err(Refusal("FORBIDDEN", "Resource not accessible by personal access token".to_owned()))
        }
        "statusCheckRollup" => Ok(repository
            .checks
            .get(oid)
            .map_or(Got::Value(Value::Null), |checks| Got::Node(Node::Rollup(checks)))),
        other => unserved(&Node::Known(repository, oid.to_owned()), other),
    }
}

fn check_field<'w>(check: &'w Check, name: &str) -> Answer<'w> {
    let outcome = check.ended.map(|(_, outcome)| outcome);
    match (check.is_status, name) {
        (false, "name") | (true, "context") => value(check.name.as_str()),
        (false, "conclusion") => value(outcome),
        (false, "startedAt") => time(Some(check.started)),
        (false, "completedAt") => time(check.ended.map(|(at, _)| at)),
        (true, "state") => value(outcome.unwrap_or("PENDING")),
        (true, "createdAt") => time(Some(check.ended.map_or(check.started, |(at, _)| at))),
        _ => unserved(&Node::Check(check), name),
    }
}

fn commit(oid: Option<&str>) -> Answer<'_> {
    Ok(oid.map_or(Got::Value(Value::Null), |oid| Got::Node(Node::Commit(oid, None))))
}

fn entry_field<'w>(
    repository: &'w Repository,
    item: &'w Item,
    entry: &'w Entry,
    name: &str,
) -> Answer<'w> {
    match (name, &entry.act) {
        ("createdAt" | "submittedAt", _) => time(Some(entry.at)),
        ("actor" | "author", _) => who(entry.by.as_ref()),
        ("assignee", Act::Assign(name) | Act::Unassign(name)) => Ok(super::people::account(name)
            .map_or(Got::Value(Value::Null), |a| Got::Node(Node::Actor(a)))),
        ("requestedReviewer", Act::Request(asked) | Act::Unrequest(asked)) => Ok(match asked {
            Asked::Team(slug) => Got::Node(Node::TeamNamed(slug)),
            Asked::Person(name) => super::people::account(name)
                .map_or(Got::Value(Value::Null), |a| Got::Node(Node::Actor(a))),
        }),
        ("label", Act::Label(label) | Act::Unlabel(label)) => {
            Ok(Got::Node(Node::Label(label, None)))
        }
        ("milestoneTitle", Act::Milestone(number) | Act::Demilestone(number)) => {
            value(repository.milestones.get(number).map(|m| m.title.clone()))
        }
        ("closer", Act::Close(oid)) => commit(oid.as_deref()),
        ("commit", Act::Merge(oid) | Act::Refer(oid)) => {
            commit(Some(oid).filter(|o| !o.is_empty()).map(String::as_str))
        }
        ("afterCommit", Act::ForcePush(oid)) if oid.is_empty() => commit(None),
        ("afterCommit", Act::ForcePush(oid)) => pushed(repository, oid),
        ("commit", Act::Push(oid, ..)) => {
            Ok(Got::Node(Node::Commit(oid, Some((repository, entry)))))
        }
        ("source", Act::CrossRefer(from, number)) => Ok(Got::Node(Node::Reference(from, *number))),
        ("body", Act::Comment(text) | Act::Review(_, _, text)) => value(text.as_str()),
        ("fullDatabaseId", Act::Review(id, ..)) => value(id.to_string()),
        ("state", Act::Review(_, state, _)) => value(*state),
        ("comments", Act::Review(id, ..)) => {
            let own = repository.inline.iter().filter(|c| c.review == Some(*id));
            value(json!({ "totalCount": own.count() }))
        }
        ("previousReviewState", Act::Dismiss(_, before)) => value(*before),
        ("review", Act::Dismiss(id, _)) => {
            let mut all = item.timeline.iter();
            let found = all.find(|e| matches!(&e.act, Act::Review(own, ..) if own == id));
            Ok(found
                .map_or(Got::Value(Value::Null), |e| Got::Node(Node::Review(*id, e.by.as_ref()))))
        }
        _ => unserved(&Node::Entry(repository, item, entry), name),
    }
}

fn commit_field<'w>(
    oid: &'w str,
    pushed: Option<(&'w Repository, &'w Entry)>,
    name: &str,
) -> Answer<'w> {
    match (name, pushed) {
        ("oid", _) => value(oid),
        ("id", Some((repository, _))) => value(format!("C_{}_{oid}", repository.id)),
        ("committedDate", Some((_, entry))) => time(Some(entry.at)),
        ("parents", Some((_, Entry { act: Act::Push(_, _, parents), .. }))) => {
            value(json!({ "totalCount": parents }))
        }
        ("author", Some((_, Entry { act: Act::Push(_, address, _), .. })))
            if address.is_empty() =>
        {
            value(Value::Null)
        }
        ("author", Some((_, entry))) => Ok(Got::Node(Node::GitActor(entry))),
        _ => unserved(&Node::Commit(oid, pushed), name),
    }
}

fn git_actor<'w>(entry: &'w Entry, name: &str) -> Answer<'w> {
    match (name, &entry.act) {
        ("email", Act::Push(_, email, _)) => value(email.as_str()),
        ("user", _) => who(entry.by.as_ref().filter(|a| a.kind == "User")),
        _ => unserved(&Node::GitActor(entry), name),
    }
}

/// One rule of the old kind and two of the new: an approval, by an owner, and two checks, on the main
/// branch.
fn rule_field<'w>(node: &Node<'w>, name: &str, arguments: &Arguments) -> Answer<'w> {
    match (node, name) {
        (Node::BranchRule, "pattern") => value("main"),
        (
            Node::BranchRule,
            "requiresApprovingReviews" | "requiresCodeOwnerReviews" | "requiresStatusChecks",
        )
        | (Node::Rule(false), "requireCodeOwnerReview") => value(true),
        (Node::BranchRule, "requiredStatusCheckContexts") => value(json!(["build", null])),
        (Node::BranchRule | Node::Rule(false), "requiredApprovingReviewCount") => value(1),
        (Node::Rule(true), "requiredStatusChecks") => value(json!([{ "context": "ci/lint" }])),
        (Node::RuleSet, "enforcement") => value("ACTIVE"),
        (Node::RuleSet, "target") => value("BRANCH"),
        (Node::RuleSet, "conditions") => {
            value(json!({ "refName": { "include": ["~DEFAULT_BRANCH"] } }))
        }
        (Node::RuleSet, "rules") => {
            let of_checks = arguments.get("type") == Some(&json!("REQUIRED_STATUS_CHECKS"));
            connection([Node::Rule(of_checks)].into_iter())
        }
        (Node::Rule(kind), "parameters") => Ok(Got::Node(Node::Rule(*kind))),
        _ => unserved(node, name),
    }
}
