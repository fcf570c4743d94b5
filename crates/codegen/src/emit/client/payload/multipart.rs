//! The struct of a multipart body, and its builder.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::client::arguments::element;
use crate::emit::part;
use crate::named::{Api, Content, Part};
use crate::rust::{described, ident, renamed};

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
            let ty = part::present_ty(api, part);
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
pub(super) fn multipart(api: &Api, content: &Content) -> TokenStream {
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
            (false, _) => quote!(form = crate::multipart::value(form, #wire, &part, #media_type)?;),
        };
        match (part.required, part.repeated) {
            (true, false) => quote!(let part = self.#field; #add),
            (false, false) => quote!(if let Some(part) = self.#field { #add }),
            (true, true) => quote!(for part in self.#field { #add }),
            (false, true) => quote!(for part in self.#field.into_iter().flatten() { #add }),
        }
    });
    let mutable = (!content.parts.is_empty()).then(|| quote!(mut));
    let all_optional = content.parts.iter().all(|part| !part.required);
    let derive_default = all_optional.then(|| quote!(, Default));
    let slots = content.parts.iter().map(|part| {
        let (name, ty) = (ident(&part.name), part::present_ty(api, part));
        quote!(#name: Result<Option<#ty>, Unsendable>,)
    });
    let starts = content.parts.iter().map(|part| {
        let name = ident(&part.name);
        quote!(#name: Ok(None),)
    });
    let setters = content.parts.iter().map(|part| part_setter(api, part));
    let built = content.parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        if part.required { quote!(faults.required(#wire, self.#name)) } else { quote!(faults.optional(self.#name)) }
    });
    let names: Vec<Ident> = content.parts.iter().map(|part| ident(&part.name)).collect();
    let build = if names.is_empty() {
        quote!(Ok(Multipart {}))
    } else {
        quote! {
            let mut faults = crate::multipart::Faults::default();
            match (#(#built,)*) {
                (#(Some(#names),)*) => Ok(Multipart { #(#names),* }),
                _ => Err(faults.into_error()),
            }
        }
    };
    let shown = content.parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        if part.required { quote!((#wire, true)) } else { quote!((#wire, self.#name.is_some())) }
    });
    let given = content.parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        quote!((#wire, !matches!(self.#name, Ok(None))))
    });
    quote! {
        /// The parts of a multipart body.
        #[derive(Clone, PartialEq #derive_default)]
        #[non_exhaustive]
        pub struct Multipart { #(#fields)* }

        impl std::fmt::Debug for Multipart {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::multipart::show(f, "Multipart", &[#(#shown),*])
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
            /// If required parts are missing or values cannot be converted. The error names all of these.
            pub fn build(self) -> Result<Multipart, Unsendable> {
                #build
            }
        }

        impl std::fmt::Debug for MultipartBuilder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                crate::multipart::show(f, "MultipartBuilder", &[#(#given),*])
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
