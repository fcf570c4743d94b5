//! Texts of formats that only the server checks, such as `format: email`.

use serde_json::Value;

use crate::meaning;
use crate::schemas::Schemas;

/// A valid text of each format of JSON Schema Validation 2020-12 section 7.3 and of the OpenAPI Format Registry that has a syntax, and of
/// `integer`, `number` and `numeric`, which frameworks write for numbers in texts. Hosts
/// and addresses are those reserved for documentation (RFC 2606, RFC 5737, RFC 3849), so they belong to nobody.
const TEXTS: [(&str, &str); 38] = [
    ("base64url", "c3RyaW5n"),
    ("byte", "c3RyaW5n"),
    ("char", "s"),
    ("date", "2020-01-31"),
    ("date-time", "2020-01-31T12:00:00Z"),
    ("date-time-local", "2020-01-31T12:00:00"),
    ("decimal", "1"),
    ("decimal128", "1"),
    ("double", "1.5"),
    ("duration", "P1D"),
    ("email", "user@example.com"),
    ("float", "1.5"),
    ("hostname", "example.com"),
    ("http-date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("idn-email", "user@example.com"),
    ("idn-hostname", "example.com"),
    ("int16", "1"),
    ("int32", "1"),
    ("int64", "1"),
    ("int8", "1"),
    ("integer", "1"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("iri", "https://example.com/"),
    ("iri-reference", "/string"),
    ("json-pointer", "/string"),
    ("media-range", "text/plain"),
    ("number", "1"),
    ("numeric", "1"),
    ("regex", "string"),
    ("relative-json-pointer", "0/string"),
    ("time", "12:00:00Z"),
    ("time-local", "12:00:00"),
    ("uri", "https://example.com/"),
    ("uri-reference", "/string"),
    ("uri-template", "/string"),
    ("url", "https://example.com/"),
    ("uuid", "00000000-0000-4000-8000-000000000000"),
];

/// A text of a format; another one for each number, where the format has texts that belong to nobody. `None` for a format that is not
/// known here.
pub(crate) fn text(format: &str, number: u64) -> Option<String> {
    let known = TEXTS
        .iter()
        .find(|(known, _)| *known == format)
        .map(|(_, text)| (*text).to_owned())
        .or_else(|| guessed(format));
    if number == 0 {
        return known;
    }
    match format {
        "email" | "idn-email" => Some(format!("user{number}@example.com")),
        "uri" | "iri" | "url" => Some(format!("https://example.com/{number}")),
        "uri-reference" | "iri-reference" => Some(format!("/{number}")),
        "hostname" | "idn-hostname" => Some(format!("host{number}.example.com")),
        _ => known,
    }
}

/// Whether texts of a format are numbers.
pub(crate) fn is_numeric(format: &str) -> bool {
    text(format, 0).is_some_and(|text| text.parse::<f64>().is_ok())
}

/// A text of a format whose name says that it is a date or a date-time, such as `naive-date`. It may be another one, see [`is_unsure`].
fn guessed(format: &str) -> Option<String> {
    let name = format.to_ascii_lowercase().replace('_', "-");
    let is_local = ["naive", "local", "partial"].iter().any(|word| name.contains(word));
    let zone = if is_local { "" } else { "Z" };
    if name.ends_with("-date-time") || name.ends_with("-datetime") {
        return Some(format!("2020-01-31T12:00:00{zone}"));
    }
    name.ends_with("-date").then(|| "2020-01-31".to_owned())
}

/// Another text in place of one that [`text`] made, if the format has several.
pub(crate) fn varied(schemas: &Schemas, schema: &Value, old: &str, number: u64) -> Option<String> {
    let format = unchecked(schemas, schema).filter(|_| is_made(schemas, schema, old))?;
    text(format, number).filter(|new| new != old && schemas.accepts(schema, &Value::from(new.as_str())))
}

/// Whether a text is one that [`text`] makes for the format of the schema.
pub(crate) fn is_made(schemas: &Schemas, schema: &Value, old: &str) -> bool {
    let Some(format) = unchecked(schemas, schema) else { return false };
    let Some((first, second)) = text(format, 0).zip(text(format, 7)) else { return false };
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let around = second.split_once('7');
    let middle = around.and_then(|(start, end)| old.strip_prefix(start)?.strip_suffix(end));
    old == first || middle.is_some_and(is_number)
}

/// The value with texts of known formats in place of generated ones without a format.
pub(crate) fn formatted(schemas: &Schemas, schema: &Value, value: Value) -> Value {
    match value {
        Value::String(old) => {
            let of = of_text(schemas, schema, &old).filter(|of| is_generated(schemas, of, &old));
            let new = of.and_then(|of| text(unchecked(schemas, of)?, number_of(&old))).map(Value::String);
            new.filter(|new| schemas.accepts(schema, new)).unwrap_or(Value::String(old))
        }
        Value::Object(properties) => {
            let whole = Value::Object(properties.clone());
            let alternatives = schemas.alternatives(schema);
            let fitting: Vec<&Value> = alternatives.into_iter().filter(|one| schemas.accepts(one, &whole)).collect();
            let part = |(name, part): (String, Value)| {
                let part = match fitting.iter().find_map(|one| schemas.property(one, &name)) {
                    Some(of) => meant(schemas, of, &name, &part).unwrap_or_else(|| formatted(schemas, of, part)),
                    None => part,
                };
                (name, part)
            };
            Value::Object(properties.into_iter().map(part).collect())
        }
        Value::Array(elements) => match schemas.keyword(schema, "items") {
            Some(items) => elements.into_iter().map(|element| formatted(schemas, items, element)).collect(),
            None => Value::Array(elements),
        },
        other => other,
    }
}

/// A text with the meaning of the name, in place of a generated one.
fn meant(schemas: &Schemas, of: &Value, name: &str, part: &Value) -> Option<Value> {
    let old = part.as_str()?;
    // A sample is cut at `maxLength`.
    let is_cut = !old.is_empty() && "string".starts_with(old);
    let is_made = is_cut || is_generated(schemas, of, old);
    is_made.then(|| meaning::text(schemas, of, name, number_of(old))).flatten().map(Value::String)
}

/// Whether the value has a generated text of a format that is not known here: the server may reject it.
pub(crate) fn is_unsure(schemas: &Schemas, schema: &Value, value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let Some(of) = of_text(schemas, schema, text) else { return false };
            let format = unchecked(schemas, of).filter(|format| *format != "binary");
            let Some(format) = format else { return false };
            match self::text(format, 0) {
                None => is_generated(schemas, of, text),
                Some(made) => {
                    let is_guessed = guessed(format).is_some() && !TEXTS.iter().any(|(known, _)| *known == format);
                    // Beside a number with bounds, the server may read the text as one.
                    let is_number = |one: &&Value| {
                        let ty = schemas.keyword(one, "type").and_then(Value::as_str);
                        matches!(ty, Some("integer" | "number"))
                    };
                    let may_be_number = is_numeric(format) && schemas.alternatives(schema).iter().any(is_number);
                    (is_guessed || may_be_number) && made == *text
                }
            }
        }
        Value::Object(properties) => {
            let alternatives = schemas.alternatives(schema);
            properties.iter().any(|(name, part)| {
                let of = alternatives.iter().find_map(|one| schemas.property(one, name));
                of.is_some_and(|of| is_unsure(schemas, of, part))
            })
        }
        Value::Array(elements) => {
            let items = schemas.keyword(schema, "items");
            items.is_some_and(|items| elements.iter().any(|element| is_unsure(schemas, items, element)))
        }
        _ => false,
    }
}

