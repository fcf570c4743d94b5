//! Raw HTTP/1.1 over real sockets, with nothing of the client's or the server's code in between.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A message as it went over the socket: the head without its last empty line, and the body.
#[derive(Clone, Debug)]
pub struct Message {
    pub head: String,
    pub body: Vec<u8>,
}

impl Message {
    /// The status of a response.
    pub fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line")
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The target of a request.
    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).expect("a request line")
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n\n{}", self.head.replace("\r\n", "\n"), String::from_utf8_lossy(&self.body))
    }
}

/// Reads one message. The body is as long as `content-length` says.
pub async fn read(stream: &mut TcpStream) -> Message {
    let mut bytes = Vec::new();
    let mut buffer = [0u8; 4096];
    loop {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).expect("an ASCII head");
            let body = bytes[end + 4..].to_vec();
            let message = Message { head, body };
            let length = message.header("content-length").map_or(0, |length| length.parse().expect("a length"));
            if message.body.len() >= length {
                return message;
            }
        }
        let read = stream.read(&mut buffer).await.expect("a readable socket");
        if read == 0 {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            return Message { head: text, body: Vec::new() };
        }
        bytes.extend_from_slice(&buffer[..read]);
    }
}

/// Sends bytes to an address and reads the response.
pub async fn exchange(address: &str, request: &[u8]) -> Message {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(request).await.expect("a writable socket");
    read(&mut stream).await
}

/// A `POST` with a JSON body, as bytes.
pub fn post(target: &str, body: &str) -> Vec<u8> {
    request("POST", target, &[("content-type", "application/json")], body.as_bytes())
}

/// A request as bytes.
pub fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{method} {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    [text.as_bytes(), body].concat()
}

/// A response as bytes.
pub fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes()
}

/// Serves a router on a free port, and gives its address.
pub async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A server that reads one request, responds with these bytes, and returns the request.
pub async fn once(response: Vec<u8>) -> (String, tokio::task::JoinHandle<Message>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let request = read(&mut stream).await;
        stream.write_all(&response).await.expect("a writable socket");
        stream.shutdown().await.ok();
        request
    });
    (address, served)
}
