//! Preserves resources that are there once, such as `/settings`: the value of each is read before the first request that may change it, and set
//! again at the end of the run.

use http::StatusCode;
use serde_json::{Map, Value};

use super::Options;
use super::budget::Budget;
use super::chain::status_of;
use super::send::{Reply, send};
use super::session::Session;
use crate::chain::{Maker, PreservedResource, may_change, preserved_resources, put_versions};
use crate::outcome::{Effect, LeftBehind};
use crate::request::Request;
use crate::transport::{HttpResponse, SendError, Transport};

/// A resource that is there once, and what the run did to it.
#[derive(Clone, Debug)]
pub(super) struct Preserved {
    of: PreservedResource,
    read: Request,
    /// Its value before the first request that may have changed it.
    before: Before,
    /// The methods and paths of requests that the server may have acted on.
    changes: Vec<(String, String)>,
    /// Whether a request creates it where it is not there.
    can_return: bool,
}

/// The result of the first GET.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Before {
    /// It was not sent yet.
    Unread,
    /// The JSON body of a success.
    Was(Value),
    /// 404 or 410.
    Absent,
    /// Another response, or none.
    Unknown,
}

impl Before {
    fn of(reply: &Reply) -> Self {
        let Reply::Response(received) = reply else { return Before::Unknown };
        match received.status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Before::Absent,
            status if status.is_success() => {
                serde_json::from_slice(&received.body).map_or(Before::Unknown, Before::Was)
            }
            _ => Before::Unknown,
        }
    }
}

impl Preserved {
    /// The request that reads the resource, if one that is sent next may change it and none has read it.
    pub(super) fn unread(&self, next: &Request) -> Option<&Request> {
        (self.before == Before::Unread && self.is_changed_by(next)).then_some(&self.read)
    }

    /// Notes the result of the request that reads it.
    pub(super) fn note_before(&mut self, reply: &Reply) {
        self.before = Before::of(reply);
    }

    /// Notes the result of any request.
    pub(super) fn note(&mut self, request: &Request, result: &Result<HttpResponse, SendError>) {
        let is_rejected = matches!(result, Ok(received) if received.status.is_client_error());
        // Without a value that a request sets, nothing tells whether one to a path below has changed the resource.
        let is_compared = self.of.replace.or(self.of.change).is_some() || request.path == self.read.path;
        if is_compared && self.is_changed_by(request) && !is_rejected {
            self.changes.push((request.method.clone(), request.path.clone()));
        }
    }

    fn is_changed_by(&self, request: &Request) -> bool {
        may_change(&request.method, &request.path, &self.read.path)
    }

    /// Whether a request deletes the resource, and no request creates it again.
    pub(super) fn is_lost_by(&self, request: &Request) -> bool {
        request.method == "DELETE" && request.path == self.read.path && !self.can_return
    }
}

/// The resources that are there once, and that operations of the document change.
pub(super) fn preserved(maker: &Maker<'_>) -> Vec<Preserved> {
    let all = preserved_resources(maker.api, maker.schemas, maker.known).into_iter();
    let with_request = all.filter_map(|of| {
        let read = maker.request(of.read, &[], None)?;
        let can_return = of.is_created_by_put(maker.api);
        Some(Preserved { of, read, before: Before::Unread, changes: Vec::new(), can_return })
    });
    with_request.collect()
}

