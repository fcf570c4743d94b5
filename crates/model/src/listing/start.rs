//! The parameters that select the first element of a page, and the property that leads to the next page.

use serde_json::Value;

use super::Paging;
use super::filter::kind;
use super::words::{CURSORS, NEXT, is_page, plain};
use crate::api::{Api, Location, NextPage, Operation, Parameter, Text};
use crate::resource::{keyword, properties, required, target, without_null};

/// A parameter that selects the first element, by index into [`Operation::parameters`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// The number of elements before the page.
    Offset(usize),
    /// The number of the page.
    Page {
        /// The parameter.
        parameter: usize,
        /// The number of the first page.
        first: u64,
    },
    /// The value that the page before has in [`Next::property`].
    Cursor(usize),
    /// A property of the last element before the page.
    LastItem {
        /// The parameter.
        parameter: usize,
        /// The property.
        property: String,
    },
}

/// The property of the body that leads to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its path.
    pub property: Vec<String>,
    /// The number of the first page, if the value is the number of a page. Else it is a place in the list.
    pub first: Option<u64>,
    /// Whether the value is a text.
    pub is_text: bool,
    /// The property on the last page.
    pub end: End,
}

/// A property on the last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// There is none.
    Absent,
    /// It is `null`.
    Null,
    /// It is an empty text.
    Empty,
}

/// The parameters of an operation that select the first element of a page.
pub(super) fn starts<N>(api: &Api<N>, operation: &Operation<N>, paging: Paging, next: Option<&Next>) -> Vec<Start> {
    let mut out: Vec<Start> = paging.offset.map(Start::Offset).into_iter().collect();
    let queries = operation.parameters.iter().enumerate().filter(|(_, one)| one.location == Location::Query);
    if let Some((parameter, first)) = page(api, operation) {
        out.push(Start::Page { parameter, first });
    }
    if next.is_some_and(|next| next.is_text) {
        let known = match operation.pagination.as_ref().map(|pagination| &pagination.next) {
            Some(NextPage::Cursor { parameter, .. }) => Some(*parameter),
            _ => None,
        };
        let mut cursors = queries.filter(|(_, one)| is_cursor(api, one)).map(|(index, _)| index);
        out.extend(known.or_else(|| cursors.next().filter(|_| cursors.next().is_none())).map(Start::Cursor));
    }
    if let Some(NextPage::LastItem { parameter, property }) =
        operation.pagination.as_ref().map(|pagination| &pagination.next)
        && let [property] = property.as_slice()
    {
        out.push(Start::LastItem { parameter: *parameter, property: property.clone() });
    }
    out
}

/// The only parameter for the number of a page, and the number of the first page: its default, its minimum, or 1.
fn page<N>(api: &Api<N>, operation: &Operation<N>) -> Option<(usize, u64)> {
    let mut pages = operation.parameters.iter().enumerate().filter(|(_, one)| is_page(one));
    let (index, parameter) = pages.next().filter(|_| pages.next().is_none())?;
    let minimum = keyword(api, &parameter.schema, "minimum").and_then(Value::as_u64).filter(|least| *least > 0);
    let first = parameter.default.as_ref().and_then(Value::as_u64).or(minimum).unwrap_or(1);
    Some((index, first))
}

/// Whether a parameter is a text in the query that may name any place in a list.
fn is_cursor<N>(api: &Api<N>, parameter: &Parameter<N>) -> bool {
    let name = plain(&parameter.wire);
    let name = name.trim_start_matches("page[").trim_end_matches(']');
    CURSORS.contains(&name)
        && !["before", "endingbefore"].contains(&name)
        && parameter.array.is_none()
        && parameter.text == Text::String
        && is_free(api, &parameter.schema)
}

/// Whether a text may be any one that is not empty.
fn is_free<N>(api: &Api<N>, schema: &Value) -> bool {
    let length = keyword(api, schema, "minLength").and_then(Value::as_u64).unwrap_or(0);
    length <= 1 && ["enum", "pattern", "format", "x-format"].iter().all(|key| keyword(api, schema, key).is_none())
}

/// The property that leads to the next page.
pub(super) fn next<N>(api: &Api<N>, operation: &Operation<N>, paging: Paging, body: &Value) -> Option<Next> {
    let known = match operation.pagination.as_ref().map(|pagination| &pagination.next) {
        Some(NextPage::Cursor { parameter, property }) => Some((Some(*parameter), property.clone())),
        Some(_) => None,
        None => {
            let shown = properties(api, body);
            let is_next = |name: &&&str| NEXT.contains(&plain(name).as_str());
            shown.keys().find(is_next).map(|name| (None, vec![(*name).to_owned()]))
        }
    };
    let (parameter, property) = known?;
    let (name, above) = property.split_last()?;
    let holder = above.iter().try_fold(body, |of, name| properties(api, of).get(name.as_str()).copied())?;
    let of = *properties(api, holder).get(name.as_str())?;
    let is_nullable = without_null(target(api, of)) != *target(api, of);
    let page = page(api, operation);
    let of_parameter = parameter.and_then(|index| operation.parameters.get(index));
    let is_text = match kind(api, of)?.as_str() {
        "string" if of_parameter.is_none_or(|one| one.text == Text::String && is_free(api, &one.schema)) => true,
        "integer" if parameter.is_some() && [paging.offset, page.map(|(page, _)| page)].contains(&parameter) => false,
        _ => return None,
    };
    let of = without_null(target(api, of));
    let end = if !required(api, holder).contains(&name.as_str()) {
        End::Absent
    } else if is_nullable {
        End::Null
    } else if is_text && keyword(api, &of, "minLength").is_none() {
        End::Empty
    } else {
        return None;
    };
    let first = page.filter(|(page, _)| !is_text && Some(*page) == parameter).map(|(_, first)| first);
    (!is_text || is_free(api, &of)).then_some(Next { property, first, is_text, end })
}
