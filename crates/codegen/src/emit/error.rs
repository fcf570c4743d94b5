//! The errors of the emitters. The cause is a bug of the generator or another version of progenitor, never the document.

use crate::error::Error;

/// Why the generator cannot emit a crate.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// Progenitor made no builders for the document.
    #[error(transparent)]
    Lowered(#[from] Error),
    /// An emitter wrote tokens that are not valid Rust.
    #[error("generated code does not parse")]
    Syntax(#[from] syn::Error),
    /// Progenitor's output has a missing or an unexpected method or builder.
    #[error("progenitor's output has another shape than that of version 0.15.1")]
    Shape,
    /// In progenitor's output for an operation, the number of places to replace is not the expected one.
    #[error("progenitor's output for `{operation}`: expected {expected:?} places to restore, found {found:?}")]
    Places {
        /// The operation's id.
        operation: String,
        /// The expected number of headers, query parameters, URLs, matches on the status code, and version headers.
        expected: [usize; 5],
        /// The numbers found.
        found: [usize; 5],
    },
    /// The path has a parameter that the operation does not have.
    #[error("the path of `{operation}` names `{parameter}`, which is not a parameter")]
    PathParameter {
        /// The operation's id.
        operation: String,
        /// The name in the path.
        parameter: String,
    },
}
