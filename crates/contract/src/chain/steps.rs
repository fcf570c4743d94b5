//! The requests of chains: one case for each, and the bodies that they send.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use model::Api;
use model::api::{Location, Operation, Segment};
use serde_json::{Map, Value};

use super::list::success_schema;
use super::{IdSource, Maker, Resource, Resources, is_same_path};
use crate::credential::Credentials;
use crate::derive::{Case, Expectation, documented_codes};
use crate::known::Known;
use crate::schemas::{Schemas, choice};
use crate::violation::Basis;
use crate::wrapper::Wrappers;

/// One request of a chain, in the order of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A resource is created with all properties.
    Created,
    /// It is read, and has the values that were sent.
    Read,
    /// It is read with `If-None-Match` and its entity tag: it was not modified.
    NotModified,
    /// `Location` of the response leads to it.
    Location,
    /// The list contains it.
    Listed,
    /// Another one is created from the same body: a documented response, or a success.
    CreatedTwice,
    /// Another one is created with values for `readOnly` properties, which are not stored.
    ReadOnly,
    /// A resource is created that names one that does not exist: a documented response, or a success.
    UnknownReference,
    /// PATCH with `If-Match` and another entity tag: rejected.
    StalePatch,
    /// PATCH with one other value.
    Patched,
    /// It has this value, and all others as before.
    ReadAfterPatch,
    /// PUT with `If-Match` and another entity tag: rejected.
    StaleUpdate,
    /// PUT with the required properties alone: the others do not keep their values.
    Replaced,
    /// PUT with other values.
    Updated,
    /// It has those values.
    ReadAfterUpdate,
    /// PATCH with `null`.
    Cleared,
    /// Its entity tag is another one than before the changes.
    TagChanged,
    /// The list below another parent does not contain it.
    NotListedElsewhere,
    /// It is not found below another parent.
    NotReadElsewhere,
    /// It is read after an action, the operation of this index, and has the state that the action returned.
    ReadAfterAction(usize),
    /// The same request to an action again: a documented response, or a success.
    ActionTwice(usize),
    /// DELETE.
    Deleted,
    /// It is no longer found.
    Gone,
    /// The list no longer contains it.
    Unlisted,
    /// DELETE again: a success, or a documented response.
    DeletedTwice,
}

impl Step {
    /// The steps that do not depend on the actions of a resource.
    const FIXED: [Step; 23] = [
        Step::Created,
        Step::Read,
        Step::NotModified,
        Step::Location,
        Step::Listed,
        Step::CreatedTwice,
        Step::ReadOnly,
        Step::UnknownReference,
        Step::StalePatch,
        Step::Patched,
        Step::ReadAfterPatch,
        Step::StaleUpdate,
        Step::Replaced,
        Step::Updated,
        Step::ReadAfterUpdate,
        Step::Cleared,
        Step::TagChanged,
        Step::NotListedElsewhere,
        Step::NotReadElsewhere,
        Step::Deleted,
        Step::Gone,
        Step::Unlisted,
        Step::DeletedTwice,
    ];

    /// The steps of a resource, in the order of a run.
    fn all(resource: &Resource) -> impl Iterator<Item = Step> {
        let (before, after) = Step::FIXED.split_at(Step::FIXED.partition_point(|step| *step < Step::Deleted));
        let of_action = |action: &usize| [Step::ReadAfterAction(*action), Step::ActionTwice(*action)];
        let actions = resource.actions.iter().flat_map(of_action);
        before.iter().copied().chain(actions).chain(after.iter().copied())
    }

