//! Values of resources that exist on the server.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use model::Source;
use serde_json::{Map, Value};

use super::super::OptionError;

#[derive(Debug, clap::Args)]
pub struct ValueArguments {
    /// The value of a parameter or of a property of bodies, such as the id of a resource that exists on the server. The value is
    /// JSON, or text if it is not valid JSON. Can be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    value: Vec<String>,
    /// A JSON or YAML file with an object of such values. --value replaces those of the same name.
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
}

impl ValueArguments {
    /// The values by name. Messages do not show them: a value may be personal data.
    pub fn read(&self) -> Result<HashMap<String, Value>> {
        let mut values = HashMap::new();
        if let Some(path) = &self.values {
            let object = object_of(path).map_err(OptionError::of("--values", &path.to_string_lossy()))?;
            values.extend(object);
        }
        for given in &self.value {
            let Some((name, value)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
                bail!("--value takes NAME=VALUE")
            };
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            values.insert(name.to_owned(), value);
        }
        Ok(values)
    }
}

/// The object in a file.
fn object_of(path: &Path) -> Result<Map<String, Value>> {
    let source = Source::from_disk(path, path.to_string_lossy());
    let source = source.with_context(|| format!("cannot read {}", path.display()))?;
    let node = model::load::load(&source);
    let node = node.map_err(|_| anyhow!("{} is neither JSON nor YAML", path.display()))?;
    let Value::Object(object) = node.to_json() else { bail!("{} has no object", path.display()) };
    Ok(object)
}
