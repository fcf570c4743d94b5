//! A value that fits a schema: one that the document shows, else the smallest one that can be made up.

use serde_json::{Map, Value, json};

use crate::direction::Direction;
use crate::json_schema::listed;
use crate::node::Node;
use crate::pattern;
use crate::pointer::reference_target;
use crate::schema::tags;
use crate::source::Span;

/// Inner optional properties are left out, so only schemas that need each other go deep.
const DEPTH_LIMIT: usize = 24;

/// Values in one sample at the most: schemas that need each other twice would double it at every level.
const SIZE_LIMIT: usize = 1_000;

/// A value for `schema` in an answer: its `example`, its `default`, the first of its `enum`, or one made up from its type.
/// `None` where nothing can be made up that is likely to fit; whether it does fit is for the caller to check.
pub fn sample(document: &Node, schema: &Node) -> Option<Value> {
    sample_in(document, schema, Direction::Response)
}

/// The same, without what is not sent in a direction.
pub(crate) fn sample_in(document: &Node, schema: &Node, direction: Direction) -> Option<Value> {
    Sampler { document, direction, size: 0, chosen: Vec::new() }.sample(schema, 0)
}

struct Sampler<'d> {
    document: &'d Node,
    direction: Direction,
    /// Values so far.
    size: usize,
    /// Schemas whose alternatives have been chosen from: an alternative that has one of them as its base does not choose again.
    chosen: Vec<Span>,
}

impl<'d> Sampler<'d> {
    fn sample(&mut self, schema: &'d Node, depth: usize) -> Option<Value> {
        self.size += 1;
        if depth > DEPTH_LIMIT || self.size > SIZE_LIMIT {
            return None;
        }
        let schema = reference_target(self.document, schema)?;
        if let Some(shown) = schema.get("example").or(schema.get("default")) {
            return Some(self.sent(schema, shown.to_json()));
        }
        if let Some(values) = schema.get("enum") {
            return values.elements().first().map(|first| listed(first, schema.str("type")));
        }
        let members = schema.get("allOf").map(Node::elements).unwrap_or_default();
        if !members.is_empty() || schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
            return self.put_together(schema, members, depth);
        }
        match schema.str("type") {
            Some("string") => string(schema),
            Some("integer") => number(schema, true),
            Some("number") => number(schema, false),
            Some("boolean") => Some(json!(true)),
            Some("array") => {
                let least = schema.get("minItems").and_then(|least| least.to_json().as_u64()).unwrap_or(0);
                match least {
                    0 => Some(json!([])),
                    1 => Some(json!([self.sample(schema.get("items")?, depth + 1)?])),
                    _ => None,
                }
            }
            Some("object") => self.object(schema, depth).map(Value::Object),
            Some("null") => Some(Value::Null),
            Some(_) => None,
            None if schema.get("properties").is_some() => self.object(schema, depth).map(Value::Object),
            None => Some(json!({})),
        }
    }

    /// What all members say, and the first of the alternatives that can be made up.
    fn put_together(&mut self, schema: &'d Node, members: &'d [Node], depth: usize) -> Option<Value> {
        let mut merged = self.object(schema, depth)?;
        let mut parts = Vec::new();
        for member in members {
            parts.push(self.sample(member, depth + 1)?);
        }
        let is_open = self.chosen.contains(&schema.at);
        self.chosen.push(schema.at);
        for key in ["oneOf", "anyOf"] {
            let Some(list) = schema.get(key).filter(|_| !is_open) else { continue };
            let made = list.elements().iter().find_map(|member| Some((member, self.sample(member, depth + 1)?)));
            let (member, mut made) = made?;
            let property = schema.get("discriminator").and_then(|discriminator| discriminator.str("propertyName"));
            if let (Some(property), Value::Object(made)) = (property, &mut made)
                && let Some(tag) = tags(self.document, schema, property, member).into_iter().next()
            {
                made.insert(property.to_owned(), tag.into());
            }
            parts.push(made);
        }
        self.chosen.pop();
        for part in parts {
            match part {
                Value::Object(properties) => merged.extend(properties),
                other => return Some(other),
            }
        }
        // What one member asks for another may define.
        for member in members.iter().filter_map(|member| reference_target(self.document, member)) {
            let required = member.get("required").map(Node::elements).unwrap_or_default();
            for name in required.iter().filter_map(Node::as_str) {
                let property = property(self.document, schema, name, 0);
                if merged.contains_key(name) || property.is_some_and(|property| !self.is_sent(property)) {
                    continue;
                }
                let value = property.map_or(Some(json!({})), |property| self.sample(property, depth + 1))?;
                merged.insert(name.to_owned(), value);
            }
        }
        Some(Value::Object(merged))
    }

    fn object(&mut self, schema: &'d Node, depth: usize) -> Option<Map<String, Value>> {
        let required = schema.get("required").map(Node::elements).unwrap_or_default();
        let mut out = Map::new();
        for name in required.iter().filter_map(Node::as_str) {
            match schema.get("properties").and_then(|properties| properties.get(name)) {
                Some(property) if self.is_sent(property) => {
                    out.insert(name.to_owned(), self.sample(property, depth + 1)?);
                }
                Some(_) => {}
                // It may be anything; another member may say more of it.
                None if schema.get("allOf").is_none() && schema.str("type").is_some() => {
                    out.insert(name.to_owned(), json!({}));
                }
                None => {}
            }
        }
        Some(out)
    }

    fn is_sent(&self, property: &Node) -> bool {
        let key = if self.direction == Direction::Request { "readOnly" } else { "writeOnly" };
        let target = reference_target(self.document, property);
        !property.is_true(key) && !target.is_some_and(|target| target.is_true(key))
    }

    /// An example of a whole schema may show what goes in one direction only.
    fn sent(&self, schema: &Node, mut shown: Value) -> Value {
        if let (Value::Object(shown), Some(properties)) = (&mut shown, schema.get("properties")) {
            shown.retain(|name, _| properties.get(name).is_none_or(|property| self.is_sent(property)));
        }
        shown
    }
}

