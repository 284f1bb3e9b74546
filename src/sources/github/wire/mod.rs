//! Shapes of answers. Everything may be absent or null, and unknown fields are passed over.

pub(super) mod access;
pub(super) mod checks;
pub(super) mod envelope;
pub(super) mod issues;
pub(super) mod list;
pub(super) mod people;
pub(super) mod pull_requests;
pub(super) mod repositories;
pub(super) mod repository;
pub(super) mod review_comments;
pub(super) mod rules;
pub(super) mod teams;
pub(super) mod timeline;
pub(super) mod timelines;
