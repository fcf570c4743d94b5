//! Compares two representations of one resource: the one that was sent, and the one that a response returns.

use serde_json::Value;

use super::entries::{EntrySchema, entry_schema, is_own_key};
use super::instant::instant;
use crate::excerpt::Excerpt;
use crate::kind::ViolationKind;
use crate::one_way;
use crate::part::without_indexes;
use crate::schemas::Schemas;
use crate::violation::Severity;
use crate::wrapper::Place;

/// A difference between the value that is expected and the one in a response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueDifference {
    /// The property of the resource that it is in; empty if the values are not objects.
    pub property: String,
    /// JSON Pointer to the value in the body, with `*` in place of an index.
    pub pointer: String,
    /// `expected …, got …`
    pub message: String,
    /// `Should` for differences of a server that normalizes values: case, white space, order, fractions of a second.
    pub severity: Severity,
}

/// The differences of the resource at a place of a response body from `expected`. Only the properties of `expected` that the
/// schema of the response lists are compared. Those that are not sent in responses, and those with `x-volatile`, may differ. `origin` says where the
/// expected value is from: `sent`, `returned before`.
pub(crate) fn differences(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    place: &Place<'_>,
    (expected, origin): (&Value, &str),
    got: &Value,
) -> Vec<ValueDifference> {
    let mut comparison = Comparing { excerpt, schemas, at: &place.at, origin, out: Vec::new() };
    comparison.value(place.schema, expected, got, "");
    comparison.out
}

struct Comparing<'a> {
    excerpt: Excerpt<'a>,
    schemas: &'a Schemas,
    at: &'a str,
    origin: &'a str,
    out: Vec<ValueDifference>,
}

impl ValueDifference {
    /// Kind and message of a violation.
    pub(crate) fn described(self) -> (ViolationKind, String) {
        (ViolationKind::Stored { pointer: self.pointer }, self.message)
    }
}

