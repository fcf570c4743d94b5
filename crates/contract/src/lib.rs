//! Tests a running HTTP server, or recorded traffic, against its OpenAPI document.
//!
//! [`cases`] derives requests from the document, always in the same order. [`run`] sends them to a server over a
//! [`Transport`] and compares each response with the document. [`check`] does the same with a service in this process,
//! without a socket. [`WitnessLayer`] checks the exchanges of an ordinary test suite, and [`witness`] exchanges that were
//! recorded elsewhere.
//!
//! The crate sends raw HTTP and reads raw JSON. It shares no code with the generated types, client and server, because it
//! is used to test them.

mod chain;
#[cfg(feature = "cli")]
pub mod cli;
mod compare;
mod complete;
mod conformance;
pub mod coverage;
mod credential;
mod derive;
mod encode;
mod excerpt;
mod format;
mod fresh;
mod header;
mod items;
mod judge;
mod kind;
mod known;
mod label;
pub mod layer;
mod meaning;
mod one_way;
mod outcome;
mod part;
#[cfg(feature = "proxy")]
pub mod proxy;
mod received;
pub mod report;
mod request;
mod run;
mod schemas;
mod secret;
mod selection;
mod style;
mod synthesize;
mod texts;
mod transport;
mod variant;
mod variation;
mod violation;
pub mod witness;
mod words;
mod wrapper;

pub use model::{Api, Source, resolve_tolerant};

pub use chain::{cases, inferred, unmatched_values};
pub use credential::Credentials;
pub use derive::{Case, Expectation, Group};
pub use header::ExtraHeader;
pub use judge::{Judge, Verdict};
pub use kind::{ExpectedStatus, ViolationKind};
pub use layer::WitnessLayer;
pub use outcome::{Counts, Effect, LeftBehind, Outcome, Report};
pub use part::ResponsePart;
pub use received::{Received, ReceivedBody};
pub use request::Request;
pub use run::{Interruption, Options, Refresh, run, run_with_progress};
pub use selection::{Pattern, Selection};
#[cfg(feature = "network")]
pub use transport::Network;
pub use transport::{HttpResponse, InProcess, SendError, Transport};
pub use violation::{Basis, Severity, Violation};

/// Tests a service in this process, such as an `axum::Router`, against a document.
///
/// # Errors
///
/// All errors of the document.
pub async fn check<S>(document: &Source, service: S, options: &Options) -> Result<Report, model::Problems>
where
    InProcess<S>: Transport,
{
    let (api, _) = resolve_tolerant(document)?;
    Ok(run(&api, &InProcess(service), options).await)
}
