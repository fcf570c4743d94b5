//! The endpoint as one would write it by hand with axum: all parameters and the body are typed, and the key is compared.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Parameters {
    apikey: Option<String>,
    smstemplate: Option<String>,
    #[serde(rename = "g-recaptcha-response")]
    recaptcha: Option<String>,
    g_recaptcha_response: Option<String>,
    #[serde(rename = "h-captcha-response")]
    hcaptcha: Option<String>,
    qq_captcha_ticket: Option<String>,
    qq_captcha_randstr: Option<String>,
    isvoiceotp: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    phone: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Posted {
    is_posted: bool,
    data: Receipt,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Receipt {
    account_sid: String,
    sid: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Failure {
    error_code: i32,
}

pub fn router() -> Router {
    Router::new().route("/identity/v2/auth/password/otp", post(request_otp))
}

async fn request_otp(Query(parameters): Query<Parameters>, Json(body): Json<Body>) -> Response {
    let failure = |status, error_code| (status, Json(Failure { error_code })).into_response();
    match parameters.apikey.as_deref() {
        Some("demo") => {}
        Some(_) => return failure(StatusCode::FORBIDDEN, 901),
        None => return failure(StatusCode::BAD_REQUEST, 908),
    }
    std::hint::black_box((
        &parameters.smstemplate,
        &parameters.recaptcha,
        &parameters.g_recaptcha_response,
        &parameters.hcaptcha,
        &parameters.qq_captcha_ticket,
        &parameters.qq_captcha_randstr,
        parameters.isvoiceotp,
    ));
    if !body.phone.starts_with('+') {
        return failure(StatusCode::BAD_REQUEST, 1096);
    }
    let data =
        Receipt { account_sid: format!("AC{:032X}", fastrand::u128(..)), sid: format!("SM{:016X}", fastrand::u64(..)) };
    Json(Posted { is_posted: true, data }).into_response()
}
