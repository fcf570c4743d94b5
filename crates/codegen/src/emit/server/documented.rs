//! The example server: an implementation of the trait that responds with documented examples.

pub(super) mod program;
pub(super) mod rejection;

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::defaults::copies;
use super::of;
use super::request::request_type;
use super::response::{constructors, required_headers};
use crate::emit::predicate::example_response;
use crate::emit::stream;
use crate::named::{Api, CredentialPlace, Format, Operation, Status, TypeRef};
use crate::names::Names;
use crate::rust::{code, doc_ours, ident, joined, ty};

/// A field of `Documented`: an example as JSON, and the type that it is deserialized to.
struct ShownExample {
    name: Ident,
    ty: TokenStream,
    json: String,
}

fn shown(api: &Api) -> Vec<ShownExample> {
    let mut all = Vec::new();
    for operation in &api.operations {
        let Some(given) = example_response(operation) else { continue };
        if let Some((content, sample)) = given.content.and_then(|content| Some((content, content.sample.as_ref()?))) {
            let name = joined("", &operation.method_name, "body");
            let ty = if content.format == Format::Json { ty(api, &content.ty) } else { quote!(String) };
            all.push(ShownExample { name, ty, json: sample.to_string() });
        }
        for header in given.response.headers.iter().filter(|header| header.required) {
            let name = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
            all.push(ShownExample { name, ty: ty(api, &header.ty), json: header.sample.to_string() });
        }
    }
    all
}

/// The maximum number of examples in one struct. If an example cannot be read, the examples before it are dropped, and the
/// code that rustc generates for that grows quadratically: a thousand examples take minutes and gigabytes.
const MOST: usize = 64;

/// The struct that holds each example: `Documented` itself, or a part of it.
struct Layout(HashMap<String, Ident>);

impl Layout {
    fn of(shown: &[ShownExample]) -> Self {
        let parts = shown.chunks(MOST).enumerate().filter(|_| shown.len() > MOST);
        let placed = parts.flat_map(|(part, shown)| {
            shown.iter().map(move |shown| (shown.name.to_string(), format_ident!("part_{part}")))
        });
        Layout(placed.collect())
    }

