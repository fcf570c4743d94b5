//! Finds the credentials of a recorded request, checks that they are in their documented places (OpenAPI 3.0.4, Security
//! Requirement Object), and hides them. Only the server knows whether a credential is valid.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use model::Api;
use model::api::{CredentialPlace, Scheme};

use super::text::{decoded, pairs};
use super::{Context, Exchange, Mismatch};
use crate::request::Request;

/// Marks every credential of the exchange in `request`, so that no message shows it.
pub(super) fn hide(api: &Api, exchange: &Exchange, query: &str, request: &mut Request) {
    for scheme in &api.schemes {
        if let Some(secret) = carried(scheme, exchange, query) {
            request.hide(&secret, scheme, "");
        }
    }
}

/// Mismatches of the credentials.
pub(super) fn mismatches(context: &Context<'_>) -> Vec<Mismatch> {
    let security = &context.operation.security;
    let schemes =
        |set: &usize| context.api.credentials[*set].schemes.iter().map(|scheme| &context.api.schemes[*scheme]);
    let is_met = |set: &usize| schemes(set).all(|scheme| carried(scheme, context.exchange, context.query).is_some());
    if security.is_none() || security.optional || security.alternatives.iter().any(is_met) {
        return Vec::new();
    }
    let wanted = security.alternatives.iter().map(|set| {
        let each = schemes(set).map(|scheme| format!("`{}` {}", scheme.wire, place(&scheme.place)));
        each.collect::<Vec<_>>().join(" and ")
    });
    let wanted = wanted.collect::<Vec<_>>().join(", or ");
    vec![context.of_request(context.operation.at, format!("expected the credential {wanted}, got none"))]
}

/// The place of a credential, for messages.
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

/// The credential of a scheme in a request; for the Basic scheme, `user:password`.
fn carried(scheme: &Scheme, exchange: &Exchange, query: &str) -> Option<String> {
    let text = |name: &str| {
        let value = exchange.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    // Scheme names are case-insensitive (RFC 9110 section 11.1).
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
            // The user name and the password are separated by a colon; either may be empty (RFC 7617 section 2).
            Some(String::from_utf8_lossy(&bytes).into_owned()).filter(|pair| pair.contains(':'))
        }
    };
    found.filter(|secret| !secret.is_empty())
}
