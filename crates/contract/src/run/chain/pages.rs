//! Lists: whether one contains a resource, page by page.

use std::time::Duration;

use model::api::{Operation, Parameter, Text};
use model::listing::Paging;
use model::listing::words::{CURSORS, SORTS, is_page, plain};
use serde_json::Value;

use super::finish::has_other_value;
use super::{Chains, PAUSES, Reply, body_of, is_success};
use crate::chain::{List, MAY_BE_PAGE, Sizes, Step, differences, is_equal, items};
use crate::derive::Case;
use crate::encode::text;
use crate::kind::ViolationKind;
use crate::outcome::Outcome;
use crate::run::budget::Budget;
use crate::transport::Transport;
use crate::violation::{Severity, Violation};

/// The maximum number of pages that are read.
const MAX_PAGES: usize = 50;

/// The result of a search.
enum Search {
    Found(Value),
    Absent,
    /// The list may have more pages than the search could read.
    Unknown,
    /// A page is not a success, or has no list.
    Failed,
}

/// Whether a parameter of a list that has a default may leave elements out, and does not select a page.
fn hides(operation: &Operation, at: usize, parameter: &Parameter) -> bool {
    let paging = Paging::of(operation);
    let is_of_pages = [paging.limit, paging.offset].contains(&Some(at))
        || is_page(parameter)
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
        // The parents of a resource are in the path of its collection too.
        let Some(request) = self.maker().request(list.operation, &instance.parameters, None) else { return };
        case.request = request;
        for attempt in 0.. {
            let (reply, search) = self.search(budget, &mut case.clone(), &list, &instance.id()).await;
            let is_expected = match (step, &search) {
                (_, Search::Failed | Search::Unknown) => true,
                (Step::Unlisted, search) => matches!(search, Search::Absent),
                (_, search) => matches!(search, Search::Found(_)),
            };
            if let Some(pause) = PAUSES.get(attempt).filter(|_| !is_expected) {
                tokio::time::sleep(Duration::from_millis(*pause)).await;
                continue;
            }
            let outcome = match search {
                Search::Unknown => {
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
        search: &Search,
        list: &List,
    ) -> Vec<Violation> {
        let operation = &self.api.operations[list.operation];
        match (step, search) {
            (Step::Unlisted, Search::Found(got)) => {
                let message = "expected a list without the deleted resource, got one with it".to_owned();
                // It may be listed in another state, such as `"status": "cancelled"`.
                let is_marked = has_other_value(&instance.returned, got);
                let severity = if is_marked { Severity::Should } else { Severity::Must };
                vec![self.violation(case, severity, (ViolationKind::StillListed, message))]
            }
            (Step::Listed, Search::Absent) => {
                // With a default, a filter may hide the resource.
                let may_hide = operation.parameters.iter().enumerate().any(|(at, one)| hides(operation, at, one));
                let severity = if may_hide { Severity::Should } else { Severity::Must };
                let message = "expected a list with the created resource, got one without it".to_owned();
                vec![self.violation(case, severity, (ViolationKind::NotListed, message))]
            }
            (Step::Listed, Search::Found(got)) => {
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
                let array = match list.pointer.strip_prefix('/') {
                    Some(name) => schemas.property(schema, name).unwrap_or(schema),
                    None => schema,
                };
                let Some(of) = schemas.keyword(array, "items") else { return Vec::new() };
                let (excerpt, place) = (self.excerpt(&case.request), list.wrapper().place(schemas, of));
                let found = differences(excerpt, schemas, &place, (&expected, "the server returned before"), got);
                found.into_iter().map(|found| self.violation(case, found.severity, found.described())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Reads the list page by page until the id is found. Returns the first response that is no success, or else the last.
    async fn search(&self, budget: &mut Budget, case: &mut Case, list: &List, id: &Value) -> (Reply, Search) {
        let operation = &self.api.operations[list.operation];
        let paging = Paging::of(operation);
        let query = case.request.query.clone();
        let schemas = self.judge.schemas();
        let sizes = paging.limit.and_then(|limit| Sizes::of(schemas, operation, limit));
        let mut size = sizes.map(|sizes| sizes.most);
        let mut seen = 0;
        for _ in 0..MAX_PAGES {
            case.request.query = query.clone();
            for (parameter, value) in [(paging.limit, size), (paging.offset, Some(seen))] {
                let Some((parameter, value)) = parameter.zip(value) else { continue };
                let name = operation.parameters[parameter].wire.clone();
                case.request.query.retain(|(known, _)| *known != name);
                case.request.query.push((name, value.to_string()));
            }
            let reply = self.send(budget, case).await;
            let is_rejected = matches!(&reply, Reply::Response(received) if received.status.is_client_error());
            // Without a documented maximum, the server may reject a large size; other cases tell.
            if is_rejected && size.is_some() && sizes.is_some_and(|sizes| !sizes.is_bounded) {
                size = None;
                continue;
            }
            let body = body_of(&reply);
            let Some(elements) = items(&body, &list.pointer).filter(|_| is_success(&reply)) else {
                return (reply, Search::Failed);
            };
            let count = u64::try_from(elements.len()).unwrap_or(u64::MAX);
            let is_it =
                |element: &Value| element.get(&list.id).is_some_and(|own| is_equal(own, id) || text(own) == text(id));
            let mut listed = elements.into_iter().map(|element| list.wrapper().value(element));
            if let Some(found) = listed.find(is_it) {
                return (reply, Search::Found(found));
            }
            seen += count;
            // Without a documented maximum, the server may return fewer elements than requested.
            let is_bounded = sizes.is_some_and(|sizes| sizes.is_bounded);
            let is_last = size.filter(|_| is_bounded).map_or(paging.offset.is_none(), |size| count < size);
            if is_last || paging.offset.is_none() || count == 0 {
                // Without a limit, a list of some length may be the first page of several.
                let may_be_page = paging.has_other || (paging.offset.is_none() && count >= MAY_BE_PAGE);
                return (reply, if may_be_page && count > 0 { Search::Unknown } else { Search::Absent });
            }
        }
        (Reply::RateLimited, Search::Unknown)
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
