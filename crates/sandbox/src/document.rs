//! The embedded document: its text, its JSON, and its example responses.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Number, Value};

/// The text of the document.
pub const YAML: &str = include_str!("../../../openapi/password-otp.yaml");

/// Why the document cannot be used.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It is not YAML.
    #[error("the document is not YAML: {0}")]
    Syntax(String),
    /// The document has a value that JSON does not have.
    #[error("the document has a value that JSON does not have")]
    NotJson,
    /// An example does not fit its schema.
    #[error("the example `{0}` of the document does not fit its schema")]
    Example(String),
}

/// The parts of the document that the sandbox uses.
#[derive(Clone, Debug)]
pub struct Document {
    /// The whole document.
    pub json: Value,
    /// The status codes of the operation's responses.
    pub codes: Vec<u16>,
    /// The example responses, in their order.
    pub examples: Vec<Example>,
}

/// An example response.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The name of the example.
    pub name: String,
    /// The status code of its response.
    pub code: u16,
    /// The body.
    pub body: Value,
}

impl Document {
    /// Parses the document.
    ///
    /// # Errors
    ///
    /// [`DocumentError`]. The generator has checked the document, so this is not expected.
    pub fn read() -> Result<Self, DocumentError> {
        let documents = Yaml::load_from_str(YAML).map_err(|error| DocumentError::Syntax(error.to_string()))?;
        let json = json(documents.first().ok_or(DocumentError::NotJson)?)?;
        let (mut codes, mut examples) = (Vec::new(), Vec::new());
        let operations = json["paths"].as_object().into_iter().flat_map(Map::values);
        let operations = operations.filter_map(Value::as_object).flat_map(Map::values);
        for (code, response) in operations.filter_map(|operation| operation["responses"].as_object()).flatten() {
            let Ok(code) = code.parse() else { continue };
            codes.push(code);
            let shown = response["content"]["application/json"]["examples"].as_object();
            for (name, example) in shown.into_iter().flatten() {
                examples.push(Example { name: name.clone(), code, body: example["value"].clone() });
            }
        }
        Ok(Document { json, codes, examples })
    }

    /// The example of a name.
    pub fn example(&self, name: &str) -> Option<&Example> {
        self.examples.iter().find(|example| example.name == name)
    }

    /// The example of a name, ignoring case: names of preferences are case-insensitive (RFC 7240 section 2).
    pub fn example_in_any_case(&self, name: &str) -> Option<&Example> {
        self.examples.iter().find(|example| example.name.eq_ignore_ascii_case(name))
    }
}

fn json(yaml: &Yaml<'_>) -> Result<Value, DocumentError> {
    match yaml {
        Yaml::Value(Scalar::Null) => Ok(Value::Null),
        Yaml::Value(Scalar::Boolean(boolean)) => Ok(Value::Bool(*boolean)),
        Yaml::Value(Scalar::Integer(integer)) => Ok(Value::from(*integer)),
        Yaml::Value(Scalar::FloatingPoint(number)) => {
            Number::from_f64(number.into_inner()).map(Value::Number).ok_or(DocumentError::NotJson)
        }
        Yaml::Value(Scalar::String(text)) => Ok(Value::String(text.clone().into_owned())),
        Yaml::Sequence(elements) => elements.iter().map(json).collect::<Result<_, _>>().map(Value::Array),
        Yaml::Mapping(entries) => {
            let entry = |(key, value): (&Yaml<'_>, &Yaml<'_>)| {
                Ok((key.as_str().ok_or(DocumentError::NotJson)?.to_owned(), json(value)?))
            };
            entries.iter().map(entry).collect::<Result<_, _>>().map(Value::Object)
        }
        _ => Err(DocumentError::NotJson),
    }
}
