//! The documented response body for a rejected request, with the reason in words where the body has a place for it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, Case, CredentialMark, Field, Operation, TypeKind, TypeRef};
use crate::rust::{ident, ty};

const MARKS: [CredentialMark; 2] = [CredentialMark::Missing, CredentialMark::Wrong];

/// The documented response body of this type for a request without a credential, or with a wrong credential.
fn marked(api: &Api, rejection: usize, mark: CredentialMark) -> Option<&serde_json::Value> {
    let cases = api.operations.iter().flat_map(|operation| operation.cases.iter().map(move |case| (operation, case)));
    let of_type = |(operation, case): &(&Operation, &Case)| {
        case.credential == mark && operation.response_content(case.response).ty == api.rejections[rejection].ty
    };
    cases.into_iter().find(of_type).map(|(_, case)| &case.response_body)
}

/// The statements that make the response body for a rejected request: the documented example, with the reason in words if the
/// type has a property for it. `None` if there is no example.
pub(crate) fn body(api: &Api, index: usize) -> Option<TokenStream> {
    let rejection = &api.rejections[index];
    if rejection.sample.is_null() {
        return None;
    }
    let special = MARKS.iter().filter_map(|mark| {
        let example = marked(api, index, *mark)?.to_string();
        let reason = if *mark == CredentialMark::Missing { quote!(Reason::Missing) } else { quote!(_) };
        Some(quote!((Location::Credential, #reason) => Ok(serde_json::from_str(#example)?),))
    });
    let special: Vec<TokenStream> = special.collect();
    let (example, ty) = (rejection.sample.to_string(), ty(api, &rejection.ty));
    let general = match reason_field(api, &rejection.ty) {
        Some(field) => {
            let (name, reason) = (ident(&field.name), reason(field));
            quote! {
                let mut body: #ty = serde_json::from_str(#example)?;
                body.#name = #reason;
                Ok(body)
            }
        }
        None if rejection.ty == TypeRef::String => quote!(Ok(rejection.to_string())),
        None => quote!(Ok(serde_json::from_str(#example)?)),
    };
    Some(if special.is_empty() {
        general
    } else {
        quote!(match (rejection.location, &rejection.reason) { #(#special)* _ => { #general } })
    })
}

/// Names of fields for a reason in words, in order of preference. They are compared without case, `_` and `-`.
const REASON_FIELDS: &[&str] = &["detail", "description", "errordescription", "message", "reason", "error", "title"];

/// Returns the field for the reason in words. `None` if the type has no suitable one.
fn reason_field<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Field> {
    let TypeRef::Named(id) = ty else { return None };
    match api.type_named(*id).defined() {
        Some(TypeKind::Alias(inner)) => reason_field(api, inner),
        Some(TypeKind::Struct(object)) => REASON_FIELDS.iter().find_map(|wanted| {
            let plain = |wire: &str| wire.replace(['_', '-'], "").to_lowercase();
            let is_suitable =
                |field: &&Field| plain(&field.wire) == *wanted && *field.ty.without_null() == TypeRef::String;
            object.fields.iter().find(is_suitable)
        }),
        _ => None,
    }
}

/// The expression for the reason in words, as the type of its field requires.
fn reason(field: &Field) -> TokenStream {
    let text = quote!(rejection.to_string());
    match (field.required, field.ty.is_nullable()) {
        (true, false) => text,
        (false, true) => quote!(types::Nullable::Value(#text)),
        (true, true) | (false, false) => quote!(Some(#text)),
    }
}
