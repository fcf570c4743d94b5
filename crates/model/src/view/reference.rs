//! Follows `$ref` (OpenAPI 3.0.4, Reference Object).

use std::collections::HashSet;

use super::DocumentReader;
use crate::bundle;
use crate::nearest::nearest;
use crate::node::{Node, Value};
use crate::pointer::{decode, encode};
use crate::problem::Kind;

/// The kind of object that a reference must lead to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    /// The section of `components` that holds objects of this kind.
    pub section: &'static str,
    /// The name of the object, with an article.
    pub object: &'static str,
}

pub(super) const EXAMPLE: Expected = Expected { section: "examples", object: "an example under `components.examples`" };
pub(super) const HEADER: Expected = Expected { section: "headers", object: "a header under `components.headers`" };
pub(super) const OPERATION: Expected = Expected { section: "paths", object: "an operation" };
pub(super) const PARAMETER: Expected =
    Expected { section: "parameters", object: "a parameter under `components.parameters`" };
pub(super) const PATH_ITEM: Expected = Expected { section: "paths", object: "a path item" };
pub(super) const REQUEST_BODY: Expected =
    Expected { section: "requestBodies", object: "a request body under `components.requestBodies`" };
pub(super) const RESPONSE: Expected =
    Expected { section: "responses", object: "a response under `components.responses`" };
pub(super) const SECURITY_SCHEME: Expected =
    Expected { section: "securitySchemes", object: "a scheme under `components.securitySchemes`" };

/// Returns the object that a node is, or refers to.
///
/// `None` if a reference cannot be followed or the target is not an object, which is reported.
pub(crate) fn follow<'d>(reader: &mut DocumentReader<'d>, node: &'d Node, expected: Expected) -> Option<&'d Node> {
    let mut node = node;
    let mut seen: Vec<&str> = Vec::new();
    let mut visited = HashSet::new();
    while let Some(reference) = node.get("$ref") {
        let Some(text) = reference.as_str() else {
            let kind = Kind::WrongType { what: "`$ref`".into(), expected: "a string", found: reference.kind() };
            reader.diagnostics.report(reference.at, kind);
            return None;
        };
        if reader.circular.contains(text) {
            return None;
        }
        if !visited.insert(text) {
            // A later reference to any member of the circle is not reported again.
            reader.circular.extend(&seen);
            let shown = if seen.len() > 8 { [&seen[..7], &["…"]].concat() } else { seen };
            let chain = shown.iter().chain([&text]).map(|text| bundle::shown(text)).collect::<Vec<_>>().join(" → ");
            reader.diagnostics.report(reference.at, Kind::CircularReference { name: bundle::shown(text), chain });
            return None;
        }
        seen.push(text);
        for entry in node.entries().iter().filter(|entry| entry.key != "$ref" && !entry.key.starts_with("x-")) {
            reader.diagnostics.report(entry.key_at, Kind::IgnoredSibling { key: entry.key.clone() });
        }
        node = target(reader, reference, text, expected)?;
    }
    if !matches!(node.value, Value::Object(_)) {
        let kind = Kind::WrongType { what: expected.object.to_owned(), expected: "an object", found: node.kind() };
        reader.diagnostics.report(node.at, kind);
        return None;
    }
    Some(node)
}

/// Returns the node that one reference leads to.
fn target<'d>(
    reader: &mut DocumentReader<'d>,
    reference: &'d Node,
    text: &'d str,
    expected: Expected,
) -> Option<&'d Node> {
    let tokens = tokens(reader, reference, text, expected)?;
    let found = match tokens.as_slice() {
        [components, section, name] if components == "components" => {
            reader.sections.get(section.as_str()).and_then(|section| section.get(name.as_str())).copied()
        }
        _ => reader.root().descend(&tokens),
    };
    let Some(target) = found else {
        dangling(reader, reference, text, expected);
        return None;
    };
    if let [components, own, _] = bundle::within(&tokens)
        && components == "components"
        && own != expected.section
    {
        let kind = Kind::ReferenceTarget { reference: bundle::shown(text), expected: expected.object };
        reader.diagnostics.report(reference.at, kind);
        return None;
    }
    // Outside of `components` a JSON Pointer may lead to any kind of object: the check of its fixed fields decides.
    Some(target)
}

/// Returns the tokens of the JSON Pointer in a reference.
///
/// `None` if the file of the reference cannot be read or the reference is not a JSON Pointer, which is reported.
pub(super) fn tokens(
    reader: &mut DocumentReader<'_>,
    reference: &Node,
    text: &str,
    expected: Expected,
) -> Option<Vec<String>> {
    if let Some(problem) = reader.bundle.failures.get(&reference.at) {
        reader.diagnostics.problem(problem.clone());
        return None;
    }
    let Some(pointer) = text.strip_prefix("#/") else {
        dangling(reader, reference, text, expected);
        return None;
    };
    Some(pointer.split('/').map(decode).collect())
}

fn dangling(reader: &mut DocumentReader<'_>, reference: &Node, text: &str, Expected { section, .. }: Expected) {
    let names = reader.sections.get(section).map(|section| section.keys().copied());
    let wanted = decode(text.rsplit('/').next().unwrap_or(text));
    let nearest =
        nearest(&wanted, names.into_iter().flatten()).map(|name| format!("#/components/{section}/{}", encode(name)));
    reader.diagnostics.report(reference.at, Kind::DanglingReference { reference: text.to_owned(), nearest });
}
