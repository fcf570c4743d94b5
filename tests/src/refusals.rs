//! Bad requests are responded to in the API's own error schema, with the status that the document has for them.

use crate::server::documented;
use crate::support::published;
use crate::support::wire::{Message, exchange, post, request};

const PATH: &str = "/identity/v2/auth/password/otp";
const BODY: &str = r#"{"Phone":"+1234567890"}"#;

/// Status and description of a refusal; everything else of it is as published.
fn refusal(response: &Message) -> (u16, String) {
    assert_eq!(response.header("content-type"), Some("application/json"), "{response}");
    let mut body = response.json();
    let description = body["Description"].take();
    let mut published = published("400");
    published["Description"].take();
    assert_eq!(body, published, "code and message");
    (response.status(), description.as_str().expect("a description").to_owned())
}

async fn refused(bytes: &[u8]) -> (u16, String) {
    refusal(&exchange(&documented().await, bytes).await)
}

async fn refused_query(query: &str) -> String {
    let (status, description) = refused(&post(&format!("{PATH}?{query}"), BODY)).await;
    assert_eq!(status, 400, "{query}");
    description
}

async fn accepted(query: &str) -> bool {
    exchange(&documented().await, &post(&format!("{PATH}?{query}"), BODY)).await.status() == 200
}

#[tokio::test]
async fn the_credential_comes_first_then_the_parameters_then_the_body() {
    let all_wrong = post(&format!("{PATH}?isvoiceotp=perhaps"), "{");
    assert_eq!(refused(&all_wrong).await.1, "The apikey is a required parameter.");
    let two_wrong = post(&format!("{PATH}?isvoiceotp=perhaps&apikey=k"), "{");
    assert_eq!(refused(&two_wrong).await.1, "The isvoiceotp must be `true` or `false`.");
    let one_wrong = post(&format!("{PATH}?isvoiceotp=true&apikey=k"), "{");
    assert_eq!(refused(&one_wrong).await.1, "The request body must be JSON.");
}

#[tokio::test]
async fn parameters_go_by_the_book() {
    // Booleans are `true` and `false`; an empty value of an optional one is not its absence.
    for value in ["1", "True", "yes", "", "true%20"] {
        let description = refused_query(&format!("apikey=k&isvoiceotp={value}")).await;
        assert_eq!(description, "The isvoiceotp must be `true` or `false`.", "{value}");
    }
    assert_eq!(refused_query("apikey=k&isvoiceotp").await, "The isvoiceotp must be `true` or `false`.");
    // A single-valued parameter stands there once.
    for repeated in ["apikey=k&smstemplate=a&smstemplate=a", "apikey=k&sms%74emplate=a&smstemplate="] {
        assert_eq!(refused_query(repeated).await, "The smstemplate is given more than once.");
    }
    // Percent-encoding (RFC 3986 section 2.1) of UTF-8.
    for bad in ["%ff", "%", "%4", "%zz", "a%c3"] {
        let description = refused_query(&format!("apikey=k&smstemplate={bad}")).await;
        assert_eq!(description, "The smstemplate must be percent-encoded UTF-8.", "{bad}");
    }
    // Parameters that the document does not have are not read, and may have any value.
    for fine in [
        "apikey=k&unknown=%ff",
        "apikey=k&unknown=1&unknown=2",
        "&&apikey=k&",
        "%61pikey=k",
        "apikey=k&smstemplate=",
        "apikey=k&smstemplate=a+b%2Bc",
    ] {
        assert!(accepted(fine).await, "{fine}");
    }
}

#[tokio::test]
async fn a_missing_an_empty_and_a_wrong_credential_are_told_apart() {
    assert_eq!(refused_query("smstemplate=a").await, "The apikey is a required parameter.");
    assert_eq!(refused_query("apikey=").await, "The apikey is a required parameter.");
    assert_eq!(refused_query("apikey").await, "The apikey is a required parameter.");
    for wrong in ["apikey=wrong", "apikey=a&apikey=b", "apikey=%ff"] {
        let response = exchange(&documented().await, &post(&format!("{PATH}?{wrong}"), BODY)).await;
        assert_eq!((response.status(), response.json()), (403, published("403")), "{wrong}");
    }
}

