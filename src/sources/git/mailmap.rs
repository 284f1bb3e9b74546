//! `.mailmap`: which e-mail addresses are one person.
//!
//! Addresses and names are compared without regard to case, as git does (libgit2's own reader
//! minds case). Only addresses matter here, because person keys come from them. The map is that of
//! the repository; `mailmap.file` of a user's configuration would make the same repository give
//! different reports.

use std::collections::HashMap;

use git2::Repository;

use super::locate::Location;

/// Largest map that is read, bytes.
const LARGEST: u64 = 16 << 20;

/// Addresses to read others in place of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailmap {
    by_email: HashMap<String, Entry>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// For any name.
    email: Option<String>,
    /// For one name only.
    by_name: HashMap<String, String>,
}

impl Mailmap {
    /// Reads a map; lines that do not read are skipped, as git skips them.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut map = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            map.line(line);
        }
        map
    }

    /// `Name <real> [Other name] <other>`; with one address only the name changes.
    fn line(&mut self, line: &str) {
        let Some((_, real, rest)) = name_and_email(line) else { return };
        let Some((name, other, _)) = name_and_email(rest) else { return };
        if real.is_empty() {
            return;
        }
        let entry = self.by_email.entry(other.to_lowercase()).or_default();
        if name.is_empty() {
            entry.email = Some(real.to_owned());
        } else {
            entry.by_name.insert(name.to_lowercase(), real.to_owned());
        }
    }

    /// The address to read in place of this one; `None` where it stays.
    #[must_use]
    pub fn email(&self, name: &str, email: &str) -> Option<&str> {
        let entry = self.by_email.get(&email.trim().to_lowercase())?;
        let named = entry.by_name.get(&name.trim().to_lowercase());
        named.or(entry.email.as_ref()).map(String::as_str)
    }
}

/// The next name and address, and what follows.
fn name_and_email(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, rest) = rest.split_once('>')?;
    Some((name.trim(), email.trim(), rest))
}

/// The map of a repository: from the checkout, or from HEAD in a bare repository. `Err` where
/// there is one that does not read.
pub(super) fn of_repository(location: &Location, repository: &Repository) -> Result<Mailmap, ()> {
    let bytes = match &location.workdir {
        Some(workdir) => in_checkout(&workdir.join(".mailmap"))?,
        None => at_head(repository).ok_or(())?,
    };
    Ok(Mailmap::parse(&String::from_utf8_lossy(&bytes)))
}

/// Contents of a file of the checkout, empty where there is none. As git does, a link is not followed:
/// it may lead to a device that never ends.
fn in_checkout(path: &std::path::Path) -> Result<Vec<u8>, ()> {
    match std::fs::symlink_metadata(path) {
        Ok(file) if file.is_file() && file.len() <= LARGEST => std::fs::read(path).map_err(|_| ()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        _ => Err(()),
    }
}

/// Contents of `HEAD:.mailmap`, empty where there is none; `None` where it does not read.
fn at_head(repository: &Repository) -> Option<Vec<u8>> {
    let Ok(tree) = repository.head().and_then(|head| head.peel_to_tree()) else {
        return Some(Vec::new());
    };
    let Some(entry) = tree.get_name(".mailmap") else { return Some(Vec::new()) };
    repository.find_blob(entry.id()).ok().map(|blob| blob.content().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_form() {
        let map = Mailmap::parse(
            "# remark\n\
             Jane Roe <jane@x.org>\n\
             <jane@x.org> <Jane@Old.org>\n\
             Kim <kim@x.org> <kim@old.org>\n\
             Kim <kim@x.org> kimmy <shared@x.org> # remark\n\
             Lee <lee@x.org> <shared@x.org>\n\
             nonsense\n",
        );
        for (name, email, expected) in [
            ("x", "jane@x.org", None),
            ("x", "JANE@old.org ", Some("jane@x.org")),
            ("x", "kim@old.org", Some("kim@x.org")),
            ("Kimmy", "shared@x.org", Some("kim@x.org")),
            ("other", "shared@x.org", Some("lee@x.org")),
            ("x", "else@x.org", None),
        ] {
            assert_eq!(map.email(name, email), expected, "{name} {email}");
        }
    }

    #[test]
    fn a_later_line_wins() {
        let map = Mailmap::parse("<a@x> <o@x>\n<b@x> <o@x>\n");
        assert_eq!(map.email("", "o@x"), Some("b@x"));
    }
}
