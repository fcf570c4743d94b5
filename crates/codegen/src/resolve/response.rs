//! Documented answers (OpenAPI 3.0.4, Responses Object).

use super::context::Context;
use super::example::{self, Named};
use super::parameter::{is_framing, is_token};
use super::{names, schema, shapes};
use crate::model::{Response, ResponseHeader, Status, TypeRef};
use crate::name::{Case, Scope, derive};
use crate::node::{Entry, Node};
use crate::problem::Kind;

/// An answer as it was read.
pub(crate) struct Answer<'d> {
    pub response: Response,
    pub examples: Vec<Named<'d>>,
}

/// The answers of one operation, in the order of the document.
pub(crate) fn responses<'d>(context: &mut Context<'d>, operation: &'d Node, hint: &str) -> Vec<Answer<'d>> {
    let Some(node) = operation.get("responses") else { return Vec::new() };
    let entries = node.entries().iter().filter(|entry| !entry.key.starts_with("x-"));
    let mut answers = Vec::new();
    for entry in entries {
        if let Some(answer) = response(context, entry, hint) {
            answers.push(answer);
        }
    }
    if node.entries().is_empty() {
        context.report(
            node.at,
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
    one_type(context, &answers, true);
    one_type(context, &answers, false);
    answers
}

fn response<'d>(context: &mut Context<'d>, entry: &'d Entry, hint: &str) -> Option<Answer<'d>> {
    let Some(status) = status(&entry.key) else {
        let why = "is no status".to_owned();
        let instead = "write a code from 100 to 599, a range such as `4XX`, or `default`";
        context.report(entry.key_at, Kind::Invalid { what: format!("`{}`", entry.key), why, instead });
        return None;
    };
    let node = context.follow(&entry.value, "responses", "a response under `components.responses`")?;
    context.check(node, &shapes::RESPONSE);
    let hint = format!("{hint}{}", if status.is_success() { "Response" } else { "Error" });
    let media_type = media_type(context, node, "a response")?;
    let mut examples = Vec::new();
    let (mut ty, mut schema, mut sample) = (None, None, None);
    if let Some((_, media_type)) = media_type {
        if matches!(status, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1)) {
            let what = format!("a body in a {} answer, which cannot have one (RFC 9110)", entry.key);
            context.unsupported(media_type.at, "body-of-empty-status", what, "remove `content`");
            return None;
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
        ty = Some(schema::schema(context, schema_node, &hint)?);
        examples = example::checked(context, media_type, &format!("the {} answer", entry.key));
        schema = Some(context.json_schema(schema_node));
        sample = example::sample(context, media_type, schema_node, &examples);
    }
    let headers = headers(context, node, &hint);
    let doc = node.str("description").map(str::to_owned);
    let variant = variant(status);
    let at = entry.key_at;
    let response = Response { status, variant, doc, ty, schema, at, headers, sample };
    Some(Answer { response, examples })
}

fn status(key: &str) -> Option<Status> {
    match key.as_bytes() {
        b"default" => Some(Status::Default),
        [hundreds @ b'1'..=b'5', b'X', b'X'] => Some(Status::Range(u16::from(hundreds - b'0'))),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

/// The one media type of a body: `Some(None)` where there is no body, `None` where it is not one that is read.
pub(crate) fn media_type<'d>(
    context: &mut Context<'d>,
    holder: &'d Node,
    whose: &str,
) -> Option<Option<(&'d str, &'d Node)>> {
    let Some(content) = holder.get("content") else { return Some(None) };
    let entries = content.entries();
    if let [_, second, ..] = entries {
        let what = format!("several media types of {whose}");
        context.unsupported(second.key_at, "several-media-types", what, "keep `application/json`");
        return None;
    }
    let Some(entry) = entries.first() else { return Some(None) };
    let essence = entry.key.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence != "application/json" {
        context.unsupported(
            entry.key_at,
            "media-type",
            format!("the media type `{}`", entry.key),
            "use `application/json`",
        );
        return None;
    }
    context.check(&entry.value, &shapes::MEDIA_TYPE);
    Some(Some((&entry.key, &entry.value)))
}

fn headers<'d>(context: &mut Context<'d>, node: &'d Node, hint: &str) -> Vec<ResponseHeader> {
    let entries = node.get("headers").map(Node::entries).unwrap_or_default();
    let mut found: Vec<ResponseHeader> = Vec::new();
    let mut nodes: Vec<(&str, &'d Node)> = Vec::new();
    // The Responses Object says so of `Content-Type`: it is what the media type already says.
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
    if is_framing(&entry.key) {
        let what = format!("a response header `{}`, which HTTP itself sets", entry.key);
        context.unsupported(entry.key_at, "framing-header", what, "remove it");
        return None;
    }
    let Some(schema_node) = node.get("schema") else {
        context.unsupported(entry.key_at, "header-without-schema", "a header without a `schema`", "give it a `schema`");
        return None;
    };
    let hint = format!("{hint}{}", derive(&entry.key, Case::Pascal).trim_matches('_'));
    let ty = schema::schema(context, schema_node, &hint)?.without_null().clone();
    let plain = super::parameter::unaliased(context, &ty);
    if matches!(plain, TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Any) || is_struct(context, &plain) {
        let instead = "use a string, number, boolean or enum";
        context.unsupported(schema_node.at, "header-type", "a header of this type", instead);
        return None;
    }
    let examples = example::checked(context, node, &format!("the header `{}`", entry.key));
    let sample = example::sample(context, node, schema_node, &examples).unwrap_or_default();
    let schema = context.json_schema(schema_node);
    let doc = node.str("description").map(str::to_owned);
    let required = node.is_true("required");
    Some((ResponseHeader { wire: entry.key.clone(), name: String::new(), doc, required, ty, sample, schema }, node))
}

fn is_struct(context: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named(id) => matches!(context.types[id.0].kind, crate::model::TypeKind::Struct(_)),
        _ => false,
    }
}

/// One type for all successes and one for all errors: what progenitor's client can return.
fn one_type(context: &mut Context<'_>, answers: &[Answer<'_>], success: bool) {
    let explicit = answers.iter().any(|answer| answer.response.status.is_success());
    let mut same: Option<&Answer<'_>> = None;
    for answer in answers {
        let status = answer.response.status;
        let is_success = status.is_success() || (success && !explicit && status == Status::Default);
        if is_success != success || answer.response.ty.is_none() {
            continue;
        }
        match same {
            None => same = Some(answer),
            Some(first) if first.response.ty == answer.response.ty => {}
            Some(_) => {
                let (feature, what, instead) = if success {
                    (
                        "several-success-types",
                        "a success of another type than the one before",
                        "use one schema for all successes of an operation",
                    )
                } else {
                    (
                        "several-error-types",
                        "an error of another type than the one before",
                        "use one schema for all errors of an operation",
                    )
                };
                context.unsupported(answer.response.at, feature, what, instead);
                return;
            }
        }
    }
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
