//! Values of resources that exist on the server: ids that a caller gives, or that earlier responses returned.

use std::collections::{HashMap, HashSet};

use model::api::Parameter;
use serde_json::Value;

use crate::wrapper::{Wrapper, Wrappers};

/// Values that requests use in place of generated ones, by operation.
///
/// A request whose ids are all known must succeed. For a request with a generated id, the server may respond that the
/// resource does not exist.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// By parameter or property name; valid for all operations.
    named: HashMap<String, Value>,
    /// By the index of the operation and of its parameter.
    parameters: HashMap<(usize, usize), Value>,
    /// By the index of the operation and the name of a property of the resource in its body.
    properties: HashMap<(usize, String), Value>,
    /// The properties with the id of the resource that their operation changes.
    own: HashSet<(usize, String)>,
    /// The properties of bodies that resources are in.
    wrappers: Wrappers,
}

impl Known {
    /// The values that a caller gives by the name of a parameter or property.
    pub(crate) fn of(named: &HashMap<String, Value>, wrappers: &Wrappers) -> Self {
        Known { named: named.clone(), wrappers: wrappers.clone(), ..Known::default() }
    }

    /// The property of an operation's body that has the properties with known values.
    pub(crate) fn wrapper(&self, operation: usize) -> Wrapper<'_> {
        self.wrappers.request(operation)
    }

    /// Whether the part at a path in an operation's body is a known value, or in one.
    pub(crate) fn holds(&self, operation: usize, path: &[String]) -> bool {
        let within = self.wrapper(operation).within(path).unwrap_or(path);
        within.first().is_some_and(|name| self.property(operation, name).is_some())
    }

    /// Sets the value of a parameter of an operation.
    pub(crate) fn set_parameter(&mut self, operation: usize, index: usize, value: Value) {
        self.parameters.insert((operation, index), value);
    }

    /// Sets the value of a property of an operation's body.
    pub(crate) fn set_property(&mut self, operation: usize, name: &str, value: Value) {
        self.properties.insert((operation, name.to_owned()), value);
    }

    /// Notes that a property of an operation's body is the id of the resource that the operation changes.
    pub(crate) fn set_own(&mut self, operation: usize, name: &str) {
        self.own.insert((operation, name.to_owned()));
    }

    /// Whether the body of an operation has the id of the resource that the operation changes.
    pub(crate) fn has_own(&self, operation: usize) -> bool {
        self.own.iter().any(|(known, _)| *known == operation)
    }

    /// Whether another value at a path in an operation's body gives the resource another id.
    pub(crate) fn renames(&self, operation: usize, path: &[String]) -> bool {
        let within = self.wrapper(operation).within(path);
        within.is_some_and(|path| matches!(path, [name] if self.own.contains(&(operation, name.clone()))))
    }

    /// Takes back [`set_parameter`](Self::set_parameter).
    pub(crate) fn forget_parameter(&mut self, operation: usize, index: usize) {
        self.parameters.remove(&(operation, index));
    }

    /// Takes back [`set_property`](Self::set_property).
    pub(crate) fn forget_property(&mut self, operation: usize, name: &str) {
        self.properties.remove(&(operation, name.to_owned()));
    }

    /// The value of a parameter: that of [`set_parameter`](Self::set_parameter), else a value given by name.
    pub(crate) fn parameter(&self, operation: usize, index: usize, parameter: &Parameter) -> Option<&Value> {
        self.parameters.get(&(operation, index)).or_else(|| self.named.get(&parameter.wire))
    }

    /// The value of a property of a body: that of [`set_property`](Self::set_property), else a value given by name.
    pub(crate) fn property(&self, operation: usize, name: &str) -> Option<&Value> {
        self.properties.get(&(operation, name.to_owned())).or_else(|| self.named.get(name))
    }
}
