// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Lists: a response has the elements that the request selects, in its order, and of them one page.

#![allow(dead_code, reason = "which fields and variants are used depends on the document")]

use std::cmp::Ordering;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::request::{decode_form, pairs};
use super::store::text;

/// The list that an operation returns in parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    /// The path of the list in the body. Empty if the body is the list.
    pub(crate) items: &'static [&'static str],
    /// The least number of elements of a response.
    pub(crate) least: usize,
    /// The number of elements of a part.
    pub(crate) limit: Option<Selector>,
    /// The parameters that select the first element.
    pub(crate) starts: &'static [Start],
    /// The property that leads to the next part.
    pub(crate) next: Option<Following>,
    /// The path of a boolean that is `false` on the last part. Empty if there is none.
    pub(crate) has_more: &'static [&'static str],
    /// The parameters that select elements.
    pub(crate) filters: &'static [Filter],
    /// The orders of the elements.
    pub(crate) orders: &'static [Order],
    /// The header with the number of all elements, in lower case.
    pub(crate) total: Option<&'static str>,
}

/// A parameter in the query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selector {
    pub(crate) name: &'static str,
    /// The value for requests without the parameter.
    pub(crate) default: Option<usize>,
}

/// A parameter that selects the first element.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// The number of elements before the part.
    Offset(Selector),
    /// The number of the part, and that of the first one.
    Page(Selector, usize),
    /// The value that the response before has in [`Listing::next`].
    Cursor(&'static str),
    /// A property of the last element before the part.
    LastItem { name: &'static str, property: &'static str },
}

/// The property that leads to the next part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Following {
    pub(crate) path: &'static [&'static str],
    /// The number of the first part, if the value is the number of a part. Else it is the number of elements before it.
    pub(crate) first: Option<usize>,
    pub(crate) is_text: bool,
    pub(crate) end: End,
}

/// The property on the last part.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Absent,
    Null,
    Empty,
}

/// A parameter that selects elements by a property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    /// The character between the values of the parameter.
    pub(crate) separator: Option<char>,
    pub(crate) property: &'static str,
    pub(crate) by: By,
}

/// How a property decides.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    /// It is one of the values.
    Value,
    /// It is a list with one of the values.
    Element,
    /// It is not before the value.
    After,
    /// It is not after the value.
    Before,
}

/// An order, selected by a value of a parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
    /// Whether requests without the parameter select it.
    pub(crate) is_default: bool,
    pub(crate) property: &'static str,
    pub(crate) is_descending: bool,
}

/// The decoded query of a request, and the list that it selects from.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    listing: Listing,
    query: Vec<(String, String)>,
}

impl Listing {
    /// The selection of a valid request.
    pub(crate) fn selection(self, parts: &Parts) -> Selection {
        let query =
            pairs(parts).filter_map(|(name, value)| Some((name.into_owned(), decode_form(value)?.into_owned())));
        Selection { listing: self, query: query.collect() }
    }
}

impl Selection {
    /// Returns the body with the selected elements, and sets the header with the number of all. `None` if the body has no list. A part has
    /// at least the elements that every response must have, as far as there are some.
    pub(crate) fn apply(&self, mut body: Value, headers: &mut HeaderMap) -> Option<Value> {
        let listing = self.listing;
        let shown =
            listing.next.and_then(|next| at(&mut body, next.path)).and_then(|next| next.as_str().map(str::to_owned));
        let list = at(&mut body, listing.items)?.as_array_mut()?;
        list.retain(|element| listing.filters.iter().all(|filter| self.selects(filter, element)));
        if let Some(order) = self.order() {
            list.sort_by(|one, other| order.compare(one, other));
        }
        let count = list.len();
        let total = listing.total.map(HeaderName::from_static);
        if let Some(shown) = total.and_then(|total| headers.get_mut(total)) {
            *shown = HeaderValue::from(count);
        }
        let limit = listing.limit.and_then(|limit| self.number(limit)).unwrap_or(usize::MAX).max(listing.least);
        let starts = listing.starts.iter().map(|start| self.start(*start, limit, shown.as_deref(), list));
        let start = starts.max().unwrap_or(0).min(count.saturating_sub(listing.least));
        list.drain(..start);
        list.truncate(limit);
        let following = start.saturating_add(limit);
        // A list that is whole stays as the example has it.
        if start > 0 || following < count {
            if let Some(more) = at(&mut body, listing.has_more).filter(|more| more.is_boolean()) {
                *more = Value::Bool(following < count);
            }
            if let Some(next) = listing.next {
                next.set(&mut body, Some(following).filter(|following| *following < count), limit);
            }
        }
        Some(body)
    }

    /// The values of a parameter.
    fn values<'s>(&'s self, name: &'static str) -> impl Iterator<Item = &'s str> {
        self.query
            .iter()
            .filter(move |(known, _)| known == name || known.strip_suffix("[]") == Some(name))
            .map(|(_, value)| value.as_str())
    }

