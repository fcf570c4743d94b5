//! The parts of a document outside of a selection that have errors. They are left out, so that the selected operations can be generated
//! from a document of which other parts are wrong.

use std::collections::{BTreeSet, HashSet};

use crate::bundle::Bundle;
use crate::glob;
use crate::node::{Entry, Node, Value};
use crate::pointer::{decode, pointed};
use crate::problem::{Problem, Problems, Severity};
use crate::schema::references;
use crate::select::{Selection, Selector};
use crate::source::Span;
use crate::view::is_operation_key;

/// The result of resolving a document, or its problems.
type Resolved<T> = Result<(T, Vec<Problem>), Problems>;

/// The keys of a part below the root: a component, an operation or a path.
type Keys = Vec<String>;

/// A part that no selected operation needs.
struct Part {
    keys: Keys,
    /// From the start of its key to its end.
    span: Span,
    /// The components that it refers to.
    refers: BTreeSet<Keys>,
}

/// Resolves a document with errors again, without those parts that have an error, or refer to such a part, and that no selected operation
/// needs. The errors of these parts become warnings.
pub(crate) fn resolve_without_others<T>(
    bundle: &mut Bundle,
    problems: Vec<Problem>,
    selection: &Selection,
    resolve: impl Fn(&Bundle) -> Resolved<T>,
) -> Resolved<T> {
    let parts = others(&bundle.root, selection);
    let is_error = |problem: &&Problem| problem.severity() == Severity::Error;
    let errors: Vec<Problem> = problems.iter().filter(is_error).cloned().collect();
    let broken = broken(&parts, &errors);
    if broken.is_empty() {
        return Err(Problems(problems));
    }
    let warnings = |left_out: &[&Part]| -> Vec<Problem> {
        let is_in = |problem: &&Problem| left_out.iter().any(|part| contains(part.span, problem.at));
        errors.iter().filter(is_in).map(|problem| Problem { tolerated: true, ..problem.clone() }).collect()
    };
    let mut resolved = Err(Problems(problems));
    // What refers to other files may have errors there.
    for left_out in [broken, parts.iter().collect()] {
        left_out.iter().for_each(|part| remove(&mut bundle.root, &part.keys));
        resolved = match resolve(bundle) {
            Ok((result, own)) => return Ok((result, [own, warnings(&left_out)].concat())),
            Err(Problems(own)) => Err(Problems([own, warnings(&left_out)].concat())),
        };
    }
    resolved
}

fn contains(part: Span, at: Span) -> bool {
    part.start <= at.start && at.end <= part.end
}

/// The parts with an error, and those that refer to them.
fn broken<'p>(parts: &'p [Part], errors: &[Problem]) -> Vec<&'p Part> {
    let has_error = |part: &&Part| errors.iter().any(|problem| contains(part.span, problem.at));
    let (mut broken, mut whole): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(has_error);
    loop {
        let gone: HashSet<&Keys> = broken.iter().map(|part| &part.keys).collect();
        let (more, rest): (Vec<&Part>, Vec<&Part>) =
            whole.into_iter().partition(|part| part.refers.iter().any(|keys| gone.contains(keys)));
        if more.is_empty() {
            return broken;
        }
        broken.extend(more);
        whole = rest;
    }
}

/// Returns the operations that a selection leaves out, the paths without any other, and the components that selected operations do not refer
/// to. Security schemes are referred to by name, and stay.
fn others(root: &Node, selection: &Selection) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut needed: Vec<&str> = Vec::new();
    for section in ["paths", "webhooks"] {
        for path in root.get(section).map(Node::entries).unwrap_or_default() {
            let of_path = (section == "paths").then_some(path.key.as_str());
            let operations = path.value.entries().iter().filter(|entry| is_operation_key(&entry.key));
            let (selected, others): (Vec<&Entry>, Vec<&Entry>) =
                operations.partition(|entry| includes(selection, &entry.value, of_path));
            // A path item elsewhere may have operations of any tag.
            let may_have_more = ["$ref", "additionalOperations"].iter().any(|key| path.value.get(key).is_some());
            if selected.is_empty() && !may_have_more {
                parts.push(part(root, vec![section.to_owned(), path.key.clone()], path));
                continue;
            }
            let keys = |entry: &Entry| vec![section.to_owned(), path.key.clone(), entry.key.clone()];
            parts.extend(others.iter().map(|entry| part(root, keys(entry), entry)));
            let others: Vec<Span> = others.iter().map(|entry| entry.value.at).collect();
            let kept = path.value.entries().iter().filter(|entry| !others.contains(&entry.value.at));
            kept.for_each(|entry| references(&entry.value, &mut needed));
            needed.extend(path.value.str("$ref"));
        }
    }
    let needed = reached(root, needed);
    for section in root.get("components").map(Node::entries).unwrap_or_default() {
        for entry in section.value.entries() {
            let keys = vec!["components".to_owned(), section.key.clone(), entry.key.clone()];
            if section.key != "securitySchemes" && !needed.contains(&keys) {
                parts.push(part(root, keys, entry));
            }
        }
    }
    parts
}

fn part(root: &Node, keys: Keys, entry: &Entry) -> Part {
    let mut own = Vec::new();
    references(&entry.value, &mut own);
    let refers = own.into_iter().filter_map(|reference| component(root, reference)).collect();
    Part { keys, span: Span { start: entry.key_at.start, end: entry.value.at.end }, refers }
}

/// Returns the component that a reference leads to, or into. It may not exist.
fn component(root: &Node, reference: &str) -> Option<Keys> {
    let tokens: Keys = reference.strip_prefix("#/")?.split('/').take(3).map(decode).collect();
    let is_component = tokens.len() == 3 && tokens[0] == "components" && root.get("components").is_some();
    is_component.then_some(tokens)
}

/// Returns the components that references lead to, directly or through others.
fn reached<'d>(root: &'d Node, mut open: Vec<&'d str>) -> HashSet<Keys> {
    let (mut seen, mut found) = (HashSet::new(), HashSet::new());
    while let Some(reference) = open.pop() {
        if !seen.insert(reference) {
            continue;
        }
        let keys = component(root, reference);
        let target = match &keys {
            Some(keys) => root.descend(keys),
            None => pointed(root, reference),
        };
        target.into_iter().for_each(|target| references(target, &mut open));
        found.extend(keys);
    }
    found
}

/// Returns whether a selection may include an operation. The id of one without `operationId` is not known here.
fn includes(selection: &Selection, operation: &Node, path: Option<&str>) -> bool {
    let matches = |selector: &Selector| match selector {
        Selector::Tag(pattern) => {
            let tags = operation.get("tags").map(Node::elements).unwrap_or_default();
            Some(tags.iter().filter_map(Node::as_str).any(|tag| glob::matches(pattern, tag)))
        }
        Selector::Operation(pattern) => operation.str("operationId").map(|id| glob::matches(pattern, id)),
        Selector::Path(pattern) => Some(path.is_some_and(|path| glob::matches(pattern, path))),
    };
    let is_wanted = selection.only.is_empty() || selection.only.iter().any(|selector| matches(selector) != Some(false));
    is_wanted && !selection.except.iter().any(|selector| matches(selector) == Some(true))
}

fn remove(root: &mut Node, keys: &[String]) {
    let [first, rest @ ..] = keys else { return };
    let Value::Object(entries) = &mut root.value else { return };
    match rest {
        [] => entries.retain(|entry| entry.key != *first),
        rest => {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == *first) {
                remove(&mut entry.value, rest);
            }
        }
    }
}
