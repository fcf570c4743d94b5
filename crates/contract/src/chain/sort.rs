//! Orders of a list that a parameter selects: `sort=-createdAt`.

use model::api::{Location, Operation};
use model::listing::words::{SORTS, direction, plain};
use serde_json::Value;

use super::semantics::{Found, Relation, is_any_sensitive, says};
use crate::schemas::{Schemas, kind};
use crate::violation::{Basis, Severity};

/// An order that a parameter selects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sort {
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The index of the parameter.
    pub parameter: usize,
    /// Its value.
    pub value: String,
    /// The property of the elements.
    pub property: String,
    /// Whether the largest value is first.
    pub is_descending: bool,
    /// The index of the parameter for the size of a page, with the largest size.
    pub limit: Option<(usize, u64)>,
    severity: Severity,
    name: String,
    at: model::source::Span,
}

impl Sort {
    pub(super) fn found(self, pointer: &str, limit: Option<(usize, u64)>) -> Found {
        let (label, severity, at) = (format!("query-{}-{}", self.name, self.value), self.severity, self.at);
        let sort = Sort { pointer: pointer.to_owned(), limit, ..self };
        (label, Relation::SelectedOrder(sort), severity, Basis::Document, at)
    }
}

/// The orders that a parameter selects by a numeric property or a date-time.
pub(super) fn sorts(schemas: &Schemas, operation: &Operation, items: &Value) -> Vec<Sort> {
    let mut out = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let is_sort = parameter.location == Location::Query && SORTS.contains(&plain(&parameter.wire).as_str());
        let listed = schemas.keyword(&parameter.schema, "enum").and_then(Value::as_array);
        let Some(listed) = listed.filter(|_| is_sort && parameter.array.is_none()) else { continue };
        let names: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
        let is_said = says(parameter.doc.as_deref(), &["order", "sort"]);
        for value in &names {
            let (name, is_descending, is_marked) = direction(value);
            let has_counterpart = names.iter().any(|other| *other != *value && direction(other).0 == name);
            let properties = schemas.properties(items);
            let found = properties.iter().find(|(known, of)| plain(known) == plain(name) && is_comparable(schemas, of));
            let Some((property, of)) = found.filter(|_| is_marked || has_counterpart) else { continue };
            if is_any_sensitive(schemas, &[of, items, &parameter.schema]) {
                continue;
            }
            out.push(Sort {
                pointer: String::new(),
                parameter: index,
                value: (*value).to_owned(),
                property: (*property).to_owned(),
                is_descending,
                limit: None,
                severity: if is_said { Severity::Must } else { Severity::Should },
                name: parameter.wire.clone(),
                at: parameter.at,
            });
        }
    }
    out
}

fn is_comparable(schemas: &Schemas, of: &Value) -> bool {
    match kind(schemas, of) {
        Some("integer" | "number") => true,
        Some("string") => schemas.keyword(of, "format").and_then(Value::as_str) == Some("date-time"),
        _ => false,
    }
}
