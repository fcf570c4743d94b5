//! Requests that would act on more than the runner may touch if a server overlooks their defect.

use model::Api;
use model::api::path::without_slash;
use model::api::{Location, Operation, Segment};
use serde_json::Value;

use super::naming::Naming;
use super::{Derivation, Overlooked, distant, identity};
use crate::label::{Defect, Mutation, TextDefect};
use crate::schemas::Schemas;
use crate::words::words;

/// A request whose parameter, or part of the body, has a defect: a DELETE without an id in the path acts on everything if its filter is absent or
/// empty.
pub(super) fn with_defect(derivation: &Derivation<'_>, mutation: &Mutation) -> Overlooked {
    let is_nothing = matches!(
        mutation,
        Mutation::Absent
            | Mutation::Text(TextDefect::Empty)
            | Mutation::Defect(Defect::Empty | Defect::TooFew | Defect::TooFewProperties | Defect::TooShort)
    );
    without_filter(derivation, is_nothing)
}

/// A request without the body, or with another value in place of it.
pub(super) fn without_body(derivation: &Derivation<'_>) -> Overlooked {
    without_filter(derivation, true)
}

fn without_filter(derivation: &Derivation<'_>, is_nothing: bool) -> Overlooked {
    let operation = derivation.operation;
    let is_of_all = operation.method == "DELETE" && operation.parameters_in(Location::Path).next().is_none();
    if is_nothing && is_of_all { Overlooked::All } else { Overlooked::Usual }
}

/// Verbs of actions that end what the caller has: its credential, its account, its part in something.
const ENDS_ACCESS: [&str; 14] = [
    "close",
    "deactivate",
    "disable",
    "leave",
    "lock",
    "reboot",
    "regenerate",
    "restart",
    "revoke",
    "rotate",
    "shutdown",
    "suspend",
    "terminate",
    "unsubscribe",
];
/// Verbs of actions that remove all of a collection, or undo what somebody did.
const REMOVES_ALL: [&str; 12] =
    ["cancel", "clean", "clear", "delete", "empty", "erase", "flush", "prune", "purge", "remove", "reset", "truncate"];
/// Verbs of actions that change the elements of a collection.
const CHANGES_ALL: [&str; 14] = [
    "approve",
    "archive",
    "assign",
    "complete",
    "expire",
    "mark",
    "merge",
    "move",
    "publish",
    "read",
    "reject",
    "unarchive",
    "unpublish",
    "update",
];

/// Whether each request of an operation may end the access of the caller, as `POST /account/deactivate` and `PUT /me/password` do.
pub(crate) fn ends_access(schemas: &Schemas, operation: &Operation) -> bool {
    let content = operation.json_body();
    let mut identity = content.into_iter().flat_map(|content| {
        let names = schemas.properties(&content.schema).into_iter().map(|(name, _)| name);
        names.filter(|name| identity::is_identity(name) && schemas.is_required(&content.schema, name))
    });
    let has_no_id = operation.parameters_in(Location::Path).next().is_none();
    let sets_identity = matches!(operation.method.as_str(), "PUT" | "PATCH") && has_no_id && identity.next().is_some();
    sets_identity || (!has_required(operation) && has_verb(operation, &ENDS_ACCESS))
}

/// Whether each request of an operation deletes or changes more than the runner may touch: a DELETE without an id in the path, a PATCH of a
/// collection, `POST /trash/purge`, or `POST /items/archive`. A required parameter or property may name what it acts on.
pub(crate) fn acts_on_all(api: &Api, schemas: &Schemas, operation: &Operation) -> bool {
    let collection = match without_slash(&operation.path) {
        [start @ .., _] if operation.method == "POST" => start,
        path => path,
    };
    let is_collection = || {
        let below = api.operations.iter().map(|other| without_slash(&other.path));
        let is_one = |path: &[Segment]| matches!(path, [start @ .., Segment::Parameter(_)] if start == collection);
        below.into_iter().any(is_one)
    };
    let is_it = match operation.method.as_str() {
        "DELETE" => operation.parameters_in(Location::Path).next().is_none(),
        "PATCH" => is_collection(),
        "POST" => {
            let is_of_collection = || has_verb(operation, &CHANGES_ALL) && is_collection();
            (has_verb(operation, &REMOVES_ALL) && !has_required(operation)) || is_of_collection()
        }
        _ => false,
    };
    is_it && !names_what(api, schemas, operation)
}

/// Whether an operation requires a parameter or a property that names what it acts on.
fn names_what(api: &Api, schemas: &Schemas, operation: &Operation) -> bool {
    let naming = Naming::new(api, operation);
    let parameters = operation.parameters.iter().filter(|parameter| parameter.location != Location::Path);
    let mut required = parameters.filter(|parameter| parameter.required);
    let content = operation.json_body();
    let mut properties = content.into_iter().flat_map(|content| {
        let all = schemas.properties(&content.schema).into_iter().map(|(name, _)| name);
        all.filter(|name| schemas.is_required(&content.schema, name))
    });
    required.any(|parameter| naming.names(&parameter.wire)) || properties.any(|name| naming.names(name))
}

/// Whether the path of an operation ends with one of these verbs after another text. The id in `/keys/{id}/rotate` says what it acts on.
fn has_verb(operation: &Operation, verbs: &[&str]) -> bool {
    match without_slash(&operation.path) {
        [.., Segment::Parameter(_) | Segment::Mixed(_), Segment::Literal(_)] => false,
        [.., Segment::Literal(last)] => words(last).iter().any(|word| verbs.contains(&word.as_str())),
        _ => false,
    }
}

/// Whether an operation requires a body, or a parameter outside of the path.
fn has_required(operation: &Operation) -> bool {
    operation.body.as_ref().is_some_and(|body| body.required)
        || operation.parameters.iter().any(|parameter| parameter.required && parameter.location != Location::Path)
}

/// A request without a valid credential, with the values of parameters. A POST creates something; what PUT, PATCH, DELETE and POST of a verb act on
/// exists, unless the runner made up an id of the path.
pub(super) fn without_credential(derivation: &Derivation<'_>, values: &[(usize, Value)]) -> Overlooked {
    let operation = derivation.operation;
    let is_made_up = |(index, value): &(usize, Value)| {
        let parameter = &operation.parameters[*index];
        parameter.location == Location::Path
            && distant::is_made_up(derivation, *index, parameter, value)
            && !distant::is_near(value)
            && !derivation.has_listed_values(&parameter.schema)
    };
    let has_verb = || [&ENDS_ACCESS[..], &REMOVES_ALL, &CHANGES_ALL].iter().any(|verbs| has_verb(operation, verbs));
    let changes = matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE") || has_verb();
    if changes && !values.iter().any(is_made_up) { Overlooked::Existing } else { Overlooked::Usual }
}
