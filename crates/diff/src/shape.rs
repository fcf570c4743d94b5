//! The constraints of a schema, collected over references, `allOf` and alternatives that only add `null`.
//!
//! Two spellings of the same constraints have one shape: `nullable` and `type: [string, 'null']`, a constant and an enumeration of one
//! value, a schema and an `allOf` with this schema alone, a list of constants as alternatives and an enumeration.

mod limit;
mod rust;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use model::api::Integer;
use model::json_schema::{LEFT_OUT, annotations_of, definition_named, place_of, place_of_null};
use model::source::Span;
use serde_json::{Map, Value};

use limit::limits_of;
pub(crate) use limit::{LIMITS, Limit};
pub(crate) use rust::TypeChange;
pub(crate) use types::{covers, intersection};

/// Schemas that a value must fit, all of them. None is any value.
pub(crate) type Conjunction<'v> = Vec<&'v Value>;

/// The keywords that are compared as they are.
const OTHERS: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The constraints of a schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape<'v> {
    /// The schemas that the constraints come from, the outer one first.
    pub sources: Vec<&'v Value>,
    /// Whether no value is valid.
    pub never: bool,
    /// The types, `None` for all.
    pub types: Option<BTreeSet<&'v str>>,
    /// The listed values, `None` for all.
    pub values: Option<Vec<&'v Value>>,
    /// The limits, by the names of [`LIMITS`].
    pub limits: BTreeMap<&'static str, Limit<'v>>,
    pub multiple_of: Option<&'v Value>,
    pub patterns: BTreeSet<&'v str>,
    pub unique: bool,
    pub properties: BTreeMap<&'v str, Conjunction<'v>>,
    /// The properties that are not sent in this direction: `readOnly` in requests, `writeOnly` in responses.
    pub left_out: BTreeSet<&'v str>,
    pub required: BTreeSet<&'v str>,
    /// Whether unlisted properties are invalid.
    pub is_closed: bool,
    /// The schema of unlisted properties.
    pub additional: Conjunction<'v>,
    pub items: Conjunction<'v>,
    /// The schemas of the first elements.
    pub prefix: Vec<Conjunction<'v>>,
    pub unions: Vec<Union<'v>>,
    /// Other keywords, with their values.
    pub others: BTreeMap<&'static str, Vec<&'v Value>>,
    /// Whether a single alternative is one of [`Self::unions`]. Otherwise it is a part of the schema.
    pub keeps_single_alternatives: bool,
}

/// Alternatives, one of which a value must fit.
#[derive(Clone, Debug)]
pub(crate) struct Union<'v> {
    pub alternatives: Vec<&'v Value>,
    /// Whether `null` is valid too.
    pub has_null: bool,
    /// The schema that lists the alternatives.
    pub holder: &'v Value,
}

static NULL: Value = Value::Null;

/// Follows references. Returns the schema, and the name of the last definition on the way.
pub(crate) fn target<'v>(value: &'v Value, definitions: &'v Map<String, Value>) -> (&'v Value, Option<String>) {
    let (mut at, mut found) = (value, None);
    // A chain of references that leads to itself accepts every value.
    for _ in 0..definitions.len() + 1 {
        let Some(name) = referred(at) else { return (at, found) };
        let Some(next) = definitions.get(&name) else { return (at, found) };
        (at, found) = (next, Some(name));
    }
    (at, found)
}

/// Returns the name of the definition that a schema refers to, if it is a reference.
pub(crate) fn referred(value: &Value) -> Option<String> {
    value.get("$ref").and_then(Value::as_str).and_then(definition_named)
}

/// Returns the reference that a schema is beside `null`, as in `anyOf: [{$ref: …}, {type: 'null'}]`.
pub(crate) fn reference_beside_null(value: &Value) -> Option<&Value> {
    let is_silent = |key: &str| matches!(key, "examples" | "anyOf" | "oneOf") || key.starts_with("x-");
    let object = value.as_object().filter(|object| object.keys().all(|key| is_silent(key)))?;
    let members = match (object.get("anyOf"), object.get("oneOf")) {
        (Some(members), None) | (None, Some(members)) => elements(members),
        _ => return None,
    };
    match members {
        [one, null] | [null, one] if types::is_null(null) && referred(one).is_some() => Some(one),
        _ => None,
    }
}

