//! The model of an API: plain data, without references and without positions in a tree of nodes. [`crate::resolve`] makes
//! it; code generation and contract tests only read it.

mod body;
mod example;
mod name;
mod operation;
pub mod pagination;
mod parameter;
pub mod path;
mod response;
mod rust_type;
mod security;
mod types;

use std::borrow::Cow;

use crate::version::Version;

pub use crate::annotations::Annotations;
pub use crate::integer::Integer;
pub use body::*;
pub use example::*;
pub use name::*;
pub use operation::*;
pub use pagination::{NextPage, Pagination};
pub use parameter::*;
pub use path::{Piece, Segment};
pub use response::*;
pub use rust_type::*;
pub use security::*;
pub use types::*;

/// One API: the contents of one OpenAPI document.
///
/// `N` is the name of an item in a programming language: a [`Wish`] is what the document says about it, a `String` is the name
/// that [`crate::naming`] assigns.
#[derive(Clone, Debug, PartialEq)]
pub struct Api<N = Wish> {
    /// The path of the document, as the headers of generated files show it.
    pub document: String,
    /// The names of the generated packages.
    pub packages: Packages,
    /// The version of OpenAPI of the document.
    pub openapi: Version,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// The URL of the first server, without a trailing slash. `None` if it is relative or has variables.
    pub base_url: Option<String>,
    /// The security schemes that operations use, in the order of `components.securitySchemes`.
    pub schemes: Vec<Scheme<N>>,
    /// The distinct sets of schemes that one request can carry, over all operations.
    pub credentials: Vec<CredentialSet>,
    /// The operations in the order of the document.
    pub operations: Vec<Operation<N>>,
    /// The named types: components first, then inline schemas in the order in which they were found.
    pub types: Vec<TypeDef<N>>,
    /// The JSON Schemas of all components, for `$defs`.
    pub definitions: serde_json::Map<String, serde_json::Value>,
    /// The response bodies for rejected requests, one for each type.
    pub rejections: Vec<Rejection>,
    /// The client certificates that operations ask for, in the order of `components.securitySchemes`.
    pub certificates: Vec<Certificate>,
    /// The requests that the provider of the API sends.
    pub webhooks: Webhooks<N>,
}

/// The names of the generated packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packages {
    /// Of the types.
    pub types: String,
    /// Of the client.
    pub client: String,
    /// Of the server.
    pub server: String,
    /// Of the program that calls the client against the server.
    pub roundtrip: String,
}

impl Packages {
    /// Returns the names with a prefix, which is a package name itself.
    pub fn with_prefix(prefix: &str) -> Self {
        let name = |role: &str| format!("{prefix}-{role}");
        Packages { types: name("types"), client: name("client"), server: name("server"), roundtrip: name("roundtrip") }
    }
}

/// The requests that the provider of the API sends to its callers (OpenAPI 3.1.2, OpenAPI Object, `webhooks`).
#[derive(Clone, Debug, PartialEq)]
pub struct Webhooks<N = Wish> {
    /// The webhooks in the order of the document. The path of each is its name in the document, as one segment: the receiver
    /// chooses the real path.
    pub operations: Vec<Operation<N>>,
    /// As [`Api::schemes`]. The `security` of the document is about the requests of callers, so a webhook has only its own.
    pub schemes: Vec<Scheme<N>>,
    /// As [`Api::credentials`].
    pub credentials: Vec<CredentialSet>,
    /// As [`Api::rejections`].
    pub rejections: Vec<Rejection>,
}

/// A response body for rejected requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// The type of the body.
    pub ty: TypeRef,
    /// A documented example, or else a generated value that fits the schema.
    pub sample: serde_json::Value,
}

impl<N> Api<N> {
    /// Returns the API without the operations that the server crate does not have. See [`Operation::is_served`].
    pub fn served(&self) -> Cow<'_, Api<N>>
    where
        N: Clone,
    {
        if self.operations.iter().all(|operation| operation.is_served) {
            return Cow::Borrowed(self);
        }
        let mut served = self.clone();
        served.operations.retain(|operation| operation.is_served);
        Cow::Owned(served)
    }

    /// Returns an API whose operations are the webhooks, or `None` if there are none. A server of it receives them.
    pub fn of_webhooks(&self) -> Option<Api<N>>
    where
        N: Clone,
    {
        let Webhooks { operations, schemes, credentials, rejections } = &self.webhooks;
        (!operations.is_empty()).then(|| Api {
            operations: operations.clone(),
            schemes: schemes.clone(),
            credentials: credentials.clone(),
            rejections: rejections.clone(),
            ..self.clone()
        })
    }

    /// Returns the definition of a named type.
    ///
    /// # Panics
    ///
    /// Panics if the type is of another API and out of bounds here.
    pub fn type_named(&self, id: TypeId) -> &TypeDef<N> {
        &self.types[id.0]
    }
}
