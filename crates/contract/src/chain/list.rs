//! Operations that return a list, and their pages.

use model::Api;
use model::api::{Location, Operation, Parameter, Segment, Text};
use serde_json::Value;

use super::{IdSource, is_same_path};
use crate::schemas::Schemas;
use crate::synthesize::kind;

/// An operation that returns the resources of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List {
    /// The index of the operation.
    pub operation: usize,
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The property of an element that holds the id.
    pub id: String,
}

/// The parameters of a list that select a page, by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The number of elements of a page.
    pub limit: Option<usize>,
    /// The number of elements before the page.
    pub offset: Option<usize>,
    /// Whether another parameter selects a page.
    pub has_other: bool,
}

/// Names of parameters for the number of elements of a page.
const LIMITS: [&str; 9] =
    ["limit", "page_size", "pagesize", "per_page", "perpage", "max_results", "maxresults", "first", "top"];
/// Names of parameters for the number of elements before a page.
const OFFSETS: [&str; 3] = ["offset", "skip", "$skip"];
/// Names of parameters that select a page in other ways.
const OTHERS: [&str; 12] = [
    "page",
    "page_number",
    "pagenumber",
    "page_token",
    "pagetoken",
    "cursor",
    "after",
    "before",
    "since",
    "start",
    "next",
    "continuation",
];

impl Paging {
    /// The parameters of an operation that select a page. A parameter is taken if its name says so and it is an optional integer;
    /// none is taken for a purpose that two parameters have.
    pub(crate) fn of(operation: &Operation) -> Self {
        let named = |names: &[&str]| {
            let is_it = |parameter: &Parameter| {
                let name = parameter.wire.trim_start_matches('$').to_ascii_lowercase();
                parameter.location == Location::Query && names.contains(&name.as_str())
            };
            let found = operation.parameters.iter().enumerate().filter(|(_, parameter)| is_it(parameter));
            found.map(|(index, _)| index).collect::<Vec<usize>>()
        };
        let is_integer = |index: &usize| {
            let parameter = &operation.parameters[*index];
            parameter.text == Text::Integer && parameter.is_plain() && parameter.array.is_none()
        };
        let one = |found: Vec<usize>| match found.as_slice() {
            [index] => Some(*index).filter(is_integer),
            _ => None,
        };
        Paging { limit: one(named(&LIMITS)), offset: one(named(&OFFSETS)), has_other: !named(&OTHERS).is_empty() }
    }
}

/// The largest page that is requested.
const LARGE_PAGE: u64 = 100;

/// The smallest and the largest size of a page that is requested. Bounds may be exclusive, and `multipleOf` may exclude sizes between
/// them.
pub(crate) fn page_sizes(schemas: &Schemas, limit: &Parameter) -> Option<(u64, u64)> {
    let is_valid = |size: &u64| schemas.accepts(&limit.schema, &(*size).into());
    let least = (1..=LARGE_PAGE).find(is_valid)?;
    let most = (least..=LARGE_PAGE).rev().find(is_valid)?;
    Some((least, most))
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
    let own = match source {
        IdSource::Body(pointer) => pointer.rsplit('/').next().map(model::pointer::decode),
        IdSource::Header(_) | IdSource::Location => None,
    };
    let mut names = [own.as_deref(), Some(parameter), Some("id")].into_iter().flatten();
    let properties = schemas.properties(items);
    let id = names.find(|name| properties.iter().any(|(known, _)| known == name))?.to_owned();
    Some(List { operation, pointer, id })
}

/// The place of the array in the success of an operation, and the schema of its elements: the body itself, or its only
/// property that is an array.
pub(super) fn array<'s>(schemas: &'s Schemas, operation: &'s Operation) -> Option<(String, &'s Value)> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let schema = successes.flat_map(|response| &response.contents).find_map(|content| content.schema.as_ref())?;
    if kind(schemas, schema) == Some("array") {
        return Some((String::new(), schemas.keyword(schema, "items")?));
    }
    let mut arrays =
        schemas.properties(schema).into_iter().filter(|(_, property)| kind(schemas, property) == Some("array"));
    let (name, property) = arrays.next()?;
    let items = schemas.keyword(property, "items")?;
    arrays.next().is_none().then(|| (format!("/{}", model::pointer::encode(name)), items))
}

/// The elements of a list in a body.
pub(crate) fn items(body: &Value, pointer: &str) -> Option<Vec<Value>> {
    body.pointer(pointer)?.as_array().cloned()
}
