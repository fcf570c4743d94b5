//! Requests as they go over the wire: text and bytes, with nothing that would keep them from being wrong.

use codegen::model::{Location, Operation, Segment};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// What stands for itself in a path and a query (RFC 3986 section 2.3).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One request.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path, percent-encoded.
    pub path: String,
    /// Names and values of the query, not yet encoded.
    pub query: Vec<(String, String)>,
    /// More of the query, as it is.
    pub raw_query: Vec<String>,
    /// Headers; `content-length` and `host` come by themselves.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    pub(crate) secrets: Vec<SecretString>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The query and the headers may hold a credential, the body personal data.
        f.debug_struct("Request").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Request {
    /// A request without a body.
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            raw_query: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
            secrets: Vec::new(),
        }
    }

    /// A request of an operation with these values of its parameters, and this body.
    pub(crate) fn of(operation: &Operation, values: &[(usize, Value)], body: Option<&Value>) -> Self {
        let mut request = Request::new(operation.method, "");
        let value = |wire: &str| {
            let found = |(index, _): &&(usize, Value)| {
                let parameter = &operation.parameters[*index];
                parameter.location == Location::Path && parameter.wire == wire
            };
            values.iter().find(found).map(|(_, value)| text(value)).unwrap_or_default()
        };
        for segment in &operation.path {
            // A value beside text does not hold what could be taken for the text.
            let is_mixed = matches!(segment, Segment::Mixed(_));
            let encode = |text: &str| if is_mixed { encode_all(text) } else { encode(text) };
            request.path.push_str(&format!("/{}", segment.written(|wire| encode(&value(wire)))));
        }
        request.query.extend(operation.fixed_query.iter().cloned());
        for (index, value) in values {
            let parameter = &operation.parameters[*index];
            match (parameter.location, value) {
                (Location::Query, Value::Array(elements)) => {
                    request.query.extend(elements.iter().map(|element| (parameter.wire.clone(), text(element))));
                }
                (Location::Query, value) => request.query.push((parameter.wire.clone(), text(value))),
                (Location::Header, value) => request.header(&parameter.wire, &text(value)),
                (Location::Path | Location::Cookie, _) => {}
            }
        }
        if let Some(body) = body {
            let media_type = operation.json_body().and_then(|content| content.media_types.first());
            request.header("content-type", media_type.map_or("application/json", String::as_str));
            request.body = body.to_string().into_bytes();
        }
        request
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Path and query, encoded.
    pub fn target(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let query = pairs.chain(self.raw_query.iter().cloned()).collect::<Vec<_>>().join("&");
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// A command that repeats the request against `base`, with credentials as shell variables.
    pub fn curl(&self, base: &str) -> String {
        let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        let hide = |text: String| {
            self.secrets.iter().filter(|secret| !secret.expose_secret().is_empty()).fold(text, |text, secret| {
                let secret = secret.expose_secret();
                text.replace(&encode(secret), "'\"$CREDENTIAL\"'").replace(secret, "'\"$CREDENTIAL\"'")
            })
        };
        let mut out = format!("curl -i -X {} {}", self.method, hide(quote(&format!("{base}{}", self.target()))));
        for (name, value) in &self.headers {
            out.push_str(&format!(" -H {}", hide(quote(&format!("{name}: {value}")))));
        }
        if !self.body.is_empty() {
            out.push_str(&format!(" --data-binary {}", quote(&String::from_utf8_lossy(&self.body))));
        }
        out
    }
}

/// The text that stands for a value in a parameter: what JSON has, without the quotes of a string.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The same with everything encoded that is neither letter nor digit.
fn encode_all(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}
