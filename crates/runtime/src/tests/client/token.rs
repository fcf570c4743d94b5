use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use secrecy::ExposeSecret;

use crate::client::client_credentials::ClientCredentials;
use crate::client::token::{Token, TokenSource, Tokens};

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
    tokens.current(None).await.unwrap().expose_secret().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires_and_after_a_rejection() {
    let tokens = Tokens::new(Counting::default());
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(29)).await;
    assert_eq!(current(&tokens).await, "token 1");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(current(&tokens).await, "token 2");
    let second = tokens.current(None).await.unwrap();
    let third = tokens.current(Some(&second)).await.unwrap();
    assert_eq!(third.expose_secret(), "token 3");
    // Another request got 401 with the same old token.
    assert_eq!(tokens.current(Some(&second)).await.unwrap().expose_secret(), "token 3");
    assert_eq!(tokens.current(Some(&third)).await.unwrap().expose_secret(), "token 4");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(tokens.current(None).await.unwrap_err().to_string(), "no more tokens");
    assert_eq!(current(&tokens).await, "token 6");
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
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let source = of(ClientCredentials::new(url, "an id:é", "a secret&+"));
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
    let source = ClientCredentials::new("http://127.0.0.1:1/?key=secret", "id", "secret");
    let found = source.token().await.unwrap_err();
    assert!(!format!("{found} {found:?} {source:?}").contains("secret\""), "{found} {found:?} {source:?}");
    assert!(!found.to_string().contains("secret"), "{found}");
}
