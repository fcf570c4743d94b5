//! Sample values: a value that fits a schema, from the examples in the document if there are any, else generated.

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests;

use serde_json::{Map, Value, json};

use crate::direction::Direction;
use crate::integer;
use crate::node::{self, Node};
use crate::pattern;
use crate::schema::bounds::Limit;
use crate::schema::enumeration::intended;
use crate::schema::{Keyword, Schema, SchemaList, Type};
use crate::source::Span;

/// The maximum depth of schemas within schemas. Samples omit optional properties, so only schemas that require each other
/// reach it.
const DEPTH_LIMIT: usize = 24;

/// The maximum number of values in one sample. Schemas that require each other twice double it at every level.
const SIZE_LIMIT: usize = 1_000;

/// The maximum length of a padded string in bytes.
const LENGTH_LIMIT: usize = 10_000;

/// The maximum number of elements that are added to an array for its `minItems`.
const MOST_ELEMENTS: u64 = 16;

/// Returns a value for `schema` in a response: its `example`, its `default`, the first value of its `enum`, or a generated
/// value of its type. `None` if no value is likely to fit. The caller checks whether the value fits.
pub fn sample<'d>(document: &'d Node, schema: &'d Node) -> Option<Value> {
    sample_in(document, Schema::of(schema), Direction::Response)
}

/// Returns a value for `schema` in a direction, without the properties that are not sent in it. See [`sample`].
pub(crate) fn sample_in<'d>(document: &'d Node, schema: Schema<'d>, direction: Direction) -> Option<Value> {
    Sampler { document, direction, has_optional: false, skipped: 0, size: 0, chosen: Vec::new() }.sample(schema, 0)
}

/// Like [`sample_in`], with the optional properties of the outermost object. Such a value may fit where the smallest one does
/// not, for instance with `minProperties`.
pub(crate) fn sample_with_optional<'d>(document: &'d Node, schema: Schema<'d>, direction: Direction) -> Option<Value> {
    Sampler { document, direction, has_optional: true, skipped: 0, size: 0, chosen: Vec::new() }.sample(schema, 0)
}

/// Like [`sample_in`], of another alternative of the outermost `oneOf` than the first `skipped`. The value of the first one may fit
/// another one too.
pub(crate) fn sample_of_alternative<'d>(
    document: &'d Node,
    schema: Schema<'d>,
    direction: Direction,
    skipped: usize,
) -> Option<Value> {
    Sampler { document, direction, has_optional: false, skipped, size: 0, chosen: Vec::new() }.sample(schema, 0)
}

struct Sampler<'d> {
    document: &'d Node,
    direction: Direction,
    /// Whether the outermost object has its optional properties.
    has_optional: bool,
    /// The number of alternatives of the outermost schema that are not taken.
    skipped: usize,
    /// The number of values so far.
    size: usize,
    /// Schemas whose alternatives are being tried. An alternative that has such a schema as its base does not try
    /// alternatives again.
    chosen: Vec<Span>,
}

impl<'d> Sampler<'d> {
    fn sample(&mut self, schema: Schema<'d>, depth: usize) -> Option<Value> {
        self.size += 1;
        if depth > DEPTH_LIMIT || self.size > SIZE_LIMIT {
            return None;
        }
        let schema = schema.target(self.document)?;
        if let Some(shown) = schema.example().or(schema.default()) {
            return Some(self.sent(schema, shown.to_json()));
        }
        if let Some(list) = schema.enumeration() {
            let ty = schema.type_name().and_then(Type::parse);
            return list.values.first().map(|first| intended(first, ty));
        }
        if schema.boolean() == Some(false) {
            return None;
        }
        if schema.bases().next().is_some() || schema.alternatives().next().is_some() {
            return self.composed(schema, depth);
        }
        let Some(name) = schema.type_name() else {
            let has_properties = schema.has(Keyword::Properties);
            return if has_properties { self.object(schema, depth).map(Value::Object) } else { Some(json!({})) };
        };
        match Type::parse(name)? {
            Type::String => string(&[schema]),
            Type::Integer => number(&[schema], true),
            Type::Number => number(&[schema], false),
            Type::Boolean => Some(json!(true)),
            Type::Array => self.array(schema, depth),
            Type::Object => self.object(schema, depth).map(Value::Object),
            Type::Null => Some(Value::Null),
        }
    }

