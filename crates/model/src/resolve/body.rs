//! Request bodies (OpenAPI 3.0.4, Request Body Object).

use super::content;
use super::context::Context;
use super::example::Named;
use super::shapes;
use crate::api::Body;
use crate::node::Node;
use crate::problem::Kind;

/// The request body of an operation, with the named examples of what is sent where nobody chooses.
pub(crate) fn body<'d>(context: &mut Context<'d>, operation: &'d Node, hint: &str) -> Option<(Body, Vec<Named<'d>>)> {
    let entry = operation.get("requestBody")?;
    let node = context.follow(entry, "requestBodies", "a request body under `components.requestBodies`")?;
    context.check(node, &shapes::REQUEST_BODY);
    let contents =
        context.in_request(|context| content::contents(context, node, &format!("{hint}Body"), "the request body"))?;
    if contents.is_empty() {
        if let Some(content) = node.entry("content") {
            let instead = "write `application/json` with a schema";
            let kind = Kind::Invalid { what: "`content`".into(), why: "names no media type".into(), instead };
            // Passed over, there is no body.
            context.tolerable(content.key_at, kind);
        }
        return None;
    }
    let doc = node.str("description").map(str::to_owned);
    let required = node.is_true("required");
    let (contents, mut examples): (Vec<_>, Vec<_>) =
        contents.into_iter().map(|read| (read.content, read.examples)).unzip();
    let body = Body { doc, required, contents };
    let main = body.contents.iter().position(|content| body.main().is_some_and(|main| main.at == content.at));
    Some((body, examples.swap_remove(main.unwrap_or_default())))
}
