//! Request bodies (OpenAPI 3.0.4, Request Body Object).

use super::content;
use super::context::Context;
use super::wish::Hint;
use crate::api::Body;
use crate::direction::Direction;
use crate::problem::Kind;
use crate::view::{Example, RequestBody};

/// Reads the request body of an operation, with the named examples of [`Body::main`]. `direction` is that of its values.
pub(crate) fn body<'d>(
    context: &mut Context<'d>,
    view: &RequestBody<'d>,
    hint: &Hint,
    direction: Direction,
) -> Option<(Body, Vec<Example<'d>>)> {
    let hint = hint.then("Body");
    let contents = context
        .in_body(direction, |context| content::contents(context, view.content.as_ref(), &hint, "the request body"))?;
    if contents.is_empty() {
        if let Some(content) = &view.content {
            let instead = "write `application/json` with a schema";
            let kind = Kind::Invalid { what: "`content`".into(), why: "has no media type".into(), instead };
            // If the error is tolerated, the operation has no body.
            context.tolerable(content.key_at, kind);
        }
        return None;
    }
    let (contents, mut examples): (Vec<_>, Vec<_>) =
        contents.into_iter().map(|read| (read.content, read.examples)).unzip();
    let body = Body { doc: view.description.map(str::to_owned), required: view.required, contents };
    let main = body.contents.iter().position(|content| body.main().is_some_and(|main| main.at == content.at));
    Some((body, examples.swap_remove(main.unwrap_or_default())))
}
