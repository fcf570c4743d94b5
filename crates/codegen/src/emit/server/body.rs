//! Request bodies in the server crate: their types, and the code that reads them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Side, of};
use crate::emit::hidden::{self, ShownField, ShownVariant};
use crate::emit::kind::{self, kind};
use crate::emit::predicate::is_plain_body;
use crate::emit::{literal, part, schemas, stream};
use crate::named::{Api, Body, Content, Format, Location, Operation, Part, Segment, Style};
use crate::rust::{code, doc_ours, ident, ty};

/// Whether a request contains a stream, so that it can be neither cloned nor compared.
pub(crate) fn is_stream(body: &Body) -> bool {
    body.contents.iter().any(|content| content.format == Format::Bytes)
}

/// Whether `Debug` of the type `Body` shows a sensitive value.
pub(super) fn is_hidden(api: &Api, body: &Body) -> bool {
    matches!(body.contents.as_slice(), [content] if is_content_hidden(api, content))
}

/// Whether `Debug` of the type of a content shows a sensitive value. Streams show none.
fn is_content_hidden(api: &Api, content: &Content) -> bool {
    !matches!(content.format, Format::Bytes | Format::Multipart) && hidden::is_hidden(api, &content.schema)
}

fn content_ty(api: &Api, content: &Content) -> TokenStream {
    match content.format {
        Format::Json | Format::Form => ty(api, &content.ty),
        Format::Text => quote!(String),
        Format::Bytes => quote!(axum::body::Body),
        Format::Multipart => quote!(Multipart),
    }
}

