//! Lists: whether one contains a resource, page by page.

use std::time::Duration;

use http::StatusCode;
use model::api::{Operation, Parameter, Text};
use model::listing::Paging;
use model::listing::words::{CURSORS, SORTS, plain};
use serde_json::Value;

use super::finish::has_other_value;
use super::{Chains, PAUSES, Reply, body_of, is_success};
use crate::chain::{
    List, MAY_BE_PAGE, NextPage, Sizes, Step, cursor, differences, is_equal, items, page, total_of_all,
};
use crate::derive::{Case, is_page_number, paging};
use crate::encode::text;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::schemas::Schemas;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

/// The maximum number of pages that are read.
const MAX_PAGES: usize = 50;

/// The result of a search.
pub(super) enum SearchResult {
    Found(Value),
    Absent,
    /// The list may have more pages than the search could read.
    Unknown,
    /// A page is not a success, or has no list.
    Failed,
}

/// Whether a parameter of a list that has a default may leave elements out, and does not select a page.
fn hides(operation: &Operation, at: usize, parameter: &Parameter) -> bool {
    let paging = paging(operation);
    let is_of_pages = [paging.limit, paging.offset].contains(&Some(at))
        || is_page_number(parameter)
        || (parameter.text == Text::String && CURSORS.contains(&plain(&parameter.wire).as_str()))
        || SORTS.contains(&plain(&parameter.wire).as_str());
    // `null` is the absence of a filter.
    parameter.default.as_ref().is_some_and(|default| !default.is_null()) && !is_of_pages
}

