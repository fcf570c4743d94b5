//! Resources that are there once, such as `/settings`: GET, and PUT or PATCH of a JSON object, without POST.

use model::Api;
use model::api::{Location, Operation, Segment};
use serde_json::{Map, Value};

use super::infer::on;
use super::list::success_schema;
use super::preserved::{PreservedResource, is_given};
use super::steps::{mergeable, updatable};
use super::{Maker, Resources, without_slash};
use crate::derive::{Case, Expectation};
use crate::known::Known;
use crate::schemas::Schemas;
use crate::schemas::kind;
use crate::violation::Basis;
use crate::words::words;

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

/// Words in names of properties that are left as they are. Another value may lock the caller out, or names a version that the server counts.
const DELICATE: [&str; 26] = [
    "password",
    "secret",
    "token",
    "key",
    "pin",
    "email",
    "mail",
    "phone",
    "login",
    "user",
    "username",
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
    "level",
];

/// Words in names of properties of which a server may show another value than it has.
const HIDDEN: [&str; 8] = ["password", "passwort", "passphrase", "secret", "token", "key", "pin", "credential"];

impl Singleton {
    /// The operation that its cases are named after.
    fn named_by(self) -> usize {
        self.replace.or(self.change).unwrap_or(self.read)
    }

    /// The operation that sets the values from the beginning.
    pub(crate) fn restoring(self) -> Option<usize> {
        self.replace.or(self.change)
    }

