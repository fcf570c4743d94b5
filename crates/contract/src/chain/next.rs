//! The references of a page to the next one.

use http::HeaderMap;
use model::api::Operation;
use model::listing::words::{NEXT, plain};
use serde_json::Value;

use super::list::objects;
use crate::schemas::Schemas;

/// Names of booleans that say whether there is another page.
const HAS_MORE: [&str; 4] = ["hasmore", "hasnext", "hasnextpage", "more"];
/// Names of properties that have what a response says about its pages.
const CONTAINERS: [&str; 7] = ["links", "_links", "meta", "metadata", "pagination", "paging", "pageinfo"];

/// The places of a response that say whether there is another page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NextPage {
    /// JSON Pointers to the cursor or the URL of the next page, or to a boolean, and whether a value says that there is one. A property
    /// `cursor` may be the cursor of the page itself.
    pointers: Vec<(String, bool)>,
    /// Whether the document has a header `Link`.
    has_link: bool,
}

impl NextPage {
    /// The places in the success of an operation.
    pub(crate) fn of(schemas: &Schemas, operation: &Operation) -> Self {
        let mut pointers = Vec::new();
        let mut add = |outer: &str, name: &str| {
            let plain = plain(name);
            if NEXT.contains(&plain.as_str()) || HAS_MORE.contains(&plain.as_str()) {
                let is_certain = !["cursor", "after"].contains(&plain.as_str());
                pointers.push((format!("{outer}/{}", model::pointer::encode(name)), is_certain));
            }
        };
        for (outer, object) in objects(schemas, operation) {
            for (name, of) in schemas.properties(object) {
                add(&outer, name);
                if CONTAINERS.contains(&name.to_ascii_lowercase().as_str()) {
                    let container = format!("{outer}/{}", model::pointer::encode(name));
                    schemas.properties(of).into_iter().for_each(|(name, _)| add(&container, name));
                }
            }
        }
        let successes = operation.responses.iter().filter(|response| response.status.is_success());
        let mut headers = successes.flat_map(|response| &response.headers);
        NextPage { pointers, has_link: headers.any(|header| header.wire.eq_ignore_ascii_case("link")) }
    }

    /// Whether responses may say whether there is another page, other than by an undocumented `Link`.
    pub(crate) fn is_documented(&self) -> bool {
        self.has_link || !self.pointers.is_empty()
    }

    /// Whether a response proves that there is another element: by a link or a boolean. Many servers return a cursor after the last one.
    pub(crate) fn is_proven(&self, headers: &HeaderMap, body: &Value) -> bool {
        let is_proof =
            |value: &Value| value == &Value::Bool(true) || value.as_str().is_some_and(|text| text.contains('/'));
        has_next_link(headers) || self.pointers.iter().filter_map(|(pointer, _)| body.pointer(pointer)).any(is_proof)
    }

    /// Whether a response says that there is another page; `None` if it says nothing.
    pub(crate) fn is_told(&self, headers: &HeaderMap, body: &Value) -> Option<bool> {
        if has_next_link(headers) {
            return Some(true);
        }
        let of = |(pointer, is_certain): &(String, bool)| match body.pointer(pointer) {
            // Without a value, the name tells whether it is the next page: `cursor` may be that of the request.
            None | Some(Value::Null | Value::Bool(false)) => is_certain.then_some(false),
            Some(Value::String(text)) if text.is_empty() => Some(false),
            // The number of a page may be that of the last one.
            Some(Value::Number(_)) => None,
            Some(_) => is_certain.then_some(true),
        };
        let told: Vec<Option<bool>> = self.pointers.iter().map(of).collect();
        match told.contains(&Some(true)) {
            true => Some(true),
            false if told.contains(&None) => None,
            false => self.is_documented().then_some(false),
        }
    }
}

/// Whether a `Link` leads to the next page (RFC 8288).
fn has_next_link(headers: &HeaderMap) -> bool {
    let mut links = headers.get_all("link").iter().filter_map(|value| value.to_str().ok());
    links.any(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use serde_json::json;

    use super::NextPage;

    #[test]
    fn a_page_says_whether_there_is_another_one() {
        let of = |pointers: &[(&str, bool)], has_link| NextPage {
            pointers: pointers.iter().map(|(pointer, is_certain)| ((*pointer).to_owned(), *is_certain)).collect(),
            has_link,
        };
        let (next, cursor) = (of(&[("/next", true)], false), of(&[("/cursor", false)], false));
        let mut headers = HeaderMap::new();
        assert_eq!(next.is_told(&headers, &json!({ "next": "https://example.com/?page=2" })), Some(true));
        assert_eq!(next.is_told(&headers, &json!({ "next": null })), Some(false));
        assert_eq!(next.is_told(&headers, &json!({ "next": 2 })), None);
        assert_eq!(next.is_told(&headers, &json!({})), Some(false));
        assert_eq!(cursor.is_told(&headers, &json!({ "cursor": "a" })), None);
        assert_eq!(of(&[], false).is_told(&headers, &json!([])), None);
        assert_eq!(of(&[], true).is_told(&headers, &json!([])), Some(false));
        headers.insert("link", HeaderValue::from_static("</?page=2>; rel=\"next\""));
        assert_eq!(of(&[], false).is_told(&headers, &json!([])), Some(true));
    }
}
