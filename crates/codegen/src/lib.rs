//! One OpenAPI 3.0 document → a types crate, a client crate and an axum server crate.
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
//!         '204': {description: It is there.}
//!         '4XX': {description: It is not.}
//! ");
//! let generated = codegen::generate(&source, &codegen::Options::default())?;
//! assert!(generated.files.contains_key("client/src/lib.rs"));
//! # Ok::<(), codegen::Problems>(())
//! ```

pub mod bundle;
pub mod direction;
pub mod emit;
mod explain;
pub mod files;
mod fill;
pub mod json_schema;
pub mod load;
pub mod lower;
pub mod model;
pub mod name;
pub mod node;
pub mod pattern;
pub mod problem;
pub mod report;
pub mod resolve;
pub mod sample;
pub mod source;
mod vary;

pub use explain::explain;
pub use files::Files;
pub use model::Api;
pub use problem::{Problem, Severity};
pub use source::Source;

/// What can be chosen about a generation.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Also write the `Cargo.toml` that makes the three crates a workspace of their own.
    pub workspace: bool,
    /// Also write a program that calls every operation of the client against the server.
    pub roundtrip: bool,
    /// The command that the header of generated files names; `cargo xtask generate` where empty.
    pub command: String,
    /// Read the document as [`resolve_tolerant`] does.
    pub tolerant: bool,
}

/// What came of a document.
#[derive(Debug)]
pub struct Generated {
    /// Every file, by path from the folder of the crates, with `/`.
    pub files: Files,
    /// How many operations the document has.
    pub operations: usize,
    /// What the document's owner should know all the same.
    pub warnings: Vec<Problem>,
}

/// All mistakes of one document.
#[derive(Debug, thiserror::Error)]
#[error("{} problems in the document", .0.len())]
pub struct Problems(
    /// The mistakes and the warnings, in no particular order: [`report::render`] sorts them.
    pub Vec<Problem>,
);

/// Reads a document and decides everything about it, without writing any code.
///
/// # Errors
///
/// All mistakes of the document.
pub fn resolve(source: &Source) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| resolve_here(source, false))
}

/// The same for a document of somebody else's: mistakes that nothing on the wire depends on are warnings
/// ([`problem::Kind::is_tolerable`]), and what is wrong in such a way is left out.
///
/// # Errors
///
/// All other mistakes of the document.
pub fn resolve_tolerant(source: &Source) -> Result<(Api, Vec<Problem>), Problems> {
    on_large_stack(|| resolve_here(source, true))
}

fn resolve_here(source: &Source, tolerant: bool) -> Result<(Api, Vec<Problem>), Problems> {
    let document = load::load(source).map_err(|problem| Problems(vec![problem]))?;
    resolve::check_version(&document).map_err(|problem| Problems(vec![problem]))?;
    resolve::resolve(source, &bundle::bundle(source, document), tolerant)
}

/// A document → the files of its three crates.
///
/// # Errors
///
/// All mistakes of the document; nothing is generated then.
pub fn generate(source: &Source, options: &Options) -> Result<Generated, Problems> {
    let (api, warnings) = if options.tolerant { resolve_tolerant(source)? } else { resolve(source)? };
    let lowered = lower::lower(&api).map_err(failed)?;
    let files = emit::emit(&api, lowered, options).map_err(failed)?;
    Ok(Generated { files, operations: api.operations.len(), warnings })
}

/// The problem that is none of the document's.
fn failed(message: String) -> Problems {
    Problems(vec![Problem::new(source::Span::default(), problem::Kind::Generator { message })])
}

/// Bytes of stack for one document. Nesting is bounded, but not how long a chain of schemas may be that hold each other,
/// nor the chain of calls that an operation with thousands of parameters becomes. What is not used costs nothing.
const STACK: usize = 1 << 30;

fn on_large_stack<T: Send>(work: impl FnOnce() -> Result<T, Problems> + Send) -> Result<T, Problems> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| failed(format!("no thread: {error}")))?;
        // A panic goes on in the caller: it is a bug, and its message says where.
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
