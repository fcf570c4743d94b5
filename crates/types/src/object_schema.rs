// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Objects: their JSON Schemas.

#![allow(dead_code, reason = "which parts are used depends on the document")]
#![allow(clippy::extra_unused_type_parameters, reason = "one form for all properties")]

use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

/// Whether a property is required, by the word in the table.
#[allow(non_upper_case_globals, reason = "the words in the table")]
pub(crate) mod is_required {
    pub(crate) const required: bool = true;
    pub(crate) const optional: bool = false;
    pub(crate) const nullable: bool = false;
    pub(crate) const required_foreign: bool = true;
    pub(crate) const optional_foreign: bool = false;
    pub(crate) const nullable_foreign: bool = false;
}

/// The JSON Schema of a property, by the word in the table.
pub(crate) mod schema_of {
    use super::{Schema, SchemaGenerator};

    pub(crate) fn required<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use required as optional;

    pub(crate) fn nullable<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<T>>()
    }

    /// Any value: the type need not implement `JsonSchema`.
    pub(crate) fn required_foreign<T>(_generator: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }

    #[allow(unused_imports, reason = "which are used depends on the document")]
    pub(crate) use {required_foreign as nullable_foreign, required_foreign as optional_foreign};
}

/// A property in the table of an object.
pub(crate) struct Property {
    pub(crate) field: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_required: bool,
    pub(crate) doc: &'static [&'static str],
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The schema of properties that are not in the table, by the word in the table.
pub(crate) mod describe_others {
    use super::Schema;

    pub(crate) fn ignored() -> Option<Schema> {
        None
    }

    pub(crate) fn rejected() -> Option<Schema> {
        Some(false.into())
    }
}

/// The JSON Schema of an object.
#[inline]
pub(crate) fn describe(
    generator: &mut SchemaGenerator,
    doc: &[&str],
    properties: &[Property],
    others: Option<Schema>,
) -> Schema {
    let mut described = Map::new();
    for property in properties {
        let mut schema = (property.schema)(generator);
        for text in property.doc {
            schema.insert("description".to_owned(), Value::from(*text));
        }
        described.insert(property.name.to_owned(), schema.to_value());
    }
    let required: Vec<Value> =
        properties.iter().filter(|property| property.is_required).map(|property| property.name.into()).collect();
    let mut schema = Schema::default();
    for text in doc {
        schema.insert("description".to_owned(), Value::from(*text));
    }
    schema.insert("type".to_owned(), Value::from("object"));
    if !described.is_empty() {
        schema.insert("properties".to_owned(), Value::from(described));
    }
    if let Some(others) = others {
        schema.insert("additionalProperties".to_owned(), others.to_value());
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::from(required));
    }
    schema
}
