//! Requests that would act on more than the runner may touch if a server overlooks their defect.

use model::Api;
use model::api::path::without_slash;
use model::api::{Location, Operation, Segment};
use serde_json::{Value, json};

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

/// Verbs of actions that end the access of the caller: to its credential, its account or the server.
const ENDS_ACCESS: [&str; 9] =
    ["deactivate", "regenerate", "reissue", "renew", "revoke", "rotate", "shutdown", "terminate", "unsubscribe"];
/// The same after a word that names the caller or what it has, such as `/account/close`.
const ENDS_OWN: [&str; 6] = ["close", "disable", "leave", "lock", "restart", "suspend"];
const OWN: [&str; 16] = [
    "account",
    "auth",
    "credential",
    "key",
    "keys",
    "me",
    "membership",
    "org",
    "organization",
    "profile",
    "session",
    "subscription",
    "team",
    "token",
    "user",
    "workspace",
];
/// Verbs of actions that remove all of a collection, or undo what somebody did.
const REMOVES_ALL: [&str; 16] = [
    "cancel", "clean", "clear", "delete", "destroy", "drop", "empty", "erase", "flush", "prune", "purge", "remove",
    "reset", "trash", "truncate", "wipe",
];
/// Verbs of actions that change the elements of a collection.
const CHANGES_ALL: [&str; 16] = [
    "approve",
    "archive",
    "assign",
    "complete",
    "expire",
    "hide",
    "mark",
    "merge",
    "move",
    "publish",
    "read",
    "reject",
    "transfer",
    "unarchive",
    "unpublish",
    "update",
];

/// Whether each request of an operation may end the access of the caller, as `POST /account/deactivate` and `PUT /me/password` do.
pub(crate) fn ends_access(schemas: &Schemas, operation: &Operation) -> bool {
    let has_no_id = operation.parameters_in(Location::Path).next().is_none();
    let sets_secret = matches!(operation.method.as_str(), "PUT" | "PATCH")
        && has_no_id
        && required_properties(schemas, operation).any(identity::is_secret);
    let literals = operation.path.iter().filter_map(|segment| match segment {
        Segment::Literal(text) => Some(words(text)),
        _ => None,
    });
    let is_own = || literals.flatten().any(|word| OWN.contains(&word.as_str()));
    let ends = || has_verb(operation, &ENDS_ACCESS) || (has_verb(operation, &ENDS_OWN) && is_own());
    sets_secret || (!has_required(schemas, operation) && ends())
}

/// Whether each request of an operation deletes or changes more than the runner may touch: a DELETE without an id in the path, a PATCH of a
/// collection, `POST /trash/purge`, or `POST /items/archive`. A required parameter or property may name what it acts on.
pub(crate) fn acts_on_all(api: &Api, schemas: &Schemas, operation: &Operation) -> bool {
    let collection: Vec<Segment> = match without_slash(&operation.path) {
        [start @ .., Segment::Literal(last)] if operation.method == "POST" => match last.split_once(':') {
            // `/items:archive`
            Some((noun, _)) => start.iter().cloned().chain([Segment::Literal(noun.to_owned())]).collect(),
            None => start.to_vec(),
        },
        path => path.to_vec(),
    };
    let is_collection = || {
        let mut all = api.operations.iter().map(|other| without_slash(&other.path));
        all.any(|path| matches!(path, [start @ .., Segment::Parameter(_)] if start == collection.as_slice()))
    };
    let is_it = match operation.method.as_str() {
        "DELETE" => operation.parameters_in(Location::Path).next().is_none(),
        "PATCH" => is_collection(),
        "POST" => {
            let is_of_collection = || has_verb(operation, &CHANGES_ALL) && is_collection();
            (has_verb(operation, &REMOVES_ALL) && !has_required(schemas, operation)) || is_of_collection()
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
    required.any(|parameter| naming.names(&parameter.wire))
        || required_properties(schemas, operation).any(|name| naming.names(name))
}

/// The names of the properties that the JSON body of an operation requires.
fn required_properties<'s>(schemas: &'s Schemas, operation: &'s Operation) -> impl Iterator<Item = &'s str> {
    operation.json_body().into_iter().flat_map(|content| {
        let all = schemas.properties(&content.schema).into_iter().map(|(name, _)| name);
        all.filter(|name| schemas.is_required(&content.schema, name))
    })
}

/// Whether the path of an operation ends with one of these verbs after another text. The id in `/keys/{id}/rotate` says what it acts on.
fn has_verb(operation: &Operation, verbs: &[&str]) -> bool {
    let is_after_id =
        matches!(without_slash(&operation.path), [.., Segment::Parameter(_) | Segment::Mixed(_), Segment::Literal(_)]);
    !is_after_id && ends_with(operation, verbs)
}

/// Whether the last text of the path of an operation has one of these words.
fn ends_with(operation: &Operation, verbs: &[&str]) -> bool {
    match without_slash(&operation.path) {
        [.., Segment::Literal(last)] => words(last).iter().any(|word| verbs.contains(&word.as_str())),
        _ => false,
    }
}

/// Whether an operation requires something outside of its path: a parameter, a property, or a body that is no object.
fn has_required(schemas: &Schemas, operation: &Operation) -> bool {
    let requires_body = match (&operation.body, operation.json_body()) {
        (Some(body), Some(content)) if body.required => !schemas.accepts(&content.schema, &json!({})),
        (body, _) => body.as_ref().is_some_and(|body| body.required),
    };
    requires_body
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
    let lists = [&ENDS_ACCESS[..], &ENDS_OWN, &REMOVES_ALL, &CHANGES_ALL];
    let has_verb = || operation.method == "POST" && lists.iter().any(|verbs| ends_with(operation, verbs));
    let changes = matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE") || has_verb();
    if changes && !values.iter().any(is_made_up) { Overlooked::Existing } else { Overlooked::Usual }
}
