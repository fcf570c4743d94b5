//! The client against the documented examples: the requests that it sends, and the results that it returns for responses.

use model::api::Case;
use password_otp_client::operation::request_otp_for_password_reset::{self, Error as Failure};
use password_otp_client::{Client, Error};
use password_otp_types as types;
use serde::Serialize;
use serde_json::Value;

use crate::support::wire::{Message, once, response};
use crate::support::{KEY, key, operation, published_response, snapshot};

/// The result of a call of the operation.
pub type Outcome = Result<password_otp_client::Response<types::PasswordResetOtpResponse>, Error<Failure>>;

/// The body of a documented error.
pub fn documented_body(error: &Failure) -> &types::ApiError {
    match error {
        Failure::BadRequest(body)
        | Failure::Forbidden(body)
        | Failure::TooManyRequests(body)
        | Failure::InternalServerError(body) => body,
        other => panic!("a new error: {other}"),
    }
}

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
    let phone = case.body.as_ref().expect("a body")["Phone"].as_str().expect("a phone number");
    let mut builder = client.request_otp_for_password_reset(types::PasswordResetOtpRequest::builder().phone(phone));
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
    builder.send().await
}

/// The bytes of a request, less what differs between runs and the key.
fn shown(request: &Message, address: &str) -> String {
    request.to_string().replace(address, "[address]").replace("k3y-that%2Fmust%2Bnot%26leak", "[key]")
}

#[tokio::test]
async fn sends_each_documented_request() {
    for case in operation().cases {
        let (_, published) = published_response(&case);
        let (address, served) = once(response("200 OK", "", &published.to_string())).await;
        call(&client(&address, key(&case)), &case).await.ok();
        let request = served.await.expect("a request came");
        snapshot(&format!("client_sends_{}", case.name), &shown(&request, &address));
        let body: Value = request.json();
        assert_eq!(Some(body), case.body);
    }
}

#[tokio::test]
async fn understands_each_documented_response() {
    for case in operation().cases {
        let (status, published) = published_response(&case);
        let line = format!("{status} Something");
        let (address, _served) =
            once(response(&line, "content-type: application/json\r\n", &published.to_string())).await;
        let outcome = call(&client(&address, key(&case)), &case).await;
        let (shown, encoded) = match outcome {
            Ok(value) => (format!("Ok, status {}: {:#?}", value.status, value.body), json(&value.body)),
            Err(Error::ErrorResponse(error)) => {
                (format!("Err, status {}: {:#?}", error.status(), *error), json(documented_body(&error)))
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
    let (_, published) = published_response(&operation().cases[2]);
    let (address, _served) = once(response("403 Forbidden", "", &published.to_string())).await;
    match call(&client(&address, Some(KEY)), &operation().cases[2]).await {
        Err(Error::ErrorResponse(error)) => match error.into_inner() {
            Failure::Forbidden(body) => assert_eq!(body.error_code, 901),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn documented_headers_are_typed_and_a_malformed_one_is_not_shown() {
    let (_, published) = published_response(&operation().cases[2]);
    for (sent, wanted) in
        [("retry-after: 30\r\n", (Some(30), 0)), ("", (None, 0)), ("retry-after: s00n\r\n", (None, 1))]
    {
        let (address, _served) = once(response("429 Too Many Requests", sent, &published.to_string())).await;
        let Err(Error::ErrorResponse(error)) = call(&client(&address, Some(KEY)), &operation().cases[2]).await else {
            panic!("no documented error");
        };
        let read: request_otp_for_password_reset::ErrorHeaders = error.headers();
        assert!(!format!("{read:?}").contains("s00n"), "{read:?}");
        assert_eq!((read.retry_after, read.malformed().len()), wanted);
    }
}

#[tokio::test]
async fn an_undocumented_status_keeps_status_and_a_piece_of_the_body() {
    let body = "é".repeat(4000);
    let (address, _served) = once(response("418 Teapot", "", &body)).await;
    match call(&client(&address, Some(KEY)), &operation().cases[0]).await {
        Err(Error::UnexpectedResponse(raw)) => {
            assert_eq!(raw.status(), 418);
            assert_eq!(raw.excerpt(), "é".repeat(512), "1024 bytes");
            assert_eq!((raw.body(), raw.is_cut()), (body.as_bytes(), false));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_does_not_fit_keeps_status_and_body() {
    for body in [r#"{"IsPosted":"yes"}"#, r#"{"IsPosted":true}"#, "<html>", "", r#"{"IsPosted":true,"Data":null}"#] {
        let (address, _served) = once(response("200 OK", "", body)).await;
        match call(&client(&address, Some(KEY)), &operation().cases[0]).await {
            Err(Error::InvalidResponsePayload { response, .. }) => {
                assert_eq!((response.status().as_u16(), response.excerpt()), (200, body));
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let (address, _served) = once(response("418 Teapot", "", "")).await;
    let body = types::PasswordResetOtpRequest::builder().phone("+12015550123");
    let call = client(&address, Some(KEY)).request_otp_for_password_reset(body).send();
    assert!(matches!(tokio::spawn(call).await.expect("no panic"), Err(Error::UnexpectedResponse(_))));
}

#[tokio::test]
async fn a_client_over_a_router_needs_no_socket() {
    let router = password_otp_server::router(password_otp_server::Documented::new().expect("examples"));
    let case = &operation().cases[0];
    let (status, published) = published_response(case);
    let client = Client::builder().apikey(KEY).service(router.clone()).build().expect("a client");
    let response = call(&client, case).await.expect("the documented response");
    assert_eq!((response.status.as_u16(), json(&response.body)), (status, published));
    // Without a credential.
    let Err(Error::ErrorResponse(error)) = call(&Client::over(router), case).await else { panic!("no error") };
    assert!(error.status().is_client_error(), "{error}");
}

/// A vault with the key of the API.
struct Vault;

impl password_otp_client::TokenSource for Vault {
    async fn token(&self) -> Result<password_otp_client::Token, password_otp_client::BoxError> {
        Ok(password_otp_client::Token::new(KEY))
    }
}

#[tokio::test]
async fn a_key_may_come_from_a_source() {
    let router = password_otp_server::router(password_otp_server::Documented::new().expect("examples"));
    let client = Client::builder().apikey(Vault).service(router).build().expect("a client");
    let response = call(&client, &operation().cases[0]).await.expect("the documented response");
    assert_eq!(response.status.as_u16(), 200);
}

#[tokio::test]
async fn nothing_is_sent_twice() {
    // A connection that ends without a response: clients often repeat such requests.
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
    let (_, published) = published_response(&operation().cases[0]);
    let (address, served) = once(response("200 OK", "", &published.to_string())).await;
    let client = Client::builder().base_url(format!("http://{address}/prefix/")).apikey(KEY).build().expect("a client");
    call(&client, &operation().cases[0]).await.expect("the published response");
    let request = served.await.expect("a request came");
    assert!(request.target().starts_with("/prefix/identity/v2/auth/password/otp?"), "{}", request.target());
}
