//! Schemas of OpenAPI 3.0 with spellings of later versions, such as `const` and `type: [string, 'null']`. Their meaning is clear, so these
//! schemas are read as schemas of OpenAPI 3.1.

use std::collections::HashSet;

use super::objects::each_object;
use crate::node::{Node, Value};
use crate::schema::{Holds, Keyword, LaterSpelling};
use crate::source::Span;

/// Changes the version of these schemas. Returns their places, for the report.
pub(crate) fn read_as_later(root: &mut Node) -> HashSet<Span> {
    let mut found = HashSet::new();
    each_object(root, &mut |node| {
        if LaterSpelling::read_as_later(node) {
            found.insert(node.at);
        }
        each_child(node, &mut |schema| {
            if LaterSpelling::wrap_reference(schema) {
                found.insert(schema.at);
            }
        });
    });
    found
}

/// Visits the schemas directly within a schema, a parameter, a header or a media type.
fn each_child(node: &mut Node, visit: &mut impl FnMut(&mut Node)) {
    let Value::Object(entries) = &mut node.value else { return };
    for entry in entries {
        let holds =
            if entry.key == "schema" { Some(Holds::One) } else { Keyword::parse(&entry.key).and_then(Keyword::holds) };
        match (holds, &mut entry.value.value) {
            (Some(Holds::One), _) => visit(&mut entry.value),
            (Some(Holds::List), Value::Array(schemas)) => schemas.iter_mut().for_each(&mut *visit),
            (Some(Holds::Map), Value::Object(named)) => named.iter_mut().for_each(|entry| visit(&mut entry.value)),
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use serde_json::json;

    use super::read_as_later;
    use crate::load::load;
    use crate::source::Source;
    use crate::version::Version;

    /// The number of schemas that are read as later ones, and whether the outermost is.
    fn read(version: &str, schema: &str) -> (usize, bool) {
        let text = format!("{{openapi: {version}, components: {{schemas: {{A: {schema}}}}}}}");
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        let found = read_as_later(&mut root).len();
        let pointer = ["components", "schemas", "A"].map(str::to_owned);
        (found, root.descend(&pointer).expect("a schema").version == Version::V3_1)
    }

    #[test]
    fn schemas_with_spellings_of_later_versions_are_read_as_later_ones() {
        for schema in [
            "{type: [string, 'null']}",
            "{type: [string, null]}",
            "{type: 'null'}",
            "{type: integer, exclusiveMinimum: 3}",
            "{const: a}",
            "{type: string, examples: [a]}",
            "{type: array, prefixItems: [{type: string}]}",
        ] {
            assert_eq!(read("3.0.3", schema), (1, true), "{schema}");
            assert_eq!(read("3.1.0", schema), (0, true), "{schema}");
        }
        assert_eq!(read("3.0.3", "{type: object, properties: {const: {const: a}, type: {type: string}}}"), (1, false));
    }

    #[test]
    fn nullable_beside_a_reference_adds_null_alone() {
        let text = "{openapi: 3.0.3, components: {schemas: {A: {items: {$ref: '#/a', nullable: true, required: true}}}}, paths: {/a: {$ref: b, nullable: true}}}";
        let mut root = load(&Source::new("test.yaml", text.to_owned())).expect("a document");
        assert_eq!(read_as_later(&mut root).len(), 1);
        let read = root.to_json();
        let expected = json!({ "nullable": true, "allOf": [{ "$ref": "#/a", "required": true }] });
        assert_eq!(read["components"]["schemas"]["A"]["items"], expected);
        assert_eq!(read["paths"]["/a"], json!({ "$ref": "b", "nullable": true }));
        assert_eq!(read_as_later(&mut root).len(), 0);
    }

    #[test]
    fn other_schemas_are_read_as_those_of_their_version() {
        for schema in [
            "{type: string, nullable: true, example: {const: a}}",
            "{type: [string, file]}",
            "{type: []}",
            "{minimum: 1, exclusiveMinimum: true}",
            "{properties: {const: {type: string}}}",
            "{$ref: '#/a', description: A text.}",
            "{$ref: '#/a', const: a, examples: [b]}",
            "{x-const: a, x-a: {const: b}}",
        ] {
            assert_eq!(read("3.0.3", schema), (0, false), "{schema}");
        }
    }
}
