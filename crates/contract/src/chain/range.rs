//! Parameters that are bounds of a date or date-time of the elements of a list: `createdAfter` of `createdAt`.

use model::api::{Location, Operation, Parameter};
use model::listing::words::{bound, plain};
use serde_json::Value;

use super::semantics::{Found, Relation, is_any_sensitive, says};
use crate::schemas::Schemas;
use crate::violation::{Basis, Severity};

/// A parameter that is a bound of a property of the elements.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The index of the parameter.
    pub parameter: usize,
    /// The property of the elements.
    pub property: String,
    /// Whether elements are after the bound. Else they are before it.
    pub is_after: bool,
    severity: Severity,
    name: String,
    at: model::source::Span,
}

impl Range {
    pub(super) fn found(self, pointer: &str) -> Found {
        let (label, severity, at) = (format!("query-{}-range", self.name), self.severity, self.at);
        let range = Range { pointer: pointer.to_owned(), ..self };
        (label, Relation::Range(range), severity, Basis::Document, at)
    }
}

/// The parameters that are bounds of a date or date-time of the elements: `createdAfter` of `createdAt`.
pub(super) fn ranges(schemas: &Schemas, operation: &Operation, items: &Value) -> Vec<Range> {
    let format = |of: &Value| schemas.keyword(of, "format").and_then(Value::as_str).map(str::to_owned);
    let range = |(index, parameter): (usize, &Parameter)| {
        let own = format(&parameter.schema).filter(|own| matches!(own.as_str(), "date" | "date-time"))?;
        let (names, is_after) = bound(&parameter.wire)?;
        let properties = schemas.properties(items);
        let mut fitting =
            properties.iter().filter(|(known, of)| names.contains(&plain(known)) && format(of).as_ref() == Some(&own));
        let (property, of) = fitting.next().filter(|_| parameter.location == Location::Query && !parameter.required)?;
        if is_any_sensitive(schemas, &[of, items, &parameter.schema]) {
            return None;
        }
        let is_said = says(parameter.doc.as_deref(), &["after", "since", "from", "before", "until"]);
        let is_only = says(parameter.doc.as_deref(), &["only"]);
        Some(Range {
            pointer: String::new(),
            parameter: index,
            property: (*property).to_owned(),
            is_after,
            severity: if is_said && is_only { Severity::Must } else { Severity::Should },
            name: parameter.wire.clone(),
            at: parameter.at,
        })
    };
    operation.parameters.iter().enumerate().filter_map(range).collect()
}
