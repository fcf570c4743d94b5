//! Settings of a generation.

use model::select::Selection;

/// Settings of a generation. The default is for the document of this workspace.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also write a `Cargo.toml` for a workspace of the three crates.
    pub workspace: bool,
    /// Also write a program that calls every operation of the client against the server.
    pub roundtrip: bool,
    /// Also write a router that receives the webhooks of the document, in the server crate.
    pub webhooks: bool,
    /// The command that the header of generated files names. If empty, it is `cargo xtask generate`.
    pub command: String,
    /// Read the document with [`model::resolve_tolerant`].
    pub tolerant: bool,
    /// The operations to generate, with the names that they have if all are generated.
    pub selection: Selection,
    /// The start of the names of the packages. By default the name of the document's file.
    pub name: Option<String>,
    /// The version of the packages. By default that of the document.
    pub version: Option<String>,
}
