//! The first part of chains: creates, reads, lists and changes one instance of each resource.

use serde_json::Value;

use super::Chains;
use super::instance::Instance;
use super::pending::NOT_YET;
use crate::chain::{Step, StepCase};
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;

impl<T: Transport> Chains<'_, T> {
    /// Runs the chains up to the last change. Then other cases can use the ids.
    pub(in crate::run) async fn begin(&mut self, budget: &mut Budget) {
        for index in self.resources.order() {
            let Some(is_demanding) = self.create(budget, index).await else { continue };
            self.use_ids(index);
            self.read(budget, index).await;
            if self.is_pending[index] && self.gives_up(index) {
                continue;
            }
            self.not_modified(budget, index).await;
            self.location(budget, index).await;
            self.listed(budget, index, Step::Listed).await;
            self.created_twice(budget, index).await;
            self.add_spares(budget, index).await;
            self.with_read_only(budget, index).await;
            self.unknown_reference(budget, index).await;
            // Before PUT leaves properties out: a change that resets others shows only where they have values.
            self.stale(budget, index, Step::StalePatch).await;
            self.patch(budget, index, is_demanding).await;
            self.tag_changed(budget, index).await;
            self.stale(budget, index, Step::StaleUpdate).await;
            self.replace(budget, index).await;
            self.update(budget, index, is_demanding).await;
            self.clear(budget, index).await;
            self.tag_changed(budget, index).await;
        }
        self.singletons(budget).await;
        self.find_all_lost(budget).await;
        for index in 0..self.resources.all.len() {
            self.add_spare(budget, index).await;
        }
        for index in 0..self.resources.all.len() {
            self.add_listed(budget, index).await;
        }
        for index in 0..self.resources.all.len() {
            self.elsewhere(budget, index).await;
        }
    }

    /// Whether an operation lists resources that name others.
    pub(in crate::run) fn lists_dependent(&self, operation: usize) -> bool {
        let mut resources = self.resources.all.iter();
        resources.any(|resource| {
            let is_it = resource.list.as_ref().is_some_and(|list| list.operation == operation);
            is_it && self.resources.references.is_dependent(resource.create)
        })
    }

    /// Adds a second instance of a resource that names others, if it has a list: two elements show the order of pages, and a filter.
    /// Instances that other cases create are deleted at once.
    async fn add_listed(&mut self, budget: &mut Budget, index: usize) {
        let resource = self.resource(index);
        let is_listed = resource.list.as_ref().is_some_and(|list| self.lists_dependent(list.operation));
        if !is_listed || self.first[index].is_none() {
            return;
        }
        let create = resource.create;
        let listed = self.listed_properties(create);
        let spares = self.name_others(budget, index).await;
        let other = self.create_other(budget, index, &|name, _| !listed.contains(&name)).await;
        self.others.extend(other);
        for (name, spare) in spares {
            self.known.set_property(create, &name, spare);
        }
    }

    /// Lets the next instance of a resource name new ones, where a second one that names the same may be rejected. Other cases need the
    /// spares. Returns the properties with the ids of the spares.
    async fn name_others(&mut self, budget: &mut Budget, index: usize) -> Vec<(String, Value)> {
        let create = self.resources.all[index].create;
        let properties = self.resources.references.properties.clone();
        let named = properties.into_iter().filter(|(operation, _, named)| *operation == create && *named != index);
        let mut spares = Vec::new();
        for (_, name, named) in named.filter(|(_, _, named)| self.has_spare[*named]).collect::<Vec<_>>() {
            let Some(spare) = self.known.property(create, &name).cloned() else { continue };
            let Some(other) = self.create_other(budget, named, &|_, _| true).await else { continue };
            self.known.set_property(create, &name, other.id());
            self.others.push(Instance { is_used: true, ..other });
            spares.push((name, spare));
        }
        spares
    }

    /// Adds spare instances of the resources that a resource names, so that another one of it can be created.
    async fn add_spares(&mut self, budget: &mut Budget, index: usize) {
        let create = self.resources.all[index].create;
        let named = self.resources.references.properties.iter().filter(|(operation, _, _)| *operation == create);
        for named in named.map(|(_, _, named)| *named).filter(|named| *named != index).collect::<Vec<usize>>() {
            self.add_spare(budget, named).await;
        }
    }

    /// Ends the chain of a resource that the server creates later, if it is not there yet. Returns whether the chain has ended.
    fn gives_up(&mut self, index: usize) -> bool {
        let is_read = |(step, _): &&(StepCase, Option<Outcome>)| step.resource == index && step.step == Step::Read;
        let read = self.cases.iter().find(is_read).and_then(|(_, outcome)| outcome.as_ref());
        match read {
            Some(Outcome::Inconclusive { .. }) => {}
            // The response does not show that it is absent.
            Some(_) => {
                self.is_pending[index] = false;
                return false;
            }
            None => return false,
        }
        self.stopped[index] = Some(NOT_YET);
        self.others.extend(self.first[index].take());
        let resources = self.resources;
        let references = &resources.references;
        for (operation, parameter, _) in references.parameters.iter().filter(|(_, _, resource)| *resource == index) {
            self.known.forget_parameter(*operation, *parameter);
        }
        for (operation, name, _) in references.properties.iter().filter(|(_, _, resource)| *resource == index) {
            self.known.forget_property(*operation, name);
        }
        for place in references.places.iter().filter(|place| place.resource == index) {
            self.known.forget_place(place.operation, &place.path);
        }
        true
    }

    /// Puts the id of the chain's instance into all parameters and properties that hold it.
    pub(super) fn use_ids(&mut self, index: usize) {
        let Some(first) = &self.first[index] else { return };
        for (operation, parameter, resource) in &self.resources.references.parameters {
            if *resource == index {
                self.known.set_parameter(*operation, *parameter, first.id());
            }
        }
        for (operation, name, resource) in &self.resources.references.properties {
            // A resource that names one of its own kind would name itself.
            let is_changed = self.resource(index).is_changed_by(*operation);
            let is_parent = self.resources.references.is_parent(*operation, name);
            if *resource == index && !is_parent && (is_changed || self.resources.all[index].create != *operation) {
                self.known.set_property(*operation, name, first.id());
                if self.resource(index).is_changed_by(*operation) {
                    self.known.set_own(*operation, name);
                }
            }
        }
        for place in &self.resources.references.places {
            // A resource need not accept itself as a part.
            let is_own = self.resource(index).is_changed_by(place.operation);
            if place.resource == index && self.resources.all[index].create != place.operation && !is_own {
                self.known.set_place(place.operation, &place.path, vec![first.id()]);
            }
        }
    }

    /// Whether an operation that creates another resource names this one and may reject a second one with 409, or one of the same kind names
    /// another one: none is its own parent.
    fn needs_spare(&self, index: usize) -> bool {
        let mut holders = self.resources.references.properties.iter().filter(|(_, _, resource)| *resource == index);
        holders.any(|(operation, name, _)| {
            let is_changed = self.resource(index).is_changed_by(*operation);
            let is_create = !is_changed && self.resources.all.iter().any(|resource| resource.create == *operation);
            let responses = &self.api.operations[*operation].responses;
            let may_conflict = responses.iter().any(|response| response.status == model::api::Status::Code(409));
            self.resources.references.is_parent(*operation, name) || (is_create && may_conflict)
        })
    }

    /// Lets the bodies of other cases name another instance than the one that the chain's own resources name.
    async fn add_spare(&mut self, budget: &mut Budget, index: usize) {
        if self.has_spare[index] || self.first[index].is_none() || !self.needs_spare(index) {
            return;
        }
        let is_spare = |instance: &Instance| instance.resource == index && !instance.is_used;
        let at = match self.others.iter().position(is_spare) {
            Some(at) => at,
            None => {
                let Some(other) = self.create_other(budget, index, &|_, _| true).await else { return };
                self.others.push(other);
                self.others.len() - 1
            }
        };
        self.has_spare[index] = true;
        self.others[at].is_used = true;
        let id = self.others[at].id();
        for (operation, name, resource) in &self.resources.references.properties {
            let is_parent = self.resources.references.is_parent(*operation, name);
            if *resource == index && (is_parent || !self.resource(index).is_changed_by(*operation)) {
                self.known.set_property(*operation, name, id.clone());
            }
        }
    }
}
