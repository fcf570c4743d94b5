//! Sends the request of one case, with other values if the server says that it contradicts a stored resource.

use super::Options;
use super::send::{Reply, send};
use crate::derive::{Case, FIRST_REJECTED, Group};
use crate::fresh::{Freshness, freshened_around_defect};
use crate::known::Known;
use crate::request::Request;
use crate::schemas::Schemas;
use crate::transport::Transport;

/// Sends the request of a case. A lenient server may have stored the values of a body with another defect: after 409, a body that is to
/// be rejected is sent once more with other values. Returns the last request, if it is not that of the case.
pub(super) async fn send_apart<T: Transport>(
    (transport, options): (&T, &Options),
    (api, schemas, known): (&model::Api, &Schemas, &Known),
    (index, case): (usize, &Case),
) -> (Reply, Option<Request>) {
    let reply = send(transport, options, &case.request).await;
    let is_conflict = matches!(&reply, Reply::Response(received) if received.status.as_u16() == 409);
    if case.group != Group::Rejected || !is_conflict {
        return (reply, None);
    }
    let Some(request) = with_other_values(api, schemas, known, index, case) else { return (reply, None) };
    (send(transport, options, &request).await, Some(request))
}

/// The request with other values in the properties of its body without a defect. `None` if there are none.
fn with_other_values(api: &model::Api, schemas: &Schemas, known: &Known, index: usize, case: &Case) -> Option<Request> {
    let operation = case.operation?;
    let content = api.operations[operation].json_body()?;
    let body = serde_json::from_slice(&case.request.body).ok()?;
    let freshness = Freshness { count: FIRST_REJECTED + index, is_thorough: true };
    let is_known = |path: &[String]| known.holds(operation, path);
    let fresh = freshened_around_defect(schemas, &content.schema, &body, freshness, &is_known);
    let mut request = case.request.clone();
    request.body = fresh.to_string().into_bytes();
    (fresh != body).then_some(request)
}
