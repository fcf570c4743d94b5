// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! An implementation that responds with the documented examples.

use crate::api::*;
use crate::rejection::{Location, Reason, Rejection};
use crate::types;

/// Responds to every operation with its documented example. Every credential except `wrong` is valid.
#[derive(Clone, Debug)]
pub struct Documented {
    request_otp_for_password_reset_body: types::PasswordResetOtpResponse,
    refusal_0: types::ApiError,
    refusal_0_missing: types::ApiError,
    refusal_0_wrong: types::ApiError,
}

impl Documented {
    /// Reads the examples.
    ///
    /// # Errors
    ///
    /// The error of an example that does not fit its type. The generator has checked that all fit.
    pub fn new() -> Result<Self, serde_json::Error> {
        Ok(Documented {
            request_otp_for_password_reset_body: serde_json::from_str(
                "{\"IsPosted\":true,\"Data\":{\"AccountSid\":\"ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\",\"Sid\":\"SMXXXXXXXXXXXXXXXX\"}}",
            )?,
            refusal_0: serde_json::from_str(
                "{\"ErrorCode\":908,\"Message\":\"A parameter is not formatted correctly\",\"Description\":\"The apikey is a required parameter.\"}",
            )?,
            refusal_0_missing: serde_json::from_str(
                "{\"ErrorCode\":908,\"Message\":\"A parameter is not formatted correctly\",\"Description\":\"The apikey is a required parameter.\"}",
            )?,
            refusal_0_wrong: serde_json::from_str(
                "{\"ErrorCode\":901,\"Message\":\"The API key is unauthorized\",\"Description\":\"The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.\"}",
            )?,
        })
    }
}

impl Api for Documented {
    type Caller = ();
    async fn authenticate(&self, credential: Credential) -> Result<(), Denied> {
        use secrecy::ExposeSecret;
        let is_wrong = match &credential {
            Credential::Apikey(apikey) => [apikey.expose_secret()].contains(&"wrong"),
        };
        if is_wrong { Err(Denied) } else { Ok(()) }
    }
    async fn request_otp_for_password_reset(
        &self,
        _request: RequestOtpForPasswordResetRequest<()>,
    ) -> RequestOtpForPasswordResetResponse {
        RequestOtpForPasswordResetResponse::Ok(
            self.request_otp_for_password_reset_body.clone(),
        )
    }
    fn refuse_with_api_error(&self, rejection: &Rejection) -> types::ApiError {
        match (rejection.location, &rejection.reason) {
            (Location::Credential, Reason::Missing) => self.refusal_0_missing.clone(),
            (Location::Credential, _) => self.refusal_0_wrong.clone(),
            _ => {
                let mut body = self.refusal_0.clone();
                body.description = rejection.to_string();
                body
            }
        }
    }
}
