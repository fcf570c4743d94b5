//! The type of an operation's request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Side, body, of};
use crate::emit::stream;
use crate::emit::types::derive::Derives;
use crate::named::{Api, Location, Operation, Parameter};
use crate::rust::{code, described, doc_ours, ident, renamed, ty};

/// The type of an operation's request, for a given type of caller.
pub(crate) fn request_type(operation: &Operation, caller: &TokenStream) -> TokenStream {
    let name = of(operation, "Request");
    if operation.security.is_none() { quote!(#name) } else { quote!(#name<#caller>) }
}

/// The locations of parameters: the field of the request, and the suffix of the field's type.
pub(crate) const PLACES: [(Location, &str, &str); 4] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "headers", "Headers"),
    (Location::Cookie, "cookies", "Cookies"),
];

/// Returns the type of a request, with the types of its parameters and of its body.
pub(super) fn request(api: &Api, derives: &Derives, operation: &Operation, side: Side) -> TokenStream {
    let name = of(operation, "Request");
    let about = doc_ours(&format!("Request to [`{}::{}`].", side.trait_name(), operation.method_name));
    let caller = (!operation.security.is_none()).then(|| {
        if operation.security.optional {
            quote!(/** The authenticated caller; `None` for a request without a credential. */ pub caller: Option<Caller>,)
        } else {
            quote!(/** The authenticated caller. */ pub caller: Caller,)
        }
    });
    let generics = caller.is_some().then(|| quote!(<Caller>));
    let places = PLACES.iter().filter(|(location, _, _)| operation.parameters_in(*location).next().is_some());
    let (mut fields, mut structs) = (Vec::new(), Vec::new());
    for (location, field, suffix) in places {
        let (field_name, ty) = (ident(field), of(operation, suffix));
        fields.push(quote!(pub #field_name: #ty,));
        let members = operation.parameters_in(*location).map(|parameter| member(api, parameter));
        let about = doc_ours(&format!("{suffix} parameters of [`{}::{}`].", side.trait_name(), operation.method_name));
        let equality = derives.equality_of(operation.parameters_in(*location).map(Parameter::whole));
        structs.push(quote!(#about #[derive(Clone, Debug, #equality)] pub struct #ty { #(#members)* }));
    }
    let body = operation.body.as_ref().map(|body| {
        let ty = body::body_ty(api, operation, body);
        let items = body.contents.iter().map(|content| stream::sentence(api, content.items.as_ref()));
        let docs = described(body.doc.as_deref(), items);
        quote!(#docs pub body: #ty,)
    });
    let is_stream = operation.body.as_ref().is_some_and(body::is_stream);
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    let of_body = operation.body.as_ref().map(|body| body::items(api, operation, body, side));
    quote! {
        #about
        #derive
        pub struct #name #generics { #caller #(#fields)* #body }
        #(#structs)*
        #of_body
    }
}

fn member(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let ty = ty(api, parameter.whole());
    let always = parameter.required || parameter.default.is_some();
    let ty = if always { ty } else { quote!(Option<#ty>) };
    let default = parameter.default.as_ref().map(|default| format!("Default: {}.", code(&default.to_string())));
    let docs = described(parameter.doc.as_deref(), [renamed("Parameter", &parameter.name, &parameter.wire), default]);
    quote!(#docs pub #name: #ty,)
}
