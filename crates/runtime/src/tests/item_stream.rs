//! The server writes items and the client reads the same ones.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_service::Service;

use super::client;
use crate::client::call::{Call, Operation};
use crate::client::item_body;
use crate::client::item_stream::{Event, ItemStream, StreamError};
use crate::client::response::ByteStream;
use crate::client::transport::HttpService;
use crate::server::item_stream as server;
use crate::server::received_items::ReceivedItems;

/// A stream of these items.
struct Items<T>(std::vec::IntoIter<T>);

impl<T: Unpin> Stream for Items<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

fn items<T: Unpin>(items: impl IntoIterator<Item = T>) -> Items<T> {
    Items(items.into_iter().collect::<Vec<T>>().into_iter())
}

/// The body of a response.
fn body(body: impl Into<Body>) -> ByteStream {
    ByteStream::new(client::incoming(&client::client(&["secret"]), http::Response::new(body.into())))
}

/// The items until the end, errors as their texts.
async fn read<T>(mut stream: ItemStream<T>) -> Vec<Result<T, String>> {
    let mut found = Vec::new();
    while let Some(item) = stream.next().await {
        found.push(item.map_err(|error| error.to_string()));
    }
    found
}

#[tokio::test]
async fn the_client_reads_the_items_that_the_server_writes() {
    let values = [json!({"a": "ü\u{1e}\n"}), json!([1, null]), json!("x"), json!(1.5), json!(true)];
    let expected: Vec<_> = values.iter().cloned().map(Ok).collect();
    let written = server::lines(values.iter().cloned().collect());
    assert_eq!(read(ItemStream::lines(body(written))).await, expected);
    let written = server::sequence(server::ItemStream::new(items(values.clone())));
    assert_eq!(read(ItemStream::sequence(body(written))).await, expected);

    let first = server::Event::new(json!({"a": "b\r\nc"})).event("add").id("ü 1").retry(Duration::from_millis(2500));
    let written = server::events(server::ItemStream::new(items([first, json!(2).into()])));
    let found = read(ItemStream::<Event<serde_json::Value>>::events(body(written))).await;
    let [Ok(first), Ok(second)] = found.as_slice() else { panic!("expected two events, got {found:?}") };
    assert_eq!(first.data, json!({"a": "b\r\nc"}));
    let fields = (first.event.as_deref(), first.id.as_deref(), first.retry);
    assert_eq!(fields, (Some("add"), Some("ü 1"), Some(Duration::from_millis(2500))));
    assert_eq!(second, &Event { data: json!(2), ..Event::default() });
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Message {
    data: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<u64>,
}

/// OpenAPI 3.2.0, Special Considerations for Server-Sent Events: the schema of an item describes the fields of an event.
#[tokio::test]
async fn an_event_can_be_an_object_with_its_fields() {
    let message =
        |data: &str, event: Option<&str>, retry| Message { data: data.into(), event: event.map(Into::into), retry };
    let written =
        server::fields(server::ItemStream::new(items([message("a\nb", Some("e"), Some(5)), message("", None, None)])));
    let bytes = axum::body::to_bytes(written, 1000).await.unwrap();
    assert_eq!(bytes, "event: e\nretry: 5\ndata: a\ndata: b\n\ndata: \n\n");
    let found = read(ItemStream::fields(body(bytes))).await;
    assert_eq!(found, [Ok(message("a\nb", Some("e"), Some(5))), Ok(message("", None, None))]);
}

/// Documents before OpenAPI 3.2 describe the data of events by a schema of the type `string`.
#[tokio::test]
async fn the_data_of_an_event_can_be_a_text() {
    let events = [server::Event::new("a \"b\"\n 1").event("add"), "[DONE]".into(), "".into()];
    let written = server::texts(server::ItemStream::new(items(events)));
    let bytes = axum::body::to_bytes(written, 1000).await.unwrap();
    assert_eq!(bytes, "event: add\ndata: a \"b\"\ndata:  1\n\ndata: [DONE]\n\ndata: \n\n");
    let found = read(ItemStream::<Event<String>>::texts(body(bytes))).await;
    let event = |data: &str, event: Option<&str>| Event {
        data: data.to_owned(),
        event: event.map(Into::into),
        ..Event::default()
    };
    assert_eq!(found, [Ok(event("a \"b\"\n 1", Some("add"))), Ok(event("[DONE]", None)), Ok(event("", None))]);

    // A value whose JSON is a string is read from the text, too.
    let written = server::texts(std::iter::once(server::Event::new(std::net::Ipv4Addr::LOCALHOST)).collect());
    let found = read(ItemStream::<Event<std::net::Ipv4Addr>>::texts(body(written))).await;
    assert_eq!(found, [Ok(Event { data: std::net::Ipv4Addr::LOCALHOST, event: None, id: None, retry: None })]);
}

#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_and_the_next_ones_follow() {
    let mut stream = ItemStream::<u8>::lines(body("1\n\"secret\"\n300\n2\n"));
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error, StreamError::InvalidItem { index: 1, .. }), "{error}");
    assert!(error.to_string().contains("\"******\""), "{error}");
    assert!(stream.next().await.unwrap().is_err());
    assert_eq!(stream.next().await.unwrap().unwrap(), 2);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn the_last_line_needs_no_end_and_an_event_needs_its_empty_line() {
    assert_eq!(read(ItemStream::<u8>::lines(body("1\n2"))).await, [Ok(1), Ok(2)]);
    let found = read(ItemStream::<Event<u8>>::events(body("data:1\n\ndata:2\n"))).await;
    assert_eq!(found, [Ok(Event { data: 1, ..Event::default() })]);
}

