//! Ids that the runner makes up for requests that a server may act on. Most servers count ids from 1, so a small integer may be the id of a
//! resource that somebody needs.

use model::api::{Location, Parameter};
use serde_json::Value;

use super::naming::Naming;
use super::{Derivation, is_safe};
use crate::known::plain;
use crate::schemas::kind;
use crate::schemas::{Schemas, whole};
use crate::synthesize::json_integer;

/// The distance of an id that nobody created from one that exists. A server that counts its ids does not reach it.
pub(crate) const FAR: u64 = 7_654_321;
/// The text of a number that is no integer, as far.
pub(super) const FAR_FRACTION: &str = "7654321.5";

/// Whether the operation may act on a resource that the parameter names by an integer: the parameter is in the path, or has a name such as
/// `id` or `ids`.
pub(super) fn names_resource(derivation: &Derivation<'_>, parameter: &Parameter) -> bool {
    let operation = derivation.operation;
    let is_name = || Naming::new(derivation.api, operation).names(&parameter.wire);
    !is_safe(&operation.method) && (parameter.location == Location::Path || is_name())
}

/// The values of parameters, for an undocumented method that is not safe: made-up numbers in the path are far.
pub(super) fn values(derivation: &Derivation<'_>, mut values: Vec<(usize, Value)>) -> Vec<(usize, Value)> {
    for (index, value) in &mut values {
        let of = &derivation.operation.parameters[*index];
        let may_move = of.location == Location::Path && is_made_up(derivation, *index, of, value);
        if let Some(other) = may_move.then(|| parameter(derivation, of, value)).flatten() {
            *value = other;
        }
    }
    values
}

/// Whether the runner made up the value of a parameter, and no example of the document has it.
pub(super) fn is_made_up(derivation: &Derivation<'_>, index: usize, parameter: &Parameter, value: &Value) -> bool {
    let is_known = derivation.known.parameter(derivation.index, index, parameter).is_some();
    !is_known && !parameter.has_example && !is_example(derivation.schemas, &parameter.schema, value)
}

/// Whether a value is an example of its schema, or a list whose elements are.
fn is_example(schemas: &Schemas, schema: &Value, value: &Value) -> bool {
    let examples = schemas.keyword(schema, "examples").and_then(Value::as_array);
    let of_elements = || {
        let (items, elements) = (schemas.keyword(schema, "items")?, value.as_array()?);
        Some(!elements.is_empty() && elements.iter().all(|element| is_example(schemas, items, element)))
    };
    examples.is_some_and(|examples| examples.contains(value)) || of_elements().unwrap_or_default()
}

/// Whether a server may read a value as the id of a resource: it is a small number, or has one.
pub(super) fn is_near(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(is_near),
        // Libraries that convert values take it for 1.
        Value::Bool(is) => *is,
        value => distant(value).is_some(),
    }
}

/// A value of a parameter with a number that no server has counted to. `None` if the schema accepts none, or it is no such number.
pub(super) fn parameter(derivation: &Derivation<'_>, parameter: &Parameter, value: &Value) -> Option<Value> {
    let schemas = derivation.schemas;
    match value {
        Value::Array(elements) => {
            let items = schemas.keyword(&parameter.schema, "items")?;
            let far = |one: &Value| accepted(schemas, items, one).unwrap_or_else(|| one.clone());
            let other: Value = elements.iter().map(far).collect();
            Some(other).filter(|other| other != value && schemas.accepts(&parameter.schema, other))
        }
        value => accepted(schemas, &parameter.schema, value),
    }
}

/// A value that a schema accepts, and that is far from the ids that a server has counted to: else its maximum.
fn accepted(schemas: &Schemas, schema: &Value, value: &Value) -> Option<Value> {
    let far = distant(value)?;
    let most = || whole(schemas.keyword(schema, "maximum")?, false).and_then(json_integer);
    let is_fit = |other: &Value| schemas.accepts(schema, other);
    Some(far).filter(is_fit).or_else(|| most().filter(|most| value.is_number() && is_fit(most)))
}

/// Replaces the small numbers in the properties of a body that may be ids of the operation's own resources, such as `ids` of
/// `/books/bulk-delete`. See [`Naming`]. `is_kept` tells which parts stay, by their paths of properties and indexes. An example of the document stays too.
/// Returns the new body, if it is another one.
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
    let mut distancing = Distancing::new(derivation, is_kept);
    distancing.root(Some(schema), &mut other);
    (other != *body).then_some(other)
}

/// Whether a body has such a number in such a place, or `true`.
pub(super) fn names_near(
    derivation: &Derivation<'_>,
    schema: &Value,
    body: &Value,
    is_kept: &dyn Fn(&[String]) -> bool,
) -> bool {
    if is_safe(&derivation.operation.method) {
        return false;
    }
    let mut distancing = Distancing::new(derivation, is_kept);
    distancing.root(Some(schema), &mut body.clone());
    distancing.is_near
}

