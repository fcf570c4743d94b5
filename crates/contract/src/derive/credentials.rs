//! Requests with a credential that is missing, empty, wrong or in the wrong place; and with each alternative credential.

use model::api::{CredentialPlace, Location, RejectionStatus};

use super::{Case, Derivation, Expectation, Group, ValidValues, codes, is_safe, overlooked};
use crate::credential::{CredentialVariant, can_alter, misplace};
use crate::label::{Alteration, CredentialChange, Label};
use crate::violation::{Basis, Severity};

/// Requests without a valid credential.
pub(crate) fn rejected(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let operation = derivation.operation;
    if operation.security.is_none() {
        return;
    }
    // A server may hide a resource from others with 404, and may check other parts of the request first.
    let expect = |own: Option<RejectionStatus>| {
        Expectation::Rejection(codes(derivation, own, &[400, 401, 403, 404], &[401, 403]))
    };
    let missing = expect(operation.rejections.credential_missing);
    let wrong = expect(operation.rejections.credential_wrong);
    let overlooked = overlooked::without_credential(derivation, &base.required);
    let mut push = |change: CredentialChange, request, expect: &Expectation| {
        let is_near = matches!(change, CredentialChange::Misplaced | CredentialChange::Altered { .. });
        let case = derivation.case(Group::Rejected, Label::Credential(change), request, expect.clone(), operation.at);
        // Without a credential, or with a wrong one, no server acts, unless the operation is open to all. A server that takes
        // credentials from other places too acts on a misplaced one.
        let is_certain = !operation.security.optional && !is_near;
        let may_act = !is_certain && !is_safe(&operation.method);
        let rests_on = Basis::Specification("OpenAPI, Security Requirement Object");
        out.push(Case { rests_on, may_act, overlooked, has_credential: false, ..case });
    };
    let request = |credential| derivation.request(&base.required, base.body.as_ref(), credential);
    if !operation.security.optional {
        push(CredentialChange::Missing, request(CredentialVariant::None), &missing);
        push(CredentialChange::Empty, request(CredentialVariant::Empty), &missing);
        if let Some(request) = misplaced(derivation, base) {
            push(CredentialChange::Misplaced, request, &missing);
        }
        for scheme in incomplete(derivation) {
            let name = derivation.api.schemes[scheme].wire.clone();
            push(CredentialChange::Without(name), request(CredentialVariant::Without(scheme)), &missing);
        }
    }
    push(CredentialChange::Wrong, request(CredentialVariant::Wrong), &wrong);
    if operation.security.optional {
        return;
    }
    for (by, variant) in ALTERATIONS {
        if can_alter_one(derivation, variant) {
            push(CredentialChange::Altered { scheme: None, by }, request(variant), &wrong);
        }
    }
    // Each alternative has a check of its own.
    for set in operation.security.alternatives.iter().filter(|set| Some(**set) != derivation.set) {
        let [scheme] = derivation.api.credentials[*set].schemes.as_slice() else { continue };
        let scheme = &derivation.api.schemes[*scheme];
        for (by, variant) in ALTERATIONS {
            // The credential may be one of another scheme.
            let is_other = variant == CredentialVariant::OtherScheme;
            if !is_other && can_alter(scheme, derivation.credentials, variant) {
                let request = derivation.request_with(*set, &base.required, base.body.as_ref(), variant);
                push(CredentialChange::Altered { scheme: Some(scheme.wire.clone()), by }, request, &wrong);
            }
        }
    }
}

/// Credentials that are almost valid.
const ALTERATIONS: [(Alteration, CredentialVariant); 4] = [
    (Alteration::CutOff, CredentialVariant::CutOff),
    (Alteration::Extended, CredentialVariant::Extended),
    (Alteration::OtherCase, CredentialVariant::OtherCase),
    (Alteration::OtherScheme, CredentialVariant::OtherScheme),
];

