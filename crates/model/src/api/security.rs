//! How requests say who asks (OpenAPI 3.0.4, Security Scheme Object and Security Requirement Object).

/// One security scheme.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in `components.securitySchemes`.
    pub wire: String,
    /// The setter of the client's builder, the field of the server's credential.
    pub name: String,
    /// Its variant of the server's credential.
    pub variant: String,
    /// Its description.
    pub doc: Option<String>,
    /// Where the credential stands in a request.
    pub place: CredentialPlace,
}

/// Where a credential stands in a request.
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
    /// `http` with another scheme of this name: `Authorization` holds the name and whatever the caller makes of the rest
    /// (RFC 9110 section 11.4).
    Http(String),
}

/// Schemes that one request carries together, as indexes into [`super::Api::schemes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSet {
    /// The schemes, in the order of the requirement.
    pub schemes: Vec<usize>,
    /// The variant of the server's credential.
    pub variant: String,
}

/// What one operation asks for.
#[derive(Clone, Debug, Default)]
pub struct CredentialUse {
    /// Alternatives in the order of the document, as indexes into [`super::Api::credentials`].
    pub alternatives: Vec<usize>,
    /// Whether a request without any credential is served too (`{}` among the alternatives).
    pub optional: bool,
}

impl CredentialUse {
    /// Whether the operation asks for nothing at all.
    pub fn is_none(&self) -> bool {
        self.alternatives.is_empty()
    }
}
