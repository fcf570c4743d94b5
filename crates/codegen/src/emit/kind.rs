//! Styles, and kinds of types. The kind tells how a text in a parameter or a form is parsed before its type deserializes the
//! value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::named::{Api, Struct, Style, Text, TypeId, TypeKind, TypeRef, Union, Unknown};
use crate::rust::ident;

/// The expression for a kind in the server's runtime.
pub(crate) fn kind(api: &Api, ty: &TypeRef) -> TokenStream {
    within(api, ty, &mut Vec::new())
}

/// Returns the union that a type is an alias of, if it is one.
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

/// Returns the kinds of text that a union accepts, in the order in which the server tries them.
pub(crate) fn texts(api: &Api, union: &Union) -> Vec<Text> {
    kinds(api, union, &mut Vec::new()).texts
}

/// Returns whether a union has objects or arrays, which are JSON where a text stands for the whole value.
pub(crate) fn is_structured(api: &Api, union: &Union) -> bool {
    kinds(api, union, &mut Vec::new()).order.iter().any(|class| *class != Class::Text)
}

/// Returns the names of the properties of the objects of a type, and whether they can have others. `None` if no value is an
/// object.
pub(crate) fn object<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<(Vec<&'a str>, bool)> {
    let mut kinds = Kinds::default();
    collect(api, ty, &mut Vec::new(), &mut kinds);
    let (listed, rest) = kinds.object;
    kinds.order.contains(&Class::Object).then(|| (listed.into_iter().map(|(name, _)| name).collect(), rest.is_some()))
}

/// The variant of the runtime's `Style`. Client and server use the same names.
pub(crate) fn style(style: Style) -> Ident {
    ident(match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Cookie => "Cookie",
        Style::Json => "Json",
        Style::Content => "Content",
    })
}

