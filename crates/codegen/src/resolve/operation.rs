//! Operations (OpenAPI 3.0.4, Operation Object): their parts put together.

use super::context::Context;
use super::path::Found;
use super::{body, emitter, example, names, parameter, path, response, security};
use crate::model::{CodeSample, CredentialPlace, Location, Operation, RefusalStatuses, Scheme};
use crate::name::{Case, Scope, derive};
use crate::node::Node;
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
    let wishes: Vec<(&str, &Node)> = found.iter().map(|found| (found.id, found.node)).collect();
    let rust_names = names(context, &wishes, Case::Snake, &mut Scope::reserving(RESERVED));
    let mut types = Scope::reserving(TYPE_NAMES);
    let mut operations = Vec::new();
    for (found, name) in found.iter().zip(rust_names) {
        let type_name = types.claim(&derive(&name, Case::Pascal), Case::Pascal);
        if let Some(operation) = operation(context, document, found, name, type_name, schemes) {
            operations.push(operation);
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
    let parameters = parameter::parameters(context, found.path_item, node, &type_name);
    let declared = parameter::declared_in_path(context, found.path_item, node);
    let path = path::segments(context, found.path, &parameters, &declared);
    let body = body::body(context, node, &type_name);
    let (answers, is_whole) = response::responses(context, node, found.method, &type_name);
    let body_examples = body.as_ref().map(|(body, examples)| (examples.as_slice(), body.required));
    // The partner of an example may stand in what could not be read.
    let cases = if is_whole { example::cases(context, &parameters, body_examples, &answers) } else { Vec::new() };
    let security = security::requirement(context, document, node, schemes);
    refuse_credential_parameters(context, &security, schemes, &parameters);
    let mut operation = Operation {
        id: found.id.to_owned(),
        at: node.get("operationId").map_or(node.at, |id| id.at),
        method_name,
        type_name,
        method: found.method,
        path: path?,
        summary: node.str("summary").map(str::to_owned),
        description: node.str("description").map(str::to_owned),
        parameters: parameters.into_iter().map(|read| read.parameter).collect(),
        body: body.map(|(body, _)| body),
        responses: answers.into_iter().map(|answer| answer.response).collect(),
        security,
        refusals: RefusalStatuses::default(),
        cases,
        code_samples: code_samples(node),
        own: None,
        left_out: left_out(context, node),
    };
    operation.own = emitter::own(&operation);
    Some(operation)
}

/// A parameter in the place of a credential would be one of the two at random, and show the credential.
fn refuse_credential_parameters(
    context: &mut Context<'_>,
    security: &crate::model::CredentialUse,
    schemes: &[Scheme],
    parameters: &[parameter::Read<'_>],
) {
    let sets: Vec<usize> = security.alternatives.iter().flat_map(|set| context.credential_sets[*set].clone()).collect();
    for place in sets.iter().map(|scheme| &schemes[*scheme].place) {
        for parameter in parameters.iter().map(|read| &read.parameter) {
            let (is_same, location) = match place {
                CredentialPlace::Query(name) => {
                    (parameter.location == Location::Query && parameter.wire == *name, "the query: the credential")
                }
                CredentialPlace::Header(name) => (
                    parameter.location == Location::Header && parameter.wire.eq_ignore_ascii_case(name),
                    "the headers: the credential",
                ),
                _ => (false, ""),
            };
            if is_same {
                let kind = Kind::DuplicateParameter { name: parameter.wire.clone(), location };
                context.report(parameter.at, kind);
            }
        }
    }
}

/// What an operation has that none of the crates does anything with.
fn left_out(context: &Context<'_>, operation: &Node) -> Vec<&'static str> {
    let is_there = |key: &str| operation.get(key).is_some_and(|found| !found.entries().is_empty());
    let responses = operation.get("responses").map(Node::entries).unwrap_or_default();
    let has_links = responses.iter().any(|entry| {
        super::reference_target(context.root, &entry.value).is_some_and(|response| response.get("links").is_some())
    });
    let found = [("callbacks", is_there("callbacks")), ("links", has_links)];
    found.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

fn code_samples(operation: &Node) -> Vec<CodeSample> {
    let samples = operation.get("x-codeSamples").map(Node::elements).unwrap_or_default();
    let read = |sample: &Node| {
        Some(CodeSample { lang: sample.str("lang")?.to_owned(), source: sample.str("source")?.to_owned() })
    };
    samples.iter().filter_map(read).collect()
}
