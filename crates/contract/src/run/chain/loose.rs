//! Resources that requests create apart from those of chains: a copy, as by POST `/books/{bookId}/duplicate`, and a resource that a response of 201 names.
//! It is deleted right after the request, if GET shows that it is new.

use http::StatusCode;
use model::api::path::{matches, without_slash};
use model::api::{Operation, Segment};
use serde_json::{Map, Value};

use super::bulk::id_of;
use super::finish::NotDeleted;
use super::instance::{Instance, path_of};
use super::lost::rest;
use super::read::resolved;
use super::{Chains, Reply, body_of, is_success, status_of};
use crate::chain::is_equal;
use crate::derive::Case;
use crate::encode::{encode, text};
use crate::run::budget::Budget;
use crate::run::send::send;
use crate::transport::Transport;

/// Verbs of requests that copy the resource of their path.
const COPYING: [&str; 5] = ["clone", "copy", "duplicate", "fork", "replicate"];

/// The least length of a text that a resource of others has by chance only rarely, in characters.
const MIN_LENGTH: usize = 4;

/// A resource that a request created, and no chain is about.
struct Loose {
    /// Its path, or else that of the request and its id.
    path: String,
    /// Whether the request copied another one.
    is_copy: bool,
}

impl<T: Transport> Chains<'_, T> {
    /// Deletes what a request of any case created apart from the resources of chains, and notes what stays on the server.
    pub(super) async fn delete_loose(&mut self, budget: &mut Budget, case: &Case, reply: &Reply) {
        let (Some(operation), Some(loose)) = (case.operation, self.loose(case, reply)) else { return };
        if let Err(reason) = self.delete_it(budget, case, reply, &loose).await {
            self.leave_at(loose.path, operation, reason);
        }
    }

    fn loose(&self, case: &Case, reply: &Reply) -> Option<Loose> {
        let (Reply::Response(received), operation) = (reply, case.operation?) else { return None };
        let is_of_chain = self.resources.all.iter().any(|resource| resource.create == operation);
        if case.request.method != "POST" || is_of_chain || !is_success(reply) {
            return None;
        }
        let body = body_of(reply);
        if let Some((above, id, parameter)) = copied(&self.api.operations[operation], &case.request.path) {
            // 202 has the id of a job.
            let is_shown = matches!(received.status, StatusCode::CREATED | StatusCode::OK);
            let new = id_of(&body, &parameter).map(|new| encode(&text(&new))).filter(|new| is_shown && new != id)?;
            let end = if case.request.path.ends_with('/') { "/" } else { "" };
            return Some(Loose { path: format!("{above}/{new}{end}"), is_copy: true });
        }
        if received.status != StatusCode::CREATED || self.creates_several(operation, case, reply) {
            return None;
        }
        let location = received.headers.get("location").and_then(|value| value.to_str().ok());
        let location = location.and_then(|to| resolved(to, &case.request.path, self.transport.base_path()));
        let location = location.map(|path| path.split('?').next().unwrap_or_default().to_owned());
        let path = location.or_else(|| self.new_path(operation, &case.request.path, &body));
        // Frameworks such as NestJS have 201 for all responses to POST: without an id, a login or a search may have created nothing.
        let id = || id_of(&body, "id").map(|id| encode(&text(&id)));
        let path = path.or_else(|| Some(format!("{}/{}", case.request.path.trim_end_matches('/'), id()?)))?;
        // The response to an action may name the resource of its path, or another one of the run.
        let known = self.first.iter().flatten().chain(&self.others);
        let mut known = known.map(|known| path_of(self.resource(known.resource), known));
        let is_known = known.any(|known| known.trim_end_matches('/') == path.trim_end_matches('/'));
        let is_above = rest(&case.request.path, &path).is_some_and(|rest| !rest.trim_end_matches('/').is_empty());
        (!is_known && !is_above).then_some(Loose { path, is_copy: false })
    }

    async fn delete_it(
        &mut self,
        budget: &mut Budget,
        case: &Case,
        reply: &Reply,
        loose: &Loose,
    ) -> Result<(), NotDeleted> {
        let delete = self.at("DELETE", &loose.path).ok_or(NotDeleted::NoOperation)?;
        // A server that overlooks a credential acts on a request although no such request is allowed.
        if self.options.max_accepted == Some(0) {
            return Err(NotDeleted::NotReached);
        }
        // The server may return a copy that it had.
        if status_of(reply) != 201 {
            return Err(NotDeleted::NotOurs);
        }
        if !self.is_new(case, reply, loose).await {
            return Err(NotDeleted::Unsure);
        }
        let reply = self.send_delete(budget, (delete, loose.path.clone()), &[]).await;
        NotDeleted::check(&reply.ok_or(NotDeleted::NoRequest)?)
    }

    /// Whether GET shows that the request created the resource at the path: it has the values of the response and a text that the runner made up
    /// for the request, or for the resource that the request copied. A `Location` may name a resource that was there before.
    async fn is_new(&self, case: &Case, reply: &Reply, loose: &Loose) -> bool {
        let Some(got) = self.shown_at(&loose.path).await else { return false };
        let (shown, operation) = (body_of(reply), case.operation.unwrap_or_default());
        let sent = match loose.is_copy {
            true => self.source_of(case).map(|source| source.sent.clone()).unwrap_or_default(),
            false => serde_json::from_slice(&case.request.body).unwrap_or_default(),
        };
        let sent: Vec<&str> = sent.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_str()).collect();
        let created =
            if loose.is_copy { self.source_of(case).map(|source| self.resource(source.resource).create) } else { None };
        let is_made_up =
            |text: &&str| text.chars().count() >= MIN_LENGTH && self.is_made_up(created.unwrap_or(operation), text);
        let made_up: Vec<&str> = sent.into_iter().filter(is_made_up).collect();
        let Some(own) = with_id(&got) else { return false };
        // The title of a copy may have more words.
        let is_there =
            |text: &&str| own.values().any(|value| value.as_str().is_some_and(|value| value.contains(*text)));
        made_up.iter().any(is_there) && with_id(&shown).is_none_or(|shown| agrees(shown, own))
    }

    /// The instance of the run whose path, without the verb, a request has.
    fn source_of(&self, case: &Case) -> Option<&Instance> {
        let (item, _) = case.request.path.trim_end_matches('/').rsplit_once('/')?;
        let mut known = self.first.iter().flatten().chain(&self.others);
        known.find(|known| known.is_ours && path_of(self.resource(known.resource), known).trim_end_matches('/') == item)
    }

    /// Returns the body of a GET of a path. `None` if it is no success, or no operation reads it.
    async fn shown_at(&self, path: &str) -> Option<Value> {
        let reply = self.read_at(path).await?;
        is_success(&reply).then(|| body_of(&reply))
    }

    async fn read_at(&self, path: &str) -> Option<Reply> {
        let mut request = self.maker().request(self.at("GET", path)?, &[], None)?;
        path.clone_into(&mut request.path);
        Some(send(self.transport, self.options, &request).await)
    }

    /// The operation with a method on the path of one resource.
    fn at(&self, method: &str, path: &str) -> Option<usize> {
        let is_it = |of: &Operation| {
            let is_one = !matches!(without_slash(&of.path).last(), Some(Segment::Literal(_)));
            of.method == method && of.is_served && of.fixed_query.is_empty() && is_one && matches(&of.path, path)
        };
        self.api.operations.iter().position(is_it)
    }

    /// Takes the resources from the list of what is left that the server removed together with others: those whose GET is 404 or 410 and, if
    /// nothing reads them, those below a resource that the run deleted.
    pub(super) async fn drop_gone(&mut self) {
        for left in std::mem::take(&mut self.left_behind) {
            let is_gone = match self.read_at(&left.path).await {
                Some(reply) => matches!(status_of(&reply), 404 | 410),
                None => self.changes.has_deleted_above(&left.path),
            };
            self.left_behind.extend((!is_gone).then_some(left));
        }
    }
}

