//! Paths and webhooks (OpenAPI 3.0.4 to 3.2.0, Paths Object, Path Item Object).

use std::collections::BTreeSet;

use super::operation::{Operation, operation};
use super::parameter::{Parameters, parameters};
use super::reference::{self, ignored_sibling, tokens};
use super::server::{Server, servers};
use super::shape::check;
use super::{DocumentReader, Spanned, field, fixed_fields};
use crate::bundle;
use crate::http::is_token;
use crate::node::{Entry, Node, Value};
use crate::problem::{Cycle, Kind, Problem};
use crate::version::Version;

/// The keys of operations in a path item, their HTTP methods, and the first version of OpenAPI that has them.
const METHODS: &[(&str, &str, Version)] = &[
    ("get", "GET", Version::V3_0),
    ("put", "PUT", Version::V3_0),
    ("post", "POST", Version::V3_0),
    ("delete", "DELETE", Version::V3_0),
    ("options", "OPTIONS", Version::V3_0),
    ("head", "HEAD", Version::V3_0),
    ("patch", "PATCH", Version::V3_0),
    ("trace", "TRACE", Version::V3_0),
    ("query", "QUERY", Version::V3_2),
];

/// One entry of `paths` or `webhooks`.
#[derive(Debug)]
pub(crate) struct Path<'d> {
    /// The path with its placeholders, or the name of the webhook, as written.
    pub path: Spanned<&'d str>,
    /// `None` if its reference cannot be followed, which is reported.
    pub item: Option<PathItem<'d>>,
}

/// The operations of a path, and what they share.
#[derive(Debug)]
pub(crate) struct PathItem<'d> {
    pub servers: Vec<Server<'d>>,
    pub parameters: Parameters<'d>,
    /// The operations in the order of the document.
    pub operations: Vec<Operation<'d>>,
}

/// Views all paths of a document, in its order.
pub(crate) fn paths<'d>(reader: &mut DocumentReader<'d>) -> Vec<Path<'d>> {
    let entries = field::entries(reader.root(), "paths").iter().filter(|entry| !entry.key.starts_with("x-"));
    entries.map(|entry| Path { path: field::key(entry), item: path_item(reader, &entry.value) }).collect()
}

/// Views all webhooks of a document, in its order (OpenAPI 3.1.2, OpenAPI Object, `webhooks`).
pub(crate) fn webhooks<'d>(reader: &mut DocumentReader<'d>) -> Vec<Path<'d>> {
    let root = reader.root();
    if root.version < Version::V3_1 {
        return Vec::new();
    }
    let entries = field::entries(root, "webhooks").iter();
    entries.map(|entry| Path { path: field::key(entry), item: path_item(reader, &entry.value) }).collect()
}

fn path_item<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<PathItem<'d>> {
    let chain = chain(reader, node)?;
    reject_conflicts(reader, &chain);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let none = Parameters { list: Vec::new(), is_complete: true };
    let mut item = PathItem { servers: Vec::new(), parameters: none, operations: Vec::new() };
    for node in chain {
        check(&mut reader.diagnostics, node, &fixed_fields::PATH_ITEM);
        // A field that another one overrides is in conflict with it, which is reported.
        if !seen.contains("servers") {
            item.servers.extend(servers(reader, node));
        }
        if !seen.contains("parameters") {
            let Parameters { list, is_complete } = parameters(reader, node);
            item.parameters.list.extend(list);
            item.parameters.is_complete &= is_complete;
        }
        for entry in node.entries().iter().filter(|entry| !seen.contains(entry.key.as_str())) {
            if let Some(method) = method(&entry.key, node.version) {
                item.operations.extend(operation(reader, method, entry));
            } else if entry.key == "additionalOperations" && node.version >= Version::V3_2 {
                let entries = entry.value.entries().iter();
                item.operations.extend(entries.filter_map(|entry| additional_operation(reader, entry)));
            }
        }
        seen.extend(node.entries().iter().map(|entry| entry.key.as_str()));
    }
    Some(item)
}

