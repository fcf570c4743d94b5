//! Operations (OpenAPI 3.0.4, Operation Object): their parts put together.

use super::context::Context;
use super::path::Found;
use super::security::Security;
use super::servers::base_url;
use super::wish::{Hint, wish};
use super::{body, exchange, parameter, placeholder, rejection, response};
use crate::api::{
    CodeSample, CredentialPlace, CredentialUse, Location, Operation, Parameter, Rejection, Response, Segment, Webhooks,
};
use crate::direction::Direction;
use crate::name::Casing;
use crate::problem::Kind;
use crate::view;

/// Reads all operations, in the order of the document, and collects the bodies of their responses to rejected requests.
pub(crate) fn operations<'d>(
    context: &mut Context<'d>,
    all: &[Found<'_, 'd>],
    security: &Security,
) -> (Vec<Operation>, Vec<Rejection>) {
    let (mut operations, mut rejections) = (Vec::new(), Vec::new());
    for (found, credentials) in all.iter().zip(&security.uses) {
        match operation(context, all, found, security, credentials, &mut rejections) {
            Some(operation) => operations.push(operation),
            // An operation is never dropped without a report.
            None if !context.reader.diagnostics.has_errors() => {
                let message = format!("`{}` could not be read", found.id);
                context.report(found.operation.at, Kind::Generator { message });
            }
            None => {}
        }
    }
    (operations, rejections)
}

/// The direction of the values of a request body. The owner of the API sends the requests of a webhook, so they have the values that only
/// the owner sets: `readOnly` (JSON Schema Validation 2020-12, section 9.4).
pub(crate) fn body_direction(is_webhook: bool) -> Direction {
    if is_webhook { Direction::Response } else { Direction::Request }
}

/// Reads all webhooks, in the order of the document.
pub(crate) fn webhooks<'d>(context: &mut Context<'d>, all: &[Found<'_, 'd>], security: Security) -> Webhooks {
    let (operations, rejections) = operations(context, all, &security);
    Webhooks { operations, schemes: security.schemes, credentials: security.credentials, rejections }
}

fn operation<'d>(
    context: &mut Context<'d>,
    all: &[Found<'_, 'd>],
    found: &Found<'_, 'd>,
    security: &Security,
    credentials: &CredentialUse,
    rejections: &mut Vec<Rejection>,
) -> Option<Operation> {
    let Found { path_item, operation: view, .. } = found;
    let hint = Hint::of_operation(&found.id);
    let method_name = wish(context, &found.id, view.rust_name, Casing::Snake);
    let mut parameters = parameter::parameters(context, found, &hint);
    reject_credential_parameters(context, security, credentials, &mut parameters);
    let path = placeholder::match_parameters(context, found, &mut parameters);
    let direction = body_direction(found.is_webhook);
    let body = view.request_body.as_ref().and_then(|body| body::body(context, body, &hint, direction));
    let (responses, is_whole) = match &view.responses {
        // From OpenAPI 3.1 on, an operation may leave its responses open. In 3.0, the lack of them has been reported.
        None => (vec![response::any(view.at)], true),
        Some(responses) => response::responses(context, all, responses, view.method, &hint),
    };
    let body_examples = body.as_ref().map(|(body, examples)| (examples.as_slice(), body.required));
    let is_whole = is_whole
        && [&path_item.parameters, &view.parameters].iter().all(|parameters| parameters.is_complete)
        && body.is_some() == view.request_body.is_some();
    if !is_whole {
        context.incomplete.insert(view.id_at);
    }
    // The other half of an example may belong to a part that could not be read.
    let cases = if is_whole { exchange::cases(context, &parameters, body_examples, &responses) } else { Vec::new() };
    let of_path = base_url(context, &path_item.servers);
    let own = base_url(context, &view.servers);
    let placeholder::OperationPath { segments, fixed_query } = path?;
    let response_headers = response::all_headers(&responses);
    let responses: Vec<Response> = responses.into_iter().map(|read| read.response).collect();
    let statuses = rejection::statuses(&responses, &cases, !credentials.is_none(), rejections);
    // A request that carries nothing cannot be invalid.
    let carries_nothing = parameters.is_empty() && view.request_body.is_none() && credentials.is_none();
    if statuses.invalid.is_none() && !found.is_webhook && !carries_nothing {
        context.report(view.id_at, Kind::NoErrorResponse { operation: found.id.clone() });
    }
    let operation = Operation {
        id: found.id.clone(),
        at: view.id_at,
        type_name: hint.wish(None),
        method_name,
        method: view.method.to_owned(),
        path: segments,
        fixed_query,
        base_url: if view.servers.is_empty() { of_path } else { own },
        summary: view.summary.map(str::to_owned),
        description: view.description.map(str::to_owned),
        tags: view.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        parameters: parameters.into_iter().map(|read| read.parameter).collect(),
        body: body.map(|(body, _)| body),
        response_headers,
        responses,
        security: credentials.clone(),
        rejections: statuses,
        cases,
        code_samples: view.code_samples.iter().map(code_sample).collect(),
        pagination: None,
        is_served: found.is_served,
        annotations: view.annotations.clone(),
        ignored: ignored(view, found.is_served),
    };
    reject_styles_in_mixed_segments(context, &operation);
    Some(operation)
}

