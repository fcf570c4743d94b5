//! The arguments of `new` and `init`.

use std::path::PathBuf;

use super::names;
use super::tool::Tool;
use crate::document::OverlayArguments;

/// The arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder of the new workspace. It must not exist, or be empty.
    #[arg(value_name = "DIR")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct InitArguments {
    #[command(flatten)]
    pub(super) shared: Shared,
}

/// The arguments of both commands.
#[derive(Debug, clap::Args)]
pub(super) struct Shared {
    /// The OpenAPI document. It is copied, with the files that it refers to.
    #[arg(long, value_name = "FILE")]
    pub(super) spec: PathBuf,
    #[command(flatten)]
    pub(super) overlays: OverlayArguments,
    /// The prefix of the generated packages; by default made from `info.title`, or else from the name of the file.
    #[arg(long, value_name = "NAME", value_parser = names::package)]
    pub(super) name: Option<String>,
    /// Where the workspace takes the crates `cargo-oas` and `api-contract` from: VERSION, `path:DIR` or `git:URL`. By default the
    /// checkout that this program was built from, or its version if there is none.
    #[arg(long, value_name = "TOOL")]
    pub(super) tool: Option<Tool>,
}
