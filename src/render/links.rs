//! Web addresses of pull requests, issues, milestones and commits.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::render::escape::line;
use crate::report::Report;

/// An item in words and, where its repository has an address, where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Text to show.
    pub text: String,
    /// Address; `None`: not linked.
    pub href: Option<String>,
}

/// The repositories of a report and their addresses.
#[derive(Clone, Debug)]
pub struct Links {
    urls: BTreeMap<String, Option<String>>,
}

impl Links {
    /// From a report's repositories; addresses other than `http` and `https` are left out.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let urls = report.repositories.iter().map(|facts| {
            let url = facts.url.as_deref().filter(|url| is_web(url));
            (facts.repo.clone(), url.map(|url| url.trim_end_matches('/').to_owned()))
        });
        Self { urls: urls.collect() }
    }

    /// A link to an item of a repository: `#12`, `issue#5`, `milestone#1`, a commit id or a week.
    #[must_use]
    pub fn item(&self, repo: &str, item: &str) -> Link {
        let url = self.urls.get(repo).and_then(Option::as_deref);
        let href = url.zip(path(item)).map(|(url, path)| format!("{url}{path}"));
        let name = if self.urls.len() > 1 { short_repo(repo) } else { "" };
        let space = if name.is_empty() { "" } else { " " };
        Link { text: line(&format!("{name}{space}{}", short_item(item))), href }
    }

    /// A link to an item that names its repository itself, such as `owner/name#12` or
    /// `owner/name@commit`; without a name, the report's only repository is meant.
    #[must_use]
    pub fn loose(&self, text: &str) -> Link {
        let own = self.urls.keys().find_map(|repo| {
            let rest = text.strip_prefix(repo.as_str())?;
            let item = rest.strip_prefix(['@', ' ', ':']).unwrap_or(rest);
            path(item).map(|_| (repo.as_str(), item))
        });
        let only = self.urls.keys().next().filter(|_| self.urls.len() == 1);
        match (own, only) {
            (Some((repo, item)), _) => self.item(repo, item),
            (None, Some(repo)) => self.item(repo, text),
            (None, None) => Link { text: line(&short_item(text)), href: None },
        }
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn short_repo(repo: &str) -> &str {
    repo.rsplit('/').next().unwrap_or(repo)
}

/// The item as shown: commit ids cut to ten digits, `issue#5` as `issue 5`.
fn short_item(item: &str) -> String {
    if is_commit(item) {
        return item.chars().take(10).collect();
    }
    match item.split_once('#') {
        Some((kind, number)) if !kind.is_empty() && !kind.contains('/') => {
            format!("{kind} {number}")
        }
        _ => item.to_owned(),
    }
}

/// Path below a repository's address.
fn path(item: &str) -> Option<String> {
    if is_commit(item) {
        return Some(format!("/commit/{item}"));
    }
    let (kind, number) = item.split_once('#')?;
    let number: u64 = number.parse().ok()?;
    match kind {
        "" | "pull" => Some(format!("/pull/{number}")),
        "issue" => Some(format!("/issues/{number}")),
        "milestone" => Some(format!("/milestone/{number}")),
        _ => None,
    }
}

fn is_commit(item: &str) -> bool {
    (7..=64).contains(&item.len()) && item.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    fn href(links: &Links, item: &str) -> Option<String> {
        links.item("northlight/billing", item).href
    }

    #[test]
    fn items_lead_to_their_pages() {
        let links = Links::new(&sample::report());
        let base = "https://github.example/northlight/billing";
        assert_eq!(href(&links, "#12"), Some(format!("{base}/pull/12")));
        assert_eq!(href(&links, "issue#5"), Some(format!("{base}/issues/5")));
        assert_eq!(href(&links, "milestone#1"), Some(format!("{base}/milestone/1")));
        assert_eq!(
            href(&links, "0123456789abcdef"),
            Some(format!("{base}/commit/0123456789abcdef"))
        );
        assert_eq!(href(&links, "2026-W09"), None);
        assert_eq!(href(&links, "#1/../../evil"), None);
        assert_eq!(links.item("other/repo", "#12").href, None);
        assert_eq!(links.loose("northlight/billing#7").href, Some(format!("{base}/pull/7")));
        assert_eq!(links.loose("northlight/billing#7").text, "billing #7");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        let mut report = sample::git_alone();
        report.repositories[0].url = Some("javascript:alert(1)".to_owned());
        assert_eq!(Links::new(&report).loose("#12").href, None);
    }
}
