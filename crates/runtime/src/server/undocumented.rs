//! Errors of an implementation that the document has no response for.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An error that the document has no response for. The response is a 500 without a body, or a 501 if it is
/// [`not_implemented`](Self::not_implemented). With the feature `tracing`, the error is logged with the operation.
///
/// `?` converts any error into it. It does not implement [`std::error::Error`], because then it could not.
pub struct Undocumented {
    /// `None`: the operation is not implemented.
    source: Option<BoxError>,
}

impl Undocumented {
    /// Creates an error with the response 500. `error` is an error or a text.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Undocumented { source: Some(error.into()) }
    }

    /// Creates the error of an operation that is not implemented. The response is a 501.
    pub fn not_implemented() -> Self {
        Undocumented { source: None }
    }

    /// Returns the status code of the response.
    pub fn status(&self) -> StatusCode {
        match self.source {
            Some(_) => StatusCode::INTERNAL_SERVER_ERROR,
            None => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// Returns the error, `None` if the operation is not implemented.
    pub fn source(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

impl<E: Into<BoxError>> From<E> for Undocumented {
    fn from(error: E) -> Self {
        Undocumented::new(error)
    }
}

impl std::fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.source {
            Some(source) => f.debug_tuple("Undocumented").field(source).finish(),
            None => f.write_str("NotImplemented"),
        }
    }
}

impl std::fmt::Display for Undocumented {
    /// Writes the error and its sources.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(error) = &self.source else { return f.write_str("the operation is not implemented") };
        write!(f, "{error}")?;
        let mut source = error.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

/// The response to a request: that of the implementation, or that of its error, which is logged.
pub(crate) fn respond<R: IntoResponse>(operation: &'static str, result: Result<R, Undocumented>) -> Response {
    match result {
        Ok(response) => response.into_response(),
        Err(undocumented) => failed(operation, &undocumented),
    }
}

/// The response to a request whose implementation failed.
pub(crate) fn failed(operation: &'static str, undocumented: &Undocumented) -> Response {
    log(operation, undocumented);
    undocumented.status().into_response()
}

#[cfg(feature = "tracing")]
fn log(operation: &'static str, undocumented: &Undocumented) {
    tracing::error!(operation, error = %undocumented, "undocumented error");
}

#[cfg(not(feature = "tracing"))]
fn log(_: &'static str, _: &Undocumented) {}
