//! The type of an operation's request.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Side, body, defaults};
use crate::emit::hidden::{self, ShownField};
use crate::emit::stream;
use crate::named::{Api, Location, Operation, Parameter};
use crate::rust::{code, described, doc_ours, ident, renamed, ty};

/// The type of an operation's request for a given type of caller, below the module of the operation.
pub(crate) fn request_type(operation: &Operation, caller: &TokenStream) -> TokenStream {
    if operation.security.is_none() { quote!(Request) } else { quote!(Request<#caller>) }
}

/// The locations of parameters: the field of the request, and the type of the field. In the client, `Headers` are those of a response.
pub(crate) const PLACES: [(Location, &str, &str); 4] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "headers", "HeaderParameters"),
    (Location::Cookie, "cookies", "Cookies"),
];

/// Returns the type of a request, with the types of its parameters and of its body.
pub(super) fn request(api: &Api, operation: &Operation, side: Side) -> TokenStream {
    let link = side.link(operation);
    let about = doc_ours(&format!("Request to {link}."));
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
    for (location, field, type_name) in places {
        let (field_name, name) = (ident(field), ident(type_name));
        let noun = noun(*location);
        let about = doc_ours(&format!("{noun} parameters."));
        fields.push(quote!(#about pub #field_name: #name,));
        let parameters: Vec<&Parameter> = operation.parameters_in(*location).collect();
        let members = parameters.iter().map(|parameter| member(api, parameter));
        let about = doc_ours(&format!("{noun} parameters of {link}."));
        let defaults = defaults::items(api, &parameters, &name);
        let shown: Vec<ShownField> = parameters
            .iter()
            .map(|parameter| ShownField {
                name: ident(&parameter.name),
                is_hidden: hidden::is_hidden(api, &parameter.schema),
            })
            .collect();
        let (derive_debug, debug) = hidden::of_struct(&name, &[], &shown);
        structs.push(quote! {
            #about
            #[derive(Clone, #derive_debug PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#members)* }

            #debug
            #defaults
        });
    }
    let body = operation.body.as_ref().map(|body| {
        let ty = if body.required { quote!(Body) } else { quote!(Option<Body>) };
        let items = body.contents.iter().map(|content| stream::sentence(api, content.items.as_ref()));
        let docs = described(body.doc.as_deref(), items);
        quote!(#docs pub body: #ty,)
    });
    let is_stream = operation.body.as_ref().is_some_and(body::is_stream);
    let shown = |name: &str, is_hidden: bool| ShownField { name: ident(name), is_hidden };
    let mut shown_fields = vec![shown("context", false)];
    shown_fields.extend(caller.is_some().then(|| shown("caller", false)));
    let of_places = PLACES.iter().filter(|(location, _, _)| operation.parameters_in(*location).next().is_some());
    shown_fields.extend(of_places.map(|(_, field, _)| shown(field, false)));
    shown_fields.extend(operation.body.as_ref().map(|body| shown("body", body::is_hidden(api, body))));
    let caller_type = caller.is_some().then(|| ident("Caller"));
    let (_, debug) = hidden::of_struct(&ident("Request"), caller_type.as_slice(), &shown_fields);
    let derive = hidden::derive(&[(!is_stream, "Clone"), (debug.is_empty(), "Debug")]);
    let of_body = operation.body.as_ref().map(|body| body::items(api, body, side, operation));
    quote! {
        #about
        #derive
        #[non_exhaustive]
        pub struct Request #generics {
            /// The method, the URI, all headers and the extensions.
            pub context: Context,
            #caller
            #(#fields)*
            #body
        }
        #debug
        #(#structs)*
        #of_body
    }
}

/// The location of parameters as the first word of a sentence.
fn noun(location: Location) -> &'static str {
    match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    }
}

/// The field of a parameter.
fn member(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let ty = ty(api, parameter.whole());
    let default = parameter.default.as_ref().filter(|_| defaults::has_method(api, parameter)).map(|default| {
        let default = code(&default.to_string());
        format!("Default: {default}. The method `{}` returns the value or the default.", parameter.name)
    });
    let docs = described(parameter.doc.as_deref(), [renamed("Parameter", &parameter.name, &parameter.wire), default]);
    let ty = if parameter.required { ty } else { quote!(Option<#ty>) };
    quote!(#docs pub #name: #ty,)
}
