//! Documented responses (OpenAPI 3.0.4, Responses Object).

use super::context::Context;
use super::example::{self, Named};
use super::parameter::{is_framing, is_token};
use super::{content, names, schema, shapes};
use crate::api::{Content, Format, Response, ResponseContent, ResponseHeader, Status, TypeRef};
use crate::name::{Case, Scope, derive};
use crate::node::{Entry, Node};
use crate::problem::Kind;

/// A response and the named examples of each of its contents.
pub(crate) struct Read<'d> {
    pub response: Response,
    /// As many as [`Response::contents`].
    pub examples: Vec<Vec<Named<'d>>>,
}

/// Reads the responses of one operation, in the order of the document. The second value tells whether all of them could be
/// read.
pub(crate) fn responses<'d>(
    context: &mut Context<'d>,
    operation: &'d Node,
    method: &str,
    hint: &str,
) -> (Vec<Read<'d>>, bool) {
    let Some(node) = operation.get("responses") else { return (Vec::new(), false) };
    let entries = node.entries().iter().filter(|entry| !entry.key.starts_with("x-"));
    let (mut responses, mut is_whole) = (Vec::new(), true);
    for entry in entries {
        match response(context, entry, method, hint) {
            Some(read) => responses.push(read),
            None => is_whole = false,
        }
    }
    if node.entries().is_empty() {
        context.report(
            node.at,
            Kind::Invalid {
                what: "`responses`".into(),
                why: "documents no response".into(),
                instead: "add at least the response of a success",
            },
        );
    }
    name_variants(&mut responses);
    (responses, is_whole)
}

/// Makes the names of all variants of an operation's responses unique.
fn name_variants(responses: &mut [Read<'_>]) {
    let mut scope = Scope::default();
    for Read { response, .. } in responses {
        match response.contents.as_mut_slice() {
            [] => response.variant = scope.claim(&response.variant, Case::Pascal),
            [content] => {
                response.variant = scope.claim(&response.variant, Case::Pascal);
                content.variant.clone_from(&response.variant);
            }
            several => {
                for content in several {
                    content.variant = scope.claim(&format!("{}{}", response.variant, content.variant), Case::Pascal);
                }
            }
        }
    }
}

/// Reads the response of one status.
fn response<'d>(context: &mut Context<'d>, entry: &'d Entry, method: &str, hint: &str) -> Option<Read<'d>> {
    let Some(status) = status(&entry.key) else {
        let why = "is not a status code, a range or `default`".to_owned();
        let instead = "write a status code from 100 to 599, a range such as `4XX`, or `default`";
        context.report(entry.key_at, Kind::Invalid { what: format!("`{}`", entry.key), why, instead });
        return None;
    };
    let node = context.follow(&entry.value, "responses", "a response under `components.responses`")?;
    context.check(node, &shapes::RESPONSE);
    let hint = format!("{hint}{}", if status.is_success() { "Response" } else { "Error" });
    let headers = headers(context, node, &hint);
    let mut contents = content::contents(context, node, &hint, &format!("the {} response", entry.key))?;
    let has_none = matches!(status, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1));
    if let (true, Some(content)) = (has_none && !contents.is_empty(), node.entry("content")) {
        let what = format!("the content of a {} response, which has no body (RFC 9110),", entry.key);
        let instead = "remove `content`, or use another status";
        context.report(content.key_at, Kind::Ignored { feature: "content", what, instead });
    }
    // The documented body of HEAD is the one that GET would have (RFC 9110 section 9.3.2).
    if has_none || method == "HEAD" {
        contents.clear();
    }
    let (contents, examples) = contents.into_iter().map(|read| (response_content(read.content), read.examples)).unzip();
    let (variant, doc) = (variant(status), node.str("description").map(str::to_owned));
    Some(Read { response: Response { status, variant, doc, headers, contents, at: entry.key_at }, examples })
}

/// Turns a content into one of a response. No generated code parses a form in a response: its bytes are passed on.
fn response_content(content: Content) -> ResponseContent {
    let format = match content.format {
        Format::Form | Format::Multipart => Format::Bytes,
        other => other,
    };
    ResponseContent {
        media_types: content.media_types,
        format,
        variant: content.variant,
        ty: content.ty,
        schema: (content.format == Format::Json).then_some(content.schema),
        sample: content.sample,
    }
}

