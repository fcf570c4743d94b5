//! The types of the bodies of an operation.

mod multipart;
mod several;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::stream;
use crate::emit::types::request_form;
use crate::named::{Api, Body, Content, Format, Operation, Outcome, ResponseContent, TypeKind, TypeRef};
use crate::rust::{code, doc_ours, ident, joined, ty};
use multipart::multipart;
use several::{body_enum, success_enum};

/// Whether a body can be sent only once, so that its builder cannot implement `Clone`.
pub(crate) fn is_stream(body: &Body) -> bool {
    body.contents.iter().any(|content| content.format == Format::Bytes)
}

/// The type of a request body's content, in the module of the operation.
pub(crate) fn content_ty(api: &Api, content: &Content) -> TokenStream {
    match content.format {
        Format::Json | Format::Form => ty(api, &content.ty),
        Format::Text => quote!(String),
        Format::Bytes => quote!(reqwest::Body),
        Format::Multipart => quote!(Multipart),
    }
}

/// The type of a request body, in the module of the operation.
pub(crate) fn body_ty(api: &Api, body: &Body) -> TokenStream {
    match body.contents.as_slice() {
        [content] => content_ty(api, content),
        _ => quote!(Body),
    }
}

/// The type of a response body.
pub(crate) fn response_ty(api: &Api, content: &ResponseContent, success: bool) -> TokenStream {
    match (content.format, success) {
        (Format::Text, _) => quote!(String),
        (Format::Bytes | Format::Form | Format::Multipart, true) => {
            stream::stream_ty(api, content.items.as_ref(), &quote!(crate)).unwrap_or(quote!(crate::ByteStream))
        }
        (Format::Bytes | Format::Form | Format::Multipart, false) => quote!(bytes::Bytes),
        (Format::Json, _) => ty(api, &content.ty),
    }
}

/// The type of the body of successes, in the module of the operation.
pub(crate) fn success_ty(api: &Api, operation: &Operation) -> TokenStream {
    match operation.success() {
        Outcome::Empty => quote!(()),
        Outcome::Same(content) => response_ty(api, content, true),
        Outcome::SameOrEmpty(content) => {
            let ty = response_ty(api, content, true);
            quote!(Option<#ty>)
        }
        Outcome::Several(_) => quote!(Success),
    }
}

/// The builder of the type of a content, if it is an object or a multipart body.
fn builder_ty(api: &Api, content: &Content) -> Option<TokenStream> {
    match content.format {
        Format::Json | Format::Form => object_builder(api, &content.ty),
        Format::Multipart => Some(quote!(MultipartBuilder)),
        Format::Text | Format::Bytes => None,
    }
}

/// The builder of a type, if it is an object.
fn object_builder(api: &Api, ty: &TypeRef) -> Option<TokenStream> {
    let TypeRef::Named(id) = ty else { return None };
    let def = api.type_named(*id);
    match def.defined() {
        Some(TypeKind::Struct(_)) => {
            let name = ident(&format!("{}Builder", def.name));
            Some(quote!(types::builder::#name))
        }
        Some(TypeKind::Alias(inner)) => object_builder(api, inner),
        _ => None,
    }
}

/// The implementations of `OptionalBody` for the builders of bodies that are not required, one for each type.
pub(crate) fn optional_builders(api: &Api) -> TokenStream {
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref()).filter(|body| !body.required);
    let mut found: BTreeMap<String, TokenStream> = BTreeMap::new();
    for body in bodies {
        if let [content] = body.contents.as_slice()
            && content.format != Format::Multipart
        {
            let built = content_ty(api, content);
            if let Some(builder) = builder_ty(api, content) {
                found.insert(builder.to_string(), optional_builder(&builder, &built));
            }
            if let Some((base, builder)) = base(api, content) {
                let value = optional_value(&base, &built);
                let from_builder = builder.map(|builder| optional_builder(&builder, &built));
                found.insert(base.to_string(), quote!(#value #from_builder));
            }
        }
    }
    let found = found.values();
    quote!(#(#found)*)
}

/// The type that converts into the type of a content, which is its form in requests, and its builder if it is an object.
fn base(api: &Api, content: &Content) -> Option<(TokenStream, Option<TokenStream>)> {
    let is_value = matches!(content.format, Format::Json | Format::Form);
    let base = request_form::base(api, &content.ty).filter(|_| is_value)?;
    let name = ident(&base.name);
    let builder = matches!(base.defined(), Some(TypeKind::Struct(_))).then(|| {
        let builder = ident(&format!("{}Builder", base.name));
        quote!(types::builder::#builder)
    });
    Some((quote!(types::#name), builder))
}

/// A value that converts, in place of a body that is not required.
fn optional_value(value: &TokenStream, built: &TokenStream) -> TokenStream {
    quote! {
        impl crate::OptionalBody<#built> for #value {
            fn into_optional(self) -> Result<Option<#built>, crate::Unsendable> {
                Ok(Some(self.into()))
            }
        }
    }
}

/// A builder in place of a body that is not required.
fn optional_builder(builder: &TokenStream, built: &TokenStream) -> TokenStream {
    quote! {
        impl crate::OptionalBody<#built> for #builder {
            fn into_optional(self) -> Result<Option<#built>, crate::Unsendable> {
                #built::try_from(self).map(Some).map_err(|error| crate::Unsendable::new(error.to_string()))
            }
        }
    }
}

pub(crate) fn items(api: &Api, operation: &Operation) -> TokenStream {
    let body = operation.body.as_ref().map(|body| {
        let whole = match body.contents.as_slice() {
            [content] => {
                let ty = content_ty(api, content);
                quote! {
                    /// The request body.
                    pub type Body = #ty;
                }
            }
            _ => body_enum(api, body),
        };
        let multipart = body.multipart().map(|content| {
            let optional = match body.contents.as_slice() {
                [_] if !body.required => Some(optional_builder(&quote!(MultipartBuilder), &quote!(Multipart))),
                _ => None,
            };
            let multipart = multipart(api, content);
            quote!(#multipart #optional)
        });
        let writers = stream::all_sent(body).into_iter().map(|sent| writer(api, &sent));
        quote!(#whole #multipart #(#writers)*)
    });
    let success = success_enum(api, operation);
    quote!(#body #success)
}

/// The functions that make a body of a stream of items.
fn writer(api: &Api, sent: &stream::Sent<'_>) -> TokenStream {
    let stream::Sent { name, function, content, items } = sent;
    let item = ty(api, &items.ty);
    let fallible = joined("try", &name.to_string(), "");
    let about_fallible = doc_ours(&format!(
        "As [`{name}`], of a stream that may fail. An error ends the body, and the call fails with it as the source."
    ));
    let about = doc_ours(&format!(
        "Makes a body of {}: {}\n\nAn item is taken when the connection can send it. Browsers send no streams, so this does not exist on \
         `wasm32-unknown-unknown`.",
        code(&content.media_types[0]),
        stream::sentence(api, Some(items)).unwrap_or_default()
    ));
    quote! {
        #about
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        pub fn #name<S>(items: S) -> reqwest::Body
        where
            S: futures_core::Stream<Item = #item> + Send + 'static,
        {
            crate::item_body::body(items, crate::item_body::#function)
        }

        #about_fallible
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        pub fn #fallible<S, E>(items: S) -> reqwest::Body
        where
            S: futures_core::Stream<Item = Result<#item, E>> + Send + 'static,
            E: Into<crate::BoxError> + 'static,
        {
            crate::item_body::try_body(items, crate::item_body::#function)
        }
    }
}
