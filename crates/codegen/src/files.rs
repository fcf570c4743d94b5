//! Generated files in memory: ordered paths, and the header that names their source.

use std::collections::BTreeMap;

/// File contents by path, with `/` between folders. The order makes the output deterministic.
pub type Files = BTreeMap<String, String>;

/// The start of the first line of every generated file, after the comment sign. It distinguishes generated files from those
/// of the user.
pub const MARK: &str = "@generated from ";

/// The first line of a generated file, without the comment sign.
pub fn header(document: &str, command: &str) -> String {
    let command = if command.is_empty() { "cargo xtask generate" } else { command };
    // A file name may contain any character but `/`. In the header it must stay on one line.
    let document: String = document.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    format!("{MARK}{document} by `{command}`: edit the document, not this file.")
}
