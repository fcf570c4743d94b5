use axum::extract::Request;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::IntoResponse;

use crate::server::handler::{Handle, ResponseFuture, ready};

#[tokio::test]
async fn a_panic_becomes_a_response() {
    let bug = |_: (), _: Request| -> ResponseFuture {
        Box::pin(async {
            tokio::task::yield_now().await;
            panic!("a bug")
        })
    };
    assert_eq!(Handle(bug).call(Request::default(), ()).await.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_handler_gets_the_state_and_the_request() {
    let status = |state: u16, request: Request| {
        assert_eq!(request.uri().path(), "/");
        ready(StatusCode::from_u16(state).unwrap().into_response())
    };
    assert_eq!(Handle(status).call(Request::default(), 204).await.status(), StatusCode::NO_CONTENT);
}
