//! Creates instances of resources whose id the client chooses, without a change of one that exists.

use model::api::{Location, Status};
use serde_json::Value;

use super::create::now;
use super::{Chains, status_of, with_violations};
use crate::chain::{IdSource, Step, free_id};
use crate::derive::{Case, ValidValues};
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::outcome::Outcome;
use crate::request::Request;
use crate::run::send::send;
use crate::transport::Transport;
use crate::violation::{Basis, Severity, Violation};

const NO_FREE_ID: &str = "the server does not say that an id which the runner made up is free";

/// The number of ids that are tried.
const MAX_IDS: usize = 3;

/// The least length of an id of text that is taken for free without a request.
const MIN_WIDE: usize = 10;

impl<T: Transport> Chains<'_, T> {
    /// The request that creates an instance of a resource. `None` if no value is found, or if no id is known to be free; then the chain stops.
    pub(super) async fn creation(&mut self, index: usize, body: Option<&Value>) -> Option<Request> {
        let resource = self.resource(index);
        let IdSource::Chosen { property, .. } = &resource.source else {
            let request = self.maker().request(resource.create, &[], body)?;
            return Some(self.dated(Some(resource.create), request));
        };
        let Some(id) = self.free_id(index).await else {
            self.stopped[index] = Some(NO_FREE_ID);
            return None;
        };
        let mut body = body.cloned();
        let wrapper = self.resources.wrappers.request(resource.create);
        if let (Some(name), Some(object)) = (property, body.as_mut().and_then(|body| wrapper.object(body)))
            && let Some(own) = object.get_mut(name)
        {
            own.clone_from(&id);
        }
        let request = self.maker().request(resource.create, &[(resource.id.clone(), id)], body.as_ref())?;
        Some(self.dated(Some(resource.create), request))
    }

    /// An id that no resource has: GET of it is 404 or 410.
    async fn free_id(&mut self, index: usize) -> Option<Value> {
        let (resource, schemas) = (self.resource(index), self.judge.schemas());
        let parameters = self.api.operations[resource.create].parameters_in(Location::Path);
        let schema = &parameters.into_iter().find(|parameter| parameter.wire == resource.id)?.schema;
        for attempt in 0..MAX_IDS {
            // An earlier run may have left the first one behind. Without GET, nothing tells.
            let later = if attempt == 0 && resource.read.is_some() { 0 } else { now() };
            let serial = self.freshness(false).serial + later;
            let maker = self.maker();
            let base = ValidValues::of(&maker.derivation(resource.create))?;
            let of = &self.api.operations[resource.create].parameters;
            let (_, sample) = base.required.iter().find(|(at, _)| of[*at].wire == resource.id)?;
            let id = free_id(schemas, schema, sample, serial)?;
            // Without GET, the id must be one of very many.
            let is_wide = || id.as_u64().is_some() || id.as_str().is_some_and(|id| id.len() >= MIN_WIDE);
            let Some(read) = resource.read else { return Some(id.clone()).filter(|_| is_wide()) };
            let request = maker.request(read, &[(resource.id.clone(), id.clone())], None)?;
            match status_of(&send(self.transport, self.options, &request).await) {
                404 | 410 => return Some(id),
                200..=299 => {}
                _ => return None,
            }
        }
        None
    }

    /// A warning if a PUT that created a resource has another documented status than 201.
    pub(super) fn not_as_new(&self, case: &Case, index: usize, status: u16) -> Option<Violation> {
        let resource = self.resource(index);
        let is_chosen = matches!(resource.source, IdSource::Chosen { .. }) && resource.read.is_some();
        let is_it = is_chosen && matches!(status, 200 | 204) && self.documents(resource.create, &[201]);
        let message = format!("expected 201, because there was no resource before, got {status}");
        let kind = ViolationKind::Status { expected: ExpectedStatus::CreatedOrRejection, got: status };
        is_it.then(|| self.status_violation(case, kind, message))
    }

    /// The outcome of a PUT of a resource that exists: 201 is a warning if the document has another success.
    pub(super) fn as_existing(&self, index: usize, step: Step, outcome: Outcome) -> Outcome {
        let resource = self.resource(index);
        let is_chosen = matches!(resource.source, IdSource::Chosen { .. });
        let is_put = is_chosen && matches!(step, Step::Updated | Step::Replaced);
        let Some(case) = self.case(index, step).filter(|_| is_put && self.documents(resource.create, &[200, 204]))
        else {
            return outcome;
        };
        if !matches!(outcome, Outcome::Passed { status: 201 }) {
            return outcome;
        }
        let message = "expected 200 or 204, because the resource existed, got 201".to_owned();
        let kind = ViolationKind::Status { expected: ExpectedStatus::Success, got: 201 };
        with_violations(outcome, vec![self.status_violation(&case, kind, message)], self.options.fail_on)
    }

    fn status_violation(&self, case: &Case, kind: ViolationKind, message: String) -> Violation {
        let rests_on = Basis::Specification("RFC 9110 section 9.3.4");
        Violation { rests_on, ..self.violation(case, Severity::Should, (kind, message)) }
    }

    fn documents(&self, operation: usize, codes: &[u16]) -> bool {
        let mut responses = self.api.operations[operation].responses.iter();
        responses.any(|response| matches!(response.status, Status::Code(code) if codes.contains(&code)))
    }
}