/// Sets the values from the beginning where requests of the run may have changed them, and returns the resources that have others.
/// `may_act` is whether requests with an unsafe method may be sent, and `has_instances` whether to restore those that the run's instances are a
/// part of, such as `/cart` with `/cart/items`, or the others.
pub(super) async fn restore<T: Transport>(
    maker: &Maker<'_>,
    (session, options): (&Session<'_, T>, &Options),
    budget: &mut Budget,
    (may_act, has_instances): (bool, bool),
) -> Vec<LeftBehind> {
    let api = maker.api;
    let holds_instances = |preserved: &Preserved| {
        let path = &api.operations[preserved.of.read].path;
        maker.resources.all.iter().any(|resource| api.operations[resource.create].path.starts_with(path))
    };
    let mut left = Vec::new();
    for preserved in session.preserved().into_iter().filter(|one| holds_instances(one) == has_instances) {
        let mut restoring = Restoring { maker, session, options, budget: &mut *budget, preserved: &preserved };
        if let Some((method, path)) = preserved.changes.last()
            && let Err(reason) = restoring.restore(may_act).await
        {
            let is_it = |operation: &&model::api::Operation| {
                operation.method == *method
                    && (operation.path == maker.api.operations[preserved.of.read].path || *path != preserved.read.path)
            };
            let operation =
                maker.api.operations.iter().find(is_it).map_or(method.as_str(), |operation| operation.id.as_str());
            let effect = if preserved.before == Before::Absent { Effect::Created } else { Effect::Changed };
            left.push(LeftBehind {
                path: preserved.read.path.clone(),
                operation: operation.to_owned(),
                reason: reason.to_string(),
                effect,
            });
        }
    }
    left
}

/// Why a resource does not have the values from the beginning, or may not have them.
#[derive(Debug, thiserror::Error)]
enum NotRestored {
    #[error("GET did not return it at the beginning")]
    Unread,
    #[error("it does not have the values from the beginning")]
    Different,
    #[error("it is not there any more")]
    Absent,
    #[error("GET does not return it any more")]
    Unreadable,
    #[error("GET does not show `{property}`, which may have another value")]
    Hidden { property: String },
    #[error("it was not there at the beginning")]
    Created,
    #[error("it was not there at the beginning, and was not deleted")]
    NotDeleted,
}

/// The requests that restore one resource.
struct Restoring<'r, 'a, T> {
    maker: &'r Maker<'r>,
    session: &'r Session<'a, T>,
    options: &'r Options,
    budget: &'r mut Budget,
    preserved: &'r Preserved,
}

impl<T: Transport> Restoring<'_, '_, T> {
    /// Restores the resource.
    ///
    /// # Errors
    ///
    /// The reason why it does not have the values from the beginning, or may not have them.
    async fn restore(&mut self, may_act: bool) -> Result<(), NotRestored> {
        let (api, schemas) = (self.maker.api, self.maker.schemas);
        let mut now = self.read().await;
        let before = match &self.preserved.before {
            Before::Was(before) => before,
            Before::Absent => return self.delete(now, may_act).await,
            Before::Unread | Before::Unknown => return Err(NotRestored::Unread),
        };
        if self.is_as_before(before, &now) {
            return self.nothing_hidden(before);
        }
        let current = |now: &Before| match now {
            Before::Was(now) => now.clone(),
            _ => Value::Null,
        };
        let of = &self.preserved.of;
        let replacing = of.replacing(api, schemas, before);
        let changing = match &now {
            // Nothing to change is there.
            Before::Absent => None,
            _ => of.changing(api, schemas, before, &current(&now)),
        };
        // PATCH sets less, so it can do less harm.
        for (operation, body) in [(of.change, changing), (of.replace, replacing)] {
            let (Some(operation), Some(body)) = (operation.filter(|_| may_act), body) else { continue };
            if matches!(self.send(operation, body.clone()).await, 409 | 412)
                && let Some(body) = put_versions(body, before, &current(&now))
            {
                self.send(operation, body).await;
            }
            now = self.read().await;
            if self.is_as_before(before, &now) {
                return self.nothing_hidden(before);
            }
        }
        Err(match now {
            Before::Was(_) => NotRestored::Different,
            Before::Absent => NotRestored::Absent,
            Before::Unread | Before::Unknown => NotRestored::Unreadable,
        })
    }

    /// GET does not tell whether a property that it hides has another value.
    fn nothing_hidden(&self, before: &Value) -> Result<(), NotRestored> {
        match self.preserved.of.hidden(self.maker.api, self.maker.schemas, before) {
            Some(property) => Err(NotRestored::Hidden { property: property.to_owned() }),
            None => Ok(()),
        }
    }

    /// Deletes a resource that was not there at the beginning.
    async fn delete(&mut self, now: Before, may_act: bool) -> Result<(), NotRestored> {
        let Some(delete) = self.preserved.of.delete.filter(|_| may_act && now != Before::Absent) else {
            return match now {
                Before::Absent => Ok(()),
                _ => Err(NotRestored::Created),
            };
        };
        if let Some(request) = self.maker.request(delete, &[], None) {
            self.send_request(&request).await;
        }
        match self.read().await {
            Before::Absent => Ok(()),
            _ => Err(NotRestored::NotDeleted),
        }
    }

    fn is_as_before(&self, before: &Value, now: &Before) -> bool {
        let Before::Was(now) = now else { return false };
        self.preserved.of.is_as_before(self.maker.api, self.maker.schemas, before, now)
    }

    async fn read(&self) -> Before {
        Before::of(&send(self.session, self.options, &self.preserved.read).await)
    }

    /// Returns the status code of the response; 0 without one, or if there is no such request.
    async fn send(&mut self, operation: usize, body: Map<String, Value>) -> u16 {
        match self.maker.request(operation, &[], Some(&Value::Object(body))) {
            Some(request) => self.send_request(&request).await,
            None => 0,
        }
    }

    /// Sends a request that takes a change back, which the limit does not include. Returns the status code of the response; 0 without one.
    async fn send_request(&mut self, request: &Request) -> u16 {
        let reply = send(self.session, self.options, request).await;
        self.budget.count_deletion(&reply);
        status_of(&reply)
    }
}
