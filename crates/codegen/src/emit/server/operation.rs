//! The module of an operation: its request and its responses.

use quote::quote;

use super::Side;
use super::request::request;
use super::response::responses;
use crate::emit::imports::{Import, methods, name};
use crate::emit::{EmitError, format};
use crate::named::Api;

/// The names that the items of an operation may use.
const IMPORTS: &[Import] = &[
    name("std::sync::LazyLock"),
    name("axum::http::StatusCode"),
    methods("axum::response::IntoResponse", &["into_response"]),
    name("crate::content"),
    name("crate::context::Context"),
    name("crate::request"),
    name("crate::response"),
    name("crate::response::StatusOf"),
    name("crate::response::UndocumentedBody"),
    name("crate::types"),
];

/// Adds a module for each operation.
///
/// # Errors
///
/// [`EmitError::Syntax`] if an emitter wrote no Rust.
pub(super) fn modules(api: &Api, side: Side, module: &mut format::ModuleText) -> Result<(), EmitError> {
    for operation in &api.operations {
        let (request, responses) = (request(api, operation, side), responses(api, operation, side));
        let docs = format!("Request and responses of {}.", side.link(operation));
        module.submodule(&docs, &operation.method_name, IMPORTS, quote!(#request #responses))?;
    }
    Ok(())
}
