// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The trait that an implementation has.

use std::future::Future;

use crate::context::Context;
use crate::denied::Denied;
use crate::rejection::{Location, Reason, Rejection};
use crate::undocumented::Undocumented;
use crate::{operation, types};

/// Implementation of LoginRadius Retrieve Password reset OTP: one method per operation.
///
/// A method is written as `async fn`. One that is not implemented responds with 501.
pub trait Api: Send + Sync + 'static {
    /// The owner of a valid credential; `()` if the implementation does not need to know.
    type Caller: Send + 'static;

    /// Returns the owner of a credential, or denies the credential. Not called for a request without one. `context` has the
    /// operation and the scopes that the document requires.
    fn authenticate(
        &self,
        credential: Credential,
        context: &Context,
    ) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;

    /// Retrieve Password reset OTP
    ///
    /// `POST /identity/v2/auth/password/otp`
    ///
    /// Responses: 200 [`Ok`](operation::request_otp_for_password_reset::Ok), 400 [`BadRequest`](operation::request_otp_for_password_reset::BadRequest), 403 [`Forbidden`](operation::request_otp_for_password_reset::Forbidden), 429 [`TooManyRequests`](operation::request_otp_for_password_reset::TooManyRequests), 500 [`InternalServerError`](operation::request_otp_for_password_reset::InternalServerError).
    fn request_otp_for_password_reset(
        &self,
        request: operation::request_otp_for_password_reset::Request<Self::Caller>,
    ) -> impl Future<
        Output = Result<
            operation::request_otp_for_password_reset::Response,
            Undocumented,
        >,
    > + Send {
        drop(request);
        std::future::ready(Err(Undocumented::not_implemented()))
    }

    /// Makes the response body for a request that is rejected before its method is called. The status code is
    /// the one that the document has for the rejection.
    ///
    /// By default, it is the documented example.
    fn reject_with_api_error(
        &self,
        rejection: &Rejection,
    ) -> Result<types::ApiError, Undocumented> {
        match (rejection.location, &rejection.reason) {
            (Location::Credential, Reason::Missing) => {
                Ok(
                    serde_json::from_str(
                        "{\"ErrorCode\":908,\"Message\":\"A parameter is not formatted correctly\",\"Description\":\"The apikey is a required parameter.\"}",
                    )?,
                )
            }
            (Location::Credential, _) => {
                Ok(
                    serde_json::from_str(
                        "{\"ErrorCode\":901,\"Message\":\"The API key is unauthorized\",\"Description\":\"The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.\"}",
                    )?,
                )
            }
            _ => {
                let mut body: types::ApiError = serde_json::from_str(
                    "{\"ErrorCode\":908,\"Message\":\"A parameter is not formatted correctly\",\"Description\":\"The apikey is a required parameter.\"}",
                )?;
                body.description = rejection.to_string();
                Ok(body)
            }
        }
    }
}

/// The credential sent with a request. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// Tenant API Key for authentication
    Apikey(secrecy::SecretString),
}
