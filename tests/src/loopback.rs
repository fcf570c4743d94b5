//! The client against the server, both generated from one document.

use std::sync::{Arc, Mutex};

use password_otp_client::Error;
use password_otp_server::operation::request_otp_for_password_reset::{Request, Response};
use password_otp_server::{Api, Context, Credential, Denied, Rejection, Undocumented, router};
use password_otp_types as types;

use crate::client::{call, client, documented_body};
use crate::support::curl::Curl;
use crate::support::wire::{exchange, serve};
use crate::support::{KEY, file, key, operation, published, published_response};

#[tokio::test]
async fn every_documented_exchange_comes_through() {
    let address = crate::server::documented().await;
    for case in operation().cases {
        let (status, published) = published_response(&case);
        let (got, body) = match call(&client(&address, key(&case)), &case).await {
            Ok(value) => (value.status.as_u16(), serde_json::to_value(&value.body)),
            Err(Error::ErrorResponse(error)) => {
                (error.status().as_u16(), serde_json::to_value(documented_body(&error)))
            }
            Err(other) => panic!("{}: {other:?}", case.name),
        };
        assert_eq!((got, body.expect("JSON")), (status, published), "{}", case.name);
    }
}

/// Remembers what it was asked.
#[derive(Clone, Default)]
struct Recorder {
    seen: Arc<Mutex<Vec<Request<String>>>>,
}

impl Api for Recorder {
    type Caller = String;

    async fn authenticate(&self, credential: Credential, _: &Context) -> Result<String, Denied> {
        use password_otp_server::secrecy::ExposeSecret;
        let Credential::Apikey(key) = credential else { return Err(Denied::Invalid) };
        Ok(format!("caller of {}", key.expose_secret()))
    }

    async fn request_otp_for_password_reset(&self, request: Request<String>) -> Result<Response, Undocumented> {
        self.seen.lock().expect("no test panicked").push(request);
        let data = types::OtpReceipt::builder().account_sid("AC1").sid("SM1");
        Ok(Response::ok(types::PasswordResetOtpResponse::builder().is_posted(true).data(data).build()?).into())
    }
}

#[tokio::test]
async fn both_spellings_of_the_recaptcha_response_are_told_apart() {
    let recorder = Recorder::default();
    let address = serve(router(recorder.clone())).await;
    let phone = types::PasswordResetOtpRequest::builder().phone("+1 234/5&6=7?é%").build().expect("all properties");
    let response = client(&address, Some(KEY))
        .request_otp_for_password_reset(phone.clone())
        .recaptcha_hyphenated("with hyphens & more")
        .recaptcha_underscored("with_underscores+")
        .isvoiceotp(false)
        .send()
        .await;
    assert_eq!(response.expect("a response").body.data.sid, "SM1");
    let seen = recorder.seen.lock().expect("no test panicked").remove(0);
    assert_eq!(seen.caller, format!("caller of {KEY}"));
    assert_eq!(seen.query.recaptcha_hyphenated.as_deref(), Some("with hyphens & more"));
    assert_eq!(seen.query.recaptcha_underscored.as_deref(), Some("with_underscores+"));
    assert_eq!((seen.query.smstemplate, seen.query.isvoiceotp), (None, Some(false)));
    assert_eq!(seen.body, phone);
}

/// An implementation with a bug.
struct Panicking;

impl Api for Panicking {
    type Caller = ();

    async fn authenticate(&self, _: Credential, _: &Context) -> Result<(), Denied> {
        Ok(())
    }

    async fn request_otp_for_password_reset(&self, _: Request<()>) -> Result<Response, Undocumented> {
        panic!("a secret of the implementation")
    }

    fn reject_with_api_error(&self, _: &Rejection) -> Result<types::ApiError, Undocumented> {
        panic!("another one")
    }
}

/// An implementation that has a method for nothing, and whose users are in a database that is down.
struct Unfinished {
    is_down: bool,
}

impl Api for Unfinished {
    type Caller = ();

    async fn authenticate(&self, _: Credential, context: &Context) -> Result<(), Denied> {
        assert_eq!(context.operation(), "RequestOTPForPasswordReset");
        if self.is_down { Err("a secret of the database")? } else { Ok(()) }
    }
}

#[tokio::test]
async fn an_error_without_a_response_in_the_document_tells_nothing() {
    for (is_down, status) in [(true, "HTTP/1.1 500"), (false, "HTTP/1.1 501")] {
        let address = serve(router(Unfinished { is_down })).await;
        let curl = Curl::parse(&file("documented/request.curl"));
        let response = exchange(&address, &curl.bytes("&apikey=any")).await;
        assert!(response.head.starts_with(status), "{}", response.head);
        assert!(response.body.is_empty(), "nothing is shown");
        let rejected = exchange(&address, &curl.bytes("")).await;
        assert_eq!((rejected.status(), rejected.json()), (400, published("400")), "the documented example by default");
    }
}

#[tokio::test]
async fn a_panic_of_the_implementation_is_a_response_that_tells_nothing() {
    let address = serve(router(Panicking)).await;
    for (key, status) in [(Some(KEY), 500), (None, 500)] {
        match call(&client(&address, key), &operation().cases[0]).await {
            // 500 is documented, with a body that only the implementation could give.
            Err(Error::InvalidResponsePayload { response, .. }) => {
                assert_eq!((response.status().as_u16(), response.excerpt()), (status, ""));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_router_takes_layers() {
    let layer = axum::middleware::from_fn(async |request, next: axum::middleware::Next| {
        let mut response = next.run(request).await;
        response.headers_mut().insert("x-layer", axum::http::HeaderValue::from_static("on"));
        response
    });
    let address = serve(router(Recorder::default()).layer(layer)).await;
    let response = call(&client(&address, Some(KEY)), &operation().cases[0]).await.expect("a response");
    assert_eq!(response.raw_headers.get("x-layer").map(|value| value.as_bytes()), Some(&b"on"[..]));
}

#[tokio::test]
async fn a_router_can_be_nested_under_a_prefix() {
    let address = serve(axum::Router::new().nest("/prefix", router(Recorder::default()))).await;
    let client = client(&format!("{address}/prefix"), Some(KEY));
    assert!(call(&client, &operation().cases[0]).await.is_ok());
}
