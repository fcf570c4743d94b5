//! Resources that are there once, such as `/settings`, and that requests may change: a run preserves what they have.

use model::Api;
use model::api::{Operation, Parameter, Status};
use serde_json::{Map, Value};

use super::counted::is_counted;
use super::infer::on;
use super::is_equal;
use super::list::success_schema;
use super::singleton::{hidden, is_masked, reads_one, settable, shows_all};
use crate::derive::is_safe;
use crate::known::Known;
use crate::schemas::Schemas;

/// A resource that is there once, with what may change it. Operations are indexes into [`Api::operations`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreservedResource {
    /// GET.
    pub read: usize,
    /// PUT of a JSON object.
    pub replace: Option<usize>,
    /// PATCH of a JSON object.
    pub change: Option<usize>,
    /// DELETE.
    pub delete: Option<usize>,
}

/// The resources that are there once, and that PUT, PATCH or DELETE change. The parameters of their paths are those that the user gives, which
/// `known` has, or that the document has an example of. Resources below those that the run creates are deleted at its end anyway.
pub(crate) fn preserved_resources(api: &Api, schemas: &Schemas, known: &Known) -> Vec<PreservedResource> {
    let of_read = |(read, operation): (usize, &Operation)| {
        let is_given = |at: usize| is_given(schemas, known, &operation.parameters[at]);
        if !reads_one(api, operation, &is_given) {
            return None;
        }
        let of_path = |method: &str| on(api, &operation.path, method);
        let (put, patch, delete) = (of_path("PUT"), of_path("PATCH"), of_path("DELETE"));
        put.or(patch).or(delete)?;
        let with_body = |operation: &usize| api.operations[*operation].json_body().is_some();
        Some(PreservedResource { read, replace: put.filter(with_body), change: patch.filter(with_body), delete })
    };
    api.operations.iter().enumerate().filter_map(of_read).collect()
}

/// Whether the user gives the value of a parameter, or the document has an example of it.
pub(super) fn is_given(schemas: &Schemas, known: &Known, parameter: &Parameter) -> bool {
    let has_example = || parameter.has_example || schemas.keyword(&parameter.schema, "examples").is_some();
    known.named(&parameter.wire).is_some() || has_example()
}

impl PreservedResource {
    /// Whether a resource has the values that it had `before`, of those that its requests can set. Versions are not compared. Without a
    /// property that a request can set, all are.
    pub(crate) fn is_as_before(&self, api: &Api, schemas: &Schemas, before: &Value, now: &Value) -> bool {
        let names = self.settable_names(api, schemas);
        let value = |of: &Value, name: &str| of.get(name).cloned().unwrap_or_default();
        let (Some(old), false) = (before.as_object(), names.is_empty()) else { return is_equal(before, now) };
        let Some(new) = now.as_object() else { return false };
        // A server may store a property that the document does not list.
        let shown =
            success_schema(&api.operations[self.read]).map(|shown| schemas.properties(shown)).unwrap_or_default();
        let is_listed = |name: &str| shown.iter().any(|(known, _)| *known == name);
        let is_own = |name: &String| old.contains_key(name) || is_listed(name);
        new.keys().all(is_own) && names.iter().all(|name| is_equal(&value(before, name), &value(now, name)))
    }

    fn settable_names<'s>(&self, api: &'s Api, schemas: &'s Schemas) -> Vec<&'s str> {
        let of = |operation: Option<usize>| operation.map(|operation| settable(api, schemas, self.read, operation));
        let both = [of(self.replace), of(self.change)].into_iter().flatten().flatten();
        both.map(|(name, _)| name).filter(|name| !is_counted(name)).collect()
    }

    /// The body of PATCH that sets the values from before: of properties that are others now, and of those that it requires. It has none that is
    /// masked, or that the schema does not accept. `None` if such a one is required.
    pub(crate) fn changing(
        &self,
        api: &Api,
        schemas: &Schemas,
        before: &Value,
        now: &Value,
    ) -> Option<Map<String, Value>> {
        let change = self.change?;
        let content = api.operations[change].json_body()?;
        let before = before.as_object()?;
        let mut body = Map::new();
        for (name, of) in settable(api, schemas, self.read, change) {
            let is_required = schemas.is_required(&content.schema, name);
            let (old, new) = (before.get(name), now.get(name));
            let is_other = !is_equal(old.unwrap_or(&Value::Null), new.unwrap_or(&Value::Null));
            if !is_required && (!is_other || is_counted(name)) {
                continue;
            }
            // A property that was absent is absent again, or `null`, which most servers take for the same.
            let value = old.cloned().unwrap_or_default();
            match (is_masked(name, &value) || !schemas.accepts(of, &value), is_required) {
                (true, true) => return None,
                (true, false) => continue,
                (false, _) => {}
            }
            body.insert(name.to_owned(), value);
        }
        (!body.is_empty() && schemas.accepts(&content.schema, &body.clone().into())).then_some(body)
    }

    /// The name of a property that requests set and GET does not show, or masks.
    pub(crate) fn hidden<'s>(&self, api: &'s Api, schemas: &'s Schemas, before: &Value) -> Option<&'s str> {
        let of = |operation: Option<usize>| hidden(api, schemas, (self.read, operation?), before);
        of(self.replace).or_else(|| of(self.change))
    }

    /// Whether PUT creates the resource where it is not there: it documents 201 (RFC 9110 section 9.3.4).
    pub(crate) fn is_created_by_put(&self, api: &Api) -> bool {
        let responses = self.replace.map(|replace| &api.operations[replace].responses);
        responses.is_some_and(|responses| responses.iter().any(|response| response.status == Status::Code(201)))
    }

    /// Whether PATCH can set values from before: none that it requires is masked.
    pub(crate) fn can_change(&self, api: &Api, schemas: &Schemas, before: &Value) -> bool {
        let Some((change, content)) = self.change.and_then(|of| Some((of, api.operations[of].json_body()?))) else {
            return false;
        };
        let all = settable(api, schemas, self.read, change).into_iter();
        let mut required = all.filter(|(name, _)| schemas.is_required(&content.schema, name));
        required.all(|(name, _)| before.get(name).is_some_and(|value| !is_masked(name, value)))
    }

    /// The body of PUT that sets the values from before. `None` if GET does not show each property, or masks one.
    pub(crate) fn replacing(&self, api: &Api, schemas: &Schemas, before: &Value) -> Option<Map<String, Value>> {
        let replace = self.replace.filter(|replace| shows_all(api, schemas, (self.read, *replace), before))?;
        super::representation(api, schemas, (self.read, replace), before)
    }
}

/// A body with the versions of today, which a server compares with its own.
pub(crate) fn put_versions(mut body: Map<String, Value>, before: &Value, now: &Value) -> Option<Map<String, Value>> {
    let mut is_other = false;
    for (name, value) in now.as_object()?.iter().filter(|(name, _)| is_counted(name)) {
        if before.get(name).is_some_and(|before| before != value) {
            body.insert(name.clone(), value.clone());
            is_other = true;
        }
    }
    is_other.then_some(body)
}

/// Whether a request may change a resource: it has an unsafe method, and the path of the resource or one below.
pub(crate) fn may_change(method: &str, path: &str, resource: &str) -> bool {
    let below = path.strip_prefix(resource.trim_end_matches('/'));
    !is_safe(method) && below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}
