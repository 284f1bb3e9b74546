//! What WHERE means where it is on GitHub: `owner/name`, `org:NAME`, or a checkout's `origin`.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::error::{CliError, Kind};
use super::github::{Reach, web_host};
use crate::sources::git::{self, remote::RemoteAddress};

/// Something to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `owner/name`.
    Repository(String),
    /// Login of an organisation or person.
    Organisation(String),
}

/// Reads WHERE; `None` where it is a path.
pub(super) fn read(place: &Path) -> Option<Target> {
    let text = place.to_str()?;
    if let Some(login) = text.strip_prefix("org:") {
        return is_name(login).then(|| Target::Organisation(login.to_owned()));
    }
    let (owner, name) = text.split_once('/')?;
    let is_repo = is_name(owner) && is_name(name) && !matches!(owner, "." | "..");
    (is_repo && !place.exists()).then(|| Target::Repository(text.to_owned()))
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 100 && text.chars().all(plain)
}

/// The repository on GitHub that a checkout comes from.
pub(super) fn of_checkout(place: &Path, reach: &Reach) -> Result<String, CliError> {
    let wrong = |message: String| {
        CliError::new(Kind::Usage, message)
            .advise("name the repository as owner/name, or an organisation as org:NAME")
    };
    if !place.exists() {
        return Err(wrong(format!("{} is neither owner/name nor a checkout", place.display())));
    }
    let location = git::discover(place)
        .map_err(|_| wrong(format!("{} is no git checkout", place.display())))?;
    let origin = git::origin_address(&location);
    let origin =
        origin.ok_or_else(|| wrong(format!("{} has no remote `origin`", place.display())))?;
    if !is_here(&origin, reach) {
        let asked = reach.endpoint().ok().as_ref().and_then(web_host).unwrap_or_default();
        let message = format!("the remote `origin` is on {}, and {asked} is asked", origin.host);
        return Err(wrong(message));
    }
    Ok(origin.repo())
}

/// Whether an address belongs to the server that is asked.
pub(super) fn is_here(origin: &RemoteAddress, reach: &Reach) -> bool {
    reach.endpoint().ok().as_ref().and_then(web_host).is_some_and(|host| host == origin.host)
}

/// Names that match the patterns; a pattern is for the name without the owner.
pub(super) fn chosen(
    names: Vec<String>,
    include: &[String],
    exclude: &[String],
) -> Result<Vec<String>, CliError> {
    let (include_set, exclude_set) = (patterns(include)?, patterns(exclude)?);
    let bare = |name: &str| name.split_once('/').map_or(name, |(_, bare)| bare).to_owned();
    Ok(names
        .into_iter()
        .filter(|name| include.is_empty() || include_set.is_match(bare(name)))
        .filter(|name| !exclude_set.is_match(bare(name)))
        .collect())
}

fn patterns(texts: &[String]) -> Result<GlobSet, CliError> {
    let wrong = |error: globset::Error| {
        CliError::new(Kind::Usage, format!("a pattern cannot be used: {error}"))
            .advise("patterns are such as `service-*` or `{api,web}`")
    };
    let mut set = GlobSetBuilder::new();
    for text in texts {
        set.add(GlobBuilder::new(text).case_insensitive(true).build().map_err(wrong)?);
    }
    set.build().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_github() {
        let repo = |text: &str| Some(Target::Repository(text.to_owned()));
        assert_eq!(read(Path::new("north/light")), repo("north/light"));
        assert_eq!(read(Path::new("a-b/c.d_e")), repo("a-b/c.d_e"));
        let organisation = Some(Target::Organisation("north".to_owned()));
        assert_eq!(read(Path::new("org:north")), organisation);
        for path in
            [".", "..", "./x", "../x", "a/b/c", "/a/b", "org:", "org:a/b", "a b/c", "src/cli"]
        {
            assert_eq!(read(Path::new(path)), None, "{path}");
        }
    }

    #[test]
    fn patterns_are_for_names_without_owner() {
        let names = ["o/api", "o/web", "o/web-old"].map(str::to_owned).to_vec();
        let chosen = |include: &[&str], exclude: &[&str]| {
            let own = |p: &[&str]| p.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
            chosen(names.clone(), &own(include), &own(exclude)).expect("patterns")
        };
        assert_eq!(chosen(&[], &[]).len(), 3);
        assert_eq!(chosen(&["WEB*"], &["*-old"]), ["o/web"]);
        assert_eq!(chosen(&["{api,none}"], &[]), ["o/api"]);
        assert!(super::chosen(names.clone(), &["[".to_owned()], &[]).is_err());
    }
}
