//! Each accessor of the view on a few documents.

mod lookups;
mod versions;

use serde_json::{Value, json};

use super::bounds::{Limit, Range};
use super::enumeration::intended;
use super::types::implied;
use super::{AdditionalProperties, Keyword, Schema, SchemaList, Type, references};
use crate::node::Node;
use crate::source::Source;
use crate::version::Version;

/// The tree of a document or a part of one.
pub(crate) fn node(text: &str) -> Node {
    crate::load::load(&Source::new("schema.yaml", text)).expect("the text is YAML")
}

/// Asks `of` about the first component of a document, with the root that references start from.
fn within<T>(text: &str, of: impl Fn(&Node, Schema<'_>) -> T) -> T {
    let root = node(text);
    of(&root, Schema::of(&Schema::components(&root)[0].value))
}

#[test]
fn keywords_have_unique_names_that_parse_back() {
    for keyword in Keyword::ALL {
        assert_eq!(Keyword::parse(keyword.name()), Some(*keyword));
    }
    assert_eq!(Keyword::parse("minlength"), None);
}

#[test]
fn a_reference_has_a_target() {
    let text = "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {type: string}, C: {$ref: 5}}}";
    within(text, |root, schema| {
        assert!(schema.is_reference());
        assert_eq!(schema.reference(), Some("#/components/schemas/B"));
        assert!(schema.target(root).expect("it leads to B").is_type(Type::String));
    });
    let root = node(text);
    let broken = Schema::of(&Schema::components(&root)[2].value);
    assert!(broken.is_reference());
    assert_eq!(broken.reference(), None);
}

#[test]
fn a_circle_of_references_has_no_target() {
    let text = "components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}";
    assert!(within(text, |root, schema| schema.target(root).is_none()));
}

#[test]
fn types_are_a_list_with_places() {
    let schema = node("type: integer");
    let schema = Schema::of(&schema);
    assert_eq!(schema.types().len(), 1);
    assert_eq!(schema.types()[0].at.range(), 6..13);
    assert_eq!(schema.type_name(), Some("integer"));
    assert!(schema.is_type(Type::Integer) && !schema.is_type(Type::Number));
    let untyped = node("{}");
    assert!(Schema::of(&untyped).types().is_empty());
    let wrong = node("type: [string]");
    assert_eq!(Schema::of(&wrong).type_name(), None);
}

#[test]
fn types_parse_and_accept() {
    let all = [Type::Null, Type::Boolean, Type::Integer, Type::Number, Type::String, Type::Array, Type::Object];
    let values = [json!(null), json!(true), json!(1), json!(1.5), json!("1"), json!([]), json!({})];
    for (index, ty) in all.iter().enumerate() {
        assert_eq!(Type::parse(ty.name()), Some(*ty));
        for (other, value) in values.iter().enumerate() {
            let is_number = *ty == Type::Number && other == 2;
            assert_eq!(ty.accepts(value), index == other || is_number, "{} {value}", ty.name());
        }
    }
    assert!(!Type::Integer.accepts(&json!(1.0)));
    let is_allowed = |name: &str, version| Type::allowed(name, version).is_ok();
    assert!(is_allowed("string", Version::V3_0) && !is_allowed("file", Version::V3_0));
    assert!(!is_allowed("null", Version::V3_0) && is_allowed("null", Version::V3_1));
}

#[test]
fn types_are_implied_by_keywords_of_objects_and_arrays() {
    assert_eq!(implied(|keyword| keyword == Keyword::Required), Some(Type::Object));
    assert_eq!(implied(|keyword| keyword == Keyword::AdditionalProperties), Some(Type::Object));
    assert_eq!(implied(|keyword| keyword == Keyword::Items), Some(Type::Array));
    assert_eq!(implied(|keyword| keyword == Keyword::MinItems), None);
    let of = |text: &str| Schema::of(&node(text)).implied_type();
    assert_eq!(of("properties: {}"), Some(Type::Object));
    assert_eq!(of("{type: string, properties: {}}"), None);
    assert_eq!(of("{enum: [], items: {}}"), None);
    // All values but objects with a property.
    assert_eq!(of("{additionalProperties: false}"), None);
    assert_eq!(of("{additionalProperties: false, required: [a]}"), Some(Type::Object));
    assert_eq!(of("{additionalProperties: {}}"), Some(Type::Object));
}

fn ends(range: Range<'_>) -> [Option<(Option<f64>, bool)>; 2] {
    [range.least, range.most].map(|limit| limit.map(|limit| (limit.number(), limit.exclusive)))
}

#[test]
fn bounds_of_numbers_are_inclusive_or_exclusive() {
    let of = |text: &str| ends(Schema::of(&node(text)).values());
    assert_eq!(of("{minimum: 1, maximum: 2.5}"), [Some((Some(1.0), false)), Some((Some(2.5), false))]);
    assert_eq!(of("{minimum: 1, exclusiveMinimum: true}"), [Some((Some(1.0), true)), None]);
    assert_eq!(of("{maximum: 1, exclusiveMaximum: true}"), [None, Some((Some(1.0), true))]);
    assert_eq!(of("{minimum: 1, exclusiveMinimum: false}"), [Some((Some(1.0), false)), None]);
    assert_eq!(of("{exclusiveMinimum: true}"), [None, None]);
    assert_eq!(of("{minimum: one}"), [Some((None, false)), None]);
}

#[test]
fn an_exclusive_bound_without_its_bound_is_a_fault() {
    let of = |text: &str| Schema::of(&node(text)).bound_faults();
    assert_eq!(of("{exclusiveMinimum: true}")[0].0.range(), 1..17);
    assert_eq!(of("{exclusiveMinimum: true, exclusiveMaximum: true, maximum: 1}").len(), 1);
    assert!(of("{minimum: 1, exclusiveMinimum: true}").is_empty());
}

#[test]
fn counts_are_whole_numbers_from_zero() {
    let schema = node("{minLength: 1, maxLength: 2, minItems: 3, maxItems: -4, minProperties: 5.5, maxProperties: 6}");
    let schema = Schema::of(&schema);
    let counts = |range: Range<'_>| [range.least, range.most].map(|limit| limit.and_then(Limit::count));
    assert_eq!(counts(schema.lengths()), [Some(1), Some(2)]);
    assert_eq!(counts(schema.item_counts()), [Some(3), None]);
    assert_eq!(counts(schema.property_counts()), [None, Some(6)]);
    assert_eq!(schema.lengths().most.expect("it is stated").keyword, Keyword::MaxLength);
}

#[test]
fn a_range_is_reversed_if_its_ends_are_exchanged() {
    let of = |text: &str| Schema::of(&node(text)).ranges().map(|range| range.is_reversed());
    assert_eq!(of("{minimum: 2, maximum: 1}"), [true, false, false, false]);
    assert_eq!(of("{minLength: 2, maxLength: 2, minItems: 2, maxItems: 1}"), [false, false, true, false]);
    assert_eq!(of("{minProperties: 2, maxProperties: 1}"), [false, false, false, true]);
}

#[test]
fn listed_values_are_those_of_the_type() {
    let schema = node("{type: string, enum: [1, true, 'x', null]}");
    let values = Schema::of(&schema).enumeration().expect("it lists values").values;
    let of = |ty| values.iter().map(|value| intended(value, ty)).collect::<Vec<Value>>();
    assert_eq!(of(Some(Type::String)), [json!("1"), json!("true"), json!("x"), json!(null)]);
    assert_eq!(of(None), [json!(1), json!(true), json!("x"), json!(null)]);
    assert_eq!(intended(&node("'5'"), Some(Type::Integer)), json!(5));
    assert_eq!(intended(&node("'5.5'"), Some(Type::Integer)), json!("5.5"));
    assert_eq!(intended(&node("'true'"), Some(Type::Boolean)), json!(true));
    assert!(Schema::of(&node("{enum: x}")).enumeration().expect("it is there").values.is_empty());
    assert!(Schema::of(&node("{}")).enumeration().is_none());
}

#[test]
fn properties_are_found_here_and_in_bases() {
    let text = "
components:
  schemas:
    Cat:
      allOf:
      - $ref: '#/components/schemas/Pet'
      - properties: {lives: {type: integer}}
    Pet:
      required: [name, 5]
      properties: {name: {type: string}, age: {type: integer}}
";
    within(text, |root, schema| {
        assert!(schema.property("name").is_none());
        assert!(schema.property_within(root, "name").expect("Pet has it").is_type(Type::String));
        assert!(schema.property_within(root, "lives").is_some());
        assert!(schema.property_within(root, "tail").is_none());
        let pet = schema.bases().next().and_then(|base| base.target(root)).expect("Pet is there");
        let names: Vec<&str> = pet.properties().map(|(entry, _)| entry.key.as_str()).collect();
        assert_eq!(names, ["name", "age"]);
        assert_eq!(pet.required().len(), 2);
        assert_eq!(pet.required_names().collect::<Vec<_>>(), ["name"]);
    });
}

#[test]
fn additional_properties_are_a_boolean_or_a_schema() {
    let is = |text: &str, expected: fn(AdditionalProperties<'_>) -> bool| {
        assert!(expected(Schema::of(&node(text)).additional_properties()), "{text}");
    };
    is("{}", |found| matches!(found, AdditionalProperties::Absent));
    is("additionalProperties: true", |found| matches!(found, AdditionalProperties::Any));
    is("additionalProperties: false", |found| matches!(found, AdditionalProperties::Forbidden));
    is(
        "additionalProperties: {type: string}",
        |found| matches!(found, AdditionalProperties::Schema(schema) if schema.is_type(Type::String)),
    );
    is("additionalProperties: 1", |found| matches!(found, AdditionalProperties::Invalid(_)));
}

#[test]
fn lists_of_schemas_know_their_place() {
    let schema = node("{allOf: [{}], oneOf: [{title: a}, {title: b}], anyOf: [], not: {title: c}, items: {title: d}}");
    let schema = Schema::of(&schema);
    assert!(schema.all_of().and_then(SchemaList::only).is_some());
    let one_of = schema.one_of().expect("it is there");
    assert!(one_of.only().is_none() && !one_of.is_empty());
    assert_eq!(one_of.at.range().start, 21);
    assert_eq!(one_of.iter().filter_map(Schema::title).collect::<Vec<_>>(), ["a", "b"]);
    assert!(schema.any_of().expect("it is there").is_empty());
    assert_eq!(schema.alternatives().count(), 2);
    assert_eq!(schema.not().and_then(Schema::title), Some("c"));
    assert_eq!(schema.items().and_then(Schema::title), Some("d"));
    assert!(Schema::of(&node("{}")).all_of().is_none());
}

#[test]
fn children_are_all_schemas_within_in_order() {
    let schema = node(
        "
items: {title: a}
example: {title: no}
properties: {allOf: {title: b}, x: {title: c}}
oneOf: [{title: d}]
x-schema: {title: no}
anyOf: [{title: e}]
not: {title: f}
additionalProperties: {title: g}
allOf: [{title: h}, {title: i}]
",
    );
    let titles: String = Schema::of(&schema).children().filter_map(Schema::title).collect();
    assert_eq!(titles, "abcdefghi");
}

#[test]
fn null_fits_what_says_so_wraps_or_lists_it() {
    let of = |text: &str| {
        within(
            &format!("components: {{schemas: {{A: {text}, Null: {{type: string, nullable: true}}}}}}"),
            |root, schema| (schema.is_nullable(root), schema.is_only_null(root)),
        )
    };
    let reference = "{$ref: '#/components/schemas/Null'}";
    assert_eq!(of("{type: string, nullable: true}"), (true, false));
    assert_eq!(of("{type: string}"), (false, false));
    assert_eq!(of("{type: string, enum: [a, null]}"), (false, false));
    assert_eq!(of("{enum: [a, null]}"), (true, false));
    assert_eq!(of("{enum: [null]}"), (true, true));
    assert_eq!(of(reference), (true, false));
    assert_eq!(of(&format!("{{allOf: [{reference}]}}")), (true, false));
    assert_eq!(of(&format!("{{nullable: false, allOf: [{reference}]}}")), (false, false));
    assert_eq!(of(&format!("{{allOf: [{reference}, {{minLength: 1}}]}}")), (false, false));
    assert_eq!(of(&format!("{{oneOf: [{{type: integer}}, {reference}]}}")), (true, false));
    assert_eq!(Schema::of(&node("{}")).accepts_null(), None);
    assert_eq!(Schema::of(&node("{nullable: false}")).accepts_null(), Some(false));
}

#[test]
fn tags_come_from_the_mapping_the_property_or_the_name() {
    let text = "
components:
  schemas:
    Pet:
      discriminator: {propertyName: kind, mapping: {tabby: '#/components/schemas/Cat', tiger: Cat}}
      oneOf:
      - $ref: '#/components/schemas/Cat'
      - $ref: '#/components/schemas/Dog'
      - $ref: '#/components/schemas/Fish'
      - {type: object}
    Cat: {type: object}
    Dog: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {kind: {type: string, enum: [dog]}}}]}
    Base: {properties: {kind: {type: string, enum: [dog, bird]}}}
    Fish: {type: object}
