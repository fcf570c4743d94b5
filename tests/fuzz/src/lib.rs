//! Fuzz targets: functions that take any bytes and must neither panic nor hang.
//!
//! `tests/fuzz/run TARGET` feeds them with libFuzzer. `cargo test` calls each with the files of `tests/fuzz/corpus/TARGET`, among
//! which are all inputs that once failed.

// The files that generated servers embed refer to each other from the root of the crate that they are in.
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/file.rs"]
mod file;
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/json.rs"]
mod json;
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/multipart.rs"]
mod multipart;
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/rejection.rs"]
mod rejection;
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/request.rs"]
mod request;
#[allow(dead_code, missing_docs, unused_imports, clippy::all, reason = "checked where it is generated into")]
#[rustfmt::skip]
#[path = "../../../crates/codegen/runtime/server/style.rs"]
mod style;

mod document;
mod recording;
mod server;

use std::path::{Path, PathBuf};

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 6] = [
    ("load", document::load),
    ("resolve", document::resolve),
    ("style", server::style),
    ("multipart", server::multipart),
    ("har", recording::har),
    ("response", recording::response),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

/// The folder of a target's committed inputs.
pub fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name)
}
