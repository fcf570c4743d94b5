//! Resources in memory: a created resource can be read, listed, changed and deleted.

#![allow(dead_code, reason = "which variants are used depends on the document")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

/// The part of an operation in the life of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource {
    pub(crate) role: Role,
    /// The property of the response that is the id.
    pub(crate) id: &'static str,
    pub(crate) kind: IdKind,
    /// The id of the documented example as a path has it; empty if there is none.
    pub(crate) example: &'static str,
    /// The properties of the response that have the values which the request set.
    pub(crate) properties: &'static [Property],
}

/// A property of a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    /// Whether every response must have it. Others are absent until a request sets them.
    pub(crate) is_required: bool,
}

/// What an operation does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// `POST` on the collection.
    Create,
    /// `GET` on the item.
    Read,
    /// `GET` on the collection. The list is the whole body, or the property of this name.
    List { property: Option<&'static str> },
    /// `PUT` on the item.
    Replace,
    /// `PATCH` on the item.
    Change,
    /// `DELETE` on the item.
    Delete,
}

/// The ids that are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    /// Integers.
    Integer,
    /// UUIDs (RFC 9562).
    Uuid,
    /// Text of at least this many characters.
    Text { least: usize },
}

/// The effect of a request on its response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// The documented example is the response.
    None,
    /// The body of the response.
    Body(Value),
    /// There is no such resource.
    Missing,
}

/// The maximum number of resources and of deleted ids per collection. The oldest are dropped.
const MOST: usize = 1000;

/// The maximum number of collections. Paths with parameters have many.
const MOST_COLLECTIONS: usize = 1000;

/// The number of the first id, above those of usual examples.
const FIRST: u64 = 100_001;

/// All stored resources.
#[derive(Debug, Default)]
pub(crate) struct Store(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    made: u64,
    /// By the path of the collection.
    collections: BTreeMap<String, Collection>,
}

#[derive(Debug, Default)]
struct Collection {
    created: VecDeque<Stored>,
    deleted: BTreeSet<String>,
}

#[derive(Debug)]
struct Stored {
    id: Value,
    /// The properties that requests set.
    set: Map<String, Value>,
}

impl Store {
    /// Applies a valid request. `path` is that of the request, `sent` its body, and `example` the documented response body.
    pub(crate) fn apply(&self, resource: &Resource, path: &str, sent: Option<&Value>, example: &Value) -> Effect {
        let is_collection = matches!(resource.role, Role::Create | Role::List { .. });
        let (place, id) = if is_collection { (path, "") } else { path.rsplit_once('/').unwrap_or((path, "")) };
        let sent = || sent.and_then(Value::as_object).cloned().unwrap_or_default();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { made, collections } = &mut *state;
        if !collections.contains_key(place) {
            match resource.role {
                Role::Create | Role::Delete if collections.len() < MOST_COLLECTIONS => {}
                _ => return Effect::None,
            }
        }
        let collection = collections.entry(place.to_owned()).or_default();
        match resource.role {
            Role::Create => {
                let stored = Stored { id: make(resource.kind, *made + FIRST), set: sent() };
                *made += 1;
                let body = stored.shown(resource, example);
                collection.created.push_back(stored);
                if collection.created.len() > MOST {
                    collection.created.pop_front();
                }
                body.map_or(Effect::None, Effect::Body)
            }
            Role::List { property } => collection.list(resource, property, example),
            Role::Delete => collection.delete(resource, id),
            Role::Read | Role::Replace | Role::Change => {
                let Some(stored) = collection.created.iter_mut().find(|stored| text(&stored.id) == id) else {
                    return collection.unknown(resource, id);
                };
                match resource.role {
                    Role::Replace => stored.set = sent(),
                    Role::Change => stored.set.extend(sent()),
                    _ => {}
                }
                stored.shown(resource, example).map_or(Effect::None, Effect::Body)
            }
        }
    }
}

impl Collection {
    fn delete(&mut self, resource: &Resource, id: &str) -> Effect {
        let before = self.created.len();
        self.created.retain(|stored| text(&stored.id) != id);
        if self.created.len() == before && self.unknown(resource, id) == Effect::Missing {
            return Effect::Missing;
        }
        if self.deleted.len() >= MOST {
            self.deleted.pop_first();
        }
        self.deleted.insert(id.to_owned());
        Effect::None
    }

    /// The effect of a request for an id that was not created. The id of the example exists until it is deleted. All ids exist
    /// as long as nothing was created.
    fn unknown(&self, resource: &Resource, id: &str) -> Effect {
        let is_missing = self.deleted.contains(id) || (!self.created.is_empty() && resource.example != id);
        if is_missing { Effect::Missing } else { Effect::None }
    }

    /// The list of the example without deleted elements, then the created ones. They look like the first element of the example.
    fn list(&self, resource: &Resource, property: Option<&str>, example: &Value) -> Effect {
        let mut body = example.clone();
        let list = match property {
            Some(property) => body.get_mut(property),
            None => Some(&mut body),
        };
        let Some(list) = list.and_then(Value::as_array_mut) else { return Effect::None };
        let Some(first) = list.first().cloned() else { return Effect::None };
        list.retain(|element| element.get(resource.id).is_none_or(|id| !self.deleted.contains(&text(id))));
        list.extend(self.created.iter().filter_map(|stored| stored.shown(resource, &first)));
        Effect::Body(body)
    }
}

impl Stored {
    /// The example with the id and the properties that requests set. `None` if the example is not an object.
    fn shown(&self, resource: &Resource, example: &Value) -> Option<Value> {
        let mut shown = example.as_object()?.clone();
        for property in resource.properties {
            match self.set.get(property.name) {
                Some(value) => {
                    shown.insert(property.name.to_owned(), value.clone());
                }
                None if property.is_required => {}
                None => {
                    shown.remove(property.name);
                }
            }
        }
        shown.insert(resource.id.to_owned(), self.id.clone());
        Some(Value::Object(shown))
    }
}

fn make(kind: IdKind, number: u64) -> Value {
    match kind {
        IdKind::Integer => number.into(),
        // Version 8 is for values that are made in a way of one's own (RFC 9562 section 5.8).
        IdKind::Uuid => format!("00000000-0000-8000-8000-{number:012x}").into(),
        IdKind::Text { least } => format!("{number:0least$}").into(),
    }
}

/// An id as a path has it.
pub(crate) fn text(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
