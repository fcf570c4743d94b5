//! Identifiers that generated code uses itself, by scope. No item of a document gets one of them.

/// Methods of the client, of the server's trait and of its mock, which no operation can have the name of.
pub(super) const METHODS: &[&str] =
    &["authenticate", "builder", "clone", "fmt", "new", "over", "received", "requests", "undocumented"];

/// Other types in the modules of the client's builders and of the server's trait.
pub(super) const TYPES: &[&str] = &[
    "Api",
    "ByteStream",
    "Caller",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Credential",
    "Documented",
    "Error",
    "OperationInfo",
    "Rejection",
    "RequestBuilderExt",
    "ResponseValue",
    "Webhooks",
];

/// Identifiers that a parameter cannot have: the client's builders use them.
pub(super) const BUILDER: &[&str] = &[
    "body",
    "call",
    "extension",
    "header",
    "header_map",
    "new",
    "pages",
    "request",
    "response",
    "send",
    "timeout",
    "url",
];

/// Identifiers that a header of a response cannot have: the enum of responses uses them.
pub(super) const RESPONSE: &[&str] = &["body", "clone", "into", "malformed", "status"];

/// Identifiers that a security scheme cannot have: methods of the client's builder.
pub(super) const CLIENT_BUILDER: &[&str] = &[
    "base_url",
    "build",
    "connect_timeout",
    "default",
    "error_body_limit",
    "http",
    "http_client",
    "http_client_builder",
    "idle_timeout",
    "layer",
    "new",
    "service",
    "timeout",
    "with",
];

/// Identifiers that a property cannot have: methods of the builders of types.
pub(super) const PROPERTIES: &[&str] = &["build"];

/// Identifiers that a value of an enum and an alternative cannot have: the variant for others.
pub(super) const VARIANTS: &[&str] = &["Unlisted"];
