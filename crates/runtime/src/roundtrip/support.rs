//! Support for round trips: values from JSON, the requests that the server saw, and the comparison of both sides.

#![allow(dead_code, reason = "which functions are used depends on the document")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::recording::Recording;

/// The values of one call: JSON by the name of a part.
pub type Set = BTreeMap<&'static str, String>;

/// Changes of a value: JSON Pointers, each with the JSON that replaces the value there; `None` removes it.
pub type Changes = &'static [(&'static str, Option<&'static str>)];

/// Values of a parameter or body.
pub struct Part {
    pub key: &'static str,
    pub is_optional: bool,
    /// JSON of the fullest value.
    pub full: &'static str,
    /// JSON of the value that is sent while another part varies.
    pub plain: &'static str,
    pub changes: Changes,
}

/// Values of a response.
pub struct ResponsePlan {
    pub index: usize,
    /// JSON of the fullest body.
    pub full: &'static str,
    pub changes: Changes,
}

/// The values that an operation is called with.
pub struct Plan {
    pub parameters: &'static [Part],
    pub bodies: &'static [Part],
    pub responses: &'static [ResponsePlan],
}

/// A response that the server is to return.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub index: usize,
    /// JSON of its body.
    pub json: String,
    /// Whether it has optional headers.
    pub has_headers: bool,
}

impl Plan {
    /// Lists the calls: every set of values with the first response, then every response.
    pub fn calls(&self) -> Vec<(Set, Given)> {
        let first = self.responses.first().map(|response| Given {
            index: response.index,
            json: response.full.to_owned(),
            has_headers: true,
        });
        let first = first.unwrap_or_default();
        let mut calls: Vec<(Set, Given)> = self.sets().into_iter().map(|set| (set, first.clone())).collect();
        let plain = self.plain();
        for response in self.responses {
            let values = std::iter::once((response.full.to_owned(), true)).chain([(response.full.to_owned(), false)]);
            let values = values.chain(changed(response.full, response.changes).into_iter().map(|json| (json, false)));
            calls.extend(
                values.map(|(json, has_headers)| (plain.clone(), Given { index: response.index, json, has_headers })),
            );
        }
        calls
    }

    /// The values of all required parts.
    fn plain(&self) -> Set {
        let body = self.bodies.iter().take(1);
        self.parameters
            .iter()
            .chain(body)
            .filter(|part| !part.is_optional)
            .map(|part| (part.key, part.plain.to_owned()))
            .collect()
    }

    fn sets(&self) -> Vec<Set> {
        let all = self.parameters.iter().chain(self.bodies.first());
        let mut sets: Vec<Set> = vec![all.map(|part| (part.key, part.full.to_owned())).collect(), self.plain()];
        let without_body: Set = self.plain().into_iter().filter(|(key, _)| !key.starts_with("body.")).collect();
        for (parts, base) in [(self.parameters, self.plain()), (self.bodies, without_body)] {
            for part in parts {
                for json in std::iter::once(part.full.to_owned()).chain(changed(part.full, part.changes)) {
                    let mut set = base.clone();
                    set.insert(part.key, json);
                    sets.push(set);
                }
            }
        }
        sets
    }
}

/// Applies each change to a value.
fn changed(full: &str, changes: Changes) -> Vec<String> {
    let whole: Value = serde_json::from_str(full).unwrap_or_default();
    let with = |(pointer, value): &(&str, Option<&str>)| {
        let value = value.map(|json| serde_json::from_str::<Value>(json).unwrap_or_default());
        let Some((parent, last)) = pointer.rsplit_once('/') else { return value.unwrap_or_default() };
        let last = last.replace("~1", "/").replace("~0", "~");
        let mut changed = whole.clone();
        match (changed.pointer_mut(parent), value) {
            (Some(Value::Object(object)), Some(value)) => drop(object.insert(last, value)),
            (Some(Value::Object(object)), None) => drop(object.remove(&last)),
            (Some(Value::Array(array)), Some(value)) => {
                if let Some(element) = last.parse::<usize>().ok().and_then(|index| array.get_mut(index)) {
                    *element = value;
                }
            }
            _ => {}
        }
        changed
    };
    changes.iter().map(|change| with(change).to_string()).collect()
}

/// Why a call was not made, or its request was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCalled(String);

impl std::fmt::Display for NotCalled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotCalled {}

impl From<String> for NotCalled {
    fn from(reason: String) -> Self {
        NotCalled(reason)
    }
}

impl From<&str> for NotCalled {
    fn from(reason: &str) -> Self {
        NotCalled(reason.to_owned())
    }
}

/// Reads a value from JSON.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, NotCalled> {
    let name = std::any::type_name::<T>();
    serde_json::from_str(json).map_err(|error| NotCalled(format!("{json} fits its schema and is no {name}: {error}")))
}

/// Reads a value from a JSON value.
pub fn read_value<T: DeserializeOwned>(json: &Value) -> Result<T, NotCalled> {
    read(&json.to_string())
}

/// Reads a string from a JSON value.
pub fn text(json: &Value) -> Result<String, NotCalled> {
    read_value(json)
}

/// Unwraps a value that was read successfully before.
///
/// # Panics
///
/// If it was not: the generator and the generated types disagree.
#[allow(clippy::panic, reason = "a round trip fails like a test")]
pub fn made<T>(read: Result<T, NotCalled>) -> T {
    match read {
        Ok(value) => value,
        Err(why) => panic!("{why}"),
    }
}

impl Given {
    /// The body.
    pub fn body<T: DeserializeOwned>(&self) -> T {
        made(read(&self.json))
    }