    /// The last part of the case's id. An action may have the name of a step, such as `update`.
    fn name(self, api: &Api) -> Cow<'static, str> {
        let other = |name: String, longer: String| -> Cow<'static, str> {
            let is_taken = Step::FIXED.iter().any(|step| step.name(api) == name);
            if is_taken { longer.into() } else { name.into() }
        };
        Cow::Borrowed(match self {
            Step::ReadAfterAction(action) => {
                let id = &api.operations[action].id;
                return other(format!("read-after-{id}"), format!("read-after-action-{id}"));
            }
            Step::ActionTwice(action) => {
                let id = &api.operations[action].id;
                return other(format!("{id}-twice"), format!("action-{id}-twice"));
            }
            Step::Created => "created",
            Step::Read => "read",
            Step::NotModified => "not-modified",
            Step::Location => "location",
            Step::Listed => "listed",
            Step::CreatedTwice => "created-twice",
            Step::ReadOnly => "read-only",
            Step::UnknownReference => "unknown-reference",
            Step::StaleUpdate => "stale-update",
            Step::Updated => "updated",
            Step::ReadAfterUpdate => "read-after-update",
            Step::Replaced => "replaced",
            Step::StalePatch => "stale-patch",
            Step::Patched => "patched",
            Step::ReadAfterPatch => "read-after-patch",
            Step::Cleared => "cleared",
            Step::TagChanged => "tag-changed",
            Step::NotListedElsewhere => "not-listed-elsewhere",
            Step::NotReadElsewhere => "not-read-elsewhere",
            Step::Deleted => "deleted",
            Step::Gone => "gone",
            Step::Unlisted => "unlisted",
            Step::DeletedTwice => "deleted-twice",
        })
    }

    /// The operation of a step; `None` if the document has none.
    fn operation(self, api: &Api, schemas: &Schemas, resources: &Resources, resource: &Resource) -> Option<usize> {
        let create = &api.operations[resource.create];
        let list = resource.list.as_ref().map(|list| list.operation);
        match self {
            Step::Created => Some(resource.create),
            // Without values that can differ, a second one says nothing. A second PUT changes the resource.
            Step::CreatedTwice => {
                let is_put = matches!(resource.source, IdSource::Chosen { .. });
                Some(resource.create).filter(|_| create.json_body().is_some() && !is_put)
            }
            Step::ReadOnly => {
                let has_some =
                    create.json_body().is_some() && !read_only(schemas, &resources.wrappers, api, resource).is_empty();
                Some(resource.create).filter(|_| has_some)
            }
            Step::UnknownReference => {
                let references = &resources.references;
                let names = |create: &usize| references.names_of_others(*create).next().is_some();
                Some(resource.create).filter(|create| names(create) || references.is_dependent(*create))
            }
            Step::Read => resource.read,
            Step::Location => resource.read.filter(|_| has_location(create)),
            Step::NotModified => resource.read.filter(|read| takes_header(&api.operations[*read], "if-none-match")),
            Step::StaleUpdate => {
                updatable(api, resource.replace).filter(|put| takes_header(&api.operations[*put], "if-match"))
            }
            Step::StalePatch => {
                mergeable(api, resource.change).filter(|patch| takes_header(&api.operations[*patch], "if-match"))
            }
            Step::TagChanged => {
                let change = updatable(api, resource.replace).or(mergeable(api, resource.change));
                change.and(resource.read).filter(|read| has_header(&api.operations[*read], "etag"))
            }
            Step::Listed => list,
            Step::Updated => updatable(api, resource.replace),
            Step::ReadAfterUpdate => updatable(api, resource.replace).and(resource.read),
            // Another case leaves one property out.
            Step::Replaced => updatable(api, resource.replace).filter(|put| {
                resource.read.is_some() && replaceable(schemas, &resources.wrappers, api, *put, resource).len() > 1
            }),
            Step::NotListedElsewhere => {
                let parent = parent(resources, resource)?;
                list.filter(|list| is_below(&api.operations[*list].path, &parent.item))
            }
            Step::NotReadElsewhere => parent(resources, resource).and(resource.read),
            Step::ReadAfterAction(action) => {
                let id = resource.id_property()?;
                let shown = success_schema(&api.operations[action])?;
                schemas.property(shown, &id).and(resource.read)
            }
            // A resource that the action creates has a case of its own.
            Step::ActionTwice(action) => {
                let is_create = resources.all.iter().any(|other| other.create == action);
                Some(action).filter(|_| !is_create)
            }
            Step::Patched => mergeable(api, resource.change),
            Step::ReadAfterPatch => mergeable(api, resource.change).and(resource.read),
            Step::Cleared => {
                let change = mergeable(api, resource.change)?;
                nullable(schemas, &resources.wrappers, api, change, &Value::Null).and(Some(change))
            }
            Step::Deleted => resource.delete,
            Step::Gone => resource.delete.and(resource.read),
            Step::Unlisted => resource.delete.and(list),
            Step::DeletedTwice => resource.delete,
        }
    }

    fn expectation(self, operation: &Operation) -> Expectation {
        match self {
            Step::CreatedTwice | Step::ReadOnly => {
                Expectation::SuccessOrRejection(documented_codes(operation, &[400, 403, 409, 412, 422]))
            }
            Step::UnknownReference => {
                let codes = documented_codes(operation, &[400, 403, 404, 409, 410, 412, 422, 424]);
                Expectation::SuccessOrRejection(codes)
            }
            // Whether a resource in the new state accepts the action is for the server to say.
            Step::ActionTwice(_) => {
                let codes = documented_codes(operation, &[400, 402, 403, 404, 409, 410, 412, 422, 423]);
                Expectation::SuccessOrRejection(codes)
            }
            Step::StaleUpdate | Step::StalePatch => Expectation::Rejection(vec![412]),
            Step::Gone => Expectation::NotFound,
            // The success is another resource with the same id.
            Step::NotReadElsewhere => {
                let mut codes = documented_codes(operation, &[400, 401, 403, 409, 422]);
                codes.extend([404, 410]);
                Expectation::SuccessOrRejection(codes)
            }
            // Whether the second of two equal requests is an error is for the server to say (RFC 9110 section 9.2.2).
            Step::DeletedTwice => {
                let mut codes = documented_codes(operation, &[400, 403, 409, 412, 422]);
                codes.extend([404, 410]);
                Expectation::SuccessOrRejection(codes)
            }
            _ => Expectation::Success,
        }
    }

    fn basis(self) -> Basis {
        match self {
            Step::Location => Basis::Specification("RFC 9110 section 10.2.2"),
            Step::NotModified => Basis::Specification("RFC 9110 section 13.1.2"),
            Step::StaleUpdate | Step::StalePatch => Basis::Specification("RFC 9110 section 13.1.1"),
            Step::TagChanged => Basis::Specification("RFC 9110 section 8.8.1"),
            Step::Updated | Step::ReadAfterUpdate | Step::Replaced => Basis::Specification("RFC 9110 section 9.3.4"),
            Step::Patched | Step::ReadAfterPatch | Step::Cleared => Basis::Specification("RFC 5789 section 2"),
            Step::Deleted | Step::Gone | Step::Unlisted => Basis::Specification("RFC 9110 section 9.3.5"),
            Step::DeletedTwice => Basis::Specification("RFC 9110 section 9.2.2"),
            Step::ReadOnly => Basis::Specification("JSON Schema Validation 2020-12 section 9.4"),
            // The segments of a path are a hierarchy.
            Step::NotListedElsewhere | Step::NotReadElsewhere => Basis::Specification("RFC 3986 section 3.3"),
            Step::Created
            | Step::Read
            | Step::Listed
            | Step::CreatedTwice
            | Step::UnknownReference
            | Step::ReadAfterAction(_)
            | Step::ActionTwice(_) => Basis::Document,
        }
    }
}

