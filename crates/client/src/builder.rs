// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One builder per operation.

use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};
use reqwest::StatusCode;

use crate::error::Error;
use crate::{receive, types};

/// Builder of a request: see [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset).
#[must_use = "a request is sent by `send`"]
#[derive(Clone)]
pub struct RequestOtpForPasswordReset<'a> {
    client: &'a super::Client,
    smstemplate: Result<Option<String>, String>,
    recaptcha_hyphenated: Result<Option<String>, String>,
    recaptcha_underscored: Result<Option<String>, String>,
    h_captcha_response: Result<Option<String>, String>,
    qq_captcha_ticket: Result<Option<String>, String>,
    qq_captcha_randstr: Result<Option<String>, String>,
    isvoiceotp: Result<Option<bool>, String>,
    body: Result<types::PasswordResetOtpRequest, String>,
}

impl<'a> RequestOtpForPasswordReset<'a> {
    /// Creates a builder without any value.
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client,
            smstemplate: Ok(None),
            recaptcha_hyphenated: Ok(None),
            recaptcha_underscored: Ok(None),
            h_captcha_response: Ok(None),
            qq_captcha_ticket: Ok(None),
            qq_captcha_randstr: Ok(None),
            isvoiceotp: Ok(None),
            body: Err("body was not initialized".to_string()),
        }
    }
    /// SMS Template
    pub fn smstemplate<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.smstemplate = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!("conversion to `String` for smstemplate failed: {error}")
            });
        self
    }
    /// Google reCAPTCHA response parameter which will be sent to the server for verification.
    ///
    /// Query parameter `g-recaptcha-response`.
    pub fn recaptcha_hyphenated<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.recaptcha_hyphenated = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!(
                    "conversion to `String` for recaptcha_hyphenated failed: {error}"
                )
            });
        self
    }
    /// Google reCAPTCHA Response
    ///
    /// Query parameter `g_recaptcha_response`.
    pub fn recaptcha_underscored<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.recaptcha_underscored = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!(
                    "conversion to `String` for recaptcha_underscored failed: {error}"
                )
            });
        self
    }
    /// hCaptcha Response
    ///
    /// Query parameter `h-captcha-response`.
    pub fn h_captcha_response<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.h_captcha_response = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!("conversion to `String` for h_captcha_response failed: {error}")
            });
        self
    }
    /// QQ Captcha ticket (required if Bot Protection is enabled)
    pub fn qq_captcha_ticket<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.qq_captcha_ticket = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!("conversion to `String` for qq_captcha_ticket failed: {error}")
            });
        self
    }
    /// QQ Captcha rand string (required if Bot Protection is enabled)
    pub fn qq_captcha_randstr<V>(mut self, value: V) -> Self
    where
        V: TryInto<String>,
        V::Error: std::fmt::Display,
    {
        self.qq_captcha_randstr = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!("conversion to `String` for qq_captcha_randstr failed: {error}")
            });
        self
    }
    /// Boolean flag to enforce sending SMS content via Voice.
    pub fn isvoiceotp<V>(mut self, value: V) -> Self
    where
        V: TryInto<bool>,
        V::Error: std::fmt::Display,
    {
        self.isvoiceotp = value
            .try_into()
            .map(Some)
            .map_err(|error| {
                format!("conversion to `bool` for isvoiceotp failed: {error}")
            });
        self
    }
    /// The phone number that the OTP is sent to.
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: TryInto<types::PasswordResetOtpRequest>,
        V::Error: std::fmt::Display,
    {
        self.body = value
            .try_into()
            .map_err(|error| {
                format!(
                    "conversion to `types::PasswordResetOtpRequest` for body failed: {error}"
                )
            });
        self
    }
    /// Sends `POST /identity/v2/auth/password/otp` once.
    ///
    /// [`RequestOtpForPasswordResetHeaders`](crate::headers::RequestOtpForPasswordResetHeaders) reads the documented headers of a response.
    ///
    /// # Errors
    ///
    /// See [`Error`]: a required value is missing, the connection failed, the response is a documented error, or the document does not have it.
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::PasswordResetOtpResponse>, Error<types::ApiError>> {
        let Self {
            client,
            smstemplate,
            recaptcha_hyphenated,
            recaptcha_underscored,
            h_captcha_response,
            qq_captcha_ticket,
            qq_captcha_randstr,
            isvoiceotp,
            body,
        } = self;
        let smstemplate = smstemplate.map_err(Error::InvalidRequest)?;
        let recaptcha_hyphenated = recaptcha_hyphenated.map_err(Error::InvalidRequest)?;
        let recaptcha_underscored = recaptcha_underscored
            .map_err(Error::InvalidRequest)?;
        let h_captcha_response = h_captcha_response.map_err(Error::InvalidRequest)?;
        let qq_captcha_ticket = qq_captcha_ticket.map_err(Error::InvalidRequest)?;
        let qq_captcha_randstr = qq_captcha_randstr.map_err(Error::InvalidRequest)?;
        let isvoiceotp = isvoiceotp.map_err(Error::InvalidRequest)?;
        let body = body.map_err(Error::InvalidRequest)?;
        let url = format!("{}/identity/v2/auth/password/otp", client.baseurl);
        let mut request = client
            .client
            .post(url)
            .header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static("application/json"),
            )
            .json(&body)
            .query(&progenitor_client::QueryParam::new("smstemplate", &smstemplate))
            .query(
                &progenitor_client::QueryParam::new(
                    "g-recaptcha-response",
                    &recaptcha_hyphenated,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "g_recaptcha_response",
                    &recaptcha_underscored,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "h-captcha-response",
                    &h_captcha_response,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "qq_captcha_ticket",
                    &qq_captcha_ticket,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "qq_captcha_randstr",
                    &qq_captcha_randstr,
                ),
            )
            .query(&progenitor_client::QueryParam::new("isvoiceotp", &isvoiceotp))
            .build()?;
        let info = OperationInfo {
            operation_id: "RequestOTPForPasswordReset",
        };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status() {
            StatusCode::OK => receive::json(client, response).await,
            StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::INTERNAL_SERVER_ERROR => {
                Err(receive::json_error(client, response).await)
            }
            _ => Err(receive::unexpected(client, response).await),
        }
    }
}

impl std::fmt::Debug for RequestOtpForPasswordReset<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestOtpForPasswordReset").finish_non_exhaustive()
    }
}
