//! Totals: the number of the elements of all pages of a list, in a header or beside the list.

use http::HeaderMap;
use model::Api;
use model::api::{Operation, TypeKind, TypeRef};
use model::listing::is_total;
use model::listing::words::plain;
use model::source::Span;
use serde_json::Value;

use super::list::objects;
use super::semantics::{is_any_sensitive, says};
use crate::schemas::{Schemas, kind};
use crate::violation::Severity;

/// Names of properties with the number of all elements. See [`plain`].
const TOTALS: [&str; 6] = ["total", "totalcount", "totalitems", "totalelements", "totalresults", "totalrecords"];
/// Names of properties with the number of all elements, or with that of the page.
const COUNTS: [&str; 1] = ["count"];
/// Names of properties that have what a response says about its pages.
const CONTAINERS: [&str; 6] = ["meta", "metadata", "pagination", "paging", "pageinfo", "page"];
/// Words of a description that say that the number is another one than that of all elements.
const OTHERS: [&str; 16] = [
    "page",
    "returned",
    "this response",
    "price",
    "amount",
    "sum",
    "cost",
    "cent",
    "balance",
    "bytes",
    "size",
    "estimate",
    "approximate",
    "at most",
    "up to",
    "duration",
];

/// The maximum number of names of one type.
const MAX_NAMES: usize = 8;

/// Where the number of all elements is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TotalAt {
    /// The value of a header.
    Header(String),
    /// JSON Pointer into the body.
    Body(String),
}

impl TotalAt {
    /// The number in a response; `None` if it is no integer.
    pub(crate) fn read(&self, headers: &HeaderMap, body: &Value) -> Option<u64> {
        match self {
            TotalAt::Header(name) => headers.get(name)?.to_str().ok()?.trim().parse().ok(),
            TotalAt::Body(pointer) => body.pointer(pointer)?.as_u64(),
        }
    }

    /// The name of the header, or the place in the body.
    pub(crate) fn shown(&self) -> &str {
        match self {
            TotalAt::Header(shown) | TotalAt::Body(shown) => shown,
        }
    }
}

/// The number of all elements of a list.
pub(super) struct Total {
    pub place: TotalAt,
    /// Must if the document says in words what the number is.
    pub severity: Severity,
    /// Whether the document says in words that it is the number of the elements that match a filter.
    pub of_matches: bool,
    pub at: Span,
}

/// The total of a list: that of a header, or else that of the body. `has_pages` says that the operation has parameters for pages.
pub(super) fn total(api: &Api, schemas: &Schemas, operation: &Operation, has_pages: bool) -> Option<Total> {
    let response = operation.responses.iter().find(|response| response.status.is_success())?;
    let Some(header) = response.headers.iter().find(|header| is_total(header)) else {
        return in_body(api, schemas, operation, has_pages).map(|total| Total { at: response.at, ..total });
    };
    let is_said = says(header.doc.as_deref(), &["number of", "total", "all pages", "count of", "how many"]);
    let severity = if is_said { Severity::Must } else { Severity::Should };
    let of_matches = is_said && is_of_matches(header.doc.as_deref());
    let place = TotalAt::Header(header.wire.clone());
    let is_shown = is_number(schemas, &header.schema) && !is_any_sensitive(schemas, &[&header.schema]);
    is_shown.then_some(Total { place, severity, of_matches, at: response.at })
}

/// Whether a schema is of integers, or of numbers, which some frameworks write for both.
fn is_number(schemas: &Schemas, schema: &Value) -> bool {
    matches!(kind(schemas, schema), Some("integer" | "number"))
}

/// The total of a list, if its name or its description says that it is of all pages.
pub(crate) fn total_of_all(api: &Api, schemas: &Schemas, operation: &Operation) -> Option<TotalAt> {
    // Without such a description, the number may be that of the page.
    total(api, schemas, operation, true).filter(|total| total.severity == Severity::Must).map(|total| total.place)
}

fn is_of_matches(text: Option<&str>) -> bool {
    let is_of_all =
        says(text, &["regardless", "irrespective", "ignoring", "before filter", "without filter", "unfiltered"]);
    !is_of_all && says(text, &["match", "filter", "found"])
}

/// The only integer beside the list whose name says that it is the total. Without pages, such a number may be a sum, unless its
/// description says what it is.
fn in_body(api: &Api, schemas: &Schemas, operation: &Operation, has_pages: bool) -> Option<Total> {
    // Each number with its place, its name, its schema and that of the object around it.
    let all: Vec<(String, &str, &Value, &Value)> = objects(schemas, operation)
        .into_iter()
        .flat_map(|(outer, object)| numbers(schemas, &outer, object))
        .filter(|(_, _, of, _)| is_number(schemas, of))
        .collect();
    let named = |names: &[&str]| {
        let found = all.iter().filter(|(_, name, ..)| names.contains(&plain(name).as_str()));
        found.cloned().collect::<Vec<_>>()
    };
    let (totals, counts) = (named(&TOTALS), named(&COUNTS));
    let (pointer, name, of, container) = match (totals.as_slice(), counts.as_slice()) {
        ([total], _) => total.clone(),
        ([], [count]) => count.clone(),
        _ => return None,
    };
    let mut around: Vec<&Value> = objects(schemas, operation).into_iter().map(|(_, object)| object).collect();
    around.extend([of, container]);
    if is_any_sensitive(schemas, &around) {
        return None;
    }
    let text = described(api, operation, &pointer).unwrap_or_default().to_lowercase();
    let text = ["all pages", "across pages"].iter().fold(text, |text, words| text.replace(words, "all"));
    let text = ["pagination", "paging"].iter().fold(text, |text, words| text.replace(words, ""));
    if says(Some(&text), &OTHERS) {
        return None;
    }
    let is_number =
        says(Some(&text), &["number of", "count of", "how many", "total count", "total items", "total results"]);
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    let is_of_all =
        TOTALS.contains(&plain(name).as_str()) || words.any(|word| matches!(word, "total" | "all" | "overall"));
    let is_said = is_number && is_of_all;
    let severity = if is_said { Severity::Must } else { Severity::Should };
    let of_matches = is_said && is_of_matches(Some(&text));
    (is_said || has_pages).then_some(Total { place: TotalAt::Body(pointer), severity, of_matches, at: operation.at })
}

