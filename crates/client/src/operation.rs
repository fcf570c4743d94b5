// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The operations: for each one a module with the builder of its requests, its bodies, headers and errors.

/// [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset): `POST /identity/v2/auth/password/otp`.
pub mod request_otp_for_password_reset {
    use std::fmt::Display;
    use std::sync::Arc;
    use std::time::Duration;
    use progenitor_client::QueryParam;
    use reqwest::StatusCode;
    use crate::call::{Call, Operation, Shared};
    use crate::error::{DocumentedError, Unsendable};
    use crate::headers::{HeaderError, Reader, Reading};
    use crate::receive::Extent;
    use crate::{Response, call, receive, types};

    /// A request of [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset): `POST /identity/v2/auth/password/otp` → 200 [`PasswordResetOtpResponse`](types::PasswordResetOtpResponse); 400 [`ApiError`](types::ApiError); 403 [`ApiError`](types::ApiError); 429 [`ApiError`](types::ApiError); 500 [`ApiError`](types::ApiError).
    #[must_use = "a request is sent by `send`"]
    #[derive(Clone)]
    pub struct Builder {
        call: Call,
        body: Result<types::PasswordResetOtpRequest, Unsendable>,
        smstemplate: Result<Option<String>, Unsendable>,
        recaptcha_hyphenated: Result<Option<String>, Unsendable>,
        recaptcha_underscored: Result<Option<String>, Unsendable>,
        h_captcha_response: Result<Option<String>, Unsendable>,
        qq_captcha_ticket: Result<Option<String>, Unsendable>,
        qq_captcha_randstr: Result<Option<String>, Unsendable>,
        isvoiceotp: Result<Option<bool>, Unsendable>,
    }

    impl Builder {
        pub(crate) fn new(
            shared: &Arc<Shared>,
            body: Result<types::PasswordResetOtpRequest, Unsendable>,
        ) -> Self {
            Builder {
                call: Call::new(shared),
                body,
                smstemplate: Ok(None),
                recaptcha_hyphenated: Ok(None),
                recaptcha_underscored: Ok(None),
                h_captcha_response: Ok(None),
                qq_captcha_ticket: Ok(None),
                qq_captcha_randstr: Ok(None),
                isvoiceotp: Ok(None),
            }
        }

        /// SMS Template
        ///
        /// Query parameter, optional.
        pub fn smstemplate(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.smstemplate = call::value("smstemplate", value).map(Some);
            self
        }

        /// Google reCAPTCHA response parameter which will be sent to the server for verification.
        ///
        /// Query parameter `g-recaptcha-response`, optional.
        pub fn recaptcha_hyphenated(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.recaptcha_hyphenated = call::value("recaptcha_hyphenated", value)
                .map(Some);
            self
        }

        /// Google reCAPTCHA Response
        ///
        /// Query parameter `g_recaptcha_response`, optional.
        pub fn recaptcha_underscored(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.recaptcha_underscored = call::value("recaptcha_underscored", value)
                .map(Some);
            self
        }

        /// hCaptcha Response
        ///
        /// Query parameter `h-captcha-response`, optional.
        pub fn h_captcha_response(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.h_captcha_response = call::value("h_captcha_response", value).map(Some);
            self
        }

        /// QQ Captcha ticket (required if Bot Protection is enabled)
        ///
        /// Query parameter, optional.
        pub fn qq_captcha_ticket(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.qq_captcha_ticket = call::value("qq_captcha_ticket", value).map(Some);
            self
        }

        /// QQ Captcha rand string (required if Bot Protection is enabled)
        ///
        /// Query parameter, optional.
        pub fn qq_captcha_randstr(
            mut self,
            value: impl TryInto<String, Error: Display>,
        ) -> Self {
            self.qq_captcha_randstr = call::value("qq_captcha_randstr", value).map(Some);
            self
        }

        /// Boolean flag to enforce sending SMS content via Voice.
        ///
        /// Query parameter, optional.
        pub fn isvoiceotp(mut self, value: impl TryInto<bool, Error: Display>) -> Self {
            self.isvoiceotp = call::value("isvoiceotp", value).map(Some);
            self
        }

        /// Sets a header of this call. It replaces a header that the call has otherwise.
        pub fn header(
            mut self,
            name: impl TryInto<reqwest::header::HeaderName, Error: Display>,
            value: impl TryInto<reqwest::header::HeaderValue, Error: Display>,
        ) -> Self {
            self.call.header(name, value);
            self
        }

        /// Sets the time limit of this call.
        pub fn timeout(mut self, timeout: Duration) -> Self {
            self.call.timeout(timeout);
            self
        }

        /// Adds a value that layers find in the extensions of the request.
        pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
            self.call.extension(value);
            self
        }

