//! The parts of forms: their properties, and those of a multipart body as fields of a struct. Client and server use the same fields,
//! each with its own type `File`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, Content, Field, Part, TypeKind, TypeRef};
use crate::rust::{described, ident, renamed, ty};

/// The fields, one for each part, with documentation.
pub(crate) fn fields(api: &Api, content: &Content) -> Vec<TokenStream> {
    let field = |part: &Part| {
        let (field, ty) = (ident(&part.name), part_ty(api, part));
        let docs = described(part.doc.as_deref(), [renamed("Part", &part.name, &part.wire)]);
        quote!(#docs pub #field: #ty,)
    };
    content.parts.iter().map(field).collect()
}

/// The property `wire` of the object `ty`.
pub(crate) fn property<'a>(api: &'a Api, ty: &TypeRef, wire: &str) -> Option<&'a Field> {
    let TypeRef::Named(id) = ty.without_null() else { return None };
    match &api.type_named(*id).kind {
        TypeKind::Alias(inner) => property(api, inner, wire),
        TypeKind::Struct(object) => object.fields.iter().find(|field| field.wire == wire),
        _ => None,
    }
}

/// The type of a part that is present. A file is represented by the type `File`.
pub(crate) fn present_ty(api: &Api, part: &Part) -> TokenStream {
    match (part.is_file, part.repeated) {
        (true, true) => quote!(Vec<crate::File>),
        (true, false) => quote!(crate::File),
        _ => ty(api, &part.ty),
    }
}

/// The type of a part.
fn part_ty(api: &Api, part: &Part) -> TokenStream {
    let ty = present_ty(api, part);
    if part.required { ty } else { quote!(Option<#ty>) }
}
