//! Places in the document: of the property whose schema a violation is about, and of the property that a case changes.

use std::cell::RefCell;
use std::collections::HashMap;

use model::Source;
use model::bundle::{Bundle, bundle};
use model::node::{Entry, Node};
use model::pointer::{decode, reference_target};
use model::source::Span;

use super::label::{Defect, keyword_of};
use crate::derive::{Case, Group};
use crate::part::Part;
use crate::violation::Violation;

/// The maximum depth of schemas inside of each other that are searched for a property.
const MAX_DEPTH: usize = 64;

/// Finds places in the tree of a document.
pub(super) struct Places {
    /// `None` if the document cannot be read.
    tree: Option<Bundle>,
    known: RefCell<HashMap<(Span, Option<String>), Span>>,
}

impl Places {
    pub(super) fn new(document: &Source) -> Self {
        let tree =
            model::on_large_stack(|| model::overlay::document(document).ok().map(|(root, _)| bundle(document, root)));
        Places { tree, known: RefCell::default() }
    }

    /// The place of a violation: that of the keyword or property that the response violates, else that of the property that the
    /// case changes, else that of the violation.
    pub(super) fn of_violation(&self, case: &Case, violation: &Violation) -> Span {
        match &violation.part {
            Some(part) => self.cached((violation.at, Some(format!("{part:?}"))), |root| {
                in_response(root, target(root, violation.at)?, part)
            }),
            None if violation.at == case.at => self.of_case(case),
            None => violation.at,
        }
    }

    /// The place of the property or parameter that a case changes.
    pub(super) fn of_case(&self, case: &Case) -> Span {
        if !matches!(case.group, Group::Rejected | Group::Accepted) {
            return case.at;
        }
        self.cached((case.at, Some(case.id.clone())), |root| in_request(root, target(root, case.at)?, &case.id))
    }

    fn cached(&self, key: (Span, Option<String>), find: impl FnOnce(&Node) -> Option<Span>) -> Span {
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let at = key.0;
        let found = self.tree.as_ref().and_then(|tree| find(&tree.root)).unwrap_or(at);
        self.known.borrow_mut().insert(key, found);
        found
    }
}

/// The object at a span: the value of the key there, or the object that has the text there as its `name`.
fn target(root: &Node, at: Span) -> Option<&Node> {
    let mut next = vec![root];
    while let Some(node) = next.pop() {
        for entry in node.entries() {
            if entry.key_at == at || entry.value.at == at {
                return Some(if entry.key == "name" { node } else { &entry.value });
            }
            next.push(&entry.value);
        }
        next.extend(node.elements());
    }
    None
}

/// The place of a part in a Response Object.
fn in_response(root: &Node, response: &Node, part: &Part) -> Option<Span> {
    let response = reference_target(root, response)?;
    match part {
        Part::Header(name) => {
            let mut headers = response.get("headers")?.entries().iter();
            headers.find(|entry| entry.key.eq_ignore_ascii_case(name)).map(|entry| entry.key_at)
        }
        Part::Body { media_type, pointer, keyword } => {
            let contents = response.get("content")?;
            let content = contents.get(media_type).or_else(|| Some(&contents.entries().first()?.value))?;
            let mut found = Found { schema: content.get("schema")?, at: None };
            for token in pointer.split('/').skip(1).map(decode) {
                match found.step(root, &token) {
                    Some(below) => found = below,
                    None => break,
                }
            }
            found.place(root, keyword.as_deref())
        }
    }
}

