//! Raw HTTP requests. A [`Request`] can hold invalid values: most cases send one on purpose.

use model::api::{Body, Location, Operation, Parameter, Scheme, Segment};
use serde_json::Value;

use crate::encode::{encode, encode_all, text};
use crate::secret::Secrets;
use crate::style;

/// Stands before and after the name of a secret's variable. No text has it: it is no character (Unicode 23.7).
const MARK: char = '\u{fdd0}';

/// One HTTP request.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path, percent-encoded.
    pub path: String,
    /// Names and values of query parameters, not percent-encoded.
    pub query: Vec<(String, String)>,
    /// More pairs of the query, percent-encoded. They follow `query`.
    pub raw_query: Vec<String>,
    /// Names and values of headers. The transport adds `content-length` and `host`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The given credentials that the request carries. Reports replace them by shell variables.
    secrets: Secrets,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The query and the headers may hold a credential, the body personal data.
        let path = self.redacted(&self.path);
        f.debug_struct("Request").field("method", &self.method).field("path", &path).finish_non_exhaustive()
    }
}

impl Request {
    /// A request without query, headers and body.
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            raw_query: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
            secrets: Secrets::default(),
        }
    }

    /// The value of `content-length`; `None` if the request has no such header. A method that gives a meaning to a body has it for an
    /// empty one too (RFC 9110 section 8.6).
    pub(crate) fn content_length(&self) -> Option<usize> {
        let has_meaning = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH" | "QUERY");
        (has_meaning || !self.body.is_empty()).then_some(self.body.len())
    }

    /// A request of an operation. `values` are parameter values with the parameter's index in the operation.
    pub(crate) fn of(operation: &Operation, values: &[(usize, Value)], body: Option<&Value>) -> Self {
        let mut request = Request::new(&operation.method, "");
        for segment in &operation.path {
            let is_mixed = matches!(segment, Segment::Mixed(_));
            let value = |wire: &str| path_value(operation, values, wire, is_mixed);
            request.path.push_str(&format!("/{}", segment.written(value)));
        }
        request.query.extend(operation.fixed_query.iter().cloned());
        for (index, value) in values {
            request.add_parameter(&operation.parameters[*index], value);
        }
        if let Some((content, body)) = operation.body.as_ref().and_then(Body::main).zip(body) {
            let (media_type, bytes) = style::body(content, body);
            request.header("content-type", &media_type);
            request.body = bytes;
        }
        request
    }

    /// Adds a parameter. Path parameters are part of `path` already.
    fn add_parameter(&mut self, parameter: &Parameter, value: &Value) {
        let name = &parameter.wire;
        match (parameter.location, value) {
            (Location::Path, _) => {}
            (Location::Cookie, _) if parameter.is_plain() => {}
            (Location::Cookie, value) => self.cookies(&style::pairs(parameter, value).join("; ")),
            (Location::Header, value) if parameter.is_plain() => self.header(name, &text(value)),
            (Location::Header, value) => self.header(name, &style::in_header(parameter, value)),
            (Location::Query, value) if !parameter.is_plain() => self.raw_query.extend(style::pairs(parameter, value)),
            (Location::Query, Value::Array(elements)) => {
                self.query.extend(elements.iter().map(|element| (name.clone(), text(element))));
            }
            (Location::Query, value) => self.query.push((name.clone(), text(value))),
        }
    }

    /// Adds a header.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Replaces the content type of the body.
    pub(crate) fn set_content_type(&mut self, value: &str) {
        self.headers.retain(|(name, _)| name != "content-type");
        self.header("content-type", value);
    }

    /// Adds cookies to the `Cookie` header: a request has one such header (RFC 6265 section 5.4).
    pub(crate) fn cookies(&mut self, pairs: &str) {
        match self.headers.iter_mut().find(|(name, _)| name == "cookie") {
            Some((_, cookies)) => *cookies = format!("{cookies}; {pairs}"),
            None => self.header("cookie", pairs),
        }
    }

    /// Path and query, percent-encoded.
    pub fn target(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let query = pairs.chain(self.raw_query.iter().cloned()).collect::<Vec<_>>().join("&");
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// Marks a credential of the request, so that no report shows it. `alteration` is the shell's notation for the change of the
    /// variable, such as `%?` for one character less.
    pub(crate) fn hide(&mut self, secret: &str, scheme: &Scheme, alteration: &str) {
        self.secrets.add(secret, scheme, alteration);
    }

    /// Marks more secrets, so that no report shows them.
    pub(crate) fn hide_all(&mut self, secrets: &Secrets) {
        self.secrets.extend(secrets);
    }

    /// Whether the request carries a given credential.
    pub(crate) fn has_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Replaces each credential by the one of the same scheme in `newer`, if there is one.
    pub(crate) fn renew(&mut self, newer: &Secrets) {
        let pairs = self.query.iter_mut().chain(&mut self.headers);
        pairs.for_each(|(_, value)| *value = self.secrets.renew(value, newer));
        self.secrets.extend(newer);
    }

    /// The text with each credential of the request replaced by the name of a shell variable.
    pub(crate) fn redacted(&self, text: &str) -> String {
        self.secrets.replace(text, &|name| format!("${name}"))
    }

    /// A `curl` command that repeats the request against the server at `base`.
    ///
    /// Each given credential is a shell variable with the name of its security scheme: `$APIKEY` for the scheme `apikey`,
    /// `$APIKEY_ENCODED` where the credential is percent-encoded, `$APIKEY_BASE64` for the Basic scheme.
    pub fn curl(&self, base: &str) -> String {
        // With `-X HEAD`, curl would wait for a body.
        let method = if self.method == "HEAD" { "-I".to_owned() } else { format!("-i -X {}", self.method) };
        let mut out = format!("curl {method} {}", self.quoted(&format!("{base}{}", self.target())));
        for (name, value) in &self.headers {
            // curl removes a header that ends with a colon; a semicolon sends it with an empty value.
            let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
            out.push_str(&format!(" -H {}", self.quoted(&header)));
        }
        if self.content_length().is_some() {
            // By default, curl adds a content type.
            if !self.headers.iter().any(|(name, _)| name == "content-type") {
                out.push_str(" -H 'content-type:'");
            }
            out.push_str(&format!(" --data-binary {}", self.body_for_shell()));
        }
        out
    }

    /// A text in single quotes, with a shell variable for each secret, which stands between two texts in quotes.
    fn quoted(&self, text: &str) -> String {
        let pieces = self.pieces(text, &|piece| piece.replace('\'', r"'\''"), ("'\"", "\"'"));
        format!("'{pieces}'")
    }

    /// A text with each secret replaced by its variable between two marks, and all between them escaped. Secrets are replaced first: their
    /// letters may be escaped too.
    fn pieces(&self, text: &str, escape: &dyn Fn(&str) -> String, (open, close): (&str, &str)) -> String {
        let marked = self.secrets.replace(text, &|name| format!("{MARK}{name}{MARK}"));
        let pieces = marked.split(MARK).enumerate().map(|(at, piece)| match at % 2 {
            0 => escape(piece),
            _ => format!("{open}${piece}{close}"),
        });
        pieces.collect()
    }

    /// The body in shell quotes, with a shell variable for each secret. A body that is not UTF-8 or has carriage returns is written as `$'…'`,
    /// which Bash and zsh read back byte for byte.
    fn body_for_shell(&self) -> String {
        let of_byte = |byte: &u8| match byte {
            b'\'' | b'\\' => format!("\\{}", char::from(*byte)),
            b' '..=b'~' => char::from(*byte).to_string(),
            byte => format!("\\x{byte:02x}"),
        };
        let escape = |bytes: &[u8]| bytes.iter().map(of_byte).collect::<String>();
        match std::str::from_utf8(&self.body) {
            Ok(text) if !text.contains('\r') => self.quoted(text),
            _ => {
                let chunks = self.body.utf8_chunks().map(|chunk| {
                    let valid = self.pieces(chunk.valid(), &|piece| escape(piece.as_bytes()), ("'\"", "\"$'"));
                    valid + &escape(chunk.invalid())
                });
                format!("$'{}'", chunks.collect::<String>())
            }
        }
    }
}

