//! Chooses the documented responses that rejected requests get.

use serde_json::Value;

use crate::api::{
    self, CredentialMark, Format, Operation, Refusal, RefusalBody, RefusalStatus, RefusalStatuses, Response,
    ResponseBody, ResponseContent, Status, TypeDef, TypeKind, TypeRef,
};
use crate::name::{Case, Scope, derive};

/// Names of fields for a reason in words, in order of preference. They are compared without case, `_` and `-`.
const REASON_FIELDS: &[&str] = &["detail", "description", "errordescription", "message", "reason", "error", "title"];

/// The bodies of responses to rejected requests, one for each type, in the order of [`Api::refusals`](crate::api::Api::refusals).
#[derive(Default)]
pub(crate) struct Bodies(Vec<(TypeRef, Value)>);

impl Bodies {
    /// Returns the index of the body with the type of a content. Adds the content if there is none.
    fn index(&mut self, content: &ResponseContent) -> usize {
        self.0.iter().position(|(ty, _)| *ty == content.ty).unwrap_or_else(|| {
            self.0.push((content.ty.clone(), content.sample.clone().unwrap_or_default()));
            self.0.len() - 1
        })
    }
}

/// Returns the refusals for the bodies of all operations. Called when all types are resolved.
pub(crate) fn refusals(types: &[TypeDef], operations: &[Operation], bodies: Bodies) -> Vec<Refusal> {
    let taken: Vec<&str> =
        operations.iter().map(|operation| operation.method_name.as_str()).chain(["authenticate"]).collect();
    let mut scope = Scope::reserving(&taken);
    let refusal = |(ty, sample): (TypeRef, Value)| {
        let wanted = format!("refuse_with_{}", derive(&name_of(types, &ty), Case::Snake).trim_matches('_'));
        let (method, reason) = (scope.claim(&wanted, Case::Snake), reason(types, &ty));
        Refusal { ty, method, reason, sample }
    };
    bodies.0.into_iter().map(refusal).collect()
}

fn name_of(types: &[TypeDef], ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(id) => types[id.0].name.clone(),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => name_of(types, inner),
        TypeRef::String => "text".to_owned(),
        _ => "value".to_owned(),
    }
}

/// Chooses the responses of one operation, and adds their bodies to `bodies`. `secured` tells whether the operation needs a
/// credential.
pub(crate) fn statuses(
    responses: &[Response],
    cases: &[api::Case],
    secured: bool,
    bodies: &mut Bodies,
) -> RefusalStatuses {
    // An exact code before a range before `default`, for each code in turn.
    let find = |codes: &[u16]| {
        let exact = codes.iter().find_map(|code| suitable(responses, Status::Code(*code)).map(|at| (*code, at)));
        let range = suitable(responses, Status::Range(4)).or_else(|| suitable(responses, Status::Default));
        exact.or_else(|| range.and_then(|at| Some((*codes.first()?, at))))
    };
    let marked = |mark: CredentialMark| {
        let case = cases.iter().find(|case| case.credential == mark)?;
        let ResponseBody { response, content } = case.response;
        match responses.get(response)?.status {
            Status::Code(code) if code >= 400 => Some((code, (response, Some(content)))),
            _ => None,
        }
    };
    let mut chosen = |found: Option<(u16, Suitable)>| {
        found.map(|(code, (response, content))| {
            let body = content
                .map(|content| RefusalBody { content, refusal: bodies.index(&responses[response].contents[content]) });
            RefusalStatus { code, response, body }
        })
    };
    RefusalStatuses {
        credential_missing: chosen(
            marked(CredentialMark::Missing).or_else(|| find(&[401, 403, 400])).filter(|_| secured),
        ),
        credential_wrong: chosen(marked(CredentialMark::Wrong).or_else(|| find(&[401, 403, 400])).filter(|_| secured)),
        invalid: chosen(find(&[400, 422])),
        too_large: chosen(find(&[413, 400, 422])),
        media_type: chosen(find(&[415, 400, 422])),
    }
}

/// The index of a response, and of its content if it has a body.
type Suitable = (usize, Option<usize>);

/// Finds the response of a status that has no body or one with a place for a reason: JSON, else text.
fn suitable(responses: &[Response], status: Status) -> Option<Suitable> {
    let at = responses.iter().position(|response| response.status == status)?;
    let contents = &responses[at].contents;
    let of = |format: Format| contents.iter().position(|content| content.format == format);
    match contents.is_empty() {
        true => Some((at, None)),
        false => of(Format::Json).or_else(|| of(Format::Text)).map(|content| (at, Some(content))),
    }
}

fn reason(types: &[TypeDef], ty: &TypeRef) -> Option<String> {
    let TypeRef::Named(id) = ty else { return None };
    match &types[id.0].kind {
        TypeKind::Alias(inner) => reason(types, inner),
        TypeKind::Struct(object) => REASON_FIELDS.iter().find_map(|wanted| {
            let plain = |wire: &str| wire.replace(['_', '-'], "").to_lowercase();
            let field = object
                .fields
                .iter()
                .find(|field| plain(&field.wire) == *wanted && *field.ty.without_null() == TypeRef::String)?;
            Some(field.name.clone())
        }),
        _ => None,
    }
}
