//! Operations that return a list, and their pages.

use model::Api;
use model::api::Integer;
use model::api::{Operation, Segment};
use model::listing::words::plain;
use serde_json::Value;

use super::wrap::only_object;
use super::{IdSource, is_same_path};
use crate::schemas::{Schemas, kind};
use crate::wrapper::Wrapper;

/// An operation that returns the resources of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// The index of the operation.
    pub operation: usize,
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The property of an element that the resource is in. `None` if the element is the resource.
    pub wrapper: Option<String>,
    /// The property of the resource that holds the id.
    pub id: String,
}

impl List {
    /// The property of an element that the resource is in.
    pub(crate) fn wrapper(&self) -> Wrapper<'_> {
        Wrapper(self.wrapper.as_deref())
    }
}

/// The largest page that is requested.
const LARGE_PAGE: u64 = 100;

/// The number of elements from which a list may be one page of several, where the document does not bound its pages.
pub(crate) const MAY_BE_PAGE: u64 = 10;

/// The sizes of the pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// The index of the parameter for the size of a page.
    pub limit: usize,
    /// The smallest size that is requested.
    pub least: u64,
    /// The largest size that is requested.
    pub most: u64,
    /// Whether the document has a largest size. Otherwise a server may return smaller pages than are requested.
    pub is_bounded: bool,
}

impl Sizes {
    /// The sizes that a parameter of an operation accepts. Bounds may be exclusive, and `multipleOf` may exclude sizes between them.
    pub(crate) fn of(schemas: &Schemas, operation: &Operation, limit: usize) -> Option<Self> {
        let schema = &operation.parameters[limit].schema;
        let is_valid = |size: &u64| schemas.accepts(schema, &(*size).into());
        let least = (1..=LARGE_PAGE).find(is_valid)?;
        let most = (least..=LARGE_PAGE).rev().find(is_valid)?;
        let bound = |key: &str| schemas.keyword(schema, key).and_then(Value::as_f64);
        let is_listed = ["enum", "const"].iter().any(|key| schemas.keyword(schema, key).is_some());
        // Each format has a maximum of its own.
        let format = schemas.keyword(schema, "format").and_then(Value::as_str).and_then(Integer::of_format);
        let of_format = format.and_then(|integer| integer.ends().1.as_f64());
        let is_written = schemas.has_written_bound(schema, "maximum");
        let is_bounded = is_listed
            || bound("exclusiveMaximum").is_some_and(|bound| bound < f64::from(i32::MAX))
            || bound("maximum")
                .is_some_and(|bound| bound < f64::from(i32::MAX) && (is_written || of_format != Some(bound)));
        Some(Sizes { limit, least, most, is_bounded })
    }

    /// The parameter with the largest size.
    pub(crate) fn largest(self) -> (usize, u64) {
        (self.limit, self.most)
    }
}

/// The operation that lists a collection, if its elements have the id.
pub(super) fn list(
    api: &Api,
    schemas: &Schemas,
    collection: &[Segment],
    parameter: &str,
    source: &IdSource,
) -> Option<List> {
    let is_it = |operation: &Operation| {
        operation.method == "GET" && operation.is_served && is_same_path(&operation.path, collection)
    };
    let operation = api.operations.iter().position(is_it)?;
    let (pointer, items) = array(schemas, &api.operations[operation])?;
    let own = source.property();
    let id = |of: &Value| {
        let mut names = [own.as_deref(), Some(parameter), Some("id")].into_iter().flatten();
        let properties = schemas.properties(of);
        names.find(|name| properties.iter().any(|(known, _)| known == name)).map(str::to_owned)
    };
    if let Some(id) = id(items) {
        return Some(List { operation, pointer, wrapper: None, id });
    }
    let (wrapper, of) = only_object(schemas, items)?;
    // Other objects of an element, such as an author, have an `id` too.
    let id = id(of).filter(|id| id != "id" || schemas.properties(items).len() == 1)?;
    Some(List { operation, pointer, wrapper: Some(wrapper.to_owned()), id })
}

/// The place of the array in the success of an operation, and the schema of its elements: the body itself, or the only
/// property that is an array of the object that holds the list.
pub(super) fn array<'s>(schemas: &'s Schemas, operation: &'s Operation) -> Option<(String, &'s Value)> {
    let (outer, schema) = objects(schemas, operation).pop()?;
    if kind(schemas, schema) == Some("array") {
        return Some((outer, schemas.keyword(schema, "items")?));
    }
    let mut arrays = arrays(schemas, schema).into_iter();
    let (name, property) = arrays.next()?;
    let items = schemas.keyword(property, "items")?;
    arrays.next().is_none().then(|| (format!("{outer}/{}", model::pointer::encode(name)), items))
}

