//! The types of the bodies of an operation: several media types of a request, multipart bodies, and successes of several types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::element;
use crate::emit::{literal, part, stream};
use crate::named::{Api, Body, Content, Format, Operation, Outcome, Part, ResponseContent, TypeKind, TypeRef};
use crate::rust::{code, described, doc, doc_ours, ident, renamed, ty};

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
            && let Some(builder) = builder_ty(api, content)
        {
            found.insert(builder.to_string(), optional_builder(&builder, &content_ty(api, content)));
        }
    }
    let found = found.values();
    quote!(#(#found)*)
}

/// A builder in place of a body that is not required.
fn optional_builder(builder: &TokenStream, built: &TokenStream) -> TokenStream {
    quote! {
        impl crate::OptionalBody<#built> for #builder {
            fn into_optional(self) -> Result<Option<#built>, String> {
                #built::try_from(self).map(Some).map_err(|error| error.to_string())
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
                    /// The request body. The name stays if the schema is renamed or moved.
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

/// The function that makes a body of a stream of items.
fn writer(api: &Api, sent: &stream::Sent<'_>) -> TokenStream {
    let stream::Sent { name, function, content, items } = sent;
    let item = ty(api, &items.ty);
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
            crate::item_body::#function(items)
        }
    }
}

fn body_enum(api: &Api, body: &Body) -> TokenStream {
    let variants = body.contents.iter().map(|content| {
        let (variant, ty) = (ident(&content.variant), content_ty(api, content));
        let docs = doc_ours(&code(&content.media_types[0]));
        quote!(#docs #variant(#ty),)
    });
    let types: Vec<String> = body.contents.iter().map(|content| content_ty(api, content).to_string()).collect();
    let conversions = body.contents.iter().enumerate().map(|(at, content)| {
        // Of equal types, the first media type is the one that is meant.
        let is_first = types.iter().position(|ty| *ty == types[at]) == Some(at);
        let (variant, ty) = (ident(&content.variant), content_ty(api, content));
        let from = is_first.then(|| {
            quote! {
                impl From<#ty> for Body {
                    fn from(body: #ty) -> Self {
                        Body::#variant(body)
                    }
                }
            }
        });
        let from_text = (is_first && ty.to_string() == "String").then(|| {
            quote! {
                impl From<&str> for Body {
                    fn from(body: &str) -> Self {
                        Body::#variant(body.to_owned())
                    }
                }
            }
        });
        let from_builder = builder_ty(api, content).filter(|_| is_first).map(|builder| {
            let error = if content.format == Format::Multipart {
                quote!(Unsendable)
            } else {
                quote!(<#ty as TryFrom<#builder>>::Error)
            };
            let optional = (!body.required).then(|| optional_builder(&builder, &quote!(Body)));
            quote! {
                impl TryFrom<#builder> for Body {
                    type Error = #error;

                    fn try_from(builder: #builder) -> Result<Self, Self::Error> {
                        builder.build().map(Body::#variant)
                    }
                }

                #optional
            }
        });
        let optional = (is_first && !body.required).then(|| {
            quote! {
                impl crate::OptionalBody<Body> for #ty {
                    fn into_optional(self) -> Result<Option<Body>, String> {
                        Ok(Some(self.into()))
                    }
                }
            }
        });
        quote!(#from #from_text #from_builder #optional)
    });
    let main = body.contents.iter().find_map(|content| Some((content, builder_ty(api, content)?)));
    let builder = main.map(|(content, builder)| {
        let (ty, media_type) = (content_ty(api, content), code(&content.media_types[0]));
        let docs = doc_ours(&format!("Creates a builder of the body for {media_type}."));
        quote! {
            impl Body {
                #docs
                pub fn builder() -> #builder {
                    #ty::builder()
                }
            }
        }
    });
    let allow = literal::uneven_variants(body.contents.len());
    let derive = if is_stream(body) { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug)]) };
    quote! {
        /// The request body: one of several media types.
        #derive
        #[non_exhaustive]
        #allow
        pub enum Body { #(#variants)* }

        #builder

        #(#conversions)*
    }
}

