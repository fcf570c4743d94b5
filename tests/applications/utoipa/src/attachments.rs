//! A file for each task.

use axum::Json;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::tasks::{check_key, invalid};
use crate::{Problem, Shared};

/// A file and its caption.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it describes the parts")]
pub struct Upload {
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    caption: Option<String>,
}

/// The stored attachment.
#[derive(Serialize, ToSchema)]
pub struct Attachment {
    size: u64,
    caption: Option<String>,
}

/// Stores the file of a task.
#[utoipa::path(
    put,
    path = "/tasks/{id}/attachment",
    tag = "attachments",
    params(("id" = Uuid, Path)),
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses(
        (status = OK, description = "The file is stored.", body = Attachment),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = UNAUTHORIZED, description = "The key is missing or wrong.", body = Problem),
        (status = NOT_FOUND, description = "There is no such task.", body = Problem),
    ),
    security(("key" = []))
)]
pub async fn put_attachment(
    State(store): State<Shared>,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
) -> Result<Json<Attachment>, Problem> {
    check_key(&headers)?;
    let Path(id) = id.map_err(invalid)?;
    let mut parts = parts.map_err(invalid)?;
    let (mut file, mut caption) = (None, None);
    while let Some(part) = parts.next_field().await.map_err(invalid)? {
        match part.name() {
            Some("file") => file = Some(part.bytes().await.map_err(invalid)?.to_vec()),
            Some("caption") => caption = Some(part.text().await.map_err(invalid)?),
            _ => {}
        }
    }
    let file = file.ok_or_else(|| invalid("the part `file` is missing"))?;
    let mut store = store.lock().unwrap();
    if !store.tasks.contains_key(&id) {
        return Err(Problem::NotFound { id });
    }
    let size = file.len() as u64;
    store.attachments.insert(id, file);
    Ok(Json(Attachment { size, caption }))
}

/// Returns the file of a task.
#[utoipa::path(
    get,
    path = "/tasks/{id}/attachment",
    tag = "attachments",
    params(("id" = Uuid, Path)),
    responses(
        (status = OK, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = NOT_FOUND, description = "There is no such task.", body = Problem),
    )
)]
pub async fn get_attachment(
    State(store): State<Shared>,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(invalid)?;
    let file = store.lock().unwrap().attachments.get(&id).cloned().ok_or(Problem::NotFound { id })?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], file).into_response())
}
