//! Bodies that wrap a resource in a property, such as `tax` in `{"tax": {"code": "a"}}`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::schemas::Schemas;

/// The wrappers of the bodies of all resources, by the index of the operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wrappers {
    pub requests: HashMap<usize, String>,
    pub responses: HashMap<usize, String>,
}

/// The property of a body that a resource is in. `None` if the body is the resource.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wrapper<'a>(pub Option<&'a str>);

/// The schema of a resource, and its place in the body: a JSON Pointer.
#[derive(Clone, Debug)]
pub(crate) struct Place<'s> {
    /// The schema.
    pub schema: &'s Value,
    /// The place. Empty if the body is the resource.
    pub at: String,
}

impl Wrappers {
    /// The wrapper of the request body of an operation.
    pub(crate) fn request(&self, operation: usize) -> Wrapper<'_> {
        Wrapper(self.requests.get(&operation).map(String::as_str))
    }

    /// The wrapper of the success of an operation.
    pub(crate) fn response(&self, operation: usize) -> Wrapper<'_> {
        Wrapper(self.responses.get(&operation).map(String::as_str))
    }
}

impl<'a> Wrapper<'a> {
    /// The schema of the resource in a body.
    pub(crate) fn schema<'s>(self, schemas: &'s Schemas, body: &'s Value) -> &'s Value {
        self.0.and_then(|name| schemas.property(body, name)).unwrap_or(body)
    }

    /// The schema of the resource in a body, and its place.
    pub(crate) fn place<'s>(self, schemas: &'s Schemas, body: &'s Value) -> Place<'s> {
        Place { schema: self.schema(schemas, body), at: self.pointer() }
    }

    /// JSON Pointer to the resource.
    pub(crate) fn pointer(self) -> String {
        self.0.map_or_else(String::new, |name| format!("/{}", model::pointer::encode(name)))
    }

    /// The resource in a body; `null` without one.
    pub(crate) fn value(self, body: Value) -> Value {
        match (self.0, body) {
            (Some(name), Value::Object(mut body)) => body.remove(name).unwrap_or_default(),
            (Some(_), _) => Value::Null,
            (None, body) => body,
        }
    }

    /// The resource in a body, if it is an object.
    pub(crate) fn object(self, body: &mut Value) -> Option<&mut Map<String, Value>> {
        match self.0 {
            Some(name) => body.get_mut(name)?.as_object_mut(),
            None => body.as_object_mut(),
        }
    }

    /// A body of only a resource.
    pub(crate) fn wrapped(self, resource: Value) -> Value {
        match self.0 {
            Some(name) => Value::Object([(name.to_owned(), resource)].into_iter().collect()),
            None => resource,
        }
    }

    /// A body with another resource in it.
    pub(crate) fn with(self, mut body: Value, resource: Value) -> Value {
        match (self.0, body.as_object_mut()) {
            (Some(name), Some(object)) => {
                object.insert(name.to_owned(), resource);
                body
            }
            _ => self.wrapped(resource),
        }
    }

    /// The place of a part of the resource, from that in the body. `None` if it is not in the resource.
    pub(crate) fn within(self, path: &[String]) -> Option<&[String]> {
        match (self.0, path) {
            (Some(name), [first, rest @ ..]) => (first == name).then_some(rest),
            (Some(_), []) => None,
            (None, path) => Some(path),
        }
    }
}