/// Reports and removes parameters in the place of a credential: only one of the two can be sent, and the parameter would
/// show the credential in `Debug` and logs.
fn reject_credential_parameters(
    context: &mut Context<'_>,
    security: &Security,
    credentials: &CredentialUse,
    parameters: &mut Vec<parameter::ReadParameter<'_>>,
) {
    let sets = credentials.alternatives.iter().map(|set| &security.credentials[*set]);
    let schemes = sets.flat_map(|set| &set.schemes).map(|scheme| &security.schemes[*scheme]);
    let places: Vec<&CredentialPlace> = schemes.map(|scheme| &scheme.place).collect();
    let location = |Parameter { location, wire, .. }: &Parameter| {
        places.iter().find_map(|place| match place {
            CredentialPlace::Query(name) if *location == Location::Query && wire == name => Some("the query"),
            CredentialPlace::Header(name) if *location == Location::Header && wire.eq_ignore_ascii_case(name) => {
                Some("the headers")
            }
            _ => None,
        })
    };
    // Where that is tolerated, only the credential is sent.
    parameters.retain(|parameter::ReadParameter { parameter, .. }| match location(parameter) {
        Some(location) => {
            context.tolerable(parameter.at, Kind::CredentialParameter { name: parameter.wire.clone(), location });
            false
        }
        None => true,
    });
}

/// Reports lists and objects that share a segment with other text: a reader could not tell where they start and end.
fn reject_styles_in_mixed_segments(context: &mut Context<'_>, operation: &Operation) {
    let mixed = operation.path.iter().filter(|segment| matches!(segment, Segment::Mixed(_)));
    let names: Vec<&str> = mixed.flat_map(Segment::parameters).collect();
    for parameter in operation.parameters_in(Location::Path).filter(|parameter| !parameter.is_plain()) {
        if names.contains(&parameter.wire.as_str()) {
            let what = "an array, an object or a style in a path segment with other text";
            context.unsupported(parameter.at, "path-segment", what, "make the placeholder a separate segment");
        }
    }
}

/// Returns the features of an operation that no generated crate supports, or only the client.
fn ignored(view: &view::Operation<'_>, is_served: bool) -> Vec<&'static str> {
    let mut responses = view.responses.iter().flat_map(|responses| &responses.entries);
    let has_links = responses.any(|entry| entry.response.has_links);
    let found = [("callbacks", view.has_callbacks), ("links", has_links), ("server", !is_served)];
    found.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

fn code_sample(view: &view::CodeSample<'_>) -> CodeSample {
    CodeSample { lang: view.lang.to_owned(), source: view.source.to_owned() }
}
