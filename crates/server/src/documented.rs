// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! An implementation that responds with the documented examples.

use crate::api::*;
use crate::context::Context;
use crate::denied::Denied;
use crate::undocumented::Undocumented;
use crate::{operation, types};

/// Responds to every operation with its documented example. Every credential except `wrong` is valid.
#[derive(Clone, Debug)]
pub struct Documented {
    request_otp_for_password_reset_body: types::PasswordResetOtpResponse,
}

impl Documented {
    /// Reads the examples.
    ///
    /// # Errors
    ///
    /// The error of an example that does not fit its type. The generator has checked that all fit.
    #[inline]
    pub fn new() -> Result<Self, serde_json::Error> {
        Ok(Documented {
            request_otp_for_password_reset_body: serde_json::from_str(
                "{\"IsPosted\":true,\"Data\":{\"AccountSid\":\"ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\",\"Sid\":\"SMXXXXXXXXXXXXXXXX\"}}",
            )?,
        })
    }

    #[inline]
    pub(crate) fn shown_request_otp_for_password_reset(
        &self,
    ) -> operation::request_otp_for_password_reset::Response {
        operation::request_otp_for_password_reset::Response::ok(
                self.request_otp_for_password_reset_body.clone(),
            )
            .into()
    }
}

impl Api for Documented {
    type Caller = ();

    async fn authenticate(
        &self,
        credential: Credential,
        _context: &Context,
    ) -> Result<(), Denied> {
        use secrecy::ExposeSecret;
        let is_wrong = match &credential {
            Credential::Apikey(apikey) => [apikey.expose_secret()].contains(&"wrong"),
        };
        if is_wrong { Err(Denied::Invalid) } else { Ok(()) }
    }

    async fn request_otp_for_password_reset(
        &self,
        _request: operation::request_otp_for_password_reset::Request<()>,
    ) -> Result<operation::request_otp_for_password_reset::Response, Undocumented> {
        Ok(self.shown_request_otp_for_password_reset())
    }
}
