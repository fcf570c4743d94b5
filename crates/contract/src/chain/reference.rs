//! Parameters and properties that hold the id of a resource.

use std::collections::{HashMap, HashSet};

use model::Api;
use model::api::{Location, Operation, Parameter, Segment};
use serde_json::Value;

use super::infer::is_compatible;
use super::{IdSource, Resource, is_same_path, without_slash};
use crate::known::{ELEMENT, Known, plain};
use crate::schemas::{Schemas, kind};
use crate::wrapper::Wrappers;

/// Names of ids that say nothing about the resource.
const GENERIC: [&str; 8] = ["id", "uuid", "guid", "key", "name", "slug", "code", "number"];

/// The depth to which bodies are searched. Schemas may be recursive.
const MAX_DEPTH: usize = 4;

/// The parameters and properties that hold the id of a resource, with the index of the resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct References {
    /// By the index of the operation and of its parameter.
    pub parameters: Vec<(usize, usize, usize)>,
    /// By the index of the operation and the name of a property of the resource in its JSON body.
    pub properties: Vec<(usize, String, usize)>,
    /// The places inside properties of JSON bodies.
    pub places: Vec<IdPlace>,
    /// The operations that create a resource, with its index.
    creates: HashSet<(usize, usize)>,
    /// The properties that hold the id which the client chose for the resource itself, by the operation that creates it.
    own: HashSet<(usize, String)>,
    /// The properties that hold the id of a resource of the own kind, such as `parent_id` of a category, by the operation.
    parents: HashSet<(usize, String)>,
    /// The resources that each operation needs: those of its required parameters and properties.
    needed: HashMap<usize, Vec<usize>>,
}

/// A place inside a property of a JSON body that holds the id of a resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct IdPlace {
    /// The index of the operation.
    pub operation: usize,
    /// The properties that lead to it from the whole body; [`ELEMENT`] is each element of a list.
    pub path: Vec<String>,
    /// The index of the resource.
    pub resource: usize,
    /// Whether each value of the body has it.
    pub is_required: bool,
}

impl IdPlace {
    /// Removes the smallest optional part of a body that has the place.
    pub(super) fn leave_out(&self, schemas: &Schemas, schema: &Value, body: &mut Value) {
        for length in (1..=self.path.len()).rev() {
            let mut less = body.clone();
            remove(&mut less, &self.path[..length]);
            if schemas.accepts(schema, &less) {
                *body = less;
                return;
            }
        }
    }

    /// The path in a body, with the first element of each list.
    pub(crate) fn first(&self) -> Vec<String> {
        self.path.iter().map(|step| if step == ELEMENT { "0".to_owned() } else { step.clone() }).collect()
    }
}

/// Removes a part at a place.
fn remove(part: &mut Value, place: &[String]) {
    match (place, part) {
        ([last], Value::Array(elements)) if last == ELEMENT => elements.clear(),
        ([step, rest @ ..], Value::Array(elements)) if step == ELEMENT => {
            elements.iter_mut().for_each(|element| remove(element, rest));
        }
        ([last], Value::Object(object)) => drop(object.remove(last)),
        ([step, rest @ ..], part) => {
            if let Some(part) = part.get_mut(step) {
                remove(part, rest);
            }
        }
        ([], _) => {}
    }
}

