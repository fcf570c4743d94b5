//! Resources that are there once, such as `/settings`: GET, and PUT or PATCH of a JSON object, without POST.

use model::Api;
use model::api::{Location, Operation, Segment};
use serde_json::{Map, Value};

use super::infer::on;
use super::list::success_schema;
use super::steps::{mergeable, updatable};
use super::{Maker, Replacement, Resources, without_slash};
use crate::credential::CredentialVariant;
use crate::derive::{Case, Expectation, Group, NO_VALUE};
use crate::label::Label;
use crate::schemas::Schemas;
use crate::synthesize::kind;
use crate::violation::{Basis, Severity};

/// A resource that is there once. Operations are indexes into [`Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Singleton {
    /// GET.
    pub read: usize,
    /// PUT.
    pub replace: Option<usize>,
    /// PATCH.
    pub change: Option<usize>,
}

/// One request about a singleton, in the order of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SingletonStep {
    /// It is there.
    Read,
    /// PUT with other values.
    Updated,
    /// It has those values.
    ReadAfterUpdate,
    /// PATCH with one other value.
    Patched,
    /// It has this value, and all others as before.
    ReadAfterPatch,
    /// PUT or PATCH with the values from the beginning, and it has them.
    Restored,
}

/// One request about a singleton.
#[derive(Clone, Debug)]
pub(crate) struct SingletonCase {
    /// The index of the singleton.
    pub singleton: usize,
    /// The request's place.
    pub step: SingletonStep,
    /// The case.
    pub case: Case,
}

/// Parts of names of properties that are left as they are. Another value may lock the caller out, or names a version that the server counts.
const DELICATE: [&str; 25] = [
    "password",
    "secret",
    "token",
    "key",
    "mail",
    "phone",
    "login",
    "user",
    "role",
    "scope",
    "permission",
    "owner",
    "version",
    "revision",
    "etag",
    "status",
    "state",
    "mode",
    "plan",
    "auth",
    "access",
    "tenant",
    "group",
    "mfa",
    "level",
];

impl Singleton {
    /// The operation that its cases are named after.
    fn named_by(self) -> usize {
        self.replace.or(self.change).unwrap_or(self.read)
    }

    /// The operation that sets the values from the beginning.
    pub(crate) fn restoring(self) -> Option<usize> {
        self.replace.or(self.change)
    }

    fn steps(self) -> impl Iterator<Item = (SingletonStep, usize)> {
        let (read, put, patch) = (self.read, self.replace, self.change);
        let restored = self.restoring();
        let all = [
            (SingletonStep::Read, Some(read)),
            (SingletonStep::Updated, put),
            (SingletonStep::ReadAfterUpdate, put.map(|_| read)),
            (SingletonStep::Patched, patch),
            (SingletonStep::ReadAfterPatch, patch.map(|_| read)),
            (SingletonStep::Restored, restored),
        ];
        all.into_iter().filter_map(|(step, operation)| Some((step, operation?)))
    }
}

impl SingletonStep {
    /// The last part of the case's id.
    fn name(self) -> &'static str {
        match self {
            SingletonStep::Read => "read",
            SingletonStep::Updated => "updated",
            SingletonStep::ReadAfterUpdate => "read-after-update",
            SingletonStep::Patched => "patched",
            SingletonStep::ReadAfterPatch => "read-after-patch",
            SingletonStep::Restored => "restored",
        }
    }

    fn basis(self, method: &str) -> Basis {
        match self {
            SingletonStep::Read => Basis::Document,
            SingletonStep::Updated | SingletonStep::ReadAfterUpdate => Basis::Specification("RFC 9110 section 9.3.4"),
            SingletonStep::Patched | SingletonStep::ReadAfterPatch => Basis::Specification("RFC 5789 section 2"),
            SingletonStep::Restored if method == "PATCH" => Basis::Specification("RFC 5789 section 2"),
            SingletonStep::Restored => Basis::Specification("RFC 9110 section 9.3.4"),
        }
    }
}

/// The singletons of a document. The parameters of their paths are ids of resources that chains create.
pub(crate) fn singletons(api: &Api, schemas: &Schemas, resources: &Resources) -> Vec<Singleton> {
    let is_known = |operation: usize, parameter: usize| {
        resources.references.parameters.iter().any(|(known, at, _)| (*known, *at) == (operation, parameter))
    };
    let of_read = |(read, operation): (usize, &Operation)| {
        let is_one = matches!(without_slash(&operation.path).last(), Some(Segment::Literal(text)) if !text.is_empty());
        let mut parameters = operation.parameters.iter().enumerate();
        let is_there = parameters.all(|(at, parameter)| parameter.location != Location::Path || is_known(read, at));
        let is_read = operation.method == "GET" && operation.is_served && operation.fixed_query.is_empty();
        let of_path = |method: &str| on(api, &operation.path, method);
        if !is_one || !is_there || !is_read || of_path("POST").is_some() {
            return None;
        }
        let has_properties = |operation: &usize| !settable(api, schemas, read, *operation).is_empty();
        let replace = updatable(api, of_path("PUT")).filter(has_properties);
        let change = mergeable(api, of_path("PATCH")).filter(has_properties);
        replace.or(change)?;
        Some(Singleton { read, replace, change })
    };
    api.operations.iter().enumerate().filter_map(of_read).collect()
}