/// Replaces the numbers of a body while it walks over it.
struct Distancing<'a> {
    derivation: &'a Derivation<'a>,
    naming: Naming<'a>,
    is_kept: &'a dyn Fn(&[String]) -> bool,
    /// Whether a part stays although it may be the id of a resource.
    is_near: bool,
}

impl<'a> Distancing<'a> {
    fn new(derivation: &'a Derivation<'a>, is_kept: &'a dyn Fn(&[String]) -> bool) -> Self {
        Distancing { derivation, naming: Naming::new(derivation.api, derivation.operation), is_kept, is_near: false }
    }

    fn root(&mut self, schema: Option<&Value>, body: &mut Value) {
        match body {
            Value::Array(elements) if elements.iter().any(Value::is_object) => {
                self.part(schema, body, &mut Vec::new(), true);
            }
            // The elements of a list are what the operation is about, and so is a value in place of it.
            body if schema.is_some_and(|schema| kind(self.derivation.schemas, schema) == Some("array")) => {
                self.id(schema, body, &mut Vec::new());
            }
            body => self.part(schema, body, &mut Vec::new(), true),
        }
    }

    /// `is_own` says that the part is not inside an object that may be another resource, such as the author of a book.
    fn part(&mut self, schema: Option<&Value>, part: &mut Value, path: &mut Vec<String>, is_own: bool) {
        let schemas = self.derivation.schemas;
        match part {
            Value::Array(elements) => {
                let items = schema.and_then(|schema| schemas.keyword(schema, "items"));
                for (index, element) in elements.iter_mut().enumerate() {
                    path.push(index.to_string());
                    self.part(items, element, path, is_own);
                    path.pop();
                }
            }
            Value::Object(properties) => {
                for (name, part) in properties {
                    let of = schema.and_then(|schema| schemas.property(schema, name));
                    path.push(name.clone());
                    match self.naming.names(name) && !part.is_object() {
                        true if is_own || part.is_array() || plain(name) != "id" => self.id(of, part, path),
                        _ => {
                            let stays_own = is_own && (!part.is_object() || self.naming.is_noun(name));
                            self.part(of, part, path, stays_own);
                        }
                    }
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn id(&mut self, schema: Option<&Value>, part: &mut Value, path: &mut Vec<String>) {
        let schemas = self.derivation.schemas;
        let is_example = schema.is_some_and(|schema| is_example(schemas, schema, part));
        let is_known = self.derivation.known.holds(self.derivation.index, path);
        if is_example || is_known || (self.is_kept)(path) {
            return;
        }
        if let Value::Array(elements) = part {
            let items = schema.and_then(|schema| schemas.keyword(schema, "items"));
            for (index, element) in elements.iter_mut().enumerate() {
                path.push(index.to_string());
                self.id(items, element, path);
                path.pop();
            }
            return;
        }
        // A value that the schema rejects stays rejected.
        let is_valid = schema.is_none_or(|schema| schemas.accepts(schema, part));
        let other = match schema.filter(|_| is_valid) {
            Some(schema) => accepted(schemas, schema, part),
            None => distant(part),
        };
        match other {
            Some(other) => *part = other,
            None => self.is_near |= is_near(part),
        }
    }
}

/// A value like an invalid one that no server reads as the id of a resource: a far number, or `false`. `None` if it is such a value.
pub(super) fn of_nobody(value: &Value) -> Option<Value> {
    if *value == Value::Bool(true) { Some(false.into()) } else { distant(value) }
}

/// Another number, or the text of one, far from those that a server has counted to. `None` if it is far, or no number.
fn distant(value: &Value) -> Option<Value> {
    let is_close = |number: f64| number >= 1.0 && number < FAR as f64;
    match value {
        Value::Number(number) => match number.as_u64() {
            Some(number) => (1..FAR).contains(&number).then(|| (number + FAR).into()),
            None => number.as_f64().filter(|number| is_close(*number)).map(|number| (number + FAR as f64).into()),
        },
        Value::String(text) => {
            let number: u64 = text.parse().ok()?;
            (1..FAR).contains(&number).then(|| (number + FAR).to_string().into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{FAR, is_safe};
    use crate::chain::cases;
    use crate::credential::Credentials;

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
  /categories/bulk-delete:
    post:
      operationId: deleteCategories
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [filter], properties: {filter: {type: object, required: [category_ids], properties: {category_ids: {type: array, minItems: 1, items: {type: integer, minimum: 1, maximum: 9999}}}}}}}}}
      responses: {'204': {description: Deleted.}}
  /notes/bulk-delete:
    post:
      operationId: deleteNotes
      requestBody: {required: true, content: {application/json: {schema: {type: array, minItems: 1, items: {type: integer, minimum: 1}}}}}
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
        // 9999 is the greatest id that the schema accepts.
        let may_exist = |number: f64| (1.0..FAR as f64).contains(&number) && number != 9999.0;
        let may_be_id = |id: &Value| match id {
            Value::Bool(is) => *is,
            Value::String(text) => text.parse().is_ok_and(may_exist),
            id => id.as_f64().is_some_and(may_exist),
        };
        let cases = cases(&api, &Credentials::default());
        let acting = cases.iter().filter(|case| !is_safe(&case.request.method));
        for case in acting.clone().filter(|case| case.request.path != "/shelves/7") {
            let id = case.request.path.rsplit('/').next().and_then(|id| id.parse().ok());
            assert!(!id.is_some_and(may_exist), "{}: {}", case.id, case.request.path);
            let body: Value = serde_json::from_slice(&case.request.body).unwrap_or_default();
            let named = [&body["ids"], &body["id"], &body["filter"]["category_ids"]];
            let whole = (case.request.path == "/notes/bulk-delete").then_some(&body);
            let ids = named.into_iter().chain(whole).flat_map(|ids| match ids.as_array() {
                Some(elements) => elements.iter().collect(),
                None => vec![ids],
            });
            let near: Vec<&Value> = ids.filter(|id| may_be_id(id)).collect();
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

    /// Operations that act on resources that their parameters and bodies name.
    const ACTING: &str = "
openapi: 3.1.0
info: {title: Users, version: 1.0.0}
paths:
  /sessions:
    delete:
      operationId: endSessions
      parameters: [{name: user_id, in: query, required: true, schema: {type: integer, minimum: 1}}, {name: X-Device-Id, in: header, required: true, schema: {type: integer, minimum: 1}}]
      responses: &done {'204': {description: Done.}, '400': {description: Rejected.}}
  /users/merge:
    post: {operationId: merge, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [sourceId, targetId], properties: {sourceId: &id {type: integer, minimum: 1}, targetId: *id, reason: {type: string}}}}}}, responses: *done}
  /user/bulk-delete:
    post: {operationId: deleteUsers, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [userIds], properties: {userIds: {type: array, minItems: 1, items: *id}}}}}}, responses: *done}
  /users:bulkDelete:
    post: {operationId: deleteMore, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [users], properties: {users: {type: array, minItems: 1, items: *id}}}}}}, responses: *done}
  /purchase-orders/cancel:
    post: {operationId: cancel, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [order], properties: {order: *id, priority: {type: integer, minimum: 1, maximum: 5}}}}}}, responses: *done}
  /rooms/release:
    put: {operationId: release, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [roomNumber, bookingNo], properties: {roomNumber: *id, bookingNo: *id}}}}}, responses: *done}
  /loans:
    post: {operationId: lend, requestBody: {required: true, content: {application/json: {schema: {type: object, required: [bookId], properties: {bookId: *id}}}}}, responses: *done}
