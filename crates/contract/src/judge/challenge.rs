//! The challenge of responses with 401 (RFC 9110 section 15.5.2).

use http::header::WWW_AUTHENTICATE;
use model::Api;
use model::api::{CredentialPlace, Operation};

use crate::derive::Case;
use crate::kind::ViolationKind;
use crate::transport::HttpResponse;
use crate::violation::{Basis, Severity, Violation};

/// The missing challenge of a response with 401 to a request without a credential, if the operation has an `http` scheme: only these
/// have names for a challenge. Many servers leave it out, and clients seldom need it, so it is a warning.
pub(super) fn missing(api: &Api, case: &Case, operation: &Operation, received: &HttpResponse) -> Option<Violation> {
    let is_http = |scheme: &usize| {
        let place = api.schemes.get(*scheme).map(|scheme| &scheme.place);
        matches!(place, Some(CredentialPlace::Bearer | CredentialPlace::Basic | CredentialPlace::Http(_)))
    };
    let sets = operation.security.alternatives.iter().filter_map(|set| api.credentials.get(*set));
    let has_http = sets.flat_map(|set| &set.schemes).any(is_http);
    let is_anonymous = !case.request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let is_about_it = case.is_for_credential(Some(operation)) && is_anonymous && has_http;
    if !is_about_it || received.status.as_u16() != 401 || received.headers.contains_key(WWW_AUTHENTICATE) {
        return None;
    }
    Some(Violation {
        kind: ViolationKind::Challenge,
        message: "expected a header `WWW-Authenticate` in the response with 401, got none".to_owned(),
        severity: Severity::Should,
        rests_on: Basis::Specification("RFC 9110 section 15.5.2"),
        at: case.at,
        part: None,
    })
}
