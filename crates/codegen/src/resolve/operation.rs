//! Paths and operations (OpenAPI 3.0.4, Paths Object, Path Item Object, Operation Object).

use std::collections::BTreeMap;

use super::context::Context;
use super::example::{self, Named};
use super::{names, parameter, response, schema, security, shapes};
use crate::json_schema;
use crate::model::{Body, CodeSample, CredentialPlace, Location, Operation, RefusalStatuses, Scheme, Segment};
use crate::name::{Case, Scope, derive};
use crate::node::{Entry, Node};
use crate::problem::{Kind, Problem};
use crate::source::Span;

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

const METHODS: &[(&str, &str)] =
    &[("get", "GET"), ("put", "PUT"), ("post", "POST"), ("delete", "DELETE"), ("head", "HEAD"), ("patch", "PATCH")];

/// An operation before it has a name.
struct Found<'d> {
    path: &'d Entry,
    path_item: &'d Node,
    method: &'static str,
    node: &'d Node,
    id: &'d str,
}

/// All operations, in the order of the document.
pub(crate) fn operations<'d>(context: &mut Context<'d>, document: &'d Node, schemes: &[Scheme]) -> Vec<Operation> {
    let paths = document.get("paths").map(Node::entries).unwrap_or_default();
    let mut found = Vec::new();
    let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
    let mut templates: BTreeMap<String, &Entry> = BTreeMap::new();
    for path in paths.iter().filter(|path| !path.key.starts_with("x-")) {
        if !path.key.starts_with('/') {
            let (what, why) = (format!("the path `{}`", path.key), "must start with `/`".to_owned());
            context.report(path.key_at, Kind::Invalid { what, why, instead: "write it like `/users/{id}/posts`" });
        }
        let blank = blank(&path.key);
        if let Some(other) = templates.get(&blank) {
            let kind = Kind::AmbiguousPath { path: path.key.clone(), other: other.key.clone() };
            context.problem(Problem::new(path.key_at, kind).and("the other one", other.key_at));
        }
        templates.insert(blank, path);
        find(context, path, &mut found, &mut ids);
    }
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

fn find<'d>(context: &mut Context<'d>, path: &'d Entry, found: &mut Vec<Found<'d>>, ids: &mut BTreeMap<&'d str, Span>) {
    let path_item = &path.value;
    if let Some(reference) = path_item.entry("$ref") {
        context.unsupported(
            reference.key_at,
            "path-item-reference",
            "a path item that is a reference",
            "write its operations here",
        );
        return;
    }
    context.check(path_item, &shapes::PATH_ITEM);
    refuse_servers(context, path_item);
    for entry in path_item.entries() {
        if matches!(entry.key.as_str(), "options" | "trace") {
            let what = format!("the method {}", entry.key.to_uppercase());
            context.unsupported(entry.key_at, "method", what, "use another method");
            continue;
        }
        let Some((_, method)) = METHODS.iter().find(|(key, _)| *key == entry.key) else { continue };
        let node = &entry.value;
        context.check(node, &shapes::OPERATION);
        refuse_servers(context, node);
        let Some(id) = node.get("operationId").filter(|id| id.as_str().is_some_and(|id| !id.is_empty())) else {
            context.report(entry.key_at, Kind::MissingOperationId);
            continue;
        };
        let text = id.as_str().unwrap_or_default();
        if let Some(first) = ids.insert(text, id.at) {
            let kind = Kind::DuplicateOperationId { id: text.to_owned() };
            context.problem(Problem::new(id.at, kind).and("first here", first));
            continue;
        }
        found.push(Found { path, path_item, method, node, id: text });
    }
}

fn refuse_servers<'d>(context: &mut Context<'d>, holder: &'d Node) {
    if let Some(entry) = holder.entry("servers") {
        let what = "`servers` of a path or an operation";
        context.unsupported(
            entry.key_at,
            "operation-servers",
            what,
            "write `servers` at the top, and give the client its base URL",
        );
    }
}

