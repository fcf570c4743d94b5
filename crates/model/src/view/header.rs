//! Headers (OpenAPI 3.0.4, Header Object).

use super::example::{Examples, examples};
use super::media_type::{Content, content};
use super::reference::{follow_header, text_of};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::annotations::Annotations;
use crate::node::{Entry, Node};
use crate::schema::Schema;
use crate::version::Version;

/// A header of a response.
#[derive(Debug)]
pub(crate) struct Header<'d> {
    pub name: Spanned<&'d str>,
    /// The version of OpenAPI of its file.
    pub version: Version,
    pub description: Option<&'d str>,
    pub required: bool,
    pub schema: Option<Schema<'d>>,
    pub content: Option<Content<'d>>,
    pub examples: Examples<'d>,
    pub annotations: Annotations,
    /// The value of `x-rust-name`.
    pub rust_name: Option<&'d Node>,
}

/// Views the `headers` of a response. `Content-Type` is skipped: the Response Object says to ignore it.
pub(super) fn headers<'d>(reader: &mut DocumentReader<'d>, holder: &'d Node) -> Vec<Header<'d>> {
    let entries = field::entries(holder, "headers").iter();
    let entries = entries.filter(|entry| !entry.key.eq_ignore_ascii_case("content-type"));
    entries.filter_map(|entry| header(reader, entry)).collect()
}

/// Follows the references from a node to a header, and checks its fixed fields.
///
/// `None` as in [`follow_header`].
pub(super) fn checked<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<&'d Node> {
    let (node, is_parameter) = follow_header(reader, node)?;
    check(&mut reader.diagnostics, node, if is_parameter { &fixed_fields::PARAMETER } else { &fixed_fields::HEADER });
    Some(node)
}

fn header<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<Header<'d>> {
    let node = checked(reader, &entry.value)?;
    Some(Header {
        name: field::key(entry),
        version: node.version,
        description: text_of(&entry.value, node, "description"),
        required: node.is_true("required"),
        schema: field::schema(node),
        content: content(reader, node),
        examples: examples(node),
        annotations: field::annotations(node, entry.key_at),
        rust_name: field::rust_name(node),
    })
}
