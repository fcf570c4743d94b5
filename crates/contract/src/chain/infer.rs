//! Finds the resources of a document. Where two operations, paths or properties are equally likely, there is no resource.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use model::Api;
use model::api::{Location, Operation, Parameter, Segment};
use serde_json::Value;

use super::list::{list, success_schema};
use super::wrap::only_object;
use super::{Evidence, IdSource, Resource, is_same_path, without_slash};
use crate::schemas::{Schemas, kind};

/// The path of one resource, the parameter of its id, and the place of the id in the response of the operation that creates it.
#[derive(Clone, PartialEq)]
struct ResourcePath {
    path: Vec<Segment>,
    id: String,
    source: IdSource,
}

/// All resources.
pub(super) fn resources(api: &Api, schemas: &Schemas) -> Vec<Resource> {
    let mut out: Vec<Resource> = Vec::new();
    for (create, operation) in api.operations.iter().enumerate() {
        let is_collection = matches!(without_slash(&operation.path).last(), Some(Segment::Literal(_)));
        if operation.method != "POST" || !operation.is_served || !is_collection || !operation.fixed_query.is_empty() {
            continue;
        }
        let linked = from_links(api, operation).map(|item| (item, Evidence::Link));
        let Some((item, evidence)) = linked.or_else(|| Some((from_paths(api, schemas, operation)?, Evidence::Paths)))
        else {
            continue;
        };
        let of_item = |method: &str| on(api, &item.path, method);
        out.push(Resource {
            create,
            read: of_item("GET"),
            list: list(api, schemas, &operation.path, &item.id, &item.source),
            replace: of_item("PUT"),
            change: of_item("PATCH"),
            delete: of_item("DELETE"),
            actions: actions(api, &item.path),
            item: item.path,
            id: item.id,
            source: item.source,
            evidence,
        });
    }
    // Two operations that create the same kind of resource: the one of its collection.
    let is_other = |resource: &Resource, others: &[Resource]| {
        let same = others.iter().filter(|other| is_same_path(&other.item, &resource.item)).count();
        same > 1 && !is_below(&resource.item, &api.operations[resource.create].path)
    };
    let all = out.clone();
    out.retain(|resource| !is_other(resource, &all));
    out
}

/// The POST operations below the path of one resource with one more segment, a text that is no collection: it has no GET, and no path below it.
pub(super) fn actions(api: &Api, item: &[Segment]) -> Vec<usize> {
    let is_action = |operation: &Operation| match without_slash(&operation.path) {
        path @ [start @ .., Segment::Literal(_)] => {
            let is_collection = on(api, path, "GET").is_some()
                || api.operations.iter().any(|other| {
                    let other = without_slash(&other.path);
                    other.len() > path.len() && is_same_path(&other[..path.len()], path)
                });
            operation.method == "POST" && operation.is_served && is_same_path(start, item) && !is_collection
        }
        _ => false,
    };
    (0..api.operations.len()).filter(|index| is_action(&api.operations[*index])).collect()
}

/// The operation of a path and method.
pub(super) fn on(api: &Api, path: &[Segment], method: &str) -> Option<usize> {
    api.operations.iter().position(|operation| {
        operation.method == method
            && operation.is_served
            && operation.fixed_query.is_empty()
            && is_same_path(&operation.path, path)
    })
}

/// The resource that the links of a response lead to (OpenAPI 3.0.4, Link Object): a path whose last segment is a parameter with
/// a value of the response. `None` if links lead to several, unless one of them is below the path of the operation.
fn from_links(api: &Api, operation: &Operation) -> Option<ResourcePath> {
    let mut found: Vec<ResourcePath> = Vec::new();
    let responses = operation.responses.iter().filter(|response| response.status.is_success());
    for link in responses.flat_map(|response| &response.links) {
        let Some(target) = api.operations.iter().find(|target| target.id == link.operation) else { continue };
        let Some(Segment::Parameter(id)) = without_slash(&target.path).last() else { continue };
        let value = link.parameters.iter().find(|(name, _)| name.strip_prefix("path.").unwrap_or(name) == id);
        let Some(source) = value.and_then(|(_, value)| source(value.as_str()?)) else { continue };
        let item = ResourcePath { path: target.path.clone(), id: id.clone(), source };
        if !found.contains(&item) {
            found.push(item);
        }
    }
    if found.len() > 1 {
        found.retain(|item| is_below(&item.path, &operation.path));
    }
    only(found)
}

/// The place that a runtime expression names (OpenAPI 3.0.4, Runtime Expressions). `None` for values of the request.
fn source(expression: &str) -> Option<IdSource> {
    let place = expression.strip_prefix("$response.")?;
    let pointer = place.strip_prefix("body#").map(|pointer| IdSource::Body(pointer.to_owned()));
    pointer.or_else(|| place.strip_prefix("header.").map(|name| IdSource::Header(name.to_owned())))
}

