//! The statements that make the request of an operation that progenitor does not send as OpenAPI demands.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::emit::{kind, part};
use crate::emitter::NAMED_METHODS;
use crate::named::{Api, Body, Content, Format, Location, Operation, Parameter, Style};
use crate::rust::ident;

/// The statements between the one that makes `url` and the one that sends `request`.
pub(crate) fn request(api: &Api, operation: &Operation) -> TokenStream {
    let query = local(operation, "query");
    let query_added = query_added(operation, &query);
    let (headers, cookies) = (headers(operation), cookies(operation));
    let body = operation.body.as_ref().map(|sent| body(api, sent));
    let accepted = operation.accepted_media_types().join(", ");
    let accept = (!accepted.is_empty())
        .then(|| quote!(.header(reqwest::header::ACCEPT, reqwest::header::HeaderValue::from_static(#accepted))));
    let is_changed = !headers.is_empty() || cookies.is_some() || body.is_some();
    let mutable = is_changed.then(|| quote!(mut));
    let method = method(&operation.method);
    quote! {
        #query_added
        let #mutable request = self.call.http()?.request(#method, url)#accept;
        #headers
        #cookies
        #body
        let request = request.build()?;
    }
}

/// The expression of a method.
fn method(method: &str) -> TokenStream {
    if NAMED_METHODS.contains(&method) {
        let name = ident(method);
        return quote!(reqwest::Method::#name);
    }
    quote!(reqwest::Method::from_bytes(#method.as_bytes()).map_err(|_| Unsendable::new("invalid method"))?)
}

/// The variant of the runtime's `Style` for a style.
pub(crate) fn style(style: Style) -> TokenStream {
    let name = kind::style(style);
    quote!(crate::style::Style::#name)
}

/// A statement about a parameter that may be absent.
fn given(parameter: &Parameter, statement: TokenStream) -> TokenStream {
    let name = ident(&parameter.name);
    if parameter.required {
        quote!({ let value = &#name; #statement })
    } else {
        quote!(if let Some(value) = &#name { #statement })
    }
}

/// Makes a local name that differs from all names of parameters.
fn local(operation: &Operation, name: &str) -> Ident {
    // A name of a parameter starts with `_` only before a digit.
    let is_taken = operation.parameters.iter().any(|parameter| parameter.name == name);
    if is_taken { format_ident!("_{name}") } else { format_ident!("{name}") }
}

fn query_added(operation: &Operation, query: &Ident) -> Option<TokenStream> {
    let adds: Vec<_> = operation
        .parameters_in(Location::Query)
        .map(|parameter| {
            let (wire, style, explode) = (&parameter.wire, style(parameter.style), parameter.explode);
            given(parameter, quote!(#query.add(#wire, value, #style, #explode)?;))
        })
        .collect();
    (!adds.is_empty()).then(|| {
        quote! {
            let mut #query = crate::style::Pairs::default();
            #(#adds)*
            let url = #query.onto(url);
        }
    })
}

fn headers(operation: &Operation) -> TokenStream {
    let adds = operation.parameters_in(Location::Header).map(|parameter| {
        let wire = parameter.wire.to_ascii_lowercase();
        let (style, explode) = (style(parameter.style), parameter.explode);
        let value = quote!(crate::style::in_header(value, #style, #explode)?);
        given(parameter, quote!(request = request.header(#wire, #value);))
    });
    quote!(#(#adds)*)
}

fn cookies(operation: &Operation) -> Option<TokenStream> {
    let cookies = local(operation, "cookies");
    let adds: Vec<_> = operation
        .parameters_in(Location::Cookie)
        .map(|parameter| {
            let (wire, style, explode) = (&parameter.wire, style(parameter.style), parameter.explode);
            given(parameter, quote!(crate::style::in_cookie(&mut #cookies, #wire, value, #style, #explode)?;))
        })
        .collect();
    (!adds.is_empty()).then(|| {
        quote! {
            let mut #cookies = String::new();
            #(#adds)*
            if !#cookies.is_empty() {
                request = request.header(reqwest::header::COOKIE, #cookies);
            }
        }
    })
}

fn body(api: &Api, body: &Body) -> TokenStream {
    let written = match body.contents.as_slice() {
        [content] => content_sent(api, content),
        contents => {
            let arms = contents.iter().map(|content| {
                let (variant, sent) = (ident(&content.variant), content_sent(api, content));
                quote!(Body::#variant(body) => { #sent })
            });
            quote!(match body { #(#arms)* })
        }
    };
    if body.required { written } else { quote!(if let Some(body) = body { #written }) }
}

/// Sets the body of a request, for one media type.
fn content_sent(api: &Api, content: &Content) -> TokenStream {
    let media_type = &content.media_types[0];
    let header = quote!(.header(reqwest::header::CONTENT_TYPE, #media_type));
    match content.format {
        Format::Json if media_type == "application/json" => quote!(request = request.json(&body);),
        // `json` does not replace a content type that is already set.
        Format::Json => quote!(request = request #header.json(&body);),
        Format::Text | Format::Bytes => quote!(request = request #header.body(body);),
        Format::Multipart => quote!(request = request.multipart(body.into_form()?);),
        Format::Form => {
            let parts = content.parts.iter().map(|part| {
                let (wire, style, explode) = (&part.wire, style(part.style), part.explode);
                let field = ident(&part.name);
                let add = quote!(form.add(#wire, value, #style, #explode)?;);
                let property = part::property(api, &content.ty, wire);
                let is_nullable = property.is_some_and(|property| property.ty.is_nullable());
                match part.required {
                    true => quote!(form.add(#wire, &body.#field, #style, #explode)?;),
                    // The optional field is a `Nullable`, and a form has no text for `null`.
                    false if is_nullable => quote!(if let Some(value) = body.#field.as_option() { #add }),
                    false => quote!(if let Some(value) = &body.#field { #add }),
                }
            });
            let form = match content.parts.as_slice() {
                [] => quote!(let (form, _) = (crate::style::Pairs::default(), body);),
                _ => quote!(let mut form = crate::style::Pairs::default();),
            };
            quote! {
                #form
                #(#parts)*
                request = request #header.body(form.into_text());
            }
        }
    }
}
