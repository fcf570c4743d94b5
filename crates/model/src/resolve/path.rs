//! Paths (OpenAPI 3.0.4, Paths Object, Path Item Object): which operations there are, and where.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::parameter::Read;
use super::shapes;
use super::template::{Template, template};
use crate::api::{Location, Segment, path};
use crate::bundle;
use crate::node::{Entry, Node, Value};
use crate::problem::{Cycle, Kind, Problem};
use crate::source::Span;

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

/// An operation before it has a name.
pub(crate) struct Found<'d> {
    pub path: &'d Entry,
    pub path_item: &'d Node,
    pub method: &'static str,
    pub node: &'d Node,
    /// Its `operationId`, or one that is made of its method and path.
    pub id: String,
    /// Whether a server can tell it from all others.
    pub is_served: bool,
    /// Where its method stands.
    at: Span,
    /// `None` where the path has a mistake, which is reported.
    template: Option<std::rc::Rc<Template>>,
}

/// All operations of a document, in its order.
pub(crate) fn all<'d>(context: &mut Context<'d>, document: &'d Node) -> Vec<Found<'d>> {
    let paths = document.get("paths").map(Node::entries).unwrap_or_default();
    let mut found = Vec::new();
    for path in paths.iter().filter(|path| !path.key.starts_with("x-")) {
        find(context, path, &mut found);
    }
    tell_apart(context, &mut found);
    name(context, &mut found);
    found
}

fn find<'d>(context: &mut Context<'d>, path: &'d Entry, found: &mut Vec<Found<'d>>) {
    let template = template(context, path).map(std::rc::Rc::new);
    let Some(path_item) = path_item(context, &path.value) else { return };
    context.check(path_item, &shapes::PATH_ITEM);
    for entry in path_item.entries() {
        let Some((_, method)) = METHODS.iter().find(|(key, _)| *key == entry.key) else { continue };
        let (at, template) = (entry.key_at, template.clone());
        let Some(node) = written(context, &entry.value) else { continue };
        context.check(node, &shapes::OPERATION);
        found.push(Found { path, path_item, method, node, id: String::new(), is_served: true, at, template });
    }
}

/// An operation where it is written. A `$ref` in its place is none of OpenAPI's, and common in documents of many files.
fn written<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<&'d Node> {
    let Some(reference) = node.entry("$ref") else { return Some(node) };
    let why = "cannot stand for an operation".to_owned();
    let instead = "refer to the whole path item, or write the operation here";
    context.tolerable(reference.key_at, Kind::Invalid { what: "a `$ref`".to_owned(), why, instead });
    context.follow(node, "paths", "an operation")
}

/// The path item that a path has, or refers to. Beside a reference nothing else counts (OpenAPI 3.0.4 leaves open what a
/// sibling of `$ref` means here, so one that is an operation is refused).
fn path_item<'d>(context: &mut Context<'d>, node: &'d Node) -> Option<&'d Node> {
    let mut node = node;
    let mut seen = BTreeSet::new();
    while let Some(reference) = node.get("$ref") {
        let text = reference.as_str().unwrap_or_default();
        for entry in node.entries().iter().filter(|entry| entry.key != "$ref") {
            if METHODS.iter().any(|(key, _)| *key == entry.key) {
                let instead = "write all operations in one path item";
                context.unsupported(entry.key_at, "path-item-reference", "an operation beside `$ref`", instead);
            } else if !entry.key.starts_with("x-") {
                context.report(entry.key_at, Kind::IgnoredSibling { key: entry.key.clone() });
            }
        }
        let tokens = context.tokens(reference, text, "paths")?;
        if !seen.insert(text) {
            let kind = Kind::CircularReference { cycle: Cycle::Reference, members: vec![bundle::shown(text)] };
            context.report(reference.at, kind);
            return None;
        }
        let target = context.root.descend(&tokens).filter(|target| matches!(target.value, Value::Object(_)));
        let Some(target) = target else {
            context.report(reference.at, Kind::DanglingReference { reference: text.to_owned(), nearest: None });
            return None;
        };
        node = target;
    }
    Some(node)
}

/// Reports operations that match the same requests (OpenAPI 3.0.4, Path Templating Matching). Those that differ in the
/// fragment alone are one request with several meanings: a client has them all, a server the one without a fragment, else
/// the first.
fn tell_apart<'d>(context: &mut Context<'d>, found: &mut [Found<'d>]) {
    let has_fragment = |one: &Found<'_>| one.template.as_ref().is_some_and(|template| template.has_fragment);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|index| has_fragment(&found[*index]));
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for index in order {
        let one = &found[index];
        let Some(template) = one.template.clone() else { continue };
        let mut query = template.query.clone();
        query.sort();
        let first = *known.entry((one.method, path::shape(&template.segments), query)).or_insert(index);
        let (path, other) = (one.path.key.clone(), found[first].path.key.clone());
        let kind = match (first == index, template.has_fragment) {
            (true, false) => continue,
            (false, false) => Kind::AmbiguousPath { path, other },
            (true, true) => {
                let what = format!("the fragment in the path `{path}`, which no request carries,");
                Kind::Ignored { feature: "fragment", what, instead: "remove it" }
            }
            (false, true) => {
                let what = format!(
                    "in the server crate, `{path}`, which differs from `{other}` in the fragment alone, and no request carries that,"
                );
                let instead = "let the implementation of the other one find out which is meant";
                Kind::Ignored { feature: "fragment", what, instead }
            }
        };
        let mut problem = Problem::new(one.path.key_at, kind);
        if first != index {
            problem = problem.and("the other one", found[first].path.key_at);
        }
        context.problem(problem);
        found[index].is_served = first == index;
    }
}

