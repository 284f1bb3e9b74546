//! What the machine yields: pieces of open time.

use crate::model::time::Timestamp;

/// A stretch of open time in one state, `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Begin.
    pub from: Timestamp,
    /// End, later than the begin.
    pub to: Timestamp,
    /// Wait state.
    pub state: Wait,
    /// Whom it waits for; `None` where nobody should act.
    pub awaited: Option<Awaited>,
    /// The same with every doubt decided for the leader.
    pub awaited_upper: Option<Awaited>,
    /// How it ended; of leader-awaited pieces only.
    pub resolution: Option<Resolution>,
}

impl Piece {
    /// Length in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.to.since(self.from)
    }

    /// Whether the wait is the leader's.
    #[must_use]
    pub fn awaits_leader(&self) -> bool {
        self.awaited == Some(Awaited::Leader)
    }

    /// Whether nothing but the time tells two pieces apart.
    #[must_use]
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (self.state, self.awaited, self.awaited_upper, self.resolution)
            == (other.state, other.awaited, other.awaited_upper, other.resolution)
    }
}

/// Wait state (model 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// Not ready for review.
    Draft,
    /// No human but the author has said anything yet.
    FirstReview,
    /// Only a leader is outstanding.
    OnLeader,
    /// A peer is outstanding, or nobody was asked.
    OnPeer,
    /// The author is to act.
    OnAuthor,
    /// The requirement is met.
    ToMerge,
    /// Cannot be told, or waits on machines.
    Unknown(Unknown),
}

/// Why a state is `ci_unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// The record has a gap.
    Gap,
    /// Approved, and the checks have not passed.
    Checks,
}

impl Wait {
    /// The word that tables use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::FirstReview => "waiting_first_review",
            Self::OnLeader => "waiting_on_leader",
            Self::OnPeer => "waiting_on_peer",
            Self::OnAuthor => "waiting_on_author",
            Self::ToMerge => "approved_waiting_merge",
            Self::Unknown(_) => "ci_unknown",
        }
    }
}

/// Whom a piece waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Awaited {
    /// The author.
    Author,
    /// A peer, or a group with a peer in it.
    Peer,
    /// Leaders only.
    Leader,
    /// Somebody should act and nobody was asked.
    Nobody,
}

impl Awaited {
    /// The word that tables use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Peer => "peer",
            Self::Leader => "leader",
            Self::Nobody => "none",
        }
    }
}

/// How a wait for a leader ended (model 2.5, R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resolution {
    /// A leader reviewed, commented, merged or closed at or after its end.
    Answered,
    /// Closed or merged without.
    Bypassed,
    /// Still open without.
    Unresolved,
}

/// Waits for a leader: maximal runs of touching leader-awaited pieces (model A.16), as ranges of
/// indices into `pieces`, which stand in order of time.
#[must_use]
pub fn leader_waits(pieces: &[Piece]) -> Vec<std::ops::Range<usize>> {
    let mut waits: Vec<std::ops::Range<usize>> = Vec::new();
    let mut end = None;
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.awaits_leader() {
            continue;
        }
        match waits.last_mut() {
            Some(wait) if end == Some(piece.from) => wait.end = index + 1,
            _ => waits.push(index..index + 1),
        }
        end = Some(piece.to);
    }
    waits
}

/// Joins touching pieces that differ in nothing but time.
#[must_use]
pub(super) fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match out.last_mut() {
            Some(last) if last.to == piece.from && last.is_like(&piece) => last.to = piece.to,
            _ => out.push(piece),
        }
    }
    out
}
