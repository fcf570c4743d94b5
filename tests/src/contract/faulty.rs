//! The endpoint, hand-written with axum from its published reference: correct, or with one bug.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::support::published;

/// The bug of a server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bug {
    MissingKeyAccepted,
    EmptyKeyAccepted,
    WrongKeyAccepted,
    WrongKeyIs401,
    WrongKeyIs400,
    MissingKeyIs403,
    KeyInHeaderAccepted,
    OtherErrorCode,
    OtherMessage,
    OtherDescription,
    ErrorIsPlainText,
    ErrorLacksAField,
    ErrorCodeIsText,
    ErrorCodeIs64Bits,
    SuccessLacksData,
    SuccessSidIsNumber,
    SuccessIs201,
    SuccessIsPostedFalse,
    SuccessHasNoContentType,
    SuccessIsNotJson,
    PhoneMayBeAbsent,
    PhoneMayBeNull,
    PhoneMayBeNumber,
    AnyContentType,
    NoContentType,
    TrailingBytes,
    RepeatedKey,
    EmptyBody,
    ArrayForObject,
    BooleanMayBeAnything,
    EmptyBooleanIsFalse,
    RepeatedParameter,
    UnknownQueryKeyRejected,
    UnlistedPropertyRejected,
    OptionalParameterRequired,
    HyphenatedParameterFails,
    LongTextFails,
    UnicodeFails,
    MalformedJsonIs500,
    NotUtf8Is500,
    OtherMethodIs404,
    NoAllow,
    UnknownPathIs200,
}

use Bug::*;

/// Each bug, and a part of the id of a case that names it.
pub const BUGS: [(Bug, &str); 43] = [
    (MissingKeyAccepted, "credential-missing"),
    (EmptyKeyAccepted, "credential-empty"),
    (WrongKeyAccepted, "credential-wrong"),
    (WrongKeyIs401, "apikey-wrong"),
    (WrongKeyIs400, "apikey-wrong"),
    (MissingKeyIs403, "apikey-missing"),
    (KeyInHeaderAccepted, "credential-in-the-wrong-place"),
    (OtherErrorCode, "apikey-missing"),
    (OtherMessage, "apikey-missing"),
    (OtherDescription, "apikey-missing"),
    (ErrorIsPlainText, "apikey-missing"),
    (ErrorLacksAField, "apikey-missing"),
    (ErrorCodeIsText, "apikey-missing"),
    (ErrorCodeIs64Bits, "body-Phone-absent"),
    (SuccessLacksData, "/sent"),
    (SuccessSidIsNumber, "/sent"),
    (SuccessIs201, "/sent"),
    (SuccessIsPostedFalse, "/sent"),
    (SuccessHasNoContentType, "/sent"),
    (SuccessIsNotJson, "/sent"),
    (PhoneMayBeAbsent, "body-Phone-absent"),
    (PhoneMayBeNull, "body-Phone-null"),
    (PhoneMayBeNumber, "body-Phone-number"),
    (AnyContentType, "body-content-type-other"),
    (NoContentType, "body-content-type-none"),
    (TrailingBytes, "body-trailing-bytes"),
    (RepeatedKey, "body-repeated-key"),
    (EmptyBody, "body-nothing"),
    (ArrayForObject, "body-empty-array"),
    (BooleanMayBeAnything, "query-isvoiceotp-text-perhaps"),
    (EmptyBooleanIsFalse, "query-isvoiceotp-text-empty"),
    (RepeatedParameter, "query-smstemplate-repeated"),
    (UnknownQueryKeyRejected, "unknown-query-key"),
    (UnlistedPropertyRejected, "body-unlisted-property"),
    (OptionalParameterRequired, "required-parts-alone"),
    (HyphenatedParameterFails, "query-h-captcha-response-alone"),
    (LongTextFails, "query-smstemplate-long"),
    (UnicodeFails, "query-smstemplate-unicode"),
    (MalformedJsonIs500, "body-cut-off"),
    (NotUtf8Is500, "body-text-not-utf8"),
    (OtherMethodIs404, "routing/GET"),
    (NoAllow, "routing/PUT"),
    (UnknownPathIs200, "unknown-path"),
];

