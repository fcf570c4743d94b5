//! What an API means: plain data, every decision taken. `resolve` makes it, `lower` and `emit` only read it.

mod operation;
pub mod path;
mod security;
mod types;

use std::borrow::Cow;

pub use operation::*;
pub use path::{Piece, Segment};
pub use security::*;
pub use types::*;

/// One API, as one OpenAPI document describes it.
#[derive(Clone, Debug)]
pub struct Api {
    /// The path of the document, as it stands in the header of generated files.
    pub document: String,
    /// The prefix of the generated packages.
    pub stem: String,
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// The first server's URL, without a trailing slash; `None` where it is relative or has variables.
    pub base_url: Option<String>,
    /// The security schemes that operations ask for, in the order of `components.securitySchemes`.
    pub schemes: Vec<Scheme>,
    /// The distinct sets of schemes that one request may carry, over all operations.
    pub credentials: Vec<CredentialSet>,
    /// Operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Named types: components first, hoisted inline schemas where they were met.
    pub types: Vec<TypeDef>,
    /// The JSON Schemas of all components, for `$defs`.
    pub definitions: serde_json::Map<String, serde_json::Value>,
    /// The distinct types of refusals, each with the method that makes it.
    pub refusals: Vec<Refusal>,
}

/// An error type that refuses requests, and the method of the server's trait that makes one from a rejection.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The type.
    pub ty: TypeRef,
    /// The method's name.
    pub method: String,
    /// The field that takes the reason in words, where the type has a likely one.
    pub reason: Option<String>,
    /// A value of the type that the document shows, or that fits the schema.
    pub sample: serde_json::Value,
}

impl Api {
    /// What a server has of it.
    pub fn served(&self) -> Cow<'_, Api> {
        if self.operations.iter().all(|operation| operation.is_served) {
            return Cow::Borrowed(self);
        }
        let mut served = self.clone();
        served.operations.retain(|operation| operation.is_served);
        Cow::Owned(served)
    }

    /// The definition of a named type.
    pub fn type_named(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}
