//! Security schemes without a given credential. Requests carry a placeholder for them, which most servers reject.

use std::collections::BTreeSet;

use model::Api;

use super::send::Reply;
use crate::credential::{Credentials, chosen};
use crate::derive::{Case, Expectation};
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::violation::{Basis, Severity, Violation};

/// The names of the schemes of a case for which no credential is given.
pub(super) fn missing(api: &Api, case: &Case, credentials: &Credentials) -> Vec<String> {
    let Some(operation) = case.operation.filter(|_| case.has_credential).map(|index| &api.operations[index]) else {
        return Vec::new();
    };
    let set = chosen(api, operation, credentials).map(|set| &api.credentials[set]);
    let schemes = set.into_iter().flat_map(|set| &set.schemes).map(|scheme| &api.schemes[*scheme].wire);
    schemes.filter(|name| !credentials.has(name)).cloned().collect()
}

/// How the server responded to placeholders.
#[derive(Default)]
pub(super) struct Placeholders {
    /// The schemes whose placeholder it rejected.
    rejected: BTreeSet<String>,
    /// The schemes whose placeholder it accepted.
    accepted: BTreeSet<String>,
}

impl Placeholders {
    /// Why a case with these missing schemes is skipped: the server rejected a placeholder, and would reject it again.
    pub(super) fn skip_reason(&self, missing: &[String]) -> Option<String> {
        missing.iter().find(|name| self.rejected.contains(*name)).map(|name| message(name))
    }

    /// The outcome of a case that must succeed, if the server rejected a placeholder.
    pub(super) fn check(&mut self, case: &Case, missing: &[String], reply: &Reply) -> Option<Outcome> {
        let name = missing.iter().find(|name| !self.accepted.contains(*name))?;
        let Reply::Response(received) = reply else { return None };
        match case.expect {
            _ if received.status.is_success() => {
                self.accepted.extend(missing.iter().cloned());
                None
            }
            Expectation::Success if matches!(received.status.as_u16(), 401 | 403) => {
                self.rejected.insert(name.clone());
                let (severity, rests_on) = (Severity::Must, Basis::Specification("OpenAPI, Security Scheme Object"));
                let kind = ViolationKind::NoCredential { scheme: name.clone() };
                let message = message(name);
                Some(Outcome::Failed(vec![Violation { kind, message, severity, rests_on, at: case.at, part: None }]))
            }
            _ => None,
        }
    }
}

fn message(scheme: &str) -> String {
    format!("no credential for `{scheme}`: give --credential {scheme}=env:NAME")
}
