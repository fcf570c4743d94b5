//! Conversions, against the text of OpenAPI 3.0.4, section 4.7.24 (Schema Object).

use serde_json::{Value, json};

use super::{Validators, definitions, definitions_of, schema};
use crate::bundle::Bundle;
use crate::direction::Marked;
use crate::node::Node;
use crate::source::Source;

fn node(text: &str) -> Node {
    crate::load::load(&Source::new("schema.yaml", text)).expect("the text is YAML")
}

fn converted(text: &str) -> Value {
    schema(&node(text))
}

fn bundle(text: &str) -> Bundle {
    let source = Source::new("api.yaml", text);
    crate::bundle::bundle(&source, node(text))
}

/// The definitions of the components that a text lists.
fn defined(components: &str) -> serde_json::Map<String, Value> {
    definitions(&bundle(&format!("components:\n  schemas:\n{components}")))
}

/// Whether a component accepts a value in a response.
fn accepts(components: &str, name: &str, value: &Value) -> bool {
    Validators::new(&defined(components)).accepts(&json!({ "$ref": format!("#/$defs/{name}") }), value)
}

#[test]
fn keywords_of_json_schema_are_copied() {
    let same = json!({
        "type": "object", "required": ["a"], "minProperties": 1, "maxProperties": 2,
        "properties": {
            "a": { "type": "string", "minLength": 1, "maxLength": 2, "pattern": "^a" },
            "b": { "type": "array", "items": { "type": "boolean" }, "minItems": 1, "maxItems": 2, "uniqueItems": true },
            "c": { "not": { "type": "number", "multipleOf": 2 } }
        },
        "additionalProperties": false
    });
    assert_eq!(converted(&same.to_string()), same);
}

#[test]
fn annotations_and_unknown_keys_are_dropped() {
    let text = "{title: a, description: b, default: 1, deprecated: true, xml: {}, x-other: 1, const: 1}";
    assert_eq!(converted(text), json!({}));
}

/// JSON Schema Validation 2020-12 section 9.5 has `examples` only.
#[test]
fn an_example_is_kept_as_a_list() {
    assert_eq!(converted("{type: integer, example: 2}")["examples"], json!([2]));
}

#[test]
fn extensions_for_readers_of_values_are_kept() {
    let text = "{type: string, x-volatile: true, x-sensitive: true}";
    assert_eq!(converted(text), json!({ "type": "string", "x-volatile": true, "x-sensitive": true }));
    assert_eq!(converted("{type: string, format: password}"), json!({ "type": "string", "x-sensitive": true }));
}

/// "A `true` value adds `"null"` to the allowed type specified by the `type` keyword, only if `type` is explicitly defined
/// within the same Schema Object."
#[test]
fn nullable_adds_null_to_the_type() {
    assert_eq!(converted("{type: string, nullable: true}"), json!({ "type": ["string", "null"] }));
    assert_eq!(converted("{type: string, nullable: false}"), json!({ "type": "string" }));
}

/// Nullable enumerations list `null` or do not: documents do both, and mean the same.
#[test]
fn nullable_adds_null_to_the_listed_values() {
    let expected = json!({ "type": ["string", "null"], "enum": ["a", null] });
    assert_eq!(converted("{type: string, nullable: true, enum: [a]}"), expected);
    assert_eq!(converted("{type: string, nullable: true, enum: [a, null]}"), expected);
}

#[test]
fn nullable_beside_a_composition_is_an_alternative() {
    let found = converted("{nullable: true, type: object, allOf: [{required: [a]}]}");
    assert_eq!(found["anyOf"][1], json!({ "type": "null" }));
    assert_eq!(found["anyOf"][0]["allOf"][0], json!({ "required": ["a"], "type": "object" }));
}

