//! Changes that are allowed, with a reason and an end date.

use std::collections::BTreeMap;

use model::load::load;
use model::nearest::nearest;
use model::node::{Entry, Node, Value};
use model::problem::Kind;
use model::source::Span;
use model::{Problem, Problems, Source};

/// An allowed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The reason.
    pub reason: String,
    /// The last day on which the change is allowed, as a date of RFC 3339 (`2027-01-31`). `None` if it is allowed for ever.
    pub until: Option<String>,
    /// The place of the entry.
    pub at: Span,
}

/// The fields of an entry.
const FIELDS: [&str; 3] = ["fingerprint", "reason", "until"];

/// Reads a list of allowed changes, as YAML or JSON: objects with `fingerprint`, `reason` and optionally `until`. Returns them by
/// fingerprint.
///
/// # Errors
///
/// All errors of the file.
pub fn allowed(source: &Source) -> Result<BTreeMap<String, Allowed>, Problems> {
    let root = load(source).map_err(|problem| Problems(vec![problem]))?;
    let Value::Array(entries) = &root.value else {
        return Err(Problems(vec![shape("the file", root.at)]));
    };
    let (mut found, mut problems) = (BTreeMap::new(), Vec::new());
    for entry in entries {
        if let Some((fingerprint, allowed)) = one(entry, &mut problems) {
            found.insert(fingerprint, allowed);
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(Problems(problems)) }
}

/// Reads an entry. `None` if it has an error, which is reported.
fn one(entry: &Node, problems: &mut Vec<Problem>) -> Option<(String, Allowed)> {
    if entry.entries().is_empty() {
        problems.push(shape("the entry", entry.at));
        return None;
    }
    problems.extend(entry.entries().iter().filter(|field| !FIELDS.contains(&field.key.as_str())).map(unknown));
    let mut text = |key: &str, is_required: bool| {
        let field = entry.get(key);
        let text = field.and_then(Node::as_str).filter(|text| !text.is_empty());
        if text.is_none() && (is_required || field.is_some()) {
            let (at, why) = match field {
                Some(field) => (field.at, "is not a text"),
                None => (entry.at, "is missing"),
            };
            problems.push(invalid(
                format!("`{key}`"),
                why,
                "write a text that is not empty, in quotes if it looks like a number",
                at,
            ));
        }
        text.map(str::to_owned)
    };
    let (fingerprint, reason, until) = (text("fingerprint", true), text("reason", true), text("until", false));
    if let (Some(until), Some(field)) = (&until, entry.get("until"))
        && !is_date(until)
    {
        problems.push(invalid(format!("`{until}`"), "is not a date", "write a date such as `2027-01-31`", field.at));
    }
    Some((fingerprint?, Allowed { reason: reason?, until, at: entry.at }))
}

fn shape(what: &str, at: Span) -> Problem {
    let instead = "write a list of objects with `fingerprint`, `reason` and, if it ends, `until`";
    invalid(what.to_owned(), "has another shape than a list of allowed changes", instead, at)
}

fn unknown(field: &Entry) -> Problem {
    let kind = Kind::UnknownWord {
        what: format!("the field `{}`", field.key).into(),
        why: "is unknown".into(),
        nearest: nearest(&field.key, FIELDS.into_iter()).map(Into::into),
        instead: "remove it",
    };
    Problem::new(field.key_at, kind)
}

fn invalid(what: String, why: &str, instead: &'static str, at: Span) -> Problem {
    Problem::new(at, Kind::Invalid { what, why: why.to_owned(), instead })
}

/// A warning about an entry that has no effect: `why` ends a sentence about its fingerprint.
pub fn without_effect(fingerprint: &str, allowed: &Allowed, why: &str) -> Problem {
    let kind = invalid(format!("the allowed change {fingerprint}"), why, "remove the entry, or renew it", allowed.at);
    Problem { tolerated: true, ..kind }
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

    fn read(text: &str) -> Result<BTreeMap<String, Allowed>, Vec<String>> {
        let source = Source::new("allow.yaml", text);
        allowed(&source).map_err(|problems| {
            problems.0.iter().map(|one| format!("{}: {}", source.line(one.at.start), one.kind)).collect()
        })
    }

    #[test]
    fn an_entry_ends_after_its_last_day() {
        let found =
            read("- {fingerprint: ab, reason: agreed, until: '2027-01-31'}\n- {fingerprint: cd, reason: r}").unwrap();
        assert!(!is_expired(&found["ab"], "2027-01-31") && is_expired(&found["ab"], "2027-02-01"));
        assert!(!is_expired(&found["cd"], "9999-12-31"));
    }

    #[test]
    fn all_errors_have_their_places() {
        let faults = |text| read(text).unwrap_err();
        assert_eq!(faults("- {fingerprint: ab}"), ["1: `reason` is missing"]);
        assert_eq!(
            faults("- fingerprint: ab\n  reason: 1\n- {fingerprint: ab, reason: r, untill: x}\n"),
            ["2: `reason` is not a text", "3: the field `untill` is unknown"]
        );
        assert_eq!(faults("- fingerprint: ab\n  reason: r\n  until: '2027-13-01'"), ["3: `2027-13-01` is not a date"]);
        assert!(faults("fingerprint: ab")[0].contains("another shape"));
    }
}
