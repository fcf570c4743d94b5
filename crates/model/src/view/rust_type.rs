//! `x-rust-type`, an extension of schemas.

use crate::node::Node;
use crate::schema::Schema;
use crate::source::Span;

/// The value of `x-rust-type`: a type of the user's.
#[derive(Debug)]
pub(crate) struct RustType<'d> {
    /// The place of the value.
    pub at: Span,
    pub path: Option<&'d str>,
    /// `crate`
    pub package: Option<&'d str>,
    pub version: Option<&'d str>,
    /// `None` for a feature that is not a string.
    pub features: Vec<Option<&'d str>>,
    /// Whether there is a key beside these.
    pub has_unknown_key: bool,
}

/// Views the `x-rust-type` of a schema.
pub(crate) fn rust_type<'d>(schema: Schema<'d>) -> Option<RustType<'d>> {
    const KEYS: [&str; 4] = ["path", "crate", "version", "features"];
    let node = schema.rust_type()?;
    Some(RustType {
        at: node.at,
        path: node.str("path"),
        package: node.str("crate"),
        version: node.str("version"),
        features: node.get("features").map(Node::elements).unwrap_or_default().iter().map(Node::as_str).collect(),
        has_unknown_key: node.entries().iter().any(|entry| !KEYS.contains(&entry.key.as_str())),
    })
}
