//! Follows `$ref` (OpenAPI 3.0.4, 3.1.2 and 3.2.0, Reference Object).

use std::collections::HashSet;

use super::DocumentReader;
use super::shape::no_object;
use crate::bundle;
use crate::nearest::nearest;
use crate::node::{Entry, Node, Value};
use crate::pointer::{decode, encode};
use crate::problem::{Cycle, Kind};
use crate::schema::Schema;
use crate::version::Version;

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
pub(super) const MEDIA_TYPE: Expected =
    Expected { section: "mediaTypes", object: "a media type under `components.mediaTypes`" };
pub(super) const OPERATION: Expected = Expected { section: "paths", object: "an operation" };
pub(super) const PARAMETER: Expected =
    Expected { section: "parameters", object: "a parameter under `components.parameters`" };
pub(super) const PATH_ITEM: Expected = Expected { section: "pathItems", object: "a path item" };
pub(super) const REQUEST_BODY: Expected =
    Expected { section: "requestBodies", object: "a request body under `components.requestBodies`" };
pub(super) const RESPONSE: Expected =
    Expected { section: "responses", object: "a response under `components.responses`" };
pub(super) const SCHEMA: Expected = Expected { section: "schemas", object: "a schema under `components.schemas`" };
pub(super) const SECURITY_SCHEME: Expected =
    Expected { section: "securitySchemes", object: "a scheme under `components.securitySchemes`" };

/// Returns the object that a node is, or refers to.
///
/// `None` if a reference cannot be followed or the target is not an object, which is reported.
pub(crate) fn follow<'d>(reader: &mut DocumentReader<'d>, node: &'d Node, expected: Expected) -> Option<&'d Node> {
    follow_to_object(reader, node, expected).map(|(object, _)| object)
}

/// Returns the header at a node, or the one it refers to, and whether that is a Parameter Object, which is tolerated there.
///
/// `None` as in [`follow`].
pub(super) fn follow_header<'d>(reader: &mut DocumentReader<'d>, node: &'d Node) -> Option<(&'d Node, bool)> {
    let (object, reference) = follow_to_object(reader, node, HEADER)?;
    let pointer = reference.and_then(|reference| reference.strip_prefix("#/"));
    let tokens: Vec<String> = pointer.into_iter().flat_map(|pointer| pointer.split('/')).map(decode).collect();
    let is_parameter = component_section(&tokens) == Some(PARAMETER.section);
    Some((object, is_parameter))
}

/// As [`follow`], with the last reference that was followed.
fn follow_to_object<'d>(
    reader: &mut DocumentReader<'d>,
    node: &'d Node,
    expected: Expected,
) -> Option<(&'d Node, Option<&'d str>)> {
    let (node, reference) = follow_by(reader, node, expected, |node, _| node.get("$ref").is_some())?;
    if !matches!(node.value, Value::Object(_)) {
        reader.diagnostics.report(node.at, no_object(node, expected.object, "an object"));
        return None;
    }
    Some((node, reference))
}

/// Returns the schema itself, or the schema that it refers to. Keywords beside a `$ref` count from OpenAPI 3.1: a schema with
/// such keywords is not a reference.
///
/// `None` if a reference cannot be followed or the target is not a schema, which is reported.
pub(crate) fn follow_schema<'d>(reader: &mut DocumentReader<'d>, schema: Schema<'d>) -> Option<Schema<'d>> {
    if !schema.is_reference() && (schema.is_object() || schema.boolean().is_some()) {
        return Some(schema);
    }
    let is_link = |node: &'d Node, is_first: bool| {
        if is_first { schema.is_reference() } else { Schema::of(node).is_reference() }
    };
    let target = Schema::of(follow_by(reader, schema.node(), SCHEMA, is_link)?.0);
    if !target.is_object() && target.boolean().is_none() {
        let found = target.node().kind();
        let kind = Kind::WrongType { what: SCHEMA.object.to_owned(), expected: "an object", found };
        reader.diagnostics.report(target.at(), kind);
        return None;
    }
    Some(target)
}

/// Follows the references from a node while `is_link` returns whether the node, which may be the first, is a reference. Returns the last
/// reference too.
fn follow_by<'d>(
    reader: &mut DocumentReader<'d>,
    node: &'d Node,
    expected: Expected,
    is_link: impl Fn(&'d Node, bool) -> bool,
) -> Option<(&'d Node, Option<&'d str>)> {
    let mut node = node;
    let mut seen: Vec<&str> = Vec::new();
    let mut visited = HashSet::new();
    while let Some(reference) = node.get("$ref").filter(|_| is_link(node, seen.is_empty())) {
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
            let members = seen.iter().skip_while(|member| **member != text).map(|member| bundle::shown(member));
            let kind = Kind::CircularReference { cycle: Cycle::Reference, members: members.collect() };
            reader.diagnostics.report(reference.at, kind);
            return None;
        }
        seen.push(text);
        // In a schema of 3.1, the keywords beside a reference that count make it another schema, and the others are allowed.
        let is_schema = expected.section == SCHEMA.section && node.version.has_json_schema();
        let is_allowed = |entry: &Entry| is_schema || may_stand_beside(&entry.key, node.version);
        for entry in node.entries().iter().filter(|entry| !is_allowed(entry)) {
            let kind = ignored_sibling(&entry.key, node.version);
            reader.diagnostics.report(entry.key_at, kind);
        }
        node = target(reader, reference, text, expected)?;
    }
    Some((node, seen.last().copied()))
}

/// Returns the problem of a key that has no meaning beside `$ref`. From OpenAPI 3.1 on, schemas need no wrapper for such keys.
pub(super) fn ignored_sibling(key: &str, version: Version) -> Kind {
    let instead = match version.has_json_schema() {
        true => "remove it",
        false => "remove it, or wrap the reference: `allOf: [{ $ref: … }]`",
    };
    Kind::IgnoredSibling { key: key.to_owned(), version, instead }
}

