//! One schema of the document → JSON Schema.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::keyword::{bounds, format, insert, nullable};
use super::{LEFT_OUT, annotated, name_of, suffix, supported_pattern};
use crate::direction::{Direction, Marked};
use crate::node::{self, Node};
use crate::pointer::encode;
use crate::schema::enumeration::{Enumeration, intended};
use crate::schema::types::type_word;
use crate::schema::{AdditionalProperties, Keyword, Overlap, Schema, SchemaList, Type};

/// Converts the schemas of a document for values of one direction.
#[derive(Clone, Copy)]
pub(crate) struct Converter<'d> {
    /// The document.
    pub root: &'d Node,
    /// The schemas that differ by direction.
    pub marked: &'d Marked,
    /// The direction of the values.
    pub direction: Direction,
    /// Whether the schemas have annotations.
    pub annotated: bool,
    /// Whether the schema is a member of an `allOf` whose other members decide about the range of integers.
    pub is_member: bool,
}

/// Characters that must be encoded in the fragment of a URI (RFC 3986 section 3.5). `%` is not among them, because
/// references in the document are already encoded.
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

/// The value of `type`: names, each once.
fn type_names(schema: Schema<'_>, node: &Node) -> Value {
    if !matches!(node.value, node::Value::Array(_)) {
        return type_word(node).map_or_else(|| node.to_json(), Value::from);
    }
    let mut names: Vec<&str> = Vec::new();
    for name in schema.types().iter().filter_map(type_word) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into()
}

impl<'d> Converter<'d> {
    /// Converts a schema.
    pub(crate) fn schema(&self, schema: Schema<'d>) -> Value {
        self.convert(schema, false, &BTreeSet::new())
    }

    fn reference(&self, reference: &str, form: &str) -> Value {
        let direction = if self.marked.reaches_through(reference) { suffix(self.direction) } else { "" };
        // Spelled as in the document, so that readers recognize the name.
        let component = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'));
        let token = component.map_or_else(|| encode(&name_of(reference)).replace('%', "%25"), str::to_owned);
        let token = utf8_percent_encode(&token, NO_FRAGMENT);
        json!({ Keyword::Ref.name(): format!("#/$defs/{token}{direction}{form}") })
    }

    /// Converts a schema. Properties in `excused` may be absent even if they are in `required`. With `base`, alternatives
    /// are skipped.
    pub(super) fn convert(&self, schema: Schema<'d>, base: bool, excused: &BTreeSet<String>) -> Value {
        let mut value = self.constraints(schema, base, excused);
        if self.annotated {
            annotated::annotate(schema, &mut value);
        }
        value
    }

