//! A trait for each tag, and the implementation of `Api` that consists of an implementation for each tag.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::api_trait;
use super::request::request_type;
use super::{Side, of};
use crate::named::{Api, Operation};
use crate::names::Names;
use crate::rust::{code, doc_ours, ident, ty};
use model::name::{Casing, Scope, derive};

/// A tag with its operations.
struct Tag<'a> {
    /// The name of the trait.
    name: Ident,
    /// The name of the field with the implementation, and of the method that sets it.
    field: Ident,
    /// The type parameter of the implementation.
    parameter: Ident,
    /// The name in the document, `None` for operations without a tag.
    wire: Option<&'a str>,
    operations: Vec<&'a Operation>,
}

/// The types, traits and parameters that the module uses itself. The trait of a tag cannot have the name of one.
const NAMES: &[&str] = &[
    "A",
    "ByTag",
    "Caller",
    "Common",
    "Context",
    "Credential",
    "Denied",
    "Err",
    "Future",
    "Implementation",
    "Location",
    "NotImplemented",
    "Ok",
    "Option",
    "Reason",
    "Rejection",
    "Result",
    "Send",
    "Some",
    "String",
    "Sync",
    "Undocumented",
    "Vec",
];

/// The tags, sorted by their names, so that their order in the document does not matter.
fn tags(api: &Api) -> Vec<Tag<'_>> {
    let mut wires: Vec<Option<&str>> =
        api.operations.iter().map(|operation| operation.tags.first().map(String::as_str)).collect();
    wires.sort_unstable();
    wires.dedup();
    let mut names = Scope::reserving(NAMES);
    let mut fields = Scope::reserving(&["new", "common"]);
    let tags = wires.into_iter().enumerate().map(|(index, wire)| {
        let text = wire.unwrap_or("untagged");
        Tag {
            name: ident(&names.claim(&derive(text, Casing::Pascal), Casing::Pascal)),
            field: ident(&fields.claim(&derive(text, Casing::Snake), Casing::Snake)),
            parameter: format_ident!("T{index}"),
            wire,
            operations: api.operations.iter().filter(|of| of.tags.first().map(String::as_str) == wire).collect(),
        }
    });
    tags.collect()
}

pub(super) fn items(api: &Api, names: &Names) -> TokenStream {
    let tags = tags(api);
    let has_credentials = !api.credentials.is_empty();
    let traits = tags.iter().map(|tag| {
        let (name, methods) = (&tag.name, tag.operations.iter().map(|of| api_trait::method(of, Side::Callers)));
        let about = match tag.wire {
            Some(wire) => format!("Operations with the tag {}.", code(wire)),
            None => "Operations without a tag.".to_owned(),
        };
        let about = doc_ours(&format!("{about} A method is written as `async fn`."));
        let caller = has_credentials.then(|| {
            quote!(
                /** The owner of a valid credential. */
                type Caller: Send + 'static;
            )
        });
        let allow = api_trait::allow_odd_names(tag.operations.iter().copied());
        quote! {
            #about
            #allow
            pub trait #name: Send + Sync + 'static {
                #caller
                #(#methods)*
            }
        }
    });
    let (authenticate, rejections) = (api_trait::authenticate(api), api_trait::rejections(api, names));
    let not_implemented = tags.iter().map(|tag| {
        let name = &tag.name;
        let caller = has_credentials.then(|| {
            quote!(
                type Caller = Caller;
            )
        });
        quote!(impl<Caller: Send + 'static> #name for NotImplemented<Caller> { #caller })
    });
    let by_tag = by_tag(api, names, &tags);
    let unsecured = (!has_credentials).then(|| quote!(impl Common for () {}));
    quote! {
        #(#traits)*

        /// The part of an implementation that all tags have in common.
        pub trait Common: Send + Sync + 'static {
            #authenticate
            #rejections
        }

        #unsecured

        /// The implementation of a tag that has none: each operation responds with 501.
        #[derive(Debug)]
        pub struct NotImplemented<Caller>(std::marker::PhantomData<fn() -> Caller>);

        #(#not_implemented)*

        #by_tag
    }
}