impl<'v> Shape<'v> {
    /// Collects the constraints of schemas that a value must fit together.
    pub(crate) fn of(schemas: &[&'v Value], definitions: &'v Map<String, Value>) -> Self {
        Shape::default().with(schemas, definitions)
    }

    /// As [`Self::of`], but with a union for a single alternative too, which may be one of several in the other document.
    pub(crate) fn with_single_alternatives(schemas: &[&'v Value], definitions: &'v Map<String, Value>) -> Self {
        Shape { keeps_single_alternatives: true, ..Shape::default() }.with(schemas, definitions)
    }

    fn with(mut self, schemas: &[&'v Value], definitions: &'v Map<String, Value>) -> Self {
        let mut open = Vec::new();
        schemas.iter().for_each(|schema| self.add(schema, definitions, &mut open));
        self.finish();
        self
    }

    /// Returns whether every value is valid.
    pub(crate) fn is_any(&self) -> bool {
        let Shape { sources: _, never, types, values, limits, multiple_of, patterns, unique, .. } = self;
        let Shape { properties, required, is_closed, additional, items, prefix, unions, others, .. } = self;
        !(*never || *unique || *is_closed || types.is_some() || values.is_some() || multiple_of.is_some())
            && (limits.is_empty() && patterns.is_empty() && properties.is_empty() && required.is_empty())
            && (additional.is_empty()
                && items.is_empty()
                && prefix.is_empty()
                && unions.is_empty()
                && others.is_empty())
    }

    /// Returns the type of the integers that are valid. `None` if the schemas are not of integers. Of several formats, the one with the
    /// fewest values counts.
    pub(crate) fn integer(&self) -> Option<Integer> {
        let of_all = self.sources.iter().filter_map(|source| limit::integer(source)).max()?;
        let formats = self.sources.iter().filter_map(|source| limit::integer_format(source));
        Some(formats.min_by_key(|ty| ty.range().end() - ty.range().start()).unwrap_or(of_all))
    }

    /// Returns the least and the greatest integer that is valid. `None` if other numbers are valid too, or a limit is no integer.
    pub(crate) fn integers(&self) -> Option<(i128, i128)> {
        let has_numbers = self.types.as_ref().is_none_or(|types| types.contains("number"));
        limit::ends(self.integer().filter(|_| !has_numbers)?, &self.limits)
    }

    /// Returns the first annotation of a name.
    pub(crate) fn annotation(&self, name: &str) -> Option<&'v Value> {
        self.sources.iter().find_map(|source| annotations_of(source)?.get(name))
    }

    /// Returns the place of a keyword, else of the schema.
    pub(crate) fn place(&self, keyword: &str) -> Option<Span> {
        self.sources.iter().find_map(|source| place_of(source, Some(keyword))).or_else(|| self.at())
    }

    /// Returns the place of the keyword that tells whether `null` is valid, or of the schema.
    pub(crate) fn null_place(&self) -> Option<Span> {
        self.sources.iter().find_map(|source| place_of_null(source)).or_else(|| self.at())
    }

    /// Returns the place of the schema.
    pub(crate) fn at(&self) -> Option<Span> {
        self.sources.iter().find_map(|source| place_of(source, None))
    }

    fn add(&mut self, schema: &'v Value, definitions: &'v Map<String, Value>, open: &mut Vec<&'v Value>) {
        match schema {
            Value::Bool(false) => self.never = true,
            Value::Object(_) if open.iter().any(|other| std::ptr::eq(*other, schema)) => {}
            Value::Object(keywords) => {
                open.push(schema);
                self.sources.push(schema);
                for (keyword, value) in keywords {
                    self.keyword(schema, keyword, value, definitions, open);
                }
                limits_of(schema, &mut self.limits);
                let annotation = |name: &str| annotations_of(schema).and_then(|found| found.get(name)?.as_str());
                self.patterns.extend(annotation("pattern"));
                open.pop();
            }
            _ => {}
        }
    }

    fn keyword(
        &mut self,
        schema: &'v Value,
        keyword: &'v str,
        value: &'v Value,
        definitions: &'v Map<String, Value>,
        open: &mut Vec<&'v Value>,
    ) {
        match keyword {
            "$ref" => {
                if let Some(target) = referred(schema).and_then(|name| definitions.get(&name)) {
                    self.add(target, definitions, open);
                }
            }
            "allOf" => elements(value).iter().for_each(|member| self.add(member, definitions, open)),
            "anyOf" | "oneOf" => self.alternatives(schema, elements(value), definitions, open),
            "type" => self.narrow_types(types::named(value)),
            "enum" => self.narrow_values(elements(value).iter().collect()),
            "multipleOf" => self.multiple_of = Some(value),
            "uniqueItems" => self.unique |= value == &Value::Bool(true),
            "properties" => {
                for (name, property) in value.as_object().into_iter().flatten() {
                    self.properties.entry(name).or_default().push(property);
                }
            }
            "required" => self.required.extend(elements(value).iter().filter_map(Value::as_str)),
            LEFT_OUT => self.left_out.extend(elements(value).iter().filter_map(Value::as_str)),
            "additionalProperties" => match value {
                Value::Bool(accepts) => self.is_closed |= !accepts,
                schema => self.additional.push(schema),
            },
            "items" => self.items.push(value),
            "prefixItems" => {
                for (index, member) in elements(value).iter().enumerate() {
                    match self.prefix.get_mut(index) {
                        Some(known) => known.push(member),
                        None => self.prefix.push(vec![member]),
                    }
                }
            }
            _ => {
                if let Some(name) = OTHERS.iter().find(|name| **name == keyword) {
                    self.others.entry(name).or_default().push(value);
                }
            }
        }
    }

    fn alternatives(
        &mut self,
        holder: &'v Value,
        members: &'v [Value],
        definitions: &'v Map<String, Value>,
        open: &mut Vec<&'v Value>,
    ) {
        let (nulls, rest): (Vec<&Value>, Vec<&Value>) = members.iter().partition(|member| types::is_null(member));
        let has_null = !nulls.is_empty();
        let mut inner = Shape::default();
        if let [only] = rest.as_slice()
            && !self.keeps_single_alternatives
        {
            inner.add(only, definitions, open);
        } else if rest.is_empty() {
            inner.narrow_types(BTreeSet::from(["null"]));
        } else if rest.iter().all(|member| is_plain(member, "enum")) {
            inner.types = Some(rest.iter().flat_map(|member| types::of_values(listed(member))).collect());
            inner.values = Some(rest.iter().flat_map(|member| listed(member)).collect());
        } else if rest.iter().all(|member| is_plain(member, "type")) {
            let named = rest.iter().filter_map(|member| member.get("type"));
            inner.types = Some(named.flat_map(types::named).collect());
        } else {
            self.unions.push(Union { alternatives: rest, has_null, holder });
            return;
        }
        if has_null {
            inner.accept_null();
        }
        self.merge(inner);
    }

    fn accept_null(&mut self) {
        if let Some(types) = &mut self.types {
            types.insert("null");
        }
        if let Some(values) = self.values.as_mut().filter(|values| !values.contains(&&NULL)) {
            values.push(&NULL);
        }
        self.unions.iter_mut().for_each(|union| union.has_null = true);
    }

    fn merge(&mut self, other: Shape<'v>) {
        self.sources.extend(other.sources);
        self.never |= other.never;
        other.types.into_iter().for_each(|types| self.narrow_types(types));
        other.values.into_iter().for_each(|values| self.narrow_values(values));
        for (name, limit) in other.limits {
            limit::tighten(&mut self.limits, name, limit);
        }
        self.multiple_of = self.multiple_of.or(other.multiple_of);
        self.patterns.extend(other.patterns);
        self.unique |= other.unique;
        for (name, schemas) in other.properties {
            self.properties.entry(name).or_default().extend(schemas);
        }
        self.left_out.extend(other.left_out);
        self.required.extend(other.required);
        self.is_closed |= other.is_closed;
        self.additional.extend(other.additional);
        self.items.extend(other.items);
        for (index, schemas) in other.prefix.into_iter().enumerate() {
            match self.prefix.get_mut(index) {
                Some(known) => known.extend(schemas),
                None => self.prefix.push(schemas),
            }
        }
        self.unions.extend(other.unions);
        for (name, values) in other.others {
            self.others.entry(name).or_default().extend(values);
        }
    }

    fn narrow_types(&mut self, types: BTreeSet<&'v str>) {
        self.types = Some(match &self.types {
            Some(known) => intersection(known, &types),
            None => types,
        });
    }

    fn narrow_values(&mut self, values: Vec<&'v Value>) {
        self.values = Some(match self.values.take() {
            Some(known) => known.into_iter().filter(|value| values.contains(value)).collect(),
            None => values,
        });
    }

    /// Makes types and listed values agree.
    fn finish(&mut self) {
        let Some(values) = &mut self.values else { return };
        if let Some(types) = &self.types {
            values.retain(|value| types::of_values([*value]).iter().any(|ty| covers(types, ty)));
        }
        self.types = Some(types::of_values(values.iter().copied()));
    }
}

/// Returns the elements of an array.
fn elements(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn listed(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("enum").map(elements).unwrap_or_default().iter()
}

/// Returns whether a schema has no constraint but its type and `keyword`, which it has.
fn is_plain(schema: &Value, keyword: &str) -> bool {
    let Some(object) = schema.as_object().filter(|object| object.contains_key(keyword)) else { return false };
    let is_silent = |key: &str| key == "type" || key == "examples" || key.starts_with("x-");
    // An alternative of objects or arrays is a schema that may grow.
    let is_composite = |ty: &Value| ty == "object" || ty == "array";
    object.keys().all(|key| key == keyword || is_silent(key))
        && !(keyword == "type" && object.values().any(is_composite))
}

/// Returns the text of a schema without annotations. References are by name.
pub(crate) fn canonical(schema: &Value) -> String {
    without_annotations(schema).to_string()
}

fn without_annotations(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let mut kept: Vec<(&String, &Value)> =
                object.iter().filter(|(key, _)| *key != "examples" && *key != "x-annotations").collect();
            kept.sort_by_key(|(key, _)| *key);
            Value::Object(kept.into_iter().map(|(key, value)| (key.clone(), without_annotations(value))).collect())
        }
        Value::Array(members) => members.iter().map(without_annotations).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
