//! Errors that are reported as diagnostics: files that cannot be read, and settings that are not valid.

use std::io::Error;
use std::path::Path;

use model::report::FileProblem;
use model::{Problem, Source};

/// An error that is reported as errors of documents are.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Errors of settings, each at its place in `oas.toml`.
    #[error("{} is not valid", .0.name)]
    Settings(Box<Source>, Vec<Problem>),
    /// A file cannot be read that an argument names.
    #[error("cannot read {file}: {reason}")]
    Unreadable {
        /// The path of the file in messages.
        file: String,
        /// The reason.
        reason: String,
    },
}

impl Failure {
    /// The failure to read a file that an argument names.
    pub fn unreadable(file: &Path, error: &Error) -> Self {
        Failure::Unreadable { file: file.display().to_string(), reason: error.to_string() }
    }
}

/// The problem of a file that cannot be read.
pub(crate) fn file_problem(file: &str, reason: &str) -> FileProblem {
    FileProblem {
        file: file.to_owned(),
        code: "unreadable-file",
        message: format!("the file cannot be read: {reason}"),
        help: "correct the path, or add the file".to_owned(),
    }
}
