//! The methods that return the value of a parameter or its default.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::emit::constant::{self, Constant};
use crate::emit::setter::{Argument, argument};
use crate::named::{Api, Parameter, TypeKind, TypeRef};
use crate::rust::{self, code, doc_ours, ident, ty};

/// Returns whether the request has a method for the value of a parameter or its default: there is a default, and it is a value of the type.
pub(crate) fn has_method(api: &Api, parameter: &Parameter) -> bool {
    parameter.default.as_ref().is_some_and(|default| is_value(api, parameter.whole(), default))
}

/// Whether a default can be a value of a type. One that is outside of the range of a number cannot.
fn is_value(api: &Api, ty: &TypeRef, default: &Value) -> bool {
    match argument(api, ty) {
        Argument::Plain(TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::String)
        | Argument::Checked(TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::String) => {
            Constant::of(api, ty, default, rust::ty).is_some()
        }
        _ => true,
    }
}

/// The constants for the defaults of parameters, and the methods that return the values or the defaults, of the struct `name`.
pub(super) fn items(api: &Api, parameters: &[&Parameter], name: &Ident) -> Option<TokenStream> {
    let with_method: Vec<&Parameter> =
        parameters.iter().copied().filter(|parameter| has_method(api, parameter)).collect();
    let items = with_method.iter().filter_map(|parameter| {
        let default = parameter.default.as_ref()?;
        let constant = Constant::of(api, parameter.whole(), default, ty).filter(|_| parameter.name.is_ascii());
        let declared = constant.as_ref().map(|constant| declared(parameter, constant));
        let method = method(api, parameter, default, constant.is_some(), name);
        Some(quote!(#declared #method))
    });
    (!with_method.is_empty()).then(|| quote!(impl #name { #(#items)* }))
}

/// The constant for the default of a parameter.
fn declared(parameter: &Parameter, Constant { ty, value }: &Constant) -> TokenStream {
    let (constant, name) = (constant::default_name(&parameter.name), &parameter.name);
    let doc = doc_ours(&format!("The default of [`{name}`](Self::{name})."));
    quote!(#doc pub const #constant: #ty = #value;)
}

/// The method that returns the value of a parameter or its default.
fn method(api: &Api, parameter: &Parameter, default: &Value, has_constant: bool, of: &Ident) -> TokenStream {
    let (name, whole) = (ident(&parameter.name), parameter.whole());
    let (written, constant, json) = (ty(api, whole), constant::default_name(&parameter.name), default.to_string());
    // Read once, and not for each request.
    let read = quote! {
        static DEFAULT: LazyLock<#written> = LazyLock::new(|| request::default_value(#json));
    };
    let (returned, body) = match argument(api, whole) {
        Argument::Plain(TypeRef::String) if has_constant => {
            (quote!(&str), quote!(self.#name.as_deref().unwrap_or(Self::#constant)))
        }
        Argument::Plain(TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64) if has_constant => {
            (written, quote!(self.#name.unwrap_or(Self::#constant)))
        }
        Argument::Plain(TypeRef::Named(_)) if has_constant => (
            quote!(&#written),
            quote! {
                static DEFAULT: #written = #of::#constant;
                self.#name.as_ref().unwrap_or(&DEFAULT)
            },
        ),
        Argument::Plain(TypeRef::String) => {
            (quote!(&str), quote!(#read self.#name.as_deref().unwrap_or_else(|| &DEFAULT)))
        }
        Argument::Plain(TypeRef::Array(inner)) => {
            let element = ty(api, inner);
            (quote!(&[#element]), quote!(#read self.#name.as_deref().unwrap_or_else(|| &DEFAULT)))
        }
        _ if copies(api, whole) => (written, quote!(#read self.#name.unwrap_or_else(|| *DEFAULT))),
        _ => (quote!(&#written), quote!(#read self.#name.as_ref().unwrap_or_else(|| &DEFAULT))),
    };
    let default = code(&json);
    let about = doc_ours(&format!("Returns the value of the request, or the default {default}."));
    quote! {
        #about
        pub fn #name(&self) -> #returned { #body }
    }
}

/// Whether a type is `Copy`.
pub(super) fn copies(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Tuple(elements) => elements.iter().all(|element| copies(api, element)),
        TypeRef::Nullable(inner) => copies(api, inner),
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }) => copies(api, inner),
            Some(TypeKind::Enum(_) | TypeKind::Struct(_) | TypeKind::Union(_)) | None => false,
        },
        other => rust::is_copy(other),
    }
}