/// Returns whether a key beside `$ref` is no cause for a warning. From OpenAPI 3.1 on, a reference has texts of its own.
fn may_stand_beside(key: &str, version: Version) -> bool {
    key == "$ref" || key.starts_with("x-") || (version >= Version::V3_1 && matches!(key, "summary" | "description"))
}

/// Returns the `summary` or `description` of an object: the text of the reference that leads to it, else its own (OpenAPI 3.1.2,
/// Reference Object).
pub(super) fn text_of<'d>(listed: &'d Node, target: &'d Node, key: &str) -> Option<&'d str> {
    let is_overridden = listed.version >= Version::V3_1 && listed.get("$ref").is_some();
    listed.str(key).filter(|_| is_overridden).or_else(|| target.str(key))
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
    if let Some(own) = component_section(&tokens)
        && own != expected.section
    {
        let kind = Kind::ReferenceTarget { reference: bundle::shown(text), expected: expected.object };
        // Both objects describe a value in the same way (OpenAPI 3.1.2, Header Object).
        if expected.section == HEADER.section && own == PARAMETER.section && target.str("in") == Some("header") {
            reader.diagnostics.tolerable(reference.at, kind);
            return reader.diagnostics.is_tolerant().then_some(target);
        }
        reader.diagnostics.report(reference.at, kind);
        return None;
    }
    // Outside of `components` a JSON Pointer may lead to any kind of object: the check of its fixed fields decides.
    Some(target)
}

/// The section of `components` that holds the object at `tokens`, in whichever file.
fn component_section(tokens: &[String]) -> Option<&str> {
    match bundle::within(tokens) {
        [components, section, _] if components == "components" => Some(section),
        _ => None,
    }
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

#[cfg(test)]
mod tests {

    use super::*;
    use crate::view::test_support::{load, problems};

    /// Follows the node at `tokens` as a parameter; returns the name of the target and the problems.
    fn followed(text: &str, tokens: &[&str]) -> (Option<String>, Vec<String>) {
        let bundle = load(text);
        let mut reader = DocumentReader::new(&bundle, false);
        let tokens: Vec<String> = tokens.iter().map(|token| (*token).to_owned()).collect();
        let node = reader.root().descend(&tokens).expect("a node");
        let target = follow(&mut reader, node, PARAMETER);
        (target.and_then(|target| target.str("name")).map(str::to_owned), problems(reader))
    }

    const COMPONENTS: &str = "
components:
  headers: {Limit: {schema: {}}}
  parameters:
    Page: {name: page, in: query}
    'a/b': {name: slash, in: query}
    Chain: {$ref: '#/components/parameters/Page'}
    Slash: {$ref: '#/components/parameters/a~1b'}
    Extension: {$ref: '#/x-shared/page'}
    Misspelt: {$ref: '#/components/parameters/Pages'}
    Header: {$ref: '#/components/headers/Limit'}
    Text: {$ref: '#/info/title'}
    Number: {$ref: 5}
    Beside: {$ref: '#/components/parameters/Page', description: Ignored., x-note: Allowed.}
    One: {$ref: '#/components/parameters/Two'}
    Two: {$ref: '#/components/parameters/One'}
x-shared: {page: {name: shared, in: query}}
info: {title: T}
";

    fn component(name: &str) -> (Option<String>, Vec<String>) {
        followed(COMPONENTS, &["components", "parameters", name])
    }

    #[test]
    fn an_object_is_itself_and_a_chain_of_references_is_its_end() {
        for (name, target) in [("Page", "page"), ("Chain", "page"), ("Slash", "slash"), ("Extension", "shared")] {
            assert_eq!(component(name), (Some(target.to_owned()), Vec::new()), "{name}");
        }
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_reported_with_the_nearest_name() {
        let bundle = load(COMPONENTS);
        let mut reader = DocumentReader::new(&bundle, false);
        let node = reader.root().descend(&["components", "parameters", "Misspelt"].map(str::to_owned));
        assert!(follow(&mut reader, node.expect("a node"), PARAMETER).is_none());
        let problems = reader.diagnostics.finish();
        assert_eq!(problems[0].kind.suggestion(), "did you mean `#/components/parameters/Page`?");
    }

    #[test]
    fn the_target_must_be_an_object_of_the_right_kind() {
        for (name, code) in [("Header", "reference-target"), ("Text", "wrong-type"), ("Number", "wrong-type")] {
            let (target, problems) = component(name);
            assert_eq!(target, None, "{name}");
            assert!(matches!(problems.as_slice(), [one] if one.starts_with(code)), "{name}: {problems:?}");
        }
    }

    #[test]
    fn keys_beside_a_reference_are_reported_but_for_extensions() {
        let (target, problems) = component("Beside");
        assert_eq!(target.as_deref(), Some("page"));
        assert!(
            matches!(problems.as_slice(), [one] if one.starts_with("ignored-sibling: `description`")),
            "{problems:?}"
        );
    }

    #[test]
    fn a_circle_of_references_is_reported_once_whatever_its_members_are_followed_from() {
        let bundle = load(COMPONENTS);
        let mut reader = DocumentReader::new(&bundle, false);
        for name in ["One", "Two"] {
            let node = reader.root().descend(&["components", "parameters", name].map(str::to_owned));
            assert!(follow(&mut reader, node.expect("a node"), PARAMETER).is_none());
        }
        assert!(reader.diagnostics.is_circular());
        let problems = problems(reader);
        assert!(matches!(problems.as_slice(), [one] if one.starts_with("circular-reference")), "{problems:?}");
    }
}
