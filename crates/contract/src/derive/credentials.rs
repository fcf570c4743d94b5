//! Requests whose credential is missing, empty, wrong or in the wrong place, and each alternative of it.

use model::api::{CredentialPlace, Location, RefusalStatus};

use super::{Base, Case, Derive, Expect, Group};
use crate::credential::{Carry, misplace};

pub(crate) fn refused(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let operation = derive.operation;
    if operation.security.is_none() {
        return;
    }
    let expect = |own: Option<RefusalStatus>, unsaid: &[u16]| {
        Expect::Refusal(own.map_or_else(|| unsaid.to_vec(), |status| vec![status.code]))
    };
    let missing = expect(operation.refusals.credential_missing, &[401]);
    let wrong = expect(operation.refusals.credential_wrong, &[401, 403]);
    let mut push = |what: &str, request, expect: &Expect| {
        out.push(derive.case(Group::Refused, what, request, expect.clone(), operation.at));
    };
    let request = |carry| derive.request(&base.required, base.body.as_ref(), carry);
    if !operation.security.optional {
        push("credential-missing", request(Carry::None), &missing);
        push("credential-empty", request(Carry::Empty), &missing);
        if let Some(request) = misplaced(derive, base) {
            push("credential-in-the-wrong-place", request, &missing);
        }
        for scheme in incomplete(derive) {
            let name = &derive.api.schemes[scheme].wire;
            push(&format!("credential-without-{name}"), request(Carry::Without(scheme)), &missing);
        }
    }
    push("credential-wrong", request(Carry::Wrong), &wrong);
}

/// The one scheme that an operation asks for.
fn misplaced(derive: &Derive<'_>, base: &Base) -> Option<crate::Request> {
    let [set] = derive.operation.security.alternatives.as_slice() else { return None };
    let [scheme] = derive.api.credentials[*set].schemes.as_slice() else { return None };
    let scheme = &derive.api.schemes[*scheme];
    // A parameter of that name is something else.
    let is_taken = |name: &str| {
        let headers = derive.operation.parameters.iter().filter(|parameter| parameter.location == Location::Header);
        headers.into_iter().any(|parameter| parameter.wire.eq_ignore_ascii_case(name))
    };
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Cookie(name) if is_taken(name) => return None,
        _ => {}
    }
    let mut request = derive.request(&base.required, base.body.as_ref(), Carry::None);
    misplace(scheme, derive.credentials, &mut request);
    Some(request)
}

/// The schemes of a set that must come together, where no other set would do without one of them.
fn incomplete(derive: &Derive<'_>) -> Vec<usize> {
    match derive.operation.security.alternatives.as_slice() {
        [set] if derive.api.credentials[*set].schemes.len() > 1 => derive.api.credentials[*set].schemes.clone(),
        _ => Vec::new(),
    }
}

/// Each alternative but the one that all other cases carry.
pub(crate) fn accepted(derive: &Derive<'_>, base: &Base, out: &mut Vec<Case>) {
    let operation = derive.operation;
    for set in operation.security.alternatives.iter().filter(|set| Some(**set) != derive.set) {
        let schemes = &derive.api.credentials[*set].schemes;
        let names: Vec<&str> = schemes.iter().map(|scheme| derive.api.schemes[*scheme].wire.as_str()).collect();
        let what = format!("credential-{}", names.join("+"));
        let request = derive.request_with(*set, &base.required, base.body.as_ref(), Carry::Valid);
        let mut case = derive.case(Group::Accepted, &what, request, Expect::Success, operation.at);
        if !derive.credentials.cover(derive.api, *set) {
            case.left_out = Some("no credential of this scheme was given");
        }
        out.push(case);
    }
    if operation.security.optional {
        let request = derive.request(&base.required, base.body.as_ref(), Carry::None);
        out.push(derive.case(Group::Accepted, "no-credential", request, Expect::Success, operation.at));
    }
}