impl Comparing<'_> {
    fn value(&mut self, schema: &Value, expected: &Value, got: &Value, pointer: &str) {
        if self.schemas.has_flag(schema, "x-volatile") {
            return;
        }
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => {
                let misplaced = one_way::misplaced(self.schemas, schema, &Value::Object(expected.clone()));
                for (name, expected) in expected {
                    let place = format!("{pointer}/{}", model::pointer::encode(name));
                    let Some(of) = listed(self.schemas, schema, name).filter(|_| !misplaced.contains(&place)) else {
                        self.entry(schema, (name, expected), got.get(name), &place);
                        continue;
                    };
                    match got.get(name) {
                        got if !self.can_show(of, expected, got) => {}
                        Some(got) => self.value(of, expected, got, &place),
                        // A server need not tell an absent value from `null`.
                        None if expected.is_null() => {}
                        None => self.push(of, expected, None, &place, Severity::Must),
                    }
                }
            }
            (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
                let is_reordered = expected != got && expected.iter().all(|element| got.contains(element));
                let any = Value::Object(serde_json::Map::new());
                let items = self.schemas.keyword(schema, "items").unwrap_or(&any);
                if is_reordered {
                    let (expected, got) = (Value::Array(expected.clone()), Value::Array(got.clone()));
                    self.push(schema, &expected, Some(&got), pointer, Severity::Should);
                    return;
                }
                for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
                    self.value(items, expected, got, &format!("{pointer}/{index}"));
                }
            }
            (expected, got) if is_equal(expected, got) || self.is_of_other_type(schema, expected, got) => {}
            (expected, got) => {
                let severity = if is_alike(expected, got) || is_same_set(expected, got) {
                    Severity::Should
                } else {
                    Severity::Must
                };
                self.push(schema, expected, Some(got), pointer, severity);
            }
        }
    }

    /// Compares an entry of a map inside the resource. Where the response says nothing about its properties, only the runner's own entries are
    /// compared with those of earlier responses: a server may change its own.
    fn entry(&mut self, schema: &Value, (name, expected): (&str, &Value), got: Option<&Value>, place: &str) {
        let is_inside = place.matches('/').count() > 1;
        let found = entry_schema(self.schemas, schema, name);
        let Some(found) = found.filter(|_| is_inside && !self.schemas.has_flag(schema, "x-sensitive")) else { return };
        let any = Value::Object(serde_json::Map::new());
        let (of, is_known) = match found {
            EntrySchema::Known(of) => (of, true),
            EntrySchema::Any if is_own_key(name) || self.origin == "sent" => (&any, is_own_key(name)),
            EntrySchema::Any => return,
        };
        let start = self.out.len();
        match got {
            Some(got) => self.value(of, expected, got, place),
            None if expected.is_null() => {}
            None => self.push(of, expected, None, place, Severity::Must),
        }
        if !is_known {
            self.out[start..].iter_mut().for_each(|found| found.severity = found.severity.min(Severity::Should));
        }
    }

    /// Whether a response can have an object. A change may have a part of one (RFC 7396), and neither the part alone nor together with the
    /// other properties need be a value of the response.
    fn can_show(&self, schema: &Value, expected: &Value, got: Option<&Value>) -> bool {
        let is_whole = matches!(self.excerpt.request.method.as_str(), "POST" | "PUT");
        if is_whole || !expected.is_object() || self.schemas.accepts(schema, expected) {
            return true;
        }
        let mut merged = got.cloned().unwrap_or_default();
        merge(&mut merged, expected);
        self.schemas.accepts(schema, &merged)
    }

    /// Whether the response documents another type for a value than the request, such as `20` for `"20.0"`, or does not allow a `null` that was
    /// sent: a server converts it as it likes. A number stays the same number.
    fn is_of_other_type(&self, schema: &Value, expected: &Value, got: &Value) -> bool {
        if expected.is_null() {
            return !self.schemas.accepts(schema, expected);
        }
        let types = match self.schemas.keyword(schema, "type") {
            Some(Value::String(ty)) => vec![ty.as_str()],
            Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
            _ => return false,
        };
        let is_listed = |value: &Value| types.iter().any(|ty| is_of_type(value, ty));
        let is_other = !is_listed(expected) && is_listed(got);
        is_other && number(expected).zip(number(got)).is_none_or(|(one, other)| one == other)
    }

    fn push(&mut self, schema: &Value, expected: &Value, got: Option<&Value>, pointer: &str, severity: Severity) {
        let is_sensitive = self.schemas.has_flag(schema, "x-sensitive");
        let shown = |value: &Value| self.excerpt.value(value, is_sensitive);
        let whole = format!("{}{pointer}", self.at);
        let place = if whole.is_empty() { "as the body".to_owned() } else { format!("at {whole}") };
        let got = match got {
            None => "nothing".to_owned(),
            Some(got) if !is_sensitive && shown(got) == shown(expected) => other_in_shape(expected, got).to_owned(),
            Some(got) => shown(got),
        };
        let message = format!("expected {} {place}, as {}, got {got}", shown(expected), self.origin);
        let property = pointer.split('/').nth(1).map(model::pointer::decode).unwrap_or_default();
        let pointer = without_indexes(&whole);
        self.out.push(ValueDifference { property, pointer, message, severity });
    }
}

/// How a value differs from one that is shown in the same way.
fn other_in_shape(expected: &Value, got: &Value) -> &'static str {
    match (expected, got) {
        (Value::Array(expected), Value::Array(got)) if expected.iter().all(|element| got.contains(element)) => {
            "the same elements in another order"
        }
        (Value::Array(_), _) => "other elements",
        (Value::Object(_), _) => "other properties",
        _ => "another value",
    }
}

/// Changes a value as a JSON Merge Patch does (RFC 7396 section 2).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    for (name, value) in patch {
        match (target.as_object_mut(), value) {
            (Some(target), Value::Null) => _ = target.remove(name),
            (_, value) => merge(&mut target[name.as_str()], value),
        }
    }
}

/// The schema of a property that a schema or one of its alternatives lists.
fn listed<'s>(schemas: &'s Schemas, schema: &'s Value, name: &str) -> Option<&'s Value> {
    let alternatives = schemas.alternatives(schema).into_iter();
    let mut properties = alternatives.flat_map(|schema| schemas.properties(schema));
    properties.find(|(known, _)| *known == name).map(|(_, schema)| schema)
}

