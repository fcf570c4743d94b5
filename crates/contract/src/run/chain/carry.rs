//! Accepted cases in the requests of chains. A request that creates or changes a resource has the values of several cases, so that fewer
//! other requests have to be sent for them.

use model::Api;
use serde_json::Value;

use super::Chains;
use crate::chain::is_own_key;
use crate::derive::combined::put;
use crate::derive::{Case, Expectation, Group, ValidValues, accepted_cases};
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::run::turns::turns;
use crate::transport::Transport;
use crate::variation::{Change, OptionalPart, Parts, Variation};
use crate::violation::{Severity, Violation};
use crate::wrapper::Wrapper;

/// A body with the values of some cases, and the ids of these cases.
pub(super) struct Load {
    pub body: Value,
    pub ids: Vec<String>,
}

/// An accepted case that passed in the request of a chain.
pub(in crate::run) struct Carried {
    pub id: String,
    pub outcome: Outcome,
    pub request: Request,
}

impl<'a, T: Transport> Chains<'a, T> {
    /// `body` with the values of as many accepted cases of the operation as fit. A property gets another value only if `may_change` is
    /// true of its name and that value. `None` if no case fits that no earlier request had.
    pub(super) fn load(
        &mut self,
        operation: usize,
        body: &Value,
        may_change: &dyn Fn(&str, &Value) -> bool,
    ) -> Option<Load> {
        let maker = self.maker();
        let derivation = maker.derivation(operation);
        let schemas = self.judge.schemas();
        let schema = &derivation.operation.json_body()?.schema;
        let wrapper = self.resources.wrappers.request(operation);
        let (of_resource, resource) = (wrapper.schema(schemas, schema), wrapper.value(body.clone()));
        let base = ValidValues::of(&derivation)?;
        let has_all = base.all.len() == base.required.len()
            && base.whole.as_ref().map(|whole| wrapper.value(whole.value.clone())).is_some_and(|whole| {
                whole.as_object().is_some_and(|whole| whole.keys().all(|name| resource.get(name).is_some()))
            });
        // Edges of an id that the client chooses, such as an empty one, may lead nowhere.
        let own = self.resources.all.iter().find(|resource| resource.create == operation);
        let own = own.and_then(|resource| resource.id_property());
        let is_fixed = |name: &str, value: &Value| {
            let names_resource = self.resources.references.property(operation, name).is_some();
            own.as_deref() == Some(name)
                || names_resource
                || self.known.property(operation, name).is_some()
                || !may_change(name, value)
        };
        let is_least =
            resource.as_object().is_some_and(|all| all.keys().all(|name| schemas.is_required(of_resource, name)));
        let mut chosen: Vec<(String, Variation)> = Vec::new();
        let mut loaded = body.clone();
        for (id, variation) in in_turns(self.api, operation, accepted_cases(&derivation, &base)) {
            let fits = match variation.parts {
                Parts::Least => is_least,
                Parts::All => has_all,
                Parts::Few | Parts::Many => {
                    variation.changes.iter().all(|change| fits((&resource, wrapper), change, &is_fixed))
                }
            };
            let agrees = || chosen.iter().all(|(_, other)| other.agrees(&variation));
            let changes_id = variation.changes.iter().any(|change| match change {
                Change::Body(path, _) | Change::Alternative(path, _) => self.known.holds_inside(operation, path),
                _ => false,
            });
            if !fits || changes_id || self.attempted.contains(&id) || !agrees() {
                continue;
            }
            let all = chosen.iter().map(|(_, variation)| variation).chain([&variation]);
            if let Some(with) = changed(body, all).filter(|with| schemas.accepts(schema, with)) {
                loaded = with;
                chosen.push((id, variation));
            }
        }
        let ids: Vec<String> = chosen.into_iter().map(|(id, _)| id).collect();
        self.attempted.extend(ids.iter().cloned());
        (!ids.is_empty()).then_some(Load { body: loaded, ids })
    }

