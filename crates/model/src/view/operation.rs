//! Operations (OpenAPI 3.0.4, Operation Object).

use super::pagination::{Pagination, pagination};
use super::parameter::{Parameters, parameters};
use super::reference::{self, follow};
use super::request_body::{RequestBody, request_body};
use super::response::{Responses, responses};
use super::security::{SecurityRequirement, requirements};
use super::server::{Server, servers};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::annotations::Annotations;
use crate::node::{Entry, Node};
use crate::problem::Kind;
use crate::source::Span;

/// An operation of a path item.
#[derive(Debug)]
pub(crate) struct Operation<'d> {
    /// The HTTP method, in the case of the request.
    pub method: &'d str,
    /// The place of the method.
    pub method_at: Span,
    pub at: Span,
    /// `operationId`
    pub id: Option<Spanned<&'d str>>,
    /// The place of `operationId`, else of the operation.
    pub id_at: Span,
    pub summary: Option<&'d str>,
    pub description: Option<&'d str>,
    pub tags: Vec<&'d str>,
    pub parameters: Parameters<'d>,
    pub request_body: Option<RequestBody<'d>>,
    pub responses: Option<Responses<'d>>,
    /// `None` if the requirement of the document applies.
    pub security: Option<Vec<SecurityRequirement<'d>>>,
    pub servers: Vec<Server<'d>>,
    /// Whether it has `callbacks`.
    pub has_callbacks: bool,
    /// `x-codeSamples`
    pub code_samples: Vec<CodeSample<'d>>,
    /// `x-pagination`. `None` if it is absent or has an error.
    pub pagination: Option<Pagination<'d>>,
    pub annotations: Annotations,
    /// The value of `x-rust-name`.
    pub rust_name: Option<&'d Node>,
}

/// One of the `x-codeSamples` of an operation, an extension that documentation tools share.
#[derive(Debug)]
pub(crate) struct CodeSample<'d> {
    pub lang: &'d str,
    pub source: &'d str,
}

/// Views an operation. `None` if its reference cannot be followed, which is reported.
pub(super) fn operation<'d>(
    reader: &mut DocumentReader<'d>,
    method: &'d str,
    entry: &'d Entry,
) -> Option<Operation<'d>> {
    let node = target(reader, &entry.value)?;
    check(&mut reader.diagnostics, node, &fixed_fields::OPERATION);
    Some(Operation {
        method,
        method_at: entry.key_at,
        at: node.at,
        id: field::text(node, "operationId"),
        id_at: node.get("operationId").map_or(node.at, |id| id.at),
        summary: node.str("summary"),
        description: node.str("description"),
        tags: field::elements(node, "tags").iter().filter_map(Node::as_str).collect(),
        parameters: parameters(reader, node),
        request_body: node.get("requestBody").and_then(|body| request_body(reader, body)),
        responses: node.get("responses").map(|node| responses(reader, node)),
        security: requirements(reader, node),
        servers: servers(reader, node),
        has_callbacks: !field::entries(node, "callbacks").is_empty(),
        code_samples: field::elements(node, "x-codeSamples").iter().filter_map(code_sample).collect(),
        pagination: pagination(reader, node),
        annotations: field::annotations(node, entry.key_at),
        rust_name: field::rust_name(node),
    })
}

/// OpenAPI allows no `$ref` in the place of an operation, but documents of many files often have one.
fn target<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<&'d Node> {
    let Some(reference) = node.entry("$ref") else { return Some(node) };
    let why = "cannot replace an operation".to_owned();
    let instead = "refer to the whole path item, or write the operation here";
    let kind = Kind::Invalid { what: "a `$ref`".to_owned(), why, instead };
    reader.diagnostics.tolerable(reference.key_at, kind);
    follow(reader, node, reference::OPERATION)
}

fn code_sample(node: &Node) -> Option<CodeSample<'_>> {
    Some(CodeSample { lang: node.str("lang")?, source: node.str("source")? })
}
