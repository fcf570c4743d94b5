//! The parameters that select elements of a list, or their order.

use serde_json::Value;

use super::words::{SORTS, bound, direction, plain};
use crate::api::{Api, Location, Operation, Parameter, Style};
use crate::resource::{keyword, properties, target, without_null};

/// A parameter that selects elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The index of the parameter in [`Operation::parameters`].
    pub parameter: usize,
    /// The property of the elements.
    pub property: String,
    /// How the property decides.
    pub by: By,
    /// The character between the values of the parameter, if it is a list in one text.
    pub separator: Option<char>,
}

/// How a property decides whether an element is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// It is one of the values of the parameter.
    Value,
    /// It is a list with one of the values.
    Element,
    /// It is a date or an instant that is not before the value.
    After,
    /// It is a date or an instant that is not after the value.
    Before,
}

/// An order of the elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The index of the parameter in [`Operation::parameters`].
    pub parameter: usize,
    /// Its value.
    pub value: String,
    /// The property of the elements.
    pub property: String,
    /// Whether the largest value is first.
    pub is_descending: bool,
}

/// The parameters of an operation that select elements by a property of the same name: one with listed values or a boolean, a list, or a
/// date that is a bound. A parameter with a default is none, because requests without it would select a part.
pub(super) fn filters<N>(api: &Api<N>, operation: &Operation<N>, items: &Value) -> Vec<Filter> {
    let shown = properties(api, items);
    let filter = |(index, parameter): (usize, &Parameter<N>)| {
        if parameter.location != Location::Query || parameter.required || parameter.default.is_some() {
            return None;
        }
        let is_list = parameter.array.is_some();
        let separator = match (is_list, parameter.style, parameter.explode) {
            (false, Style::Form, _) | (true, Style::Form, true) => None,
            (true, Style::Form, false) => Some(','),
            (true, Style::SpaceDelimited, _) => Some(' '),
            (true, Style::PipeDelimited, _) => Some('|'),
            _ => return None,
        };
        let own = if is_list { keyword(api, &parameter.schema, "items")? } else { &parameter.schema };
        let made = |property: &str, by: By| Filter { parameter: index, property: property.to_owned(), by, separator };
        let listed = listed(api, own);
        let is_text = kind(api, own).as_deref() == Some("string");
        if let Some(of) = shown.get(parameter.wire.as_str()) {
            let is_boolean = [own, of].iter().all(|of| kind(api, of).as_deref() == Some("boolean"));
            if is_boolean || (listed.is_some() && listed == self::listed(api, of)) {
                return Some(made(&parameter.wire, By::Value));
            }
        }
        for name in [parameter.wire.clone(), format!("{}s", parameter.wire)] {
            let Some(of) = shown.get(name.as_str()).and_then(|of| keyword(api, of, "items")) else { continue };
            let is_same = target(api, own) == target(api, of) || (listed.is_some() && listed == self::listed(api, of));
            return (is_text && is_same).then(|| made(&name, By::Element));
        }
        let format = |of: &Value| keyword(api, of, "format").and_then(Value::as_str).map(str::to_owned);
        let own = format(own).filter(|own| !is_list && matches!(own.as_str(), "date" | "date-time"))?;
        let (names, is_after) = bound(&parameter.wire)?;
        let is_bounded = |name: &str, of: &Value| names.contains(&plain(name)) && format(of).as_ref() == Some(&own);
        let (name, _) = shown.iter().find(|(name, of)| is_bounded(name, of))?;
        Some(made(name, if is_after { By::After } else { By::Before }))
    };
    operation.parameters.iter().enumerate().filter_map(filter).collect()
}

/// The orders that a parameter of an operation selects: its listed values name a property, and at least one of two says a direction.
pub(super) fn orders<N>(api: &Api<N>, operation: &Operation<N>, items: &Value) -> Vec<Order> {
    let shown = properties(api, items);
    let mut out = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let is_sort = parameter.location == Location::Query && SORTS.contains(&plain(&parameter.wire).as_str());
        let listed = keyword(api, &parameter.schema, "enum").and_then(Value::as_array);
        let Some(listed) = listed.filter(|_| is_sort && parameter.array.is_none()) else { continue };
        let names: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
        for value in &names {
            let (name, is_descending, is_marked) = direction(value);
            let has_counterpart = names.iter().any(|other| other != value && direction(other).0 == name);
            let is_comparable = |of: &Value| matches!(kind(api, of).as_deref(), Some("integer" | "number" | "string"));
            let mut found = shown.iter().filter(|(known, of)| plain(known) == plain(name) && is_comparable(of));
            if let Some((property, _)) = found.next().filter(|_| is_marked || has_counterpart) {
                let (value, property) = ((*value).to_owned(), (*property).to_owned());
                out.push(Order { parameter: index, value, property, is_descending });
            }
        }
    }
    out
}

/// The listed values of a schema, which may also accept `null`.
fn listed<N>(api: &Api<N>, schema: &Value) -> Option<Value> {
    keyword(api, &without_null(target(api, schema)), "enum").cloned()
}

/// The type that a schema names beside `null`.
pub(super) fn kind<N>(api: &Api<N>, schema: &Value) -> Option<String> {
    let schema = without_null(target(api, schema));
    keyword(api, &schema, "type").and_then(Value::as_str).map(str::to_owned)
}
