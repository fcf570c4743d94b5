use axum::http::{Method, StatusCode, header};
use axum::response::IntoResponse;

use crate::server::request::Text;
use crate::server::template::{Candidate, Piece, Unmatched, choose, path};
use crate::tests::parts;

const CANDIDATES: &[Candidate] = &[
    Candidate { method: "GET", segments: &[(0, &[Piece::Text("v1.json")])], query: &[] },
    Candidate { method: "GET", segments: &[(0, &[Piece::Value("id"), Piece::Text(".json")])], query: &[] },
    Candidate { method: "POST", segments: &[(0, &[Piece::Value("id"), Piece::Text(".json")])], query: &[] },
    Candidate { method: "GET", segments: &[], query: &[("method", "a list")] },
];

fn chosen(method: Method, uri: &str) -> Result<usize, Unmatched> {
    let mut parts = parts(uri, &[]);
    parts.method = method;
    choose(CANDIDATES, &parts)
}

#[test]
fn the_first_candidate_that_matches() {
    assert_eq!(chosen(Method::GET, "/v1.json"), Ok(0));
    assert_eq!(chosen(Method::GET, "/v2.json"), Ok(1));
    assert_eq!(chosen(Method::POST, "/v1.json"), Ok(2));
    assert_eq!(chosen(Method::HEAD, "/v1.json"), Ok(0));
    assert_eq!(chosen(Method::GET, "/other?a=1&method=a+list"), Ok(3));
    assert_eq!(chosen(Method::GET, "/.json"), Err(Unmatched::Path));
    assert_eq!(chosen(Method::GET, "/other?method=%zz"), Err(Unmatched::Path));
    let allow = "GET,HEAD,POST".to_owned();
    assert_eq!(chosen(Method::PUT, "/v2.json"), Err(Unmatched::Method { allow }));
}

#[tokio::test]
async fn what_no_candidate_matches() {
    assert_eq!(Unmatched::Path.into_response().status(), StatusCode::NOT_FOUND);
    let response = Unmatched::Method { allow: "GET,HEAD".to_owned() }.into_response();
    assert_eq!(
        (response.status(), &response.headers()[header::ALLOW]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET,HEAD".parse().unwrap())
    );
}

/// The parameters `a` and `b` of a segment.
fn split(sent: &str, pieces: &[Piece]) -> (Option<String>, Option<String>) {
    let parts = parts(&format!("/x/{sent}"), &[]);
    let [a, b] = path(&parts, ["a", "b"], &[(1, pieces)]);
    let read = |parameter: crate::server::request::Parameter<'_>| parameter.optional(Text::String).unwrap();
    (read(a), read(b))
}

#[test]
fn values_beside_text() {
    let some = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
    let pieces = [Piece::Value("a"), Piece::Text("-"), Piece::Value("b")];
    assert_eq!(split("1-2", &pieces), some("1", "2"));
    assert_eq!(split("1-2-3", &pieces), some("1", "2-3"));
    assert_eq!(split("1%2D1-2", &pieces), some("1-1", "2"));
    assert_eq!(split("-2", &pieces), (None, None));
    assert_eq!(split("1-", &pieces), (None, None));
    let pieces = [Piece::Text("("), Piece::Value("b"), Piece::Text(","), Piece::Value("a"), Piece::Text(")")];
    assert_eq!(split("(x,y)", &pieces), some("y", "x"));
    assert_eq!(split("(x,y)z", &pieces), (None, None));
}
