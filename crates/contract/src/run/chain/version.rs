//! Sends changes with the version that the server has now: it rejects others (optimistic concurrency).

use std::collections::HashSet;

use serde_json::Value;

use super::{Chains, Reply, is_success, status_of};
use crate::chain::{Counted, Step, counted, is_counted, is_equal};
use crate::derive::Case;
use crate::request::Request;
use crate::run::send::send;
use crate::transport::Transport;

/// Status codes of a server that has another version than the request (RFC 9110 sections 15.5.10 and 15.5.13, RFC 6585 section 3).
const STALE: [u16; 3] = [409, 412, 428];

impl<'a, T: Transport> Chains<'a, T> {
    /// The index of the resource that an operation changes.
    fn changed_by(&self, operation: usize) -> Option<usize> {
        self.resources.all.iter().position(|resource| resource.is_changed_by(operation))
    }

    fn counted(&self, operation: usize) -> Counted<'a> {
        let Some(index) = self.changed_by(operation) else { return Counted::default() };
        counted(self.api, self.judge.schemas(), &self.resources.wrappers, self.resource(index), operation)
    }

    /// The properties of the body of an operation that have the version of the last response, and that the server changes.
    pub(in crate::run) fn versions(&self, operation: usize) -> HashSet<String> {
        let Some(index) = self.changed_by(operation) else { return HashSet::new() };
        let named = self.counted(operation).named.into_iter().map(str::to_owned);
        named.chain(self.counts[index].iter().cloned()).collect()
    }

    /// Notes the properties that are versions by their names, and of which a new resource has another value than the request.
    pub(super) fn note_counted(&mut self, index: usize) {
        let Some(first) = &self.first[index] else { return };
        let (sent, returned) = (first.sent.as_object(), &first.returned);
        let is_other = |name: &str, sent: &Value| returned.get(name).is_some_and(|got| !is_equal(sent, got));
        let names = sent.into_iter().flatten().filter(|(name, sent)| is_counted(name) && is_other(name, sent));
        self.counts[index].extend(names.map(|(name, _)| name.clone()));
    }

    /// A request that changes a resource, with the versions that GET shows now. The properties of which `keeps` is true are as they are.
    pub(in crate::run) async fn with_versions(
        &self,
        operation: usize,
        request: Request,
        keeps: &dyn Fn(&str) -> bool,
    ) -> Request {
        let names = self.versions(operation);
        self.with_current(operation, request, &|name| names.contains(name) && !keeps(name)).await
    }

    /// A request with the values that GET shows now of the properties of which `is_meant` is true.
    async fn with_current(&self, operation: usize, mut request: Request, is_meant: &dyn Fn(&str) -> bool) -> Request {
        let Ok(mut body) = serde_json::from_slice::<Value>(&request.body) else { return request };
        let Some(object) = self.request_wrapper(Some(operation)).object(&mut body) else { return request };
        let meant: Vec<String> = object.keys().filter(|name| is_meant(name)).cloned().collect();
        let read = self.changed_by(operation).and_then(|index| self.case(index, Step::Read));
        let Some(mut read) = read.filter(|_| !meant.is_empty()) else { return request };
        read.request.path.clone_from(&request.path);
        let reply = send(self.transport, self.options, &read.request).await;
        let now = self.resource_of(&read, &reply);
        for name in meant {
            if let Some(value) = now.get(&name) {
                object.insert(name, value.clone());
            }
        }
        request.body = body.to_string().into_bytes();
        request
    }

    /// After a response that says that the version is another one: the request with the values that GET shows now of all properties that only a
    /// response can tell. `None` if it has them.
    pub(super) async fn with_all_current(&self, case: &Case, reply: &Reply) -> Option<Request> {
        let operation = case.operation.filter(|_| STALE.contains(&status_of(reply)))?;
        let required = self.counted(operation).required;
        let request = self.with_current(operation, case.request.clone(), &|name| required.contains(&name)).await;
        (request.body != case.request.body).then_some(request)
    }

    /// Notes that the server compares what [`with_all_current`](Self::with_all_current) sent, if it accepts the request.
    pub(super) fn note_all_counted(&mut self, operation: usize, reply: &Reply) {
        if let Some(index) = self.changed_by(operation).filter(|_| is_success(reply)) {
            let required = self.counted(operation).required.into_iter().map(str::to_owned).collect::<Vec<_>>();
            self.counts[index].extend(required);
        }
    }

    /// The properties of a resource that a request set, without versions: the server has counted on.
    pub(super) fn without_versions(&self, operation: usize, mut resource: Value) -> Value {
        let names = self.versions(operation);
        resource.as_object_mut().into_iter().for_each(|sent| sent.retain(|name, _| !names.contains(name)));
        resource
    }
}
