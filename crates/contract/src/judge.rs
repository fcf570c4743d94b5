//! Answers → in which ways they are not what the document says. Each way says what was expected and what came.

use http::HeaderMap;
use http::header::{ALLOW, CONTENT_TYPE};
use model::Api;
use model::api::{Operation, Response, ResponseContent, ResponseVariant, Status};
use serde_json::Value;

use crate::compare::{Show, compare};
use crate::derive::{Case, Expect};
use crate::direction;
use crate::schema::Validators;
use crate::transport::Answer;

/// Everything about an answer that breaks the contract; nothing, if it is kept. No credential is in it.
pub fn judge(api: &Api, validators: &Validators, case: &Case, answer: &Answer) -> Vec<String> {
    let code = answer.status.as_u16();
    let show = Show { request: &case.request, unread: true };
    let mut ways = expected_status(api, case, answer);
    if let Some(operation) = case.operation.map(|index| &api.operations[index]) {
        match documented(operation, code, &media_type(&answer.headers)) {
            Some(found) => ways.extend(body_and_headers(show, validators, operation, found, answer)),
            // An operation may document no answer to a request that is refused.
            None if may_be_refused_with(case, code) => {}
            None => match ways.first_mut() {
                // Of a redirect it is said already that it is not followed.
                Some(way) if !answer.status.is_redirection() => way.push_str(", which is not documented"),
                Some(_) => {}
                None => ways.push(undocumented(operation, code)),
            },
        }
        if let Expect::Shown { response, body } = &case.expect {
            ways.extend(values(show, validators, operation.response_content(*response), body, answer));
        }
    }
    ways.dedup();
    ways.iter().map(|way| case.request.redacted(way)).collect()
}

/// What is wrong with a status that no response of the operation documents.
pub(crate) fn undocumented(operation: &Operation, code: u16) -> String {
    let statuses: Vec<String> = operation.responses.iter().map(|response| status_text(response.status)).collect();
    format!("expected a documented status ({}), got {code}", statuses.join(", "))
}

fn expected_status(api: &Api, case: &Case, answer: &Answer) -> Vec<String> {
    let code = answer.status.as_u16();
    let operation = case.operation.map(|index| &api.operations[index]);
    let is_kept = match &case.expect {
        Expect::Shown { response, .. } => {
            operation.is_some_and(|operation| operation.responses[response.response].status.covers(code))
        }
        Expect::Refusal(codes) => codes.contains(&code),
        Expect::Success => is_success(operation, answer),
        Expect::SuccessOrRefusal(codes) => is_success(operation, answer) || codes.contains(&code),
        Expect::NotFound => code == 404,
        Expect::NotAllowed(_) => code == 405,
        Expect::NoServerError { may_redirect } => code < 500 && (*may_redirect || !answer.status.is_redirection()),
    };
    let mut ways = Vec::new();
    if !is_kept {
        let redirect = if answer.status.is_redirection() { ", a redirect, which is not followed" } else { "" };
        ways.push(format!("expected {}, got {code}{redirect}", expectation(api, case)));
    }
    if let (Expect::NotAllowed(methods), 405) = (&case.expect, code) {
        let allow = answer.headers.get(ALLOW).and_then(|value| value.to_str().ok());
        let listed: Vec<&str> = allow.unwrap_or_default().split(',').map(str::trim).collect();
        if !methods.iter().all(|method| listed.contains(&method.as_str())) {
            let got = allow.map_or_else(
                || "none".to_owned(),
                |allow| format!("`{}`", Show { request: &case.request, unread: true }.excerpt(allow)),
            );
            let methods = methods.join(", ");
            ways.push(format!("expected a header `Allow` with {methods} (RFC 9110 section 15.5.6), got {got}"));
        }
    }
    ways
}

fn may_be_refused_with(case: &Case, code: u16) -> bool {
    matches!(&case.expect, Expect::Refusal(codes) | Expect::SuccessOrRefusal(codes) if codes.contains(&code))
}

fn is_success(operation: Option<&Operation>, answer: &Answer) -> bool {
    let code = answer.status.as_u16();
    answer.status.is_success() || operation.is_some_and(|operation| redirects(operation, code))
}

/// Whether the code is one of a redirect that the operation documents.
fn redirects(operation: &Operation, code: u16) -> bool {
    (300..400).contains(&code)
        && documented(operation, code, "").is_some_and(|found| found.response.status != Status::Default)
}

/// What must come of a case, in a few words.
pub(crate) fn expectation(api: &Api, case: &Case) -> String {
    match &case.expect {
        Expect::Shown { response, .. } => {
            let operation = case.operation.map(|index| &api.operations[index]);
            operation.map_or_else(String::new, |operation| status_text(operation.responses[response.response].status))
        }
        Expect::Refusal(codes) => listed(codes),
        Expect::Success => "a documented success".to_owned(),
        Expect::SuccessOrRefusal(codes) => format!("a documented success or {}", listed(codes)),
        Expect::NotFound => "404".to_owned(),
        Expect::NotAllowed(_) => "405".to_owned(),
        Expect::NoServerError { may_redirect: true } => "anything but a server error".to_owned(),
        Expect::NoServerError { may_redirect: false } => "neither a server error nor a redirect".to_owned(),
    }
}

/// A status as the document writes it.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn listed(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}

/// Type and subtype of a body, in lower case.
pub(crate) fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is a documented one, or in a documented range (RFC 9110 section 12.5.1).
pub(crate) fn is_of(documented: &str, got: &str) -> bool {
    let documented = essence(documented);
    documented == got || documented.strip_suffix('*').is_some_and(|top| top == "*/" || got.starts_with(top))
}

