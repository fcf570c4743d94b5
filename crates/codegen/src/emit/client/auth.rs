//! `auth.rs` of the client crate: how the credential of each security scheme is sent, and which operations send it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, CredentialPlace};
use crate::rust::ident;

pub(crate) fn items(api: &Api) -> TokenStream {
    let names: Vec<_> = api.schemes.iter().map(|scheme| ident(&scheme.name)).collect();
    let types = api.schemes.iter().map(|scheme| match scheme.place {
        CredentialPlace::Basic => quote!(Option<(String, SecretString)>),
        _ => quote!(Option<SecretString>),
    });
    let given = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            CredentialPlace::Basic => quote!(self.#name.as_ref().map(|(user, password)| basic(user, password))),
            _ => quote!(self.#name.clone()),
        }
    });
    let secrets = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            // The encoded text must be kept as secret as the credential itself.
            CredentialPlace::Basic => quote! {
                all.extend(self.#name.iter().flat_map(|(user, password)| [password.clone(), basic(user, password)]));
            },
            _ => quote!(all.extend(self.#name.clone());),
        }
    });
    let basic = api.schemes.iter().any(|scheme| scheme.place == CredentialPlace::Basic).then(|| {
        quote! {
            /// RFC 7617: `user:password` in base64.
            fn basic(user: &str, password: &SecretString) -> SecretString {
                use base64::Engine;
                use secrecy::ExposeSecret;
                base64::engine::general_purpose::STANDARD.encode(format!("{user}:{}", password.expose_secret())).into()
            }
        }
    });
    let is_sent = api.operations.iter().any(|operation| !operation.security.is_none());
    let given = is_sent.then(|| {
        quote! {
            /// Returns the credential of each scheme in the form that is sent, in the order of the document.
            fn given(&self) -> Vec<Option<SecretString>> {
                vec![#(#given),*]
            }
        }
    });
    let secrets = if api.schemes.is_empty() {
        quote!(Vec::new())
    } else {
        quote! {
            let mut all = Vec::new();
            #(#secrets)*
            all
        }
    };
    let sent = if is_sent {
        sent(api)
    } else {
        quote! {
            impl Credentials {
                /// No operation has a security scheme.
                pub(crate) fn apply(&self, _: &mut reqwest::Request, _: &[&[usize]]) -> Result<(), String> {
                    Ok(())
                }
            }
        }
    };
    quote! {
        /// The credential of each security scheme for which the client has one. Its `Debug` shows none.
        #[derive(Clone, Default)]
        pub struct Credentials {
            #(pub(crate) #names: #types,)*
        }

        impl std::fmt::Debug for Credentials {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("Credentials").finish_non_exhaustive()
            }
        }

        impl Credentials {
            /// All texts that no output may show.
            pub(crate) fn secrets(&self) -> Vec<SecretString> {
                #secrets
            }

            #given
        }

        #basic
        #sent
    }
}

/// How each scheme is sent.
fn sent(api: &Api) -> TokenStream {
    let schemes = api.schemes.iter().enumerate().map(|(index, scheme)| {
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        match &scheme.place {
            CredentialPlace::Query(name) => quote! {
                #index => { send::query_credential(request, #name, secret); Ok(()) }
            },
            CredentialPlace::Header(name) => {
                let name = name.to_ascii_lowercase();
                quote!(#index => send::header_credential(request, #name, "", secret),)
            }
            CredentialPlace::Cookie(name) => quote!(#index => send::cookie_credential(request, #name, secret),),
            CredentialPlace::Bearer => {
                quote!(#index => send::header_credential(request, "authorization", "Bearer ", secret),)
            }
            CredentialPlace::Basic => {
                quote!(#index => send::header_credential(request, "authorization", "Basic ", secret),)
            }
            CredentialPlace::Http(name) => {
                let prefix = format!("{name} ");
                quote!(#index => send::header_credential(request, "authorization", #prefix, secret),)
            }
        }
    });
    quote! {
        fn apply(request: &mut reqwest::Request, scheme: usize, secret: &SecretString) -> Result<(), String> {
            match scheme {
                #(#schemes)*
                _ => Ok(()),
            }
        }

        impl Credentials {
            /// Adds the credential of an operation to its request. `security` has the sets of schemes that the operation accepts, the
            /// preferred one first.
            pub(crate) fn apply(&self, request: &mut reqwest::Request, security: &[&[usize]]) -> Result<(), String> {
                let given = self.given();
                // The first alternative whose credentials are all there. Without one the request is sent as it is, and
                // the server responds as the document says.
                let chosen = security.iter().find(|set| set.iter().all(|scheme| given[*scheme].is_some()));
                for scheme in chosen.copied().unwrap_or_default() {
                    if let Some(secret) = &given[*scheme] {
                        apply(request, *scheme, secret)?;
                    }
                }
                Ok(())
            }
        }
    }
}
