//! The error of the value of an option.

use std::fmt;

/// The value of an option is not valid, or what it names cannot be read. The message does not show the value, which may be a secret.
pub struct OptionError {
    /// The option, such as `--credential`.
    pub option: &'static str,
    /// Its value.
    pub value: String,
    error: anyhow::Error,
}

impl OptionError {
    /// Wraps the error of a value.
    pub(super) fn of(option: &'static str, value: &str) -> impl FnOnce(anyhow::Error) -> anyhow::Error {
        move |error| OptionError { option, value: value.to_owned(), error }.into()
    }
}

/// Without the value, which may be a secret.
impl fmt::Debug for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OptionError").field("option", &self.option).field("error", &self.error).finish_non_exhaustive()
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

impl std::error::Error for OptionError {}