/// `exclusiveMinimum` is a boolean in OpenAPI 3.0 (JSON Schema Wright Draft 00, section 5.3) and a number in 2020-12.
#[test]
fn exclusive_bounds_are_numbers() {
    let text = "{type: number, minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: true}";
    assert_eq!(converted(text), json!({ "type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2 }));
    let text = "{type: number, minimum: 1, exclusiveMinimum: false, exclusiveMaximum: true}";
    assert_eq!(converted(text), json!({ "type": "number", "minimum": 1 }));
}

/// Data Type Format: `int32` has 32 bits, `int64` has 64 bits. The generated type of other integers is `i64`.
#[test]
fn integers_have_the_range_of_their_format() {
    let expected = json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX });
    assert_eq!(converted("{type: integer, format: int32}"), expected);
    let expected = json!({ "type": "integer", "x-format": null, "minimum": i64::MIN, "maximum": i64::MAX });
    let found = converted("{type: integer, format: int64}");
    assert_eq!((&found["minimum"], &found["maximum"]), (&expected["minimum"], &expected["maximum"]));
    // The format registry: unsigned integers, and those of 8 and 16 bits.
    let expected = json!({ "type": "integer", "format": "uint64", "minimum": 0, "maximum": u64::MAX });
    assert_eq!(converted("{type: integer, format: uint64}"), expected);
    let expected =
        json!({ "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255, "x-bounds": ["minimum"] });
    assert_eq!(converted("{type: integer, format: uint8, minimum: 0, maximum: 300}"), expected);
    let expected = json!({ "type": "integer", "format": "int8", "minimum": -128, "maximum": 100 });
    assert_eq!(converted("{type: integer, format: int8, minimum: -200, maximum: 100}"), expected);
    // Without a format, the bounds choose between the types of 64 bits.
    let found = converted("{type: integer, minimum: 0, maximum: 18446744073709552000}");
    assert_eq!((&found["minimum"], &found["maximum"]), (&json!(0), &json!(u64::MAX)));
    let found = converted("{type: integer, minimum: 0, maximum: 9223372036854776000}");
    assert_eq!((&found["minimum"], &found["maximum"]), (&json!(0), &json!(i64::MAX)));
    let found = converted("{type: integer, minimum: 0, maximum: 9, exclusiveMaximum: true}");
    assert_eq!(found["minimum"], json!(0));
    assert_eq!(found["exclusiveMaximum"], json!(9));
}

/// The Rust type holds the listed values, so the server must accept them.
#[test]
fn integers_have_a_range_with_the_listed_values() {
    let range = |text: &str| {
        let mut found = converted(text);
        (found["minimum"].take(), found["maximum"].take())
    };
    let unsigned = (json!(0), json!(u64::MAX));
    assert_eq!(range("{type: integer, enum: [1, 9223372036854775808]}"), unsigned);
    assert_eq!(range("{type: integer, format: int32, enum: [1, 2147483648]}"), (json!(i64::MIN), json!(i64::MAX)));
    assert_eq!(range("{type: integer, oneOf: [{enum: [1]}, {enum: [18446744073709551615]}]}"), unsigned);
    // The other alternative has negative values, too.
    let signed = (json!(i64::MIN), json!(i64::MAX));
    assert_eq!(range("{type: integer, oneOf: [{enum: [18446744073709551615]}, {type: integer}]}"), signed);
    assert_eq!(range("{type: integer, enum: [-1, 5]}"), signed);
}

#[test]
fn formats_are_checked_annotations_or_unknown() {
    assert_eq!(converted("{type: string, format: date}"), json!({ "type": "string", "format": "date" }));
    // Beside a keyword about the text, the generated type keeps the text.
    let kept = json!({ "type": "string", "x-format": "date", "maxLength": 10 });
    assert_eq!(converted("{type: string, format: date, maxLength: 10}"), kept);
    assert_eq!(converted("{type: string, format: zip}"), json!({ "type": "string", "x-format": "zip" }));
    assert_eq!(converted("{type: number, format: double}"), json!({ "type": "number" }));
}

#[test]
fn patterns_without_the_flag_u_are_respelled() {
    assert_eq!(converted(r"{type: string, pattern: '^\d$'}"), json!({ "type": "string", "pattern": r"^\d$" }));
    assert_eq!(converted(r"{type: string, pattern: '^\-$'}"), json!({ "type": "string", "pattern": "^-$" }));
    assert_eq!(converted(r"{type: string, pattern: '^\01$'}"), json!({ "type": "string" }));
    assert_eq!(converted("{type: string, pattern: '['}"), json!({ "type": "string" }));
}

#[test]
fn types_are_implied_as_in_the_generated_code() {
    assert_eq!(converted("{required: [a]}"), json!({ "required": ["a"], "type": "object" }));
    assert_eq!(converted("{items: {}}"), json!({ "items": {}, "type": "array" }));
    assert_eq!(converted("{minLength: 1}"), json!({ "minLength": 1 }));
}

#[test]
fn listed_values_have_the_type() {
    assert_eq!(converted("{type: string, enum: [1, true]}")["enum"], json!(["1", "true"]));
    assert_eq!(converted("{type: integer, enum: ['1', x]}")["enum"], json!([1, "x"]));
}

/// The first alternative that fits is taken, so a value that fits several is no error.
#[test]
fn one_of_accepts_a_value_that_fits_several() {
    assert_eq!(converted("{oneOf: [{type: string}, {}]}"), json!({ "anyOf": [{ "type": "string" }, {}] }));
    let both = converted("{oneOf: [{type: string}], anyOf: [{minLength: 1}]}");
    assert_eq!(both["allOf"], json!([{ "anyOf": [{ "type": "string" }] }, { "anyOf": [{ "minLength": 1 }] }]));
}

#[test]
fn references_lead_to_definitions() {
    assert_eq!(converted("{$ref: '#/components/schemas/Pet', type: x}"), json!({ "$ref": "#/$defs/Pet" }));
    assert_eq!(converted("{$ref: '#/paths/~1a'}"), json!({ "$ref": "#/$defs/~1paths~1~1a" }));
}

const PETS: &str = "
    Pet:
      discriminator: {propertyName: kind}
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
    Cat: {type: object, properties: {kind: {type: string}, name: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string}, name: {type: integer}}}
";

/// Discriminator Object: "`propertyName` … the value of which" names the schema.
#[test]
fn a_discriminator_selects_the_alternative() {
    assert!(accepts(PETS, "Pet", &json!({ "kind": "Cat", "name": "x" })));
    assert!(!accepts(PETS, "Pet", &json!({ "kind": "Dog", "name": "x" })));
    assert!(!accepts(PETS, "Pet", &json!({ "kind": "Fish", "name": "x" })));
    assert!(!accepts(PETS, "Pet", &json!({ "name": "x" })));
}

const BASE: &str = "
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string}}
      discriminator: {propertyName: kind}
      oneOf: [{$ref: '#/components/schemas/Cat'}]
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [lives]}]}
";

