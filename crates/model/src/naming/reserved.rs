//! Identifiers that generated code uses itself, by scope. No item of a document gets one of them.

/// Methods of the client and of the server's trait, which no operation can have the name of.
pub(super) const METHODS: &[&str] = &[
    "api_version",
    "authenticate",
    "base_url",
    "baseurl",
    "builder",
    "client",
    "clone",
    "exec",
    "fmt",
    "inner",
    "new",
    "post",
    "pre",
];

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
pub(super) const BUILDER: &[&str] =
    &["body", "client", "header_map", "info", "new", "request", "response", "result", "send", "url"];

/// Identifiers that a header of a response cannot have: the enum of responses uses them.
pub(super) const RESPONSE: &[&str] = &["answer", "body", "status"];

/// Identifiers that a security scheme cannot have: methods of the client's builder.
pub(super) const CLIENT_BUILDER: &[&str] =
    &["base_url", "build", "connect_timeout", "http_client", "http_client_builder", "new", "timeout"];

/// Identifiers that a property cannot have: methods of the builders of types.
pub(super) const PROPERTIES: &[&str] = &["build"];

/// Identifiers that a value of an enum and an alternative cannot have: the variant for others.
pub(super) const VARIANTS: &[&str] = &["Unlisted"];
