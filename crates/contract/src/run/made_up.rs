//! The places of a body with a made-up value that may name another resource.

use model::Api;
use model::api::{Body, Content, Format, Location, Operation, Parameter, Segment, Status};
use serde_json::Value;

use crate::chain::{References, is_compatible};
use crate::derive::Case;
use crate::known::{ELEMENT, Known, is_at, plain, singulars};
use crate::schemas::{Schemas, kind};

/// Distinguishes values of resources that exist from those that the runner made up.
pub(super) struct MadeUp<'r> {
    pub api: &'r Api,
    pub schemas: &'r Schemas,
    pub references: &'r References,
    pub known: &'r Known,
}

/// The JSON value of a body, or the object of a form with its texts.
fn sent(content: &Content, body: &[u8]) -> Option<Value> {
    if content.format != Format::Form {
        return serde_json::from_slice(body).ok();
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = std::str::from_utf8(body).ok()?.split('&').filter_map(|pair| pair.split_once('='));
    Some(Value::Object(pairs.map(|(name, value)| (decoded(name), decoded(value).into())).collect()))
}

/// The places in a body that may have ids of resources.
#[derive(Default)]
struct BodyPlaces {
    places: Vec<Vec<String>>,
    /// The values so far, with their places.
    seen: Vec<(Vec<String>, Value)>,
}

impl MadeUp<'_> {
    /// The places in the path and the body of a case whose values may be ids of resources: of those that nobody created, and of those that a list
    /// names twice. An element of a list is [`ELEMENT`].
    pub(super) fn places(&self, case: &Case) -> Vec<Vec<String>> {
        let mut found = BodyPlaces::default();
        let Some(index) = case.operation else { return Vec::new() };
        let content = self.api.operations[index].body.as_ref().and_then(Body::main);
        if let Some((content, body)) = content.and_then(|content| Some((content, sent(content, &case.request.body)?))) {
            self.add(index, &content.schema, &body, &mut Vec::new(), &mut found);
        }
        found.places.extend(self.in_path(index));
        found.places
    }

    /// The parameters of a path with a made-up text of any form: only the server knows the form of its ids. With a documented 404 or 410, a text is
    /// an id; a PUT that creates the resource has an id that the caller chooses.
    fn in_path(&self, index: usize) -> impl Iterator<Item = Vec<String>> {
        let operation = &self.api.operations[index];
        let is_free = |parameter: &Parameter| {
            let mut keys = ["enum", "const", "examples", "format", "x-format", "pattern"].iter();
            let has_none = keys.all(|key| self.schemas.keyword(&parameter.schema, key).is_none());
            has_none && !parameter.has_example && kind(self.schemas, &parameter.schema) == Some("string")
        };
        let has = |code: u16| operation.responses.iter().any(|response| response.status == Status::Code(code));
        let is_chosen = operation.method == "PUT" && has(201);
        let names_one = !is_chosen && (has(404) || has(410));
        let all = operation.parameters.iter().enumerate().filter(move |_| names_one);
        let made_up = all.filter(move |(at, parameter)| {
            let is_known = || self.known.parameter(index, *at, parameter).is_some();
            parameter.location == Location::Path && is_free(parameter) && !is_known()
        });
        made_up.map(|(_, parameter)| vec![format!("{{{}}}", parameter.wire)])
    }

    fn add(&self, operation: usize, schema: &Value, value: &Value, path: &mut Vec<String>, out: &mut BodyPlaces) {
        match value {
            Value::Object(object) => {
                let alternatives = self.schemas.alternatives(schema);
                for (name, part) in object {
                    let of = alternatives.iter().find_map(|schema| self.schemas.property(schema, name));
                    path.push(name.clone());
                    self.add(operation, of.unwrap_or(&Value::Null), part, path, out);
                    path.pop();
                }
            }
            Value::Array(elements) => {
                let items = self.schemas.keyword(schema, "items").unwrap_or(&Value::Null);
                for (index, element) in elements.iter().enumerate() {
                    path.push(index.to_string());
                    self.add(operation, items, element, path, out);
                    path.pop();
                }
            }
            Value::String(_) | Value::Number(_) => {
                let place = place(path);
                let may_name = self.is_reference(operation, path)
                    || names_id(path)
                    || self.is_uuid(schema, path)
                    || self.names_collection(schema, path);
                // A server may reject a list that names one resource twice.
                let is_repeated = out.seen.contains(&(place.clone(), value.clone()));
                let is_uncertain = is_repeated || !self.is_known(operation, path, value);
                out.seen.push((place.clone(), value.clone()));
                if may_name && is_uncertain && !out.places.contains(&place) {
                    out.places.push(place);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Whether a place holds the id of a resource that chains create.
    fn is_reference(&self, operation: usize, path: &[String]) -> bool {
        let within = self.known.wrapper(operation).within(path);
        let mut places = self.references.places.iter().filter(|place| place.operation == operation);
        matches!(within, Some([name]) if self.references.property(operation, name).is_some())
            || places.any(|place| is_at(&place.path, path))
    }

    /// Whether a property has the name of a collection, such as `queue` beside `/queues/{id}`, and a schema for its ids.
    fn names_collection(&self, schema: &Value, path: &[String]) -> bool {
        let Some(name) = name_of(path) else { return false };
        let is_free = ["enum", "examples"].iter().all(|keyword| self.schemas.keyword(schema, keyword).is_none());
        let names = |segment: &str| segment == name || singulars(&plain(segment)).contains(&plain(name));
        let has_id = |operation: &Operation| {
            operation.path.windows(2).any(|pair| match pair {
                [Segment::Literal(collection), Segment::Parameter(id)] if names(collection) => {
                    let mut parameters = operation.parameters.iter();
                    let parameter = parameters.find(|parameter| parameter.wire == *id);
                    parameter.is_some_and(|parameter| is_compatible(self.schemas, schema, &parameter.schema))
                }
                _ => false,
            })
        };
        is_free && self.api.operations.iter().any(has_id)
    }

    /// Whether a value has the format of an id. The `id` of the resource itself is the client's own.
    fn is_uuid(&self, schema: &Value, path: &[String]) -> bool {
        let is_own = matches!(self.outermost(path), Some("id" | "uuid" | "guid"));
        !is_own && self.schemas.keyword(schema, "format").and_then(Value::as_str) == Some("uuid")
    }

    /// The name of a property of the whole body.
    fn outermost<'p>(&self, path: &'p [String]) -> Option<&'p str> {
        path.first().filter(|_| path.len() == 1).map(String::as_str)
    }

    /// Whether a value is that of a resource that exists.
    fn is_known(&self, operation: usize, path: &[String], value: &Value) -> bool {
        let within = self.known.wrapper(operation).within(path);
        let of_property = match within {
            Some([name]) => self.known.property(operation, name),
            _ => path.last().and_then(|name| self.known.named(name)),
        };
        let mut places = self.known.places(operation).filter(|(place, _)| is_at(place, path));
        of_property == Some(value) || places.any(|(_, values)| values.contains(value))
    }
}

/// Whether the name of a property is that of an id: `owner_id`, `ownerId`, or `ownerIds` of a list.
fn names_id(path: &[String]) -> bool {
    const ENDS: [&str; 7] = ["_id", "-id", "Id", "ID", "_ids", "-ids", "Ids"];
    name_of(path).is_some_and(|name| ENDS.iter().any(|end| name.len() > end.len() && name.ends_with(end)))
}

/// The name of the property at a path. That of an element is the name of its list.
fn name_of(path: &[String]) -> Option<&str> {
    let is_index = |step: &&String| step.bytes().all(|byte| byte.is_ascii_digit());
    path.iter().rev().find(|step| !is_index(step)).map(String::as_str)
}

/// A path with [`ELEMENT`] for each index.
fn place(path: &[String]) -> Vec<String> {
    let step = |step: &String| match step.bytes().all(|byte| byte.is_ascii_digit()) {
        true => ELEMENT.to_owned(),
        false => step.clone(),
    };
    path.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::names_id;

    #[test]
    fn a_name_of_an_id_has_another_word_before_it() {
        let is_id = |path: &[&str]| names_id(&path.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
        for path in [&["owner_id"][..], &["ownerId"], &["ownerIds", "0"], &["lines", "1", "product-id"]] {
            assert!(is_id(path), "{path:?}");
        }
        for path in [&["id"][..], &["paid"], &["grids", "0"], &["ids", "0"]] {
            assert!(!is_id(path), "{path:?}");
        }
    }
}
