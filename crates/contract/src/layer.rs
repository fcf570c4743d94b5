//! A tower layer that checks every exchange of a test suite against the document.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let text = "openapi: 3.0.4\ninfo: {title: T, version: '1'}\npaths: {}\n";
//! # struct Router;
//! # impl Router { fn layer<L>(self, _: L) -> Self { self } }
//! let document = contract::Source::new("openapi/api.yaml", text);
//! let witness = contract::WitnessLayer::new(&document)?;
//! let app = Router.layer(witness.clone());
//! // Send requests to `app` here. The first exchange that does not conform panics.
//! # drop(app);
//! println!("{}", witness.report());
//! # Ok(())
//! # }
//! ```

mod body;
mod exchange;
mod service;
mod suite;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use model::{Api, Problems, Source};

pub use body::WitnessBody;
pub use service::Witnessed;
pub use suite::Suite;

use crate::coverage::{self, CoverageError, OperationCoverage};
use crate::witness::{BaseUrl, Compiled, Exchange, ExchangeVerdict, Finding, Recorder, Timing, Witness};

/// The maximum length in bytes of bodies that are checked, unless [`WitnessLayer::with_body_limit`] sets another one.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Checks all exchanges with the services that it is applied to. Clones share their results.
///
/// - A **response** that the document does not have, or that does not conform to it, is a failure.
/// - An **invalid request** is a failure if the response is 2XX. With another documented response it passes, because tests
///   send such requests on purpose. If the operation documents no 4XX at all, any 4XX passes.
/// - The statuses 408 and 413 always pass if the request body is not known as a whole.
/// - A request **without an operation** is counted; [`strict`](Self::strict) makes it a failure.
///
/// The first failure panics in the service, which fails a test that calls the service in its own task. If the service runs in
/// another task, such as behind a socket, the panic closes the connection: call [`assert_passed`](Self::assert_passed) at the
/// end. [`collecting`](Self::collecting) never panics in the service.
///
/// Bodies pass unchanged and are copied on the way. A response body with a known length is read before it is passed on; an
/// exchange whose response body has no known length is checked when its last byte was read. Bodies longer than the limit
/// (8 MiB), and bodies that neither side read to the end, are counted and not checked; everything else of their exchange is.
#[derive(Clone)]
pub struct WitnessLayer {
    shared: Arc<Shared>,
    options: LayerOptions,
}

/// The part of the settings that a layer passes to its services.
#[derive(Clone, Debug)]
struct LayerOptions {
    panics: bool,
    body_limit: usize,
}

/// The state of all clones of a layer.
pub(crate) struct Shared {
    document: Source,
    api: Api,
    compiled: Compiled,
    /// The URL before the paths of operations, if it is known.
    base: Option<String>,
    is_strict: bool,
    coverage_file: Option<PathBuf>,
    recorder: Option<Box<dyn Recorder>>,
    state: Mutex<LayerState>,
}

/// The results so far.
#[derive(Default)]
struct LayerState {
    suite: Suite,
    /// The first error of the coverage file.
    coverage_error: Option<CoverageError>,
}

impl std::fmt::Debug for WitnessLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WitnessLayer").field("options", &self.options).finish_non_exhaustive()
    }
}

impl WitnessLayer {
    /// A layer for a document. Requests may have any host, and the path of a documented server or none.
    ///
    /// # Errors
    ///
    /// All errors of the document.
    pub fn new(document: &Source) -> Result<Self, Problems> {
        let (api, _) = model::resolve_tolerant(document)?;
        let compiled = Compiled::new(&api);
        let shared = Shared {
            document: document.clone(),
            api,
            compiled,
            base: None,
            is_strict: false,
            coverage_file: None,
            recorder: None,
            state: Mutex::default(),
        };
        Ok(WitnessLayer { shared: Arc::new(shared), options: LayerOptions { panics: true, body_limit: BODY_LIMIT } })
    }

    /// Collects failures and never panics in the service.
    #[must_use]
    pub fn collecting(mut self) -> Self {
        self.options.panics = false;
        self
    }

    /// Also fails on a request without an operation, unless its method is OPTIONS or its response is 404 or 405; and on an
    /// invalid request that the server accepted although it may.
    ///
    /// Set this before the layer is cloned: a layer with other clones starts with empty results.
    #[must_use]
    pub fn strict(self) -> Self {
        self.with_shared(|shared| shared.is_strict = true)
    }

    /// The maximum length in bytes of bodies that are checked.
    #[must_use]
    pub fn with_body_limit(mut self, bytes: usize) -> Self {
        self.options.body_limit = bytes;
        self
    }

    /// Appends each new point of coverage to a file, see [`coverage::append`]. Tests in other programs can add to the same
    /// file; [`coverage::read`] reads it. Set this before the layer is cloned, as [`strict`](Self::strict).
    #[must_use]
    pub fn with_coverage_file(self, path: impl Into<PathBuf>) -> Self {
        self.with_shared(|shared| shared.coverage_file = Some(path.into()))
    }

