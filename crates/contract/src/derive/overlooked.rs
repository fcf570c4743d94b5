//! Requests that would act on more than the runner may touch if a server overlooks their defect.

use model::Api;
use model::api::{Location, Operation};
use serde_json::Value;

use super::naming::Naming;
use super::{Derivation, Overlooked, distant};
use crate::label::{Defect, Mutation, TextDefect};
use crate::schemas::Schemas;

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
