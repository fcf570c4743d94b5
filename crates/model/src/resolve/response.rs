//! Documented answers (OpenAPI 3.0.4, Responses Object).

use super::context::Context;
use super::example;
use super::naming::{Item, names};
use super::{content, schema};
use crate::api::{Format, Response, ResponseHeader, Status, TypeRef};
use crate::http::{is_framing, is_token};
use crate::name::{Case, Scope, derive};
use crate::problem::Kind;
use crate::view::{self, Example};

/// An answer as it was read.
pub(crate) struct Answer<'d> {
    pub response: Response,
    pub examples: Vec<Example<'d>>,
}

/// The answers of one operation, in the order of the document, and whether all of them could be read.
pub(crate) fn responses<'d>(
    context: &mut Context<'d>,
    view: Option<&view::Responses<'d>>,
    method: &str,
    hint: &str,
) -> (Vec<Answer<'d>>, bool) {
    let Some(view) = view else { return (Vec::new(), false) };
    let (mut answers, mut is_whole) = (Vec::new(), view.is_complete);
    for entry in &view.entries {
        match response(context, entry, method, hint) {
            Some(read) => answers.extend(read),
            None => is_whole = false,
        }
    }
    if view.is_empty {
        context.report(
            view.at,
            Kind::Invalid {
                what: "`responses`".into(),
                why: "documents no answer".into(),
                instead: "add at least the answer of a success",
            },
        );
    }
    let mut scope = Scope::default();
    for answer in &mut answers {
        answer.response.variant = scope.claim(&answer.response.variant, Case::Pascal);
    }
    (answers, is_whole)
}

/// The answers of one status: one for each way of writing its body.
fn response<'d>(
    context: &mut Context<'d>,
    entry: &view::StatusResponse<'d>,
    method: &str,
    hint: &str,
) -> Option<Vec<Answer<'d>>> {
    let view::StatusResponse { key, response: view, .. } = entry;
    let status = status(entry.status);
    let hint = format!("{hint}{}", if status.is_success() { "Response" } else { "Error" });
    let headers = headers(context, &view.headers, &hint);
    let empty = Response {
        status,
        variant: variant(status),
        doc: view.description.map(str::to_owned),
        media_types: Vec::new(),
        format: Format::Json,
        ty: None,
        schema: None,
        at: key.at,
        headers,
        sample: None,
    };
    let mut contents = content::contents(context, view.content.as_ref(), &hint, &format!("the {} answer", key.value))?;
    let has_none = matches!(status, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1));
    if let (true, Some(content)) = (has_none && !contents.is_empty(), &view.content) {
        let what = format!("the content of a {} answer, which has no body (RFC 9110),", key.value);
        let instead = "remove `content`, or use another status";
        context.report(content.key_at, Kind::Ignored { feature: "content", what, instead });
    }
    // What is documented of HEAD is the body that GET would have (RFC 9110 section 9.3.2).
    if has_none || method == "HEAD" {
        contents.clear();
    }
    let several = contents.len() > 1;
    let answers = contents.into_iter().map(|read| {
        let content = read.content;
        let variant = if several { format!("{}{}", empty.variant, content.variant) } else { empty.variant.clone() };
        let response = Response {
            variant,
            media_types: content.media_types,
            // Nobody reads a form out of an answer.
            format: if matches!(content.format, Format::Form | Format::Multipart) {
                Format::Bytes
            } else {
                content.format
            },
            ty: Some(content.ty),
            schema: (content.format == Format::Json).then_some(content.schema),
            sample: content.sample,
            ..empty.clone()
        };
        Answer { response, examples: read.examples }
    });
    let answers: Vec<_> = answers.collect();
    Some(if answers.is_empty() { vec![Answer { response: empty, examples: Vec::new() }] } else { answers })
}

fn status(status: view::Status) -> Status {
    match status {
        view::Status::Code(code) => Status::Code(code),
        view::Status::Range(hundreds) => Status::Range(hundreds),
        view::Status::Default => Status::Default,
    }
}

/// A header that has no Rust name yet.
struct Unnamed {
    ty: TypeRef,
    sample: serde_json::Value,
    schema: serde_json::Value,
}

fn headers<'d>(context: &mut Context<'d>, views: &[view::Header<'d>], hint: &str) -> Vec<ResponseHeader> {
    let read = views.iter().filter_map(|view| Some((view, header(context, view, hint)?)));
    let read: Vec<(&view::Header<'d>, Unnamed)> = read.collect();
    let items: Vec<Item<'_, 'd>> =
        read.iter().map(|(view, _)| Item { wire: view.name.value, rust_name: view.rust_name }).collect();
    let rust_names = names(context, &items, Case::Snake, &mut Scope::reserving(&["answer", "body", "status"]));
    let named = read.into_iter().zip(rust_names);
    named
        .map(|((view, Unnamed { ty, sample, schema }), name)| ResponseHeader {
            wire: view.name.value.to_owned(),
            name,
            doc: view.description.map(str::to_owned),
            required: view.required,
            ty,
            sample,
            schema,
        })
        .collect()
}

/// Reads a header. `None` if it is ignored or has an error, which is reported.
fn header<'d>(context: &mut Context<'d>, view: &view::Header<'d>, hint: &str) -> Option<Unnamed> {
    let view::Spanned { value: wire, at } = view.name;
    if !is_token(wire) {
        let why = "is not a header name (RFC 9110 section 5.6.2)".to_owned();
        context.report(at, Kind::Invalid { what: format!("`{wire}`"), why, instead: "use letters, digits and `-`" });
        return None;
    }
    // No implementation can set a header that frames the message.
    if is_framing(wire) {
        context.report(at, Kind::IgnoredHeader { name: wire.to_owned() });
        return None;
    }
    let of_content = || view.content.as_ref()?.media_types.first()?.schema;
    let Some(node) = view.schema.or_else(of_content) else {
        let schema = serde_json::json!({ "type": "string" });
        return Some(Unnamed { ty: TypeRef::String, sample: "text".into(), schema });
    };
    let hint = format!("{hint}{}", derive(wire, Case::Pascal).trim_matches('_'));
    let ty = schema::schema(context, node, &hint)?.without_null().clone();
    let plain = super::parameter::unaliased(context, &ty);
    let is_list = matches!(plain, TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Any) || is_struct(context, &plain);
    let examples = example::checked(context, view.schema, view.examples, &format!("the header `{wire}`"));
    let sample = example::sample(context, node, view.examples, &examples).unwrap_or_default();
    // A list is written as one text, which has no schema of its own.
    let schema = if is_list { serde_json::json!(true) } else { context.json_schema(node) };
    Some(Unnamed { ty, sample, schema })
}

fn is_struct(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named(id) => matches!(context.types[id.0].kind, crate::api::TypeKind::Struct(_)),
        _ => false,
    }
}

/// The headers of all answers, each once: of one that has several types only its text is known.
pub(crate) fn of_all(answers: &[Answer<'_>]) -> Vec<ResponseHeader> {
    let mut all: Vec<ResponseHeader> = Vec::new();
    let mut scope = Scope::default();
    for header in answers.iter().flat_map(|answer| &answer.response.headers) {
        match all.iter_mut().find(|known| known.wire.eq_ignore_ascii_case(&header.wire)) {
            Some(known) if known.ty != header.ty => known.ty = TypeRef::String,
            Some(_) => {}
            None => all.push(ResponseHeader { name: scope.claim(&header.name, Case::Snake), ..header.clone() }),
        }
    }
    all
}

/// The variant's name: the reason phrase of the status (RFC 9110 section 15 and the IANA registry).
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
