//! Answers a GraphQL document: what it selects and nothing else, in GitHub's manner.

use serde_json::{Map, Value, json};

use super::document::{Document, Field, Operation, Selection, parse};
use super::fields::{Node, field};
use super::world::World;

/// An error as GitHub words it: its type and message.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) &'static str, pub(super) String);

/// What a field holds.
pub(super) enum Got<'w> {
    Value(Value),
    Node(Node<'w>),
    List(Vec<Result<Node<'w>, Refusal>>),
    Connection(Connection<'w>),
}

/// A list that is read in pages.
pub(super) struct Connection<'w> {
    /// With the keys that cursors name.
    pub(super) nodes: Vec<((i64, i64), Option<Node<'w>>)>,
    /// Largest key first.
    pub(super) descending: bool,
}

/// Cursor that stands for the beginning, so that a circle can be walked.
pub(super) const CIRCLE: &str = "Y2lyY2xl";

/// What a document was answered.
pub(super) struct Answered {
    pub(super) operation: String,
    pub(super) is_write: bool,
    pub(super) body: Value,
    pub(super) points: i64,
    /// What GitHub's schema would refuse.
    pub(super) problem: Option<String>,
}

/// Left of the hourly budget: limit, what remains, when it is full again.
pub(super) struct Left(pub(super) i64, pub(super) i64, pub(super) i64);

/// Answers a request's document, operation name and variables.
pub(super) fn answer(world: &World, request: &Value, left: &Left) -> Answered {
    let refused = |operation: &str, is_write, message: String| Answered {
        operation: operation.to_owned(),
        is_write,
        body: json!({ "errors": [{ "message": message.as_str() }] }),
        points: 1,
        problem: Some(message),
    };
    let text = request["query"].as_str().unwrap_or_default();
    let document = match parse(text) {
        Ok(document) => document,
        Err(message) => return refused("", false, message),
    };
    let named = request["operationName"].as_str();
    let mut operations = document.operations.iter();
    let Some(operation) = operations.find(|o| named.is_none_or(|name| name == o.name)) else {
        return refused("", false, "no such operation".to_owned());
    };
    if operation.kind != "query" {
        return refused(&operation.name, true, format!("a {} is refused", operation.kind));
    }
    let variables = request["variables"].as_object().cloned().unwrap_or_default();
    let missing = |name: &&String| variables.get(*name).is_none_or(Value::is_null);
    if let Some(name) = operation.required.iter().find(missing) {
        return refused(&operation.name, false, format!("variable ${name} was not given"));
    }
    let (requests, nodes) = weigh(&document, &variables, &operation.selections);
    let points = ((requests + 50) / 100).max(1);
    let mut run = Run { world, document: &document, variables, errors: Vec::new(), problem: None };
    run.budget(left, points, nodes, operation)
}

struct Run<'w, 'd> {
    world: &'w World,
    document: &'d Document,
    variables: Map<String, Value>,
    errors: Vec<Value>,
    problem: Option<String>,
}

impl Run<'_, '_> {
    fn budget(&mut self, left: &Left, points: i64, nodes: i64, operation: &Operation) -> Answered {
        let limit =
            Node::Budget { limit: left.0, left: left.1 - points, reset: left.2, points, nodes };
        let data = self.object(&Node::Query(Box::new(limit)), &operation.selections, &[]);
        let mut body = json!({ "data": data });
        if !self.errors.is_empty() {
            body["errors"] = Value::Array(std::mem::take(&mut self.errors));
        }
        let operation = operation.name.clone();
        Answered { operation, is_write: false, body, points, problem: self.problem.take() }
    }

    /// The fields that a set selects of a node.
    fn object(&mut self, node: &Node, selections: &[Selection], path: &[Value]) -> Value {
        let mut object = Map::new();
        self.select(node, selections, path, &mut object);
        Value::Object(object)
    }

    fn select(
        &mut self,
        node: &Node,
        set: &[Selection],
        path: &[Value],
        into: &mut Map<String, Value>,
    ) {
        let document = self.document;
        for selection in set {
            match selection {
                Selection::Field(asked) => {
                    let path = [path, &[Value::from(asked.alias.as_str())]].concat();
                    let value = self.field(node, asked, &path);
                    into.insert(asked.alias.clone(), value);
                }
                Selection::Inline(fragment) if node.is(&fragment.on) => {
                    self.select(node, &fragment.selections, path, into);
                }
                Selection::Inline(_) => {}
                Selection::Spread(name) => match document.fragments.get(name) {
                    Some(fragment) if node.is(&fragment.on) => {
                        self.select(node, &fragment.selections, path, into);
                    }
                    Some(_) => {}
                    None => self.problem = Some(format!("no fragment {name}")),
                },
            }
        }
    }

    fn field(&mut self, node: &Node, asked: &Field, path: &[Value]) -> Value {
        let arguments: Map<String, Value> = asked
            .arguments
            .iter()
            .map(|(name, value)| (name.clone(), value.value(&self.variables)))
            .collect();
        match field(self.world, node, &asked.name, &arguments) {
            Ok(Got::Value(value)) => value,
            Ok(Got::Node(node)) => self.object(&node, &asked.selections, path),
            Ok(Got::List(nodes)) => self.list(nodes, &asked.selections, path),
            Ok(Got::Connection(connection)) => match connection.page(&arguments) {
                Ok(page) => self.connection(&page, asked, path),
                Err(refusal) => self.refuse(&refusal, path),
            },
            Err(refusal) => self.refuse(&refusal, path),
        }
    }

    fn list(
        &mut self,
        nodes: Vec<Result<Node, Refusal>>,
        set: &[Selection],
        path: &[Value],
    ) -> Value {
        let mut list = Vec::new();
        for (position, node) in nodes.into_iter().enumerate() {
            let path = [path, &[Value::from(position)]].concat();
            list.push(match node {
                Ok(node) => self.object(&node, set, &path),
                Err(refusal) => self.refuse(&refusal, &path),
            });
        }
        Value::Array(list)
    }

    fn connection(&mut self, page: &Page, asked: &Field, path: &[Value]) -> Value {
        let mut object = Map::new();
        for selection in &asked.selections {
            let Selection::Field(inner) = selection else { continue };
            let value = match inner.name.as_str() {
                "totalCount" => page.total.into(),
                "pageInfo" => json!({ "hasNextPage": page.has_next, "endCursor": page.end }),
                "nodes" => {
                    let path = [path, &[Value::from("nodes")]].concat();
                    let mut list = Vec::new();
                    for (position, node) in page.nodes.iter().enumerate() {
                        let path = [&path[..], &[Value::from(position)]].concat();
                        let object = |node: &Node| self.object(node, &inner.selections, &path);
                        list.push(node.as_ref().map_or(Value::Null, object));
                    }
                    Value::Array(list)
                }
                other => {
                    self.problem = Some(format!("a connection has no {other} here"));
                    Value::Null
                }
            };
            object.insert(inner.alias.clone(), value);
        }
        Value::Object(object)
    }

    fn refuse(&mut self, Refusal(kind, message): &Refusal, path: &[Value]) -> Value {
        if *kind == "UNSERVED" {
            self.problem = Some(message.clone());
        }
        self.errors.push(json!({ "type": kind, "path": path, "message": message }));
        Value::Null
    }
}

/// A page of a connection.
struct Page<'w> {
    total: usize,
    nodes: Vec<Option<Node<'w>>>,
    has_next: bool,
    end: Option<String>,
}

impl<'w> Connection<'w> {
    /// The page that arguments ask for: what comes after a cursor, whatever has moved since.
    fn page(mut self, arguments: &Map<String, Value>) -> Result<Page<'w>, Refusal> {
        let count = |name: &str| arguments.get(name).and_then(Value::as_i64);
        let (first, last) = (count("first"), count("last"));
        let size = first.or(last).unwrap_or(0);
        if size > 100 {
            let message = format!("Requesting {size} records exceeds the limit of 100 records.");
            return Err(Refusal("EXCESSIVE_PAGINATION", message));
        }
        let size = usize::try_from(size).unwrap_or(0);
        self.nodes.sort_by_key(|(key, _)| *key);
        if self.descending {
            self.nodes.reverse();
        }
        let total = self.nodes.len();
        let mut rest = self.nodes;
        if let Some(cursor) = arguments.get("after").and_then(Value::as_str)
            && cursor != CIRCLE
        {
            let after = key_of(cursor).ok_or_else(|| {
                let message = format!("`{cursor}` does not appear to be a valid cursor.");
                Refusal("INVALID_CURSOR_ARGUMENTS", message)
            })?;
            rest.retain(|(key, _)| if self.descending { *key < after } else { *key > after });
        }
        let skip = usize::try_from(count("skip").unwrap_or(0)).unwrap_or(0).min(rest.len());
        rest.drain(..skip);
        if first.is_none() {
            rest.drain(..rest.len().saturating_sub(size));
        }
        let has_next = rest.len() > size;
        rest.truncate(size);
        let end = rest.last().map(|(key, _)| cursor_of(*key));
        Ok(Page { total, nodes: rest.into_iter().map(|(_, node)| node).collect(), has_next, end })
    }
}

