//! Lists: the parameters that select a part of a list, and the header with the number of all elements.
//!
//! OpenAPI does not name them. They are inferred from names that many APIs share; where two parameters have the same purpose, none is taken.

use serde_json::Value;

use crate::api::{Api, Format, Location, Operation, Parameter, ResponseHeader, Segment, Text};
use crate::resource::{properties, target};

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

/// The list that an operation returns in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The property of the body that is the list. `None` if the body is the list.
    pub property: Option<String>,
    /// The least number of elements (`minItems`).
    pub least: u64,
    /// The parameters that select a part.
    pub paging: Paging,
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
    let is_integer = |schema: &Value| target(api, schema).get("type").is_some_and(|of| of == "integer");
    let has_all = paging.limit.is_some() || !paging.has_other;
    let total = response.headers.iter().find(|header| has_all && is_total(header) && is_integer(&header.schema));
    if paging.limit.is_none() && paging.offset.is_none() && total.is_none() {
        return None;
    }
    let content = response.contents.iter().find(|content| content.format == Format::Json)?;
    let schema = content.schema.as_ref()?;
    let is_array = |schema: &Value| target(api, schema).get("type").is_some_and(|of| of == "array");
    let property = if is_array(schema) {
        None
    } else {
        let properties = properties(api, schema);
        let mut lists = properties.iter().filter(|(_, of)| is_array(of)).map(|(name, _)| (*name).to_owned());
        let only = lists.next().filter(|_| lists.next().is_none())?;
        Some(only)
    };
    let list = match &property {
        Some(name) => properties(api, schema).get(name.as_str()).copied()?,
        None => schema,
    };
    let least = target(api, list).get("minItems").and_then(Value::as_u64).unwrap_or(0);
    Some(Listing { property, least, paging, total: total.map(|header| header.wire.to_ascii_lowercase()) })
}
