//! Paths (OpenAPI 3.0.4, Paths Object, Path Item Object): the operations, their ids, and where they are.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::context::Context;
use super::template::{Template, template};
use crate::api::path;
use crate::problem::{Kind, Problem};
use crate::source::Span;
use crate::view::{Operation, Path, PathItem, Spanned};

/// An operation and its place among the others.
pub(crate) struct Found<'v, 'd> {
    pub path: Spanned<&'d str>,
    pub path_item: &'v PathItem<'d>,
    pub operation: &'v Operation<'d>,
    /// Its `operationId`, or one made of its method and path.
    pub id: String,
    /// Whether a server can tell it from all others of `paths` or `webhooks`.
    pub is_served: bool,
    /// Whether it is a webhook.
    pub is_webhook: bool,
    /// `None` if the path has an error, which is reported.
    pub template: Option<Rc<Template>>,
}

/// An operation of a path.
struct Candidate<'v, 'd> {
    path: Spanned<&'d str>,
    path_item: &'v PathItem<'d>,
    operation: &'v Operation<'d>,
    template: Option<Rc<Template>>,
}

/// The operations of a document, in its order.
pub(crate) struct All<'v, 'd> {
    /// Those of `paths`.
    pub operations: Vec<Found<'v, 'd>>,
    /// Those of `webhooks`.
    pub webhooks: Vec<Found<'v, 'd>>,
}

/// Returns all operations of a document.
pub(crate) fn all<'v, 'd>(context: &mut Context<'d>, paths: &'v [Path<'d>], webhooks: &'v [Path<'d>]) -> All<'v, 'd> {
    let operations = candidates(context, paths, |context, path| template(context, path));
    let webhooks = candidates(context, webhooks, |_, path| Some(Template::of_webhook(path.value)));
    let mut served = served(context, &operations);
    served.extend(webhooks.iter().map(|_| true));
    let count = operations.len();
    let candidates: Vec<Candidate<'v, 'd>> = operations.into_iter().chain(webhooks).collect();
    let ids = ids(context, &candidates);
    let found = candidates.into_iter().zip(ids).zip(served);
    let mut operations: Vec<Found<'v, 'd>> = found
        .enumerate()
        .map(|(index, ((Candidate { path, path_item, operation, template }, id), is_served))| Found {
            is_webhook: index >= count,
            path,
            path_item,
            operation,
            id,
            is_served,
            template,
        })
        .collect();
    let webhooks = operations.split_off(count);
    All { operations, webhooks }
}

/// Returns the operations of `paths` or `webhooks`, with the templates that `template` makes of their keys.
fn candidates<'v, 'd>(
    context: &mut Context<'d>,
    paths: &'v [Path<'d>],
    template: impl Fn(&mut Context<'d>, Spanned<&'d str>) -> Option<Template>,
) -> Vec<Candidate<'v, 'd>> {
    let mut candidates = Vec::new();
    for Path { path, item } in paths {
        let template = template(context, *path).map(Rc::new);
        let Some(path_item) = item else { continue };
        candidates.extend(path_item.operations.iter().map(|operation| Candidate {
            path: *path,
            path_item,
            operation,
            template: template.clone(),
        }));
    }
    candidates
}

/// Decides for each operation whether a server can tell it from all others, and reports those that match the same requests
/// (OpenAPI 3.0.4, Path Templating Matching). Operations whose paths differ in the fragment alone are one request with
/// several meanings: the client has all of them, the server the one without a fragment, else the first.
fn served(context: &mut Context<'_>, candidates: &[Candidate<'_, '_>]) -> Vec<bool> {
    let has_fragment = |one: &Candidate<'_, '_>| one.template.as_ref().is_some_and(|template| template.has_fragment);
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|index| has_fragment(&candidates[*index]));
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut served = vec![true; candidates.len()];
    for index in order {
        let one = &candidates[index];
        let Some(template) = one.template.as_ref() else { continue };
        let mut query = template.query.clone();
        query.sort();
        let first = *known.entry((one.operation.method, path::shape(&template.segments), query)).or_insert(index);
        let (path, other) = (one.path.value.to_owned(), candidates[first].path.value.to_owned());
        let kind = match (first == index, template.has_fragment) {
            (true, false) => continue,
            (false, false) => {
                Kind::AmbiguousPath { method: one.operation.method.into(), path: path.into(), other: other.into() }
            }
            (true, true) => {
                let what = format!("the fragment of the path `{path}` is never sent and");
                Kind::Ignored { feature: "fragment", what, instead: "remove it" }
            }
            (false, true) => {
                let what = format!(
                    "`{path}` differs from `{other}` only in the fragment, which is never sent; in the server crate it"
                );
                let instead = "distinguish the two operations in the implementation of the other path";
                Kind::Ignored { feature: "fragment", what, instead }
            }
        };
        let mut problem = Problem::new(one.path.at, kind);
        if first != index {
            problem = problem.and("the other path", candidates[first].path.at);
        }
        context.problem(problem);
        served[index] = first == index;
    }
    served
}

/// Returns the id of each operation. A derived id never takes an id that the document gives to another operation, so it
/// changes only with its own method and path, or with an operation that would derive the very same.
fn ids(context: &mut Context<'_>, candidates: &[Candidate<'_, '_>]) -> Vec<String> {
    let mut taken: BTreeMap<String, Span> = BTreeMap::new();
    let mut given: Vec<Option<&str>> = Vec::new();
    for Candidate { operation, .. } in candidates {
        let id = operation.id.filter(|id| !id.value.is_empty());
        let first = id.and_then(|id| taken.get(id.value).copied());
        let fresh = id.filter(|_| first.is_none());
        taken.extend(fresh.map(|id| (id.value.to_owned(), id.at)));
        given.push(fresh.map(|id| id.value));
    }
    let mut ids = Vec::new();
    for (Candidate { operation, path, .. }, given) in candidates.iter().zip(given) {
        let id = given.map_or_else(|| derived(operation.method, path.value, &taken), str::to_owned);
        if given.is_none() {
            taken.insert(id.clone(), operation.method_at);
            match operation.id.filter(|id| !id.value.is_empty()) {
                None => context.report(operation.method_at, Kind::MissingOperationId { id: id.clone() }),
                Some(own) => {
                    // The same place twice is one operation that a second path refers to.
                    if let Some(first) = taken.get(own.value).filter(|first| **first != own.at) {
                        let kind = Kind::DuplicateOperationId { id: own.value.to_owned(), given: id.clone() };
                        context.problem(Problem::new(own.at, kind).and("first here", *first));
                    }
                }
            }
        }
        ids.push(id);
    }
    ids
}

/// Derives an id: `getUsersIdPosts` from `GET /users/{id}/posts`, with a number if that is taken.
fn derived(method: &str, path: &str, taken: &BTreeMap<String, Span>) -> String {
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut rest = word.chars();
        rest.next().map(|first| first.to_uppercase().chain(rest).collect::<String>()).unwrap_or_default()
    };
    let words: String = words.map(capital).collect();
    let mut method = method.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = method.next().unwrap_or_default().to_lowercase();
    let method = first + &method.map(|word| capital(&word.to_lowercase())).collect::<String>();
    let plain = method + if words.is_empty() { "Root" } else { &words };
    if !taken.contains_key(&plain) {
        return plain;
    }
    let mut number = 2u64;
    while taken.contains_key(&format!("{plain}{number}")) {
        number += 1;
    }
    format!("{plain}{number}")
}
