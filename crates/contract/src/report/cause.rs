//! Groups violations by their cause: cases that differ only in the operation, the property or the values have one cause.

use model::source::Span;

use super::label::end_of;
use super::place::Places;
use crate::derive::{Case, Group};
use crate::violation::{Basis, Severity, Violation};

/// A cause, with the violations that it has.
pub(super) struct Cause<'r> {
    /// The message, without the parts that differ.
    pub message: String,
    /// How strongly the text demands it.
    pub severity: Severity,
    /// The text.
    pub rests_on: Basis,
    /// The place in the document that the first violation leads to.
    pub at: Span,
    /// The violations, in the order of the report. There is at least one.
    pub cases: Vec<(&'r Case, &'r Violation)>,
}

/// Violations with equal keys have one cause.
#[derive(PartialEq)]
struct Key {
    severity: Severity,
    rests_on: Basis,
    /// The place in the document, for a part of a response.
    at: Option<Span>,
    /// The message, or the reason after it.
    text: String,
}

/// The causes of violations, in the order of their first case. The most severe come first.
pub(super) fn causes<'r>(places: &Places, cases: impl Iterator<Item = (&'r Case, &'r [Violation])>) -> Vec<Cause<'r>> {
    let mut causes: Vec<(Key, Cause<'r>)> = Vec::new();
    for (case, violations) in cases {
        for violation in violations {
            let at = places.of_violation(case, violation);
            let (severity, rests_on) = (violation.severity, violation.rests_on);
            let (message, key) = match &violation.part {
                Some(_) => {
                    let (message, reason) = of_part(&violation.message);
                    (message, Key { severity, rests_on, at: Some(at), text: reason })
                }
                None => {
                    let message = normal(case, &violation.message);
                    (message.clone(), Key { severity, rests_on, at: None, text: message })
                }
            };
            match causes.iter_mut().find(|(known, _)| *known == key) {
                Some((_, cause)) => cause.cases.push((case, violation)),
                None => causes.push((key, Cause { message, severity, rests_on, at, cases: vec![(case, violation)] })),
            }
        }
    }
    causes.sort_by_key(|(key, _)| std::cmp::Reverse(key.severity));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

/// The message about a part of a response without the received value, and its end, which is the same for each pointer.
fn of_part(message: &str) -> (String, String) {
    let Some((expected, got)) = message.split_once(", got ") else { return (message.to_owned(), message.to_owned()) };
    let expected = expected.split('/').map(without_index).collect::<Vec<_>>().join("/");
    // The value is in front of the reason, and may contain its separator.
    match got.rsplit_once(": ") {
        Some((_, reason)) => (format!("{expected}: {reason}"), reason.to_owned()),
        None => (format!("{expected}, got {}", without_values(got)), without_values(got)),
    }
}

/// A message without values, elements and lists of status codes. If a server accepts a request that it must reject, the kind of
/// defect is added.
fn normal(case: &Case, message: &str) -> String {
    let Some((expected, got)) = message.split_once(", got ") else { return message.to_owned() };
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
    let is_rejection = case.group == Group::Rejected
        && expected.strip_prefix("expected ").is_some_and(|codes| codes.split(" or ").all(is_code));
    let expected = if is_rejection {
        "expected a rejection".to_owned()
    } else if expected.starts_with("expected a documented status (") {
        "expected a documented status".to_owned()
    } else if expected.starts_with("expected a documented success or ") {
        "expected a documented success".to_owned()
    } else {
        expected.split('/').map(without_index).collect::<Vec<_>>().join("/")
    };
    let status = got.get(..3).filter(|code| is_code(code));
    let (start, rest) = got.split_at(status.map_or(0, str::len));
    let message = format!("{expected}, got {start}{}", without_values(rest));
    let is_accepted = status.is_some_and(|code| code.starts_with('2'));
    match case.id.splitn(3, '/').nth(2).map(end_of) {
        Some(defect) if is_rejection && is_accepted => format!("{message}: {defect}"),
        _ => message,
    }
}

/// A token of a JSON Pointer with `*` in place of the index of an element. Words may follow the pointer.
fn without_index(token: &str) -> String {
    let (index, rest) = token.split_at(token.find(' ').unwrap_or(token.len()));
    let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    if is_index { format!("*{rest}") } else { token.to_owned() }
}

/// A text with `…` in place of quoted values and `N` in place of numbers. Names of properties in double quotes before `is a
/// required property` are kept.
fn without_values(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '`' || c == '"' {
            let inner = &rest[1..];
            let end = inner.find(c).unwrap_or(inner.len());
            let (value, after) = (&inner[..end], inner.get(end + 1..).unwrap_or_default());
            let is_name = c == '"' && after.starts_with(" is a required property");
            out.push_str(&format!("{c}{}{c}", if is_name { value } else { "…" }));
            rest = after;
        } else if c.is_ascii_digit() {
            out.push('N');
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{of_part, without_values};

    #[test]
    fn a_part_has_its_reason() {
        let message =
            r#"expected the body at /items/3/name to fit its schema, got "a: b": the value is not of type "integer""#;
        let (message, reason) = of_part(message);
        assert_eq!(
            message,
            r#"expected the body at /items/*/name to fit its schema: the value is not of type "integer""#
        );
        assert_eq!(reason, r#"the value is not of type "integer""#);
    }

    #[test]
    fn values_and_numbers_are_replaced() {
        let text = r#" "a" and `b`, an array of 12 elements: "c" is a required property (1:5"#;
        assert_eq!(without_values(text), r#" "…" and `…`, an array of N elements: "c" is a required property (N:N"#);
        assert_eq!(without_values("`ä"), "`…`");
    }
}
