//! The document inside the binary: as it is written, as JSON, and the answers that it shows.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Number, Value};

/// The document as it is written.
pub const YAML: &str = include_str!("../../../openapi/password-otp.yaml");

/// The document does not say what the sandbox is made for.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// It is not YAML.
    #[error("the document is not YAML: {0}")]
    Syntax(String),
    /// Something that JSON has no value for.
    #[error("the document has a value that JSON does not have")]
    NotJson,
    /// An example that is not what its schema says.
    #[error("the example `{0}` of the document does not fit")]
    Example(String),
}

/// What the sandbox takes from the document.
#[derive(Clone, Debug)]
pub struct Document {
    /// All of it.
    pub json: Value,
    /// The statuses of the operation's answers.
    pub codes: Vec<u16>,
    /// The answers that are shown, in their order.
    pub examples: Vec<Example>,
}

/// An answer that the document shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The status that it stands under.
    pub code: u16,
    /// Its body.
    pub body: Value,
}

impl Document {
    /// Reads the document.
    ///
    /// # Errors
    ///
    /// [`DocumentError`]; the generator has checked that there is none.
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

    /// The example of a name that is written in any case: names of preferences are (RFC 7240 section 2).
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
