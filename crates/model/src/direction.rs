//! Requests and answers do not share every property: `readOnly` is for answers only, `writeOnly` for requests only
//! (OpenAPI 3.0.4, Schema Object, fixed fields). Which schemas that concerns, and what each direction leaves out.

use std::collections::{HashMap, HashSet};

use crate::bundle::Bundle;
use crate::node::Node;
use crate::pointer::{encode, pointed};
use crate::schema::{references, subschemas};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// To the server: without what is `readOnly`.
    Request,
    /// To the client: without what is `writeOnly`.
    #[default]
    Response,
    /// Not known, as for a schema's own example: both may be there, and neither must.
    Either,
}

/// The schemas of a document that differ by direction.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// References to schemas that hold a property that is marked, at any depth.
    reaching: HashSet<String>,
    /// References to schemas that are marked `readOnly` themselves.
    read_only: HashSet<String>,
    /// The same of `writeOnly`.
    write_only: HashSet<String>,
}

impl Marked {
    /// Those of a document. Takes time in proportion to its size.
    pub fn of(bundle: &Bundle) -> Self {
        let document = &bundle.root;
        let mut marked = Marked::default();
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        let mut open: Vec<String> = component_references(document);
        open.extend(bundle.schemas.iter().map(|referred| referred.reference.clone()));
        let mut other = Vec::new();
        references(document, &mut other);
        open.extend(other.into_iter().map(str::to_owned));
        let mut targets: Vec<(String, &Node)> = Vec::new();
        let mut seen = HashSet::new();
        for text in open {
            if seen.insert(text.clone())
                && let Some(target) = pointed(document, &text)
            {
                targets.push((text, target));
            }
        }
        marked.read_only = flagged(&targets, "readOnly");
        marked.write_only = flagged(&targets, "writeOnly");
        let mut open = Vec::new();
        for (text, target) in targets {
            if marked.holds_marked(target) {
                open.push(text.clone());
            }
            let mut used = Vec::new();
            references(target, &mut used);
            used.into_iter().for_each(|used| users.entry(used.to_owned()).or_default().push(text.clone()));
        }
        while let Some(text) = open.pop() {
            if marked.reaching.insert(text.clone()) {
                open.extend(users.remove(&text).unwrap_or_default());
            }
        }
        marked
    }

    /// Whether the schema differs by direction.
    pub fn reaches(&self, schema: &Node) -> bool {
        if self.reaching.is_empty() && self.read_only.is_empty() && self.write_only.is_empty() {
            return self.holds_marked(schema);
        }
        let mut used = Vec::new();
        references(schema, &mut used);
        used.into_iter().any(|used| self.reaching.contains(used)) || self.holds_marked(schema)
    }

    /// Whether what a reference leads to differs by direction.
    pub fn reaches_through(&self, reference: &str) -> bool {
        self.reaching.contains(reference)
    }

    /// Whether a property of this schema is left out in a direction.
    pub fn drops(&self, property: &Node, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.is_read_only(property),
            Direction::Response => self.is_write_only(property),
            Direction::Either => false,
        }
    }

    /// Whether a property of this schema may be absent although it is in `required`.
    pub fn excuses(&self, property: &Node, direction: Direction) -> bool {
        match direction {
            Direction::Either => self.is_read_only(property) || self.is_write_only(property),
            _ => self.drops(property, direction),
        }
    }

    fn is_read_only(&self, schema: &Node) -> bool {
        schema.is_true("readOnly") || schema.str("$ref").is_some_and(|text| self.read_only.contains(text))
    }

    fn is_write_only(&self, schema: &Node) -> bool {
        schema.is_true("writeOnly") || schema.str("$ref").is_some_and(|text| self.write_only.contains(text))
    }

    /// Whether a property is marked within the text of this schema.
    fn holds_marked(&self, schema: &Node) -> bool {
        let properties = schema.get("properties").map(Node::entries).unwrap_or_default();
        properties.iter().any(|entry| self.is_read_only(&entry.value) || self.is_write_only(&entry.value))
            || subschemas(schema).any(|inner| self.holds_marked(inner))
    }
}

/// The references that end at a schema with a flag. Chains are walked backwards: forwards, each would be walked from each
/// of its links.
fn flagged(targets: &[(String, &Node)], flag: &str) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Vec<&str> = Vec::new();
    for (text, target) in targets {
        match target.str("$ref") {
            Some(next) => users.entry(next).or_default().push(text),
            None if target.is_true(flag) => open.push(text),
            None => {}
        }
    }
    let mut found = HashSet::new();
    while let Some(text) = open.pop() {
        if found.insert(text.to_owned()) {
            open.extend(users.remove(text).unwrap_or_default());
        }
    }
    found
}

fn component_references(document: &Node) -> Vec<String> {
    let schemas = document.get("components").and_then(|components| components.get("schemas"));
    let entries = schemas.map(Node::entries).unwrap_or_default();
    entries.iter().map(|entry| format!("#/components/schemas/{}", encode(&entry.key))).collect()
}