/// The place of the property that a case changes, in a Parameter Object or Media Type Object.
fn in_request(root: &Node, holder: &Node, id: &str) -> Option<Span> {
    let holder = reference_target(root, holder)?;
    let label = id.splitn(3, '/').nth(2)?;
    let content = || Some(&holder.get("content")?.entries().first()?.value);
    let schema = holder.get("schema").or_else(|| content()?.get("schema"))?;
    let rest = match holder.str("name") {
        Some(name) => label.split_once('-')?.1.strip_prefix(name)?,
        None => label.strip_prefix("body")?,
    };
    let mut rest = rest.strip_prefix('-').unwrap_or(rest);
    let mut found = Found { schema, at: holder.entry("name").map(|entry| entry.key_at) };
    let mut parent = None;
    for _ in 0..MAX_DEPTH {
        if let Some(after) = rest.strip_prefix("[]") {
            found = found.step(root, "0")?;
            rest = after;
        } else {
            let rest_of_name = rest.strip_prefix('.').unwrap_or(rest);
            let Some((entry, after)) = longest_property(root, found.schema, rest_of_name) else { break };
            parent = Some(found);
            found = Found { schema: &entry.value, at: Some(entry.key_at) };
            rest = after;
        }
    }
    match keyword_of(rest.trim_start_matches('-')) {
        Defect::Keywords(keywords) => {
            let keyword = keywords.iter().find(|keyword| found.keyword(root, keyword).is_some());
            found.place(root, keyword.copied())
        }
        Defect::Absent => match parent {
            Some(parent) => parent.keyword(root, "required").or(found.at),
            None => holder.entry("required").map(|entry| entry.key_at).or(found.at),
        },
        Defect::Other => found.at,
    }
}

/// The property with the longest name at the start of a label, and the rest of the label.
fn longest_property<'d, 'l>(root: &'d Node, schema: &'d Node, label: &'l str) -> Option<(&'d Entry, &'l str)> {
    let properties = expanded(root, schema).into_iter().filter_map(|schema| schema.get("properties"));
    let fitting = properties.flat_map(Node::entries).filter_map(|entry| {
        let rest = label.strip_prefix(entry.key.as_str())?;
        (rest.is_empty() || rest.starts_with(['-', '.', '['])).then_some((entry, rest))
    });
    fitting.max_by_key(|(entry, _)| entry.key.len())
}

/// A schema in the document, and the key that it is the value of.
#[derive(Clone, Copy)]
struct Found<'d> {
    schema: &'d Node,
    at: Option<Span>,
}

impl<'d> Found<'d> {
    /// The schema of a property or element.
    fn step(self, root: &'d Node, token: &str) -> Option<Found<'d>> {
        let schemas = expanded(root, self.schema);
        let listed = schemas.iter().find_map(|schema| schema.get("properties")?.entry(token));
        if let Some(entry) = listed {
            return Some(Found { schema: &entry.value, at: Some(entry.key_at) });
        }
        let is_index = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
        let of = |key: &str| schemas.iter().find_map(|schema| schema.entry(key));
        let items = of("items").filter(|_| is_index);
        let entry = items.or_else(|| of("additionalProperties").filter(|entry| !entry.value.entries().is_empty()))?;
        Some(Found { schema: &entry.value, at: Some(entry.key_at) })
    }

    /// The place of a keyword of the schema.
    fn keyword(self, root: &'d Node, keyword: &str) -> Option<Span> {
        // The model reads `oneOf` like `anyOf`.
        let other = if keyword == "anyOf" { "oneOf" } else { keyword };
        let mut entries = expanded(root, self.schema).into_iter();
        entries.find_map(|schema| schema.entry(keyword).or_else(|| schema.entry(other))).map(|entry| entry.key_at)
    }

    /// The place of a keyword, else of the key of the schema, else of the schema.
    fn place(self, root: &'d Node, keyword: Option<&str>) -> Option<Span> {
        let of_keyword = keyword.and_then(|keyword| self.keyword(root, keyword));
        Some(of_keyword.or(self.at).unwrap_or(self.schema.at))
    }
}

/// The schema that a schema refers to, and the members of its `allOf`, `anyOf` and `oneOf`, recursively.
fn expanded<'d>(root: &'d Node, schema: &'d Node) -> Vec<&'d Node> {
    let mut out: Vec<&Node> = Vec::new();
    let mut next = vec![schema];
    while let Some(schema) = next.pop() {
        let Some(schema) = reference_target(root, schema) else { continue };
        if out.len() == MAX_DEPTH || out.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        out.push(schema);
        for list in ["oneOf", "anyOf", "allOf"] {
            next.extend(schema.get(list).map(Node::elements).unwrap_or_default().iter().rev());
        }
    }
    out
}
