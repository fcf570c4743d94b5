//! Requests with paths and methods that the document does not have.

use model::Api;
use model::api::{Operation, Segment, Status, path};
use model::source::Span;

use super::{Case, Derivation, Expectation, Group, Overlooked, ValidValues, distant, is_safe};
use crate::credential::{CredentialVariant, Credentials, add, chosen};
use crate::known::Known;
use crate::label::Label;
use crate::request::Request;
use crate::schemas::Schemas;
use crate::violation::{Basis, Severity};

/// One case for each undocumented method of each path, and one for an unknown path.
pub(crate) fn cases(api: &Api, schemas: &Schemas, credentials: &Credentials, known: &Known, out: &mut Vec<Case>) {
    let mut templates: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let template = operation.template();
        match templates.iter_mut().find(|(known, _)| *known == template) {
            Some((_, operations)) => operations.push(index),
            None => templates.push((template, vec![index])),
        }
    }
    for (template, operations) in &templates {
        let operation = &api.operations[operations[0]];
        let derivation = Derivation { api, credentials, schemas, known, index: operations[0], operation, set: None };
        let base = ValidValues::of(&derivation);
        let path = base.as_ref().map(|base| Request::of(operation, &base.all, None).path);
        let far = base.map(|base| Request::of(operation, &distant::values(&derivation, base.all), None).path);
        let declared: Vec<&Operation> = operations.iter().map(|index| &api.operations[*index]).collect();
        let first = out.len();
        methods(api, template, &declared, (path.as_deref(), far.as_deref()), out);
        // Many servers check the credential before the method. A server may act on an undocumented method that is not safe.
        let Some(set) = chosen(api, operation, credentials).filter(|set| credentials.cover(api, *set)) else {
            continue;
        };
        for case in out[first..].iter_mut().filter(|case| !case.may_act) {
            add(api, set, credentials, CredentialVariant::Valid, &mut case.request);
            case.has_credential = true;
        }
    }
    let at = api.operations.first().map_or(Span::default(), |operation| operation.at);
    let unknown = case("unknown-path", Request::new("GET", &unknown(api)), Expectation::NotFound, at);
    // A document need not describe all paths of a server.
    out.push(Case { rests_on: Basis::Practice, severity: Severity::Advice, ..unknown });
}

/// `near` is a path of safe requests, `far` one that a server may act on.
fn methods(
    api: &Api,
    template: &str,
    declared: &[&Operation],
    (near, far): (Option<&str>, Option<&str>),
    out: &mut Vec<Case>,
) {
    let at = declared.first().map_or(Span::default(), |operation| operation.at);
    let allowed: Vec<String> = declared.iter().map(|operation| operation.method.to_owned()).collect();
    let redirects = |operation: &&Operation| operation.responses.iter().any(|response| is_redirect(response.status));
    let query = declared.first().map(|operation| operation.fixed_query.clone()).unwrap_or_default();
    let may_redirect = declared.iter().any(redirects);
    for method in ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"] {
        if allowed.iter().any(|known| known == method) {
            continue;
        }
        // A server may have a method that the document does not have. Without a credential to check, DELETE removes what the path names.
        let is_open = declared.iter().any(|of| of.security.alternatives.is_empty() || of.security.optional);
        let is_one = declared.iter().any(|operation| operation.path.iter().all(|of| matches!(of, Segment::Literal(_))));
        if method == "DELETE" && is_open && is_one {
            continue;
        }
        let path = if is_safe(method) { near } else { far };
        // Servers handle HEAD with GET, and a proxy in front of the API may respond to OPTIONS.
        let is_free = matches!(method, "HEAD" | "OPTIONS");
        // Another path template may match the path too, and have the method.
        let is_elsewhere = path.is_some_and(|path| {
            let mut others = api.operations.iter().filter(|other| other.method == method);
            others.any(|other| {
                path::matches(&other.path, path) && other.fixed_query.iter().all(|pair| query.contains(pair))
            })
        });
        let expect = match is_free || is_elsewhere {
            true => Expectation::NoServerError { may_redirect },
            false => Expectation::MethodNotAllowed(allowed.clone()),
        };
        // The template itself contains the fixed query.
        let query = if path.is_some() { query.clone() } else { Vec::new() };
        let mut request = Request::new(method, path.unwrap_or(template));
        request.query = query;
        let mut case = case(&format!("{method}{template}"), request, expect, at);
        if is_free || is_elsewhere {
            (case.severity, case.rests_on) = (Severity::Must, Basis::Specification("RFC 9110 section 15.6"));
        }
        case.is_made_up = template.contains('{');
        case.skip_reason = path.is_none().then_some(super::NO_VALUE);
        out.push(case);
    }
}

fn is_redirect(status: Status) -> bool {
    matches!(status, Status::Code(300..=399) | Status::Range(3) | Status::Default)
}

/// A path that no template matches.
fn unknown(api: &Api) -> String {
    let mut path = "/no/such/path".to_owned();
    while api.operations.iter().any(|operation| path::matches(&operation.path, &path)) {
        path.push_str("/either");
    }
    path
}

fn case(label: &str, request: Request, expect: Expectation, at: Span) -> Case {
    let id = format!("routing/{label}");
    // A server may have methods that the document does not describe, and act on them.
    let may_act = !is_safe(&request.method);
    let rests_on = Basis::Specification("RFC 9110 section 15.5.6");
    Case {
        id,
        label: Label::Named(label.to_owned()),
        group: Group::Routing,
        operation: None,
        request,
        expect,
        rests_on,
        severity: Severity::Should,
        may_act,
        overlooked: Overlooked::Usual,
        is_made_up: false,
        names_created: false,
        may_be_unrouted: false,
        has_credential: false,
        skip_reason: None,
        at,
        variation: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::credential::Credentials;
    use crate::derive::{Group, cases_with};
    use crate::known::Known;
    use crate::schemas::Schemas;

    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Members, version: 1.0.0}
security: [{token: []}]
paths:
  /members:
    post: {operationId: createMember, responses: {'201': {description: Created.}, '401': {description: No credential.}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
";

    /// A server may have a method that the document does not have, and DELETE of a collection may remove all of it.
    #[test]
    fn only_requests_with_a_safe_method_have_a_credential() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("members.yaml", DOCUMENT))?;
        let credentials = Credentials::default().with("token", "a-long-token");
        let cases = cases_with(&api, &Schemas::new(&api), &credentials, &Known::default());
        let has_token = |(name, value): &(String, String)| name == "authorization" && value.ends_with("a-long-token");
        let of_routing = cases.iter().filter(|case| case.group == Group::Routing);
        let (signed, others): (Vec<_>, Vec<_>) =
            of_routing.partition(|case| case.request.headers.iter().any(has_token));
        assert!(signed.iter().all(|case| case.has_credential) && others.iter().all(|case| !case.has_credential));
        let signed: Vec<String> = signed.iter().map(|case| case.label.to_string()).collect();
        assert_eq!(signed, ["GET/members", "HEAD/members", "OPTIONS/members"]);
        Ok(())
    }
}
