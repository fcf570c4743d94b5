//! Every exchange that the document shows.

use model::api::CredentialMark;

use super::{Case, Derive, Expect, Group};
use crate::credential::Carry;

pub(crate) fn cases(derive: &Derive<'_>, out: &mut Vec<Case>) {
    for shown in &derive.operation.cases {
        let carry = match shown.credential {
            CredentialMark::Valid => Carry::Valid,
            CredentialMark::Missing => Carry::None,
            CredentialMark::Wrong => Carry::Wrong,
        };
        let request = derive.request(&shown.parameters, shown.body.as_ref(), carry);
        let expect = Expect::Shown { response: shown.response, body: shown.response_body.clone() };
        let response = &derive.operation.responses[shown.response.response];
        let mut case = derive.case(Group::Documented, &shown.name, request, expect, response.at);
        case.is_acted_on = response.status.is_success();
        out.push(case);
    }
}
