//! Violations: differences between a response and the rule that demands something else.

use model::source::Span;

use crate::kind::ViolationKind;
use crate::part::ResponsePart;

/// How strongly a rule demands something, in the words of RFC 2119. The order is from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No rule demands it; most servers do it, because it prevents errors of their clients.
    Advice,
    /// A rule recommends it, or allows others too.
    Should,
    /// The document or a specification demands it.
    Must,
}

impl Severity {
    /// `advice`, `warning` or `failure`: the word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Should => "warning",
            Severity::Must => "failure",
        }
    }
}

/// The rule that a case or a violation rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The document, at the place of the case or violation.
    Document,
    /// The document, as this section of a specification explains it: `OpenAPI, Parameter Object`. The sections of
    /// OpenAPI have the same names in all versions.
    Specification(&'static str),
    /// No rule. The case is advice.
    Practice,
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Basis::Document => f.write_str("the document"),
            Basis::Specification(section) => f.write_str(section),
            Basis::Practice => f.write_str("common practice; no specification demands it"),
        }
    }
}

/// One difference between a response and the rule that it must conform to.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The kind of violation.
    pub kind: ViolationKind,
    /// `expected …, got …`, without credentials and sensitive values.
    pub message: String,
    /// How strongly the rule demands it.
    pub severity: Severity,
    /// The rule.
    pub rests_on: Basis,
    /// The place in the document: the expectation of the case, or the description of the response.
    pub at: Span,
    /// The part of the response that does not conform, `None` if it is the response as a whole.
    pub part: Option<ResponsePart>,
}

impl std::fmt::Display for Violation {
    /// Writes the message.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}
