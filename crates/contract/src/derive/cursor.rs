//! Parameters that name a place in a list: only the server knows their values.

use model::api::{Location, Parameter, Text};
use model::listing::words::CURSORS;
use serde_json::Value;

use super::parameters::{is_sendable, value};
use super::{Case, Derivation, Expectation, Group, ValidValues, demand, invalid_codes};
use crate::credential::CredentialVariant;
use crate::label::{Label, Mutation, PartPath};
use crate::schemas::Schemas;
use crate::synthesize::smallest;
use crate::variant::edges;

/// Requests with a cursor that the server did not issue. It may accept or reject them.
pub(super) fn accepted(derivation: &Derivation<'_>, base: &ValidValues, index: usize, out: &mut Vec<Case>) {
    let parameter = &derivation.operation.parameters[index];
    let Some(value) = value(derivation, index, None) else { return };
    let alone = [(PartPath::default(), Mutation::Alone, value.clone())];
    let edges = edges(derivation.schemas, &parameter.schema, &value).into_iter();
    let edges = edges.filter(|variant| is_sendable(parameter, &variant.value));
    let others = edges.map(|variant| (variant.path, variant.mutation, variant.value));
    for (path, mutation, value) in alone.into_iter().chain(others) {
        let mut values = base.required.clone();
        values.push((index, value));
        let request = derivation.request(&values, base.body.as_ref(), CredentialVariant::Valid);
        let mut codes = invalid_codes(derivation);
        codes.extend([404, 410]);
        let (severity, rests_on) = demand::parameter_edge(parameter.location, &mutation);
        let label = Label::parameter(parameter, path, mutation);
        let expect = Expectation::SuccessOrRejection(codes);
        let case = derivation.case(Group::Accepted, label, request, expect, parameter.at);
        out.push(Case { severity, rests_on, is_made_up: true, ..case });
    }
}

/// Whether only the server knows values of a parameter: an optional text in the query that names a place in a list, of which the
/// document shows no example and no form.
pub(crate) fn is_cursor(schemas: &Schemas, parameter: &Parameter) -> bool {
    let is_free = |key: &&str| schemas.keyword(&parameter.schema, key).is_none();
    // No text is `null`: such a default is no example.
    let sample = parameter.sample.as_ref().filter(|sample| !sample.is_null());
    let is_generated = |sample: &Value| smallest(schemas, &parameter.schema).as_ref() == Some(sample);
    let name = parameter.wire.to_ascii_lowercase().replace(['_', '-'], "");
    let name = name.trim_start_matches("page[").trim_end_matches(']');
    parameter.location == Location::Query
        && !parameter.required
        && sample.is_none_or(is_generated)
        && parameter.array.is_none()
        && matches!(parameter.text, Text::String)
        && CURSORS.contains(&name)
        && ["enum", "pattern", "format"].iter().all(is_free)
}

#[cfg(test)]
mod tests {
    use super::is_cursor;
    use crate::schemas::Schemas;

    /// Optional parameters in the way of pydantic, and one with an example.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Notes, version: 1.0.0}
paths:
  /notes:
    get:
      operationId: listNotes
      parameters:
        - {name: cursor, in: query, schema: {anyOf: [{type: string}, {type: 'null'}], default: null}}
        - {name: after, in: query, schema: {type: string, default: first}}
      responses: {'200': {description: Notes.}}
";

    #[test]
    fn a_default_of_null_is_no_example_of_a_cursor() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("notes.yaml", DOCUMENT))?;
        let schemas = Schemas::new(&api);
        let found: Vec<bool> =
            api.operations[0].parameters.iter().map(|parameter| is_cursor(&schemas, parameter)).collect();
        assert_eq!(found, [true, false]);
        Ok(())
    }
}
