//! Exchanges of `shop.yaml` and of its edits, written by hand. Each fits at least one of these documents.

use contract::witness::{Exchange, har};
use serde_json::{Map, Value, json};

const URL: &str = "http://127.0.0.1:8080";

type Headers<'h> = &'h [(&'h str, &'h str)];
type Body = Option<(&'static str, String)>;

const TOKEN: (&str, &str) = ("Authorization", "Bearer secret-token");
const KEY: (&str, &str) = ("X-Key", "k");
const TOTAL: (&str, &str) = ("X-Total", "1");

fn exchange(request: (&str, &str, Headers<'_>, Body), response: (u16, Headers<'_>, Body)) -> Value {
    let (method, target, headers, body) = request;
    let list = |headers: Headers<'_>, body: &Body| -> Vec<Value> {
        let content = body.as_ref().map(|(ty, _)| ("Content-Type", *ty));
        let all = headers.iter().copied().chain(content);
        all.map(|(name, value)| json!({ "name": name, "value": value })).collect()
    };
    let mut request = json!({ "method": method, "url": format!("{URL}{target}"), "headers": list(headers, &body) });
    // Recorders write no `postData` for a request without a body; a text of nothing says that it was recorded.
    let (ty, text) = body.unwrap_or(("", String::new()));
    request["postData"] = json!({ "mimeType": ty, "text": text });
    let (status, headers, body) = response;
    let headers = list(headers, &body);
    let (ty, text) = body.unwrap_or(("", String::new()));
    let content = json!({ "mimeType": ty, "text": text, "size": text.len() });
    json!({ "request": request, "response": { "status": status, "headers": headers, "content": content } })
}

fn json_body(value: &Value) -> Body {
    Some(("application/json", value.to_string()))
}

/// The exchanges, in the form that recorders write.
pub fn all() -> Vec<Exchange> {
    let entries: Vec<Value> =
        [orders(), one_order(), photos(), tickets(), others(), values()].into_iter().flatten().collect();
    let log = json!({ "log": { "version": "1.2", "creator": { "name": "t", "version": "1" }, "entries": entries } });
    let mut all = Vec::new();
    har::read(log.to_string().as_bytes(), &mut |exchange| all.push(exchange)).expect("a recording");
    all
}

fn orders() -> Vec<Value> {
    let order = json!({ "id": 1, "note": "n" });
    let get = |query: &str, headers: Headers<'_>| {
        let target = format!("/orders?{query}");
        exchange(("GET", &target, headers, None), (200, &[TOTAL], json_body(&json!([{ "id": 1 }]))))
    };
    let post = |headers: Headers<'_>, body: Body, status: u16, received: Body| {
        exchange(("POST", "/orders", headers, body), (status, &[], received))
    };
    let listed = |headers: Headers<'_>| {
        exchange(("GET", "/orders?page=3", &[TOKEN], None), (200, headers, json_body(&json!([]))))
    };
    vec![
        get("page=1", &[TOKEN]),
        exchange(
            ("GET", "/orders?page=1&limit=100&status=a,b&size=", &[TOKEN, ("X-Trace", "t")], None),
            (200, &[TOTAL, ("X-Page", "10"), ("X-Kinds", "gift, bulk"), ("X-Sizes", "s,m")], json_body(&json!([]))),
        ),
        exchange(("GET", "/orders?page=9&text=a:b", &[TOKEN], None), (404, &[], None)),
        exchange(("GET", "/orders?page=9&text=abc", &[TOKEN], None), (404, &[], None)),
        exchange(("GET", "/orders?page=0", &[TOKEN], None), (404, &[], None)),
        // Parameters of edited documents.
        get("page=1&limit=1&size=1&sort=up", &[TOKEN]),
        get("page=1&limit=1&status=a&status=b", &[TOKEN]),
        get("page=1&limit=1&status=a%7Cb", &[TOKEN]),
        get("page=1&text=a", &[TOKEN]),
        get("page=1&text=12", &[TOKEN]),
        get("page=1&limit=1&X-Trace=t", &[TOKEN]),
        get("limit=1", &[TOKEN, ("page", "1")]),
        // Credentials of edited documents.
        get("page=1", &[]),
        get("page=1", &[KEY]),
        post(&[("X-Api-Key", "k")], json_body(&order), 201, json_body(&order)),
        post(&[KEY, TOKEN], json_body(&order), 201, json_body(&order)),
        post(&[KEY], json_body(&order), 201, json_body(&order)),
        post(&[TOKEN], json_body(&order), 201, json_body(&order)),
        // Bodies of requests and responses.
        post(&[TOKEN], Some(("text/csv", "1".to_owned())), 201, Some(("text/plain", "1".to_owned()))),
        post(&[KEY, TOKEN], json_body(&order), 201, Some(("text/plain", "1".to_owned()))),
        post(&[KEY, TOKEN], json_body(&order), 201, Some(("application/pdf", "%PDF".to_owned()))),
        post(&[KEY, TOKEN], json_body(&order), 409, None),
        exchange(
            ("GET", "/orders?page=1", &[TOKEN], json_body(&json!(1))),
            (200, &[TOTAL], json_body(&json!([{ "id": 1 }]))),
        ),
        exchange(("GET", "/orders?page=9", &[TOKEN], None), (404, &[], json_body(&json!({})))),
        exchange(("GET", "/orders?page=9", &[TOKEN], None), (503, &[], None)),
        // Headers of edited documents.
        listed(&[]),
        listed(&[TOTAL, ("X-Page", "1")]),
        listed(&[TOTAL, ("X-Page", "2"), ("X-Sizes", "1,2")]),
    ]
}

