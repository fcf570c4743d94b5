//! Requests whose path or body has the id of a resource that does not exist.

use model::Api;
use model::api::{Location, Status};
use serde_json::{Value, json};

use super::{Replacement, Resources, is_same_path, replaced};
use crate::credential::{CredentialVariant, Credentials, chosen};
pub(crate) use crate::derive::FAR;
use crate::derive::{Case, Derivation, Expectation, Group, ValidValues, documented_codes};
use crate::known::Known;
use crate::label::{Label, Mutation, PartPath};
use crate::schemas::Schemas;
use crate::violation::{Basis, Severity};

/// For each operation on a resource, or on a part of one, a request with an id that does not exist. A server may reject it, or ignore
/// that; it must not fail. GET and DELETE of the resource itself are steps of its chain.
pub(crate) fn unknown(
    api: &Api,
    schemas: &Schemas,
    credentials: &Credentials,
    known: &Known,
    resources: &Resources,
) -> Vec<Case> {
    let mut out = in_bodies(api, schemas, credentials, known, resources);
    for (index, at, resource) in &resources.references.parameters {
        let (operation, resource) = (&api.operations[*index], &resources.all[*resource]);
        let parameter = &operation.parameters[*at];
        let is_of_chain =
            resource.delete == Some(*index) || (resource.read == Some(*index) && resource.delete.is_some());
        if parameter.location != Location::Path || !operation.is_served || is_of_chain {
            continue;
        }
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index: *index, operation, set };
        let Some(base) = ValidValues::of(&derivation) else { continue };
        let mut values = base.required.clone();
        let Some((_, value)) = values.iter_mut().find(|(known, _)| known == at) else { continue };
        let Some(other) = other_id(schemas, &parameter.schema, value) else { continue };
        *value = other;
        let mut codes = documented_codes(operation, &[400, 403, 405, 409, 412, 422, 428]);
        codes.extend([404, 410]);
        let creates = resource.replace == Some(*index) && is_same_path(&operation.path, &resource.item);
        let documents_404 = operation.responses.iter().any(|response| response.status == Status::Code(404));
        let (expect, severity, rests_on) = match creates {
            // A server that creates the resource says so with 201. If the document has 404, it does not create one.
            true => {
                let severity = if documents_404 { Severity::Must } else { Severity::Should };
                (Expectation::CreatedOrRejection(codes), severity, Basis::Specification("RFC 9110 section 9.3.4"))
            }
            false => (Expectation::SuccessOrRejection(codes), Severity::Must, Basis::Document),
        };
        let request = derivation.request(&values, base.body.as_ref(), CredentialVariant::Valid);
        let label = Label::parameter(parameter, PartPath::default(), Mutation::Unknown);
        let case = derivation.case(Group::Rejected, label, request, expect, parameter.at);
        out.push(Case { severity, rests_on, is_made_up: false, ..case });
    }
    out
}

/// For each operation whose body names another resource, a request that names one that does not exist. A server may accept or reject it;
/// it must not fail. Requests that create resources are steps of chains.
fn in_bodies(
    api: &Api,
    schemas: &Schemas,
    credentials: &Credentials,
    known: &Known,
    resources: &Resources,
) -> Vec<Case> {
    let mut out = Vec::new();
    for (index, name, named) in &resources.references.properties {
        let operation = &api.operations[*index];
        let creates = resources.all.iter().any(|resource| resource.create == *index);
        // Another id in the body of a resource would rename it.
        if resources.all[*named].is_changed_by(*index) {
            continue;
        }
        let Some(content) = operation.json_body().filter(|_| operation.is_served && !creates) else { continue };
        let set = chosen(api, operation, credentials);
        let derivation = Derivation { api, credentials, schemas, known, index: *index, operation, set };
        let Some(base) = ValidValues::of(&derivation) else { continue };
        let wrapper = resources.wrappers.request(*index);
        let whole = base.whole.as_ref().map(|whole| wrapper.value(whole.value.clone()));
        let own = whole.and_then(|whole| whole.get(name).cloned());
        let schema = schemas.property(wrapper.schema(schemas, &content.schema), name);
        let other = schema.zip(own).and_then(|(schema, own)| other_id(schemas, schema, &own));
        let (Some(mut body), Some(other)) = (base.body, other) else { continue };
        let Some(object) = wrapper.object(&mut body) else { continue };
        object.insert(name.clone(), other);
        if !schemas.accepts(&content.schema, &body) {
            continue;
        }
        let mut codes = documented_codes(operation, &[400, 403, 409, 412, 422, 424, 428]);
        codes.extend([404, 410]);
        let request = derivation.request(&base.required, Some(&body), CredentialVariant::Valid);
        let expect = Expectation::SuccessOrRejection(codes);
        let around = wrapper.0.map_or_else(PartPath::default, |outer| PartPath::default().property(outer));
        let label = Label::body(around.property(name), Mutation::Unknown);
        let case = derivation.case(Group::Rejected, label, request, expect, content.at);
        out.push(Case { is_made_up: false, ..case });
    }
    out
}

/// Another value that fits the schema of an id. `None` if there is none.
pub(crate) fn other_id(schemas: &Schemas, schema: &Value, id: &Value) -> Option<Value> {
    let other = match id {
        Value::Number(number) => json!(number.as_u64()?.saturating_add(FAR)),
        id => {
            let how = Replacement { serial: FAR, is_demanding: false, varies_listed: false };
            replaced(schemas, schema, id, how, &|_| false)
        }
    };
    (other != *id && schemas.accepts(schema, &other)).then_some(other)
}