#[test]
fn a_base_that_lists_its_alternatives_has_a_second_definition_without_them() {
    let definitions = defined(BASE);
    assert!(definitions.contains_key("Pet:base"));
    assert_eq!(definitions["Cat"]["allOf"][0], json!({ "$ref": "#/$defs/Pet:base" }));
    assert!(accepts(BASE, "Cat", &json!({ "kind": "Cat", "lives": 9 })));
    assert!(accepts(BASE, "Pet", &json!({ "kind": "Cat", "lives": 9 })));
    assert!(!accepts(BASE, "Pet", &json!({ "kind": "Cat" })));
}

/// `readOnly`: "MAY be sent as part of a response but SHOULD NOT be sent as part of the request. If the property … is in the
/// `required` list, the `required` will take effect on the response only." `writeOnly`: the reverse.
#[test]
fn properties_of_the_other_direction_are_neither_described_nor_required() {
    let bundle = bundle(
        "
components:
  schemas:
    User:
      type: object
      required: [id, secret]
      properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}}
    Plain: {type: string}
",
    );
    let definitions = definitions_of(&bundle, &Marked::of(&bundle), false);
    assert_eq!(definitions["User"]["required"], json!(["id"]));
    assert_eq!(definitions["User"]["x-left-out"], json!(["secret"]));
    assert_eq!(definitions["User:request"]["required"], json!(["secret"]));
    assert_eq!(definitions["User:request"]["x-left-out"], json!(["id"]));
    assert_eq!(definitions["User:either"]["required"], json!([]));
    assert!(!definitions.contains_key("Plain:request"));
}

#[test]
fn definitions_that_lead_to_themselves_are_cut() {
    let components = "
    A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object}]}
    B: {oneOf: [{$ref: '#/components/schemas/A'}]}
    List: {type: object, properties: {next: {$ref: '#/components/schemas/List'}}}
";
    assert!(accepts(components, "A", &json!({})));
    assert!(!accepts(components, "A", &json!(1)));
    assert!(!accepts(components, "List", &json!({ "next": { "next": 1 } })));
}

