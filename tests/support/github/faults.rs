//! Ways to fail, and when.

use super::TOKEN;
use super::wire::Reply;

/// A way to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is dropped before the request is looked at.
    Reset,
    /// No answer, until the other side gives up.
    Hang,
    /// 502 with a page for people.
    BadGateway,
    GatewayTimeout,
    /// Too much at once: status, and what `retry-after` says.
    Secondary(u16, Option<u64>),
    /// The hour's budget is spent: it is full again in so many seconds.
    Primary(i64),
    /// The connection breaks in the middle of the answer.
    Truncated,
    /// A whole answer of half a document.
    BadJson,
    Empty,
    /// Errors beside data; every other node is null.
    Partial,
    /// An error for the item with this number, which is null.
    Missing(i64),
    /// The item with this number is null, and nothing says why.
    Null(i64),
    /// 200 with null data, as when a query took too long.
    TimedOut,
    /// The answer comes after so many milliseconds.
    Slow(u64),
    /// An answer without end.
    Endless,
    /// Two hundred thousand bytes that unpack to two hundred million.
    Bomb,
    /// A redirect to another host.
    Elsewhere(String),
    Unauthorized,
    NotFound,
    /// The token that was sent, in an answer of this status.
    Echo(u16),
    /// There is always another page, at the same cursor.
    Circle,
    /// Lists in lists, 100,000 deep.
    Deep,
}

/// When a fault strikes.
#[derive(Clone)]
enum When {
    /// At requests with these numbers, from 1.
    At(Vec<usize>),
    /// At every so many-th request.
    Every(usize),
    /// At the n-th request for an operation; 0: at each.
    Of(&'static str, usize),
    /// At so many first requests for an operation.
    First(&'static str, usize),
}

/// What is to fail.
#[derive(Clone, Default)]
pub(crate) struct Faults(Vec<(When, Fault)>);

impl Faults {
    /// At requests with these numbers, from 1.
    pub(crate) fn at(numbers: &[usize], fault: Fault) -> Self {
        Self(vec![(When::At(numbers.to_vec()), fault)])
    }

    /// At every so many-th request.
    pub(crate) fn every(count: usize, fault: Fault) -> Self {
        Self(vec![(When::Every(count), fault)])
    }

    /// At the n-th request for an operation, from 1.
    pub(crate) fn of(operation: &'static str, nth: usize, fault: Fault) -> Self {
        Self(vec![(When::Of(operation, nth), fault)])
    }

    /// At so many first requests for an operation.
    pub(crate) fn first(operation: &'static str, count: usize, fault: Fault) -> Self {
        Self(vec![(When::First(operation, count), fault)])
    }

    /// These, and where none of them strikes, others.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// At every request for an operation.
    pub(crate) fn always(operation: &'static str, fault: Fault) -> Self {
        Self::of(operation, 0, fault)
    }

    /// What strikes a request: its number, its operation, and how many of that operation there were.
    pub(super) fn strike(&self, number: usize, operation: &str, nth: usize) -> Option<Fault> {
        let strikes = |when: &When| match when {
            When::At(numbers) => numbers.contains(&number),
            When::Every(count) => number.is_multiple_of(*count),
            When::First(name, count) => *name == operation && nth <= *count,
            When::Of(name, at) => *name == operation && (*at == 0 || *at == nth),
        };
        self.0.iter().find(|(when, _)| strikes(when)).map(|(_, fault)| fault.clone())
    }
}

const SECONDARY: &str =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
const SPENT: &str = "API rate limit exceeded for user ID 1.";
const PAGE: &str =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n</body>\r\n</html>\r\n";

/// The answer of faults that need nothing of the world.
pub(super) fn instead(fault: &Fault, is_graphql: bool, now: i64) -> Option<Reply> {
    let message = |status, text: &str| Reply::json(status, &serde_json::json!({ "message": text }));
    Some(match fault {
        Fault::BadGateway => Reply::new(502, "text/html", PAGE.as_bytes().to_vec()),
        Fault::GatewayTimeout => message(504, "We couldn't respond to your request in time."),
        Fault::Secondary(status, wait) => {
            let reply = message(*status, SECONDARY);
            wait.map_or(reply.clone(), |wait| reply.with("retry-after", wait))
        }
        Fault::Primary(seconds) => {
            let spent = if is_graphql {
                let error = serde_json::json!({ "type": "RATE_LIMITED", "message": SPENT });
                Reply::json(200, &serde_json::json!({ "errors": [error] }))
            } else {
                message(403, SPENT)
            };
            spent.with("x-ratelimit-remaining", 0).with("x-ratelimit-reset", now + seconds)
        }
        Fault::Empty => Reply::new(200, "application/json", Vec::new()),
        Fault::TimedOut => {
            let error = "Something went wrong while executing your query. This may be the result of a timeout.";
            Reply::json(200, &serde_json::json!({ "data": null, "errors": [{ "message": error }] }))
        }
        Fault::Bomb => Reply::new(200, "application/json", vec![b' '; 200 << 20]),
        Fault::Elsewhere(address) => {
            let status = if is_graphql { 307 } else { 302 };
            Reply::new(status, "text/plain", Vec::new()).with("location", address)
        }
        Fault::Echo(200) => {
            let error =
                serde_json::json!({ "type": "FORBIDDEN", "message": format!("Not with {TOKEN}") });
            Reply::json(200, &serde_json::json!({ "data": { "x": TOKEN }, "errors": [error] }))
        }
        Fault::Echo(status) => message(*status, &format!("Not with {TOKEN}"))
            .with("location", format!("http://{TOKEN}.example.org/{TOKEN}")),
        Fault::Unauthorized => message(401, "Bad credentials"),
        Fault::NotFound => message(404, "Not Found"),
        Fault::Deep => {
            let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
            Reply::new(200, "application/json", format!("{{\"data\":{deep}}}").into_bytes())
        }
        _ => return None,
    })
}