impl References {
    pub(super) fn of(api: &Api, schemas: &Schemas, resources: &[Resource], wrappers: &Wrappers) -> Self {
        let mut out = References::default();
        if resources.is_empty() {
            return out;
        }
        let names = names(resources);
        for (index, resource) in resources.iter().enumerate() {
            out.creates.insert((resource.create, index));
            if let (IdSource::Chosen { .. }, Some(property)) = (&resource.source, resource.id_property()) {
                out.own.insert((resource.create, property));
            }
        }
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
                let found = by_name(api, schemas, resources, &names, name, schema).or_else(own);
                let above = || parent_id(api, schemas, resources, (index, name, schema));
                if let Some(parent) = found.is_none().then(above).flatten() {
                    out.parents.insert((index, name.to_owned()));
                    out.properties.push((index, name.to_owned(), parent));
                }
                if let Some(resource) = found {
                    out.properties.push((index, name.to_owned(), resource));
                    needed.extend(schemas.is_required(body, name).then_some(resource));
                }
            }
            let around = wrappers.request(index).0.map(str::to_owned);
            let search = Search { api, schemas, resources, names: &names, operation: index };
            search.inside(
                body,
                &mut Position { path: around.into_iter().collect(), is_required: true },
                0,
                &mut out.places,
            );
            let inside = out.places.iter().filter(|place| place.operation == index && place.is_required);
            needed.extend(inside.map(|place| place.resource));
            needed.dedup();
            out.needed.insert(index, needed);
        }
        out
    }

    /// The resources that an operation needs.
    pub(crate) fn needed(&self, operation: usize) -> &[usize] {
        self.needed.get(&operation).map(Vec::as_slice).unwrap_or_default()
    }

    /// The resources of other kinds that the body of an operation may name, in optional parts too.
    pub(crate) fn named(&self, operation: usize) -> impl Iterator<Item = usize> {
        let properties = self.properties.iter().filter(move |(at, _, _)| *at == operation);
        let places = self.places.iter().filter(move |place| place.operation == operation);
        let all = properties.map(|(_, _, resource)| *resource).chain(places.map(|place| place.resource));
        all.filter(move |resource| !self.creates.contains(&(operation, *resource)))
    }

    /// Whether a property of an operation's body holds the id of a resource of the own kind.
    pub(crate) fn is_parent(&self, operation: usize, name: &str) -> bool {
        self.parents.contains(&(operation, name.to_owned()))
    }

    /// The properties of the body of an operation that creates a resource which hold the id of another one, of any kind.
    pub(crate) fn names_of_others(&self, create: usize) -> impl Iterator<Item = &str> {
        let of_create = self.properties.iter().filter(move |(operation, _, _)| *operation == create);
        let names = of_create.map(|(_, name, _)| name);
        names.filter(move |name| !self.own.contains(&(create, (*name).clone()))).map(String::as_str)
    }

    /// Sets the values that a caller gives by the name of an id at the places that hold this id.
    pub(crate) fn set_given(&self, resources: &[Resource], known: &mut Known) {
        for place in &self.places {
            let given = names_of(&resources[place.resource]).iter().find_map(|name| known.named(name).cloned());
            if let Some(value) = given {
                known.set_place(place.operation, &place.path, vec![value]);
            }
        }
    }

    /// Whether a place holds an id of this name.
    pub(super) fn has_place(&self, resources: &[Resource], name: &str) -> bool {
        self.places.iter().any(|place| names_of(&resources[place.resource]).contains(&plain(name)))
    }

    /// The resource whose id a property of an operation's body holds.
    pub(crate) fn property(&self, operation: usize, name: &str) -> Option<usize> {
        let found = self.properties.iter().find(|(at, known, _)| *at == operation && known == name);
        found.map(|(_, _, resource)| *resource)
    }

    /// Whether an operation that creates a resource has the id of one of another kind in its body.
    pub(crate) fn is_dependent(&self, create: usize) -> bool {
        self.named(create).next().is_some()
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
        let places = self.places.iter().filter(|place| is_it(place.resource));
        let places = places.map(|place| format!("{} of {}", written(&place.path), of(place.operation)));
        let properties = properties.map(|(operation, name, _)| format!("{name} of {}", of(*operation)));
        parameters.chain(properties).chain(places).collect()
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
    let index = names.get(&plain(name)).copied().flatten()?;
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

/// The resource that an operation creates or changes, if the property names one of the same kind: `parent_id` or `parentCategoryId` of a
/// category. A resource below another one may name that one so.
fn parent_id(
    api: &Api,
    schemas: &Schemas,
    resources: &[Resource],
    (operation, name, schema): (usize, &str, &Value),
) -> Option<usize> {
    let count = |path: &[Segment]| path.iter().filter(|segment| !matches!(segment, Segment::Literal(_))).count();
    let is_nested = |resource: &Resource| {
        let own = usize::from(matches!(resource.source, IdSource::Chosen { .. }));
        count(&resource.item) > 1 || count(&api.operations[resource.create].path) > own
    };
    let names_it = |resource: &Resource| {
        let rest = plain(name).strip_prefix("parent").map(str::to_owned);
        rest.is_some_and(|rest| rest == "id" || names_of(resource).contains(&rest))
    };
    resources.iter().position(|resource| {
        (resource.create == operation || resource.is_changed_by(operation))
            && !is_nested(resource)
            && names_it(resource)
            && is_id(api, schemas, resource, schema)
    })
}

/// Whether values of a schema can be the id of a resource.
fn is_id(api: &Api, schemas: &Schemas, resource: &Resource, schema: &Value) -> bool {
    let is_it = |operation: &&Operation| is_same_path(&operation.path, &resource.item);
    let item = api.operations.iter().find(is_it);
    let id = item.and_then(|item| item.parameters_in(Location::Path).find(|parameter| parameter.wire == resource.id));
    id.is_some_and(|id| is_compatible(schemas, schema, &id.schema))
}

/// The names under which the id of exactly one resource is known, as [`plain`] text: that of its path parameter, or, for one that says
/// nothing about the resource, that of the collection in the singular, alone or with `id`. `None` for a name of several resources.
fn names(resources: &[Resource]) -> HashMap<String, Option<usize>> {
    distinct(resources, names_of)
}

/// The names of the id of a resource.
pub(super) fn names_of(resource: &Resource) -> Vec<String> {
    match is_generic(&resource.id) {
        false => vec![plain(&resource.id)],
        true => singular(&resource.item).into_iter().flat_map(|one| [format!("{one}id"), one]).collect(),
    }
}

/// The only resource for each name that `names` gives; `None` for a name of several.
fn distinct(resources: &[Resource], names: impl Fn(&Resource) -> Vec<String>) -> HashMap<String, Option<usize>> {
    let mut out: HashMap<String, Option<usize>> = HashMap::new();
    for (index, resource) in resources.iter().enumerate() {
        for name in names(resource) {
            let entry = out.entry(name).or_insert(Some(index));
            if *entry != Some(index) {
                *entry = None;
            }
        }
    }
    out
}

/// Whether the name of a path parameter says nothing about the resource.
fn is_generic(name: &str) -> bool {
    GENERIC.contains(&name.to_ascii_lowercase().as_str())
}

/// The place of a search.
#[derive(Clone)]
struct Position {
    path: Vec<String>,
    is_required: bool,
}

impl Position {
    fn then(&self, name: &str, is_required: bool) -> Position {
        let path = self.path.iter().cloned().chain([name.to_owned()]).collect();
        Position { path, is_required: self.is_required && is_required }
    }
}

/// Searches the body of one operation for places inside its properties that hold ids.
struct Search<'a> {
    api: &'a Api,
    schemas: &'a Schemas,
    resources: &'a [Resource],
    names: &'a HashMap<String, Option<usize>>,
    operation: usize,
}

