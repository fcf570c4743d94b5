//! The enum of an operation's responses.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Side, of};
use crate::emit::{literal, status, stream};
use crate::named::{Api, Format, Operation, Response, ResponseContent, ResponseVariant, Status};
use crate::rust::{described, doc_ours, ident, renamed, ty};

/// Returns the enum, and how it becomes a response.
pub(super) fn response(api: &Api, operation: &Operation, side: Side) -> TokenStream {
    let name = of(operation, "Response");
    let about = doc_ours(&format!("Documented responses of [`{}::{}`].", side.trait_name(), operation.method_name));
    let variants = operation.response_variants().map(|given| variant(api, given));
    let arms = operation.response_variants().map(arm);
    let is_stream = operation.response_variants().any(is_stream);
    let allow = literal::uneven_variants(operation.response_variants().count());
    let derive = if is_stream { quote!(#[derive(Debug)]) } else { quote!(#[derive(Clone, Debug, PartialEq)]) };
    quote! {
        #about
        #derive
        #allow
        pub enum #name { #(#variants)* }

        impl IntoResponse for #name {
            fn into_response(self) -> axum::response::Response {
                match self { #(#arms)* }
            }
        }
    }
}

/// Whether the body is a stream.
fn is_stream(given: ResponseVariant<'_>) -> bool {
    !matches!(given.format(), None | Some(Format::Json | Format::Text))
}

/// The type of a response body.
fn response_ty(api: &Api, content: &ResponseContent) -> TokenStream {
    match content.format {
        Format::Json => ty(api, &content.ty),
        Format::Text => quote!(String),
        _ => stream::stream_ty(api, content.items.as_ref(), &quote!(crate)).unwrap_or(quote!(axum::body::Body)),
    }
}

/// The call that makes a response from a status and a body of the type [`response_ty`].
pub(crate) fn response_of(content: &ResponseContent, code: &TokenStream, body: &TokenStream) -> TokenStream {
    let media_type = &content.media_types[0];
    match content.format {
        Format::Json if media_type == "application/json" => quote!(response::json(#code, &#body)),
        Format::Json => quote!(crate::content::json_as(#code, #media_type, &#body)),
        Format::Text => quote!(crate::content::sent(#code, #media_type, axum::body::Body::from(#body))),
        Format::Bytes | Format::Form | Format::Multipart => {
            let written =
                stream::function(content.items.as_ref()).map(|write| quote!(crate::item_stream::#write(#body)));
            let body = written.as_ref().unwrap_or(body);
            quote!(crate::content::sent(#code, #media_type, #body))
        }
    }
}

/// Whether a variant has named fields.
pub(crate) fn has_fields(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_)) || !response.headers.is_empty()
}

fn variant(api: &Api, given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let items = stream::sentence(api, given.content.and_then(|content| content.items.as_ref()));
    let own = described(response.doc.as_deref(), [items]);
    let body = given.content.map(|content| response_ty(api, content));
    if !has_fields(response) {
        return match body {
            Some(body) => quote!(#own #name(#body),),
            None => quote!(#own #name,),
        };
    }
    let status = match response.status {
        Status::Code(_) => quote!(),
        Status::Range(hundreds) => quote!(/** The status code, one of the range. */ status: StatusOf<#hundreds>,),
        Status::Default => quote!(/** The status code. */ status: StatusCode,),
    };
    let headers = response.headers.iter().map(|header| {
        let (name, ty) = (ident(&header.name), ty(api, &header.ty));
        let ty = if header.required { ty } else { quote!(Option<#ty>) };
        let docs = described(header.doc.as_deref(), [renamed("Header", &header.name, &header.wire)]);
        quote!(#docs #name: #ty,)
    });
    let body = body.map(|body| quote!(body: #body,));
    quote!(#own #name { #status #(#headers)* #body },)
}

fn arm(given: ResponseVariant<'_>) -> TokenStream {
    let (name, response) = (ident(given.name()), given.response);
    let code = match response.status {
        Status::Code(code) => status::in_server(code),
        Status::Range(_) => quote!(status.get()),
        Status::Default => quote!(status),
    };
    let mut made = match given.content {
        Some(content) => response_of(content, &code, &quote!(body)),
        None => quote!(response::empty(#code)),
    };
    if !has_fields(response) {
        let body = given.content.map(|_| quote!((body)));
        return quote!(Self::#name #body => #made,);
    }
    let status = (!matches!(response.status, Status::Code(_))).then(|| quote!(status,));
    let names: Vec<_> = response.headers.iter().map(|header| ident(&header.name)).collect();
    let body = given.content.map(|_| quote!(body,));
    let is_taken = response.headers.iter().any(|header| header.name == "response");
    let local = ident(if is_taken { "_response" } else { "response" });
    let mut statements = Vec::new();
    for (header, name) in response.headers.iter().zip(&names) {
        let wire = header.wire.to_ascii_lowercase();
        statements.push(quote!(let #local = #made;));
        made = if header.required {
            quote!(response::with_header(#local, #wire, &#name))
        } else {
            quote!(match &#name { Some(value) => response::with_header(#local, #wire, value), None => #local })
        };
    }
    quote! {
        Self::#name { #status #(#names,)* #body } => {
            #(#statements)*
            #made
        }
    }
}
