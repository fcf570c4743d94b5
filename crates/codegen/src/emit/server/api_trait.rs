//! The trait that an implementation has, and the credentials of its requests.

use proc_macro2::TokenStream;
use quote::quote;

use super::request::request_type;
use super::response::status_text;
use super::{Side, documented, webhook_name};
use crate::named::{Api, CredentialPlace, Operation, Scheme, TypeRef};
use crate::names::Names;
use crate::rust::{code, doc, doc_ours, ident, mentions, one_line, paragraphs, prose, renamed, ty};

/// Returns the items of the module. `side` tells whose requests the trait is for.
pub(super) fn items(api: &Api, names: &Names, side: Side) -> TokenStream {
    let api_trait = api_trait(api, names, side);
    let security = (!api.credentials.is_empty()).then(|| credential(api, names));
    quote! {
        #api_trait
        #security
    }
}

fn api_trait(api: &Api, names: &Names, side: Side) -> TokenStream {
    let title = one_line(&api.title);
    let name = ident(side.trait_name());
    let about = doc_ours(&match side {
        Side::Callers => format!(
            "Implementation of {title}: one method per operation.\n\nA method is written as `async fn`. One that is not implemented \
             responds with 501."
        ),
        Side::Provider => format!(
            "Receiver of the webhooks of {title}: one method per webhook.\n\nA method is written as `async fn`. One that is not \
             implemented responds with 501."
        ),
    });
    let allow = allow_odd_names(api.operations.iter());
    let methods = api.operations.iter().map(|operation| method(operation, side));
    let (secured, rejections) = (authenticate(api), rejections(api, names));
    quote! {
        #about
        #allow
        pub trait #name: Send + Sync + 'static {
            #secured
            #(#methods)*
            #rejections
        }
    }
}

/// The lint that names of operations would fail: their receivers are ours, their names the document's.
pub(super) fn allow_odd_names<'a>(mut operations: impl Iterator<Item = &'a Operation>) -> Option<TokenStream> {
    let conventional = ["as_", "from_", "into_", "is_", "to_"];
    let is_odd = |operation: &Operation| conventional.iter().any(|prefix| operation.method_name.starts_with(prefix));
    operations.any(is_odd).then(|| {
        quote!(#[allow(clippy::wrong_self_convention, reason = "methods have the names of the document's operations")])
    })
}

/// The type of callers, and the method that authenticates them. `None` if no operation requires a credential.
pub(super) fn authenticate(api: &Api) -> Option<TokenStream> {
    (!api.credentials.is_empty()).then(|| {
        quote! {
            /// The owner of a valid credential; `()` if the implementation does not need to know.
            type Caller: Send + 'static;

            /// Returns the owner of a credential, or denies the credential. Not called for a request without one. `context` has the
            /// operation and the scopes that the document requires.
            fn authenticate(
                &self,
                credential: Credential,
                context: &Context,
            ) -> impl Future<Output = Result<Self::Caller, Denied>> + Send;
        }
    })
}

/// The method of an operation.
pub(super) fn method(operation: &Operation, side: Side) -> TokenStream {
    let (name, module) = (ident(&operation.method_name), ident(side.module()));
    let request = request_type(operation, &quote!(Self::Caller));
    let (request, response) = (quote!(#module::#name::#request), quote!(#module::#name::Response));
    let own = doc(operation.summary.as_deref().or(operation.description.as_deref()));
    let route = doc_ours(&match side {
        Side::Callers => format!("`{} {}`", operation.method, operation.template()),
        Side::Provider => format!("Webhook {}, `{}`", code(&webhook_name(operation)), operation.method),
    });
    let responses = operation.response_variants().map(|given| {
        let variant = given.name();
        format!("{} [`{variant}`]({}::{}::{variant})", status_text(given), side.module(), operation.method_name)
    });
    let responses = responses.collect::<Vec<_>>().join(", ");
    let responses = (!responses.is_empty()).then(|| doc_ours(&format!("Responses: {responses}.")));
    let docs = paragraphs([Some(own), Some(route), responses]);
    quote! {
        #docs
        fn #name(&self, request: #request) -> impl Future<Output = Result<#response, Undocumented>> + Send {
            drop(request);
            std::future::ready(Err(Undocumented::not_implemented()))
        }
    }
}

/// The methods that make the bodies of responses to rejected requests.
pub(super) fn rejections(api: &Api, names: &Names) -> TokenStream {
    let methods = names.rejections.iter().enumerate().map(|(index, name)| {
        let (name, ty) = (ident(name), ty(api, &api.rejections[index].ty));
        let example = documented::rejection::body(api, index);
        let default = match &example {
            Some(_) if api.rejections[index].ty == TypeRef::String => "By default, it says why the request is rejected.",
            Some(_) => "By default, it is the documented example.",
            None => "The document has no example, so the response is a 500 by default.",
        };
        let body = example.unwrap_or_else(|| quote!(Err(Undocumented::new("no body for a rejected request"))));
        let parameter = ident(if mentions(&body, "rejection") { "rejection" } else { "_rejection" });
        let about = doc_ours(&format!(
            "Makes the response body for a request that is rejected before its method is called. The status code is\nthe one that the \
             document has for the rejection.\n\n{default}"
        ));
        quote! {
            #about
            fn #name(&self, #parameter: &Rejection) -> Result<#ty, Undocumented> {
                #body
            }
        }
    });
    methods.collect()
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
        #[non_exhaustive]
        pub enum Credential {
            #(#variants)*
        }
    }
}
