//! Groups violations by their cause: cases that differ only in the operation, the property or the values have one cause.

use model::source::Span;

use super::concern::{Concern, concern};
use super::place::Places;
use crate::conformance::status_text;
use crate::derive::Case;
use crate::kind::{ExpectedStatus, ViolationKind};
use crate::label::Label;
use crate::part::{ResponsePart, without_indexes};
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
    /// The cases with their violations, in the order of the report. There is at least one of both.
    pub cases: Vec<(&'r Case, Vec<&'r Violation>)>,
}

/// Violations with equal keys have one cause.
#[derive(PartialEq)]
struct CauseKey<'r> {
    severity: Severity,
    rests_on: Basis,
    /// `None` for stored values.
    kind: Option<&'r ViolationKind>,
    /// The places of all values of the case that are not the stored ones: a server that stores nothing has one cause.
    stored: Vec<&'r str>,
    /// The place in the document, for a part of a response.
    at: Option<Span>,
    /// The kind of defect, if a server accepts a request that it must reject.
    defect: Option<String>,
}

/// The causes of violations, in the order of their first case. The most severe come first.
pub(super) fn causes<'r>(places: &Places, cases: impl Iterator<Item = (&'r Case, &'r [Violation])>) -> Vec<Cause<'r>> {
    let mut causes: Vec<(CauseKey<'r>, Cause<'r>)> = Vec::new();
    for (case, violations) in cases {
        for violation in violations {
            let at = places.of_violation(case, violation);
            let Violation { severity, rests_on, kind, part, .. } = violation;
            let (severity, rests_on) = (*severity, *rests_on);
            let stored = if is_stored(kind) { stored(violations, violation) } else { Vec::new() };
            let is_at_part = part.is_some() && !is_stored(kind);
            let (own, defect) = (Some(kind).filter(|kind| !is_stored(kind)), accepted_defect(case, kind));
            let key = CauseKey { severity, rests_on, kind: own, stored, at: is_at_part.then_some(at), defect };
            match causes.iter_mut().find(|(known, _)| *known == key) {
                Some((_, cause)) => match cause.cases.last_mut().filter(|(last, _)| last.id == case.id) {
                    Some((_, of_case)) => of_case.push(violation),
                    None => cause.cases.push((case, vec![violation])),
                },
                None => {
                    let mut message = match key.stored.as_slice() {
                        [] | [_] => message(kind, part.as_ref()),
                        several => stored_message(several),
                    };
                    if let Some(defect) = &key.defect {
                        message.push_str(&format!(": {defect}"));
                    }
                    causes.push((key, Cause { message, severity, rests_on, at, cases: vec![(case, vec![violation])] }));
                }
            }
        }
    }
    causes.sort_by_key(|(key, _)| std::cmp::Reverse(key.severity));
    causes.into_iter().map(|(_, cause)| cause).collect()
}

fn is_stored(kind: &ViolationKind) -> bool {
    matches!(kind, ViolationKind::Stored { .. })
}

/// The places of the values of a case that are not the stored ones, among the violations that are like `one`.
fn stored<'r>(violations: &'r [Violation], one: &Violation) -> Vec<&'r str> {
    let alike = violations.iter().filter(|other| other.severity == one.severity && other.rests_on == one.rests_on);
    let pointers = alike.filter_map(|other| match &other.kind {
        ViolationKind::Stored { pointer } => Some(pointer.as_str()),
        _ => None,
    });
    let mut pointers: Vec<&str> = pointers.collect();
    // Several elements of one list have one place.
    pointers.dedup();
    pointers
}

/// The number of places that a message names.
const MAX_PLACES: usize = 3;

