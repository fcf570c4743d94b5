//! Styles, and the kind of a type: what a text has to be read as before the type looks at it, for parameters and forms.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::rust::ident;
use crate::model::{Api, Style, Text, TypeId, TypeKind, TypeRef, Union, Unknown};

/// A kind as the server's runtime has it.
pub(crate) fn kind(api: &Api, ty: &TypeRef) -> TokenStream {
    let mut path = Vec::new();
    match union(api, ty) {
        Some(union) if !is_text(api, ty, 0) => {
            let kinds = union.variants.iter().map(|variant| within(api, &variant.ty, &mut path));
            quote!(Kind::OneOf(&[#(#kinds),*]))
        }
        _ => within(api, ty, &mut path),
    }
}

/// The union that a type is.
pub(crate) fn union<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Union> {
    match ty.without_null() {
        TypeRef::Named(id) => match &api.type_named(*id).kind {
            TypeKind::Union(union) => Some(union),
            TypeKind::Alias(inner) => union(api, inner),
            _ => None,
        },
        _ => None,
    }
}

/// Whether each value of a type is one text.
fn is_text(api: &Api, ty: &TypeRef, depth: usize) -> bool {
    match ty {
        TypeRef::Array(_) | TypeRef::Map(_) => false,
        TypeRef::Nullable(inner) => is_text(api, inner, depth),
        TypeRef::Named(id) if depth < 8 => match &api.type_named(*id).kind {
            TypeKind::Struct(_) => false,
            TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => is_text(api, inner, depth + 1),
            TypeKind::Union(union) => union.variants.iter().all(|variant| is_text(api, &variant.ty, depth + 1)),
            TypeKind::Enum(_) => true,
        },
        _ => true,
    }
}

/// A style's name in the runtime of both sides.
pub(crate) fn style(style: Style) -> Ident {
    ident(match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Json => "Json",
    })
}

/// A kind of text as the server's runtime has it.
pub(crate) fn text(text: Text) -> TokenStream {
    match text {
        Text::String => quote!(Text::String),
        Text::Boolean => quote!(Text::Boolean),
        Text::Integer => quote!(Text::Integer),
        Text::Number => quote!(Text::Number),
        Text::Any | Text::Structured => quote!(Text::Any),
    }
}

fn within(api: &Api, ty: &TypeRef, path: &mut Vec<TypeId>) -> TokenStream {
    let of_text = |kind| {
        let text = text(kind);
        quote!(Kind::Text(#text))
    };
    match ty {
        TypeRef::Bool => of_text(Text::Boolean),
        TypeRef::I32 | TypeRef::I64 => of_text(Text::Integer),
        TypeRef::F64 => of_text(Text::Number),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => of_text(Text::String),
        TypeRef::Any => of_text(Text::Any),
        TypeRef::Array(inner) => {
            let inner = within(api, inner, path);
            quote!(Kind::Array(&#inner))
        }
        TypeRef::Map(inner) => {
            let inner = within(api, inner, path);
            quote!(Kind::Object(&[], Some(&#inner)))
        }
        TypeRef::Nullable(inner) => within(api, inner, path),
        // What contains itself has no end as text; deeper than this it is read as JSON.
        TypeRef::Named(id) if path.contains(id) || path.len() > 8 => of_text(Text::Any),
        TypeRef::Named(id) => {
            path.push(*id);
            let kind = match &api.type_named(*id).kind {
                TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => within(api, inner, path),
                TypeKind::Enum(_) => of_text(Text::String),
                // Which of several it is, its type finds out of the text.
                TypeKind::Union(_) => of_text(Text::Any),
                TypeKind::Struct(object) => {
                    let fields: Vec<_> = object
                        .fields
                        .iter()
                        .map(|field| {
                            let (wire, kind) = (&field.wire, within(api, &field.ty, path));
                            quote!((#wire, #kind))
                        })
                        .collect();
                    let rest = match &object.unknown {
                        Unknown::Kept { ty, .. } => {
                            let kind = within(api, ty, path);
                            quote!(Some(&#kind))
                        }
                        _ => quote!(None),
                    };
                    quote!(Kind::Object(&[#(#fields),*], #rest))
                }
            };
            path.pop();
            kind
        }
    }
}
