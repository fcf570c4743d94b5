use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;

use crate::server::context::Context;
use crate::server::denied::{Denied, Failure};
use crate::server::rejection::Reason;
use crate::server::undocumented::{Undocumented, respond};
use crate::tests::parts;

#[derive(Debug)]
struct Unsaved(std::io::Error);

impl std::fmt::Display for Unsaved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the pet is not saved")
    }
}

impl std::error::Error for Unsaved {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn failing() -> Result<(), Undocumented> {
    "no number".parse::<u8>()?;
    Ok(())
}

#[tokio::test]
async fn an_error_becomes_a_500_that_shows_nothing() {
    let error = failing().expect_err("no number");
    assert_eq!(error.to_string(), "invalid digit found in string");
    let response: Response = respond("getPet", Err::<Response, _>(error));
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(response.into_body().collect().await.expect("a body").to_bytes().is_empty());
}

#[test]
fn an_operation_that_is_not_implemented_becomes_a_501() {
    let response = respond("getPet", Err::<Response, _>(Undocumented::not_implemented()));
    assert_eq!(response.status(), StatusCode::NOT_IMPLEMENTED);
    assert_eq!(respond("getPet", Ok(StatusCode::CREATED.into_response())).status(), StatusCode::CREATED);
}

#[test]
fn the_sources_of_an_error_are_shown() {
    let error = Undocumented::from(Unsaved(std::io::Error::other("the disk is full")));
    assert_eq!(error.to_string(), "the pet is not saved: the disk is full");
    assert_eq!(Undocumented::from("text").to_string(), "text");
    assert!(Undocumented::not_implemented().source().is_none());
}

#[test]
fn a_denied_credential_is_rejected_by_its_reason() {
    let reason = |denied| match Failure::denied("key", denied) {
        Failure::Rejected(rejection) => Some(rejection.reason),
        Failure::Undocumented(_) => None,
    };
    assert_eq!(reason(Denied::Missing), Some(Reason::Missing));
    assert_eq!(reason(Denied::Invalid), Some(Reason::Invalid));
    assert_eq!(reason(Denied::Forbidden), Some(Reason::Forbidden));
    let unavailable = || -> Result<(), Denied> { Err(std::io::Error::other("the database is down"))? };
    assert_eq!(reason(unavailable().expect_err("an error")), None);
}

#[test]
fn the_context_of_a_request() {
    let mut parts = parts("/pets?key=secret", &[("authorization", "Bearer secret")]);
    let peer = SocketAddr::from(([127, 0, 0, 1], 7));
    parts.extensions.insert(ConnectInfo(peer));
    let context = Context::new(&Arc::new(parts), "listPets").requiring(&["read"]);
    assert_eq!((context.operation(), context.scopes(), context.peer()), ("listPets", &["read"][..], Some(peer)));
    assert_eq!((context.uri().path(), context.headers().len()), ("/pets", 1));
    assert!(!format!("{context:?}").contains("secret"), "neither the query nor headers are shown");
}
