//! Holds a server to its OpenAPI document: from the document alone, by raw HTTP, reading raw JSON.
//!
//! [`cases`] derives requests from the document, once and in a fixed order; [`run`] sends them to a server and
//! [`judge`] holds the answers against the document. [`check`] does all of it with a service in the same process, without
//! a socket. Nothing here is shared with the generated types, client or server: what checks both sides has none of
//! their serde.

mod compare;
mod credential;
mod defect;
mod derive;
mod direction;
mod edge;
mod fill;
mod judge;
pub mod report;
mod request;
mod run;
mod sample;
mod schema;
mod transport;
mod variant;
mod wire;
pub mod witness;

pub use model::{Api, Source, resolve_tolerant};

pub use credential::Credentials;
pub use derive::{Case, Expect, Group, cases};
pub use judge::judge;
pub use request::Request;
pub use run::{Options, Outcome, Report, run, run_with};
pub use schema::Validators;
#[cfg(feature = "network")]
pub use transport::Network;
pub use transport::{Answer, Failure, InProcess, Transport};

/// Holds a service in this process, such as an `axum::Router`, to a document.
///
/// # Errors
///
/// The mistakes of the document, if it has any.
pub async fn check<S>(document: &Source, service: S, options: &Options) -> Result<Report, model::Problems>
where
    InProcess<S>: Transport,
{
    let (api, _) = resolve_tolerant(document)?;
    Ok(run(&api, &mut InProcess(service), options).await)
}
