//! The first part of chains: creates, reads, lists and changes one instance of each resource.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::instance::{Instance, created, path_of};
use super::{Chains, NO_CREDENTIAL, NO_INSTANCE, PAUSES, Reply, body_of, is_success};
use crate::chain::{
    Difference, Freshness, IdSource, Resource, Step, differences, fresh, is_equal, nullable, one_change, read_only,
};
use crate::derive::{Case, Group};
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};

impl<T: Transport> Chains<'_, T> {
    /// Runs the chains up to the last change. Then other cases can use the ids.
    pub(in crate::run) async fn begin(&mut self, budget: &mut Budget) {
        for index in self.resources.order() {
            let Some(is_demanding) = self.create(budget, index).await else { continue };
            self.use_ids(index);
            self.read(budget, index).await;
            self.location(budget, index).await;
            self.listed(budget, index, Step::Listed).await;
            self.created_twice(budget, index).await;
            self.with_read_only(budget, index).await;
            self.unknown_reference(budget, index).await;
            self.update(budget, index, is_demanding).await;
            self.patch(budget, index, is_demanding).await;
            self.clear(budget, index).await;
        }
        for index in 0..self.resources.all.len() {
            if self.first[index].is_some() && self.needs_spare(index) {
                self.add_spare(budget, index).await;
            }
        }
    }

    /// Creates the instance of a chain. Returns whether the server took demanding values.
    async fn create(&mut self, budget: &mut Budget, index: usize) -> Option<bool> {
        let create = self.resource(index).create;
        let mut case = self.case(index, Step::Created)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let now = u64::try_from(now).unwrap_or_default() % (1 << 40);
        let mut failure: Option<Outcome> = None;
        // A value that an earlier run left behind is a conflict; a text in other alphabets may be one that the server rejects.
        for (later, is_demanding) in [(0, true), (now, true), (now, false)] {
            if later > 0 && is_demanding && !matches!(failure, Some(Outcome::Inconclusive { status: 409, .. })) {
                continue;
            }
            if budget.is_spent() {
                break;
            }
            let how = self.freshness(is_demanding);
            let maker = self.maker();
            let body = maker.body(create, Freshness { serial: how.serial + later, varies_listed: is_demanding, ..how });
            let Some(request) = maker.request(create, &[], body.as_ref()) else { break };
            if failure.is_some() && body.is_none() {
                break;
            }
            case.request = request;
            let reply = self.send(budget, &case).await;
            if is_success(&reply) {
                let instance = created(self.resource(index), index, &case.request, &reply);
                let more = self.created_violations(&case, &reply);
                let outcome = self.outcome(&case, reply, more);
                // A server error for demanding values stays a failure.
                let outcome = failure.filter(|failure| matches!(failure, Outcome::Failed(_))).unwrap_or(outcome);
                self.set(index, Step::Created, &case.request, outcome);
                self.stopped[index] = instance.is_none().then_some(NO_INSTANCE);
                self.first[index] = instance.map(|instance| Instance { is_ours: true, is_used: true, ..instance });
                return self.first[index].is_some().then_some(is_demanding);
            }
            let status = match &reply {
                Reply::Response(received) => received.status.as_u16(),
                Reply::RateLimited => 429,
                Reply::Failed(_) => 599,
            };
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
            if matches!(status, 401 | 403 | 429 | 599) {
                break;
            }
        }
        None
    }

    /// Differences between the request that created a resource and its response, and `writeOnly` properties in the response.
    fn created_violations(&self, case: &Case, reply: &Reply) -> Vec<Violation> {
        let (Reply::Response(received), Some(operation)) = (reply, case.operation) else { return Vec::new() };
        let Some(schema) = self.schema(operation, received) else { return Vec::new() };
        let schemas = self.judge.schemas();
        let mut sent: Value = serde_json::from_slice(&case.request.body).unwrap_or(Value::Null);
        // A server need not store a property that the document does not have in requests.
        let listed: Vec<&str> = match self.api.operations[operation].json_body() {
            Some(body) => {
                let alternatives = schemas.alternatives(&body.schema).into_iter();
                alternatives.flat_map(|schema| schemas.properties(schema)).map(|(name, _)| name).collect()
            }
            None => Vec::new(),
        };
        sent.as_object_mut().into_iter().for_each(|sent| sent.retain(|name, _| listed.contains(&name.as_str())));
        let returned = body_of(reply);
        // Forms and other bodies are not compared.
        if !sent.is_object() || !returned.is_object() {
            return Vec::new();
        }
        let found = differences(self.excerpt(&case.request), schemas, schema, (&sent, "sent"), &returned);
        let mut out: Vec<Violation> = found.into_iter().map(|found| self.difference(case, found, &returned)).collect();
        let body = self.api.operations[operation].json_body();
        let names = body.map(|body| schemas.write_only(&body.schema)).unwrap_or_default();
        let listed = schemas.properties(schema);
        for name in names.into_iter().filter(|name| returned.get(name).is_some()) {
            // A property of this name in the response's own schema is another one.
            if !listed.iter().any(|(known, _)| *known == name) {
                let rests_on = Basis::Specification("OpenAPI 3.0.4, Schema Object, `writeOnly`");
                let message = format!("expected nothing at /{name}, which is `writeOnly`, got a value");
                out.push(Violation { rests_on, ..self.violation(case, Severity::Must, message) });
            }
        }
        out
    }

    /// Differences between the values of a case that creates or replaces a resource and those of its response.
    pub(in crate::run) fn returned_violations(&self, case: &Case, reply: &Reply) -> Vec<Violation> {
        let is_it = |resource: &Resource| {
            case.operation == Some(resource.create)
                || (resource.replace.is_some() && case.operation == resource.replace)
        };
        let is_whole = case.group == Group::Accepted && self.options.chains && is_success(reply);
        match is_whole && self.resources.all.iter().any(is_it) {
            true => self.created_violations(case, reply),
            false => Vec::new(),
        }
    }

    /// A difference from the values that were sent. The document does not demand that a response has every value.
    fn difference(&self, case: &Case, found: Difference, returned: &Value) -> Violation {
        let is_missing = returned.get(&found.property).is_none();
        let severity = if is_missing { Severity::Should } else { found.severity };
        self.violation(case, severity, found.message)
    }

    /// The path parameters of an instance.
    fn parameters(&self, index: usize) -> Option<Vec<(String, Value)>> {
        self.first[index].as_ref().map(|first| first.parameters.clone())
    }

    /// The case of a step that has no body, on the instance of the chain.
    pub(super) fn case_on(&self, index: usize, step: Step, instance: &Instance) -> Option<Case> {
        let mut case = self.case(index, step)?;
        let mut request = self.maker().request(case.operation?, &instance.parameters, None)?;
        request.path = path_of(self.resource(index), instance);
        case.request = request;
        Some(case)
    }

    /// Reads the instance until `check` finds nothing, but not longer than a second.
    async fn read_until<F>(&mut self, budget: &mut Budget, index: usize, step: Step, check: F)
    where
        F: Fn(&Self, &Case, &Value, &Value) -> Vec<Violation>,
    {
        let Some(first) = self.first[index].clone() else { return };
        let Some(case) = self.case_on(index, step, &first) else { return };
        for attempt in 0.. {
            let reply = self.send(budget, &case).await;
            let got = body_of(&reply);
            let schema = match (&reply, case.operation) {
                (Reply::Response(received), Some(operation)) if is_success(&reply) => self.schema(operation, received),
                _ => None,
            };
            let more = schema.map(|schema| check(self, &case, schema, &got)).unwrap_or_default();
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

    async fn read(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        self.read_until(budget, index, Step::Read, |this, case, schema, got| {
            this.state_violations(case, schema, index, (&first.sent, &first.returned), got)
        })
        .await;
    }

    /// Differences between a resource as it is read and as it was sent and returned before.
    fn state_violations(
        &self,
        case: &Case,
        schema: &Value,
        index: usize,
        (sent, returned): (&Value, &Value),
        got: &Value,
    ) -> Vec<Violation> {
        let (excerpt, schemas) = (self.excerpt(&case.request), self.judge.schemas());
        let id = match &self.resource(index).source {
            IdSource::Body(pointer) => pointer.trim_start_matches('/').to_owned(),
            IdSource::Header(_) | IdSource::Location => String::new(),
        };
        let mut out = Vec::new();
        let is_comparable = returned.is_object() && got.is_object();
        let before = Some((returned, "the server returned before")).filter(|_| is_comparable);
        for found in before.map(|before| differences(excerpt, schemas, schema, before, got)).unwrap_or_default() {
            let was_sent = sent.get(&found.property).is_some() || found.property == id;
            // Values of the server may change at any time.
            let severity = if was_sent { found.severity } else { Severity::Advice };
            out.push(self.violation(case, severity, found.message));
        }
        if !got.is_object() {
            return out;
        }
        let is_unknown = |(name, _): &(&String, &Value)| returned.get(name.as_str()).is_none();
        let rest: Map<String, Value> = sent.as_object().into_iter().flatten().filter(is_unknown).map(owned).collect();
        for found in differences(excerpt, schemas, schema, (&Value::Object(rest), "sent"), got) {
            out.push(self.difference(case, found, got));
        }
        out
    }

    async fn location(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        let Some(mut case) = self.case_on(index, Step::Location, &first) else { return };
        let Some(location) = &first.location else {
            let reason = "the response has no `Location`".to_owned();
            self.set(index, Step::Location, &case.request, Outcome::Skipped(reason));
            return;
        };
        let collection = self.case(index, Step::Created).map(|created| created.request.path).unwrap_or_default();
        let Some(path) = resolved(location, &collection, self.transport.base_path()) else {
            let shown = self.excerpt(&case.request).text(location);
            let message = format!("expected a `Location` below the URL of the server, got `{shown}`");
            let more = vec![self.violation(&case, Severity::Should, message)];
            let outcome = super::with_violations(Outcome::Passed { status: 201 }, more, self.options.fail_on);
            self.set(index, Step::Location, &case.request, outcome);
            return;
        };
        case.request.path = path;
        let reply = self.send(budget, &case).await;
        let got = body_of(&reply);
        let own = first.returned.clone();
        let name = match &self.resource(index).source {
            IdSource::Body(pointer) => pointer.clone(),
            IdSource::Header(_) | IdSource::Location => "/id".to_owned(),
        };
        let is_other = own.pointer(&name).zip(got.pointer(&name)).is_some_and(|(own, got)| !is_equal(own, got));
        let message = format!("expected the created resource at `Location`, got one with another {name}");
        let more = if is_other { vec![self.violation(&case, Severity::Must, message)] } else { Vec::new() };
        let mut outcome = self.outcome(&case, reply, more);
        if let Outcome::Failed(violations) = &mut outcome {
            let shown = case.request.redacted(&self.excerpt(&case.request).text(location));
            violations.iter_mut().for_each(|violation| violation.message.push_str(&format!(" (`Location: {shown}`)")));
        }
        self.set(index, Step::Location, &case.request, outcome);
    }

    async fn created_twice(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::CreatedTwice).filter(|_| !budget.is_spent()) else { return };
        let Some(first) = self.case(index, Step::Created) else { return };
        case.request = first.request;
        let reply = self.send(budget, &case).await;
        let other = created(self.resource(index), index, &case.request, &reply);
        let is_other = |other: &Instance| self.first[index].as_ref().is_some_and(|first| first.id() != other.id());
        self.others.extend(other.filter(is_other).map(|other| Instance { is_ours: true, ..other }));
        let outcome = self.outcome(&case, reply, Vec::new());
        self.set(index, Step::CreatedTwice, &case.request, outcome);
    }

    /// Creates an instance with values for `readOnly` properties.
    async fn with_read_only(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::ReadOnly).filter(|_| !budget.is_spent()) else { return };
        let (resource, schemas) = (self.resource(index), self.judge.schemas());
        let Some(first) = self.first[index].clone() else { return };
        let how = self.freshness(false);
        let maker = self.maker();
        let body = maker.body(resource.create, Freshness { varies_listed: true, ..how });
        let Some(mut body) = body else { return };
        let mut given: Map<String, Value> = Map::new();
        for (name, schema) in read_only(schemas, &self.api.operations[resource.create]) {
            let Some(value) = first.returned.get(name) else { continue };
            let other = match value {
                // A date-time of an earlier day, and another id.
                Value::String(text) if text.get(4..5) == Some("-") && text.get(..4).is_some_and(is_digits) => {
                    json!(format!("2001{}", &text[4..]))
                }
                // Far from the ids that a server counts up to.
                Value::Number(number) => {
                    number.as_u64().map_or(Value::Null, |number| json!(number.saturating_add(7_654_321)))
                }
                value => fresh(schemas, schema, value, how, &|_| false),
            };
            if other != *value && schemas.accepts(schema, &other) {
                given.insert(name.to_owned(), other);
            }
        }
        if given.is_empty() {
            return;
        }
        body.as_object_mut().into_iter().for_each(|body| body.extend(given.clone()));
        let Some(request) = maker.request(resource.create, &[], Some(&body)) else { return };
        case.request = request;
        let reply = self.send(budget, &case).await;
        let returned = body_of(&reply);
        let taken = |got: &Value| -> Vec<String> {
            let is_taken =
                |(name, given): &(&String, &Value)| got.get(name.as_str()).is_some_and(|got| is_equal(got, given));
            given.iter().filter(is_taken).map(|(name, _)| name.clone()).collect()
        };
        let instance = created(resource, index, &case.request, &reply);
        let mut names = taken(&returned);
        if let Some(instance) = instance.map(|instance| Instance { is_ours: true, ..instance }) {
            if let Some(read) = self.case_on(index, Step::Read, &instance) {
                let reply = self.send(budget, &read).await;
                names.extend(taken(&body_of(&reply)));
            }
            self.others.push(instance);
        }
        names.sort();
        names.dedup();
        let message = |name: &String| {
            format!("expected the server's own value at /{name}, which is `readOnly`, got the one that was sent")
        };
        let more = names.iter().map(|name| self.violation(&case, Severity::Must, message(name))).collect();
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::ReadOnly, &case.request, outcome);
    }

    /// Creates an instance that names a resource that does not exist. The server may accept it, but must not fail.
    async fn unknown_reference(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::UnknownReference).filter(|_| !budget.is_spent()) else { return };
        let (create, schemas) = (self.resource(index).create, self.judge.schemas());
        let Some(content) = self.api.operations[create].json_body() else { return };
        let how = self.freshness(false);
        let maker = self.maker();
        let Some(mut body) = maker.body(create, how) else { return };
        let references = &self.resources.references;
        let names = body.as_object().into_iter().flatten().map(|(name, _)| name);
        let Some(name) = names.into_iter().find(|name| references.property(create, name).is_some()).cloned() else {
            return;
        };
        let Some(schema) = schemas.property(&content.schema, &name) else { return };
        let other = match &body[&name] {
            Value::Number(number) => {
                number.as_u64().map_or(Value::Null, |number| json!(number.saturating_add(7_654_321)))
            }
            value => fresh(schemas, schema, value, how, &|_| false),
        };
        if other == body[&name] || !schemas.accepts(schema, &other) {
            return;
        }
        body[&name] = other;
        let Some(request) = maker.request(create, &[], Some(&body)) else { return };
        case.request = request;
        let reply = self.send(budget, &case).await;
        let other = created(self.resource(index), index, &case.request, &reply);
        self.others.extend(other.map(|other| Instance { is_ours: true, ..other }));
        let outcome = self.outcome(&case, reply, Vec::new());
        self.set(index, Step::UnknownReference, &case.request, outcome);
    }

    async fn update(&mut self, budget: &mut Budget, index: usize, is_demanding: bool) {
        let Some(mut case) = self.case(index, Step::Updated).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let how = self.freshness(is_demanding);
        let maker = self.maker();
        let Some(mut body) = maker.body(operation, how) else { return };
        let omitted = self.omit(operation, &mut body, &first.returned);
        let Some(mut request) = maker.request(operation, &first.parameters, Some(&body)) else { return };
        request.path = path_of(self.resource(index), &first);
        case.request = request;
        let reply = self.send(budget, &case).await;
        let (is_done, returned) = (is_success(&reply), body_of(&reply));
        let more = self.changed_violations(&case, &reply, index, &body);
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::Updated, &case.request, outcome);
        if !is_done {
            return;
        }
        if let Some(first) = self.first[index].as_mut() {
            (first.sent, first.returned) = (body.clone(), returned.clone());
        }
        // Many servers merge the values of PUT. It is an error if the document says that the operation replaces the resource.
        let update = &self.api.operations[operation];
        let texts = [Some(&update.id), update.summary.as_ref(), update.description.as_ref()];
        let replaces = texts.into_iter().flatten().any(|text| text.to_lowercase().contains("replace"));
        let severity = if replaces { Severity::Must } else { Severity::Should };
        self.read_until(budget, index, Step::ReadAfterUpdate, |this, case, schema, got| {
            let mut found = this.state_violations(case, schema, index, (&body, &returned), got);
            if let Some((name, old)) =
                omitted.as_ref().filter(|(name, old)| got.get(name).is_some_and(|got| is_equal(got, old)))
            {
                let shown = this.excerpt(&case.request).value(old, true);
                let message = format!(
                    "expected no value at /{name}, which the PUT before did not have, got the old one: {shown}"
                );
                found.push(this.violation(case, severity, message));
            }
            found
        })
        .await;
    }

    /// Removes an optional property from the body of PUT, which replaces the whole resource (RFC 9110 section 9.3.4). Returns it
    /// with its value before.
    fn omit(&self, operation: usize, body: &mut Value, returned: &Value) -> Option<(String, Value)> {
        let schemas = self.judge.schemas();
        let schema = &self.api.operations[operation].json_body()?.schema;
        let object = body.as_object_mut()?;
        let is_optional = |name: &&String| {
            let old = returned.get(name.as_str());
            !schemas.is_required(schema, name) && old.is_some_and(|old| old.is_string() || old.is_number())
        };
        // Another case sets a property to `null`, and needs one with a value.
        let is_nullable =
            |name: &&String| schemas.property(schema, name).is_some_and(|of| schemas.accepts(of, &Value::Null));
        let mut names: Vec<&String> = object.keys().filter(is_optional).collect();
        names.sort_by_key(is_nullable);
        let name = (*names.first()?).clone();
        object.remove(&name);
        Some((name.clone(), returned.get(&name)?.clone()))
    }

    /// Differences between a change and its response: other values than those sent, or another id.
    fn changed_violations(&self, case: &Case, reply: &Reply, index: usize, sent: &Value) -> Vec<Violation> {
        let mut out = Vec::new();
        let (Reply::Response(received), Some(operation)) = (reply, case.operation) else { return out };
        let Some(schema) = self.schema(operation, received).filter(|_| is_success(reply)) else { return out };
        let returned = body_of(reply);
        if !returned.is_object() {
            return out;
        }
        let found = differences(self.excerpt(&case.request), self.judge.schemas(), schema, (sent, "sent"), &returned);
        out.extend(found.into_iter().map(|found| self.difference(case, found, &returned)));
        let (IdSource::Body(pointer), Some(first)) = (&self.resource(index).source, &self.first[index]) else {
            return out;
        };
        if returned.pointer(pointer).is_some_and(|id| !is_equal(id, &first.id())) {
            let message = format!("expected the same id at {pointer} as before, got another one");
            out.push(self.violation(case, Severity::Must, message));
        }
        out
    }

    async fn patch(&mut self, budget: &mut Budget, index: usize, is_demanding: bool) {
        let Some(mut case) = self.case(index, Step::Patched).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let how = self.freshness(is_demanding);
        let maker = self.maker();
        let Some(content) = self.api.operations[operation].json_body() else { return };
        let whole = maker.body(operation, how);
        let Some(body) =
            whole.and_then(|body| one_change(self.judge.schemas(), &content.schema, &body, &first.returned))
        else {
            return;
        };
        let Some(mut request) = maker.request(operation, &first.parameters, Some(&body)) else { return };
        request.path = path_of(self.resource(index), &first);
        case.request = request;
        let reply = self.send(budget, &case).await;
        let is_done = is_success(&reply);
        let more = self.changed_violations(&case, &reply, index, &body);
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::Patched, &case.request, outcome);
        if !is_done {
            return;
        }
        // What clients can set, and this request did not.
        let own = self.judge.schemas().properties(&content.schema);
        let is_own = |name: &str| first.sent.get(name).is_some() || own.iter().any(|(known, _)| *known == name);
        let rest = first.returned.as_object().into_iter().flatten();
        let rest: Map<String, Value> =
            rest.filter(|(name, _)| is_own(name) && body.get(name.as_str()).is_none()).map(owned).collect();
        let rest = Value::Object(rest);
        self.read_until(budget, index, Step::ReadAfterPatch, |this, case, schema, got| {
            let mut found = this.state_violations(case, schema, index, (&body, &Value::Null), got);
            found.extend(this.state_violations(case, schema, index, (&rest, &rest), got));
            found
        })
        .await;
    }

    async fn clear(&mut self, budget: &mut Budget, index: usize) {
        let Some(mut case) = self.case(index, Step::Cleared).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(parameters)) = (case.operation, self.parameters(index)) else { return };
        let Some(first) = self.first[index].clone() else { return };
        let body = nullable(self.judge.schemas(), &self.api.operations[operation], &first.returned);
        let Some(body) = body else { return };
        let Some(mut request) = self.maker().request(operation, &parameters, Some(&body)) else { return };
        request.path = path_of(self.resource(index), &first);
        case.request = request;
        let reply = self.send(budget, &case).await;
        let mut more = Vec::new();
        if let (true, Some(read)) = (is_success(&reply), self.case_on(index, Step::Read, &first)) {
            let after = self.send(budget, &read).await;
            let got = body_of(&after);
            for name in body.as_object().into_iter().flatten().map(|(name, _)| name) {
                if got.get(name).is_some_and(|value| !value.is_null()) {
                    let message = format!("expected null or nothing at /{name} after PATCH with null, got a value");
                    more.push(self.violation(&case, Severity::Must, message));
                }
            }
        }
        let outcome = self.outcome(&case, reply, more);
        self.set(index, Step::Cleared, &case.request, outcome);
    }

    /// Whether an operation that creates another resource names this one and may reject a second one with 409.
    fn needs_spare(&self, index: usize) -> bool {
        let mut holders = self.resources.references.properties.iter().filter(|(_, _, resource)| *resource == index);
        holders.any(|(operation, _, _)| {
            let is_create = self.resources.all.iter().any(|resource| resource.create == *operation);
            let responses = &self.api.operations[*operation].responses;
            is_create && responses.iter().any(|response| response.status == model::api::Status::Code(409))
        })
    }

    /// Lets the bodies of other cases name another instance than the one that the chain's own resources name.
    async fn add_spare(&mut self, budget: &mut Budget, index: usize) {
        let is_spare = |instance: &Instance| instance.resource == index && !instance.is_used;
        let at = match self.others.iter().position(is_spare) {
            Some(at) => at,
            None => {
                let Some(other) = self.create_other(budget, index).await else { return };
                self.others.push(other);
                self.others.len() - 1
            }
        };
        self.others[at].is_used = true;
        let id = self.others[at].id();
        for (operation, name, resource) in &self.resources.references.properties {
            if *resource == index {
                self.known.set_property(*operation, name, id.clone());
            }
        }
    }

    /// Puts the id of the chain's instance into all parameters and properties that hold it.
    fn use_ids(&mut self, index: usize) {
        let Some(first) = &self.first[index] else { return };
        for (operation, parameter, resource) in &self.resources.references.parameters {
            if *resource == index {
                self.known.set_parameter(*operation, *parameter, first.id());
            }
        }
        for (operation, name, resource) in &self.resources.references.properties {
            // A resource that names one of its own kind would name itself.
            if *resource == index && self.resources.all[index].create != *operation {
                self.known.set_property(*operation, name, first.id());
            }
        }
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The path that `Location` names, relative to the URL of the server: an absolute or relative reference (RFC 9110 section 10.2.2,
/// RFC 3986 section 5.2). `None` if it is not below `base`. The host is not compared: a server need not know its own name.
fn resolved(location: &str, collection: &str, base: &str) -> Option<String> {
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