        /// Sends the request.
        pub async fn send(
            self,
        ) -> Result<Response<types::PasswordResetOtpResponse>, crate::Error<Error>> {
            let smstemplate = self.smstemplate?;
            let recaptcha_hyphenated = self.recaptcha_hyphenated?;
            let recaptcha_underscored = self.recaptcha_underscored?;
            let h_captcha_response = self.h_captcha_response?;
            let qq_captcha_ticket = self.qq_captcha_ticket?;
            let qq_captcha_randstr = self.qq_captcha_randstr?;
            let isvoiceotp = self.isvoiceotp?;
            let body = self.body?;
            let url = format!("{}/identity/v2/auth/password/otp", self.call.base_url());
            let request = self
                .call
                .http()?
                .post(url)
                .header(
                    reqwest::header::ACCEPT,
                    reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .query(&QueryParam::new("smstemplate", &smstemplate))
                .query(&QueryParam::new("g-recaptcha-response", &recaptcha_hyphenated))
                .query(&QueryParam::new("g_recaptcha_response", &recaptcha_underscored))
                .query(&QueryParam::new("h-captcha-response", &h_captcha_response))
                .query(&QueryParam::new("qq_captcha_ticket", &qq_captcha_ticket))
                .query(&QueryParam::new("qq_captcha_randstr", &qq_captcha_randstr))
                .query(&QueryParam::new("isvoiceotp", &isvoiceotp))
                .build()?;
            let response = self.call.send(request, &OPERATION).await?;
            let received = receive::read(
                    response,
                    |status| match status {
                        StatusCode::OK
                        | StatusCode::BAD_REQUEST
                        | StatusCode::FORBIDDEN
                        | StatusCode::TOO_MANY_REQUESTS
                        | StatusCode::INTERNAL_SERVER_ERROR => Extent::Whole,
                        _ => Extent::Beginning,
                    },
                )
                .await?;
            match received.status() {
                StatusCode::OK => received.json(),
                StatusCode::BAD_REQUEST => Err(received.json_error(Error::BadRequest)),
                StatusCode::FORBIDDEN => Err(received.json_error(Error::Forbidden)),
                StatusCode::TOO_MANY_REQUESTS => {
                    Err(received.json_error(Error::TooManyRequests))
                }
                StatusCode::INTERNAL_SERVER_ERROR => {
                    Err(received.json_error(Error::InternalServerError))
                }
                _ => Err(received.unexpected()),
            }
        }
    }

    impl std::fmt::Debug for Builder {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Builder")
                .field("operation", &OPERATION.id)
                .finish_non_exhaustive()
        }
    }

    /// The request body.
    pub type Body = types::PasswordResetOtpRequest;

    /// The documented headers of an error response.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct ErrorHeaders {
        /// The seconds to wait before the next request.
        ///
        /// Header `Retry-After`.
        pub retry_after: Option<i32>,
        malformed: Vec<HeaderError>,
    }

    impl ErrorHeaders {
        /// The headers that do not fit the document. Their fields are `None`.
        pub fn malformed(&self) -> &[HeaderError] {
            &self.malformed
        }
    }

    impl From<&reqwest::header::HeaderMap> for ErrorHeaders {
        fn from(headers: &reqwest::header::HeaderMap) -> Self {
            let mut reader = Reader::new(headers);
            ErrorHeaders {
                retry_after: reader.optional("retry-after", Reading::Json),
                malformed: reader.malformed(),
            }
        }
    }

    impl DocumentedError for Error {
        type Headers = ErrorHeaders;
    }

    /// The documented errors. `Display` shows the status code.
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    #[allow(clippy::large_enum_variant, reason = "the document's types differ in size")]
    pub enum Error {
        /// A parameter is not formatted correctly.
        ///
        /// Status code 400.
        BadRequest(types::ApiError),
        /// The API key is unauthorized.
        ///
        /// Status code 403.
        Forbidden(types::ApiError),
        /// Too many requests were sent in a given time.
        ///
        /// Status code 429.
        TooManyRequests(types::ApiError),
        /// Something went wrong while the request was processed.
        ///
        /// Status code 500.
        InternalServerError(types::ApiError),
    }

    impl std::fmt::Display for Error {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let status = match self {
                Error::BadRequest(_) => StatusCode::BAD_REQUEST,
                Error::Forbidden(_) => StatusCode::FORBIDDEN,
                Error::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
                Error::InternalServerError(_) => StatusCode::INTERNAL_SERVER_ERROR,
            };
            write!(f, "{status}")
        }
    }

    impl std::error::Error for Error {}

    static OPERATION: Operation = Operation {
        id: "RequestOTPForPasswordReset",
        method: "POST",
        path: "/identity/v2/auth/password/otp",
        security: &[&[0]],
        is_streamed: false,
        is_sensitive: false,
        idempotency_key: None,
    };
}