fn success_enum(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Outcome::Several(variants) = operation.success() else { return None };
    let has_stream =
        variants.iter().any(|variant| !matches!(variant.format(), None | Some(Format::Json | Format::Text)));
    let derive = if has_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    let allow = literal::uneven_variants(variants.len());
    let variants = variants.iter().map(|given| {
        let variant = ident(given.name());
        let docs = doc(given.response.doc.as_deref());
        match given.content.map(|content| response_ty(api, content, true)) {
            Some(ty) => quote!(#docs #variant(#ty),),
            None => quote!(#docs #variant,),
        }
    });
    Some(quote! {
        /// The body of a successful response.
        #derive
        #[non_exhaustive]
        #allow
        pub enum Success { #(#variants)* }
    })
}

/// The type of a part that is present.
fn part_ty(api: &Api, part: &Part) -> TokenStream {
    match (part.is_file, part.repeated) {
        (true, true) => quote!(Vec<crate::File>),
        (true, false) => quote!(crate::File),
        _ => ty(api, &part.ty),
    }
}

/// The setter of a part.
fn part_setter(api: &Api, part: &Part) -> TokenStream {
    let (name, text) = (ident(&part.name), &part.name);
    let required = if part.required { "Required." } else { "Optional." };
    let docs = described(part.doc.as_deref(), [renamed("Part", &part.name, &part.wire), Some(required.to_owned())]);
    let element = match (part.is_file, part.repeated) {
        (true, true) => Some(quote!(crate::File)),
        (true, false) => None,
        (false, _) => element(api, &part.ty),
    };
    let (bound, converted) = match element {
        Some(element) => (
            quote!(impl IntoIterator<Item = impl TryInto<#element, Error: Display>>),
            quote!(call::list::<_, #element>(#text, value)),
        ),
        None => {
            let ty = part_ty(api, part);
            (quote!(impl TryInto<#ty, Error: Display>), quote!(call::value(#text, value)))
        }
    };
    quote! {
        #docs
        pub fn #name(mut self, value: #bound) -> Self {
            self.#name = #converted.map(Some);
            self
        }
    }
}

/// The struct of a multipart body, and its builder.
fn multipart(api: &Api, content: &Content) -> TokenStream {
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
    let slots = content.parts.iter().map(|part| {
        let (name, ty) = (ident(&part.name), part_ty(api, part));
        quote!(#name: Result<Option<#ty>, Unsendable>,)
    });
    let starts = content.parts.iter().map(|part| {
        let name = ident(&part.name);
        quote!(#name: Ok(None),)
    });
    let setters = content.parts.iter().map(|part| part_setter(api, part));
    let built = content.parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        let missing = format!("the part `{wire}` is missing");
        let given = if part.required {
            quote!(self.#name?.ok_or_else(|| Unsendable::new(#missing))?)
        } else {
            quote!(self.#name?)
        };
        quote!(#name: #given,)
    });
    quote! {
        /// The parts of a multipart body.
        #[derive(Clone, PartialEq #derive_default)]
        #[non_exhaustive]
        pub struct Multipart { #(#fields)* }

        impl std::fmt::Debug for Multipart {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("Multipart").finish_non_exhaustive()
            }
        }

        impl Multipart {
            /// Creates a builder without any part.
            pub fn builder() -> MultipartBuilder {
                MultipartBuilder { #(#starts)* }
            }

            pub(crate) fn into_form(self) -> Result<reqwest::multipart::Form, Unsendable> {
                let #mutable form = crate::multipart::form();
                #(#adds)*
                Ok(form)
            }
        }

        /// Builder of a [`Multipart`].
        #[must_use = "a body is made by `build`"]
        #[derive(Clone)]
        pub struct MultipartBuilder { #(#slots)* }

        impl MultipartBuilder {
            #(#setters)*

            /// Creates the body.
            ///
            /// # Errors
            ///
            /// A required part is missing, or a value cannot be converted.
            pub fn build(self) -> Result<Multipart, Unsendable> {
                Ok(Multipart { #(#built)* })
            }
        }

        impl std::fmt::Debug for MultipartBuilder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("MultipartBuilder").finish_non_exhaustive()
            }
        }

        impl TryFrom<MultipartBuilder> for Multipart {
            type Error = Unsendable;

            fn try_from(builder: MultipartBuilder) -> Result<Self, Unsendable> {
                builder.build()
            }
        }
    }
}
