//! Documented responses (OpenAPI 3.0.4, Responses Object).

use serde_json::{Value, json};

use super::context::Context;
use super::parameter::unaliased;
use super::path::Found;
use super::wish::{Hint, header_wish};
use super::{content, example, link, types};
use crate::api::{Format, Response, ResponseContent, ResponseHeader, Status, TypeKind, TypeRef, Wish};
use crate::http::{is_framing, is_token};
use crate::name::word;
use crate::problem::Kind;
use crate::source::Span;
use crate::view::{self, Example, Spanned};

/// A response and the named examples of each of its contents.
pub(crate) struct ReadResponse<'d> {
    pub response: Response,
    /// One list for each of [`Response::contents`].
    pub examples: Vec<Vec<Example<'d>>>,
}

/// Reads the responses of one operation, in the order of the document. The second value tells whether all of them could be
/// read. `all` are the operations that links may lead to.
pub(crate) fn responses<'d>(
    context: &mut Context<'d>,
    all: &[Found<'_, 'd>],
    view: &view::Responses<'d>,
    method: &str,
    hint: &Hint,
) -> (Vec<ReadResponse<'d>>, bool) {
    let read: Vec<Option<ReadResponse<'d>>> =
        view.entries.iter().map(|entry| response(context, all, entry, method, hint)).collect();
    let is_whole = view.is_complete && read.iter().all(Option::is_some);
    let mut read: Vec<ReadResponse<'d>> = read.into_iter().flatten().collect();
    if view.is_empty {
        let instead = "add at least one response, such as `200`";
        let kind = Kind::Invalid { what: "`responses`".into(), why: "has no response".into(), instead };
        context.tolerable(view.at, kind);
        read.push(any(view.at));
    }
    (read, is_whole)
}

/// Returns the response of an operation whose responses are not documented: any status, without a body.
pub(crate) fn any<'d>(at: Span) -> ReadResponse<'d> {
    let (status, variant) = (Status::Default, Wish::text(variant(Status::Default)));
    let response =
        Response { status, variant, doc: None, headers: Vec::new(), contents: Vec::new(), links: Vec::new(), at };
    ReadResponse { response, examples: Vec::new() }
}

/// Reads the response of one status.
fn response<'d>(
    context: &mut Context<'d>,
    all: &[Found<'_, 'd>],
    entry: &view::StatusResponse<'d>,
    method: &str,
    hint: &Hint,
) -> Option<ReadResponse<'d>> {
    let view::StatusResponse { key, response: view, .. } = entry;
    let status = status(entry.status);
    let hint = hint.then(if status.is_success() { "Response" } else { "Error" }).or_then(&variant(status));
    let headers = headers(context, &view.headers, &hint);
    let mut contents =
        content::contents(context, view.content.as_ref(), &hint, &format!("the {} response", key.value))?;
    let has_none = status.has_no_body();
    if let (true, Some(content)) = (has_none && !contents.is_empty(), &view.content) {
        let what = format!("a {} response has no body (RFC 9110 sections 6.4.1 and 15.3.6); its `content`", key.value);
        let instead = "remove `content`, or use another status code";
        context.report(content.key_at, Kind::Ignored { feature: "content", what, instead });
    }
    // The documented body for HEAD is the body of GET (RFC 9110 section 9.3.2). It is never sent.
    if has_none || method == "HEAD" {
        contents.clear();
    }
    let contents = contents.into_iter().map(|read| (response_content(&read, status), read.examples));
    let (contents, examples) = contents.unzip();
    let (variant, doc) = (Wish::text(variant(status)), view.description.map(str::to_owned));
    let links = link::links(all, &view.links);
    Some(ReadResponse { response: Response { status, variant, doc, headers, contents, links, at: key.at }, examples })
}

/// Converts a content to a content of a response. Forms in responses are not parsed, but handled as bytes. An error is no stream of
/// items.
fn response_content(read: &content::ReadContent<'_>, status: Status) -> ResponseContent {
    let (content, examples) = (read.content.clone(), &read.examples);
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
        sensitive: content.format != Format::Json && read.is_sensitive,
        sample: content.sample,
        items: content.items.filter(|_| status.is_success()),
        examples: examples.iter().map(|example| (example.name.value.to_owned(), example.value.to_json())).collect(),
        at: content.at,
    }
}

fn status(status: view::Status) -> Status {
    match status {
        view::Status::Code(code) => Status::Code(code),
        view::Status::Range(hundreds) => Status::Range(hundreds),
        view::Status::Default => Status::Default,
    }
}

fn headers<'d>(context: &mut Context<'d>, views: &[view::Header<'d>], hint: &Hint) -> Vec<ResponseHeader> {
    views.iter().filter_map(|view| header(context, view, hint)).collect()
}

/// Reads a header. `None` if it is ignored or has an error, which is reported.
fn header<'d>(context: &mut Context<'d>, view: &view::Header<'d>, hint: &Hint) -> Option<ResponseHeader> {
    let Spanned { value: wire, at } = view.name;
    if !is_token(wire) {
        let why = "is not a header name (RFC 9110 section 5.6.2)".to_owned();
        context.report(at, Kind::Invalid { what: format!("`{wire}`"), why, instead: "use letters, digits and `-`" });
        return None;
    }
    // An implementation must not set a header that determines where the message ends.
    if is_framing(wire) {
        context.report(at, Kind::IgnoredHeader { name: wire.to_owned(), version: view.version });
        return None;
    }
    let of_content = || view.content.as_ref()?.media_types.first()?.schema;
    let name = header_wish(context, wire, view.rust_name);
    let wanted = name.chosen.as_ref().map_or(wire, |chosen| &chosen.name);
    let hint = hint.then(&word(wanted));
    let named = |ty: TypeRef, sample: Value, schema: Value, has_style: bool| ResponseHeader {
        wire: wire.to_owned(),
        name,
        doc: view.description.map(str::to_owned),
        required: view.required,
        ty,
        sample,
        schema,
        has_style,
        is_json: view.schema.is_none() && view.content.is_some(),
        annotations: view.annotations.clone(),
    };
    let Some(schema) = view.schema.or_else(of_content) else {
        return Some(named(TypeRef::String, "text".into(), json!({ "type": "string" }), false));
    };
    context.enforcement.received(schema);
    let ty = types::schema(context, schema, &hint)?.without_null().clone();
    let plain = unaliased(context, &ty);
    let has_style = matches!(plain, TypeRef::Array(_) | TypeRef::Tuple(_) | TypeRef::Map(_) | TypeRef::Any)
        || is_struct(context, &plain);
    let examples = example::checked(context, view.schema, view.examples, &format!("the header `{wire}`"));
    let sample = example::sample(context, schema, view.examples, &examples).unwrap_or_default();
    Some(named(ty, sample, context.json_schema(schema), has_style))
}

fn is_struct(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named(id) => matches!(context.types[id.0].kind, TypeKind::Struct(_)),
        _ => false,
    }
}

/// Returns the headers of all responses, each once. A header with several types is a string.
pub(crate) fn all_headers(responses: &[ReadResponse<'_>]) -> Vec<ResponseHeader> {
    let mut all: Vec<ResponseHeader> = Vec::new();
    for header in responses.iter().flat_map(|read| &read.response.headers) {
        match all.iter_mut().find(|known| known.wire.eq_ignore_ascii_case(&header.wire)) {
            Some(known) if known.ty != header.ty => known.ty = TypeRef::String,
            Some(_) => {}
            None => all.push(header.clone()),
        }
    }
    all
}

/// The name of the variant: the reason phrase of the status code (RFC 9110 section 15 and the IANA registry).
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
