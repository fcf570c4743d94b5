use std::error::Error as _;

use reqwest::StatusCode;

use crate::client::error::{DocumentedError, Error, ErrorResponse, Unsendable};
use crate::client::response::NoErrorHeaders;

/// The error of a call to a port on which nothing listens.
async fn refused() -> Error {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("http://127.0.0.1:{port}/?key=secret");
    reqwest::Client::new().get(url).send().await.unwrap_err().into()
}

#[tokio::test]
async fn an_error_does_not_show_the_url() {
    let error = refused().await;
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains("secret") && !shown.contains("127.0.0.1/"), "{shown}");
    }
    assert!(error.to_string().starts_with("no response: "), "{error}");
    assert_eq!((error.status(), error.is_timeout()), (None, false));
    assert!(error.source().is_some());
}

#[test]
fn a_request_that_cannot_be_sent() {
    let error: Error = Unsendable::new("a header cannot hold control characters").into();
    assert_eq!(error.to_string(), "the request cannot be sent: a header cannot hold control characters");
    assert_eq!(error.status(), None);
    // The error shows the reason without the URL.
    let error: Error = reqwest::Client::new().get("no-url?key=secret").build().unwrap_err().into();
    assert_eq!(error.to_string(), "the request cannot be sent: relative URL without a base");
}

/// The documented errors of two operations.
#[derive(Debug, PartialEq)]
enum GetError {
    NotFound(String),
}

#[derive(Debug, PartialEq)]
enum PutError {
    Conflict,
}

impl DocumentedError for GetError {
    type Headers = NoErrorHeaders;
}

impl DocumentedError for PutError {
    type Headers = NoErrorHeaders;
}

#[test]
fn a_function_calls_several_operations() {
    fn get() -> Result<(), Error<GetError>> {
        Err(Error::ErrorResponse(ErrorResponse::new(StatusCode::NOT_FOUND, GetError::NotFound("a".to_owned()))))
    }
    fn put() -> Result<(), Error<PutError>> {
        Err(Error::ErrorResponse(ErrorResponse::new(StatusCode::CONFLICT, PutError::Conflict)))
    }
    fn both(is_put: bool) -> Result<(), Error> {
        if is_put {
            put()?
        } else {
            get()?
        }
        Ok(())
    }
    let status = |is_put| both(is_put).unwrap_err().response().map(|response| response.status());
    assert_eq!([false, true].map(status), [Some(StatusCode::NOT_FOUND), Some(StatusCode::CONFLICT)]);
    assert!(Error::<GetError>::from(Unsendable::new("")).response().is_none());
}

#[tokio::test]
async fn a_mapped_error_keeps_everything_but_its_type() {
    let error = get_error().map(|GetError::NotFound(name)| name.len());
    match error {
        Error::ErrorResponse(response) => {
            assert_eq!((response.status(), response.into_inner()), (StatusCode::NOT_FOUND, 3))
        }
        error => panic!("{error}"),
    }
    let others: [Error; 2] = [refused().await, Unsendable::new("why").into()];
    for error in others {
        let (shown, debug) = (error.to_string(), format!("{error:?}"));
        let mapped = error.map(|()| 7);
        assert_eq!((mapped.to_string(), format!("{mapped:?}")), (shown, debug));
    }
}

fn get_error() -> Error<GetError> {
    Error::ErrorResponse(ErrorResponse::new(StatusCode::NOT_FOUND, GetError::NotFound("abc".to_owned())))
}
