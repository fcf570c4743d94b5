//! OpenAPI 3.0 schema → JSON Schema (draft 2020-12), for what checks values against a document.
//!
//! Differences that matter (OpenAPI 3.0.4, Schema Object): `nullable`, boolean `exclusiveMinimum` and
//! `exclusiveMaximum`, `$ref` into `components`, the ranges of `int32` and `int64`, `readOnly` and `writeOnly`, and the
//! `discriminator`. As in the generated types, `oneOf` is kept to by the first alternative that fits.

mod circle;
mod listed;
mod validator;

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::bundle::{self, Bundle};
use crate::direction::{Direction, Marked};
use crate::node::{Node, Value as Written};
use crate::pattern::pattern_flags;
use crate::pointer::{decode, encode, pointed, reference_target};
use crate::schema::{implied, is_only_null, references, tags};
pub(crate) use listed::{is_of, listed};
pub use validator::Validators;

/// Keys whose value is kept as it is.
const KEPT: &[&str] = &[
    "multipleOf",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    // No keywords of JSON Schema's: what compares and shows values looks for them.
    "x-volatile",
    "x-sensitive",
    "type",
];

/// The key of the properties that this direction leaves out: `readOnly` in requests, `writeOnly` in answers.
pub const LEFT_OUT: &str = "x-left-out";

/// Formats that are held. Any other is an annotation, as it is for the generated types.
const FORMATS: &[&str] = &["date-time", "date", "uuid"];

/// Keys beside which a format is an annotation: they are about the text, which is then kept as it is.
const ABOUT_TEXT: &[&str] = &["pattern", "minLength", "maxLength"];

/// What a schema is converted for.
#[derive(Clone, Copy)]
pub(crate) struct Converter<'d> {
    /// The document.
    pub root: &'d Node,
    /// Its schemas that differ by direction.
    pub marked: &'d Marked,
    /// Which way the values go.
    pub direction: Direction,
}

/// The JSON Schema that accepts what an OpenAPI schema accepts in an answer. References lead to `#/$defs/…`: put the
/// result beside [`definitions`], or inside one of them.
pub fn schema(node: &Node) -> Value {
    Converter { root: node, marked: &Marked::default(), direction: Direction::Response }.schema(node)
}

/// The JSON Schemas of all components, for `$defs`: also those that other references name, under their whole pointer, and
/// a second and third form (`NAME:request`, `NAME:either`) of what differs by direction.
pub fn definitions(bundle: &Bundle) -> Map<String, Value> {
    definitions_of(bundle, &Marked::of(bundle))
}

pub(crate) fn definitions_of(bundle: &Bundle, marked: &Marked) -> Map<String, Value> {
    let root = &bundle.root;
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    let entries = schemas.map(Node::entries).unwrap_or_default();
    let mut targets: Vec<(String, String, &Node)> = Vec::new();
    for entry in entries {
        targets.push((entry.key.clone(), format!("#/components/schemas/{}", encode(&entry.key)), &entry.value));
    }
    let mut found = Vec::new();
    references(root, &mut found);
    // Of other files schemas alone are wanted.
    found.retain(|text| !bundle::is_other(text));
    found.extend(bundle.schemas.iter().map(|referred| referred.reference.as_str()));
    for text in found.into_iter().collect::<BTreeSet<_>>() {
        let name = name_of(text);
        // References of other objects are followed where they stand.
        let is_component = text.starts_with("#/components/") && text.split('/').count() == 4;
        if let (false, Some(target)) = (is_component, pointed(root, text)) {
            targets.push((name, text.to_owned(), target));
        }
    }
    let mut out = Map::new();
    for (name, reference, target) in targets {
        for direction in [Direction::Response, Direction::Request, Direction::Either] {
            if direction != Direction::Response && !marked.reaches_through(&reference) {
                continue;
            }
            let converter = Converter { root, marked, direction };
            let form = suffix(direction);
            if converter.is_base_of_its_own(target) {
                out.insert(format!("{name}{form}:base"), converter.convert(target, true, &BTreeSet::new()));
            }
            out.insert(format!("{name}{form}"), converter.schema(target));
        }
    }
    circle::cut(&mut out);
    out
}

/// Whether a format is more than an annotation.
fn is_held(node: &Node) -> bool {
    node.str("format").is_some_and(|format| FORMATS.contains(&format))
        && ABOUT_TEXT.iter().all(|key| node.get(key).is_none())
}

/// Whether a text has a format that only the server knows.
fn is_another(node: &Node) -> bool {
    let is_known = |format: &str| format == "password" || FORMATS.contains(&format);
    node.str("type") == Some("string") && node.str("format").is_some_and(|format| !is_known(format))
}

fn suffix(direction: Direction) -> &'static str {
    match direction {
        Direction::Response => "",
        Direction::Request => ":request",
        Direction::Either => ":either",
    }
}

