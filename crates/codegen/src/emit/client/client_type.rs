//! `client.rs` of the client crate: a method of the client for each operation, and a setter of its builder for each security scheme. Also `base_url.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder;
use crate::named::{Api, CredentialPlace, Scheme};
use crate::rust::{code, doc_ours, ident, one_line, prose};

pub(crate) fn items(api: &Api) -> TokenStream {
    let setters = api.schemes.iter().map(setter);
    let default_doc = match &api.base_url {
        Some(url) => format!("The default is the document's server, `{url}`."),
        None => "The document names no absolute server, so the URL is required.".to_owned(),
    };
    let has_own = api.operations.iter().any(|operation| operation.base_url.is_some());
    let own_doc =
        if has_own { " Some operations have their own server. A URL that is set here replaces it too." } else { "" };
    let default_doc = doc_ours(&format!(
        "The URL before the paths of the operations, such as `http://127.0.0.1:8080`. {default_doc}{own_doc}"
    ));
    let builder = builder_setters(&default_doc, setters);
    let methods: Vec<TokenStream> = api.operations.iter().map(|operation| builder::method(api, operation)).collect();
    let operations = (!methods.is_empty()).then(|| {
        quote! {
            impl Client {
                #(#methods)*
            }
        }
    });
    quote! {
        #operations

        #builder
    }
}

/// The constant with the URL before the paths of the operations.
pub(crate) fn base_url(api: &Api) -> TokenStream {
    // If the document has no server of its own, each operation uses the URL of its own server.
    let own = || api.operations.iter().find_map(|operation| operation.base_url.as_deref());
    let url = api.base_url.as_deref().or_else(own).unwrap_or_default();
    quote! {
        pub(crate) const BASE_URL: &str = #url;
    }
}

fn setter(scheme: &Scheme) -> TokenStream {
    let name = ident(&scheme.name);
    let own = scheme.doc.as_deref().map(|text| format!("{}\n\n", prose(text))).unwrap_or_default();
    let place = match &scheme.place {
        CredentialPlace::Query(name) => format!("Sent in the query as `{name}`"),
        CredentialPlace::Header(name) => format!("Sent in the header `{name}`"),
        CredentialPlace::Cookie(name) => format!("Sent in the cookie `{name}`"),
        CredentialPlace::Bearer => "Sent as a bearer token in `Authorization`".to_owned(),
        CredentialPlace::Basic => "Sent by the Basic scheme in `Authorization`".to_owned(),
        CredentialPlace::Http(name) => format!("The text after `{name} ` in `Authorization`, made by the caller. Sent"),
    };
    let source = source_doc(scheme);
    let doc = doc_ours(&format!("{own}{place}, only with the operations that require it.{source}"));
    if scheme.place == CredentialPlace::Basic {
        return quote! {
            #doc
            pub fn #name(mut self, user: impl Into<String>, password: impl Into<secrecy::SecretString>) -> Self {
                self.credentials.#name = Some((user.into(), password.into()));
                self
            }
        };
    }
    if scheme.place == CredentialPlace::Bearer {
        return quote! {
            #doc
            pub fn #name(mut self, token: impl Into<crate::BearerToken>) -> Self {
                self.credentials.#name = Some(token.into());
                self
            }
        };
    }
    quote! {
        #doc
        pub fn #name(mut self, credential: impl Into<crate::Credential>) -> Self {
            self.credentials.#name = Some(credential.into());
            self
        }
    }
}

/// The paragraphs about sources of credentials. Empty for the Basic scheme, which has none.
fn source_doc(scheme: &Scheme) -> String {
    match scheme.place {
        CredentialPlace::Basic => return String::new(),
        CredentialPlace::Bearer => {}
        _ => return "\n\nIt is a text, or comes from a [`TokenSource`](crate::TokenSource).".to_owned(),
    }
    let mut text = "\n\nThe token is a text, or comes from [`ClientCredentials`](crate::ClientCredentials) or another \
                    [`TokenSource`](crate::TokenSource)."
        .to_owned();
    if let Some(flow) = &scheme.client_credentials {
        text.push_str(&format!(" The token URL of the document is {}.", code(&flow.token_url)));
        if !flow.scopes.is_empty() {
            text.push_str(" Its scopes:\n");
        }
        for (name, description) in &flow.scopes {
            text.push_str(&format!("\n- {}: {}", code(name), one_line(description)));
        }
    }
    text
}

/// The setters of the builder that depend on the document.
fn builder_setters(default_doc: &TokenStream, setters: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote! {
        impl ClientBuilder {
            #default_doc
            pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
                self.base_url = Some(base_url.into());
                self
            }

            #(#setters)*
        }
    }
}
