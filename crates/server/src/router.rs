// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Requests → the trait's methods → answers.

use std::sync::Arc;
#[allow(unused_imports, reason = "which are used depends on the document")]
use axum::{
    Router, extract::{Request, State},
    http::StatusCode, response::{IntoResponse, Response},
    routing,
};
#[allow(unused_imports, reason = "which are used depends on the document")]
use crate::{
    api::*, credential, rejection::{Location, Reason, Rejection},
    request::{self, Text},
    response, types,
};

/// Bytes that the body of a request may have, unless [`router_with_body_limit`] says otherwise.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// A router that serves `api`, with bodies of up to [`BODY_LIMIT`] bytes.
pub fn router<A: Api>(api: A) -> Router {
    router_with_body_limit(api, BODY_LIMIT)
}

/// A router that serves `api`, with bodies of up to `body_limit` bytes.
///
/// An unknown path is answered with 404, and another method on a known path with 405 and `Allow`, both without a
/// body. A panic of the implementation is a 500 without a body.
pub fn router_with_body_limit<A: Api>(api: A, body_limit: usize) -> Router {
    let server = Server {
        api: Arc::new(api),
        body_limit,
    };
    Router::new()
        .without_v07_checks()
        .route(
            "/identity/v2/auth/password/otp",
            routing::MethodRouter::new().post(handle_request_otp_for_password_reset::<A>),
        )
        .with_state(server)
}

#[allow(dead_code, reason = "not every document has bodies")]
struct Server<A> {
    api: Arc<A>,
    body_limit: usize,
}

impl<A> Clone for Server<A> {
    fn clone(&self) -> Self {
        Server {
            api: Arc::clone(&self.api),
            body_limit: self.body_limit,
        }
    }
}

async fn handle_request_otp_for_password_reset<A: Api>(
    State(server): State<Server<A>>,
    request: Request,
) -> Response {
    response::guarded(async move {
            match read_request_otp_for_password_reset(&server, request).await {
                Ok(request) => {
                    Api::request_otp_for_password_reset(&*server.api, request)
                        .await
                        .into_response()
                }
                Err(rejection) => {
                    refuse_request_otp_for_password_reset(&*server.api, &rejection)
                }
            }
        })
        .await
}

#[allow(unused_variables, reason = "not every request has every part")]
async fn read_request_otp_for_password_reset<A: Api>(
    server: &Server<A>,
    request: Request,
) -> Result<RequestOtpForPasswordResetRequest<A::Caller>, Rejection> {
    let (parts, body) = request.into_parts();
    let in_query = request::query(
        &parts,
        [
            "apikey",
            "smstemplate",
            "g-recaptcha-response",
            "g_recaptcha_response",
            "h-captcha-response",
            "qq_captcha_ticket",
            "qq_captcha_randstr",
            "isvoiceotp",
        ],
    );
    let given_apikey = credential::in_query(&in_query[0])?;
    let credential = given_apikey.map(|apikey| (Credential::Apikey(apikey), "apikey"));
    let caller = match credential {
        Some((credential, name)) => {
            Api::authenticate(&*server.api, credential)
                .await
                .map_err(|Denied| Rejection::new(
                    Location::Credential,
                    name,
                    Reason::Refused,
                ))?
        }
        None => {
            return Err(Rejection::new(Location::Credential, "apikey", Reason::Missing));
        }
    };
    let query = RequestOtpForPasswordResetQuery {
        smstemplate: in_query[1].optional(Text::String)?,
        g_recaptcha_response_2: in_query[2].optional(Text::String)?,
        g_recaptcha_response: in_query[3].optional(Text::String)?,
        h_captcha_response: in_query[4].optional(Text::String)?,
        qq_captcha_ticket: in_query[5].optional(Text::String)?,
        qq_captcha_randstr: in_query[6].optional(Text::String)?,
        isvoiceotp: in_query[7].optional(Text::Boolean)?,
    };
    let body = request::json(&parts.headers, body, server.body_limit).await?;
    Ok(RequestOtpForPasswordResetRequest {
        caller,
        query,
        body,
    })
}

#[allow(unused_variables, reason = "an answer may have no body")]
fn refuse_request_otp_for_password_reset<A: Api>(
    api: &A,
    rejection: &Rejection,
) -> Response {
    match (rejection.location, &rejection.reason) {
        (Location::Credential, Reason::Missing) => {
            response::json(
                response::status(400u16),
                &Api::refuse_with_api_error(api, rejection),
            )
        }
        (Location::Credential, _) => {
            response::json(
                response::status(403u16),
                &Api::refuse_with_api_error(api, rejection),
            )
        }
        (_, Reason::TooLarge { .. }) => {
            response::json(
                response::status(400u16),
                &Api::refuse_with_api_error(api, rejection),
            )
        }
        (_, Reason::UnsupportedMediaType { .. }) => {
            response::json(
                response::status(400u16),
                &Api::refuse_with_api_error(api, rejection),
            )
        }
        _ => {
            response::json(
                response::status(400u16),
                &Api::refuse_with_api_error(api, rejection),
            )
        }
    }
}
