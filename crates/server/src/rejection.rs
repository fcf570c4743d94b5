// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Why a request is rejected, as data and as text.

/// Why a request is rejected before the implementation sees it. It names the part at fault and never quotes a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// The location of that part in the request.
    pub location: Location,
    /// The name of that part: of a parameter or header, or the path to a property of the body (`Data.Sid`). Empty for the whole
    /// body.
    pub name: String,
    /// The fault.
    pub reason: Reason,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The credential of a security scheme, in whichever part of the request.
    Credential,
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
}

/// The fault of a part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It is required and absent.
    Missing,
    /// It occurs more than once.
    Repeated,
    /// Its value does not fit the document.
    Malformed {
        /// A short description of a valid value.
        expected: String,
    },
    /// Its value violates the document's JSON Schema in a way that its type allows.
    Violated {
        /// The violated keyword, such as `not` or `minProperties`.
        keyword: String,
        /// The place in the body or in the parameter's value, as a JSON Pointer (RFC 6901). Empty for the whole value.
        pointer: String,
    },
    /// It is a credential that the implementation does not accept.
    Invalid,
    /// It is a credential that does not permit the request.
    Forbidden,
    /// The body has another media type than the accepted ones.
    UnsupportedMediaType {
        /// The accepted media types.
        accepted: &'static str,
    },
    /// The body is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl Rejection {
    pub(crate) fn new(location: Location, name: impl Into<String>, reason: Reason) -> Self {
        Rejection { location, name: name.into(), reason }
    }

    pub(crate) fn malformed(location: Location, name: impl Into<String>, expected: impl Into<String>) -> Self {
        Rejection::new(location, name, Reason::Malformed { expected: expected.into() })
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = if self.name.is_empty() { "request body" } else { &self.name };
        match &self.reason {
            Reason::Missing => write!(f, "The {name} is a required parameter."),
            Reason::Repeated => write!(f, "The {name} is given more than once."),
            Reason::Malformed { expected } => write!(f, "The {name} must be {expected}."),
            Reason::Violated { keyword, pointer } if pointer.is_empty() => {
                write!(f, "The {name} must fit its schema, which has `{keyword}`.")
            }
            Reason::Violated { keyword, pointer } => {
                write!(f, "The {name} must fit its schema, which has `{keyword}` (JSON Pointer `{pointer}`).")
            }
            Reason::Invalid => write!(f, "The {name} is not valid."),
            Reason::Forbidden => write!(f, "The {name} does not permit the request."),
            Reason::UnsupportedMediaType { accepted } => write!(f, "The request body must be {accepted}."),
            Reason::TooLarge { limit } => write!(f, "The request body is larger than {limit} bytes."),
        }
    }
}
