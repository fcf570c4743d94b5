//! Errors of the generator itself. A document that resolves never causes one, unless this crate has a defect or progenitor
//! changes its output.

use thiserror::Error;

/// Why progenitor made no builders for a resolved document.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// The document that is made for progenitor is not one that it reads.
    #[error("the lowered document is invalid")]
    LoweredDocument(#[source] serde_json::Error),
    /// Progenitor rejects the document that is made for it.
    #[error("progenitor failed")]
    Progenitor(#[source] progenitor::Error),
    /// Progenitor's output is not Rust.
    #[error("the output of progenitor does not parse")]
    ProgenitorSyntax(#[source] syn::Error),
}