";
    within(text, |root, pet| {
        assert_eq!(pet.discriminator().and_then(|found| found.property_name()), Some("kind"));
        let members = pet.one_of().expect("it has alternatives").iter();
        let tags: Vec<Vec<String>> = members.map(|member| pet.tags(root, "kind", member)).collect();
        assert_eq!(tags, [vec!["tabby", "tiger"], vec!["dog"], vec!["Fish"], vec![]]);
    });
}

#[test]
fn annotations_say_nothing() {
    let of = |text: &str, but: &[Keyword]| Schema::of(&node(text)).says_nothing_but(but);
    assert!(of("{title: a, description: b, nullable: true, readOnly: true, x-any: 1, x-sensitive: true}", &[]));
    assert!(!of("{type: string}", &[]));
    assert!(of("{type: string}", &[Keyword::Type]));
    assert!(!of("{$ref: '#/x'}", &[]));
    assert!(!of("{misspelt: 1}", &[]));
}

#[test]
fn annotations_and_extensions_have_accessors() {
    let schema = node(
        "{title: ' ', description: d, default: 1, example: 2, format: date, pattern: p, readOnly: true, writeOnly: false, \
         multipleOf: 3, uniqueItems: true, x-rust-name: Name}",
    );
    let schema = Schema::of(&schema);
    assert_eq!((schema.title(), schema.description()), (None, Some("d")));
    assert_eq!(schema.default().map(Node::to_json), Some(json!(1)));
    assert_eq!(schema.example().map(Node::to_json), Some(json!(2)));
    assert_eq!(schema.format(), Some("date"));
    assert_eq!(schema.pattern().and_then(Node::as_str), Some("p"));
    assert!(schema.is_read_only() && !schema.is_write_only() && schema.unique_items());
    assert_eq!(schema.multiple_of().map(Node::to_json), Some(json!(3)));
    assert_eq!(schema.rust_name().and_then(Node::as_str), Some("Name"));
    assert!(!schema.is_sensitive());
    assert!(Schema::of(&node("{format: password}")).is_sensitive());
    assert!(Schema::of(&node("{x-sensitive: true}")).is_sensitive());
    assert!(schema.is_object() && !Schema::of(&node("5")).is_object());
    assert!(!schema.is_written_in_place() && Schema::of(&node("{items: {}}")).is_written_in_place());
}

