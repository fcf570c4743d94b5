//! The responses to rejected requests.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::response::response_of;
use crate::emit::status;
use crate::named::{Format, Operation, RejectionBody, RejectionStatus};
use crate::names::Names;
use crate::rust::{ident, joined, mentions};

/// The function that makes the response to a rejection. The reason selects the status code, and the method of the trait for
/// the documented type makes the body.
pub(super) fn rejection_response(names: &Names, operation: &Operation) -> TokenStream {
    let reject = joined("reject", &operation.method_name, "");
    let (statuses, id) = (&operation.rejections, &operation.id);
    let response = |status: Option<RejectionStatus>, otherwise: u16| match status {
        Some(RejectionStatus { code, response, body: Some(RejectionBody { content, rejection }) }) => {
            let method = ident(&names.rejections[rejection]);
            let content = &operation.responses[response].contents[content];
            let body = match content.format {
                Format::Json | Format::Text => quote!(body),
                Format::Bytes | Format::Form | Format::Multipart => quote!(axum::body::Body::from(body)),
            };
            let response = response_of(content, &status::in_server(code), &body);
            quote!(undocumented::respond(#id, Api::#method(api, rejection).map(|body| #response)))
        }
        Some(RejectionStatus { code, body: None, .. }) => {
            let code = status::in_server(code);
            quote!(response::empty(#code))
        }
        None => {
            let otherwise = Literal::u16_unsuffixed(otherwise);
            quote!(response::problem(#otherwise, rejection))
        }
    };
    let mut arms = Vec::new();
    if !operation.security.is_none() {
        arms.push((quote!((Location::Credential, Reason::Missing)), response(statuses.credential_missing, 401)));
        let forbidden = response(statuses.credential_forbidden, 403);
        if forbidden.to_string() != response(statuses.credential_wrong, 401).to_string() {
            arms.push((quote!((Location::Credential, Reason::Forbidden)), forbidden));
        }
        arms.push((quote!((Location::Credential, _)), response(statuses.credential_wrong, 401)));
    }
    if operation.body.is_some() {
        arms.push((quote!((_, Reason::TooLarge { .. })), response(statuses.too_large, 413)));
        arms.push((quote!((_, Reason::UnsupportedMediaType { .. })), response(statuses.media_type, 415)));
    }
    let chosen = chosen(arms, &response(statuses.invalid, 400));
    let named = |name: &str| {
        let name = if mentions(&chosen, name) { name.to_owned() } else { format!("_{name}") };
        ident(&name)
    };
    let (api, rejection) = (named("api"), named("rejection"));
    quote! {
        fn #reject<A: Api>(#api: &A, #rejection: &Rejection) -> Response {
            #chosen
        }
    }
}

/// The choice of a response by the rejection, each response once where the order of the patterns allows it.
fn chosen(arms: Vec<(TokenStream, TokenStream)>, otherwise: &TokenStream) -> TokenStream {
    let mut merged: Vec<(TokenStream, TokenStream)> = Vec::new();
    for (pattern, value) in arms {
        match merged.last_mut() {
            Some((patterns, last)) if last.to_string() == value.to_string() => patterns.extend(quote!(| #pattern)),
            _ => merged.push((pattern, value)),
        }
    }
    while merged.last().is_some_and(|(_, value)| value.to_string() == otherwise.to_string()) {
        merged.pop();
    }
    if merged.is_empty() {
        return otherwise.clone();
    }
    let arms = merged.iter().map(|(pattern, value)| quote!(#pattern => #value,));
    quote! {
        match (rejection.location, &rejection.reason) {
            #(#arms)*
            _ => #otherwise,
        }
    }
}
