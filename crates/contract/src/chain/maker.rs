//! Makes the requests, bodies and cases of chains.

use model::Api;
use model::api::Location;
use serde_json::Value;

use super::entries::with_entries;
use super::ids::keep_ids;
use super::{Replacement, Resource, Resources, replaced};
use crate::credential::{CredentialVariant, Credentials, chosen};
use crate::derive::{Case, Derivation, Expectation, Group, NO_VALUE, ValidValues, put_known};
use crate::known::Known;
use crate::label::Label;
use crate::request::Request;
use crate::schemas::Schemas;
use crate::variant::whole;
use crate::violation::{Basis, Severity};

/// Makes requests with known values.
#[derive(Clone, Copy)]
pub(crate) struct Maker<'a> {
    pub api: &'a Api,
    pub schemas: &'a Schemas,
    pub credentials: &'a Credentials,
    pub known: &'a Known,
    pub resources: &'a Resources,
}

impl<'a> Maker<'a> {
    /// The derivation of an operation's cases.
    pub(crate) fn derivation(&self, index: usize) -> Derivation<'a> {
        let operation = &self.api.operations[index];
        let set = chosen(self.api, operation, self.credentials);
        let Maker { api, schemas, credentials, known, .. } = *self;
        Derivation { api, credentials, schemas, known, index, operation, set }
    }

    /// A request with the required parameters. `path` are values of path parameters by name. `None` if no value is found.
    pub(crate) fn request(&self, index: usize, path: &[(String, Value)], body: Option<&Value>) -> Option<Request> {
        let derivation = self.derivation(index);
        let base = ValidValues::of(&derivation)?;
        let value = |(at, value): &(usize, Value)| {
            let parameter = &derivation.operation.parameters[*at];
            let given = path.iter().find(|(name, _)| parameter.location == Location::Path && *name == parameter.wire);
            (*at, given.map_or_else(|| value.clone(), |(_, given)| given.clone()))
        };
        let values: Vec<(usize, Value)> = base.required.iter().map(value).collect();
        Some(derivation.request(&values, body.or(base.body.as_ref()), CredentialVariant::Valid))
    }

    /// A body with all properties and fresh values. Properties that name other resources have known ids; optional ones without a
    /// known id are absent. `None` if the operation has no JSON body, or no value is found.
    pub(crate) fn body(&self, index: usize, how: Replacement) -> Option<Value> {
        let derivation = self.derivation(index);
        let schema = &derivation.operation.json_body()?.schema;
        let base = ValidValues::of(&derivation)?.body?;
        let mut body = whole(self.schemas, schema, &base).value;
        if how.is_demanding {
            body = with_entries(self.schemas, schema, &body);
        }
        put_known(&derivation, schema, &mut body);
        let references = &self.resources.references;
        let is_reference = |name: &str| references.property(index, name).is_some();
        let wrapper = self.resources.wrappers.request(index);
        let of_resource = wrapper.schema(self.schemas, schema);
        if let Some(object) = wrapper.object(&mut body) {
            object.retain(|name, _| {
                !is_reference(name)
                    || self.schemas.is_required(of_resource, name)
                    || self.known.property(index, name).is_some()
            });
        }
        let unknown = references.places.iter().filter(|place| {
            place.operation == index && !self.known.places(index).any(|(known, _)| known == place.path)
        });
        unknown.for_each(|place| place.leave_out(self.schemas, schema, &mut body));
        let resource = replaced(self.schemas, of_resource, &wrapper.value(body.clone()), how, &is_reference);
        let mut fresh = wrapper.with(body.clone(), resource);
        let own = self.resources.all.iter().find(|resource| resource.create == index).and_then(Resource::id_property);
        let is_own = |path: &[String]| {
            let within = wrapper.within(path);
            matches!(within, Some([name]) if own.as_ref() == Some(name) || matches!(name.as_str(), "id" | "uuid" | "guid"))
        };
        keep_ids(&body, &mut fresh, how.serial, &is_own, &mut Vec::new());
        put_known(&derivation, schema, &mut fresh);
        Some(if wrapper.0.is_none() || self.schemas.accepts(schema, &fresh) { fresh } else { body })
    }

    /// The case of a step of a chain, which is named after an operation. It is skipped if no value is found for its request.
    pub(super) fn case(&self, index: usize, (name, step): (&str, &str), expect: Expectation, rests_on: Basis) -> Case {
        let how = Replacement { serial: 0, is_demanding: false, varies_listed: false };
        let request = self.request(index, &[], self.body(index, how).as_ref());
        let skip_reason = request.is_none().then_some(NO_VALUE);
        let derivation = self.derivation(index);
        let request = request.unwrap_or_else(|| derivation.request(&[], None, CredentialVariant::Valid));
        let label = Label::Named(step.to_owned());
        let case = derivation.case(Group::Chain, label, request, expect, derivation.operation.at);
        let id = format!("{}/{name}/{step}", Group::Chain.as_str());
        Case { id, skip_reason, severity: Severity::Must, rests_on, is_made_up: false, ..case }
    }
}
