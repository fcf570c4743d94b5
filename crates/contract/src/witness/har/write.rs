//! Writes recordings in HAR 1.2 format, one entry at a time. Credentials and values marked `x-sensitive` are hidden.

use std::io::Write;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, LOCATION};
use model::Api;
use serde_json::{Map, Value, json};

use crate::schemas::Schemas;
use crate::witness::hide::hidden;
use crate::witness::text::{decoded, pairs};
use crate::witness::{Exchange, RecordedResponse, Recorder, Timing};

/// Writes each exchange that it receives to a recording.
///
/// The recording shows `$NAME` in place of the credential of a scheme `name`, and `hidden` in place of cookies, other
/// `Authorization` headers and values marked `x-sensitive`. Bodies that are not UTF-8 are Base64. A body that is longer than the
/// limit, or that may hold sensitive values that cannot be found, has its size and no text.
pub struct HarWriter<W> {
    state: Mutex<WriterState<W>>,
    schemas: OnceLock<Box<Schemas>>,
}

/// The output of a writer, and the entries so far.
struct WriterState<W> {
    out: W,
    entries: usize,
    /// The first error.
    result: std::io::Result<()>,
}

impl<W> std::fmt::Debug for HarWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HarWriter").finish_non_exhaustive()
    }
}

impl<W: Write> HarWriter<W> {
    /// A recording without entries.
    ///
    /// # Errors
    ///
    /// The error of `out`.
    pub fn new(mut out: W) -> std::io::Result<Self> {
        let creator = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
        write!(out, "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[")?;
        let state = WriterState { out, entries: 0, result: Ok(()) };
        Ok(HarWriter { state: Mutex::new(state), schemas: OnceLock::new() })
    }

    /// Ends the recording, and returns the number of its entries. Later exchanges are not written.
    ///
    /// # Errors
    ///
    /// The first error of writing.
    pub fn finish(&self) -> std::io::Result<usize> {
        let mut state = self.state();
        let ended = Err(std::io::Error::other("the recording has ended"));
        std::mem::replace(&mut state.result, ended)?;
        state.out.write_all(b"\n]}}\n")?;
        state.out.flush()?;
        Ok(state.entries)
    }

    fn state(&self) -> MutexGuard<'_, WriterState<W>> {
        // An entry that was not written as a whole has set the error.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Write + Send> Recorder for HarWriter<W> {
    fn record(&self, api: &Api, operation: Option<usize>, exchange: &Exchange, timing: Timing) {
        let schemas = self.schemas.get_or_init(|| Box::new(Schemas::new(api)));
        let entry = entry(&hidden(api, schemas, operation, exchange), exchange, timing);
        let mut state = self.state();
        if state.result.is_ok() {
            let separator = if state.entries == 0 { "\n" } else { ",\n" };
            state.result = write!(state.out, "{separator}{entry}");
            state.entries += 1;
        }
    }
}

/// The entry of an exchange (HAR 1.2, `entries`). Sizes are those of `original`.
fn entry(shown: &Exchange, original: &Exchange, timing: Timing) -> Value {
    let milliseconds = timing.took.as_secs_f64() * 1000.0;
    let query = shown.url.split_once('?').map_or("", |(_, query)| query);
    // The name and value are those of the URL where they cannot be decoded.
    let parameters = pairs(query, '&', true).into_iter().map(|pair| {
        let value = decoded(&pair.value.replace('+', "%20")).unwrap_or_else(|_| pair.value.to_owned());
        json!({ "name": pair.name, "value": value })
    });
    let mut request = json!({
        "method": shown.method,
        "url": shown.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&shown.headers),
        "queryString": parameters.collect::<Value>(),
        "headersSize": -1,
        "bodySize": size(original.body.as_ref()),
    });
    if original.body.as_ref().is_none_or(|body| !body.is_empty()) {
        let mut data = content(&shown.headers, shown.body.as_ref(), "not recorded");
        // `params` is required, and exclusive with `text`.
        data.insert("params".to_owned(), json!([]));
        request["postData"] = Value::Object(data);
    }
    json!({
        "startedDateTime": date_time(timing.started),
        "time": milliseconds,
        "request": request,
        "response": response(shown.response.as_ref(), original.response.as_ref()),
        "cache": {},
        "timings": { "send": 0, "wait": milliseconds, "receive": 0 },
    })
}

/// The response. Without one, the status is 0, as browsers write it.
fn response(shown: Option<&RecordedResponse>, original: Option<&RecordedResponse>) -> Value {
    let none = HeaderMap::new();
    let received = shown.map_or(&none, |response| &response.headers);
    let body = shown.and_then(|response| response.body.as_ref());
    let length = size(original.and_then(|response| response.body.as_ref()));
    let mut content = content(received, body, "not recorded");
    content.insert("size".to_owned(), json!(length));
    json!({
        "status": shown.map_or(0, |response| response.status.as_u16()),
        "statusText": shown.and_then(|response| response.status.canonical_reason()).unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(received),
        "content": content,
        "redirectURL": received.get(LOCATION).map_or_else(String::new, |url| String::from_utf8_lossy(url.as_bytes()).into_owned()),
        "headersSize": -1,
        "bodySize": length,
    })
}

