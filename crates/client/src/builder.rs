// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One builder per operation, made by progenitor.

#[allow(unused_imports, reason = "which are used depends on the operations")]
use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};
#[allow(unused_imports, reason = "which are used depends on the operations")]
use crate::{error::Error, receive, types};

/// What [`Client::request_otp_for_password_reset`](crate::Client::request_otp_for_password_reset) is called with.
#[derive(Clone)]
pub struct RequestOtpForPasswordReset<'a> {
    client: &'a super::Client,
    smstemplate: Result<Option<String>, String>,
    g_recaptcha_response_2: Result<Option<String>, String>,
    g_recaptcha_response: Result<Option<String>, String>,
    h_captcha_response: Result<Option<String>, String>,
    qq_captcha_ticket: Result<Option<String>, String>,
    qq_captcha_randstr: Result<Option<String>, String>,
    isvoiceotp: Result<Option<bool>, String>,
    body: Result<types::PasswordResetOtpRequest, String>,
}

impl<'a> RequestOtpForPasswordReset<'a> {
    /// Without any parameter yet.
    pub fn new(client: &'a super::Client) -> Self {
        Self {
            client: client,
            smstemplate: Ok(None),
            g_recaptcha_response_2: Ok(None),
            g_recaptcha_response: Ok(None),
            h_captcha_response: Ok(None),
            qq_captcha_ticket: Ok(None),
            qq_captcha_randstr: Ok(None),
            isvoiceotp: Ok(None),
            body: Err("body was not initialized".to_string()),
        }
    }
    /// SMS Template
    ///
    /// The parameter `smstemplate` in the query.
    pub fn smstemplate<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.smstemplate = value
            .try_into()
            .map(Some)
            .map_err(|_| "conversion to `String` for smstemplate failed".to_string());
        self
    }
    /// Google reCAPTCHA response parameter which will be sent to the server for verification.
    ///
    /// The parameter `g-recaptcha-response` in the query.
    pub fn g_recaptcha_response_2<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.g_recaptcha_response_2 = value
            .try_into()
            .map(Some)
            .map_err(|_| {
                "conversion to `String` for g_recaptcha_response_2 failed".to_string()
            });
        self
    }
    /// Google reCAPTCHA Response
    ///
    /// The parameter `g_recaptcha_response` in the query.
    pub fn g_recaptcha_response<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.g_recaptcha_response = value
            .try_into()
            .map(Some)
            .map_err(|_| {
                "conversion to `String` for g_recaptcha_response failed".to_string()
            });
        self
    }
    /// hCaptcha Response
    ///
    /// The parameter `h-captcha-response` in the query.
    pub fn h_captcha_response<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.h_captcha_response = value
            .try_into()
            .map(Some)
            .map_err(|_| {
                "conversion to `String` for h_captcha_response failed".to_string()
            });
        self
    }
    /// QQ Captcha ticket (required if Bot Protection is enabled)
    ///
    /// The parameter `qq_captcha_ticket` in the query.
    pub fn qq_captcha_ticket<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.qq_captcha_ticket = value
            .try_into()
            .map(Some)
            .map_err(|_| {
                "conversion to `String` for qq_captcha_ticket failed".to_string()
            });
        self
    }
    /// QQ Captcha rand string (required if Bot Protection is enabled)
    ///
    /// The parameter `qq_captcha_randstr` in the query.
    pub fn qq_captcha_randstr<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<String>,
    {
        self.qq_captcha_randstr = value
            .try_into()
            .map(Some)
            .map_err(|_| {
                "conversion to `String` for qq_captcha_randstr failed".to_string()
            });
        self
    }
    /// Boolean flag to enforce sending SMS content via Voice.
    ///
    /// The parameter `isvoiceotp` in the query.
    pub fn isvoiceotp<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<bool>,
    {
        self.isvoiceotp = value
            .try_into()
            .map(Some)
            .map_err(|_| "conversion to `bool` for isvoiceotp failed".to_string());
        self
    }
    /// The phone number that the OTP is sent to.
    pub fn body<V>(mut self, value: V) -> Self
    where
        V: std::convert::TryInto<types::PasswordResetOtpRequest>,
    {
        self.body = value
            .try_into()
            .map_err(|_| {
                "conversion to `types::PasswordResetOtpRequest` for body failed"
                    .to_string()
            });
        self
    }
    /// Sends `POST /identity/v2/auth/password/otp`, once. [`RequestOtpForPasswordResetHeaders`](crate::headers::RequestOtpForPasswordResetHeaders) reads the documented headers of an answer.
    ///
    /// # Errors
    ///
    /// See [`Error`]: what the builder was not given, what the connection did, an answer that is documented as an error, or one that is not documented.
    pub async fn send(
        self,
    ) -> Result<ResponseValue<types::PasswordResetOtpResponse>, Error<types::ApiError>> {
        let Self {
            client,
            smstemplate,
            g_recaptcha_response_2,
            g_recaptcha_response,
            h_captcha_response,
            qq_captcha_ticket,
            qq_captcha_randstr,
            isvoiceotp,
            body,
        } = self;
        let smstemplate = smstemplate.map_err(Error::InvalidRequest)?;
        let g_recaptcha_response_2 = g_recaptcha_response_2
            .map_err(Error::InvalidRequest)?;
        let g_recaptcha_response = g_recaptcha_response.map_err(Error::InvalidRequest)?;
        let h_captcha_response = h_captcha_response.map_err(Error::InvalidRequest)?;
        let qq_captcha_ticket = qq_captcha_ticket.map_err(Error::InvalidRequest)?;
        let qq_captcha_randstr = qq_captcha_randstr.map_err(Error::InvalidRequest)?;
        let isvoiceotp = isvoiceotp.map_err(Error::InvalidRequest)?;
        let body = body.map_err(Error::InvalidRequest)?;
        let url = format!("{}/identity/v2/auth/password/otp", client.baseurl,);
        #[allow(unused_mut)]
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
                    &g_recaptcha_response_2,
                ),
            )
            .query(
                &progenitor_client::QueryParam::new(
                    "g_recaptcha_response",
                    &g_recaptcha_response,
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
        match response.status().as_u16() {
            200u16 => receive::json(client, response).await,
            400u16 => Err(receive::json_error(client, response).await),
            403u16 => Err(receive::json_error(client, response).await),
            429u16 => Err(receive::json_error(client, response).await),
            500u16 => Err(receive::json_error(client, response).await),
            _ => Err(receive::unexpected(client, response).await),
        }
    }
}

impl std::fmt::Debug for RequestOtpForPasswordReset<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestOtpForPasswordReset").finish_non_exhaustive()
    }
}
