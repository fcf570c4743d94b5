//! Errors of the generator itself. A document that resolves never causes one, unless this crate has a defect or progenitor
//! changes its output.

use std::error::Error as _;

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
        let chain = Error::ProgenitorSyntax(source).chain();
        assert_eq!(chain, "the output of progenitor does not parse: no item");
    }
}
