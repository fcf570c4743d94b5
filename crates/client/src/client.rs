// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The operations of the client, and the settings of its builder that depend on the document.

use std::fmt::Display;

use crate::client_builder::{Client, ClientBuilder};
use crate::{call, operation};

impl Client {
    /// Retrieve Password reset OTP
    ///
    /// Requests an OTP for resetting the Password using the User's Phone number.
    ///
    /// `POST /identity/v2/auth/password/otp` → 200 [`PasswordResetOtpResponse`](types::PasswordResetOtpResponse); 400 [`ApiError`](types::ApiError); 403 [`ApiError`](types::ApiError); 429 [`ApiError`](types::ApiError); 500 [`ApiError`](types::ApiError)
    ///
    /// # Arguments
    ///
    /// - `body`, `application/json`: The phone number that the OTP is sent to.
    pub fn request_otp_for_password_reset(
        &self,
        body: impl TryInto<
            operation::request_otp_for_password_reset::Body,
            Error: Display,
        >,
    ) -> operation::request_otp_for_password_reset::Builder {
        operation::request_otp_for_password_reset::Builder::new(
            &self.shared,
            call::value("body", body),
        )
    }
}

impl ClientBuilder {
    /// The URL before the paths of the operations, such as `http://127.0.0.1:8080`. The default is the document's server, `https://api.loginradius.com`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Tenant API Key for authentication
    ///
    /// Sent in the query as `apikey`, only with the operations that require it.
    ///
    /// It is a text, or comes from a [`TokenSource`](crate::TokenSource).
    pub fn apikey(mut self, credential: impl Into<crate::Credential>) -> Self {
        self.credentials.apikey = Some(credential.into());
        self
    }
}
