//! The server: one thread for each connection, and a record of all that was asked.
//!
//! A fake that was asked to write, or for something that GitHub's schema would refuse, fails the
//! test when it is dropped.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::execute::{self, CIRCLE, Left};
use super::faults::{Fault, Faults, instead};
use super::wire::{Reply, Request};
use super::world::World;
use super::{TOKEN, rest};

/// Bytes after which an answer without end ends.
const ENDLESS: usize = 512 << 20;

/// A request that was seen.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Name of the document, or `comments`, `comments of one`, `other` of the REST interface.
    pub(crate) operation: String,
    pub(crate) path: String,
    pub(crate) variables: Value,
    pub(crate) token: Option<String>,
    pub(crate) agent: Option<String>,
    /// What struck it.
    pub(crate) fault: Option<Fault>,
    /// Points that the answer cost.
    pub(crate) points: i64,
    /// Of the answer.
    pub(crate) status: u16,
    /// Bytes of the answer, and those on the way.
    pub(crate) bytes: (usize, usize),
}

type Change = Box<dyn FnOnce(&mut World) + Send>;

#[derive(Default)]
struct State {
    world: World,
    faults: Faults,
    seen: Vec<Seen>,
    /// What changes after the n-th request for an operation.
    changes: Vec<(&'static str, usize, Change)>,
    /// Hourly points, those spent, and the instant at which they are full again.
    budget: Option<(i64, i64, i64)>,
    /// Length of a window of points in seconds, where they are granted again and again.
    window: Option<i64>,
    /// Windows that ended, and requests that were refused for want of points.
    windows: usize,
    refused: usize,
    wrong: Vec<String>,
    endless: usize,
    /// Requests under way, and the most that ever were.
    under_way: (usize, usize),
}

/// A running fake.
pub(crate) struct Fake {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    ended: Arc<AtomicBool>,
}

fn open(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("small")
}

impl Fake {
    /// Starts one that serves a world.
    pub(crate) fn start(world: World) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State { world, ..State::default() }));
        let ended = Arc::new(AtomicBool::new(false));
        let (shared, stop) = (Arc::clone(&state), Arc::clone(&ended));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (state, ended) = (Arc::clone(&shared), Arc::clone(&stop));
                std::thread::spawn(move || serve(stream, address, &state, &ended));
            }
        });
        Self { address, state, ended }
    }

    /// Address of its interface.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same server under another name.
    pub(crate) fn other_url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// Makes requests fail from here on, counted from 1 again, and forgets what was seen.
    pub(crate) fn fail(&self, faults: Faults) {
        let mut state = open(&self.state);
        state.faults = faults;
        state.seen.clear();
        state.under_way.1 = 0;
    }

    /// Lets nothing fail any more, and forgets what was seen.
    pub(crate) fn calm(&self) {
        self.fail(Faults::default());
    }

    /// Changes the world.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut open(&self.state).world)
    }

    /// Changes the world after the n-th request for an operation from now on is answered.
    pub(crate) fn after(
        &self,
        operation: &'static str,
        nth: usize,
        change: impl FnOnce(&mut World) + Send + 'static,
    ) {
        open(&self.state).changes.push((operation, nth, Box::new(change)));
    }

    /// Leaves so many points of the hour's, full again in so many seconds.
    pub(crate) fn leave(&self, points: i64, seconds: i64) {
        open(&self.state).budget = Some((5000, 5000 - points, now() + seconds));
    }

    /// Grants so many points every so many seconds.
    pub(crate) fn grant(&self, points: i64, seconds: i64) {
        let mut state = open(&self.state);
        state.budget = Some((points, 0, now() + seconds));
        (state.window, state.windows, state.refused) = (Some(seconds), 0, 0);
    }

    /// Windows of points that ended since they were granted.
    pub(crate) fn windows(&self) -> usize {
        open(&self.state).windows
    }

    /// Requests that were refused because no points were left.
    pub(crate) fn refused(&self) -> usize {
        open(&self.state).refused
    }

    /// Takes back the changes that have not come yet.
    pub(crate) fn still(&self) {
        open(&self.state).changes.clear();
    }

    /// Everything asked for since the faults were set.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        open(&self.state).seen.clone()
    }

    /// How many requests for an operation were seen.
    pub(crate) fn count(&self, operation: &str) -> usize {
        open(&self.state).seen.iter().filter(|s| s.operation == operation).count()
    }

    /// The most requests that were under way at once since the faults were set.
    pub(crate) fn most_at_once(&self) -> usize {
        open(&self.state).under_way.1
    }

    /// Bytes sent of answers without end.
    pub(crate) fn endless(&self) -> usize {
        open(&self.state).endless
    }

    /// Takes what was wrong with the requests, which would fail the test.
    pub(crate) fn wrong(&self) -> Vec<String> {
        std::mem::take(&mut open(&self.state).wrong)
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        let wrong = self.wrong();
        if !std::thread::panicking() {
            assert!(wrong.is_empty(), "GitHub would refuse: {wrong:?}");
        }
    }
}

