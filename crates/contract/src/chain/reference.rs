//! Parameters and properties that hold the id of a resource.

use std::collections::HashMap;

use model::Api;
use model::api::{Location, Operation, Parameter, Segment};
use serde_json::Value;

use super::infer::is_compatible;
use super::{Resource, is_same_path, without_slash};
use crate::schemas::Schemas;
use crate::wrapper::Wrappers;

/// Names of ids that say nothing about the resource.
const GENERIC: [&str; 8] = ["id", "uuid", "guid", "key", "name", "slug", "code", "number"];

/// The parameters and properties that hold the id of a resource, with the index of the resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    /// By the index of the operation and of its parameter.
    pub parameters: Vec<(usize, usize, usize)>,
    /// By the index of the operation and the name of a property of the resource in its JSON body.
    pub properties: Vec<(usize, String, usize)>,
    /// The resources that each operation needs: those of its required parameters and properties.
    needed: HashMap<usize, Vec<usize>>,
}

impl References {
    pub(super) fn of(api: &Api, schemas: &Schemas, resources: &[Resource], wrappers: &Wrappers) -> Self {
        let mut out = References::default();
        if resources.is_empty() {
            return out;
        }
        let names = names(resources);
        for (index, operation) in api.operations.iter().enumerate() {
            let mut needed = Vec::new();
            for (at, parameter) in operation.parameters.iter().enumerate() {
                let in_path = (parameter.location == Location::Path).then(|| by_path(operation, parameter, resources));
                let by_name = || by_name(api, schemas, resources, &names, &parameter.wire, &parameter.schema);
                if let Some(resource) = in_path.flatten().or_else(by_name) {
                    out.parameters.push((index, at, resource));
                    needed.extend(parameter.required.then_some(resource));
                }
            }
            let Some(content) = operation.json_body() else { continue };
            let body = wrappers.request(index).schema(schemas, &content.schema);
            for (name, schema) in schemas.properties(body) {
                let own = || own_id(api, schemas, resources, (index, name, schema));
                if let Some(resource) = by_name(api, schemas, resources, &names, name, schema).or_else(own) {
                    out.properties.push((index, name.to_owned(), resource));
                    needed.extend(schemas.is_required(body, name).then_some(resource));
                }
            }
            needed.dedup();
            out.needed.insert(index, needed);
        }
        out
    }

    /// The resources that an operation needs.
    pub(crate) fn needed(&self, operation: usize) -> &[usize] {
        self.needed.get(&operation).map(Vec::as_slice).unwrap_or_default()
    }

    /// The resource whose id a property of an operation's body holds.
    pub(crate) fn property(&self, operation: usize, name: &str) -> Option<usize> {
        let found = self.properties.iter().find(|(at, known, _)| *at == operation && known == name);
        found.map(|(_, _, resource)| *resource)
    }

    /// Whether an operation that creates a resource has the id of another one in its body.
    pub(crate) fn is_dependent(&self, create: usize) -> bool {
        self.properties.iter().any(|(operation, _, _)| *operation == create)
    }

    /// The parameters and properties outside of the item's path that hold the id of a resource.
    pub(super) fn described(&self, api: &Api, resources: &[Resource], resource: &Resource) -> Vec<String> {
        let is_it = |index: usize| resources.get(index) == Some(resource);
        let of = |operation: usize| api.operations[operation].id.as_str();
        let parameters = self.parameters.iter().filter(|(_, _, index)| is_it(*index));
        let others =
            parameters.filter(|(operation, _, _)| !is_same_path(&api.operations[*operation].path, &resource.item));
        let parameters = others.map(|(operation, at, _)| {
            let parameter = &api.operations[*operation].parameters[*at];
            format!("{} {} of {}", parameter.location.word(), parameter.wire, of(*operation))
        });
        let properties = self.properties.iter().filter(|(_, _, index)| is_it(*index));
        parameters.chain(properties.map(|(operation, name, _)| format!("{name} of {}", of(*operation)))).collect()
    }
}

/// The resource whose path an operation's path starts with, up to the parameter.
fn by_path(operation: &Operation, parameter: &Parameter, resources: &[Resource]) -> Option<usize> {
    let is_it = |segment: &Segment| matches!(segment, Segment::Parameter(name) if *name == parameter.wire);
    let end = operation.path.iter().position(is_it)?;
    let start = operation.path.get(..=end)?;
    let mut found = resources.iter().enumerate().filter(|(_, resource)| is_same_path(&resource.item, start));
    let (index, _) = found.next()?;
    found.next().is_none().then_some(index)
}

/// The resource whose id has this name and a compatible schema.
fn by_name(
    api: &Api,
    schemas: &Schemas,
    resources: &[Resource],
    names: &HashMap<String, Option<usize>>,
    name: &str,
    schema: &Value,
) -> Option<usize> {
    let index = names.get(name).copied().flatten()?;
    is_id(api, schemas, &resources[index], schema).then_some(index)
}

/// The resource that an operation changes, if the property holds the id that the client chose. With another one, the resource would no
/// longer be at its path.
fn own_id(
    api: &Api,
    schemas: &Schemas,
    resources: &[Resource],
    (operation, name, schema): (usize, &str, &Value),
) -> Option<usize> {
    let is_it = |resource: &Resource| {
        resource.is_changed_by(operation)
            && resource.id_property().as_deref() == Some(name)
            && is_id(api, schemas, resource, schema)
    };
    resources.iter().position(is_it)
}

/// Whether values of a schema can be the id of a resource.
fn is_id(api: &Api, schemas: &Schemas, resource: &Resource, schema: &Value) -> bool {
    let is_it = |operation: &&Operation| is_same_path(&operation.path, &resource.item);
    let item = api.operations.iter().find(is_it);
    let id = item.and_then(|item| item.parameters_in(Location::Path).find(|parameter| parameter.wire == resource.id));
    id.is_some_and(|id| is_compatible(schemas, schema, &id.schema))
}

/// The names under which the id of exactly one resource is known: that of its path parameter, or, for one that says nothing about
/// the resource, that of the collection in the singular, alone or with `Id` or `_id`. `None` for a name of several resources.
fn names(resources: &[Resource]) -> HashMap<String, Option<usize>> {
    let mut out: HashMap<String, Option<usize>> = HashMap::new();
    for (index, resource) in resources.iter().enumerate() {
        let names = match GENERIC.contains(&resource.id.to_ascii_lowercase().as_str()) {
            false => vec![resource.id.clone()],
            true => {
                let names = |one: String| [format!("{one}Id"), format!("{one}_id"), one];
                singular(&resource.item).into_iter().flat_map(names).collect()
            }
        };
        for name in names {
            let is_other = |known: &Option<usize>| *known != Some(index);
            let entry = out.entry(name).or_insert(Some(index));
            if is_other(entry) {
                *entry = None;
            }
        }
    }
    out
}

/// The collection's name in the singular: `books` is `book`, `categories` is `category`.
fn singular(item: &[Segment]) -> Option<String> {
    let [.., Segment::Literal(collection), Segment::Parameter(_)] = without_slash(item) else { return None };
    let collection = collection.replace('-', "_");
    let ies = collection.strip_suffix("ies").map(|start| format!("{start}y"));
    ies.or_else(|| collection.strip_suffix('s').map(str::to_owned))
}