#[tokio::test]
async fn an_event_stream_ends_with_the_text_done() {
    let found = read(ItemStream::<Event<u8>>::events(body("data: 1\n\ndata: [DONE]\n\ndata: 2\n\n"))).await;
    assert_eq!(found, [Ok(Event { data: 1, ..Event::default() })]);
}

#[tokio::test]
async fn the_items_before_a_failure_are_read() {
    let mut stream = ItemStream::<u32>::lines(body("1\n123456\n")).item_limit(5);
    assert_eq!(stream.next().await.unwrap().unwrap(), 1);
    assert!(matches!(stream.next().await, Some(Err(StreamError::TooLarge { limit: 5 }))));
    assert!(stream.next().await.is_none());

    // A body that the server cannot go on with is incomplete.
    let written = server::lines(server::ItemStream::fallible(items([Ok(1), Err("the source failed"), Ok(2)])));
    let found = read(ItemStream::<u8>::lines(body(written))).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], Ok(1));
    assert!(found[1].as_ref().is_err_and(|error| error.starts_with("the stream is incomplete")), "{found:?}");
    let written = server::events(server::ItemStream::new(items([server::Event::new(1).id("a\nb")])));
    assert!(read(ItemStream::<Event<u8>>::events(body(written))).await[0].is_err());
}

/// A body whose connection fails after these bytes.
fn cut_off(text: &'static str) -> Body {
    Body::from_stream(items([Ok(Bytes::from_static(text.as_bytes())), Err("the connection failed")]))
}

type Requests = Arc<Mutex<Vec<(Option<String>, Duration)>>>;

/// A stream of numbers from a server that gives these responses, and the ids and times of the requests.
async fn numbered(responses: Vec<(u16, Body)>) -> (ItemStream<Event<u8>>, Requests) {
    static NUMBERS: Operation = Operation {
        id: "numbers",
        method: "GET",
        path: "/",
        security: &[],
        is_streamed: true,
        is_sensitive: false,
        idempotency_key: None,
    };
    let (start, requests) = (tokio::time::Instant::now(), Requests::default());
    let (seen, responses) = (requests.clone(), Arc::new(Mutex::new(responses.into_iter())));
    let respond = move |headers: http::HeaderMap| {
        let id = headers.get("last-event-id").map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        seen.lock().unwrap().push((id, start.elapsed()));
        let (status, body) = responses.lock().unwrap().next().unwrap_or((503, Body::empty()));
        async move { http::Response::builder().status(status).body(body).unwrap() }
    };
    let router = axum::Router::new().route("/", axum::routing::get(respond));
    let service = Mapped(router);
    let call = Call::new(&client::over(HttpService::new(service), &[]).shared);
    let request = call.http().unwrap().get("http://a/").build().unwrap();
    let Ok(incoming) = call.send(request, &NUMBERS).await else { panic!("expected a response") };
    (ItemStream::events(ByteStream::new(incoming)), requests)
}

/// A router as a service of the client's requests.
#[derive(Clone)]
struct Mapped(axum::Router);

impl Service<http::Request<reqwest::Body>> for Mapped {
    type Response = http::Response<Body>;
    type Error = std::convert::Infallible;
    type Future = <axum::Router as Service<http::Request<Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Service::<http::Request<Body>>::poll_ready(&mut self.0, cx)
    }

    fn call(&mut self, request: http::Request<reqwest::Body>) -> Self::Future {
        self.0.call(request.map(Body::new))
    }
}

fn numbers(found: &[Result<Event<u8>, String>]) -> Vec<Option<u8>> {
    found.iter().map(|item| item.as_ref().ok().map(|event| event.data)).collect()
}

