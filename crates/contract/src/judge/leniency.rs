//! How strongly the document demands a part of a response, where a server has a reason for another one.

use model::api::ResponseContent;
use serde_json::Value;

use crate::derive::{Case, Demand, demand_of_returned};
use crate::part::{Difference, Part};
use crate::schemas::Schemas;
use crate::transport::HttpResponse;
use crate::violation::{Basis, Severity};

/// The demand that a difference from the documented headers and content violates.
pub(super) fn demand(
    schemas: &Schemas,
    case: &Case,
    content: Option<&ResponseContent>,
    received: &HttpResponse,
    difference: &Difference,
) -> Demand {
    // The router of a server may know the kinds of path parameters, and then responds to another path than the operation's.
    if case.may_be_unrouted && received.status.as_u16() == 404 {
        return (Severity::Should, Basis::Specification("OpenAPI, Path Templating"));
    }
    let returned = || {
        let schema = content?.schema.as_ref()?;
        let Some(Part::Body { pointer, keyword, .. }) = &difference.part else { return None };
        let body: Value = serde_json::from_slice(&received.body).ok()?;
        let fits = |text: &str| {
            let mut body = body.clone();
            if let Some(value) = body.pointer_mut(pointer) {
                *value = text.into();
            }
            let errors = schemas.errors(schema, &body);
            !errors.iter().any(|error| error.pointer == *pointer && error.keyword == *keyword)
        };
        demand_of_returned(keyword.as_deref(), body.pointer(pointer)?, fits)
    };
    returned().unwrap_or((Severity::Must, Basis::Document))
}
