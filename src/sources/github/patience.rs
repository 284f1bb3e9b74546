//! Time-outs, limits and faults, until an answer is whole or hopeless.
//!
//! What is obeyed, as GitHub documents it: the primary limit by `x-ratelimit-remaining` and
//! `x-ratelimit-reset`, secondary limits by `retry-after`, else a minute that doubles. A GraphQL
//! answer may say with status 200 that a limit is used up, that it took too long, or that a part of it
//! is missing; all three count as faults here.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::client::{Answer, Ask, Broken, Transport};
use super::document::Document;
use super::error::GithubError;
use super::wire::envelope::{Envelope, Priced, Problem};
use crate::model::time::Timestamp;

/// Tries of a request as long as nothing was ever answered.
const FIRST_TRIES: u32 = 4;

/// How long to go on.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Tries of one request.
    pub tries: u32,
    /// First pause before another try; it doubles with each.
    pub base: Duration,
    /// Longest pause between two tries.
    pub longest_pause: Duration,
    /// Longest wait for a limit to be filled again.
    pub longest_wait: Duration,
    /// First wait after a secondary limit that does not say how long; it doubles with each.
    pub secondary: Duration,
    /// Requests under way at once.
    pub at_once: usize,
    /// Seed of the jitter.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tries: 9,
            base: Duration::from_secs(1),
            longest_pause: Duration::from_mins(1),
            longest_wait: Duration::from_mins(2),
            secondary: Duration::from_mins(1),
            at_once: 6,
            seed: 1,
        }
    }
}

/// What was spent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Spent {
    /// GraphQL requests, tries included.
    pub graphql: u64,
    /// REST requests, tries included.
    pub rest: u64,
    /// Points of the GraphQL limit, as the server reports them.
    pub points: u64,
    /// Requests that had to be made again.
    pub repeated: u64,
    /// Points left, as last heard.
    pub points_left: Option<u64>,
    /// Bytes received, as they were sent: packed where the server packs.
    pub bytes: u64,
}

/// A server that is asked until it answers.
pub struct Patience<T> {
    transport: T,
    settings: Settings,
    now: fn() -> Timestamp,
    spent: Cell<Spent>,
    /// Whether anything was ever answered.
    answered: Cell<bool>,
    /// When each limit is filled again, while it is used up: GraphQL, REST.
    empty_until: RefCell<[Option<Timestamp>; 2]>,
    jitter: RefCell<ChaCha8Rng>,
    turnstile: Semaphore,
}

impl<T> std::fmt::Debug for Patience<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patience").field("spent", &self.spent.get()).finish_non_exhaustive()
    }
}

/// What to do after a try.
enum Verdict<V> {
    Whole(V),
    /// Again after a pause of its own length; whether the server had too much to do.
    Again {
        why: String,
        heavy: bool,
    },
    /// Again after this wait; without one, after that of secondary limits.
    Wait {
        why: String,
        wait: Option<Duration>,
    },
    /// Never.
    Hopeless(GithubError),
}

/// A page of the REST interface.
#[derive(Debug)]
pub(super) struct Page<V> {
    pub(super) value: V,
    /// Path of the next page.
    pub(super) next: Option<String>,
}

impl<T: Transport> Patience<T> {
    /// In front of a transport.
    pub fn new(transport: T, settings: Settings, now: fn() -> Timestamp) -> Self {
        Self {
            transport,
            settings,
            now,
            spent: Cell::default(),
            answered: Cell::default(),
            empty_until: RefCell::default(),
            jitter: RefCell::new(ChaCha8Rng::seed_from_u64(settings.seed)),
            turnstile: Semaphore::new(settings.at_once.max(1)),
        }
    }

    /// What was spent so far.
    pub fn spent(&self) -> Spent {
        self.spent.get()
    }

