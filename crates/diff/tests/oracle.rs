//! Exchanges of the old document, held to the new one by the witness of `api-contract`, which shares no code with `diff`: a request
//! fails exactly if a change breaks callers by its request, and a response exactly if a change breaks servers by its response.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

#[allow(dead_code, reason = "the ids of the rows are for another test")]
mod support;

use contract::witness::{BaseUrl, Side, Witness};
use diff::{Change, Severity, compare};
use model::{Api, Source};
use serde_json::{Value, json};
use support::{SHOP, edited, resolve, rows};

const URL: &str = "http://127.0.0.1:8080";

/// Rules that the exchanges cannot decide, with the reason.
const UNDECIDED: &[(&str, &str)] = &[
    ("security-scope-added", "a credential does not show its scopes"),
    ("security-certificate-added", "a recording has no client certificate"),
    ("content-encoding-changed-request", "JSON Schema says that texts need not be decoded"),
    ("content-encoding-changed-response", "JSON Schema says that texts need not be decoded"),
    ("content-media-type-changed-request", "JSON Schema says that texts need not be decoded"),
    ("content-media-type-changed-response", "JSON Schema says that texts need not be decoded"),
    ("response-status-loosened", "old servers that send a body count less than callers that expect one"),
    ("xml-changed-request", "the exchanges are JSON"),
    ("xml-changed-response", "the exchanges are JSON"),
];

/// The values of `/values`, in requests and in responses: for each property, values at the limits of its schema.
fn values() -> Vec<Value> {
    let long = "aaaaaaaaa";
    let nine: serde_json::Map<String, Value> = (0..9).map(|index| (format!("k{index}"), json!("long"))).collect();
    let of = |name: &str, value: Value| json!({ "string": "long text", name: value });
    vec![
        json!({ "string": "x" }),
        of("any", json!(5)),
        of("either", json!(1)),
        of("number", json!(1.5)),
        of("nullable", json!(null)),
        of("date", json!("2026-01-31")),
        of("small", json!(2_147_483_647)),
        of("small", json!(i32::MIN)),
        of("unsigned", json!(0)),
        of("byte", json!(255)),
        of("large", json!(u64::MAX)),
        of("mail", json!("a@example.org")),
        of("color", json!("green")),
        of("bounded", json!(2)),
        of("bounded", json!(8)),
        of("text", json!("a")),
        of("text", json!(long)),
        of("list", json!([long])),
        of("list", json!(["1", "2", "3", "4", "5", "6", "7", "8", "9"])),
        of("pair", json!(["a", 1, "third"])),
        of("map", json!({ "k": "long" })),
        of("map", Value::Object(nine)),
        of("open", json!({ "a": "x" })),
        of("open", json!({ "a": "x", "b": "long", "z": 1 })),
        of("closed", json!({ "a": "x" })),
        of("payment", json!({ "number": "1" })),
        of("payment", json!({ "coins": 1 })),
        of("other", json!("y")),
        of("bytes", json!("YQ==")),
        of("xml", json!("x")),
    ]
}