fn one_order() -> Vec<Value> {
    let order = json!({ "id": 1, "note": "n" });
    let of_shop = |value: &Value| Some(("application/vnd.shop+json", value.to_string()));
    vec![
        exchange(("GET", "/orders/1", &[], None), (200, &[], json_body(&order))),
        exchange(("GET", "/orders/1", &[], None), (200, &[], json_body(&json!({ "id": 1, "made": "m" })))),
        exchange(("GET", "/orders/1", &[], None), (200, &[], of_shop(&order))),
        exchange(("GET", "/orders/2", &[], None), (204, &[], None)),
        exchange(("PUT", "/orders/1", &[], None), (204, &[], None)),
        exchange(("PUT", "/orders/1", &[], json_body(&order)), (204, &[], None)),
        exchange(("PUT", "/orders/1", &[], of_shop(&order)), (204, &[], None)),
    ]
}

fn photos() -> Vec<Value> {
    let post = |target: &str, headers: Headers<'_>, form: &str, status: u16| {
        let body = Some(("application/x-www-form-urlencoded", form.to_owned()));
        exchange(("POST", target, headers, body), (status, &[], None))
    };
    vec![
        post("/photos", &[], "tags=a&tags=b", 204),
        post("/photos", &[], "tags=a,b", 204),
        post("/photos", &[KEY], "tags=a", 204),
        post("/photos", &[], "tags=a", 204),
        post("/photos", &[], "tags=a", 202),
        post("/pictures", &[], "tags=a", 204),
    ]
}

fn tickets() -> Vec<Value> {
    let put = |status: u16, body: Body| {
        exchange(("PUT", "/tickets", &[], json_body(&json!({ "note": "n" }))), (status, &[], body))
    };
    let ticket = |value: Value| put(200, json_body(&value));
    let changed = |request: Value, response: Value| {
        exchange(("PUT", "/tickets", &[], json_body(&request)), (200, &[], json_body(&response)))
    };
    let print = |query: &str, ty: &'static str| {
        exchange(("GET", &format!("/tickets{query}"), &[], None), (200, &[], Some((ty, "bytes".to_owned()))))
    };
    let failure = json!({ "message": "m", "origin": "shop" });
    vec![
        ticket(json!({ "id": 1, "note": "n" })),
        ticket(json!({ "id": 1, "made": "m" })),
        changed(json!({}), json!({ "id": 1, "note": "n" })),
        changed(json!({ "note": "n" }), json!({ "id": 1 })),
        put(200, Some(("text/plain", "t".to_owned()))),
        put(200, Some(("application/vnd.shop+json", json!({ "id": 1 }).to_string()))),
        put(202, Some(("text/plain", "later".to_owned()))),
        put(409, json_body(&json!("used"))),
        put(409, Some(("text/plain", "used".to_owned()))),
        put(503, json_body(&failure)),
        put(503, json_body(&json!({ "message": "m", "origin": "shop", "code": "c" }))),
        put(503, json_body(&json!("down"))),
        put(503, None),
        print("?parts=code&parts=date", "application/pdf"),
        print("?parts=code%7Cdate", "application/pdf"),
        print("", "image/png"),
    ]
}

