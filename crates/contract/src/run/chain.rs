//! Sends the requests of chains: creates one instance of each resource before all other cases, so that these use real ids, and
//! deletes it after them.

mod action;
mod added;
mod begin;
mod bulk;
mod carry;
mod change;
mod chosen;
mod conditional;
mod create;
mod dates;
mod elsewhere;
mod finish;
mod flip;
mod instance;
mod loose;
mod lost;
mod made_up;
mod moved;
mod pages;
mod pending;
mod read;
mod renew;
mod singleton;
mod skipped;
mod version;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use http::StatusCode;
use model::Api;
use serde_json::Value;

use super::budget::Budget;
use super::send::{Reply, send};
use super::{IS_SAFE, LIMIT_REACHED, Options};
use crate::chain::{
    AddedCase, Maker, Replacement, Resource, Resources, SingletonCase, Step, StepCase, added_cases, singletons, steps,
};
use crate::conformance::{documented, media_type};
use crate::derive::{Case, Expectation, Group};
use crate::excerpt::Excerpt;
use crate::judge::Judge;
use crate::kind::ViolationKind;
use crate::known::Known;
use crate::outcome::{LeftBehind, Outcome};
use crate::request::Request;
use crate::transport::{HttpResponse, Transport};
use crate::violation::{Severity, Violation};
use crate::wrapper::{Place, Wrapper};
pub(super) use carry::Carried;
use create::Leaves;
use instance::{Instance, created, path_of, put};
use lost::Changes;
pub(super) use lost::LOST;
pub(super) use moved::Moved;
use singleton::Single;

/// Pauses before a request is repeated, because a server may show a change later: in total one second.
const PAUSES: [u64; 3] = [100, 300, 600];

/// Status codes of a server that does not change or delete a resource in its current state (RFC 9110 sections 15.5.4, 15.5.10 and
/// 15.5.13, RFC 4918 section 11.3, RFC 6585 section 3).
const NOT_NOW: [u16; 5] = [403, 409, 412, 423, 428];
const IN_ITS_STATE: &str = "the server does not change or delete the resource in its state";
const IS_OFF: &str = "chains are switched off";

/// The chains of a run.
pub(super) struct Chains<'a, T> {
    api: &'a Api,
    judge: &'a Judge<'a>,
    transport: &'a T,
    options: &'a Options,
    resources: &'a Resources,
    /// Notes that the outcome of a case, by its id, rests on the last response to a request.
    note_judged: &'a dyn Fn(&str, &Request),
    /// Ids of instances that exist.
    pub known: Known,
    /// All cases, with their outcomes as far as they are known.
    pub cases: Vec<(StepCase, Option<Outcome>)>,
    /// The resources that are there once, and their cases.
    single: Vec<Single>,
    pub single_cases: Vec<(SingletonCase, Option<Outcome>)>,
    /// The cases of lists whose elements have no path of their own.
    added: Vec<(AddedCase, Option<Outcome>)>,
    /// The instance of each resource that its chain is about.
    first: Vec<Option<Instance>>,
    /// The entity tag and the representation of each first instance, as they were read before it is changed.
    tags: Vec<Option<(String, Value)>>,
    /// Other instances that were created.
    others: Vec<Instance>,
    /// Whether the bodies of other cases name another instance of each resource than its first one.
    has_spare: Vec<bool>,
    /// Why the chain of a resource cannot go on.
    stopped: Vec<Option<&'static str>>,
    /// Whether the last request that changed an instance of the resource had a response of 202.
    is_pending: Vec<bool>,
    /// The instances that changes gave another id, as long as other cases do not know of it.
    moves: Vec<Moved>,
    /// The resources that requests may have removed.
    changes: Changes,
    /// The properties that the bodies of each resource's chain leave out.
    leaves: Vec<Leaves>,
    /// The properties of each resource that the server counts, apart from those whose names and schemas say so.
    counts: Vec<HashSet<String>>,
    /// The operations whose requests need dates in the future.
    future: RefCell<HashSet<usize>>,
    /// The operations whose requests need times without an offset, with the id of the case that showed it and the warning about it.
    local: RefCell<HashMap<usize, (String, Violation)>>,
    serial: u64,
    /// Accepted cases that passed in requests of chains.
    pub carried: Vec<Carried>,
    /// The ids of accepted cases that a request of a chain had, whatever its response.
    pub attempted: HashSet<String>,
    /// Server errors for requests that had values of accepted cases, with the ids of the chain's cases. Later requests have other values.
    errors: Vec<(String, Outcome, Request)>,
    /// Resources that could not be deleted.
    pub left_behind: Vec<LeftBehind>,
}

