//! The side that sends the requests of a router, and the names that follow from it.

use crate::named::Operation;

/// The side that sends the requests of a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The callers of the API: the requests are those of its operations.
    Callers,
    /// The provider of the API: the requests are its webhooks.
    Provider,
}

impl Side {
    /// The name of the trait that has a method for each request.
    pub(crate) fn trait_name(self) -> &'static str {
        match self {
            Side::Callers => "Api",
            Side::Provider => "Webhooks",
        }
    }

    /// The public module that has a module for each request.
    pub(crate) fn module(self) -> &'static str {
        match self {
            Side::Callers => "operation",
            Side::Provider => "webhook",
        }
    }

    /// The module with the JSON Schemas of what is validated.
    pub(crate) fn schemas(self) -> &'static str {
        match self {
            Side::Callers => "schemas",
            Side::Provider => "webhook_schemas",
        }
    }

    /// A link to the method for an operation, for documentation.
    pub(crate) fn link(self, operation: &Operation) -> String {
        let (owner, method) = (self.trait_name(), &operation.method_name);
        format!("[`{owner}::{method}`](crate::{owner}::{method})")
    }
}
