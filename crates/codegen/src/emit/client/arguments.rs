//! The arguments of the methods of the client.

use proc_macro2::TokenStream;

use crate::named::{Api, Location, Operation, Parameter, TypeKind, TypeRef};
use crate::rust::ty;

/// The required parameters: those of the path in the order of the path, then those of the query, of headers and of cookies, each
/// sorted by name. The order of the document does not matter, so that it can change.
pub(crate) fn arguments(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let position = |parameter: &Parameter| {
        operation.path.iter().flat_map(|segment| segment.parameters()).position(|name| name == parameter.wire)
    };
    let mut required: Vec<&Parameter> = operation.parameters.iter().filter(|parameter| parameter.required).collect();
    required.sort_by_key(|parameter| match parameter.location {
        Location::Path => (parameter.location, position(parameter), ""),
        _ => (parameter.location, None, parameter.name.as_str()),
    });
    required.into_iter()
}

/// The type of the elements of a list, with or without constraints.
pub(crate) fn element(api: &Api, list: &TypeRef) -> Option<TokenStream> {
    match list {
        TypeRef::Array(inner) => Some(ty(api, inner)),
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }) => element(api, inner),
            _ => None,
        },
        _ => None,
    }
}