    /// The time, as the caller's clock has it.
    pub(super) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Asks a document. `variables` is told how often the server had too much to do, and may ask for
    /// less.
    ///
    /// Data with a part missing is accepted only after half of the tries; the caller then finds null
    /// where the part would be.
    pub(super) async fn graphql<V: DeserializeOwned + Priced>(
        &self,
        document: Document,
        what: &str,
        mut variables: impl FnMut(u32) -> Value,
    ) -> Result<V, GithubError> {
        let mut heavy = 0;
        self.insist(what, false, |tries, was_heavy| {
            heavy += u32::from(was_heavy);
            let body = json!({
                "query": document.text,
                "operationName": document.operation,
                "variables": variables(heavy),
            });
            let lenient = tries * 2 >= self.settings.tries;
            (
                Ask::Graphql(body),
                Box::new(move |answer: &Answer| self.judge_graphql(answer, what, lenient)),
            )
        })
        .await
    }

    /// Asks a path of the REST interface.
    pub(super) async fn rest<V: DeserializeOwned>(
        &self,
        path: &str,
        what: &str,
    ) -> Result<Page<V>, GithubError> {
        let mut path = path.to_owned();
        // Renamed repositories redirect once; more than a few redirects are a circle.
        for _ in 0..4 {
            let step: Page<Option<V>> = self
                .insist(what, true, |_, _| {
                    let judge = move |answer: &Answer| self.judge_rest(answer, what);
                    (Ask::Rest(path.clone()), Box::new(judge))
                })
                .await?;
            match (step.value, step.next) {
                (Some(value), next) => return Ok(Page { value, next }),
                (None, Some(next)) => path = next,
                (None, None) => break,
            }
        }
        let problem = "redirects lead round in a circle".to_owned();
        Err(GithubError::Confused { what: what.to_owned(), problem })
    }

