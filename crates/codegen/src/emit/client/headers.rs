//! Types of the client with the documented headers of the responses of an operation.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::types::derive::Derives;
use crate::named::{Api, Operation, ResponseHeader, TypeKind, TypeRef};
use crate::rust::{described, doc_ours, ident, renamed, ty};

/// The name of the type for the headers of an operation.
pub(crate) fn name(operation: &Operation) -> Ident {
    format_ident!("{}Headers", operation.type_name)
}

/// The types, one for each operation whose responses have documented headers.
pub(crate) fn items(api: &Api) -> TokenStream {
    let derives = Derives::of(api);
    let with_headers = api.operations.iter().filter(|operation| !operation.response_headers.is_empty());
    let all = with_headers.map(|operation| {
        let name = name(operation);
        let about = doc_ours(&format!(
            "Documented headers of the responses to [`Client::{0}`](crate::Client::{0}): `{name}::try_from(response.headers())`.",
            operation.method_name
        ));
        let equality = derives.equality_of(operation.response_headers.iter().map(|header| &header.ty));
        let fields = operation.response_headers.iter().map(|header| field(api, header));
        let reads = operation.response_headers.iter().map(|header| {
            let (field, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
            let reading = reading(api, &header.ty);
            quote!(#field: headers::read(headers, #wire, #reading)?,)
        });
        quote! {
            #about
            #[derive(Clone, Debug, #equality)]
            pub struct #name { #(#fields)* }

            impl TryFrom<&reqwest::header::HeaderMap> for #name {
                type Error = HeaderError;

                fn try_from(headers: &reqwest::header::HeaderMap) -> Result<Self, HeaderError> {
                    Ok(Self { #(#reads)* })
                }
            }
        }
    });
    quote!(#(#all)*)
}

fn field(api: &Api, header: &ResponseHeader) -> TokenStream {
    let (name, ty) = (ident(&header.name), ty(api, &header.ty));
    let docs = described(header.doc.as_deref(), [renamed("Header", &header.name, &header.wire)]);
    quote!(#docs pub #name: Option<#ty>,)
}

fn reading(api: &Api, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Bool | TypeRef::I32 | TypeRef::I64 | TypeRef::F64 => quote!(Reading::Json),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => quote!(Reading::Text),
        TypeRef::Any => quote!(Reading::Any),
        TypeRef::Array(inner) => {
            let inner = reading(api, inner);
            quote!(Reading::List(&#inner))
        }
        TypeRef::Tuple(_) => quote!(Reading::List(&Reading::Any)),
        TypeRef::Map(_) => quote!(Reading::Pairs),
        TypeRef::Nullable(inner) => reading(api, inner),
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => reading(api, inner),
            TypeKind::Enum(_) => quote!(Reading::Text),
            TypeKind::Struct(_) => quote!(Reading::Pairs),
            TypeKind::Union(_) => quote!(Reading::Any),
        },
    }
}
