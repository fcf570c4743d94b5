//! A second hand-written endpoint: an array, a header and a number in the path, a nested body with bounds, patterns and a
//! date, a bearer token, a response header. Correct, or with one bug.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The endpoint's document.
pub const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
paths:
  /shops/{shop}/orders:
    post:
      operationId: order
      security: [{token: []}]
      parameters:
        - {name: shop, in: path, required: true, schema: {type: integer, format: int32, minimum: 1}}
        - name: tags
          in: query
          required: true
          schema: {type: array, minItems: 1, maxItems: 3, uniqueItems: true, items: {type: string, enum: [a, b, c, d]}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: X-Channel, in: header, required: true, schema: {type: string, pattern: '^[a-z]{2,8}$'}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '200':
          description: Taken.
          headers: {X-Order: {required: true, schema: {type: integer, format: int32}}}
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}}
        '400': {description: Rejected., content: &fault {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
        '401': {description: Who is it., content: *fault}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Fault: {type: object, required: [message], properties: {message: {type: string}}}
    Order:
      type: object
      required: [lines]
      properties:
        lines: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Line'}}
        note: {type: string, maxLength: 5}
        due: {type: string, format: date}
        gift: {type: boolean, nullable: true}
    Line:
      type: object
      required: [sku, count]
      properties:
        sku: {type: string, pattern: '^[A-Z]{3}-[0-9]{2}$'}
        count: {type: integer, minimum: 1, maximum: 10}
";

/// Each bug, and a part of the id of a case that names it. `-` is a check that is missing, `+` is a check of something that
/// the document does not require, and the others are wrong responses.
pub const BUGS: [(&str, &str); 36] = [
    ("-shop is a number", "path-shop-text-many"),
    ("-shop is at least 1", "path-shop-too-small"),
    ("-shop has 32 bits", "path-shop-above-32-bits"),
    ("-tags are present", "query-tags-absent"),
    ("-tags are listed", "query-tags-[]-not-listed"),
    ("-tags are at most 3", "query-tags-too-many"),
    ("-tags are unique", "query-tags-repeated-element"),
    ("-limit is a number", "query-limit-text-many"),
    ("-limit is at least 1", "query-limit-too-small"),
    ("-limit is at most 50", "query-limit-too-large"),
    ("-channel is present", "header-X-Channel-absent"),
    ("-channel fits its pattern", "header-X-Channel-off-pattern"),
    ("-the token is in its header", "credential-in-the-wrong-place"),
    ("-lines are present", "body-lines-absent"),
    ("-lines are an array", "body-lines-text"),
    ("-lines are not empty", "body-lines-too-few"),
    ("-a line is an object", "body-lines[]-null"),
    ("-sku is text", "body-lines[].sku-number"),
    ("-sku fits its pattern", "body-lines[].sku-off-pattern"),
    ("-count is an integer", "body-lines[].count-number"),
    ("-count is at least 1", "body-lines[].count-too-small"),
    ("-count is at most 10", "body-lines[].count-too-large"),
    ("-note is short", "body-note-too-long"),
    ("-due is a day", "body-due-no-such-day"),
    ("-gift is a boolean", "body-gift-text"),
    ("+one tag alone", "query-tags-two-elements"),
    ("+limit below 50", "query-limit-at-maximum"),
    ("+count below 10", "body-lines[].count-at-maximum"),
    ("+note in bytes", "body-note-unicode"),
    ("+a note", "body-note-absent"),
    ("+gift is not null", "body-gift-null"),
    ("no header", "required-parts-alone"),
    ("a header of text", "required-parts-alone"),
    ("an undocumented status", "query-limit-alone"),
    ("a redirect", "routing/OPTIONS"),
    ("a failure for HEAD", "routing/HEAD"),
];

/// The server.
pub fn router(bug: Option<&'static str>) -> Router {
    Router::new().fallback(move |request: Request| async move { response(bug, request).await })
}

async fn response(bug: Option<&'static str>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let segments: Vec<&str> = parts.uri.path().split('/').skip(1).collect();
    let ["shops", shop, "orders"] = segments.as_slice() else { return StatusCode::NOT_FOUND.into_response() };
    match (parts.method.as_str(), bug) {
        ("POST", _) => {}
        ("OPTIONS", Some("a redirect")) => return (StatusCode::FOUND, [(header::LOCATION, "/")]).into_response(),
        ("HEAD", Some("a failure for HEAD")) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response(),
    }
    if !is_known(bug, &parts.headers) {
        return ([(header::WWW_AUTHENTICATE, "Bearer")], fault(StatusCode::UNAUTHORIZED)).into_response();
    }
    let bytes = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let body = serde_json::from_slice::<Value>(&bytes).ok().filter(|_| has_no_repeated_key(&bytes));
    let media_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    let is_json = media_type == Some("application/json");
    let query = parts.uri.query().unwrap_or_default();
    let (Some(body), true) = (body, is_json && !query.contains('%')) else { return fault(StatusCode::BAD_REQUEST) };
    let pairs: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let checks = [parameters(shop, &pairs, &parts.headers), order(&body)].concat();
    let is_rejected = checks.iter().any(|(check, is_met)| match check.starts_with('-') {
        true => !is_met && bug != Some(check),
        false => !is_met && bug == Some(check),
    });
    if is_rejected {
        return fault(StatusCode::BAD_REQUEST);
    }
    let has_limit = pairs.iter().any(|(name, _)| *name == "limit");
    match bug {
        Some("an undocumented status") if has_limit => StatusCode::IM_A_TEAPOT.into_response(),
        Some("no header") => json_response(StatusCode::OK, &json!({ "id": 1 })),
        Some("a header of text") => {
            ([("x-order", "first")], json_response(StatusCode::OK, &json!({ "id": 1 }))).into_response()
        }
        _ => ([("x-order", "1")], json_response(StatusCode::OK, &json!({ "id": 1 }))).into_response(),
    }
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn fault(status: StatusCode) -> Response {
    json_response(status, &json!({ "message": "no" }))
}

fn is_known(bug: Option<&str>, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let in_place = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let in_cookie = text(header::COOKIE).and_then(|value| value.strip_prefix("authorization="));
    let token = in_place.or(in_cookie.filter(|_| bug == Some("-the token is in its header")));
    token.is_some_and(|token| !token.is_empty() && token != "wrong")
}

/// Whether the first keys of an order are not repeated: each stands once, wherever the text is a whole order.
fn has_no_repeated_key(bytes: &[u8]) -> bool {
    ["\"lines\":", "\"due\":", "\"gift\":", "\"note\":"]
        .iter()
        .all(|key| String::from_utf8_lossy(bytes).matches(key).count() < 2)
}

type Checks = Vec<(&'static str, bool)>;

fn parameters(shop: &str, pairs: &[(&str, &str)], headers: &HeaderMap) -> Checks {
    let values =
        |name: &str| pairs.iter().filter(|(known, _)| *known == name).map(|(_, value)| *value).collect::<Vec<_>>();
    let (tags, limits) = (values("tags"), values("limit"));
    let limit = limits.first().copied();
    let number = |text: &str| text.parse::<i64>().ok();
    let within = |limit: Option<&str>, is: fn(i64) -> bool| limit.and_then(number).is_none_or(is);
    let channel = headers.get("x-channel").and_then(|value| value.to_str().ok());
    let mut unique = tags.clone();
    unique.sort_unstable();
    unique.dedup();
    vec![
        ("-shop is a number", number(shop).is_some()),
        ("-shop is at least 1", number(shop).is_none_or(|shop| shop >= 1)),
        ("-shop has 32 bits", number(shop).is_none_or(|shop| i32::try_from(shop).is_ok() || shop < 0)),
        ("-tags are present", !tags.is_empty()),
        ("-tags are listed", tags.iter().all(|tag| ["a", "b", "c", "d"].contains(tag))),
        ("-tags are at most 3", tags.len() <= 3),
        ("-tags are unique", unique.len() == tags.len()),
        ("-limit is a number", limit.is_none_or(|limit| number(limit).is_some())),
        ("-limit stands once", limits.len() < 2),
        ("-limit is at least 1", within(limit, |limit| limit >= 1)),
        ("-limit is at most 50", within(limit, |limit| limit <= 50)),
        ("-channel is present", channel.is_some()),
        (
            "-channel fits its pattern",
            channel
                .is_none_or(|text| (2..=8).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())),
        ),
        ("+one tag alone", tags.len() == 1),
        ("+limit below 50", within(limit, |limit| limit < 50)),
    ]
}

fn order(order: &Value) -> Checks {
    let lines = order.get("lines");
    let note = order.get("note");
    let note_text = note.and_then(Value::as_str).unwrap_or_default();
    let gift = order.get("gift");
    let due = order.get("due").map(|due| due.as_str().unwrap_or_default());
    let mut checks = vec![
        ("-the order is an object", order.is_object()),
        ("-lines are present", lines.is_some()),
        ("-lines are an array", lines.is_none_or(Value::is_array)),
        ("-lines are not empty", lines.and_then(Value::as_array).is_none_or(|lines| !lines.is_empty())),
        ("-note is text", note.is_none_or(Value::is_string)),
        ("-note is short", note_text.chars().count() <= 5),
        ("-due is a day", due.is_none_or(|due| due.len() == 10 && !due.ends_with("02-30") && !due.contains('.'))),
        ("-gift is a boolean", gift.is_none_or(|gift| gift.is_boolean() || gift.is_null())),
        ("+note in bytes", note_text.len() <= 5),
        ("+a note", note.is_some()),
        ("+gift is not null", gift.is_none_or(|gift| !gift.is_null())),
    ];
    lines.and_then(Value::as_array).into_iter().flatten().for_each(|each| checks.extend(line(each)));
    checks
}

fn line(line: &Value) -> Checks {
    let (sku, count) = (line.get("sku"), line.get("count"));
    let text = sku.and_then(Value::as_str);
    let is_sku = |text: &str| {
        let bytes = text.as_bytes();
        let (letters, digits) = (bytes.iter().take(3), bytes.iter().skip(4));
        bytes.len() == 6
            && bytes[3] == b'-'
            && letters.into_iter().all(u8::is_ascii_uppercase)
            && digits.into_iter().all(u8::is_ascii_digit)
    };
    let number = count.and_then(Value::as_i64);
    vec![
        ("-a line is an object", line.is_object()),
        ("-a line has a sku", sku.is_some() || !line.is_object()),
        ("-a line has a count", count.is_some() || !line.is_object()),
        ("-sku is text", sku.is_none_or(Value::is_string)),
        ("-sku fits its pattern", text.is_none_or(is_sku)),
        ("-count is an integer", count.is_none_or(Value::is_i64)),
        ("-count is at least 1", number.is_none_or(|count| count >= 1)),
        ("-count is at most 10", number.is_none_or(|count| count <= 10)),
        ("+count below 10", number.is_none_or(|count| count < 10)),
    ]
}
