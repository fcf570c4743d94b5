//! Conversions into a union, so that a caller need not name the alternative: of plain values, such as texts, numbers and lists, and of
//! the builders of objects.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::held;
use crate::emit::plain_values::{Taker, chosen, takers, unaliased};
use crate::named::{Api, TypeKind, TypeRef, Union, UnionVariant};
use crate::rust::{ident, is_copy, own_ty};

/// The conversions of plain values: `From` where an alternative takes any value, else `TryFrom`, which tries the alternatives in their
/// order. So another alternative takes no conversion away.
pub(super) fn of_plain_values(api: &Api, name: &Ident, union: &Union) -> TokenStream {
    let takers = takers(api, union);
    let mut seen: Vec<&TypeRef> = Vec::new();
    let mut all = TokenStream::new();
    for taker in &takers {
        if !seen.contains(&&taker.plain) {
            seen.push(&taker.plain);
            all.extend(conversion(api, name, &chosen(&takers, &taker.plain)));
        }
    }
    all
}

/// The conversion of the builder of an alternative that no other alternative has.
pub(super) fn of_builder(api: &Api, name: &Ident, variant: &UnionVariant) -> Option<TokenStream> {
    let TypeRef::Named(id) = unaliased(api, &variant.ty) else { return None };
    let def = api.type_named(*id);
    let Some(TypeKind::Struct(_)) = def.defined() else { return None };
    let builder = ident(&format!("{}Builder", def.name));
    Some(quote! {
        impl TryFrom<crate::builder::#builder> for #name {
            type Error = crate::BuildError;

            fn try_from(builder: crate::builder::#builder) -> Result<Self, crate::BuildError> {
                builder.build().map(Self::from)
            }
        }
    })
}

/// The conversions of a plain type and of the literals for it, such as `&str`.
fn conversion(api: &Api, name: &Ident, takers: &[&Taker<'_>]) -> TokenStream {
    let Some(first) = takers.first() else { return quote!() };
    let of = |generics: TokenStream, from: TokenStream, value: TokenStream| {
        implementation(api, name, takers, &generics, &from, &value)
    };
    let array = |element: TokenStream, vec: TokenStream| of(quote!(<const N: usize>), quote!([#element; N]), vec);
    let others = match &first.plain {
        TypeRef::String => of(quote!(), quote!(&str), quote!(value.to_owned())),
        TypeRef::Array(element) if **element == TypeRef::String => {
            array(quote!(&str), quote!(value.map(str::to_owned).to_vec()))
        }
        TypeRef::Array(element) => array(own_ty(api, element), quote!(Vec::from(value))),
        _ => quote!(),
    };
    let whole = of(quote!(), own_ty(api, &first.plain), quote!(value));
    quote!(#whole #others)
}

/// The conversion of the type `from`, whose value becomes that of an alternative as `value`.
fn implementation(
    api: &Api,
    name: &Ident,
    takers: &[&Taker<'_>],
    generics: &TokenStream,
    from: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let wrapped = |taker: &Taker<'_>, value: TokenStream| {
        let variant = ident(&taker.variant.name);
        let value = if taker.variant.boxed { quote!(Box::new(#value)) } else { value };
        quote!(Self::#variant(#value))
    };
    if let [any] = takers
        && !any.is_checked
    {
        let made = wrapped(any, value.clone());
        return quote! {
            impl #generics From<#from> for #name {
                fn from(value: #from) -> Self {
                    #made
                }
            }
        };
    }
    let Some((last, others)) = takers.split_last() else { return quote!() };
    let tried = |taker: &Taker<'_>, value: &TokenStream| {
        let ty = if taker.variant.boxed { own_ty(api, &taker.variant.ty) } else { held(api, taker.variant) };
        quote!(<#ty>::try_from(#value))
    };
    let others = others.iter().map(|taker| {
        let reused = if is_copy(&taker.plain) { quote!(value) } else { quote!(value.clone()) };
        let (tried, made) = (tried(taker, &reused), wrapped(taker, quote!(value)));
        quote!(if let Ok(value) = #tried { return Ok(#made); })
    });
    let others: Vec<TokenStream> = others.collect();
    // Each attempt takes the value.
    let (converted, value) = match others.as_slice() {
        [] => (quote!(), value.clone()),
        _ if value.to_string() == "value" => (quote!(), quote!(value)),
        _ => (quote!(let value = #value;), quote!(value)),
    };
    let (tried, variant) = (tried(last, &value), ident(&last.variant.name));
    let made = match last.variant.boxed {
        true => quote!(|value| Self::#variant(Box::new(value))),
        false => quote!(Self::#variant),
    };
    quote! {
        impl #generics TryFrom<#from> for #name {
            type Error = crate::InvalidValue;

            fn try_from(value: #from) -> Result<Self, crate::InvalidValue> {
                #converted
                #(#others)*
                #tried.map(#made)
            }
        }
    }
}
