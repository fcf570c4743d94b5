//! A unit test of a program that calls the API: the client on a mock of the server, without a socket.

mod errors;
mod logged;
mod readme;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use password_otp_client::{Client, Error, operation::request_otp_for_password_reset::Error as Failure};
use password_otp_server::operation::request_otp_for_password_reset::{Request, Response};
use password_otp_server::secrecy::ExposeSecret;
use password_otp_server::{Credential, Mock, Undocumented, router};
use password_otp_types::{ApiError, PasswordResetOtpRequest};

use crate::support::{KEY, published};

fn client(mock: &Mock) -> Client {
    Client::builder().apikey(KEY).service(router(mock.clone())).build().expect("a client")
}

fn phone() -> PasswordResetOtpRequest {
    serde_json::from_value(serde_json::json!({"Phone": "+1234567890"})).expect("a request")
}

#[tokio::test]
async fn a_closure_is_called_with_the_request() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let mock = Mock::new().request_otp_for_password_reset(move |request| {
        let first = counter.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            let Credential::Apikey(key) = request.caller else { return Err("another credential".into()) };
            assert_eq!(key.expose_secret(), KEY);
            let error: ApiError = serde_json::from_value(published("403"))?;
            Ok(if first { Response::from(Response::forbidden(error)) } else { Response::bad_request(error).into() })
        }
    });
    let client = client(&mock);
    for status in [403, 400] {
        match client.request_otp_for_password_reset(phone()).send().await {
            Err(Error::ErrorResponse(response)) => {
                assert_eq!(response.status().as_u16(), status);
                assert!(matches!(*response, Failure::Forbidden(_) | Failure::BadRequest(_)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(mock.requests(), ["request_otp_for_password_reset"; 2]);
    let received = mock.received::<Request<Credential>>();
    assert_eq!((received.len(), &received[0].body), (2, &phone()));
    assert_eq!(received[0].context.operation(), "RequestOTPForPasswordReset");
}

#[tokio::test]
async fn an_operation_without_a_closure_responds_with_its_example() {
    let mock = Mock::new();
    let response = client(&mock).request_otp_for_password_reset(phone()).send().await.expect("the example");
    assert_eq!(serde_json::to_value(&response.body).expect("JSON"), published("200"));
    assert!(mock.undocumented().is_empty());
}

#[tokio::test]
async fn an_error_that_the_document_does_not_have_is_counted() {
    let mock = Mock::new().request_otp_for_password_reset(async |_| Err::<Response, _>(Undocumented::new("a bug")));
    let response = client(&mock).request_otp_for_password_reset(phone()).send().await;
    assert!(response.is_err());
    assert_eq!(mock.undocumented(), ["request_otp_for_password_reset: a bug"]);
    assert!(!format!("{mock:?}").contains("+1234567890"), "requests are not shown");
}

#[tokio::test]
async fn a_function_returns_the_error_of_any_operation() {
    let mock = Mock::new().request_otp_for_password_reset(async |_| {
        let error: ApiError = serde_json::from_value(published("403"))?;
        Ok(Response::forbidden(error))
    });
    let error = errors::send(&client(&mock), &["+1234567890"]).await.expect_err("a rejection");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert_eq!(errors::description(&error).as_deref(), published("403")["Description"].as_str());
}

#[test]
fn the_readme_shows_the_programs_in_this_folder() {
    let readme = std::fs::read_to_string(crate::support::root().join("README.md")).expect("the README");
    for program in [include_str!("mock/errors.rs"), include_str!("mock/readme.rs")] {
        assert!(readme.contains(&format!("\n```rust\n{program}```\n")), "README.md does not show:\n{program}");
    }
}
