// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! One type per schema of the document.

#[allow(unused_imports, reason = "a document may have no schema")]
use schemars::JsonSchema;
#[allow(unused_imports, reason = "a document may have no schema")]
use serde::{Deserialize, Serialize};
#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::support::{self, InvalidValue};

/// Whose password is to be reset.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", expecting = "an object")]
pub struct PasswordResetOtpRequest {
    /// The user's phone number.
    #[serde(rename = "Phone")]
    pub phone: String,
}

support::object!(PasswordResetOtpRequest);

impl std::fmt::Debug for PasswordResetOtpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordResetOtpRequest")
            .field("phone", &support::Redacted)
            .finish()
    }
}

/// The OTP was requested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", expecting = "an object")]
pub struct PasswordResetOtpResponse {
    /// Whether the request was accepted.
    #[serde(rename = "IsPosted")]
    pub is_posted: bool,
    /// The property `Data`.
    #[serde(rename = "Data")]
    pub data: OtpReceipt,
}

support::object!(PasswordResetOtpResponse);

/// What identifies the message that carries the OTP.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", expecting = "an object")]
pub struct OtpReceipt {
    /// The id of the account that the message is sent from.
    #[serde(rename = "AccountSid")]
    pub account_sid: String,
    /// The id of the message.
    #[serde(rename = "Sid")]
    pub sid: String,
}

support::object!(OtpReceipt);

/// Why the request was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(remote = "Self", expecting = "an object")]
pub struct ApiError {
    /// The provider's code of the error.
    #[serde(rename = "ErrorCode")]
    pub error_code: i32,
    /// What the code means.
    #[serde(rename = "Message")]
    pub message: String,
    /// What is wrong with this request.
    #[serde(rename = "Description")]
    pub description: String,
    /// Whether the error comes from a provider behind the API.
    #[serde(
        rename = "IsProviderError",
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "support::present"
    )]
    #[schemars(with = "bool")]
    pub is_provider_error: Option<bool>,
    /// The answer of that provider, if there is one.
    ///
    /// `None` is absent, `Some(None)` is `null`.
    #[serde(
        rename = "ProviderErrorResponse",
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "support::present"
    )]
    #[schemars(with = "Option<String>")]
    pub provider_error_response: Option<Option<String>>,
}

support::object!(ApiError);
