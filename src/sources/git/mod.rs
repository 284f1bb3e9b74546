//! Local history through libgit2 object access.
