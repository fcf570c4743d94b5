//! The exchanges that the document's examples show.

use model::api::CredentialMark;

use super::{Case, Derivation, Expectation, Group};
use crate::credential::CredentialVariant;

pub(crate) fn cases(derivation: &Derivation<'_>, out: &mut Vec<Case>) {
    for shown in &derivation.operation.cases {
        let credential = match shown.credential {
            CredentialMark::Valid => CredentialVariant::Valid,
            CredentialMark::Missing => CredentialVariant::None,
            CredentialMark::Wrong => CredentialVariant::Wrong,
        };
        let request = derivation.request(&shown.parameters, shown.body.as_ref(), credential);
        let expect = Expectation::Documented { response: shown.response, body: shown.response_body.clone() };
        let response = &derivation.operation.responses[shown.response.response];
        let mut case = derivation.case(Group::Documented, &shown.name, request, expect, response.at);
        case.is_accepted = response.status.is_success();
        out.push(case);
    }
}
