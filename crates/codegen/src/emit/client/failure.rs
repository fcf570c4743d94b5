//! The enum of the documented errors of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::payload::response_ty;
use crate::emit::hidden::{self, ShownField, ShownVariant};
use crate::emit::literal;
use crate::emit::status::constant;
use crate::named::{Api, Operation, ResponseVariant, Status};
use crate::rust::{code, described, ident};

/// The variants, in the order of the document.
pub(crate) fn variants(operation: &Operation) -> impl Iterator<Item = ResponseVariant<'_>> {
    operation.errors().flat_map(|response| response.variants())
}

pub(crate) fn items(api: &Api, operation: &Operation) -> TokenStream {
    let declared = variants(operation).map(|given| {
        let variant = ident(given.name());
        let status = match given.response.status {
            Status::Code(code) => format!("Status code {code}."),
            Status::Range(hundreds) => format!("Status codes {hundreds}00 to {hundreds}99."),
            Status::Default => "Any other status code.".to_owned(),
        };
        // Variants of one status code differ in their media type.
        let media_type = given.content.filter(|_| given.response.contents.len() > 1);
        let media_type = media_type.map(|content| format!("Media type {}.", code(&content.media_types[0])));
        let docs = described(given.response.doc.as_deref(), [Some(status), media_type]);
        let body = given.content.map(|content| response_ty(api, content, false));
        match (given.response.status, body) {
            (Status::Code(_), Some(body)) => quote!(#docs #variant(#body),),
            (Status::Code(_), None) => quote!(#docs #variant,),
            (_, body) => {
                let body = body.map(|body| {
                    quote! {
                        /// The body.
                        body: #body,
                    }
                });
                quote! {
                    #docs
                    #variant {
                        /// The status code.
                        status: StatusCode,
                        #body
                    },
                }
            }
        }
    });
    let is_known = |status: Status| !matches!(status, Status::Code(code) if constant(code).is_none());
    let is_any_known = variants(operation).any(|given| is_known(given.response.status));
    let statuses = variants(operation).map(|given| {
        let variant = ident(given.name());
        match (given.response.status, given.content) {
            (Status::Code(code), content) => {
                let fields = content.map(|_| quote!((_)));
                let text = code.to_string();
                let status = match constant(code) {
                    Some(status) => status,
                    None if is_any_known => quote!(return f.write_str(#text)),
                    None => quote!(f.write_str(#text)),
                };
                quote!(Error::#variant #fields => #status,)
            }
            _ => quote!(Error::#variant { status, .. } => *status,),
        }
    });
    let count = variants(operation).count();
    let (f, display) = match count {
        0 => (quote!(_), quote!(match *self {})),
        _ if !is_any_known => (quote!(f), quote!(match self { #(#statuses)* })),
        _ => (quote!(f), quote!(let status = match self { #(#statuses)* }; write!(f, "{status}"))),
    };
    let allow = literal::uneven_variants(count);
    let shown = variants(operation).map(|given| {
        let (name, is_hidden) = (ident(given.name()), hidden::is_body_hidden(api, given));
        match (given.response.status, given.content) {
            (Status::Code(_), Some(_)) => ShownVariant::Tuple(ShownField { name, is_hidden }),
            (Status::Code(_), None) => ShownVariant::Unit(name),
            (_, body) => {
                let body = body.map(|_| ShownField { name: ident("body"), is_hidden });
                let status = ShownField { name: ident("status"), is_hidden: false };
                ShownVariant::Fields(name, [status].into_iter().chain(body).collect())
            }
        }
    });
    let (derive_debug, debug) = hidden::of_enum(&ident("Error"), &shown.collect::<Vec<_>>());
    quote! {
        /// The documented errors. `Display` shows the status code.
        #[derive(Clone, #derive_debug PartialEq)]
        #[non_exhaustive]
        #allow
        pub enum Error { #(#declared)* }

        #debug

        impl std::fmt::Display for Error {
            fn fmt(&self, #f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #display
            }
        }

        impl std::error::Error for Error {}
    }
}