impl<T: Transport> Chains<'_, T> {
    /// Looks for the chain's instance in the list, for at most a second. [`Step::Unlisted`] expects that it is gone.
    pub(super) async fn listed(&mut self, budget: &mut Budget, index: usize, step: Step) {
        let Some(first) = self.first[index].clone() else { return };
        self.listed_instance(budget, index, step, &first).await;
    }

    pub(super) async fn listed_instance(
        &mut self,
        budget: &mut Budget,
        index: usize,
        step: Step,
        instance: &super::Instance,
    ) {
        let Some(list) = self.resource(index).list.clone() else { return };
        let Some(mut case) = self.case(index, step) else { return };
        // The parents of a resource are in the path of its collection too. Its own id may have the name of one of them.
        let parents = &instance.parameters[..instance.parameters.len().saturating_sub(1)];
        let Some(request) = self.maker().request(list.operation, parents, None) else { return };
        case.request = request;
        for attempt in 0.. {
            let (reply, search) = self.search(budget, &mut case.clone(), &list, &instance.id()).await;
            let is_expected = match (step, &search) {
                (_, SearchResult::Failed | SearchResult::Unknown) => true,
                (Step::Unlisted, search) => matches!(search, SearchResult::Absent),
                (_, search) => matches!(search, SearchResult::Found(_)),
            };
            if let Some(pause) = PAUSES.get(attempt).filter(|_| !is_expected) {
                tokio::time::sleep(Duration::from_millis(*pause)).await;
                continue;
            }
            let outcome = match search {
                SearchResult::Unknown => {
                    let status = 200;
                    Outcome::Inconclusive { status, reason: "the list may have more pages than the document describes" }
                }
                search => {
                    let more = self.list_violations(&case, step, instance, &search, &list);
                    self.outcome(&case, reply, more)
                }
            };
            self.set(index, step, &case.request, outcome);
            return;
        }
    }

    fn list_violations(
        &self,
        case: &Case,
        step: Step,
        instance: &super::Instance,
        search: &SearchResult,
        list: &List,
    ) -> Vec<Violation> {
        let operation = &self.api.operations[list.operation];
        match (step, search) {
            (Step::Unlisted, SearchResult::Found(got)) => {
                let message = "expected a list without the deleted resource, got one with it".to_owned();
                // It may be listed in another state, such as `"status": "cancelled"`.
                let is_marked = has_other_value(&instance.returned, got);
                let severity = if is_marked { Severity::Should } else { Severity::Must };
                vec![self.violation(case, severity, (ViolationKind::StillListed, message))]
            }
            (Step::Listed, SearchResult::Absent) => {
                // With a default, a filter may hide the resource.
                let may_hide = operation.parameters.iter().enumerate().any(|(at, one)| hides(operation, at, one));
                let severity = if may_hide { Severity::Should } else { Severity::Must };
                let message = "expected a list with the created resource, got one without it".to_owned();
                vec![self.violation(case, severity, (ViolationKind::NotListed, message))]
            }
            (Step::Listed, SearchResult::Found(got)) => {
                let mut expected = instance.returned.clone();
                // An element of a list may be a summary.
                if let (Some(expected), Some(got)) = (expected.as_object_mut(), got.as_object()) {
                    expected.retain(|name, _| got.contains_key(name) && instance.sent.get(name.as_str()).is_some());
                }
                let schemas = self.judge.schemas();
                let schema = operation.responses.iter().flat_map(|response| &response.contents);
                let Some(schema) = schema.filter_map(|content| content.schema.as_ref()).next() else {
                    return Vec::new();
                };
                let names = list.pointer.split('/').skip(1).map(model::pointer::decode);
                let array = names.fold(schema, |of, name| schemas.property(of, &name).unwrap_or(of));
                let Some(of) = schemas.keyword(array, "items") else { return Vec::new() };
                let (excerpt, place) = (self.excerpt(&case.request), list.wrapper().place(schemas, of));
                let found = differences(excerpt, schemas, &place, (&expected, "the server returned before"), got);
                found.into_iter().map(|found| self.violation(case, found.severity, found.described())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Reads the list page by page until the id is found. Returns the first response that is no success, or else the last.
    pub(super) async fn search(
        &self,
        budget: &mut Budget,
        case: &mut Case,
        list: &List,
        id: &Value,
    ) -> (Reply, SearchResult) {
        let operation = &self.api.operations[list.operation];
        let schemas = self.judge.schemas();
        let paging = paging(operation);
        let sizes = paging.limit.and_then(|limit| Sizes::of(schemas, operation, limit));
        let (next, total) = (NextPage::of(schemas, operation), total_of_all(self.api, schemas, operation));
        let by = By::of(schemas, operation, paging);
        let query = case.request.query.clone();
        let mut size = sizes.map(|sizes| sizes.most);
        let mut selected = by.first();
        let mut seen = 0;
        // The page before, with its response.
        let mut before: Option<(Vec<Value>, Reply)> = None;
        let mut number = 0;
        for _ in 0..MAX_PAGES {
            case.request.query = query.clone();
            let size_of_page = paging.limit.zip(size).map(|(limit, size)| (limit, size.to_string()));
            for (parameter, value) in size_of_page.into_iter().chain(selected.clone()) {
                let name = operation.parameters[parameter].wire.clone();
                case.request.query.retain(|(known, _)| *known != name);
                case.request.query.push((name, value));
            }
            let reply = self.send(budget, case).await;
            let is_rejected = matches!(&reply, Reply::Response(received) if received.status.is_client_error());
            // Without a documented maximum, the server may reject a large size; other cases tell.
            if is_rejected && size.is_some() && before.is_none() && sizes.is_some_and(|sizes| !sizes.is_bounded) {
                size = None;
                continue;
            }
            // Many servers respond with 404 to the number of a page that does not exist. A cursor may be no value of the parameter.
            if is_rejected && let Some((_, before)) = before.take() {
                let is_end = matches!(by, By::Number(_))
                    && matches!(&reply, Reply::Response(received) if received.status == StatusCode::NOT_FOUND);
                return (before, if is_end { SearchResult::Absent } else { SearchResult::Unknown });
            }
            let body = body_of(&reply);
            let Some(elements) = items(&body, &list.pointer).filter(|_| is_success(&reply)) else {
                return (reply, SearchResult::Failed);
            };
            let count = u64::try_from(elements.len()).unwrap_or(u64::MAX);
            let is_it =
                |element: &Value| element.get(&list.id).is_some_and(|own| is_equal(own, id) || text(own) == text(id));
            let mut listed = elements.iter().map(|element| list.wrapper().value(element.clone()));
            if let Some(found) = listed.find(is_it) {
                return (reply, SearchResult::Found(found));
            }
            let is_again = before.as_ref().is_some_and(|(before, _)| *before == elements);
            // The second request may be for the first page too: it has the number 0 or 1.
            if is_again && count > 0 && number > 1 {
                return (reply, SearchResult::Unknown);
            }
            seen += if is_again { 0 } else { count };
            let Reply::Response(received) = &reply else { return (reply, SearchResult::Failed) };
            let told = next.is_told(&received.headers, &body);
            let all = total.as_ref().and_then(|total| total.read(&received.headers, &body));
            // Without a documented maximum, the server may return fewer elements than requested.
            let is_short = sizes.is_some_and(|sizes| sizes.is_bounded && size.is_some_and(|size| count < size));
            let is_last = match told {
                Some(has_next) => !has_next,
                None => all == Some(seen) || (is_short && !next.is_documented()),
            };
            selected = by.following(operation, number, seen, &body);
            if is_last || (count == 0 && told != Some(true)) {
                return (reply, SearchResult::Absent);
            }
            if count == 0 && !matches!(by, By::Cursor(..)) {
                return (reply, SearchResult::Unknown);
            }
            if selected.is_none() {
                // Without a limit, a list of some length may be the first page of several.
                let may_be_page = told == Some(true)
                    || all.is_some_and(|all| all > seen)
                    || paging.has_other
                    || next.is_documented()
                    || count >= MAY_BE_PAGE;
                return (reply, if may_be_page { SearchResult::Unknown } else { SearchResult::Absent });
            }
            before = Some((elements, reply));
            number += 1;
        }
        (Reply::RateLimited, SearchResult::Unknown)
    }
}

/// How the pages of a list are read.
enum By {
    /// By the number of elements before a page.
    Offset(usize),
    /// By the number of a page. The first request has none.
    Number(usize),
    /// By the cursor at a place of the page before.
    Cursor(usize, String),
    /// The document has no way.
    Nothing,
}

impl By {
    fn of(schemas: &Schemas, operation: &Operation, paging: Paging) -> Self {
        let by_cursor = || cursor(schemas, operation).map(|(parameter, next)| By::Cursor(parameter, next));
        let by_number = || page(operation).map(By::Number);
        paging.offset.map(By::Offset).or_else(by_cursor).or_else(by_number).unwrap_or(By::Nothing)
    }

    /// The parameter that selects the first page.
    fn first(&self) -> Option<(usize, String)> {
        match self {
            By::Offset(parameter) => Some((*parameter, "0".to_owned())),
            By::Number(_) | By::Cursor(..) | By::Nothing => None,
        }
    }

    /// The parameter that selects the page after that of a request, the first of which has the number 0. `None` if there is none.
    fn following(&self, operation: &Operation, number: usize, seen: u64, body: &Value) -> Option<(usize, String)> {
        match self {
            By::Offset(parameter) => Some((*parameter, seen.to_string())),
            By::Number(parameter) => {
                // Without a default, the first page may be 0 or 1, so the next one is 1, and the first may be read twice.
                let first = operation.parameters[*parameter].default.as_ref().and_then(Value::as_u64).unwrap_or(0);
                let following = first.saturating_add(u64::try_from(number).unwrap_or(u64::MAX)).saturating_add(1);
                Some((*parameter, following.to_string()))
            }
            By::Cursor(parameter, next) => {
                let cursor = body.pointer(next).and_then(Value::as_str).filter(|cursor| !cursor.is_empty())?;
                Some((*parameter, cursor.to_owned()))
            }
            By::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::hides;

    #[test]
    fn parameters_for_pages_hide_nothing() -> Result<(), model::Problems> {
        for (parameter, expected) in [
            ("name: status, in: query, schema: {type: string, default: open}", true),
            ("name: status, in: query, schema: {type: string}", false),
            ("name: status, in: query, schema: {type: [string, 'null'], default: null}", false),
            ("name: page, in: query, schema: {type: integer, default: 1}", false),
            ("name: limit, in: query, schema: {type: integer, default: 20}", false),
            ("name: offset, in: query, schema: {type: integer, default: 0}", false),
            ("name: page_token, in: query, schema: {type: string, default: ''}", false),
            ("name: sort, in: query, schema: {type: string, default: id}", false),
        ] {
            let document = format!(
                "openapi: 3.1.0\ninfo: {{title: Notes, version: 1.0.0}}\npaths:\n  /notes:\n    get:\n      operationId: listNotes\n      parameters: [{{{parameter}}}]\n      responses: {{'200': {{description: Notes.}}}}\n"
            );
            let (api, _) = model::resolve(&model::Source::new("notes.yaml", document))?;
            let operation = &api.operations[0];
            assert_eq!(hides(operation, 0, &operation.parameters[0]), expected, "{parameter}");
        }
        Ok(())
    }
}
