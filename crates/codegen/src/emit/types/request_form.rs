//! Conversions between a schema's type and the form that it has in requests, which lacks `readOnly` properties. A client can send back a
//! value that it read, a server can return a value that it received, and a schema can get its first `readOnly` or `writeOnly` property
//! without a change of programs.

use std::collections::HashSet;

use model::api::TypeId;
use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, Field, Struct, TypeDef, TypeKind, TypeRef, Union, Unknown};
use crate::rust::{ident, mentions, mentions_before};

/// The types from which and into which a value converts.
type Pair = (TypeId, TypeId);

/// Returns the type that converts into a form in requests, if `ty` is one.
pub(crate) fn base<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a TypeDef> {
    let TypeRef::Named(form) = ty else { return None };
    let base = api.type_named(*form).form_of?;
    is_convertible(api, (base, *form)).then(|| api.type_named(base))
}

/// Returns the conversions of a form in requests: of the type and its builder into it, and of it into the type. Nothing for other types.
pub(super) fn conversions(api: &Api, id: TypeId) -> TokenStream {
    let Some(base) = api.type_named(id).form_of else { return quote!() };
    let into_form = from(api, (base, id)).map(|from| {
        let builder = of_builder(api, (base, id));
        quote!(#from #builder)
    });
    let from_form = from(api, (id, base));
    quote!(#into_form #from_form)
}

fn of_builder(api: &Api, (base, form): Pair) -> Option<TokenStream> {
    let TypeKind::Struct(_) = api.type_named(base).defined()? else { return None };
    let (builder, form) = (ident(&format!("{}Builder", api.type_named(base).name)), ident(&api.type_named(form).name));
    Some(quote! {
        impl TryFrom<crate::builder::#builder> for #form {
            type Error = crate::BuildError;

            fn try_from(builder: crate::builder::#builder) -> Result<Self, crate::BuildError> {
                builder.build().map(Self::from)
            }
        }
    })
}

fn from(api: &Api, pair: Pair) -> Option<TokenStream> {
    if !is_convertible(api, pair) {
        return None;
    }
    let made = conversion(api, pair, &mut Vec::new())?;
    // The two objects may have no property in common.
    let is_used = mentions_before(&made, "value", '.') || mentions(&made, "match");
    let value = ident(if is_used { "value" } else { "_value" });
    let (from, to) = (ident(&api.type_named(pair.0).name), ident(&api.type_named(pair.1).name));
    Some(quote! {
        impl From<#from> for #to {
            /// Drops the properties that the type does not have, and leaves out those that `value` does not have.
            fn from(#value: #from) -> Self {
                #made
            }
        }
    })
}

/// Whether a type converts into another, with all that they hold. Types can hold themselves.
fn is_convertible(api: &Api, pair: Pair) -> bool {
    let (mut open, mut seen) = (vec![pair], HashSet::new());
    while let Some(pair) = open.pop() {
        if seen.insert(pair) && conversion(api, pair, &mut open).is_none() {
            return false;
        }
    }
    true
}

/// The expression that makes the second type of the variable `value` of the first. `None` if none does. The pairs that it needs are added
/// to `needed`.
fn conversion(api: &Api, (from, to): Pair, needed: &mut Vec<Pair>) -> Option<TokenStream> {
    let is_pair = api.type_named(to).form_of == Some(from) || api.type_named(from).form_of == Some(to);
    match (api.type_named(from).defined()?, api.type_named(to).defined()?) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) if is_pair => {
            let (name, fields) = (ident(&api.type_named(to).name), fields(old, new, needed)?);
            Some(quote!(#name { #(#fields)* }))
        }
        (TypeKind::Union(old), TypeKind::Union(new)) if is_pair => {
            alternatives(&api.type_named(from).name, old, new, needed)
        }
        _ => None,
    }
}

