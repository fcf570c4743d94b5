//! The server's side of a round trip: it records each request and returns the planned response.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::key;
use crate::emit::server::of;
use crate::emit::server::request::{PLACES, request_type};
use crate::emit::server::response::has_fields;
use crate::named::{Api, Body, Content, Format, ItemValues, Items, Operation, Response, ResponseVariant, Status};
use crate::rust::{ident, ty};

/// The implementation of an operation: it records the request and returns the planned response.
pub(crate) fn method(api: &Api, operation: &Operation) -> TokenStream {
    let (name, response) = (ident(&operation.method_name), of(operation, "Response"));
    let request = match request_type(operation, &quote!(())) {
        plain if operation.security.is_none() => quote!(server::#plain),
        _ => {
            let name = of(operation, "Request");
            quote!(server::#name<()>)
        }
    };
    let seen = PLACES.iter().flat_map(|(location, field, _)| {
        operation.parameters_in(*location).map(move |parameter| {
            let (field, name, key) = (ident(field), ident(&parameter.name), key(parameter));
            let value = quote!(shown(&request.#field.#name));
            if parameter.required {
                quote!(seen.insert(#key.to_owned(), #value);)
            } else if parameter.default.is_some() {
                // If the request does not have it, the implementation receives the default.
                quote!(seen.insert(#key.to_owned(), #value);)
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
        async fn #name(&self, request: #request) -> server::#response {
            let mut seen = Map::new();
            #(#seen)*
            #body
            let given = self.saw(seen);
            match given.index {
                #(#responses)*
                _ => given.unknown(),
            }
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
            let name = of(operation, "Body");
            let arms = contents.iter().map(|content| {
                let (variant, text, value) = (ident(&content.variant), &content.variant, of_content(content));
                quote!(server::#name::#variant(body) => { seen.insert(format!("body.{}", #text), #value); })
            });
            quote!(match body { #(#arms)* })
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
    let (name, variant) = (of(operation, "Response"), ident(given.name()));
    let body = given.content.map(|content| match (content.format, content.items.as_ref().and_then(Items::values)) {
        (Format::Json, _) => {
            let ty = ty(api, &content.ty);
            quote!(given.body::<#ty>())
        }
        (_, Some(ItemValues::Items(item))) => {
            let ty = ty(api, item);
            quote!(given.body::<Vec<#ty>>().into_iter().collect())
        }
        (_, Some(ItemValues::Data(data))) => {
            let ty = ty(api, data);
            quote!(given.body::<Vec<#ty>>().into_iter().map(server::Event::new).collect())
        }
        (Format::Text, _) => quote!(given.body::<String>()),
        _ => quote!(axum::body::Body::from(given.body::<String>())),
    });
    if !has_fields(response) {
        let body = body.map(|body| quote!((#body)));
        return quote!(server::#name::#variant #body);
    }
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => quote! {
            status: match axum::http::StatusCode::from_u16(#code).map(server::StatusOf::<#hundreds>::try_from) {
                Ok(Ok(status)) => status,
                _ => given.unknown(),
            },
        },
        Status::Default => quote!(status: axum::http::StatusCode::from_u16(#code).unwrap_or_default(),),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty, sample) = (ident(&header.name), ty(api, &header.ty), header.sample.to_string());
        match (header.required, &header.sample) {
            (true, _) => quote!(#name: given.header::<#ty>(#sample),),
            (false, Value::Null) => quote!(#name: None,),
            (false, _) => quote!(#name: given.has_headers.then(|| given.header::<#ty>(#sample)),),
        }
    });
    let body = body.map(|body| quote!(body: #body,));
    quote!(server::#name::#variant { #status #(#headers)* #body })
}