/// The path with its placeholders' names left out: two paths alike in it match the same requests.
fn blank(path: &str) -> String {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect::<Vec<_>>().join("/")
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
    let path = path(context, found.path, &parameters, &declared);
    let body = body(context, node, &type_name);
    let mut answers = response::responses(context, node, &type_name);
    if found.method == "HEAD" {
        // What is documented is the body that GET would have; HEAD has none (RFC 9110 section 9.3.2).
        for answer in &mut answers {
            (answer.response.ty, answer.response.sample) = (None, None);
        }
    }
    let body_examples = body.as_ref().map(|(body, examples)| (examples.as_slice(), body.required));
    let documented = node.get("responses").map(Node::entries).unwrap_or_default();
    let is_whole = documented.iter().filter(|entry| !entry.key.starts_with("x-")).count() == answers.len();
    // The partner of an example may stand in what could not be read.
    let cases = if is_whole { example::cases(context, &parameters, body_examples, &answers) } else { Vec::new() };
    let security = security::requirement(context, document, node, schemes);
    refuse_credential_parameters(context, &security, schemes, &parameters);
    if let (Some(body_at), "GET" | "HEAD" | "DELETE") =
        (node.entry("requestBody").map(|body| body.key_at), found.method)
    {
        let what =
            format!("a body in a {} request, whose meaning HTTP leaves undefined (RFC 9110 section 9.3)", found.method);
        context.unsupported(body_at, "body-of-method", what, "use POST, PUT or PATCH");
    }
    Some(Operation {
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
    })
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

fn path<'d>(
    context: &mut Context<'d>,
    path: &'d Entry,
    parameters: &[parameter::Read<'d>],
    declared_names: &[&str],
) -> Option<Vec<Segment>> {
    let bad = |why: &str| Kind::Invalid {
        what: format!("the path `{}`", path.key),
        why: why.to_owned(),
        instead: "write it like `/users/{id}/posts`",
    };
    let rest = path.key.strip_prefix('/')?;
    let mut segments = Vec::new();
    let count = rest.split('/').count();
    for (index, segment) in rest.split('/').enumerate() {
        let inner = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
        if let Some(name) = inner.filter(|name| !name.is_empty() && !name.contains(['{', '}'])) {
            segments.push(Segment::Parameter(name.to_owned()));
        } else if segment.contains(['{', '}']) {
            let instead = "make the placeholder a segment of its own: `/a/{name}/b`";
            context.unsupported(
                path.key_at,
                "path-segment",
                format!("a path segment that is partly a placeholder (`{segment}`)"),
                instead,
            );
            return None;
        } else if segment.is_empty() && index + 1 < count {
            context.report(path.key_at, bad("has an empty segment"));
            return None;
        } else if matches!(segment, "." | "..") || !segment.bytes().all(is_path_byte) {
            context.report(path.key_at, bad("holds what a path cannot (RFC 3986 section 3.3); percent-encode it"));
            return None;
        } else {
            segments.push(Segment::Literal(segment.to_owned()));
        }
    }
    let placeholders: Vec<&str> = segments
        .iter()
        .filter_map(|s| if let Segment::Parameter(name) = s { Some(name.as_str()) } else { None })
        .collect();
    let declared = || parameters.iter().filter(|read| read.parameter.location == Location::Path);
    for (index, name) in placeholders.iter().enumerate() {
        if placeholders[..index].contains(name) {
            context.report(path.key_at, bad(&format!("has the placeholder `{{{name}}}` twice")));
        }
        if !declared_names.contains(name) {
            context.report(path.key_at, Kind::PlaceholderWithoutParameter { name: (*name).to_owned() });
        }
    }
    for read in declared().filter(|read| !placeholders.contains(&read.parameter.wire.as_str())) {
        let kind = Kind::ParameterNotInPath { name: read.parameter.wire.clone(), path: path.key.clone() };
        context.report(read.parameter.at, kind);
    }
    Some(segments)
}

/// pchar of RFC 3986 section 3.3.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(&byte)
}

fn body<'d>(context: &mut Context<'d>, operation: &'d Node, hint: &str) -> Option<(Body, Vec<Named<'d>>)> {
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
    let ty = schema::schema(context, schema_node, &format!("{hint}Body"))?;
    let examples = example::checked(context, media_type, "the request body");
    let doc = node.str("description").map(str::to_owned);
    let schema = json_schema::schema(schema_node);
    let sample = example::sample(context, media_type, schema_node, &examples);
    let body = Body { doc, required, media_type: name.to_owned(), ty, schema, sample, at: media_type.at };
    Some((body, examples))
}

fn code_samples(operation: &Node) -> Vec<CodeSample> {
    let samples = operation.get("x-codeSamples").map(Node::elements).unwrap_or_default();
    let read = |sample: &Node| {
        Some(CodeSample { lang: sample.str("lang")?.to_owned(), source: sample.str("source")?.to_owned() })
    };
    samples.iter().filter_map(read).collect()
}