/// Whether the operation's requests carry one credential at a time, which can be altered.
fn can_alter_one(derivation: &Derivation<'_>, variant: CredentialVariant) -> bool {
    let schemes = derivation.set.map(|set| derivation.api.credentials[set].schemes.as_slice());
    match (schemes, derivation.operation.security.alternatives.len()) {
        // With several, the credential may be one of another scheme.
        (Some([scheme]), count) if count == 1 || variant != CredentialVariant::OtherScheme => {
            can_alter(&derivation.api.schemes[*scheme], derivation.credentials, variant)
        }
        _ => false,
    }
}

/// A request with its credential in an undocumented place. `None` if the operation has alternative credentials, or a
/// parameter has the name of the scheme.
fn misplaced(derivation: &Derivation<'_>, base: &ValidValues) -> Option<crate::Request> {
    let [set] = derivation.operation.security.alternatives.as_slice() else { return None };
    let [scheme] = derivation.api.credentials[*set].schemes.as_slice() else { return None };
    let scheme = &derivation.api.schemes[*scheme];
    let is_taken = |name: &str| {
        let headers = derivation.operation.parameters.iter().filter(|parameter| parameter.location == Location::Header);
        headers.into_iter().any(|parameter| parameter.wire.eq_ignore_ascii_case(name))
    };
    match &scheme.place {
        CredentialPlace::Query(name) | CredentialPlace::Cookie(name) if is_taken(name) => return None,
        _ => {}
    }
    let mut request = derivation.request(&base.required, base.body.as_ref(), CredentialVariant::None);
    misplace(scheme, derivation.credentials, &mut request);
    Some(request)
}

/// The schemes of a set of several, all of which are required. Empty if the operation has alternatives.
fn incomplete(derivation: &Derivation<'_>) -> Vec<usize> {
    match derivation.operation.security.alternatives.as_slice() {
        [set] if derivation.api.credentials[*set].schemes.len() > 1 => derivation.api.credentials[*set].schemes.clone(),
        _ => Vec::new(),
    }
}

/// Requests with each alternative credential except the one that all other cases use.
pub(crate) fn accepted(derivation: &Derivation<'_>, base: &ValidValues, out: &mut Vec<Case>) {
    let operation = derivation.operation;
    for set in operation.security.alternatives.iter().filter(|set| Some(**set) != derivation.set) {
        let schemes = &derivation.api.credentials[*set].schemes;
        let names: Vec<&str> = schemes.iter().map(|scheme| derivation.api.schemes[*scheme].wire.as_str()).collect();
        let label = Label::Credential(CredentialChange::Alternative(names.join("+")));
        let request = derivation.request_with(*set, &base.required, base.body.as_ref(), CredentialVariant::Valid);
        let mut case = derivation.case(Group::Accepted, label, request, Expectation::Success, operation.at);
        if !derivation.credentials.cover(derivation.api, *set) {
            case.skip_reason = Some("no credential of this scheme is given");
        }
        out.push(case);
    }
    // A request of a safe method has no effect, so that the case costs nothing.
    if is_safe(&operation.method) && can_alter_one(derivation, CredentialVariant::LowerScheme) {
        let request = derivation.request(&base.required, base.body.as_ref(), CredentialVariant::LowerScheme);
        let label = Label::Credential(CredentialChange::LowerScheme);
        let case = derivation.case(Group::Accepted, label, request, Expectation::Success, operation.at);
        let (severity, rests_on) = (Severity::Should, Basis::Specification("RFC 9110 section 11.1"));
        out.push(Case { severity, rests_on, ..case });
    }
    if operation.security.optional {
        let request = derivation.request(&base.required, base.body.as_ref(), CredentialVariant::None);
        let label = Label::Credential(CredentialChange::Optional);
        let case = derivation.case(Group::Accepted, label, request, Expectation::Success, operation.at);
        let rests_on = Basis::Specification("OpenAPI, Security Requirement Object");
        out.push(Case { rests_on, has_credential: false, ..case });
    }
}
