//! Questions about an API that the conditions of modules and the emitters both ask.

use super::stream;
use crate::emitter::NAMED_METHODS;
use crate::named::{Api, Body, CredentialMark, Format, Operation, ResponseVariant, Segment};

/// Whether any operation has a multipart body.
pub(crate) fn has_multipart(api: &Api) -> bool {
    api.operations.iter().filter_map(|operation| operation.body.as_ref()).any(|body| body.multipart().is_some())
}

/// Whether a response is a stream of items.
pub(crate) fn has_streams(api: &Api) -> bool {
    let responses = api.operations.iter().flat_map(|operation| &operation.responses);
    responses.flat_map(|response| &response.contents).any(|content| stream::function(content.items.as_ref()).is_some())
}

/// Whether a request body is a stream of items that the crates read and write.
pub(crate) fn has_sent_items(api: &Api) -> bool {
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    bodies.flat_map(|body| &body.contents).any(|content| stream::sent(content.items.as_ref()).is_some())
}

/// Whether any body is more than a required JSON body.
pub(crate) fn has_content(api: &Api) -> bool {
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    bodies.into_iter().any(|body| !is_plain_body(body))
        || api
            .operations
            .iter()
            .flat_map(|operation| &operation.responses)
            .flat_map(|response| &response.contents)
            .any(|content| content.format != Format::Json || content.media_types[0] != "application/json")
}

/// Whether any part of a request is validated before it is sent.
pub(crate) fn has_validation(api: &Api) -> bool {
    api.operations.iter().any(|operation| {
        let mut contents = operation.body.iter().flat_map(|body| &body.contents);
        operation.parameters.iter().any(|parameter| parameter.is_validated)
            || contents.any(|content| content.is_validated)
    })
}

/// Whether the items of any request are validated, which the server does.
pub(crate) fn has_validated_items(api: &Api) -> bool {
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let mut items = bodies.flat_map(|body| &body.contents).filter_map(|content| content.items.as_ref());
    items.any(|items| items.is_validated)
}

/// Whether any parameter or form uses another style than the default.
pub(crate) fn has_style(api: &Api) -> bool {
    // The module that reads bodies uses the module that reads forms.
    has_content(api)
        || api.operations.iter().flat_map(|operation| &operation.parameters).any(|parameter| !parameter.is_plain())
}

/// Whether the body is a required JSON body. A function that every server has reads it.
pub(crate) fn is_plain_body(body: &Body) -> bool {
    body.required && body.is_json() && body.contents.iter().all(|content| content.media_types == ["application/json"])
}

/// Whether a segment of the path has text beside a parameter.
pub(crate) fn is_mixed(operation: &Operation) -> bool {
    operation.path.iter().any(|segment| matches!(segment, Segment::Mixed(_)))
}

/// Whether the crate needs `runtime/server/template.rs`.
pub(crate) fn needs_template(api: &Api) -> bool {
    let needs =
        |operation: &Operation| is_mixed(operation) || is_custom(operation) || !operation.fixed_query.is_empty();
    api.operations.iter().any(needs)
}

/// Whether the operations have several tags. Each operation counts with its first tag.
pub(crate) fn has_several_tags(api: &Api) -> bool {
    let mut first = api.operations.iter().map(|operation| operation.tags.first());
    let one = first.next();
    first.any(|tag| Some(tag) != one)
}

/// Whether axum has no route for the method.
pub(crate) fn is_custom(operation: &Operation) -> bool {
    !NAMED_METHODS.contains(&operation.method.as_str())
}

/// Whether the example server responds to any operation with an example.
pub(crate) fn is_documented(api: &Api) -> bool {
    api.operations.is_empty() || api.operations.iter().any(|operation| example_response(operation).is_some())
}

/// The response that the example server sends. `None` if its body or a required header has no example, so that the operation fails.
pub(crate) fn example_response(operation: &Operation) -> Option<ResponseVariant<'_>> {
    shown_response(operation).filter(|given| {
        let mut headers = given.response.headers.iter().filter(|header| header.required);
        given.content.is_none_or(|content| content.sample.is_some()) && headers.all(|header| !header.sample.is_null())
    })
}

/// The response to a valid request: that of the first documented exchange with a success, else the first success, else that of the
/// first exchange or the first response.
pub(crate) fn shown_response(operation: &Operation) -> Option<ResponseVariant<'_>> {
    let exchanges = operation.cases.iter().filter(|case| case.credential == CredentialMark::Valid);
    let mut shown = exchanges.map(|case| ResponseVariant {
        response: &operation.responses[case.response.response],
        content: Some(operation.response_content(case.response)),
    });
    let is_success = |given: &ResponseVariant<'_>| given.response.status.is_success();
    let first = || operation.response_variants().find(is_success);
    shown
        .clone()
        .find(is_success)
        .or_else(first)
        .or_else(|| shown.next())
        .or_else(|| operation.response_variants().next())
}
