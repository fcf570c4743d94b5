// @generated from openapi/password-otp.yaml by `cargo xtask generate`: edit the document, not this file.

//! Lists: a response has the part of the list that the request selects.

#![allow(dead_code, reason = "which fields are used depends on the document")]

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use super::request::{decode_form, pairs};

/// The list that an operation returns in parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    /// The property of the body that is the list. `None` if the body is the list.
    pub(crate) property: Option<&'static str>,
    /// The least number of elements of a response.
    pub(crate) least: usize,
    /// The number of elements of a part.
    pub(crate) limit: Option<Selector>,
    /// The number of elements before the part.
    pub(crate) offset: Option<Selector>,
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

/// The part of a list that a request selects.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection {
    listing: Listing,
    limit: Option<usize>,
    offset: usize,
}

impl Listing {
    /// The part that a valid request selects.
    pub(crate) fn selection(self, parts: &Parts) -> Selection {
        let of = |selector: Option<Selector>| {
            let selector = selector?;
            let sent = pairs(parts).find(|(name, _)| *name == selector.name);
            sent.and_then(|(_, value)| decode_form(value)?.parse().ok()).or(selector.default)
        };
        Selection { listing: self, limit: of(self.limit), offset: of(self.offset).unwrap_or(0) }
    }
}

impl Selection {
    /// Returns the body with the selected elements, and sets the header with the number of all. `None` if the body has no list. A part has
    /// at least the elements that every response must have, as far as there are some.
    pub(crate) fn apply(self, mut body: Value, headers: &mut HeaderMap) -> Option<Value> {
        let list = match self.listing.property {
            Some(property) => body.get_mut(property)?,
            None => &mut body,
        };
        let list = list.as_array_mut()?;
        let count = list.len();
        let total = self.listing.total.map(HeaderName::from_static);
        if let Some(shown) = total.and_then(|total| headers.get_mut(total)) {
            *shown = HeaderValue::from(count);
        }
        let least = self.listing.least;
        let start = self.offset.min(count.saturating_sub(least));
        list.drain(..start);
        list.truncate(self.limit.unwrap_or(usize::MAX).max(least));
        Some(body)
    }
}
