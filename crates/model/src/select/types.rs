//! The types that the operations of an API refer to.

use std::collections::BTreeSet;

use super::{new_index, retain_indexes};
use crate::api::{Api, Items, Operation, TypeId, TypeKind, TypeRef, Unknown};

/// Removes all types that no operation reaches.
pub(super) fn retain_reachable<N>(api: &mut Api<N>) {
    let mut found = BTreeSet::new();
    let mut open = Vec::new();
    each_of_operations(api, &mut |id| open.push(*id));
    while let Some(TypeId(id)) = open.pop() {
        if found.insert(id)
            && let Some(def) = api.types.get_mut(id)
        {
            each_of_kind(&mut def.kind, &mut |id| open.push(*id));
        }
    }
    let kept = retain_indexes(&mut api.types, found);
    let renumber = &mut |id: &mut TypeId| id.0 = new_index(&kept, id.0);
    each_of_operations(api, renumber);
    for def in &mut api.types {
        each_of_kind(&mut def.kind, renumber);
        def.form_of = def.form_of.and_then(|base| kept.binary_search(&base.0).ok()).map(TypeId);
    }
}

/// Visits the references to named types of all operations, and of the bodies for rejected requests.
fn each_of_operations<N>(api: &mut Api<N>, visit: &mut impl FnMut(&mut TypeId)) {
    let webhooks = &mut api.webhooks;
    for operation in api.operations.iter_mut().chain(&mut webhooks.operations) {
        each_of_operation(operation, visit);
    }
    for rejection in api.rejections.iter_mut().chain(&mut webhooks.rejections) {
        each(&mut rejection.ty, visit);
    }
}

fn each_of_operation<N>(operation: &mut Operation<N>, visit: &mut impl FnMut(&mut TypeId)) {
    for parameter in &mut operation.parameters {
        each(&mut parameter.ty, visit);
        parameter.array.iter_mut().for_each(|array| each(array, visit));
    }
    for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
        each(&mut content.ty, visit);
        each_of_items(&mut content.items, visit);
        content.parts.iter_mut().for_each(|part| each(&mut part.ty, visit));
    }
    for response in &mut operation.responses {
        response.headers.iter_mut().for_each(|header| each(&mut header.ty, visit));
        for content in &mut response.contents {
            each(&mut content.ty, visit);
            each_of_items(&mut content.items, visit);
        }
    }
    operation.response_headers.iter_mut().for_each(|header| each(&mut header.ty, visit));
}

fn each_of_items(items: &mut Option<Items>, visit: &mut impl FnMut(&mut TypeId)) {
    if let Some(items) = items {
        each(&mut items.ty, visit);
        items.data.iter_mut().for_each(|data| each(&mut data.ty, visit));
    }
}

fn each_of_kind<N>(kind: &mut TypeKind<N>, visit: &mut impl FnMut(&mut TypeId)) {
    match kind {
        TypeKind::Struct(object) => {
            object.fields.iter_mut().for_each(|field| each(&mut field.ty, visit));
            match &mut object.unknown {
                Unknown::Kept { ty, .. } => each(ty, visit),
                Unknown::Ignored | Unknown::Rejected => {}
            }
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| each(&mut variant.ty, visit)),
        TypeKind::Alias(ty) => each(ty, visit),
        TypeKind::Constrained { inner, .. } => each(inner, visit),
        TypeKind::Enum(_) => {}
    }
}

fn each(ty: &mut TypeRef, visit: &mut impl FnMut(&mut TypeId)) {
    match ty {
        TypeRef::Named(id) => visit(id),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => each(inner, visit),
        TypeRef::Tuple(elements) => elements.iter_mut().for_each(|element| each(element, visit)),
        TypeRef::Bool
        | TypeRef::Integer(_)
        | TypeRef::F64
        | TypeRef::String
        | TypeRef::DateTime
        | TypeRef::Date
        | TypeRef::Uuid
        | TypeRef::Any => {}
    }
}
