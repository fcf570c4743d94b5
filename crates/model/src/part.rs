//! The parts of a document outside of a selection that have errors. Each is replaced by an empty one, so that the selected operations can be
//! generated from a document of which other parts are wrong. Names and paths stay as if nothing were wrong.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::bundle::Bundle;
use crate::glob;
use crate::node::{Entry, Node, Value};
use crate::pointer::{decode, encode, pointed};
use crate::problem::{Problem, Problems, Severity};
use crate::schema::{Schema, references};
use crate::select::{Selection, Selector};
use crate::source::Span;
use crate::version::Version;
use crate::view::is_operation_key;

/// The result of resolving a document, or its problems.
type Resolved<T> = Result<(T, Vec<Problem>), Problems>;

/// The keys of a part below the root: a component, an operation or a path.
type KeyPath = Vec<String>;

/// A part that no selected operation needs.
struct UnselectedPart {
    keys: KeyPath,
    /// From the start of its key to its end.
    span: Span,
}

/// The change of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartChange {
    /// It keeps its name, and no content.
    Empty,
    /// It is removed. A part may have a wrong name.
    Remove,
}

/// Resolves a document with errors again, with empty parts in place of those that have an error and that no selected operation needs. The
/// errors of these parts become warnings.
pub(crate) fn resolve_without_others<T>(
    bundle: &mut Bundle,
    problems: Vec<Problem>,
    selection: &Selection,
    resolve: impl Fn(&Bundle) -> Resolved<T>,
) -> Resolved<T> {
    let is_error = |problem: &Problem| problem.severity() == Severity::Error;
    let (errors, other): (Vec<Problem>, Vec<Problem>) = problems.into_iter().partition(is_error);
    let places = |problems: &[Problem]| -> HashSet<Span> {
        problems.iter().filter(|problem| is_error(problem)).map(|problem| problem.at).collect()
    };
    let mut left = places(&errors);
    let parts = others(&bundle.root, selection);
    // References to an empty part may be errors then, and references to other files may lead to errors there.
    for (change, is_last) in
        [(PartChange::Empty, false), (PartChange::Empty, false), (PartChange::Empty, true), (PartChange::Remove, true)]
    {
        let mut starts: Vec<usize> = left.iter().map(|at| at.start).collect();
        starts.sort_unstable();
        let has_error = |part: &UnselectedPart| {
            let next = starts.get(starts.partition_point(|start| *start < part.span.start));
            next.is_some_and(|start| *start < part.span.end)
        };
        let changed: Vec<&UnselectedPart> = parts.iter().filter(|part| is_last || has_error(part)).collect();
        if changed.is_empty() {
            continue;
        }
        change_parts(&mut bundle.root, &changed, change);
        match resolve(bundle) {
            Ok((result, own)) => {
                let warnings = errors.into_iter().map(|problem| Problem { tolerated: true, ..problem });
                return Ok((result, own.into_iter().chain(warnings).collect()));
            }
            Err(Problems(own)) => left = places(&own),
        }
    }
    // An error that only an empty part has caused says nothing about the document.
    if !errors.iter().any(|problem| left.contains(&problem.at)) {
        return Err(Problems(errors.into_iter().chain(other).collect()));
    }
    let errors = errors.into_iter().map(|problem| Problem { tolerated: !left.contains(&problem.at), ..problem });
    Err(Problems(errors.chain(other).collect()))
}

