//! A response that an error holds: status code, headers and the beginning of the body.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::redact;

/// A response with the beginning of its body. `Display` and `Debug` show the first kilobyte as text, with asterisks in place of a
/// credential that it repeats. They show no body if a documented response of the operation has values that the document marks as
/// sensitive.
#[derive(Clone)]
pub struct RawResponse {
    // In a box, so that a `Result` with an `Error` is small.
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    is_cut: bool,
    excerpt: Excerpt,
}

impl RawResponse {
    /// The number of bytes of a body that an error shows.
    pub(crate) const EXCERPT: usize = 1024;

    /// `body` is whole, or its beginning. `limit` of its bytes are stored.
    pub(crate) fn new(
        status: StatusCode,
        headers: HeaderMap,
        body: &Bytes,
        is_whole: bool,
        limit: usize,
        secrets: &[SecretString],
        is_sensitive: bool,
    ) -> Self {
        let window = body.len().min(Self::EXCERPT + redact::longest(secrets));
        let scrubbed = redact::scrub(secrets, body[..window].to_vec());
        let shown = &scrubbed[..scrubbed.len().min(Self::EXCERPT)];
        let excerpt = Excerpt {
            text: String::from_utf8_lossy(shown).into_owned(),
            is_cut: !is_whole || body.len() > Self::EXCERPT,
            is_hidden: is_sensitive && !body.is_empty(),
        };
        let is_cut = !is_whole || body.len() > limit;
        // A copy: a slice would hold the memory of the whole body.
        let body = Bytes::copy_from_slice(&body[..body.len().min(limit)]);
        RawResponse { inner: Box::new(Inner { status, headers, body, is_cut, excerpt }) }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.inner.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The body as it was received, up to the limit `ClientBuilder::error_body_limit`. It may hold a credential.
    pub fn body(&self) -> &[u8] {
        &self.inner.body
    }

    /// Whether the body is longer than [`body`](Self::body), or incomplete.
    pub fn is_cut(&self) -> bool {
        self.inner.is_cut
    }

    /// The first kilobyte of the body as text. Asterisks replace a credential that it repeats.
    pub fn excerpt(&self) -> &str {
        &self.inner.excerpt.text
    }

    /// The excerpt as `Display` and `Debug` show it.
    pub(crate) fn shown(&self) -> &(impl std::fmt::Display + std::fmt::Debug) {
        &self.inner.excerpt
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// The body is cut, or it is not the JSON of a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, NotJson> {
        serde_json::from_slice(&self.inner.body).map_err(|error| NotJson {
            line: error.line(),
            column: error.column(),
            is_cut: self.inner.is_cut,
        })
    }
}

impl std::fmt::Display for RawResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.inner.status, self.inner.excerpt)
    }
}

impl std::fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.inner.status)
            .field("body", &self.inner.excerpt)
            .finish_non_exhaustive()
    }
}

/// A body is not the JSON of a type. The error does not show the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotJson {
    /// The line of the error in the body, from 1.
    pub line: usize,
    /// The column in bytes, from 1.
    pub column: usize,
    /// Whether the body is cut.
    pub is_cut: bool,
}

impl std::fmt::Display for NotJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cut = if self.is_cut { ", which is cut" } else { "" };
        write!(f, "the body{cut} does not fit the type at line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for NotJson {}

/// The first kilobyte of a body as text, without credentials.
#[derive(Clone)]
struct Excerpt {
    text: String,
    is_cut: bool,
    is_hidden: bool,
}

impl Excerpt {
    const HIDDEN: &str = "[not shown, as it may have sensitive values]";
}

impl std::fmt::Display for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_hidden {
            return f.write_str(Self::HIDDEN);
        }
        // Control characters of a response could overwrite parts of a log.
        let shown = self.text.chars().map(|c| if c.is_control() { ' ' } else { c });
        shown.clone().try_for_each(|c| std::fmt::Write::write_char(f, c))?;
        if self.is_cut { f.write_str("…") } else { Ok(()) }
    }
}

impl std::fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_hidden {
            return f.write_str(Self::HIDDEN);
        }
        write!(f, "{:?}{}", self.text, if self.is_cut { "…" } else { "" })
    }
}
