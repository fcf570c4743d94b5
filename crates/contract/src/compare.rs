//! Documented values against those that came.

use serde_json::Value;

use crate::request::Request;
use crate::schema::Validators;

/// Characters of a value that a report shows.
const SHOWN: usize = 120;

/// Adds each difference to `ways`, but for values that no two answers share. `place` is the JSON Pointer of what is compared.
pub(crate) fn compare(
    show: Show<'_>,
    validators: &Validators,
    schema: Option<&Value>,
    documented: &Value,
    got: &Value,
    place: &str,
    ways: &mut Vec<String>,
) {
    if schema.is_some_and(|schema| validators.is_marked(schema, "x-volatile")) {
        return;
    }
    let is_sensitive = schema.is_some_and(|schema| validators.is_marked(schema, "x-sensitive"));
    match (documented, got) {
        (Value::Object(documented), Value::Object(got)) => {
            for (key, value) in documented {
                let place = format!("{place}/{key}");
                let schema = schema.and_then(|schema| validators.property(schema, key));
                match got.get(key) {
                    Some(got) => compare(show, validators, schema, value, got, &place, ways),
                    None => ways.push(format!("expected the documented value at {place}, got nothing")),
                }
            }
            let more = got.keys().filter(|key| !documented.contains_key(*key));
            ways.extend(
                more.map(|key| format!("expected nothing at {place}/{key}, got a value: the example has none")),
            );
        }
        (Value::Array(documented), Value::Array(got)) if documented.len() == got.len() => {
            let items = schema.and_then(|schema| validators.keyword(schema, "items"));
            for (index, (documented, got)) in documented.iter().zip(got).enumerate() {
                compare(show, validators, items, documented, got, &format!("{place}/{index}"), ways);
            }
        }
        (documented, got) if documented != got => {
            let place = if place.is_empty() { "as the body".to_owned() } else { format!("at {place}") };
            let (wanted, got) = (show.value(documented, is_sensitive), show.value(got, is_sensitive));
            ways.push(format!("expected the documented {wanted} {place}, got {got}"));
        }
        _ => {}
    }
}

/// How parts of an answer to this request are shown: cut, and without its credentials, which are looked for before.
#[derive(Clone, Copy)]
pub(crate) struct Show<'a> {
    /// The request, which knows its credentials.
    pub request: &'a Request,
    /// Whether bytes that could not be read are shown: nothing says which of them are sensitive.
    pub unread: bool,
}

impl Show<'_> {
    /// A value; of one that is sensitive, that there is one.
    pub(crate) fn value(self, value: &Value, is_sensitive: bool) -> String {
        match value {
            Value::Object(object) => format!("an object of {} properties", object.len()),
            Value::Array(elements) => format!("an array of {} elements", elements.len()),
            Value::Null => "null".to_owned(),
            _ if is_sensitive => "a value that is not shown".to_owned(),
            scalar => self.excerpt(&scalar.to_string()),
        }
    }

    /// The beginning of a text, on one line.
    pub(crate) fn excerpt(self, text: &str) -> String {
        let text = self.request.redacted(text);
        let start: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.chars().nth(SHOWN).is_some() { format!("{start}…") } else { start }
    }

    /// The beginning of what may be no text.
    pub(crate) fn bytes(self, bytes: &[u8]) -> String {
        if bytes.is_empty() {
            "nothing".to_owned()
        } else if !self.unread {
            format!("{} bytes of something else", bytes.len())
        } else {
            format!("`{}`", self.excerpt(&String::from_utf8_lossy(bytes)))
        }
    }
}
