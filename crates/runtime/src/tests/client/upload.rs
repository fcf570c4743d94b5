use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};

use super::call::{STREAMED_BODY, Serve, Slow};
use super::{Whole, over};
use crate::client::call::Call;
use crate::client::client_builder::Client;
use crate::client::error::NoResponse;
use crate::client::response_body::BoxError;
use crate::client::transport::HttpService;

type Sent = Pin<Box<dyn Future<Output = Result<http::Response<Whole>, BoxError>> + Send>>;

async fn next_part(body: &mut reqwest::Body) -> Option<Frame<Bytes>> {
    let part = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await;
    part.map(|part| part.unwrap())
}

/// A client of a server that takes a part of the body every `pause` seconds, and responds `last` seconds after the end.
fn client(pause: u64, last: u64) -> Client {
    let respond = move |request: http::Request<reqwest::Body>| async move {
        let mut body = request.into_body();
        while next_part(&mut body).await.is_some() {
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
        drop(body);
        tokio::time::sleep(Duration::from_secs(last)).await;
        Ok(http::Response::new(Whole(Some("x".into()))))
    };
    over(HttpService::new(Serve(move |request| Box::pin(respond(request)) as Sent)), &[])
}

/// Sends a body, and returns whether a response arrives. The limit is 30 seconds.
async fn is_sent(client: &Client, body: reqwest::Body) -> bool {
    let call = Call::new(&client.shared);
    let request = call.http().unwrap().post("http://127.0.0.1/a").body(body).build().unwrap();
    match call.send(request, &STREAMED_BODY).await {
        Ok(_) => true,
        Err(NoResponse::Transport(error)) => {
            assert!(error.is_timeout(), "{error}");
            false
        }
        Err(_) => panic!("expected a response or a timeout"),
    }
}

/// A body of three parts, each after `pause` seconds.
fn parts(pause: u64) -> reqwest::Body {
    reqwest::Body::wrap(Slow::new(3, Duration::from_secs(pause)))
}

#[tokio::test(start_paused = true)]
async fn a_long_upload_has_no_limit_as_a_whole() {
    assert!(is_sent(&client(20, 0), parts(0)).await);
    assert!(is_sent(&client(29, 29), parts(0)).await);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_no_more_parts_ends_the_call() {
    assert!(!is_sent(&client(31, 0), parts(0)).await);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_no_part_ends_the_call() {
    let respond = async |_: http::Request<reqwest::Body>| {
        tokio::time::sleep(Duration::from_secs(31)).await;
        Ok(http::Response::new(Whole(None)))
    };
    let client = over(HttpService::new(Serve(move |request| Box::pin(respond(request)) as Sent)), &[]);
    assert!(!is_sent(&client, parts(0)).await);
}

/// In-memory parts of a multipart body are such parts. The server takes 64 KiB each 20 seconds.
#[tokio::test(start_paused = true)]
async fn a_large_part_is_sent_in_pieces() {
    let mut form = reqwest::multipart::Form::new();
    form = form.part("a", reqwest::multipart::Part::bytes(vec![0u8; 500_000]));
    let request = reqwest::Client::new().post("http://127.0.0.1/a").multipart(form).build().unwrap();
    let call = Call::new(&client(20, 0).shared);
    assert!(call.send(request, &STREAMED_BODY).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_time_of_the_source_does_not_count() {
    assert!(is_sent(&client(0, 0), parts(200)).await);
    assert!(!is_sent(&client(31, 0), parts(200)).await);
}

#[tokio::test(start_paused = true)]
async fn the_response_has_a_limit_of_its_own() {
    assert!(is_sent(&client(20, 29), parts(20)).await);
    assert!(!is_sent(&client(0, 31), parts(20)).await);
}

#[tokio::test(start_paused = true)]
async fn a_body_in_memory_counts_as_a_whole() {
    assert!(!is_sent(&client(31, 0), reqwest::Body::from("abc")).await);
}

#[tokio::test(start_paused = true)]
async fn the_length_of_a_file_is_sent() {
    let mut request = reqwest::Client::new().post("http://127.0.0.1/a").body(parts(0)).build().unwrap();
    let before = request.body().unwrap().size_hint().exact();
    assert!(crate::client::upload::Upload::watch(&mut request).is_some());
    assert_eq!(request.body().unwrap().size_hint().exact(), before);
    assert_eq!(before, Some(3));
}
