// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! The router: reads each request, calls the trait's method and writes its response.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Router, routing};

use crate::api::*;
use crate::context::Context;
use crate::denied::Failure;
use crate::handler::{Handle, ResponseFuture};
use crate::rejection::{Location, Reason, Rejection};
use crate::request::Text;
use crate::{credential, operation, request, response, undocumented};

/// The default limit for the body of a request, in bytes.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Creates a router that serves `api` and takes bodies of up to [`BODY_LIMIT`] bytes.
pub fn router<A: Api>(api: A) -> Router {
    router_with_body_limit(api, BODY_LIMIT)
}

/// Creates a router that serves `api` and takes bodies of up to `body_limit` bytes.
///
/// The response to an unknown path is 404, and to another method on a known path 405 with `Allow`, both without a
/// body. If the implementation panics, the response is 500 without a body.
pub fn router_with_body_limit<A: Api>(api: A, body_limit: usize) -> Router {
    let server = Server {
        api: Arc::new(api),
        body_limit,
    };
    Router::new()
        .without_v07_checks()
        .route(
            "/identity/v2/auth/password/otp",
            routing::MethodRouter::new()
                .post(Handle(handle_request_otp_for_password_reset::<A>)),
        )
        .with_state(server)
}

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

fn handle_request_otp_for_password_reset<A: Api>(
    server: Server<A>,
    request: Request,
) -> ResponseFuture {
    Box::pin(async move {
        match read_request_otp_for_password_reset(&server, request).await {
            Ok(request) => {
                undocumented::respond(
                    "RequestOTPForPasswordReset",
                    Api::request_otp_for_password_reset(&*server.api, request).await,
                )
            }
            Err(Failure::Rejected(rejection)) => {
                reject_request_otp_for_password_reset(&*server.api, &rejection)
            }
            Err(Failure::Undocumented(error)) => {
                undocumented::failed("RequestOTPForPasswordReset", &error)
            }
        }
    })
}

async fn read_request_otp_for_password_reset<A: Api>(
    server: &Server<A>,
    request: Request,
) -> Result<operation::request_otp_for_password_reset::Request<A::Caller>, Failure> {
    let (parts, body) = request.into_parts();
    let parts = Arc::new(parts);
    let context = Context::new(&parts, "RequestOTPForPasswordReset");
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
            Api::authenticate(&*server.api, credential, &context)
                .await
                .map_err(|denied| Failure::denied(name, denied))?
        }
        None => return Err(Failure::missing("apikey")),
    };
    let query = operation::request_otp_for_password_reset::Query {
        smstemplate: in_query[1].optional(Text::String)?,
        recaptcha_hyphenated: in_query[2].optional(Text::String)?,
        recaptcha_underscored: in_query[3].optional(Text::String)?,
        h_captcha_response: in_query[4].optional(Text::String)?,
        qq_captcha_ticket: in_query[5].optional(Text::String)?,
        qq_captcha_randstr: in_query[6].optional(Text::String)?,
        isvoiceotp: in_query[7].optional(Text::Boolean)?,
    };
    let body = request::json(&parts.headers, body, server.body_limit).await?;
    Ok(operation::request_otp_for_password_reset::Request {
        context,
        caller,
        query,
        body,
    })
}

fn reject_request_otp_for_password_reset<A: Api>(
    api: &A,
    rejection: &Rejection,
) -> Response {
    match (rejection.location, &rejection.reason) {
        (
            Location::Credential,
            Reason::Repeated
            | Reason::Malformed { .. }
            | Reason::Invalid
            | Reason::Forbidden,
        ) => {
            undocumented::respond(
                "RequestOTPForPasswordReset",
                Api::reject_with_api_error(api, rejection)
                    .map(|body| response::json(StatusCode::FORBIDDEN, &body)),
            )
        }
        _ => {
            undocumented::respond(
                "RequestOTPForPasswordReset",
                Api::reject_with_api_error(api, rejection)
                    .map(|body| response::json(StatusCode::BAD_REQUEST, &body)),
            )
        }
    }
}
