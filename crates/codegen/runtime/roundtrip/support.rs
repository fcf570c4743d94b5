//! What every round trip needs: values from JSON, what the server saw, and what came back.

#![allow(dead_code, reason = "which parts are used depends on the document")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::recording::Recording;

/// One way of calling an operation: JSON by the name of a part.
pub type Set = BTreeMap<&'static str, &'static str>;

/// A value out of JSON that the generator has made for its type.
pub fn read<T: DeserializeOwned>(json: &str) -> T {
    match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => panic!("{json} is not a {}: {error}", std::any::type_name::<T>()),
    }
}

/// The same out of a JSON value.
pub fn read_value<T: DeserializeOwned>(json: Value) -> T {
    read(&json.to_string())
}

/// A value as JSON.
pub fn shown<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| Value::String(format!("no JSON: {error}")))
}

/// What the JSON of a type looks like once it has been read.
pub fn normal<T: DeserializeOwned + Serialize>(json: &str) -> Value {
    shown(&read::<T>(json))
}

/// A body's bytes as text.
pub async fn of_body(body: axum::body::Body) -> Value {
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        Err(error) => format!("broken off: {error}").into(),
    }
}

/// An answer's bytes as text.
pub async fn of_stream(stream: progenitor_client::ByteStream) -> Value {
    use futures_util::StreamExt;
    let mut stream = stream.into_inner();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(error) => return format!("broken off: {error}").into(),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// What the server has seen, and which answer it is to give.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    seen: Map<String, Value>,
    refused: Option<String>,
    answer: usize,
}

impl Recorder {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes ready for one call.
    pub fn expect(&self, answer: usize) {
        *self.state() = State { answer, ..State::default() };
    }

    /// Keeps a request; gives the index of the answer.
    pub fn saw(&self, seen: Map<String, Value>) -> usize {
        let mut state = self.state();
        state.seen = seen;
        state.answer
    }

    /// Keeps why a request was refused.
    pub fn refused(&self, why: String) {
        self.state().refused = Some(why);
    }

    /// What was seen, or why it was refused.
    pub fn take(&self) -> Result<Map<String, Value>, String> {
        let mut state = self.state();
        match state.refused.take() {
            Some(why) => Err(why),
            None => Ok(std::mem::take(&mut state.seen)),
        }
    }
}

/// How many calls there were, and what was wrong with them.
#[derive(Debug, Default)]
pub struct Report {
    /// Calls.
    pub calls: usize,
    /// Differences.
    pub failures: Vec<String>,
}

impl Report {
    /// Compares one call's two sides.
    pub fn check(&mut self, what: &str, sent: Map<String, Value>, recorder: &Recorder, expected: (u16, Value), got: (u16, Value)) {
        self.calls += 1;
        match recorder.take() {
            Err(why) => self.failures.push(format!("{what}: refused: {why}")),
            Ok(seen) if seen != sent => {
                let keys: std::collections::BTreeSet<&String> = sent.keys().chain(seen.keys()).collect();
                let different = keys.into_iter().find(|key| sent.get(*key) != seen.get(*key));
                let key = different.map_or("", String::as_str);
                let side = |side: &Map<String, Value>| side.get(key).map_or("nothing".to_owned(), Value::to_string);
                self.failures.push(format!("{what}: {key}: sent {}, seen {}", side(&sent), side(&seen)));
            }
            Ok(_) if expected != got => self.failures.push(format!("{what}: answered {expected:?}, got {got:?}")),
            Ok(_) => {}
        }
    }
}

/// Serves a router on a free port, and gives its URL. With a recording, every exchange is written down before the server's
/// own code sees the request, and after it has answered.
pub async fn serve(router: axum::Router, recording: Option<Recording>) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = match recording {
        None => router,
        Some(recording) => router.layer(axum::middleware::from_fn(move |request, next| {
            crate::recording::record(recording.clone(), request, next)
        })),
    };
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
