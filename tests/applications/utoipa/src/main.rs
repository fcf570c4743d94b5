//! A list of tasks, written as the documentation of utoipa suggests. `openapi.json` is what it says about itself.
//!
//! `application-utoipa PORT` serves until it is ended; `application-utoipa --dump` prints the document.

mod attachments;
mod tasks;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use tasks::Task;

/// The stored tasks and attachments.
#[derive(Default)]
struct Store {
    tasks: BTreeMap<Uuid, Task>,
    attachments: BTreeMap<Uuid, Vec<u8>>,
}

type Shared = Arc<Mutex<Store>>;

/// An error.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
enum Problem {
    /// There is no such task.
    NotFound { id: Uuid },
    /// The request is not valid.
    Invalid { message: String },
    /// The key is missing or wrong.
    Unauthorized,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match self {
            Problem::NotFound { .. } => StatusCode::NOT_FOUND,
            Problem::Invalid { .. } => StatusCode::BAD_REQUEST,
            Problem::Unauthorized => StatusCode::UNAUTHORIZED,
        };
        (status, Json(self)).into_response()
    }
}

#[derive(OpenApi)]
#[openapi(info(title = "Tasks", version = "1.0.0"), modifiers(&Key), tags((name = "tasks", description = "Tasks of users")))]
struct Document;

/// The key that changes need.
struct Key;

impl Modify for Key {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Key"))));
    }
}

fn application() -> (Router, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(tasks::list_tasks, tasks::add_task))
        .routes(routes!(tasks::get_task, tasks::change_task, tasks::remove_task))
        .routes(routes!(attachments::put_attachment, attachments::get_attachment))
        .with_state(Shared::default())
        .split_for_parts()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (router, document) = application();
    let argument = std::env::args().nth(1).unwrap_or_default();
    if argument == "--dump" {
        println!("{}", document.to_pretty_json()?);
        return Ok(());
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", argument.parse()?)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