/// Finds the response that documents a status code: that of the code itself, of its range, or `default` (OpenAPI 3.0.4,
/// Responses Object). Its content is the one with the media type, or else the first.
pub(crate) fn documented<'o>(operation: &'o Operation, code: u16, media_type: &str) -> Option<ResponseVariant<'o>> {
    // The order of `Status` is that of precedence.
    let covering = operation.responses.iter().filter(|response| response.status.covers(code));
    let response = covering.min_by_key(|response| response.status)?;
    let is_it = |content: &&ResponseContent| content.media_types.iter().any(|known| is_of(known, media_type));
    let content = response.contents.iter().find(is_it).or_else(|| response.contents.first());
    Some(ResponseVariant { response, content })
}

pub(crate) fn media_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence).unwrap_or_default()
}

fn body_and_headers(
    show: Show<'_>,
    validators: &Validators,
    operation: &Operation,
    found: ResponseVariant<'_>,
    answer: &Answer,
) -> Vec<String> {
    let mut ways = headers(show, validators, found.response, &answer.headers);
    if operation.method != "HEAD" {
        ways.extend(body(show, validators, found.content, &answer.headers, &answer.body));
    }
    ways
}

/// How a body differs from the documented content: whether there is a body, its content type and its schema.
pub(crate) fn body(
    show: Show<'_>,
    validators: &Validators,
    content: Option<&ResponseContent>,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Vec<String> {
    let Some(content) = content else {
        let length = bytes.len();
        return if length > 0 { vec![format!("expected no body, got one of {length} bytes")] } else { Vec::new() };
    };
    let mut ways = Vec::new();
    let got = media_type(headers);
    if !content.media_types.iter().any(|known| is_of(known, &got)) {
        let got = if got.is_empty() { "none".to_owned() } else { show.excerpt(&got) };
        ways.push(format!("expected the content type {}, got {got}", content.media_types.join(" or ")));
    }
    ways.extend(content.schema.iter().flat_map(|schema| json(show, validators, schema, bytes)));
    ways
}

/// How bytes differ from JSON of a schema.
pub(crate) fn json(show: Show<'_>, validators: &Validators, schema: &Value, bytes: &[u8]) -> Vec<String> {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(body) => {
            let left_out = direction::left_out(validators, schema, &body);
            let left_out = left_out.into_iter().map(|place| direction::fault(&place));
            unfit(show, validators, "the body", schema, &body).into_iter().chain(left_out).collect()
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let got = show.bytes(bytes);
            vec![format!("expected a body of JSON, got {got} ({:?} error at {line}:{column})", error.classify())]
        }
    }
}

/// How a value does not fit its schema.
pub(crate) fn unfit(show: Show<'_>, validators: &Validators, what: &str, schema: &Value, value: &Value) -> Vec<String> {
    let faults = validators.faults(schema, value).into_iter().map(|fault| {
        let place = if fault.place.is_empty() { what.to_owned() } else { format!("{what} at {}", fault.place) };
        let got = value.pointer(&fault.place).map_or_else(
            || "nothing".to_owned(),
            |value| show.value(value, is_sensitive(validators, schema, &fault.place)),
        );
        format!("expected {place} to fit its schema, got {got}: {}", fault.why)
    });
    faults.collect()
}

/// How headers differ from what their response documents.
pub(crate) fn headers(show: Show<'_>, validators: &Validators, response: &Response, got: &HeaderMap) -> Vec<String> {
    let mut ways = Vec::new();
    for header in &response.headers {
        let name = &header.wire;
        match got.get(name).map(|value| value.to_str().map(str::to_owned)) {
            None if header.required => ways.push(format!("expected the header `{name}`, got none")),
            None => {}
            Some(Err(_)) => ways.push(format!("expected text in the header `{name}`, got other bytes")),
            Some(Ok(text)) => {
                let as_json = serde_json::from_str(&text).unwrap_or(Value::Null);
                let as_text = Value::String(text);
                let fits = [&as_text, &as_json].iter().any(|value| validators.accepts(&header.schema, value));
                if !fits {
                    let got = show.value(&as_text, validators.is_marked(&header.schema, "x-sensitive"));
                    let why = validators.faults(&header.schema, &as_json).into_iter().next();
                    let why = why.map_or_else(String::new, |fault| format!(": {}", fault.why));
                    ways.push(format!("expected the header `{name}` to fit its schema, got {got}{why}"));
                }
            }
        }
    }
    ways
}

/// Whether a part of a value, or what it is in, is marked as sensitive; in any of its alternatives, where there are some.
fn is_sensitive(validators: &Validators, schema: &Value, place: &str) -> bool {
    let mut schemas = validators.alternatives(schema);
    for step in place.split('/').skip(1) {
        if schemas.iter().any(|schema| validators.is_marked(schema, "x-sensitive")) {
            return true;
        }
        let name = step.replace("~1", "/").replace("~0", "~");
        let mut below = Vec::new();
        for schema in schemas {
            let next = validators.property(schema, &name).or_else(|| validators.keyword(schema, "items"));
            below.extend(next.into_iter().flat_map(|next| validators.alternatives(next)));
        }
        schemas = below;
    }
    schemas.iter().any(|schema| validators.is_marked(schema, "x-sensitive"))
}

/// Differences from the documented body, but for values that no two answers share.
fn values(
    show: Show<'_>,
    validators: &Validators,
    content: &ResponseContent,
    documented: &Value,
    answer: &Answer,
) -> Vec<String> {
    let (Some(schema), Ok(body)) = (&content.schema, serde_json::from_slice::<Value>(&answer.body)) else {
        return Vec::new();
    };
    let mut ways = Vec::new();
    compare(show, validators, Some(schema), documented, &body, "", &mut ways);
    ways
}
