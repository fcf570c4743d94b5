//! Layers that are functions.

use axum::Router;
use http::{HeaderValue, Request, StatusCode};
use tower_service::Service;

use crate::client::client_builder::Client;
use crate::client::middleware::from_fn;

#[tokio::test]
async fn a_function_gets_each_request_and_the_next_service() {
    // The server responds with the texts of the headers `x-layer`.
    let router = Router::new().fallback(async |request: axum::extract::Request| {
        let values = request.headers().get_all("x-layer").iter();
        values.map(|value| value.to_str().unwrap()).collect::<Vec<_>>().join(",")
    });
    let client = Client::builder()
        .layer(from_fn(|mut request, next| async move {
            request.headers_mut().append("x-layer", HeaderValue::from_static("first"));
            let mut response = next.run(request).await?;
            *response.status_mut() = StatusCode::ACCEPTED;
            Ok(response)
        }))
        .layer(from_fn(|mut request, next| async move {
            request.headers_mut().append("x-layer", HeaderValue::from_static("second"));
            if request.uri().path() == "/refused" {
                return Err("refused".into());
            }
            next.run(request).await
        }))
        .service(router)
        .build()
        .unwrap();
    let mut service = client.shared.service.clone();
    let mut send = |path: &str| {
        let request = Request::get(format!("http://localhost{path}")).body(reqwest::Body::default()).unwrap();
        service.call(request)
    };
    let response = send("/").await.unwrap();
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let body = axum::body::to_bytes(axum::body::Body::new(response.into_body()), 100).await.unwrap();
    assert_eq!(body, "first,second");
    assert_eq!(send("/refused").await.unwrap_err().to_string(), "refused");
}
