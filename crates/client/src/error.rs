// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The errors of a call. None of them shows a credential.

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::raw_response::RawResponse;
use super::transport::TransportError;

/// Why a call did not return a documented success. `E` is the enum of the operation's documented errors.
///
/// `Error` without a type argument is the error of any operation. `?` converts an `Error<E>` into it and drops the `E`, so one function can call
/// several operations:
///
/// ```ignore
/// async fn copy_pet(client: &Client) -> Result<(), Error> {
///     let pet = client.get_pet(7).send().await?;
///     client.create_pet(pet.into_inner()).send().await?;
///     Ok(())
/// }
/// ```
///
/// [`response`](Self::response) returns the response of any operation.
///
/// Neither `Display` nor `Debug` shows a credential: URLs are removed from the underlying errors, and a credential that a response
/// repeats is replaced by asterisks.
#[allow(clippy::enum_variant_names, reason = "the names of progenitor's errors")]
#[non_exhaustive]
pub enum Error<E = ()> {
    /// The request was not sent: a value cannot be converted or sent. Holds the reason.
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
    /// The server did not execute the request: there is no valid token, because the source of tokens failed. The error of the
    /// source is in [`TransportError::get_ref`].
    NoToken(TransportError),
    /// There is no response: the connection failed or timed out. The server may have acted on the request.
    CommunicationError(reqwest::Error),
    /// There is no response: a layer or service of the client failed, or the time limit of the call is exceeded. The server may
    /// have acted on the request.
    Transport(TransportError),
    /// The body of the response is incomplete: the connection failed or timed out.
    ResponseBodyError {
        /// The status code of the response.
        status: StatusCode,
        /// The underlying error.
        source: TransportError,
    },
    /// An error that the document has for this operation.
    ErrorResponse(ErrorResponse<E>),
    /// A documented status code with a body that does not fit the document.
    InvalidResponsePayload {
        /// The response.
        response: RawResponse,
        /// Why it does not fit.
        reason: String,
    },
    /// A status code that the document does not have for this operation, such as a redirect, which is not followed.
    UnexpectedResponse(RawResponse),
}

impl<E> Error<E> {
    /// The status code of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::InvalidRequest(_)
            | Error::InvalidValue { .. }
            | Error::NoToken(_)
            | Error::CommunicationError(_)
            | Error::Transport(_) => None,
            Error::ErrorResponse(response) => Some(response.status()),
            Error::ResponseBodyError { status, .. } => Some(*status),
            Error::InvalidResponsePayload { response, .. } | Error::UnexpectedResponse(response) => {
                Some(response.status())
            }
        }
    }

    /// The response with the beginning of its body. `None` if there is no response, and for [`ResponseBodyError`](Self::ResponseBodyError).
    pub fn response(&self) -> Option<&RawResponse> {
        match self {
            Error::ErrorResponse(response) => Some(response.raw()),
            Error::InvalidResponsePayload { response, .. } | Error::UnexpectedResponse(response) => Some(response),
            _ => None,
        }
    }

    /// Converts a documented error, and keeps its status code, headers and body. Other errors stay as they are.
    pub fn map<F>(self, convert: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Error::ErrorResponse(response) => Error::ErrorResponse(response.map(convert)),
            Error::InvalidRequest(reason) => Error::InvalidRequest(reason),
            Error::InvalidValue { part, pointer, keyword } => Error::InvalidValue { part, pointer, keyword },
            Error::NoToken(source) => Error::NoToken(source),
            Error::CommunicationError(source) => Error::CommunicationError(source),
            Error::Transport(source) => Error::Transport(source),
            Error::ResponseBodyError { status, source } => Error::ResponseBodyError { status, source },
            Error::InvalidResponsePayload { response, reason } => Error::InvalidResponsePayload { response, reason },
            Error::UnexpectedResponse(response) => Error::UnexpectedResponse(response),
        }
    }

    /// Whether the call timed out.
    pub fn is_timeout(&self) -> bool {
        match self {
            Error::CommunicationError(source) => source.is_timeout(),
            Error::NoToken(source) | Error::Transport(source) | Error::ResponseBodyError { source, .. } => {
                source.is_timeout()
            }
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
            Error::NoToken(source) => write!(f, "there is no token: {source}"),
            Error::CommunicationError(source) => write!(f, "no response: {source}"),
            Error::Transport(source) => write!(f, "no response: {source}"),
            Error::ResponseBodyError { status, source } => {
                write!(f, "the body of the {status} response is incomplete: {source}")
            }
            Error::ErrorResponse(response) => write!(f, "{response}"),
            Error::InvalidResponsePayload { response, reason } => {
                let (status, shown) = (response.status(), response.shown());
                write!(f, "the body of the {status} response does not fit the document: {reason}: {shown}")
            }
            Error::UnexpectedResponse(response) => {
                write!(f, "the document has no {} response: {}", response.status(), response.shown())
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
            Error::NoToken(source) => f.debug_tuple("NoToken").field(source).finish(),
            Error::CommunicationError(source) => f.debug_tuple("CommunicationError").field(source).finish(),
            Error::Transport(source) => f.debug_tuple("Transport").field(source).finish(),
            Error::ResponseBodyError { status, source } => {
                f.debug_struct("ResponseBodyError").field("status", status).field("source", source).finish()
            }
            Error::ErrorResponse(response) => f.debug_tuple("ErrorResponse").field(response).finish(),
            Error::InvalidResponsePayload { response, reason } => {
                f.debug_struct("InvalidResponsePayload").field("response", response).field("reason", reason).finish()
            }
            Error::UnexpectedResponse(response) => f.debug_tuple("UnexpectedResponse").field(response).finish(),
        }
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows the underlying error itself.
            Error::CommunicationError(source) => std::error::Error::source(source),
            Error::NoToken(source) | Error::Transport(source) | Error::ResponseBodyError { source, .. } => {
                std::error::Error::source(source)
            }
            _ => None,
        }
    }
}

