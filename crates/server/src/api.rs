// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The trait that an implementation has, its requests and its responses.

use std::future::Future;

use axum::http::StatusCode;
use axum::response::IntoResponse;

use crate::rejection::Rejection;
use crate::{response, types};

/// Implementation of LoginRadius Retrieve Password reset OTP: one method per operation.
pub trait Api: Send + Sync + 'static {
    /// The owner of a valid credential; `()` if the implementation does not need to know.
    type Caller: Send + 'static;
    /// Returns the owner of a credential, or denies the credential. Not called for a request without one.
    fn authenticate(
        &self,
        credential: Credential,
    ) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;
    /// Retrieve Password reset OTP
    ///
    /// `POST /identity/v2/auth/password/otp`
    fn request_otp_for_password_reset(
        &self,
        request: RequestOtpForPasswordResetRequest<Self::Caller>,
    ) -> impl Future<Output = RequestOtpForPasswordResetResponse> + Send;
    /// Makes the response body for a request that is rejected before its method is called. The status code is
    /// the one that the document has for the rejection.
    fn refuse_with_api_error(&self, rejection: &Rejection) -> types::ApiError;
}

/// The credential sent with a request. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Tenant API Key for authentication
    Apikey(secrecy::SecretString),
}

/// The credential is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// Request to [`Api::request_otp_for_password_reset`].
#[derive(Clone, Debug, PartialEq)]
pub struct RequestOtpForPasswordResetRequest<Caller> {
    /// The authenticated caller.
    pub caller: Caller,
    pub query: RequestOtpForPasswordResetQuery,
    /// The phone number that the OTP is sent to.
    pub body: types::PasswordResetOtpRequest,
}

/// Query parameters of [`Api::request_otp_for_password_reset`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestOtpForPasswordResetQuery {
    /// SMS Template
    pub smstemplate: Option<String>,
    /// Google reCAPTCHA response parameter which will be sent to the server for verification.
    ///
    /// Parameter `g-recaptcha-response`.
    pub recaptcha_hyphenated: Option<String>,
    /// Google reCAPTCHA Response
    ///
    /// Parameter `g_recaptcha_response`.
    pub recaptcha_underscored: Option<String>,
    /// hCaptcha Response
    ///
    /// Parameter `h-captcha-response`.
    pub h_captcha_response: Option<String>,
    /// QQ Captcha ticket (required if Bot Protection is enabled)
    pub qq_captcha_ticket: Option<String>,
    /// QQ Captcha rand string (required if Bot Protection is enabled)
    pub qq_captcha_randstr: Option<String>,
    /// Boolean flag to enforce sending SMS content via Voice.
    pub isvoiceotp: Option<bool>,
}

/// Documented responses of [`Api::request_otp_for_password_reset`].
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "the document's types differ in size")]
pub enum RequestOtpForPasswordResetResponse {
    /// The OTP was requested.
    Ok(types::PasswordResetOtpResponse),
    /// A parameter is not formatted correctly.
    BadRequest(types::ApiError),
    /// The API key is unauthorized.
    Forbidden(types::ApiError),
    /// Too many requests were sent in a given time.
    TooManyRequests {
        /// The seconds to wait before the next request.
        ///
        /// Header `Retry-After`.
        retry_after: Option<i32>,
        body: types::ApiError,
    },
    /// Something went wrong while the request was processed.
    InternalServerError(types::ApiError),
}

impl IntoResponse for RequestOtpForPasswordResetResponse {
    fn into_response(self) -> axum::response::Response {
        match self {
            Self::Ok(body) => response::json(StatusCode::OK, &body),
            Self::BadRequest(body) => response::json(StatusCode::BAD_REQUEST, &body),
            Self::Forbidden(body) => response::json(StatusCode::FORBIDDEN, &body),
            Self::TooManyRequests { retry_after, body } => {
                let response = response::json(StatusCode::TOO_MANY_REQUESTS, &body);
                match &retry_after {
                    Some(value) => response::with_header(response, "retry-after", value),
                    None => response,
                }
            }
            Self::InternalServerError(body) => {
                response::json(StatusCode::INTERNAL_SERVER_ERROR, &body)
            }
        }
    }
}
