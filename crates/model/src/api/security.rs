//! Credentials (OpenAPI 3.0.4, Security Scheme Object and Security Requirement Object).

use super::{Annotations, Wish};

/// One security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme<N = Wish> {
    /// The name in `components.securitySchemes`.
    pub wire: String,
    /// The Rust name, in `snake_case`: a setter of the client's builder, a field of the server's credential.
    pub name: N,
    /// `description`
    pub doc: Option<String>,
    /// The part of the request that holds the credential.
    pub place: CredentialPlace,
    /// The OAuth 2.0 flow by which a program gets a token of its own (RFC 6749 section 4.4), if the document has it.
    pub client_credentials: Option<ClientCredentials>,
    /// The fields of the Security Scheme Object but for its description and extensions, as JSON.
    pub declared: serde_json::Value,
    /// The annotations.
    pub annotations: Annotations,
}

/// The part of a request that holds a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialPlace {
    /// `apiKey` in the query, under this name.
    Query(String),
    /// `apiKey` in a header of this name.
    Header(String),
    /// `apiKey` in a cookie of this name.
    Cookie(String),
    /// `http`, `bearer` (RFC 6750).
    Bearer,
    /// `http`, `basic` (RFC 7617).
    Basic,
    /// `http` with another scheme of this name: `Authorization` holds the name and a text that the caller provides
    /// (RFC 9110 section 11.4).
    Http(String),
}

/// The client credentials flow of an OAuth 2.0 scheme (OpenAPI 3.0.4, OAuth Flow Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCredentials {
    /// `tokenUrl`: absolute, or relative to the URL of the server.
    pub token_url: String,
    /// The names of the scopes, and their descriptions.
    pub scopes: Vec<(String, String)>,
}

/// Schemes that one request carries together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSet {
    /// Indexes into [`super::Api::schemes`], in the order of the requirement.
    pub schemes: Vec<usize>,
}

/// The credentials that an operation accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CredentialUse {
    /// The alternatives in the order of the document, as indexes into [`super::Api::credentials`].
    pub alternatives: Vec<usize>,
    /// The scopes, or roles, that each alternative requires, in the order of `alternatives`.
    pub scopes: Vec<Vec<String>>,
    /// Whether a request without a credential is accepted too (`{}` among the alternatives).
    pub optional: bool,
    /// The names of the `mutualTLS` schemes among the alternatives. Such a request has a client certificate, which is no part
    /// of the request.
    pub certificates: Vec<String>,
}

/// A client certificate that operations ask for (OpenAPI 3.1.2, Security Scheme Object, `mutualTLS`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The name in `components.securitySchemes`.
    pub wire: String,
    /// `description`
    pub doc: Option<String>,
}

impl CredentialUse {
    /// Returns whether a request of the operation carries no credential at all.
    pub fn is_none(&self) -> bool {
        self.alternatives.is_empty()
    }
}