impl<E: DocumentedError> From<Error<E>> for Error {
    fn from(error: Error<E>) -> Self {
        error.map(drop)
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        NoResponse::from(error).into()
    }
}

/// Why there is no response.
pub(crate) enum NoResponse {
    Unsendable(Unsendable),
    #[allow(dead_code, reason = "only some documents have bearer tokens, which may come from a source")]
    Token(TransportError),
    Http(reqwest::Error),
    Transport(TransportError),
}

impl NoResponse {
    pub(crate) fn of(error: TransportError) -> Self {
        match error.into_http() {
            Ok(error) => error.into(),
            Err(error) => NoResponse::Transport(error),
        }
    }
}

impl From<reqwest::Error> for NoResponse {
    fn from(error: reqwest::Error) -> Self {
        // The URL may hold the credential, and personal data in the query.
        let error = error.without_url();
        if error.is_builder() {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            return NoResponse::Unsendable(Unsendable::new(source.unwrap_or_else(|| error.to_string())));
        }
        NoResponse::Http(error)
    }
}

impl From<Unsendable> for NoResponse {
    fn from(error: Unsendable) -> Self {
        NoResponse::Unsendable(error)
    }
}

impl<E> From<NoResponse> for Error<E> {
    fn from(error: NoResponse) -> Self {
        match error {
            NoResponse::Unsendable(error) => error.into(),
            NoResponse::Token(error) => Error::NoToken(error),
            NoResponse::Http(error) => Error::CommunicationError(error),
            NoResponse::Transport(error) => Error::Transport(error),
        }
    }
}

/// Why a value cannot be sent in its place in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsendable(String);

impl Unsendable {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Unsendable(reason.into())
    }
}

impl std::fmt::Display for Unsendable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsendable {}

impl<E> From<Unsendable> for Error<E> {
    fn from(Unsendable(reason): Unsendable) -> Self {
        Error::InvalidRequest(reason)
    }
}

/// A body that did not arrive whole.
pub(crate) struct Unread {
    pub(crate) status: StatusCode,
    pub(crate) source: TransportError,
}

impl<E> From<Unread> for Error<E> {
    fn from(Unread { status, source }: Unread) -> Self {
        Error::ResponseBodyError { status, source }
    }
}

/// A response that does not fit the document.
pub(crate) struct Misfit {
    pub(crate) response: RawResponse,
    pub(crate) reason: String,
}

impl<E> From<Misfit> for Error<E> {
    fn from(Misfit { response, reason }: Misfit) -> Self {
        Error::InvalidResponsePayload { response, reason }
    }
}

/// A documented error. `Deref` gives access to the enum of the operation's errors.
pub struct ErrorResponse<E> {
    error: E,
    response: RawResponse,
}

impl<E> ErrorResponse<E> {
    /// Creates a response without headers, for tests.
    pub fn new(status: StatusCode, error: E) -> Self {
        ErrorResponse {
            error,
            response: RawResponse::new(status, HeaderMap::new(), &Bytes::new(), true, 0, &[], false),
        }
    }

    pub(crate) fn of(error: E, response: RawResponse) -> Self {
        ErrorResponse { error, response }
    }

    /// The status code.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// All headers of the response.
    pub fn raw_headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The response with the beginning of its body, also if the document has no `content` for it.
    pub fn raw(&self) -> &RawResponse {
        &self.response
    }

    /// Converts the documented error, and keeps the status code, the headers and the body.
    pub fn map<F>(self, convert: impl FnOnce(E) -> F) -> ErrorResponse<F> {
        ErrorResponse { error: convert(self.error), response: self.response }
    }

    /// Returns the documented error.
    pub fn into_inner(self) -> E {
        self.error
    }
}

impl<E: DocumentedError> ErrorResponse<E> {
    /// Reads the documented headers. One that is absent or malformed is `None`.
    pub fn headers(&self) -> E::Headers {
        E::Headers::from(self.response.headers())
    }
}

/// The enum of the documented errors of an operation.
pub trait DocumentedError {
    /// The documented headers of the errors.
    type Headers: for<'h> From<&'h HeaderMap>;
}

impl<E> std::ops::Deref for ErrorResponse<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.error
    }
}

impl<E> std::fmt::Display for ErrorResponse<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.response.status();
        if self.response.excerpt().is_empty() { write!(f, "{status}") } else { write!(f, "{}", self.response) }
    }
}

impl<E> std::fmt::Debug for ErrorResponse<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("status", &self.response.status())
            .field("body", self.response.shown())
            .finish_non_exhaustive()
    }
}
