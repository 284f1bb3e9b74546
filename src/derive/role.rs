//! Roles, and how a person's role at a time is looked up.

use crate::model::time::Timestamp;

/// What somebody is to a team at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Leads the team.
    Leader,
    /// Belongs to the team.
    Peer,
    /// Human, not of the team; in waits, counted as a peer.
    Outsider,
    /// Bot or app: produces no human event.
    Bot,
}

impl Role {
    /// The word that tables use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Peer => "peer",
            Self::Outsider => "outsider",
            Self::Bot => "bot",
        }
    }
}

/// Looks up roles within one team.
pub trait Roles {
    /// Role of a person (person key) at a time.
    fn role(&self, person: &str, at: Timestamp) -> Role;
    /// Person keys of the members of a GitHub team (`org/slug` or `slug`); `None` where not known.
    fn members(&self, slug: &str) -> Option<&[String]>;
}
