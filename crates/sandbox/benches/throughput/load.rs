//! Sends requests over persistent connections, one request at a time on each.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::endpoint::{BODY, target};

/// Sends requests for `time`, and returns the number of responses. All of them must have the status 200.
///
/// # Errors
///
/// A response with another status, or none.
pub async fn load(address: &str, connections: usize, time: Duration) -> Result<u32> {
    let end = Instant::now() + time;
    let request = request();
    let tasks: Vec<_> = (0..connections).map(|_| tokio::spawn(one(address.to_owned(), request.clone(), end))).collect();
    let mut responses = 0;
    for task in tasks {
        responses += task.await??;
    }
    Ok(responses)
}

fn request() -> String {
    let (target, length) = (target(), BODY.len());
    format!(
        "POST {target} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{BODY}"
    )
}

async fn one(address: String, request: String, end: Instant) -> Result<u32> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 16 * 1024];
    let mut responses = 0;
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await?;
        let mut length = 0;
        loop {
            let read = stream.read(buffer.get_mut(length..).context("the response is too large")?).await?;
            ensure!(read > 0, "the server closed the connection");
            length += read;
            if is_whole(buffer.get(..length).unwrap_or_default())? {
                break;
            }
        }
        responses += 1;
    }
    Ok(responses)
}

/// Whether the bytes are a whole response. It must have the status 200 and a `content-length`.
fn is_whole(bytes: &[u8]) -> Result<bool> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(false) };
    let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_ascii_lowercase();
    ensure!(head.starts_with("http/1.1 200 "), "not a 200: {head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("no length")?;
    Ok(bytes.len() >= end + 4 + length.trim().parse::<usize>()?)
}
