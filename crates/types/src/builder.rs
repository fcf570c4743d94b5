// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Builders of objects, and the names of their properties in JSON.

use crate as types;

use crate::object;

object::properties! {
    PasswordResetOtpRequest by PasswordResetOtpRequestBuilder: "Whose password is to be reset." {
        required phone into(String): String = "Phone": "The user's phone number.";
    }
    others ignored
}

object::properties! {
    PasswordResetOtpResponse by PasswordResetOtpResponseBuilder: "The OTP was requested." {
        required is_posted set(bool): bool = "IsPosted": "Whether the request was accepted.";
        required data convert(types::OtpReceipt): types::OtpReceipt = "Data";
    }
    others ignored
}

object::properties! {
    OtpReceipt by OtpReceiptBuilder: "What identifies the message that carries the OTP." {
        required account_sid into(String): String = "AccountSid": "The id of the account that the message is sent from.";
        required sid into(String): String = "Sid": "The id of the message.";
    }
    others ignored
}

object::properties! {
    ApiError by ApiErrorBuilder: "Why the request was rejected." {
        required error_code set(i32): i32 = "ErrorCode": "The provider's code of the error.";
        required message into(String): String = "Message": "What the code means.";
        required description into(String): String = "Description": "What is wrong with this request.";
        optional is_provider_error set(bool): bool = "IsProviderError": "Whether the error comes from a provider behind the API.";
        nullable provider_error_response into(String) or provider_error_response_null: String = "ProviderErrorResponse": "The response of that provider, if there is one.";
    }
    others ignored
}