#[tokio::test]
async fn bodies_go_by_the_book() {
    let target = format!("{PATH}?apikey=k");
    let cases = [
        ("", "The request body is a required parameter."),
        (" \n", "The request body is a required parameter."),
        ("{", "The request body must be JSON."),
        ("{}{}", "The request body must be JSON."),
        (r#"{"Phone":"1"} x"#, "The request body must be JSON."),
        (r#"{"Phone":"1",}"#, "The request body must be JSON."),
        ("{}", "The Phone is a required parameter."),
        (r#"{"phone":"1"}"#, "The Phone is a required parameter."),
        (r#"{"Phone":null}"#, "The Phone must be a string."),
        (r#"{"Phone":1}"#, "The Phone must be a string."),
        (r#"{"Phone":{}}"#, "The Phone must be a string."),
        (r#"{"Phone":"1","Phone":"1"}"#, "The Phone is given more than once."),
        (r#"{"Phone":"1","other":{"a":1,"a":2}}"#, "The other.a is given more than once."),
        ("[]", "The request body must be an object."),
        (r#""x""#, "The request body must be an object."),
        ("null", "The request body must be an object."),
        (r#"["1"]"#, "The request body must be an object."),
    ];
    for (body, description) in cases {
        assert_eq!(refused(&post(&target, body)).await, (400, description.to_owned()), "{body}");
    }
    let not_utf8 = request("POST", &target, &[("content-type", "application/json")], b"{\"Phone\":\"\xff\"}");
    assert_eq!(refused(&not_utf8).await.1, "The request body must be JSON.");
    let deep = format!("{{\"Phone\":\"1\",\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(refused(&post(&target, &deep)).await.1, "The request body must be JSON.");
    let accepted = exchange(&documented().await, &post(&target, r#"{"Phone":"1","other":[null]}"#)).await;
    assert_eq!(accepted.status(), 200, "properties that are not listed are allowed");
}

#[tokio::test]
async fn content_types_go_by_the_book() {
    let target = format!("{PATH}?apikey=k");
    for good in [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"; v=1",
    ] {
        let response =
            exchange(&documented().await, &request("POST", &target, &[("content-type", good)], BODY.as_bytes())).await;
        assert_eq!(response.status(), 200, "{good}");
    }
    let bad: [&[(&str, &str)]; 6] = [
        &[],
        &[("content-type", "text/plain")],
        &[("content-type", "application/jsonp")],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "application/json; charset=latin1")],
        &[("content-type", "application/json"), ("content-type", "text/plain")],
    ];
    for headers in bad {
        let (status, description) = refused(&request("POST", &target, headers, BODY.as_bytes())).await;
        assert_eq!((status, description.as_str()), (400, "The request body must be application/json."), "{headers:?}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_has_a_response_and_is_not_cut_off() {
    let body = format!("{{\"Phone\":\"{}\"}}", "1".repeat(3 * 1024 * 1024));
    let (status, description) = refused(&post(&format!("{PATH}?apikey=k"), &body)).await;
    assert_eq!((status, description.as_str()), (400, "The request body is larger than 2097152 bytes."));
}

#[tokio::test]
async fn unknown_paths_and_methods() {
    let address = documented().await;
    for path in ["/", "/identity", "/identity/v2/auth/password/otp/", "/identity/v2/auth/password/OTP"] {
        assert_eq!(exchange(&address, &post(path, BODY)).await.status(), 404, "{path}");
    }
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] {
        let response = exchange(&address, &request(method, PATH, &[], b"")).await;
        // RFC 9110 section 15.5.6: a 405 says which methods there are.
        assert_eq!((response.status(), response.header("allow")), (405, Some("POST")), "{method}");
    }
}

#[tokio::test]
async fn no_refusal_repeats_a_value() {
    let address = documented().await;
    let secret = "5ecret-value";
    let bodies = [
        format!(r#"{{"Phone":["{secret}"]}}"#),
        format!(r#"{{"Phone":1,"x":"{secret}"}}"#),
        format!(r#"["{secret}"]"#),
        format!(r#""{secret}""#),
        format!(r#"{{"Phone":{secret}"#),
    ];
    for body in bodies {
        let response = exchange(&address, &post(&format!("{PATH}?apikey={secret}"), &body)).await;
        assert_eq!(response.status(), 400, "{body}");
        assert!(!response.to_string().contains(secret), "{response}");
    }
    let response = exchange(&address, &post(&format!("{PATH}?apikey=k&isvoiceotp={secret}"), BODY)).await;
    assert!(!response.to_string().contains(secret), "{response}");
}
