//! The endpoint as a hand-written axum handler: checks the key and parses the body, nothing else.

use anyhow::Result;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The argument with which the benchmark starts itself as this server.
pub const ARGUMENT: &str = "--serve-by-hand";

#[derive(Deserialize)]
struct Parameters {
    apikey: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    phone: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Receipt {
    account_sid: String,
    sid: String,
}

/// Serves on a free port and prints its address.
///
/// # Errors
///
/// The error of the operating system.
pub fn serve() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        axum::serve(listener, Router::new().route("/identity/v2/auth/password/otp", post(request_otp))).await?;
        Ok(())
    })
}

async fn request_otp(Query(parameters): Query<Parameters>, Json(body): Json<Body>) -> (StatusCode, Json<Value>) {
    match parameters.apikey.as_deref() {
        Some("demo") if body.phone.starts_with('+') => {
            let data = Receipt {
                account_sid: format!("AC{:032X}", fastrand::u128(..)),
                sid: format!("SM{:016X}", fastrand::u64(..)),
            };
            (StatusCode::OK, Json(json!({ "IsPosted": true, "Data": data })))
        }
        Some("demo") => (StatusCode::BAD_REQUEST, Json(json!({ "ErrorCode": 1096 }))),
        Some(_) => (StatusCode::FORBIDDEN, Json(json!({ "ErrorCode": 901 }))),
        None => (StatusCode::BAD_REQUEST, Json(json!({ "ErrorCode": 908 }))),
    }
}
