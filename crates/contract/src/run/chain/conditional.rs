//! Requests with preconditions (RFC 9110 section 13) about the entity tag of the instance of a chain.

use serde_json::Value;

use super::instance::path_of;
use super::{Chains, Reply, body_of, is_success, with_violations};
use crate::chain::{Step, StepCase};
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::Severity;

const NO_TAG: &str = "the response has no `ETag`";
const OTHER_STATUS: &str = "the response does not show whether the server evaluates the precondition";
const UNCHANGED: &str = "no request changed the resource";

impl<T: Transport> Chains<'_, T> {
    /// Reads the instance with its own entity tag in `If-None-Match`.
    pub(super) async fn not_modified(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        let Some(mut case) = self.case_on(index, Step::NotModified, &first) else { return };
        let Some((tag, _)) = self.tags[index].clone() else {
            return self.set(index, Step::NotModified, &case.request, Outcome::Skipped(NO_TAG.to_owned()));
        };
        set_header(&mut case.request.headers, "If-None-Match", &tag);
        let reply = self.send(budget, &case).await;
        let outcome = match &reply {
            Reply::Response(received) if received.status.as_u16() == 304 => Outcome::Passed { status: 304 },
            Reply::Response(received) if received.status.is_success() => {
                // The resource may have changed meanwhile, or a weak tag may differ each time.
                if entity_tag(&reply).as_deref() == Some(tag.as_str()) {
                    let message =
                        "expected 304 for the entity tag of the resource in `If-None-Match`, got the resource"
                            .to_owned();
                    let violation = self.violation(&case, Severity::Must, (ViolationKind::Precondition, message));
                    let status = received.status.as_u16();
                    with_violations(Outcome::Passed { status }, vec![violation], self.options.fail_on)
                } else {
                    Outcome::Inconclusive { status: received.status.as_u16(), reason: OTHER_STATUS }
                }
            }
            _ => self.outcome(&case, reply, Vec::new()),
        };
        self.set(index, Step::NotModified, &case.request, outcome);
    }

    /// Changes the instance with an entity tag in `If-Match` that it does not have.
    pub(super) async fn stale(&mut self, budget: &mut Budget, index: usize, step: Step) {
        let Some(mut case) = self.case(index, step).filter(|_| !budget.is_spent()) else { return };
        let (Some(operation), Some(first)) = (case.operation, self.first[index].clone()) else { return };
        let Some((tag, _)) = self.tags[index].clone() else {
            return self.set(index, step, &case.request, Outcome::Skipped(NO_TAG.to_owned()));
        };
        let how = self.freshness(false);
        let body = self.maker().body(operation, how);
        let Some(mut request) = self.maker().request(operation, &first.parameters, body.as_ref()) else { return };
        request.path = path_of(self.resource(index), &first);
        // A tag of the same form: a server may reject others with 400.
        let other = match tag.strip_suffix('"') {
            Some(start) => format!("{start}0\""),
            None => "\"0\"".to_owned(),
        };
        set_header(&mut request.headers, "If-Match", &other);
        case.request = request;
        let reply = self.send(budget, &case).await;
        let outcome = match &reply {
            Reply::Response(received) if received.status.is_client_error() && received.status.as_u16() != 412 => {
                Outcome::Inconclusive { status: received.status.as_u16(), reason: OTHER_STATUS }
            }
            _ => super::super::outcome(self.judge, self.options, &case, reply),
        };
        self.set(index, step, &case.request, outcome);
    }

    /// Compares the entity tag of the changed instance with the one that was noted before, and notes it. A failure stays.
    pub(super) async fn tag_changed(&mut self, budget: &mut Budget, index: usize) {
        let Some(first) = self.first[index].clone() else { return };
        let Some(case) = self.case_on(index, Step::TagChanged, &first) else { return };
        let is_it = |step: &StepCase| step.resource == index && step.step == Step::TagChanged;
        let mut known = self.cases.iter().filter(|(step, _)| is_it(step)).filter_map(|(_, outcome)| outcome.clone());
        let before_this = known.next();
        if matches!(before_this, Some(Outcome::Failed(_))) {
            return;
        }
        let Some((tag, before)) = self.tags[index].clone() else {
            if before_this.is_none() {
                self.set(index, Step::TagChanged, &case.request, Outcome::Skipped(NO_TAG.to_owned()));
            }
            return;
        };
        let reply = self.send(budget, &case).await;
        let is_changed = is_success(&reply) && body_of(&reply) != before && before != Value::Null;
        let is_same_tag = entity_tag(&reply).as_ref() == Some(&tag);
        if is_success(&reply) {
            self.tags[index] = entity_tag(&reply).map(|tag| (tag, body_of(&reply)));
        }
        // An earlier change already has an outcome.
        if is_success(&reply) && !is_changed && before_this.is_some() {
            return;
        }
        let outcome = match &reply {
            Reply::Response(received) if is_success(&reply) && !is_changed => {
                Outcome::Inconclusive { status: received.status.as_u16(), reason: UNCHANGED }
            }
            // A weak tag may stay (RFC 9110 section 8.8.1).
            _ if is_changed && is_same_tag && !tag.starts_with("W/") => {
                let message = "expected another `ETag` after the resource was changed, got the one before".to_owned();
                let violation = self.violation(&case, Severity::Must, (ViolationKind::TagUnchanged, message));
                self.outcome(&case, reply, vec![violation])
            }
            _ => self.outcome(&case, reply, Vec::new()),
        };
        self.set(index, Step::TagChanged, &case.request, outcome);
    }
}

/// The entity tag of a success.
pub(super) fn entity_tag(reply: &Reply) -> Option<String> {
    let Reply::Response(received) = reply else { return None };
    let tag = received.headers.get("etag").filter(|_| received.status.is_success())?;
    tag.to_str().ok().map(str::to_owned)
}

/// Sets a header in place of one of this name.
fn set_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value.to_owned()));
}
