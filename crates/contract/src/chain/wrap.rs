//! Finds the properties of bodies that wrap a resource.

use model::Api;
use serde_json::Value;

use super::list::success_schema;
use super::{IdSource, Resource};
use crate::schemas::{Schemas, kind};
use crate::wrapper::{Wrapper, Wrappers};

/// The wrappers of the operations on resources.
pub(super) fn wrappers(api: &Api, schemas: &Schemas, resources: &[Resource]) -> Wrappers {
    let mut out = Wrappers::default();
    for resource in resources {
        let Some(body) = success_schema(&api.operations[resource.create]) else { continue };
        let outer = created(schemas, body, resource);
        let of_resource = Wrapper(outer).schema(schemas, body);
        for operation in [Some(resource.create), resource.replace, resource.change].into_iter().flatten() {
            let content = api.operations[operation].json_body();
            let name = content.and_then(|content| in_request(schemas, &content.schema, outer, of_resource));
            out.requests.extend(name.map(|name| (operation, name.to_owned())));
        }
        let Some(outer) = outer else { continue };
        for operation in [Some(resource.create), resource.read, resource.replace, resource.change].into_iter().flatten()
        {
            let body = success_schema(&api.operations[operation]);
            let name = body.and_then(|body| in_response(schemas, body, outer, &id_names(resource)));
            out.responses.extend(name.map(|name| (operation, name.to_owned())));
        }
    }
    out
}

/// The only property of a schema that is an object.
pub(super) fn only_object<'s>(schemas: &'s Schemas, schema: &'s Value) -> Option<(&'s str, &'s Value)> {
    let mut objects = schemas.properties(schema).into_iter().filter(|(_, of)| kind(schemas, of) == Some("object"));
    objects.next().filter(|_| objects.next().is_none())
}

/// The wrapper of the response to the operation that creates a resource.
fn created<'s>(schemas: &'s Schemas, body: &'s Value, resource: &Resource) -> Option<&'s str> {
    let has = |schema: &Value, names: &[String]| schemas.properties(schema).iter().any(|(name, _)| is_in(name, names));
    match &resource.source {
        IdSource::Body(pointer) => {
            let outer = match pointer.split('/').collect::<Vec<_>>().as_slice() {
                ["", outer, _] => model::pointer::decode(outer),
                _ => return None,
            };
            let properties = schemas.properties(body);
            let found = properties.into_iter().find(|(name, _)| *name == outer);
            found.filter(|(_, of)| kind(schemas, of) == Some("object")).map(|(name, _)| name)
        }
        IdSource::Header(_) | IdSource::Location | IdSource::Chosen { .. } => {
            let names = id_names(resource);
            let (name, of) = only_object(schemas, body).filter(|_| !has(body, &names))?;
            has(of, &names).then_some(name)
        }
    }
}

/// The wrapper of a response to another operation on a resource: that of the one that creates it, or the only object, if it has the id.
fn in_response<'s>(schemas: &'s Schemas, body: &'s Value, outer: &str, ids: &[String]) -> Option<&'s str> {
    let has_id = |of: &Value| schemas.properties(of).iter().any(|(name, _)| is_in(name, ids));
    let properties = schemas.properties(body);
    let named = properties
        .into_iter()
        .find(|(name, of)| *name == outer && kind(schemas, of) == Some("object") && (has_id(of) || !has_id(body)));
    let only = || only_object(schemas, body).filter(|(_, of)| !has_id(body) && has_id(of));
    named.or_else(only).map(|(name, _)| name)
}

/// The wrapper of a request: that of the response, or the only property, if it is an object that has properties of the resource and the
/// resource does not have it.
fn in_request<'s>(schemas: &'s Schemas, body: &'s Value, outer: Option<&str>, resource: &'s Value) -> Option<&'s str> {
    let properties = schemas.properties(body);
    let is_object = |(_, of): &&(&str, &Value)| kind(schemas, of) == Some("object");
    let own: Vec<&str> = schemas.properties(resource).into_iter().map(|(name, _)| name).collect();
    let named = properties.iter().filter(is_object).find(|(name, _)| Some(*name) == outer);
    let only = properties.first().filter(|_| properties.len() == 1).filter(is_object);
    let shares = |of: &Value| schemas.properties(of).iter().any(|(name, _)| own.contains(name));
    let only = only.filter(|(name, of)| !own.contains(name) && shares(of));
    named.or(only).map(|(name, _)| *name)
}

/// The names that the id of a resource may have in it.
fn id_names(resource: &Resource) -> Vec<String> {
    [resource.id_property(), Some(resource.id.clone()), Some("id".to_owned())].into_iter().flatten().collect()
}

fn is_in(name: &str, names: &[String]) -> bool {
    names.iter().any(|known| known == name)
}