    fn constraints(&self, schema: Schema<'d>, base: bool, excused: &BTreeSet<String>) -> Value {
        if let Some(reference) = schema.reference() {
            return self.reference(reference, "");
        }
        if let Some(accepts) = schema.boolean() {
            return accepts.into();
        }
        let mut all_excused = excused.clone();
        self.excused(schema, &mut all_excused, 0);
        let excused = &all_excused;
        let integer = self.integer(schema);
        let mut out = Map::new();
        for (keyword, entry) in schema.keywords() {
            match keyword {
                // A pattern that is invalid with the flag `u` of JSON Schema is not checked.
                Keyword::Pattern => {
                    if let Some(text) = entry.value.as_str().and_then(supported_pattern) {
                        insert(&mut out, keyword, text.into());
                    }
                }
                // An empty list is an error, which is reported.
                Keyword::Type if schema.types().is_empty() || schema.ignores_type(self.root) => {}
                Keyword::Type => insert(&mut out, keyword, type_names(schema, &entry.value)),
                Keyword::MultipleOf
                | Keyword::MinLength
                | Keyword::MaxLength
                | Keyword::MinItems
                | Keyword::MaxItems
                | Keyword::UniqueItems
                | Keyword::MinProperties
                | Keyword::MaxProperties
                // Extensions of this project. Comparing and displaying values depends on them.
                | Keyword::Volatile
                | Keyword::Sensitive => insert(&mut out, keyword, entry.value.to_json()),
                Keyword::Format => format(schema, integer, &mut out),
                Keyword::Required => {
                    let kept: Vec<&str> = schema.required_names().filter(|name| !excused.contains(*name)).collect();
                    insert(&mut out, keyword, json!(kept));
                }
                Keyword::Items => schema.items().into_iter().for_each(|items| {
                    insert(&mut out, keyword, self.schema(items));
                }),
                Keyword::Not => schema.not().into_iter().for_each(|not| insert(&mut out, keyword, self.schema(not))),
                Keyword::AllOf => self.bases(schema, excused, &mut out),
                Keyword::OneOf if !base => {
                    let is_exact = schema.overlap(self.root) == Some(Overlap::Excluded);
                    let keyword = if is_exact { Keyword::OneOf } else { Keyword::AnyOf };
                    self.alternatives(schema, schema.one_of(), excused, keyword, &mut out);
                }
                Keyword::AnyOf if !base => {
                    self.alternatives(schema, schema.any_of(), excused, Keyword::AnyOf, &mut out);
                }
                Keyword::Properties => self.properties(schema, &mut out),
                Keyword::AdditionalProperties => match schema.additional_properties() {
                    AdditionalProperties::Absent => {}
                    AdditionalProperties::Any => insert(&mut out, keyword, true.into()),
                    AdditionalProperties::Forbidden => insert(&mut out, keyword, false.into()),
                    AdditionalProperties::Schema(values) => insert(&mut out, keyword, self.schema(values)),
                    AdditionalProperties::Invalid(node) => insert(&mut out, keyword, self.schema(Schema::of(node))),
                },
                Keyword::Enum | Keyword::Const => {
                    let ty = schema.type_name().and_then(Type::parse);
                    let values = schema.enumeration().map(|Enumeration { values, .. }| values).unwrap_or_default();
                    insert(&mut out, Keyword::Enum, values.iter().map(|value| intended(value, ty)).collect());
                }
                // An annotation of JSON Schema. The contract runner sends the examples.
                Keyword::Example | Keyword::Examples => {
                    let examples: Vec<Value> = schema.examples().map(Node::to_json).collect();
                    if !examples.is_empty() {
                        insert(&mut out, Keyword::Examples, examples.into());
                    }
                }
                Keyword::PrefixItems => {
                    let members: Vec<Value> = schema.prefix_items().into_iter().flat_map(SchemaList::iter)
                        .map(|member| self.schema(member)).collect();
                    // The generated type is a tuple.
                    if schema.tuple().is_some() {
                        insert(&mut out, Keyword::MinItems, members.len().into());
                    }
                    insert(&mut out, keyword, members.into());
                }
                Keyword::Contains
                | Keyword::PropertyNames
                | Keyword::UnevaluatedItems
                | Keyword::UnevaluatedProperties
                | Keyword::If
                | Keyword::Then
                | Keyword::Else => insert(&mut out, keyword, self.schema(Schema::of(&entry.value))),
                Keyword::PatternProperties => {
                    let schemas = schema.name_patterns().filter_map(|entry| {
                        Some((supported_pattern(&entry.key)?, self.schema(Schema::of(&entry.value))))
                    });
                    insert(&mut out, keyword, Value::Object(schemas.collect()));
                }
                Keyword::DependentSchemas => {
                    let schemas = entry.value.entries().iter();
                    let schemas = schemas.map(|entry| (entry.key.clone(), self.schema(Schema::of(&entry.value))));
                    insert(&mut out, keyword, Value::Object(schemas.collect()));
                }
                Keyword::DependentRequired => {
                    let names = |list: &'d Node| list.elements().iter().filter_map(Node::as_str).collect::<BTreeSet<&str>>();
                    let lists = entry.value.entries().iter().map(|entry| (entry.key.clone(), json!(names(&entry.value))));
                    insert(&mut out, keyword, Value::Object(lists.collect()));
                }
                Keyword::MinContains | Keyword::MaxContains => insert(&mut out, keyword, entry.value.to_json()),
                _ => {}
            }
        }
        // A reference beside other keywords.
        if !out.contains_key(Keyword::AllOf.name()) {
            self.bases(schema, excused, &mut out);
        }
        if schema.name_patterns().any(|entry| supported_pattern(&entry.key).is_none()) {
            // The names that an absent pattern matches are not among the others.
            out.remove(Keyword::AdditionalProperties.name());
            out.remove(Keyword::UnevaluatedProperties.name());
        }
        bounds(schema, integer, &mut out);
        // The generated types accept the same.
        if let Some(ty) = schema.implied_type() {
            insert(&mut out, Keyword::Type, ty.name().into());
        }
        if schema.adds_null() { nullable(out) } else { Value::Object(out) }
    }

    fn bases(&self, schema: Schema<'d>, excused: &BTreeSet<String>, out: &mut Map<String, Value>) {
        if schema.all_of().is_some() {
            let members = schema.bases().map(|member| self.member(schema, member, excused));
            insert(out, Keyword::AllOf, members.collect());
        }
    }

