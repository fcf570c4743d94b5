//! Typed views of the OpenAPI objects other than schemas.
//!
//! One function per object follows its `$ref`, checks its fixed fields and reports what is wrong. The view that it returns is
//! plain data that borrows from the nodes, so code above this module neither follows references nor reads keys by name.
//! Schemas have a view of their own: [`crate::schema::Schema`].

mod document;
mod example;
mod field;
mod fixed_fields;
mod header;
mod link;
mod media_type;
mod operation;
mod pagination;
mod parameter;
mod path_item;
pub mod place;
mod reference;
mod request_body;
mod response;
mod rust_type;
mod schema;
mod security;
mod server;
mod shape;
mod shared;

use std::collections::{HashMap, HashSet};

use crate::bundle::Bundle;
use crate::diagnostics::Diagnostics;
use crate::node::Node;
use crate::source::Span;

pub(crate) use document::{Document, check_version, document};
pub(crate) use example::{Example, Examples, named_examples};
#[cfg(test)]
pub(crate) use fixed_fields::SCHEMA;
pub(crate) use header::Header;
pub(crate) use link::{Link, Target as LinkTarget};
pub(crate) use media_type::{Content, Encoding, Items, MediaType};
pub(crate) use operation::{CodeSample, Operation};
pub(crate) use pagination::{Given, Pagination};
pub(crate) use parameter::Parameter;
pub(crate) use path_item::{Path, PathItem, is_operation_key, paths, webhooks};
pub(crate) use reference::follow_schema;
pub(crate) use request_body::RequestBody;
pub(crate) use response::{Responses, Status, StatusResponse};
pub(crate) use rust_type::{RustType, rust_type};
pub(crate) use schema::check_schema;
pub(crate) use security::{SchemeKind, SecurityRequirement, SecurityScheme, security_schemes};
pub(crate) use server::Server;
pub(crate) use shared::{Shared, shared};

/// A value and its place in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spanned<T> {
    pub value: T,
    pub at: Span,
}

/// A document, and the problems found in it so far.
pub(crate) struct DocumentReader<'d> {
    pub bundle: &'d Bundle,
    pub diagnostics: Diagnostics,
    /// The components, by section and name.
    sections: HashMap<&'d str, HashMap<&'d str, &'d Node>>,
    /// References that lead back to themselves, already reported.
    circular: HashSet<&'d str>,
}

impl<'d> DocumentReader<'d> {
    /// Starts to read a document.
    pub(crate) fn new(bundle: &'d Bundle, is_tolerant: bool) -> Self {
        DocumentReader {
            bundle,
            diagnostics: Diagnostics::new(is_tolerant),
            sections: document::sections(&bundle.root),
            circular: HashSet::new(),
        }
    }

    /// The root of the document.
    pub(crate) fn root(&self) -> &'d Node {
        &self.bundle.root
    }
}

#[cfg(test)]
mod test_support {
    use super::DocumentReader;
    use crate::bundle::{Bundle, bundle};
    use crate::source::Source;

    /// Loads a document.
    pub(super) fn load(text: &str) -> Bundle {
        let source = Source::new("test.yaml", text);
        let root = crate::load::load(&source).expect("a document");
        bundle(&source, root)
    }

    /// The code and message of each problem found so far, each once.
    pub(super) fn problems(reader: DocumentReader<'_>) -> Vec<String> {
        let problems = reader.diagnostics.finish();
        problems.iter().map(|problem| format!("{}: {problem}", problem.kind.code())).collect()
    }
}
