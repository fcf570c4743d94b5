//! The status code, the headers and the body that the client received, as JSON.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::client::{failure, headers};
use crate::named::{Format, ItemValues, Items, Operation, Outcome, ResponseContent, Status};
use crate::rust::ident;

/// The status code and the value that the client received, as JSON.
pub(super) fn got(operation: &Operation) -> TokenStream {
    let success = got_success(operation);
    let error = got_error(operation);
    let (headers, error_headers) = (got_headers(operation, true), got_headers(operation, false));
    quote! {
        match call.send().await {
            Ok(response) => {
                let status = response.status.as_u16();
                #headers
                let value = response.body;
                (status, #success)
            }
            Err(client::Error::ErrorResponse(response)) => {
                let status = response.status().as_u16();
                #error_headers
                let value = response.into_inner();
                (status, #error)
            }
            Err(error) => (0, Value::String(error.to_string())),
        }
    }
}

fn got_success(operation: &Operation) -> TokenStream {
    let module = ident(&operation.method_name);
    let value = |content: &ResponseContent| match (content.format, content.items.as_ref().and_then(Items::values)) {
        (Format::Json | Format::Text, _) => quote!(shown(&value)),
        (_, None) => quote!(of_stream(value).await),
        (_, Some(values)) => {
            let shown = match values {
                ItemValues::Items(_) => quote!(shown(&item)),
                ItemValues::Data(_) | ItemValues::Text(_) => quote!(shown(&item.data)),
            };
            quote!({
                let (mut value, mut items) = (value, Vec::new());
                while let Some(item) = value.next().await {
                    items.push(item.map_or_else(|error| Value::from(error.to_string()), |item| #shown));
                }
                Value::Array(items)
            })
        }
    };
    match operation.success() {
        Outcome::Empty => quote!({
            let () = value;
            Value::Null
        }),
        Outcome::Same(content) => value(content),
        Outcome::SameOrEmpty(content) => {
            let value = value(content);
            quote!(match value { Some(value) => #value, None => Value::Null })
        }
        Outcome::Several(variants) => {
            let arms = variants.iter().map(|of| {
                let (variant, text) = (ident(of.name()), of.name());
                if let Some(content) = of.content {
                    let value = value(content);
                    quote!(client::operation::#module::Success::#variant(value) => variant(#text, Some(#value)),)
                } else {
                    quote!(client::operation::#module::Success::#variant => variant(#text, None),)
                }
            });
            quote!(match value { #(#arms)* _ => Value::from("an unknown success") })
        }
    }
}

fn got_error(operation: &Operation) -> TokenStream {
    let module = ident(&operation.method_name);
    let arms = failure::variants(operation).map(|of| {
        let (variant, text) = (ident(of.name()), of.name());
        let is_code = matches!(of.response.status, Status::Code(_));
        let fields = match (is_code, of.content) {
            (true, Some(_)) => quote!((value)),
            (true, None) => quote!(),
            (false, Some(_)) => quote!({ body: value, .. }),
            (false, None) => quote!({ .. }),
        };
        let value = match of.format() {
            Some(Format::Json | Format::Text) => quote!(Some(shown(&value))),
            Some(_) => quote!(Some(Value::from(String::from_utf8_lossy(&value)))),
            None => quote!(None),
        };
        quote!(client::operation::#module::Error::#variant #fields => variant(#text, #value),)
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return quote!({
            let _ = value;
            Value::from("an unknown error")
        });
    }
    quote!(match value { #(#arms)* _ => Value::from("an unknown error") })
}

/// The documented headers as the client reads them.
fn got_headers(operation: &Operation, success: bool) -> Option<TokenStream> {
    let all = if success {
        headers::merged(operation, operation.successes())
    } else {
        headers::merged(operation, operation.errors())
    };
    let adds = all.iter().map(|(header, is_required)| {
        let (field, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
        if *is_required && success {
            quote!(read.insert(#wire.to_owned(), shown(&headers.#field));)
        } else {
            quote!(if let Some(value) = &headers.#field { read.insert(#wire.to_owned(), shown(value)); })
        }
    });
    let headers = if success {
        quote!(response.headers().map_err(|error| error.to_string())?)
    } else {
        quote!(response.headers())
    };
    (!operation.response_headers.is_empty()).then(|| {
        let read = (!all.is_empty()).then(|| {
            quote! {
                let headers = #headers;
                #(#adds)*
                for error in headers.malformed() {
                    read.insert(error.name.to_owned(), Value::String(error.to_string()));
                }
            }
        });
        quote! {
            let mut read = Map::new();
            #read
            got_headers = Value::Object(read);
        }
    })
}
