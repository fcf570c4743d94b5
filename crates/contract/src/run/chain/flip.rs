//! Sets the booleans of the instance of a chain, so that a change which resets them shows it.

use serde_json::{Map, Value};

use super::instance::path_of;
use super::{Chains, is_success};
use crate::chain::Step;
use crate::request::Request;
use crate::run::budget::Budget;
use crate::run::send::send;
use crate::schemas::Schemas;
use crate::transport::Transport;

impl<T: Transport> Chains<'_, T> {
    /// Sets booleans that are `false` or have their default to the other value, so that a later change which resets them shows it. If the
    /// server does not show the new values, it takes them back: they may hide the resource. Returns the request that takes them back, if it
    /// shows them.
    pub(super) async fn flip(&mut self, budget: &mut Budget, index: usize) -> Option<Request> {
        let reads = self.case(index, Step::ReadAfterPatch).is_some();
        let mut case = self.case(index, Step::Patched).filter(|_| reads && !budget.is_spent())?;
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return None };
        let (Some(schema), wrapper) = (self.request_schema(operation), self.request_wrapper(case.operation)) else {
            return None;
        };
        let flags = reset_flags(self.judge.schemas(), schema, &first.returned);
        let old: Map<String, Value> = flags.iter().map(|(name, old)| ((*name).to_owned(), Value::Bool(*old))).collect();
        let new = flags.iter().map(|(name, old)| ((*name).to_owned(), Value::Bool(!*old))).collect();
        let required = self.judge.schemas().properties(schema).into_iter();
        let mut required = required.filter(|(name, _)| self.judge.schemas().is_required(schema, name));
        // A body with other properties changes them too.
        if flags.is_empty() || required.any(|(name, _)| !old.contains_key(name)) {
            return None;
        }
        let new = Value::Object(new);
        let path = path_of(self.resource(index), &first);
        let request = |body: &Value| {
            let body = wrapper.wrapped(body.clone());
            let mut request = self.maker().request(operation, &first.parameters, Some(&body))?;
            request.path.clone_from(&path);
            Some(request)
        };
        let (Some(set), Some(back)) = (request(&new), request(&Value::Object(old))) else { return None };
        case.request = set;
        let reply = self.send(budget, &case).await;
        let read = self.case_on(index, Step::Read, &first).filter(|_| is_success(&reply))?;
        let after = self.send(budget, &read).await;
        let got = self.resource_of(&read, &after);
        let mut sent = new.as_object().into_iter().flatten();
        if sent.all(|(name, value)| got.get(name) == Some(value)) {
            // Other properties may depend on them.
            self.first[index].as_mut().into_iter().for_each(|first| first.returned = got.clone());
            return Some(back);
        }
        let reply = send(self.transport, self.options, &back).await;
        budget.count_deletion(&reply);
        None
    }

    /// Gives the chain another instance, because the server rejects changes of the first one.
    pub(super) async fn exchange(&mut self, budget: &mut Budget, index: usize) {
        if let Some(other) = self.create_other(budget, index, &|_, _| false).await {
            self.others.extend(self.first[index].replace(other));
            self.use_ids(index);
        }
    }
}

/// Parts of names of booleans that bring a resource into a state in which a server may reject changes.
const FINAL: [&str; 21] = [
    "lock", "archiv", "delet", "clos", "disabl", "suspend", "block", "ban", "freez", "froz", "final", "complet",
    "cancel", "readonly", "publish", "approv", "confirm", "submit", "paid", "seal", "sign",
];

/// Parts of names of booleans that one resource of many has: setting it takes it away from another one, which may be somebody's default
/// address, and not setting it any more gives it to another one.
const EXCLUSIVE: [&str; 5] = ["default", "primary", "main", "current", "prefer"];

/// Whether a boolean brings a resource into a state in which a server may reject changes, by its name.
pub(super) fn is_final(name: &str) -> bool {
    let plain = name.to_lowercase().replace(['_', '-'], "");
    FINAL.iter().any(|part| plain.contains(part))
}

/// The booleans of a resource that a change can set, and that are `false` or have their default, with their values.
fn reset_flags<'s>(schemas: &'s Schemas, schema: &'s Value, current: &Value) -> Vec<(&'s str, bool)> {
    let flag = |(name, of): (&'s str, &'s Value)| {
        let old = current.get(name)?.as_bool()?;
        let plain = name.to_lowercase().replace(['_', '-'], "");
        let is_reset = !old || schemas.keyword(of, "default") == Some(&Value::Bool(old));
        let is_final = is_final(name) && !old;
        // An active plan or address may be the only one.
        let is_exclusive = EXCLUSIVE.iter().any(|part| plain.contains(part)) || (plain.contains("activ") && !old);
        (is_reset && !is_final && !is_exclusive && schemas.accepts(of, &Value::Bool(!old))).then_some((name, old))
    };
    schemas.properties(schema).into_iter().filter_map(flag).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::reset_flags;
    use crate::schemas::Schemas;

    #[test]
    fn flags_that_end_changes_or_that_others_lose_are_not_set() -> Result<(), model::Problems> {
        const EMPTY: &str = "{openapi: 3.1.0, info: {title: Empty, version: '1'}, paths: {}}";
        let (api, _) = model::resolve_tolerant(&model::Source::new("empty.yaml", EMPTY))?;
        let schemas = Schemas::new(&api);
        let is_set = |name: &str, old: bool| {
            let schema = json!({ "properties": { name: { "type": "boolean", "default": old } } });
            let current: Value = json!({ name: old });
            !reset_flags(&schemas, &schema, &current).is_empty()
        };
        for name in ["pinned", "visible", "inStock"] {
            assert!(is_set(name, false) && is_set(name, true), "{name}");
        }
        for name in ["isDefault", "primary", "is_main", "current", "preferred"] {
            assert!(!is_set(name, false) && !is_set(name, true), "{name}");
        }
        for name in
            ["published", "approved", "isConfirmed", "submitted", "paid", "sealed", "signed", "archived", "active"]
        {
            assert!(!is_set(name, false) && is_set(name, true), "{name}");
        }
        Ok(())
    }
}