/// One request of a chain.
#[derive(Clone, Debug)]
pub(crate) struct StepCase {
    /// The index of the resource.
    pub resource: usize,
    /// The request's place in the chain.
    pub step: Step,
    /// The case. Its request has a generated id.
    pub case: Case,
}

/// The cases of all chains.
pub(crate) fn steps(
    api: &Api,
    schemas: &Schemas,
    credentials: &Credentials,
    known: &Known,
    resources: &Resources,
) -> Vec<StepCase> {
    let maker = Maker { api, schemas, credentials, known, resources };
    let mut out = Vec::new();
    for (index, resource) in resources.all.iter().enumerate() {
        let name = &api.operations[resource.create].id;
        for step in Step::all(resource) {
            let Some(operation) = step.operation(api, schemas, resources, resource) else { continue };
            let expect = step.expectation(&api.operations[operation]);
            let case = maker.case(operation, (name, &step.name(api)), expect, step.basis());
            out.push(StepCase { resource: index, step, case });
        }
    }
    out
}

/// A body that changes one property: the first text or number with another value in `body`, which has fresh values.
pub(crate) fn one_change(schemas: &Schemas, schema: &Value, body: &Value, current: &Value) -> Option<Value> {
    let object = body.as_object()?;
    let changes = |(name, value): &(&String, &Value)| {
        current.get(name.as_str()).is_some_and(|current| current != *value) && (value.is_string() || value.is_number())
    };
    // Required properties must be there, whichever is changed.
    let mut change: Map<String, Value> = Map::new();
    let required = object.iter().filter(|(name, _)| schemas.is_required(schema, name));
    change.extend(required.map(|(name, value)| (name.clone(), value.clone())));
    let (name, value) = object.iter().find(changes)?;
    change.insert(name.clone(), value.clone());
    Some(Value::Object(change)).filter(|change| schemas.accepts(schema, change))
}

