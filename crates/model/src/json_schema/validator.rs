//! Checking values against schemas. Each definition is compiled once, when the first value needs it: in real documents
//! nearly all schemas lead to each other, and compiling them for each example would take time in proportion to the square
//! of the document's size.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, Weak};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value};

use super::definition_named;
use super::standalone::{self, references};
use crate::pointer::{decode, encode};
use crate::schema::Keyword;

/// The keyword that replaces references. JSON Schema has no keyword with this name.
const DEFINITION: &str = "x-definition";

/// A violation: its place in the value, as the tokens of a JSON Pointer, and a message that does not repeat the value.
pub type Fault = (Vec<String>, String);

/// The definitions of a document.
pub struct Validators {
    shared: Arc<Definitions>,
}

struct Definitions {
    definitions: HashMap<String, CompiledDefinition>,
}

struct CompiledDefinition {
    schema: Value,
    /// `None` if the definition cannot be compiled. The cause is an error of the document, which is reported elsewhere.
    compiled: OnceLock<Option<Validator>>,
}

/// A reference to a definition.
struct DefinitionReference {
    name: String,
    shared: Weak<Definitions>,
}

impl Validators {
    /// Validators of the definitions that [`super::definitions`] returns.
    pub fn new(definitions: &Map<String, Value>) -> Self {
        let definition = |(name, schema): (&String, &Value)| {
            (encode(name), CompiledDefinition { schema: schema.clone(), compiled: OnceLock::new() })
        };
        Validators { shared: Arc::new(Definitions { definitions: definitions.iter().map(definition).collect() }) }
    }

    /// Returns whether a value fits a schema. `false` if the schema cannot be compiled, but `true` for a reference to a
    /// definition that cannot be.
    pub fn accepts(&self, schema: &Value, value: &Value) -> bool {
        match self.definition(schema) {
            Some(name) => self.shared.compiled(&name).is_none_or(|validator| validator.is_valid(value)),
            None => compile(schema, &self.shared).is_some_and(|validator| validator.is_valid(value)),
        }
    }

    /// Returns the first violation of a schema by a value. `None` if the value fits, or if the schema cannot be compiled.
    pub fn fault(&self, schema: &Value, value: &Value) -> Option<Fault> {
        match self.definition(schema) {
            Some(name) => self.first(self.shared.compiled(&name)?, value),
            None => self.first(&compile(schema, &self.shared)?, value),
        }
    }

    /// Returns the definition that a schema is only a reference to. It is compiled once, and the schema need not be.
    fn definition(&self, schema: &Value) -> Option<String> {
        let object = schema.as_object().filter(|object| object.len() == 1)?;
        let name = encode(&definition_named(object.get(Keyword::Ref.name())?.as_str()?)?);
        self.shared.definitions.contains_key(&name).then_some(name)
    }

    fn first(&self, validator: &Validator, value: &Value) -> Option<Fault> {
        let error = validator.iter_errors(value).next()?;
        let path = error.instance_path().as_str();
        let mut tokens: Vec<String> = path.split('/').skip(1).map(decode).collect();
        if let ValidationErrorKind::Custom { message, .. } = error.kind()
            && let Some(inner) = self.shared.compiled(message)
            && let Some(part) = value.pointer(path)
            && let Some((within, why)) = self.first(inner, part)
        {
            tokens.extend(within);
            return Some((tokens, why));
        }
        Some((tokens, error.masked_with("the value").to_string()))
    }
}

impl Definitions {
    fn compiled<'s>(self: &'s Arc<Self>, name: &str) -> Option<&'s Validator> {
        let definition = self.definitions.get(name)?;
        definition.compiled.get_or_init(|| compile(&definition.schema, self)).as_ref()
    }
}

impl<'i> jsonschema::Keyword<'i> for DefinitionReference {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        // `Validators::first` finds the violation in the definition itself, by its name.
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom(self.name.clone())) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let Some(shared) = self.shared.upgrade() else { return true };
        shared.compiled(&self.name).is_none_or(|validator| validator.is_valid(instance))
    }
}

fn compile(schema: &Value, shared: &Arc<Definitions>) -> Option<Validator> {
    if depends_on_references(schema) {
        return compile_plain(schema, shared);
    }
    let schema = &deferred(schema);
    let shared = Arc::downgrade(shared);
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let options = options.with_keyword(DEFINITION, move |_, name, _| {
        let name = name.as_str().unwrap_or_default().to_owned();
        Ok(Box::new(DefinitionReference { name, shared: Weak::clone(&shared) }))
    });
    options.build(schema).ok()
}

/// Compiles a schema together with all definitions that it refers to.
fn compile_plain(schema: &Value, shared: &Definitions) -> Option<Validator> {
    let mut needed = Map::new();
    let mut open = Vec::new();
    references(schema, &mut open);
    while let Some(name) = open.pop() {
        if let (false, Some(definition)) = (needed.contains_key(&name), shared.definitions.get(&encode(&name))) {
            references(&definition.schema, &mut open);
            needed.insert(name, definition.schema.clone());
        }
    }
    let mut whole = schema.as_object()?.clone();
    whole.insert(Keyword::Defs.name().to_owned(), Value::Object(needed));
    standalone::compile(&Value::Object(whole)).ok()
}

/// Returns whether a schema, but not the schemas that it refers to, has a keyword about the properties or elements that other
/// keywords do not evaluate. A reference that is replaced by a keyword of our own would evaluate none.
fn depends_on_references(schema: &Value) -> bool {
    let unevaluated = [Keyword::UnevaluatedProperties.name(), Keyword::UnevaluatedItems.name()];
    match schema {
        Value::Object(object) => {
            object.iter().any(|(key, value)| unevaluated.contains(&key.as_str()) || depends_on_references(value))
        }
        Value::Array(members) => members.iter().any(depends_on_references),
        _ => false,
    }
}

/// Replaces each reference in a schema by [`DEFINITION`].
fn deferred(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let entries = object.iter().map(|(key, value)| match (Keyword::parse(key), value) {
                (Some(Keyword::Ref), Value::String(target)) => {
                    let name = definition_named(target).unwrap_or_default();
                    (DEFINITION.to_owned(), encode(&name).into())
                }
                (Some(Keyword::Enum), values) => (key.clone(), values.clone()),
                (_, value) => (key.clone(), deferred(value)),
            });
            Value::Object(entries.collect())
        }
        Value::Array(members) => members.iter().map(deferred).collect(),
        other => other.clone(),
    }
}
