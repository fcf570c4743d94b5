//! The Rust names that follow from other names, and that no `x-rust-name` can set. They are assigned in one pass over the API.

use crate::named::{Api, TypeRef};
use model::name::{Casing, Scope, derive};

/// The names, by the indexes of the items in [`Api`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// For each of [`Api::rejections`], the method of the server's trait that makes the body, in `snake_case`.
    pub rejections: Vec<String>,
    /// For each of [`Api::credentials`], the variant of the server's credential, in `PascalCase`.
    pub credentials: Vec<String>,
}

impl Names {
    /// Assigns the names of an API.
    pub(crate) fn of(api: &Api) -> Self {
        Names { rejections: rejections(api), credentials: credentials(api) }
    }

    /// Returns the names of the part of the API that has the items with these indexes.
    pub(crate) fn of_part(self, credentials: &[usize], rejections: &[usize]) -> Self {
        let pick = |names: &[String], indexes: &[usize]| -> Vec<String> {
            indexes.iter().filter_map(|index| names.get(*index).cloned()).collect()
        };
        Names { rejections: pick(&self.rejections, rejections), credentials: pick(&self.credentials, credentials) }
    }
}

fn rejections(api: &Api) -> Vec<String> {
    let mut scope = Scope::reserving(&["authenticate"]);
    api.operations.iter().for_each(|operation| {
        scope.take(&operation.method_name);
    });
    let method = |ty: &TypeRef| format!("reject_with_{}", derive(type_name(api, ty), Casing::Snake).trim_matches('_'));
    api.rejections.iter().map(|rejection| scope.claim(&method(&rejection.ty), Casing::Snake)).collect()
}

/// Returns the name of a type, or a word for a type that has none.
fn type_name<'a>(api: &'a Api, ty: &TypeRef) -> &'a str {
    match ty {
        TypeRef::Named(id) => &api.type_named(*id).name,
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => type_name(api, inner),
        TypeRef::String => "text",
        _ => "value",
    }
}

fn credentials(api: &Api) -> Vec<String> {
    let mut scope = Scope::default();
    let schemes = api.schemes.iter().map(|scheme| scope.claim(&derive(&scheme.name, Casing::Pascal), Casing::Pascal));
    let schemes: Vec<String> = schemes.collect();
    let mut scope = Scope::default();
    let variant = |set: &[usize]| {
        let names: Vec<&str> = set.iter().map(|scheme| schemes[*scheme].as_str()).collect();
        derive(&names.join("-and-"), Casing::Pascal)
    };
    api.credentials.iter().map(|set| scope.claim(&variant(&set.schemes), Casing::Pascal)).collect()
}
