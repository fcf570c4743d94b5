//! Elements that POST adds to a list, and that have no path of their own, such as comments: GET of the same path returns them.

use std::collections::BTreeSet;

use model::Api;
use model::api::{Location, Operation, Segment};
use model::listing::words::plain;
use serde_json::Value;

use super::list::{around, array, success_schema};
use super::wrap::only_object;
use super::{List, Maker, is_same_path, without_slash};
use crate::derive::{Case, Expectation, paging};
use crate::schemas::{Schemas, kind};
use crate::violation::Basis;
use crate::words::words;

/// Words about lists that leave elements out.
const PARTIAL: [&str; 16] = [
    "active",
    "approved",
    "available",
    "current",
    "due",
    "latest",
    "newest",
    "next",
    "open",
    "pending",
    "popular",
    "published",
    "recent",
    "top",
    "upcoming",
    "visible",
];

/// The beginnings of names of dates that do not decide whether a list has an element.
const STAMPS: [&str; 6] = ["add", "creat", "modif", "post", "sent", "updat"];

/// The names of a property that tells the elements of a list apart.
const IDS: [&str; 4] = ["id", "uuid", "guid", "_id"];

/// A list to which POST of its path adds an element.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    /// The operation that adds an element.
    pub create: usize,
    /// The list.
    pub list: List,
    /// JSON Pointer to the id in the response to `create`.
    pub id: String,
}

/// The case that reads such a list.
#[derive(Clone, Debug)]
pub(crate) struct AddedCase {
    /// The list.
    pub added: Added,
    /// The case.
    pub case: Case,
}

/// The cases of all such lists.
pub(crate) fn added_cases(maker: &Maker<'_>) -> Vec<AddedCase> {
    let found = (0..maker.api.operations.len()).filter_map(|create| added(maker.api, maker.schemas, create));
    let case = |added: Added| {
        let name = &maker.api.operations[added.create].id;
        let case = maker.case(added.list.operation, (name, "listed"), Expectation::Success, Basis::Document);
        AddedCase { added, case }
    };
    found.map(case).collect()
}

fn added(api: &Api, schemas: &Schemas, create: usize) -> Option<Added> {
    let post = &api.operations[create];
    let path = without_slash(&post.path);
    let Some(Segment::Literal(name)) = path.last() else { return None };
    if post.method != "POST" || !post.is_served || !has_own_paths(api, path, name) {
        return None;
    }
    let on_path = |method: &str| {
        let is_it = |one: &Operation| one.method == method && one.is_served && is_same_path(&one.path, path);
        let mut found = (0..api.operations.len()).filter(|index| is_it(&api.operations[*index]));
        found.next().filter(|_| found.next().is_none())
    };
    let (list, _) = on_path("GET").zip(on_path("POST"))?;
    let operation = &api.operations[list];
    let paging = paging(operation);
    let is_filter = |(index, parameter): (usize, &model::api::Parameter)| {
        let is_of_pages = [paging.limit, paging.offset].contains(&Some(index));
        parameter.location == Location::Query && parameter.required && !is_of_pages
    };
    if operation.parameters.iter().enumerate().any(is_filter) {
        return None;
    }
    let (pointer, items) = array(schemas, operation)?;
    if may_be_partial(schemas, operation, items) {
        return None;
    }
    let names = |of: &Value| -> BTreeSet<String> {
        schemas.properties(of).into_iter().map(|(name, _)| name.to_owned()).collect()
    };
    let element = names(items);
    let created = success_schema(post)?;
    // Another object, such as the cart of an item, has an `id` too.
    let outer = match names(created) == element {
        true => String::new(),
        false => {
            let (name, _) = only_object(schemas, created).filter(|(_, of)| names(of) == element)?;
            format!("/{}", model::pointer::encode(name))
        }
    };
    let id = IDS.iter().find(|id| element.contains(**id) && element.len() > 1)?;
    let list = List { operation: list, pointer, wrapper: None, id: (*id).to_owned() };
    Some(Added { create, list, id: format!("{outer}/{id}") })
}

/// Whether a list may leave elements out: its texts say so, its length has a bound, or a state or a date of an element may decide.
fn may_be_partial(schemas: &Schemas, list: &Operation, items: &Value) -> bool {
    let responses = list.responses.iter().filter(|response| response.status.is_success());
    let described = [&list.summary, &list.description].into_iter().chain(responses.map(|response| &response.doc));
    let mut texts = described.flatten().chain([&list.id]);
    let has_word = texts.any(|text| words(text).iter().any(|word| PARTIAL.contains(&word.as_str())));
    let has_bound = around(schemas, list).into_iter().any(|of| schemas.keyword(of, "maxItems").is_some());
    let decides = |(name, of): (&str, &Value)| {
        let is_stamp = STAMPS.iter().any(|start| plain(name).starts_with(start));
        schemas.alternatives(of).into_iter().any(|of| {
            let is_date =
                schemas.keyword(of, "format").and_then(Value::as_str).is_some_and(|format| format.starts_with("date"));
            let is_state = ["enum", "const"].iter().any(|keyword| schemas.keyword(of, keyword).is_some());
            kind(schemas, of) == Some("boolean") || is_state || (is_date && !is_stamp)
        })
    };
    has_word || has_bound || schemas.properties(items).into_iter().any(decides)
}

/// Whether only GET and POST of a path are about its list and its elements: no other method, no path below it, and no path of one element
/// elsewhere. Other operations may remove elements.
fn has_own_paths(api: &Api, path: &[Segment], name: &str) -> bool {
    let is_other = |operation: &Operation| {
        let other = without_slash(&operation.path);
        let is_below = other.len() > path.len() && is_same_path(&other[..path.len()], path);
        let is_one = matches!(other, [.., Segment::Literal(last), Segment::Parameter(_)] if last == name);
        let is_change = !["GET", "POST", "HEAD", "OPTIONS"].contains(&operation.method.as_str());
        is_below || is_one || (is_change && is_same_path(other, path))
    };
    !api.operations.iter().any(is_other)
}
