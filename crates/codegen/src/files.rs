//! Generated files in memory: ordered paths, and the header that says where they come from.

use std::collections::BTreeMap;

/// Contents by path, with `/` between folders; ordered, so that the same document gives the same bytes.
pub type Files = BTreeMap<String, String>;

/// What the first line of every generated file starts with, after the comment sign: how one is told from a file of the
/// user's.
pub const MARK: &str = "@generated from ";

/// The first line of a generated file, without the comment sign.
pub fn header(document: &str, command: &str) -> String {
    let command = if command.is_empty() { "cargo xtask generate" } else { command };
    // A file's name may hold anything but `/`; here it is part of one line of a comment.
    let document: String = document.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    format!("{MARK}{document} by `{command}`: edit the document, not this file.")
}
