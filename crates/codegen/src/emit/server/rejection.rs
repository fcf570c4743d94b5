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
    let otherwise = response(statuses.invalid, 400);
    let mut arms = Vec::new();
    if !operation.security.is_none() {
        let missing = response(statuses.credential_missing, 401);
        let forbidden = response(statuses.credential_forbidden, 403);
        let wrong = response(statuses.credential_wrong, 401);
        arms.extend(credential_arms(missing, forbidden, wrong, &otherwise));
    }
    if operation.body.is_some() {
        arms.push((quote!((_, Reason::TooLarge { .. })), response(statuses.too_large, 413)));
        arms.push((quote!((_, Reason::UnsupportedMediaType { .. })), response(statuses.media_type, 415)));
    }
    let chosen = chosen(arms, &otherwise);
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

/// A pattern of a location and a reason, and the response to such rejections.
type RejectionArm = (TokenStream, TokenStream);

/// The arms for rejected credentials. `otherwise` is the response to other rejections.
fn credential_arms(
    missing: TokenStream,
    forbidden: TokenStream,
    wrong: TokenStream,
    otherwise: &TokenStream,
) -> Vec<RejectionArm> {
    let is_same = |one: &TokenStream, other: &TokenStream| one.to_string() == other.to_string();
    let special = [(quote!(Reason::Missing), missing), (quote!(Reason::Forbidden), forbidden)];
    // Every other reason to reject a credential.
    let mut reasons = vec![quote!(Reason::Repeated), quote!(Reason::Malformed { .. }), quote!(Reason::Invalid)];
    let is_any_otherwise = special.iter().any(|(_, response)| is_same(response, otherwise));
    let mut arms = Vec::new();
    for (reason, response) in special {
        if is_same(&response, &wrong) {
            reasons.push(reason);
        } else {
            arms.push((quote!((Location::Credential, #reason)), response));
        }
    }
    let reasons = if is_any_otherwise { quote!(#(#reasons)|*) } else { quote!(_) };
    arms.push((quote!((Location::Credential, #reasons)), wrong));
    arms
}

/// The choice of a response by the rejection. Each response is there once. A pattern that includes others comes after them.
fn chosen(arms: Vec<RejectionArm>, otherwise: &TokenStream) -> TokenStream {
    let mut merged: Vec<RejectionArm> = Vec::new();
    for (pattern, value) in arms {
        if value.to_string() == otherwise.to_string() {
            continue;
        }
        match merged.iter_mut().find(|(_, known)| known.to_string() == value.to_string()) {
            Some((patterns, _)) => patterns.extend(quote!(| #pattern)),
            None => merged.push((pattern, value)),
        }
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
