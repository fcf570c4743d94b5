//! Api → files. Each emitter converts the model to tokens. Emitters do not read the document, decide nothing about OpenAPI
//! and do no I/O.

mod bounds;
mod client;
mod constant;
mod embedded;
mod error;
mod format;
mod hidden;
mod imports;
mod kind;
mod layout;
mod literal;
mod manifest;
mod needs;
mod operation_list;
mod part;
mod plain_values;
mod predicate;
mod roundtrip;
mod schemas;
mod server;
mod setter;
mod status;
mod stream;
mod types;

pub(crate) use manifest::features_of;
pub(crate) use types::derive::derived;

pub use error::EmitError;
use layout::{FileJob, Input, Received};
use needs::Needs;

use model::on_large_stacks;

use crate::files::Files;
use crate::named::Api;
use crate::names::Names;
use crate::{Options, files};

/// Returns all files of the three crates. `names` are those of the items of `api`, and `webhook_names` those of its webhooks, if the server
/// crate receives them.
///
/// # Errors
///
/// [`EmitError`] if progenitor's output does not have the expected form (a different version of progenitor), or an emitter
/// has a bug.
pub fn emit(api: &Api, names: &Names, webhook_names: Option<&Names>, options: &Options) -> Result<Files, EmitError> {
    let served = api.served();
    let received = webhook_names.and_then(|_| api.of_webhooks());
    let needs = &Needs::of(api, &served, received.as_ref());
    let webhooks = received.as_ref().zip(webhook_names).map(|(api, names)| Received { api, names });
    let mut out = Files::new();
    manifest::emit(api, needs, options, &mut out);
    let input = |api| Input { api, names, needs, webhooks };
    let mut jobs: Vec<FileJob<'_>> = Vec::new();
    // The client's operations take longest, so they start first.
    client::emit(input(api), &mut jobs);
    types::emit(input(api), &mut jobs);
    server::emit(input(&served), &mut jobs);
    if options.roundtrip {
        roundtrip::emit(input(&served), &mut jobs);
    }
    for file in on_large_stacks(jobs) {
        let (path, text) = file?;
        out.insert(path, text);
    }
    let header = files::header(&api.document, &options.command);
    Ok(out.into_iter().map(|(path, text)| with_header(path, &text, &header)).collect())
}

/// Returns a file with a first line that names the generator and the document.
fn with_header(path: String, text: &str, header: &str) -> (String, String) {
    let text = if path.ends_with(".rs") { format!("// {header}\n\n{text}") } else { format!("# {header}\n{text}") };
    (path, text)
}