/// The path of the collection, the id and the name of the parameter of the resource that a request copies, by the verb at the end of its path.
fn copied<'p>(operation: &Operation, path: &'p str) -> Option<(&'p str, &'p str, String)> {
    let [.., Segment::Parameter(parameter), Segment::Literal(verb)] = without_slash(&operation.path) else {
        return None;
    };
    let (item, _) = path.trim_end_matches('/').rsplit_once('/')?;
    let (above, id) = item.rsplit_once('/')?;
    COPYING.contains(&verb.to_lowercase().as_str()).then(|| (above, id, parameter.clone()))
}

/// The object with an id in a body: the body, or its only property that is one.
fn with_id(body: &Value) -> Option<&Map<String, Value>> {
    let object = body.as_object()?;
    if object.contains_key("id") {
        return Some(object);
    }
    let mut inner = object.values().filter_map(Value::as_object).filter(|inner| inner.contains_key("id"));
    let only = inner.next().filter(|_| inner.next().is_none());
    // An id may have another name.
    only.or(Some(object)).filter(|object| !object.is_empty())
}

/// Whether no text, number or boolean of two objects differs.
fn agrees(one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let scalars = one.iter().filter(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
    scalars.filter_map(|(name, value)| Some((value, other.get(name)?))).all(|(one, other)| is_equal(one, other))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{agrees, with_id};

    #[test]
    fn only_a_resource_with_all_values_of_the_response_is_the_new_one() {
        let is_it = |shown: Value, got: Value| {
            with_id(&shown).zip(with_id(&got)).is_some_and(|(shown, got)| agrees(shown, got))
        };
        let new = json!({ "id": 7, "title": "A", "tags": ["a"] });
        assert!(is_it(new.clone(), json!({ "id": 7, "title": "A", "tags": [], "pages": 9 })));
        assert!(is_it(json!({ "data": new.clone() }), json!({ "data": new.clone() })));
        assert!(is_it(json!({ "slug": "a", "title": "A" }), json!({ "slug": "a", "title": "A" })));
        assert!(!is_it(new.clone(), json!({ "id": 7, "title": "B" })));
        assert!(!is_it(json!({}), json!({})));
    }
}
