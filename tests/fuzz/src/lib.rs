//! Fuzz targets: functions that take any bytes and must neither panic nor hang.
//!
//! `tests/fuzz/run TARGET` feeds them with libFuzzer. `cargo test` calls each with the files of `tests/fuzz/corpus/TARGET`, among
//! which are all inputs that once failed.

mod document;
mod readers;
mod recording;
mod server;

use std::path::{Path, PathBuf};

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Target); 7] = [
    ("load", document::load),
    ("resolve", document::resolve),
    ("overlay", document::overlay),
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
