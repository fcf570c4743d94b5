// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Documented headers of answers.

#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::headers::{HeaderError, Reading, read};
#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::types;

/// Headers that answers to [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset) are documented with: `RequestOtpForPasswordResetHeaders::try_from(answer.headers())`.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestOtpForPasswordResetHeaders {
    /// The seconds to wait before the next request.
    ///
    /// The header `Retry-After`.
    pub retry_after: Option<i32>,
}

impl TryFrom<&reqwest::header::HeaderMap> for RequestOtpForPasswordResetHeaders {
    type Error = HeaderError;
    fn try_from(headers: &reqwest::header::HeaderMap) -> Result<Self, HeaderError> {
        Ok(Self {
            retry_after: read(headers, "retry-after", Reading::Json)?,
        })
    }
}
