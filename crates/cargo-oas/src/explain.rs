//! `explain`: whether progenitor or this tool writes the client code of each operation, and why.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use codegen::{Options, Source};

use crate::document::{OverlayArguments, SelectionArguments};
use crate::program::Program;

/// The arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The document; by default that of `oas.toml`. With it, the settings of `oas.toml` are not used.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    overlays: OverlayArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Show every error and warning, even if there are many of the same kind.
    #[arg(long)]
    verbose: bool,
}

/// Explains the operations of a document.
pub fn run(arguments: &Arguments, program: &Program<'_>) -> Result<ExitCode> {
    let document = program.document(arguments.spec.as_deref())?;
    let found = document.found.as_ref();
    let source = document.read(&arguments.overlays.or(found))?;
    let tolerant = found.is_none_or(|found| !found.config.strict);
    let selection = arguments.selection.or(found);
    let options = Options { tolerant, selection: selection.selection(), ..Options::default() };
    explain(&source, &options, &selection, program, arguments.verbose)
}

/// Prints the operations and the warnings of the document, or its errors.
pub(crate) fn explain(
    source: &Source,
    options: &Options,
    selection: &SelectionArguments,
    program: &Program<'_>,
    verbose: bool,
) -> Result<ExitCode> {
    let resolved = model::resolve_part(source, options.tolerant, &options.selection);
    let selected = resolved.and_then(|(api, warnings)| match options.selection.is_everything() {
        true => Ok((api, warnings)),
        false => options.selection.of(api).map(|(api, _)| (api, warnings)),
    });
    match selected {
        Ok((api, warnings)) => {
            program.report(source, &warnings, verbose);
            program.show(&codegen::explain(&api));
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            let (failure, problems) = selection.failure(problems.0);
            program.refused(source, &problems, failure, (options.tolerant, verbose))
        }
    }
}