/// Gives every operation its id. One that is made up never takes what the document gives to another operation, so it
/// changes only with its own method and path, or with an operation that would have the very same.
fn name(context: &mut Context<'_>, found: &mut [Found<'_>]) {
    let mut ids: BTreeMap<String, Span> = BTreeMap::new();
    for one in found.iter_mut() {
        let Some(given) = one.node.get("operationId") else { continue };
        let Some(id) = given.as_str().filter(|id| !id.is_empty()) else { continue };
        if let Some(first) = ids.get(id) {
            // One operation that a second path refers to.
            if *first == given.at {
                continue;
            }
            let kind = Kind::DuplicateOperationId { id: id.to_owned() };
            context.problem(Problem::new(given.at, kind).and("first here", *first));
            continue;
        }
        ids.insert(id.to_owned(), given.at);
        one.id = id.to_owned();
    }
    for one in found.iter_mut().filter(|one| one.id.is_empty()) {
        let plain = made_up(one.method, &one.path.key);
        let numbered = (2u32..).map(|number| format!("{plain}{number}"));
        one.id = std::iter::once(plain.clone()).chain(numbered).find(|id| !ids.contains_key(id)).unwrap_or_default();
        ids.insert(one.id.clone(), one.at);
        if one.node.str("operationId").is_none_or(str::is_empty) {
            context.report(one.at, Kind::MissingOperationId { id: one.id.clone() });
        }
    }
}

/// `GET /users/{id}/posts` → `getUsersIdPosts`.
fn made_up(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut rest = word.chars();
        rest.next().map(|first| first.to_uppercase().chain(rest).collect::<String>()).unwrap_or_default()
    };
    let words: String = words.map(capital).collect();
    method.to_lowercase() + if words.is_empty() { "Root" } else { &words }
}

/// What is known of an operation's path.
pub(crate) struct Place {
    pub segments: Vec<Segment>,
    pub fixed_query: Vec<(String, String)>,
}

/// The path of an operation, held against its path parameters. A parameter that stands in the query of the path is one
/// of the query from here on, and one that stands nowhere is taken out.
pub(crate) fn place<'d>(
    context: &mut Context<'d>,
    found: &Found<'d>,
    parameters: &mut Vec<Read<'d>>,
    declared_names: &[&str],
) -> Option<Place> {
    let template = found.template.as_ref()?;
    let (path, at) = (&found.path.key, found.path.key_at);
    for (key, name) in &template.placeholders {
        let position = |location: Location, wire: &str| {
            parameters
                .iter()
                .position(|Read { parameter, .. }| parameter.location == location && parameter.wire == wire)
        };
        match (position(Location::Query, key), position(Location::Path, name)) {
            (Some(_), _) => {}
            (None, Some(index)) => {
                let parameter = &mut parameters[index].parameter;
                (parameter.location, parameter.wire) = (Location::Query, key.clone());
            }
            (None, None) => context.report(at, Kind::PlaceholderWithoutParameter { name: name.clone() }),
        }
    }
    let placeholders: Vec<&str> = template.segments.iter().flat_map(Segment::parameters).collect();
    for (index, name) in placeholders.iter().enumerate() {
        if placeholders[..index].contains(name) {
            let kind = Kind::Invalid {
                what: format!("the path `{path}`"),
                why: format!("has the placeholder `{{{name}}}` twice"),
                instead: "give each placeholder a name of its own",
            };
            context.report(at, kind);
        }
        if !declared_names.contains(name) {
            context.report(at, Kind::PlaceholderWithoutParameter { name: (*name).to_owned() });
        }
    }
    let is_placed = |Read { parameter, .. }: &Read<'d>| {
        parameter.location != Location::Path || placeholders.contains(&parameter.wire.as_str())
    };
    for read in parameters.iter().filter(|read| !is_placed(read)) {
        let kind = Kind::ParameterNotInPath { name: read.parameter.wire.clone(), path: path.clone() };
        context.report(read.parameter.at, kind);
    }
    parameters.retain(is_placed);
    Some(Place { segments: template.segments.clone(), fixed_query: template.query.clone() })
}
