//! Credentials of a recorded request: whether they are in their places (OpenAPI 3.0.4, Security Requirement Object), so
//! that they can be left out of everything that is said. Whether one is valid, only the server knows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use model::Api;
use model::api::{CredentialPlace, Scheme};

use super::text::{decoded, pairs};
use super::{Exchange, Fault, Look};
use crate::request::Request;

/// Has `request` remember every credential of the exchange, so that nothing shows it.
pub(super) fn hide(api: &Api, exchange: &Exchange, query: &str, request: &mut Request) {
    for scheme in &api.schemes {
        if let Some(secret) = carried(scheme, exchange, query) {
            request.hide(&secret, scheme);
        }
    }
}

/// What is wrong with the credentials.
pub(super) fn faults(look: &Look<'_>) -> Vec<Fault> {
    let security = &look.operation.security;
    let schemes = |set: &usize| look.api.credentials[*set].schemes.iter().map(|scheme| &look.api.schemes[*scheme]);
    let is_met = |set: &usize| schemes(set).all(|scheme| carried(scheme, look.exchange, look.query).is_some());
    if security.is_none() || security.optional || security.alternatives.iter().any(is_met) {
        return Vec::new();
    }
    let wanted = security.alternatives.iter().map(|set| {
        let each = schemes(set).map(|scheme| format!("`{}` {}", scheme.wire, place(&scheme.place)));
        each.collect::<Vec<_>>().join(" and ")
    });
    let wanted = wanted.collect::<Vec<_>>().join(", or ");
    vec![look.of_request(look.operation.at, format!("expected the credential {wanted}, got none"))]
}

fn place(place: &CredentialPlace) -> String {
    match place {
        CredentialPlace::Query(name) => format!("as `{name}` in the query"),
        CredentialPlace::Header(name) => format!("in the header `{name}`"),
        CredentialPlace::Cookie(name) => format!("in the cookie `{name}`"),
        CredentialPlace::Bearer => "in the header `Authorization`, after `Bearer`".to_owned(),
        CredentialPlace::Basic => "in the header `Authorization`, after `Basic`".to_owned(),
        CredentialPlace::Http(name) => format!("in the header `Authorization`, after `{name}`"),
    }
}

/// What a request carries for a scheme; of the Basic scheme it is `user:password`.
fn carried(scheme: &Scheme, exchange: &Exchange, query: &str) -> Option<String> {
    let text = |name: &str| {
        let value = exchange.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    // The name of a scheme has no case (RFC 9110 section 11.1).
    let after = |scheme: &str| {
        let header = text(AUTHORIZATION.as_str())?;
        let (known, rest) = header.split_once(' ')?;
        known.eq_ignore_ascii_case(scheme).then(|| rest.trim().to_owned())
    };
    let found = match &scheme.place {
        CredentialPlace::Query(name) => {
            let pairs = pairs(query, '&', true);
            let pair = pairs.iter().find(|pair| pair.name == *name)?;
            decoded(&pair.value.replace('+', "%20")).ok()
        }
        CredentialPlace::Header(name) => text(name),
        CredentialPlace::Cookie(name) => {
            let lines = exchange.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
            let mut pairs = lines.flat_map(|line| pairs(line, ';', false));
            pairs.find(|pair| pair.name == *name).map(|pair| pair.value.to_owned())
        }
        CredentialPlace::Bearer => after("Bearer"),
        CredentialPlace::Http(name) => after(name),
        CredentialPlace::Basic => {
            let bytes = STANDARD.decode(after("Basic")?).ok()?;
            // A user and a password, or either, with a colon (RFC 7617 section 2).
            Some(String::from_utf8_lossy(&bytes).into_owned()).filter(|pair| pair.contains(':'))
        }
    };
    found.filter(|secret| !secret.is_empty())
}
