//! The table of the example server: the documented responses of each operation.

#![allow(dead_code, reason = "which variants are used depends on the document")]

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::listing::Listing;
use super::store::Resource;
use super::template::Candidate;

/// An operation with everything that the document has for its responses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The method and the query, and all segments of the path.
    pub(crate) request: Candidate,
    /// The status code of the response to a valid request without preferences.
    pub(crate) success: u16,
    pub(crate) responses: &'static [DocumentedResponse],
    pub(crate) resource: Option<Resource>,
    pub(crate) listing: Option<Listing>,
}

/// A documented example of a response, or one made of its schema.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DocumentedResponse {
    pub(crate) status: Status,
    /// The name of the example; empty if it has none.
    pub(crate) name: &'static str,
    /// The media type; empty if there is no body.
    pub(crate) media_type: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: &'static str,
}

/// The status of a documented response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Code(u16),
    /// The first digit.
    Range(u16),
    Default,
}

impl Operation {
    /// The response of a status code: that of the code before that of its range before `default`.
    pub(crate) fn documented(&self, code: u16) -> Option<&'static DocumentedResponse> {
        let of = |status: Status| self.responses.iter().find(|known| known.status == status);
        of(Status::Code(code)).or_else(|| of(Status::Range(code / 100))).or_else(|| of(Status::Default))
    }

    /// A status code for an example of this status. `default` is an error if the operation documents a success.
    pub(crate) fn code(&self, status: Status) -> u16 {
        let is_success = |known: &DocumentedResponse| matches!(known.status, Status::Code(200..300) | Status::Range(2));
        match status {
            Status::Code(code) => code,
            Status::Range(hundreds) => hundreds * 100,
            Status::Default if self.responses.iter().any(is_success) => 500,
            Status::Default => self.success,
        }
    }
}

impl DocumentedResponse {
    /// The response with this status code, the media type, the headers and the body.
    pub(crate) fn response(&self, code: u16) -> Response {
        let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.body).into_response();
        response.headers_mut().remove(header::CONTENT_TYPE);
        let media_type = (!self.media_type.is_empty()).then_some(("content-type", self.media_type));
        for (name, value) in media_type.iter().chain(self.headers) {
            if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}
