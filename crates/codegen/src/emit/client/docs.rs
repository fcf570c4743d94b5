//! Documentation and `Debug` of the builders: in the document's words, and without what a builder was given.

use proc_macro2::TokenStream;
use quote::quote;

use super::headers;
use crate::lower::parameter_placeholder;
use crate::rust::{doc, doc_ours, ident};
use model::api::{Api, Operation, Parameter};

pub(crate) fn attributes(tokens: TokenStream) -> Vec<syn::Attribute> {
    syn::parse::Parser::parse2(syn::Attribute::parse_outer, tokens).unwrap_or_default()
}

pub(crate) fn method_doc(operation: &Operation) -> TokenStream {
    let own = doc(operation.summary.as_deref());
    let more = operation.description.as_deref().filter(|text| Some(*text) != operation.summary.as_deref());
    let more = more.map(|text| {
        let text = doc(Some(text));
        quote!(#[doc = ""] #text)
    });
    let sends = doc_ours(&format!("\n`{} {}`. Sent once: nothing is retried.", operation.method, operation.template()));
    quote!(#own #more #sends)
}

pub(crate) fn document_setters(operation: &Operation, index: usize, item: &mut syn::ItemImpl) {
    for member in &mut item.items {
        let syn::ImplItem::Fn(function) = member else { continue };
        let name = function.sig.ident.to_string();
        let parameter =
            operation.parameters.iter().enumerate().find(|(at, _)| parameter_placeholder(index, *at) == name);
        let text = match (parameter, name.as_str()) {
            (Some((_, parameter)), _) => parameter_doc(parameter),
            (None, "body") => {
                let own = operation.body.as_ref().and_then(|body| body.doc.as_deref());
                if own.is_some() { doc(own) } else { doc_ours("The request's body.") }
            }
            (None, "new") => doc_ours("Without any parameter yet."),
            (None, "send") => doc_ours(&send_doc(operation)),
            _ => quote!(),
        };
        function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
        function.attrs.splice(0..0, attributes(text));
    }
}

/// What a parameter is, for its setter.
pub(crate) fn parameter_doc(parameter: &Parameter) -> TokenStream {
    let wire = doc_ours(&format!("The parameter `{}` in the {}.", parameter.wire, parameter.location.word()));
    let own = doc(parameter.doc.as_deref());
    let gap = parameter.doc.is_some().then(|| quote!(#[doc = ""]));
    quote!(#own #gap #wire)
}

pub(crate) fn send_doc(operation: &Operation) -> String {
    let headers = match operation.response_headers.as_slice() {
        [] => String::new(),
        _ => {
            let name = headers::name(operation);
            format!(" [`{name}`](crate::headers::{name}) reads the documented headers of an answer.")
        }
    };
    format!(
        "Sends `{} {}`, once.{headers}\n\n# Errors\n\nSee [`Error`]: what the builder was not given, what the connection did, an \
         answer that is documented as an error, or one that is not documented.",
        operation.method,
        operation.template()
    )
}

/// `Debug` for every builder: its name, and nothing that it was given.
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
