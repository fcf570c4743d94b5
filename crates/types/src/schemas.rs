// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One type per schema of the document.

use crate::nullable::Nullable;
use crate::support;

/// Whose password is to be reset.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PasswordResetOtpRequest {
    /// The user's phone number.
    ///
    /// Property `Phone`.
    pub phone: String,
}

impl std::fmt::Debug for PasswordResetOtpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordResetOtpRequest")
            .field("phone", &support::Redacted)
            .finish()
    }
}

/// The OTP was requested.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PasswordResetOtpResponse {
    /// Whether the request was accepted.
    ///
    /// Property `IsPosted`.
    pub is_posted: bool,
    /// Property `Data`.
    pub data: OtpReceipt,
}

/// The ids of the message that carries the OTP.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OtpReceipt {
    /// The id of the account that the message is sent from.
    ///
    /// Property `AccountSid`.
    pub account_sid: String,
    /// The id of the message.
    ///
    /// Property `Sid`.
    pub sid: String,
}

/// Why the request was rejected.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The provider's code of the error.
    ///
    /// Property `ErrorCode`.
    pub error_code: i32,
    /// The meaning of the code.
    ///
    /// Property `Message`.
    pub message: String,
    /// The error in this request.
    ///
    /// Property `Description`.
    pub description: String,
    /// Whether the error comes from a provider behind the API.
    ///
    /// Property `IsProviderError`.
    pub is_provider_error: Option<bool>,
    /// The response of that provider, if there is one.
    ///
    /// Property `ProviderErrorResponse`.
    pub provider_error_response: Nullable<String>,
}
