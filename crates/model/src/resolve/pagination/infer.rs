//! Pagination that the names of parameters and properties show plainly. Where two readings are possible, there is none.

use super::{is_integer, is_list, page_of};
use crate::api::pagination::{element_of, object_of};
use crate::api::{Field, Location, NextPage, Operation, Pagination, Parameter, Status, TypeDef, TypeKind, TypeRef};

/// Parameters that hold a cursor, each with the properties that hold its next value. Names are compared without case and punctuation.
const CURSORS: &[(&str, &[&str])] = &[
    ("after", &["nextcursor", "endcursor", "lastid"]),
    ("afterid", &["lastid"]),
    ("continuationtoken", &["nextcontinuationtoken"]),
    ("cursor", &["nextcursor"]),
    ("marker", &["nextmarker"]),
    ("nextcursor", &["nextcursor"]),
    ("nextpage", &["nextpage"]),
    ("nextpagetoken", &["nextpagetoken"]),
    ("nexttoken", &["nexttoken"]),
    ("offset", &["nextoffset"]),
    ("page", &["nextpage", "nextpagetoken"]),
    ("pagecursor", &["nextpagecursor", "nextcursor"]),
    ("pagetoken", &["nextpagetoken", "nexttoken"]),
    ("startcursor", &["nextcursor"]),
    ("token", &["nexttoken"]),
];

/// Parameters that hold the id of the last item before the page.
const LAST_ITEMS: &[&str] = &["startingafter", "after", "afterid"];

/// Parameters that hold the number of a page.
const PAGES: &[&str] = &["page", "pagenumber"];

/// Parameters that hold the number of items before the page.
const OFFSETS: &[&str] = &["offset", "skip"];

/// Parameters that show that a list has pages.
const SIZES: &[&str] = &["limit", "perpage", "pagesize", "maxresults", "count", "size", "take", "top", "itemsperpage"];

/// Properties that are the URL of the next page. `next` is one only with `format: uri`, which no type has, so it is none here.
const URLS: &[&str] = &["nextlink", "nexturl", "nextpageurl", "nexturi", "odatanextlink"];

/// Properties that are `false` on the last page.
const HAS_MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage", "hasmoreitems"];

/// Objects in the body that describe the page.
const ABOUT_PAGE: &[&str] =
    &["responsemetadata", "metadata", "meta", "pagination", "paging", "pageinfo", "cursors", "links"];

/// Objects in the body that hold the list.
const WRAPPERS: &[&str] = &["data", "result", "response"];

/// Lists that are preferred to other lists.
const LISTS: &[&str] = &["data", "items", "results", "values", "entries", "records", "value"];

/// Lists beside the one that the pages consist of.
const BESIDE: &[&str] = &["errors", "warnings", "messages", "included", "links"];

/// A property, and the path to it.
type At<'a> = (Vec<String>, &'a Field);

/// Returns the pagination of an operation. `None` if there is none, or several are possible.
pub(super) fn pagination(types: &[TypeDef], operation: &Operation) -> Option<Pagination> {
    if operation.method != "GET" || operation.body.is_some() {
        return None;
    }
    let page = page_of(operation)?;
    let own = properties(types, &page.ty, &[]);
    let about: Vec<At<'_>> = own.iter().cloned().chain(below(types, &own, ABOUT_PAGE)).collect();
    let items = list(types, &page.ty, &own)?;
    let element = match items.split_last() {
        None => element_of(types, &page.ty)?,
        Some(_) => {
            element_of(types, crate::api::pagination::fields_at(types, &page.ty, &items)?.last()?.ty.without_null())?
        }
    };
    let is_more = |at: &At<'_>| *at.1.ty.without_null() == TypeRef::Bool && is_named(&at.1.wire, HAS_MORE);
    let has_more = only(about.iter().filter(|at| is_more(at))).map(|(path, _)| path.clone());
    let query: Vec<(usize, &Parameter)> = operation
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.location == Location::Query && parameter.array.is_none())
        .collect();
    let mut plain: Vec<NextPage> = Vec::new();
    let is_paged = |parameter: &Parameter| {
        let names = [SIZES, PAGES, OFFSETS, LAST_ITEMS];
        names.iter().any(|names| is_named(&parameter.wire, names))
            || CURSORS.iter().any(|(name, _)| is_named(&parameter.wire, &[name]))
    };
    if query.iter().any(|(_, parameter)| is_paged(parameter)) && has_link(operation) {
        plain.push(NextPage::Link);
    }
    let is_url = |at: &&At<'_>| *at.1.ty.without_null() == TypeRef::String && is_named(&at.1.wire, URLS);
    plain.extend(about.iter().filter(is_url).map(|(path, _)| NextPage::Url { property: path.clone() }));
    for (parameter, own) in &query {
        for (_, properties) in CURSORS.iter().filter(|(name, _)| is_named(&own.wire, &[name])) {
            let is_next = |at: &&At<'_>| is_scalar(types, at.1.ty.without_null()) && is_named(&at.1.wire, properties);
            let cursors = about.iter().filter(is_next);
            plain.extend(cursors.map(|(path, _)| NextPage::Cursor { parameter: *parameter, property: path.clone() }));
        }
    }
    let next = match plain.as_slice() {
        [] => weak(types, &query, element, has_more.is_some())?,
        [one] => one.clone(),
        _ => return None,
    };
    Some(Pagination { next, items, has_more })
}

