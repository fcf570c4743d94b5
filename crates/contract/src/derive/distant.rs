//! Ids that the runner makes up for requests that a server may act on. Most servers count ids from 1, so a small integer may be the id of a
//! resource that somebody needs.

use model::api::{Location, Operation, Parameter, Segment};
use serde_json::Value;

use super::{Derivation, is_safe};
use crate::known::plain;

/// The distance of an id that nobody created from one that exists. A server that counts its ids does not reach it.
pub(crate) const FAR: u64 = 7_654_321;

/// Whether the operation may act on a resource that the parameter names by an integer: the parameter is in the path, or has a name such as
/// `id` or `ids`.
pub(super) fn names_resource(operation: &Operation, parameter: &Parameter) -> bool {
    !is_safe(&operation.method) && (parameter.location == Location::Path || is_own_id(operation, &parameter.wire))
}

/// Whether a value is an integer that may be the id of a resource, or has such an integer.
pub(super) fn is_near(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(is_near),
        value => distant(value).is_some(),
    }
}

/// A value of a parameter with an integer that no server has counted to. `None` if the schema accepts none, or it is no integer.
pub(super) fn parameter(derivation: &Derivation<'_>, parameter: &Parameter, value: &Value) -> Option<Value> {
    let other = match value {
        Value::Array(elements) => elements.iter().map(|one| distant(one).unwrap_or_else(|| one.clone())).collect(),
        value => distant(value)?,
    };
    Some(other).filter(|other| derivation.schemas.accepts(&parameter.schema, other))
}

/// Replaces the small integers in the properties of a body that may be ids of the operation's own resources, such as `ids` of
/// `/books/bulk-delete`. `is_kept` tells which parts stay, by their paths of properties and indexes. An example of the document stays too.
/// Returns the new body, if the operation may act on them.
pub(super) fn body(
    derivation: &Derivation<'_>,
    schema: &Value,
    body: &Value,
    is_kept: &dyn Fn(&[String]) -> bool,
) -> Option<Value> {
    if is_safe(&derivation.operation.method) {
        return None;
    }
    let mut other = body.clone();
    let walk = Walk { derivation, is_kept };
    walk.part(Some(schema), &mut other, &mut Vec::new());
    (other != *body).then_some(other)
}

struct Walk<'a> {
    derivation: &'a Derivation<'a>,
    is_kept: &'a dyn Fn(&[String]) -> bool,
}

impl Walk<'_> {
    fn part(&self, schema: Option<&Value>, part: &mut Value, path: &mut Vec<String>) {
        let schemas = self.derivation.schemas;
        match part {
            Value::Array(elements) => {
                let items = schema.and_then(|schema| schemas.keyword(schema, "items"));
                for (index, element) in elements.iter_mut().enumerate() {
                    path.push(index.to_string());
                    self.part(items, element, path);
                    path.pop();
                }
            }
            Value::Object(properties) => {
                for (name, part) in properties {
                    let of = schema.and_then(|schema| schemas.property(schema, name));
                    path.push(name.clone());
                    match is_own_id(self.derivation.operation, name) {
                        true => self.id(of, part, path),
                        // Other objects, such as the author of a book, are named and not changed.
                        false if part.is_array() => self.part(of, part, path),
                        false => {}
                    }
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn id(&self, schema: Option<&Value>, part: &mut Value, path: &mut Vec<String>) {
        if let Value::Array(elements) = part {
            let items = schema.and_then(|schema| self.derivation.schemas.keyword(schema, "items"));
            for (index, element) in elements.iter_mut().enumerate() {
                path.push(index.to_string());
                self.id(items, element, path);
                path.pop();
            }
            return;
        }
        let examples = schema.and_then(|schema| self.derivation.schemas.keyword(schema, "examples"));
        let is_example = examples.and_then(Value::as_array).is_some_and(|examples| examples.contains(part));
        let is_known = self.derivation.known.holds(self.derivation.index, path);
        if let Some(other) = distant(part).filter(|_| !is_example && !is_known && !(self.is_kept)(path)) {
            *part = other;
        }
    }
}

/// Another integer, or the text of one, far from those that a server has counted to. `None` if it is far, or no integer.
fn distant(value: &Value) -> Option<Value> {
    let far = |number: u64| (1..FAR).contains(&number).then(|| number + FAR);
    match value {
        Value::Number(number) => far(number.as_u64()?).map(Value::from),
        Value::String(text) => far(text.parse().ok()?).map(|number| number.to_string().into()),
        _ => None,
    }
}

/// Whether a name is that of the ids of the operation's resources: `id`, or the collection of its path in the singular with `id`.
fn is_own_id(operation: &Operation, name: &str) -> bool {
    let name = plain(name);
    let one = name.strip_suffix('s').filter(|one| one.ends_with("id")).unwrap_or(&name);
    let of_collection = |segment: &Segment| match segment {
        Segment::Literal(text) => plain(text).strip_suffix('s').is_some_and(|stem| one == format!("{stem}id")),
        _ => false,
    };
    one == "id" || operation.path.iter().any(of_collection)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{FAR, is_safe};
    use crate::chain::cases;
    use crate::credential::Credentials;
    use crate::derive::Group;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Folders, version: 1.0.0}
paths:
  /folders/bulk-delete:
    post:
      operationId: deleteFolders
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [ids], properties: {ids: {type: array, minItems: 1, maxItems: 5, items: {type: integer, minimum: 1}}, note: {type: string}}}}}}
      responses: {'204': {description: Deleted.}, '400': {description: Rejected.}}
  /folders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get: {operationId: getFolder, responses: {'204': {description: One.}}}
    put:
      operationId: putFolder
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
      responses: {'204': {description: Stored.}}
    delete:
      operationId: deleteFolder
      parameters: [{name: force, in: query, schema: {type: boolean}}]
      responses: {'204': {description: Deleted.}}
  /shelves/{id}:
    delete:
      operationId: deleteShelf
      parameters: [{name: id, in: path, required: true, schema: {type: integer, example: 7}}]
      responses: {'204': {description: Deleted.}}
";

    /// A lenient server acts on rejected requests too.
    #[test]
    fn no_unsafe_request_has_a_small_id() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("folders.yaml", DOCUMENT))?;
        let may_exist = |number: u64| (1..FAR).contains(&number);
        let cases = cases(&api, &Credentials::default());
        let acting = cases.iter().filter(|case| !is_safe(&case.request.method) && case.group != Group::Routing);
        for case in acting.clone().filter(|case| case.request.path != "/shelves/7") {
            let id = case.request.path.rsplit('/').next().and_then(|id| id.parse().ok());
            assert!(!id.is_some_and(may_exist), "{}: {}", case.id, case.request.path);
            let body: Value = serde_json::from_slice(&case.request.body).unwrap_or_default();
            let ids = body["ids"].as_array().into_iter().flatten().chain(body.get("id"));
            let near: Vec<&Value> = ids.filter(|id| id.as_u64().is_some_and(may_exist)).collect();
            assert_eq!(near, Vec::<&Value>::new(), "{}: {body}", case.id);
        }
        let ids: Vec<&str> = acting.map(|case| case.id.as_str()).collect();
        for id in ["accepted/deleteFolders/body-ids-at-maxItems", "rejected/deleteFolders/body-ids-too-many"] {
            assert!(ids.contains(&id), "{ids:?}");
        }
        // The document shows the id of a resource that exists.
        assert!(cases.iter().any(|case| case.request.path == "/shelves/7"));
        Ok(())
    }
}
