//! Lists: the parameters that select a part of a list or its order, and the header with the number of all elements.
//!
//! OpenAPI does not name them. They are inferred from names that many APIs share; where two parameters have the same purpose, none is taken.

mod filter;
mod start;
pub mod words;

use serde_json::Value;

use crate::api::{Api, Format, Location, Operation, Parameter, ResponseHeader, Segment, Text};
use crate::resource::{properties, target};
pub use filter::{By, Filter, Order};
pub use start::{End, Next, Start};

/// Names of parameters for the number of elements of a page. `$` at the start of a name of a parameter (OData) does not count.
const LIMITS: [&str; 9] =
    ["limit", "page_size", "pagesize", "per_page", "perpage", "max_results", "maxresults", "first", "top"];
/// Names of parameters for the number of elements before a page.
const OFFSETS: [&str; 2] = ["offset", "skip"];
/// Names of parameters that select a page in other ways.
const OTHERS: [&str; 12] = [
    "page",
    "page_number",
    "pagenumber",
    "page_token",
    "pagetoken",
    "cursor",
    "after",
    "before",
    "since",
    "start",
    "next",
    "continuation",
];
/// Names of headers with the number of all elements.
const TOTALS: [&str; 4] = ["x-total-count", "x-total", "total-count", "x-total-elements"];

/// The parameters of a list that select a page, by index into [`Operation::parameters`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// The number of elements of a page.
    pub limit: Option<usize>,
    /// The number of elements before the page.
    pub offset: Option<usize>,
    /// Whether another parameter selects a page.
    pub has_other: bool,
}

impl Paging {
    /// The parameters of an operation that select a page. A parameter is taken if its name says so and it is an integer;
    /// none is taken for a purpose that two parameters have.
    pub fn of<N>(operation: &Operation<N>) -> Self {
        let named = |names: &[&str]| {
            let is_it = |parameter: &Parameter<N>| {
                let name = parameter.wire.trim_start_matches('$').to_ascii_lowercase();
                parameter.location == Location::Query && names.contains(&name.as_str())
            };
            let found = operation.parameters.iter().enumerate().filter(|(_, parameter)| is_it(parameter));
            found.map(|(index, _)| index).collect::<Vec<usize>>()
        };
        let is_integer = |index: &usize| {
            let parameter = &operation.parameters[*index];
            parameter.text == Text::Integer && parameter.is_plain() && parameter.array.is_none()
        };
        let one = |found: Vec<usize>| match found.as_slice() {
            [index] => Some(*index).filter(is_integer),
            _ => None,
        };
        Paging { limit: one(named(&LIMITS)), offset: one(named(&OFFSETS)), has_other: !named(&OTHERS).is_empty() }
    }
}

/// Whether the name of a header says that it has the number of all elements.
pub fn is_total<N>(header: &ResponseHeader<N>) -> bool {
    TOTALS.contains(&header.wire.to_ascii_lowercase().as_str())
}

/// The list that an operation returns in parts. Parameters are indexes in [`Operation::parameters`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The path of the list in the body. Empty if the body is the list.
    pub items: Vec<String>,
    /// The least number of elements (`minItems`).
    pub least: u64,
    /// The parameter for the number of elements.
    pub limit: Option<usize>,
    /// The parameters that select the first element.
    pub starts: Vec<Start>,
    /// The property that leads to the next page.
    pub next: Option<Next>,
    /// The path of a boolean that is `false` on the last page.
    pub has_more: Option<Vec<String>>,
    /// The parameters that select elements.
    pub filters: Vec<Filter>,
    /// The orders of the elements.
    pub orders: Vec<Order>,
    /// The header with the number of all elements, in lower case.
    pub total: Option<String>,
}

/// Returns the list of an operation. `None` if its success has none, or the document has nothing that selects a part or counts the elements.
pub fn listing<N>(api: &Api<N>, operation: &Operation<N>) -> Option<Listing> {
    // One resource may have an array among its properties.
    let is_one = matches!(operation.path.last(), Some(Segment::Parameter(_)));
    if operation.method != "GET" || is_one {
        return None;
    }
    let paging = Paging::of(operation);
    let response = operation.successes().next()?;
    let content = response.contents.iter().find(|content| content.format == Format::Json)?;
    let schema = content.schema.as_ref()?;
    let (items, list) = list(api, operation, schema)?;
    let least = target(api, list).get("minItems").and_then(Value::as_u64).unwrap_or(0);
    let of = target(api, list).get("items").unwrap_or(&Value::Null);
    // A filter may select no element, and this list must not be empty.
    let filters = if least == 0 { filter::filters(api, operation, of) } else { Vec::new() };
    let orders = filter::orders(api, operation, of);
    let next = start::next(api, operation, paging, schema);
    let starts = start::starts(api, operation, paging, next.as_ref());
    let has_cursor = starts.iter().any(|start| matches!(start, Start::Cursor(_)));
    let next = next.filter(|next| has_cursor || !next.is_text);
    let has_more = operation.pagination.as_ref().and_then(|pagination| pagination.has_more.clone());
    let has_more = has_more.filter(|_| !starts.is_empty());
    let is_integer = |schema: &Value| target(api, schema).get("type").is_some_and(|of| of == "integer");
    let has_all = paging.limit.is_some() || !paging.has_other;
    let total = response.headers.iter().find(|header| has_all && is_total(header) && is_integer(&header.schema));
    let is_whole = paging.limit.is_none() && starts.is_empty() && filters.is_empty() && orders.is_empty();
    if is_whole && total.is_none() {
        return None;
    }
    let total = total.map(|header| header.wire.to_ascii_lowercase());
    Some(Listing { items, least, limit: paging.limit, starts, next, has_more, filters, orders, total })
}

/// The path and the schema of the list in a body: the body, the list of its pages, or its only property that is a list.
fn list<'a, N>(api: &'a Api<N>, operation: &Operation<N>, body: &'a Value) -> Option<(Vec<String>, &'a Value)> {
    let is_array = |schema: &Value| target(api, schema).get("type").is_some_and(|of| of == "array");
    if is_array(body) {
        return Some((Vec::new(), body));
    }
    if let Some(pagination) = &operation.pagination {
        let at = |of: &'a Value, name: &String| properties(api, of).get(name.as_str()).copied();
        let list = pagination.items.iter().try_fold(body, at)?;
        return is_array(list).then(|| (pagination.items.clone(), list));
    }
    let properties = properties(api, body);
    let mut lists = properties.iter().filter(|(_, of)| is_array(of));
    let (name, list) = lists.next().filter(|_| lists.next().is_none())?;
    Some((vec![(*name).to_owned()], list))
}
