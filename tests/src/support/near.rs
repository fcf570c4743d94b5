//! JSON values near a JSON Schema: mostly what it accepts, with parts that are absent, of another type or out of bounds.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// How deep generated values nest, so that recursive schemas end.
const DEPTH: usize = 4;

/// Values near a schema. `definitions` has the schemas that `#/$defs/NAME` refers to.
pub fn near(schema: &Value, definitions: &Map<String, Value>) -> BoxedStrategy<Value> {
    at_depth(schema, definitions, 0)
}

fn at_depth(schema: &Value, definitions: &Map<String, Value>, depth: usize) -> BoxedStrategy<Value> {
    if depth > DEPTH {
        return anything();
    }
    let below = |schema: &Value| at_depth(schema, definitions, depth + 1);
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        return definitions.get(name).map_or_else(anything, below);
    }
    let mut choices: Vec<(u32, BoxedStrategy<Value>)> = vec![(1, anything())];
    let listed = schema["enum"].as_array().cloned().or_else(|| schema.get("const").map(|value| vec![value.clone()]));
    if let Some(values) = listed.filter(|values| !values.is_empty()) {
        choices.push((8, select(values).boxed()));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        for member in schema[key].as_array().into_iter().flatten() {
            choices.push((4, below(member)));
        }
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ if schema["properties"].is_object() => vec!["object"],
        _ => Vec::new(),
    };
    for ty in types {
        let strategy = match ty {
            "object" => object(schema, &below),
            "array" => vec(below(&schema["items"]), 0..4).prop_map(Value::from).boxed(),
            "string" => text(schema),
            "integer" => integer(schema),
            "number" => prop_oneof![
                integer(schema),
                any::<i8>().prop_map(|whole| json!(f64::from(whole))),
                prop::num::f64::NORMAL.prop_map(Value::from),
            ]
            .boxed(),
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            _ => Just(Value::Null).boxed(),
        };
        choices.push((12, strategy));
    }
    proptest::strategy::Union::new_weighted(choices).boxed()
}

fn object(schema: &Value, below: &dyn Fn(&Value) -> BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut entries: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let name = name.clone();
        let present = if required.contains(&name.as_str()) { 0.95 } else { 0.5 };
        let entry = below(property).prop_map(move |value| (name.clone(), value));
        entries.push(proptest::option::weighted(present, entry).boxed());
    }
    let others = match &schema["additionalProperties"] {
        other @ Value::Object(_) => below(other),
        _ => anything(),
    };
    entries.push(proptest::option::weighted(0.2, ("[a-zA-Z]{0,6}", others)).boxed());
    entries.prop_map(|entries| Value::Object(entries.into_iter().flatten().collect())).boxed()
}

/// Text around the bounds of its length, and texts of every format.
fn text(schema: &Value) -> BoxedStrategy<Value> {
    let bound = |key: &str, default: usize| {
        schema[key].as_u64().and_then(|bound| usize::try_from(bound).ok()).unwrap_or(default)
    };
    let (least, most) = (bound("minLength", 0), bound("maxLength", 8).min(64));
    let lengths = least.saturating_sub(1)..=most.max(least) + 1;
    let formats =
        ["2020-02-29", "2020-02-30", "2020-02-29T23:59:59Z", "67e55044-10b1-426f-9247-bb680e5fe0c8", "", "é☃𝄞"];
    let mut choices = vec![
        (2, select(formats.map(str::to_owned).to_vec()).boxed()),
        (4, vec(any::<char>(), lengths.clone()).prop_map(String::from_iter).boxed()),
        (4, vec("[a-zA-Z0-9]", lengths).prop_map(|parts| parts.concat()).boxed()),
    ];
    if let Some(matching) = schema["pattern"]
        .as_str()
        .and_then(|pattern| proptest::string::string_regex(pattern.trim_matches(['^', '$'])).ok())
    {
        choices.push((8, matching.boxed()));
    }
    proptest::strategy::Union::new_weighted(choices).prop_map(Value::from).boxed()
}

/// Numbers around the bounds of the schema and of 32 and 64 bits. Those with a fraction are no integers by any definition: whether
/// `1.0` is one depends on the version of JSON Schema.
fn integer(schema: &Value) -> BoxedStrategy<Value> {
    let mut edges: Vec<i64> = vec![0, i32::MAX.into(), i32::MIN.into(), i64::MAX, i64::MIN];
    for key in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        edges.extend(schema[key].as_i64());
    }
    let near_edge = (select(edges), -2..=2i64).prop_map(|(edge, by)| json!(edge.saturating_add(by)));
    let fraction = any::<i8>().prop_map(|whole| json!(f64::from(whole) + 0.5));
    prop_oneof![4 => near_edge, 2 => any::<i16>().prop_map(Value::from), 1 => fraction].boxed()
}

/// Any JSON value, small.
fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i16>().prop_map(|number| json!(f64::from(number) + 0.25)),
        "[a-z]{0,4}".prop_map(Value::from),
    ];
    let inner = leaf.clone();
    prop_oneof![
        8 => leaf,
        1 => vec(inner.clone(), 0..3).prop_map(Value::from),
        1 => vec(("[a-z]{1,3}", inner), 0..3).prop_map(|entries| Value::Object(entries.into_iter().collect())),
    ]
    .boxed()
}
