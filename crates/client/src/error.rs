// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The errors of a call. None of them shows a credential.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// Why a call did not return a documented success. `E` is the body of the operation's documented errors.
///
/// Neither `Display` nor `Debug` shows a credential: URLs are removed from the underlying errors, and a credential that a response
/// repeats is replaced by asterisks.
#[allow(clippy::enum_variant_names, reason = "the names of progenitor's errors")]
#[non_exhaustive]
pub enum Error<E = ()> {
    /// The request was not sent: a parameter is missing or cannot be sent. Holds the reason.
    InvalidRequest(String),
    /// The request was not sent: a value violates the document's schema. Only with the feature `validate`, for documents with
    /// constraints that no type has.
    InvalidValue {
        /// The part of the request: `body`, or the name of a parameter.
        part: &'static str,
        /// The place in the value, as a JSON Pointer (RFC 6901). Empty for the whole value.
        pointer: String,
        /// The violated keyword, such as `not` or `minProperties`.
        keyword: String,
    },
    /// There is no response: the connection failed or timed out. The server may have acted on the request.
    CommunicationError(reqwest::Error),
    /// The body of the response is incomplete: the connection failed or timed out.
    ResponseBodyError {
        /// The status code of the response.
        status: StatusCode,
        /// The underlying error.
        source: reqwest::Error,
    },
    /// An error that the document has for this operation.
    ErrorResponse(ErrorResponse<E>),
    /// A documented status code with a body that does not fit the document.
    InvalidResponsePayload {
        /// The status code.
        status: StatusCode,
        /// The headers of the response.
        headers: HeaderMap,
        /// The beginning of the body.
        body: Excerpt,
        /// Why the body does not fit.
        reason: String,
    },
    /// A status code that the document does not have for this operation, such as a redirect, which is not followed.
    UnexpectedResponse {
        /// The status code.
        status: StatusCode,
        /// The headers of the response.
        headers: HeaderMap,
        /// The beginning of the body.
        body: Excerpt,
    },
}

impl<E> Error<E> {
    /// The status code of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::InvalidRequest(_) | Error::InvalidValue { .. } | Error::CommunicationError(_) => None,
            Error::ErrorResponse(response) => Some(response.status()),
            Error::ResponseBodyError { status, .. }
            | Error::InvalidResponsePayload { status, .. }
            | Error::UnexpectedResponse { status, .. } => Some(*status),
        }
    }

    /// Whether the call timed out.
    pub fn is_timeout(&self) -> bool {
        match self {
            Error::CommunicationError(source) | Error::ResponseBodyError { source, .. } => source.is_timeout(),
            _ => false,
        }
    }
}

impl<E> std::fmt::Display for Error<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::InvalidRequest(reason) => write!(f, "the request cannot be sent: {reason}"),
            Error::InvalidValue { part, pointer, keyword } => {
                write!(f, "the request is not sent: `{part}` violates `{keyword}` at {pointer:?}")
            }
            Error::CommunicationError(source) => write!(f, "no response: {source}"),
            Error::ResponseBodyError { status, source } => {
                write!(f, "the body of the {status} response is incomplete: {source}")
            }
            Error::ErrorResponse(response) => write!(f, "{response}"),
            Error::InvalidResponsePayload { status, body, reason, .. } => {
                write!(f, "the body of the {status} response does not fit the document: {reason}: {body}")
            }
            Error::UnexpectedResponse { status, body, .. } => {
                write!(f, "the document has no {status} response: {body}")
            }
        }
    }
}

impl<E> std::fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
            Error::InvalidValue { part, pointer, keyword } => f
                .debug_struct("InvalidValue")
                .field("part", part)
                .field("pointer", pointer)
                .field("keyword", keyword)
                .finish(),
            Error::CommunicationError(source) => f.debug_tuple("CommunicationError").field(source).finish(),
            Error::ResponseBodyError { status, source } => {
                f.debug_struct("ResponseBodyError").field("status", status).field("source", source).finish()
            }
            Error::ErrorResponse(response) => f.debug_tuple("ErrorResponse").field(response).finish(),
            Error::InvalidResponsePayload { status, body, reason, .. } => f
                .debug_struct("InvalidResponsePayload")
                .field("status", status)
                .field("body", body)
                .field("reason", reason)
                .finish_non_exhaustive(),
            Error::UnexpectedResponse { status, body, .. } => {
                f.debug_struct("UnexpectedResponse").field("status", status).field("body", body).finish_non_exhaustive()
            }
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows the underlying error itself.
            Error::CommunicationError(source) | Error::ResponseBodyError { source, .. } => {
                std::error::Error::source(source)
            }
            _ => None,
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold the credential, and personal data in the query.
        Error::CommunicationError(error.without_url())
    }
}

/// Why a value cannot be sent in its place in the request.
#[derive(Debug)]
pub(crate) struct Unsendable(pub(crate) &'static str);

impl<E> From<Unsendable> for Error<E> {
    fn from(Unsendable(reason): Unsendable) -> Self {
        Error::InvalidRequest(reason.to_owned())
    }
}

impl<E> From<progenitor_client::Error<E>> for Error<E> {
    /// Converts the errors of the hooks in `auth.rs`.
    fn from(error: progenitor_client::Error<E>) -> Self {
        match error {
            progenitor_client::Error::CommunicationError(error) => error.into(),
            progenitor_client::Error::InvalidRequest(reason) | progenitor_client::Error::Custom(reason) => {
                Error::InvalidRequest(reason)
            }
            _ => Error::InvalidRequest("a hook rejected the request".to_owned()),
        }
    }
}

/// A documented error with its typed body. `Deref` gives access to the body.
pub struct ErrorResponse<E> {
    pub(crate) value: E,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) excerpt: Excerpt,
}

impl<E> ErrorResponse<E> {
    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn into_inner(self) -> E {
        self.value
    }
}

impl<E> std::ops::Deref for ErrorResponse<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.value
    }
}

impl<E> std::fmt::Display for ErrorResponse<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.excerpt.text.is_empty() {
            write!(f, "{}", self.status)
        } else {
            write!(f, "{}: {}", self.status, self.excerpt)
        }
    }
}

impl<E> std::fmt::Debug for ErrorResponse<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("status", &self.status)
            .field("body", &self.excerpt)
            .finish_non_exhaustive()
    }
}

/// The first kilobyte of a body as text. Asterisks replace a credential that it repeats.
#[derive(Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub(crate) text: String,
    pub(crate) is_cut: bool,
}

impl Excerpt {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the body is longer.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl std::fmt::Display for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Control characters of a response could overwrite parts of a log.
        let shown = self.text.chars().map(|c| if c.is_control() { ' ' } else { c });
        shown.clone().try_for_each(|c| std::fmt::Write::write_char(f, c))?;
        if self.is_cut { f.write_str("…") } else { Ok(()) }
    }
}

impl std::fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}{}", self.text, if self.is_cut { "…" } else { "" })
    }
}
