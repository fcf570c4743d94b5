//! The client crate: progenitor's builders, and around them the client itself, its credentials and its errors.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust::{crate_doc, doc_ours, ident, one_line, prose};
use super::{Emit, client_tree, format, literal};
use crate::files::Files;
use crate::model::{Api, CredentialPlace, Operation, Scheme};

pub(crate) fn emit(emit: &Emit<'_>, out: &mut Files) -> Result<(), String> {
    let api = emit.api;
    let parts = client_tree::parts(api, &emit.lowered.tree)?;
    let mut put = |path: &str, text: String| out.insert(format!("client/src/{path}"), text);
    put("error.rs", include_str!("../../runtime/client/error.rs").to_owned());
    put("receive.rs", include_str!("../../runtime/client/receive.rs").to_owned());
    put("send.rs", include_str!("../../runtime/client/send.rs").to_owned());
    put(
        "auth.rs",
        format::module("Where the credential of each security scheme goes, and on which operations.", auth(api))?,
    );
    put("client.rs", format::module("The client and how it is made.", client(api, &parts.methods))?);
    put(
        "builder.rs",
        format::module("One builder per operation, made by progenitor.", builders(api, &parts.builders))?,
    );
    put("lib.rs", lib(api)?);
    Ok(())
}

fn builders(api: &Api, items: &[syn::Item]) -> TokenStream {
    let debug = client_tree::debug(api);
    let any = api.operations.is_empty();
    let uses = (!any).then(|| {
        quote! {
            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};

            #[allow(unused_imports, reason = "which are used depends on the operations")]
            use crate::{error::Error, receive, types};
        }
    });
    quote!(#uses #(#items)* #debug)
}

fn client(api: &Api, methods: &[syn::ImplItemFn]) -> TokenStream {
    let base_url = base_url(api);
    let setters = api.schemes.iter().map(setter);
    let version = &api.version;
    let title_doc = doc_ours(&format!("A client of {}.", one_line(&api.title)));
    let default_doc = match &api.base_url {
        Some(url) => format!("The default is the document's server, `{url}`."),
        None => "The document names no absolute server, so it must be given.".to_owned(),
    };
    let default_doc =
        doc_ours(&format!("The URL before the operations' paths, such as `http://127.0.0.1:8080`. {default_doc}"));
    let clients = client_struct(&title_doc, version);
    let builder = builder_struct(&base_url, &default_doc, setters);
    quote! {
        use std::time::Duration;

        use progenitor_client::ClientInfo;

        #[allow(unused_imports, reason = "a document may have no operation")]
        use crate::{auth::Credentials, builder};

        #clients

        impl Client {
            #(#methods)*
        }

        #builder
    }
}

fn base_url(api: &Api) -> TokenStream {
    let url = api.base_url.as_deref().unwrap_or_default();
    quote!(#url)
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
    };
    let doc = doc_ours(&format!("{own}{place}, with the operations that ask for it and nowhere else."));
    if scheme.place == CredentialPlace::Basic {
        return quote! {
            #doc
            pub fn #name(mut self, user: impl Into<String>, password: impl Into<secrecy::SecretString>) -> Self {
                self.credentials.#name = Some((user.into(), password.into()));
                self
            }
        };
    }
    quote! {
        #doc
        pub fn #name(mut self, secret: impl Into<secrecy::SecretString>) -> Self {
            self.credentials.#name = Some(secret.into());
            self
        }
    }
}

fn client_struct(title_doc: &TokenStream, version: &str) -> TokenStream {
    quote! {
        #title_doc
        ///
        /// Cheap to clone: clones share their connections.
        #[derive(Clone)]
        pub struct Client {
            pub(crate) baseurl: String,
            pub(crate) client: reqwest::Client,
            pub(crate) inner: Credentials,
        }

        impl Client {
            /// How a client is made: see [`ClientBuilder`].
            pub fn builder() -> ClientBuilder {
                // A scheme's setter may be called `default`.
                <ClientBuilder as Default>::default()
            }
        }

        impl std::fmt::Debug for Client {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct("Client").field("base_url", &self.baseurl).finish_non_exhaustive()
            }
        }

        impl ClientInfo<Credentials> for Client {
            fn api_version() -> &'static str {
                #version
            }

            fn baseurl(&self) -> &str {
                &self.baseurl
            }

            fn client(&self) -> &reqwest::Client {
                &self.client
            }

            fn inner(&self) -> &Credentials {
                &self.inner
            }
        }
    }
}

