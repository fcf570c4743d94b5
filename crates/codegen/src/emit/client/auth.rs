//! `auth.rs` of the client crate: how the credential of each security scheme is sent, and which operations send it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, CredentialPlace};
use crate::rust::ident;

pub(crate) fn items(api: &Api) -> TokenStream {
    let names: Vec<_> = api.schemes.iter().map(|scheme| ident(&scheme.name)).collect();
    let types = api.schemes.iter().map(|scheme| match scheme.place {
        CredentialPlace::Basic => quote!(Option<(String, SecretString)>),
        CredentialPlace::Bearer => quote!(Option<BearerToken>),
        _ => quote!(Option<Credential>),
    });
    let secrets = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            // The encoded text must be kept as secret as the credential itself.
            CredentialPlace::Basic => quote! {
                all.extend(self.#name.iter().flat_map(|(user, password)| [password.clone(), basic(user, password)]));
            },
            CredentialPlace::Bearer => quote!(all.extend(self.#name.as_ref().and_then(BearerToken::secrets));),
            _ => quote!(all.extend(self.#name.as_ref().and_then(Credential::secrets));),
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
    let secrets = if api.schemes.is_empty() {
        quote!(Vec::new())
    } else {
        quote! {
            let mut all = Vec::new();
            #(#secrets)*
            all
        }
    };
    let sources = sources(api);
    let sent = if is_sent {
        sent(api)
    } else {
        quote! {
            impl Credentials {
                /// No operation has a security scheme.
                pub(crate) async fn apply(
                    &self,
                    _: &mut reqwest::Request,
                    _: &[&[usize]],
                    _: &[SecretString],
                ) -> Result<Vec<SecretString>, NoResponse> {
                    Ok(Vec::new())
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

            #sources
        }

        #basic
        #sent
    }
}

/// The functions about credentials of sources.
fn sources(api: &Api) -> TokenStream {
    let of_source = api.schemes.iter().filter_map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            CredentialPlace::Basic => None,
            CredentialPlace::Bearer => Some(quote!(self.#name.as_ref().is_some_and(BearerToken::has_source))),
            _ => Some(quote!(self.#name.as_ref().is_some_and(Credential::has_source))),
        }
    });
    let of_source: Vec<TokenStream> = of_source.collect();
    let has_source = if of_source.is_empty() {
        quote! {
            /// Whether a credential comes from a source. None can.
            pub(crate) fn has_source(&self) -> bool {
                false
            }
        }
    } else {
        quote! {
            /// Whether a credential comes from a source.
            pub(crate) fn has_source(&self) -> bool {
                #(#of_source)||*
            }
        }
    };
    let bearers = api.schemes.iter().filter(|scheme| scheme.place == CredentialPlace::Bearer);
    let connected = bearers.map(|scheme| {
        let name = ident(&scheme.name);
        let url = match &scheme.client_credentials {
            Some(flow) => {
                let url = &flow.token_url;
                quote!(Some(#url))
            }
            None => quote!(None),
        };
        quote! {
            if let Some(token) = &mut self.#name {
                token.connect(#url, base_url, http);
            }
        }
    });
    let connected: Vec<TokenStream> = connected.collect();
    if connected.is_empty() {
        return quote! {
            #has_source

            /// Connects client credentials. There are none.
            pub(crate) fn connect(&mut self, _: &str, _: Option<&reqwest::Client>) {}
        };
    }
    quote! {
        #has_source

        /// Gives client credentials the token URLs of the document, and the base URL and the HTTP client of the client.
        pub(crate) fn connect(&mut self, base_url: &str, http: Option<&reqwest::Client>) {
            #(#connected)*
        }
    }
}

/// The credential of each scheme in the form that is sent.
fn given(api: &Api) -> TokenStream {
    let names = api.schemes.iter().map(|scheme| ident(&scheme.name));
    let secrets = api.schemes.iter().enumerate().map(|(index, scheme)| {
        let (index, name) = (proc_macro2::Literal::usize_unsuffixed(index), ident(&scheme.name));
        match scheme.place {
            CredentialPlace::Basic => {
                quote!(#index => self.#name.as_ref().map(|(user, password)| basic(user, password)),)
            }
            _ => quote! {
                #index => match &self.#name {
                    Some(credential) => Some(credential.current(rejected, used).await?),
                    None => None,
                },
            },
        }
    });
    let has_source = api.schemes.iter().any(|scheme| scheme.place != CredentialPlace::Basic);
    let unused = (!has_source).then(|| quote!(let _ = (rejected, used);));
    quote! {
        /// Returns whether there is a credential of each scheme, in the order of the document.
        fn given(&self) -> Vec<bool> {
            vec![#(self.#names.is_some()),*]
        }

        /// Returns the credential of a scheme in the form that is sent. Tokens of sources are added to `used`.
        async fn secret(
            &self,
            scheme: usize,
            rejected: &[SecretString],
            used: &mut Vec<SecretString>,
        ) -> Result<Option<SecretString>, BoxError> {
            #unused
            Ok(match scheme {
                #(#secrets)*
                _ => None,
            })
        }
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
    let given = given(api);
    quote! {
        fn apply(request: &mut reqwest::Request, scheme: usize, secret: &SecretString) -> Result<(), Unsendable> {
            match scheme {
                #(#schemes)*
                _ => Ok(()),
            }
        }

        impl Credentials {
            #given

            /// Adds the credential of an operation to its request. `security` has the sets of schemes that the operation accepts, the
            /// preferred one first, and `rejected` the tokens that a response rejected. Returns the tokens of sources.
            pub(crate) async fn apply(
                &self,
                request: &mut reqwest::Request,
                security: &[&[usize]],
                rejected: &[SecretString],
            ) -> Result<Vec<SecretString>, NoResponse> {
                let given = self.given();
                // The first alternative whose credentials are all there. Without one the request is sent as it is, and
                // the server responds as the document says.
                let chosen = security.iter().find(|set| set.iter().all(|scheme| given[*scheme]));
                let mut tokens = Vec::new();
                for scheme in chosen.copied().unwrap_or_default() {
                    let secret = self.secret(*scheme, rejected, &mut tokens).await;
                    let secret = secret.map_err(|error| {
                        // The error of a source may name the tokens before it.
                        let secrets = [self.secrets(), rejected.to_vec(), tokens.clone()].concat();
                        NoResponse::Token(TransportError::new(error, &secrets))
                    })?;
                    if let Some(secret) = secret {
                        apply(request, *scheme, &secret)?;
                    }
                }
                Ok(tokens)
            }
        }
    }
}
