//! Connections: pages of things.

use serde::Deserialize;

/// A page of a connection. Entries that GitHub could not give are null.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Connection<T> {
    pub(in crate::sources::github) total_count: Option<u64>,
    #[serde(default)]
    pub(in crate::sources::github) page_info: PageInfo,
    pub(in crate::sources::github) nodes: Option<Vec<Option<T>>>,
}

impl<T> Connection<T> {
    /// The entries that are there.
    pub(in crate::sources::github) fn present(&self) -> impl Iterator<Item = &T> {
        self.nodes.iter().flatten().flatten()
    }

    /// The entries that are there.
    pub(in crate::sources::github) fn into_present(self) -> impl Iterator<Item = T> {
        self.nodes.into_iter().flatten().flatten()
    }

    /// How many entries are null.
    pub(in crate::sources::github) fn missing(&self) -> usize {
        self.nodes.iter().flatten().filter(|node| node.is_none()).count()
    }

    /// How many entries there are, null or not.
    pub(in crate::sources::github) fn len(&self) -> usize {
        self.nodes.as_ref().map_or(0, Vec::len)
    }

    /// Where the next page begins.
    pub(in crate::sources::github) fn next(&self) -> Option<&str> {
        self.page_info.end_cursor.as_deref().filter(|_| self.page_info.has_next_page)
    }
}

/// Where a page stands in its connection.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct PageInfo {
    #[serde(default)]
    pub(in crate::sources::github) has_next_page: bool,
    pub(in crate::sources::github) end_cursor: Option<String>,
}

/// A connection of which only the number of entries was asked.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sources::github) struct Count {
    pub(in crate::sources::github) total_count: u64,
}