impl<'a, T: Transport> Chains<'a, T> {
    pub(super) fn new(
        api: &'a Api,
        judge: &'a Judge<'a>,
        transport: &'a T,
        options: &'a Options,
        resources: &'a Resources,
        note_judged: &'a dyn Fn(&str, &Request),
    ) -> Self {
        let mut known = Known::of(&options.values, &resources.wrappers);
        resources.references.set_given(&resources.all, &mut known);
        let cases = steps(api, judge.schemas(), &options.credentials, &known, resources);
        let count = resources.all.len();
        let single = singletons(api, judge.schemas(), &known, resources);
        let maker =
            Maker { api, schemas: judge.schemas(), credentials: &options.credentials, known: &known, resources };
        let single_cases = singleton::without_outcomes(&maker, &single);
        let added = added_cases(&maker).into_iter().map(|added| (added, None)).collect();
        Chains {
            api,
            judge,
            transport,
            options,
            resources,
            note_judged,
            known,
            cases: cases.into_iter().map(|step| (step, None)).collect(),
            single: single.into_iter().map(Single::new).collect(),
            single_cases,
            added,
            first: vec![None; count],
            tags: vec![None; count],
            others: Vec::new(),
            has_spare: vec![false; count],
            stopped: vec![None; count],
            is_pending: vec![false; count],
            moves: Vec::new(),
            changes: Changes::new(count),
            leaves: vec![Leaves::Nothing; count],
            counts: vec![HashSet::new(); count],
            future: RefCell::default(),
            local: RefCell::default(),
            // The serial numbers of other cases are small.
            serial: 1_000_000,
            carried: Vec::new(),
            attempted: HashSet::new(),
            errors: Vec::new(),
            left_behind: Vec::new(),
        }
    }

    /// All cases.
    pub(super) fn all_cases(&self) -> impl Iterator<Item = &Case> {
        let of_resources = self.cases.iter().map(|(step, _)| &step.case);
        let of_single = self.single_cases.iter().map(|(single, _)| &single.case);
        of_resources.chain(of_single).chain(self.added.iter().map(|(added, _)| &added.case))
    }

    /// Takes all cases that have an outcome. A case that had a server error fails, whatever its last outcome is.
    pub(super) fn take_cases(&mut self) -> Vec<(Case, Outcome)> {
        let of_resources = std::mem::take(&mut self.cases).into_iter().map(|(step, outcome)| (step.case, outcome));
        let of_single = std::mem::take(&mut self.single_cases).into_iter().map(|(of, outcome)| (of.case, outcome));
        let of_lists = std::mem::take(&mut self.added).into_iter().map(|(of, outcome)| (of.case, outcome));
        let all = of_resources.chain(of_single).chain(of_lists).filter_map(|(case, outcome)| Some((case, outcome?)));
        let mut errors: HashMap<String, (Outcome, Request)> = HashMap::new();
        for (id, outcome, request) in std::mem::take(&mut self.errors) {
            errors.entry(id).or_insert((outcome, request));
        }
        let with_error = |(case, outcome): (Case, Outcome)| match errors.remove(&case.id) {
            Some((failed, request)) if !matches!(outcome, Outcome::Failed(_)) => {
                (self.note_judged)(&case.id, &request);
                (Case { request, ..case }, failed)
            }
            _ => (case, outcome),
        };
        all.map(with_error).collect()
    }

