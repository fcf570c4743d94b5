// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! What an implementation is given and what it answers.

#[allow(unused_imports, reason = "which are used depends on the document")]
use std::future::Future;
#[allow(unused_imports, reason = "which are used depends on the document")]
use axum::{http::StatusCode, response::IntoResponse};
#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::{
    rejection::Rejection, response::{self, StatusOf},
    types,
};

/// An implementation of LoginRadius Retrieve Password reset OTP: one method per operation.
pub trait Api: Send + Sync + 'static {
    /// Who a valid credential belongs to; `()` where nobody needs to know.
    type Caller: Send + 'static;
    /// Turns a credential into the caller that it belongs to, or denies it. A request without a credential
    /// does not come here.
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
    /// The body for a request that is refused before its method is called. The status is chosen already: the
    /// one that the document has for it.
    fn refuse_with_api_error(&self, rejection: &Rejection) -> types::ApiError;
}

/// What a request says who asks with. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Tenant API Key for authentication
    Apikey(secrecy::SecretString),
}

/// The credential is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// A request to [`Api::request_otp_for_password_reset`].
#[derive(Clone, Debug, PartialEq)]
pub struct RequestOtpForPasswordResetRequest<Caller> {
    /// Who asks.
    pub caller: Caller,
    /// Parameters in the query.
    pub query: RequestOtpForPasswordResetQuery,
    /// The phone number that the OTP is sent to.
    pub body: types::PasswordResetOtpRequest,
}

/// Parameters of [`Api::request_otp_for_password_reset`] in the query.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestOtpForPasswordResetQuery {
    /// SMS Template
    ///
    /// The parameter `smstemplate`.
    pub smstemplate: Option<String>,
    /// Google reCAPTCHA response parameter which will be sent to the server for verification.
    ///
    /// The parameter `g-recaptcha-response`.
    pub g_recaptcha_response_2: Option<String>,
    /// Google reCAPTCHA Response
    ///
    /// The parameter `g_recaptcha_response`.
    pub g_recaptcha_response: Option<String>,
    /// hCaptcha Response
    ///
    /// The parameter `h-captcha-response`.
    pub h_captcha_response: Option<String>,
    /// QQ Captcha ticket (required if Bot Protection is enabled)
    ///
    /// The parameter `qq_captcha_ticket`.
    pub qq_captcha_ticket: Option<String>,
    /// QQ Captcha rand string (required if Bot Protection is enabled)
    ///
    /// The parameter `qq_captcha_randstr`.
    pub qq_captcha_randstr: Option<String>,
    /// Boolean flag to enforce sending SMS content via Voice.
    ///
    /// The parameter `isvoiceotp`.
    pub isvoiceotp: Option<bool>,
}

/// The documented answers of [`Api::request_otp_for_password_reset`].
#[derive(Clone, Debug, PartialEq)]
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
        /// The header `Retry-After`.
        retry_after: Option<i32>,
        /// The body.
        body: types::ApiError,
    },
    /// Something went wrong while the request was processed.
    InternalServerError(types::ApiError),
}

impl IntoResponse for RequestOtpForPasswordResetResponse {
    fn into_response(self) -> axum::response::Response {
        match self {
            Self::Ok(body) => response::json(response::status(200u16), &body),
            Self::BadRequest(body) => response::json(response::status(400u16), &body),
            Self::Forbidden(body) => response::json(response::status(403u16), &body),
            Self::TooManyRequests { retry_after, body } => {
                let answer = response::json(response::status(429u16), &body);
                let answer = match &retry_after {
                    Some(value) => response::with_header(answer, "retry-after", value),
                    None => answer,
                };
                answer
            }
            Self::InternalServerError(body) => {
                response::json(response::status(500u16), &body)
            }
        }
    }
}