/// The cases of all singletons.
pub(crate) fn singleton_cases(maker: &Maker<'_>, singletons: &[Singleton]) -> Vec<SingletonCase> {
    let mut out = Vec::new();
    for (index, singleton) in singletons.iter().enumerate() {
        let name = &maker.api.operations[singleton.named_by()].id;
        for (step, operation) in singleton.steps() {
            let how = Replacement { serial: 0, is_demanding: false, varies_listed: false };
            let request = maker.request(operation, &[], maker.body(operation, how).as_ref());
            let skip_reason = request.is_none().then_some(NO_VALUE);
            let derivation = maker.derivation(operation);
            let request = request.unwrap_or_else(|| derivation.request(&[], None, CredentialVariant::Valid));
            let label = Label::Named(step.name().to_owned());
            let rests_on = step.basis(&derivation.operation.method);
            let at = derivation.operation.at;
            let case = derivation.case(Group::Chain, label, request, Expectation::Success, at);
            let id = format!("{}/{name}/{}", Group::Chain.as_str(), step.name());
            let case = Case { id, skip_reason, severity: Severity::Must, rests_on, is_made_up: false, ..case };
            out.push(SingletonCase { singleton: index, step, case });
        }
    }
    out
}

/// The properties that a request sets and a response to GET shows, with their schemas in the request.
pub(crate) fn settable<'s>(
    api: &'s Api,
    schemas: &'s Schemas,
    read: usize,
    operation: usize,
) -> Vec<(&'s str, &'s Value)> {
    let content = api.operations[operation].json_body();
    let (Some(content), Some(shown)) = (content, success_schema(&api.operations[read])) else { return Vec::new() };
    let shown = schemas.properties(shown);
    let own = schemas.read_only(&content.schema);
    let is_shown = |name: &str, of: &Value| {
        shown.iter().any(|(known, shown)| *known == name && kind(schemas, shown) == kind(schemas, of))
    };
    let mut found = schemas.properties(&content.schema);
    found.retain(|(name, of)| is_shown(name, of) && !own.iter().any(|(known, _)| known == name));
    found
}

/// The values of a representation that a request can set. `None` if the schema of the request does not accept them, such as without a
/// password that responses do not have.
pub(crate) fn representation(
    api: &Api,
    schemas: &Schemas,
    (read, operation): (usize, usize),
    current: &Value,
) -> Option<Map<String, Value>> {
    let content = api.operations[operation].json_body()?;
    let value = |(name, of): (&str, &Value)| {
        let value = current.get(name).filter(|value| schemas.accepts(of, value))?;
        Some((name.to_owned(), value.clone()))
    };
    let values: Map<String, Value> = settable(api, schemas, read, operation).into_iter().filter_map(value).collect();
    schemas.accepts(&content.schema, &values.clone().into()).then_some(values)
}

/// Other values for texts and numbers of a representation, as far as `fresh` has some. Texts of a format and names of callers stay.
pub(crate) fn other_values(
    api: &Api,
    schemas: &Schemas,
    (read, operation): (usize, usize),
    (fresh, current): (&Value, &Value),
) -> Map<String, Value> {
    let other = |(name, of): (&str, &Value)| {
        let is_other = |value: &&Value| {
            (value.is_string() || value.is_number()) && Some(*value) != current.get(name) && schemas.accepts(of, value)
        };
        let value = fresh.get(name).filter(|_| is_plain(schemas, name, of)).filter(is_other)?;
        Some((name.to_owned(), value.clone()))
    };
    settable(api, schemas, read, operation).into_iter().filter_map(other).collect()
}

/// The part of a representation that a chain may change and compare.
pub(crate) fn plain_values(
    api: &Api,
    schemas: &Schemas,
    (read, operation): (usize, usize),
    values: &Map<String, Value>,
) -> Map<String, Value> {
    let of = settable(api, schemas, read, operation);
    let is_it = |name: &str| of.iter().any(|(known, of)| *known == name && is_plain(schemas, name, of));
    values.iter().filter(|(name, _)| is_it(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether another value of a property has no effect that the runner cannot foresee: it is no id, no listed value, no text of a format, and
/// has none of the [`DELICATE`] names.
fn is_plain(schemas: &Schemas, name: &str, of: &Value) -> bool {
    let plain = name.to_lowercase();
    let is_id = plain == "id" || plain.ends_with("_id") || name.ends_with("Id") || name.ends_with("ID");
    let is_text = kind(schemas, of) == Some("string");
    let has_format = is_text && ["format", "x-format"].iter().any(|key| schemas.keyword(of, key).is_some());
    let is_listed = ["enum", "const", "anyOf"].iter().any(|key| schemas.keyword(of, key).is_some());
    !is_id && !has_format && !is_listed && !DELICATE.iter().any(|part| plain.contains(part))
}

/// Whether PUT of what GET shows keeps everything: each property of the request is shown, and none is masked.
pub(crate) fn shows_all(api: &Api, schemas: &Schemas, replace: usize, current: &Value) -> bool {
    let Some(content) = api.operations[replace].json_body() else { return false };
    let own = schemas.read_only(&content.schema);
    let is_masked = |value: &Value| value.as_str().is_some_and(|text| text.contains(['*', '\u{2022}']));
    let is_shown = |(name, _): (&str, &Value)| {
        let is_own = own.iter().any(|(known, _)| *known == name);
        is_own || current.get(name).is_some_and(|value| !is_masked(value))
    };
    schemas.properties(&content.schema).into_iter().all(is_shown)
}
