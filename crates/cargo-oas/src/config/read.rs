//! Finding and reading `oas.toml`. Errors have places, as those of a document.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use model::nearest::nearest;
use model::problem::{FileFailure, Kind};
use model::source::{Disk, Reader, Span};
use model::{Problem, Source};

use super::key::keys_at;
use super::{Config, place, schema};
use crate::failure::Failure;

/// The name of the file.
pub const FILE: &str = "oas.toml";

/// A file `oas.toml`.
#[derive(Clone, Debug)]
pub struct Found {
    /// The folder of the file, from which its paths start.
    pub root: PathBuf,
    /// Its contents.
    pub config: Config,
    /// Its text, for messages about its places.
    pub source: Source,
}

impl Found {
    /// A path of the file.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// A problem at the setting that keys lead to. The index of an element is a key.
    pub fn problem(&self, keys: &[&str], kind: Kind) -> Problem {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        Problem::new(place(&String::from_utf8_lossy(&self.source.bytes), &keys), kind)
    }

    /// The failure to read a file that a setting names. `keys` lead to the setting.
    pub fn unreadable(&self, keys: &[&str], file: &Path, error: &Error) -> Failure {
        let reference = file.strip_prefix(&self.root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let failure = match error.kind() {
            ErrorKind::NotFound => FileFailure::NotFound,
            _ => FileFailure::Io(error.to_string()),
        };
        let kind = Kind::UnreadableFile { nearest: nearest_file(file, &reference), reference, failure };
        self.failure(vec![self.problem(keys, kind)])
    }

    /// The failure of problems of these settings. Its source shows no secrets.
    pub fn failure(&self, problems: Vec<Problem>) -> Failure {
        Failure::Settings(Box::new(masked(self)), problems)
    }
}

/// The text of the settings without values that may be secrets: reports show the lines of errors, and others may be on the same line. Names
/// of variables and of files are none.
fn masked(found: &Found) -> Source {
    let mut bytes = found.source.bytes.clone();
    let text = String::from_utf8_lossy(&found.source.bytes).into_owned();
    let mut mask = |keys: &[&str], after: &str| {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let span = place(&text, &keys).range();
        let value = text.get(span.clone()).unwrap_or_default();
        let start = span.start + value.find(after).map_or(0, |at| at + after.len());
        let secret = start..span.end;
        let is_name = |prefix: &str| text[secret.clone()].trim_start_matches([' ', '"', '\'']).starts_with(prefix);
        if !(is_name("env:") || is_name("file:")) {
            let is_quote = |byte: u8| matches!(byte, b'"' | b'\'' | b'\n' | b'\r' | b' ');
            bytes[secret].iter_mut().filter(|byte| !is_quote(**byte)).for_each(|byte| *byte = b'*');
        }
    };
    let contract = &found.config.contract;
    contract.credentials.keys().for_each(|scheme| mask(&["contract", "credentials", scheme], ""));
    (0..contract.headers.len()).for_each(|at| mask(&["contract", "headers", &at.to_string()], ":"));
    Source::new(found.source.name.as_str(), bytes)
}

/// The path `shown` with the most similar name of a file in its folder.
fn nearest_file(file: &Path, shown: &str) -> Option<String> {
    let wanted = file.file_name()?.to_string_lossy().into_owned();
    let names = Disk.names(&file.parent()?.to_string_lossy());
    let near = nearest(&wanted, names.iter().map(String::as_str)).filter(|near| *near != wanted)?;
    Some(Path::new(shown).with_file_name(near).to_string_lossy().replace('\\', "/"))
}

/// Reads `given`, or the first `oas.toml` in the current folder and those above it. `None` if there is none.
///
/// # Errors
///
/// A [`Failure`] if the file cannot be read, or is not valid.
pub fn find(given: Option<&Path>) -> Result<Option<Found>> {
    let path = match given {
        Some(given) => std::path::absolute(given)?,
        None => {
            let folder = std::env::current_dir().context("the current folder is unknown")?;
            match folder.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file()) {
                Some(path) => path,
                None => return Ok(None),
            }
        }
    };
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::unreadable(&path, &error))?;
    let current = std::env::current_dir().unwrap_or_default();
    let name = path.strip_prefix(&current).unwrap_or(&path).to_string_lossy().into_owned();
    let parsed = parse(&text);
    let source = Source::new(name.as_str(), text);
    match parsed {
        Ok(config) => {
            let root = path.parent().unwrap_or(Path::new("")).to_owned();
            Ok(Some(Found { root, config, source }))
        }
        Err(error) => Err(Failure::Settings(Box::new(source), vec![*error]).into()),
    }
}

/// Reads the text of a file.
///
/// # Errors
///
/// The first error.
pub fn parse(text: &str) -> std::result::Result<Config, Box<Problem>> {
    let error = match toml::from_str::<Config>(text) {
        Ok(config) => return Ok(config),
        Err(error) => error,
    };
    let range = error.span().unwrap_or(0..text.len().min(1));
    let known = keys_at(text, &schema(), &range);
    let nearest = text.get(range.clone()).and_then(|word| nearest(word, known.iter().map(String::as_str)));
    let kind = Kind::UnknownWord {
        what: "the file".into(),
        why: format!("is invalid: {}", error.message()).into(),
        nearest: nearest.map(Into::into),
        instead: "`cargo oas schema` prints the JSON Schema of the file, which describes its keys",
    };
    Err(Box::new(Problem::new(Span { start: range.start, end: range.end }, kind)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by a panic")]

    use super::parse;

    /// The text at the error, and the suggestion.
    fn fault(text: &str) -> (&str, String) {
        let error = parse(text).expect_err("invalid");
        (&text[error.at.start..error.at.end], error.kind.suggestion().into_owned())
    }

    #[test]
    fn the_shortest_file_names_a_document() {
        let config = parse("document = 'a.yaml'\n").expect("valid");
        assert_eq!(config.crates.folder.to_string_lossy(), "crates");
        assert!(config.overlays.is_empty() && !config.strict);
    }

    #[test]
    fn a_misspelt_key_has_a_suggestion_at_its_place() {
        let text = "document = 'a.yaml'\n\n[crates]\nfoldre = 'x'\n";
        assert_eq!(fault(text), ("foldre", "did you mean `folder`?".to_owned()));
        assert_eq!(fault("documnt = 'a.yaml'\n").1, "did you mean `document`?");
        let message = parse(text).expect_err("invalid").kind.to_string();
        assert!(message.starts_with("the file is invalid: unknown field `foldre`"), "{message}");
    }

    #[test]
    fn a_suggestion_is_a_key_of_the_same_table() {
        // `document` is a key of the file, `name` and `folder` of a crate and of all crates.
        assert_ne!(fault("document = 'a.yaml'\ncrates.documnt = 'x'\n").1, "did you mean `document`?");
        assert_eq!(fault("document = 'a.yaml'\ncrates = { client = { nam = 'x' } }\n").1, "did you mean `name`?");
        assert_eq!(fault("document = 'a.yaml'\n[types.Pet]\npat = 'x'\n").1, "did you mean `path`?");
    }

    #[test]
    fn a_value_of_another_type_and_no_toml_are_at_their_places() {
        assert_eq!(fault("document = 'a.yaml'\nstrict = 1\n").0, "1");
        assert_eq!(parse("document = \n").expect_err("invalid").at.start, 11);
    }
}
