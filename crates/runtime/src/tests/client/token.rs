use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use secrecy::{ExposeSecret, SecretString};

use crate::client::auth::Credentials;
use crate::client::bearer_token::BearerToken;
use crate::client::call::{Call, Operation};
use crate::client::client_credentials::{ClientCredentials, below};
use crate::client::error::NoResponse;
use crate::client::incoming::Incoming;
use crate::client::token::{Credential, Token, TokenSource, Tokens};
use crate::client::transport::HttpService;

/// Counts its tokens: `token 1`, `token 2`, each valid for a minute.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicU32>);

impl TokenSource for Counting {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        if number == 5 {
            return Err("no more tokens".into());
        }
        Ok(Token::new(format!("token {number}")).expires_in(Duration::from_secs(60)))
    }
}

async fn current(tokens: &Tokens) -> String {
    tokens.current(&[], &mut Vec::new()).await.unwrap().expose_secret().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires_and_after_a_rejection() {
    let tokens = Tokens::new(Counting::default());
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(29)).await;
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(current(&tokens).await, "token 2");
    let second = [tokens.current(&[], &mut Vec::new()).await.unwrap()];
    let third = [tokens.current(&second, &mut Vec::new()).await.unwrap()];
    assert_eq!(third[0].expose_secret(), "token 3");
    // Another request got 401 with the same old token.
    assert_eq!(tokens.current(&second, &mut Vec::new()).await.unwrap().expose_secret(), "token 3");
    assert_eq!(tokens.current(&third, &mut Vec::new()).await.unwrap().expose_secret(), "token 4");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(tokens.current(&[], &mut Vec::new()).await.unwrap_err().to_string(), "no more tokens");
    assert_eq!(current(&tokens).await, "token 6");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_not_expired_is_used_while_the_source_fails() {
    let tokens = Tokens::new(Counting(Arc::new(AtomicU32::new(3))));
    assert_eq!(current(&tokens).await, "token 4");
    tokio::time::sleep(Duration::from_secs(40)).await;
    assert_eq!(current(&tokens).await, "token 4");
    assert_eq!(current(&tokens).await, "token 6");
}

/// Tokens that are valid for ten seconds.
struct Short(Counting);

impl TokenSource for Short {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        Ok(TokenSource::token(&self.0).await?.expires_in(Duration::from_secs(10)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_lifetime_does_not_renew_the_token_for_each_request() {
    let tokens = Tokens::new(Short(Counting::default()));
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(current(&tokens).await, "token 2");
}

#[tokio::test(start_paused = true)]
async fn concurrent_requests_share_a_token() {
    let source = Counting::default();
    let tokens = Tokens::new(source.clone());
    let all: Vec<_> = (0..20)
        .map(|_| {
            let tokens = tokens.clone();
            tokio::spawn(async move { current(&tokens).await })
        })
        .collect();
    for each in all {
        assert_eq!(each.await.unwrap(), "token 1");
    }
    assert_eq!(source.0.load(Ordering::SeqCst), 1);
}

/// An authorization server that returns a response and records the request.
type Recorded = Arc<std::sync::Mutex<Vec<(HeaderMap, String)>>>;

async fn asked(
    status: u16,
    body: &'static str,
    of: impl FnOnce(ClientCredentials) -> ClientCredentials,
) -> (Result<Token, String>, Recorded) {
    let recorded = Recorded::default();
    let respond = move |State(recorded): State<Recorded>, headers: HeaderMap, text: String| async move {
        recorded.lock().unwrap().push((headers, text));
        (http::StatusCode::from_u16(status).unwrap(), body).into_response()
    };
    let router = axum::Router::new().route("/token", axum::routing::post(respond)).with_state(recorded.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let source = of(ClientCredentials::new("an id:é", "a secret&+"));
    let source = source.endpoint(Some("/token"), &url, Some(&reqwest::Client::new()));
    let result = source.token().await.map_err(|error| error.to_string());
    serving.abort();
    (result, recorded)
}

/// RFC 6749 sections 4.4.2 and 4.4.3; the response is that of section 4.4.3.
#[tokio::test]
async fn client_credentials_are_exchanged_for_a_token() {
    let body = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"example_parameter":"example_value"}"#;
    let (result, _) = asked(200, body, |source| source).await;
    assert_eq!(result.unwrap_err(), "the response of the authorization server has no bearer token");

    let body = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
    let (result, recorded) = asked(200, body, |source| source.scopes(["read", "write"])).await;
    let tokens = Tokens::new(Fixed(result.unwrap()));
    assert_eq!(current(&tokens).await, "2YotnFZFEjr1zCsicMWpAA");
    let (headers, text) = recorded.lock().unwrap()[0].clone();
    assert_eq!(text, "grant_type=client_credentials&scope=read+write");
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    // Section 2.3.1, appendix B: `an+id%3A%C3%A9:a+secret%26%2B` in base64.
    assert_eq!(headers["authorization"], "Basic YW4raWQlM0ElQzMlQTk6YStzZWNyZXQlMjYlMkI=");
}

struct Fixed(Token);

impl TokenSource for Fixed {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.0.clone())
    }
}

/// RFC 6749 section 5.2.
#[tokio::test]
async fn a_rejection_has_its_code_and_no_credential() {
    let error = |status, body| async move { asked(status, body, |source| source).await.0.unwrap_err() };
    let found = error(401, r#"{"error":"invalid_client","error_description":"a secret&+"}"#).await;
    assert_eq!(found, "the authorization server responded with 401 Unauthorized: invalid_client");
    assert_eq!(error(500, "a secret&+").await, "the authorization server responded with 500 Internal Server Error");
    assert_eq!(
        error(400, r#"{"error":"a secret&+"}"#).await,
        "the authorization server responded with 400 Bad Request"
    );
    assert_eq!(error(200, "{}").await, "the response of the authorization server has no bearer token");
    let source = ClientCredentials::new("id", "secret").token_url("http://127.0.0.1:1/?key=secret");
    let found = source.endpoint(None, "http://localhost", Some(&reqwest::Client::new())).token().await.unwrap_err();
    assert!(!format!("{found} {found:?} {source:?}").contains("secret\""), "{found} {found:?} {source:?}");
    assert!(!found.to_string().contains("secret"), "{found}");
}

/// RFC 6749 section 2.3.1: the alternative to the Basic scheme. RFC 8707 section 2.2: `resource`.
#[tokio::test]
async fn credentials_can_be_sent_in_the_body_with_other_parameters() {
    let body = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer"}"#;
    let (result, recorded) =
        asked(200, body, |source| source.in_body().parameter("resource", "https://a.example/")).await;
    result.unwrap();
    let (headers, text) = recorded.lock().unwrap()[0].clone();
    assert!(!headers.contains_key("authorization"));
    let expected = "grant_type=client_credentials&resource=https%3A%2F%2Fa.example%2F&client_id=an+id%3A%C3%A9\
                    &client_secret=a+secret%26%2B";
    assert_eq!(text, expected);
}

/// A relative URL is below the URL of the server, which may have a path (OpenAPI 3.0.4 section 4.6).
#[tokio::test]
async fn the_token_url_may_be_relative_and_must_be_there() {
    let at = |url| below("http://127.0.0.1:8080/v1", url).map(|url| url.to_string()).unwrap();
    assert_eq!(at("token"), "http://127.0.0.1:8080/v1/token");
    assert_eq!(at("/token"), "http://127.0.0.1:8080/token");
    assert_eq!(at("https://a.example/t"), "https://a.example/t");
    let http = reqwest::Client::new();
    let error = ClientCredentials::new("id", "secret").endpoint(None, "http://a", Some(&http)).token().await;
    assert_eq!(error.unwrap_err().to_string(), "there is no valid token URL");
}

/// An API that accepts the tokens of a list, and the authorization headers and bodies of the requests that it got.
#[derive(Clone, Default)]
struct Api {
    accepted: Arc<Vec<&'static str>>,
    seen: Arc<std::sync::Mutex<Vec<(String, String)>>>,
}

impl Api {
    async fn serve(accepted: &[&'static str]) -> (Api, String) {
        let api = Api { accepted: Arc::new(accepted.to_vec()), ..Api::default() };
        let respond = async |State(api): State<Api>, headers: HeaderMap, body: String| {
            let token = headers["authorization"].to_str().unwrap().to_owned();
            let is_accepted = api.accepted.iter().any(|known| token == format!("Bearer {known}"));
            api.seen.lock().unwrap().push((token.clone(), body));
            (if is_accepted { http::StatusCode::OK } else { http::StatusCode::UNAUTHORIZED }, token)
        };
        let router = axum::Router::new().route("/a", axum::routing::post(respond)).with_state(api.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        (api, url)
    }

    fn seen(&self) -> Vec<(String, String)> {
        self.seen.lock().unwrap().clone()
    }
}

static WRITE: Operation = Operation {
    id: "write",
    method: "POST",
    path: "/a",
    security: &[&[0]],
    is_streamed: false,
    is_sensitive: false,
    idempotency_key: None,
};

async fn sent(
    url: &str,
    token: impl Into<BearerToken>,
    body: impl Into<reqwest::Body>,
    change: impl FnOnce(&mut Call),
) -> Result<Incoming, NoResponse> {
    let http = reqwest::Client::new();
    let credentials = Credentials { token: Some(token.into()), ..Credentials::default() };
    let client = super::with(HttpService::http(http.clone()), url, credentials);
    let mut call = Call::new(&client.shared);
    change(&mut call);
    call.send(http.post(format!("{url}/a")).body(body).build().unwrap(), &WRITE).await
}

fn pair(token: &str, body: &str) -> (String, String) {
    (format!("Bearer {token}"), body.to_owned())
}

#[tokio::test]
async fn a_rejected_request_is_sent_again_with_another_token() {
    let (api, url) = Api::serve(&["token 2"]).await;
    let response = sent(&url, Counting::default(), "text", |_| {}).await.ok().expect("a response");
    assert_eq!(response.status(), 200);
    assert_eq!(api.seen(), [pair("token 1", "text"), pair("token 2", "text")]);
    let secrets: Vec<_> = response.secrets().iter().map(|text| text.expose_secret().to_owned()).collect();
    assert_eq!(secrets, ["token 1", "token 2"]);
}

#[tokio::test]
async fn a_request_is_sent_again_once_only_and_not_in_vain() {
    let (api, url) = Api::serve(&[]).await;
    let status = async |response: Result<Incoming, NoResponse>| response.ok().expect("a response").status();
    assert_eq!(status(sent(&url, Counting::default(), "", |_| {}).await).await, 401);
    assert_eq!(api.seen(), [pair("token 1", ""), pair("token 2", "")], "once");

    let (api, url) = Api::serve(&[]).await;
    assert_eq!(status(sent(&url, "text", "", |_| {}).await).await, 401);
    assert_eq!(status(sent(&url, Fixed(Token::new("same")), "", |_| {}).await).await, 401);
    assert_eq!(api.seen(), [pair("text", ""), pair("same", "")], "the token is the same");

    let stream = || futures_util::stream::iter([Ok::<_, std::io::Error>("streamed")]);
    let (api, url) = Api::serve(&[]).await;
    assert_eq!(status(sent(&url, Counting::default(), reqwest::Body::wrap_stream(stream()), |_| {}).await).await, 401);
    assert_eq!(api.seen(), [pair("token 1", "streamed")], "a stream cannot be sent again");

    let (api, url) = Api::serve(&[]).await;
    let own = |call: &mut Call| call.header("authorization", "Bearer own");
    assert_eq!(status(sent(&url, Counting::default(), "", own).await).await, 401);
    assert_eq!(api.seen(), [pair("own", "")], "the caller's own header");
}

/// The headers of a call replace the credentials in these headers, and no other ones.
#[tokio::test]
async fn a_credential_is_renewed_unless_a_header_of_the_call_replaces_it() {
    let requests = async |name: &'static str| {
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let all = Arc::clone(&seen);
        let respond = async move |headers: HeaderMap| {
            all.lock().unwrap().push(headers["x-key"].to_str().unwrap().to_owned());
            http::StatusCode::UNAUTHORIZED
        };
        let router = axum::Router::new().route("/a", axum::routing::post(respond));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        let http = reqwest::Client::new();
        let source = Counting::default();
        let credentials = Credentials { key: Some(source.clone().into()), ..Credentials::default() };
        let client = super::with(HttpService::http(http.clone()), &url, credentials);
        let mut call = Call::new(&client.shared);
        call.header(name, "own");
        let request = http.post(format!("{url}/a")).build().unwrap();
        assert_eq!(call.send(request, &WRITE).await.ok().expect("a response").status(), 401);
        (seen.lock().unwrap().clone(), source.0.load(Ordering::SeqCst))
    };
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(requests("authorization").await, (texts(&["token 1", "token 2"]), 2));
    assert_eq!(requests("X-Key").await, (texts(&["own"]), 1), "the source is not asked again");
}

#[tokio::test]
async fn a_source_that_fails_is_an_error_of_its_own() {
    let (api, url) = Api::serve(&[]).await;
    let failing = || Counting(Arc::new(AtomicU32::new(4)));
    let Err(NoResponse::Token(error)) = sent(&url, failing(), "", |_| {}).await else { panic!("no error") };
    assert_eq!(error.to_string(), "no more tokens");
    assert_eq!(error.get_ref().map(ToString::to_string).as_deref(), Some("no more tokens"));
    assert!(api.seen().is_empty());

    // The token of the first request is rejected, and there is no other.
    let last = Counting(Arc::new(AtomicU32::new(3)));
    let Err(NoResponse::Token(error)) = sent(&url, last, "", |_| {}).await else { panic!("no error") };
    assert_eq!(error.to_string(), "no more tokens");
}

/// A source that never has a token.
struct Silent;

impl TokenSource for Silent {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn the_time_limit_of_a_call_covers_its_source() {
    let short = |call: &mut Call| call.timeout(Duration::from_millis(20));
    let Err(NoResponse::Transport(error)) = sent("http://127.0.0.1:1", Silent, "", short).await else {
        panic!("no error")
    };
    assert!(error.is_timeout());
}

/// Every way in which an error can be shown.
fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let texts = std::iter::successors(Some(error), |error| error.source());
    texts.map(|error| format!("{error}\n{error:#}\n{error:?}\n{error:#?}\n")).collect()
}

/// A server that rejects the first token, and then sends a body with both.
async fn echo(status: u16, content_type: &'static str, body: &'static str) -> String {
    let respond = move |headers: HeaderMap| async move {
        let is_first = headers["authorization"] == "Bearer token 1";
        let status = http::StatusCode::from_u16(if is_first { 401 } else { status }).unwrap();
        (status, [("content-type", content_type), ("x-echo", "token 1, token 2")], body)
    };
    let router = axum::Router::new().route("/a", axum::routing::post(respond));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

#[tokio::test]
async fn no_error_shows_a_token_of_a_source() {
    use crate::client::{error::Error, item_stream::ItemStream, receive, response::ByteStream, response::NoHeaders};
    const BODY: &str = "{\"data\": \"token 1\", \"token 2\": \"Bearer token%202\"}\n";
    let respond = async |status, media_type| {
        sent(&echo(status, media_type, BODY).await, Counting::default(), "", |_| {}).await.ok().expect("a response")
    };
    let received = async |status, media_type| {
        receive::read(respond(status, media_type).await, |_| receive::Extent::Whole).await.ok().expect("a body")
    };
    let hidden = |text: &str| {
        assert!(!text.contains("token 1") && !text.contains("token 2") && !text.contains("token%202"), "{text}");
        assert!(text.contains('*'), "{text}");
    };
    let undocumented: Error<()> = received(502, "text/plain").await.unexpected();
    hidden(&shown(&undocumented));
    // serde quotes the string that is not a boolean.
    #[derive(Debug, serde::Deserialize)]
    struct Flag {
        #[serde(rename = "data")]
        _data: bool,
    }
    let misfit = received(200, "application/json").await.json::<Flag, NoHeaders, ()>().err().unwrap();
    hidden(&shown(&misfit));
    let documented: Error<()> = received(400, "text/plain").await.text_error(|_| ());
    hidden(&shown(&documented));
    let mut items = ItemStream::<Flag>::lines(ByteStream::new(respond(200, "application/jsonl").await));
    hidden(&shown(&items.next().await.unwrap().err().unwrap()));

    // A layer or a service that fails names the header.
    let failing = super::over(HttpService::new(Failing), &[]);
    let credentials = Credentials { token: Some(Counting::default().into()), ..Credentials::default() };
    let shared = crate::client::call::Shared { credentials, ..Arc::into_inner(failing.shared).unwrap() };
    let call = Call::new(&Arc::new(shared));
    let request = reqwest::Client::new().post("http://127.0.0.1/a").build().unwrap();
    let Err(error) = call.send(request, &WRITE).await else { panic!("no error") };
    hidden(&shown(&Error::<()>::from(error)));
}

/// A service that fails with the headers of its request.
#[derive(Clone)]
struct Failing;

impl tower_service::Service<http::Request<reqwest::Body>> for Failing {
    type Response = http::Response<reqwest::Body>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = std::future::Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> Self::Future {
        let header = request.headers()["authorization"].to_str().unwrap().to_owned();
        std::future::ready(Err(header.into()))
    }
}

/// A source whose second token cannot be had: its error names the first.
#[derive(Default)]
struct Refreshing(AtomicU32);

impl TokenSource for Refreshing {
    async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => Ok(Token::new("the first token").expires_in(Duration::ZERO)),
            _ => Err("cannot renew `the first token`".into()),
        }
    }
}

#[tokio::test]
async fn the_error_of_a_source_does_not_show_the_token_before_it() {
    // The token is rejected.
    let (_, url) = Api::serve(&[]).await;
    let Err(NoResponse::Token(error)) = sent(&url, Refreshing::default(), "", |_| {}).await else { panic!("no error") };
    assert_eq!(error.to_string(), "cannot renew `***************`");
    // The token has expired.
    let tokens: BearerToken = Refreshing::default().into();
    let (_, url) = Api::serve(&["the first token"]).await;
    assert_eq!(sent(&url, tokens.clone(), "", |_| {}).await.ok().expect("a response").status(), 200);
    let Err(NoResponse::Token(error)) = sent(&url, tokens, "", |_| {}).await else { panic!("no error") };
    assert_eq!(error.to_string(), "cannot renew `***************`");
}

#[test]
fn debug_shows_no_token() {
    let secret = "long secret text";
    let all: [BearerToken; 4] = [
        secret.into(),
        SecretString::from(secret).into(),
        ClientCredentials::new("id", secret).into(),
        Fixed(Token::new(secret)).into(),
    ];
    let keys: [Credential; 2] = [secret.into(), Fixed(Token::new(secret)).into()];
    for text in [format!("{all:?}"), format!("{keys:?}"), format!("{:?}", Token::new(secret))] {
        assert!(!text.contains(secret), "{text}");
    }
}
