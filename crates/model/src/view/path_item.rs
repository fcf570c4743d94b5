//! Paths (OpenAPI 3.0.4, Paths Object, Path Item Object).

use std::collections::BTreeSet;

use super::operation::{Operation, operation};
use super::parameter::{Parameter, parameters};
use super::reference::{self, tokens};
use super::server::{Server, servers};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::bundle;
use crate::node::{Node, Value};
use crate::problem::{Cycle, Kind};

/// The keys of operations in a path item, and their HTTP methods.
const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

/// One entry of `paths`.
#[derive(Debug)]
pub(crate) struct Path<'d> {
    /// The path with its placeholders, as written.
    pub path: Spanned<&'d str>,
    /// `None` if its reference cannot be followed, which is reported.
    pub item: Option<PathItem<'d>>,
}

/// The operations of a path, and what they share.
#[derive(Debug)]
pub(crate) struct PathItem<'d> {
    pub servers: Vec<Server<'d>>,
    pub parameters: Vec<Parameter<'d>>,
    /// The operations in the order of the document.
    pub operations: Vec<Operation<'d>>,
}

/// Views all paths of a document, in its order.
pub(crate) fn paths<'d>(reader: &mut DocumentReader<'d>) -> Vec<Path<'d>> {
    let entries = field::entries(reader.root(), "paths").iter().filter(|entry| !entry.key.starts_with("x-"));
    entries.map(|entry| Path { path: field::key(entry), item: path_item(reader, &entry.value) }).collect()
}

fn path_item<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<PathItem<'d>> {
    let node = target(reader, node)?;
    check(&mut reader.diagnostics, node, &fixed_fields::PATH_ITEM);
    let method = |key: &str| METHODS.iter().find(|(known, _)| *known == key).map(|(_, method)| *method);
    let operations = node.entries().iter().filter_map(|entry| operation(reader, method(&entry.key)?, entry)).collect();
    Some(PathItem { servers: servers(reader, node), parameters: parameters(reader, node), operations })
}

/// Returns the path item that a node is, or refers to. OpenAPI 3.0.4 leaves open what a sibling of `$ref` means here, so an
/// operation beside it is rejected and any other key ignored.
fn target<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<&'d Node> {
    let mut node = node;
    let mut seen = BTreeSet::new();
    while let Some(reference) = node.get("$ref") {
        let text = reference.as_str().unwrap_or_default();
        for entry in node.entries().iter().filter(|entry| entry.key != "$ref") {
            if METHODS.iter().any(|(key, _)| *key == entry.key) {
                let (what, instead) = ("an operation beside `$ref`", "write all operations in one path item");
                reader.diagnostics.unsupported(entry.key_at, "path-item-reference", what, instead);
            } else if !entry.key.starts_with("x-") {
                reader.diagnostics.report(entry.key_at, Kind::IgnoredSibling { key: entry.key.clone() });
            }
        }
        let tokens = tokens(reader, reference, text, reference::PATH_ITEM)?;
        if !seen.insert(text) {
            let kind = Kind::CircularReference { cycle: Cycle::Reference, members: vec![bundle::shown(text)] };
            reader.diagnostics.report(reference.at, kind);
            return None;
        }
        let target = reader.root().descend(&tokens).filter(|target| matches!(target.value, Value::Object(_)));
        let Some(target) = target else {
            let kind = Kind::DanglingReference { reference: text.to_owned(), nearest: None };
            reader.diagnostics.report(reference.at, kind);
            return None;
        };
        node = target;
    }
    Some(node)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    fn viewed(text: &str) -> (Vec<String>, Vec<String>) {
        let bundle = load(text);
        let mut reader = DocumentReader::new(&bundle, false);
        let view = paths(&mut reader);
        let operations = view.iter().flat_map(|path| {
            path.item.iter().flat_map(move |item| {
                item.operations.iter().map(move |operation| format!("{} {}", operation.method, path.path.value))
            })
        });
        (operations.collect(), problems(reader))
    }

    #[test]
    fn operations_keep_the_order_of_the_document() {
        let (operations, problems) = viewed(
            "
paths:
  /b: {parameters: [], put: {responses: {}}, get: {responses: {}}}
  x-note: {get: {}}
  /a: {$ref: '#/x-shared'}
x-shared: {trace: {responses: {}}}
",
        );
        assert_eq!(operations, ["PUT /b", "GET /b", "TRACE /a"]);
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn an_operation_beside_a_reference_is_rejected_and_other_keys_are_ignored() {
        let (operations, problems) = viewed(
            "
paths: {/a: {$ref: '#/x-shared', get: {responses: {}}, summary: Ignored.}}
x-shared: {post: {responses: {}}}
",
        );
        assert_eq!(operations, ["POST /a"]);
        let codes: Vec<&str> = problems.iter().filter_map(|problem| problem.split(": ").next()).collect();
        assert_eq!(codes, ["unsupported-path-item-reference", "ignored-sibling"]);
    }

    #[test]
    fn circular_and_dangling_references_are_reported() {
        let (operations, problems) = viewed(
            "
paths:
  /a: {$ref: '#/x-a'}
  /b: {$ref: '#/x-c'}
  /c: {get: {$ref: '#/x-c'}}
x-a: {$ref: '#/x-b'}
x-b: {$ref: '#/x-a'}
",
        );
        assert_eq!(operations, Vec::<String>::new());
        let codes: Vec<&str> = problems.iter().filter_map(|problem| problem.split(": ").next()).collect();
        assert_eq!(codes, ["circular-reference", "dangling-reference", "invalid-value", "dangling-reference"]);
    }
}