fn status(key: &str) -> Option<Status> {
    match key.as_bytes() {
        b"default" => Some(Status::Default),
        [hundreds @ b'1'..=b'5', b'X', b'X'] => Some(Status::Range(u16::from(hundreds - b'0'))),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

fn headers<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Vec<ResponseHeader> {
    let entries = node.get("headers").map(Node::entries).unwrap_or_default();
    let mut found: Vec<ResponseHeader> = Vec::new();
    let mut nodes: Vec<(&str, &'d Node)> = Vec::new();
    // `Content-Type` is ignored here: the media type determines it (OpenAPI 3.0.4, Response Object).
    for entry in entries.iter().filter(|entry| !entry.key.eq_ignore_ascii_case("content-type")) {
        if let Some((header, node)) = header(context, entry, hint) {
            nodes.push((&entry.key, node));
            found.push(header);
        }
    }
    let rust_names = names(context, &nodes, Case::Snake, &mut Scope::reserving(&["answer", "body", "status"]));
    for (header, name) in found.iter_mut().zip(rust_names) {
        header.name = name;
    }
    found
}

fn header<'d>(context: &mut Context<'d>, entry: &'d Entry, hint: &str) -> Option<(ResponseHeader, &'d Node)> {
    let node = context.follow(&entry.value, "headers", "a header under `components.headers`")?;
    context.check(node, &shapes::HEADER);
    if !is_token(&entry.key) {
        let why = "is not a header name (RFC 9110 section 5.6.2)".to_owned();
        context.report(
            entry.key_at,
            Kind::Invalid { what: format!("`{}`", entry.key), why, instead: "use letters, digits and `-`" },
        );
        return None;
    }
    // HTTP itself sets these headers. An implementation cannot.
    if is_framing(&entry.key) {
        context.report(entry.key_at, Kind::IgnoredHeader { name: entry.key.clone() });
        return None;
    }
    let of_content = || node.get("content").and_then(|content| content.entries().first()?.value.get("schema"));
    let Some(schema_node) = node.get("schema").or_else(of_content) else {
        // Without a schema, the value is any text.
        let (ty, schema) = (TypeRef::String, serde_json::json!({ "type": "string" }));
        let (doc, required) = (node.str("description").map(str::to_owned), node.is_true("required"));
        let (wire, sample) = (entry.key.clone(), "text".into());
        return Some((ResponseHeader { wire, name: String::new(), doc, required, ty, sample, schema }, node));
    };
    let hint = format!("{hint}{}", derive(&entry.key, Case::Pascal).trim_matches('_'));
    let ty = schema::schema(context, schema_node, &hint)?.without_null().clone();
    let plain = super::parameter::unaliased(context, &ty);
    let is_list = matches!(plain, TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Any) || is_struct(context, &plain);
    let examples = example::checked(context, node, &format!("the header `{}`", entry.key));
    let sample = example::sample(context, node, schema_node, &examples).unwrap_or_default();
    // The schema describes the value and not the text of the header, which for a list or an object is another one.
    let schema = if is_list { serde_json::json!(true) } else { context.json_schema(schema_node) };
    let doc = node.str("description").map(str::to_owned);
    let required = node.is_true("required");
    Some((ResponseHeader { wire: entry.key.clone(), name: String::new(), doc, required, ty, sample, schema }, node))
}

fn is_struct(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named(id) => matches!(context.types[id.0].kind, crate::api::TypeKind::Struct(_)),
        _ => false,
    }
}

/// Returns the headers of all responses, each once. One that has several types is a text.
pub(crate) fn all_headers(responses: &[Read<'_>]) -> Vec<ResponseHeader> {
    let mut all: Vec<ResponseHeader> = Vec::new();
    let mut scope = Scope::default();
    for header in responses.iter().flat_map(|read| &read.response.headers) {
        match all.iter_mut().find(|known| known.wire.eq_ignore_ascii_case(&header.wire)) {
            Some(known) if known.ty != header.ty => known.ty = TypeRef::String,
            Some(_) => {}
            None => all.push(ResponseHeader { name: scope.claim(&header.name, Case::Snake), ..header.clone() }),
        }
    }
    all
}

/// Returns the Rust name of a status: its reason phrase (RFC 9110 section 15, IANA registry).
fn variant(status: Status) -> String {
    let name = match status {
        Status::Default => "Default",
        Status::Range(1) => "Informational",
        Status::Range(2) => "Success",
        Status::Range(3) => "Redirection",
        Status::Range(4) => "ClientError",
        Status::Range(_) => "ServerError",
        Status::Code(code) => match REASONS.iter().find(|(known, _)| *known == code) {
            Some((_, reason)) => reason,
            None => return format!("Status{code}"),
        },
    };
    name.to_owned()
}

const REASONS: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "ContentTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableContent"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (511, "NetworkAuthenticationRequired"),
];