/// Returns whether a key of a path item holds an operation, in some version.
pub(crate) fn is_operation_key(key: &str) -> bool {
    METHODS.iter().any(|(known, ..)| *known == key)
}

/// The HTTP method of an operation's key.
fn method(key: &str, version: Version) -> Option<&'static str> {
    METHODS.iter().find(|(known, _, since)| *known == key && version >= *since).map(|(_, method, _)| *method)
}

/// Views an entry of `additionalOperations` (OpenAPI 3.2.0, Path Item Object). `None` if its key has an error, which is reported.
fn additional_operation<'d>(reader: &mut DocumentReader<'d>, entry: &'d Entry) -> Option<Operation<'d>> {
    let method = entry.key.as_str();
    let (why, instead) = if !is_token(method) {
        ("is not an HTTP method (RFC 9110 sections 5.6.2 and 9.1)", "write a method such as `COPY`")
    } else if METHODS.iter().any(|(_, known, _)| known.eq_ignore_ascii_case(method)) {
        ("has a field of its own in a path item", "move the operation to the field of its method, such as `post`")
    } else if method == "CONNECT" {
        // The target of CONNECT is a host, not a path (RFC 9110 section 9.3.6).
        let (what, instead) = ("an operation for CONNECT", "remove it");
        reader.diagnostics.unsupported(entry.key_at, "method", what, instead);
        return None;
    } else {
        return operation(reader, method, entry);
    };
    let kind = Kind::Invalid { what: format!("the method `{method}`"), why: why.to_owned(), instead };
    reader.diagnostics.report(entry.key_at, kind);
    None
}

/// Returns the path item that a node is, or the node and the path items that it refers to, one by the other. OpenAPI 3.0.4 leaves
/// open what a sibling of `$ref` means here, so an operation beside it is rejected and any other key ignored. From 3.1 on, the
/// fields of all of them are those of the path item.
fn chain<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<Vec<&'d Node>> {
    let mut node = node;
    let mut chain = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(reference) = node.get("$ref") {
        let text = reference.as_str().unwrap_or_default();
        if node.version >= Version::V3_1 {
            chain.push(node);
        } else {
            report_siblings(reader, node);
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
    chain.push(node);
    Some(chain)
}

/// Reports the fields beside a `$ref` in OpenAPI 3.0.
fn report_siblings(reader: &mut DocumentReader<'_>, node: &Node) {
    for entry in node.entries().iter().filter(|entry| entry.key != "$ref") {
        if method(&entry.key, node.version).is_some() {
            let (what, instead) = ("an operation beside `$ref`", "write all operations in one path item");
            reader.diagnostics.unsupported(entry.key_at, "path-item-reference", what, instead);
        } else if !entry.key.starts_with("x-") {
            let kind = ignored_sibling(&entry.key, node.version);
            reader.diagnostics.report(entry.key_at, kind);
        }
    }
}

/// Reports fields that are beside a `$ref` and in its target, too. OpenAPI leaves open which of the two applies.
fn reject_conflicts<'d>(reader: &mut DocumentReader<'d>, chain: &[&'d Node]) {
    for (index, node) in chain.iter().enumerate() {
        for entry in node.entries() {
            let is_text = matches!(entry.key.as_str(), "$ref" | "summary" | "description");
            let other = chain[index + 1..].iter().find_map(|other| other.entry(&entry.key));
            if let (Some(other), false) = (other, is_text || entry.key.starts_with("x-")) {
                let kind = Kind::Invalid {
                    what: format!("`{}` beside `$ref`", entry.key),
                    why: format!(
                        "is a field of the target, too; which applies is undefined (OpenAPI {}, Path Item Object)",
                        node.version
                    ),
                    instead: "remove one of the two",
                };
                reader.diagnostics.problem(Problem::new(entry.key_at, kind).and("the other field", other.key_at));
            }
        }
    }
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
