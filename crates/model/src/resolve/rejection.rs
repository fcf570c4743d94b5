//! Chooses the documented responses that rejected requests get.

use super::context::Context;
use crate::api::{
    CredentialMark, Format, Operation, Rejection, RejectionBody, RejectionStatus, RejectionStatuses, Response,
    ResponseBody, ResponseContent, Status, TypeDef, TypeKind, TypeRef,
};
use crate::name::{Case, Scope, derive};
use crate::problem::Kind;

/// Names of fields for a reason in words, in order of preference. They are compared without case, `_` and `-`.
const REASON_FIELDS: &[&str] = &["detail", "description", "errordescription", "message", "reason", "error", "title"];

/// Sets [`Operation::rejections`] of every operation, and returns the distinct types of the bodies.
pub(crate) fn rejections(context: &mut Context<'_>, types: &[TypeDef], operations: &mut [Operation]) -> Vec<Rejection> {
    let mut rejections: Vec<Rejection> = Vec::new();
    let taken: Vec<&str> =
        operations.iter().map(|operation| operation.method_name.as_str()).chain(["authenticate"]).collect();
    let mut scope = Scope::reserving(&taken);
    let mut decided = Vec::new();
    for operation in operations.iter() {
        let statuses = statuses(operation, &mut |content| {
            let ty = &content.ty;
            let known = rejections.iter().position(|rejection| rejection.ty == *ty);
            known.unwrap_or_else(|| {
                let method = scope.claim(
                    &format!("refuse_with_{}", derive(&name_of(types, ty), Case::Snake).trim_matches('_')),
                    Case::Snake,
                );
                let sample = content.sample.clone().unwrap_or_default();
                rejections.push(Rejection { ty: ty.clone(), method, reason: reason(types, ty), sample });
                rejections.len() - 1
            })
        });
        if statuses.invalid.is_none() {
            context.report(operation.at, Kind::NoErrorResponse { operation: operation.id.clone() });
        }
        decided.push(statuses);
    }
    for (operation, statuses) in operations.iter_mut().zip(decided) {
        operation.rejections = statuses;
    }
    rejections
}

fn name_of(types: &[TypeDef], ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(id) => types[id.0].name.clone(),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => name_of(types, inner),
        TypeRef::String => "text".to_owned(),
        _ => "value".to_owned(),
    }
}

/// Chooses the responses of one operation. `rejection` returns the index of the [`Rejection`] for a response content.
fn statuses(operation: &Operation, rejection: &mut dyn FnMut(&ResponseContent) -> usize) -> RejectionStatuses {
    let responses = &operation.responses;
    // An exact code before a range before `default`, for each code in turn.
    let find = |codes: &[u16]| {
        let exact = codes.iter().find_map(|code| suitable(responses, Status::Code(*code)).map(|at| (*code, at)));
        let range = suitable(responses, Status::Range(4)).or_else(|| suitable(responses, Status::Default));
        exact.or_else(|| range.and_then(|at| Some((*codes.first()?, at))))
    };
    let marked = |mark: CredentialMark| {
        let case = operation.cases.iter().find(|case| case.credential == mark)?;
        let ResponseBody { response, content } = case.response;
        match responses.get(response)?.status {
            Status::Code(code) if code >= 400 => Some((code, (response, Some(content)))),
            _ => None,
        }
    };
    let mut chosen = |found: Option<(u16, Suitable)>| {
        found.map(|(code, (response, content))| {
            let body = content.map(|content| RejectionBody {
                content,
                rejection: rejection(operation.response_content(ResponseBody { response, content })),
            });
            RejectionStatus { code, response, body }
        })
    };
    let secured = !operation.security.is_none();
    RejectionStatuses {
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