/// The length of a body in bytes; -1 if it is not known.
fn size(body: Option<&Bytes>) -> i64 {
    body.map_or(-1, |body| i64::try_from(body.len()).unwrap_or(i64::MAX))
}

/// Media type and text of a body, in Base64 if it is not UTF-8; a comment in place of a text that is not shown.
fn content(headers: &HeaderMap, body: Option<&Bytes>, comment: &str) -> Map<String, Value> {
    let media_type = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let mut out = Map::from_iter([("mimeType".to_owned(), json!(media_type.unwrap_or_default()))]);
    match body.map(|body| std::str::from_utf8(body).map_err(|_| body)) {
        Some(Ok(text)) => drop(out.insert("text".to_owned(), json!(text))),
        Some(Err(bytes)) => {
            out.insert("text".to_owned(), json!(STANDARD.encode(bytes)));
            out.insert("encoding".to_owned(), json!("base64"));
        }
        None => drop(out.insert("comment".to_owned(), json!(comment))),
    }
    out
}

fn headers(headers: &HeaderMap) -> Value {
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| json!({ "name": name.as_str(), "value": String::from_utf8_lossy(value.as_bytes()) });
    headers.iter().map(header).collect()
}

/// A time as HAR has it (ISO 8601), in UTC.
fn date_time(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use std::time::Duration;

    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.4
info: {title: T, version: '1'}
paths:
  /files/{name}:
    put:
      operationId: put
      security: [{token: []}, {key: []}]
      parameters:
        - {name: name, in: path, required: true, schema: {type: string}}
        - {name: pin, in: query, schema: {type: string, x-sensitive: true}}
      requestBody: {content: {application/octet-stream: {}}}
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: object, properties: {owner: {type: string, x-sensitive: true}, size: {type: integer}}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: key}
";

    #[test]
    fn a_recording_is_read_back_without_secrets() {
        let (api, _) = model::resolve_tolerant(&model::Source::new("files.yaml", DOCUMENT)).unwrap();
        let header =
            |name: &'static str, value: &'static str| (http::HeaderName::from_static(name), value.parse().unwrap());
        let exchange = Exchange {
            method: "PUT".to_owned(),
            url: "http://a.example/files/a?pin=s3cret&key=k3y%2fx&pin2=1".to_owned(),
            headers: HeaderMap::from_iter([
                header("content-type", "application/octet-stream"),
                header("authorization", "Bearer t0ken"),
                header("cookie", "session=c00kie"),
                header("referer", "http://a.example/?token=t0ken"),
            ]),
            body: Some(Bytes::from_static(b"\xff\x00")),
            response: Some(RecordedResponse {
                status: http::StatusCode::OK,
                headers: HeaderMap::from_iter([
                    header("content-type", "application/json"),
                    header("set-cookie", "a=c00kie"),
                ]),
                body: Some(Bytes::from_static(br#"{"owner":"s3cret","size":2,"echo":"t0ken"}"#)),
            }),
        };
        let mut out = Vec::new();
        let writer = HarWriter::new(&mut out).unwrap();
        let timing = Timing { started: SystemTime::UNIX_EPOCH, took: Duration::from_millis(5) };
        writer.record(&api, Some(0), &exchange, timing);
        // Without an operation, neither the query nor the bodies are known.
        writer.record(&api, None, &exchange, timing);
        assert_eq!(writer.finish().unwrap(), 2);
        assert!(writer.finish().is_err());
        let text = String::from_utf8(out).unwrap();
        for secret in ["s3cret", "k3y", "t0ken", "c00kie"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let mut read = Vec::new();
        crate::witness::har::read(text.as_bytes(), &mut |exchange| read.push(exchange)).unwrap();
        assert_eq!(read[0].url, "http://a.example/files/a?pin=hidden&key=$KEY&pin2=1");
        assert_eq!(read[0].headers["authorization"], "Bearer $TOKEN");
        assert_eq!(read[0].body, exchange.body);
        let body = read[0].response.as_ref().and_then(|response| response.body.as_ref()).unwrap();
        assert_eq!(body, r#"{"owner":"hidden","size":2,"echo":"$TOKEN"}"#);
        assert_eq!((read[1].url.as_str(), &read[1].body), ("http://a.example/files/a", &None));
    }

    #[test]
    fn dates_are_those_of_the_gregorian_calendar() {
        // Computed with GNU date: `date -u -d @SECONDS --iso-8601=seconds`.
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199, "2024-02-29T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
            (1_798_761_599, "2026-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(date_time(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }
}
