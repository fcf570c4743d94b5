//! Errors of the generator itself. A document that resolves never causes one, unless this crate has a defect or progenitor
//! changes its output.

use std::error::Error as _;

use thiserror::Error;

/// Why no code could be generated from a resolved document.
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
    /// Progenitor's output has other items than that of the version that this crate expects.
    #[error("the output of progenitor has another shape than that of version 0.15.1")]
    ProgenitorShape,
    /// Progenitor's output for an operation has more or fewer places to replace than expected.
    #[error("the output of progenitor for `{operation}` has {found:?} places to replace, not {expected:?}")]
    ProgenitorPlaces {
        /// The id of the operation.
        operation: String,
        /// Expected headers, query parameters, URLs, matches over the status, versions.
        expected: [usize; 5],
        /// The same, as found.
        found: [usize; 5],
    },
    /// Emitted tokens are not Rust.
    #[error("generated code does not parse")]
    Syntax(#[source] syn::Error),
    /// Tokens emitted for an operation are not Rust.
    #[error("generated code for `{operation}` does not parse")]
    OperationSyntax {
        /// The id of the operation.
        operation: String,
        /// The parser's error.
        source: syn::Error,
    },
    /// A placeholder in the path of an operation has no parameter.
    #[error("the placeholder `{{{name}}}` of `{operation}` has no parameter")]
    Placeholder {
        /// The id of the operation.
        operation: String,
        /// The placeholder.
        name: String,
    },
}

impl Error {
    /// Returns the message with those of all sources.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = self.source();
        while let Some(error) = source {
            text.push_str(&format!(": {error}"));
            source = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn a_chain_names_every_source() {
        let source = syn::Error::new(proc_macro2::Span::call_site(), "no item");
        let error = Error::OperationSyntax { operation: "getThing".into(), source };
        assert_eq!(error.chain(), "generated code for `getThing` does not parse: no item");
    }
}
