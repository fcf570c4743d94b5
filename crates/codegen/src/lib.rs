//! One OpenAPI document → a types crate, a client crate and an axum server crate.
//!
//! A pure library: it reads what it is given and returns files in memory. [`generate`] is the whole pipeline.
//!
//! ```
//! let source = codegen::Source::new("ping.yaml", "
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
//! let generated = codegen::generate(&source, &codegen::Options::default())?;
//! assert!(generated.files.contains_key("client/src/lib.rs"));
//! # Ok::<(), codegen::Problems>(())
//! ```

mod custom;
mod emit;
mod emitter;
mod error;
mod explain;
pub mod files;
mod lower;
mod named;
mod names;
mod options;
mod rust;

pub use custom::{SettingError, check_settings};
pub use emitter::own_builder;
pub use explain::explain;
pub use files::Files;
pub use model::api::{Package, RustType};
pub use model::select::{Selection, Selector};
pub use model::{Problem, Problems, Severity, Source, report};
pub use options::{CrateOptions, Derives, Options};

/// The generated files and warnings of a document.
#[derive(Debug)]
pub struct Generated {
    /// Every file, by path from the folder of the crates, with `/`.
    pub files: Files,
    /// How many operations are generated.
    pub operations: usize,
    /// Warnings about the document, which did not stop the generation.
    pub warnings: Vec<Problem>,
}

/// Generates the files of the three crates of a document.
///
/// # Errors
///
/// All errors of the document, of the selection, or of the settings for its types; nothing is generated then.
pub fn generate(source: &Source, options: &Options) -> Result<Generated, Problems> {
    let (mut api, mut warnings) = model::resolve_named_part(source, options.tolerant, &options.selection)?;
    custom::apply(&mut api, options)?;
    options.name_packages(&mut api.packages);
    let names = names::Names::of(&api);
    let webhook_names = api.of_webhooks().filter(|_| options.webhooks).map(|webhooks| names::Names::of(&webhooks));
    let (api, names, webhook_names) = if options.selection.is_everything() {
        (api, names, webhook_names)
    } else {
        let (part, kept) = options.selection.of(api)?;
        if webhook_names.is_some() && part.webhooks.operations.is_empty() {
            warnings.push(Problem::new(model::source::Span::default(), model::problem::Kind::NoWebhook));
        }
        let of_part = |names: names::Names| names.of_part(&kept.webhook_credentials, &kept.webhook_rejections);
        (part, names.of_part(&kept.credentials, &kept.rejections), webhook_names.map(of_part))
    };
    // How deep types nest is the document's choice here too.
    let files = model::on_large_stack(|| emit::emit(&api, &names, webhook_names.as_ref(), options));
    let files = files.map_err(|error| failed(chain(&error)))?;
    Ok(Generated { files, operations: api.operations.len(), warnings })
}

/// Returns the message of an error with those of its sources, which `Display` leaves out.
fn chain(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |error| error.source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}

/// Turns an error of the generator into a problem without a place in the document.
fn failed(message: String) -> Problems {
    let kind = model::problem::Kind::Generator { message };
    Problems(vec![Problem::new(model::source::Span::default(), kind)])
}

#[cfg(test)]
mod tests {
    use crate::emit::EmitError;
    use crate::error::Error;

    #[test]
    fn the_front_page_of_the_types_has_no_deprecated_one_if_there_is_another() -> Result<(), model::Problems> {
        let document = "
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /old: {post: {operationId: addOld, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Old'}}}}, responses: {'204': {description: Added.}}}}
  /new: {post: {operationId: addNew, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}, responses: {'204': {description: Added.}}}}
components:
  schemas:
    Old: {type: object, deprecated: true, properties: {name: {type: string}}}
    New: {type: object, properties: {name: {type: string}}}
";
        let front_page = |document: &str| {
            let generated = crate::generate(&crate::Source::new("pets.yaml", document), &crate::Options::default())?;
            Ok::<_, model::Problems>(generated.files["types/src/lib.rs"].clone())
        };
        assert!(front_page(document)?.contains("types::New::builder()"));
        assert!(
            front_page(&document.replace("/new: {post: {", "/new: {post: {deprecated: true, "))?
                .contains("types::Old::builder()")
        );
        Ok(())
    }

    #[test]
    fn debug_hides_a_sensitive_part_of_a_referenced_body() -> Result<(), model::Problems> {
        let document = "
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets: {post: {operationId: addPet, requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/New'}}}}, responses: {'204': {description: Added.}}}}
components:
  schemas:
    New: {type: object, properties: {name: {type: string}, pin: {type: string, format: password}}}
";
        let generated = crate::generate(&crate::Source::new("pets.yaml", document), &crate::Options::default())?;
        assert!(generated.files["server/src/operation.rs"].contains("[redacted]"));
        Ok(())
    }

    #[test]
    fn a_chain_names_every_source_once() {
        let source = syn::Error::new(proc_macro2::Span::call_site(), "no item");
        let error = EmitError::Lowered(Error::ProgenitorSyntax(source));
        assert_eq!(error.to_string(), "the output of progenitor does not parse");
        assert_eq!(super::chain(&error), "the output of progenitor does not parse: no item");
    }
}
