//! Operations (OpenAPI 3.0.4, Operation Object): their parts put together.

use super::context::Context;
use super::path::Found;
use super::{body, emitter, example, names, parameter, path, response, security, servers};
use crate::api::{CodeSample, CredentialPlace, Location, Operation, Parameter, RefusalStatuses, Scheme, Segment};
use crate::name::{Case, Scope, derive};
use crate::node::Node;
use crate::pointer::reference_target;
use crate::problem::Kind;

/// Identifiers that an operation cannot have: methods that the client or the server's trait have of their own.
const RESERVED: &[&str] = &[
    "api_version",
    "authenticate",
    "base_url",
    "baseurl",
    "builder",
    "client",
    "clone",
    "exec",
    "fmt",
    "inner",
    "new",
    "post",
    "pre",
];

/// Types that the client's builders and the server's trait have beside those of the operations.
const TYPE_NAMES: &[&str] = &[
    "Api",
    "ByteStream",
    "Caller",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Credential",
    "Documented",
    "Error",
    "OperationInfo",
    "Rejection",
    "RequestBuilderExt",
    "ResponseValue",
];

/// All operations, in the order of the document.
pub(crate) fn operations<'d>(context: &mut Context<'d>, document: &'d Node, schemes: &[Scheme]) -> Vec<Operation> {
    let found = path::all(context, document);
    let wishes: Vec<(&str, &Node)> = found.iter().map(|found| (found.id.as_str(), found.node)).collect();
    let rust_names = names(context, &wishes, Case::Snake, &mut Scope::reserving(RESERVED));
    let mut types = Scope::reserving(TYPE_NAMES);
    let mut operations = Vec::new();
    for (found, name) in found.iter().zip(rust_names) {
        let type_name = types.claim(&derive(&name, Case::Pascal), Case::Pascal);
        match operation(context, document, found, name, type_name, schemes) {
            Some(operation) => operations.push(operation),
            // Without a word nothing is left out, whatever was passed over.
            None if context.is_right() => {
                let message = format!("`{}` could not be read", found.id);
                context.report(found.node.at, Kind::Generator { message });
            }
            None => {}
        }
    }
    operations
}

fn operation<'d>(
    context: &mut Context<'d>,
    document: &'d Node,
    found: &Found<'d>,
    method_name: String,
    type_name: String,
    schemes: &[Scheme],
) -> Option<Operation> {
    let node = found.node;
    let mut parameters = parameter::parameters(context, found.path_item, node, &type_name);
    let declared = parameter::declared_in_path(context, found.path_item, node);
    let security = security::requirement(context, document, node, schemes);
    refuse_credential_parameters(context, &security, schemes, &mut parameters);
    let place = path::place(context, found, &mut parameters, &declared);
    let body = body::body(context, node, &type_name);
    let (responses, is_whole) = response::responses(context, node, found.method, &type_name);
    let body_examples = body.as_ref().map(|(body, examples)| (examples.as_slice(), body.required));
    // The partner of an example may stand in what could not be read.
    let cases = if is_whole { example::cases(context, &parameters, body_examples, &responses) } else { Vec::new() };
    let base_url = servers::own_base_url(context, found.path_item, node);
    let path::Place { segments, fixed_query } = place?;
    let mut operation = Operation {
        id: found.id.clone(),
        at: node.get("operationId").map_or(node.at, |id| id.at),
        method_name,
        type_name,
        method: found.method,
        path: segments,
        fixed_query,
        base_url,
        summary: node.str("summary").map(str::to_owned),
        description: node.str("description").map(str::to_owned),
        parameters: parameters.into_iter().map(|read| read.parameter).collect(),
        body: body.map(|(body, _)| body),
        response_headers: response::all_headers(&responses),
        responses: responses.into_iter().map(|read| read.response).collect(),
        security,
        refusals: RefusalStatuses::default(),
        cases,
        code_samples: code_samples(node),
        own: None,
        is_served: found.is_served,
        ignored: ignored(context, node, found.is_served),
    };
    refuse_styles_in_mixed_segments(context, &operation);
    operation.own = emitter::own(&operation);
    Some(operation)
}

/// A parameter in the place of a credential would be one of the two at random, and show the credential.
fn refuse_credential_parameters(
    context: &mut Context<'_>,
    security: &crate::api::CredentialUse,
    schemes: &[Scheme],
    parameters: &mut Vec<parameter::Read<'_>>,
) {
    let sets: Vec<usize> = security.alternatives.iter().flat_map(|set| context.credential_sets[*set].clone()).collect();
    let places: Vec<&CredentialPlace> = sets.iter().map(|scheme| &schemes[*scheme].place).collect();
    let location = |Parameter { location, wire, .. }: &Parameter| {
        places.iter().find_map(|place| match place {
            CredentialPlace::Query(name) if *location == Location::Query && wire == name => Some("the query"),
            CredentialPlace::Header(name) if *location == Location::Header && wire.eq_ignore_ascii_case(name) => {
                Some("the headers")
            }
            _ => None,
        })
    };
    // Where it is passed over, the credential is sent in that place and nothing else.
    parameters.retain(|parameter::Read { parameter, .. }| match location(parameter) {
        Some(location) => {
            context.tolerable(parameter.at, Kind::CredentialParameter { name: parameter.wire.clone(), location });
            false
        }
        None => true,
    });
}

/// Beside other text in its segment, a list or an object has no beginning and no end.
fn refuse_styles_in_mixed_segments(context: &mut Context<'_>, operation: &Operation) {
    let mixed = operation.path.iter().filter(|segment| matches!(segment, Segment::Mixed(_)));
    let names: Vec<&str> = mixed.flat_map(Segment::parameters).collect();
    for parameter in operation.parameters_in(Location::Path).filter(|parameter| !parameter.is_plain()) {
        if names.contains(&parameter.wire.as_str()) {
            let what = "a list, an object or a style in a path segment that has other text too";
            context.unsupported(parameter.at, "path-segment", what, "make the placeholder a segment of its own");
        }
    }
}

/// Returns the features of an operation that no generated crate supports, or only the client.
fn ignored(context: &Context<'_>, operation: &Node, is_served: bool) -> Vec<&'static str> {
    let is_there = |key: &str| operation.get(key).is_some_and(|found| !found.entries().is_empty());
    let responses = operation.get("responses").map(Node::entries).unwrap_or_default();
    let has_links = responses.iter().any(|entry| {
        reference_target(context.root, &entry.value).is_some_and(|response| response.get("links").is_some())
    });
    let found = [("callbacks", is_there("callbacks")), ("links", has_links), ("server", !is_served)];
    found.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

fn code_samples(operation: &Node) -> Vec<CodeSample> {
    let samples = operation.get("x-codeSamples").map(Node::elements).unwrap_or_default();
    let read = |sample: &Node| {
        Some(CodeSample { lang: sample.str("lang")?.to_owned(), source: sample.str("source")?.to_owned() })
    };
    samples.iter().filter_map(read).collect()
}