    async fn insist<'a, V>(
        &self,
        what: &str,
        is_rest: bool,
        mut prepare: impl FnMut(u32, bool) -> (Ask, Box<dyn Fn(&Answer) -> Verdict<V> + 'a>),
    ) -> Result<V, GithubError> {
        let mut tries = 0;
        let mut waits = 0;
        let mut was_heavy = false;
        loop {
            self.await_limit(is_rest).await?;
            let (ask, judge) = prepare(tries, was_heavy);
            let answer = self.once(&ask, is_rest).await;
            let verdict = match &answer {
                Ok(answer) => judge(answer),
                Err(Broken::Timeout) => {
                    Verdict::Again { why: "nothing came in time".to_owned(), heavy: !is_rest }
                }
                Err(Broken::TooLarge) => {
                    Verdict::Again { why: "it was far too large".to_owned(), heavy: !is_rest }
                }
                Err(Broken::Connection(why)) => Verdict::Again { why: why.clone(), heavy: false },
            };
            let (why, pause) = match verdict {
                Verdict::Whole(value) => return Ok(value),
                Verdict::Hopeless(error) => return Err(error),
                Verdict::Again { why, heavy } => {
                    was_heavy = heavy;
                    tries += 1;
                    (why, self.pause(tries))
                }
                Verdict::Wait { why, wait } => {
                    was_heavy = false;
                    waits += 1;
                    // Each refusal asks for more patience than the one before.
                    let doubled = self.settings.secondary.saturating_mul(1 << (waits - 1).min(16));
                    let wait = wait.map_or(doubled, |told| told.max(self.pause(waits)));
                    if wait > self.settings.longest_wait {
                        let seconds = self.now().seconds().saturating_add(whole_seconds(wait));
                        let until = Timestamp::from_seconds(seconds);
                        return Err(GithubError::Limited { until });
                    }
                    (why, wait)
                }
            };
            // Who is not connected wants to know soon.
            let most = if self.answered.get() { self.settings.tries } else { FIRST_TRIES };
            if tries >= most.min(self.settings.tries) || waits >= 4 * self.settings.tries {
                let last = self.redact(&why);
                return Err(GithubError::Unreachable {
                    what: what.to_owned(),
                    tries: tries + waits,
                    last,
                });
            }
            self.spend(|spent| spent.repeated += 1);
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self, ask: &Ask, is_rest: bool) -> Result<Answer, Broken> {
        // The turnstile is never closed.
        let _permit = self.turnstile.acquire().await;
        self.spend(|spent| *(if is_rest { &mut spent.rest } else { &mut spent.graphql }) += 1);
        let answer = self.transport.ask(ask).await?;
        self.answered.set(true);
        self.spend(|spent| {
            spent.bytes += answer.bytes;
            if !is_rest && answer.remaining.is_some() {
                spent.points_left = answer.remaining;
            }
        });
        if answer.remaining == Some(0)
            && let Some(until) = self.empty_until.borrow_mut().get_mut(usize::from(is_rest))
        {
            *until = answer.reset.map(|reset| {
                let left = reset.since(answer.date.unwrap_or_else(|| self.now()));
                Timestamp::from_seconds(self.now().seconds().saturating_add(left))
            });
        }
        Ok(answer)
    }

    fn spend(&self, change: impl FnOnce(&mut Spent)) {
        let mut spent = self.spent.get();
        change(&mut spent);
        self.spent.set(spent);
    }

    /// Waits while the primary limit is used up, if that is short.
    async fn await_limit(&self, is_rest: bool) -> Result<(), GithubError> {
        let until = self.empty_until.borrow().get(usize::from(is_rest)).copied().flatten();
        let Some(until) = until else { return Ok(()) };
        let wait = until.since(self.now()).saturating_add(1);
        if wait > 1 {
            let wait = Duration::from_secs(wait.unsigned_abs());
            if wait > self.settings.longest_wait {
                return Err(GithubError::Limited { until });
            }
            tokio::time::sleep(wait).await;
        }
        if let Some(until) = self.empty_until.borrow_mut().get_mut(usize::from(is_rest)) {
            *until = None;
        }
        Ok(())
    }

    /// Pause before a try, doubling, between half of it and the whole at random, so that several
    /// programs do not come back at the same instant.
    fn pause(&self, tries: u32) -> Duration {
        let doubled = self.settings.base.saturating_mul(1 << tries.saturating_sub(1).min(16));
        let whole = doubled.min(self.settings.longest_pause);
        let share = f64::from(self.jitter.borrow_mut().next_u32()) / f64::from(u32::MAX);
        whole.mul_f64(0.5 + share / 2.0)
    }

    fn redact(&self, text: &str) -> String {
        self.transport.redact(text)
    }

    fn judge_graphql<V: DeserializeOwned + Priced>(
        &self,
        answer: &Answer,
        what: &str,
        lenient: bool,
    ) -> Verdict<V> {
        if let Some(verdict) = self.judge_status(answer, what) {
            return verdict;
        }
        let envelope: Envelope<V> = match serde_json::from_slice(&answer.body) {
            Ok(envelope) => envelope,
            Err(error) if error.is_data() => {
                return Verdict::Hopeless(GithubError::Confused {
                    what: what.to_owned(),
                    problem: self.redact(&error.to_string()),
                });
            }
            Err(error) => return again(format!("it is no whole answer ({error})")),
        };
        let problems = envelope.errors.unwrap_or_default();
        if let Some(verdict) = self.judge_problems(&problems, answer, what) {
            return verdict;
        }
        let Some(data) = envelope.data else {
            let why = problems.first().map_or("it holds no data", |p| p.message.as_str());
            return Verdict::Again { why: self.redact(why), heavy: true };
        };
        self.spend(|spent| spent.points += data.cost());
        let is_fault = |problem: &&Problem| !problem.is_lost_node();
        match problems.iter().find(is_fault) {
            Some(problem) if !lenient => {
                let why = format!("a part is missing: {}", self.redact(&problem.message));
                Verdict::Again { why, heavy: true }
            }
            _ => Verdict::Whole(data),
        }
    }

    /// Errors that decide by their class; all others leave it to the data.
    fn judge_problems<V>(
        &self,
        problems: &[Problem],
        answer: &Answer,
        what: &str,
    ) -> Option<Verdict<V>> {
        problems.iter().find_map(|problem| {
            let message = self.redact(&problem.message);
            let whole = problem.path.as_ref().is_none_or(|path| path.len() <= 1);
            match problem.class.as_deref()? {
                "RATE_LIMITED" => Some(self.wait_for_reset(answer)),
                "NOT_FOUND" if whole => {
                    Some(Verdict::Hopeless(GithubError::NotFound { what: what.to_owned() }))
                }
                "FORBIDDEN" | "INSUFFICIENT_SCOPES" | "UNIMPLEMENTED" => {
                    let what = what.to_owned();
                    Some(Verdict::Hopeless(GithubError::Forbidden { what, message }))
                }
                "INVALID_CURSOR_ARGUMENTS" | "MAX_NODE_LIMIT_EXCEEDED" => {
                    let (what, problem) = (what.to_owned(), message);
                    Some(Verdict::Hopeless(GithubError::Confused { what, problem }))
                }
                _ => None,
            }
        })
    }

    fn judge_rest<V: DeserializeOwned>(
        &self,
        answer: &Answer,
        what: &str,
    ) -> Verdict<Page<Option<V>>> {
        if matches!(answer.status, 301 | 302 | 307 | 308) {
            return match self.follow(answer.location.as_deref(), what) {
                Ok(path) => Verdict::Whole(Page { value: None, next: Some(path) }),
                Err(error) => Verdict::Hopeless(error),
            };
        }
        if let Some(verdict) = self.judge_status(answer, what) {
            return verdict;
        }
        let next = match &answer.next {
            None => None,
            Some(url) => match self.follow(Some(url), what) {
                Ok(path) => Some(path),
                Err(error) => return Verdict::Hopeless(error),
            },
        };
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Verdict::Whole(Page { value: Some(value), next }),
            Err(error) => again(format!("it is no whole answer ({error})")),
        }
    }

