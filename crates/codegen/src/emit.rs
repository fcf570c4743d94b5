//! Api → files. Each emitter is model → tokens: no look-ups in the document, no decisions about OpenAPI, no I/O.

mod client;
mod format;
mod kind;
mod literal;
mod manifest;
mod part;
mod roundtrip;
mod server;
mod types;

use crate::error::Error;
use crate::files::Files;
use crate::lower::Lowered;
use crate::{Options, files};
use model::api::Api;

/// What every emitter is given.
pub(crate) struct Emit<'a> {
    pub api: &'a Api,
    pub options: &'a Options,
}

/// All files of the three crates.
///
/// # Errors
///
/// If emitted code does not parse, or if progenitor's output has an unexpected shape.
pub(crate) fn emit(api: &Api, lowered: Lowered, options: &Options) -> Result<Files, Error> {
    let emit = Emit { api, options };
    let mut out = Files::new();
    manifest::emit(&emit, &mut out);
    types::emit(&emit, &mut out)?;
    client::emit(&emit, lowered, &mut out)?;
    let served = api.served();
    let emit = Emit { api: &served, ..emit };
    server::emit(&emit, &mut out)?;
    if options.roundtrip {
        roundtrip::emit(&emit, &mut out)?;
    }
    let header = files::header(&api.document, &options.command);
    Ok(out
        .into_iter()
        .map(|(path, text)| {
            let comment = if path.ends_with(".rs") { "//" } else { "#" };
            let text = format!("{comment} {header}\n{}{text}", if comment == "//" { "\n" } else { "" });
            (path, text)
        })
        .collect())
}
