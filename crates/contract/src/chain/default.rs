//! The defaults of the properties of a body.

use model::Api;
use model::api::{Content, TypeKind, TypeRef};
use serde_json::{Map, Value};

use super::wrap::Wrapper;

/// The values that stand for absent properties of the resource in a body (OpenAPI 3.0.4, Schema Object, `default`), without those that are
/// `null`.
pub(crate) fn defaults(api: &Api, content: &Content, wrapper: Wrapper<'_>) -> Map<String, Value> {
    let mut ty = &content.ty;
    let mut outer = wrapper.0;
    // An alias of an alias cannot be longer than the list of types.
    for _ in 0..=api.types.len() {
        match ty {
            TypeRef::Nullable(inner) => ty = inner,
            TypeRef::Named(id) => match &api.type_named(*id).kind {
                TypeKind::Alias(other) => ty = other,
                TypeKind::Struct(object) if outer.is_some() => {
                    let name = outer.take();
                    let Some(field) = object.fields.iter().find(|field| Some(field.wire.as_str()) == name) else {
                        return Map::new();
                    };
                    ty = &field.ty;
                }
                TypeKind::Struct(object) => {
                    let given = object.fields.iter().filter(|field| !field.required);
                    let given = given.filter_map(|field| Some((field.wire.clone(), field.default.clone()?)));
                    return given.filter(|(_, value)| !value.is_null()).collect();
                }
                TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Constrained { .. } => return Map::new(),
            },
            _ => return Map::new(),
        }
    }
    Map::new()
}
