//! Why the generator cannot emit a crate. Each is a fault of the generator or another version of progenitor, never of the
//! document.

/// Why the generator cannot emit a crate.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// An emitter wrote tokens that are no Rust.
    #[error("generated code does not parse: {0}")]
    Syntax(#[from] syn::Error),
    /// Progenitor's output lacks a method or a builder, or has more of them.
    #[error("progenitor's output has another shape than that of version 0.15.1")]
    Shape,
    /// Progenitor's output for an operation has more or fewer places where a placeholder has to be replaced.
    #[error("progenitor's output for `{operation}`: expected {expected:?} places to restore, found {found:?}")]
    Places {
        /// The operation's id.
        operation: String,
        /// Headers, query parameters, URLs, matches on the status code and version headers, by the document.
        expected: [usize; 5],
        /// The same, found.
        found: [usize; 5],
    },
    /// The path names a parameter that the operation does not have.
    #[error("the path of `{operation}` names `{parameter}`, which is no parameter")]
    PathParameter {
        /// The operation's id.
        operation: String,
        /// The name in the path.
        parameter: String,
    },
}
