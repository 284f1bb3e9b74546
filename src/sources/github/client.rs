//! Requests and answers over octocrab.
//!
//! octocrab builds the requests; connections lie under it, and the token goes to the configured host
//! only. Its own retries, redirects and GraphQL call are not used: they lose what [`super::patience`]
//! needs to know.

use std::future::Future;
use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use http::{HeaderName, HeaderValue, request::Builder};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_util::client::legacy::connect::HttpConnector;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use serde::Deserialize;
use serde_json::json;

use super::endpoint::Endpoint;
use super::error::GithubError;
use super::keys::{Held, Installation, Keyring, Keys};
use super::token::Token;
use crate::model::time::Timestamp;

/// Largest answer that is read, unpacked: a page of the busiest pull requests takes a few million
/// bytes.
const LARGEST: usize = 64 << 20;
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Who asks.
const AGENT: &str = concat!("midspan/", env!("CARGO_PKG_VERSION"));

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Body of a GraphQL query.
    Graphql(serde_json::Value),
    /// Path and query of the REST interface, from its base.
    Rest(String),
    /// Path of the REST interface at which something without a body is asked to be made: a token.
    Create(String),
}

/// An answer, whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body, unpacked.
    pub body: Vec<u8>,
    /// Bytes that it took on the way.
    pub bytes: u64,
    /// Seconds to wait before another request.
    pub retry_after: Option<u64>,
    /// What is left of the limit.
    pub remaining: Option<u64>,
    /// When the limit is filled again.
    pub reset: Option<Timestamp>,
    /// The time by the server's clock: this machine's may be wrong.
    pub date: Option<Timestamp>,
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
    /// A text without any secret, wherever a server may have echoed one.
    fn redact(&self, text: &str) -> String;
}

/// GitHub, or a server that looks like it.
#[derive(Debug)]
pub struct Client {
    rest: Octocrab,
    graphql: Octocrab,
    endpoint: Endpoint,
    keyring: Keyring,
    timeout: Duration,
}

/// Why there is no token for a request.
enum NoToken {
    /// The server does not give one; in its words.
    Refused(String),
    Broken(Broken),
}

impl Client {
    /// Sets up connections; nothing is sent yet. Must be called within a runtime.
    ///
    /// # Errors
    /// When this machine has no certificates to check others by.
    pub fn new(endpoint: Endpoint, keys: Keys, timeout: Duration) -> Result<Self, GithubError> {
        let connections = connections(timeout)?;
        Ok(Self {
            rest: octocrab(&endpoint.rest, connections.clone())?,
            graphql: octocrab(&endpoint.graphql, connections)?,
            endpoint,
            keyring: Keyring::new(keys),
            timeout,
        })
    }

    /// The token for the next request; another one than that which was refused, where there can be.
    async fn token(&self, refused: Option<&Token>) -> Result<Token, NoToken> {
        let installation = match &self.keyring.keys {
            Keys::Token(token) => return Ok(token.clone()),
            Keys::App(installation) => installation,
        };
        let mut held = self.keyring.held.lock().await;
        let now = (installation.now)();
        let good = |held: &&Held| held.is_good(now) && refused != Some(&held.token);
        if let Some(held) = held.as_ref().filter(good) {
            return Ok(held.token.clone());
        }
        let fresh = self.installation_token(installation, now).await?;
        self.keyring.note(&fresh.token);
        let token = fresh.token.clone();
        *held = Some(fresh);
        Ok(token)
    }

