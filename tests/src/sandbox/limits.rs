//! Limits of clients of the sandbox: size, time, connections.

use std::time::{Duration, Instant};

use password_otp_sandbox::{Config, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::scenarios::{served, served_within, target, valid};
use crate::support::KEY;
use crate::support::wire::{exchange, read, request};

/// A request that announces a body and has not sent it.
fn head(length: usize) -> String {
    let target = target("");
    format!(
        "POST {target} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )
}

/// Sends bytes one by one with a pause before each, until it is done or the server closes the connection; then reads.
async fn dribble(address: String, bytes: Vec<u8>, pause: Duration) -> Vec<u8> {
    let mut stream = TcpStream::connect(&address).await.expect("it listens");
    let mut all = Vec::new();
    for byte in bytes {
        let mut buffer = [0; 1024];
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            read = stream.read(&mut buffer) => match read {
                Ok(0) | Err(_) => return all,
                Ok(read) => all.extend_from_slice(&buffer[..read]),
            }
        }
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
    }
    stream.read_to_end(&mut all).await.ok();
    all
}

#[tokio::test]
async fn headers_are_bounded() {
    let address = served_within(&Config::new(KEY), Limits { header_bytes: 8192, ..Limits::default() }).await;
    let with_header = |length: usize| {
        request("POST", &target(""), &[("content-type", "application/json"), ("x-long", &"x".repeat(length))], b"{}")
    };
    assert_eq!(exchange(&address, &with_header(7000)).await.status(), 400, "only the body is wrong");
    // RFC 6585 section 5.
    assert_eq!(exchange(&address, &with_header(9000)).await.status(), 431);
    let long_target = request("GET", &format!("/{}", "x".repeat(9000)), &[], b"");
    assert_eq!(exchange(&address, &long_target).await.status(), 431);
    let many: String = (0..200).map(|number| format!("x-{number}: 1\r\n")).collect();
    let many = format!("GET /healthz HTTP/1.1\r\nhost: test\r\n{many}\r\n");
    assert_eq!(exchange(&address, many.as_bytes()).await.status(), 431);
}

#[tokio::test]
async fn a_body_is_bounded() {
    let address = served(&Config { body_limit: 100, ..Config::new(KEY) }).await;
    let body = |length: usize| {
        let body = format!("{{\"Phone\":\"+1234567890\",\"more\":\"{}\"}}", "x".repeat(length));
        request("POST", &target(""), &[("content-type", "application/json")], body.as_bytes())
    };
    assert_eq!(exchange(&address, &body(10)).await.status(), 200);
    for length in [100, 1000] {
        let response = exchange(&address, &body(length)).await;
        assert_eq!((response.status(), &response.json()["ErrorCode"]), (400, &908.into()));
    }
}

#[tokio::test]
async fn connections_are_bounded_and_further_ones_wait() {
    let limits = Limits { connections: 2, header_time: Duration::from_secs(2), ..Limits::default() };
    let address = served_within(&Config::new(KEY), limits).await;
    let held = [0, 1].map(|_| TcpStream::connect(address.clone()));
    let [first, second] = held;
    let (first, second) = (first.await.expect("it listens"), second.await.expect("it listens"));
    let bytes = valid("", "");
    let third = exchange(&address, &bytes);
    tokio::pin!(third);
    assert!(tokio::time::timeout(Duration::from_millis(300), &mut third).await.is_err(), "it waits");
    drop(first);
    assert_eq!(third.await.status(), 200);
    // Who holds a connection and says nothing loses it.
    let start = Instant::now();
    assert_eq!(exchange(&address, &valid("", "")).await.status(), 200);
    drop(second);
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_ended_and_others_have_responses_meanwhile() {
    let config = Config { time_limit: Duration::from_secs(2), ..Config::new(KEY) };
    let limits = Limits { header_time: Duration::from_secs(2), ..Limits::default() };
    let address = served_within(&config, limits).await;
    let second = Duration::from_secs(1);
    let slow_heads: Vec<_> = (0..100).map(|_| tokio::spawn(dribble(address.clone(), valid("", ""), second))).collect();
    let slow_bodies: Vec<_> = (0..100)
        .map(|_| {
            let address = address.clone();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await.expect("it listens");
                stream.write_all(head(1000).as_bytes()).await.expect("a writable socket");
                let sent = async {
                    // Its error is the server's end of the connection.
                    while stream.write_all(b" ").await.is_ok() {
                        tokio::time::sleep(second).await;
                    }
                };
                tokio::time::timeout(Duration::from_millis(2500), sent).await.ok();
                read(&mut stream).await
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (start, mut slowest) = (Instant::now(), Duration::ZERO);
    let mut responded = 0;
    while start.elapsed() < Duration::from_millis(1500) {
        let own = Instant::now();
        assert_eq!(exchange(&address, &valid("", "")).await.status(), 200);
        slowest = slowest.max(own.elapsed());
        responded += 1;
    }
    assert!(responded >= 20, "{responded} responses beside 200 slow clients");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    let start = Instant::now();
    for slow in slow_heads {
        let got = slow.await.expect("it ended");
        assert!(!got.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&got));
    }
    for slow in slow_bodies {
        // RFC 9110 section 15.5.9: the request did not come in time, and the connection is closed.
        let response = slow.await.expect("it ended");
        assert_eq!((response.status(), response.header("connection")), (408, Some("close")));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