/// What cannot stand in the fragment of a URI as it is (RFC 3986 section 3.5), but for `%`, which stands for itself where it
/// encodes.
const NO_FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The key in `$defs` that a `$ref` of these JSON Schemas names.
pub fn definition_named(reference: &str) -> Option<String> {
    reference.strip_prefix("#/$defs/").map(decode)
}

/// The key in `$defs` of what a reference names: a component's name, else the whole pointer.
fn name_of(reference: &str) -> String {
    let component = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'));
    match component {
        Some(name) => decode(name),
        None => decode(reference.trim_start_matches('#')),
    }
}

impl<'d> Converter<'d> {
    /// The JSON Schema of a schema.
    pub(crate) fn schema(&self, node: &Node) -> Value {
        self.convert(node, false, &BTreeSet::new())
    }

    fn reference(&self, reference: &str, form: &str) -> Value {
        let direction = if self.marked.reaches_through(reference) { suffix(self.direction) } else { "" };
        // As it is written in the document, so that what reads the two finds the one in the other.
        let component = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'));
        let token = component.map_or_else(|| encode(&name_of(reference)).replace('%', "%25"), str::to_owned);
        let token = utf8_percent_encode(&token, NO_FRAGMENT);
        json!({ "$ref": format!("#/$defs/{token}{direction}{form}") })
    }

    /// `excused` are properties that need not be there whatever `required` says; `base` leaves alternatives out.
    fn convert(&self, node: &Node, base: bool, excused: &BTreeSet<String>) -> Value {
        if let Some(reference) = node.str("$ref") {
            return self.reference(reference, "");
        }
        let mut all_excused = excused.clone();
        self.excused(node, &mut all_excused, 0);
        let excused = &all_excused;
        let mut out = Map::new();
        for entry in node.entries() {
            let value = &entry.value;
            match entry.key.as_str() {
                // A pattern that cannot be read, or only without the flag `u`, which is JSON Schema's, is not held here.
                "pattern" if value.as_str().is_none_or(|text| pattern_flags(text) != Ok("u")) => {}
                key if KEPT.contains(&key) => insert(&mut out, key, value.to_json()),
                "format" if value.as_str() == Some("password") => insert(&mut out, "x-sensitive", true.into()),
                "format" if is_held(node) => insert(&mut out, "format", value.to_json()),
                // As `x-volatile`: who makes up a text cannot know that it is one of the format. `password` is about display.
                "format" if is_another(node) => insert(&mut out, "x-format", value.to_json()),
                "required" => {
                    let names = value.elements().iter().filter_map(Node::as_str);
                    let kept: Vec<&str> = names.filter(|name| !excused.contains(*name)).collect();
                    insert(&mut out, "required", json!(kept));
                }
                "items" | "not" => insert(&mut out, &entry.key, self.schema(value)),
                "allOf" => {
                    let members = value.elements().iter().map(|member| self.member(member, excused));
                    insert(&mut out, "allOf", members.collect());
                }
                "oneOf" | "anyOf" if !base => self.alternatives(node, value, excused, &mut out),
                "properties" => {
                    insert(&mut out, "properties", self.properties(value));
                    // No keyword of JSON Schema's: to an open object they are like any other that is not listed.
                    let dropped =
                        value.entries().iter().filter(|entry| self.marked.drops(&entry.value, self.direction));
                    let dropped: Vec<&str> = dropped.map(|entry| entry.key.as_str()).collect();
                    if !dropped.is_empty() {
                        insert(&mut out, LEFT_OUT, json!(dropped));
                    }
                }
                "additionalProperties" => {
                    let is_bool = matches!(value.value, Written::Bool(_));
                    insert(&mut out, &entry.key, if is_bool { value.to_json() } else { self.schema(value) });
                }
                "enum" => {
                    let kind = node.str("type");
                    insert(&mut out, "enum", value.elements().iter().map(|value| listed(value, kind)).collect());
                }
                _ => {}
            }
        }
        bounds(node, &mut out);
        // As the generated types have it.
        if let (None, None, Some(kind)) = (node.get("type"), node.get("enum"), implied(|key| node.get(key).is_some())) {
            insert(&mut out, "type", kind.into());
        }
        if node.is_true("nullable") { nullable(out) } else { Value::Object(out) }
    }

    fn properties(&self, properties: &Node) -> Value {
        let entries = properties.entries().iter().filter(|entry| !self.marked.drops(&entry.value, self.direction));
        Value::Object(entries.map(|entry| (entry.key.clone(), self.schema(&entry.value))).collect())
    }

