//! Bodies of several types: the enum of a request body with several media types, and that of successes with several types.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{base, builder_ty, content_ty, is_stream, optional_builder, optional_value, response_ty};
use crate::emit::hidden::{self, ShownField, ShownVariant};
use crate::emit::literal;
use crate::named::{Api, Body, Format, Operation, Outcome, ResponseVariant, TypeRef};
use crate::rust::{self, code, doc, doc_ours, ident};
use model::name::{Casing, Scope, derive};

pub(super) fn body_enum(api: &Api, body: &Body) -> TokenStream {
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
        // An array literal in place of a list.
        let from_array = match &content.ty {
            TypeRef::Array(element) if is_first && matches!(content.format, Format::Json | Format::Form) => {
                let element = rust::ty(api, element);
                let optional = (!body.required).then(|| {
                    quote! {
                        impl<const N: usize> crate::OptionalBody<Body> for [#element; N] {
                            fn into_optional(self) -> Result<Option<Body>, crate::Unsendable> {
                                Ok(Some(self.into()))
                            }
                        }
                    }
                });
                Some(quote! {
                    impl<const N: usize> From<[#element; N]> for Body {
                        fn from(body: [#element; N]) -> Self {
                            Body::#variant(body.into())
                        }
                    }

                    #optional
                })
            }
            _ => None,
        };
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
        let optional = (is_first && !body.required).then(|| optional_value(&ty, &quote!(Body)));
        let from_base = base(api, content).filter(|_| is_first);
        let from_base = from_base.map(|(base, builder)| of_base(body, &variant, &ty, &base, builder.as_ref()));
        quote!(#from #from_text #from_array #from_builder #optional #from_base)
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
    let shown = body.contents.iter().map(|content| {
        let is_written = !matches!(content.format, Format::Bytes | Format::Multipart);
        let is_hidden = is_written && hidden::is_hidden(api, &content.schema);
        ShownVariant::Tuple(ShownField { name: ident(&content.variant), is_hidden })
    });
    let (_, debug) = hidden::of_enum(&ident("Body"), &shown.collect::<Vec<_>>());
    let derive = hidden::derive(&[(!is_stream(body), "Clone"), (debug.is_empty(), "Debug")]);
    quote! {
        /// The request body: one of several media types.
        #derive
        #[non_exhaustive]
        #allow
        pub enum Body { #(#variants)* }

        #debug

        #builder

        #(#conversions)*
    }
}

/// The conversions of the type whose form in requests the content has, and of its builder.
fn of_base(
    body: &Body,
    variant: &Ident,
    ty: &TokenStream,
    base: &TokenStream,
    builder: Option<&TokenStream>,
) -> TokenStream {
    let optional = (!body.required).then(|| optional_value(base, &quote!(Body)));
    let from_builder = builder.map(|builder| {
        let optional = (!body.required).then(|| optional_builder(builder, &quote!(Body)));
        quote! {
            impl TryFrom<#builder> for Body {
                type Error = types::BuildError;

                fn try_from(builder: #builder) -> Result<Self, Self::Error> {
                    #ty::try_from(builder).map(Body::#variant)
                }
            }

            #optional
        }
    });
    quote! {
        impl From<#base> for Body {
            fn from(body: #base) -> Self {
                Body::#variant(body.into())
            }
        }

        #optional
        #from_builder
    }
}

pub(super) fn success_enum(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let Outcome::Several(variants) = operation.success() else { return None };
    let has_stream =
        variants.iter().any(|variant| !matches!(variant.format(), None | Some(Format::Json | Format::Text)));
    let shown = variants.iter().map(|given| {
        let name = ident(given.name());
        match given.content {
            Some(_) => ShownVariant::Tuple(ShownField { name, is_hidden: hidden::is_body_hidden(api, *given) }),
            None => ShownVariant::Unit(name),
        }
    });
    let (_, debug) = hidden::of_enum(&ident("Success"), &shown.collect::<Vec<_>>());
    let derive = hidden::derive(&[(!has_stream, "Clone"), (debug.is_empty(), "Debug"), (!has_stream, "PartialEq")]);
    let allow = literal::uneven_variants(variants.len());
    let conversions = bodies(api, &variants);
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

        #debug

        #conversions
    })
}

/// The methods that return the body of one variant.
fn bodies(api: &Api, variants: &[ResponseVariant<'_>]) -> TokenStream {
    let mut scope = Scope::reserving(&[]);
    let methods = variants.iter().filter_map(|given| {
        let (variant, ty) = (ident(given.name()), response_ty(api, given.content?, true));
        let method = ident(&scope.claim(&format!("into_{}", derive(given.name(), Casing::Snake)), Casing::Snake));
        let docs =
            doc_ours(&format!("Returns the body of [`{variant}`](Self::{variant}), `None` for another variant."));
        Some(quote! {
            #docs
            pub fn #method(self) -> Option<#ty> {
                match self {
                    Self::#variant(body) => Some(body),
                    _ => None,
                }
            }
        })
    });
    quote!(impl Success { #(#methods)* })
}
