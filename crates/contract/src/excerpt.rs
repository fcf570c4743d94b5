//! Excerpts of responses for reports: short, on one line, and without credentials and sensitive values.

use serde_json::Value;

use crate::request::Request;

/// The maximum number of characters of a value in a report.
const MAX_LENGTH: usize = 120;

/// Makes excerpts of a request and its response. Credentials are removed before a text is cut.
#[derive(Clone, Copy)]
pub(crate) struct Excerpt<'a> {
    /// The request, which knows its credentials.
    pub request: &'a Request,
    /// Whether to show bytes that could not be parsed. Their schema is unknown, so they may hold sensitive values.
    pub shows_unparsed: bool,
}

impl Excerpt<'_> {
    /// A value. The value itself is not shown where `is_sensitive` is true.
    pub(crate) fn value(self, value: &Value, is_sensitive: bool) -> String {
        match value {
            Value::Object(object) => format!("an object of {} properties", object.len()),
            Value::Array(elements) => format!("an array of {} elements", elements.len()),
            Value::Null => "null".to_owned(),
            _ if is_sensitive => "a sensitive value".to_owned(),
            scalar => self.text(&scalar.to_string()),
        }
    }

    /// The beginning of a text. Control characters become spaces.
    pub(crate) fn text(self, text: &str) -> String {
        let text = self.request.redacted(text);
        let start: String = text.chars().take(MAX_LENGTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.chars().nth(MAX_LENGTH).is_some() { format!("{start}…") } else { start }
    }

    /// The beginning of bytes that could not be parsed, or their length.
    pub(crate) fn bytes(self, bytes: &[u8]) -> String {
        if bytes.is_empty() {
            "nothing".to_owned()
        } else if self.shows_unparsed {
            format!("`{}`", self.text(&String::from_utf8_lossy(bytes)))
        } else {
            format!("{} bytes", bytes.len())
        }
    }
}
