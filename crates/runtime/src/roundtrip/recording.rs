//! Records exchanges as HAR 1.2, outside of the generated code. Each entry is written immediately, on a line of its own, so that
//! the number of calls is not limited by memory.

use std::fs::File;
use std::io::{BufWriter, Error, Result, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// A HAR file that is being written.
#[derive(Clone)]
pub struct Recording(Arc<Mutex<RecordingState>>);

struct RecordingState {
    file: BufWriter<File>,
    entries: usize,
    /// The first error. Nothing is written after it.
    error: Option<Error>,
}

impl Recording {
    /// Creates a file.
    pub fn create(path: &Path) -> Result<Self> {
        let mut file = BufWriter::new(File::create(path)?);
        let creator = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
        write!(file, "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[")?;
        Ok(Recording(Arc::new(Mutex::new(RecordingState { file, entries: 0, error: None }))))
    }

    fn state(&self) -> std::sync::MutexGuard<'_, RecordingState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, entry: &Value) {
        let state = &mut *self.state();
        let separator = if state.entries > 0 { "," } else { "" };
        state.entries += 1;
        if state.error.is_none() {
            state.error = write!(state.file, "{separator}\n{entry}").err();
        }
    }

    /// Completes the file. Returns the first error of any write.
    pub fn finish(&self) -> Result<()> {
        let state = &mut *self.state();
        match state.error.take() {
            Some(error) => Err(error),
            None => writeln!(state.file, "\n]}}}}").and_then(|()| state.file.flush()),
        }
    }
}

/// Passes a request on, and records it with its response.
pub async fn record(recording: Recording, request: Request, next: Next) -> Response {
    let (at, clock) = (SystemTime::now(), Instant::now());
    let (parts, body) = request.into_parts();
    // An incomplete body is recorded and passed on as an empty one.
    let sent = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let (url, method) = (format!("http://{host}{}", parts.uri), parts.method.clone());
    let mut asked = json!({
        "method": method.as_str(), "url": url, "httpVersion": "HTTP/1.1", "cookies": [], "headers": headers(&parts.headers),
        "queryString": query(parts.uri.query().unwrap_or_default()), "headersSize": -1, "bodySize": sent.len(),
    });
    if !sent.is_empty() {
        // HAR defines `encoding` for responses only; a body of a request that is not text uses it too.
        asked["postData"] = content(&sent, &parts.headers);
    }
    let response = next.run(Request::from_parts(parts, Body::from(sent))).await;
    let (parts, body) = response.into_parts();
    let response_body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // The server does not write the body of a response to HEAD (RFC 9110 section 9.3.2).
    let written = if method == Method::HEAD { &[] } else { response_body.as_ref() };
    let mut content = content(written, &parts.headers);
    content["size"] = written.len().into();
    let milliseconds = u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX);
    recording.add(&json!({
        "startedDateTime": time(at), "time": milliseconds, "request": asked,
        "response": {
            "status": parts.status.as_u16(), "statusText": parts.status.canonical_reason().unwrap_or_default(), "httpVersion": "HTTP/1.1",
            "cookies": [], "headers": headers(&parts.headers), "content": content, "redirectURL": text(&parts.headers, header::LOCATION),
            "headersSize": -1, "bodySize": written.len(),
        },
        "cache": {}, "timings": { "send": 0, "wait": milliseconds, "receive": 0 },
    }));
    Response::from_parts(parts, Body::from(response_body))
}

fn headers(headers: &HeaderMap) -> Value {
    let pair = |(name, value): (&header::HeaderName, &header::HeaderValue)| json!({ "name": name.as_str(), "value": of_bytes(value.as_bytes()) });
    headers.iter().map(pair).collect()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).map(|value| of_bytes(value.as_bytes())).unwrap_or_default()
}

/// UTF-8, or each byte as its character (ISO 8859-1).
fn of_bytes(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// The pairs of a query, still encoded.
fn query(query: &str) -> Value {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// A body as text, or in Base64 if it is not UTF-8.
fn content(body: &[u8], headers: &HeaderMap) -> Value {
    let mut content = Map::new();
    content.insert("mimeType".to_owned(), text(headers, header::CONTENT_TYPE).into());
    match std::str::from_utf8(body) {
        Ok(text) => drop(content.insert("text".to_owned(), text.into())),
        Err(_) => {
            content.insert("encoding".to_owned(), "base64".into());
            content.insert("text".to_owned(), STANDARD.encode(body).into());
        }
    }
    Value::Object(content)
}

/// A time in UTC by ISO 8601. Days → year, month and day: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn time(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let of_era = days + 719_468;
    let (era, day) = (of_era / 146_097, of_era % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + u64::from(month <= 2);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}.{:03}Z", seconds % 60, since.subsec_millis())
}