impl Search<'_> {
    /// Adds the places in the properties of an object. The outermost properties are not among them.
    fn inside(&self, object: &Value, position: &mut Position, depth: usize, out: &mut Vec<IdPlace>) {
        if depth > MAX_DEPTH {
            return;
        }
        for (name, schema) in self.schemas.properties(object) {
            let here = position.then(name, self.schemas.is_required(object, name));
            if depth > 0
                && let Some(resource) = self.scalar(name, schema)
            {
                out.push(self.place(here, resource));
                continue;
            }
            match kind(self.schemas, schema) {
                Some("object") => {
                    self.object(name, schema, &here, out);
                    self.inside(schema, &mut here.clone(), depth + 1, out);
                }
                Some("array") => {
                    let Some(items) = self.schemas.keyword(schema, "items") else { continue };
                    let is_filled = self.schemas.count(schema, "minItems").is_some_and(|least| least > 0);
                    let element = here.then(ELEMENT, is_filled);
                    if let Some(resource) = self.element(name, items) {
                        out.push(self.place(element, resource));
                    } else if kind(self.schemas, items) == Some("object") {
                        self.inside(items, &mut element.clone(), depth + 1, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn place(&self, at: Position, resource: usize) -> IdPlace {
        IdPlace { operation: self.operation, path: at.path, resource, is_required: at.is_required }
    }

    fn is_id(&self, resource: usize, schema: &Value) -> bool {
        is_id(self.api, self.schemas, &self.resources[resource], schema)
    }

    fn scalar(&self, name: &str, schema: &Value) -> Option<usize> {
        by_name(self.api, self.schemas, self.resources, self.names, name, schema)
    }

    /// The resource whose ids are the elements of a list: it has the plural of a name of the id, or, for integers and UUIDs, the name of the
    /// collection.
    fn element(&self, name: &str, items: &Value) -> Option<usize> {
        let by_id = || {
            let one = plain(name).strip_suffix('s').map(str::to_owned)?;
            let index = self.names.get(&one).copied().flatten()?;
            // `labels` of texts may be the labels themselves.
            (one.ends_with("id") || self.is_certain(items)).then_some(index)
        };
        let by_stem = || {
            let one = plain(name).strip_suffix("ids").map(str::to_owned)?;
            distinct(self.resources, |resource| singular(&resource.item).into_iter().collect())
                .get(&one)
                .copied()
                .flatten()
        };
        let by_collection = || {
            let all = distinct(self.resources, |resource| collection(&resource.item).into_iter().collect());
            all.get(&plain(name)).copied().flatten().filter(|_| self.is_certain(items))
        };
        let index = by_id().or_else(by_stem).or_else(by_collection)?;
        self.is_id(index, items).then_some(index)
    }

    /// Whether values are rather ids than names: numbers and UUIDs.
    fn is_certain(&self, schema: &Value) -> bool {
        let format = self.schemas.keyword(schema, "format").and_then(Value::as_str);
        matches!(kind(self.schemas, schema), Some("integer" | "number")) || format == Some("uuid")
    }

    /// Adds the id in an object with the name of a resource, such as `product: {id}`.
    fn object(&self, name: &str, schema: &Value, at: &Position, out: &mut Vec<IdPlace>) {
        let stems = distinct(self.resources, |resource| singular(&resource.item).into_iter().collect());
        let Some(resource) = stems.get(&plain(name)).copied().flatten() else { return };
        let own = self.resources[resource].id_property().unwrap_or_else(|| "id".to_owned());
        let is_own = |property: &str| is_generic(property) && property == own;
        let found = self
            .schemas
            .properties(schema)
            .into_iter()
            .find(|(property, of)| is_own(property) && self.is_id(resource, of));
        if let Some((property, _)) = found {
            out.push(self.place(at.then(property, self.schemas.is_required(schema, property)), resource));
        }
    }
}

/// A path of properties as text: `lines[].productId`.
fn written(path: &[String]) -> String {
    let mut out = String::new();
    for step in path {
        if step != ELEMENT && !out.is_empty() {
            out.push('.');
        }
        out.push_str(step);
    }
    out
}

/// The name of the collection: `books` of `/books/{id}`.
fn collection(item: &[Segment]) -> Option<String> {
    let [.., Segment::Literal(collection), Segment::Parameter(_)] = without_slash(item) else { return None };
    Some(plain(collection))
}

/// The collection's name in the singular: `books` is `book`, `categories` is `category`.
fn singular(item: &[Segment]) -> Option<String> {
    let collection = collection(item)?;
    let ies = collection.strip_suffix("ies").map(|start| format!("{start}y"));
    ies.or_else(|| collection.strip_suffix('s').map(str::to_owned))
}