fn by_tag(api: &Api, names: &Names, tags: &[Tag<'_>]) -> TokenStream {
    let has_credentials = !api.credentials.is_empty();
    let caller = if has_credentials { quote!(A::Caller) } else { quote!(()) };
    let none = quote!(NotImplemented<#caller>);
    let parameters: Vec<&Ident> = tags.iter().map(|tag| &tag.parameter).collect();
    let fields: Vec<&Ident> = tags.iter().map(|tag| &tag.field).collect();
    let nones = tags.iter().map(|_| &none);
    let bound = |tag: &Tag<'_>| {
        let name = &tag.name;
        if has_credentials { quote!(#name<Caller = A::Caller>) } else { quote!(#name) }
    };
    let setters = tags.iter().map(|tag| {
        let (field, bound) = (&tag.field, bound(tag));
        let about = doc_ours(&match tag.wire {
            Some(wire) => format!("Sets the implementation of the operations with the tag {}.", code(wire)),
            None => "Sets the implementation of the operations without a tag.".to_owned(),
        });
        let types = tags
            .iter()
            .map(|other| if other.field == tag.field { ident("Implementation") } else { other.parameter.clone() });
        let others = fields.iter().filter(|other| **other != field);
        quote! {
            #about
            #[must_use]
            pub fn #field<Implementation: #bound>(self, #field: Implementation) -> ByTag<A #(, #types)*> {
                ByTag { common: self.common, #field, #(#others: self.#others,)* }
            }
        }
    });
    let authenticate = has_credentials.then(|| {
        quote! {
            type Caller = A::Caller;

            async fn authenticate(&self, credential: Credential, context: &Context) -> Result<A::Caller, Denied> {
                self.common.authenticate(credential, context).await
            }
        }
    });
    let methods = tags.iter().flat_map(|tag| {
        let (field, owner) = (&tag.field, &tag.name);
        tag.operations.iter().map(move |operation| {
            let (name, response) = (ident(&operation.method_name), of(operation, "Response"));
            let request = request_type(operation, &quote!(A::Caller));
            quote! {
                async fn #name(&self, request: operation::#name::#request) -> Result<#response, Undocumented> {
                    #owner::#name(&self.#field, request).await
                }
            }
        })
    });
    let rejections = api.rejections.iter().zip(&names.rejections).map(|(rejection, name)| {
        let (name, ty) = (ident(name), ty(api, &rejection.ty));
        quote! {
            fn #name(&self, rejection: &Rejection) -> Result<#ty, Undocumented> {
                self.common.#name(rejection)
            }
        }
    });
    let bounds = tags.iter().map(|tag| {
        let (parameter, bound) = (&tag.parameter, bound(tag));
        quote!(#parameter: #bound)
    });
    let defaults = tags.iter().map(|tag| {
        let parameter = &tag.parameter;
        if has_credentials {
            quote!(#parameter = NotImplemented<<A as Common>::Caller>)
        } else {
            quote!(#parameter = NotImplemented<()>)
        }
    });
    let new_none = tags.iter().map(|_| quote!(NotImplemented(std::marker::PhantomData)));
    quote! {
        /// An implementation of [`Api`](crate::Api) that consists of an implementation for each tag. Operations of a tag without an
        /// implementation respond with 501.
        #[derive(Clone, Copy, Debug)]
        pub struct ByTag<A: Common #(, #defaults)*> {
            common: A,
            #(#fields: #parameters,)*
        }

        impl<A: Common> ByTag<A #(, #nones)*> {
            /// Creates an implementation without tags.
            pub fn new(common: A) -> Self {
                ByTag { common, #(#fields: #new_none,)* }
            }
        }

        impl<A: Common #(, #parameters)*> ByTag<A #(, #parameters)*> {
            #(#setters)*
        }

        impl<A: Common #(, #bounds)*> crate::Api for ByTag<A #(, #parameters)*> {
            #authenticate
            #(#methods)*
            #(#rejections)*
        }
    }
}
