//! What a repository is called: `owner/name` from the address of its `origin`.

use std::path::Path;

use git2::Repository;

use super::locate::Location;

/// Owner of repositories without a usable address.
pub const LOCAL_OWNER: &str = "local";

/// An address as far as it is public: no user, no password, no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAddress {
    /// Host, with the port where the web address needs it.
    pub host: String,
    /// Path on the host without `.git`: `owner/name`, on some hosts with groups before it.
    pub path: String,
}

impl RemoteAddress {
    /// Reads the forms that git knows for a remote host: `https://host/owner/name.git`,
    /// `ssh://git@host:22/owner/name`, `git@host:owner/name.git`. `None` for paths on this machine.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, (authority, path)) = match url.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest.split_once('/')?),
            None => ("ssh".to_owned(), short_form(url)?),
        };
        let keep_port = match scheme.as_str() {
            "http" | "https" => true,
            "ssh" | "git" | "git+ssh" | "ssh+git" => false,
            _ => return None,
        };
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = if keep_port { host } else { host.split(':').next().unwrap_or(host) };
        Self::new(host, path)
    }

    fn new(host: &str, path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let mut segments = path.split('/').filter(|s| !s.is_empty());
        if host.is_empty() || segments.next().is_none() || segments.next().is_none() {
            return None;
        }
        Some(Self { host: host.to_ascii_lowercase(), path: path.to_owned() })
    }

    /// The repository as `owner/name`: the last two parts of the path.
    #[must_use]
    pub fn repo(&self) -> String {
        let mut parts = self.path.rsplit('/').filter(|s| !s.is_empty());
        let name = parts.next().unwrap_or_default();
        let owner = parts.next().unwrap_or(LOCAL_OWNER);
        format!("{}/{}", clean(owner), clean(name))
    }

    /// The address for a browser.
    #[must_use]
    pub fn web(&self) -> String {
        format!("https://{}/{}", self.host, self.path)
    }
}

/// `user@host:path`, where a colon stands before the first slash; one letter is a Windows drive.
fn short_form(url: &str) -> Option<(&str, &str)> {
    let (authority, path) = url.split_once(':')?;
    if authority.contains(['/', '\\']) || authority.len() < 2 {
        return None;
    }
    Some((authority, path))
}

/// The address of `origin`, where the repository has one on another host.
pub(super) fn origin(repository: &Repository) -> Option<RemoteAddress> {
    let remote = repository.find_remote("origin").ok()?;
    RemoteAddress::parse(&String::from_utf8_lossy(remote.url_bytes()))
}

/// The address of a checkout's `origin`, where it has one on another host.
#[must_use]
pub fn origin_address(location: &Location) -> Option<RemoteAddress> {
    origin(&Repository::open(&location.common_dir).ok()?)
}

/// `local/` and the name of the directory, the same from each linked worktree.
pub(super) fn local_name(location: &Location) -> String {
    let common = location.common_dir.canonicalize().unwrap_or(location.common_dir.clone());
    let is_dot_git = common.file_name().is_some_and(|name| name == ".git");
    let directory = if is_dot_git { common.parent().unwrap_or(&common) } else { &common };
    let in_submodule = location.common_dir.components().any(|part| part.as_os_str() == ".git");
    let directory = match &location.workdir {
        Some(workdir) if in_submodule && !is_dot_git => workdir,
        _ => directory,
    };
    let name = directory.file_name().unwrap_or(Path::new("repository").as_os_str());
    let name = name.to_string_lossy();
    format!("{LOCAL_OWNER}/{}", clean(name.strip_suffix(".git").unwrap_or(&name)))
}

/// Keeps what is safe in file names and addresses.
fn clean(part: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let part: String = part.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    if part.chars().all(|c| c == '.') { "repository".to_owned() } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repo_and_web(url: &str) -> Option<(String, String)> {
        RemoteAddress::parse(url).map(|a| (a.repo(), a.web()))
    }

    #[test]
    fn reads_each_form_without_credentials() {
        let expected = Some(("acme/tool".to_owned(), "https://github.com/acme/tool".to_owned()));
        for url in [
            "https://github.com/acme/tool.git",
            "https://github.com/acme/tool/",
            "https://user:secret@GitHub.com/acme/tool.git",
            "https://x-access-token:abc@github.com/acme/tool",
            "ssh://git@github.com:22/acme/tool.git",
            "git@github.com:acme/tool.git",
            "github.com:/acme/tool",
            "git://github.com/acme/tool.git",
        ] {
            assert_eq!(repo_and_web(url), expected, "{url}");
        }
    }

    #[test]
    fn keeps_groups_and_ports_for_the_browser() {
        assert_eq!(
            repo_and_web("https://git.example.org:8443/group/sub/tool.git"),
            Some(("sub/tool".to_owned(), "https://git.example.org:8443/group/sub/tool".to_owned()))
        );
    }

    #[test]
    fn paths_on_this_machine_have_no_address() {
        for url in ["/srv/git/acme/tool.git", "../tool", "file:///srv/tool", r"C:\tool", "C:/a/b"] {
            assert_eq!(RemoteAddress::parse(url), None, "{url}");
        }
    }

    #[test]
    fn names_are_safe_in_paths() {
        assert_eq!(clean("a b/../c"), "a-b-..-c");
        assert_eq!(clean(".."), "repository");
    }
}
