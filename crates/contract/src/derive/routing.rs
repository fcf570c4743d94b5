//! Paths and methods that the document does not have.

use codegen::Api;
use codegen::model::{Operation, path};
use codegen::source::Span;

use super::{Base, Case, Expect, Group};
use crate::request::Request;

pub(crate) fn cases(api: &Api, out: &mut Vec<Case>) {
    let mut templates: Vec<(String, Vec<&Operation>)> = Vec::new();
    for operation in &api.operations {
        let template = operation.template();
        match templates.iter_mut().find(|(known, _)| *known == template) {
            Some((_, operations)) => operations.push(operation),
            None => templates.push((template, vec![operation])),
        }
    }
    for (template, operations) in &templates {
        let Some(base) = Base::of(operations[0]) else { continue };
        let Request { path, query, .. } = Request::of(operations[0], &base.all, None);
        let allowed: Vec<String> = operations.iter().map(|operation| operation.method.to_owned()).collect();
        // Another path may be meant as well, and serve the method.
        let others: Vec<&str> = api
            .operations
            .iter()
            .filter(|operation| path::matches(&operation.path, &path))
            .filter(|operation| operation.fixed_query.iter().all(|pair| query.contains(pair)))
            .map(|operation| operation.method)
            .collect();
        for method in ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"] {
            // HEAD comes with GET, and OPTIONS may be answered by anything that stands before the API.
            let is_documented = others.contains(&method) || allowed.iter().any(|known| known == method);
            let is_free = matches!(method, "HEAD" | "OPTIONS");
            if is_documented {
                continue;
            }
            let expect = if is_free { Expect::NoServerError } else { Expect::NotAllowed(allowed.clone()) };
            out.push(case(
                &format!("{method}{template}"),
                Request { query: operations[0].fixed_query.clone(), ..Request::new(method, &path) },
                expect,
                operations[0].at,
            ));
        }
    }
    let at = api.operations.first().map_or(Span::default(), |operation| operation.at);
    out.push(case("unknown-path", Request::new("GET", "/no/such/path"), Expect::NotFound, at));
}

fn case(what: &str, request: Request, expect: Expect, at: Span) -> Case {
    let id = format!("routing/{what}");
    Case { id, group: Group::Routing, operation: None, request, expect, is_acted_on: false, at }
}
