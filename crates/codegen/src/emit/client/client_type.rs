//! `client.rs` of the client crate: the client, its builder with a setter for each security scheme, and the errors of the
//! builder.

use proc_macro2::TokenStream;
use quote::quote;

use crate::named::{Api, CredentialPlace, Scheme};
use crate::rust::{doc_ours, ident, one_line, prose};

pub(crate) fn items(api: &Api, methods: &[syn::ImplItemFn]) -> TokenStream {
    let base_url = base_url(api);
    let setters = api.schemes.iter().map(setter);
    let version = &api.version;
    let title_doc = doc_ours(&format!("Client of {}.", one_line(&api.title)));
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
    let clients = client_struct(&title_doc, version, has_own);
    let builder = builder_struct(&base_url, &default_doc, setters, has_own);
    let operations = (!methods.is_empty()).then(|| {
        quote! {
            impl Client {
                #(#methods)*
            }
        }
    });
    quote! {
        #clients

        #operations

        #builder
    }
}

fn base_url(api: &Api) -> TokenStream {
    // If the document has no server of its own, each operation uses the URL of its own server.
    let own = || api.operations.iter().find_map(|operation| operation.base_url.as_deref());
    let url = api.base_url.as_deref().or_else(own).unwrap_or_default();
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
        CredentialPlace::Http(name) => format!("The text after `{name} ` in `Authorization`, made by the caller. Sent"),
    };
    let doc = doc_ours(&format!("{own}{place}, only with the operations that require it."));
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

fn client_struct(title_doc: &TokenStream, version: &str, has_own: bool) -> TokenStream {
    let given = has_own.then(|| quote!(pub(crate) is_base_url_given: bool,));
    let base = has_own.then(|| {
        quote! {
            /// The URL before the path of an operation that has its own server: the caller's URL, else that server.
            pub(crate) fn base_url_or<'c>(&'c self, own: &'c str) -> &'c str {
                if self.is_base_url_given { &self.baseurl } else { own }
            }
        }
    });
    quote! {
        #title_doc
        ///
        /// Clones are cheap and share their connections.
        #[derive(Clone)]
        pub struct Client {
            pub(crate) baseurl: String,
            pub(crate) client: reqwest::Client,
            pub(crate) inner: Credentials,
            #given
        }

        impl Client {
            /// Creates a builder of a client.
            pub fn builder() -> ClientBuilder {
                // A setter of a security scheme may be called `default`.
                <ClientBuilder as Default>::default()
            }

            #base
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
    has_own: bool,
) -> TokenStream {
    let field = has_own.then(|| quote!(is_base_url_given: bool,));
    let start = has_own.then(|| quote!(is_base_url_given: false,));
    let set = has_own.then(|| quote!(self.is_base_url_given = true;));
    let pass = has_own.then(|| quote!(, is_base_url_given: self.is_base_url_given));
    quote! {
        /// Builder of a [`Client`].
        ///
        /// The client does not follow redirects, sends no `Referer` and does not retry.
        #[must_use = "a client is made by `build`"]
        #[derive(Debug)]
        pub struct ClientBuilder {
            base_url: String,
            credentials: Credentials,
            client: Option<reqwest::Client>,
            builder: Option<reqwest::ClientBuilder>,
            timeout: Duration,
            connect_timeout: Duration,
            #field
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
                    #start
                }
            }
        }

        impl ClientBuilder {
            #default_doc
            pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
                self.base_url = base_url.into();
                #set
                self
            }

            #(#setters)*

            /// The time limit for a whole call. The default is 30 seconds.
            pub fn timeout(mut self, timeout: Duration) -> Self {
                self.timeout = timeout;
                self
            }

            /// The time limit for connecting. The default is 10 seconds.
            pub fn connect_timeout(mut self, timeout: Duration) -> Self {
                self.connect_timeout = timeout;
                self
            }

            /// Sets the builder of the HTTP client, for example with proxies, certificates or pools. [`build`](Self::build) then
            /// sets redirects, retries, the `Referer` and the time limits.
            pub fn http_client_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
                self.builder = Some(builder);
                self
            }

            /// Sets the HTTP client. Its own time limits and redirect policy apply, not those of this builder. Build it with
            /// `redirect(Policy::none())` and `referer(false)`: otherwise a redirect may send a credential to another
            /// host. [`http_client_builder`](Self::http_client_builder) sets both.
            pub fn http_client(mut self, client: reqwest::Client) -> Self {
                self.client = Some(client);
                self
            }

            /// Creates the client.
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
                Ok(Client { baseurl, client, inner: self.credentials #pass })
            }
        }

        /// Why a [`Client`] cannot be created.
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
