//! The client against the documented examples: what it puts on the wire, and what it makes of each answer.

use model::api::Case;
use password_otp_client::headers::RequestOtpForPasswordResetHeaders;
use password_otp_client::{Client, Error};
use password_otp_types as types;
use serde::Serialize;
use serde_json::Value;

use crate::support::wire::{Message, answer, once};
use crate::support::{KEY, key, operation, published_answer, snapshot};

/// What a call of the operation gives.
pub type Outcome = Result<password_otp_client::ResponseValue<types::PasswordResetOtpResponse>, Error<types::ApiError>>;

/// A client of a server at `address`.
pub fn client(address: &str, key: Option<&str>) -> Client {
    let builder = Client::builder().base_url(format!("http://{address}"));
    let builder = match key {
        Some(key) => builder.apikey(key),
        None => builder,
    };
    builder.build().expect("a client")
}

/// Calls the operation with the values of a documented exchange.
pub async fn call(client: &Client, case: &Case) -> Outcome {
    let operation = operation();
    let mut builder = client.request_otp_for_password_reset();
    for (at, value) in &case.parameters {
        let text = || value.as_str().expect("a string parameter").to_owned();
        builder = match operation.parameters[*at].wire.as_str() {
            "smstemplate" => builder.smstemplate(text()),
            "g-recaptcha-response" => builder.recaptcha_hyphenated(text()),
            "g_recaptcha_response" => builder.recaptcha_underscored(text()),
            "h-captcha-response" => builder.h_captcha_response(text()),
            "qq_captcha_ticket" => builder.qq_captcha_ticket(text()),
            "qq_captcha_randstr" => builder.qq_captcha_randstr(text()),
            "isvoiceotp" => builder.isvoiceotp(value.as_bool().expect("a boolean parameter")),
            other => panic!("a new parameter: {other}"),
        };
    }
    let phone = case.body.as_ref().expect("a body")["Phone"].as_str().expect("a phone number");
    builder.body(types::PasswordResetOtpRequest::builder().phone(phone)).send().await
}

/// The bytes of a request, less what differs between runs and the key.
fn shown(request: &Message, address: &str) -> String {
    request.to_string().replace(address, "[address]").replace("k3y-that%2Fmust%2Bnot%26leak", "[key]")
}

#[tokio::test]
async fn sends_each_documented_request() {
    for case in operation().cases {
        let (_, published) = published_answer(&case);
        let (address, served) = once(answer("200 OK", "", &published.to_string())).await;
        call(&client(&address, key(&case)), &case).await.ok();
        let request = served.await.expect("a request came");
        snapshot(&format!("client_sends_{}", case.name), &shown(&request, &address));
        let body: Value = request.json();
        assert_eq!(Some(body), case.body);
    }
}

#[tokio::test]
async fn understands_each_documented_answer() {
    for case in operation().cases {
        let (status, published) = published_answer(&case);
        let line = format!("{status} Something");
        let (address, _served) =
            once(answer(&line, "content-type: application/json\r\n", &published.to_string())).await;
        let outcome = call(&client(&address, key(&case)), &case).await;
        let (shown, encoded) = match outcome {
            Ok(value) => (format!("Ok, status {}: {:#?}", value.status(), *value), json(&*value)),
            Err(Error::ErrorResponse(error)) => {
                (format!("Err, status {}: {:#?}", error.status(), *error), json(&*error))
            }
            Err(other) => panic!("{other:?}"),
        };
        snapshot(&format!("client_gets_{}", case.name), &shown);
        assert_eq!(encoded, published, "re-encoded, it is what was published");
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("the types write JSON")
}

#[tokio::test]
async fn a_documented_error_is_matched_by_status_and_typed_body() {
    let (_, published) = published_answer(&operation().cases[2]);
    let (address, _served) = once(answer("403 Forbidden", "", &published.to_string())).await;
    match call(&client(&address, Some(KEY)), &operation().cases[2]).await {
        Err(Error::ErrorResponse(error)) if error.status() == 403 => assert_eq!(error.error_code, 901),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn documented_headers_are_typed_and_a_wrong_one_is_not_told() {
    let (_, published) = published_answer(&operation().cases[2]);
    for (sent, wanted) in
        [("retry-after: 30\r\n", Ok(Some(30))), ("", Ok(None)), ("retry-after: s00n\r\n", Err("retry-after"))]
    {
        let (address, _served) = once(answer("429 Too Many Requests", sent, &published.to_string())).await;
        let Err(Error::ErrorResponse(error)) = call(&client(&address, Some(KEY)), &operation().cases[2]).await else {
            panic!("no documented error");
        };
        let read = RequestOtpForPasswordResetHeaders::try_from(error.headers());
        assert!(!format!("{read:?}").contains("s00n"), "{read:?}");
        assert_eq!(read.map(|headers| headers.retry_after).map_err(|error| error.name), wanted);
    }
}

#[tokio::test]
async fn an_undocumented_status_keeps_status_and_a_piece_of_the_body() {
    let body = "é".repeat(4000);
    let (address, _served) = once(answer("418 Teapot", "", &body)).await;
    match call(&client(&address, Some(KEY)), &operation().cases[0]).await {
        Err(error @ Error::UnexpectedResponse { .. }) => {
            assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
            let Error::UnexpectedResponse { body, .. } = error else { unreachable!() };
            assert_eq!(body.as_str(), "é".repeat(512), "1024 bytes");
            assert!(body.is_cut());
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_does_not_fit_keeps_status_and_body() {
    for body in [r#"{"IsPosted":"yes"}"#, r#"{"IsPosted":true}"#, "<html>", "", r#"{"IsPosted":true,"Data":null}"#] {
        let (address, _served) = once(answer("200 OK", "", body)).await;
        match call(&client(&address, Some(KEY)), &operation().cases[0]).await {
            Err(Error::InvalidResponsePayload { status, body: kept, .. }) => {
                assert_eq!((status.as_u16(), kept.as_str()), (200, body));
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_without_the_body() {
    let unsent = client("127.0.0.1:9", Some(KEY)).request_otp_for_password_reset().send().await;
    assert!(matches!(unsent, Err(Error::InvalidRequest(reason)) if reason == "body was not initialized"));
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    // A connection that ends without an answer: what clients most like to repeat.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let count = tokio::spawn(async move {
        let mut count = 0;
        while let Ok(Ok((mut stream, _))) =
            tokio::time::timeout(std::time::Duration::from_millis(300), listener.accept()).await
        {
            crate::support::wire::read(&mut stream).await;
            count += 1;
        }
        count
    });
    let outcome = call(&client(&address, Some(KEY)), &operation().cases[0]).await;
    assert!(matches!(outcome, Err(Error::CommunicationError(_))), "{outcome:?}");
    assert_eq!(count.await.expect("the count"), 1);
}

#[test]
fn a_base_url_is_checked() {
    for url in [
        "",
        "example.com",
        "ftp://example.com",
        "http://user:pass@example.com",
        "http://example.com/?key=1",
        "http://example.com/#x",
    ] {
        assert!(Client::builder().base_url(url).build().is_err(), "{url}");
    }
    assert!(Client::builder().build().is_ok(), "the document's server is the default");
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    let (_, published) = published_answer(&operation().cases[0]);
    let (address, served) = once(answer("200 OK", "", &published.to_string())).await;
    let client = Client::builder().base_url(format!("http://{address}/prefix/")).apikey(KEY).build().expect("a client");
    call(&client, &operation().cases[0]).await.expect("the published answer");
    let request = served.await.expect("a request came");
    assert!(request.target().starts_with("/prefix/identity/v2/auth/password/otp?"), "{}", request.target());
}