    fn number(&self, selector: Selector) -> Option<usize> {
        self.values(selector.name).next().and_then(|value| value.parse().ok()).or(selector.default)
    }

    /// The number of elements before the part. `shown` is the cursor of the example, after which there is nothing.
    fn start(&self, start: Start, limit: usize, shown: Option<&str>, list: &[Value]) -> usize {
        match start {
            Start::Offset(selector) => self.number(selector).unwrap_or(0),
            Start::Page(selector, first) => {
                self.number(selector).unwrap_or(first).saturating_sub(first).saturating_mul(limit)
            }
            Start::Cursor(name) => match self.values(name).next() {
                None | Some("") => 0,
                Some(cursor) if Some(cursor) == shown => list.len(),
                Some(cursor) => cursor.parse().unwrap_or(0),
            },
            Start::LastItem { name, property } => {
                let last = self.values(name).next();
                let is_last = |element: &Value| element.get(property).map(text).as_deref() == last;
                last.and_then(|_| list.iter().position(is_last)).map_or(0, |at| at + 1)
            }
        }
    }

    fn selects(&self, filter: &Filter, element: &Value) -> bool {
        let split = |value| match filter.separator {
            Some(separator) => str::split(value, separator).collect(),
            None => vec![value],
        };
        let mut wanted = self.values(filter.name).flat_map(split).peekable();
        if wanted.peek().is_none() {
            return true;
        }
        let Some(own) = element.get(filter.property).filter(|own| !own.is_null()) else { return false };
        wanted.any(|wanted| match (filter.by, own) {
            (By::Element, Value::Array(own)) => own.iter().any(|own| text(own) == wanted),
            (By::Element, _) => false,
            (By::Value, own) => text(own) == wanted,
            (By::After, own) => compared(own, &wanted.into()).is_ge(),
            (By::Before, own) => compared(own, &wanted.into()).is_le(),
        })
    }

    /// The order that the request selects.
    fn order(&self) -> Option<&'static Order> {
        self.listing.orders.iter().find(|order| match self.values(order.name).next() {
            Some(value) => value == order.value,
            None => order.is_default,
        })
    }
}

impl Order {
    /// The order of two elements. Those without the property are last.
    fn compare(&self, one: &Value, other: &Value) -> Ordering {
        match (one.get(self.property), other.get(self.property)) {
            (Some(one), Some(other)) if self.is_descending => compared(other, one),
            (Some(one), Some(other)) => compared(one, other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    }
}

impl Following {
    /// Sets the property. `following` is the number of elements before the next part, if there is one.
    fn set(&self, body: &mut Value, following: Option<usize>, limit: usize) {
        let Some((name, above)) = self.path.split_last() else { return };
        let Some(holder) = at(body, above).and_then(Value::as_object_mut) else { return };
        let number = following.map(|following| self.first.map_or(following, |first| following / limit.max(1) + first));
        match (number, self.end) {
            (Some(number), _) if self.is_text => _ = holder.insert((*name).to_owned(), number.to_string().into()),
            (Some(number), _) => _ = holder.insert((*name).to_owned(), number.into()),
            (None, End::Absent) => _ = holder.remove(*name),
            (None, End::Null) => _ = holder.insert((*name).to_owned(), Value::Null),
            (None, End::Empty) => _ = holder.insert((*name).to_owned(), "".into()),
        }
    }
}

/// The value at a path of properties.
fn at<'b>(body: &'b mut Value, path: &[&str]) -> Option<&'b mut Value> {
    path.iter().try_fold(body, |body, name| body.get_mut(name))
}

/// The order of two numbers, two instants (RFC 3339) or two texts.
fn compared(one: &Value, other: &Value) -> Ordering {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => {
            let (one, other) = (text(one), text(other));
            match (instant(&one), instant(&other)) {
                (Some(one), Some(other)) => one.cmp(&other),
                // Other texts come after all instants: `sort_by` needs a total order.
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => one.cmp(&other),
            }
        }
    }
}

/// The minutes since 1 March of the year 0, and the rest of an instant with its seconds: `07.5` of `2026-01-31T12:00:07.5Z`.
fn instant(text: &str) -> Option<(i64, &str)> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let number = |text: &str| text.parse::<i32>().ok().map(i64::from);
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (hours, rest) = time.split_once(':')?;
    let (minutes, rest) = rest.split_once(':')?;
    let end = rest.find(['Z', 'z', '+', '-'])?;
    let (seconds, zone) = rest.split_at_checked(end)?;
    let zone = match zone.split_once(':') {
        Some((hours, minutes)) => {
            let sign = if hours.starts_with('-') { -1 } else { 1 };
            number(hours)? * 60 + sign * number(minutes)?
        }
        None => 0,
    };
    // The year starts with March, so that February's length does not matter.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = 365 * year + leap + (153 * month + 2) / 5 + day - 1;
    Some(((days * 24 + number(hours)?) * 60 + number(minutes)? - zone, seconds))
}
