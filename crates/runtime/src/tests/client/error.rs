use std::error::Error as _;

use crate::client::error::{Error, Unsendable};

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
