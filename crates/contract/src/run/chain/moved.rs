//! Instances that have another path than before: the server gave one another id, because a change gave it another title, or the run created
//! another one in the place of one that is gone.

use model::Api;
use model::api::Location;
use serde_json::Value;

use super::instance::{Instance, path_of, put};
use super::lost::{is_below, rest};
use super::{Chains, Reply, is_success, status_of};
use crate::chain::{IdSource, Resource, Resources, Step, id_of, is_equal};
use crate::derive::Case;
use crate::encode::text;
use crate::known::ELEMENT;
use crate::request::Request;
use crate::run::send::send;
use crate::schemas::Schemas;
use crate::transport::Transport;
use crate::violation::Severity;

/// An instance that is no longer at its path.
#[derive(Clone, Debug)]
pub(in crate::run) struct Moved {
    /// Its path.
    pub from: String,
    /// Its path now, or that of the instance in its place; `None` if none could be created.
    pub to: Option<String>,
    /// The index of its resource.
    pub resource: usize,
    /// Its id, and the one at `to`.
    pub ids: (Value, Value),
}

impl Moved {
    /// A path with the new instance in place of the old one. `None` if it is not about the old one.
    pub(in crate::run) fn path(&self, path: &str) -> Option<String> {
        Some(format!("{}{}", self.to.as_ref()?.trim_end_matches('/'), rest(path, &self.from)?))
    }

    /// A request of an operation with the new instance in place of the old one, in the path, the query and the body. `None` if it does not name
    /// the old one.
    pub(in crate::run) fn request(
        &self,
        api: &Api,
        resources: &Resources,
        operation: Option<usize>,
        request: &Request,
    ) -> Option<Request> {
        let mut other = request.clone();
        let path = self.path(&request.path);
        let mut is_other = path.is_some();
        other.path = path.unwrap_or(other.path);
        let names = operation.map(|operation| Names { api, resources, operation, resource: self.resource });
        is_other |= names.is_some_and(|names| names.replace(&mut other, &self.ids.0, &self.ids.1));
        is_other.then_some(other)
    }
}

/// The places of an operation's request that name a resource.
pub(super) struct Names<'r> {
    pub api: &'r Api,
    pub resources: &'r Resources,
    /// The index of the operation.
    pub operation: usize,
    /// The index of the resource.
    pub resource: usize,
}

impl Names<'_> {
    /// Replaces an id in the query and the body. Returns whether it was there.
    fn replace(&self, request: &mut Request, old: &Value, new: &Value) -> bool {
        let (references, own) = (&self.resources.references, (self.operation, self.resource));
        let mut is_there = false;
        let parameters = references.parameters.iter().filter(|(operation, _, index)| (*operation, *index) == own);
        for (_, at, _) in parameters {
            let parameter = &self.api.operations[self.operation].parameters[*at];
            let in_query = parameter.location == Location::Query;
            for (_, value) in request.query.iter_mut().filter(|(name, _)| in_query && *name == parameter.wire) {
                if *value == text(old) {
                    *value = text(new);
                    is_there = true;
                }
            }
        }
        let around = self.resources.wrappers.request(self.operation).0;
        let properties = references.properties.iter().filter(|(operation, _, index)| (*operation, *index) == own);
        let properties =
            properties.map(|(_, name, _)| around.into_iter().map(str::to_owned).chain([name.clone()]).collect());
        let places = references.places.iter().filter(|place| (place.operation, place.resource) == own);
        let all: Vec<Vec<String>> = properties.chain(places.map(|place| place.path.clone())).collect();
        if let Some(mut body) = serde_json::from_slice(&request.body).ok().filter(|_: &Value| !all.is_empty()) {
            let count = all.iter().filter(|path| replace_at(&mut body, path, (old, new))).count();
            if count > 0 {
                request.body = body.to_string().into_bytes();
                is_there = true;
            }
        }
        is_there
    }

    /// Whether a request names an id in its query or body.
    pub(super) fn has(&self, request: &Request, id: &Value) -> bool {
        self.replace(&mut request.clone(), id, &Value::Null)
    }
}