/// A change with `null` for one property that may be `null`: the first one with a value in `current`, else the first.
pub(crate) fn nullable(
    schemas: &Schemas,
    wrappers: &Wrappers,
    api: &Api,
    change: usize,
    current: &Value,
) -> Option<Value> {
    let operation = &api.operations[change];
    let (wrapper, body) = (wrappers.request(change), &operation.json_body()?.schema);
    let properties = schemas.properties(wrapper.schema(schemas, body)).into_iter();
    let typed = properties.filter(|(_, of)| schemas.keyword(of, "type").is_some() || choice(of).is_some());
    let with_null = |name: &str| Value::Object([(name.to_owned(), Value::Null)].into_iter().collect());
    // Frameworks write optional properties as `null` in requests. A property that always has a value in responses cannot be cleared.
    let shown = success_schema(operation).map(|shown| wrappers.response(change).schema(schemas, shown));
    let is_always_there = |name: &str| {
        shown.is_some_and(|shown| {
            let is_value = |of: &Value| !schemas.accepts(of, &Value::Null);
            schemas.is_required(shown, name) && schemas.property(shown, name).is_some_and(is_value)
        })
    };
    let names: Vec<&str> = typed
        .map(|(name, _)| name)
        .filter(|name| schemas.accepts(body, &wrapper.wrapped(with_null(name))) && !is_always_there(name))
        .collect();
    let has_value = |name: &&&str| current.get(**name).is_some_and(|value| !value.is_null());
    names.iter().find(has_value).or(names.first()).map(|name| with_null(name))
}

/// The optional properties of a PUT that it need not have and that differ from one resource to the other: texts, numbers, and lists of them.
pub(crate) fn replaceable<'s>(
    schemas: &'s Schemas,
    wrappers: &Wrappers,
    api: &'s Api,
    replace: usize,
    resource: &Resource,
) -> Vec<&'s str> {
    let Some(content) = api.operations[replace].json_body() else { return Vec::new() };
    let body = wrappers.request(replace).schema(schemas, &content.schema);
    // A server may take an absent id for another one.
    let id = resource.id_property();
    let is_it = |name: &str, of: &Value| {
        is_scalar_or_list(schemas, of) && !schemas.is_required(body, name) && id.as_deref() != Some(name)
    };
    let properties = schemas.properties(body).into_iter();
    properties.filter(|(name, of)| is_it(name, of)).map(|(name, _)| name).collect()
}