    /// A new token of an App's installation.
    async fn installation_token(
        &self,
        installation: &Installation,
        now: Timestamp,
    ) -> Result<Held, NoToken> {
        #[derive(Deserialize)]
        struct Given {
            token: String,
            expires_at: Option<String>,
        }
        let Installation { app, number, .. } = installation;
        let statement = app.statement(now).map_err(|error| NoToken::Refused(error.to_string()))?;
        let path = format!("/app/installations/{number}/access_tokens");
        let answer = self.send(&Ask::Create(path), &statement).await.map_err(NoToken::Broken)?;
        let what = format!("token for installation {number} of GitHub App {}", app.id());
        match answer.status {
            200 | 201 => {}
            400..=499 if answer.status != 408 && answer.status != 429 => {
                return Err(NoToken::Refused(format!(
                    "it gives no {what} (status {})",
                    answer.status
                )));
            }
            status => {
                let why = format!("status {status} instead of a {what}");
                return Err(NoToken::Broken(Broken::Connection(why)));
            }
        }
        let given = serde_json::from_slice::<Given>(&answer.body).ok();
        let token = given.as_ref().and_then(|given| Token::new(&given.token));
        let ends = given.and_then(|given| Timestamp::parse(&given.expires_at?).ok());
        let broken =
            || NoToken::Broken(Broken::Connection(format!("no whole answer about a {what}")));
        Ok(Held { token: token.ok_or_else(broken)?, ends, since: now })
    }

    /// Asks with a token; where an App's is refused, once more with a new one.
    async fn ask_signed(&self, ask: &Ask) -> Result<Answer, NoToken> {
        let token = self.token(None).await?;
        let answer = self.send(ask, &token).await.map_err(NoToken::Broken)?;
        if answer.status != 401 || matches!(self.keyring.keys, Keys::Token(_)) {
            return Ok(answer);
        }
        let token = self.token(Some(&token)).await?;
        self.send(ask, &token).await.map_err(NoToken::Broken)
    }

    async fn send(&self, ask: &Ask, token: &Token) -> Result<Answer, Broken> {
        let failed = |error: octocrab::Error| Broken::Connection(reason(&error));
        let (method, path, side) = match ask {
            Ask::Graphql(_) => ("POST", "/graphql", &self.graphql),
            Ask::Rest(path) => ("GET", path.as_str(), &self.rest),
            Ask::Create(path) => ("POST", path.as_str(), &self.rest),
        };
        let body = match ask {
            Ask::Graphql(body) => Some(body),
            _ => None,
        };
        let bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
        let mut bearer =
            bearer.map_err(|_| Broken::Connection("the token fits no header".to_owned()))?;
        bearer.set_sensitive(true);
        let builder = Builder::new().method(method).uri(path).header("authorization", bearer);
        let request = side.build_request(builder, body).map_err(failed)?;
        let response = side.execute(request).await.map_err(failed)?;
        let (head, body) = response.into_parts();
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| header(name).and_then(|text| text.parse::<u64>().ok());
        let mut answer = Answer {
            status: head.status.as_u16(),
            body: Vec::new(),
            bytes: 0,
            retry_after: number("retry-after"),
            remaining: number("x-ratelimit-remaining"),
            reset: number("x-ratelimit-reset")
                .and_then(|at| i64::try_from(at).ok())
                .map(Timestamp::from_seconds),
            date: header("date").and_then(http_date),
            location: header("location").map(str::to_owned),
            next: header("link").and_then(next_link),
        };
        let collected = Limited::new(body, LARGEST).collect().await.map_err(|error| {
            if error.downcast_ref::<LengthLimitError>().is_some() {
                Broken::TooLarge
            } else {
                broken_off()
            }
        })?;
        let packed = collected.to_bytes();
        answer.bytes = packed.len() as u64;
        answer.body = match header("content-encoding") {
            Some("gzip" | "x-gzip") => unpacked(&packed, LARGEST)?,
            _ => packed.to_vec(),
        };
        Ok(answer)
    }
}

impl Transport for Client {
    async fn ask(&self, ask: &Ask) -> Result<Answer, Broken> {
        let asked = tokio::time::timeout(self.timeout, self.ask_signed(ask)).await;
        match asked.unwrap_or(Err(NoToken::Broken(Broken::Timeout))) {
            Ok(answer) => Ok(answer),
            Err(NoToken::Broken(broken)) => Err(broken),
            // As the server would say it of a token.
            Err(NoToken::Refused(message)) => {
                let body = json!({ "message": message }).to_string().into_bytes();
                Ok(Answer { status: 401, body, ..Answer::default() })
            }
        }
    }