/// Replaces a value at a place, or as an element of a list there. Returns whether it was there.
fn replace_at(part: &mut Value, place: &[String], (old, new): (&Value, &Value)) -> bool {
    match (place, part) {
        ([step, rest @ ..], Value::Array(elements)) if step == ELEMENT => {
            elements.iter_mut().filter_map(|element| replace_at(element, rest, (old, new)).then_some(())).count() > 0
        }
        ([step, rest @ ..], part) => part.get_mut(step).is_some_and(|part| replace_at(part, rest, (old, new))),
        ([], Value::Array(elements)) => {
            elements.iter_mut().filter_map(|element| replace_at(element, &[], (old, new)).then_some(())).count() > 0
        }
        ([], part) => {
            let is_it = part == old;
            if is_it {
                part.clone_from(new);
            }
            is_it
        }
    }
}

impl<T: Transport> Chains<'_, T> {
    /// A request of an operation with the instance in the place of one that moved. `None` if it does not name that one.
    pub(in crate::run) fn redirected(
        &self,
        moved: &Moved,
        operation: Option<usize>,
        request: &Request,
    ) -> Option<Request> {
        moved.request(self.api, self.resources, operation, request)
    }

    /// Where the response to a change says that the resource is now: it has another id than the path of the request, and the request did not
    /// ask for it.
    fn moved_by(&self, case: &Case, reply: &Reply) -> Option<Moved> {
        let Reply::Response(received) = reply else { return None };
        let operation = case.operation.filter(|_| is_success(reply))?;
        let mut all = self.resources.all.iter();
        let is_it = |resource: &Resource| resource.is_changed_by(operation) || resource.actions.contains(&operation);
        let index = all.position(is_it)?;
        let (resource, pointer) = (self.resource(index), self.id_pointer(index));
        let shown = pointer.as_ref().and_then(|pointer| self.resource_of(case, reply).pointer(pointer).cloned());
        let new = shown.or_else(|| id_of(&IdSource::Location, &received.headers, &Value::Null))?;
        let is_action = resource.actions.contains(&operation);
        let mut instance = put(resource, index, &case.request);
        let from = path_of(resource, &instance);
        let of_run = self.first[index].iter().chain(&self.others);
        let old = of_run.into_iter().find(|known| path_of(resource, known) == from).map(Instance::id);
        let old = old.unwrap_or_else(|| instance.id());
        let is_asked_for =
            !is_action && pointer.is_some_and(|pointer| self.sent_of(case).pointer(&pointer) == Some(&new));
        let is_same = text(&old).to_lowercase() == text(&new).to_lowercase();
        // A server that shows an id which the values of the request do not explain is wrong, and it may be that of another resource.
        let sent = self.sent_of(case);
        let is_sent = || sent.as_object().is_some_and(|sent| sent.values().any(|value| *value == new));
        // An action may return another resource that the request names, such as the branch that it merges into.
        let is_free = |id: &str| !is_action || self.is_made_up(operation, id);
        let is_explained = new.as_str().is_some_and(|id| (is_derived(id, &sent) || is_sent()) && is_free(id));
        if is_asked_for || is_same || !is_explained {
            return None;
        }
        instance.parameters.last_mut()?.1 = new.clone();
        let to = path_of(resource, &instance);
        Some(Moved { from, to: Some(to), resource: index, ids: (old, new) })
    }

    /// Follows an instance to the path that the response to a change says, if it is there and no longer at its old one.
    pub(super) async fn follow(&mut self, case: &Case, reply: &Reply) {
        let Some(moved) = self.moved_by(case, reply) else { return };
        let (Some(to), Some(pointer)) = (moved.to.clone(), self.id_pointer(moved.resource)) else { return };
        let new = &moved.ids.1;
        if self.id_at(&moved, &to, &pointer).await.is_none_or(|id| !is_equal(&id, new)) {
            return;
        }
        // The response may be about a resource of others. That of the run is no longer at its path.
        if !self.is_gone_from(&moved).await {
            return;
        }
        let resources = self.resources;
        let depth = put(self.resource(moved.resource), moved.resource, &case.request).parameters.len();
        for instance in self.first.iter_mut().flatten().chain(&mut self.others) {
            let path = path_of(&resources.all[instance.resource], instance);
            let is_it = path == moved.from || is_below(&path, &moved.from);
            let id = depth.checked_sub(1).and_then(|at| instance.parameters.get_mut(at)).filter(|_| is_it);
            id.into_iter().for_each(|(_, id)| id.clone_from(new));
        }
        self.use_ids(moved.resource);
        self.moves.push(moved);
    }

    /// Whether GET of the old path says that no resource is there, or that it is elsewhere.
    async fn is_gone_from(&self, moved: &Moved) -> bool {
        let Some(mut read) = self.case(moved.resource, Step::Read) else { return false };
        moved.from.clone_into(&mut read.request.path);
        let reply = send(self.transport, self.options, &read.request).await;
        matches!(status_of(&reply), 301 | 302 | 303 | 307 | 308 | 404 | 410)
    }

    /// The id of the resource at a path, if it is there.
    async fn id_at(&self, moved: &Moved, path: &str, pointer: &str) -> Option<Value> {
        let mut read = self.case(moved.resource, Step::Read)?;
        path.clone_into(&mut read.request.path);
        let reply = send(self.transport, self.options, &read.request).await;
        self.resource_of(&read, &reply).pointer(pointer).cloned()
    }

    /// The instances that moved since the last call.
    pub(in crate::run) fn take_moves(&mut self) -> Vec<Moved> {
        std::mem::take(&mut self.moves)
    }
}