/// The variant of the server's runtime for the text of a scalar.
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
    match ty {
        TypeRef::Bool => of_text(Text::Boolean),
        TypeRef::Integer(_) => of_text(Text::Integer),
        TypeRef::F64 => of_text(Text::Number),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => of_text(Text::String),
        TypeRef::Any => of_text(Text::Any),
        TypeRef::Array(inner) => {
            let inner = within(api, inner, path);
            quote!(Kind::Array(&#inner))
        }
        TypeRef::Tuple(elements) => {
            let kinds = elements.iter().map(|element| within(api, element, path));
            quote!(Kind::Tuple(&[#(#kinds),*]))
        }
        TypeRef::Map(inner) => {
            let inner = within(api, inner, path);
            quote!(Kind::Object(&[], Some(&#inner)))
        }
        TypeRef::Nullable(inner) => within(api, inner, path),
        // A type that contains itself has no finite kind. Below this depth, the text is parsed as JSON.
        TypeRef::Named(id) if path.contains(id) || path.len() > 8 => of_text(Text::Any),
        TypeRef::Named(id) => {
            path.push(*id);
            let kind = match &api.type_named(*id).kind {
                TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => within(api, inner, path),
                TypeKind::Enum(_) => of_text(Text::String),
                TypeKind::Union(union) => of_union(api, union, path),
                TypeKind::Struct(object) => {
                    let (fields, rest) = properties(api, object, path);
                    of_object(&fields, rest.as_ref())
                }
            };
            path.pop();
            kind
        }
    }
}

/// The kinds of the properties by name, and the kind of all other properties.
type Properties<'a> = (Vec<(&'a str, TokenStream)>, Option<TokenStream>);

fn properties<'a>(api: &Api, object: &'a Struct, path: &mut Vec<TypeId>) -> Properties<'a> {
    let fields = object.fields.iter().map(|field| (field.wire.as_str(), within(api, &field.ty, path))).collect();
    let rest = match &object.unknown {
        Unknown::Kept { ty, .. } => Some(within(api, ty, path)),
        _ => None,
    };
    (fields, rest)
}

fn of_object(fields: &[(&str, TokenStream)], rest: Option<&TokenStream>) -> TokenStream {
    let fields = fields.iter().map(|(wire, kind)| quote!((#wire, #kind)));
    let rest = rest.map_or_else(|| quote!(None), |kind| quote!(Some(&#kind)));
    quote!(Kind::Object(&[#(#fields),*], #rest))
}

/// The kinds that the variants of a union can have. The type of the union then selects the variant.
#[derive(Default)]
struct Kinds<'a> {
    /// In the order of the document.
    order: Vec<Class>,
    /// The properties of all objects.
    object: Properties<'a>,
    array: Option<TokenStream>,
    texts: Vec<Text>,
}

impl Kinds<'_> {
    fn add(&mut self, class: Class) {
        if !self.order.contains(&class) {
            self.order.push(class);
        }
    }

    fn add_text(&mut self, text: Text) {
        self.texts.push(text);
        self.add(Class::Text);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Object,
    Array,
    Text,
}

fn kinds<'a>(api: &'a Api, union: &'a Union, path: &mut Vec<TypeId>) -> Kinds<'a> {
    let mut kinds = Kinds::default();
    union.variants.iter().for_each(|variant| collect(api, &variant.ty, path, &mut kinds));
    // A text that can be parsed as a number is a number.
    kinds.texts.sort_by_key(|text| match text {
        Text::Integer => 0,
        Text::Number => 1,
        Text::Boolean => 2,
        Text::String | Text::Any | Text::Structured => 3,
    });
    kinds.texts.dedup();
    kinds
}

fn of_union(api: &Api, union: &Union, path: &mut Vec<TypeId>) -> TokenStream {
    let kinds = kinds(api, union, path);
    let all: Vec<TokenStream> = kinds
        .order
        .iter()
        .flat_map(|class| match class {
            Class::Object => vec![of_object(&kinds.object.0, kinds.object.1.as_ref())],
            Class::Array => kinds.array.iter().cloned().collect(),
            Class::Text => kinds.texts.iter().map(|kind| of_text(*kind)).collect(),
        })
        .collect();
    match all.as_slice() {
        [only] => only.clone(),
        all => quote!(Kind::OneOf(&[#(#all),*])),
    }
}

fn collect<'a>(api: &'a Api, ty: &'a TypeRef, path: &mut Vec<TypeId>, kinds: &mut Kinds<'a>) {
    match ty {
        TypeRef::Nullable(inner) => collect(api, inner, path, kinds),
        TypeRef::Named(id) if path.contains(id) || path.len() > 8 => kinds.add_text(Text::Any),
        TypeRef::Named(id) => {
            path.push(*id);
            match &api.type_named(*id).kind {
                TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => collect(api, inner, path, kinds),
                TypeKind::Union(union) => {
                    union.variants.iter().for_each(|variant| collect(api, &variant.ty, path, kinds));
                }
                TypeKind::Enum(_) => kinds.add_text(Text::String),
                TypeKind::Struct(object) => {
                    let (fields, rest) = properties(api, object, path);
                    let is_new = |name: &str| kinds.object.0.iter().all(|(known, _)| *known != name);
                    let fields: Vec<_> = fields.into_iter().filter(|(name, _)| is_new(name)).collect();
                    kinds.object.0.extend(fields);
                    kinds.object.1 = kinds.object.1.take().or(rest);
                    kinds.add(Class::Object);
                }
            }
            path.pop();
        }
        TypeRef::Map(inner) => {
            kinds.object.1 = Some(within(api, inner, path));
            kinds.add(Class::Object);
        }
        TypeRef::Array(_) | TypeRef::Tuple(_) => {
            kinds.array = kinds.array.take().or_else(|| Some(within(api, ty, path)));
            kinds.add(Class::Array);
        }
        TypeRef::Bool => kinds.add_text(Text::Boolean),
        TypeRef::Integer(_) => kinds.add_text(Text::Integer),
        TypeRef::F64 => kinds.add_text(Text::Number),
        TypeRef::String | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid => kinds.add_text(Text::String),
        TypeRef::Any => kinds.add_text(Text::Any),
    }
}

fn of_text(kind: Text) -> TokenStream {
    let text = text(kind);
    quote!(Kind::Text(#text))
}
