//! Signals end a run of the command: it sends no more cases, deletes what it created, and reports.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::command::program;
use crate::support::{root, wire};

/// Notes that a run creates and deletes.
const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    post:
      operationId: addNote
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, maxLength: 80}}}}}}
      responses: {'201': &note {description: The note., content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}, text: {type: string}}}}}}, '400': {description: Rejected.}}
  /notes/{noteId}:
    parameters: [{name: noteId, in: path, required: true, schema: {type: integer}}]
    get: {operationId: getNote, responses: {'200': *note, '404': {description: None.}}}
    delete: {operationId: deleteNote, responses: {'204': {description: Deleted.}, '404': {description: None.}}}
";

/// The notes, how many were created, and how long the server takes to delete one.
#[derive(Clone)]
struct Notes {
    stored: Arc<Mutex<(Vec<Value>, usize)>>,
    deletion: Duration,
}

async fn add(State(notes): State<Notes>, Json(mut note): Json<Value>) -> (StatusCode, Json<Value>) {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let mut stored = notes.stored.lock().expect("no panic");
    stored.1 += 1;
    note["id"] = stored.1.into();
    stored.0.push(note.clone());
    (StatusCode::CREATED, Json(note))
}

async fn read(State(notes): State<Notes>, Path(id): Path<usize>) -> Result<Json<Value>, StatusCode> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    let stored = notes.stored.lock().expect("no panic");
    stored.0.iter().find(|note| note["id"] == json!(id)).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn delete(State(notes): State<Notes>, Path(id): Path<usize>) -> StatusCode {
    tokio::time::sleep(notes.deletion).await;
    notes.stored.lock().expect("no panic").0.retain(|note| note["id"] != json!(id));
    StatusCode::NO_CONTENT
}

/// A run on the notes, when the first one is stored. Returns the process and the notes.
async fn started(deletion: Duration) -> (Child, Notes, tempfile::TempDir) {
    let notes = Notes { stored: Arc::default(), deletion };
    let router = axum::Router::new()
        .route("/notes", post(add))
        .route("/notes/{id}", get(read).delete(delete))
        .with_state(notes.clone());
    let url = format!("http://{}", wire::serve(router).await);
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("notes.yaml");
    std::fs::write(&spec, DOCUMENT).expect("writable");
    let mut command = Command::new(program());
    command.arg("--spec").arg(&spec).args(["--url", &url, "--max-accepted", "500"]).current_dir(root());
    command.env_remove("GITHUB_ACTIONS").stdout(Stdio::piped()).stderr(Stdio::piped());
    let process = command.spawn().expect("the command starts");
    while notes.stored.lock().expect("no panic").0.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    (process, notes, folder)
}

fn signal(process: &Child, name: &str) {
    let kill = Command::new("kill").args([name, &process.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
}

/// The exit code and the standard output of a process.
async fn ended(mut process: Child) -> (Option<i32>, String) {
    let wait = move || {
        let mut report = String::new();
        process.stdout.take().expect("it is piped").read_to_string(&mut report).expect("text");
        (process.wait().expect("it ends").code(), report)
    };
    tokio::task::spawn_blocking(wait).await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_command_deletes_what_it_created() {
    for (name, code) in [("-INT", 130), ("-TERM", 143)] {
        let (process, notes, _folder) = started(Duration::ZERO).await;
        signal(&process, name);
        let (exit, report) = ended(process).await;
        assert_eq!(exit, Some(code), "{report}");
        assert!(report.contains(" skipped: the run was interrupted\n"), "{report}");
        assert!(report.trim_end().ends_with("; incomplete") && !report.contains("left on the server"), "{report}");
        let stored = notes.stored.lock().expect("no panic");
        assert!(stored.0.is_empty() && stored.1 < 5, "{stored:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_command_at_once() {
    let (mut process, ..) = started(Duration::from_secs(60)).await;
    signal(&process, "-INT");
    let mut stderr = BufReader::new(process.stderr.take().expect("it is piped"));
    let mut line = String::new();
    while !line.starts_with("interrupted: ") {
        line.clear();
        assert!(stderr.read_line(&mut line).expect("text") > 0, "the note about the interruption is missing");
    }
    signal(&process, "-INT");
    let (exit, report) = ended(process).await;
    assert_eq!((exit, report.as_str()), (Some(130), ""));
}
