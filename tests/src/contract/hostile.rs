//! Servers that do not respond, do not stop responding, or send something other than HTTP: failures with a reason, never a hang.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::{Credentials, InProcess, Network, Options, Report, Source, Transport, check, run};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::support::wire;
use crate::support::{api, source};

/// Handles every connection with `speak`, after the first request on it.
async fn server<F, S>(speak: S) -> String
where
    S: Fn(TcpStream) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            wire::read(&mut stream).await;
            tokio::spawn(speak(stream));
        }
    });
    url
}

async fn written(bytes: &'static [u8]) -> String {
    server(move |mut stream| async move {
        stream.write_all(bytes).await.ok();
        stream.shutdown().await.ok();
    })
    .await
}

async fn report(url: &str, timeout: u64) -> Report {
    let options =
        Options { max_accepted: Some(usize::MAX), timeout: Duration::from_millis(timeout), ..Options::default() };
    run(&api(), &Network::new(url).expect("a client"), &options).await
}

/// All cases that were sent failed for this reason.
fn all_are(report: &Report, reason: &str) {
    let mut count = 0;
    for (case, messages) in report.failures() {
        count += 1;
        assert!(
            messages.len() == 1 && messages[0].message.starts_with("expected ") && messages[0].message.contains(reason),
            "{}: {messages:?}",
            case.id
        );
    }
    assert!(count > 40, "{count} cases: {report}");
    for (case, outcome) in &report.outcomes {
        // A response to HEAD has no body that could break off.
        let may_pass = case.request.method == "HEAD";
        assert!(may_pass || !matches!(outcome, contract::Outcome::Passed { .. }), "{}", case.id);
    }
}

#[tokio::test]
async fn an_invalid_response_is_a_failure_with_its_reason() {
    all_are(&report(&written(b"").await, 5_000).await, ", got none: ");
    all_are(&report(&written(b"garbage\r\n\r\n").await, 5_000).await, ", got none: ");
    all_are(&report(&written(b"HTTP/1.1 999999 No\r\n\r\n").await, 5_000).await, ", got none: ");
    all_are(
        &report(&written(b"HTTP/1.1 400 No\r\ncontent-length: 9\r\n\r\ncut").await, 5_000).await,
        "got an incomplete one (status 400 Bad Request)",
    );
    all_are(
        &report(&written(b"HTTP/1.1 400 No\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n").await, 5_000).await,
        "got an incomplete one",
    );
}

#[tokio::test]
async fn a_server_that_is_gone_is_a_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    all_are(&report(&url, 5_000).await, ", got none: ");
    let network = Network::new(&url).expect("a client");
    network.reach(Duration::from_secs(5)).await.expect_err("nobody is there");
}

#[tokio::test]
async fn a_slow_response_is_a_failure_not_a_hang() {
    let silent = server(async |stream| {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(stream);
    })
    .await;
    all_are(&report(&silent, 10).await, "got none within 10 ms");
    let network = Network::new(&silent).expect("a client");
    network.reach(Duration::from_millis(50)).await.expect("it takes connections, so it is there");
    // A byte now and then does not make it quick.
    let trickling = server(async |mut stream: TcpStream| {
        stream.write_all(b"HTTP/1.1 400 No\r\n\r\n").await.ok();
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
    all_are(&report(&trickling, 10).await, "got none within 10 ms");
}

#[tokio::test]
async fn a_body_without_an_end_or_of_100_megabytes_is_a_failure() {
    const HUGE: &[u8] = b"HTTP/1.1 400 No\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n";
    for head in [HUGE, b"HTTP/1.1 400 No\r\n\r\n"] {
        let endless = server(move |mut stream| async move {
            stream.write_all(head).await.ok();
            let chunk = vec![b' '; 1 << 20];
            while stream.write_all(&chunk).await.is_ok() {}
        })
        .await;
        all_are(&report(&endless, 20_000).await, "of up to 8388608 bytes, got more");
    }
}

#[tokio::test]
async fn the_same_in_process() {
    let timeout = Duration::from_millis(5);
    let options = Options { timeout, max_accepted: Some(usize::MAX), ..Options::default() };
    let silent = axum::Router::new().fallback(std::future::pending::<()>);
    all_are(&check(&source(), silent, &options).await.expect("no errors"), "got none within 5 ms");
    let huge = axum::Router::new().fallback(async || vec![b' '; 100_000_000]);
    let request = contract::cases(&api(), &Credentials::default()).remove(0).request;
    let failure = InProcess(huge).send(&request).await.expect_err("too much");
    assert_eq!(failure.to_string(), "expected a body of up to 8388608 bytes, got more (status 200 OK)");
}

#[tokio::test]
async fn redirects_fail_the_case_and_nothing_goes_where_they_lead() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let location = format!("http://{}/", elsewhere.local_addr().expect("an address"));
    let redirecting = axum::Router::new().fallback(move || {
        let location = location.clone();
        async move { (axum::http::StatusCode::TEMPORARY_REDIRECT, [("location", location)]) }
    });
    let url = format!("http://{}", wire::serve(redirecting).await);
    let report = report(&url, 5_000).await;
    for (case, messages) in report.failures() {
        assert!(
            messages[0].message.ends_with("got 307, a redirect, which is not followed"),
            "{}: {messages:?}",
            case.id
        );
    }
    assert!(report.outcomes.iter().all(|(_, outcome)| !matches!(outcome, contract::Outcome::Passed { .. })));
    let connection = tokio::time::timeout(Duration::from_millis(50), elsewhere.accept()).await;
    assert!(connection.is_err(), "somebody came");
}

const NOTE: &str = r"
openapi: 3.0.3
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    get: {operationId: listNotes, responses: {'204': {description: Notes.}, '4XX': {description: Rejected.}}}
    put:
      operationId: setNote
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Set.}, '4XX': {description: Rejected.}}
";

/// RFC 9110 section 8.6: a request has a `Content-Length`, also of an empty body, if its method gives a meaning to a body. Without it,
/// servers respond with 411, or read no body at all.
#[tokio::test]
async fn an_empty_body_has_a_length() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = wire::read(&mut stream).await;
            let method = request.head.split(' ').next().unwrap_or_default().to_owned();
            let length = request.header("content-length").map(str::to_owned);
            log.lock().expect("no panic").push((method, length, request.body.len()));
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.ok();
        }
    });
    let (api, _) = model::resolve(&Source::new("notes.yaml", NOTE)).expect("no errors");
    run(&api, &Network::new(&url).expect("a client"), &Options::default()).await;
    let seen = seen.lock().expect("no panic");
    assert!(seen.iter().any(|(method, length, _)| method == "PUT" && length.as_deref() == Some("0")), "{seen:?}");
    for (method, length, size) in seen.iter() {
        let expected = if matches!(method.as_str(), "POST" | "PUT" | "PATCH") { Some(size.to_string()) } else { None };
        assert_eq!(*length, expected, "{method}");
    }
}
