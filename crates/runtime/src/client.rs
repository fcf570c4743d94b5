//! The files of a client crate, and stand-ins for the generated items that they use.

pub(crate) mod attempts;
pub(crate) mod client_credentials;
pub(crate) mod content;
pub(crate) mod error;
pub(crate) mod event_stream;
pub(crate) mod headers;
pub(crate) mod item_stream;
pub(crate) mod multipart;
pub(crate) mod random;
pub(crate) mod receive;
pub(crate) mod reconnect;
pub(crate) mod retry;
pub(crate) mod send;
pub(crate) mod split;
pub(crate) mod style;
pub(crate) mod token;
pub(crate) mod trace_context;
pub(crate) mod tracing;
pub(crate) mod validation;

use crate::schema;
use progenitor_client::ClientInfo;
use secrecy::SecretString;

/// A client as `client.rs` of a generated crate defines it, reduced to its credentials.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) credentials: Credentials,
}

/// The credentials of a client, as `auth.rs` of a generated crate defines them.
pub(crate) struct Credentials(pub(crate) Vec<SecretString>);

impl Credentials {
    /// Every text that errors must not show.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        self.0.clone()
    }
}

impl ClientInfo<Credentials> for Client {
    fn api_version() -> &'static str {
        "0.1.0"
    }

    fn baseurl(&self) -> &str {
        "http://127.0.0.1"
    }

    fn client(&self) -> &reqwest::Client {
        &self.http
    }

    fn inner(&self) -> &Credentials {
        &self.credentials
    }
}

/// The typed headers of an operation, as a generated crate defines them.
pub(crate) mod documented_headers {
    /// The headers of an operation that documents none.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct NoHeaders;
}

/// The operation of a request.
pub(crate) mod call {
    /// An operation of the document. A layer finds it in the extensions of each request.
    #[derive(Clone, Copy, Debug)]
    pub struct Operation {
        /// The `operationId` of the document.
        pub id: &'static str,
        /// The HTTP method.
        pub method: &'static str,
        /// The path with the names of its parameters in braces.
        pub path: &'static str,
        /// The header with the idempotency key, if the document has it.
        pub idempotency_key: Option<&'static str>,
    }
}