/// HTML, section 9.2.3, but only on request, and not after the end of the stream.
#[tokio::test(start_paused = true)]
async fn a_stream_is_requested_again_from_its_last_event() {
    let (stream, requests) = numbered(vec![
        (200, cut_off("id:b\ndata:1\n\nid:lost\ndata:")),
        (200, cut_off("data:2\n\nretry:500\nid:c\n\ndata: cut")),
        (503, Body::empty()),
        (200, "data:3\n\n".into()),
    ])
    .await;
    let found = read(stream.reconnect(2)).await;
    assert_eq!(numbers(&found), [Some(1), Some(2), Some(3)]);
    let seconds = |half: u64| Duration::from_millis(half * 500);
    let id = |id: &str| Some(id.to_owned());
    // Three seconds, then the time of `retry`.
    let expected = [(None, seconds(0)), (id("b"), seconds(6)), (id("c"), seconds(7)), (id("c"), seconds(8))];
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), expected.len(), "{requests:?}");
    for ((found_id, time), (expected_id, expected_time)) in requests.iter().zip(&expected) {
        assert_eq!(found_id, expected_id);
        assert!(time.abs_diff(*expected_time) < Duration::from_millis(20), "{requests:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_requested_again_on_request_only_and_as_often_as_allowed() {
    let responses = || vec![(200, cut_off("data:1\n\n")), (204, Body::empty())];
    let (stream, requests) = numbered(responses()).await;
    assert_eq!(numbers(&read(stream).await), [Some(1), None]);
    assert_eq!(requests.lock().unwrap().len(), 1);
    // 204 ends the stream.
    let (stream, _) = numbered(responses()).await;
    assert_eq!(numbers(&read(stream.reconnect(1)).await), [Some(1)]);
    // So does the end of the body.
    let (stream, requests) = numbered(vec![(200, "data:1\n\n".into())]).await;
    assert_eq!(numbers(&read(stream.reconnect(1)).await), [Some(1)]);
    assert_eq!(requests.lock().unwrap().len(), 1);
    let (stream, requests) = numbered(vec![(200, cut_off("data:1\n\n"))]).await;
    let found = read(stream.reconnect(3)).await;
    assert!(found[1].as_ref().is_err_and(|error| error.contains("503")), "{found:?}");
    assert_eq!((numbers(&found), requests.lock().unwrap().len()), (vec![Some(1), None], 4));
}

/// A stream of two numbers, with a minute before the second one.
struct Slow(Option<Pin<Box<tokio::time::Sleep>>>, u8);

impl Stream for Slow {
    type Item = server::Event<u8>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(sleep) = &mut self.0 {
            std::task::ready!(sleep.as_mut().poll(cx));
        }
        self.0 = Some(Box::pin(tokio::time::sleep(Duration::from_secs(60))));
        self.1 += 1;
        Poll::Ready((self.1 < 3).then(|| server::Event::new(self.1)))
    }
}

/// HTML, sections 9.2.5 and 9.2.6: a line that begins with a colon is a comment, and an empty line without data ends no event.
#[tokio::test(start_paused = true)]
async fn comments_are_sent_while_there_are_no_items_and_the_client_ignores_them() {
    let written = async |items: server::ItemStream<server::Event<u8>>| {
        let body = http_body_util::BodyExt::collect(server::events(items)).await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    };
    let stream = || server::ItemStream::new(Slow(None, 0));
    let silent = written(stream()).await;
    assert_eq!(silent, "data: 1\n\ndata: 2\n\n");
    let text = written(stream().keep_alive(Duration::from_secs(22))).await;
    assert_eq!(text, "data: 1\n\n:\n\n:\n\ndata: 2\n\n:\n\n:\n\n");
    let events = read(ItemStream::<Event<u8>>::events(body(text))).await;
    assert_eq!(numbers(&events), [Some(1), Some(2)]);
}

