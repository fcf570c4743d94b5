//! Changes the instance of a chain with PUT and PATCH.

use std::time::Duration;

use model::api::Location;
use serde_json::{Map, Value};

use super::instance::{Instance, path_of, put};
use super::moved::severity_of_move;
use super::pending::is_accepted;
use super::read::owned;
use super::{Chains, PAUSES, Reply, is_success, status_of};
use crate::chain::{Step, defaults, differences, is_equal, nullable, one_change, replaceable};
use crate::derive::Case;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::request::Request;
use crate::run::budget::Budget;
use crate::run::send::send;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

const NOTHING_OPTIONAL: &str = "no optional property has a value that shows whether PUT replaces it";
const NOT_LEAST: &str = "the server rejects the request with the required parts alone";

impl<T: Transport> Chains<'_, T> {
    /// Sends PUT with the required properties alone, and reads whether the others have kept their values.
    pub(super) async fn replace(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::Replaced).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let (schemas, wrappers) = (self.judge.schemas(), &self.resources.wrappers);
        let names = replaceable(schemas, wrappers, self.api, operation, self.resource(index));
        let how = self.freshness(false);
        let Some(whole) = self.maker().body(operation, how) else { return };
        let mut body = self.least(operation, whole.clone());
        let wrapper = wrappers.request(operation);
        // A server may take an absent id for another one.
        if let Some(id) = self.resource(index).id_property()
            && let Some(own) = wrapper.value(whole).get(&id).cloned()
            && let Some(object) = wrapper.object(&mut body)
        {
            object.entry(id).or_insert(own);
        }
        let absent = self.defaults_of(operation, &wrapper.value(body.clone()));
        // Values that no request set, and defaults, may be there after the PUT too.
        let old_of = |name: &str| {
            let old = first.returned.get(name).filter(|old| first.sent.get(name).is_some() && is_telling(old))?;
            let is_default = absent.get(name).is_some_and(|default| is_equal(default, old));
            (!is_default && !self.is_example(operation, name, old)).then(|| old.clone())
        };
        let left_out = |name: &&str| wrapper.value(body.clone()).get(*name).is_none();
        let olds: Vec<(&str, Value)> =
            names.into_iter().filter(left_out).filter_map(|name| Some((name, old_of(name)?))).collect();
        if olds.is_empty() {
            let reason = NOTHING_OPTIONAL.to_owned();
            self.set(index, Step::Replaced, &case.request, Outcome::Skipped(reason));
            return;
        }
        let Some((reply, body, ids)) = self.change(budget, &mut case, &first, body, true).await else { return };
        let status = status_of(&reply);
        // Other cases tell.
        if (400..500).contains(&status) {
            let outcome = Outcome::Inconclusive { status, reason: NOT_LEAST };
            self.set(index, Step::Replaced, &case.request, outcome);
            return;
        }
        let body = wrapper.value(body);
        let mut more = self.changed_violations(&case, &reply, &first, &body);
        self.carry(ids, &self.outcome(&case, reply.clone(), more.clone()), status, &case.request);
        let now = self.first[index].clone().unwrap_or(first);
        if let Some(read) = self.case_on(index, Step::Read, &now).filter(|_| is_success(&reply)) {
            let mut got = Value::Null;
            let mut kept = Vec::new();
            for pause in PAUSES.iter().map(Some).chain([None]) {
                let after = self.send(budget, &read).await;
                got = self.resource_of(&read, &after);
                let is_kept = |(name, old): &&(&str, Value)| got.get(*name).is_some_and(|got| is_equal(old, got));
                kept = olds.iter().filter(is_kept).map(|(name, _)| *name).collect();
                match pause.filter(|_| !kept.is_empty()) {
                    Some(pause) => tokio::time::sleep(Duration::from_millis(*pause)).await,
                    None => break,
                }
            }
            more.extend(kept.into_iter().map(|name| self.not_replaced(&case, operation, &self.pointer(&read, name))));
            if let Some(first) = self.first[index].as_mut().filter(|_| got.is_object()) {
                (first.sent, first.returned) = (body, got);
            }
        }
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::Replaced, &case.request, outcome);
    }

    /// The defaults of the properties that a body does not have.
    fn defaults_of(&self, operation: usize, body: &Value) -> Map<String, Value> {
        let Some(content) = self.api.operations[operation].json_body() else { return Map::new() };
        let mut all = defaults(self.api, content, self.resources.wrappers.request(operation).0);
        all.retain(|name, _| body.get(name).is_none());
        all
    }

    /// Whether a value is an example of a property of a request: the server may have it as the default.
    fn is_example(&self, operation: usize, name: &str, value: &Value) -> bool {
        let schemas = self.judge.schemas();
        let of = self.request_schema(operation).and_then(|schema| schemas.property(schema, name));
        let examples = of.and_then(|of| schemas.keyword(of, "examples")).and_then(Value::as_array);
        examples.is_some_and(|examples| examples.contains(value))
    }

    /// Whether the texts of an operation say that it replaces something.
    pub(super) fn says_replace(&self, operation: usize) -> bool {
        let update = &self.api.operations[operation];
        let texts = [Some(&update.id), update.summary.as_ref(), update.description.as_ref()];
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains("replace"))
    }

    /// A property that a PUT did not have keeps its value. Many servers merge the values of PUT: it is an error if the document says that the
    /// operation replaces the resource.
    fn not_replaced(&self, case: &Case, operation: usize, at: &str) -> Violation {
        let severity = if self.says_replace(operation) { Severity::Must } else { Severity::Should };
        let message = format!("expected no value at {at}, which the PUT before did not have, got the old one");
        self.violation(case, severity, (ViolationKind::NotReplaced, message))
    }

    pub(super) async fn update(&mut self, budget: &mut Budget, index: usize, is_demanding: bool) {
        let Some(mut case) = self.case(index, Step::Updated).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let how = self.freshness(is_demanding);
        let maker = self.maker();
        let Some(body) = maker.body(operation, how) else { return };
        let mut body = self.trimmed(index, operation, body);
        let omitted = self.omit(index, operation, &mut body, &first);
        let Some((reply, body, ids)) = self.change(budget, &mut case, &first, body, true).await else { return };
        let (is_done, status, returned) = (is_success(&reply), status_of(&reply), self.resource_of(&case, &reply));
        let body = self.request_wrapper(case.operation).value(body);
        let more = self.changed_violations(&case, &reply, &first, &body);
        let outcome = self.outcome(&case, reply, more);
        self.carry(ids, &outcome, status, &case.request);
        self.set(index, Step::Updated, &case.request, outcome);
        if !is_done {
            return;
        }
        if let Some(first) = self.first[index].as_mut() {
            (first.sent, first.returned) = (body.clone(), returned.clone());
        }
        self.read_until(budget, index, Step::ReadAfterUpdate, |this, case, place, got| {
            let mut found = this.state_violations(case, place, index, (&body, &returned), got);
            if let Some((name, _)) =
                omitted.as_ref().filter(|(name, old)| got.get(name).is_some_and(|got| is_equal(got, old)))
            {
                found.push(this.not_replaced(case, operation, &this.pointer(case, name)));
            }
            found
        })
        .await;
    }

    /// Sends a change of an instance: first with values of accepted cases, if some fit, then without them. Returns the response, the body
    /// that was sent and the ids of the cases that it has.
    async fn change(
        &mut self,
        budget: &mut Budget,
        case: &mut Case,
        instance: &Instance,
        body: Value,
        may_change: bool,
    ) -> Option<(Reply, Value, Vec<String>)> {
        let operation = case.operation?;
        let (listed, versions) = (self.listed_properties(operation), self.versions(operation));
        // The change must show.
        let is_other = |name: &str, value: &Value| {
            may_change
                && !versions.contains(name)
                && !listed.contains(&name)
                && !value.is_null()
                && instance.returned.get(name) != Some(value)
        };
        let load = self.load(operation, &body, &is_other);
        let bodies = load.map(|load| (load.body, load.ids)).into_iter().chain([(body, Vec::new())]);
        let mut sent = None;
        for (body, mut ids) in bodies {
            let mut request = self.maker().request(operation, &instance.parameters, Some(&body))?;
            request.path = path_of(self.resource(instance.resource), instance);
            let request = self.with_versions(operation, request, &|_| false).await;
            case.request = self.dated(Some(operation), request);
            let mut reply = self.send_dated(budget, case).await;
            self.note_error(case, &reply);
            if let Some(request) = self.with_all_current(case, &reply).await {
                case.request = request;
                reply = self.send(budget, case).await;
                // It may have had a value of one of them.
                ids.clear();
                self.note_all_counted(operation, &reply);
            }
            let body = self.compared(operation, &case.request, body);
            self.follow(case, &reply).await;
            self.is_pending[instance.resource] |= is_accepted(&reply);
            let is_done = is_success(&reply) || budget.is_spent();
            sent = Some((reply, body, ids));
            if is_done {
                break;
            }
        }
        sent
    }

    /// The values in the body of a request that a response must have too.
    fn compared(&self, operation: usize, request: &Request, body: Value) -> Value {
        let wrapper = self.request_wrapper(Some(operation));
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or(body);
        let resource = self.without_versions(operation, wrapper.value(sent.clone()));
        wrapper.with(sent, resource)
    }

    /// Gives the instance of a chain its id back, if the request of another case gave it another one: other cases need it at its path.
    pub(super) async fn take_back_id(&mut self, budget: &mut Budget, index: usize, case: &Case, reply: &Reply) {
        let (resource, wrapper) = (self.resource(index), self.request_wrapper(case.operation));
        let (Some(name), Some(first)) = (resource.id_property(), &self.first[index]) else { return };
        let Some(other) = self.sent_of(case).get(&name).filter(|other| !is_equal(other, &first.id())).cloned() else {
            return;
        };
        // Without a resource in the response, the request below tells.
        let is_ignored = self.resource_of(case, reply).get(&name).is_some_and(|id| is_equal(id, &first.id()));
        if is_ignored || path_of(resource, first) != case.request.path {
            return;
        }
        let mut renamed = first.clone();
        let Ok(mut body) = serde_json::from_slice::<Value>(&case.request.body) else { return };
        wrapper.object(&mut body).and_then(|object| object.insert(name, first.id()));
        renamed.parameters.last_mut().into_iter().for_each(|(_, id)| *id = other.clone());
        let mut request = case.request.clone();
        request.path = path_of(resource, &renamed);
        request.body = body.to_string().into_bytes();
        let case = Case { request, ..case.clone() };
        let reply = self.send(budget, &case).await;
        // The server ignored the other id, and PUT created a resource.
        if matches!(&reply, Reply::Response(received) if received.status.as_u16() == 201) {
            self.others.push(put(self.resource(index), index, &case.request));
        }
    }

    /// Removes an optional property from the body of PUT, which replaces the whole resource (RFC 9110 section 9.3.4). Returns it
    /// with its value before.
    fn omit(&self, index: usize, operation: usize, body: &mut Value, first: &Instance) -> Option<(String, Value)> {
        let schemas = self.judge.schemas();
        let schema = self.request_schema(operation)?;
        let object = self.resources.wrappers.request(operation).object(body)?;
        // A server may take an absent id for another one.
        let id = self.resource(index).id_property();
        // A value that no request set may be the server's own default.
        let absent = self.defaults_of(operation, &Value::Null);
        // Of few values, one is likely the server's own default.
        let is_listed = |name: &str| {
            let of = schemas.property(schema, name).into_iter().flat_map(|of| schemas.alternatives(of));
            let values = of.into_iter().flat_map(|of| [Some(of), schemas.keyword(of, "items")]).flatten();
            values.into_iter().any(|of| ["enum", "const"].iter().any(|key| schemas.keyword(of, key).is_some()))
        };
        let is_optional = |name: &&String| {
            let is_old = |old: &Value| is_telling(old) && absent.get(name.as_str()) != Some(old);
            !schemas.is_required(schema, name)
                && !is_listed(name)
                && id.as_ref() != Some(name)
                && first.sent.get(name.as_str()).is_some()
                && first.returned.get(name.as_str()).is_some_and(is_old)
        };
        // Another case sets a property to `null`, and needs one with a value.
        let is_nullable =
            |name: &&String| schemas.property(schema, name).is_some_and(|of| schemas.accepts(of, &Value::Null));
        // The list is filtered by listed values.
        let listed = self.listed_properties(operation);
        let mut names: Vec<&String> = object.keys().filter(is_optional).collect();
        let is_list = |name: &&String| first.returned.get(name.as_str()).is_some_and(Value::is_array);
        names.sort_by_key(|name| (is_list(name), is_nullable(name), listed.contains(&name.as_str())));
        let name = (*names.first()?).clone();
        object.remove(&name);
        Some((name.clone(), first.returned.get(&name)?.clone()))
    }

    /// Differences between a change and its response: other values than those sent, or another id.
    fn changed_violations(&self, case: &Case, reply: &Reply, before: &Instance, sent: &Value) -> Vec<Violation> {
        let (index, mut out) = (before.resource, Vec::new());
        let (Reply::Response(received), Some(operation)) = (reply, case.operation) else { return out };
        let Some(place) = self.place(operation, received).filter(|_| is_success(reply)) else { return out };
        let returned = self.resource_of(case, reply);
        if !returned.is_object() {
            return out;
        }
        let found = differences(self.excerpt(&case.request), self.judge.schemas(), &place, (sent, "sent"), &returned);
        out.extend(found.into_iter().map(|found| self.difference(case, found, &returned)));
        let (Some(pointer), Some(now)) = (self.id_pointer(index), &self.first[index]) else {
            return out;
        };
        let other = returned.pointer(&pointer).filter(|id| !is_equal(id, &before.id()));
        if let Some(other) = other {
            let message = format!("expected the same id at {}{pointer} as before, got another one", place.at);
            let lower = |id: &Value| id.as_str().map(str::to_lowercase);
            let is_same_word = lower(other).is_some() && lower(other) == lower(&before.id());
            let severity = match is_equal(&now.id(), other) {
                true => {
                    let schemas = self.judge.schemas();
                    let of_id = schemas.property(place.schema, pointer.trim_start_matches('/'));
                    severity_of_move(schemas, (of_id, self.description_of_id(index)), other, sent)
                }
                // A server may normalize an id that the client chose.
                false if is_same_word => Severity::Should,
                false => Severity::Must,
            };
            out.push(self.violation(case, severity, (ViolationKind::IdChanged, message)));
        }
        out
    }

    /// The description of the path parameter that holds the id of a resource.
    fn description_of_id(&self, index: usize) -> &str {
        let resource = self.resource(index);
        let operations = [resource.replace, resource.change, resource.read].into_iter().flatten();
        let mut all = operations.flat_map(|operation| &self.api.operations[operation].parameters);
        let own = all.find(|parameter| parameter.location == Location::Path && parameter.wire == resource.id);
        own.and_then(|parameter| parameter.doc.as_deref()).unwrap_or_default()
    }

    /// Changes one property. Then booleans have other values than their defaults, and it is changed once more: the first change shows whether
    /// others are reset, the second one whether these are.
    pub(super) async fn patch(&mut self, budget: &mut Budget, index: usize, is_demanding: bool) {
        self.patch_once(budget, index, is_demanding, false).await;
        let has_passed = |step: Step| {
            let found = self.cases.iter().find(|(case, _)| case.resource == index && case.step == step);
            found.is_some_and(|(_, outcome)| matches!(outcome, Some(Outcome::Passed { .. })))
        };
        let both = has_passed(Step::Patched) && has_passed(Step::ReadAfterPatch) && !self.is_pending[index];
        let back = if both { self.flip(budget, index).await } else { None };
        if let Some(mut back) = back {
            self.patch_once(budget, index, is_demanding, true).await;
            if let Some(first) = &self.first[index] {
                back.path = path_of(self.resource(index), first);
            }
            // Other cases need a resource that is not hidden or sold out.
            let reply = send(self.transport, self.options, &back).await;
            budget.count_deletion(&reply);
            if (400..500).contains(&status_of(&reply)) {
                return self.exchange(budget, index).await;
            }
            let read = self.first[index].as_ref().and_then(|first| self.case_on(index, Step::Read, first));
            if let Some(read) = read {
                let reply = self.send(budget, &read).await;
                let got = self.resource_of(&read, &reply);
                self.first[index]
                    .as_mut()
                    .filter(|_| got.is_object())
                    .into_iter()
                    .for_each(|first| first.returned = got.clone());
            }
        }
    }

    /// If the request is a repetition, a rejection says nothing: the server may reject changes in the state that the booleans set.
    async fn patch_once(&mut self, budget: &mut Budget, index: usize, is_demanding: bool, is_repeated: bool) {
        let Some(mut case) = self.case(index, Step::Patched).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let how = self.freshness(is_demanding);
        let maker = self.maker();
        let (Some(schema), wrapper) = (self.request_schema(operation), self.request_wrapper(case.operation)) else {
            return;
        };
        let Some(whole) = maker.body(operation, how) else { return };
        let whole = self.trimmed(index, operation, whole);
        let mut sent = wrapper.value(whole.clone());
        // A version is no change.
        let versions = self.versions(operation);
        for (name, value) in sent.as_object_mut().into_iter().flatten().filter(|(name, _)| versions.contains(*name)) {
            value.clone_from(first.returned.get(name).unwrap_or(&Value::Null));
        }
        let Some(change) = one_change(self.judge.schemas(), schema, &sent, &first.returned) else { return };
        let body = wrapper.with(whole, change);
        let Some((reply, body, ids)) = self.change(budget, &mut case, &first, body, true).await else { return };
        let (is_done, status, body) = (is_success(&reply), status_of(&reply), wrapper.value(body));
        if is_repeated && (400..500).contains(&status) {
            return;
        }
        let more = self.changed_violations(&case, &reply, &first, &body);
        let outcome = self.outcome(&case, reply, more);
        self.carry(ids, &outcome, status, &case.request);
        self.set(index, Step::Patched, &case.request, outcome);
        if !is_done {
            return;
        }
        // Properties that clients can set, and this request did not.
        let own = self.judge.schemas().properties(schema);
        let is_own = |name: &str| {
            (first.sent.get(name).is_some() || own.iter().any(|(known, _)| *known == name)) && !versions.contains(name)
        };
        let rest = first.returned.as_object().into_iter().flatten();
        let rest: Map<String, Value> =
            rest.filter(|(name, _)| is_own(name) && body.get(name.as_str()).is_none()).map(owned).collect();
        let rest = Value::Object(rest);
        self.read_until(budget, index, Step::ReadAfterPatch, |this, case, place, got| {
            let mut found = this.state_violations(case, place, index, (&body, &Value::Null), got);
            found.extend(this.state_violations(case, place, index, (&rest, &rest), got));
            found
        })
        .await;
    }

    pub(super) async fn clear(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::Cleared).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let (wrappers, api) = (&self.resources.wrappers, self.api);
        let body = nullable(self.judge.schemas(), wrappers, api, operation, &first.returned);
        let Some(body) = body.map(|body| wrappers.request(operation).wrapped(body)) else { return };
        let Some((reply, body, ids)) = self.change(budget, &mut case, &first, body, false).await else { return };
        let body = wrappers.request(operation).value(body);
        let mut more = Vec::new();
        let now = self.first[index].clone().unwrap_or(first);
        if let (true, Some(read)) = (is_success(&reply), self.case_on(index, Step::Read, &now)) {
            let after = self.send(budget, &read).await;
            let got = self.resource_of(&read, &after);
            for name in body.as_object().into_iter().flatten().map(|(name, _)| name) {
                if got.get(name).is_some_and(|value| !value.is_null()) {
                    let message = format!(
                        "expected null or nothing at {} after PATCH with null, got a value",
                        self.pointer(&read, name)
                    );
                    more.push(self.violation(&case, Severity::Must, (ViolationKind::NotCleared, message)));
                }
            }
        }
        let status = status_of(&reply);
        let outcome = self.outcome(&case, reply, more);
        self.carry(ids, &outcome, status, &case.request);
        self.set(index, Step::Cleared, &case.request, outcome);
    }
}

/// Whether a value is rather one that was set than the one that a server has for an absent property.
fn is_telling(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(is_telling),
        _ => false,
    }
}