/// Answers the requests of one connection.
fn serve(mut stream: TcpStream, own: SocketAddr, state: &Mutex<State>, ended: &AtomicBool) {
    drop(stream.set_nodelay(true));
    while let Some(request) = Request::read(&mut stream) {
        if ended.load(Ordering::SeqCst) {
            return;
        }
        let Ok(body) = request.peek(&stream) else { return };
        let host = request.headers.get("host").cloned().unwrap_or_else(|| own.to_string());
        let _under_way = UnderWay::begin(state);
        let (reply, fault) = open(state).answer(&request, &body, &host);
        match fault {
            Some(Fault::Reset) => return,
            Some(Fault::Hang) => return hang(&mut stream, ended),
            Some(Fault::Slow(wait)) => std::thread::sleep(Duration::from_millis(wait)),
            _ => {}
        }
        if request.take(&mut stream).is_err() {
            return;
        }
        if fault == Some(Fault::Endless) {
            let sent = reply.send_on_and_on(&mut stream, ENDLESS);
            open(state).endless += sent;
            return;
        }
        let whole = fault != Some(Fault::Truncated);
        if reply.send(&mut stream, whole).is_err() || !whole {
            return;
        }
    }
}

/// Counts a request for as long as it is under way.
struct UnderWay<'a>(&'a Mutex<State>);

impl<'a> UnderWay<'a> {
    fn begin(state: &'a Mutex<State>) -> Self {
        let (now, most) = &mut open(state).under_way;
        *now += 1;
        *most = (*most).max(*now);
        Self(state)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        open(self.0).under_way.0 -= 1;
    }
}

/// Waits until the other side has gone or the fake ends.
fn hang(stream: &mut TcpStream, ended: &AtomicBool) {
    drop(stream.set_read_timeout(Some(Duration::from_millis(20))));
    let mut rest = vec![0; 1 << 16];
    while !ended.load(Ordering::SeqCst) {
        if matches!(std::io::Read::read(stream, &mut rest), Ok(0)) {
            return;
        }
    }
}

