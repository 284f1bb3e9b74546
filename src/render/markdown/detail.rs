//! How much of a report a document holds, so that it fits where it is posted.

/// Bytes that a document stays under: GitHub refuses comments and issues of more than 65,536
/// characters, and a workflow adds lines of its own.
pub(super) const LIMIT: usize = 60_000;

/// Parts of the document, each with everything before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Headline, spectrum and data notes.
    Headline,
    /// What each team's standing rests on, and what moved it.
    Cards,
    /// What to try.
    Advice,
    /// Tables of waits, months and milestones.
    Tables,
    /// Practices, and the signals that are scored.
    Signals,
    /// Signals that are shown and not scored.
    Everything,
}

impl Detail {
    /// From the most to the least.
    pub(super) const ALL: [Self; 6] =
        [Self::Everything, Self::Signals, Self::Tables, Self::Advice, Self::Cards, Self::Headline];

    /// What is left out, for the reader; `None`: nothing.
    pub(super) const fn left_out(self) -> Option<&'static str> {
        match self {
            Self::Everything => None,
            Self::Signals => Some("signals that are not scored"),
            Self::Tables => Some("signals and practices"),
            Self::Advice => Some("months, waits, milestones, signals and practices"),
            Self::Cards => Some("suggestions, months, waits, milestones, signals and practices"),
            Self::Headline => Some("everything about single teams"),
        }
    }
}