    /// The fewest elements that fit, without those of a range with two or more equal ones.
    fn array(&mut self, schema: Schema<'d>, depth: usize) -> Option<Value> {
        let least = schema.item_counts().least.and_then(Limit::count).unwrap_or(0);
        let mut elements = Vec::new();
        for member in schema.prefix_items().into_iter().flat_map(SchemaList::iter) {
            // A tuple is shown whole, if the values can be made.
            match self.sample(member, depth + 1) {
                Some(element) => elements.push(element),
                None => break,
            }
        }
        if elements.is_empty()
            && let Some(contained) = schema.contains()
        {
            elements.push(self.sample(contained, depth + 1)?);
        }
        let missing = least.saturating_sub(elements.len() as u64);
        if missing > MOST_ELEMENTS {
            return None;
        }
        if missing > 0 {
            let items = schema.items()?;
            let first = self.sample(items, depth + 1)?;
            for index in 0..missing {
                elements.push(if schema.unique_items() { self.other(items, &first, index)? } else { first.clone() });
            }
        }
        Some(elements.into())
    }

    /// The sample of an element that differs from those with another index. `None` if it cannot be changed.
    fn other(&self, items: Schema<'d>, first: &Value, index: u64) -> Option<Value> {
        if index == 0 {
            return Some(first.clone());
        }
        let target = items.target(self.document)?;
        if let Some(listed) = target.enumeration() {
            let mut others = listed.values.iter().map(Node::to_json).filter(|value| value != first);
            return others.nth(usize::try_from(index - 1).ok()?);
        }
        match first {
            Value::Number(number) => Some(number.as_i64()?.checked_add(i64::try_from(index).ok()?)?.into()),
            Value::String(text) if target.format().is_none() => Some(format!("{text}{}", index + 1).into()),
            _ => None,
        }
    }

    /// A value that fits all members of `allOf` and the first alternative for which a value can be generated.
    fn composed(&mut self, schema: Schema<'d>, depth: usize) -> Option<Value> {
        let mut merged = self.object(schema, depth)?;
        let mut parts = Vec::new();
        for member in schema.bases() {
            parts.push(self.sample(member, depth + 1)?);
        }
        let is_open = self.chosen.contains(&schema.at());
        self.chosen.push(schema.at());
        let mut taken = Vec::new();
        for list in schema.alternatives().filter(|_| !is_open) {
            let (member, made) = self.alternative(schema, list, depth)?;
            taken.extend(member.target(self.document));
            parts.push(made);
        }
        self.chosen.pop();
        for part in parts {
            match part {
                Value::Object(properties) => merged.extend(properties),
                // An example, a default or a listed value of a member stays unchanged.
                other if self.is_shown(schema, 0) => return Some(other),
                Value::String(_) => return string(&self.together(schema, 0)),
                Value::Number(known) => return number(&self.together(schema, 0), !known.is_f64()),
                other => return Some(other),
            }
        }
        // The schema and its members may require properties that another member defines.
        let members = schema.bases().filter_map(|member| member.target(self.document));
        for member in members.chain([schema]) {
            for name in member.required_names() {
                let property = schema.property_within(self.document, name);
                if merged.contains_key(name) || property.is_some_and(|property| !self.is_sent(property)) {
                    continue;
                }
                let value = property.map_or(Some(json!({})), |property| self.sample(property, depth + 1))?;
                merged.insert(name.to_owned(), value);
            }
        }
        // An alternative may require properties that the schema beside it defines.
        for name in taken.into_iter().flat_map(Schema::required_names) {
            let property = schema.property_within(self.document, name);
            if let (Some(property), None) = (property.filter(|property| self.is_sent(*property)), merged.get(name)) {
                merged.insert(name.to_owned(), self.sample(property, depth + 1)?);
            }
        }
        Some(Value::Object(merged))
    }

