//! Values of resources that exist on the server: ids that a caller gives, or that earlier responses returned.

use std::collections::{BTreeMap, HashMap, HashSet};

use model::Api;
use model::api::Parameter;
use serde_json::Value;

use crate::schemas::Schemas;
use crate::wrapper::{Wrapper, Wrappers};

/// The step of a path to each element of a list.
pub(crate) const ELEMENT: &str = "[]";

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
    /// By the index of the operation and the place inside a property of its body. A list has one value for each element.
    places: BTreeMap<(usize, Vec<String>), Vec<Value>>,
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
        let is_place = |place: &[String]| path.get(..place.len()).is_some_and(|start| is_at(place, start));
        self.is_given(path)
            || within.first().is_some_and(|name| self.property(operation, name).is_some())
            || self.places(operation).any(|(place, _)| is_place(place))
    }

    /// Whether a caller gives the value of the property at a path by its name.
    pub(crate) fn is_given(&self, path: &[String]) -> bool {
        path.last().is_some_and(|name| self.named(name).is_some())
    }

    /// Whether the part at a path in an operation's body has known values inside properties, is one, or is in one.
    pub(crate) fn holds_inside(&self, operation: usize, path: &[String]) -> bool {
        let is_near = |place: &[String]| {
            let shared = place.len().min(path.len());
            is_at(&place[..shared], &path[..shared])
        };
        self.is_given(path) || self.places(operation).any(|(place, _)| is_near(place))
    }

    /// The known values inside properties of an operation's body.
    pub(crate) fn places(&self, operation: usize) -> impl Iterator<Item = (&[String], &[Value])> {
        let own = self.places.iter().filter(move |((at, _), _)| *at == operation);
        own.map(|((_, place), values)| (place.as_slice(), values.as_slice()))
    }

    /// Sets the values of a place inside a property of an operation's body.
    pub(crate) fn set_place(&mut self, operation: usize, place: &[String], values: Vec<Value>) {
        self.places.insert((operation, place.to_vec()), values);
    }

    /// Takes back [`set_place`](Self::set_place).
    pub(crate) fn forget_place(&mut self, operation: usize, place: &[String]) {
        self.places.remove(&(operation, place.to_vec()));
    }

    /// The value that a caller gives by the name of a parameter or property. Case, `_` and `-` do not count where only one name fits.
    pub(crate) fn named(&self, name: &str) -> Option<&Value> {
        let similar = || {
            let mut found = self.named.iter().filter(|(known, _)| plain(known) == plain(name));
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| value)
        };
        self.named.get(name).or_else(similar)
    }

    /// Whether a caller gives values.
    pub(crate) fn has_named(&self) -> bool {
        !self.named.is_empty()
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

    /// Whether a body of an operation is an object without the id of the resource that the operation changes.
    pub(crate) fn lacks_own(&self, operation: usize, body: &Value) -> bool {
        let object = self.wrapper(operation).value(body.clone());
        let own = self.own.iter().filter(|(of, _)| *of == operation);
        object.as_object().is_some_and(|object| own.into_iter().any(|(_, name)| !object.contains_key(name)))
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
        self.parameters.get(&(operation, index)).or_else(|| self.named(&parameter.wire))
    }

    /// Whether the value of a parameter is the id of a resource that the run created.
    pub(crate) fn is_created(&self, operation: usize, index: usize) -> bool {
        self.parameters.contains_key(&(operation, index))
    }

    /// The value of a property of a body: that of [`set_property`](Self::set_property), else a value given by name.
    pub(crate) fn property(&self, operation: usize, name: &str) -> Option<&Value> {
        self.properties.get(&(operation, name.to_owned())).or_else(|| self.named(name))
    }
}

/// The names that no parameter and no property of a body has, in order.
pub(crate) fn unmatched<'v>(api: &Api, schemas: &Schemas, given: impl Iterator<Item = &'v String>) -> Vec<&'v str> {
    let mut names: HashSet<String> = HashSet::new();
    let mut seen = HashSet::new();
    for operation in &api.operations {
        names.extend(operation.parameters.iter().map(|parameter| plain(&parameter.wire)));
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        contents.for_each(|content| add_properties(schemas, &content.schema, &mut names, &mut seen));
    }
    let mut out: Vec<&str> = given.map(String::as_str).filter(|name| !names.contains(&plain(name))).collect();
    out.sort_unstable();
    out
}

/// Adds the names of all properties in a schema, and in those that it refers to.
fn add_properties(schemas: &Schemas, schema: &Value, names: &mut HashSet<String>, seen: &mut HashSet<String>) {
    match schema {
        Value::Object(object) => {
            let properties = object.get("properties").and_then(Value::as_object).into_iter().flatten();
            names.extend(properties.map(|(name, _)| plain(name)));
            let target = object.get("$ref").and_then(Value::as_str).and_then(|reference| schemas.definition(reference));
            if let Some((name, target)) = target
                && seen.insert(name)
            {
                add_properties(schemas, target, names, seen);
            }
            object.values().for_each(|part| add_properties(schemas, part, names, seen));
        }
        Value::Array(parts) => parts.iter().for_each(|part| add_properties(schemas, part, names, seen)),
        _ => {}
    }
}

/// A name without case, `_` and `-`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The plain names that a plain one may be the plural of, and the name itself.
pub(crate) fn singulars(plain: &str) -> Vec<String> {
    let ends = [("ies", "y"), ("es", ""), ("s", ""), ("", "")];
    ends.iter().filter_map(|(plural, one)| Some(format!("{}{one}", plain.strip_suffix(plural)?))).collect()
}

/// Whether a path of properties and indexes leads to a place.
pub(crate) fn is_at(place: &[String], path: &[String]) -> bool {
    let is_step = |(of, step): (&String, &String)| match of.as_str() {
        ELEMENT => step.bytes().all(|byte| byte.is_ascii_digit()),
        of => of == step,
    };
    place.len() == path.len() && place.iter().zip(path).all(is_step)
}

#[cfg(test)]
mod tests {
    use super::{Schemas, unmatched};

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Orders, version: 1.0.0}
paths:
  /orders/{orderId}:
    put:
      operationId: putOrder
      parameters: [{name: orderId, in: path, required: true, schema: {type: integer}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'204': {description: Stored.}}
components:
  schemas:
    Order: {type: object, properties: {lines: {type: array, items: {$ref: '#/components/schemas/Line'}}}}
    Line: {type: object, properties: {product_id: {type: integer}, order: {$ref: '#/components/schemas/Order'}}}
";

    #[test]
    fn names_of_parameters_and_inner_properties_are_known() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("orders.yaml", DOCUMENT))?;
        let given = ["orderId", "order_id", "productId", "lines", "product", "orders"].map(str::to_owned);
        assert_eq!(unmatched(&api, &Schemas::new(&api), given.iter()), ["orders", "product"]);
        Ok(())
    }
}