#[test]
fn references_are_those_outside_of_values() {
    let document = node(
        "
paths: {/: {get: {responses: {'200': {$ref: '#/a'}}}}}
example: {$ref: '#/no'}
x-own: {$ref: '#/no'}
schema: {default: {$ref: '#/no'}, properties: {default: {$ref: '#/b'}, $ref: {$ref: '#/c'}}, items: [{$ref: '#/d'}]}
",
    );
    let mut found = Vec::new();
    references(&document, &mut found);
    assert_eq!(found, ["#/a", "#/b", "#/c", "#/d"]);
}

#[test]
fn a_value_shows_what_is_sensitive_in_it_but_not_in_its_properties() {
    let shows = |text: &str| {
        let mut root = node(&format!(
            "{{components: {{schemas: {{Pin: {{type: string, format: password}}, Pins: {{items: {{$ref: '#/components/schemas/Pin'}}}}, \
             Loop: {{items: {{$ref: '#/components/schemas/Loop'}}}}, User: {{properties: {{pin: {{$ref: '#/components/schemas/Pin'}}}}}}}}}}, \
             schema: {text}}}"
        ));
        root.set_version(Version::V3_1);
        Schema::of(root.get("schema").expect("the schema")).shows_sensitive(&root)
    };
    for text in [
        "{x-sensitive: true}",
        "{$ref: '#/components/schemas/Pins'}",
        "{items: {format: password}}",
        "{prefixItems: [{}, {x-sensitive: true}]}",
        "{additionalProperties: {format: password}}",
        "{patternProperties: {a: {format: password}}}",
        "{oneOf: [{type: integer}, {$ref: '#/components/schemas/Pin'}]}",
        "{allOf: [{$ref: '#/components/schemas/Pin'}]}",
    ] {
        assert!(shows(text), "{text}");
    }
    for text in
        ["{}", "{$ref: '#/components/schemas/User'}", "{$ref: '#/components/schemas/Loop'}", "{x-sensitive: false}"]
    {
        assert!(!shows(text), "{text}");
    }
}
