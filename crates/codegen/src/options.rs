//! Settings of a generation.

/// Settings of a generation. The default is that of the workspace's own document.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also write the `Cargo.toml` that makes the three crates a workspace of their own.
    pub workspace: bool,
    /// Also write a program that calls every operation of the client against the server.
    pub roundtrip: bool,
    /// The command that the header of generated files names; `cargo xtask generate` where empty.
    pub command: String,
    /// Read the document with [`model::resolve_tolerant`].
    pub tolerant: bool,
}