/// The next page as far as a parameter and a list alone show it.
fn weak(types: &[TypeDef], query: &[(usize, &Parameter)], element: &TypeRef, has_more: bool) -> Option<NextPage> {
    let id = || {
        let own = object_of(types, element)?.fields.iter().find(|field| field.wire == "id" && field.required)?;
        is_scalar(types, &own.ty).then(|| vec![own.wire.clone()])
    };
    let is_whole = |parameter: &Parameter| is_integer(types, parameter.whole());
    let candidates = query.iter().filter_map(|(index, parameter)| {
        let parameter_is = |names| is_named(&parameter.wire, names);
        let default = parameter.default.as_ref().and_then(serde_json::Value::as_i64);
        let minimum = least(types, parameter.whole());
        if has_more && parameter_is(LAST_ITEMS) {
            return Some(NextPage::LastItem { parameter: *index, property: id()? });
        }
        if parameter_is(PAGES) && is_whole(parameter) {
            // Some count from 0: without a number in the document, a page might be skipped. A minimum of 0 may only mean that the
            // number is not negative.
            let first = default.or(minimum.filter(|least| *least == 1)).filter(|first| (0..=1).contains(first))?;
            return Some(NextPage::Page { parameter: *index, first });
        }
        if parameter_is(OFFSETS) && is_whole(parameter) {
            let first = default.or(minimum).unwrap_or(0);
            return (first == 0).then_some(NextPage::Offset { parameter: *index, first });
        }
        None
    });
    only(candidates)
}

/// The inclusive lower bound of a whole number.
fn least(types: &[TypeDef], ty: &TypeRef) -> Option<i64> {
    let TypeRef::Named(id) = ty else { return None };
    match &types.get(id.0)?.kind {
        TypeKind::Alias(inner) => least(types, inner),
        TypeKind::Constrained { constraints, .. } => match &constraints.minimum {
            Some((bound, false)) => bound.as_i64(),
            _ => None,
        },
        _ => None,
    }
}

/// The path of the list that the pages consist of. Empty if the body is the list.
fn list(types: &[TypeDef], body: &TypeRef, own: &[At<'_>]) -> Option<Vec<String>> {
    if is_list(types, body) {
        return (!body.is_nullable()).then(Vec::new);
    }
    let lists = |from: &[At<'_>]| -> Vec<(Vec<String>, bool, bool)> {
        let lists = from.iter().filter(|(_, field)| is_list(types, &field.ty) && !is_named(&field.wire, BESIDE));
        let of = lists.map(|(path, field)| {
            let element = element_of(types, field.ty.without_null());
            let is_object = element.is_some_and(|element| !is_scalar(types, element.without_null()));
            (path.clone(), is_object, is_named(&field.wire, LISTS))
        });
        of.collect()
    };
    let mut found = lists(own);
    if found.is_empty() {
        found = lists(&below(types, own, WRAPPERS));
    }
    let objects = found.iter().filter(|(_, is_object, _)| *is_object);
    let named = found.iter().filter(|(.., is_named)| *is_named);
    let path = only(objects).or_else(|| only(named)).or_else(|| only(found.iter()));
    path.map(|(path, ..)| path.clone())
}

fn properties<'a>(types: &'a [TypeDef], ty: &TypeRef, before: &[String]) -> Vec<At<'a>> {
    let fields = object_of(types, ty).map(|object| object.fields.as_slice()).unwrap_or_default();
    let path = |field: &Field| before.iter().cloned().chain([field.wire.clone()]).collect();
    fields.iter().map(|field| (path(field), field)).collect()
}

/// The properties of those objects that have one of the names.
fn below<'a>(types: &'a [TypeDef], own: &[At<'a>], names: &[&str]) -> Vec<At<'a>> {
    let objects = own.iter().filter(|(_, field)| is_named(&field.wire, names));
    objects.flat_map(|(path, field)| properties(types, field.ty.without_null(), path)).collect()
}

/// Whether every success has a header `Link`.
fn has_link(operation: &Operation) -> bool {
    let mut successes = operation.successes().filter(|response| response.status != Status::Default).peekable();
    successes.peek().is_some()
        && successes.all(|response| response.headers.iter().any(|header| header.wire.eq_ignore_ascii_case("link")))
}

/// Whether a value of the type is a text or a number.
fn is_scalar(types: &[TypeDef], ty: &TypeRef) -> bool {
    use crate::api::TypeKind;
    match ty {
        TypeRef::Integer(_) | TypeRef::String | TypeRef::Uuid | TypeRef::Date | TypeRef::DateTime => true,
        TypeRef::Named(id) => match types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Alias(inner) | TypeKind::Constrained { inner, .. }) => is_scalar(types, inner),
            Some(TypeKind::Enum(_)) => true,
            _ => false,
        },
        _ => false,
    }
}

/// Whether a name is one of `names`, without case and punctuation.
fn is_named(wire: &str, names: &[&str]) -> bool {
    let plain: String = wire.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    names.contains(&plain.as_str())
}

/// The element, if there is exactly one.
fn only<T>(mut of: impl Iterator<Item = T>) -> Option<T> {
    let first = of.next()?;
    of.next().is_none().then_some(first)
}
