//! Arguments that several commands share.

use std::path::PathBuf;

use super::github::Reach;
use crate::model::time::{Period, Timestamp};

/// What to look at.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Scope {
    /// Checkouts, store folders, owner/name or org:NAME on GitHub; without any, what midspan.toml lists, or the checkout one stands in
    #[arg(value_name = "WHERE")]
    pub places: Vec<PathBuf>,
    /// Folder of the collected facts [default: .midspan in the checkout]
    #[arg(long, value_name = "DIR", env = "MIDSPAN_STORE")]
    pub store: Option<PathBuf>,
    /// Configuration [default: midspan.toml beside the store or in the checkout]
    #[arg(long, value_name = "FILE", env = "MIDSPAN_CONFIG")]
    pub config: Option<PathBuf>,
    /// Months to show
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=60))]
    pub months: u8,
    /// Last month, such as 2026-03 [default: the last complete month with activity]
    #[arg(long, value_name = "MONTH")]
    pub until: Option<Period>,
    /// Look at things as they were at this time, such as 2026-04-01T00:00:00Z [default: now, or the newest recording]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub as_of: Option<Timestamp>,
    /// Branch to read commits from [default: what HEAD points to]
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// Months of line counts and changed files to read
    #[arg(long, value_name = "MONTHS", default_value_t = 26, value_parser = clap::value_parser!(u16).range(1..=1200))]
    pub history: u16,
    /// Name of the repository as owner/name [default: from the remote `origin`]
    #[arg(long, value_name = "OWNER/NAME")]
    pub repo: Option<String>,
    /// Use no network: read checkouts, and of GitHub what is stored already
    #[arg(long)]
    pub offline: bool,
    /// Folder of signal files to use instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub signals_dir: Option<PathBuf>,
    #[command(flatten)]
    pub reach: Reach,
}

impl Scope {
    /// A store as it is, nothing being collected.
    pub(super) fn of_store(store: PathBuf) -> Self {
        Self {
            places: vec![store],
            store: None,
            config: None,
            months: 6,
            until: None,
            as_of: None,
            branch: None,
            history: 26,
            repo: None,
            offline: true,
            signals_dir: None,
            reach: Reach::default(),
        }
    }
}

/// Reads an instant or a date.
pub(super) fn parse_time(text: &str) -> Result<Timestamp, String> {
    let with_time = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    Timestamp::parse(&with_time)
        .map_err(|_| "write it as 2026-04-01T00:00:00Z or 2026-04-01".to_owned())
}
