//! OpenAPI schema → JSON Schema (draft 2020-12), for validators of values.
//!
//! OpenAPI 3.0 differs from JSON Schema in `nullable`, in boolean `exclusiveMinimum` and `exclusiveMaximum`, in `$ref` into
//! `components`, in the ranges of `int32` and `int64`, in `readOnly` and `writeOnly`, and in the `discriminator` (OpenAPI
//! 3.0.4, Schema Object). `oneOf` stays exact only where the required properties of objects tell the alternatives apart and a value that
//! fits several of them would be rejected; otherwise it becomes `anyOf`, as in the generated types.

mod annotated;
mod combined;
mod convert;
mod cycle;
mod keyword;
mod sensitive;
mod standalone;
#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests;
mod validator;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::bundle::{self, Bundle};
use crate::direction::{Direction, Marked};
use crate::node::Node;
use crate::pointer::{decode, encode, pointed};
use crate::schema::{Schema, references};
pub use annotated::{annotations_of, place_of, place_of_null};
pub(crate) use convert::Converter;
pub(crate) use keyword::supported_pattern;
pub use sensitive::shows_sensitive;
pub use standalone::{compile, reached_definitions, standalone};
pub use validator::Validators;

/// The extension that lists the properties that are not sent in this direction: `readOnly` in requests, `writeOnly` in
/// responses.
pub const LEFT_OUT: &str = "x-left-out";

/// The extension with the annotations and places of a schema ([`crate::resolve_annotated`]).
const ANNOTATIONS: &str = "x-annotations";

/// Converts a schema to the JSON Schema for values in a response. References lead to `#/$defs/…`: put the result beside
/// [`definitions`], or inside one of them.
pub fn schema(node: &Node) -> Value {
    Converter {
        root: node,
        marked: &Marked::default(),
        direction: Direction::Response,
        annotated: false,
        is_member: false,
    }
    .schema(Schema::of(node))
}

/// Converts all components, for `$defs`. Other schemas with references to them are included under their whole pointer. A
/// schema that differs by direction has a second and a third form, `NAME:request` and `NAME:either`.
pub fn definitions(bundle: &Bundle) -> Map<String, Value> {
    definitions_of(bundle, &Marked::of(bundle), false)
}

pub(crate) fn definitions_of(bundle: &Bundle, marked: &Marked, annotated: bool) -> Map<String, Value> {
    let root = &bundle.root;
    let mut targets: Vec<(String, String, Schema<'_>)> = Vec::new();
    for entry in Schema::components(root) {
        let reference = format!("#/components/schemas/{}", encode(&entry.key));
        targets.push((entry.key.clone(), reference, Schema::of(&entry.value)));
    }
    let mut found = Vec::new();
    references(root, &mut found);
    // From other files, only the schemas in the bundle's list are needed.
    found.retain(|text| !bundle::is_other(text));
    found.extend(bundle.schemas.iter().map(|referred| referred.reference.as_str()));
    for text in found.into_iter().collect::<BTreeSet<_>>() {
        let name = name_of(text);
        // References to other objects are followed where they occur.
        let is_component = text.starts_with("#/components/") && text.split('/').count() == 4;
        if let (false, Some(target)) = (is_component, pointed(root, text)) {
            targets.push((name, text.to_owned(), Schema::of(target)));
        }
    }
    let mut out = Map::new();
    for (name, reference, target) in targets {
        for direction in [Direction::Response, Direction::Request, Direction::Either] {
            if direction != Direction::Response && !marked.reaches_through(&reference) {
                continue;
            }
            let converter = Converter { root, marked, direction, annotated, is_member: false };
            let form = suffix(direction);
            if converter.is_base_of_its_own(target) {
                out.insert(format!("{name}{form}:base"), converter.convert(target, true, &BTreeSet::new()));
            }
            out.insert(format!("{name}{form}"), converter.schema(target));
        }
    }
    cycle::cut(&mut out);
    out
}

fn suffix(direction: Direction) -> &'static str {
    match direction {
        Direction::Response => "",
        Direction::Request => ":request",
        Direction::Either => ":either",
    }
}

/// Returns the key in `$defs` that a `$ref` of these JSON Schemas refers to.
pub fn definition_named(reference: &str) -> Option<String> {
    reference.strip_prefix("#/$defs/").map(decode)
}

/// Returns the key in `$defs` for a reference of the document: the name of a component, else the whole pointer.
fn name_of(reference: &str) -> String {
    let component = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'));
    match component {
        Some(name) => decode(name),
        None => decode(reference.trim_start_matches('#')),
    }
}