/// How severe it is that a change gives a resource another id: a failure for an id that nobody derives from other values, or that the document
/// says is fixed.
pub(super) fn severity_of_move(
    schemas: &Schemas,
    (schema, description): (Option<&Value>, &str),
    id: &Value,
    sent: &Value,
) -> Severity {
    let keyword = |key: &str| schema.and_then(|of| schemas.keyword(of, key));
    let Some(id) = id.as_str().filter(|id| id.chars().any(char::is_alphabetic)) else { return Severity::Must };
    let description = description.to_lowercase();
    let is_said = FIXED.iter().any(|said| description.contains(said));
    let is_unexplained = !is_derived(id, sent);
    let is_random = keyword("format").and_then(Value::as_str) == Some("uuid");
    if is_said || is_unexplained || is_random { Severity::Must } else { Severity::Should }
}

/// Texts that say that an id stays the same.
const FIXED: [&str; 6] =
    ["immutable", "never change", "does not change", "cannot be changed", "cannot change", "permanent"];

/// Whether an id has the letters of a text that was sent.
fn is_derived(id: &str, sent: &Value) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).flat_map(char::to_lowercase).collect()
    };
    let id = letters(id);
    let mut texts = sent.as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str().map(letters));
    texts.any(|text| text.len() > 2 && (id.contains(&text) || text.contains(&id)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::replace_at;

    #[test]
    fn ids_are_replaced_at_their_places() {
        let place = |text: &str| -> Vec<String> { text.split('/').map(str::to_owned).collect() };
        let (old, new) = (json!(7), json!(8));
        let mut body = json!({ "count": 7, "book": 7, "books": [6, 7], "lines": [{ "book": 7 }, { "book": 9 }] });
        for path in ["book", "books", "lines/[]/book"] {
            assert!(replace_at(&mut body, &place(path), (&old, &new)), "{path}");
            assert!(!replace_at(&mut body, &place(path), (&old, &new)), "{path}");
        }
        assert_eq!(body, json!({ "count": 7, "book": 8, "books": [6, 8], "lines": [{ "book": 8 }, { "book": 9 }] }));
    }
}