fn stored_message(pointers: &[&str]) -> String {
    let shown = pointers.iter().take(MAX_PLACES).copied().collect::<Vec<&str>>().join(", ");
    let more = match pointers.len().saturating_sub(MAX_PLACES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("expected the stored values at {shown}{more}, got other ones")
}

/// The kind of defect of a request that a server accepted and must reject.
fn accepted_defect(case: &Case, kind: &ViolationKind) -> Option<String> {
    match kind {
        ViolationKind::Status { expected: ExpectedStatus::Rejection, got: 200..=299 } => Some(defect(&case.label)),
        _ => None,
    }
}

/// The kind of defect without the name of the part, unless the defect is of this part alone.
fn defect(label: &Label) -> String {
    match label {
        Label::Part(_, mutation) if !matches!(concern(mutation), Concern::Part) => mutation.to_string(),
        label => label.to_string(),
    }
}

/// The message of a cause: that of its violations without values.
fn message(kind: &ViolationKind, part: Option<&ResponsePart>) -> String {
    let header = match part {
        Some(ResponsePart::Header(name)) => format!("the header `{name}`"),
        _ => "the header".to_owned(),
    };
    let place = match part {
        Some(ResponsePart::Body { pointer, .. }) if !pointer.is_empty() => format!(" at {}", without_indexes(pointer)),
        _ => String::new(),
    };
    match kind {
        ViolationKind::NoResponse => "expected a response, got none".to_owned(),
        ViolationKind::BodyInterrupted => "expected a whole body, got an incomplete one".to_owned(),
        ViolationKind::BodyTooLarge => "expected a shorter body".to_owned(),
        ViolationKind::NoCredential { scheme } => format!("no credential for `{scheme}`"),
        ViolationKind::PassedBaseline => "expected the failure that the baseline lists, got none".to_owned(),
        ViolationKind::Status { expected, got } => format!("expected {}, got {got}", status(*expected, *got)),
        ViolationKind::UndocumentedStatus(got) => format!("expected a documented status, got {got}"),
        ViolationKind::Allow => "expected a header `Allow` with all methods of the path".to_owned(),
        ViolationKind::Challenge => {
            "expected a header `WWW-Authenticate` in the response with 401, got none".to_owned()
        }
        ViolationKind::HeaderAbsent => format!("expected {header}, got none"),
        ViolationKind::Header => format!("expected {header} to fit its schema"),
        ViolationKind::UnexpectedBody => "expected no body, got one".to_owned(),
        ViolationKind::ContentType => "expected another content type".to_owned(),
        ViolationKind::NotJson => "expected a body of JSON".to_owned(),
        ViolationKind::Item => "expected every item of the body to fit its schema".to_owned(),
        ViolationKind::Schema { keyword, property } => {
            let violated = match (keyword, property) {
                (Some(keyword), Some(property)) => format!(" (`{keyword}`: `{property}`)"),
                (Some(keyword), None) => format!(" (`{keyword}`)"),
                (None, _) => String::new(),
            };
            format!("expected the body{place} to fit its schema{violated}")
        }
        ViolationKind::Misplaced => format!("expected nothing{place}, which is sent in the other direction only"),
        ViolationKind::Example => format!("expected the documented value{place}"),
        ViolationKind::Stored { pointer } if pointer.is_empty() => "expected the stored value as the body".to_owned(),
        ViolationKind::Stored { pointer } => format!("expected the stored value at {pointer}, got another one"),
        ViolationKind::NotReplaced => "expected no value that the PUT before did not have, got an old one".to_owned(),
        ViolationKind::IdChanged => "expected the same id as before, got another one".to_owned(),
        ViolationKind::NotCleared => "expected null or nothing after PATCH with null, got a value".to_owned(),
        ViolationKind::ReadOnlyStored => {
            "expected the server's own value of a `readOnly` property, got the one that was sent".to_owned()
        }
        ViolationKind::WriteOnlyReturned => "expected no `writeOnly` property, got one".to_owned(),
        ViolationKind::LocationElsewhere => "expected a `Location` below the URL of the server".to_owned(),
        ViolationKind::LocationNowhere => "expected the created resource at `Location`, got none".to_owned(),
        ViolationKind::LocationOfAnother => "expected the created resource at `Location`, got another one".to_owned(),
        ViolationKind::NotListed => "expected a list with the created resource, got one without it".to_owned(),
        ViolationKind::ListedElsewhere => {
            "expected a list without the resource that was created below another one, got one with it".to_owned()
        }
        ViolationKind::FoundElsewhere => {
            "expected 404, because the resource was created below another one, got the resource".to_owned()
        }
        ViolationKind::StillListed => "expected a list without the deleted resource, got one with it".to_owned(),
        ViolationKind::OtherDeleted => {
            "expected only the resource of the path to be deleted, got another one deleted too".to_owned()
        }
        ViolationKind::Precondition => "expected a request to fail its precondition, but it was performed".to_owned(),
        ViolationKind::TagUnchanged => "expected another `ETag` after a change, got the one before".to_owned(),
        ViolationKind::Default => {
            "expected the response to a request without a parameter to equal that with its default".to_owned()
        }
        ViolationKind::Limit => "expected at most as many elements as the limit, got more".to_owned(),
        ViolationKind::Pages => "expected pages to have the same elements in the same order as one page".to_owned(),
        ViolationKind::Total => "expected the number of all elements as the total, got another one".to_owned(),
        ViolationKind::FilterOmits => "expected all elements that a filter selects, got fewer".to_owned(),
        ViolationKind::FilterIgnored => "expected only elements that a filter selects, got another one".to_owned(),
        ViolationKind::NotSorted => "expected the elements in the documented order, got another order".to_owned(),
        ViolationKind::OrderChanges => {
            "expected two equal requests to return the same order, got another one".to_owned()
        }
    }
}

fn status(expected: ExpectedStatus, got: u16) -> String {
    match expected {
        ExpectedStatus::Documented(status) => status_text(status),
        ExpectedStatus::Rejection => "a rejection".to_owned(),
        ExpectedStatus::CreatedOrRejection => "201 or a rejection".to_owned(),
        ExpectedStatus::Success => "a documented success".to_owned(),
        ExpectedStatus::NotFound => "404".to_owned(),
        ExpectedStatus::MethodNotAllowed => "405".to_owned(),
        ExpectedStatus::NoServerError if got >= 500 => "no server error".to_owned(),
        ExpectedStatus::NoServerError => "no redirect".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{message, stored_message};
    use crate::kind::ViolationKind;
    use crate::part::ResponsePart;

    #[test]
    fn a_message_has_no_indexes() {
        let kind = ViolationKind::Schema { keyword: Some("required".to_owned()), property: Some("name".to_owned()) };
        let pointer = "/items/3/owner".to_owned();
        let part = ResponsePart::Body { media_type: "application/json".to_owned(), pointer, keyword: None };
        assert_eq!(
            message(&kind, Some(&part)),
            "expected the body at /items/*/owner to fit its schema (`required`: `name`)"
        );
    }

    #[test]
    fn several_stored_values_are_one_message() {
        assert_eq!(stored_message(&["/a", "/b"]), "expected the stored values at /a, /b, got other ones");
        assert_eq!(
            stored_message(&["/a", "/b", "/c", "/d", "/e"]),
            "expected the stored values at /a, /b, /c and 2 more, got other ones"
        );
    }
}