    fn properties(&self, schema: Schema<'d>, out: &mut Map<String, Value>) {
        let (dropped, sent): (Vec<_>, Vec<_>) =
            schema.properties().partition(|(_, property)| self.marked.drops(*property, self.direction));
        let sent = sent.into_iter().map(|(entry, property)| (entry.key.clone(), self.schema(property)));
        insert(out, Keyword::Properties, Value::Object(sent.collect()));
        // Not a keyword of JSON Schema. An open object accepts such properties in the same way as unlisted ones.
        if !dropped.is_empty() {
            out.insert(LEFT_OUT.to_owned(), dropped.into_iter().map(|(entry, _)| entry.key.as_str()).collect());
        }
    }

    /// Converts a member of the `allOf` of `outer`. A base whose alternatives are `outer` or others above or below it does not select an
    /// alternative again.
    fn member(&self, outer: Schema<'d>, member: Schema<'d>, excused: &BTreeSet<String>) -> Value {
        if let Some(target) = self.without_range(outer, member) {
            return Converter { is_member: true, ..*self }.convert(target, false, excused);
        }
        let is_related = |alternative: Schema<'d>| {
            alternative.at() == outer.at()
                || alternative.extends(self.root, outer)
                || outer.extends(self.root, alternative)
        };
        match member.reference().zip(member.target(self.root)) {
            Some((reference, target))
                if self.is_base_of_its_own(target) && target.alternative_targets(self.root).any(is_related) =>
            {
                self.reference(reference, ":base")
            }
            _ => self.convert(member, false, excused),
        }
    }

    /// Returns whether an alternative of the schema has the schema itself in its `allOf`.
    pub(super) fn is_base_of_its_own(&self, schema: Schema<'d>) -> bool {
        let mut members = schema.alternative_targets(self.root);
        members.any(|member| member.at() != schema.at() && member.extends(self.root, schema))
    }

    /// Adds the properties of a schema and of its `allOf` that may be absent in this direction.
    fn excused(&self, schema: Schema<'d>, found: &mut BTreeSet<String>, depth: usize) {
        for (entry, property) in schema.properties() {
            if self.marked.excuses(property, self.direction) {
                found.insert(entry.key.clone());
            }
        }
        for target in schema.bases().filter_map(|member| member.target(self.root)) {
            if depth < 16 {
                self.excused(target, found, depth + 1);
            }
        }
    }

    fn alternatives(
        &self,
        holder: Schema<'d>,
        list: Option<SchemaList<'d>>,
        excused: &BTreeSet<String>,
        keyword: Keyword,
        out: &mut Map<String, Value>,
    ) {
        // An alternative that is the schema itself adds no values.
        let is_itself = |member: &Schema<'d>| member.target(self.root).is_some_and(|target| target.at() == holder.at());
        let members: Vec<Schema<'d>> =
            list.into_iter().flat_map(SchemaList::iter).filter(|member| !is_itself(member)).collect();
        if members.is_empty() {
            return;
        }
        let teller = holder.told_apart(self.root, members.iter().copied());
        let property = teller.map(|(_, property)| property);
        let teller = teller.map_or(holder, |(teller, _)| teller);
        let tagged: Option<Vec<(&str, Vec<String>)>> = property.and_then(|property| {
            let tagged = members.iter().map(|member| {
                let tags = teller.tags(self.root, property, *member);
                (!tags.is_empty() || member.is_only_null(self.root)).then_some((property, tags))
            });
            tagged.collect()
        });
        let schemas = members.iter().enumerate().map(|(index, member)| {
            let schema = self.convert(*member, false, excused);
            if let (Some(tagged), Some(property), true) = (&tagged, property, holder.is_default(*member)) {
                let others = tagged.iter().enumerate().filter(|(other, _)| *other != index);
                let others: Vec<&String> = others.flat_map(|(_, (_, tags))| tags).collect();
                let tag = json!({ "properties": { property: { "enum": others } }, "required": [property] });
                return json!({ "allOf": [schema, { "not": tag }] });
            }
            match tagged.as_ref().and_then(|tagged| tagged.get(index)) {
                Some((property, tags)) if !tags.is_empty() => {
                    let tag = json!({ "properties": { *property: { "enum": tags } }, "required": [property] });
                    json!({ "allOf": [schema, tag] })
                }
                _ => schema,
            }
        });
        let schemas = schemas.collect();
        // With both `oneOf` and `anyOf`, a value must fit an alternative of each.
        match out.remove(keyword.name()) {
            None => insert(out, keyword, schemas),
            Some(first) => {
                let own = out.remove(Keyword::AllOf.name()).and_then(|all| all.as_array().cloned()).unwrap_or_default();
                let both = own.into_iter().chain([json!({ "anyOf": first }), json!({ "anyOf": schemas })]);
                insert(out, Keyword::AllOf, both.collect());
            }
        }
    }
}
