//! Reads an OpenAPI 3.0, 3.1 or 3.2 document into [`Api`]: plain data with the meaning of the document.
//!
//! [`resolve`] does all steps: text, nodes with positions, changes by overlays, one tree of all files, [`Api`]. Errors are values with a place in
//! the document; [`report::render`] displays them. This crate emits no code and sends no requests.
//!
//! ```
//! let source = model::Source::new("ping.yaml", "
//! openapi: 3.0.3
//! info: {title: Ping, version: 1.0.0}
//! paths:
//!   /ping:
//!     get:
//!       operationId: ping
//!       responses:
//!         '204': {description: The server is up.}
//!         '4XX': {description: The server is down.}
//! ");
//! let (api, _warnings) = model::resolve(&source)?;
//! assert_eq!(api.operations[0].id, "ping");
//! # Ok::<(), model::Problems>(())
//! ```

#![cfg_attr(test, allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "that is how a test fails"))]

mod annotations;
pub mod api;
pub mod bundle;
mod diagnostics;
mod direction;
pub mod glob;
mod http;
pub mod integer;
pub mod json_schema;
pub mod listing;
pub mod load;
pub mod name;
pub mod naming;
pub mod nearest;
pub mod node;
pub mod overlay;
mod part;
pub mod pattern;
pub mod pointer;
pub mod problem;
pub mod report;
mod resolve;
pub mod resource;
mod sample;
pub mod save;
mod schema;
pub mod select;
pub mod source;
mod stack;
mod version;
mod view;

pub use api::Api;
pub use problem::{Problem, Problems, Severity};
pub use source::Source;
pub use stack::{Job, on_large_stack, on_large_stacks};
pub use view::place;

use schema::rewrites;

/// Resolves a document of the user's own: every error stops it.
///
/// # Errors
///
/// All errors of the document.
pub fn resolve(source: &Source) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (false, false), None, checked))
}

/// Resolves a document that somebody else publishes: some errors become warnings ([`problem::Kind::is_tolerable`]). Most often, the part
/// with the error is skipped.
///
/// # Errors
///
/// All other errors of the document.
pub fn resolve_tolerant(source: &Source) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (true, false), None, checked))
}

/// Resolves a document for a comparison with another one, tolerant as [`resolve_tolerant`]. The JSON Schemas have the annotations of their
/// schemas and places: see [`json_schema::annotations_of`] and [`json_schema::place_of`].
///
/// # Errors
///
/// All other errors of the document.
pub fn resolve_annotated(source: &Source) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (true, true), None, |api| (api, Vec::new())))
}

/// Resolves a document and assigns Rust names to the items of the API. `tolerant` is as in [`resolve_tolerant`].
///
/// # Errors
///
/// All errors of the document.
pub fn resolve_named(source: &Source, tolerant: bool) -> Result<(Api<String>, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (tolerant, false), None, naming::name))
}

/// Resolves a document of which only a part is needed. If the document has errors, those in parts that no selected operation needs are warnings,
/// and these parts are empty. `tolerant` is as in [`resolve_tolerant`]. The result also has the operations that are not selected.
///
/// # Errors
///
/// All errors of the selected part.
pub fn resolve_part(
    source: &Source,
    tolerant: bool,
    selection: &select::Selection,
) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (tolerant, false), Some(selection), checked))
}

/// Does the same as [`resolve_part`], and assigns Rust names.
///
/// # Errors
///
/// All errors of the selected part.
pub fn resolve_named_part(
    source: &Source,
    tolerant: bool,
    selection: &select::Selection,
) -> Result<(Api<String>, Vec<Problem>), Problems> {
    on_large_stack(|| read(source, (tolerant, false), Some(selection), naming::name))
}

/// Returns the API as it is, with the problems of its names.
fn checked(api: Api) -> (Api, Vec<Problem>) {
    let (_, problems) = naming::name(api.clone());
    (api, problems)
}

/// `name` is called with the API, also if the document has errors, and returns the result and more problems.
fn read<T>(
    source: &Source,
    (tolerant, annotated): (bool, bool),
    selection: Option<&select::Selection>,
    name: fn(Api) -> (T, Vec<Problem>),
) -> Result<(T, Vec<Problem>), Problems> {
    let overlay::Applied { root: document, warnings, origins } = overlay::applied(source)?;
    let resolved = match view::check_version(&document) {
        Ok(()) => {
            let mut bundle = bundle::bundle(source, document);
            bundle.later_schemas = rewrites::later_spellings::read_as_later(&mut bundle.root);
            rewrites::empty_objects::add_types(&mut bundle.root);
            bundle.moved_lists = rewrites::listed_items::move_lists(&mut bundle.root);
            rewrites::subtypes::list(&mut bundle.root);
            let resolve = |bundle: &bundle::Bundle| resolve::resolve(source, bundle, tolerant, annotated, name);
            match (resolve(&bundle), selection.filter(|selection| !selection.is_everything())) {
                (Err(Problems(problems)), Some(selection)) => {
                    part::resolve_without_others(&mut bundle, problems, selection, resolve)
                }
                (resolved, _) => resolved,
            }
        }
        Err(problem) => Err(Problems(vec![problem])),
    };
    match resolved {
        Ok((result, problems)) => Ok((result, overlay::with_originals(source, &origins, warnings, problems))),
        Err(Problems(problems)) => Err(Problems(overlay::with_originals(source, &origins, warnings, problems))),
    }
}