/// Whether two JSON values are equal: numbers by value (JSON Schema 2020-12 section 4.2.2), date-times by instant.
pub(crate) fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64()))
        }
        (Value::String(one), Value::String(other)) => one == other || is_same_instant(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| is_equal(one, other)))
        }
        _ => one == other,
    }
}

/// Whether a value has a type of JSON Schema.
fn is_of_type(value: &Value, ty: &str) -> bool {
    match value {
        Value::Null => ty == "null",
        Value::Bool(_) => ty == "boolean",
        Value::Number(_) => matches!(ty, "number" | "integer"),
        Value::String(_) => ty == "string",
        Value::Array(_) => ty == "array",
        Value::Object(_) => ty == "object",
    }
}

/// The number that a value or its text is.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        value => value.as_f64(),
    }
}

/// Whether two lists have the same elements. A server may store a list as a set.
fn is_same_set(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.iter().all(|element| other.contains(element)) && other.iter().all(|element| one.contains(element))
        }
        _ => false,
    }
}

/// Whether two texts are the same instant (RFC 3339 section 5.6), with any offset: a server may return date-times in UTC.
fn is_same_instant(one: &str, other: &str) -> bool {
    instant(one).zip(instant(other)).is_some_and(|(one, other)| one == other)
}

/// Whether two texts are the same decimal, such as `1` and `1.00`, without zeros at their start.
fn is_same_decimal(one: &str, other: &str) -> bool {
    let decimal = |text: &str| -> Option<(String, String)> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        let is_decimal = !digits.is_empty() && digits.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        let is_padded = digits.len() > 1 && digits.starts_with('0');
        (is_decimal && !is_padded).then(|| (whole.to_owned(), fraction.trim_end_matches('0').to_owned()))
    };
    decimal(one).zip(decimal(other)).is_some_and(|(one, other)| one == other)
}

/// Whether two texts are the same time of day (RFC 3339 section 5.6), with or without seconds, or the same duration (Appendix A of it)
/// without years and months, such as `P1D` and `PT24H`.
fn is_same_time_or_duration(one: &str, other: &str) -> bool {
    let time = |text: &str| -> Option<i64> {
        let (clock, zone) = text.split_at(text.find(['z', '+', '-'])?);
        let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
        instant(&format!("2020-01-31t{clock}{zone}")).map(|(seconds, _)| seconds)
    };
    let duration = |text: &str| -> Option<u64> {
        let (days, clock) = text.strip_prefix('p')?.split_once('t').unwrap_or((text.get(1..)?, ""));
        let (mut seconds, mut number) = (0_u64, String::new());
        for (part, units) in
            [(days, &[('w', 604_800), ('d', 86_400)][..]), (clock, &[('h', 3600), ('m', 60), ('s', 1)])]
        {
            for character in part.chars() {
                if character.is_ascii_digit() {
                    number.push(character);
                    continue;
                }
                let (_, unit) = units.iter().find(|(unit, _)| *unit == character)?;
                seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(*unit)?)?;
                number.clear();
            }
        }
        number.is_empty().then_some(seconds)
    };
    let is_same = |one: Option<u64>, other: Option<u64>| one.is_some() && one == other;
    is_same(duration(one), duration(other)) || time(one).zip(time(other)).is_some_and(|(one, other)| one == other)
}

/// Whether two texts are the same international telephone number. E.164 has digits only; people add spaces, hyphens and parentheses.
fn is_same_telephone_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| -> Option<String> {
        let is_written = text.starts_with('+') && text.chars().all(|c| c.is_ascii_digit() || "+()-. ".contains(c));
        is_written.then(|| text.chars().filter(char::is_ascii_digit).collect())
    };
    digits(one).zip(digits(other)).is_some_and(|(one, other)| !one.is_empty() && one == other)
}

/// The least integer that a double need not express exactly: 2^53.
const LEAST_INEXACT: f64 = 9_007_199_254_740_992.0;

