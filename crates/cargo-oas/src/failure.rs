//! Errors that are reported as diagnostics: files that cannot be read, and settings that are not valid.

use std::io::{Error, ErrorKind};
use std::path::Path;

use model::nearest::nearest;
use model::problem::{FileFailure, Kind};
use model::report::FileProblem;
use model::source::{Disk, Reader};
use model::{Problem, Source};

use crate::config::Found;

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

    /// The failure to read a file that a setting names. `keys` lead to the setting.
    pub fn unreadable_setting(found: &Found, keys: &[&str], file: &Path, error: &Error) -> Self {
        let reference = file.strip_prefix(&found.root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let failure = match error.kind() {
            ErrorKind::NotFound => FileFailure::NotFound,
            _ => FileFailure::Io(error.to_string()),
        };
        let kind = Kind::UnreadableFile { nearest: nearest_file(file, &reference), reference, failure };
        Failure::Settings(Box::new(found.source.clone()), vec![found.problem(keys, kind)])
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

/// The path `shown` with the most similar name of a file in its folder.
fn nearest_file(file: &Path, shown: &str) -> Option<String> {
    let wanted = file.file_name()?.to_string_lossy().into_owned();
    let names = Disk.names(&file.parent()?.to_string_lossy());
    let near = nearest(&wanted, names.iter().map(String::as_str)).filter(|near| *near != wanted)?;
    Some(format!("{}{near}", &shown[..shown.len() - wanted.len().min(shown.len())]))
}