    /// A header.
    pub fn header<T: DeserializeOwned>(&self, json: &str) -> T {
        made(read(json))
    }

    /// The body of a response that is never requested.
    pub fn unknown<T>(&self) -> T {
        made(Err(NotCalled(format!("there is no response {}", self.index))))
    }
}

/// A value as JSON.
pub fn shown<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| Value::String(format!("no JSON: {error}")))
}

/// The JSON of a value after it has been read as `T`.
pub fn normal<T: DeserializeOwned + Serialize>(json: &str) -> Result<Value, NotCalled> {
    read::<T>(json).map(|value| shown(&value))
}

/// A variant of an enum of responses, with its body.
pub fn variant(name: &str, body: Option<Value>) -> Value {
    [Some(Value::from(name)), body].into_iter().flatten().collect()
}

/// A body's bytes as text.
pub async fn of_body(body: axum::body::Body) -> Value {
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        Err(error) => format!("incomplete: {error}").into(),
    }
}

/// A file's bytes as text.
pub async fn of_bytes(bytes: impl Future<Output = std::io::Result<bytes::Bytes>>) -> Value {
    match bytes.await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        Err(error) => format!("unreadable: {error}").into(),
    }
}

/// The bytes of a response as text.
pub async fn of_stream<E: std::fmt::Display>(
    mut stream: impl futures_util::Stream<Item = Result<bytes::Bytes, E>> + Unpin,
) -> Value {
    use futures_util::StreamExt;
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(error) => return format!("incomplete: {error}").into(),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// The request that the server has seen, and the response that it is to return.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    seen: Map<String, Value>,
    rejected: Option<NotCalled>,
    given: Given,
}

impl Recorder {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prepares for one call.
    pub fn expect(&self, given: &Given) {
        *self.state() = State { given: given.clone(), ..State::default() };
    }

    /// Records a request. Returns the response to it.
    pub fn saw(&self, seen: Map<String, Value>) -> Given {
        let mut state = self.state();
        state.seen = seen;
        state.given.clone()
    }

    /// Records why a request was rejected.
    pub fn rejected(&self, why: String) {
        self.state().rejected = Some(NotCalled(why));
    }

    /// Takes the request, or the reason why it was rejected.
    pub fn take(&self) -> Result<Map<String, Value>, NotCalled> {
        let mut state = self.state();
        match state.rejected.take() {
            Some(why) => Err(why),
            None => Ok(std::mem::take(&mut state.seen)),
        }
    }
}

/// One call: the values that were sent, and the expected and actual status code and body.
pub struct Exchange {
    pub sent: Map<String, Value>,
    pub expected: (u16, Value),
    pub got: (u16, Value),
    /// The expected and actual documented headers.
    pub headers: (Value, Value),
}

/// The number of calls, and their differences.
#[derive(Debug, Default)]
pub struct Report {
    /// The number of calls.
    pub calls: usize,
    /// The differences between both sides.
    pub failures: Vec<String>,
    /// Operations that were called.
    pub called: std::collections::BTreeSet<&'static str>,
    /// Operations for which no request or no response can be generated.
    pub left_out: Vec<&'static str>,
}

impl Report {
    /// Compares both sides of one call.
    pub fn check(
        &mut self,
        operation: &'static str,
        number: usize,
        set: &Set,
        recorder: &Recorder,
        made: Result<Exchange, NotCalled>,
    ) {
        self.calls += 1;
        self.called.insert(operation);
        let failure = match (made, recorder.take()) {
            (Err(why), _) => why.to_string(),
            (_, Err(why)) => format!("rejected: {why}"),
            (Ok(exchange), Ok(seen)) if seen != exchange.sent => {
                let sent = exchange.sent;
                let keys: std::collections::BTreeSet<&String> = sent.keys().chain(seen.keys()).collect();
                let different = keys.into_iter().find(|key| sent.get(*key) != seen.get(*key));
                let key = different.map_or("", String::as_str);
                let side = |side: &Map<String, Value>| side.get(key).map_or("nothing".to_owned(), Value::to_string);
                format!("{key}: sent {}, seen {}, status code {}", side(&sent), side(&seen), exchange.got.0)
            }
            (Ok(exchange), _) if exchange.expected != exchange.got => {
                format!("expected {:?}, got {:?}", exchange.expected, exchange.got)
            }
            (Ok(Exchange { headers: (expected, got), .. }), _) => {
                let expected = expected.as_object().into_iter().flatten();
                let different = expected.into_iter().find(|(name, value)| got.get(name.as_str()) != Some(*value));
                let Some((name, value)) = different else { return };
                format!("sent the header {name}: {value}, read as {got}")
            }
        };
        self.failures.push(format!("{operation} {number}: {failure} with {set:?}"));
    }

    /// Records an operation that cannot be called.
    pub fn left_out(&mut self, operation: &'static str) {
        self.left_out.push(operation);
    }

    /// Summarizes the report in one line.
    pub fn summary(&self) -> String {
        let all = self.called.len() + self.left_out.len();
        let left_out = match self.left_out.as_slice() {
            [] => String::new(),
            names => format!("; not called: {}", names.join(", ")),
        };
        format!(
            "{} calls of {} of {all} operations, {} differences{left_out}",
            self.calls,
            self.called.len(),
            self.failures.len()
        )
    }
}

/// Serves a router on a free port and returns its URL. A recording captures each exchange outside of the generated code.
pub async fn serve(router: axum::Router, recording: Option<Recording>) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = match recording {
        None => router,
        Some(recording) => router.layer(axum::middleware::from_fn(move |request, next| {
            super::recording::record(recording.clone(), request, next)
        })),
    };
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
