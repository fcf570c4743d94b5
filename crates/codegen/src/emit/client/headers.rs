//! Types of the client that hold the documented headers of an operation's answers.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::rust::{doc, doc_ours, ident, ty};
use model::api::{Api, Operation, ResponseHeader, TypeKind, TypeRef};

/// Whether any answer has documented headers.
pub(crate) fn is_needed(api: &Api) -> bool {
    api.operations.iter().any(|operation| !operation.response_headers.is_empty())
}

/// The type of an operation's headers.
pub(crate) fn name(operation: &Operation) -> Ident {
    format_ident!("{}Headers", operation.type_name)
}

/// One type for each operation whose answers have documented headers.
pub(crate) fn items(api: &Api) -> TokenStream {
    let with_headers = api.operations.iter().filter(|operation| !operation.response_headers.is_empty());
    let all = with_headers.map(|operation| {
        let name = name(operation);
        let about = doc_ours(&format!(
            "Headers that answers to [`Client::{0}`](crate::Client::{0}) are documented with: `{name}::try_from(answer.headers())`.",
            operation.method_name
        ));
        let fields = operation.response_headers.iter().map(|header| field(api, header));
        let reads = operation.response_headers.iter().map(|header| {
            let (field, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
            let reading = reading(api, &header.ty);
            quote!(#field: read(headers, #wire, #reading)?,)
        });
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            pub struct #name { #(#fields)* }

            impl TryFrom<&reqwest::header::HeaderMap> for #name {
                type Error = HeaderError;

                fn try_from(headers: &reqwest::header::HeaderMap) -> Result<Self, HeaderError> {
                    Ok(Self { #(#reads)* })
                }
            }
        }
    });
    quote! {
        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::headers::{HeaderError, Reading, read};
        #[allow(unused_imports, reason = "which are used depends on the document")]
        use crate::types;

        #(#all)*
    }
}

fn field(api: &Api, header: &ResponseHeader) -> TokenStream {
    let (name, ty) = (ident(&header.name), ty(api, &header.ty));
    let own = doc(header.doc.as_deref());
    let gap = header.doc.is_some().then(|| quote!(#[doc = ""]));
    let wire = doc_ours(&format!("The header `{}`.", header.wire));
    quote!(#own #gap #wire pub #name: Option<#ty>,)
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
