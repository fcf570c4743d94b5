//! One test binary for the workspace. Expected values come from `tests/documented/`, the document and the RFCs.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

mod bodies;
mod browser;
mod client;
mod compiled;
mod config;
mod contract;
mod corpus;
mod document;
mod edits;
mod evolution;
mod front_page;
mod fuzz;
mod generate;
mod hostile;
mod layers;
mod loopback;
mod mock;
mod new;
mod overlay;
mod references;
mod refusals;
mod sandbox;
mod secrets;
mod selection;
mod server;
mod since;
mod support;
mod supported;
mod tolerant;
mod types;
