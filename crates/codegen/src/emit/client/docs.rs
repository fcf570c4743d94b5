//! Documentation and `Debug` of the builders.

use proc_macro2::TokenStream;
use quote::quote;

use super::headers;
use crate::emit::stream;
use crate::named::{Api, Body, Location, Operation, Parameter};
use crate::rust::{code, described, doc, doc_ours, ident, paragraphs, renamed};

pub(crate) fn attributes(tokens: TokenStream) -> Vec<syn::Attribute> {
    syn::parse::Parser::parse2(syn::Attribute::parse_outer, tokens).unwrap_or_default()
}

pub(crate) fn method_doc(api: &Api, operation: &Operation) -> TokenStream {
    let own = doc(operation.summary.as_deref());
    let more = operation.description.as_deref().filter(|text| Some(*text) != operation.summary.as_deref());
    let more = more.map(|text| doc(Some(text)));
    let sends = doc_ours(&format!("Sends `{} {}` once, without retries.", operation.method, operation.template()));
    let certificate = (!operation.security.certificates.is_empty()).then(|| {
        let names: Vec<String> = operation.security.certificates.iter().map(|name| code(name)).collect();
        let names = names.join(" or ");
        doc_ours(&format!("The document has a client certificate among the credentials ({names}): see [the root](crate#client-certificates)."))
    });
    let contents = operation.successes().flat_map(|response| &response.contents);
    let items = contents.filter_map(|content| stream::sentence(api, content.items.as_ref()));
    let items = items.map(|sentence| Some(doc_ours(&sentence)));
    paragraphs([Some(own), more, Some(sends)].into_iter().chain(items).chain([certificate]))
}

/// The documentation of a parameter's setter.
pub(crate) fn parameter_doc(parameter: &Parameter) -> TokenStream {
    let noun = match parameter.location {
        Location::Path => "Path parameter",
        Location::Query => "Query parameter",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    };
    let default =
        parameter.default.as_ref().map(|default| format!("The server's default: {}.", code(&default.to_string())));
    described(parameter.doc.as_deref(), [renamed(noun, &parameter.name, &parameter.wire), default])
}

/// The documentation of the body's setter: the description in the document, else the media types.
pub(crate) fn body_doc(api: &Api, body: &Body) -> TokenStream {
    let is_documented = body.doc.as_deref().is_some_and(|text| !text.trim().is_empty());
    let own = if is_documented {
        doc(body.doc.as_deref())
    } else {
        let media_types: Vec<String> = body.contents.iter().map(|content| code(&content.media_types[0])).collect();
        doc_ours(&format!("The request body: {}.", media_types.join(" or ")))
    };
    let items = body.contents.iter().filter_map(|content| stream::sentence(api, content.items.as_ref()));
    paragraphs([Some(own)].into_iter().chain(items.map(|sentence| Some(doc_ours(&sentence)))))
}

pub(crate) fn send_doc(operation: &Operation) -> String {
    let headers = match operation.response_headers.as_slice() {
        [] => String::new(),
        _ => {
            let name = headers::name(operation);
            format!("\n\n[`{name}`](crate::headers::{name}) reads the documented headers of a response.")
        }
    };
    format!(
        "Sends `{} {}` once.{headers}\n\n# Errors\n\nSee [`Error`]: a required value is missing, the connection failed, the \
         response is a documented error, or the document does not have it.",
        operation.method,
        operation.template()
    )
}

/// `Debug` for every builder. It shows the name only, because values may be secret.
pub(crate) fn debug(api: &Api) -> TokenStream {
    let impls = api.operations.iter().map(|operation| {
        let (name, text) = (ident(&operation.type_name), &operation.type_name);
        quote! {
            impl std::fmt::Debug for #name<'_> {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    });
    quote!(#(#impls)*)
}
