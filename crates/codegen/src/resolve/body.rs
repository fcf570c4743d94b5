//! Request bodies (OpenAPI 3.0.4, Request Body Object).

use super::context::Context;
use super::example::{self, Named};
use super::{response, schema, shapes};
use crate::model::Body;
use crate::node::Node;
use crate::problem::Kind;

/// The request body of an operation, with its named examples.
pub(crate) fn body<'d>(context: &mut Context<'d>, operation: &'d Node, hint: &str) -> Option<(Body, Vec<Named<'d>>)> {
    let key_at = operation.entry("requestBody")?.key_at;
    let entry = operation.get("requestBody")?;
    let node = context.follow(entry, "requestBodies", "a request body under `components.requestBodies`")?;
    context.check(node, &shapes::REQUEST_BODY);
    let Some((name, media_type)) = response::media_type(context, node, "a request body")? else {
        if let Some(content) = node.entry("content") {
            let instead = "write `application/json` with a schema";
            let kind = Kind::Invalid { what: "`content`".into(), why: "names no media type".into(), instead };
            context.report(content.key_at, kind);
        }
        return None;
    };
    if let Some(encoding) = media_type.entry("encoding") {
        context.unsupported(
            encoding.key_at,
            "encoding",
            "`encoding` of a media type",
            "remove it: it says nothing about JSON",
        );
    }
    let Some(schema_node) = media_type.get("schema") else {
        context.unsupported(
            media_type.at,
            "media-type-without-schema",
            "a media type without a schema",
            "add a `schema`",
        );
        return None;
    };
    let required = node.is_true("required");
    if !required {
        let at = node.get("required").map_or(key_at, |required| required.at);
        context.unsupported(at, "optional-body", "an optional request body", "write `required: true`");
    }
    let doc = node.str("description").map(str::to_owned);
    context.in_request(|context| {
        let ty = schema::schema(context, schema_node, &format!("{hint}Body"))?;
        let examples = example::checked(context, media_type, "the request body");
        let schema = context.json_schema(schema_node);
        let sample = example::sample(context, media_type, schema_node, &examples);
        let body = Body { doc, required, media_type: name.to_owned(), ty, schema, sample, at: media_type.at };
        Some((body, examples))
    })
}