fn builder_struct(
    base_url: &TokenStream,
    default_doc: &TokenStream,
    setters: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    quote! {
        /// Makes a [`Client`].
        ///
        /// Redirects are not followed, no `Referer` is sent, and nothing is retried.
        #[derive(Debug)]
        pub struct ClientBuilder {
            base_url: String,
            credentials: Credentials,
            client: Option<reqwest::Client>,
            builder: Option<reqwest::ClientBuilder>,
            timeout: Duration,
            connect_timeout: Duration,
        }

        impl Default for ClientBuilder {
            fn default() -> Self {
                ClientBuilder {
                    base_url: #base_url.to_owned(),
                    credentials: Credentials::default(),
                    client: None,
                    builder: None,
                    timeout: Duration::from_secs(30),
                    connect_timeout: Duration::from_secs(10),
                }
            }
        }

        impl ClientBuilder {
            #default_doc
            pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
                self.base_url = base_url.into();
                self
            }

            #(#setters)*

            /// How long a call may take from start to end. The default is 30 seconds.
            pub fn timeout(mut self, timeout: Duration) -> Self {
                self.timeout = timeout;
                self
            }

            /// How long connecting may take. The default is 10 seconds.
            pub fn connect_timeout(mut self, timeout: Duration) -> Self {
                self.connect_timeout = timeout;
                self
            }

            /// Settings of one's own for the HTTP client: proxies, certificates, pools. Redirects, retries, the
            /// `Referer` and the time-outs are set on top of them.
            pub fn http_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
                self.builder = Some(builder);
                self
            }

            /// An HTTP client of one's own, used as it is: its time-outs count, not those of this builder, and so does
            /// its redirect policy. Build it with `redirect(Policy::none())` and `referer(false)`, or a redirect may
            /// carry a credential to another host. [`http_client_builder`](Self::http_client_builder) does that by itself.
            pub fn http_client(mut self, client: reqwest::Client) -> Self {
                self.client = Some(client);
                self
            }

            /// Makes the client.
            ///
            /// # Errors
            ///
            /// [`BuildError::BaseUrl`] if the base URL is not an absolute `http` or `https` URL without user, query and
            /// fragment; [`BuildError::HttpClient`] if TLS cannot be set up.
            pub fn build(self) -> Result<Client, BuildError> {
                let url = reqwest::Url::parse(&self.base_url).map_err(|_| BuildError::BaseUrl)?;
                let is_plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
                if !matches!(url.scheme(), "http" | "https") || !is_plain || url.fragment().is_some() {
                    return Err(BuildError::BaseUrl);
                }
                let client = match self.client {
                    Some(client) => client,
                    None => self
                        .builder
                        .unwrap_or_default()
                        .redirect(reqwest::redirect::Policy::none())
                        .referer(false)
                        .retry(reqwest::retry::never())
                        .timeout(self.timeout)
                        .connect_timeout(self.connect_timeout)
                        .build()
                        .map_err(|error| BuildError::HttpClient(error.without_url()))?,
                };
                let baseurl = url.as_str().trim_end_matches('/').to_owned();
                Ok(Client { baseurl, client, inner: self.credentials })
            }
        }

        /// Why a [`Client`] could not be made.
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum BuildError {
            /// The base URL is not an absolute `http` or `https` URL without user, query and fragment.
            BaseUrl,
            /// The HTTP client could not be set up.
            HttpClient(reqwest::Error),
        }

        impl std::fmt::Display for BuildError {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    BuildError::BaseUrl => {
                        f.write_str("the base URL must be an absolute http or https URL without user, query and fragment")
                    }
                    BuildError::HttpClient(error) => write!(f, "the HTTP client could not be set up: {error}"),
                }
            }
        }

        impl std::error::Error for BuildError {}
    }
}

