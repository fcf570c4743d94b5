// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The requests and responses of the operations, in a module for each operation.

/// Request and responses of [`Api::request_otp_for_password_reset`](crate::Api::request_otp_for_password_reset).
pub mod request_otp_for_password_reset {
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    use crate::context::Context;
    use crate::{response, types};

    /// Request to [`Api::request_otp_for_password_reset`](crate::Api::request_otp_for_password_reset).
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub struct Request<Caller> {
        /// The method, the URI, all headers and the extensions.
        pub context: Context,
        /// The authenticated caller.
        pub caller: Caller,
        /// Query parameters.
        pub query: Query,
        /// The phone number that the OTP is sent to.
        pub body: Body,
    }

    /// Query parameters of [`Api::request_otp_for_password_reset`](crate::Api::request_otp_for_password_reset).
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Query {
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

    /// Body of a request to [`Api::request_otp_for_password_reset`](crate::Api::request_otp_for_password_reset): `application/json`.
    pub type Body = types::PasswordResetOtpRequest;

    /// Documented responses of [`Api::request_otp_for_password_reset`](crate::Api::request_otp_for_password_reset).
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[allow(clippy::large_enum_variant, reason = "the document's types differ in size")]
    pub enum Response {
        /// 200: The OTP was requested.
        Ok(Ok),
        /// 400: A parameter is not formatted correctly.
        BadRequest(BadRequest),
        /// 403: The API key is unauthorized.
        Forbidden(Forbidden),
        /// 429: Too many requests were sent in a given time.
        TooManyRequests(TooManyRequests),
        /// 500: Something went wrong while the request was processed.
        InternalServerError(InternalServerError),
    }

    impl Response {
        /// 200: The OTP was requested.
        pub fn ok(body: impl Into<types::PasswordResetOtpResponse>) -> Ok {
            Ok { body: body.into() }
        }

        /// 400: A parameter is not formatted correctly.
        pub fn bad_request(body: impl Into<types::ApiError>) -> BadRequest {
            BadRequest { body: body.into() }
        }

        /// 403: The API key is unauthorized.
        pub fn forbidden(body: impl Into<types::ApiError>) -> Forbidden {
            Forbidden { body: body.into() }
        }

        /// 429: Too many requests were sent in a given time.
        pub fn too_many_requests(body: impl Into<types::ApiError>) -> TooManyRequests {
            TooManyRequests {
                body: body.into(),
                retry_after: None,
            }
        }

        /// 500: Something went wrong while the request was processed.
        pub fn internal_server_error(
            body: impl Into<types::ApiError>,
        ) -> InternalServerError {
            InternalServerError {
                body: body.into(),
            }
        }
    }

    impl IntoResponse for Response {
        fn into_response(self) -> axum::response::Response {
            match self {
                Self::Ok(response) => response::json(StatusCode::OK, &response.body),
                Self::BadRequest(response) => {
                    response::json(StatusCode::BAD_REQUEST, &response.body)
                }
                Self::Forbidden(response) => {
                    response::json(StatusCode::FORBIDDEN, &response.body)
                }
                Self::TooManyRequests(response) => {
                    let made = response::json(StatusCode::TOO_MANY_REQUESTS, &response.body);
                    match &response.retry_after {
                        Some(value) => response::with_header(made, "retry-after", value),
                        None => made,
                    }
                }
                Self::InternalServerError(response) => {
                    response::json(StatusCode::INTERNAL_SERVER_ERROR, &response.body)
                }
            }
        }
    }

    /// Body of [`Ok`].
    pub type OkBody = types::PasswordResetOtpResponse;

    /// The OTP was requested.
    ///
    /// Made by [`Response::ok`].
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Ok {
        /// The body, `application/json`.
        pub body: types::PasswordResetOtpResponse,
    }

    impl From<Ok> for Response {
        fn from(response: Ok) -> Self {
            Response::Ok(response)
        }
    }

    /// Body of [`BadRequest`].
    pub type BadRequestBody = types::ApiError;

    /// A parameter is not formatted correctly.
    ///
    /// Made by [`Response::bad_request`].
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct BadRequest {
        /// The body, `application/json`.
        pub body: types::ApiError,
    }

    impl From<BadRequest> for Response {
        fn from(response: BadRequest) -> Self {
            Response::BadRequest(response)
        }
    }

    /// Body of [`Forbidden`].
    pub type ForbiddenBody = types::ApiError;

    /// The API key is unauthorized.
    ///
    /// Made by [`Response::forbidden`].
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Forbidden {
        /// The body, `application/json`.
        pub body: types::ApiError,
    }

    impl From<Forbidden> for Response {
        fn from(response: Forbidden) -> Self {
            Response::Forbidden(response)
        }
    }

    /// Body of [`TooManyRequests`].
    pub type TooManyRequestsBody = types::ApiError;

    /// Too many requests were sent in a given time.
    ///
    /// Made by [`Response::too_many_requests`].
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct TooManyRequests {
        /// The seconds to wait before the next request.
        ///
        /// Header `Retry-After`.
        pub retry_after: Option<i32>,
        /// The body, `application/json`.
        pub body: types::ApiError,
    }

    impl TooManyRequests {
        /// The seconds to wait before the next request.
        ///
        /// Header `Retry-After`.
        #[must_use]
        pub fn retry_after(mut self, retry_after: i32) -> Self {
            self.retry_after = Some(retry_after);
            self
        }
    }

    impl From<TooManyRequests> for Response {
        fn from(response: TooManyRequests) -> Self {
            Response::TooManyRequests(response)
        }
    }

    /// Body of [`InternalServerError`].
    pub type InternalServerErrorBody = types::ApiError;

    /// Something went wrong while the request was processed.
    ///
    /// Made by [`Response::internal_server_error`].
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct InternalServerError {
        /// The body, `application/json`.
        pub body: types::ApiError,
    }

    impl From<InternalServerError> for Response {
        fn from(response: InternalServerError) -> Self {
            Response::InternalServerError(response)
        }
    }
}
