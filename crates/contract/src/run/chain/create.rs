//! Creates the instance of a chain, and others with values that a server may reject.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::instance::{Instance, created};
use super::pending::is_accepted;
use super::{Chains, Reply, is_success, status_of};
use crate::chain::{
    FAR, IdSource, Replacement, Resource, Step, ValueDifference, defaults, differences, is_equal, other_id, read_only,
    replaced,
};
use crate::derive::combined::put;
use crate::derive::{Case, Group};
use crate::format::is_unsure;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};
use crate::wrapper::Place;

const NO_INSTANCE: &str = "no resource could be created";
const NO_CREDENTIAL: &str = "the server rejects the credential";

/// The properties that the bodies of a chain leave out, because the server rejected a request with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leaves {
    #[default]
    Nothing,
    /// Optional ones whose format only the server knows.
    Unsure,
    /// All optional ones.
    Optional,
}

impl<T: Transport> Chains<'_, T> {
    /// Creates the instance of a chain. Returns whether the server took demanding values. If the server refuses it, the resources that it needs may
    /// be in a state that allows none.
    pub(super) async fn create(&mut self, budget: &mut Budget, index: usize) -> Option<bool> {
        let created = self.create_once(budget, index).await;
        if created.is_none() && self.renew_needed(budget, index).await {
            return self.create_once(budget, index).await;
        }
        created
    }

    async fn create_once(&mut self, budget: &mut Budget, index: usize) -> Option<bool> {
        let create = self.resource(index).create;
        let mut case = self.case(index, Step::Created)?;
        let now = now();
        let mut failure: Option<Outcome> = None;
        // A value that an earlier run left behind is a conflict; a text in other alphabets may be one that the server rejects.
        // Last, a text may have a format that only the server knows.
        for (later, is_demanding, is_loaded, leaves) in [
            (0, true, true, Leaves::Nothing),
            (0, true, false, Leaves::Nothing),
            (now, true, false, Leaves::Nothing),
            (now, false, false, Leaves::Nothing),
            (now, false, false, Leaves::Unsure),
            (now, false, false, Leaves::Optional),
        ] {
            if later > 0 && is_demanding && !matches!(failure, Some(Outcome::Inconclusive { status: 409, .. })) {
                continue;
            }
            if budget.is_spent() {
                break;
            }
            let how = self.freshness(is_demanding);
            let maker = self.maker();
            let body =
                maker.body(create, Replacement { serial: how.serial + later, varies_listed: is_demanding, ..how });
            self.leaves[index] = leaves;
            let rest = body.clone().map(|body| self.trimmed(index, create, body));
            // Without optional parts to leave out, this is the request before.
            if leaves != Leaves::Nothing && rest == body {
                continue;
            }
            let body = rest;
            if failure.is_some() && body.is_none() {
                break;
            }
            let listed = self.listed_properties(create);
            // Later steps change the values, and set one to `null`.
            // A date-time in UTC does not show whether the server drops the offset.
            let is_utc = |value: &Value| {
                value.as_str().is_some_and(|text| text.ends_with('Z') && crate::chain::instant(text).is_some())
            };
            let may_change = |name: &str, value: &Value| !listed.contains(&name) && !value.is_null() && !is_utc(value);
            let load = body.as_ref().filter(|_| is_loaded).and_then(|body| self.load(create, body, &may_change));
            if is_loaded && load.is_none() {
                continue;
            }
            let body = load.as_ref().map(|load| &load.body).or(body.as_ref());
            let Some(request) = self.creation(index, body).await else { break };
            case.request = request;
            let reply = self.send_dated(budget, &mut case).await;
            if is_success(&reply) {
                self.is_pending[index] = is_accepted(&reply);
                let instance = created(self.resources, index, &case.request, &reply);
                let (mut more, status) = (self.created_violations(&case, &reply), status_of(&reply));
                more.extend(self.not_as_new(&case, index, status));
                let outcome = self.outcome(&case, reply, more);
                self.carry(load.map(|load| load.ids).unwrap_or_default(), &outcome, status, &case.request);
                // A server error for demanding values stays a failure.
                let outcome = failure.filter(|failure| matches!(failure, Outcome::Failed(_))).unwrap_or(outcome);
                self.set(index, Step::Created, &case.request, outcome);
                self.stopped[index] = instance.is_none().then_some(NO_INSTANCE);
                self.first[index] = instance.map(|instance| Instance { is_ours: true, is_used: true, ..instance });
                self.note_counted(index);
                return self.first[index].is_some().then_some(is_demanding);
            }
            let status = match &reply {
                Reply::Response(received) => received.status.as_u16(),
                Reply::RateLimited => 429,
                Reply::Failed(..) => 599,
            };
            // One of the values may be the cause. The same request without them follows.
            self.note_error(&case, &reply);
            if is_loaded && !matches!(status, 401 | 429 | 599) {
                continue;
            }
            self.stopped[index] = Some(if matches!(status, 401 | 403) { NO_CREDENTIAL } else { NO_INSTANCE });
            let outcome = match status {
                // Other cases tell which value the server rejects.
                400..=499 => Outcome::Inconclusive { status, reason: NO_INSTANCE },
                _ => self.outcome(&case, reply, Vec::new()),
            };
            if !matches!(failure, Some(Outcome::Failed(_))) {
                self.set(index, Step::Created, &case.request, outcome.clone());
                failure = Some(outcome);
            }
            // PUT of an id that no resource has creates none.
            let only_changes = status == 404 && matches!(self.resource(index).source, IdSource::Chosen { .. });
            if only_changes || matches!(status, 401 | 403 | 429 | 599) {
                break;
            }
        }
        self.leaves[index] = Leaves::Nothing;
        None
    }

    /// Differences between the request that created a resource and its response, and `writeOnly` properties in the response.
    pub(super) fn created_violations(&self, case: &Case, reply: &Reply) -> Vec<Violation> {
        let (Reply::Response(received), Some(operation)) = (reply, case.operation) else { return Vec::new() };
        let Some(place) = self.place(operation, received) else { return Vec::new() };
        let schemas = self.judge.schemas();
        let mut sent = self.sent_of(case);
        // A server need not store a property that the document does not have in requests.
        let listed: Vec<&str> = match self.request_schema(operation) {
            Some(schema) => {
                let alternatives = schemas.alternatives(schema).into_iter();
                alternatives.flat_map(|schema| schemas.properties(schema)).map(|(name, _)| name).collect()
            }
            None => Vec::new(),
        };
        sent.as_object_mut().into_iter().for_each(|sent| sent.retain(|name, _| listed.contains(&name.as_str())));
        // Many servers read `null` in a change as no change; `Step::Cleared` sends it where the resource itself may have it.
        if case.request.method == "PATCH" {
            sent.as_object_mut().into_iter().for_each(|sent| sent.retain(|_, value| !value.is_null()));
        }
        let sent = self.without_versions(operation, sent);
        let returned = self.resource_of(case, reply);
        // Forms and other bodies are not compared.
        if !sent.is_object() || !returned.is_object() {
            return Vec::new();
        }
        let found = differences(self.excerpt(&case.request), schemas, &place, (&sent, "sent"), &returned);
        let mut out: Vec<Violation> = found.into_iter().map(|found| self.difference(case, found, &returned)).collect();
        out.extend(self.default_violations(case, (operation, &place), &sent, &returned));
        let names = self.request_schema(operation).map(|schema| schemas.write_only(schema)).unwrap_or_default();
        let listed = schemas.properties(place.schema);
        for name in names.into_iter().filter(|name| returned.get(name).is_some()) {
            // A property of this name in the response's own schema is another one.
            if !listed.iter().any(|(known, _)| *known == name) {
                let rests_on = Basis::Specification("OpenAPI, Schema Object, `writeOnly`");
                let message = format!("expected nothing at {}/{name}, which is `writeOnly`, got a value", place.at);
                let kind = ViolationKind::WriteOnlyReturned;
                // Serializers write absent values as `null`, which tells nothing.
                let is_null = returned.get(name).is_some_and(Value::is_null);
                let severity = if is_null { Severity::Should } else { Severity::Must };
                out.push(Violation { rests_on, ..self.violation(case, severity, (kind, message)) });
            }
        }
        out
    }

    /// Other values than the defaults of properties that a new resource was created without. PUT may keep the values from before.
    fn default_violations(
        &self,
        case: &Case,
        (operation, place): (usize, &Place<'_>),
        sent: &Value,
        returned: &Value,
    ) -> Vec<Violation> {
        let Some(content) = self.api.operations[operation].json_body().filter(|_| case.request.method == "POST") else {
            return Vec::new();
        };
        let mut absent = defaults(self.api, content, self.resources.wrappers.request(operation).0);
        absent.retain(|name, _| sent.get(name).is_none() && returned.get(name).is_some());
        let schemas = self.judge.schemas();
        let origin = (&Value::Object(absent), "the default");
        let found = differences(self.excerpt(&case.request), schemas, place, origin, returned);
        let violation = |found: ValueDifference| {
            let is_null = returned.get(&found.property).is_some_and(Value::is_null);
            let severity = if is_null { Severity::Should } else { found.severity };
            let rests_on = Basis::Specification("OpenAPI, Schema Object, `default`");
            Violation { rests_on, ..self.violation(case, severity, found.described()) }
        };
        found.into_iter().map(violation).collect()
    }

    /// Differences between the values of a case that creates, replaces or changes a resource and those of its response.
    pub(in crate::run) fn returned_violations(&self, case: &Case, reply: &Reply) -> Vec<Violation> {
        let is_it = |resource: &Resource| {
            case.operation == Some(resource.create)
                || [resource.replace, resource.change].iter().any(|of| of.is_some() && *of == case.operation)
        };
        let is_whole = case.group == Group::Accepted && self.options.chains && is_success(reply);
        match is_whole && self.resources.all.iter().any(is_it) {
            true => self.created_violations(case, reply),
            false => Vec::new(),
        }
    }

    pub(super) async fn created_twice(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::CreatedTwice).filter(|_| !budget.is_spent()) else { return };
        let Some(first) = self.case(index, Step::Created) else { return };
        case.request = first.request;
        let reply = self.send(budget, &case).await;
        let other = created(self.resources, index, &case.request, &reply);
        let is_other = |other: &Instance| self.first[index].as_ref().is_some_and(|first| first.id() != other.id());
        self.others.extend(other.filter(is_other).map(|other| Instance { is_ours: true, ..other }));
        let outcome = self.outcome(&case, reply, Vec::new());
        self.set(index, Step::CreatedTwice, &case.request, outcome);
    }

    /// Creates an instance with values for `readOnly` properties.
    pub(super) async fn with_read_only(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::ReadOnly).filter(|_| !budget.is_spent()) else { return };
        let (resource, schemas) = (self.resource(index), self.judge.schemas());
        let Some(first) = self.first[index].clone() else { return };
        let how = self.freshness(false);
        let body = self.maker().body(resource.create, Replacement { varies_listed: true, ..how });
        let Some(body) = body.map(|body| self.trimmed(index, resource.create, body)) else { return };
        // Lists are filtered by listed values, so instances with several of them are needed.
        let body =
            if self.listed_properties(resource.create).is_empty() { self.least(resource.create, body) } else { body };
        let wrapper = self.resources.wrappers.request(resource.create);
        let mut given: Map<String, Value> = Map::new();
        for (name, schema) in read_only(schemas, &self.resources.wrappers, self.api, resource) {
            let Some(value) = first.returned.get(name) else { continue };
            let other = match value {
                // A date-time of an earlier day, and another id.
                Value::String(text) if text.get(4..5) == Some("-") && text.get(..4).is_some_and(is_digits) => {
                    json!(format!("2001{}", &text[4..]))
                }
                // Far from the ids that a server counts up to.
                Value::Number(number) => {
                    number.as_u64().map_or(Value::Null, |number| json!(number.saturating_add(FAR)))
                }
                value => replaced(schemas, schema, value, how, &|_| false),
            };
            if other != *value && schemas.accepts(schema, &other) {
                given.insert(name.to_owned(), other);
            }
        }
        if given.is_empty() {
            return;
        }
        let listed = self.listed_properties(resource.create);
        let load = self.load(resource.create, &body, &|name, _| !listed.contains(&name));
        let mut ids = load.as_ref().map(|load| load.ids.clone()).unwrap_or_default();
        let mut sent = None;
        for mut body in load.map(|load| load.body).into_iter().chain([body]) {
            wrapper.object(&mut body).into_iter().for_each(|body| body.extend(given.clone()));
            let Some(request) = self.creation(index, Some(&body)).await else { return };
            case.request = request;
            let reply = self.send(budget, &case).await;
            let is_done = is_success(&reply);
            sent = Some(reply);
            if is_done || budget.is_spent() {
                break;
            }
            // Another request without the values of other cases follows.
            ids.clear();
        }
        let Some(reply) = sent else { return };
        let mut more = Vec::new();
        if is_success(&reply) {
            more = self.created_violations(&case, &reply);
            let outcome = self.outcome(&case, reply.clone(), more.clone());
            self.carry(ids, &outcome, status_of(&reply), &case.request);
        }
        let returned = self.resource_of(&case, &reply);
        let taken = |got: &Value| -> Vec<String> {
            let is_taken =
                |(name, given): &(&String, &Value)| got.get(name.as_str()).is_some_and(|got| is_equal(got, given));
            given.iter().filter(is_taken).map(|(name, _)| name.clone()).collect()
        };
        let instance = created(self.resources, index, &case.request, &reply);
        let mut names = taken(&returned);
        if let Some(instance) = instance.map(|instance| Instance { is_ours: true, ..instance }) {
            if let Some(read) = self.case_on(index, Step::Read, &instance) {
                let reply = self.send(budget, &read).await;
                names.extend(taken(&self.resource_of(&read, &reply)));
            }
            self.keep(budget, instance).await;
        }
        names.sort();
        names.dedup();
        let message = |name: &String| {
            let message =
                format!("expected the server's own value at /{name}, which is `readOnly`, got the one that was sent");
            (ViolationKind::ReadOnlyStored, message)
        };
        more.extend(names.iter().map(|name| self.violation(&case, Severity::Must, message(name))));
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::ReadOnly, &case.request, outcome);
    }

    /// The body without the properties that the server may have rejected when the chain created its instance.
    pub(super) fn trimmed(&self, index: usize, operation: usize, body: Value) -> Value {
        let schemas = self.judge.schemas();
        let Some(content) = self.api.operations[operation].json_body() else { return body };
        match self.leaves[index] {
            Leaves::Nothing => body,
            Leaves::Optional => self.least(operation, body),
            Leaves::Unsure => {
                let wrapper = self.resources.wrappers.request(operation);
                let of_resource = wrapper.schema(schemas, &content.schema);
                let is_sure = |name: &str, value: &Value| {
                    let of = schemas.property(of_resource, name);
                    schemas.is_required(of_resource, name) || !of.is_some_and(|of| is_unsure(schemas, of, value))
                };
                let mut rest = body.clone();
                wrapper.object(&mut rest).into_iter().for_each(|rest| rest.retain(|name, value| is_sure(name, value)));
                if schemas.accepts(&content.schema, &rest) { rest } else { body }
            }
        }
    }

    /// The body without optional properties, if the schema accepts it.
    pub(super) fn least(&self, operation: usize, body: Value) -> Value {
        let schemas = self.judge.schemas();
        let Some(content) = self.api.operations[operation].json_body() else { return body };
        let wrapper = self.resources.wrappers.request(operation);
        let of_resource = wrapper.schema(schemas, &content.schema);
        let mut least = body.clone();
        if let Some(object) = wrapper.object(&mut least) {
            object.retain(|name, _| schemas.is_required(of_resource, name));
        }
        if schemas.accepts(&content.schema, &least) { least } else { body }
    }

    /// Creates an instance that names a resource that does not exist. The server may accept it, but must not fail.
    pub(super) async fn unknown_reference(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::UnknownReference).filter(|_| !budget.is_spent()) else { return };
        let (create, schemas) = (self.resource(index).create, self.judge.schemas());
        let Some(schema) = self.request_schema(create) else { return };
        let how = self.freshness(false);
        let Some(body) = self.maker().body(create, how) else { return };
        let body = self.trimmed(index, create, body);
        let wrapper = self.resources.wrappers.request(create);
        let named = wrapper.value(body.clone());
        let references = &self.resources.references;
        let first = self.first[index].as_ref().map(Instance::id);
        // The body has no optional property for which no id is known, as that of a parent.
        let of_property = |name: String| {
            let own = named.get(&name).or(first.as_ref().filter(|_| references.is_parent(create, &name)))?;
            let other = other_id(schemas, schemas.property(schema, &name)?, own)?;
            let mut body = body.clone();
            wrapper.object(&mut body)?.insert(name, other);
            Some(body)
        };
        let whole = &self.api.operations[create].json_body();
        let inside = references.places.iter().filter(|place| place.operation == create).filter_map(|place| {
            let (path, mut body) = (place.first(), body.clone());
            let id = body.pointer(&pointer(&path)).filter(|id| id.is_string() || id.is_number())?.clone();
            let uuid = json!({ "type": "string", "format": "uuid" });
            let of = if schemas.accepts(&uuid, &id) { uuid } else { json!({}) };
            put(&mut body, &path, &other_id(schemas, &of, &id)?)?;
            Some(body).filter(|body| whole.is_some_and(|content| schemas.accepts(&content.schema, body)))
        });
        let names = references.names_of_others(create).map(str::to_owned);
        let bodies: Vec<Value> = names.filter_map(of_property).chain(inside).collect();
        // A server may look for the first resource only if the others exist.
        for body in bodies {
            let Some(request) = self.creation(index, Some(&body)).await else { return };
            case.request = request;
            let reply = self.send(budget, &case).await;
            let other = created(self.resources, index, &case.request, &reply);
            if let Some(other) = other {
                self.keep(budget, Instance { is_ours: true, ..other }).await;
            }
            let outcome = self.outcome(&case, reply, Vec::new());
            let is_failure = matches!(outcome, Outcome::Failed(_) | Outcome::Advisory(_));
            self.set(index, Step::UnknownReference, &case.request, outcome);
            if is_failure || budget.is_spent() {
                return;
            }
        }
    }
}

/// A number that is greater in later runs.
pub(super) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    u64::try_from(now).unwrap_or_default() % (1 << 40)
}

/// JSON Pointer of a path of properties and indexes.
fn pointer(path: &[String]) -> String {
    path.iter().map(|step| format!("/{}", model::pointer::encode(step))).collect()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