type Headers<'h> = &'h [(&'h str, &'h str)];
type Body = Option<(&'static str, String)>;

fn exchange(request: (&str, &str, Headers<'_>, Body), response: (u16, Headers<'_>, Body)) -> Value {
    let (method, target, headers, body) = request;
    let list = |headers: Headers<'_>, body: &Body| -> Vec<Value> {
        let content = body.as_ref().map(|(ty, _)| ("Content-Type", *ty));
        let all = headers.iter().copied().chain(content);
        all.map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let mut request = json!({ "method": method, "url": format!("{URL}{target}"), "headers": list(headers, &body) });
    if let Some((ty, text)) = body {
        request["postData"] = json!({ "mimeType": ty, "text": text });
    }
    let (status, headers, body) = response;
    let headers = list(headers, &body);
    let (ty, text) = body.unwrap_or(("", String::new()));
    let content = json!({ "mimeType": ty, "text": text, "size": text.len() });
    json!({ "request": request, "response": { "status": status, "headers": headers, "content": content } })
}

fn json_body(value: &Value) -> Body {
    Some(("application/json", value.to_string()))
}

/// Exchanges that conform to `shop.yaml`.
fn recording() -> String {
    let token = ("Authorization", "Bearer secret-token");
    let order = json!({ "id": 1, "note": "n" });
    let mut entries = vec![
        exchange(
            ("GET", "/orders?page=1", &[token], None),
            (200, &[("X-Total", "1")], json_body(&json!([{ "id": 1 }]))),
        ),
        exchange(
            ("GET", "/orders?page=1&limit=100&status=a,b&size=", &[token, ("X-Trace", "t")], None),
            (
                200,
                &[("X-Total", "1"), ("X-Page", "10"), ("X-Kinds", "gift, bulk"), ("X-Sizes", "s,m")],
                json_body(&json!([])),
            ),
        ),
        exchange(("GET", "/orders?page=9&text=a:b", &[token], None), (404, &[], None)),
        exchange(("GET", "/orders?page=0", &[token], None), (404, &[], None)),
        exchange(("POST", "/orders", &[("X-Key", "k")], json_body(&order)), (201, &[], json_body(&order))),
        exchange(
            ("POST", "/orders", &[token], Some(("text/csv", "1".to_owned()))),
            (201, &[], Some(("text/plain", "1".to_owned()))),
        ),
        exchange(("POST", "/orders", &[("X-Key", "k")], json_body(&order)), (409, &[], None)),
        exchange(("GET", "/orders/1", &[], None), (200, &[], json_body(&order))),
        exchange(("GET", "/orders/2", &[], None), (204, &[], None)),
        exchange(("PUT", "/orders/1", &[], None), (204, &[], None)),
        exchange(("PUT", "/orders/1", &[], json_body(&order)), (204, &[], None)),
        exchange(
            ("POST", "/photos", &[], Some(("application/x-www-form-urlencoded", "tags=a&tags=b".to_owned()))),
            (204, &[], None),
        ),
        exchange(
            ("PUT", "/tickets", &[], json_body(&json!({ "note": "n" }))),
            (200, &[], json_body(&json!({ "id": 1, "note": "n" }))),
        ),
        exchange(("PUT", "/tickets", &[], json_body(&json!({ "note": "n" }))), (409, &[], json_body(&json!("used")))),
        exchange(
            ("PUT", "/tickets", &[], json_body(&json!({ "note": "n" }))),
            (503, &[], json_body(&json!({ "message": "m", "origin": "shop" }))),
        ),
        exchange(("POST", "/values", &[], json_body(&json!({ "string": "x" }))), (400, &[], None)),
    ];
    let sent = |value: &Value| exchange(("POST", "/values", &[], json_body(value)), (200, &[], json_body(value)));
    entries.extend(values().iter().map(sent));
    json!({ "log": { "version": "1.2", "creator": { "name": "t", "version": "1" }, "entries": entries } }).to_string()
}

/// The exchanges that do not conform.
#[derive(Debug, Default)]
struct Faults {
    /// Requests that a server must reject.
    invalid_requests: Vec<String>,
    /// Requests that a server may accept, although the document does not allow them.
    tolerable_requests: Vec<String>,
    responses: Vec<String>,
}

fn faults(api: &Api, har: &str) -> Faults {
    let traffic = Witness::new(api, BaseUrl::AnyHost).check_recording(har.as_bytes()).expect("a recording");
    let mut faults = Faults::default();
    faults.invalid_requests.extend(traffic.unmatched_requests.keys().cloned());
    for mismatch in traffic.failed.iter().flat_map(|failed| &failed.mismatches) {
        let list = match mismatch.side {
            Side::Request if mismatch.is_tolerable => &mut faults.tolerable_requests,
            Side::Request => &mut faults.invalid_requests,
            Side::Response => &mut faults.responses,
        };
        list.push(mismatch.message.clone());
    }
    faults
}

/// Returns whether a change is one of the requests of callers, and not of responses.
fn is_of_request(change: &Change) -> bool {
    let is_of_response = |prefix: &str| change.id.starts_with(prefix);
    !change.id.ends_with("-response")
        && !change.id.contains("write-only")
        && !["response-", "required-response-"].into_iter().any(is_of_response)
}

#[test]
fn exchanges_fail_exactly_if_a_change_breaks_their_side() {
    let old = resolve(&Source::new("shop.yaml", SHOP));
    let har = recording();
    let own = faults(&old, &har);
    let all = [own.invalid_requests, own.tolerable_requests, own.responses];
    assert_eq!(all, [const { Vec::<String>::new() }; 3], "the exchanges conform to the old document");
    let mut differences = Vec::new();
    let mut found = [0, 0];
    for row in rows() {
        let new = resolve(&edited(&row.edit));
        let changes = compare(&old, &new);
        // A recording has no requests of the provider.
        let is_undecided =
            |change: &Change| UNDECIDED.iter().any(|(id, _)| *id == change.id) || change.subject.contains("shipped");
        if changes.iter().any(is_undecided) {
            continue;
        }
        let actual = faults(&new, &har);
        let breaks = changes.iter().any(|change| is_of_request(change) && change.severity.breaks_callers());
        let may_break = changes.iter().any(|change| change.severity == Severity::MayBreakCallers);
        let servers = changes.iter().any(|change| !is_of_request(change) && change.severity.breaks_servers());
        found[0] += usize::from(breaks);
        found[1] += usize::from(servers);
        let is_invalid = !actual.invalid_requests.is_empty();
        let is_tolerable = !actual.tolerable_requests.is_empty();
        let requests = if breaks { is_invalid || is_tolerable } else { !is_invalid && (may_break || !is_tolerable) };
        if !requests || servers == actual.responses.is_empty() {
            let ids: Vec<&str> = changes.iter().map(|change| change.id.as_str()).collect();
            differences.push(format!("line {}: {ids:?}, but {actual:?}", row.line));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(found[0] >= 30 && found[1] >= 20, "{found:?} edits break a side");
}