/// Returns the operations that a selection leaves out, the paths without any other, and the components that selected operations do not refer
/// to. Security schemes are referred to by name, and stay.
fn others(root: &Node, selection: &Selection) -> Vec<UnselectedPart> {
    let mut parts = Vec::new();
    let mut needed: Vec<Cow<'_, str>> = Vec::new();
    let repeated = repeated_ids(root);
    for (section, path) in path_items(root) {
        let of_path = (section == "paths").then_some(path.key.as_str());
        let operations = path.value.entries().iter().filter(|entry| is_operation_key(&entry.key));
        let (selected, others): (Vec<&Entry>, Vec<&Entry>) =
            operations.partition(|entry| includes(selection, &entry.value, of_path, &repeated));
        // A path item elsewhere may have operations of any tag.
        let may_have_more = ["$ref", "additionalOperations"].iter().any(|key| path.value.get(key).is_some());
        if selected.is_empty() && !may_have_more {
            parts.push(part(vec![section.to_owned(), path.key.clone()], path));
            continue;
        }
        let keys = |entry: &Entry| vec![section.to_owned(), path.key.clone(), entry.key.clone()];
        parts.extend(others.iter().map(|entry| part(keys(entry), entry)));
        let others: Vec<Span> = others.iter().map(|entry| entry.value.at).collect();
        let kept = path.value.entries().iter().filter(|entry| !others.contains(&entry.value.at));
        kept.for_each(|entry| leads(&entry.value, &mut needed));
        needed.extend(path.value.str("$ref").map(Cow::Borrowed));
    }
    for section in root.get("components").map(Node::entries).unwrap_or_default() {
        for entry in section.value.entries().iter().filter(|_| section.key != "securitySchemes") {
            parts.push(part(vec!["components".to_owned(), section.key.clone(), entry.key.clone()], entry));
        }
    }
    let needed = reached(root, needed);
    // Of a path into which a reference leads, the other operations are not needed.
    for (section, path) in path_items(root) {
        let keys = vec![section.to_owned(), path.key.clone()];
        if needed.contains(&keys) && parts.iter().any(|part| part.keys == keys) {
            let operations = path.value.entries().iter().filter(|entry| is_operation_key(&entry.key));
            parts.extend(
                operations.map(|entry| part([keys.as_slice(), std::slice::from_ref(&entry.key)].concat(), entry)),
            );
        }
    }
    parts.retain(|part| !needed.contains(&part.keys));
    parts
}

/// The entries of `paths` and `webhooks`, with the keys of these sections.
fn path_items(root: &Node) -> impl Iterator<Item = (&'static str, &Entry)> {
    let of = |section| root.get(section).map(Node::entries).unwrap_or_default().iter().map(move |path| (section, path));
    ["paths", "webhooks"].into_iter().flat_map(of)
}

fn part(keys: KeyPath, entry: &Entry) -> UnselectedPart {
    UnselectedPart { keys, span: Span { start: entry.key_at.start, end: entry.value.at.end } }
}

/// Adds the references in a node, and the targets of the discriminators in it.
fn leads<'d>(node: &'d Node, found: &mut Vec<Cow<'d, str>>) {
    let mut own = Vec::new();
    references(node, &mut own);
    found.extend(own.into_iter().map(Cow::Borrowed));
    mapped(node, found);
}

fn mapped<'d>(node: &'d Node, found: &mut Vec<Cow<'d, str>>) {
    let discriminator = Schema::of(node).discriminator();
    let values = discriminator.into_iter().flat_map(|found| found.mapping()).filter_map(|entry| entry.value.as_str());
    found.extend(values.map(|value| match value.starts_with('#') {
        true => Cow::Borrowed(value),
        false => Cow::Owned(format!("#/components/schemas/{}", encode(value))),
    }));
    node.elements().iter().for_each(|element| mapped(element, found));
    node.entries().iter().for_each(|entry| mapped(&entry.value, found));
}

/// Returns the keys of all that references lead to, directly or through others, and of what contains it.
fn reached<'d>(root: &'d Node, mut open: Vec<Cow<'d, str>>) -> HashSet<KeyPath> {
    let (mut seen, mut found) = (HashSet::new(), HashSet::new());
    while let Some(reference) = open.pop() {
        if seen.contains(&reference) {
            continue;
        }
        if let Some(target) = pointed(root, &reference) {
            leads(target, &mut open);
        }
        if let Some(pointer) = reference.strip_prefix("#/") {
            let tokens: KeyPath = pointer.split('/').take(3).map(decode).collect();
            found.extend((2..=tokens.len()).map(|count| tokens[..count].to_vec()));
        }
        seen.insert(reference);
    }
    found
}