    fn path_of(&self, url: &str) -> Option<String> {
        if !self.endpoint.is_same_origin(url) {
            return None;
        }
        let path = url.strip_prefix(&self.endpoint.rest)?;
        path.starts_with('/').then(|| path.to_owned())
    }

    fn redact(&self, text: &str) -> String {
        self.keyring.redact(text)
    }
}

type Connections =
    hyper_util::client::legacy::Client<hyper_rustls::HttpsConnector<HttpConnector>, OctoBody>;

fn connections(timeout: Duration) -> Result<Connections, GithubError> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT.min(timeout)));
    // Which addresses may be plain http is for the endpoint to say.
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|error| GithubError::Setup { problem: error.to_string() })?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    let executor = hyper_util::rt::TokioExecutor::new();
    Ok(hyper_util::client::legacy::Client::builder(executor).build(connector))
}

/// octocrab for paths below an address.
fn octocrab(base: &str, connections: Connections) -> Result<Octocrab, GithubError> {
    let problem = || GithubError::Setup { problem: format!("{base} is no address") };
    let base = base.parse().map_err(|_| problem())?;
    let header = |name: &'static str, value: &'static str| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let headers = vec![header("user-agent", AGENT), header("accept-encoding", "gzip")];
    let built = OctocrabBuilder::new_empty()
        .with_service(connections)
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_layer(&BaseUriLayer::new(base))
        .with_auth(AuthState::None)
        .build();
    Ok(built.unwrap_or_else(|never| match never {}))
}

/// A gzip body unpacked, if that is at most so many bytes.
fn unpacked(packed: &[u8], most: usize) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    let more = most as u64 + 1;
    MultiGzDecoder::new(packed).take(more).read_to_end(&mut body).map_err(|_| broken_off())?;
    if body.len() > most { Err(Broken::TooLarge) } else { Ok(body) }
}

/// An instant such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(Timestamp::from_seconds(zoned.timestamp().as_second()))
}

fn broken_off() -> Broken {
    Broken::Connection("it broke off midway".to_owned())
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
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn packed_answers_are_unpacked_up_to_a_limit() {
        let text = b"{\"data\":null}".repeat(100);
        let small = packed(&text);
        assert_eq!(unpacked(&small, text.len()), Ok(text.clone()));
        assert_eq!(unpacked(&small, text.len() - 1), Err(Broken::TooLarge));
        let cut_off = small.get(..small.len() - 9).expect("a part");
        assert!(matches!(unpacked(cut_off, 1 << 20), Err(Broken::Connection(_))));
        assert!(matches!(unpacked(b"no gzip", 1 << 20), Err(Broken::Connection(_))));
    }

    /// A few thousand bytes that would be millions.
    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = packed(&vec![b' '; 8 << 20]);
        assert!(bomb.len() < 16 << 10, "{} bytes", bomb.len());
        assert_eq!(unpacked(&bomb, 1 << 20), Err(Broken::TooLarge));
    }

    #[test]
    fn the_servers_time_is_read() {
        let at = |text| http_date(text).map(Timestamp::seconds);
        assert_eq!(at("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        for bad in ["", "yesterday", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(at(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_next_page_stands_in_the_link_header() {
        let header = "<https://x.example/a?page=1>; rel=\"prev\", <https://x.example/a?page=3>; rel=\"next\"";
        assert_eq!(next_link(header).as_deref(), Some("https://x.example/a?page=3"));
        for none in ["", "<https://x.example>; rel=\"last\"", "nonsense", ",;,"] {
            assert_eq!(next_link(none), None, "{none}");
        }
    }
}
