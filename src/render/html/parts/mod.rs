//! Views: what stands where on the page, one file a part.

pub(super) mod advice;
pub(super) mod cards;
pub(super) mod definitions;
pub(super) mod heat;
pub(super) mod lines;
pub(super) mod matrix;
pub(super) mod milestones;
pub(super) mod moved;
pub(super) mod plane;
pub(super) mod practices;
pub(super) mod signals;
pub(super) mod strip;
pub(super) mod survival;
pub(super) mod teams;
pub(super) mod touch;
pub(super) mod waits;
