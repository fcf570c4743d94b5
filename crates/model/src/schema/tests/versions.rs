//! The same accessors on schemas of OpenAPI 3.0 and of JSON Schema 2020-12.

use crate::node::Node;
use crate::schema::enumeration::Enumeration;
use crate::schema::{Keyword, Schema, SchemaList, Type};
use crate::source::Source;
use crate::version::Version;

fn node(version: Version, text: &str) -> Node {
    let mut node = crate::load::load(&Source::new("schema.yaml", text)).expect("the text is YAML");
    node.set_version(version);
    node
}

/// Asks `of` about a schema as 3.0 and as 3.1.
fn in_both<T>(text: &str, of: impl Fn(Schema<'_>) -> T) -> [T; 2] {
    [Version::V3_0, Version::V3_1].map(|version| of(Schema::of(&node(version, text))))
}

#[test]
fn several_types_are_alternatives() {
    let alternatives = |schema: Schema<'_>| {
        let members = schema.alternatives().flat_map(SchemaList::iter);
        members.filter_map(|member| member.type_name().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(in_both("{type: [string, integer, 'null']}", alternatives)[1], ["string", "integer"]);
    assert_eq!(in_both("{type: [string, 'null']}", alternatives)[1], Vec::<String>::new());
    // JSON Schema 2020-12 validation, section 6.1.2: the list alone determines the values.
    assert_eq!(in_both("{type: [string, integer], enum: [a, 1]}", alternatives)[1], Vec::<String>::new());
    let whole = |schema: Schema<'_>| schema.type_name().map(str::to_owned);
    assert_eq!(in_both("{type: ['null', string]}", whole), [None, Some("string".to_owned())]);
    assert_eq!(in_both("{type: ['null']}", whole)[1].as_deref(), Some("null"));
}

#[test]
fn null_must_be_of_the_types_and_in_the_list() {
    let accepts = |text| in_both(text, |schema| schema.accepts_null())[1];
    assert_eq!(accepts("{type: [string, 'null']}"), Some(true));
    assert_eq!(accepts("{type: [string, 'null'], enum: [a]}"), Some(false));
    assert_eq!(accepts("{type: string, enum: [a, null]}"), Some(false));
    assert_eq!(accepts("{enum: [a, null]}"), Some(true));
    assert_eq!(accepts("{const: null}"), Some(true));
    assert_eq!(accepts("{anyOf: [{type: 'null'}]}"), None);
    assert_eq!(in_both("{type: string, nullable: true}", |schema| schema.accepts_null()), [Some(true), Some(true)]);
    assert_eq!(in_both("{nullable: false}", |schema| schema.accepts_null()), [Some(false), None]);
}

#[test]
fn keywords_beside_a_reference_make_it_a_member_of_all_of() {
    let of = |schema: Schema<'_>| (schema.is_reference(), schema.bases().filter_map(Schema::reference).count());
    assert_eq!(in_both("{$ref: '#/x', maxLength: 3}", of), [(true, 0), (false, 1)]);
    assert_eq!(in_both("{$ref: '#/x', description: d, allOf: [{$ref: '#/y'}]}", of), [(true, 1), (false, 2)]);
    // Extensions and unknown keys are no keywords; identities say nothing about values.
    assert_eq!(in_both("{$ref: '#/x', x-rust-name: a, other: 1, $comment: c, $defs: {}}", of), [(true, 0), (true, 0)]);
    let other = |schema: Schema<'_>| schema.split_reference().is_none_or(|part| part.description().is_none());
    assert_eq!(in_both("{$ref: '#/x', description: d}", other), [true, true]);
    let says_nothing = |schema: Schema<'_>| schema.says_nothing_but(&[Keyword::AllOf]);
    assert_eq!(in_both("{$ref: '#/x', description: d}", says_nothing), [false, true]);
}

#[test]
fn constants_and_examples_are_of_later_versions() {
    let count = |schema: Schema<'_>| schema.enumeration().map(|Enumeration { values, .. }| values.len());
    assert_eq!(in_both("{const: a}", count), [None, Some(1)]);
    assert_eq!(in_both("{const: 2}", |schema| schema.constant_type()), [None, Some(Type::Integer)]);
    let constant = |text| in_both(text, |schema| schema.constant())[1].clone();
    assert_eq!(constant("{const: 2.0}"), Some(serde_json::json!(2.0)));
    assert_eq!(constant("{type: string, const: 2.0}"), Some("2.0".into()));
    assert_eq!(constant("{type: [boolean, 'null'], const: 'true'}"), Some(true.into()));
    let examples = |schema: Schema<'_>| schema.examples().count();
    assert_eq!(in_both("{examples: [1, 2], example: 3}", examples), [1, 3]);
    let unknown = |schema: Schema<'_>| schema.says_nothing_but(&[]);
    assert_eq!(in_both("{const: a}", unknown), [false, false]);
    assert_eq!(in_both("{other: a}", unknown), [false, true]);
}

#[test]
fn an_exclusive_bound_is_a_boolean_or_a_number() {
    let least =
        |schema: Schema<'_>| schema.values().least.map(|limit| (limit.number().unwrap_or_default(), limit.exclusive));
    assert_eq!(in_both("{minimum: 1, exclusiveMinimum: true}", least), [Some((1.0, true)); 2]);
    assert_eq!(in_both("{exclusiveMinimum: 2}", least), [None, Some((2.0, true))]);
    assert_eq!(in_both("{minimum: 3, exclusiveMinimum: 2}", least)[1], Some((3.0, false)));
    assert_eq!(in_both("{minimum: 2, exclusiveMinimum: 2}", least)[1], Some((2.0, true)));
}

#[test]
fn an_array_is_a_tuple_if_its_length_is_fixed() {
    let length = |text| in_both(text, |schema| schema.tuple().map(|list| list.iter().count()))[1];
    assert_eq!(length("{prefixItems: [{}, {}], items: false}"), Some(2));
    assert_eq!(length("{prefixItems: [{}, {}], minItems: 2, maxItems: 2}"), Some(2));
    assert_eq!(length("{prefixItems: [{}, {}], items: false, minItems: 1}"), None);
    assert_eq!(length("{prefixItems: [{}, {}], maxItems: 2}"), None);
    assert_eq!(length("{prefixItems: [{}, {}], items: {}}"), None);
    assert_eq!(in_both("{prefixItems: [{}], items: false}", |schema| schema.tuple().is_some()), [false, true]);
}

#[test]
fn text_has_the_format_of_its_encoding() {
    let format = |text| in_both(text, |schema| schema.format().map(str::to_owned))[1].clone();
    assert_eq!(format("{contentMediaType: image/png}").as_deref(), Some("binary"));
    assert_eq!(format("{contentMediaType: image/png, contentEncoding: base64}").as_deref(), Some("byte"));
    assert_eq!(format("{contentMediaType: application/json}"), None);
    assert_eq!(format("{contentMediaType: image/png, format: uuid}").as_deref(), Some("uuid"));
}