/// JSON Pointers to the objects around a list in the success of an operation, and their schemas. The last one holds the list: the body, or
/// `data` of `{"code": 0, "data": {"list": [], "total": 0}}`.
pub(super) fn objects<'s>(schemas: &'s Schemas, operation: &'s Operation) -> Vec<(String, &'s Value)> {
    let Some(body) = success_schema(operation) else { return Vec::new() };
    let inner = (kind(schemas, body) == Some("object")).then(|| holder(schemas, body)).flatten();
    let inner = inner.map(|(name, of)| (format!("/{}", model::pointer::encode(name)), of));
    std::iter::once((String::new(), body)).chain(inner).collect()
}

/// Names of properties with objects that describe a body, and do not hold its list.
const BESIDE: [&str; 14] = [
    "_links",
    "_meta",
    "aggregations",
    "errors",
    "facets",
    "included",
    "info",
    "links",
    "meta",
    "metadata",
    "page",
    "pagination",
    "paging",
    "warnings",
];

/// The only object in a body without arrays, if it has a list of objects. One with an id is a resource.
fn holder<'s>(schemas: &'s Schemas, body: &'s Value) -> Option<(&'s str, &'s Value)> {
    let is_beside = |name: &str| BESIDE.contains(&name.to_ascii_lowercase().as_str());
    let is_list = |(_, array): &(&str, &Value)| {
        schemas.keyword(array, "items").is_some_and(|items| kind(schemas, items) == Some("object"))
    };
    if !arrays(schemas, body).is_empty() {
        return None;
    }
    let of_body = schemas.properties(body).into_iter();
    let mut objects = of_body.filter(|(name, of)| kind(schemas, of) == Some("object") && !is_beside(name));
    let (name, of) = objects.next().filter(|_| objects.next().is_none())?;
    let has_id = schemas.properties(of).iter().any(|(name, _)| plain(name) == "id");
    let is_holder = !has_id && matches!(arrays(schemas, of).as_slice(), [list] if is_list(list) && !is_beside(list.0));
    is_holder.then_some((name, of))
}

/// The properties of an object that are arrays.
fn arrays<'s>(schemas: &'s Schemas, of: &'s Value) -> Vec<(&'s str, &'s Value)> {
    let properties = schemas.properties(of).into_iter();
    properties.filter(|(_, property)| kind(schemas, property) == Some("array")).collect()
}

/// The schemas around the elements of a list: of the objects and of the arrays in them.
pub(super) fn around<'s>(schemas: &'s Schemas, operation: &'s Operation) -> Vec<&'s Value> {
    let objects = objects(schemas, operation).into_iter().map(|(_, object)| object);
    let with_arrays =
        |object: &'s Value| std::iter::once(object).chain(arrays(schemas, object).into_iter().map(|(_, array)| array));
    objects.flat_map(with_arrays).collect()
}

/// The schema of the body of a success.
pub(super) fn success_schema(operation: &Operation) -> Option<&Value> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    successes.flat_map(|response| &response.contents).find_map(|content| content.schema.as_ref())
}

/// The elements of a list in a body.
pub(crate) fn items(body: &Value, pointer: &str) -> Option<Vec<Value>> {
    body.pointer(pointer)?.as_array().cloned()
}

#[cfg(test)]
mod tests {
    use super::Sizes;
    use crate::schemas::Schemas;

    #[test]
    fn a_list_of_sizes_is_a_bound() -> Result<(), model::Problems> {
        for (schema, expected) in [
            ("{type: integer, enum: [10, 25]}", Some((10, 25, true))),
            ("{type: integer, maximum: 25}", Some((1, 25, true))),
            ("{type: integer, format: int32}", Some((1, 100, false))),
            ("{type: string}", None),
        ] {
            let document = format!(
                "openapi: 3.1.0\ninfo: {{title: Notes, version: 1.0.0}}\npaths:\n  /notes:\n    get:\n      operationId: listNotes\n      parameters: [{{name: limit, in: query, schema: {schema}}}]\n      responses: {{'200': {{description: Notes.}}}}\n"
            );
            let (api, _) = model::resolve(&model::Source::new("notes.yaml", document))?;
            let sizes = Sizes::of(&Schemas::new(&api), &api.operations[0], 0);
            assert_eq!(sizes.map(|sizes| (sizes.least, sizes.most, sizes.is_bounded)), expected, "{schema}");
        }
        Ok(())
    }
}
