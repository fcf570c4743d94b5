// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Resources in memory: a created resource can be read, listed, changed and deleted.

#![allow(dead_code, reason = "which variants are used depends on the document")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use super::request::decode;

/// The part of an operation in the life of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource {
    pub(crate) role: Role,
    /// The property of the response that is the id.
    pub(crate) id: &'static str,
    pub(crate) kind: IdKind,
    /// Whether the request that creates the resource may have its id.
    pub(crate) is_id_sent: bool,
    /// The id of the documented example as text; empty if there is none.
    pub(crate) example: &'static str,
    /// The properties of the response that have the values which requests set.
    pub(crate) properties: &'static [Property],
    /// Reads a value with the type of the response, or of an element of its list, and writes it again. `None` if it does not fit. Without this
    /// function, every value of [`properties`](Self::properties) fits.
    pub(crate) typed: Option<fn(&Value) -> Option<Value>>,
    /// The defaults of the properties that the request may leave out, a JSON object; empty text if there are none.
    pub(crate) defaults: &'static str,
    /// The names of the properties that a change may set to `null`.
    pub(crate) nullable: &'static [&'static str],
    /// An element for a list whose example is empty, as JSON; empty text if there is none.
    pub(crate) element: &'static str,
}

/// A property of a response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    /// Whether every response must have it. Others are absent until a request sets them.
    pub(crate) is_required: bool,
    /// Whether the response accepts all values that requests may have. Each value of others is held to [`Resource::typed`].
    pub(crate) takes_all: bool,
}

/// The effect of an operation on a resource.
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
pub(crate) struct Store(Mutex<Resources>);

#[derive(Debug, Default)]
struct Resources {
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
        let id = &*decode(id).unwrap_or(Cow::Borrowed(id));
        let sent = || sent.and_then(Value::as_object).cloned().unwrap_or_default();
        let whole = || {
            let defaults = serde_json::from_str::<Map<String, Value>>(resource.defaults).unwrap_or_default();
            defaults.into_iter().chain(sent()).collect::<Map<String, Value>>()
        };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Resources { made, collections } = &mut *state;
        if !collections.contains_key(place) {
            match resource.role {
                Role::Create | Role::Delete if collections.len() < MOST_COLLECTIONS => {}
                _ => return Effect::None,
            }
        }
        let collection = collections.entry(place.to_owned()).or_default();
        match resource.role {
            Role::Create => {
                let set = whole();
                let own = set.get(resource.id).filter(|id| resource.is_id_sent && is_id(id)).cloned();
                let id = own.unwrap_or_else(|| make(resource.kind, *made + FIRST));
                *made += 1;
                collection.deleted.remove(&text(&id));
                collection.created.retain(|stored| stored.id != id);
                let stored = Stored { id, set };
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
                    Role::Replace => stored.set = whole(),
                    Role::Change => stored.change(resource, sent(), example),
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

    /// The list of the example without the elements that were deleted or created again, then the created ones. They look like the first element of
    /// the example.
    fn list(&self, resource: &Resource, property: Option<&str>, example: &Value) -> Effect {
        let mut body = example.clone();
        let list = match property {
            Some(property) => body.get_mut(property),
            None => Some(&mut body),
        };
        let Some(list) = list.and_then(Value::as_array_mut) else { return Effect::None };
        let Some(first) = list.first().cloned().or_else(|| serde_json::from_str(resource.element).ok()) else {
            return Effect::None;
        };
        let is_shown =
            |id: &Value| !self.deleted.contains(&text(id)) && self.created.iter().all(|stored| stored.id != *id);
        list.retain(|element| element.get(resource.id).is_none_or(is_shown));
        list.extend(self.created.iter().filter_map(|stored| stored.shown(resource, &first)));
        Effect::Body(body)
    }
}

impl Stored {
    /// Sets the properties of a change. `null` removes one (RFC 7396), unless the response always has it.
    fn change(&mut self, resource: &Resource, sent: Map<String, Value>, example: &Value) {
        for (name, value) in sent {
            let property = resource.properties.iter().find(|property| property.name == name);
            if value.is_null() && !resource.nullable.contains(&name.as_str()) {
                if !property.is_some_and(|property| property.is_required) {
                    self.set.remove(&name);
                }
                continue;
            }
            let before = self.set.insert(name.clone(), value.clone());
            if property.is_none_or(|property| property.takes_all || self.fits(resource, property, example)) {
                continue;
            }
            // A part of an object changes that part (RFC 7396).
            let (Some(property), Some(before)) = (property, before) else { continue };
            let mut merged = before.clone();
            merge(&mut merged, value);
            self.set.insert(name.clone(), merged);
            if !self.fits(resource, property, example) {
                self.set.insert(name, before);
            }
        }
    }

    /// Whether the response can have the stored value of a property. It is not known where there is no body.
    fn fits(&self, resource: &Resource, property: &Property, example: &Value) -> bool {
        let Some((typed, mut shown)) = resource.typed.zip(self.shown(resource, example)) else { return true };
        self.show(property, &mut shown);
        typed(&shown).is_some()
    }

    /// The example with the id and the properties that requests set. `None` if the example is not an object.
    fn shown(&self, resource: &Resource, example: &Value) -> Option<Value> {
        let mut shown = Value::Object(example.as_object()?.clone());
        shown[resource.id] = self.id.clone();
        let (certain, others): (Vec<_>, Vec<_>) = resource.properties.iter().partition(|property| property.takes_all);
        for property in certain {
            self.show(property, &mut shown);
        }
        for property in others {
            let mut with = shown.clone();
            self.show(property, &mut with);
            // The type does not write what is sent in requests only.
            let Some(typed) = resource.typed.and_then(|typed| typed(&with)) else { continue };
            match typed.get(property.name) {
                Some(value) => shown[property.name] = value.clone(),
                None => _ = shown.as_object_mut().and_then(|shown| shown.remove(property.name)),
            }
        }
        Some(shown)
    }

    fn show(&self, property: &Property, shown: &mut Value) {
        let Some(shown) = shown.as_object_mut() else { return };
        match self.set.get(property.name) {
            Some(value) => _ = shown.insert(property.name.to_owned(), value.clone()),
            None if property.is_required => {}
            None => _ = shown.remove(property.name),
        }
    }
}

/// Changes a value as a JSON Merge Patch does (RFC 7396 section 2).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    for (name, value) in patch {
        match (target.as_object_mut(), value) {
            (Some(target), Value::Null) => _ = target.remove(&name),
            (_, value) => merge(&mut target[name], value),
        }
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

/// Whether a value that a request has as its id can be the last segment of a path.
fn is_id(value: &Value) -> bool {
    match value {
        Value::String(text) => !["", ".", ".."].contains(&text.as_str()),
        other => other.is_number(),
    }
}

/// A segment of a path, percent-encoded but for the unreserved characters of RFC 3986 section 2.3.
pub(crate) fn encoded(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => encoded.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

/// An id as text.
pub(crate) fn text(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
