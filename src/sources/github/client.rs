//! Requests and answers over octocrab.
//!
//! octocrab brings TLS, connections and the header with the token, which goes to the configured host
//! only. Its own retries, redirects and GraphQL call are not used: they lose what [`super::patience`]
//! needs to know.

use std::future::Future;
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use octocrab::Octocrab;

use super::endpoint::Endpoint;
use super::error::GithubError;
use super::token::Token;
use crate::model::time::Timestamp;

/// Largest answer that is read: a page of the busiest pull requests takes a few million bytes.
const LARGEST: usize = 64 << 20;
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Body of a GraphQL query.
    Graphql(serde_json::Value),
    /// Path and query of the REST interface, from its base.
    Rest(String),
}

/// An answer, whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Vec<u8>,
    /// Seconds to wait before another request.
    pub retry_after: Option<u64>,
    /// What is left of the limit.
    pub remaining: Option<u64>,
    /// When the limit is filled again.
    pub reset: Option<Timestamp>,
    /// Where a redirect points to.
    pub location: Option<String>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// No whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nothing for too long.
    Timeout,
    /// The connection failed; why, in one line.
    Connection(String),
    /// More than is read of any answer.
    TooLarge,
}

/// Something that answers requests.
pub trait Transport {
    /// One request, one answer, no second try.
    fn ask(&self, ask: &Ask) -> impl Future<Output = Result<Answer, Broken>>;
    /// Whether an address belongs to the same server; and its path from the base, if it does.
    fn path_of(&self, url: &str) -> Option<String>;
}

/// GitHub, or a server that looks like it.
#[derive(Debug)]
pub struct Client {
    rest: Octocrab,
    graphql: Octocrab,
    endpoint: Endpoint,
    timeout: Duration,
}

impl Client {
    /// Sets up connections; nothing is sent yet. Must be called within a runtime.
    ///
    /// # Errors
    /// When this machine has no certificates to check others by.
    pub fn new(
        endpoint: Endpoint,
        token: Option<&Token>,
        timeout: Duration,
    ) -> Result<Self, GithubError> {
        let build = |base: &str| {
            let setup = |error: octocrab::Error| GithubError::Setup { problem: reason(&error) };
            let mut builder = Octocrab::builder()
                .base_uri(base)
                .map_err(setup)?
                .set_connect_timeout(Some(CONNECT.min(timeout)))
                .set_read_timeout(Some(timeout));
            if let Some(token) = token {
                builder = builder.personal_token(token.reveal().to_owned());
            }
            builder.build().map_err(setup)
        };
        Ok(Self {
            rest: build(&endpoint.rest)?,
            graphql: build(&endpoint.graphql)?,
            endpoint,
            timeout,
        })
    }

    async fn send(&self, ask: &Ask) -> Result<Answer, Broken> {
        let sent = match ask {
            Ask::Graphql(body) => self.graphql._post("/graphql", Some(body)).await,
            Ask::Rest(path) => self.rest._get(path.as_str()).await,
        };
        let response = sent.map_err(|error| Broken::Connection(reason(&error)))?;
        let (head, body) = response.into_parts();
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| header(name).and_then(|text| text.parse::<u64>().ok());
        let mut answer = Answer {
            status: head.status.as_u16(),
            body: Vec::new(),
            retry_after: number("retry-after"),
            remaining: number("x-ratelimit-remaining"),
            reset: number("x-ratelimit-reset")
                .and_then(|at| i64::try_from(at).ok())
                .map(Timestamp::from_seconds),
            location: header("location").map(str::to_owned),
            next: header("link").and_then(next_link),
        };
        let collected = Limited::new(body, LARGEST).collect().await.map_err(|error| {
            if error.downcast_ref::<LengthLimitError>().is_some() {
                Broken::TooLarge
            } else {
                Broken::Connection("it broke off midway".to_owned())
            }
        })?;
        answer.body = collected.to_bytes().to_vec();
        Ok(answer)
    }
}

impl Transport for Client {
    async fn ask(&self, ask: &Ask) -> Result<Answer, Broken> {
        tokio::time::timeout(self.timeout, self.send(ask)).await.unwrap_or(Err(Broken::Timeout))
    }

    fn path_of(&self, url: &str) -> Option<String> {
        if !self.endpoint.is_same_origin(url) {
            return None;
        }
        let path = url.strip_prefix(&self.endpoint.rest)?;
        path.starts_with('/').then(|| path.to_owned())
    }
}

/// The innermost cause in one line; octocrab's own text is a page of backtrace.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// The address marked `rel="next"` in a Link header.
fn next_link(header: &str) -> Option<String> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.split_once(';')?;
        let is_next = parameters.split(';').any(|p| p.trim() == "rel=\"next\"");
        let address = address.trim().strip_prefix('<')?.strip_suffix('>')?;
        is_next.then(|| address.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_stands_in_the_link_header() {
        let header = "<https://x.example/a?page=1>; rel=\"prev\", <https://x.example/a?page=3>; rel=\"next\"";
        assert_eq!(next_link(header).as_deref(), Some("https://x.example/a?page=3"));
        for none in ["", "<https://x.example>; rel=\"last\"", "nonsense", ",;,"] {
            assert_eq!(next_link(none), None, "{none}");
        }
    }
}
