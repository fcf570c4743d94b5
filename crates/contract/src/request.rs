//! Requests as they go over the wire: text and bytes, with nothing that would keep them from being wrong.

use model::api::{Body, Location, Operation, Scheme, Segment};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::credential::forms;
use crate::wire;

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
    /// The credentials of the run that it carries, in every form that an answer may repeat them in, each with the name of a
    /// shell variable for it. A form that holds another stands before it.
    secrets: Vec<(SecretString, String)>,
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
        let in_path = |wire: &str, is_mixed: bool| {
            let found = |(index, value): &(usize, Value)| {
                let parameter = &operation.parameters[*index];
                let is_it = parameter.location == Location::Path && parameter.wire == wire;
                is_it.then(|| match parameter.is_plain() {
                    // A value beside text does not hold what could be taken for the text.
                    true if is_mixed => encode_all(&text(value)),
                    true => encode(&text(value)),
                    false => wire::in_path(parameter, value),
                })
            };
            values.iter().find_map(found).unwrap_or_default()
        };
        for segment in &operation.path {
            let is_mixed = matches!(segment, Segment::Mixed(_));
            request.path.push_str(&format!("/{}", segment.written(|wire| in_path(wire, is_mixed))));
        }
        request.query.extend(operation.fixed_query.iter().cloned());
        for (index, value) in values {
            let parameter = &operation.parameters[*index];
            match (parameter.location, value) {
                _ if !parameter.is_plain() => wire::add(&mut request, parameter, value),
                (Location::Query, Value::Array(elements)) => {
                    request.query.extend(elements.iter().map(|element| (parameter.wire.clone(), text(element))));
                }
                (Location::Query, value) => request.query.push((parameter.wire.clone(), text(value))),
                (Location::Header, value) => request.header(&parameter.wire, &text(value)),
                (Location::Path | Location::Cookie, _) => {}
            }
        }
        if let Some((content, body)) = operation.body.as_ref().and_then(Body::main).zip(body) {
            let (media_type, bytes) = wire::body(content, body);
            request.header("content-type", &media_type);
            request.body = bytes;
        }
        request
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Adds cookies, to those that are there: they share one header (RFC 6265 section 5.4).
    pub(crate) fn cookies(&mut self, pairs: &str) {
        match self.headers.iter_mut().find(|(name, _)| name == "cookie") {
            Some((_, cookies)) => *cookies = format!("{cookies}; {pairs}"),
            None => self.header("cookie", pairs),
        }
    }

    /// Path and query, encoded.
    pub fn target(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let query = pairs.chain(self.raw_query.iter().cloned()).collect::<Vec<_>>().join("&");
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Remembers a credential of the request, so that nothing shows it.
    pub(crate) fn hide(&mut self, secret: &str, scheme: &Scheme) {
        let name: String = scheme.wire.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        for (form, suffix) in forms(secret, &scheme.place) {
            self.secrets.push((form.into(), format!("{}{suffix}", name.to_ascii_uppercase())));
        }
    }

    /// A text without the credentials of the request.
    pub(crate) fn redacted(&self, text: &str) -> String {
        self.replaced(text, &|name| format!("${name}"))
    }

    fn replaced(&self, text: &str, instead: &dyn Fn(&str) -> String) -> String {
        let hide = |text: String, (secret, name): &(SecretString, String)| {
            text.replace(secret.expose_secret(), &instead(name))
        };
        self.secrets.iter().fold(text.to_owned(), hide)
    }

    /// A command that repeats the request against `base`, with each credential as a shell variable: the name of its scheme,
    /// with `_ENCODED` or `_BASE64` where it does not go over the wire as it is.
    pub fn curl(&self, base: &str) -> String {
        let quote = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        // The variable stands between two texts in single quotes.
        let hide = |text: &str| self.replaced(text, &|name| format!("'\"${name}\"'"));
        // With `-X HEAD`, curl would wait for a body.
        let method = if self.method == "HEAD" { "-I".to_owned() } else { format!("-i -X {}", self.method) };
        let mut out = format!("curl {method} {}", hide(&quote(&format!("{base}{}", self.target()))));
        for (name, value) in &self.headers {
            // For curl, a header that ends with a colon is one to leave out, and one with a semicolon is empty.
            let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
            out.push_str(&format!(" -H {}", hide(&quote(&header))));
        }
        if !self.body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            // Without a word of it, curl sends a content type of its own.
            if !self.headers.iter().any(|(name, _)| name == "content-type") {
                out.push_str(" -H 'content-type:'");
            }
            out.push_str(&format!(" --data-binary {}", self.body_for_shell()));
        }
        out
    }

    /// The body in quotes; one that is no text, or has lines that end as those of MIME do, as `$'…'`, which Bash and zsh read back to the byte.
    fn body_for_shell(&self) -> String {
        match std::str::from_utf8(&self.body) {
            Ok(text) if !text.contains('\r') => format!("'{}'", text.replace('\'', r"'\''")),
            _ => {
                let escaped = self.body.iter().map(|byte| match byte {
                    b'\'' | b'\\' => format!("\\{}", char::from(*byte)),
                    b' '..=b'~' => char::from(*byte).to_string(),
                    byte => format!("\\x{byte:02x}"),
                });
                format!("$'{}'", escaped.collect::<String>())
            }
        }
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