/// The fields of an object, each made of that of the other.
fn fields(old: &Struct, new: &Struct, needed: &mut Vec<Pair>) -> Option<Vec<TokenStream>> {
    let rest = match (&old.unknown, &new.unknown) {
        (Unknown::Kept { field: from, ty: old }, Unknown::Kept { field: to, ty: new }) if old == new => {
            let (from, to) = (ident(from), ident(to));
            Some(quote!(#to: value.#from,))
        }
        (Unknown::Kept { .. }, _) | (_, Unknown::Kept { .. }) => return None,
        _ => None,
    };
    let fields = new.fields.iter().map(|field| {
        let name = ident(&field.name);
        let made = match old.fields.iter().find(|known| known.wire == field.wire) {
            Some(from) => made(from, field, needed)?,
            None if field.required => return None,
            None if field.ty.is_nullable() => quote!(Nullable::Absent),
            None => quote!(None),
        };
        Some(quote!(#name: #made,))
    });
    let fields: Vec<TokenStream> = fields.collect::<Option<_>>()?;
    Some(fields.into_iter().chain(rest).collect())
}

fn made(from: &Field, to: &Field, needed: &mut Vec<Pair>) -> Option<TokenStream> {
    let is_alike =
        from.required == to.required && from.boxed == to.boxed && from.ty.is_nullable() == to.ty.is_nullable();
    let name = ident(&from.name);
    let (old, new) = (from.ty.without_null(), to.ty.without_null());
    if !is_alike || old == new {
        return is_alike.then(|| quote!(value.#name));
    }
    let one = if from.boxed { quote!((*one)) } else { quote!(one) };
    let converted = converted(old, new, &one, needed)?;
    let converted = if from.boxed { quote!(Box::new(#converted)) } else { converted };
    Some(match (from.required, from.ty.is_nullable()) {
        (true, false) => quote!({ let one = value.#name; #converted }),
        _ => quote!(value.#name.map(|one| #converted)),
    })
}

/// The alternatives of a union, each made of that of the other at the same place.
fn alternatives(name: &str, old: &Union, new: &Union, needed: &mut Vec<Pair>) -> Option<TokenStream> {
    if old.variants.len() != new.variants.len() {
        return None;
    }
    let name = ident(name);
    let arms = old.variants.iter().zip(&new.variants).map(|(old, new)| {
        let (from, to) = (ident(&old.name), ident(&new.name));
        if old.boxed != new.boxed {
            return None;
        }
        let one = if old.boxed && old.ty != new.ty { quote!((*one)) } else { quote!(one) };
        let made = converted(&old.ty, &new.ty, &one, needed)?;
        let made = if old.boxed && old.ty != new.ty { quote!(Box::new(#made)) } else { made };
        Some(quote!(#name::#from(one) => Self::#to(#made),))
    });
    let arms: Vec<TokenStream> = arms.collect::<Option<_>>()?;
    Some(quote! {
        match value {
            #(#arms)*
            #name::Unlisted(one) => Self::Unlisted(one),
        }
    })
}

fn converted(old: &TypeRef, new: &TypeRef, value: &TokenStream, needed: &mut Vec<Pair>) -> Option<TokenStream> {
    let one = quote!(one);
    match (old, new) {
        _ if old == new => Some(value.clone()),
        (TypeRef::Named(from), TypeRef::Named(to)) => {
            needed.push((*from, *to));
            Some(quote!(#value.into()))
        }
        (TypeRef::Nullable(old), TypeRef::Nullable(new)) => {
            let inner = converted(old, new, &one, needed)?;
            Some(quote!(#value.map(|one| #inner)))
        }
        (TypeRef::Array(old), TypeRef::Array(new)) => {
            let inner = converted(old, new, &one, needed)?;
            Some(quote!(#value.into_iter().map(|one| #inner).collect()))
        }
        (TypeRef::Map(old), TypeRef::Map(new)) => {
            let inner = converted(old, new, &one, needed)?;
            Some(quote!(#value.into_iter().map(|(key, one)| (key, #inner)).collect()))
        }
        _ => None,
    }
}
