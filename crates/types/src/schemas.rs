// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One type per schema of the document.

#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::support::{self, InvalidValue};
use crate::object;

/// Whose password is to be reset.
#[derive(Clone, PartialEq)]
pub struct PasswordResetOtpRequest {
    /// The user's phone number.
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
#[derive(Clone, Debug, PartialEq)]
pub struct PasswordResetOtpResponse {
    /// Whether the request was accepted.
    pub is_posted: bool,
    /// The property `Data`.
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
#[derive(Clone, Debug, PartialEq)]
pub struct OtpReceipt {
    /// The id of the account that the message is sent from.
    pub account_sid: String,
    /// The id of the message.
    pub sid: String,
}

object::properties! {
    OtpReceipt: "What identifies the message that carries the OTP." {
        required account_sid: String = "AccountSid": "The id of the account that the message is sent from.";
        required sid: String = "Sid": "The id of the message.";
    }
    others ignored
}

/// Why the request was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The provider's code of the error.
    pub error_code: i32,
    /// What the code means.
    pub message: String,
    /// What is wrong with this request.
    pub description: String,
    /// Whether the error comes from a provider behind the API.
    pub is_provider_error: Option<bool>,
    /// The answer of that provider, if there is one.
    ///
    /// `None` is absent, `Some(None)` is `null`.
    pub provider_error_response: Option<Option<String>>,
}

object::properties! {
    ApiError: "Why the request was refused." {
        required error_code: i32 = "ErrorCode": "The provider's code of the error.";
        required message: String = "Message": "What the code means.";
        required description: String = "Description": "What is wrong with this request.";
        optional is_provider_error: bool = "IsProviderError": "Whether the error comes from a provider behind the API.";
        optional provider_error_response: Option<String> = "ProviderErrorResponse": "The answer of that provider, if there is one.";
    }
    others ignored
}
