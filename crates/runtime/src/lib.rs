//! The source files that generated crates embed.
//!
//! Each file below `client`, `server`, `types` and `roundtrip` is copied unchanged into the generated crate of that name, if
//! its document needs it. `schema.rs` and `split.rs` are copied into clients and servers, `mismatch.rs` into
//! types and servers. Compiling the files here puts them under clippy, rustfmt and unit tests. No crate depends on this
//! one; `api-codegen` includes the files as text.
//!
//! Modules name each other with `super::`, because a file's parent is the root of the generated crate there and the module of
//! its side here. The macros in `types` use `$crate`, for which the crate root below re-exports their modules.
//!
//! `crates/codegen/runtime` is a symbolic link to this folder, so that `include_str!` stays within the package and `cargo
//! package` copies the files (it follows links). Git on Windows needs `core.symlinks=true` to check it out.
//!
//! Tests are in `tests`, not in the files, since generated crates would embed them too.

#[allow(dead_code, unused_imports, reason = "generated crates use these items; here only the tests do")]
mod client;
mod mismatch;
#[allow(dead_code, reason = "generated crates use these items; here only the tests do")]
mod roundtrip;
#[allow(dead_code, reason = "generated crates use these items; here only the tests do")]
mod schema;
#[allow(dead_code, reason = "generated crates use these items; here only the tests do")]
mod server;
#[allow(dead_code, reason = "generated crates use these items; here only the tests do")]
mod split;
#[allow(dead_code, unused_imports, unused_macros, reason = "generated crates use these items; here only the tests do")]
mod types;

#[cfg(test)]
mod tests;

#[allow(unused_imports, reason = "the macros in `types` expand to these paths")]
use types::{constrained, enumeration, object, setter, support::InvalidValue};
