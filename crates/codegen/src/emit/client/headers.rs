//! The documented headers of the successes and of the errors of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::hidden::{self, ShownField};
use crate::named::{Api, Operation, Response, ResponseHeader, TypeKind, TypeRef};
use crate::rust::{described, doc_ours, ident, renamed, ty};

/// The headers of several responses, and whether each of the responses has them.
pub(crate) fn merged<'o>(
    operation: &'o Operation,
    responses: impl Iterator<Item = &'o Response>,
) -> Vec<(&'o ResponseHeader, bool)> {
    let responses: Vec<&Response> = responses.collect();
    let own = |response: &'o Response, wire: &str| {
        response.headers.iter().find(move |header| header.wire.eq_ignore_ascii_case(wire))
    };
    let found = operation.response_headers.iter().filter_map(|header| {
        let all = responses.iter().map(|response| own(response, &header.wire));
        let is_required = all.clone().all(|own| own.is_some_and(|own| own.required));
        all.flatten().next().map(|_| (header, is_required))
    });
    found.collect()
}

/// The second argument of the type of a success, after a comma. Nothing if no header is documented.
pub(crate) fn success_ty(operation: &Operation) -> Option<TokenStream> {
    (!merged(operation, operation.successes()).is_empty()).then(|| quote!(, Headers))
}

/// The types of the headers of successes and of errors.
pub(crate) fn items(api: &Api, operation: &Operation) -> TokenStream {
    let success = merged(operation, operation.successes());
    let success = (!success.is_empty()).then(|| of_success(api, &success));
    let error = merged(operation, operation.errors());
    let error = (!error.is_empty()).then(|| of_error(api, &error));
    let type_of_errors = match merged(operation, operation.errors()).is_empty() {
        true => quote!(crate::NoErrorHeaders),
        false => quote!(ErrorHeaders),
    };
    quote! {
        #success
        #error

        impl DocumentedError for Error {
            type Headers = #type_of_errors;
        }
    }
}

fn of_success(api: &Api, headers: &[(&ResponseHeader, bool)]) -> TokenStream {
    let docs = doc_ours("The documented headers of a successful response.");
    let (declared, reads) = (declared(api, &quote!(Headers), &docs, headers), reads(api, headers));
    quote! {
        #declared

        impl TryFrom<&reqwest::header::HeaderMap> for Headers {
            type Error = HeaderError;

            fn try_from(headers: &reqwest::header::HeaderMap) -> Result<Self, HeaderError> {
                let mut reader = Reader::new(headers);
                Ok(Headers { #(#reads)* malformed: reader.malformed() })
            }
        }
    }
}

fn of_error(api: &Api, headers: &[(&ResponseHeader, bool)]) -> TokenStream {
    let optional: Vec<(&ResponseHeader, bool)> = headers.iter().map(|(header, _)| (*header, false)).collect();
    let docs = doc_ours("The documented headers of an error response.");
    let (declared, reads) = (declared(api, &quote!(ErrorHeaders), &docs, &optional), reads(api, &optional));
    quote! {
        #declared

        impl From<&reqwest::header::HeaderMap> for ErrorHeaders {
            fn from(headers: &reqwest::header::HeaderMap) -> Self {
                let mut reader = Reader::new(headers);
                ErrorHeaders { #(#reads)* malformed: reader.malformed() }
            }
        }
    }
}

/// A struct with a field for each header.
fn declared(api: &Api, name: &TokenStream, docs: &TokenStream, headers: &[(&ResponseHeader, bool)]) -> TokenStream {
    let fields = headers.iter().map(|(header, is_required)| {
        let (name, ty) = (ident(&header.name), ty(api, &header.ty));
        let docs = described(header.doc.as_deref(), [renamed("Header", &header.name, &header.wire)]);
        let ty = if *is_required { ty } else { quote!(Option<#ty>) };
        quote!(#docs pub #name: #ty,)
    });
    let shown = headers.iter().map(|(header, _)| {
        let is_hidden = hidden::is_hidden(api, &header.schema);
        ShownField { name: ident(&header.name), is_hidden }
    });
    let shown = shown.chain([ShownField { name: ident("malformed"), is_hidden: false }]);
    let (derive_debug, debug) = hidden::of_struct(&ident(&name.to_string()), &[], &shown.collect::<Vec<_>>());
    quote! {
        #docs
        #[derive(Clone, #derive_debug PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            malformed: Vec<HeaderError>,
        }

        #debug

        impl #name {
            /// The headers that do not fit the document. Their fields are `None`.
            pub fn malformed(&self) -> &[HeaderError] {
                &self.malformed
            }
        }
    }
}

fn reads(api: &Api, headers: &[(&ResponseHeader, bool)]) -> Vec<TokenStream> {
    let read = |(header, is_required): &(&ResponseHeader, bool)| {
        let (field, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
        let reading = reading(api, &header.ty);
        if *is_required {
            quote!(#field: reader.required(#wire, #reading)?,)
        } else {
            quote!(#field: reader.optional(#wire, #reading),)
        }
    };
    headers.iter().map(read).collect()
}

fn reading(api: &Api, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 => quote!(Reading::Json),
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