    pub(in crate::run) fn maker(&self) -> Maker<'_> {
        Maker {
            api: self.api,
            schemas: self.judge.schemas(),
            credentials: &self.options.credentials,
            known: &self.known,
            resources: self.resources,
        }
    }

    fn resource(&self, index: usize) -> &'a Resource {
        &self.resources.all[index]
    }

    fn freshness(&mut self, is_demanding: bool) -> Replacement {
        self.serial += 1;
        Replacement { serial: self.serial, is_demanding, varies_listed: false }
    }

    /// The case of a step, if the chain has it and it is to be sent.
    fn case(&self, resource: usize, step: Step) -> Option<Case> {
        if self.options.interruption.is_requested() {
            return None;
        }
        let found = self.cases.iter().find(|(case, _)| case.resource == resource && case.step == step);
        found.map(|(found, _)| found.case.clone()).filter(|case| case.skip_reason.is_none())
    }

    /// Stores the outcome of a step, and the request as it was sent.
    fn set(&mut self, resource: usize, step: Step, request: &Request, outcome: Outcome) {
        let outcome = self.as_existing(resource, step, outcome);
        let found = self.cases.iter_mut().find(|(case, _)| case.resource == resource && case.step == step);
        if let Some((case, known)) = found {
            (self.note_judged)(&case.case.id, request);
            case.case.request = request.clone();
            // The new state shows that the server has acted.
            let has_acted = matches!(step, Step::ReadAfterUpdate | Step::ReadAfterPatch)
                && matches!(outcome, Outcome::Passed { .. });
            *known = Some(if self.is_pending[resource] { pending::excused(outcome) } else { outcome });
            self.is_pending[resource] &= !has_acted;
        }
    }

    async fn send(&self, budget: &mut Budget, case: &Case) -> Reply {
        let reply = send(self.transport, self.options, &case.request).await;
        budget.count(case, &reply);
        self.changes.note(self.api, case, &reply);
        reply
    }

    /// The outcome of a case, with violations between its response and earlier ones.
    fn outcome(&self, case: &Case, reply: Reply, more: Vec<Violation>) -> Outcome {
        if let (Reply::Response(received), "PUT" | "PATCH") = (&reply, case.request.method.as_str()) {
            let status = received.status.as_u16();
            if NOT_NOW.contains(&status) {
                return Outcome::Inconclusive { status, reason: IN_ITS_STATE };
            }
        }
        with_violations(super::outcome(self.judge, self.options, case, reply), more, self.options.fail_on)
    }

    fn violation(&self, case: &Case, severity: Severity, (kind, message): (ViolationKind, String)) -> Violation {
        let message = case.request.redacted(&message);
        Violation {
            kind,
            message,
            severity: severity.min(case.severity),
            rests_on: case.rests_on,
            at: case.at,
            part: None,
        }
    }

    fn excerpt<'r>(&self, request: &'r Request) -> Excerpt<'r> {
        Excerpt { request, shows_unparsed: true }
    }

    /// The schema of the resource in a response body and its place, if the operation documents one for its status.
    fn place(&self, operation: usize, received: &HttpResponse) -> Option<Place<'a>> {
        let media_type = media_type(&received.headers);
        let found = documented(&self.api.operations[operation], received.status.as_u16(), &media_type)?;
        let wrapper = self.resources.wrappers.response(operation);
        Some(wrapper.place(self.judge.schemas(), found.content?.schema.as_ref()?))
    }

    /// The resource in the JSON body of a response of 2XX; `null` without one.
    fn resource_of(&self, case: &Case, reply: &Reply) -> Value {
        self.response_wrapper(case.operation).value(body_of(reply))
    }

    /// The resource in the JSON body of a request.
    fn sent_of(&self, case: &Case) -> Value {
        let body = serde_json::from_slice(&case.request.body).unwrap_or(Value::Null);
        self.request_wrapper(case.operation).value(body)
    }

    /// The property of the body of an operation's request that the resource is in.
    fn request_wrapper(&self, operation: Option<usize>) -> Wrapper<'a> {
        operation.map_or(Wrapper(None), |operation| self.resources.wrappers.request(operation))
    }

    /// The property of the body of an operation's response that the resource is in.
    fn response_wrapper(&self, operation: Option<usize>) -> Wrapper<'a> {
        operation.map_or(Wrapper(None), |operation| self.resources.wrappers.response(operation))
    }

    /// The schema of the resource in the JSON body of a request.
    fn request_schema(&self, operation: usize) -> Option<&'a Value> {
        let content = self.api.operations[operation].json_body()?;
        Some(self.resources.wrappers.request(operation).schema(self.judge.schemas(), &content.schema))
    }

    /// Sends a plain request that creates an instance, without a case of its own. It may have values of other cases: those of which
    /// `may_change` is true of the property's name and the value.
    async fn create_other(
        &mut self,
        budget: &mut Budget,
        index: usize,
        may_change: &dyn Fn(&str, &Value) -> bool,
    ) -> Option<Instance> {
        let create = self.resource(index).create;
        let mut case = self.case(index, Step::Created).filter(|_| !budget.is_spent())?;
        let how = self.freshness(false);
        let body = self.maker().body(create, how).map(|body| self.trimmed(index, create, body));
        if let Some(load) = body.as_ref().and_then(|body| self.load(create, body, may_change)) {
            case.request = self.creation(index, Some(&load.body)).await?;
            let reply = self.send(budget, &case).await;
            self.note_error(&case, &reply);
            if let Some(instance) = created(self.resources, index, &case.request, &reply) {
                let (more, status) = (self.created_violations(&case, &reply), status_of(&reply));
                let outcome = self.outcome(&case, reply, more);
                self.carry(load.ids, &outcome, status, &case.request);
                return Some(Instance { is_ours: true, ..instance });
            }
        }
        case.request = self.creation(index, body.as_ref()).await?;
        let reply = self.send(budget, &case).await;
        self.note_error(&case, &reply);
        let instance = created(self.resources, index, &case.request, &reply)?;
        Some(Instance { is_ours: true, ..instance })
    }

    /// Notes a server error, which stays a failure of the case whatever the response to its next request is.
    fn note_error(&mut self, case: &Case, reply: &Reply) {
        if (500..600).contains(&status_of(reply)) {
            let outcome = self.outcome(case, reply.clone(), Vec::new());
            self.errors.push((case.id.clone(), outcome, case.request.clone()));
        }
    }

    /// Notes what the request of any other case created or deleted. A resource that names others is deleted at once: many servers
    /// allow one of them only (a book is lent once).
    pub(super) async fn observe(&mut self, budget: &mut Budget, case: &Case, reply: &Reply) {
        let Some(operation) = case.operation else { return };
        self.changes.note(self.api, case, reply);
        self.delete_all_created(budget, case, reply).await;
        self.delete_loose(budget, case, reply).await;
        if case.group == Group::Rejected && is_success(reply) {
            self.retire(operation, &case.request.path);
        }
        for index in 0..self.resources.all.len() {
            let resource = self.resource(index);
            if resource.delete == Some(operation) && is_success(reply) {
                self.forget(&case.request.path);
            }
            let is_created = matches!(reply, Reply::Response(received) if received.status == StatusCode::CREATED);
            if is_created && matches!(case.expect, Expectation::CreatedOrRejection(_)) {
                let is_put = resource.replace == Some(operation) && resource.create != operation;
                self.others.extend(is_put.then(|| put(resource, index, &case.request)));
            }
            if resource.actions.contains(&operation) && is_success(reply) {
                self.follow(case, reply).await;
            }
            let resource = self.resource(index);
            if resource.is_changed_by(operation) && is_success(reply) {
                self.take_back_id(budget, index, case, reply).await;
                self.follow(case, reply).await;
            }
            if resource.create != operation {
                continue;
            }
            let Some(instance) = created(self.resources, index, &case.request, reply) else { continue };
            // PUT of a known one has changed it.
            let mut known = self.first[index].iter().chain(&self.others);
            if resource.replace == Some(operation)
                && known.any(|known| known.resource == index && known.id() == instance.id())
            {
                continue;
            }
            // A response of 200 may be about a resource that was there before, unless the runner chose its id.
            let is_chosen =
                resource.replace == Some(operation) && matches!(case.expect, Expectation::CreatedOrRejection(_));
            self.keep(budget, Instance { is_ours: is_created || is_chosen, ..instance }).await;
        }
    }

    /// Notes an instance that a request created, or deletes it if it names others.
    async fn keep(&mut self, budget: &mut Budget, instance: Instance) {
        let is_dependent = self.resources.references.is_dependent(self.resource(instance.resource).create);
        if !(instance.is_ours && is_dependent && self.delete(budget, &instance).await.is_ok()) {
            self.others.push(instance);
        }
    }

    /// Deletes instances that name others, except those that other cases use.
    pub(super) async fn release(&mut self, budget: &mut Budget) {
        for instance in std::mem::take(&mut self.others) {
            let is_used = instance.is_used;
            match is_used {
                true => self.others.push(instance),
                false => self.keep(budget, instance).await,
            }
        }
    }

    fn forget(&mut self, path: &str) {
        let is_it = |instance: &Instance| path_of(&self.resources.all[instance.resource], instance) == path;
        self.others.retain(|instance| !is_it(instance));
        let resources = self.resources;
        for first in &mut self.first {
            if first.as_ref().is_some_and(|first| path_of(&resources.all[first.resource], first) == path) {
                *first = None;
            }
        }
    }

    /// Prepares a case that deletes a resource or acts on it: another instance than the one that other cases use. Returns whether the case deletes
    /// what the run created, which the limit of requests does not include.
    ///
    /// # Errors
    ///
    /// The reason to skip the case: there is no other instance, and none may be created.
    pub(super) async fn prepare(&mut self, budget: &mut Budget, case: &mut Case) -> Result<bool, &'static str> {
        if let Some((_, path)) = self.action_path(budget, case).await? {
            case.request.path = path;
            return Ok(false);
        }
        // A lenient server deletes what a request with a defect names, too.
        let deletes = matches!(case.group, Group::Accepted | Group::Rejected) && case.request.method == "DELETE";
        let is_it = |resource: &Resource| deletes && resource.delete == case.operation;
        let Some(index) = self.resources.all.iter().position(is_it) else { return Ok(false) };
        // Where others may be named once only, an instance that stays would make other cases fail.
        if case.group == Group::Rejected && self.resources.references.is_dependent(self.resource(index).create) {
            return Ok(false);
        }
        let names_it = |first: &Instance| path_of(self.resource(index), first) == case.request.path;
        // An id that nobody created is the case's own.
        if case.skip_reason.is_some() || !self.first[index].as_ref().is_some_and(names_it) {
            return Ok(false);
        }
        let is_spare = |instance: &Instance| instance.resource == index && instance.is_ours && !instance.is_used;
        let other = match self.others.iter().find(|instance| is_spare(instance)).cloned() {
            Some(other) => Some(other),
            None => {
                self.create_other(budget, index, &|_, _| true).await.inspect(|other| self.others.push(other.clone()))
            }
        };
        let Some(other) = other else { return Err(LIMIT_REACHED) };
        case.request.path = path_of(self.resource(index), &other);
        Ok(true)
    }
}

/// Whether a reply is a response of 2XX.
fn is_success(reply: &Reply) -> bool {
    matches!(reply, Reply::Response(received) if received.status.is_success())
}

/// The status code of a response; 0 without one.
pub(super) fn status_of(reply: &Reply) -> u16 {
    match reply {
        Reply::Response(received) => received.status.as_u16(),
        Reply::RateLimited | Reply::Failed(..) => 0,
    }
}

/// The JSON body of a response of 2XX; `null` without one.
fn body_of(reply: &Reply) -> Value {
    match reply {
        Reply::Response(received) if received.status.is_success() => {
            serde_json::from_slice(&received.body).unwrap_or(Value::Null)
        }
        _ => Value::Null,
    }
}

/// An outcome with more violations.
pub(super) fn with_violations(outcome: Outcome, more: Vec<Violation>, fail_on: Severity) -> Outcome {
    if more.is_empty() {
        return outcome;
    }
    let mut all = match outcome {
        Outcome::Failed(violations) | Outcome::Advisory(violations) => violations,
        _ => Vec::new(),
    };
    all.extend(more);
    let fails = all.iter().any(|violation| violation.severity >= fail_on);
    if fails { Outcome::Failed(all) } else { Outcome::Advisory(all) }
}