#[test]
fn a_violation_has_its_place_and_does_not_repeat_the_value() {
    let components = "
    Order: {type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Item'}}}}
    Item: {type: object, properties: {a/b: {type: string, maxLength: 1}}}
";
    let validators = Validators::new(&defined(components));
    let value = json!({ "items": [{}, { "a/b": "private" }] });
    let (tokens, why) = validators.fault(&json!({ "$ref": "#/$defs/Order" }), &value).expect("it is too long");
    assert_eq!(tokens, ["items", "1", "a/b"]);
    assert!(!why.contains("private"), "{why}");
}

#[test]
fn a_schema_stands_alone_with_what_it_leads_to() {
    let defined = defined(
        "    A: {type: object, title: T, properties: {title: {type: string, example: e}, b: {$ref: '#/components/schemas/B'}}}
    B: {type: array, items: {$ref: '#/components/schemas/B'}, description: D}
    C: {enum: [{title: kept}], x-sensitive: true}
",
    );
    let whole = super::standalone(&json!({ "$ref": "#/$defs/A", "examples": [1] }), &defined);
    let a = json!({ "type": "object", "properties": { "title": { "type": "string" }, "b": { "$ref": "#/$defs/B" } } });
    let b = json!({ "type": "array", "items": { "$ref": "#/$defs/B" } });
    assert_eq!(whole, json!({ "$ref": "#/$defs/A", "$defs": { "A": a, "B": b } }));
    assert!(super::compile(&whole).is_ok_and(|validator| validator.is_valid(&json!({ "b": [[]] }))));
    let c = super::standalone(&json!({ "$ref": "#/$defs/C" }), &defined);
    assert_eq!(c["$defs"], json!({ "C": { "enum": [{ "title": "kept" }] } }));
}

#[test]
fn annotations_have_the_places_of_a_schema_and_of_its_keywords() {
    let text = "
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: string, maxLength: 3, title: T, x-note: 5}
";
    let source = Source::new("a.yaml", text);
    let schema = |api: &crate::Api| api.operations[0].responses[0].contents[0].schema.clone().expect("a schema");
    let (api, _) = crate::resolve_annotated(&source).expect("a document without errors");
    let annotated = schema(&api);
    let at = super::place_of(&annotated, Some("maxLength")).expect("a place");
    assert_eq!(&text[at.range()], "maxLength");
    assert!(text[super::place_of(&annotated, None).expect("a place").range()].starts_with("{type"));
    let annotations = super::annotations_of(&annotated).expect("annotations");
    assert_eq!((&annotations["title"], &annotations["extensions"]), (&json!("T"), &json!({ "x-note": 5 })));
    let (api, _) = crate::resolve_tolerant(&source).expect("a document without errors");
    assert_eq!(schema(&api), json!({ "type": "string", "maxLength": 3 }));
}

#[test]
fn a_schema_shows_what_is_sensitive_in_it_but_not_in_its_properties() {
    let definitions = defined(
        "    Pin: {type: string, format: password}\n    User: {properties: {pin: {$ref: '#/components/schemas/Pin'}}}",
    );
    let shows = |schema: Value| super::shows_sensitive(&schema, &definitions);
    let pin = json!({ "$ref": "#/$defs/Pin" });
    assert!(
        shows(pin.clone()) && shows(json!({ "items": pin })) && shows(json!({ "anyOf": [{ "type": "null" }, pin] }))
    );
    assert!(shows(json!({ "patternProperties": { "a": { "x-sensitive": true } } })));
    assert!(!shows(json!({ "$ref": "#/$defs/User" })) && !shows(json!({ "type": "string" })));
}

/// A schema without a format has the range of `int64` only where no schema beside it says otherwise.
#[test]
fn a_format_beside_a_reference_decides_about_the_range() {
    let components = "    Id: {type: integer}
    Maybe: {type: integer, nullable: true}
    Wide: {allOf: [{$ref: '#/components/schemas/Id'}], format: uint64}
    Wider: {allOf: [{$ref: '#/components/schemas/Wide'}, {minimum: 1}]}
    Beside: {allOf: [{$ref: '#/components/schemas/Maybe'}, {format: uint64}], nullable: true}
    Typed: {type: integer, allOf: [{format: uint64}]}
    Both: {allOf: [{type: integer, format: int32}, {type: integer, format: uint32}]}
    Bounded: {allOf: [{$ref: '#/components/schemas/Id'}, {minimum: 0, maximum: 18446744073709551615}]}
";
    let most = json!(u64::MAX);
    for (name, accepted, rejected) in [
        ("Id", json!(i64::MAX), most.clone()),
        ("Wide", most.clone(), json!(-1)),
        ("Wider", most.clone(), json!(0)),
        ("Beside", most.clone(), json!(-1)),
        ("Typed", most.clone(), json!(-1)),
        ("Both", json!(i32::MAX), json!(u32::MAX)),
        ("Both", json!(0), json!(-1)),
        ("Bounded", most.clone(), json!(-1)),
    ] {
        assert!(accepts(components, name, &accepted), "{name} accepts {accepted}");
        assert!(!accepts(components, name, &rejected), "{name} rejects {rejected}");
    }
    assert!(accepts(components, "Beside", &Value::Null));
    assert_eq!(defined(components)["Wide"]["format"], "uint64");
}

/// With properties that are required beside `oneOf`, each in one alternative only, every value of one open alternative fits the other.
#[test]
fn alternatives_that_each_describe_a_part_of_what_is_required_do_not_exclude_each_other() {
    let components = "    Upload: {required: [id, file], oneOf: [{type: object, properties: {id: {type: string}}}, {type: object, properties: {file: {type: string}}}]}
    Either: {type: object, properties: {id: {type: string}, file: {type: string}}, oneOf: [{required: [id]}, {required: [file]}]}
";
    let both = json!({"id": "a", "file": "b"});
    assert!(accepts(components, "Upload", &both));
    assert!(!accepts(components, "Either", &both));
}
