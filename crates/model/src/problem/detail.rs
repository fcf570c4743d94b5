//! The values that say more about a problem of a kind.

/// A language that documents are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// YAML 1.2.
    Yaml,
    /// JSON (RFC 8259).
    Json,
}

/// A JSONPath query that selects nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unmatched {
    /// The query.
    pub path: String,
    /// The longest beginning of the query that selects something.
    pub matched: String,
    /// The segment after it.
    pub missing: String,
    /// The most similar query that selects something there.
    pub nearest: Option<String>,
}

/// Why a file that a document refers to cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileFailure {
    /// It does not exist.
    NotFound,
    /// It has no content.
    Empty,
    /// The operating system's message.
    Io(String),
}

/// How the members of a cycle lead to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cycle {
    /// Each is a `$ref` to the next.
    Reference,
    /// Each has the next in its `allOf`.
    AllOf,
    /// Each value contains a value of the next schema, so that no value is finite.
    Type,
}

/// A side of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The request.
    Request,
    /// The response.
    Response,
}

impl Side {
    /// Returns the other side.
    pub fn other(self) -> Self {
        match self {
            Side::Request => Side::Response,
            Side::Response => Side::Request,
        }
    }
}
