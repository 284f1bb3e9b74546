//! A GitHub of the tests' own, on loopback: a world written in Rust, served over sockets, with every
//! way to fail. See `server` for how to start one, `world` for how to fill it.

pub(crate) mod app;
mod document;
mod execute;
mod faults;
mod fields;
mod people;
mod rest;
pub(crate) mod scenario;
mod server;
mod wire;
mod world;

pub(crate) use faults::{Fault, Faults};
pub(crate) use server::Fake;
pub(crate) use world::{Act, Repository, Team, World, oid};

/// Token that the fakes accept.
pub(crate) const TOKEN: &str = "ghp_0canary0canary0canary0canary0canary0";
