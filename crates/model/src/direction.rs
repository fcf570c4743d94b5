//! The direction of a value. Requests and responses do not share every property: `readOnly` is for responses only,
//! `writeOnly` for requests only (OpenAPI 3.0.4, Schema Object, fixed fields).

use std::collections::{HashMap, HashSet};

use crate::bundle::Bundle;
use crate::node::Node;
use crate::pointer::{encode, pointed};
use crate::schema::{Schema, references};

/// The direction in which a value is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// To the server, without `readOnly` properties.
    Request,
    /// To the client, without `writeOnly` properties.
    #[default]
    Response,
    /// Unknown, as for the example of a schema: properties of both directions may be present, and none of them must.
    Either,
}

/// The schemas of a document that differ by direction.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// References to schemas that hold a marked property, at any depth.
    reaching: HashSet<String>,
    /// References to schemas that are marked `readOnly` themselves.
    read_only: HashSet<String>,
    /// References to schemas that are marked `writeOnly` themselves.
    write_only: HashSet<String>,
}

impl Marked {
    /// The schemas of a document that differ by direction. Takes time in proportion to the size of the document.
    pub fn of(bundle: &Bundle) -> Self {
        let document = &bundle.root;
        let mut marked = Marked::default();
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        let mut open: Vec<String> = component_references(document);
        open.extend(bundle.schemas.iter().map(|referred| referred.reference.clone()));
        let mut other = Vec::new();
        references(document, &mut other);
        open.extend(other.into_iter().map(str::to_owned));
        let mut targets: Vec<(String, Schema<'_>)> = Vec::new();
        let mut seen = HashSet::new();
        for text in open {
            if seen.insert(text.clone())
                && let Some(target) = pointed(document, &text)
            {
                targets.push((text, Schema::of(target)));
            }
        }
        marked.read_only = flagged(&targets, |schema| schema.is_read_only());
        marked.write_only = flagged(&targets, |schema| schema.is_write_only());
        let mut open = Vec::new();
        for (text, target) in targets {
            if marked.holds_marked(target) {
                open.push(text.clone());
            }
            let mut used = Vec::new();
            references(target.node(), &mut used);
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
    pub(crate) fn reaches(&self, schema: Schema<'_>) -> bool {
        if self.reaching.is_empty() && self.read_only.is_empty() && self.write_only.is_empty() {
            return self.holds_marked(schema);
        }
        let mut used = Vec::new();
        references(schema.node(), &mut used);
        used.into_iter().any(|used| self.reaching.contains(used)) || self.holds_marked(schema)
    }

    /// Whether the schema that a reference leads to differs by direction.
    pub(crate) fn reaches_through(&self, reference: &str) -> bool {
        self.reaching.contains(reference)
    }

    /// Whether a property with this schema is not sent in a direction.
    pub(crate) fn drops(&self, property: Schema<'_>, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.is_read_only(property),
            Direction::Response => self.is_write_only(property),
            Direction::Either => false,
        }
    }

    /// Whether a property with this schema may be absent although it is in `required`.
    pub(crate) fn excuses(&self, property: Schema<'_>, direction: Direction) -> bool {
        match direction {
            Direction::Either => self.is_read_only(property) || self.is_write_only(property),
            _ => self.drops(property, direction),
        }
    }

    fn is_read_only(&self, schema: Schema<'_>) -> bool {
        schema.is_read_only() || schema.reference().is_some_and(|text| self.read_only.contains(text))
    }

    fn is_write_only(&self, schema: Schema<'_>) -> bool {
        schema.is_write_only() || schema.reference().is_some_and(|text| self.write_only.contains(text))
    }

    /// Whether the schema, or one written within it, has a marked property. References are not followed.
    fn holds_marked(&self, schema: Schema<'_>) -> bool {
        schema.properties().any(|(_, property)| self.is_read_only(property) || self.is_write_only(property))
            || schema.children().any(|inner| self.holds_marked(inner))
    }
}

/// The references that end at a schema with a mark. Chains are followed backwards, which takes time in proportion to their
/// length; following each of their links forwards would take the square of it.
fn flagged(targets: &[(String, Schema<'_>)], is_marked: fn(Schema<'_>) -> bool) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open: Vec<&str> = Vec::new();
    for (text, target) in targets {
        match target.reference() {
            Some(next) => users.entry(next).or_default().push(text),
            None if is_marked(*target) => open.push(text),
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
    let names = Schema::components(document).iter().map(|entry| encode(&entry.key));
    names.map(|name| format!("#/components/schemas/{name}")).collect()
}
