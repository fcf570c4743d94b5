//! The transport of a run: adds headers and fresh credentials to requests, limits their rate and time, repeats those that did
//! not reach the server, and keeps what reports show.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::LOCATION;
use model::Api;
use serde_json::{Map, Value};

use super::concurrent::all;
use super::observed::{BODY_LIMIT, Kept};
use super::pace::Pace;
use super::preserve::Preserved;
use super::refresh::Credentialing;
use super::send::send;
use super::{Options, observed};
use crate::derive::is_safe;
use crate::judge::Judge;
use crate::outcome::{Outcome, Report};
use crate::request::Request;
use crate::schemas::Schemas;
use crate::secret::{Secrets, Vault};
use crate::transport::{HttpResponse, SendError, Transport};
use crate::witness::has_sensitive;

/// The time before the first repetition of a request. It doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// A response to a POST that may have added an element to a list.
struct Posted {
    path: String,
    /// The number of properties that the request had.
    properties: usize,
    body: Bytes,
}

/// The transport of a run.
pub(super) struct Session<'a, T> {
    transport: &'a T,
    options: &'a Options,
    /// Secrets of extra headers and of renewed credentials.
    vault: Arc<Vault>,
    pace: Pace,
    credentials: Credentialing<'a>,
    /// The last response to each request, by the hash of the request.
    responses: RefCell<HashMap<u64, Kept>>,
    /// The responses that the outcomes of cases rest on, by the id of the case. `None` if there was no response.
    judged: RefCell<HashMap<String, Option<Kept>>>,
    /// Results of requests that were sent before their turn.
    early: RefCell<HashMap<u64, VecDeque<Result<HttpResponse, SendError>>>>,
    /// The document, to find sensitive values in responses. `None` if it marks nothing as sensitive.
    sensitive: Option<(&'a Api, &'a Schemas)>,
    /// Sensitive values that responses had, and whether the run made them up: then they are no secrets.
    returned: RefCell<HashMap<String, bool>>,
    /// Resources that are there once, and that requests may change.
    preserved: RefCell<Vec<Preserved>>,
    /// What POST may have added to the list of each path, in the order of the requests.
    added: RefCell<Vec<Posted>>,
    requests: Cell<usize>,
}

impl<'a, T: Transport> Session<'a, T> {
    pub(super) fn new(
        (api, schemas): (&'a Api, &'a Schemas),
        transport: &'a T,
        options: &'a Options,
        vault: Arc<Vault>,
    ) -> Self {
        options.headers.iter().for_each(|header| vault.add(&header.secrets()));
        vault.add(&observed::sensitive_values(api, &options.values));
        Session {
            transport,
            options,
            vault,
            pace: Pace::new(options.rate),
            credentials: Credentialing::new(api, options),
            responses: RefCell::default(),
            judged: RefCell::default(),
            early: RefCell::default(),
            sensitive: has_sensitive(api).then_some((api, schemas)),
            returned: RefCell::default(),
            preserved: RefCell::default(),
            added: RefCell::default(),
            requests: Cell::new(0),
        }
    }

    /// Reads each of some resources before the first request that may change it.
    pub(super) fn preserve(&self, preserved: Vec<Preserved>) {
        *self.preserved.borrow_mut() = preserved;
    }

    /// The resources of [`preserve`](Self::preserve), and what the run did to them.
    pub(super) fn preserved(&self) -> Vec<Preserved> {
        self.preserved.borrow().clone()
    }

    /// Whether a request deletes a resource that is there once, and that no request creates again.
    pub(super) fn loses(&self, request: &Request) -> bool {
        self.preserved.borrow().iter().any(|one| one.is_lost_by(request))
    }

    /// Reads the resources that a request may change and that were not read yet.
    async fn read_before(&self, next: &Request) {
        let count = self.preserved.borrow().len();
        for index in 0..count {
            let read = self.preserved.borrow()[index].unread(next).cloned();
            if let Some(read) = read {
                let reply = Box::pin(send(self, self.options, &read)).await;
                self.preserved.borrow_mut()[index].note_before(&reply);
            }
        }
    }