fn cursor_of((first, second): (i64, i64)) -> String {
    format!("cursor:{first}:{second}")
}

fn key_of(cursor: &str) -> Option<(i64, i64)> {
    let (first, second) = cursor.strip_prefix("cursor:")?.split_once(':')?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

/// Requests that GitHub counts for a set, and nodes that it could return: one request for each
/// connection with a page size and each parent of it.
fn weigh(document: &Document, variables: &Map<String, Value>, set: &[Selection]) -> (i64, i64) {
    let (mut requests, mut nodes) = (0, 0);
    let mut add = |set: &[Selection], times: i64| {
        let (inner, below) = weigh(document, variables, set);
        requests += times * inner;
        nodes += times * below;
    };
    let mut own = (0, 0);
    for selection in set {
        match selection {
            Selection::Inline(fragment) => add(&fragment.selections, 1),
            Selection::Spread(name) => {
                if let Some(fragment) = document.fragments.get(name) {
                    add(&fragment.selections, 1);
                }
            }
            Selection::Field(field) => {
                let sized = |name: &str| matches!(name, "first" | "last");
                let size = field.arguments.iter().find(|(name, _)| sized(name));
                let size = size.and_then(|(_, value)| value.value(variables).as_i64());
                own.0 += i64::from(size.is_some());
                own.1 += size.unwrap_or(0);
                add(&field.selections, size.unwrap_or(1).max(1));
            }
        }
    }
    (requests + own.0, nodes + own.1)
}
