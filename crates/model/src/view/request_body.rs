//! Request bodies (OpenAPI 3.0.4, Request Body Object).

use super::media_type::{Content, body_content};
use super::reference::{self, follow, text_of};
use super::shape::check;
use super::{DocumentReader, fixed_fields};
use crate::node::Node;

/// The body of a request.
#[derive(Debug)]
pub(crate) struct RequestBody<'d> {
    pub description: Option<&'d str>,
    pub required: bool,
    pub content: Option<Content<'d>>,
}

/// Views a request body. `None` if its reference cannot be followed, which is reported.
pub(super) fn request_body<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<RequestBody<'d>> {
    let listed = node;
    let node = follow(reader, listed, reference::REQUEST_BODY)?;
    check(&mut reader.diagnostics, node, &fixed_fields::REQUEST_BODY);
    Some(RequestBody {
        description: text_of(listed, node, "description"),
        required: node.is_true("required"),
        content: body_content(reader, node),
    })
}
