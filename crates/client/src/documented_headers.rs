// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Documented headers of responses.

use crate::headers::{HeaderError, Reading};
use crate::headers;

/// Documented headers of the responses to [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset): `RequestOtpForPasswordResetHeaders::try_from(response.headers())`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestOtpForPasswordResetHeaders {
    /// The seconds to wait before the next request.
    ///
    /// Header `Retry-After`.
    pub retry_after: Option<i32>,
}

impl TryFrom<&reqwest::header::HeaderMap> for RequestOtpForPasswordResetHeaders {
    type Error = HeaderError;
    fn try_from(headers: &reqwest::header::HeaderMap) -> Result<Self, HeaderError> {
        Ok(Self {
            retry_after: headers::read(headers, "retry-after", Reading::Json)?,
        })
    }
}
