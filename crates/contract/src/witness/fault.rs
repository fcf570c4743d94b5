//! Mismatches of a request body, before their place in the document is known.

use model::api::Content;
use serde_json::Value;

use super::Context;
use crate::conformance::schema_mismatches;
use crate::coverage::request_place;
use crate::one_way;

/// A mismatch of a body.
pub(super) struct Fault {
    /// `expected …, got …`
    pub message: String,
    /// See [`Mismatch::is_tolerable`](super::Mismatch::is_tolerable).
    pub is_tolerable: bool,
}

impl Fault {
    /// A mismatch for which a server must reject the request.
    pub(super) fn of(message: String) -> Self {
        Fault { message, is_tolerable: false }
    }

    /// A mismatch that a server may accept.
    pub(super) fn tolerable(message: String) -> Self {
        Fault { message, is_tolerable: true }
    }
}

/// Faults of the value of a body: it does not fit the schema, or has properties that are only sent in responses. Those should
/// not be sent (OpenAPI 3.0.4, Schema Object, `readOnly`), so a server may ignore them.
pub(super) fn faults(context: &Context<'_>, content: &Content, value: &Value) -> Vec<Fault> {
    context.cover_value(|| request_place(content), &content.schema, value);
    let misfits = schema_mismatches(context.excerpt, context.schemas, "the body", &content.schema, value);
    let misplaced = one_way::misplaced(context.schemas, &content.schema, value);
    let misplaced = misplaced.iter().map(|pointer| Fault::tolerable(one_way::message(pointer)));
    misfits.into_iter().map(|misfit| Fault::of(misfit.message)).chain(misplaced).collect()
}