impl State {
    /// The answer, and what strikes it.
    fn answer(&mut self, request: &Request, body: &[u8], host: &str) -> (Reply, Option<Fault>) {
        let path = request.path.trim_start_matches("/api/v3").trim_start_matches("/api");
        let is_own_server = path.len() < request.path.len();
        let is_graphql = path == "/graphql";
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let operation = match (is_graphql, asked["operationName"].as_str()) {
            (true, named) => named.unwrap_or_default().to_owned(),
            (false, _) => rest::operation(path).to_owned(),
        };
        let nth = 1 + self.seen.iter().filter(|s| s.operation == operation).count();
        let fault = self.faults.strike(self.seen.len() + 1, &operation, nth);
        self.seen.push(Seen {
            operation: operation.clone(),
            path: request.path.clone(),
            variables: asked["variables"].clone(),
            token: request.token().map(str::to_owned),
            agent: request.headers.get("user-agent").cloned(),
            fault: fault.clone(),
            points: 0,
            status: 0,
            bytes: (0, 0),
        });
        if let Some(reply) = self.token(request, path) {
            return (reply, fault);
        }
        if !matches!((request.method.as_str(), is_graphql), ("POST", true) | ("GET", false)) {
            self.wrong.push(format!("{} {}", request.method, request.path));
            return (
                Reply::json(403, &serde_json::json!({ "message": "Resource not accessible" })),
                None,
            );
        }
        let refused = self.refusal(request);
        let known = fault.as_ref().and_then(|fault| instead(fault, is_graphql, now()));
        let reply = known.or(refused).unwrap_or_else(|| {
            if is_graphql {
                self.graphql(&asked, fault.as_ref())
            } else {
                let prefix = if is_own_server { "/api/v3" } else { "" };
                let base = format!("http://{host}{prefix}");
                broken(rest::answer(&self.world, &base, path, request), fault.as_ref())
            }
        });
        self.move_on(&operation);
        let (limit, spent, reset) = self.budget.unwrap_or((5000, 0, now() + 3600));
        let reply = reply
            .with("date", jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT"))
            .with("x-github-request-id", format!("FAKE:{}", self.seen.len()))
            .with("x-oauth-scopes", "repo, read:org")
            .with("x-ratelimit-limit", limit)
            .with("x-ratelimit-remaining", (limit - spent).max(0))
            .with("x-ratelimit-used", spent)
            .with("x-ratelimit-reset", reset)
            .with("x-ratelimit-resource", if is_graphql { "graphql" } else { "core" });
        let plain = reply.body.len();
        let packs = request.headers.get("accept-encoding").is_some_and(|e| e.contains("gzip"));
        let reply = if packs && fault != Some(Fault::Endless) { reply.packed() } else { reply };
        if let Some(last) = self.seen.last_mut() {
            last.status = reply.status;
            last.bytes = (plain, reply.body.len());
        }
        (reply, fault)
    }

    fn graphql(&mut self, asked: &Value, fault: Option<&Fault>) -> Reply {
        self.renew();
        let (limit, spent, reset) = self.budget.unwrap_or((5000, 0, now() + 3600));
        if spent >= limit {
            self.refused += 1;
            let spent = instead(&Fault::Primary(reset - now()), true, now());
            return spent.unwrap_or_else(|| Reply::json(500, &Value::Null));
        }
        let answered = execute::answer(&self.world, asked, &Left(limit, limit - spent, reset));
        if let Some(last) = self.seen.last_mut() {
            last.points = answered.points;
            answered.operation.clone_into(&mut last.operation);
        }
        self.budget = Some((limit, spent + answered.points, reset));
        if let Some(problem) = answered.problem {
            let kind = if answered.is_write { "write" } else { "document" };
            self.wrong.push(format!("{kind} {}: {problem}", answered.operation));
        }
        let mut body = answered.body;
        match fault {
            Some(Fault::Partial) => lose_some(&mut body, &|position, _| position % 2 == 0),
            Some(Fault::Missing(number)) => {
                lose_some(&mut body, &|_, node| node["number"] == *number);
            }
            Some(Fault::Null(number)) => {
                lose_some(&mut body, &|_, node| node["number"] == *number);
                body.as_object_mut().and_then(|body| body.remove("errors"));
            }
            Some(Fault::Circle) => {
                turn_back(&mut body["data"]);
            }
            _ => {}
        }
        broken(Reply::json(200, &body), fault)
    }

    /// Fills the points again where their window is over.
    fn renew(&mut self) {
        if let (Some((limit, _, reset)), Some(seconds)) = (self.budget, self.window)
            && now() >= reset
        {
            self.budget = Some((limit, 0, now() + seconds));
            self.windows += 1;
        }
    }

    /// The token that an App asks for, where there is one and this is what is asked.
    fn token(&mut self, request: &Request, path: &str) -> Option<Reply> {
        let app = self.world.app.as_mut()?;
        let asks = request.method == "POST" && path.starts_with("/app/installations/");
        asks.then(|| app.answer(path, request.token().unwrap_or_default(), now()))
    }

    fn refusal(&self, request: &Request) -> Option<Reply> {
        let message =
            |status, text: &str| Reply::json(status, &serde_json::json!({ "message": text }));
        if !request.headers.contains_key("user-agent") {
            return Some(message(403, "Please make sure your request has a User-Agent header"));
        }
        let of_app = |token| self.world.app.as_ref().is_some_and(|app| app.knows(token, now()));
        match request.token() {
            Some(token) if token == TOKEN || of_app(token) => None,
            Some(_) => Some(message(401, "Bad credentials")),
            None => Some(message(401, "This endpoint requires you to be authenticated.")),
        }
    }

    /// Makes the changes that are due after a request for an operation.
    fn move_on(&mut self, operation: &str) {
        for (_, left, _) in self.changes.iter_mut().filter(|(name, ..)| *name == operation) {
            *left = left.saturating_sub(1);
        }
        while let Some(due) = self.changes.iter().position(|(_, left, _)| *left == 0) {
            let (_, _, change) = self.changes.remove(due);
            change(&mut self.world);
        }
    }
}

fn broken(mut reply: Reply, fault: Option<&Fault>) -> Reply {
    if fault == Some(&Fault::BadJson) {
        reply.body.truncate(reply.body.len() / 2);
    }
    reply
}

/// Takes nodes of the first list away, with an error for each.
fn lose_some(body: &mut Value, lost: &dyn Fn(usize, &Value) -> bool) {
    let mut path = Vec::new();
    let mut errors = Vec::new();
    if let Some(nodes) = first_nodes(&mut body["data"], &mut path) {
        let chosen = nodes.iter_mut().enumerate().filter(|(position, node)| lost(*position, node));
        for (position, node) in chosen {
            *node = Value::Null;
            let at = [&path[..], &[Value::from(position)]].concat();
            errors.push(serde_json::json!({
                "path": at, "message": "Something went wrong while executing your query."
            }));
        }
    }
    if !errors.is_empty() {
        body["errors"] = Value::Array(errors);
    }
}

fn first_nodes<'a>(value: &'a mut Value, path: &mut Vec<Value>) -> Option<&'a mut Vec<Value>> {
    let fields = value.as_object_mut()?;
    for (name, inner) in fields {
        path.push(name.as_str().into());
        if name == "nodes" && inner.as_array().is_some_and(|nodes| !nodes.is_empty()) {
            return inner.as_array_mut();
        }
        if let Some(found) = first_nodes(inner, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}

/// Says of the first list that can be paged that it goes on, where it begins.
fn turn_back(value: &mut Value) -> bool {
    let Some(fields) = value.as_object_mut() else { return false };
    if let Some(info) = fields.get_mut("pageInfo")
        && info["endCursor"].is_string()
    {
        info["hasNextPage"] = true.into();
        info["endCursor"] = CIRCLE.into();
        return true;
    }
    fields.values_mut().any(turn_back)
}
