//! Finding and reading `oas.toml`. Errors are shown at their places, as those of a document.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use model::report::{self, Note, render_notes};
use model::source::Span;
use model::{Severity, Source};
use serde_json::Value;

use super::Config;

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
}

/// Reads `given`, or the first `oas.toml` in the current folder and those above it. `None` if there is none.
///
/// # Errors
///
/// The file cannot be read, or is not as it should be.
pub fn find(given: Option<&Path>, color: bool) -> Result<Option<Found>> {
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
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let current = std::env::current_dir().unwrap_or_default();
    let name = path.strip_prefix(&current).unwrap_or(&path).to_string_lossy().into_owned();
    match parse(&name, &text, color) {
        Ok(config) => {
            let root = path.parent().unwrap_or(Path::new("")).to_owned();
            Ok(Some(Found { root, config, source: Source::new(name, text) }))
        }
        Err(error) => bail!("{name} is not valid\n{error}"),
    }
}

/// The report of the first error in a file `oas.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidConfig(String);

/// Reads the text of a file called `name`.
///
/// # Errors
///
/// The first error in it.
pub fn parse(name: &str, text: &str, color: bool) -> std::result::Result<Config, InvalidConfig> {
    let error = match toml::from_str::<Config>(text) {
        Ok(config) => return Ok(config),
        Err(error) => error,
    };
    let range = error.span().unwrap_or(0..text.len().min(1));
    let word = text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'', '[', ']', ' ']);
    let keys = keys();
    let help = match model::nearest::nearest(word, keys.iter().map(String::as_str)) {
        Some(key) if !keys.contains(word) => format!("did you mean `{key}`?"),
        _ => format!("the keys of {FILE} are described in its JSON Schema, `cargo oas schema`"),
    };
    let note = Note {
        severity: Some(Severity::Error),
        code: "settings".to_owned(),
        message: error.message().to_owned(),
        at: Span { start: range.start, end: range.end },
        notes: Vec::new(),
        help,
    };
    let options = report::Options { color, ..report::Options::default() };
    Err(InvalidConfig(render_notes(&Source::new(name, text), &[note], options).join("\n")))
}

/// The names of all keys of the file.
fn keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    collect(&super::schema::schema(), &mut keys);
    keys
}

/// Collects the names of properties in a schema.
fn collect(schema: &Value, keys: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                keys.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| collect(value, keys));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by a panic")]

    use super::parse;

    #[test]
    fn the_shortest_file_names_a_document() {
        let config = parse("oas.toml", "document = 'a.yaml'\n", false).expect("valid");
        assert_eq!(config.crates.folder.to_string_lossy(), "crates");
        assert!(config.overlays.is_empty() && !config.strict);
    }

    #[test]
    fn a_misspelt_key_is_shown_at_its_place_with_a_suggestion() {
        let report = parse("oas.toml", "document = 'a.yaml'\n\n[crates]\nfoldre = 'x'\n", false)
            .expect_err("invalid")
            .to_string();
        assert!(report.contains("oas.toml:4:1") && report.contains("did you mean `folder`?"), "{report}");
        let report = parse("oas.toml", "documnt = 'a.yaml'\n", false).expect_err("invalid").to_string();
        assert!(report.contains("oas.toml:1:1") && report.contains("did you mean `document`?"), "{report}");
    }

    #[test]
    fn a_value_of_another_type_and_no_toml_are_shown_at_their_places() {
        let report = parse("oas.toml", "document = 'a.yaml'\nstrict = 1\n", false).expect_err("invalid").to_string();
        assert!(report.contains("oas.toml:2:10"), "{report}");
        let report = parse("oas.toml", "document = \n", false).expect_err("invalid").to_string();
        assert!(report.contains("oas.toml:1:"), "{report}");
    }
}