/// `Body`, the type of the body of a request, and the types that it consists of in addition to those of its schemas.
pub(crate) fn items(api: &Api, body: &Body, side: Side, operation: &Operation) -> TokenStream {
    let link = side.link(operation);
    let whole = match body.contents.as_slice() {
        [content] => {
            let ty = content_ty(api, content);
            let about = doc_ours(&format!("Body of a request to {link}: {}.", code(&content.media_types[0])));
            quote!(#about pub type Body = #ty;)
        }
        contents => {
            let about = doc_ours(&format!("Body of a request to {link}: one of several media types."));
            let variants = contents.iter().map(|content| {
                let (variant, ty) = (ident(&content.variant), content_ty(api, content));
                let docs = doc_ours(&code(&content.media_types[0]));
                quote!(#docs #variant(#ty),)
            });
            let shown = contents.iter().map(|content| {
                let is_hidden = is_content_hidden(api, content);
                ShownVariant::Tuple(ShownField { name: ident(&content.variant), is_hidden })
            });
            let (_, debug) = hidden::of_enum(&ident("Body"), &shown.collect::<Vec<_>>());
            let is_plain = !is_stream(body);
            let derive = hidden::derive(&[(is_plain, "Clone"), (debug.is_empty(), "Debug"), (is_plain, "PartialEq")]);
            let allow = literal::uneven_variants(contents.len());
            quote! {
                #about #derive #[non_exhaustive] #allow pub enum Body { #(#variants)* }

                #debug
            }
        }
    };
    let multipart = body.multipart().map(|content| {
        let about = doc_ours(&format!("Parts of a request to {link}."));
        let fields = part::fields(api, content);
        let shown = content.parts.iter().map(|part| {
            let property = part::property(api, &content.ty, &part.wire);
            let is_hidden = !part.is_file && property.is_some_and(|property| property.sensitive);
            ShownField { name: ident(&part.name), is_hidden }
        });
        let (derive_debug, debug) = hidden::of_struct(&ident("Multipart"), &[], &shown.collect::<Vec<_>>());
        quote! {
            #about #[derive(Clone, #derive_debug PartialEq)] #[non_exhaustive] pub struct Multipart { #(#fields)* }

            #debug
        }
    });
    let readers = stream::all_sent(body).into_iter().map(|stream::Sent { name, function, content, items }| {
        let item = ty(api, &items.ty);
        let about = doc_ours(&format!(
            "Reads the items of a body of {}: {}",
            code(&content.media_types[0]),
            stream::sentence(api, Some(items)).unwrap_or_default()
        ));
        let check = items.is_validated.then(|| {
            let (schemas, schema) = (ident(side.schemas()), schemas::of_items(operation, content));
            quote!(.checked(|item| crate::validation::item(item, &crate::#schemas::#schema)))
        });
        quote! {
            #about
            pub fn #name(body: axum::body::Body) -> crate::ReceivedItems<#item> {
                crate::ReceivedItems::#function(body)#check
            }
        }
    });
    quote!(#whole #multipart #(#readers)*)
}

/// The variant of the runtime's `Style` for a style.
fn style(style: Style) -> TokenStream {
    let name = kind::style(style);
    quote!(Style::#name)
}

/// Reads the body of a request.
pub(crate) fn read(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    if is_plain_body(body) {
        if let Some(content) = body.contents.iter().find(|content| content.is_validated) {
            let schema = schemas::of_content(operation, content);
            return quote! {
                let body = request::json_text(&parts.headers, body, server.body_limit).await?;
                let body = validation::json(&body, &schemas::#schema)?;
            };
        }
        return quote!(let body = request::json(&parts.headers, body, server.body_limit).await?;);
    }
    let accepted = body.contents.iter().map(|content| {
        let media_types = &content.media_types;
        quote!(&[#(#media_types),*])
    });
    let all = body.contents.iter().map(|content| content.media_types[0].as_str()).collect::<Vec<_>>().join(" or ");
    let several = body.contents.len() > 1;
    let some = |value: TokenStream| if body.required { value } else { quote!(Some(#value)) };
    let arms = body.contents.iter().enumerate().map(|(index, content)| {
        let value = content_read(api, operation, content);
        let value = if several {
            let (name, variant) = (of(operation, "Body"), ident(&content.variant));
            quote!(#name::#variant(#value))
        } else {
            value
        };
        let value = some(value);
        quote!(Some(#index) => #value,)
    });
    let missing = match (body.required, operation.security.is_none()) {
        (false, _) => quote!(None),
        (true, true) => quote!(return Err(content::missing())),
        // A `Failure`, see `super::caller`.
        (true, false) => quote!(return Err(content::missing().into())),
    };
    quote! {
        let body = match content::choose(&parts.headers, &body, &[#(#accepted),*], #all)? {
            #(#arms)*
            _ => #missing,
        };
    }
}

fn content_read(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    match content.format {
        Format::Json if content.is_validated => {
            let schema = schemas::of_content(operation, content);
            quote!(validation::json(&request::collect(body, server.body_limit).await?, &schemas::#schema)?)
        }
        Format::Json => quote!(content::json(body, server.body_limit).await?),
        Format::Text if content.is_validated => {
            let schema = schemas::of_content(operation, content);
            quote!(validation::text(content::text(body, server.body_limit).await?, &schemas::#schema)?)
        }
        Format::Text => quote!(content::text(body, server.body_limit).await?),
        Format::Bytes => quote!(body),
        Format::Form => {
            let kind = kind(api, &content.ty);
            let parts = content.parts.iter().map(|part| {
                let (wire, style, explode) = (&part.wire, style(part.style), part.explode);
                quote!((#wire, #style, #explode))
            });
            if content.is_validated {
                let schema = schemas::of_content(operation, content);
                return quote!({
                    let value = content::form_value(body, server.body_limit, &#kind, &[#(#parts),*]).await?;
                    let form = request::read_value(value.clone())?;
                    validation::body(&value, &schemas::#schema)?;
                    form
                });
            }
            quote!(content::form(body, server.body_limit, &#kind, &[#(#parts),*]).await?)
        }
        Format::Multipart => {
            let name = of(operation, "Multipart");
            let names = content.parts.iter().map(|part| {
                let (wire, is_file) = (&part.wire, part.is_file);
                quote!((#wire, #is_file))
            });
            let fields = content.parts.iter().map(|part| {
                let (field, wire) = (ident(&part.name), &part.wire);
                let value = part_read(api, part);
                let value = if content.is_validated { part_noted(part, &value) } else { value };
                let value = if part.required { quote!(multipart::required(#wire, #value)?) } else { value };
                quote!(#field: #value,)
            });
            let read = quote!(multipart::ReceivedParts::read(&parts.headers, body, server.multipart_limits, &[#(#names),*]).await?);
            if content.parts.is_empty() {
                quote!({
                    #read;
                    #name {}
                })
            } else if content.is_validated {
                let schema = schemas::of_content(operation, content);
                quote!({
                    let mut read = #read;
                    let mut whole = validation::PartValues::default();
                    let body = #name { #(#fields)* };
                    whole.check(&schemas::#schema)?;
                    body
                })
            } else {
                quote!({
                    let mut read = #read;
                    #name { #(#fields)* }
                })
            }
        }
    }
}

/// Converts a part to an `Option`.
fn part_read(api: &Api, part: &Part) -> TokenStream {
    let wire = &part.wire;
    match (part.is_file, part.repeated) {
        (true, false) => quote!(read.file(#wire)?),
        (true, true) => quote!(Some(read.files(#wire)).filter(|files| !files.is_empty())),
        (false, _) => {
            let kind = kind(api, &part.ty);
            quote!(read.value(#wire, &#kind)?)
        }
    }
}

/// Adds a part that `value` reads to the value that is validated.
fn part_noted(part: &Part, value: &TokenStream) -> TokenStream {
    let wire = &part.wire;
    match (part.is_file, part.repeated) {
        (true, false) => quote!(whole.file(#wire, #value)),
        (true, true) => quote!(whole.files(#wire, #value)),
        (false, _) => quote!(whole.value(#wire, #value)?),
    }
}

/// Reads a parameter that needs more than the text of one value.
pub(crate) fn parameter(api: &Api, operation: &Operation, parameter: &crate::named::Parameter) -> TokenStream {
    let (wire, style, explode) = (&parameter.wire, style(parameter.style), parameter.explode);
    let kind = kind(api, parameter.whole());
    let call = |on: TokenStream| {
        let function = if parameter.required { quote!(required) } else { quote!(optional) };
        quote!(#on.#function(#wire, #style, #explode, &#kind)?)
    };
    match parameter.location {
        Location::Query => call(quote!(query_pairs)),
        Location::Cookie => call(quote!(cookie_pairs)),
        Location::Path => {
            let is_it = |segment: &Segment| segment.parameters().contains(&wire.as_str());
            // The path starts with `/`, so the first segment is the second part.
            let at = operation.path.iter().position(is_it).unwrap_or_default() + 1;
            quote!(parameters::in_path(parts.uri.path().split('/').nth(#at), #wire, #style, #explode, &#kind)?)
        }
        Location::Header => {
            let read = quote!(parameters::in_header(&parts, #wire, #style, #explode, &#kind)?);
            if parameter.required {
                quote!(#read.ok_or_else(|| Rejection::new(Location::Header, #wire, Reason::Missing))?)
            } else {
                read
            }
        }
    }
}
