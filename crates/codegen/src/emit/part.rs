//! The parts of a multipart body as the fields of a struct: the same on both sides, which each have a `File` of their own.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, Content, Part};
use crate::rust::{described, ident, renamed, ty};

/// A field for each part, with its documentation.
pub(crate) fn fields(api: &Api, content: &Content) -> Vec<TokenStream> {
    let field = |part: &Part| {
        let (field, ty) = (ident(&part.name), part_ty(api, part));
        let docs = described(part.doc.as_deref(), [renamed("Part", &part.name, &part.wire)]);
        quote!(#docs pub #field: #ty,)
    };
    content.parts.iter().map(field).collect()
}

/// The type of a part: a file is bytes with a name.
fn part_ty(api: &Api, part: &Part) -> TokenStream {
    let ty = match (part.is_file, part.repeated) {
        (true, true) => quote!(Vec<crate::File>),
        (true, false) => quote!(crate::File),
        _ => ty(api, &part.ty),
    };
    if part.required { ty } else { quote!(Option<#ty>) }
}
