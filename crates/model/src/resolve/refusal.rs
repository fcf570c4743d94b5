//! Which documented answer a refused request gets: decided here, once, from what each operation documents.

use super::context::Context;
use crate::api::{
    CredentialMark, Format, Operation, Refusal, RefusalStatus, RefusalStatuses, Response, Status, TypeDef, TypeKind,
    TypeRef,
};
use crate::name::{Case, Scope, derive};
use crate::problem::Kind;

/// Fields that take a reason in words, in the order of preference; compared without case, `_` and `-`.
const REASON_FIELDS: &[&str] = &["detail", "description", "errordescription", "message", "reason", "error", "title"];

/// Decides the statuses of every operation, and gives the distinct types that refuse.
pub(crate) fn refusals(context: &mut Context<'_>, types: &[TypeDef], operations: &mut [Operation]) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = Vec::new();
    let taken: Vec<&str> =
        operations.iter().map(|operation| operation.method_name.as_str()).chain(["authenticate"]).collect();
    let mut scope = Scope::reserving(&taken);
    let mut decided = Vec::new();
    for operation in operations.iter() {
        let statuses = statuses(operation, &mut |response| {
            let ty = response.ty.as_ref()?;
            let known = refusals.iter().position(|refusal| refusal.ty == *ty);
            Some(known.unwrap_or_else(|| {
                let method = scope.claim(
                    &format!("refuse_with_{}", derive(&name_of(types, ty), Case::Snake).trim_matches('_')),
                    Case::Snake,
                );
                let sample = response.sample.clone().unwrap_or_default();
                refusals.push(Refusal { ty: ty.clone(), method, reason: reason(types, ty), sample });
                refusals.len() - 1
            }))
        });
        if statuses.invalid.is_none() {
            context.report(operation.at, Kind::NoErrorAnswer { operation: operation.id.clone() });
        }
        decided.push(statuses);
    }
    for (operation, statuses) in operations.iter_mut().zip(decided) {
        operation.refusals = statuses;
    }
    refusals
}

fn name_of(types: &[TypeDef], ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(id) => types[id.0].name.clone(),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => name_of(types, inner),
        TypeRef::String => "text".to_owned(),
        _ => "value".to_owned(),
    }
}

fn statuses(operation: &Operation, refusal: &mut dyn FnMut(&Response) -> Option<usize>) -> RefusalStatuses {
    let responses = &operation.responses;
    // An exact code before a range before `default`, for each code in turn.
    let find = |codes: &[u16]| {
        let exact = codes.iter().find_map(|code| position(responses, Status::Code(*code)).map(|index| (*code, index)));
        let range = position(responses, Status::Range(4)).or_else(|| position(responses, Status::Default));
        exact.or_else(|| range.and_then(|index| Some((*codes.first()?, index))))
    };
    let marked = |mark: CredentialMark| {
        let case = operation.cases.iter().find(|case| case.credential == mark)?;
        match responses.get(case.response)?.status {
            Status::Code(code) if code >= 400 => Some((code, case.response)),
            _ => None,
        }
    };
    let mut answer = |found: Option<(u16, usize)>| {
        found.map(|(code, response)| RefusalStatus { code, response, refusal: refusal(&responses[response]) })
    };
    let secured = !operation.security.is_none();
    RefusalStatuses {
        credential_missing: answer(
            marked(CredentialMark::Missing).or_else(|| find(&[401, 403, 400])).filter(|_| secured),
        ),
        credential_wrong: answer(marked(CredentialMark::Wrong).or_else(|| find(&[401, 403, 400])).filter(|_| secured)),
        invalid: answer(find(&[400, 422])),
        too_large: answer(find(&[413, 400, 422])),
        media_type: answer(find(&[415, 400, 422])),
    }
}

/// The answer of a status: as JSON where there is a choice. What is neither JSON nor text has no place for a reason.
fn position(responses: &[Response], status: Status) -> Option<usize> {
    let of = |is_it: fn(&Response) -> bool| {
        responses.iter().position(|response| response.status == status && is_it(response))
    };
    of(|response| response.ty.is_none() || response.format == Format::Json)
        .or_else(|| of(|response| response.format == Format::Text))
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