    /// Stores the cases that a request had, if it passed. Otherwise requests of their own tell which of them is the cause. That a server
    /// normalizes values is reported once, by the request itself.
    pub(super) fn carry(&mut self, ids: Vec<String>, outcome: &Outcome, status: u16, request: &Request) {
        let normalizes = |violation: &Violation| {
            matches!(violation.kind, ViolationKind::Stored { .. }) && violation.severity < Severity::Must
        };
        let is_passed = match outcome {
            Outcome::Passed { .. } => true,
            Outcome::Advisory(violations) => violations.iter().all(normalizes),
            _ => false,
        };
        if is_passed {
            ids.iter().for_each(|id| (self.note_judged)(id, request));
            let carried = |id| Carried { id, outcome: Outcome::Passed { status }, request: request.clone() };
            self.carried.extend(ids.into_iter().map(carried));
        }
    }

    /// The properties of an operation's body with listed values. Chains need instances with several of them, to filter by.
    pub(super) fn listed_properties(&self, operation: usize) -> Vec<&'a str> {
        let schemas = self.judge.schemas();
        let properties = self.request_schema(operation).map(|schema| schemas.properties(schema)).unwrap_or_default();
        properties.into_iter().filter(|(_, of)| schemas.keyword(of, "enum").is_some()).map(|(name, _)| name).collect()
    }
}

/// The cases that the document demands and that a request can have together with others. Those of different parts take turns.
fn in_turns(api: &Api, operation: usize, cases: Vec<Case>) -> Vec<(String, Variation)> {
    let is_one = |case: &Case| {
        let is_sent = case.group == Group::Accepted && case.skip_reason.is_none();
        is_sent && case.severity == Severity::Must && case.expect == Expectation::Success && case.variation.is_some()
    };
    let demanded: Vec<Case> = cases.into_iter().filter(is_one).collect();
    let turns = turns(api, operation, &demanded.iter().collect::<Vec<_>>());
    let mut keyed: Vec<(usize, Case)> = turns.into_iter().zip(demanded).collect();
    keyed.sort_by_key(|(turn, _)| *turn);
    keyed.into_iter().filter_map(|(_, case)| Some((case.id, case.variation?))).collect()
}

/// Whether the body of a resource can have a change.
fn fits((resource, wrapper): (&Value, Wrapper<'_>), change: &Change, is_fixed: &dyn Fn(&str, &Value) -> bool) -> bool {
    match change {
        Change::Present(OptionalPart::Property(name)) => wrapper.0.is_none() && resource.get(name).is_some(),
        Change::Body(path, value) | Change::Alternative(path, value) => {
            let Some(path) = wrapper.within(path) else { return false };
            let Some(name) = path.first() else { return false };
            // Other cases are about properties that are absent, or that the document does not list.
            let Some(known) = resource.get(name) else { return false };
            let old = path.iter().skip(1).try_fold(known, |part, step| match part {
                Value::Array(elements) => step.parse::<usize>().ok().and_then(|index| elements.get(index)),
                part => part.get(step),
            });
            // A faulty server changes demanding values, which the chain shows.
            let is_weaker = old.is_some_and(is_demanding) && !is_demanding(value);
            old == Some(value) || !(is_fixed(name, value) || is_weaker)
        }
        _ => false,
    }
}

/// Whether a faulty server may not hold a value: an integer of more than 53 bits, a fraction, a text in other alphabets, entries of
/// a map.
fn is_demanding(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_u64().is_some_and(|number| number > 1 << 53) || has_fraction(value),
        Value::String(text) => !text.is_ascii(),
        Value::Object(object) => object.iter().any(|(key, part)| is_own_key(key) || has_fraction(part)),
        _ => false,
    }
}

/// Whether a value is a number with a fraction, or has one.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.fract() != 0.0),
        Value::Object(parts) => parts.values().any(has_fraction),
        Value::Array(parts) => parts.iter().any(has_fraction),
        _ => false,
    }
}

/// The body with the changes of some variations. `None` if a changed part is not there.
fn changed<'v>(body: &Value, variations: impl Iterator<Item = &'v Variation>) -> Option<Value> {
    let mut replaced: Vec<(&[String], &Value)> = variations
        .flat_map(|variation| &variation.changes)
        .filter_map(|change| match change {
            Change::Body(path, value) | Change::Alternative(path, value) => Some((path.as_slice(), value)),
            _ => None,
        })
        .collect();
    replaced.sort_by_key(|(path, _)| path.len());
    let mut changed = body.clone();
    for (path, value) in replaced {
        put(&mut changed, path, value)?;
    }
    Some(changed)
}
