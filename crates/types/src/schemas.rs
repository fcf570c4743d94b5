// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One type per schema of the document.

use crate::{object, support};

/// Whose password is to be reset.
#[derive(Clone, PartialEq, Eq, Hash)]
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

object::properties! {
    PasswordResetOtpRequest: "Whose password is to be reset." {
        required phone: String = "Phone": "The user's phone number.";
    }
    others ignored
}

/// The OTP was requested.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PasswordResetOtpResponse {
    /// Whether the request was accepted.
    ///
    /// Property `IsPosted`.
    pub is_posted: bool,
    /// Property `Data`.
    pub data: OtpReceipt,
}

object::properties! {
    PasswordResetOtpResponse: "The OTP was requested." {
        required is_posted: bool = "IsPosted": "Whether the request was accepted.";
        required data: OtpReceipt = "Data";
    }
    others ignored
}

/// What identifies the message that carries the OTP.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

object::properties! {
    OtpReceipt: "What identifies the message that carries the OTP." {
        required account_sid: String = "AccountSid": "The id of the account that the message is sent from.";
        required sid: String = "Sid": "The id of the message.";
    }
    others ignored
}

/// Why the request was rejected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ApiError {
    /// The provider's code of the error.
    ///
    /// Property `ErrorCode`.
    pub error_code: i32,
    /// What the code means.
    ///
    /// Property `Message`.
    pub message: String,
    /// What is wrong with this request.
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
    ///
    /// `None`: absent. `Some(None)`: `null`.
    pub provider_error_response: Option<Option<String>>,
}

object::properties! {
    ApiError: "Why the request was rejected." {
        required error_code: i32 = "ErrorCode": "The provider's code of the error.";
        required message: String = "Message": "What the code means.";
        required description: String = "Description": "What is wrong with this request.";
        optional is_provider_error: bool = "IsProviderError": "Whether the error comes from a provider behind the API.";
        optional provider_error_response: Option<String> = "ProviderErrorResponse": "The response of that provider, if there is one.";
    }
    others ignored
}
