//! The server's side of a round trip: it records each request and returns the planned response.

use proc_macro2::TokenStream;
use quote::quote;

use super::key;
use crate::emit::server::defaults::has_method;
use crate::emit::server::request::{PLACES, request_type};
use crate::emit::server::response::{constructors, required_headers};
use crate::named::{Api, Body, Content, Format, ItemValues, Items, Operation, Response, ResponseVariant, Status};
use crate::rust::{ident, ty};

/// The implementation of an operation: it records the request and returns the planned response.
pub(crate) fn method(api: &Api, operation: &Operation) -> TokenStream {
    let (name, request) = (ident(&operation.method_name), request_type(operation, &quote!(())));
    let seen = PLACES.iter().flat_map(|(location, field, _)| {
        operation.parameters_in(*location).map(move |parameter| {
            let (field, name, key) = (ident(field), ident(&parameter.name), key(parameter));
            let value = quote!(shown(&request.#field.#name));
            if parameter.required {
                quote!(seen.insert(#key.to_owned(), #value);)
            } else if has_method(api, parameter) {
                // If the request does not have it, the implementation receives the default.
                quote!(seen.insert(#key.to_owned(), shown(&request.#field.#name()));)
            } else {
                quote!(if request.#field.#name.is_some() { seen.insert(#key.to_owned(), #value); })
            }
        })
    });
    let body = operation.body.as_ref().map(|body| body_seen(operation, body));
    let responses = operation.response_variants().enumerate().map(|(index, given)| {
        let made = planned_response(api, operation, given);
        quote!(#index => #made,)
    });
    quote! {
        async fn #name(
            &self,
            request: server::operation::#name::#request,
        ) -> Result<server::operation::#name::Response, server::Undocumented> {
            let mut seen = Map::new();
            #(#seen)*
            #body
            let given = self.saw(seen);
            Ok(match given.index {
                #(#responses)*
                _ => given.unknown(),
            })
        }
    }
}

fn body_seen(operation: &Operation, body: &Body) -> TokenStream {
    let of_content = |content: &Content| match content.format {
        Format::Json | Format::Form | Format::Text => quote!(shown(&body)),
        Format::Bytes => quote!(of_body(body).await),
        Format::Multipart => {
            let parts = content.parts.iter().map(|part| {
                let (name, wire) = (ident(&part.name), &part.wire);
                let file = |value: TokenStream| {
                    quote!(json!([of_bytes(#value.bytes()).await, #value.name, #value.media_type]))
                };
                let value = match (part.is_file, part.repeated) {
                    (false, _) => quote!(shown(part)),
                    (true, false) => file(quote!(part)),
                    (true, true) => {
                        let one = file(quote!(part));
                        quote!({
                            let mut files = Vec::new();
                            for part in part {
                                files.push(#one);
                            }
                            Value::Array(files)
                        })
                    }
                };
                if part.required {
                    quote!({ let part = &body.#name; parts.insert(#wire.to_owned(), #value); })
                } else {
                    quote!(if let Some(part) = &body.#name { parts.insert(#wire.to_owned(), #value); })
                }
            });
            quote!({ let mut parts = Map::new(); #(#parts)* Value::Object(parts) })
        }
    };
    let value = match body.contents.as_slice() {
        [content] => {
            let value = of_content(content);
            let variant = &content.variant;
            quote!(seen.insert(format!("body.{}", #variant), #value);)
        }
        contents => {
            let module = ident(&operation.method_name);
            let arms = contents.iter().map(|content| {
                let (variant, text, value) = (ident(&content.variant), &content.variant, of_content(content));
                quote!(server::operation::#module::Body::#variant(body) => { seen.insert(format!("body.{}", #text), #value); })
            });
            quote!(match body { #(#arms)* _ => {} })
        }
    };
    if body.required {
        quote!({ let body = request.body; #value })
    } else {
        quote!(if let Some(body) = request.body { #value })
    }
}

/// Whether the server can send a response, apart from its body: a status code stands for it alone, and its required headers
/// have values.
pub(crate) fn is_given(operation: &Operation, response: &Response) -> bool {
    let headers = response.headers.iter().filter(|header| header.required).all(|header| !header.sample.is_null());
    code(operation, response).is_some() && headers
}

/// The status code that a response is sent with. `None` for 1XX, and if no tried code stands for this response alone.
pub(crate) fn code(operation: &Operation, response: &Response) -> Option<u16> {
    let is_free = |code: &u16| {
        let taken = |other: &Response| {
            other.status != Status::Default && other.status != response.status && other.status.covers(*code)
        };
        !operation.responses.iter().any(taken)
    };
    match response.status {
        Status::Code(code) => (code >= 200).then_some(code),
        Status::Range(hundreds) => (hundreds * 100 + 20..hundreds * 100 + 60).find(is_free).filter(|_| hundreds > 1),
        Status::Default => [503, 599, 420, 350].into_iter().find(is_free),
    }
}

fn planned_response(api: &Api, operation: &Operation, given: ResponseVariant<'_>) -> TokenStream {
    let response = given.response;
    let Some(code) = code(operation, response).filter(|_| is_given(operation, response)) else {
        return quote!(given.unknown());
    };
    let at = operation.response_variants().position(|variant| variant.name() == given.name()).unwrap_or_default();
    let (name, constructor) = (ident(&operation.method_name), &constructors(operation)[at]);
    let body = given.content.map(|content| match (content.format, content.items.as_ref().and_then(Items::values)) {
        (Format::Json, _) => {
            let ty = ty(api, &content.ty);
            quote!(given.body::<#ty>())
        }
        (_, Some(ItemValues::Items(item))) => {
            let ty = ty(api, item);
            quote!(given.body::<Vec<#ty>>().into_iter().collect::<server::ItemStream<_>>())
        }
        (_, Some(ItemValues::Data(data) | ItemValues::Text(data))) => {
            let ty = ty(api, data);
            quote!(given.body::<Vec<#ty>>().into_iter().map(server::Event::new).collect::<server::ItemStream<_>>())
        }
        (_, None) => quote!(given.body::<String>()),
    });
    let status = match response.status {
        Status::Code(_) => None,
        Status::Range(hundreds) => Some(quote! {
            match axum::http::StatusCode::from_u16(#code).map(server::StatusOf::<#hundreds>::try_from) {
                Ok(Ok(status)) => status,
                _ => given.unknown(),
            }
        }),
        Status::Default => Some(quote!(axum::http::StatusCode::from_u16(#code).unwrap_or_default())),
    };
    let headers = required_headers(given).into_iter().map(|header| {
        let (ty, sample) = (ty(api, &header.ty), header.sample.to_string());
        quote!(given.header::<#ty>(#sample))
    });
    let arguments = status.into_iter().chain(headers).chain(body);
    let made = quote!(server::operation::#name::Response::#constructor(#(#arguments),*));
    let optional = response.headers.iter().filter(|header| !header.required && !header.sample.is_null());
    let setters = optional.map(|header| {
        let (name, ty, sample) = (ident(&header.name), ty(api, &header.ty), header.sample.to_string());
        quote!(if given.has_headers { made = made.#name(given.header::<#ty>(#sample)); })
    });
    let setters: Vec<TokenStream> = setters.collect();
    if setters.is_empty() {
        quote!(#made.into())
    } else {
        quote!({
            let mut made = #made;
            #(#setters)*
            made.into()
        })
    }
}