/// Returns the ids that several operations have. All but the first are named otherwise.
fn repeated_ids(root: &Node) -> HashSet<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, path) in path_items(root) {
        for id in path.value.entries().iter().filter_map(|entry| entry.value.str("operationId")) {
            *counts.entry(id).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
}

/// Returns whether a selection may include an operation. The id of one without an `operationId` of its own is not
/// known here.
fn includes(selection: &Selection, operation: &Node, path: Option<&str>, repeated: &HashSet<&str>) -> bool {
    let matches = |selector: &Selector| match selector {
        Selector::Tag(pattern) => {
            let tags = operation.get("tags").map(Node::elements).unwrap_or_default();
            Some(tags.iter().filter_map(Node::as_str).any(|tag| glob::matches(pattern, tag)))
        }
        Selector::Operation(pattern) => {
            let own = operation.str("operationId").filter(|id| !id.is_empty() && !repeated.contains(id));
            own.map(|id| glob::matches(pattern, id))
        }
        Selector::Path(pattern) => Some(path.is_some_and(|path| glob::matches(pattern, path))),
    };
    let is_wanted = selection.only.is_empty() || selection.only.iter().any(|selector| matches(selector) != Some(false));
    is_wanted && !selection.except.iter().any(|selector| matches(selector) == Some(true))
}

fn change_parts(root: &mut Node, parts: &[&UnselectedPart], change: PartChange) {
    let mut by_holder: BTreeMap<&[String], HashSet<&str>> = BTreeMap::new();
    for (last, above) in parts.iter().filter_map(|part| part.keys.split_last()) {
        by_holder.entry(above).or_default().insert(last);
    }
    for (above, names) in by_holder {
        let holder = above.iter().try_fold(&mut *root, |node, key| {
            let Value::Object(entries) = &mut node.value else { return None };
            entries.iter_mut().find(|entry| entry.key == *key).map(|entry| &mut entry.value)
        });
        let Some(Value::Object(entries)) = holder.map(|holder| &mut holder.value) else { continue };
        match change {
            PartChange::Remove => entries.retain(|entry| !names.contains(entry.key.as_str())),
            PartChange::Empty => {
                let changed = entries.iter_mut().filter(|entry| names.contains(entry.key.as_str()));
                changed.for_each(|entry| empty(&mut entry.value, above, &entry.key));
            }
        }
    }
}

/// Replaces a part by one of the same kind without content.
fn empty(part: &mut Node, above: &[String], key: &str) {
    match above {
        [first, section] if first == "components" => empty_component(part, section),
        [_, path] => empty_operation(part, path),
        _ => {
            let Value::Object(entries) = &mut part.value else { return part.value = Value::Object(Vec::new()) };
            entries.retain(|entry| is_operation_key(&entry.key));
            entries.iter_mut().for_each(|entry| empty_operation(&mut entry.value, key));
        }
    }
}

/// An operation keeps what names and selects it, and has the parameters that its path must have.
fn empty_operation(operation: &mut Node, path: &str) {
    const KEPT: [&str; 3] = ["operationId", "tags", "x-rust-name"];
    let new = New(operation.at, operation.version);
    let text = |text: &str| Value::String(text.to_owned());
    let response = || new.object([("description", new.node(text("")))]);
    let parameter = |name: &str| {
        let schema = new.object([("type", new.node(text("string")))]);
        let required = new.node(Value::Bool(true));
        new.object([
            ("name", new.node(text(name))),
            ("in", new.node(text("path"))),
            ("required", required),
            ("schema", schema),
        ])
    };
    let mut names: Vec<&str> = path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    names.sort_unstable();
    names.dedup();
    let mut entries: Vec<Entry> =
        operation.entries().iter().filter(|entry| KEPT.contains(&entry.key.as_str())).cloned().collect();
    let parameters = new.node(Value::Array(names.into_iter().map(parameter).collect()));
    let responses = new.object([("200", response()), ("default", response())]);
    entries.extend([new.entry("parameters", parameters), new.entry("responses", responses)]);
    operation.value = Value::Object(entries);
}

fn empty_component(component: &mut Node, section: &str) {
    let new = New(component.at, component.version);
    let text = |key: &str, or: &str| new.node(Value::String(component.str(key).unwrap_or(or).to_owned()));
    let schema = || new.object([]);
    let entries = match section {
        "responses" => vec![new.entry("description", text("description", ""))],
        "parameters" => {
            let mut entries = vec![new.entry("name", text("name", "name")), new.entry("in", text("in", "query"))];
            if component.str("in") == Some("path") {
                entries.push(new.entry("required", new.node(Value::Bool(true))));
            }
            entries.push(new.entry("schema", schema()));
            entries
        }
        "headers" => vec![new.entry("schema", schema())],
        "requestBodies" => vec![new.entry("content", new.object([("application/json", new.object([]))]))],
        _ => Vec::new(),
    };
    component.value = Value::Object(entries);
}

/// Makes nodes that have the place and the version of another.
#[derive(Clone, Copy)]
struct New(Span, Version);

impl New {
    fn node(self, value: Value) -> Node {
        Node { at: self.0, version: self.1, value }
    }

    fn entry(self, key: &str, value: Node) -> Entry {
        Entry { key: key.to_owned(), key_at: self.0, value }
    }

    fn object<const N: usize>(self, entries: [(&str, Node); N]) -> Node {
        self.node(Value::Object(entries.map(|(key, value)| self.entry(key, value)).into()))
    }
}