fn others() -> Vec<Value> {
    let feed = |data: &str| {
        let events = Some(("text/event-stream", format!("data: {data}\n\n")));
        exchange(("GET", "/feed", &[], None), (200, &[], events))
    };
    vec![
        feed("open"),
        feed("paid"),
        exchange(("GET", "/feed", &[], None), (503, &[], None)),
        exchange(("GET", "/health", &[], None), (204, &[], None)),
        exchange(("POST", "/values", &[], json_body(&json!({ "string": "x" }))), (400, &[], None)),
    ]
}

/// The values of `/values`, in requests and in responses: for each property, values at the limits of its schema, and beyond those that an
/// edit moves.
fn values() -> Vec<Value> {
    let sent = |request: &Value, response: &Value| {
        exchange(("POST", "/values", &[], json_body(request)), (200, &[], json_body(response)))
    };
    let long = "aaaaaaaaa";
    let entries =
        |count: usize| -> Map<String, Value> { (0..count).map(|index| (format!("k{index}"), json!("long"))).collect() };
    let listed = |count: usize| -> Vec<String> { (0..count).map(|index| index.to_string()).collect() };
    let of = |name: &str, value: Value| json!({ "string": "a long text", name: value });
    let all = [
        ("any", vec![json!(5), json!("text")]),
        ("either", vec![json!(1), json!(true)]),
        ("string", vec![json!("x"), json!("a"), json!(null)]),
        ("number", vec![json!(1.5), json!(1), json!("1")]),
        ("nullable", vec![json!(null)]),
        ("date", vec![json!("2026-01-31"), json!("2026-01-31T10:00:00Z")]),
        (
            "small",
            vec![json!(i32::MAX), json!(i32::MIN), json!(i64::from(i32::MAX) + 1), json!(u64::MAX), json!(i16::MAX)],
        ),
        ("unsigned", vec![json!(0), json!(1), json!(u32::MAX)]),
        ("byte", vec![json!(255), json!(254)]),
        ("large", vec![json!(u64::MAX), json!(i64::MAX)]),
        ("mail", vec![json!("a@example.org")]),
        ("color", vec![json!("green"), json!("blue")]),
        ("bounded", vec![json!(2), json!(4), json!(6), json!(8), json!(3)]),
        ("text", vec![json!("a"), json!("ab"), json!(long), json!("b")]),
        (
            "list",
            vec![
                json!([long]),
                json!(listed(2)),
                json!(listed(8)),
                json!(listed(9)),
                json!(["a", "a"]),
                json!([1, "a"]),
            ],
        ),
        ("pair", vec![json!(["a", 1, "third"]), json!(["a", 1, true])]),
        (
            "map",
            vec![
                json!({ "k": "long" }),
                Value::Object(entries(8)),
                Value::Object(entries(9)),
                json!({ "k": "s", "l": "s" }),
            ],
        ),
        (
            "open",
            vec![
                json!({ "a": "x" }),
                json!({ "a": "x", "b": "long", "z": 1 }),
                json!({ "a": "x", "b": "b", "c": "c" }),
                json!({ "a": "x", "c": "c" }),
            ],
        ),
        ("closed", vec![json!({ "a": "x" }), json!({ "a": "x", "c": "c" })]),
        ("payment", vec![json!({ "number": "1" }), json!({ "coins": 1 }), json!({ "bank": "b" })]),
        ("other", vec![json!("y"), json!("x"), json!("6f1c7c1e-7a3f-4f6a-9d3c-0e6a2a9a4a0b")]),
        ("bytes", vec![json!("YQ==")]),
        ("xml", vec![json!("x")]),
    ];
    let values = all.iter().flat_map(|(name, values)| values.iter().map(|value| of(name, value.clone())));
    let mut sent_and_received: Vec<Value> = values.map(|value| sent(&value, &value)).collect();
    // In one direction only.
    let open = |value: Value| of("open", value);
    let (whole, part, plain) = (json!({ "a": "x", "b": "b" }), json!({ "a": "x" }), json!({ "string": "a" }));
    sent_and_received.extend([
        sent(&open(whole.clone()), &plain),
        sent(&plain, &open(whole)),
        sent(&open(part.clone()), &plain),
        sent(&plain, &open(part)),
        sent(&plain, &open(json!({ "b": "x" }))),
        sent(&open(json!({ "b": "x" })), &plain),
    ]);
    sent_and_received
}
