//! Which operations return a list page by page: as `x-pagination` says, else as the names of parameters and properties show it
//! plainly.

mod given;
mod infer;

use std::collections::HashMap;

use super::context::Context;
use super::path::Found;
use crate::api::pagination::element_of;
use crate::api::{Format, Operation, Outcome, ResponseContent, TypeDef, TypeRef};
use crate::source::Span;
use crate::view;

/// Sets [`Operation::pagination`] of each operation.
pub(crate) fn decide(context: &mut Context<'_>, found: &[Found<'_, '_>], operations: &mut [Operation]) {
    let views: HashMap<Span, &view::Operation<'_>> =
        found.iter().map(|found| (found.operation.id_at, found.operation)).collect();
    for operation in operations {
        let given = views.get(&operation.at).and_then(|view| view.pagination.as_ref());
        operation.pagination = match given {
            Some(view::Pagination::Off) => None,
            // The extension may name a part that could not be read.
            Some(view::Pagination::Given(_)) if context.incomplete.contains(&operation.at) => None,
            Some(view::Pagination::Given(given)) => given::pagination(context, operation, given),
            None => infer::pagination(&context.types, operation),
        };
    }
}

/// The JSON body that every success of the operation has.
fn page_of(operation: &Operation) -> Option<&ResponseContent> {
    match operation.success() {
        Outcome::Same(content) if content.format == Format::Json && content.items.is_none() => Some(content),
        _ => None,
    }
}

/// Whether a type is a whole number.
fn is_integer(types: &[TypeDef], ty: &TypeRef) -> bool {
    use crate::api::TypeKind;
    match ty {
        TypeRef::Integer(_) => true,
        TypeRef::Named(id) => match types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }) => is_integer(types, inner),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a type is a list.
fn is_list(types: &[TypeDef], ty: &TypeRef) -> bool {
    element_of(types, ty.without_null()).is_some()
}
