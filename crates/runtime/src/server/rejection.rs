//! Why a request is not handed to the implementation: in words, and as data for an error schema.

/// A request that is refused before the implementation sees it. It names what is wrong and never repeats a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// Where in the request it is.
    pub location: Location,
    /// Its name there: a parameter, a header, the path to a property of the body (`Data.Sid`). Empty for the whole body.
    pub name: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// The credential of a security scheme, wherever that is.
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

/// What is wrong with a part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It must be there and is not.
    Missing,
    /// It may be there once.
    Repeated,
    /// It is not what it must be.
    Malformed {
        /// What it must be, in a few words.
        expected: String,
    },
    /// It is a credential, but not a valid one.
    Refused,
    /// The body is not of the accepted media type.
    UnsupportedMediaType {
        /// The accepted one.
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
            Reason::Refused => write!(f, "The {name} is not valid."),
            Reason::UnsupportedMediaType { accepted } => write!(f, "The request body must be {accepted}."),
            Reason::TooLarge { limit } => write!(f, "The request body is larger than {limit} bytes."),
        }
    }
}