/// The server.
pub fn router(bug: Option<Bug>) -> Router {
    Router::new().fallback(move |request: Request| async move { response(bug, request).await })
}

async fn response(bug: Option<Bug>, request: Request) -> Response {
    let has = |other| bug == Some(other);
    if request.uri().path() != "/identity/v2/auth/password/otp" {
        return if has(UnknownPathIs200) { StatusCode::OK } else { StatusCode::NOT_FOUND }.into_response();
    }
    if request.method() != Method::POST {
        return match bug {
            Some(OtherMethodIs404) => StatusCode::NOT_FOUND.into_response(),
            Some(NoAllow) => StatusCode::METHOD_NOT_ALLOWED.into_response(),
            _ => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response(),
        };
    }
    let (parts, body) = request.into_parts();
    let query = pairs(parts.uri.query().unwrap_or_default());
    match rejection(bug, &parts.headers, &query, body).await {
        Some(rejection) => rejection,
        None => success(bug),
    }
}

/// Names and values. The value is `None` if it is not UTF-8.
fn pairs(query: &str) -> Vec<(String, Option<String>)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name).unwrap_or_default(), decode(value))).collect()
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        match (first, tail) {
            (b'%', [a, b, tail @ ..]) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&[*a, *b]).ok()?, 16).ok()?);
                rest = tail;
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn rejected(bug: Option<Bug>, what: &str) -> Option<Response> {
    let mut body = published("400");
    body["Description"] = format!("The {what} is a required parameter.").into();
    match bug {
        Some(OtherErrorCode) => body["ErrorCode"] = json!(909),
        Some(OtherMessage) => body["Message"] = json!("Bad request"),
        Some(OtherDescription) => body["Description"] = json!("Something is missing."),
        Some(ErrorLacksAField) => drop(body.as_object_mut().expect("an object").remove("Message")),
        Some(ErrorCodeIsText) => body["ErrorCode"] = json!("908"),
        Some(ErrorCodeIs64Bits) if what != "apikey" => body["ErrorCode"] = json!(3_000_000_000_i64),
        Some(ErrorIsPlainText) => return Some((StatusCode::BAD_REQUEST, "bad request").into_response()),
        _ => {}
    }
    Some(json_response(StatusCode::BAD_REQUEST, &body))
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn rejection(
    bug: Option<Bug>,
    headers: &axum::http::HeaderMap,
    query: &[(String, Option<String>)],
    body: Body,
) -> Option<Response> {
    let has = |other| bug == Some(other);
    let value = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let in_header = headers.get("apikey").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let key = value("apikey").flatten().or(in_header.filter(|_| has(KeyInHeaderAccepted)));
    match key.as_deref() {
        None if has(MissingKeyAccepted) => {}
        Some("") if has(EmptyKeyAccepted) => {}
        None if has(MissingKeyIs403) => return Some(json_response(StatusCode::FORBIDDEN, &published("403"))),
        None | Some("") => return rejected(bug, "apikey"),
        Some("wrong") if has(WrongKeyAccepted) => {}
        Some("wrong") if has(WrongKeyIs401) => return Some(json_response(StatusCode::UNAUTHORIZED, &published("403"))),
        Some("wrong") if has(WrongKeyIs400) => return rejected(None, "apikey"),
        Some("valid" | "s3cret/+key&more") => {}
        Some(_) => return Some(json_response(StatusCode::FORBIDDEN, &published("403"))),
    }
    const TEXTS: [&str; 6] = [
        "smstemplate",
        "g-recaptcha-response",
        "g_recaptcha_response",
        "h-captcha-response",
        "qq_captcha_ticket",
        "qq_captcha_randstr",
    ];
    for name in TEXTS.into_iter().chain(["isvoiceotp"]) {
        let values: Vec<_> = query.iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        if values.iter().any(|value| value.is_none()) || (values.len() > 1 && !has(RepeatedParameter)) {
            return rejected(bug, name);
        }
        let text = values.first().and_then(|value| value.as_deref()).unwrap_or_default();
        if (has(LongTextFails) && text.len() > 900) || (has(UnicodeFails) && !text.is_ascii()) {
            return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        }
    }
    if has(HyphenatedParameterFails) && value("h-captcha-response").is_some() {
        return rejected(bug, "h-captcha-response");
    }
    if has(OptionalParameterRequired) && value("smstemplate").is_none() {
        return rejected(bug, "smstemplate");
    }
    if has(UnknownQueryKeyRejected) && query.iter().any(|(name, _)| name == "x-unknown") {
        return rejected(bug, "query");
    }
    match value("isvoiceotp").flatten().as_deref() {
        None | Some("true" | "false") => {}
        Some("") if has(EmptyBooleanIsFalse) => {}
        Some(_) if has(BooleanMayBeAnything) => {}
        Some(_) => return rejected(bug, "isvoiceotp"),
    }
    reject_body(bug, headers, body).await
}

async fn reject_body(bug: Option<Bug>, headers: &axum::http::HeaderMap, body: Body) -> Option<Response> {
    let has = |other| bug == Some(other);
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    let is_fine = match media_type {
        Some("application/json") => true,
        Some(_) => has(AnyContentType),
        None => has(NoContentType),
    };
    if !is_fine {
        return rejected(bug, "Content-Type");
    }
    let bytes = to_bytes(body, 1 << 20).await.unwrap_or_default();
    if bytes.is_empty() && has(EmptyBody) {
        return None;
    }
    if std::str::from_utf8(&bytes).is_err() && has(NotUtf8Is500) {
        return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    let mut values = serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>();
    let value = match values.next() {
        Some(Ok(value)) => value,
        _ if has(MalformedJsonIs500) => return Some(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        _ => return rejected(bug, "body"),
    };
    if !bytes[values.byte_offset()..].is_empty() && !has(TrailingBytes) {
        return rejected(bug, "body");
    }
    // One property is all there is, so that a repeated key shows in the text.
    if String::from_utf8_lossy(&bytes).matches("\"Phone\"").count() > 1 && !has(RepeatedKey) {
        return rejected(bug, "Phone");
    }
    if value.is_array() && has(ArrayForObject) {
        return None;
    }
    if has(UnlistedPropertyRejected) && value.as_object().is_some_and(|object| object.len() > 1) {
        return rejected(bug, "body");
    }
    match value.get("Phone") {
        Some(Value::String(_)) => None,
        None if has(PhoneMayBeAbsent) && value.is_object() => None,
        Some(Value::Null) if has(PhoneMayBeNull) => None,
        Some(Value::Number(_)) if has(PhoneMayBeNumber) => None,
        _ => rejected(bug, "Phone"),
    }
}

fn success(bug: Option<Bug>) -> Response {
    let mut body = published("200");
    let mut status = StatusCode::OK;
    match bug {
        Some(SuccessLacksData) => drop(body.as_object_mut().expect("an object").remove("Data")),
        Some(SuccessSidIsNumber) => body["Data"]["Sid"] = json!(1),
        Some(SuccessIs201) => status = StatusCode::CREATED,
        Some(SuccessIsPostedFalse) => body["IsPosted"] = json!(false),
        Some(SuccessHasNoContentType) => return (status, Body::from(body.to_string())).into_response(),
        Some(SuccessIsNotJson) => return (status, [(header::CONTENT_TYPE, "application/json")], "{").into_response(),
        _ => {}
    }
    json_response(status, &body)
}