/// The percent-encoded value of a path parameter; empty where `values` has none.
fn path_value(operation: &Operation, values: &[(usize, Value)], wire: &str, is_mixed: bool) -> String {
    let is_it = |parameter: &Parameter| parameter.location == Location::Path && parameter.wire == wire;
    let mut found = values.iter().map(|(index, value)| (&operation.parameters[*index], value));
    match found.find(|(parameter, _)| is_it(parameter)) {
        None => String::new(),
        Some((parameter, value)) if !parameter.is_plain() => style::in_path(parameter, value),
        // In a segment with literal text, the value must not contain characters of that text.
        Some((_, value)) if is_mixed => encode_all(&text(value)),
        Some((_, value)) => encode(&text(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    /// RFC 9110 section 8.6.
    #[test]
    fn an_empty_body_has_a_length_where_the_method_gives_it_a_meaning() {
        for (method, expected) in [("POST", true), ("PATCH", true), ("QUERY", true), ("GET", false), ("DELETE", false)]
        {
            let request = Request::new(method, "/notes");
            assert_eq!(request.content_length().is_some(), expected, "{method}");
            assert_eq!(request.curl("").contains("--data-binary"), expected, "{method}");
        }
        let filled = Request { body: b"{}".to_vec(), ..Request::new("DELETE", "/notes") };
        assert_eq!((filled.content_length(), filled.curl("").contains("--data-binary '{}'")), (Some(2), true));
    }
}
