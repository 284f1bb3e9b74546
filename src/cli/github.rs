//! Access to GitHub: address, token and patience from arguments and environment.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::error::{CliError, Kind};
use super::pipeline::now;
use crate::sources::github::client::Client;
use crate::sources::github::keys::{Installation, Keys};
use crate::sources::github::patience::{Patience, Settings};
use crate::sources::github::{Endpoint, GithubError, Token, app::App};

/// How GitHub is reached.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "GitHub")]
pub(super) struct Reach {
    /// Address of the REST interface, for GitHub Enterprise Server and test servers [default: <https://api.github.com>]
    #[arg(long, value_name = "URL", env = "GITHUB_API_URL")]
    pub api_url: Option<String>,
    /// Address of the GraphQL interface [default: beside the REST interface]
    #[arg(long, value_name = "URL", env = "GITHUB_GRAPHQL_URL", hide = true)]
    pub graphql_url: Option<String>,
    /// Longest wait, in seconds, for a rate limit to be filled again
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub wait: u32,
    /// Longest wait, in seconds, for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub timeout: u32,
    /// Do not read the checks of commits: saves a request for each hundred approved commits
    #[arg(long)]
    pub without_checks: bool,
    /// Id of a GitHub App to act as, instead of a token
    #[arg(long, value_name = "ID", requires_all = ["app_key", "app_installation"], env = "MIDSPAN_APP_ID")]
    pub app_id: Option<String>,
    /// Key file of the GitHub App
    #[arg(long, value_name = "FILE", requires = "app_id", env = "MIDSPAN_APP_KEY")]
    pub app_key: Option<PathBuf>,
    /// Installation of the GitHub App
    #[arg(long, value_name = "NUMBER", requires = "app_id", env = "MIDSPAN_APP_INSTALLATION")]
    pub app_installation: Option<u64>,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            api_url: None,
            graphql_url: None,
            wait: 120,
            timeout: 30,
            without_checks: false,
            app_id: None,
            app_key: None,
            app_installation: None,
        }
    }
}

/// Where a token came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An environment variable.
    Variable(&'static str),
    /// The GitHub command line.
    Gh,
    /// A GitHub App.
    App(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => f.write_str(name),
            Self::Gh => f.write_str("gh auth token"),
            Self::App(id) => write!(f, "GitHub App {id}"),
        }
    }
}

/// Environment variables that may hold a token, in order.
const VARIABLES: [&str; 2] = ["GITHUB_TOKEN", "GH_TOKEN"];

impl Reach {
    /// The addresses.
    pub(super) fn endpoint(&self) -> Result<Endpoint, CliError> {
        Ok(Endpoint::new(self.api_url.as_deref(), self.graphql_url.as_deref())?)
    }

    /// Whether there is, or may be had, a token.
    pub(super) fn has_token(&self) -> bool {
        self.app_id.is_some() || given_token(self).is_some()
    }

    /// What requests are signed with, and where that came from.
    pub(super) fn keys(&self) -> Result<Option<(Keys, Origin)>, CliError> {
        let (Some(id), Some(key), Some(number)) =
            (&self.app_id, &self.app_key, self.app_installation)
        else {
            return Ok(given_token(self).map(|(token, origin)| (Keys::Token(token), origin)));
        };
        let pem = std::fs::read_to_string(key).map_err(|error| {
            CliError::new(Kind::Usage, format!("cannot read {}: {error}", key.display()))
                .advise("check the path given with --app-key")
        })?;
        let installation = Installation { app: App::new(id, &pem)?, number, now };
        Ok(Some((Keys::App(Box::new(installation)), Origin::App(id.clone()))))
    }

    /// A server that is asked until it answers. Must be called within a runtime.
    pub(super) fn connect(&self) -> Result<Patience<Client>, CliError> {
        let endpoint = self.endpoint()?;
        let Some((keys, _)) = self.keys()? else {
            return Err(CliError::new(Kind::Source, "there is no token for GitHub").advise(
                "set GITHUB_TOKEN, or run `gh auth login`; reading access to contents, issues, metadata and pull requests is enough",
            ));
        };
        let timeout = Duration::from_secs(self.timeout.into());
        Ok(Patience::new(Client::new(endpoint, keys, timeout)?, self.settings(), now))
    }

    fn settings(&self) -> Settings {
        let mut settings =
            Settings { longest_wait: Duration::from_secs(self.wait.into()), ..Settings::default() };
        // Tests do not want to wait as long as people have to.
        let base = std::env::var("MIDSPAN_RETRY_BASE_MS").ok().and_then(|ms| ms.parse().ok());
        if let Some(base) = base.map(Duration::from_millis) {
            settings.base = base;
            settings.secondary = base * 60;
            settings.longest_pause = settings.longest_pause.min(base * 60);
        }
        settings.seed = u64::from(std::process::id());
        settings
    }
}

fn given_token(reach: &Reach) -> Option<(Token, Origin)> {
    let variable = |name: &&'static str| {
        Some((Token::new(&std::env::var(name).ok()?)?, Origin::Variable(name)))
    };
    VARIABLES.iter().find_map(variable).or_else(|| Some((from_gh(reach)?, Origin::Gh)))
}

/// The token that the GitHub command line keeps, where that is installed.
fn from_gh(reach: &Reach) -> Option<Token> {
    let mut command = Command::new("gh");
    command.args(["auth", "token"]);
    if let Some(host) = reach.endpoint().ok().as_ref().and_then(web_host)
        && host != "github.com"
    {
        command.args(["--hostname", &host]);
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| Token::new(&String::from_utf8_lossy(&output.stdout)))?
}

/// Host of the pages that belong to an interface.
pub(super) fn web_host(endpoint: &Endpoint) -> Option<String> {
    let authority = endpoint.rest.split_once("://")?.1.split('/').next()?;
    Some(authority.strip_prefix("api.").unwrap_or(authority).to_owned())
}

impl From<GithubError> for CliError {
    fn from(error: GithubError) -> Self {
        let kind = match &error {
            GithubError::Address { .. }
            | GithubError::Insecure { .. }
            | GithubError::AppKey { .. } => Kind::Usage,
            GithubError::Keep { .. } => Kind::Output,
            _ => Kind::Source,
        };
        let advice = error.advice();
        Self::of(kind, error).advise(advice)
    }
}

/// Runs what waits for GitHub.
pub(super) fn run<F: Future>(work: F) -> Result<F::Output, CliError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
            CliError::of(Kind::Source, error).advise("close other programs and try again")
        })?;
    Ok(runtime.block_on(work))
}