    fn follow(&self, url: Option<&str>, what: &str) -> Result<String, GithubError> {
        let url = url.unwrap_or_default();
        self.transport.path_of(url).ok_or_else(|| {
            let host = url.split("://").nth(1).unwrap_or(url).split('/').next();
            let host = self.redact(host.unwrap_or_default());
            GithubError::Elsewhere { what: what.to_owned(), host }
        })
    }

    /// Statuses that decide; `None` for a success.
    fn judge_status<V>(&self, answer: &Answer, what: &str) -> Option<Verdict<V>> {
        let message = || self.redact(&message_of(&answer.body));
        match answer.status {
            200..=299 => None,
            401 => Some(Verdict::Hopeless(GithubError::Unauthorized { message: message() })),
            403 | 429 if answer.remaining == Some(0) => Some(self.wait_for_reset(answer)),
            429 => Some(Self::wait_as_told(answer)),
            403 if answer.retry_after.is_some() || is_limit(&message()) => {
                Some(Self::wait_as_told(answer))
            }
            403 => Some(Verdict::Hopeless(GithubError::Forbidden {
                what: what.to_owned(),
                message: message(),
            })),
            404 | 410 | 451 => {
                Some(Verdict::Hopeless(GithubError::NotFound { what: what.to_owned() }))
            }
            502..=504 => Some(Verdict::Again { why: status(answer), heavy: true }),
            408 | 500..=599 => Some(again(status(answer))),
            300..=399 => {
                Some(Verdict::Hopeless(match self.follow(answer.location.as_deref(), what) {
                    Err(error) => error,
                    Ok(_) => GithubError::Confused {
                        what: what.to_owned(),
                        problem: "it redirects a query".to_owned(),
                    },
                }))
            }
            _ => Some(Verdict::Hopeless(GithubError::Confused {
                what: what.to_owned(),
                problem: format!("{} {}", status(answer), message()),
            })),
        }
    }

    fn wait_for_reset<V>(&self, answer: &Answer) -> Verdict<V> {
        let now = answer.date.unwrap_or_else(|| self.now());
        let left = answer.reset.map_or(60, |reset| reset.since(now).max(0).saturating_add(1));
        let wait = Some(Duration::from_secs(left.unsigned_abs()));
        Verdict::Wait { why: "the rate limit is used up".to_owned(), wait }
    }

    fn wait_as_told<V>(answer: &Answer) -> Verdict<V> {
        let wait = answer.retry_after.map(Duration::from_secs);
        Verdict::Wait { why: "a secondary limit was reached".to_owned(), wait }
    }
}

fn again<V>(why: String) -> Verdict<V> {
    Verdict::Again { why, heavy: false }
}

fn status(answer: &Answer) -> String {
    format!("status {}", answer.status)
}

fn is_limit(message: &str) -> bool {
    message.to_lowercase().contains("rate limit")
}

fn whole_seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// GitHub's own words, shortened to one line.
fn message_of(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Message {
        message: Option<String>,
    }
    let parsed = serde_json::from_slice::<Message>(body).ok().and_then(|m| m.message);
    let text = parsed.unwrap_or_else(|| "no reason given".to_owned());
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}
