//! The body of a planned request, and its value for the comparison with the request that the server receives.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument_ty;
use crate::named::{Api, Body, Content, Format, Operation};
use crate::rust::{ident, ty};

/// Whether the argument of a body may be the elements of a list.
pub(super) fn is_list(body: &Body, content: &Content) -> bool {
    body.contents.len() == 1 && body.required && content.format == Format::Json
}

pub(super) fn body_sent(api: &Api, operation: &Operation, body: &Body, content: &Content) -> TokenStream {
    let key = format!("body.{}", content.variant);
    let module = ident(&operation.method_name);
    let wrap = |value: TokenStream| {
        if body.contents.len() > 1 {
            let variant = ident(&content.variant);
            quote!(client::operation::#module::Body::#variant(#value))
        } else {
            value
        }
    };
    let made = match content.format {
        Format::Json | Format::Form => {
            let ty = if is_list(body, content) { argument_ty(api, &content.ty) } else { ty(api, &content.ty) };
            let value = wrap(quote!(value));
            quote!(let value = read::<#ty>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Text => {
            let value = wrap(quote!(value));
            quote!(let value = read::<String>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Bytes => {
            let value = wrap(quote!(value.into()));
            quote!(let value = read::<String>(json)?; sent.insert(#key.to_owned(), shown(&value)); body = Some(#value);)
        }
        Format::Multipart => {
            let adds = content.parts.iter().map(|part| {
                let (field, wire) = (ident(&part.name), &part.wire);
                let media_type = file_type(part.content_type.as_deref());
                let file = |json: TokenStream| {
                    quote!(client::File {
                        content: text(#json)?.into_bytes().into(),
                        name: Some("näme \"1\".csv".to_owned()),
                        media_type: Some(#media_type.to_owned()),
                    })
                };
                let seen = quote!(json!([json, "näme \"1\".csv", #media_type]));
                let part_ty = argument_ty(api, &part.ty);
                let (value, seen) = match (part.is_file, part.repeated) {
                    (false, _) => {
                        (quote!(read_value::<#part_ty>(&json)?), quote!(shown(&read_value::<#part_ty>(&json)?)))
                    }
                    (true, false) => {
                        let file = file(quote!(&json));
                        (quote!({ let json = json.clone(); #file }), seen)
                    }
                    (true, true) => {
                        let file = file(quote!(json));
                        let files = quote!({
                            let mut files = Vec::new();
                            for json in json.as_array().into_iter().flatten() {
                                files.push(#file);
                            }
                            files
                        });
                        (files, quote!(json.as_array().into_iter().flatten().map(|json| #seen).collect::<Value>()))
                    }
                };
                quote! {
                    if let Some(json) = object.get(#wire).cloned() {
                        parts.insert(#wire.to_owned(), #seen);
                        value = value.#field(#value);
                    }
                }
            });
            let value = wrap(quote!(value));
            quote! {
                let object = read::<Map<String, Value>>(json)?;
                let mut parts = Map::new();
                let mut value = client::operation::#module::Multipart::builder();
                #(#adds)*
                let value = value.build().map_err(|error| error.to_string())?;
                sent.insert(#key.to_owned(), Value::Object(parts));
                body = Some(#value);
            }
        }
    };
    quote!(if let Some(json) = set.get(#key) { #made })
}

/// A media type for a file: the first that the document lists. For a range, it is a media type in the range.
fn file_type(named: Option<&str>) -> String {
    let first = named.and_then(|named| named.split(',').next()).map_or("*/*", str::trim);
    match first.strip_suffix("/*") {
        None => first.to_owned(),
        Some("*") => "text/csv".to_owned(),
        Some(top) => format!("{top}/csv"),
    }
}