    /// The schema and the members of its `allOf`, at any depth.
    fn together(&self, schema: Schema<'d>, depth: usize) -> Vec<Schema<'d>> {
        let members = schema.bases().filter_map(|member| member.target(self.document)).filter(|_| depth < DEPTH_LIMIT);
        let members = members.flat_map(|member| self.together(member, depth + 1));
        [schema].into_iter().chain(members.collect::<Vec<_>>()).collect()
    }

    /// Whether a value of the schema or of a member is in the document, or an alternative provides it.
    fn is_shown(&self, schema: Schema<'d>, depth: usize) -> bool {
        let mut together = self.together(schema, depth).into_iter();
        together.any(|schema| {
            schema.example().or(schema.default()).is_some()
                || schema.enumeration().is_some()
                || schema.alternatives().next().is_some()
        })
    }

    /// The first alternative for which a value can be generated, and this value, with its value of the discriminator.
    fn alternative(&mut self, schema: Schema<'d>, list: SchemaList<'d>, depth: usize) -> Option<(Schema<'d>, Value)> {
        let (member, mut made) = {
            let skipped = if depth == 0 { self.skipped } else { 0 };
            list.iter().skip(skipped).find_map(|member| Some((member, self.sample(member, depth + 1)?)))?
        };
        let teller = schema.told_apart(self.document, list.iter());
        if let (Some((teller, property)), Value::Object(made)) = (teller, &mut made)
            && let Some(tag) = teller.tags(self.document, property, member).into_iter().next()
        {
            made.insert(property.to_owned(), tag.into());
        }
        Some((member, made))
    }

    fn object(&mut self, schema: Schema<'d>, depth: usize) -> Option<Map<String, Value>> {
        let mut out = Map::new();
        for name in schema.required_names() {
            match schema.property(name) {
                Some(property) if self.is_sent(property) => {
                    out.insert(name.to_owned(), self.sample(property, depth + 1)?);
                }
                Some(_) => {}
                // Any value fits. With `allOf`, another member may define the property.
                None if schema.all_of().is_none() && schema.type_name().is_some() => {
                    out.insert(name.to_owned(), json!({}));
                }
                None => {}
            }
        }
        let is_wanted = self.has_optional && depth == 0;
        for (entry, property) in schema.properties().filter(|_| is_wanted) {
            if !out.contains_key(&entry.key)
                && self.is_sent(property)
                && let Some(value) = self.sample(property, depth + 1)
            {
                out.insert(entry.key.clone(), value);
            }
        }
        Some(out)
    }

    fn is_sent(&self, property: Schema<'d>) -> bool {
        let is_excluded =
            if self.direction == Direction::Request { Schema::is_read_only } else { Schema::is_write_only };
        !is_excluded(property) && !property.target(self.document).is_some_and(is_excluded)
    }

    /// Removes properties that are not sent from an example: an example of a whole schema may contain those of both
    /// directions.
    fn sent(&self, schema: Schema<'d>, mut shown: Value) -> Value {
        if let Value::Object(shown) = &mut shown {
            shown.retain(|name, _| schema.property(name).is_none_or(|property| self.is_sent(property)));
        }
        shown
    }
}

/// A string that fits all schemas, if at most one of them has a pattern.
fn string(schemas: &[Schema<'_>]) -> Option<Value> {
    if let Some(pattern) = schemas.iter().find_map(|schema| schema.pattern()).and_then(Node::as_str) {
        return pattern::text(pattern).map(Value::String);
    }
    let text = match schemas.iter().find_map(|schema| schema.format()) {
        Some("date-time") => "2020-01-31T12:00:00Z".to_owned(),
        Some("date") => "2020-01-31".to_owned(),
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        _ => "string".to_owned(),
    };
    let lengths = || schemas.iter().map(|schema| schema.lengths());
    let least = lengths().filter_map(|range| range.least.and_then(Limit::count)).max().unwrap_or(0);
    let most = lengths().filter_map(|range| range.most.and_then(Limit::count)).min().unwrap_or(u64::MAX);
    let least = usize::try_from(least).ok().filter(|least| *least < LENGTH_LIMIT)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let padded = if text.len() < least { text.clone() + &"x".repeat(least - text.len()) } else { text };
    Some(padded.chars().take(most).collect::<String>().into())
}

/// The inclusive bound of integers that a float does not hold exactly.
fn huge(schemas: &[Schema<'_>]) -> Option<Value> {
    let exact = |limit: Option<Limit<'_>>| {
        let value = limit.filter(|limit| !limit.exclusive)?.value.to_json();
        integer::exact(&value).map(|number| (number, value))
    };
    let least = schemas.iter().filter_map(|schema| exact(schema.values().least)).max_by_key(|(number, _)| *number);
    let most = || schemas.iter().filter_map(|schema| exact(schema.values().most)).min_by_key(|(number, _)| *number);
    least.or_else(most).map(|(_, value)| value)
}

/// The first of a few likely numbers that is within the bounds of all schemas.
fn number(schemas: &[Schema<'_>], is_integer: bool) -> Option<Value> {
    let multiple_of = schemas.iter().find_map(|schema| schema.multiple_of()?.to_json().as_f64());
    let multiple_of = multiple_of.filter(|step| *step > 0.0);
    let step = multiple_of.unwrap_or(1.0);
    let bound = |limit: Option<Limit<'_>>| limit.and_then(|limit| Some((limit.number()?, limit.exclusive)));
    // Of equal bounds, the exclusive one is stricter.
    let least = schemas.iter().filter_map(|schema| bound(schema.values().least));
    let least = least.reduce(|one, other| if (one.0, one.1) >= (other.0, other.1) { one } else { other });
    let most = schemas.iter().filter_map(|schema| bound(schema.values().most));
    let most = most.reduce(|one, other| if (one.0, !one.1) <= (other.0, !other.1) { one } else { other });
    let bounds = [least, most];
    let is_within = |number: &f64| match bounds {
        [Some((least, true)), _] if *number <= least => false,
        [Some((least, false)), _] if *number < least => false,
        [_, Some((most, true))] if *number >= most => false,
        [_, Some((most, false))] if *number > most => false,
        _ => true,
    };
    // For an exclusive bound, the nearest value is one step away from the bound.
    let inner = |(bound, is_exclusive): (f64, bool), step: f64| bound + if is_exclusive { step } else { 0.0 };
    let [least, most] = bounds;
    let start = match (least, most) {
        (Some(least), _) => inner(least, step),
        (None, Some(most)) => inner(most, -step).min(0.0),
        // Zero is a multiple of every number, so it would tell no alternatives apart.
        (None, None) => multiple_of.unwrap_or(0.0),
    };
    let bound = least.or(most).map_or(0.0, |(bound, _)| bound);
    let middle = least.zip(most).map_or(bound, |((least, _), (most, _))| f64::midpoint(least, most));
    let multiples =
        [(start / step).ceil(), (start / step).floor(), (bound / step).floor() + 1.0, (bound / step).ceil() - 1.0];
    let others = [bound, middle].into_iter().filter(|_| multiple_of.is_none() && !is_integer);
    let number = multiples.into_iter().map(|multiple| multiple * step).chain(others).find(is_within)?;
    match node::whole(number) {
        Some(whole) => Some(whole.into()),
        // Documents write the limits of a type.
        None if is_integer && is_within(&0.0) => Some(json!(0)),
        None if is_integer => huge(schemas).filter(|_| multiple_of.is_none()),
        None => serde_json::Number::from_f64(number).map(Value::Number),
    }
}
