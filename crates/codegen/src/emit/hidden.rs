//! `Debug` of types outside of the types crate, without the values that the document marks as sensitive.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::named::{Api, Format, Items, Operation, ResponseVariant, TypeKind, TypeRef, Unknown};
use crate::rust::ident;

/// A field or a variant, and whether its value is sensitive.
pub(crate) struct ShownField {
    pub name: Ident,
    pub is_hidden: bool,
}

/// The value of a variant of an enum.
pub(crate) enum ShownVariant {
    Unit(Ident),
    Tuple(ShownField),
    Fields(Ident, Vec<ShownField>),
}

/// Returns whether `Debug` of the type of a schema shows a sensitive value.
pub(crate) fn is_hidden(api: &Api, schema: &Value) -> bool {
    model::json_schema::shows_sensitive(schema, &api.definitions)
}

/// Returns whether `Debug` of the type of the body of a response shows a sensitive value.
pub(crate) fn is_body_hidden(api: &Api, given: ResponseVariant<'_>) -> bool {
    given.content.is_some_and(|content| match content.format {
        Format::Json => content.schema.as_ref().is_some_and(|schema| is_hidden(api, schema)),
        Format::Text => content.sensitive,
        // Streams and bytes show nothing but the bytes of errors.
        Format::Bytes | Format::Form | Format::Multipart => content.sensitive && !given.response.status.is_success(),
    })
}

/// Returns `Debug,` for a derive attribute, or nothing and an implementation if one of the fields is sensitive. `generics` are the
/// parameters of the type, each of which implements `Debug`.
pub(crate) fn of_struct(name: &Ident, generics: &[Ident], fields: &[ShownField]) -> (TokenStream, TokenStream) {
    if fields.iter().all(|field| !field.is_hidden) {
        return (quote!(Debug,), quote!());
    }
    let text = name.to_string();
    let calls = fields.iter().map(|ShownField { name, is_hidden }| {
        let text = name.to_string();
        let text = text.trim_start_matches("r#");
        let value = if *is_hidden { quote!(&format_args!("[redacted]")) } else { quote!(&self.#name) };
        quote!(.field(#text, #value))
    });
    let (given, bounds) = match generics {
        [] => (quote!(), quote!()),
        all => (quote!(<#(#all),*>), quote!(<#(#all: std::fmt::Debug),*>)),
    };
    let implementation = quote! {
        impl #bounds std::fmt::Debug for #name #given {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#calls)* .finish()
            }
        }
    };
    (quote!(), implementation)
}

/// The attribute that derives the traits that are chosen, in this order.
pub(crate) fn derive(traits: &[(bool, &str)]) -> TokenStream {
    let chosen: Vec<Ident> = traits.iter().filter(|(is_chosen, _)| *is_chosen).map(|(_, name)| ident(name)).collect();
    if chosen.is_empty() { quote!() } else { quote!(#[derive(#(#chosen),*)]) }
}

/// As [`of_struct`], for an enum.
pub(crate) fn of_enum(name: &Ident, variants: &[ShownVariant]) -> (TokenStream, TokenStream) {
    let is_hidden = |variant: &ShownVariant| match variant {
        ShownVariant::Unit(_) => false,
        ShownVariant::Tuple(shown) => shown.is_hidden,
        ShownVariant::Fields(_, fields) => fields.iter().any(|field| field.is_hidden),
    };
    if !variants.iter().any(is_hidden) {
        return (quote!(Debug,), quote!());
    }
    let arms = variants.iter().map(|variant| match variant {
        ShownVariant::Unit(name) => {
            let text = name.to_string();
            quote!(Self::#name => f.write_str(#text),)
        }
        ShownVariant::Tuple(ShownField { name, is_hidden: true }) => {
            let text = name.to_string();
            quote!(Self::#name(_) => f.debug_tuple(#text).field(&format_args!("[redacted]")).finish(),)
        }
        ShownVariant::Tuple(ShownField { name, is_hidden: false }) => {
            let text = name.to_string();
            quote!(Self::#name(value) => f.debug_tuple(#text).field(value).finish(),)
        }
        ShownVariant::Fields(name, fields) => {
            let text = name.to_string();
            let patterns = fields.iter().map(|ShownField { name, is_hidden }| match is_hidden {
                true => quote!(#name: _),
                false => quote!(#name),
            });
            let calls = fields.iter().map(|ShownField { name, is_hidden }| {
                let text = name.to_string();
                let value = if *is_hidden { quote!(&format_args!("[redacted]")) } else { quote!(#name) };
                quote!(.field(#text, #value))
            });
            quote!(Self::#name { #(#patterns),* } => f.debug_struct(#text) #(#calls)* .finish(),)
        }
    });
    let implementation = quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { #(#arms)* }
            }
        }
    };
    (quote!(), implementation)
}

/// Returns whether the body of a documented response may have a sensitive value at any depth.
pub(crate) fn has_sensitive_response(api: &Api, operation: &Operation) -> bool {
    let mut seen = vec![false; api.types.len()];
    operation.responses.iter().flat_map(|response| &response.contents).any(|content| {
        let items = content.items.as_ref().is_some_and(|Items { ty, schema, data, .. }| {
            let data =
                data.as_ref().is_some_and(|data| holds(api, &data.ty, &mut seen) || is_hidden(api, &data.schema));
            data || holds(api, ty, &mut seen) || is_hidden(api, schema)
        });
        items
            || content.sensitive
            || holds(api, &content.ty, &mut seen)
            || content.schema.as_ref().is_some_and(|schema| is_hidden(api, schema))
    })
}

/// Whether a type has a sensitive value at any depth. `seen` are the named types that need not be looked at again.
fn holds(api: &Api, ty: &TypeRef, seen: &mut [bool]) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => holds(api, inner, seen),
        TypeRef::Tuple(elements) => elements.iter().any(|element| holds(api, element, seen)),
        TypeRef::Named(id) => {
            if seen.get_mut(id.0).is_none_or(|seen| std::mem::replace(seen, true)) {
                return false;
            }
            let def = api.type_named(*id);
            def.sensitive
                || match &def.kind {
                    TypeKind::Struct(object) => {
                        object.fields.iter().any(|field| field.sensitive || holds(api, &field.ty, seen))
                            || matches!(&object.unknown, Unknown::Kept { ty, .. } if holds(api, ty, seen))
                    }
                    TypeKind::Union(union) => union.variants.iter().any(|variant| holds(api, &variant.ty, seen)),
                    TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => holds(api, inner, seen),
                    TypeKind::Enum(_) => false,
                }
        }
        _ => false,
    }
}
