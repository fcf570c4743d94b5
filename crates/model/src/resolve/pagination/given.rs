//! `x-pagination`, checked against the parameters and the response of its operation.

use super::{is_integer, is_list, page_of};
use crate::api::pagination::{element_of, fields_at};
use crate::api::{Field, Format, Location, NextPage, Operation, Pagination, TypeRef};
use crate::nearest::nearest;
use crate::pointer;
use crate::problem::Kind;
use crate::resolve::context::Context;
use crate::source::Span;
use crate::view::{Given, Spanned};

const STYLES: &[&str] = &["cursor", "page", "offset", "link", "url"];

/// An error in the extension.
struct InvalidPagination {
    at: Span,
    what: String,
    why: String,
    instead: &'static str,
}

/// Returns the pagination that the extension describes. `None` if it has an error, which is reported.
pub(super) fn pagination(context: &mut Context<'_>, operation: &Operation, given: &Given<'_>) -> Option<Pagination> {
    match checked(context, operation, given) {
        Ok(pagination) => Some(pagination),
        Err(InvalidPagination { at, what, why, instead }) => {
            context.tolerable(at, Kind::Invalid { what, why, instead });
            None
        }
    }
}

fn checked(context: &Context<'_>, operation: &Operation, given: &Given<'_>) -> Result<Pagination, InvalidPagination> {
    let fault = |at, what: &str, why: &str, instead| InvalidPagination {
        at,
        what: what.to_owned(),
        why: why.to_owned(),
        instead,
    };
    let this = "`x-pagination`";
    let Some(page) = page_of(operation) else {
        return Err(fault(
            given.at,
            this,
            "needs a response whose body is JSON",
            "document one JSON body for all successes of the operation",
        ));
    };
    let body = operation.body.iter().flat_map(|body| &body.contents);
    if body.clone().any(|content| matches!(content.format, Format::Bytes | Format::Multipart)) {
        return Err(fault(given.at, this, "needs a request that can be sent again", "remove `x-pagination`"));
    }
    let items = path(required(given.at, "items", given.items)?)?;
    let list = match fields(context, &page.ty, given.items, &items)?.last() {
        Some(field) => field.ty.without_null(),
        None => &page.ty,
    };
    let Some(element) = element_of(&context.types, list).filter(|_| is_list(&context.types, list)) else {
        let at = given.items.map_or(given.at, |items| items.at);
        return Err(fault(
            at,
            "`items`",
            "does not lead to an array",
            "write the JSON Pointer of the list in the body",
        ));
    };
    let has_more = match given.has_more {
        Some(pointer) => {
            let path = path(pointer)?;
            let fields = fields(context, &page.ty, Some(pointer), &path)?;
            if fields.last().is_none_or(|field| *field.ty.without_null() != TypeRef::Bool) {
                return Err(fault(
                    pointer.at,
                    "`hasMore`",
                    "does not lead to a boolean",
                    "write the JSON Pointer of one",
                ));
            }
            Some(path)
        }
        None => None,
    };
    let style = required(given.at, "style", given.style)?;
    let next = match style.value {
        "link" => NextPage::Link,
        "url" => {
            let pointer = required(given.at, "next", given.next)?;
            let property = path(pointer)?;
            fields(context, &page.ty, Some(pointer), &property)?;
            NextPage::Url { property }
        }
        "cursor" => {
            let parameter = parameter(operation, given)?;
            match (given.next, given.last_item) {
                (Some(pointer), None) => {
                    let property = path(pointer)?;
                    fields(context, &page.ty, Some(pointer), &property)?;
                    NextPage::Cursor { parameter, property }
                }
                (None, Some(pointer)) => {
                    let property = path(pointer)?;
                    fields(context, element, Some(pointer), &property)?;
                    NextPage::LastItem { parameter, property }
                }
                _ => {
                    let instead = "write one of them: where the value of the parameter is in the response";
                    return Err(fault(given.at, this, "must have exactly one of `next` and `lastItem`", instead));
                }
            }
        }
        "page" | "offset" => {
            let parameter = parameter(operation, given)?;
            let own = &operation.parameters[parameter];
            if !is_integer(&context.types, own.whole()) {
                let at = given.parameter.map_or(given.at, |name| name.at);
                return Err(fault(
                    at,
                    "`parameter`",
                    "is not an integer",
                    "write the name of a parameter of type `integer`",
                ));
            }
            let default = own.default.as_ref().and_then(serde_json::Value::as_i64);
            match style.value {
                "page" => NextPage::Page { parameter, first: given.first.or(default).unwrap_or(1) },
                _ => NextPage::Offset { parameter, first: given.first.or(default).unwrap_or(0) },
            }
        }
        other => {
            let why = match nearest(other, STYLES.iter().copied()) {
                Some(nearest) => format!("is not a pagination style; did you mean `{nearest}`?"),
                None => "is not a pagination style".to_owned(),
            };
            let instead = "write `cursor`, `page`, `offset`, `link` or `url`";
            return Err(InvalidPagination { at: style.at, what: format!("`{other}`"), why, instead });
        }
    };
    Ok(Pagination { next, items, has_more })
}

fn required<'d>(at: Span, key: &str, value: Option<Spanned<&'d str>>) -> Result<Spanned<&'d str>, InvalidPagination> {
    let why = format!("lacks `{key}`");
    value.ok_or(InvalidPagination { at, what: "`x-pagination`".to_owned(), why, instead: "add the key" })
}

/// The names of properties in a JSON Pointer.
fn path(pointer: Spanned<&str>) -> Result<Vec<String>, InvalidPagination> {
    pointer::tokens(pointer.value).ok_or_else(|| InvalidPagination {
        at: pointer.at,
        what: format!("`{}`", pointer.value),
        why: "is not a JSON Pointer".to_owned(),
        instead: "write `/` before each name, such as `/meta/next`",
    })
}

/// The fields on a path.
fn fields<'c>(
    context: &'c Context<'_>,
    from: &TypeRef,
    pointer: Option<Spanned<&str>>,
    path: &[String],
) -> Result<Vec<&'c Field>, InvalidPagination> {
    fields_at(&context.types, from, path).ok_or_else(|| InvalidPagination {
        at: pointer.map_or_else(Span::default, |pointer| pointer.at),
        what: format!("`{}`", pointer.map_or("", |pointer| pointer.value)),
        why: "does not lead to a property".to_owned(),
        instead: "write a JSON Pointer of properties of objects that the schema lists",
    })
}

/// The index of the parameter.
fn parameter(operation: &Operation, given: &Given<'_>) -> Result<usize, InvalidPagination> {
    let name = required(given.at, "parameter", given.parameter)?;
    let is_it = |own: &crate::api::Parameter| own.location != Location::Path && own.wire == name.value;
    operation.parameters.iter().position(is_it).ok_or_else(|| {
        let names = operation.parameters.iter().filter(|own| own.location != Location::Path);
        let why = match nearest(name.value, names.map(|own| own.wire.as_str())) {
            Some(nearest) => format!("is not a parameter of the operation; did you mean `{nearest}`?"),
            None => "is not a parameter of the operation".to_owned(),
        };
        let instead = "write the name of a parameter outside the path";
        InvalidPagination { at: name.at, what: format!("`{}`", name.value), why, instead }
    })
}
