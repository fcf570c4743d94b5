//! Instances that the server removed because a request changed a resource above them: PUT of `/cart` replaces the items of the cart, also
//! those at `/cart/items/{itemId}`. The run creates others in their place.

use std::cell::RefCell;

use model::Api;
use serde_json::Value;

use super::instance::{Instance, path_of};
use super::moved::{Moved, Names};
use super::{Chains, Reply, is_success, status_of};
use crate::chain::Step;
use crate::derive::{Case, ends_with_verb, is_safe};
use crate::run::budget::Budget;
use crate::transport::Transport;

/// Why cases about an instance are skipped.
pub(in crate::run) const LOST: &str =
    "the server removed the resource when a request changed one above it, and no other one could be created";

/// The resources that requests may have removed.
#[derive(Default)]
pub(super) struct Changes {
    /// The paths of resources that requests changed, and whose parts they may have removed.
    above: RefCell<Vec<String>>,
    /// The number of changes before the last look at each resource's instance, by the index of the resource.
    seen: Vec<usize>,
    /// The instances that are gone, and have none in their place.
    lost: Vec<Moved>,
    /// The paths of resources that the run deleted.
    deleted: RefCell<Vec<String>>,
}

impl Changes {
    pub(super) fn new(count: usize) -> Self {
        Changes { seen: vec![0; count], ..Changes::default() }
    }

    /// Notes a request that succeeded, if it changes a resource: that of its path, or for an action the one before it, such as `/cart` for
    /// `POST /cart/checkout`. A POST that creates something changes no other resource.
    pub(super) fn note(&self, api: &Api, case: &Case, reply: &Reply) {
        let (request, operation) = (&case.request, case.operation.map(|index| &api.operations[index]));
        if is_safe(&request.method) || !is_success(reply) {
            return;
        }
        let is_action = || operation.is_some_and(|operation| ends_with_verb(api, operation));
        let above = match request.method.as_str() {
            "POST" if is_action() => request.path.trim_end_matches('/').rsplit_once('/').map(|(above, _)| above),
            "POST" => None,
            _ => Some(request.path.as_str()),
        };
        self.above.borrow_mut().extend(above.map(str::to_owned));
    }

    /// Notes a successful DELETE of a path.
    pub(super) fn note_deleted(&self, path: &str) {
        self.deleted.borrow_mut().push(path.to_owned());
    }

    /// Whether the run deleted a resource above a path.
    pub(super) fn has_deleted_above(&self, path: &str) -> bool {
        self.deleted.borrow().iter().any(|above| is_below(path, above))
    }

    /// Whether a request since the last look may have removed the instance at a path.
    fn may_have_removed(&mut self, index: usize, path: &str) -> bool {
        let above = self.above.borrow();
        let since = std::mem::replace(&mut self.seen[index], above.len());
        above.iter().skip(since).any(|above| is_below(path, above))
    }
}

/// The part of a path after that of a resource, without a slash at the end of that: empty for the resource itself, else with a slash. `None` if
/// the path is another one.
pub(super) fn rest<'p>(path: &'p str, resource: &str) -> Option<&'p str> {
    path.strip_prefix(resource.trim_end_matches('/')).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a path continues another one.
pub(super) fn is_below(path: &str, above: &str) -> bool {
    rest(path, above).is_some_and(|rest| !rest.trim_end_matches('/').is_empty())
}

impl<T: Transport> Chains<'_, T> {
    /// Looks whether the instances that the request of a case names are there, if another request may have removed one, and creates another one
    /// in the place of one that is gone.
    pub(in crate::run) async fn find_lost(&mut self, budget: &mut Budget, case: &Case) -> Option<Moved> {
        let (api, resources, request) = (self.api, self.resources, &case.request);
        let names = |resource: usize, from: &str, id: &Value| {
            let in_parts = |operation| Names { api, resources, operation, resource }.has(request, id);
            rest(&request.path, from).is_some() || case.operation.is_some_and(in_parts)
        };
        let mut lost = self.changes.lost.iter();
        if let Some(lost) = lost.find(|lost| names(lost.resource, &lost.from, &lost.ids.0)) {
            return Some(lost.clone());
        }
        for index in self.resources.order() {
            if let Some(moved) = self.find_lost_instance(budget, index, |from, id| names(index, from, id)).await {
                return Some(moved);
            }
        }
        None
    }

    /// Looks whether all instances are there that a request may have removed, and creates others in the place of those that are gone.
    pub(super) async fn find_all_lost(&mut self, budget: &mut Budget) {
        for index in self.resources.order() {
            self.find_lost_instance(budget, index, |_, _| true).await;
        }
    }

    /// The same for the instance of one resource, if `is_meant` is true of its path and its id.
    async fn find_lost_instance(
        &mut self,
        budget: &mut Budget,
        index: usize,
        is_meant: impl Fn(&str, &Value) -> bool,
    ) -> Option<Moved> {
        let first = self.first[index].clone()?;
        let from = path_of(self.resource(index), &first);
        let is_gone = is_meant(&from, &first.id())
            && self.changes.may_have_removed(index, &from)
            && self.is_gone(budget, index, &first).await;
        if is_gone { Some(self.replace_lost(budget, &first, from).await) } else { None }
    }

    /// Whether GET of an instance says that it does not exist.
    async fn is_gone(&self, budget: &mut Budget, index: usize, instance: &Instance) -> bool {
        let Some(read) = self.case_on(index, Step::Read, instance) else { return false };
        matches!(status_of(&self.send(budget, &read).await), 404 | 410)
    }

    /// Drops the other instances of a resource that are gone.
    async fn drop_lost(&mut self, budget: &mut Budget, index: usize) {
        for other in std::mem::take(&mut self.others) {
            if other.resource != index || !self.is_gone(budget, index, &other).await {
                self.others.push(other);
            }
        }
    }

    async fn replace_lost(&mut self, budget: &mut Budget, lost: &Instance, from: String) -> Moved {
        let index = lost.resource;
        self.first[index] = None;
        self.drop_lost(budget, index).await;
        let other = self.create_other(budget, index, &|_, _| true).await;
        let to = other.as_ref().map(|other| path_of(self.resource(index), other));
        let ids = (lost.id(), other.as_ref().map(Instance::id).unwrap_or_default());
        let moved = Moved { from, to, resource: index, ids };
        match other {
            Some(other) => {
                self.first[index] = Some(Instance { is_used: true, ..other });
                self.use_ids(index);
            }
            None => self.stopped[index] = Some(LOST),
        }
        self.changes.lost.extend(moved.to.is_none().then(|| moved.clone()));
        // Resources below the old one are gone too.
        for below in 0..self.first.len() {
            let Some(first) = &self.first[below] else { continue };
            let path = path_of(self.resource(below), first);
            if is_below(&path, &moved.from) {
                let ids = (first.id(), Value::Null);
                (self.first[below], self.stopped[below]) = (None, Some(LOST));
                let from = moved.path(&path);
                self.changes.lost.extend(from.map(|from| Moved { from, to: None, resource: below, ids }));
            }
        }
        moved
    }
}
