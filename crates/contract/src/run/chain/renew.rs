//! Other instances of resources that a new one needs, where the server refuses it: the first ones may be archived or closed, because chains set
//! all properties.

use serde_json::{Value, json};

use super::flip::is_final;
use super::instance::{Instance, created};
use super::{Chains, Step, StepCase};
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;

/// Status codes for the state of another resource, and those of servers that call it an invalid value.
const REFUSED: [u16; 7] = [400, 403, 409, 410, 412, 422, 423];

impl<T: Transport> Chains<'_, T> {
    /// After the server has refused to create a resource: gives the resources that it needs other instances, with their required properties
    /// alone. Returns whether there is one.
    pub(super) async fn renew_needed(&mut self, budget: &mut Budget, index: usize) -> bool {
        let is_it = |step: &StepCase| step.resource == index && step.step == Step::Created;
        let created = self.cases.iter().find(|(step, _)| is_it(step)).and_then(|(_, outcome)| outcome.as_ref());
        if !matches!(created, Some(Outcome::Inconclusive { status, .. }) if REFUSED.contains(status)) {
            return false;
        }
        let (create, references) = (self.resource(index).create, &self.resources.references);
        let mut needed: Vec<usize> = references.needed(create).to_vec();
        needed.extend(references.named(create));
        needed.sort_unstable();
        needed.dedup();
        let mut is_any = false;
        for other in needed.into_iter().filter(|other| *other != index) {
            if !self.has_state(other) {
                continue;
            }
            if let Some(plain) = self.create_plain(budget, other).await {
                self.others.extend(self.first[other].replace(plain));
                self.use_ids(other);
                is_any = true;
            }
        }
        is_any
    }

    /// Whether requests set a boolean or a listed value of the first instance of a resource.
    fn has_state(&self, index: usize) -> bool {
        let Some(first) = &self.first[index] else { return false };
        let resource = self.resource(index);
        let operations = [Some(resource.create), resource.replace, resource.change].into_iter().flatten();
        let listed: Vec<&str> = operations.flat_map(|operation| self.listed_properties(operation)).collect();
        let is_set = |(name, value): (&String, &Value)| {
            *value == json!(true) || (listed.contains(&name.as_str()) && !value.is_null())
        };
        first.sent.as_object().into_iter().chain(first.returned.as_object()).flatten().any(is_set)
    }

    /// Creates an instance with its required properties alone, none of which ends changes.
    async fn create_plain(&mut self, budget: &mut Budget, index: usize) -> Option<Instance> {
        let create = self.resource(index).create;
        let mut case = self.case(index, Step::Created).filter(|_| !budget.is_spent())?;
        let how = self.freshness(false);
        let whole = self.maker().body(create, how)?;
        let mut body = self.least(create, whole);
        let wrapper = self.request_wrapper(Some(create));
        let ended = |(name, value): &(&String, &mut Value)| **value == json!(true) && is_final(name);
        let properties = wrapper.object(&mut body).into_iter().flatten();
        properties.filter(ended).for_each(|(_, value)| *value = json!(false));
        case.request = self.creation(index, Some(&body)).await?;
        let reply = self.send(budget, &case).await;
        self.note_error(&case, &reply);
        let instance = created(self.resources, index, &case.request, &reply)?;
        Some(Instance { is_ours: true, is_used: true, ..instance })
    }
}