/// Whether a schema is of texts or numbers without listed values, or of lists of these. Frameworks write `null` as another alternative.
fn is_scalar_or_list(schemas: &Schemas, of: &Value) -> bool {
    let is_scalar = |of: &Value| {
        matches!(crate::schemas::kind(schemas, of), Some("string" | "number" | "integer"))
            && ["enum", "const"].iter().all(|keyword| schemas.keyword(of, keyword).is_none())
    };
    let is_it = |of: &Value| {
        let items = || schemas.keyword(of, "items").is_some_and(is_scalar);
        is_scalar(of) || (crate::schemas::kind(schemas, of) == Some("array") && items())
    };
    is_it(of) || (crate::schemas::kind(schemas, of).is_none() && schemas.alternatives(of).into_iter().any(is_it))
}

/// The resource that a resource is below, by their paths: `/books/{bookId}` of `/books/{bookId}/copies/{copyId}`.
pub(crate) fn parent<'r>(resources: &'r Resources, resource: &Resource) -> Option<&'r Resource> {
    let above = resources.all.iter().filter(|other| {
        let (own, of_other) = (super::without_slash(&resource.item), super::without_slash(&other.item));
        own.len() > of_other.len() && is_below(own, of_other)
    });
    above.max_by_key(|other| other.item.len())
}

/// Whether a path continues another one.
fn is_below(path: &[Segment], above: &[Segment]) -> bool {
    let above = super::without_slash(above);
    path.get(..above.len()).is_some_and(|start| is_same_path(start, above))
}

/// The `readOnly` properties of what an operation creates that are texts or integers, with their schemas.
pub(crate) fn read_only<'s>(
    schemas: &'s Schemas,
    wrappers: &Wrappers,
    api: &'s Api,
    resource: &Resource,
) -> Vec<(&'s str, &'s Value)> {
    let create = &api.operations[resource.create];
    let Some(body) = create.json_body() else { return Vec::new() };
    let body = wrappers.request(resource.create).schema(schemas, &body.schema);
    let schema = success_schema(create).map(|schema| wrappers.response(resource.create).schema(schemas, schema));
    let mut found = schema.map(|schema| schemas.read_only(schema)).unwrap_or_default();
    found.retain(|(name, of)| {
        let is_simple = matches!(crate::schemas::kind(schemas, of), Some("string" | "integer"));
        let is_sent = schemas.properties(body).iter().any(|(known, _)| known == name);
        is_simple && !is_sent && schemas.keyword(of, "enum").is_none()
    });
    found
}

fn has_location(create: &Operation) -> bool {
    has_header(create, "location")
}

/// Whether the document has a header of a success.
fn has_header(operation: &Operation, name: &str) -> bool {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    successes.flat_map(|response| &response.headers).any(|header| header.wire.eq_ignore_ascii_case(name))
}

/// Whether the document has a header of requests.
fn takes_header(operation: &Operation, name: &str) -> bool {
    operation.parameters_in(Location::Header).any(|parameter| parameter.wire.eq_ignore_ascii_case(name))
}

/// An operation whose body is JSON.
pub(super) fn updatable(api: &Api, operation: Option<usize>) -> Option<usize> {
    operation.filter(|index| api.operations[*index].json_body().is_some())
}

/// An operation whose body has the properties to change. A JSON Patch (RFC 6902) has other members.
pub(super) fn mergeable(api: &Api, operation: Option<usize>) -> Option<usize> {
    updatable(api, operation).filter(|index| {
        let content = api.operations[*index].json_body();
        content.is_some_and(|content| !content.media_types.iter().any(|name| name.contains("json-patch")))
    })
}

/// The id in a response to the request that creates a resource.
pub(crate) fn id_of(source: &IdSource, headers: &http::HeaderMap, body: &Value) -> Option<Value> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match source {
        IdSource::Body(pointer) => body.pointer(pointer).filter(|id| id.is_string() || id.is_number()).cloned(),
        IdSource::Header(name) => header(name).map(Value::from),
        IdSource::Chosen { .. } => None,
        IdSource::Location => {
            let location = header("location")?;
            let path = location.split(['?', '#']).next()?.trim_end_matches('/');
            let segment = path.rsplit('/').next().filter(|segment| !segment.is_empty())?;
            Some(model::pointer::decode(segment).into())
        }
    }
}