    /// Also passes each exchange to a recorder. Set this before the layer is cloned, as [`strict`](Self::strict).
    #[must_use]
    pub fn with_recorder(self, recorder: impl Recorder + 'static) -> Self {
        self.with_shared(|shared| shared.recorder = Some(Box::new(recorder)))
    }

    /// Checks only requests to this URL: `https://api.example/v1`. Set this before the layer is cloned, as
    /// [`strict`](Self::strict).
    #[must_use]
    pub fn with_base_url(self, url: impl Into<String>) -> Self {
        self.with_shared(|shared| shared.base = Some(url.into()))
    }

    fn with_shared(self, change: impl FnOnce(&mut Shared)) -> Self {
        let mut shared = Arc::try_unwrap(self.shared).unwrap_or_else(|shared| shared.emptied());
        change(&mut shared);
        WitnessLayer { shared: Arc::new(shared), options: self.options }
    }

    /// The resolved document.
    pub fn api(&self) -> &Api {
        &self.shared.api
    }

    /// The results of all exchanges so far.
    pub fn suite(&self) -> Suite {
        self.shared.state().suite.clone()
    }

    /// The coverage of each operation so far.
    pub fn coverage(&self) -> Vec<OperationCoverage> {
        OperationCoverage::of_all(&self.shared.api, &self.shared.state().suite.coverage)
    }

    /// The results as text: failures with their places in the document, then coverage and counts.
    pub fn report(&self) -> String {
        self.shared.report()
    }

    /// The results as JSON: that of [`traffic_json`](crate::report::traffic_json), with `rejected` (the number of invalid
    /// requests that the server rejected), `tolerated` (of those that it accepted although it need not) and `coverage` (see
    /// [`coverage::json`]).
    pub fn report_json(&self) -> serde_json::Value {
        let shared = &self.shared;
        self.suite().json(&shared.document, &shared.api, shared.is_strict)
    }

    /// Checks that exchanges were checked and none failed.
    ///
    /// # Panics
    ///
    /// Panics with the report if an exchange failed, if no exchange had an operation in the document, or if the coverage file
    /// cannot be written.
    #[track_caller]
    #[expect(clippy::panic, reason = "an assertion for tests")]
    pub fn assert_passed(&self) {
        let problem = {
            let state = self.shared.state();
            match &state.coverage_error {
                _ if !state.suite.passed(self.shared.is_strict) => Some("an exchange does not conform".to_owned()),
                _ if state.suite.traffic.checked() == 0 => Some("no exchange was checked".to_owned()),
                Some(error) => Some(format!("the coverage file cannot be written: {error}")),
                None => None,
            }
        };
        if let Some(problem) = problem {
            panic!("{problem}\n{}", self.report());
        }
    }
}

impl Shared {
    /// The same settings without results.
    fn emptied(self: Arc<Self>) -> Shared {
        Shared {
            document: self.document.clone(),
            api: self.api.clone(),
            compiled: self.compiled.clone(),
            base: self.base.clone(),
            is_strict: self.is_strict,
            coverage_file: self.coverage_file.clone(),
            recorder: None,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, LayerState> {
        // Each change is complete even if a thread panicked later.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self) -> String {
        let suite = self.state().suite.clone();
        suite.text(&self.document, &self.api)
    }

    /// Checks an exchange and adds it to the results. Returns a report of the failure, if it is one.
    fn add(&self, exchange: &Exchange, timing: Timing) -> Option<String> {
        let base = self.base.as_deref().map_or(BaseUrl::Documented, BaseUrl::At);
        let witness = Witness::with(&self.api, base, self.compiled.clone());
        let (finding, points) = witness.checked(exchange, true);
        if let Some(recorder) = &self.recorder {
            let operation = match finding {
                Finding::Checked { operation, .. } => Some(operation),
                _ => None,
            };
            recorder.record(&self.api, operation, exchange, timing);
        }
        let mut state = self.state();
        let new: Vec<_> = points.into_iter().filter(|point| !state.suite.coverage.points.contains(point)).collect();
        if let Some(Err(error)) = self.coverage_file.as_ref().map(|path| coverage::append(path, &new)) {
            state.coverage_error.get_or_insert(error);
        }
        state.suite.coverage.points.extend(new);
        let failed = state.suite.add(&self.api, exchange, finding, self.is_strict);
        drop(state);
        failed.map(|failure| failure.text(&self.document, &self.api))
    }
}

/// The verdict on a finding, with the operation; `None` without an operation.
fn verdict(api: &Api, exchange: &Exchange, finding: &Finding) -> Option<(usize, ExchangeVerdict)> {
    let Finding::Checked { operation, mismatches } = finding else { return None };
    Some((*operation, ExchangeVerdict::of(&api.operations[*operation], exchange, mismatches.clone())))
}