/// Counts the items that are taken, and sets a flag when it is dropped.
struct Counted(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl Stream for Counted {
    type Item = String;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<String>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Some("x".repeat(64 * 1024)))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

/// A client that reads slowly slows the stream down, and the stream is dropped with the connection.
#[tokio::test]
async fn a_stream_waits_for_the_client_and_ends_with_it() {
    let (taken, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let state = (taken.clone(), dropped.clone());
    let endless = move || {
        let state = state.clone();
        async move { server::lines(server::ItemStream::new(Counted(state.0, state.1))) }
    };
    let router = axum::Router::new().route("/", axum::routing::get(endless));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let response = reqwest::get(url).await.unwrap();
    let received = Body::new(reqwest::Body::from(response));
    let mut stream = ItemStream::<String>::lines(body(received));
    assert_eq!(stream.next().await.unwrap().unwrap().len(), 64 * 1024);

    // The buffers of the sockets fill up: no more items are taken.
    let mut before = 0;
    while before != taken.load(Ordering::SeqCst) {
        before = taken.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!(dropped.load(Ordering::SeqCst), 0);
    drop(stream);
    for _ in 0..100 {
        if dropped.load(Ordering::SeqCst) == 1 {
            serving.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the stream outlives the connection");
}

/// The items of a request body until the end, errors as their texts.
async fn received<T>(mut items: ReceivedItems<T>) -> Vec<Result<T, String>> {
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.map_err(|error| error.to_string()));
    }
    found
}

#[tokio::test]
async fn the_server_reads_the_items_that_the_client_writes() {
    let values = [json!({"a": "ü\u{1e}\n"}), json!([1, null]), json!("x"), json!(1.5), json!(true)];
    let expected: Vec<_> = values.iter().cloned().map(Ok).collect();
    let sent = Body::new(item_body::body(items(values.clone()), item_body::lines));
    assert_eq!(received(ReceivedItems::lines(sent)).await, expected);
    let sent = Body::new(item_body::body(items(values), item_body::sequence));
    assert_eq!(received(ReceivedItems::sequence(sent)).await, expected);
    let text =
        http_body_util::BodyExt::collect(item_body::body(items([1, 2]), item_body::sequence)).await.unwrap().to_bytes();
    // RFC 7464 section 2.2: a record separator before each text and a line feed after it.
    assert_eq!(text, "\u{1e}1\n\u{1e}2\n");
}

#[tokio::test]
async fn a_received_item_that_does_not_fit_is_an_error_and_the_next_ones_follow() {
    let body = Body::from("{\"a\": 1}\n{\"a\": -1}\n{\n{\"a\": 2, \"a\": 3}\n\n{\"a\": 4}");
    #[derive(Debug, PartialEq, Deserialize)]
    struct Item {
        a: u8,
    }
    let found = received(ReceivedItems::<Item>::lines(body)).await;
    assert_eq!((&found[0], &found[4], found.len()), (&Ok(Item { a: 1 }), &Ok(Item { a: 4 }), 5));
    let errors: Vec<&str> = found[1..4].iter().map(|item| item.as_ref().unwrap_err().as_str()).collect();
    assert!(errors[0].starts_with("item 1 of the body does not fit the document: `a`: invalid value"), "{errors:?}");
    assert_eq!(errors[1], "item 2 of the body does not fit the document: it is not JSON");
    assert_eq!(errors[2], "item 3 of the body does not fit the document: `a` occurs twice");
}

#[tokio::test]
async fn the_received_items_before_a_failure_are_read() {
    let found = received(ReceivedItems::<u8>::lines(cut_off("1\n2\n3"))).await;
    assert_eq!(found[..2], [Ok(1), Ok(2)]);
    assert!(found[2].as_ref().is_err_and(|error| error.starts_with("the body is incomplete")), "{found:?}");
    assert_eq!(found.len(), 3);
    let found = received(ReceivedItems::<String>::lines(Body::from("\"a\"\n\"abcdef\"\n\"b\"\n")).item_limit(4)).await;
    assert_eq!(found, [Ok("a".to_owned()), Err("an item of the body is larger than 4 bytes".to_owned())]);
    // A map whose keys are no strings has no JSON: the request ends, and the server does not take its body for whole.
    let unwritable = items([BTreeMap::from([(vec![1], 2)]), BTreeMap::new()]);
    let found =
        received(ReceivedItems::<serde_json::Value>::lines(Body::new(item_body::body(unwritable, item_body::lines))))
            .await;
    assert!(matches!(&found[..], [Err(error)] if error.starts_with("the body is incomplete")), "{found:?}");
}

#[tokio::test]
async fn an_error_among_the_items_ends_the_request_body() {
    let some = || items([Ok(1), Ok(2), Err("the source failed"), Ok(3)]);
    for sent in [item_body::try_body(some(), item_body::lines), item_body::try_body(some(), item_body::sequence)] {
        let mut sent = std::pin::pin!(sent);
        let mut written = Vec::new();
        let error = loop {
            match http_body_util::BodyExt::frame(&mut sent).await.expect("no end before the error") {
                Ok(frame) => written.extend_from_slice(frame.data_ref().expect("data")),
                Err(error) => break error,
            }
        };
        let texts: Vec<char> = String::from_utf8(written).unwrap().chars().filter(char::is_ascii_digit).collect();
        assert_eq!(texts, ['1', '2']);
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the source failed"));
    }
}
