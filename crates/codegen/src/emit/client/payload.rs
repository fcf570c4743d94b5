//! `payload.rs` of the client crate: enums for request bodies and responses of several types, and multipart bodies.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::{literal, part};
use crate::named::{Api, Body, Content, Format, Operation, Outcome, ResponseContent};
use crate::rust::{code, doc, doc_ours, ident, ty};

/// The name of a type of this module that belongs to an operation.
pub(crate) fn name(operation: &Operation, role: &str) -> Ident {
    format_ident!("{}{role}", operation.type_name)
}

/// The type of a request body's content.
pub(crate) fn content_ty(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    match content.format {
        Format::Json | Format::Form => ty(api, &content.ty),
        Format::Text => quote!(String),
        Format::Bytes => quote!(reqwest::Body),
        Format::Multipart => {
            let name = name(operation, "Multipart");
            quote!(crate::payload::#name)
        }
    }
}

/// The type of a request body.
pub(crate) fn body_ty(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    match body.contents.as_slice() {
        [content] => content_ty(api, operation, content),
        _ => {
            let name = name(operation, "Body");
            quote!(crate::payload::#name)
        }
    }
}

/// The type of a response body.
pub(crate) fn response_ty(api: &Api, content: &ResponseContent, success: bool) -> TokenStream {
    match (content.format, success) {
        (Format::Text, _) => quote!(String),
        (Format::Bytes | Format::Form | Format::Multipart, true) => quote!(progenitor_client::ByteStream),
        (Format::Bytes | Format::Form | Format::Multipart, false) => quote!(bytes::Bytes),
        (Format::Json, _) => ty(api, &content.ty),
    }
}

/// The type that the client returns for successes or errors.
pub(crate) fn outcome_ty(api: &Api, operation: &Operation, success: bool) -> TokenStream {
    let outcome = if success { operation.success() } else { operation.error() };
    match outcome {
        Outcome::Empty => quote!(()),
        Outcome::Same(content) => response_ty(api, content, success),
        Outcome::SameOrEmpty(content) => {
            let ty = response_ty(api, content, success);
            quote!(Option<#ty>)
        }
        Outcome::Several(_) => {
            let name = name(operation, if success { "Success" } else { "Failure" });
            quote!(crate::payload::#name)
        }
    }
}

pub(crate) fn items(api: &Api) -> TokenStream {
    let all = api.operations.iter().map(|operation| {
        let body = operation.body.as_ref().map(|body| {
            let several = (body.contents.len() > 1).then(|| body_enum(api, operation, body));
            let multipart = body.multipart().map(|content| multipart_struct(api, operation, content));
            quote!(#several #multipart)
        });
        let success = response_enum(api, operation, true);
        let failure = response_enum(api, operation, false);
        quote!(#body #success #failure)
    });
    quote!(#(#all)*)
}

fn body_enum(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    let name = name(operation, "Body");
    let about = doc_ours(&format!(
        "The request body of [`Client::{0}`](crate::Client::{0}): one of several media types.",
        operation.method_name
    ));
    let variants = body.contents.iter().map(|content| {
        let (variant, ty) = (ident(&content.variant), content_ty(api, operation, content));
        let docs = doc_ours(&code(&content.media_types[0]));
        quote!(#docs #variant(#ty),)
    });
    let allow = literal::uneven_variants(body.contents.len());
    quote!(#about #[derive(Debug)] #allow pub enum #name { #(#variants)* })
}

fn response_enum(api: &Api, operation: &Operation, success: bool) -> Option<TokenStream> {
    let outcome = if success { operation.success() } else { operation.error() };
    let Outcome::Several(variants) = outcome else { return None };
    let name = name(operation, if success { "Success" } else { "Failure" });
    let about = doc_ours(&format!(
        "The body of {1} to [`Client::{0}`](crate::Client::{0}).",
        operation.method_name,
        if success { "a successful response" } else { "an error response" }
    ));
    let has_stream =
        success && variants.iter().any(|variant| !matches!(variant.format(), None | Some(Format::Json | Format::Text)));
    let derive = (!has_stream).then(|| quote!(#[derive(Clone, Debug, PartialEq)]));
    let debug = has_stream.then(|| {
        let text = name.to_string();
        quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    });
    let variants = variants.iter().map(|given| {
        let variant = ident(given.name());
        let docs = doc(given.response.doc.as_deref());
        match given.content.map(|content| response_ty(api, content, success)) {
            Some(ty) => quote!(#docs #variant(#ty),),
            None => quote!(#docs #variant,),
        }
    });
    let allow = literal::uneven_variants(variants.len());
    Some(quote!(#about #derive #allow pub enum #name { #(#variants)* } #debug))
}

fn multipart_struct(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    let name = name(operation, "Multipart");
    let about = doc_ours(&format!(
        "The parts of a request body of [`Client::{0}`](crate::Client::{0}).",
        operation.method_name
    ));
    let fields = part::fields(api, content);
    let adds = content.parts.iter().map(|part| {
        let (field, wire) = (ident(&part.name), &part.wire);
        let media_type = match &part.content_type {
            // For a list of media types, the caller chooses. A range is not a media type that can be sent.
            Some(named) if !named.contains([',', '*']) => quote!(Some(#named)),
            _ => quote!(None),
        };
        let add = match (part.is_file, part.repeated) {
            (true, _) => quote!(form = crate::multipart::file(form, #wire, part, #media_type)?;),
            (false, true) => quote!(form = crate::multipart::value(form, #wire, part, #media_type)?;),
            (false, false) => quote!(form = crate::multipart::value(form, #wire, &part, #media_type)?;),
        };
        let owned = part.is_file.then(|| quote!(.cloned()));
        match (part.required, part.repeated) {
            (true, false) => quote!(let part = self.#field; #add),
            (false, false) => quote!(if let Some(part) = self.#field { #add }),
            (true, true) => quote!(for part in self.#field.iter() #owned { #add }),
            (false, true) => quote!(for part in self.#field.iter().flat_map(|parts| parts.iter()) #owned { #add }),
        }
    });
    let mutable = (!content.parts.is_empty()).then(|| quote!(mut));
    let all_optional = content.parts.iter().all(|part| !part.required);
    let derive_default = all_optional.then(|| quote!(, Default));
    quote! {
        #about
        #[derive(Clone, PartialEq #derive_default)]
        pub struct #name { #(#fields)* }

        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!(#name)).finish_non_exhaustive()
            }
        }

        impl #name {
            pub(crate) fn into_form(self) -> Result<reqwest::multipart::Form, crate::error::Unsendable> {
                let #mutable form = crate::multipart::form();
                #(#adds)*
                Ok(form)
            }
        }
    }
}