/// The schema or the alternative with an unchecked format that a text fits. `None` if it fits one without a format too.
pub(crate) fn of_text<'s>(schemas: &'s Schemas, schema: &'s Value, text: &str) -> Option<&'s Value> {
    if unchecked(schemas, schema).is_some() {
        return Some(schema);
    }
    let text = Value::from(text);
    let is_last = |one: &&Value| schemas.choice(one).is_none();
    let alternatives = schemas.alternatives(schema).into_iter().filter(is_last);
    let fitting: Vec<&Value> = alternatives.filter(|one| schemas.accepts(one, &text)).collect();
    let all_have_one = fitting.iter().all(|one| unchecked(schemas, one).is_some());
    fitting.first().copied().filter(|_| all_have_one)
}

/// The format of a schema, if the schema itself does not check it.
fn unchecked<'s>(schemas: &'s Schemas, schema: &'s Value) -> Option<&'s str> {
    schemas.keyword(schema, "x-format").and_then(Value::as_str)
}

/// Whether the generator made a text, and not an example of the document.
fn is_generated(schemas: &Schemas, schema: &Value, text: &str) -> bool {
    let is_plain = text.trim_start_matches(|digit: char| digit.is_ascii_digit()).starts_with("string");
    let shown = schemas.keyword(schema, "examples").and_then(Value::as_array);
    let is_of_pattern = || {
        let pattern = schemas.keyword(schema, "pattern").and_then(Value::as_str);
        pattern.and_then(model::pattern::text).as_deref() == Some(text)
    };
    (is_plain || is_of_pattern()) && !shown.is_some_and(|shown| shown.iter().any(|shown| shown == text))
}