";

    /// The small numbers in the parts of a request that name resources, and in the others.
    fn small_numbers(request: &crate::Request) -> (Vec<String>, Vec<String>) {
        let mut found = Vec::new();
        let mut open = vec![(String::new(), serde_json::from_slice(&request.body).unwrap_or_default())];
        while let Some((name, part)) = open.pop() {
            match part {
                Value::Object(properties) => open.extend(properties),
                Value::Array(elements) => open.extend(elements.into_iter().map(|element| (name.clone(), element))),
                part => found.push((name, part.to_string().trim_matches('"').to_owned())),
            }
        }
        let headers = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-device-id"));
        found.extend(request.query.iter().chain(headers).cloned());
        let is_small = |(_, text): &(String, String)| {
            text.parse::<f64>().is_ok_and(|number| (1.0..FAR as f64).contains(&number)) || text == "true"
        };
        found.retain(is_small);
        const IDS: [&str; 10] = [
            "user_id",
            "x-device-id",
            "sourceid",
            "targetid",
            "userids",
            "users",
            "order",
            "roomnumber",
            "bookingno",
            "bookid",
        ];
        let is_id = |name: &String| IDS.contains(&name.to_lowercase().as_str());
        found.into_iter().map(|(name, _)| name).partition(is_id)
    }

    #[test]
    fn requests_that_act_on_resources_have_no_small_id() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("users.yaml", ACTING))?;
        let cases = cases(&api, &Credentials::default());
        let acting = cases.iter().filter(|case| case.operation.is_some() && !is_safe(&case.request.method));
        let (of_loans, of_others): (Vec<_>, Vec<_>) = acting.partition(|case| case.request.path == "/loans");
        for case in &of_others {
            let body = String::from_utf8_lossy(&case.request.body);
            assert_eq!(small_numbers(&case.request).0, Vec::<String>::new(), "{}: {body}", case.id);
        }
        // A number that names nothing stays, and so does the id of a resource that a new one is about.
        assert!(of_others.iter().any(|case| !small_numbers(&case.request).1.is_empty()));
        assert!(of_loans.iter().any(|case| small_numbers(&case.request).0 == ["bookId"]));
        Ok(())
    }
}