/// The path below that of the operation with one more segment, a parameter, or else the [`flat`] one. The success has a property of the parameter's name
/// or `id` whose schema fits, or else a `Location`, or else such a property in its only object. `None` if there are several such paths or
/// properties.
fn from_paths(api: &Api, schemas: &Schemas, operation: &Operation) -> Option<ResourcePath> {
    let mut paths: Vec<&Operation> = Vec::new();
    for other in &api.operations {
        let is_new = !paths.iter().any(|known| is_same_path(&known.path, &other.path));
        if is_below(&other.path, &operation.path) && other.fixed_query.is_empty() && is_new {
            paths.push(other);
        }
    }
    let item = if paths.is_empty() { flat(api, schemas, operation)? } else { only(paths)? };
    let Some(Segment::Parameter(id)) = without_slash(&item.path).last() else { return None };
    let parameter = item.parameters_in(Location::Path).find(|parameter| parameter.wire == *id)?;
    let body = success_schema(operation);
    let mut sources = body.map(|body| ids_in(schemas, body, "", parameter)).unwrap_or_default();
    if sources.is_empty() && has_location(operation) {
        sources.push(IdSource::Location);
    }
    let wrapped = body.filter(|_| sources.is_empty()).and_then(|body| only_object(schemas, body));
    if let Some((name, of)) = wrapped.filter(|(_, of)| shares(schemas, operation, of)) {
        sources = ids_in(schemas, of, &format!("/{}", model::pointer::encode(name)), parameter);
    }
    // Of two properties that fit, either can be the id.
    Some(ResourcePath { path: item.path.clone(), id: id.clone(), source: only(sources)? })
}

/// The only path of one resource with the name of a nested collection: `/files/{id}` of POST `/folders/{folderId}/files`. Its GET returns an
/// object with the properties of the created one: `/items/{id}` may be about other items than those of an order.
fn flat<'a>(api: &'a Api, schemas: &Schemas, operation: &Operation) -> Option<&'a Operation> {
    let collection = without_slash(&operation.path);
    let mut found: Vec<&Operation> = Vec::new();
    for other in api.operations.iter().filter(|other| other.is_served && other.fixed_query.is_empty()) {
        let is_one = matches!(
            without_slash(&other.path),
            [.., Segment::Literal(name), Segment::Parameter(_)] if collection.last() == Some(&Segment::Literal(name.clone()))
        );
        if is_one && !found.iter().any(|known| is_same_path(&known.path, &other.path)) {
            found.push(other);
        }
    }
    let item = only(found)?;
    let start = &without_slash(&item.path)[..without_slash(&item.path).len() - 2];
    let is_around = collection.get(..start.len()).is_some_and(|own| is_same_path(own, start));
    let read = &api.operations[on(api, &item.path, "GET")?];
    let names = |of: &Operation| -> Option<BTreeSet<String>> {
        let properties = schemas.properties(success_schema(of)?);
        Some(properties.into_iter().map(|(name, _)| name.to_owned()).collect())
    };
    let is_same = success_schema(operation)? == success_schema(read)?
        || names(operation).zip(names(read)).is_some_and(|(own, read)| !own.is_empty() && own.is_subset(&read));
    (is_around && is_same).then_some(item)
}

/// Whether an object of the success has a property of the request, or of the object that is all of the request. Other objects, such as the
/// customer of an order, have an `id` too.
fn shares(schemas: &Schemas, operation: &Operation, of: &Value) -> bool {
    let sent = operation.json_body().map(|content| schemas.properties(&content.schema)).unwrap_or_default();
    let inner = sent.first().filter(|_| sent.len() == 1).map(|(_, only)| schemas.properties(only)).unwrap_or_default();
    let has = |name: &str| sent.iter().chain(&inner).any(|(known, _)| *known == name);
    schemas.properties(of).iter().any(|(name, _)| has(name))
}

/// The properties of an object in the success that fit the parameter. `at` is the place of the object.
fn ids_in(schemas: &Schemas, schema: &Value, at: &str, parameter: &Parameter) -> Vec<IdSource> {
    let mut names = vec![parameter.wire.as_str(), "id"];
    names.dedup();
    let properties = schemas.properties(schema);
    let fits = |name: &&str| {
        properties.iter().any(|(known, of)| known == name && is_compatible(schemas, of, &parameter.schema))
    };
    let pointer = |name: &str| IdSource::Body(format!("{at}/{}", model::pointer::encode(name)));
    names.into_iter().filter(fits).map(pointer).collect()
}

/// Whether the document has `Location` for a success: the path of the created resource (RFC 9110 section 15.3.2).
fn has_location(operation: &Operation) -> bool {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let mut headers = successes.flat_map(|response| &response.headers);
    headers.any(|header| header.wire.eq_ignore_ascii_case("location"))
}

/// Whether a path has one more segment than another, which is a parameter. A slash at the end does not count.
fn is_below(path: &[Segment], collection: &[Segment]) -> bool {
    matches!(without_slash(path), [start @ .., Segment::Parameter(_)] if is_same_path(start, collection))
}

/// Whether values of one schema can be values of the other. Of several alternatives (`anyOf`, `oneOf`), one is enough.
pub(crate) fn is_compatible(schemas: &Schemas, value: &Value, of: &Value) -> bool {
    let all = schemas.alternatives(of);
    let fits_one = |value: &Value| all.iter().any(|of| is_alike(schemas, value, of));
    schemas.alternatives(value).into_iter().any(fits_one)
}

/// Whether both schemas are of numbers or both are of text, with the same format if both have one. A number can be text.
fn is_alike(schemas: &Schemas, value: &Value, of: &Value) -> bool {
    let format = |schema| schemas.keyword(schema, "format").or_else(|| schemas.keyword(schema, "x-format"));
    let is_same_format = format(value).zip(format(of)).is_none_or(|(one, other)| one == other);
    match (kind(schemas, value), kind(schemas, of)) {
        // Documents written by TypeScript have no integers.
        (Some("integer" | "number"), Some("integer" | "number")) => true,
        (Some("string"), Some("string")) => is_same_format,
        (Some("integer" | "number"), Some("string")) => {
            ["format", "x-format", "pattern", "enum"].iter().all(|key| schemas.keyword(of, key).is_none())
        }
        _ => false,
    }
}

/// The only element; `None` if there is none, or several.
fn only<T>(elements: Vec<T>) -> Option<T> {
    let mut elements = elements.into_iter();
    elements.next().filter(|_| elements.next().is_none())
}
