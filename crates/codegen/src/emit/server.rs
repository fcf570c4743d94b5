//! The server crate: a trait, the types of its requests and responses, and (see `router`) the router over it.

mod api_trait;
mod body;
mod caller;
mod challenge;
pub(super) mod defaults;
pub(super) mod documented;
mod fake;
mod fake_listing;
mod found;
mod front_page;
mod mock;
mod modules;
mod operation;
mod rejection;
pub(super) mod request;
pub(super) mod response;
mod router;
mod routes;
mod side;
mod sources;
pub(super) mod tag;

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::{FileJob, Input};
use crate::named::{Operation, Segment};
use crate::rust::ident;
use modules::CRATE;
use side::Side;

/// Adds the files of the server crate.
pub(crate) fn emit<'j>(input: Input<'j>, jobs: &mut Vec<FileJob<'j>>) {
    CRATE.modules(input, jobs);
    jobs.push(Box::new(move || {
        let docs = front_page::docs(input.api, input.names, input.needs)?;
        Ok(CRATE.root(&docs, &input))
    }));
    if input.needs.server.documented {
        let example = "server/examples/documented.rs";
        jobs.push(Box::new(move || Ok((example.to_owned(), documented::program::example(input.api)?))));
    }
}

/// The name of a webhook in the document.
pub(crate) fn webhook_name(operation: &Operation) -> String {
    match operation.path.as_slice() {
        [Segment::Literal(text)] => percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned(),
        _ => operation.id.clone(),
    }
}

/// The path of a type that belongs to an operation, below the module of the side.
pub(crate) fn of(operation: &Operation, role: &str) -> TokenStream {
    let (module, role) = (ident(&operation.method_name), ident(role));
    quote!(operation::#module::#role)
}