    /// A member of `allOf`. What has a base does not choose among the base's alternatives, of which it is one.
    fn member(&self, member: &Node, excused: &BTreeSet<String>) -> Value {
        let target = reference_target(self.root, member);
        match member.str("$ref").zip(target) {
            Some((reference, target)) if self.is_base_of_its_own(target) => self.reference(reference, ":base"),
            _ => self.convert(member, false, excused),
        }
    }

    /// Whether one of a schema's alternatives has the schema itself among its `allOf`.
    fn is_base_of_its_own(&self, schema: &Node) -> bool {
        let lists = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key));
        let mut members = lists.flat_map(Node::elements).filter_map(|member| reference_target(self.root, member));
        members.any(|member| member.at != schema.at && self.has_base(member, schema, 0))
    }

    fn has_base(&self, schema: &Node, base: &Node, depth: usize) -> bool {
        let members = schema.get("allOf").map(Node::elements).unwrap_or_default();
        let mut targets = members.iter().filter_map(|member| reference_target(self.root, member));
        depth < 16 && targets.any(|target| target.at == base.at || self.has_base(target, base, depth + 1))
    }

    /// Properties of a schema, or of what it is put together of, that may be absent in this direction.
    fn excused(&self, node: &Node, found: &mut BTreeSet<String>, depth: usize) {
        for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
            if self.marked.excuses(&entry.value, self.direction) {
                found.insert(entry.key.clone());
            }
        }
        let members = node.get("allOf").map(Node::elements).unwrap_or_default();
        for target in members.iter().filter_map(|member| reference_target(self.root, member)) {
            if depth < 16 {
                self.excused(target, found, depth + 1);
            }
        }
    }

    fn alternatives(&self, holder: &Node, list: &Node, excused: &BTreeSet<String>, out: &mut Map<String, Value>) {
        // What is an alternative of itself adds nothing.
        let is_itself =
            |member: &&Node| reference_target(self.root, member).is_some_and(|target| target.at == holder.at);
        let members: Vec<&Node> = list.elements().iter().filter(|member| !is_itself(member)).collect();
        if members.is_empty() {
            return;
        }
        let property = holder.get("discriminator").and_then(|discriminator| discriminator.str("propertyName"));
        let told: Option<Vec<(&str, Vec<String>)>> = property.and_then(|property| {
            let is_null = |member: &Node| is_only_null(self.root, member);
            let named = members.iter().map(|member| {
                let tags = tags(self.root, holder, property, member);
                (!tags.is_empty() || is_null(member)).then_some((property, tags))
            });
            named.collect()
        });
        let schemas = members.iter().enumerate().map(|(index, member)| {
            let schema = self.convert(member, false, excused);
            match told.as_ref().and_then(|told| told.get(index)) {
                Some((property, tags)) if !tags.is_empty() => {
                    let tag = json!({ "properties": { *property: { "enum": tags } }, "required": [property] });
                    json!({ "allOf": [schema, tag] })
                }
                _ => schema,
            }
        });
        let schemas = schemas.collect();
        // Both `oneOf` and `anyOf`: a value must fit one of each.
        match out.remove("anyOf") {
            None => insert(out, "anyOf", schemas),
            Some(first) => {
                let own = out.remove("allOf").and_then(|all| all.as_array().cloned()).unwrap_or_default();
                let both = own.into_iter().chain([json!({ "anyOf": first }), json!({ "anyOf": schemas })]);
                insert(out, "allOf", both.collect());
            }
        }
    }
}

fn insert(out: &mut Map<String, Value>, key: &str, value: Value) {
    out.insert(key.to_owned(), value);
}

fn bounds(node: &Node, out: &mut Map<String, Value>) {
    let range = match (node.str("type"), node.str("format")) {
        (Some("integer"), Some("int32")) => Some((i64::from(i32::MIN), i64::from(i32::MAX))),
        (Some("integer"), _) => Some((i64::MIN, i64::MAX)),
        _ => None,
    };
    for (key, exclusive, limit) in [
        ("minimum", "exclusiveMinimum", range.map(|(least, _)| least)),
        ("maximum", "exclusiveMaximum", range.map(|(_, most)| most)),
    ] {
        match node.get(key).map(Node::to_json) {
            Some(bound) if node.is_true(exclusive) => insert(out, exclusive, bound),
            Some(bound) => insert(out, key, bound),
            None => {}
        }
        if let (Some(limit), None) = (limit, out.get(key)) {
            insert(out, key, limit.into());
        }
    }
}

fn nullable(mut schema: Map<String, Value>) -> Value {
    let is_composed = ["allOf", "anyOf"].iter().any(|key| schema.contains_key(*key));
    match schema.get("type").cloned() {
        Some(Value::String(ty)) if !is_composed => {
            insert(&mut schema, "type", json!([ty, "null"]));
            if let Some(Value::Array(values)) = schema.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        // Without a `type`, the words of the document are about everything but `null`.
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}