/// Whether a server that normalizes values may have made one value of the other.
fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            let normal = |text: &str| -> String {
                text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('/').to_owned()
            };
            let (one, other) = (normal(one), normal(other));
            let seconds = |text: &str| text.get(..19).filter(|start| start.contains(':')).map(str::to_owned);
            let is_same_second = || match (instant(&one), instant(&other)) {
                (Some((one, _)), Some((other, _))) => one == other,
                _ => seconds(&one).zip(seconds(&other)).is_some_and(|(one, other)| one == other),
            };
            one == other
                || is_same_second()
                || is_same_decimal(&one, &other)
                || is_same_time_or_duration(&one, &other)
                || is_same_telephone_number(&one, &other)
        }
        // Many frameworks store an empty text as no value.
        (Value::String(text), Value::Null) => text.trim().is_empty(),
        // The schema may have both, as for integers in queries.
        (Value::String(text), Value::Number(number)) | (Value::Number(number), Value::String(text)) => {
            text.parse().is_ok_and(|text: f64| number.as_f64() == Some(text))
        }
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            // Not every program reads more than 53 bits of an integer (RFC 8259 section 6).
            (Some(a), Some(b)) if a.abs() >= LEAST_INEXACT => a.total_cmp(&b).is_eq(),
            // A decimal of the server's precision. Other integers are exact.
            (Some(a), Some(b)) => {
                let is_near = (a - b).abs() <= a.abs() * 1e-6;
                // Amounts often have two decimals.
                let is_rounded = ((a * 100.0).round() / 100.0 - b).abs() < 1e-9;
                (one.is_f64() || other.is_f64()) && a.fract() != 0.0 && (is_near || is_rounded)
            }
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{differences, is_alike, is_same_set};
    use crate::excerpt::Excerpt;
    use crate::request::Request;
    use crate::schemas::Schemas;
    use crate::wrapper::Wrapper;

    /// The schemas of TypeSpec for PATCH require nothing, also within objects.
    const WIDGETS: &str = "
openapi: 3.1.0
info: {title: Widgets, version: '1'}
paths:
  /widget:
    get:
      operationId: read
      responses: {'200': {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Widget'}}}}}
components:
  schemas:
    Widget: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}, parent: {$ref: '#/components/schemas/Widget'}, pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}
    Cat: {type: object, required: [kind, lives], properties: {kind: {const: cat}, lives: {type: integer}}}
    Dog: {type: object, required: [kind, breed], properties: {kind: {const: dog}, breed: {type: string}}}
";

    #[test]
    fn a_part_of_an_object_need_not_be_shown_alone() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("widgets.yaml", WIDGETS))?;
        let content = &api.operations[0].responses[0].contents[0];
        let Some(schema) = &content.schema else { return Ok(()) };
        let schemas = Schemas::new(&api);
        let request = Request::new("PATCH", "/widget");
        let excerpt = Excerpt { request: &request, shows_unparsed: true };
        let found = |sent: Value, got: Value| {
            let place = Wrapper(None).place(&schemas, schema);
            let found = differences(excerpt, &schemas, &place, (&sent, "sent"), &got);
            found.into_iter().map(|difference| difference.pointer).collect::<Vec<_>>()
        };
        let (part, whole) = (json!({ "name": "a" }), json!({ "id": "1", "name": "a" }));
        assert!(found(json!({ "parent": part }), json!({ "id": "2" })).is_empty());
        assert!(found(json!({ "parent": part }), json!({ "id": "2", "parent": whole })).is_empty());
        assert_eq!(found(json!({ "parent": part }), json!({ "id": "2", "parent": { "id": "1" } })), ["/parent/name"]);
        assert_eq!(found(json!({ "parent": whole }), json!({ "id": "2" })), ["/parent"]);
        // No cat has a breed, and this one has no lives.
        let dog = json!({ "id": "2", "pet": { "kind": "dog", "breed": "a" } });
        assert!(found(json!({ "pet": { "kind": "cat" } }), dog.clone()).is_empty());
        assert_eq!(found(json!({ "pet": { "breed": "b" } }), dog.clone()), ["/pet/breed"]);
        assert_eq!(found(json!({ "pet": { "kind": "cat", "lives": 9 } }), dog), ["/pet/kind", "/pet/lives"]);
        Ok(())
    }

    /// The response of an operation that has other types than its request.
    const TAXES: &str = "
