//! Pages of a list that are selected by the number of elements before them, by their number, or by a cursor.

use model::api::Operation;
use model::listing::words::{NEXT, plain};
use serde_json::Value;

use super::list::{Sizes, objects};
use super::semantics::{Found, Relation, is_any_sensitive};
use crate::derive::{is_cursor, is_page_number, paging};
use crate::schemas::{Schemas, kind};
use crate::violation::{Basis, Severity};

/// How a page is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PagesBy {
    /// By the number of elements before it.
    Offset {
        /// The index of the parameter.
        parameter: usize,
    },
    /// By its number.
    Number {
        /// The index of the parameter.
        parameter: usize,
        /// The number of the first page; `None` if only the server tells.
        first: Option<u64>,
    },
    /// By the cursor in the page before.
    Cursor {
        /// The index of the parameter.
        parameter: usize,
        /// JSON Pointer to the cursor of the next page in the body.
        next: String,
    },
}

/// The ways in which pages of a list are selected.
pub(super) fn pages(
    schemas: &Schemas,
    operation: &Operation,
    pointer: &str,
    sizes: Sizes,
    severity: Severity,
) -> Vec<Found> {
    let mut out = Vec::new();
    let found = |label: &str, by, at| {
        let relation = Relation::Pages { pointer: pointer.to_owned(), sizes, by };
        (label.to_owned(), relation, severity, Basis::Document, at)
    };
    if let Some(page) = page(operation) {
        let parameter = &operation.parameters[page];
        let bound = |key: &str| schemas.keyword(&parameter.schema, key).and_then(Value::as_u64);
        // The default is the first page. Without one, only a minimum of 1 tells, or the server.
        let first = parameter.default.as_ref().and_then(Value::as_u64).or(bound("minimum").filter(|one| *one > 0));
        let is_open = first.is_none() && !parameter.required && schemas.accepts(&parameter.schema, &1.into());
        if first.is_some() || is_open {
            out.push(found("pages", PagesBy::Number { parameter: page, first }, parameter.at));
        }
    }
    if let Some((cursor, next)) = cursor(schemas, operation) {
        out.push(found(
            "pages-by-cursor",
            PagesBy::Cursor { parameter: cursor, next },
            operation.parameters[cursor].at,
        ));
    }
    let offset = paging(operation).offset;
    if let Some(parameter) = offset.filter(|offset| schemas.accepts(&operation.parameters[*offset].schema, &0.into())) {
        let is_by_number = |relation: &Relation| matches!(relation, Relation::Pages { by: PagesBy::Number { .. }, .. });
        let has_numbers = out.iter().any(|(_, relation, ..)| is_by_number(relation));
        let label = if has_numbers { "pages-by-offset" } else { "pages" };
        out.push(found(label, PagesBy::Offset { parameter }, operation.parameters[parameter].at));
    }
    out
}

/// The parameter that selects a page by the cursor in the page before, and JSON Pointer to that cursor in the body. `None` for cursors that
/// reports must not show.
pub(crate) fn cursor(schemas: &Schemas, operation: &Operation) -> Option<(usize, String)> {
    // The URL of the next page is no cursor.
    let is_url = |of: &Value| {
        let mut formats = ["format", "x-format"].iter().filter_map(|key| schemas.keyword(of, key)?.as_str());
        formats.any(|format| ["uri", "uri-reference", "url"].contains(&format))
    };
    let is_next = |(name, of): &(&str, &Value)| {
        NEXT.contains(&plain(name).as_str()) && kind(schemas, of) == Some("string") && !is_url(of)
    };
    let (outer, object, (next, of)) = objects(schemas, operation).into_iter().find_map(|(outer, object)| {
        let found = schemas.properties(object).into_iter().find(is_next)?;
        Some((outer, object, found))
    })?;
    let mut cursors = operation.parameters.iter().enumerate().filter(|(_, one)| is_cursor(schemas, one));
    let (cursor, parameter) = cursors.next().filter(|_| cursors.next().is_none())?;
    let is_shown = !is_any_sensitive(schemas, &[&parameter.schema, object, of]);
    is_shown.then(|| (cursor, format!("{outer}/{}", model::pointer::encode(next))))
}

/// The only parameter that selects a page by its number.
pub(crate) fn page(operation: &Operation) -> Option<usize> {
    let mut pages = operation.parameters.iter().enumerate().filter(|(_, one)| is_page_number(one));
    pages.next().filter(|_| pages.next().is_none()).map(|(page, _)| page)
}
