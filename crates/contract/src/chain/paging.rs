//! Relations between the pages and orders of one list, as far as its parameters and the document's words tell.

use model::api::{Location, Operation, Parameter};
use model::listing::words::{NEXT, SORTS, bound, direction, is_page, plain};
use serde_json::Value;

use super::semantics::{Found, Relation, says};
use crate::schemas::Schemas;
use crate::synthesize::kind;
use crate::violation::{Basis, Severity};

/// The array of a list, and the sizes of its pages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sizes {
    /// JSON Pointer to the array in the body.
    pub pointer: String,
    /// The index of the parameter for the size of a page.
    pub limit: usize,
    /// The smallest size.
    pub least: u64,
    /// The largest size.
    pub most: u64,
}

/// An order that a parameter selects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
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

impl Order {
    pub(super) fn found(self, pointer: &str, limit: Option<(usize, u64)>) -> Found {
        let (label, severity, at) = (format!("query-{}-{}", self.name, self.value), self.severity, self.at);
        let order = Order { pointer: pointer.to_owned(), limit, ..self };
        (label, Relation::Ordered(order), severity, Basis::Document, at)
    }
}

impl Range {
    pub(super) fn found(self, pointer: &str) -> Found {
        let (label, severity, at) = (format!("query-{}-range", self.name), self.severity, self.at);
        let range = Range { pointer: pointer.to_owned(), ..self };
        (label, Relation::Range(range), severity, Basis::Document, at)
    }
}

/// The pages that are selected by a number or by a cursor.
pub(super) fn pages(schemas: &Schemas, operation: &Operation, sizes: Sizes, severity: Severity) -> Vec<Found> {
    let mut out = Vec::new();
    let queries = || operation.parameters.iter().enumerate().filter(|(_, one)| one.location == Location::Query);
    if let [(page, parameter)] = queries().filter(|(_, one)| is_page(one)).collect::<Vec<_>>().as_slice() {
        let minimum = schemas.keyword(&parameter.schema, "minimum").and_then(Value::as_u64);
        // The default is the first page. Without one, only a minimum of 1 tells.
        if let Some(first) = parameter.default.as_ref().and_then(Value::as_u64).or(minimum.filter(|one| *one > 0)) {
            let relation = Relation::Numbered { sizes: sizes.clone(), page: *page, first };
            out.push(("pages".to_owned(), relation, severity, Basis::Document, parameter.at));
        }
    }
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let body = successes.flat_map(|response| &response.contents).find_map(|content| content.schema.as_ref());
    let properties = body.map(|body| schemas.properties(body)).unwrap_or_default();
    // The URL of the next page is no cursor.
    let is_url = |of: &Value| {
        let mut formats = ["format", "x-format"].iter().filter_map(|key| schemas.keyword(of, key)?.as_str());
        formats.any(|format| ["uri", "uri-reference", "url"].contains(&format))
    };
    let next = properties
        .iter()
        .find(|(name, of)| NEXT.contains(&plain(name).as_str()) && kind(schemas, of) == Some("string") && !is_url(of));
    let is_cursor = |one: &Parameter| crate::derive::is_cursor(schemas, one);
    if let ([(cursor, parameter)], Some((next, _))) =
        (queries().filter(|(_, one)| is_cursor(one)).collect::<Vec<_>>().as_slice(), next)
    {
        let next = format!("/{}", model::pointer::encode(next));
        let relation = Relation::Cursor { sizes, cursor: *cursor, next };
        out.push(("pages-by-cursor".to_owned(), relation, severity, Basis::Document, parameter.at));
    }
    out
}

/// The orders that a parameter selects by a numeric property or a date-time.
pub(super) fn orders(schemas: &Schemas, operation: &Operation, items: &Value) -> Vec<Order> {
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
            let Some((property, _)) = found.filter(|_| is_marked || has_counterpart) else { continue };
            out.push(Order {
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

/// The parameters that are bounds of a date or date-time of the elements: `createdAfter` of `createdAt`.
pub(super) fn ranges(schemas: &Schemas, operation: &Operation, items: &Value) -> Vec<Range> {
    let format = |of: &Value| schemas.keyword(of, "format").and_then(Value::as_str).map(str::to_owned);
    let range = |(index, parameter): (usize, &Parameter)| {
        let own = format(&parameter.schema).filter(|own| matches!(own.as_str(), "date" | "date-time"))?;
        let (names, is_after) = bound(&parameter.wire)?;
        let properties = schemas.properties(items);
        let mut fitting =
            properties.iter().filter(|(known, of)| names.contains(&plain(known)) && format(of).as_ref() == Some(&own));
        let (property, _) = fitting.next().filter(|_| parameter.location == Location::Query && !parameter.required)?;
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