/// The schema of a property, wherever in `allOf` it is.
fn property<'d>(document: &'d Node, schema: &'d Node, name: &str, depth: usize) -> Option<&'d Node> {
    let schema = reference_target(document, schema).filter(|_| depth < DEPTH_LIMIT)?;
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let members = schema.get("allOf").map(Node::elements).unwrap_or_default();
    own.or_else(|| members.iter().find_map(|member| property(document, member, name, depth + 1)))
}

fn string(schema: &Node) -> Option<Value> {
    if let Some(pattern) = schema.str("pattern") {
        return pattern::text(pattern).map(Value::String);
    }
    let bound = |key| schema.get(key).and_then(|bound| bound.to_json().as_u64());
    let text = match schema.str("format") {
        Some("date-time") => "2020-01-31T12:00:00Z".to_owned(),
        Some("date") => "2020-01-31".to_owned(),
        Some("uuid") => "00000000-0000-4000-8000-000000000000".to_owned(),
        _ => "string".to_owned(),
    };
    let least = usize::try_from(bound("minLength").unwrap_or(0)).ok().filter(|least| *least < 10_000)?;
    let most = usize::try_from(bound("maxLength").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let padded = if text.len() < least { text.clone() + &"x".repeat(least - text.len()) } else { text };
    Some(padded.chars().take(most).collect::<String>().into())
}

fn number(schema: &Node, integer: bool) -> Option<Value> {
    let value = |key| schema.get(key).and_then(|bound| bound.to_json().as_f64());
    let step = value("multipleOf").unwrap_or(1.0);
    let least = value("minimum").map(|least| if schema.is_true("exclusiveMinimum") { least + step } else { least });
    let most = value("maximum").map(|most| if schema.is_true("exclusiveMaximum") { most - step } else { most });
    let start = least.unwrap_or_else(|| most.map_or(0.0, |most| most.min(0.0)));
    let stepped = (start / step).ceil() * step;
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    let whole = (stepped.fract() == 0.0 && stepped.abs() < 9e15).then_some(stepped as i64);
    match whole {
        Some(whole) => Some(whole.into()),
        None if integer => None,
        None => serde_json::Number::from_f64(stepped).map(Value::Number),
    }
}
