// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Everything that can go wrong with a call, without the credential in any of its renderings.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// Why a call gave no documented success. `E` is the body of the operation's documented errors.
///
/// No rendering of it, `Debug` included, shows a credential: URLs are taken out of the errors below, and an answer that
/// repeats the credential is shown with asterisks in its place.
#[allow(clippy::enum_variant_names, reason = "the names of progenitor's errors")]
#[non_exhaustive]
pub enum Error<E = ()> {
    /// Nothing was sent: a parameter is missing or cannot be sent, with the reason.
    InvalidRequest(String),
    /// No answer: the connection was refused, broke or timed out. Whether the server acted on the request is unknown.
    CommunicationError(reqwest::Error),
    /// The answer's body broke off or timed out.
    ResponseBodyError {
        /// The status, which did come.
        status: StatusCode,
        /// What broke.
        source: reqwest::Error,
    },
    /// An error that the document describes for this operation.
    ErrorResponse(ErrorResponse<E>),
    /// A documented status whose body is not what the document says.
    InvalidResponsePayload {
        /// The status.
        status: StatusCode,
        /// The answer's headers.
        headers: HeaderMap,
        /// The beginning of the body.
        body: Excerpt,
        /// What does not fit.
        reason: String,
    },
    /// A status that the document does not have for this operation. Redirects are among them: none is followed.
    UnexpectedResponse {
        /// The status.
        status: StatusCode,
        /// The answer's headers.
        headers: HeaderMap,
        /// The beginning of the body.
        body: Excerpt,
    },
}

impl<E> Error<E> {
    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::InvalidRequest(_) | Error::CommunicationError(_) => None,
            Error::ErrorResponse(response) => Some(response.status()),
            Error::ResponseBodyError { status, .. }
            | Error::InvalidResponsePayload { status, .. }
            | Error::UnexpectedResponse { status, .. } => Some(*status),
        }
    }

    /// Whether the call ran out of time.
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
            Error::InvalidRequest(reason) => write!(f, "the request is not complete: {reason}"),
            Error::CommunicationError(source) => write!(f, "no answer: {source}"),
            Error::ResponseBodyError { status, source } => {
                write!(f, "the body of the {status} answer broke off: {source}")
            }
            Error::ErrorResponse(response) => write!(f, "{response}"),
            Error::InvalidResponsePayload { status, body, reason, .. } => {
                write!(f, "the body of the {status} answer is not what the document says: {reason}: {body}")
            }
            Error::UnexpectedResponse { status, body, .. } => write!(f, "the document has no {status} answer: {body}"),
        }
    }
}

impl<E> std::fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::InvalidRequest(reason) => f.debug_tuple("InvalidRequest").field(reason).finish(),
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
            // The error itself is in `Display` already.
            Error::CommunicationError(source) | Error::ResponseBodyError { source, .. } => {
                std::error::Error::source(source)
            }
            _ => None,
        }
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold the credential, and the query other things that are nobody's business.
        Error::CommunicationError(error.without_url())
    }
}

/// Why a value cannot stand where a parameter is sent.
#[derive(Debug)]
pub(crate) struct Unsendable(pub(crate) &'static str);

impl<E> From<Unsendable> for Error<E> {
    fn from(Unsendable(reason): Unsendable) -> Self {
        Error::InvalidRequest(reason.to_owned())
    }
}

impl<E> From<progenitor_client::Error<E>> for Error<E> {
    /// What the hooks of this crate give: see `auth.rs`.
    fn from(error: progenitor_client::Error<E>) -> Self {
        match error {
            progenitor_client::Error::CommunicationError(error) => error.into(),
            progenitor_client::Error::InvalidRequest(reason) | progenitor_client::Error::Custom(reason) => {
                Error::InvalidRequest(reason)
            }
            _ => Error::InvalidRequest("a hook refused the request".to_owned()),
        }
    }
}

/// An error that the document describes, with its typed body. Fields of the body are at hand through `Deref`.
pub struct ErrorResponse<E> {
    pub(crate) value: E,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) excerpt: Excerpt,
}

impl<E> ErrorResponse<E> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
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

/// The first kilobyte of a body as text, with asterisks where it repeats a credential.
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

    /// Whether the body goes on.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl std::fmt::Display for Excerpt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Control characters would let an answer write over the log that it ends up in.
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
