//! The exchanges that the document's examples show.

use model::api::{CredentialMark, Location};

use super::{Case, Derivation, Expectation, Group, overlooked};
use crate::credential::CredentialVariant;
use crate::label::Label;

pub(crate) fn cases(derivation: &Derivation<'_>, out: &mut Vec<Case>) {
    for shown in &derivation.operation.cases {
        let credential = match shown.credential {
            CredentialMark::Valid => CredentialVariant::Valid,
            CredentialMark::Missing => CredentialVariant::None,
            CredentialMark::Wrong => CredentialVariant::Wrong,
        };
        let request = derivation.request(&shown.parameters, shown.body.as_ref(), credential);
        let expect = Expectation::Documented { response: shown.response, body: shown.response_body.clone() };
        let label = Label::Named(shown.name.clone());
        let response = &derivation.operation.responses[shown.response.response];
        let mut case = derivation.case(Group::Documented, label, request, expect, response.at);
        // A request that the document shows to be rejected for its credential has no effect.
        case.may_act &= shown.credential == CredentialMark::Valid || derivation.operation.security.optional;
        if shown.credential != CredentialMark::Valid {
            case.overlooked = overlooked::without_credential(derivation, &shown.parameters);
        }
        case.has_credential &= shown.credential == CredentialMark::Valid;
        // Examples show one state of the server. Without ids in the path, the response does not depend on it.
        case.is_made_up = derivation.operation.parameters_in(Location::Path).next().is_some();
        out.push(case);
    }
}