/// The properties of an object, and of those in it that have what a response says about its pages.
fn numbers<'s>(schemas: &'s Schemas, outer: &str, object: &'s Value) -> Vec<(String, &'s str, &'s Value, &'s Value)> {
    let pointer = |outer: &str, name: &str| format!("{outer}/{}", model::pointer::encode(name));
    let mut out = Vec::new();
    for (name, of) in schemas.properties(object) {
        out.push((pointer(outer, name), name, of, object));
        if CONTAINERS.contains(&plain(name).as_str()) && kind(schemas, of) == Some("object") {
            let container = pointer(outer, name);
            let inner = schemas.properties(of).into_iter();
            out.extend(inner.map(|(name, inner)| (pointer(&container, name), name, inner, of)));
        }
    }
    out
}

/// The description of a property in the success of an operation.
fn described<'a>(api: &'a Api, operation: &'a Operation, pointer: &str) -> Option<&'a str> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let content = successes.flat_map(|response| &response.contents).find(|content| content.schema.is_some())?;
    let (mut ty, mut doc) = (&content.ty, None);
    for name in pointer.split('/').skip(1).map(model::pointer::decode) {
        // A name of a name leads to the object.
        let fields = (0..MAX_NAMES).find_map(|_| {
            let &TypeRef::Named(id) = ty.without_null() else { return Some(None) };
            match &api.type_named(id).kind {
                TypeKind::Struct(object) => Some(Some(&object.fields)),
                TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. } => {
                    ty = inner;
                    None
                }
                TypeKind::Enum(_) | TypeKind::Union(_) => Some(None),
            }
        })??;
        let field = fields.iter().find(|field| field.wire == name)?;
        (ty, doc) = (&field.ty, field.doc.as_deref());
    }
    doc
}

#[cfg(test)]
mod tests {
    use super::{TotalAt, total};
    use crate::schemas::Schemas;
    use crate::violation::Severity;

    #[test]
    fn a_number_beside_a_list_is_its_total() -> Result<(), model::Problems> {
        let (must, should) = (Some(Severity::Must), Some(Severity::Should));
        for (properties, has_pages, pointer, severity) in [
            ("total: {type: integer}", true, "/total", should),
            ("total: {type: integer}", false, "", None),
            ("total: {type: string}", true, "", None),
            ("total: {type: integer, description: The number of all notes.}", false, "/total", must),
            ("total: {type: integer, description: The total price in cents.}", true, "", None),
            ("total: {type: integer, description: The number of pages.}", true, "", None),
            ("total: {type: integer, description: The number of notes on all pages.}", true, "/total", must),
            ("total: {type: number}", true, "/total", should),
            ("count: {type: integer}", true, "/count", should),
            ("count: {type: integer, description: The number of notes of this page.}", true, "", None),
            ("count: {type: integer, description: The number of notes.}", true, "/count", should),
            ("count: {type: integer, description: The total number of notes.}", true, "/count", must),
            ("count: {type: integer}, total_count: {type: integer}", true, "/total_count", should),
            ("total: {type: integer}, total_count: {type: integer}", true, "", None),
            ("meta: {type: object, properties: {totalCount: {type: integer}}}", true, "/meta/totalCount", should),
            ("author: {type: object, properties: {total: {type: integer}}}", true, "", None),
            ("total: {type: integer, x-sensitive: true}", true, "", None),
            ("meta: {type: object, x-sensitive: true, properties: {total: {type: integer}}}", true, "", None),
        ] {
            let document = format!(
                "openapi: 3.1.0\ninfo: {{title: Notes, version: 1.0.0}}\npaths:\n  /notes:\n    get:\n      operationId: listNotes\n      responses: {{'200': {{description: Notes., content: {{application/json: {{schema: {{type: object, properties: {{notes: {{type: array, items: {{}}}}, {properties}}}}}}}}}}}}}\n"
            );
            let (api, _) = model::resolve(&model::Source::new("notes.yaml", document))?;
            let found = total(&api, &Schemas::new(&api), &api.operations[0], has_pages);
            let place = found.as_ref().map_or(TotalAt::Body(String::new()), |total| total.place.clone());
            assert_eq!(place, TotalAt::Body(pointer.to_owned()), "{properties}");
            assert_eq!(found.map(|total| total.severity), severity, "{properties}");
        }
        Ok(())
    }
}
