//! The API reference at `/`: Swagger UI, embedded in the binary, which can send requests to the sandbox.

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::routing::get;
use swagger_ui_dist::{ApiDefinition, OpenApiSource, generate_routes};

const PAGE: &str = include_str!("reference_page/index.html");
const SCRIPT: &str = include_str!("reference_page/reference.js");
/// The TypeScript definitions of the API, which the page shows beside the operation.
const DEFINITIONS: &str = include_str!("../../../openapi/password-otp.d.ts");

/// The page loads resources from this server only. Swagger UI sets styles from its script.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

/// The routes of the page, its script and its assets.
pub fn router() -> Router {
    let assets = generate_routes(ApiDefinition {
        uri_prefix: "/_sandbox/swagger-ui",
        api_definition: OpenApiSource::Uri("/openapi.json"),
        title: None,
    });
    let page = async || ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY)], PAGE);
    let script = async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT);
    let definitions = async || ([(CONTENT_TYPE, "text/plain; charset=utf-8")], DEFINITIONS);
    Router::new()
        .route("/", get(page))
        .route("/_sandbox/reference.js", get(script))
        .route("/_sandbox/password-otp.d.ts", get(definitions))
        .merge(assets)
}
