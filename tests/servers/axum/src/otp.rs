//! The server of `password-otp.yaml`.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::extract::{self, ErrorBody, QueryOr};

const APIKEY: &str = "demo";

/// The application.
pub fn app() -> Router {
    Router::new().route("/identity/v2/auth/password/otp", post(request_otp).route_layer(from_fn(authenticate)))
}

/// An error of the provider's public table.
enum Error {
    /// Error 901, with status 403.
    Key,
    /// Error 908, with status 400: what is wrong.
    Parameter(String),
    /// Error 1096, with status 400.
    Phone,
    /// A status code that the table does not have.
    Other(StatusCode, String),
}

impl ErrorBody for Error {
    fn rejection(status: StatusCode, message: String) -> Self {
        match status {
            StatusCode::BAD_REQUEST => Self::Parameter(message),
            _ => Self::Other(status, message),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code, message, description) = match self {
            Self::Key => (StatusCode::FORBIDDEN, 901, "The API key is unauthorized", "The provided LoginRadius API key is invalid or is not authorized, please use a valid or authorized LoginRadius API key or check the API key for your LoginRadius account.".to_owned()),
            Self::Parameter(description) => (StatusCode::BAD_REQUEST, 908, "A parameter is not formatted correctly", description),
            Self::Phone => (StatusCode::BAD_REQUEST, 1096, "Invalid phone number", "The provided phone number is not valid or not well-formatted, please review the phone number in order to process this request.".to_owned()),
            Self::Other(status, description) => (status, status.as_u16(), "The request failed", description),
        };
        (status, Json(json!({ "ErrorCode": code, "Message": message, "Description": description }))).into_response()
    }
}

#[derive(Deserialize)]
struct Credential {
    apikey: Option<String>,
}

async fn authenticate(
    QueryOr(credential, _): QueryOr<Credential, Error>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    match credential.apikey.as_deref() {
        Some(APIKEY) => Ok(next.run(request).await),
        Some(_) => Err(Error::Key),
        None => Err(Error::Parameter("The apikey is a required parameter.".to_owned())),
    }
}

/// The parameters are checked, but no message is sent, so none is used.
#[derive(Deserialize)]
struct OtpQuery {
    #[serde(rename = "smstemplate")]
    _smstemplate: Option<String>,
    #[serde(rename = "g-recaptcha-response")]
    _recaptcha_hyphenated: Option<String>,
    #[serde(rename = "g_recaptcha_response")]
    _recaptcha_underscored: Option<String>,
    #[serde(rename = "h-captcha-response")]
    _h_captcha_response: Option<String>,
    #[serde(rename = "qq_captcha_ticket")]
    _qq_captcha_ticket: Option<String>,
    #[serde(rename = "qq_captcha_randstr")]
    _qq_captcha_randstr: Option<String>,
    #[serde(rename = "isvoiceotp")]
    _isvoiceotp: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OtpRequest {
    phone: String,
}

async fn request_otp(
    _: QueryOr<OtpQuery, Error>,
    extract::Json(request, _): extract::Json<OtpRequest, Error>,
) -> Result<Json<Value>, Error> {
    let digits = request.phone.strip_prefix('+').ok_or(Error::Phone)?;
    let is_e164 = (2..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_e164 {
        return Err(Error::Phone);
    }
    let (account, message) = (Uuid::new_v4().simple(), Uuid::new_v4().simple());
    Ok(Json(
        json!({ "IsPosted": true, "Data": { "AccountSid": format!("AC{account}"), "Sid": format!("SM{message}") } }),
    ))
}
