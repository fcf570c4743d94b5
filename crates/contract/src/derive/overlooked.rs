//! Requests that would act on more than the runner may touch if a server overlooks their defect.

use model::Api;
use model::api::path::without_slash;
use model::api::{Location, Operation, Segment};
use serde_json::Value;

use super::naming::Naming;
use super::{Derivation, Overlooked, distant};
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

/// Whether each request of an operation deletes more than the runner may touch: a DELETE without an id in the path, and without a required
/// parameter or property that names what it deletes.
pub(crate) fn deletes_all(api: &Api, schemas: &Schemas, operation: &Operation) -> bool {
    if operation.method != "DELETE" || operation.parameters_in(Location::Path).next().is_some() {
        return false;
    }
    let naming = Naming::new(api, operation);
    let mut required = operation.parameters.iter().filter(|parameter| parameter.required);
    let content = operation.json_body();
    let mut properties = content.into_iter().flat_map(|content| {
        let all = schemas.properties(&content.schema).into_iter().map(|(name, _)| name);
        all.filter(|name| schemas.is_required(&content.schema, name))
    });
    !required.any(|parameter| naming.names(&parameter.wire)) && !properties.any(|name| naming.names(name))
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

/// Whether each request of an operation may end the access of the caller, as `POST /account/deactivate` does.
pub(crate) fn ends_access(operation: &Operation) -> bool {
    is_undirected(operation, &ENDS_ACCESS)
}

/// Whether each request of an operation removes more than the runner may touch, as `POST /trash/purge` does.
pub(crate) fn removes_all(operation: &Operation) -> bool {
    is_undirected(operation, &REMOVES_ALL)
}

/// Whether an operation with an unsafe method ends with one of these verbs, and nothing that it requires tells which resource it acts on. The id in
/// `/keys/{id}/rotate` does.
fn is_undirected(operation: &Operation, verbs: &[&str]) -> bool {
    let is_verb = |text: &String| words(text).iter().any(|word| verbs.contains(&word.as_str()));
    let ends_with_verb = match without_slash(&operation.path) {
        [.., Segment::Parameter(_) | Segment::Mixed(_), Segment::Literal(_)] => false,
        [.., Segment::Literal(last)] => is_verb(last),
        _ => false,
    };
    let has_required = operation.body.as_ref().is_some_and(|body| body.required)
        || operation.parameters.iter().any(|parameter| parameter.required && parameter.location != Location::Path);
    matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH") && ends_with_verb && !has_required
}

/// A request without a valid credential, with the values of parameters. A POST creates something; what PUT, PATCH and DELETE act on exists, unless the
/// runner made up an id of the path.
pub(super) fn without_credential(derivation: &Derivation<'_>, values: &[(usize, Value)]) -> Overlooked {
    let operation = derivation.operation;
    let is_made_up = |(index, value): &(usize, Value)| {
        let parameter = &operation.parameters[*index];
        parameter.location == Location::Path
            && distant::is_made_up(derivation, *index, parameter, value)
            && !distant::is_near(value)
            && !derivation.has_listed_values(&parameter.schema)
    };
    let changes = matches!(operation.method.as_str(), "PUT" | "PATCH" | "DELETE");
    if changes && !values.iter().any(is_made_up) { Overlooked::Existing } else { Overlooked::Usual }
}