openapi: 3.1.0
info: {title: Taxes, version: 1.0.0}
paths:
  /tax:
    get:
      operationId: getTax
      responses: {'200': {description: OK., content: {application/json: {schema: {type: object, properties: {tax: {type: object, properties: {rate: {type: number}, text: {type: string}, owner: {type: object}, algorithm: {type: string}, name: {type: [string, 'null']}}}}}}}}}
";

    #[test]
    fn values_that_are_shown_alike_are_told_apart() {
        use super::other_in_shape;
        let sent = json!([1, 2]);
        assert_eq!(other_in_shape(&sent, &json!([2, 1])), "the same elements in another order");
        assert_eq!(other_in_shape(&sent, &json!([2, 3])), "other elements");
    }

    #[test]
    fn values_of_other_types_are_compared_only_as_numbers() -> Result<(), Box<dyn std::error::Error>> {
        let (api, _) = model::resolve(&model::Source::new("taxes.yaml", TAXES))?;
        let schemas = Schemas::new(&api);
        let schema = api.operations[0].responses[0].contents[0].schema.as_ref().ok_or("no schema")?;
        let place = Wrapper(Some("tax")).place(&schemas, schema);
        let request = Request::new("GET", "/tax");
        let excerpt = Excerpt { request: &request, shows_unparsed: true };
        let found = |sent: Value, got: Value| -> Vec<String> {
            let found = differences(excerpt, &schemas, &place, (&sent, "sent"), &got);
            found.into_iter().map(|found| found.pointer).collect()
        };
        for (sent, got) in [
            (json!({"rate": "20.0"}), json!({"rate": 20})),
            (json!({"text": 20}), json!({"text": "20.0"})),
            (json!({"rate": "high"}), json!({"rate": 20})),
            (json!({"owner": 7}), json!({"owner": {"id": 7}})),
            (json!({"algorithm": null}), json!({"algorithm": "jwt"})),
        ] {
            assert!(found(sent.clone(), got.clone()).is_empty(), "{sent} {got}");
        }
        assert_eq!(found(json!({"rate": "20.5"}), json!({"rate": 20})), ["/tax/rate"]);
        assert_eq!(found(json!({"text": 20}), json!({"text": "21"})), ["/tax/text"]);
        assert_eq!(found(json!({"name": null}), json!({"name": "a"})), ["/tax/name"]);
        assert_eq!(found(json!({"name": "a"}), json!({"name": null})), ["/tax/name"]);
        Ok(())
    }

    #[test]
    fn servers_normalize_values() {
        for (one, other) in [
            (json!("Ann@Example.com"), json!("ann@example.com")),
            (json!("  two   words "), json!("two words")),
            (json!(""), Value::Null),
            (json!("P1D"), json!("PT24H")),
            (json!("PT90M"), json!("PT1H30M")),
            (json!("12:00:00Z"), json!("12:00Z")),
            (json!("12:00:00Z"), json!("12:00:00+00:00")),
            (json!("2020-01-31T12:00:00.123Z"), json!("2020-01-31T12:00:00Z")),
            (json!("+1 (555) 010-0199"), json!("+15550100199")),
            (json!("1.50"), json!("1.5")),
            (json!(12.345_678), json!(12.35)),
            (json!(0.001), json!(0)),
        ] {
            assert!(is_alike(&one, &other), "{one} {other}");
        }
        for (one, other) in [
            (json!("x"), Value::Null),
            (json!("P1D"), json!("PT23H")),
            (json!("P1M"), json!("PT1M")),
            (json!("P1D"), json!("P1D2")),
            (json!("12:00:00Z"), json!("12:00:00+01:00")),
            (json!("12:00:00Z"), json!("13:00Z")),
            (json!("2020-01-31T12:00:00Z"), json!("2020-01-31T12:00:01Z")),
            (json!("+1 555"), json!("+1 556")),
            (json!("+"), json!("+.")),
            (json!("2020-01-31"), json!("20200131")),
            (json!(0), Value::Null),
            (json!(12.34), json!(12)),
            (json!(12), json!(12.5)),
        ] {
            assert!(!is_alike(&one, &other), "{one} {other}");
        }
        assert!(is_same_set(&json!(["a", "b", "a"]), &json!(["b", "a"])));
        assert!(!is_same_set(&json!(["a", "b"]), &json!(["a"])));
    }
}