    /// The expression for an example.
    fn place(&self, field: &Ident) -> TokenStream {
        let part = self.0.get(&field.to_string()).map(|part| quote!(#part.));
        quote!(self.#part #field)
    }
}

/// The structs with parts of the examples, if there are too many for one struct, and the fields of `Documented` itself with
/// their values.
fn structs(shown: &[ShownExample]) -> (TokenStream, TokenStream, TokenStream) {
    let fields = |shown: &[ShownExample]| -> TokenStream {
        shown.iter().map(|ShownExample { name, ty, .. }| quote!(#name: #ty,)).collect()
    };
    let values = |shown: &[ShownExample]| -> TokenStream {
        shown.iter().map(|ShownExample { name, json, .. }| quote!(#name: serde_json::from_str(#json)?,)).collect()
    };
    if shown.len() <= MOST {
        return (quote!(), fields(shown), values(shown));
    }
    let (mut parts, mut of_parts, mut new_parts) = (quote!(), quote!(), quote!());
    for (part, shown) in shown.chunks(MOST).enumerate() {
        let (field, name) = (format_ident!("part_{part}"), format_ident!("Part{part}"));
        let (fields, values) = (fields(shown), values(shown));
        parts.extend(quote! {
            #[derive(Clone, Debug)]
            struct #name { #fields }

            impl #name {
                #[inline]
                fn new() -> Result<Self, serde_json::Error> {
                    Ok(#name { #values })
                }
            }
        });
        of_parts.extend(quote!(#field: #name,));
        new_parts.extend(quote!(#field: #name::new()?,));
    }
    (parts, of_parts, new_parts)
}

pub(crate) fn items(api: &Api, names: &Names) -> TokenStream {
    let shown = shown(api);
    let layout = Layout::of(&shown);
    let (parts, fields, values) = structs(&shown);
    let authenticate = (!api.credentials.is_empty()).then(|| authenticate(api, names));
    let responses = api.operations.iter().map(|operation| response(api, operation, &layout));
    let methods = api.operations.iter().map(method);
    let without = api.operations.iter().filter(|operation| example_response(operation).is_none());
    let without: Vec<String> = without.map(|operation| code(&operation.method_name)).collect();
    let except = match without.as_slice() {
        [] => String::new(),
        names => format!("\n\nThe document has no example for these operations, which fail: {}.", names.join(", ")),
    };
    let about = doc_ours(&format!(
        "Responds to every operation with its documented example. Every credential except `wrong` is valid.{except}"
    ));
    quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct Documented { #fields }

        impl Documented {
            /// Reads the examples.
            ///
            /// # Errors
            ///
            /// The error of an example that does not fit its type. The generator has checked that all fit.
            #[inline]
            pub fn new() -> Result<Self, serde_json::Error> {
                Ok(Documented { #values })
            }

            #(#responses)*
        }

        #parts

        impl Api for Documented {
            #authenticate
            #(#methods)*
        }
    }
}

fn authenticate(api: &Api, names: &Names) -> TokenStream {
    let arms = api.credentials.iter().zip(&names.credentials).map(|(set, variant)| {
        let variant = ident(variant);
        let schemes: Vec<_> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let names: Vec<_> = schemes.iter().map(|scheme| ident(&scheme.name)).collect();
        let secrets = schemes.iter().zip(&names).map(|(scheme, name)| match scheme.place {
            CredentialPlace::Basic => quote!(#name.password.expose_secret()),
            _ => quote!(#name.expose_secret()),
        });
        let pattern = match names.as_slice() {
            [name] => quote!(Credential::#variant(#name)),
            names => quote!(Credential::#variant { #(#names),* }),
        };
        quote!(#pattern => [#(#secrets),*].contains(&"wrong"),)
    });
    quote! {
        type Caller = ();

        async fn authenticate(&self, credential: Credential, _context: &Context) -> Result<(), Denied> {
            use secrecy::ExposeSecret;
            let is_wrong = match &credential { #(#arms)* };
            if is_wrong { Err(Denied::Invalid) } else { Ok(()) }
        }
    }
}

fn method(operation: &Operation) -> TokenStream {
    let (name, response) = (ident(&operation.method_name), of(operation, "Response"));
    let (request, shown) = (request_type(operation, &quote!(())), joined("shown", &operation.method_name, ""));
    let result = if example_response(operation).is_some() {
        quote!(Ok(self.#shown()))
    } else {
        let reason = format!("the document has no example of a response of `{}`", operation.method_name);
        quote!(Err(Undocumented::new(#reason)))
    };
    quote! {
        async fn #name(&self, _request: operation::#name::#request) -> Result<#response, Undocumented> {
            #result
        }
    }
}

/// The method that returns the documented response of an operation.
fn response(api: &Api, operation: &Operation, layout: &Layout) -> TokenStream {
    let (shown, response) = (joined("shown", &operation.method_name, ""), of(operation, "Response"));
    let Some(given) = example_response(operation) else { return quote!() };
    let at = operation.response_variants().position(|variant| variant.name() == given.name()).unwrap_or_default();
    let constructor = &constructors(operation)[at];
    let status = match given.response.status {
        Status::Code(_) => None,
        Status::Range(_) => Some(quote!(response::StatusOf::lowest())),
        Status::Default => Some(quote!(StatusCode::OK)),
    };
    let headers = required_headers(given).into_iter().map(|header| {
        let value = joined(operation.method_name.trim_matches('_'), "header", header.name.trim_matches('_'));
        copied(api, &header.ty, &layout.place(&value))
    });
    let body = given.content.map(|content| {
        let example = layout.place(&joined("", &operation.method_name, "body"));
        match content.format {
            Format::Json => copied(api, &content.ty, &example),
            _ if stream::function(content.items.as_ref()).is_some() => {
                quote!(crate::ItemStream::written(axum::body::Body::from(#example.clone())))
            }
            _ => quote!(#example.clone()),
        }
    });
    let arguments = status.into_iter().chain(headers).chain(body);
    quote! {
        #[inline]
        pub(crate) fn #shown(&self) -> #response {
            #response::#constructor(#(#arguments),*).into()
        }
    }
}

/// An example's value, cloned where its type is not `Copy`.
fn copied(api: &Api, ty: &TypeRef, example: &TokenStream) -> TokenStream {
    if copies(api, ty) { example.clone() } else { quote!(#example.clone()) }
}