    /// The resource whose values a run preserves.
    pub(crate) fn preserved(self) -> PreservedResource {
        let Singleton { read, replace, change } = self;
        PreservedResource { read, replace, change, delete: None }
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

/// The singletons of a document. The parameters of their paths are ids of resources that chains create, or that the user or an example gives.
pub(crate) fn singletons(api: &Api, schemas: &Schemas, known: &Known, resources: &Resources) -> Vec<Singleton> {
    let is_known = |operation: usize, parameter: usize| {
        let mut references = resources.references.parameters.iter();
        references.any(|(known, at, _)| (*known, *at) == (operation, parameter))
            || is_given(schemas, known, &api.operations[operation].parameters[parameter])
    };
    let of_read = |(read, operation): (usize, &Operation)| {
        if !reads_one(api, operation, &|parameter| is_known(read, parameter)) {
            return None;
        }
        let of_path = |method: &str| on(api, &operation.path, method);
        let has_properties = |operation: &usize| !settable(api, schemas, read, *operation).is_empty();
        let replace = updatable(api, of_path("PUT")).filter(has_properties);
        let change = mergeable(api, of_path("PATCH")).filter(has_properties);
        replace.or(change)?;
        Some(Singleton { read, replace, change })
    };
    api.operations.iter().enumerate().filter_map(of_read).collect()
}

/// Whether an operation reads a resource that is there once: GET of a path that ends in a word and has no POST. `is_given` is whether the
/// value of the path parameter with an index is known.
pub(super) fn reads_one(api: &Api, operation: &Operation, is_given: &dyn Fn(usize) -> bool) -> bool {
    let is_one = matches!(without_slash(&operation.path).last(), Some(Segment::Literal(text)) if !text.is_empty());
    let mut parameters = operation.parameters.iter().enumerate();
    let is_there = parameters.all(|(at, parameter)| parameter.location != Location::Path || is_given(at));
    let is_read = operation.method == "GET" && operation.is_served && operation.fixed_query.is_empty();
    is_one && is_there && is_read && on(api, &operation.path, "POST").is_none()
}

/// The cases of all singletons.
pub(crate) fn singleton_cases(maker: &Maker<'_>, singletons: &[Singleton]) -> Vec<SingletonCase> {
    let mut out = Vec::new();
    for (index, singleton) in singletons.iter().enumerate() {
        let name = &maker.api.operations[singleton.named_by()].id;
        for (step, operation) in singleton.steps() {
            let rests_on = step.basis(&maker.api.operations[operation].method);
            let case = maker.case(operation, (name, step.name()), Expectation::Success, rests_on);
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
    let is_shown =
        |name: &str, of: &Value| shown.iter().any(|(known, shown)| *known == name && is_same(schemas, shown, of));
    let mut found = schemas.properties(&content.schema);
    found.retain(|(name, of)| is_shown(name, of) && !own.iter().any(|(known, _)| known == name));
    found
}

/// Whether a response shows the values of a property as a request has them: a picture that is sent may be shown as its address.
fn is_same(schemas: &Schemas, shown: &Value, of: &Value) -> bool {
    let text = |of: &Value, key: &str| schemas.keyword(of, key).and_then(Value::as_str).map(str::to_owned);
    // Other formats say which texts there are: `format: email` is often in the request alone.
    let is_encoding =
        |key: &str, value: &str| key != "x-format" || ["base64", "base64url", "binary", "byte"].contains(&value);
    let is_encoded = |key: &str| {
        text(of, key).is_some_and(|encoding| is_encoding(key, &encoding) && text(shown, key) != Some(encoding))
    };
    let is_address = |key: &str| text(shown, key).is_some_and(|format| text(of, key) != Some(format));
    kind(schemas, shown) == kind(schemas, of)
        && !["contentEncoding", "x-format"].iter().any(|key| is_encoded(key))
        && !["format", "x-format"].iter().any(|key| is_address(key))
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
        let is_free = is_plain(schemas, name, of) && !is_listed(schemas, of);
        let value = fresh.get(name).filter(|_| is_free).filter(is_other)?;
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

/// Parts of names of booleans and listed values that are left as they are: another value may take the resource or the caller out of service.
const RISKY: [&str; 20] = [
    "enabl", "disabl", "activ", "lock", "mainten", "suspend", "archiv", "delet", "clos", "freez", "default", "primary",
    "factor", "mfa", "2fa", "requir", "enforc", "confirm", "approv", "paid",
];

/// Other values for booleans and listed texts of a representation.
pub(crate) fn other_flags(
    api: &Api,
    schemas: &Schemas,
    (read, operation): (usize, usize),
    current: &Value,
) -> Map<String, Value> {
    let other = |(name, of): (&str, &Value)| {
        let plain: String = words(name).concat();
        let is_risky = RISKY.iter().any(|part| plain.contains(part)) || !is_plain(schemas, name, of);
        let value = match current.get(name).filter(|_| !is_risky)? {
            Value::Bool(old) => Value::Bool(!old),
            old @ Value::String(_) => {
                let listed = schemas.keyword(of, "enum").and_then(Value::as_array)?;
                listed.iter().find(|other| other.is_string() && *other != old)?.clone()
            }
            _ => return None,
        };
        schemas.accepts(of, &value).then(|| (name.to_owned(), value))
    };
    settable(api, schemas, read, operation).into_iter().filter_map(other).collect()
}

/// Whether a property has listed values.
fn is_listed(schemas: &Schemas, of: &Value) -> bool {
    schemas.keyword(of, "enum").is_some()
}

/// Whether another value of a property has no effect that the runner cannot foresee: it is no id, no text of a format, and has none of the
/// [`DELICATE`] names.
fn is_plain(schemas: &Schemas, name: &str, of: &Value) -> bool {
    let words = words(name);
    let is_id = words.last().is_some_and(|word| word == "id");
    let is_text = kind(schemas, of) == Some("string");
    let has_format = is_text && ["format", "x-format"].iter().any(|key| schemas.keyword(of, key).is_some());
    let is_fixed = ["const", "anyOf"].iter().any(|key| schemas.keyword(of, key).is_some());
    !is_id && !has_format && !is_fixed && !words.iter().any(|word| is_one_of(word, &DELICATE))
}

/// Whether a list has a word or its singular, or a longer word of the list is a part of it (`password` of `userpassword`).
fn is_one_of(word: &str, list: &[&str]) -> bool {
    let single = word.strip_suffix('s').unwrap_or(word);
    let is_part = |part: &&str| part.len() > 5 && word.contains(*part);
    list.iter().any(|listed| *listed == word || *listed == single || is_part(listed))
}

/// Whether a server may show this value of a property in place of the one that it has: a part of it is masked, or its name says that it is
/// secret. Looks into objects and lists.
pub(crate) fn is_masked(name: &str, value: &Value) -> bool {
    match value {
        Value::String(_) => has_mask(value) || words(name).iter().any(|word| is_one_of(word, &HIDDEN)),
        Value::Object(object) => object.iter().any(|(name, value)| is_masked(name, value)),
        Value::Array(list) => list.iter().any(|value| is_masked(name, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a text looks like a mask of another one: `sk_...1234`, `••••`, `xxxx`, `<hidden>`.
fn has_mask(value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    let is_bracketed = |(open, close)| text.starts_with::<char>(open) && text.ends_with::<char>(close);
    text.contains(['*', '\u{2022}', '\u{2026}'])
        || text.contains("...")
        || text.to_lowercase().contains("xxx")
        || [('<', '>'), ('[', ']')].into_iter().any(is_bracketed)
}

/// Whether PUT of what GET shows keeps everything: GET shows each property of the request, at any depth, if the resource has it, and masks
/// none.
pub(crate) fn shows_all(api: &Api, schemas: &Schemas, (read, replace): (usize, usize), current: &Value) -> bool {
    let content = api.operations[replace].json_body();
    let (Some(content), Some(shown)) = (content, success_schema(&api.operations[read])) else { return false };
    !is_masked("", current) && shows(schemas, (&content.schema, shown), current, 0)
}

/// The depth at which properties are not looked at any more.
const DEPTH_LIMIT: usize = 8;

fn shows(schemas: &Schemas, (sent, shown): (&Value, &Value), current: &Value, depth: usize) -> bool {
    if depth > DEPTH_LIMIT {
        return true;
    }
    match current {
        Value::Array(list) => {
            let items = |of| schemas.keyword(of, "items");
            let (Some(sent), Some(shown)) = (items(sent), items(shown)) else { return true };
            list.iter().all(|item| shows(schemas, (sent, shown), item, depth + 1))
        }
        Value::Object(object) => {
            let (own, known) = (schemas.read_only(sent), schemas.properties(shown));
            let is_shown = |(name, of): (&str, &Value)| {
                let Some((_, shown)) =
                    known.iter().find(|(known, shown)| *known == name && is_same(schemas, shown, of))
                else {
                    return false;
                };
                object.get(name).is_none_or(|value| shows(schemas, (of, shown), value, depth + 1))
            };
            let is_own = |name: &str| own.iter().any(|(known, _)| *known == name);
            schemas.properties(sent).into_iter().filter(|(name, _)| !is_own(name)).all(is_shown)
        }
        _ => true,
    }
}

/// The name of a property that a request sets and GET does not show, or masks.
pub(crate) fn hidden<'s>(
    api: &'s Api,
    schemas: &'s Schemas,
    (read, operation): (usize, usize),
    current: &Value,
) -> Option<&'s str> {
    let content = api.operations[operation].json_body()?;
    let write_only = schemas.write_only(&content.schema).into_iter().next();
    write_only.or_else(|| {
        let mut settable = settable(api, schemas, read, operation).into_iter();
        let is_hidden = |value: &Value| !value.is_object() && has_mask(value);
        settable.find(|(name, _)| current.get(name).is_some_and(is_hidden)).map(|(name, _)| name)
    })
}
