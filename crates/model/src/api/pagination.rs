//! Lists that a client reads page by page.

use super::{Field, Struct, TypeDef, TypeKind, TypeRef};

/// How the list of an operation is read page by page.
///
/// Paths are names of properties: the first is one of the body, each other one of the object before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// How the next page is requested.
    pub next: NextPage,
    /// The path of the list. Empty if the body is the list.
    pub items: Vec<String>,
    /// The path of a boolean that is `false` on the last page.
    pub has_more: Option<Vec<String>>,
}

/// How the page after another one is requested. Parameters are indexes in [`super::Operation::parameters`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// The response has a header `Link` with `rel="next"` (RFC 8288).
    Link,
    /// A property of the response is the URL of the next page.
    Url {
        /// The path of the property.
        property: Vec<String>,
    },
    /// A property of the response is the value of a parameter. It is absent, `null` or empty on the last page.
    Cursor {
        /// The parameter.
        parameter: usize,
        /// The path of the property.
        property: Vec<String>,
    },
    /// A property of the last item is the value of a parameter.
    LastItem {
        /// The parameter.
        parameter: usize,
        /// The path of the property in an item.
        property: Vec<String>,
    },
    /// A parameter is the number of the page. A page without items is after the last one.
    Page {
        /// The parameter.
        parameter: usize,
        /// The number of the first page.
        first: i64,
    },
    /// A parameter is the number of items before the page. A page without items is after the last one.
    Offset {
        /// The parameter.
        parameter: usize,
        /// The value for the first page.
        first: i64,
    },
}

/// Returns the object that a type is, through aliases. `None` if it is another type, one of the user's
/// (`x-rust-type`), or also accepts `null`.
pub(crate) fn object_of<'a, N>(types: &'a [TypeDef<N>], ty: &TypeRef) -> Option<&'a Struct<N>> {
    let TypeRef::Named(id) = ty else { return None };
    match types.get(id.0)?.defined()? {
        TypeKind::Struct(object) => Some(object),
        TypeKind::Alias(inner) => object_of(types, inner),
        _ => None,
    }
}

/// Returns the type of the elements of a list, through aliases and constraints. `None` if the type is no list or also accepts `null`.
pub fn element_of<'a, N>(types: &'a [TypeDef<N>], ty: &'a TypeRef) -> Option<&'a TypeRef> {
    match ty {
        TypeRef::Array(element) => Some(element),
        TypeRef::Named(id) => match types.get(id.0)?.defined()? {
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => element_of(types, inner),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the fields on a path of properties from a type. Each one may be optional. `None` if a property does not exist.
pub fn fields_at<'a, N>(types: &'a [TypeDef<N>], ty: &TypeRef, path: &[String]) -> Option<Vec<&'a Field<N>>> {
    let mut fields: Vec<&'a Field<N>> = Vec::new();
    for wire in path {
        let from = fields.last().map_or(ty, |field| field.ty.without_null());
        let field = object_of(types, from)?.fields.iter().find(|field| field.wire == *wire)?;
        fields.push(field);
    }
    Some(fields)
}
