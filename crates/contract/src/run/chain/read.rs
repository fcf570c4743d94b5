//! Reads the instance of a chain and compares it with the values that were sent and returned before.

use std::time::Duration;

use serde_json::{Map, Value};

use super::conditional::entity_tag;
use super::instance::{Instance, path_of};
use super::{Chains, PAUSES, Reply, body_of, is_success, status_of, with_violations};
use crate::chain::{
    IdSource, Resource, SingletonCase, SingletonStep, Step, StepCase, ValueDifference, differences, is_counted,
    is_equal,
};
use crate::derive::Case;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use crate::wrapper::Place;

impl<T: Transport> Chains<'_, T> {
    pub(super) async fn read(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        self.read_until(budget, index, Step::Read, |this, case, place, got| {
            this.state_violations(case, place, index, (&first.sent, &first.returned), got)
        })
        .await;
    }

    pub(super) async fn location(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        let Some(mut case) = self.case_on(index, Step::Location, &first) else {
            return self.undocumented_location(budget, index, &first).await;
        };
        let Some(location) = &first.location else {
            let reason = "the response has no `Location`".to_owned();
            self.set(index, Step::Location, &case.request, Outcome::Skipped(reason));
            return;
        };
        let collection = self.case(index, Step::Created).map(|created| created.request.path).unwrap_or_default();
        let Some(path) = resolved(location, &collection, self.transport.base_path()) else {
            let shown = self.excerpt(&case.request).text(location);
            let message = format!("expected a `Location` below the URL of the server, got `{shown}`");
            let more = vec![self.violation(&case, Severity::Should, (ViolationKind::LocationElsewhere, message))];
            let outcome = with_violations(Outcome::Passed { status: 201 }, more, self.options.fail_on);
            self.set(index, Step::Location, &case.request, outcome);
            return;
        };
        case.request.path = path;
        let reply = self.send(budget, &case).await;
        let got = self.resource_of(&case, &reply);
        let more = self.other_id(index, &first, &got).map(|name| {
            let message = format!("expected the created resource at `Location`, got one with another {name}");
            self.violation(&case, Severity::Must, (ViolationKind::LocationOfAnother, message))
        });
        let mut outcome = self.outcome(&case, reply, more.into_iter().collect());
        if let Outcome::Failed(violations) = &mut outcome {
            let shown = case.request.redacted(&self.excerpt(&case.request).text(location));
            violations.iter_mut().for_each(|violation| violation.message.push_str(&format!(" (`Location: {shown}`)")));
        }
        self.set(index, Step::Location, &case.request, outcome);
    }

    /// The place of the id, if a response has another one than an instance.
    fn other_id(&self, index: usize, instance: &Instance, got: &Value) -> Option<String> {
        let name = self.id_pointer(index).unwrap_or_else(|| "/id".to_owned());
        let ids = instance.returned.pointer(&name).zip(got.pointer(&name));
        ids.is_some_and(|(own, got)| !is_equal(own, got)).then_some(name)
    }

    /// Follows a `Location` that the document does not have. If it leads nowhere, the case that created the resource has a warning.
    async fn undocumented_location(&mut self, budget: &mut Budget, index: usize, first: &Instance) {
        let is_it = |(step, _): &&mut (StepCase, Option<Outcome>)| step.resource == index && step.step == Step::Created;
        let (Some(location), Some(mut read)) = (&first.location, self.case_on(index, Step::Read, first)) else {
            return;
        };
        let Some((created, Some(Outcome::Passed { status: 201 }))) = self.cases.iter_mut().find(is_it) else { return };
        let created = created.case.clone();
        // Another host may be another server.
        if location.contains("://") || location.starts_with("//") {
            return;
        }
        let Some(path) = resolved(location, &created.request.path, self.transport.base_path()) else { return };
        read.request.path = path;
        let reply = self.send(budget, &read).await;
        let (status, got) = (status_of(&reply), self.resource_of(&read, &reply));
        let (kind, message) = match self.other_id(index, first, &got) {
            Some(name) => {
                let message = format!("expected the created resource at `Location`, got one with another {name}");
                (ViolationKind::LocationOfAnother, message)
            }
            None if matches!(status, 404 | 410) => {
                let message = format!("expected the created resource at `Location`, got {status}");
                (ViolationKind::LocationNowhere, message)
            }
            None => return,
        };
        let rests_on = Basis::Specification("RFC 9110 section 10.2.2");
        let found = Violation { rests_on, ..self.violation(&created, Severity::Should, (kind, message)) };
        let outcome = with_violations(Outcome::Passed { status: 201 }, vec![found], self.options.fail_on);
        self.set(index, Step::Created, &created.request, outcome);
    }

    /// Reads the instance until `check` finds nothing, but not longer than a second.
    pub(super) async fn read_until<F>(&mut self, budget: &mut Budget, index: usize, step: Step, check: F)
    where
        F: Fn(&Self, &Case, &Place<'_>, &Value) -> Vec<Violation>,
    {
        let Some(first) = self.first[index].clone() else { return };
        let Some(case) = self.case_on(index, step, &first) else { return };
        for attempt in 0.. {
            let reply = self.send(budget, &case).await;
            let got = self.resource_of(&case, &reply);
            if step == Step::Read {
                self.tags[index] = entity_tag(&reply).map(|tag| (tag, body_of(&reply)));
            }
            let place = match (&reply, case.operation) {
                (Reply::Response(received), Some(operation)) if is_success(&reply) => self.place(operation, received),
                _ => None,
            };
            let more = place.map(|place| check(self, &case, &place, &got)).unwrap_or_default();
            let outcome = self.outcome(&case, reply, more);
            let is_done = matches!(outcome, Outcome::Passed { .. } | Outcome::Inconclusive { .. });
            match PAUSES.get(attempt).filter(|_| !is_done) {
                Some(pause) => tokio::time::sleep(Duration::from_millis(*pause)).await,
                None => {
                    if let Some(first) = self.first[index].as_mut().filter(|_| got.is_object()) {
                        first.returned = got;
                    }
                    self.set(index, step, &case.request, outcome);
                    return;
                }
            }
        }
    }

    /// The case of a step that has no body, on the instance of the chain.
    pub(super) fn case_on(&self, index: usize, step: Step, instance: &Instance) -> Option<Case> {
        let mut case = self.case(index, step)?;
        let mut request = self.maker().request(case.operation?, &instance.parameters, None)?;
        request.path = path_of(self.resource(index), instance);
        case.request = request;
        Some(case)
    }

    /// Compares a resource that was read with the values that were sent and returned before.
    pub(super) fn state_violations(
        &self,
        case: &Case,
        place: &Place<'_>,
        index: usize,
        (sent, returned): (&Value, &Value),
        got: &Value,
    ) -> Vec<Violation> {
        let (excerpt, schemas) = (self.excerpt(&case.request), self.judge.schemas());
        let id = self.id_pointer(index).map(|pointer| pointer.trim_start_matches('/').to_owned()).unwrap_or_default();
        let mut out = Vec::new();
        let is_comparable = returned.is_object() && got.is_object();
        let before = Some((returned, "the server returned before")).filter(|_| is_comparable);
        for found in before.map(|before| differences(excerpt, schemas, place, before, got)).unwrap_or_default() {
            let was_sent = sent.get(&found.property).is_some() || found.property == id;
            // Values of the server may change at any time.
            let severity = if was_sent { found.severity } else { Severity::Advice };
            let severity =
                if self.is_derived(case, &found.property, got) { severity.min(Severity::Should) } else { severity };
            out.push(self.violation(case, severity, found.described()));
        }
        if !got.is_object() {
            return out;
        }
        let is_unknown = |(name, _): &(&String, &Value)| returned.get(name.as_str()).is_none();
        let rest: Map<String, Value> = sent.as_object().into_iter().flatten().filter(is_unknown).map(owned).collect();
        for found in differences(excerpt, schemas, place, (&Value::Object(rest), "sent"), got) {
            out.push(self.difference(case, found, got));
        }
        out
    }

    /// The place of the id in the resource that a response returns, if it is in the body.
    pub(super) fn id_pointer(&self, index: usize) -> Option<String> {
        let resource = self.resource(index);
        let pointer = match &resource.source {
            IdSource::Body(pointer) => pointer,
            IdSource::Chosen { property, .. } => {
                return property.as_ref().map(|name| format!("/{}", model::pointer::encode(name)));
            }
            IdSource::Header(_) | IdSource::Location => return None,
        };
        let around = self.resources.wrappers.response(resource.create).pointer();
        Some(pointer.strip_prefix(&around).unwrap_or(pointer).to_owned())
    }

    /// The place of a property of the resource in the body of a response.
    pub(super) fn pointer(&self, case: &Case, name: &str) -> String {
        format!("{}/{name}", self.response_wrapper(case.operation).pointer())
    }

    /// A difference from the values that were sent. The document does not demand that a response has every value.
    pub(super) fn difference(&self, case: &Case, found: ValueDifference, returned: &Value) -> Violation {
        let is_missing = returned.get(&found.property).is_none();
        let is_version = is_counted(&found.property) && returned.get(&found.property).is_some_and(Value::is_number);
        let is_lenient = is_missing
            || is_version
            || self.is_assigned(case, &found.property)
            || self.is_derived(case, &found.property, returned);
        let severity = if is_lenient { found.severity.min(Severity::Should) } else { found.severity };
        self.violation(case, severity, found.described())
    }

    /// Whether a property is the id of a resource that a POST creates. Many documents have one schema for requests and responses, and their
    /// servers assign the id whatever the request has.
    fn is_assigned(&self, case: &Case, property: &str) -> bool {
        let is_general = matches!(property.to_lowercase().as_str(), "id" | "uuid" | "guid");
        let is_it = |resource: &Resource| {
            Some(resource.create) == case.operation && resource.id_property().is_some_and(|own| own == property)
        };
        is_general && case.request.method == "POST" && self.resources.all.iter().any(is_it)
    }

    /// Whether the text of a property has a text that the PATCH before the case sent for another property: a server may derive a full name from
    /// a first name.
    fn is_derived(&self, case: &Case, property: &str, got: &Value) -> bool {
        let is_it = |read: &Case| read.id == case.id;
        let of_resource = self.cases.iter().find(|(read, _)| read.step == Step::ReadAfterPatch && is_it(&read.case));
        let of_single =
            self.single_cases.iter().find(|(read, _)| read.step == SingletonStep::ReadAfterPatch && is_it(&read.case));
        let patched = match (of_resource, of_single) {
            (Some((read, _)), _) => {
                let of_same = |(other, _): &&(StepCase, Option<Outcome>)| {
                    other.resource == read.resource && other.step == Step::Patched
                };
                self.cases.iter().find(of_same).map(|(patched, _)| &patched.case)
            }
            (_, Some((read, _))) => {
                let of_same = |(other, _): &&(SingletonCase, Option<Outcome>)| {
                    other.singleton == read.singleton && other.step == SingletonStep::Patched
                };
                self.single_cases.iter().find(of_same).map(|(patched, _)| &patched.case)
            }
            (None, None) => None,
        };
        let sent = patched.map(|patched| self.sent_of(patched)).unwrap_or_default();
        let Some(text) = got.get(property).and_then(Value::as_str).map(letters) else { return false };
        let is_part = |part: &str| part.chars().count() > 2 && text.contains(part);
        sent.get(property).is_none()
            && sent
                .as_object()
                .into_iter()
                .flatten()
                .any(|(_, part)| part.as_str().map(letters).is_some_and(|part| is_part(&part)))
    }
}

/// The letters and digits of a text, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An owned property of an object.
pub(super) fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The path that `Location` names, relative to the URL of the server: an absolute or relative reference (RFC 9110 section 10.2.2,
/// RFC 3986 section 5.2). `None` if it is not below `base`. The host is not compared: a server need not know its own name.
pub(super) fn resolved(location: &str, collection: &str, base: &str) -> Option<String> {
    let location = location.split('#').next().unwrap_or_default();
    let path = match location.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None if location.starts_with("//") => location[2..].find('/').map_or("/", |at| &location[2 + at..]).to_owned(),
        None if location.starts_with('/') => location.to_owned(),
        None => {
            let start = collection.rsplit_once('/').map_or("", |(start, _)| start);
            return Some(format!("{start}/{location}"));
        }
    };
    let rest = path.strip_prefix(base.trim_end_matches('/'))?;
    rest.starts_with('/').then(|| rest.to_owned())
}