fn auth(api: &Api) -> TokenStream {
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
            // What is encoded is as secret as what is in it.
            CredentialPlace::Basic => quote! {
                all.extend(self.#name.iter().flat_map(|(user, password)| [password.clone(), basic(user, password)]));
            },
            _ => quote!(all.extend(self.#name.clone());),
        }
    });
    let basic = api.schemes.iter().any(|scheme| scheme.place == CredentialPlace::Basic).then(|| {
        quote! {
            /// RFC 7617: user and password with a colon between them, in base64.
            fn basic(user: &str, password: &SecretString) -> SecretString {
                use base64::Engine;
                use secrecy::ExposeSecret;
                base64::engine::general_purpose::STANDARD.encode(format!("{user}:{}", password.expose_secret())).into()
            }
        }
    });
    let apply = apply(api);
    quote! {
        use progenitor_client::{ClientHooks, OperationInfo};
        use secrecy::SecretString;

        #[allow(unused_imports, reason = "which are used depends on the security schemes")]
        use crate::{Client, send};

        /// A credential for each security scheme that it was given one for. Its `Debug` shows none.
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
            /// Every text that no rendering may show.
            #[allow(unused_mut, reason = "a document may have no security scheme")]
            pub(crate) fn secrets(&self) -> Vec<SecretString> {
                let mut all = Vec::new();
                #(#secrets)*
                all
            }

            /// The credential of each scheme as it is sent, in the order of the document.
            fn given(&self) -> Vec<Option<SecretString>> {
                vec![#(#given),*]
            }
        }

        #basic
        #apply

        impl ClientHooks<Credentials> for Client {
            async fn pre<E>(
                &self,
                request: &mut reqwest::Request,
                info: &OperationInfo,
            ) -> Result<(), progenitor_client::Error<E>> {
                let given = self.inner.given();
                // The first alternative that everything is there for. Without one the request goes as it is, and the
                // answer says what the document says of such a request.
                let asked = alternatives(info.operation_id);
                let chosen = asked.iter().find(|set| set.iter().all(|scheme| given[*scheme].is_some()));
                for scheme in chosen.copied().unwrap_or_default() {
                    if let Some(secret) = &given[*scheme] {
                        apply(request, *scheme, secret).map_err(progenitor_client::Error::InvalidRequest)?;
                    }
                }
                Ok(())
            }
        }
    }
}

/// Which sets of schemes an operation takes, and how each scheme is sent.
fn apply(api: &Api) -> TokenStream {
    let arms = api.operations.iter().filter(|operation| !operation.security.is_none()).map(|operation| {
        let id = &operation.id;
        let sets = operation.security.alternatives.iter().map(|set| {
            let schemes =
                api.credentials[*set].schemes.iter().map(|scheme| proc_macro2::Literal::usize_unsuffixed(*scheme));
            quote!(&[#(#schemes),*])
        });
        quote!(#id => &[#(#sets),*],)
    });
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
        }
    });
    quote! {
        /// The sets of schemes that an operation takes, the preferred one first.
        fn alternatives(operation_id: &str) -> &'static [&'static [usize]] {
            match operation_id {
                #(#arms)*
                _ => &[],
            }
        }

        #[allow(unused_variables, reason = "a document may have no security scheme")]
        fn apply(request: &mut reqwest::Request, scheme: usize, secret: &SecretString) -> Result<(), String> {
            match scheme {
                #(#schemes)*
                _ => Ok(()),
            }
        }
    }
}

