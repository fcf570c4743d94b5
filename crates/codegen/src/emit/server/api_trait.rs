//! The trait that an implementation has, and the types that it uses: requests, responses and credentials.

use proc_macro2::TokenStream;
use quote::quote;

use super::request::{request, request_type};
use super::response::response;
use super::{Side, of, webhook_name};
use crate::emit::types::derive::Derives;
use crate::named::{Api, CredentialPlace, Operation, Scheme};
use crate::names::Names;
use crate::rust::{code, doc, doc_ours, ident, one_line, paragraphs, prose, renamed, ty};

/// Returns the items of the module. `side` tells whose requests the trait is for.
pub(super) fn items(api: &Api, names: &Names, side: Side) -> TokenStream {
    let api_trait = api_trait(api, names, side);
    let security = (!api.credentials.is_empty()).then(|| credential(api, names));
    let derives = Derives::of(api);
    let operations = api.operations.iter().map(|operation| {
        let (request, response) = (request(api, &derives, operation, side), response(api, operation, side));
        quote!(#request #response)
    });
    quote! {
        #api_trait
        #security
        #(#operations)*
    }
}

fn api_trait(api: &Api, names: &Names, side: Side) -> TokenStream {
    let title = one_line(&api.title);
    let name = ident(side.trait_name());
    let about = doc_ours(&match side {
        Side::Callers => format!("Implementation of {title}: one method per operation."),
        Side::Provider => format!("Receiver of the webhooks of {title}: one method per webhook."),
    });
    let secured = (!api.credentials.is_empty()).then(|| {
        quote! {
            /// The owner of a valid credential; `()` if the implementation does not need to know.
            type Caller: Send + 'static;

            /// Returns the owner of a credential, or denies the credential. Not called for a request without one.
            fn authenticate(&self, credential: Credential) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;
        }
    });
    // Their receivers are ours, their names the document's.
    let conventional = ["as_", "from_", "into_", "is_", "to_"];
    let is_odd = |operation: &Operation| conventional.iter().any(|prefix| operation.method_name.starts_with(prefix));
    let allow = api.operations.iter().any(is_odd).then(|| {
        quote!(#[allow(clippy::wrong_self_convention, reason = "methods have the names of the document's operations")])
    });
    let methods = api.operations.iter().map(|operation| {
        let name = ident(&operation.method_name);
        let response = of(operation, "Response");
        let request = request_type(operation, &quote!(Self::Caller));
        let own = doc(operation.summary.as_deref().or(operation.description.as_deref()));
        let route = doc_ours(&match side {
            Side::Callers => format!("`{} {}`", operation.method, operation.template()),
            Side::Provider => format!("Webhook {}, `{}`", code(&webhook_name(operation)), operation.method),
        });
        let docs = paragraphs([Some(own), Some(route)]);
        quote! {
            #docs
            fn #name(&self, request: #request) -> impl Future<Output = #response> + Send;
        }
    });
    let rejections = api.rejections.iter().zip(&names.rejections).map(|(rejection, name)| {
        let (name, ty) = (ident(name), ty(api, &rejection.ty));
        quote! {
            /// Makes the response body for a request that is rejected before its method is called. The status code is
            /// the one that the document has for the rejection.
            fn #name(&self, rejection: &Rejection) -> #ty;
        }
    });
    quote! {
        #about
        #allow
        pub trait #name: Send + Sync + 'static {
            #secured
            #(#methods)*
            #(#rejections)*
        }
    }
}

fn credential(api: &Api, names: &Names) -> TokenStream {
    let ty = |scheme: &Scheme| match scheme.place {
        CredentialPlace::Basic => quote!(crate::Basic),
        _ => quote!(secrecy::SecretString),
    };
    let variants = api.credentials.iter().zip(&names.credentials).map(|(set, variant)| {
        let variant = ident(variant);
        let schemes: Vec<&Scheme> = set.schemes.iter().map(|scheme| &api.schemes[*scheme]).collect();
        let docs = schemes.iter().map(|scheme| scheme.doc.as_deref().map_or_else(|| code(&scheme.wire), prose));
        let docs = doc_ours(&docs.collect::<Vec<_>>().join("\n\n"));
        match schemes.as_slice() {
            [scheme] => {
                let ty = ty(scheme);
                quote!(#docs #variant(#ty),)
            }
            schemes => {
                let fields = schemes.iter().map(|scheme| {
                    let (name, ty) = (ident(&scheme.name), ty(scheme));
                    let docs = doc_ours(&renamed("Scheme", &scheme.name, &scheme.wire).unwrap_or_default());
                    quote!(#docs #name: #ty,)
                });
                quote!(#docs #variant { #(#fields)* },)
            }
        }
    });
    quote! {
        /// The credential sent with a request. Its `Debug` shows no secret.
        #[derive(Clone, Debug)]
        pub enum Credential {
            #(#variants)*
        }

        /// The credential is not valid.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Denied;
    }
}
