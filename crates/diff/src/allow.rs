//! Changes that are allowed, with a reason and an end date.

use std::collections::BTreeMap;

use model::load::load;
use model::node::Node;
use model::{Problem, Source};
use thiserror::Error;

/// An allowed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The reason.
    pub reason: String,
    /// The last day on which the change is allowed, as a date of RFC 3339 (`2027-01-31`). `None` if it is allowed for ever.
    pub until: Option<String>,
    /// The line of the entry, from 1.
    pub line: usize,
}

/// The reason why a list of allowed changes cannot be read.
#[derive(Debug, Error)]
pub enum AllowError {
    /// The file is neither YAML nor JSON.
    #[error("the file is neither YAML nor JSON")]
    Syntax(Box<Problem>),
    /// The file is not a list of objects.
    #[error("line {line}: expected a list of objects with `fingerprint`, `reason` and, if it ends, `until`")]
    Shape {
        /// The line.
        line: usize,
    },
    /// An entry lacks a field that it needs, or the field is not a text.
    #[error("line {line}: `{key}` must be a text that is not empty")]
    Missing {
        /// The line.
        line: usize,
        /// The field.
        key: &'static str,
    },
    /// An entry has an unknown field.
    #[error("line {line}: unknown field `{key}`")]
    Unknown {
        /// The line.
        line: usize,
        /// The field.
        key: String,
    },
    /// `until` is not a date.
    #[error("line {line}: `{text}` is not a date such as `2027-01-31`")]
    Date {
        /// The line.
        line: usize,
        /// The value.
        text: String,
    },
}

/// Reads a list of allowed changes, as YAML or JSON: objects with `fingerprint`, `reason` and optionally `until`. Returns them by
/// fingerprint.
///
/// # Errors
///
/// The first error in the file, with its line.
pub fn allowed(source: &Source) -> Result<BTreeMap<String, Allowed>, AllowError> {
    let root = load(source).map_err(|problem| AllowError::Syntax(Box::new(problem)))?;
    if let model::node::Value::Array(entries) = &root.value {
        return entries.iter().map(|entry| one(source, entry)).collect();
    }
    Err(AllowError::Shape { line: source.line(root.at.start) })
}

fn one(source: &Source, entry: &Node) -> Result<(String, Allowed), AllowError> {
    let line = source.line(entry.at.start);
    if entry.entries().is_empty() {
        return Err(AllowError::Shape { line });
    }
    if let Some(field) =
        entry.entries().iter().find(|field| !matches!(field.key.as_str(), "fingerprint" | "reason" | "until"))
    {
        return Err(AllowError::Unknown { line: source.line(field.key_at.start), key: field.key.clone() });
    }
    let text = |key: &'static str| {
        let text = entry.str(key).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or(AllowError::Missing { line, key })
    };
    let until = entry.get("until").map(|_| text("until")).transpose()?;
    match until.filter(|text| !is_date(text)) {
        Some(text) => Err(AllowError::Date { line, text }),
        None => {
            let until = entry.str("until").map(str::to_owned);
            Ok((text("fingerprint")?, Allowed { reason: text("reason")?, until, line }))
        }
    }
}

/// Returns whether a text is a `full-date` (RFC 3339 section 5.6). Whether the month has the day is not checked.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |index: &usize| bytes[*index].is_ascii_digit();
    bytes.len() == 10
        && [0, 1, 2, 3, 5, 6, 8, 9].iter().all(is_digit)
        && (bytes[4], bytes[7]) == (b'-', b'-')
        && ("01"..="12").contains(&&text[5..7])
        && ("01"..="31").contains(&&text[8..10])
}

/// Returns whether an allowed change is no longer allowed on the day `today`, a date of RFC 3339.
pub fn is_expired(allowed: &Allowed, today: &str) -> bool {
    // Such dates are in the order of their texts.
    allowed.until.as_deref().is_some_and(|until| until < today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<String, Allowed>, String> {
        allowed(&Source::new("allow.yaml", text)).map_err(|error| error.to_string())
    }

    #[test]
    fn an_entry_ends_after_its_last_day() {
        let found =
            read("- {fingerprint: ab, reason: agreed, until: '2027-01-31'}\n- {fingerprint: cd, reason: r}").unwrap();
        assert!(!is_expired(&found["ab"], "2027-01-31") && is_expired(&found["ab"], "2027-02-01"));
        assert!(!is_expired(&found["cd"], "9999-12-31"));
    }

    #[test]
    fn errors_have_a_line() {
        let fault = |text| read(text).unwrap_err();
        assert_eq!(fault("- {fingerprint: ab}"), "line 1: `reason` must be a text that is not empty");
        assert_eq!(fault("\n- {fingerprint: ab, reason: r, end: x}"), "line 2: unknown field `end`");
        assert!(fault("- {fingerprint: ab, reason: r, until: '2027-13-01'}").contains("is not a date"));
        assert!(fault("fingerprint: ab").contains("expected a list"));
    }
}