fn lib(api: &Api) -> Result<String, String> {
    let title = one_line(&api.title);
    let description = api.description.as_deref().map(prose).unwrap_or_default();
    let mut doc = format!("Client of {title}, version {}.\n", one_line(&api.version));
    if !description.is_empty() {
        doc.push_str(&format!("\n{description}\n"));
    }
    if let Some(operation) = api.operations.first() {
        let program = program(api, operation)?;
        doc.push_str(&format!(
            "\n```no_run\n{program}```\n\nEvery operation is a method of [`Client`]; its parameters are set on the builder that it \
             gives, and [`Error`] says what can go wrong.\n"
        ));
    }
    doc.push_str(
        "\n# Once\n\nNothing is sent twice: no time-out, broken connection or status makes this client repeat a request. After \
         [`Error::CommunicationError`] it is unknown whether the server acted on the request, and repeating it may act twice.\n\
         \n# Credentials\n\nThey are held in [`secrecy`], go where the security scheme says, and only with operations that ask for \
         them. No `Debug`, `Display` or error shows them. Redirects are not followed: they could lead to another host.\n\
         \n# Features\n\n`rustls` (default) or `native-tls`; with neither, only `http` URLs can be called.\n",
    );
    let doc = crate_doc(&doc);
    let foreign = super::rust::allow_foreign_names(api);
    Ok(format!(
        "{doc}\n\
         {foreign}#![allow(rustdoc::bare_urls, rustdoc::broken_intra_doc_links, reason = \"the document's texts are shown as they are\")]\n\
         \n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod auth;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\npub mod builder;\n\
         #[rustfmt::skip]\n#[allow(clippy::all, reason = \"generated\")]\nmod client;\n\
         #[rustfmt::skip]\nmod error;\n\
         #[rustfmt::skip]\n#[allow(dead_code, reason = \"which parts are used depends on the document\")]\nmod receive;\n\
         #[rustfmt::skip]\nmod send;\n\
         \n\
         pub use client::{{BuildError, Client, ClientBuilder}};\n\
         pub use error::{{Error, ErrorResponse, Excerpt}};\n\
         pub use progenitor_client::ResponseValue;\n\
         #[doc(no_inline)]\npub use reqwest;\n\
         pub use secrecy::{{self, SecretString}};\n\
         #[doc(no_inline)]\n\
         pub use types;\n"
    ))
}

/// A whole program that calls the first operation, with the values of its first example.
fn program(api: &Api, operation: &Operation) -> Result<String, String> {
    let package = ident(&format!("{}_client", api.stem.replace('-', "_")));
    let method = ident(&operation.method_name);
    let credentials = api.schemes.iter().map(|scheme| {
        let name = ident(&scheme.name);
        match scheme.place {
            CredentialPlace::Basic => quote!(.#name("user", std::env::var("API_PASSWORD")?)),
            _ => quote!(.#name(std::env::var("API_KEY")?)),
        }
    });
    let server = api.base_url.is_none().then(|| quote!(.base_url("http://127.0.0.1:8080")));
    let case = operation.cases.first();
    let shown = |index: usize| {
        case.and_then(|case| case.parameters.iter().find(|(at, _)| *at == index)).map(|(_, value)| value)
    };
    let required = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.required);
    let parameters = required.map(|(index, parameter)| {
        let name = ident(&parameter.name);
        let ty = parameter.array.as_ref().unwrap_or(&parameter.ty);
        let value = shown(index)
            .and_then(|value| literal::expression(api, ty, value))
            .unwrap_or_else(|| from_json(api, ty, None));
        quote!(.#name(#value))
    });
    let body = operation.body.as_ref().map(|body| {
        let json = case.and_then(|case| case.body.as_ref());
        let value = json
            .and_then(|json| literal::expression(api, &body.ty, json))
            .unwrap_or_else(|| from_json(api, &body.ty, json));
        quote!(.body(#value))
    });
    let needs_types = operation.body.is_some() || operation.parameters.iter().any(|parameter| parameter.required);
    let uses = if needs_types {
        quote!(use #package::{Client, Error, types};)
    } else {
        quote!(use #package::{Client, Error};)
    };
    let tokens = quote! {
        #uses

        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder()#(#credentials)*#server.build()?;
            match client.#method()#(#parameters)*#body.send().await {
                Ok(answer) => println!("{:?}", answer.into_inner()),
                Err(Error::ErrorResponse(answer)) => println!("refused: {answer}"),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        }
    };
    let text = format::module("", tokens)?;
    Ok(text.trim_start().to_owned())
}

fn from_json(api: &Api, ty: &crate::model::TypeRef, value: Option<&serde_json::Value>) -> TokenStream {
    let ty = super::rust::ty(api, ty);
    let json = value.map_or("null".to_owned(), ToString::to_string);
    quote!(serde_json::from_str::<#ty>(#json)?)
}
