//! Unions: an enum that selects the alternative by the discriminator if there is one, else by the first that fits.

mod conversions;

use proc_macro2::TokenStream;
use quote::quote;

use super::derive::DerivedTraits;
use crate::emit::plain_values::unaliased;
use crate::named::{Api, TypeDef, TypeKind, TypeRef, Union, UnionVariant};
use crate::rust::{code, doc_ours, ident, is_foreign, own_ty};

pub(crate) fn item(api: &Api, derives: &DerivedTraits, doc: &TokenStream, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.name);
    let variants = union.variants.iter().map(|variant| declared(api, union, variant));
    let derive_debug = (!def.sensitive).then(|| quote!(Debug,));
    let debug = def.sensitive.then(|| super::redacted(&name));
    let from = union.variants.iter().enumerate().map(|(index, variant)| from(api, &name, union, index, variant));
    let conversions = conversions::of_plain_values(api, &name, union);
    let serialize = serialize(&name, union);
    let deserialize = deserialize(api, def, union);
    let json_schema = json_schema(api, def, union);
    let allow = crate::emit::literal::uneven_variants(union.variants.len());
    let equality = derives.equality(def);
    quote! {
        #doc
        #[derive(Clone, #derive_debug #equality)]
        #[non_exhaustive]
        #allow
        pub enum #name {
            #(#variants)*
            /// A value that fits no alternative of the document, such as one that a newer server sends.
            Unlisted(UnlistedJson),
        }

        #debug
        #serialize
        #deserialize
        #json_schema
        #(#from)*
        #conversions
    }
}

fn declared(api: &Api, union: &Union, variant: &UnionVariant) -> TokenStream {
    let name = ident(&variant.name);
    let ty = held(api, variant);
    let doc = match (&union.discriminator, variant.tags.as_slice()) {
        (Some(property), [tags @ .., last]) => {
            let tags: Vec<String> = tags.iter().chain([last]).map(|tag| code(tag)).collect();
            let others = if variant.is_default { ", absent, or a value that no other variant has" } else { "" };
            doc_ours(&format!("{} is {}{others}.", code(property), tags.join(" or ")))
        }
        _ => quote!(),
    };
    quote!(#doc #name(#ty),)
}

fn held(api: &Api, variant: &UnionVariant) -> TokenStream {
    let ty = own_ty(api, &variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

/// `From` for each type that only one alternative has.
fn from(api: &Api, name: &proc_macro2::Ident, union: &Union, index: usize, variant: &UnionVariant) -> TokenStream {
    let alike = |other: &UnionVariant| unaliased(api, &other.ty) == unaliased(api, &variant.ty);
    let is_only = union.variants.iter().enumerate().all(|(other, variant)| other == index || !alike(variant));
    let is_own = matches!(unaliased(api, &variant.ty), TypeRef::Named(_));
    if !is_only || !is_own {
        return quote!();
    }
    let (ty, variant_name) = (own_ty(api, &variant.ty), ident(&variant.name));
    let value = if variant.boxed { quote!(Box::new(value)) } else { quote!(value) };
    let of_builder = conversions::of_builder(api, name, variant);
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#variant_name(#value)
            }
        }

        #of_builder
    }
}

/// Serializes the value of the alternative, with the discriminator where the alternative's own type lacks it.
fn serialize(name: &proc_macro2::Ident, union: &Union) -> TokenStream {
    let arms = union.variants.iter().map(|variant| {
        let (name, tags) = (ident(&variant.name), &variant.tags);
        match &union.discriminator {
            Some(property) if !tags.is_empty() && !variant.is_default => {
                quote!(Self::#name(value) => alternatives::tagged(value, #property, &[#(#tags),*], serializer),)
            }
            _ => quote!(Self::#name(value) => serde::Serialize::serialize(value, serializer),),
        }
    });
    quote! {
        impl serde::Serialize for #name {
            fn serialize<__S: serde::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                match self {
                    #(#arms)*
                    Self::Unlisted(value) => alternatives::write_unlisted(value, serializer),
                }
            }
        }
    }
}

fn deserialize(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let (name, text) = (ident(&def.name), &def.name);
    let alternatives = union.variants.iter().map(|variant| {
        let (name, tags) = (ident(&variant.name), &variant.tags);
        let guard = if tags.is_empty() { guard(api, &variant.ty) } else { quote!(None) };
        quote! {
            alternatives::Alternative {
                tags: &[#(#tags),*],
                guard: #guard,
                read: |value| alternatives::read(value).map(Self::#name),
            }
        }
    });
    let discriminator = match &union.discriminator {
        Some(property) => quote!(Some(#property)),
        None => quote!(None),
    };
    let hidden = def.sensitive.then(|| quote!(.map_err(|_| support::hidden(&"one of its alternatives"))));
    let read = match union.variants.iter().find(|variant| variant.is_default) {
        None => quote!(alternatives.read(deserializer)),
        Some(default) => {
            let default = ident(&default.name);
            quote!(alternatives.read_or(deserializer, |value| alternatives::read(value).map(Self::#default)))
        }
    };
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<__D: serde::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                let alternatives = alternatives::Alternatives {
                    type_name: #text,
                    discriminator: #discriminator,
                    all: &[#(#alternatives),*],
                    unlisted: Self::Unlisted,
                };
                #read #hidden
            }
        }
    }
}

/// The properties that an object must have for an alternative to be tried, with the values of those that are enums.
fn guard(api: &Api, ty: &TypeRef) -> TokenStream {
    let TypeRef::Named(id) = unaliased(api, ty) else { return quote!(None) };
    let Some(TypeKind::Struct(object)) = api.type_named(*id).defined() else { return quote!(None) };
    let required = object.fields.iter().filter(|field| field.required).map(|field| {
        let (wire, values) = (&field.wire, listed(api, &field.ty).unwrap_or_default());
        quote!((#wire, &[#(#values),*] as &[&str]))
    });
    quote!(Some(&[#(#required),*]))
}

fn listed<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<Vec<&'a str>> {
    let TypeRef::Named(id) = unaliased(api, ty) else { return None };
    match api.type_named(*id).defined() {
        Some(TypeKind::Enum(values)) => Some(values.iter().map(|value| value.wire.as_str()).collect()),
        _ => None,
    }
}

fn json_schema(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let (name, text) = (ident(&def.name), &def.name);
    let members = union.variants.iter().map(|variant| {
        let ty = own_ty(api, &variant.ty);
        let plain = match is_foreign(api, &variant.ty) {
            true => quote!(true.into()),
            false => quote!(generator.subschema_for::<#ty>()),
        };
        match &union.discriminator {
            Some(property) if !variant.tags.is_empty() && !variant.is_default => {
                let tags = &variant.tags;
                quote!(alternatives::tagged_schema(#plain, #property, &[#(#tags),*]))
            }
            _ => plain,
        }
    });
    quote! {
        impl JsonSchema for #name {
            #[inline]
            fn schema_name() -> std::borrow::Cow<'static, str> {
                #text.into()
            }

            #[inline]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                alternatives::any_of(vec![#(#members),*])
            }
        }
    }
}