/// The number that a generated text starts with; 0 without one.
fn number_of(text: &str) -> u64 {
    let end = text.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{formatted, is_unsure, varied};
    use crate::schemas::Schemas;
    use crate::synthesize::smallest;

    /// The schema of a body with formats: known, unknown, in a list, and with an example.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Agents, version: 1.0.0}
paths:
  /agents:
    post:
      operationId: addAgent
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                email: {type: string, format: email, maxLength: 120}
                site: {type: [string, 'null'], format: uri}
                mobile: {type: string, format: e164}
                shown: {type: string, format: e164, examples: ['string']}
                hosts: {type: array, items: {type: string, format: hostname}}
                since: {type: string, format: date, maxLength: 10}
                minutes: {minimum: 5, anyOf: [{type: string, format: integer}, {type: integer, minimum: 5}]}
      responses: {'204': {description: Added.}}
";

    #[test]
    fn generated_texts_get_their_format() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("agents.yaml", DOCUMENT))?;
        let schemas = Schemas::new(&api);
        let Some(content) = api.operations.first().and_then(|operation| operation.json_body()) else { return Ok(()) };
        let body = json!({ "email": "string", "site": "string", "mobile": "string", "hosts": ["string", "1string"], "since": "string" });
        let made = formatted(&schemas, &content.schema, body);
        assert_eq!(
            made,
            json!({
                "email": "user@example.com", "site": "https://example.com/", "mobile": "string",
                "hosts": ["example.com", "host1.example.com"], "since": "2020-01-31",
            })
        );
        assert!(is_unsure(&schemas, &content.schema, &made));
        assert!(!is_unsure(&schemas, &content.schema, &json!({ "email": "user@example.com", "shown": "string" })));
        // A server may read the text as an integer, which has a bound.
        assert!(is_unsure(&schemas, &content.schema, &json!({ "minutes": "1" })));
        let minutes = schemas.property(&content.schema, "minutes").and_then(|of| smallest(&schemas, of));
        assert_eq!(minutes, Some(json!(5)));
        Ok(())
    }

    #[test]
    fn only_made_addresses_vary() -> Result<(), model::Problems> {
        let (api, _) = model::resolve(&model::Source::new("agents.yaml", DOCUMENT))?;
        let schemas = Schemas::new(&api);
        let Some(content) = api.operations.first().and_then(|operation| operation.json_body()) else { return Ok(()) };
        let Some(email) = schemas.property(&content.schema, "email") else { return Ok(()) };
        assert_eq!(varied(&schemas, email, "user@example.com", 3).as_deref(), Some("user3@example.com"));
        assert_eq!(varied(&schemas, email, "user12@example.com", 3).as_deref(), Some("user3@example.com"));
        assert_eq!(varied(&schemas, email, "ann@example.com", 3), None);
        Ok(())
    }
}
