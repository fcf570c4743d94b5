// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Builders of objects, and the names of their properties in JSON.

use crate as types;

use crate::object;

object::properties! {
    PasswordResetOtpRequest by PasswordResetOtpRequestBuilder: "Whose password is to be reset." {
        /// The user's phone number.
        ///
        /// Property `Phone`, required.
        required phone into(String): String = "Phone": "The user's phone number.";
    }
    others ignored
    errors hidden
}

object::properties! {
    PasswordResetOtpResponse by PasswordResetOtpResponseBuilder: "The OTP was requested." {
        /// Whether the request was accepted.
        ///
        /// Property `IsPosted`, required.
        required is_posted set(bool): bool = "IsPosted": "Whether the request was accepted.";
        /// Property `Data`, required.
        required data convert(types::OtpReceipt): types::OtpReceipt = "Data";
    }
    others ignored
}

object::properties! {
    OtpReceipt by OtpReceiptBuilder: "The ids of the message that carries the OTP." {
        /// The id of the account that the message is sent from.
        ///
        /// Property `AccountSid`, required.
        required account_sid into(String): String = "AccountSid": "The id of the account that the message is sent from.";
        /// The id of the message.
        ///
        /// Property `Sid`, required.
        required sid into(String): String = "Sid": "The id of the message.";
    }
    others ignored
}

object::properties! {
    ApiError by ApiErrorBuilder: "Why the request was rejected." {
        /// The provider's code of the error.
        ///
        /// Property `ErrorCode`, required.
        required error_code set(i32): i32 = "ErrorCode": "The provider's code of the error.";
        /// The meaning of the code.
        ///
        /// Property `Message`, required.
        required message into(String): String = "Message": "The meaning of the code.";
        /// The error in this request.
        ///
        /// Property `Description`, required.
        required description into(String): String = "Description": "The error in this request.";
        /// Whether the error comes from a provider behind the API.
        ///
        /// Property `IsProviderError`, optional.
        optional is_provider_error set(bool): bool = "IsProviderError": "Whether the error comes from a provider behind the API.";
        /// The response of that provider, if there is one.
        ///
        /// Property `ProviderErrorResponse`, optional, may be `null`.
        nullable provider_error_response into(String) or provider_error_response_null: String = "ProviderErrorResponse": "The response of that provider, if there is one.";
    }
    others ignored
}
