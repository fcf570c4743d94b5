//! The tasks.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Problem, Shared};

/// The key of the example.
const KEY: &str = "tasks-key";

/// A task to create.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TaskDraft {
    #[schema(min_length = 1, max_length = 200, example = "Water the plants")]
    title: String,
    notes: Option<String>,
    priority: Option<Priority>,
    #[serde(default)]
    #[schema(max_items = 20)]
    labels: Vec<String>,
    repeat: Option<Repeat>,
}

/// How important a task is.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    Low,
    High,
}

/// When a task comes again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(tag = "every", rename_all = "lowercase")]
pub enum Repeat {
    /// Every so many days.
    Days {
        #[schema(minimum = 1)]
        count: i32,
    },
    /// On these days of the week.
    Week { days: Vec<Weekday> },
}

/// A day of the week.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A task.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Task {
    id: Uuid,
    is_done: bool,
    #[serde(flatten)]
    draft: TaskDraft,
}

/// The changes of a task.
#[derive(Deserialize, ToSchema)]
pub struct TaskPatch {
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    is_done: Option<bool>,
}

/// Which tasks are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only tasks of this priority.
    #[param(inline)]
    priority: Option<Priority>,
    is_done: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

pub fn check_key(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get("X-Key") {
        Some(key) if key == KEY => Ok(()),
        _ => Err(Problem::Unauthorized),
    }
}

fn check(title: &str, labels: &[String], repeat: Option<&Repeat>) -> Result<(), Problem> {
    let invalid = |message: &str| Err(Problem::Invalid { message: message.to_owned() });
    if !(1..=200).contains(&title.chars().count()) {
        return invalid("title: one to 200 characters are expected");
    }
    if labels.len() > 20 {
        return invalid("labels: at most 20 are expected");
    }
    if matches!(repeat, Some(Repeat::Days { count: ..=0 })) {
        return invalid("repeat.count: at least 1 is expected");
    }
    Ok(())
}

pub fn invalid(error: impl std::fmt::Display) -> Problem {
    Problem::Invalid { message: error.to_string() }
}

/// Lists tasks.
#[utoipa::path(
    get,
    path = "/tasks",
    tag = "tasks",
    params(Wanted),
    responses((status = OK, description = "The tasks in the order of their ids.", body = [Task]), (status = BAD_REQUEST, description = "The request is not valid.", body = Problem))
)]
pub async fn list_tasks(
    State(store): State<Shared>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Vec<Task>>, Problem> {
    let Query(wanted) = wanted.map_err(invalid)?;
    let limit = wanted.limit.unwrap_or(100);
    if !(1..=100).contains(&limit) {
        return Err(invalid("limit: 1 to 100 is expected"));
    }
    let store = store.lock().unwrap();
    let tasks = store.tasks.values();
    let tasks = tasks.filter(|task| wanted.priority.is_none() || task.draft.priority == wanted.priority);
    let tasks = tasks.filter(|task| wanted.is_done.is_none_or(|is_done| task.is_done == is_done));
    Ok(Json(tasks.take(limit as usize).cloned().collect()))
}

/// Adds a task.
#[utoipa::path(
    post,
    path = "/tasks",
    tag = "tasks",
    request_body = TaskDraft,
    responses(
        (status = CREATED, description = "The task was added.", body = Task),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = UNAUTHORIZED, description = "The key is missing or wrong.", body = Problem),
    ),
    security(("key" = []))
)]
pub async fn add_task(
    State(store): State<Shared>,
    headers: HeaderMap,
    draft: Result<Json<TaskDraft>, JsonRejection>,
) -> Result<(StatusCode, Json<Task>), Problem> {
    check_key(&headers)?;
    let Json(draft) = draft.map_err(invalid)?;
    check(&draft.title, &draft.labels, draft.repeat.as_ref())?;
    let task = Task { id: Uuid::new_v4(), is_done: false, draft };
    store.lock().unwrap().tasks.insert(task.id, task.clone());
    Ok((StatusCode::CREATED, Json(task)))
}

/// Returns a task.
#[utoipa::path(
    get,
    path = "/tasks/{id}",
    tag = "tasks",
    params(("id" = Uuid, Path)),
    responses(
        (status = OK, description = "The task.", body = Task),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = NOT_FOUND, description = "There is no such task.", body = Problem),
    )
)]
pub async fn get_task(
    State(store): State<Shared>,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Task>, Problem> {
    let Path(id) = id.map_err(invalid)?;
    store.lock().unwrap().tasks.get(&id).cloned().map(Json).ok_or(Problem::NotFound { id })
}

/// Changes a task.
#[utoipa::path(
    patch,
    path = "/tasks/{id}",
    tag = "tasks",
    params(("id" = Uuid, Path)),
    request_body = TaskPatch,
    responses(
        (status = OK, description = "The task.", body = Task),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = UNAUTHORIZED, description = "The key is missing or wrong.", body = Problem),
        (status = NOT_FOUND, description = "There is no such task.", body = Problem),
    ),
    security(("key" = []))
)]
pub async fn change_task(
    State(store): State<Shared>,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
    patch: Result<Json<TaskPatch>, JsonRejection>,
) -> Result<Json<Task>, Problem> {
    check_key(&headers)?;
    let Path(id) = id.map_err(invalid)?;
    let Json(patch) = patch.map_err(invalid)?;
    let mut store = store.lock().unwrap();
    let task = store.tasks.get_mut(&id).ok_or(Problem::NotFound { id })?;
    if let Some(title) = patch.title {
        check(&title, &[], None)?;
        task.draft.title = title;
    }
    task.is_done = patch.is_done.unwrap_or(task.is_done);
    Ok(Json(task.clone()))
}

/// Removes a task.
#[utoipa::path(
    delete,
    path = "/tasks/{id}",
    tag = "tasks",
    params(("id" = Uuid, Path)),
    responses(
        (status = NO_CONTENT, description = "The task was removed."),
        (status = BAD_REQUEST, description = "The request is not valid.", body = Problem),
        (status = UNAUTHORIZED, description = "The key is missing or wrong.", body = Problem),
        (status = NOT_FOUND, description = "There is no such task.", body = Problem),
    ),
    security(("key" = []))
)]
pub async fn remove_task(
    State(store): State<Shared>,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    check_key(&headers)?;
    let Path(id) = id.map_err(invalid)?;
    let mut store = store.lock().unwrap();
    store.attachments.remove(&id);
    store.tasks.remove(&id).map(|_| StatusCode::NO_CONTENT).ok_or(Problem::NotFound { id })
}