    /// Sends requests with safe methods at the same time, up to [`Options::jobs`] of them. Their results are kept until it is
    /// their turn. Does nothing while there is a result for the first request.
    pub(super) async fn send_early<'r>(&self, requests: impl Iterator<Item = &'r Request>) {
        let requests: Vec<&Request> = requests.take(self.options.jobs).collect();
        let is_known =
            |request: &Request| self.early.borrow().get(&key(request)).is_some_and(|results| !results.is_empty());
        if requests.len() < 2 || requests.first().is_some_and(|first| is_known(first)) {
            return;
        }
        let results = all(requests.iter().map(|request| self.send_now(request)).collect()).await;
        for (request, result) in requests.into_iter().zip(results) {
            self.early.borrow_mut().entry(key(request)).or_default().push_back(result);
        }
    }

    async fn send_now(&self, request: &Request) -> Result<HttpResponse, SendError> {
        if !is_safe(&request.method) {
            // The request may change what the server responds with.
            self.early.borrow_mut().clear();
            self.read_before(request).await;
        }
        let has_credential = self.credentials.are_in(request);
        let mut sent = request.clone();
        self.options.headers.iter().for_each(|header| header.add_to(&mut sent));
        self.credentials.renew(&mut sent);
        let mut result = self.repeated(&sent).await;
        let status = result.as_ref().ok().map(|received| received.status);
        if has_credential && status == Some(StatusCode::UNAUTHORIZED) && self.credentials.refresh(&self.vault) {
            self.credentials.renew(&mut sent);
            result = self.repeated(&sent).await;
        }
        self.preserved.borrow_mut().iter_mut().for_each(|one| one.note(request, &result));
        if let Ok(received) = &result {
            self.note_sensitive(request, received);
            self.note_added(request, received);
            // A server that rejects another part of the request has accepted the credential, or has not looked at it.
            if has_credential && received.status != StatusCode::UNAUTHORIZED {
                self.credentials.accepted();
            }
            self.responses.borrow_mut().insert(key(request), Kept::of(received));
        } else {
            self.responses.borrow_mut().remove(&key(request));
        }
        result
    }

    /// Notes what a POST created. What has a path of its own may be deleted again, and an option such as `dryRun` or `draft` may say that a
    /// list does not have it.
    fn note_added(&self, request: &Request, received: &HttpResponse) {
        let is_added = request.method == "POST" && matches!(received.status, StatusCode::OK | StatusCode::CREATED);
        let has_options = !request.query.is_empty() || !request.raw_query.is_empty();
        if !is_added || has_options || received.headers.contains_key(LOCATION) || received.body.len() > BODY_LIMIT {
            return;
        }
        let sent: Map<String, Value> = serde_json::from_slice(&request.body).unwrap_or_default();
        let mut added = self.added.borrow_mut();
        if added.iter().any(|known| known.path == request.path && known.properties < sent.len()) {
            return;
        }
        added.retain(|known| known.path != request.path);
        added.push(Posted { path: request.path.clone(), properties: sent.len(), body: received.body.clone() });
    }

    /// The paths of POST requests, and the response to the last one of each with the fewest properties, if it is JSON.
    pub(super) fn added(&self) -> Vec<(String, Value)> {
        let read = |added: &Posted| Some((added.path.clone(), serde_json::from_slice(&added.body).ok()?));
        self.added.borrow().iter().filter_map(read).collect()
    }

    /// Notes the sensitive values of a response, so that no report shows them in a later request.
    fn note_sensitive(&self, request: &Request, received: &HttpResponse) {
        let Some((api, schemas)) = self.sensitive else { return };
        let values = observed::returned_values(api, schemas, request, received);
        if values.is_empty() {
            return;
        }
        let sent = observed::sent_texts(request);
        let mut returned = self.returned.borrow_mut();
        let mut secrets = Secrets::default();
        for (name, value) in values {
            returned.entry(value).or_insert_with_key(|value| {
                let is_made_up = sent.iter().any(|sent| sent.contains(value.as_str()));
                if !is_made_up {
                    secrets.add_named(value, &name);
                }
                is_made_up
            });
        }
        self.vault.add(&secrets);
    }

    /// Notes that the outcome of a case rests on the last response to a request. A later case may send the same request, and receive
    /// another response.
    pub(super) fn note_judged(&self, id: &str, request: &Request) {
        let response = self.responses.borrow().get(&key(request)).cloned();
        self.judged.borrow_mut().insert(id.to_owned(), response);
    }

    /// Sends a request, and again while the server does not receive it, or, if it has a safe method, while the connection ends
    /// before the response.
    async fn repeated(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let mut pause = FIRST_PAUSE;
        for _ in 0..self.options.retries {
            match self.attempt(request).await {
                Err(SendError::Unreachable(_)) => {}
                Err(SendError::Connection(_) | SendError::BodyInterrupted { .. }) if is_safe(&request.method) => {}
                result => return result,
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.attempt(request).await
    }

    async fn attempt(&self, request: &Request) -> Result<HttpResponse, SendError> {
        self.pace.wait().await;
        self.requests.set(self.requests.get() + 1);
        let limit = self.options.timeout;
        match tokio::time::timeout(limit, self.transport.send(request)).await {
            Ok(result) => result,
            Err(_) => Err(SendError::Timeout { limit: limit.as_millis() }),
        }
    }

    /// Completes a report: the number of requests, the responses without secrets, and the coverage.
    pub(super) fn complete(&self, api: &Api, judge: &Judge<'_>, mut report: Report) -> Report {
        report.requests = self.requests.get();
        let (responses, judged) = (self.responses.borrow(), self.judged.borrow());
        let redaction = observed::Redaction::new(api, judge.schemas());
        let secrets = self.vault.secrets();
        for left in &mut report.left_behind {
            left.path = secrets.replace(&left.path, &|name| format!("${name}"));
        }
        for (case, outcome) in &mut report.outcomes {
            let response = match judged.get(&case.id) {
                Some(response) => response.as_ref(),
                None => responses.get(&key(&case.request)),
            };
            case.request.hide_all(&secrets);
            self.options.headers.iter().for_each(|header| header.add_to(&mut case.request));
            let Some(response) = response.filter(|_| !matches!(outcome, Outcome::Skipped(_))) else { continue };
            let operation = case.operation.and_then(|index| api.operations.get(index));
            if let Some(operation) = operation {
                report.coverage.points.extend(observed::points(
                    judge.schemas(),
                    operation,
                    &case.request,
                    response.status,
                ));
            }
            if self.options.keep_responses || !matches!(outcome, Outcome::Passed { .. }) {
                report.responses.insert(case.id.clone(), redaction.received(operation, &case.request, response));
            }
        }
        report
    }
}

impl<T: Transport> Transport for Session<'_, T> {
    fn base_path(&self) -> &str {
        self.transport.base_path()
    }

    fn default_max_accepted(&self) -> usize {
        self.transport.default_max_accepted()
    }

    async fn send(&self, request: &Request) -> Result<HttpResponse, SendError> {
        let early = self.early.borrow_mut().get_mut(&key(request)).and_then(VecDeque::pop_front);
        match early {
            Some(result) => result,
            None => self.send_now(request).await,
        }
    }
}

/// Tells requests apart.
fn key(request: &Request) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&request.method, &request.path, &request.query, &request.raw_query).hash(&mut hasher);
    (&request.headers, &request.body).hash(&mut hasher);
    hasher.finish()
}
