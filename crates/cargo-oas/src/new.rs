//! `new` and `init`: a workspace for a document.

use std::process::ExitCode;

use anyhow::{Result, bail};

/// The arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct InitArguments {}

/// Writes a workspace.
pub(crate) fn run(_arguments: &Arguments) -> Result<ExitCode> {
    bail!("not supported yet")
}

/// Adds to a workspace.
pub(crate) fn init(_arguments: &InitArguments) -> Result<ExitCode> {
    bail!("not supported yet")
}
