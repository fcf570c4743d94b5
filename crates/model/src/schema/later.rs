//! Spellings of later versions in schemas of OpenAPI 3.0, where they have no meaning. Documents have them: they were written for a later
//! version, or were converted from one.

use super::types::type_word;
use super::{Keyword, Schema, Type};
use crate::node::{Entry, Node, Value};
use crate::version::Version;

/// A spelling of later versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LaterSpelling {
    /// The keyword, with its value if only this value is of later versions.
    pub keyword: &'static str,
    /// How OpenAPI 3.0 spells the same.
    pub instead: &'static str,
}

impl LaterSpelling {
    /// Returns the spelling of an entry of a schema, whatever the version of its node. `None` if OpenAPI 3.0 has it too.
    pub(crate) fn of(schema: &Node, entry: &Entry) -> Option<Self> {
        match (Keyword::parse(&entry.key)?, &entry.value.value) {
            (Keyword::Type, Value::Array(names)) => of_types(names),
            (Keyword::Type, Value::String(name)) if name == Type::Null.name() => Some(ONLY_NULL),
            (Keyword::ExclusiveMinimum, Value::Number(_)) => Some(LaterSpelling {
                keyword: "exclusiveMinimum: <number>",
                instead: "write the number as `minimum`, with `exclusiveMinimum: true`",
            }),
            (Keyword::ExclusiveMaximum, Value::Number(_)) => Some(LaterSpelling {
                keyword: "exclusiveMaximum: <number>",
                instead: "write the number as `maximum`, with `exclusiveMaximum: true`",
            }),
            // Other objects have `examples` too, which are maps.
            (keyword @ Keyword::Examples, Value::Array(_)) if Schema::of(schema).is_written_in_place() => {
                Some(LaterSpelling { keyword: keyword.name(), instead: "write `example` with one value" })
            }
            (keyword, _) if keyword.is_vocabulary() => {
                Some(LaterSpelling { keyword: keyword.name(), instead: instead_of(keyword) })
            }
            _ => None,
        }
    }
}

impl LaterSpelling {
    /// `nullable` in a schema of OpenAPI 3.0 that [`LaterSpelling::wrap_reference`] has changed.
    pub(crate) const NULLABLE_REFERENCE: Self =
        LaterSpelling { keyword: "nullable: true` beside `$ref", instead: "write it beside `allOf: [{ $ref: … }]`" };

    /// Makes a schema of OpenAPI 3.0 with such a spelling one of 3.1. Returns whether it was one. Beside `$ref` all keywords are ignored in 3.0.
    pub(crate) fn read_as_later(schema: &mut Node) -> bool {
        let is_later = schema.entries().iter().any(|entry| LaterSpelling::of(schema, entry).is_some());
        if schema.version.has_json_schema() || !is_later || schema.get(Keyword::Ref.name()).is_some() {
            return false;
        }
        schema.version = Version::V3_1;
        if let Value::Object(entries) = &mut schema.value {
            // The names of types, and boolean schemas.
            let is_part = |entry: &&mut Entry| entry.key == Keyword::Type.name() || entry.value.as_bool().is_some();
            entries.iter_mut().filter(is_part).for_each(|entry| entry.value.set_version(Version::V3_1));
        }
        true
    }

    /// Makes a reference of OpenAPI 3.0 with `nullable: true` beside it a schema with the reference in `allOf`, which is how 3.0 spells it.
    /// The other keys stay beside the reference, where they are ignored. Returns whether the schema was such a reference.
    pub(crate) fn wrap_reference(schema: &mut Node) -> bool {
        let is_nullable = schema.get(Keyword::Nullable.name()).and_then(Node::as_bool) == Some(true);
        let reference = schema.get(Keyword::Ref.name()).map(|reference| reference.at);
        let (Some(at), true, version) = (reference, is_nullable, schema.version) else { return false };
        if version.has_json_schema() {
            return false;
        }
        let Value::Object(entries) = &mut schema.value else { return false };
        let (mut own, beside): (Vec<Entry>, Vec<Entry>) =
            entries.drain(..).partition(|entry| entry.key == Keyword::Nullable.name());
        let reference = Node { at, version, value: Value::Object(beside) };
        let members = Node { at, version, value: Value::Array(vec![reference]) };
        own.push(Entry { key: Keyword::AllOf.name().to_owned(), key_at: at, value: members });
        *entries = own;
        true
    }
}

const ONLY_NULL: LaterSpelling = LaterSpelling {
    keyword: "type: 'null'",
    instead: "write `nullable: true` in the schema of the other values, and no schema for null",
};

/// The spelling of a list of types. `None` if another entry is in the list.
fn of_types(names: &[Node]) -> Option<LaterSpelling> {
    let is_null = |node: &Node| matches!(node.value, Value::Null);
    let types: Vec<Type> = names
        .iter()
        .map(|name| if is_null(name) { Some(Type::Null) } else { Type::parse(type_word(name)?) })
        .collect::<Option<_>>()?;
    let has_null = types.contains(&Type::Null);
    let instead = match (types.iter().filter(|ty| **ty != Type::Null).count(), has_null) {
        (0, false) => return None,
        (0, true) => return Some(ONLY_NULL),
        (1, false) => "write the type without the list",
        (1, true) => "write the type without the list, and `nullable: true`",
        (_, false) => "write `anyOf` with a schema for each type",
        (_, true) => "write `anyOf` with a schema for each type, and `nullable: true`",
    };
    Some(LaterSpelling { keyword: "type: [<names>]", instead })
}

fn instead_of(keyword: Keyword) -> &'static str {
    match keyword {
        Keyword::Const => "write `enum` with this value: `enum: [x]`",
        Keyword::ContentMediaType => "write `format: binary` for bytes, or remove it",
        Keyword::ContentEncoding => "write `format: byte` for `base64`, or remove it",
        _ => "write `openapi: 3.1.0` if the document is of this version, or remove it",
    }
}
