//! Document → [`Api`]. This module makes every decision about the meaning of a document and collects every error. It never
//! panics.

mod body;
mod components;
mod constraint;
mod content;
mod context;
mod enforcement;
mod example;
mod exchange;
mod form;
mod items;
mod link;
mod operation;
mod pagination;
mod parameter;
mod path;
mod placeholder;
mod recursion;
mod rejection;
mod response;
mod rust_type;
mod security;
mod servers;
mod template;
mod types;
mod wish;

use crate::api::{Api, Packages};
use crate::bundle::Bundle;
use crate::json_schema;
use crate::problem::{Problem, Problems, Severity};
use crate::source::Source;
use crate::view;
use context::Context;

/// Resolves a document. With `tolerant`, errors that nothing on the wire depends on become warnings. With `annotated`, the JSON
/// Schemas have annotations. `name` makes the result of
/// the API, and returns the problems of its names.
///
/// # Errors
///
/// All problems of the document, with its warnings, if one of them is an error.
pub fn resolve<T>(
    source: &Source,
    bundle: &Bundle,
    tolerant: bool,
    annotated: bool,
    name: fn(Api) -> (T, Vec<Problem>),
) -> Result<(T, Vec<Problem>), Problems> {
    let mut context = Context::new(bundle, tolerant, annotated);
    let (result, problems) = name(api(&mut context, source));
    problems.into_iter().for_each(|problem| context.problem(problem));
    let problems = context.reader.diagnostics.finish();
    if problems.iter().all(|problem| problem.severity() == Severity::Warning) {
        Ok((result, problems))
    } else {
        Err(Problems(problems))
    }
}

fn api(context: &mut Context<'_>, source: &Source) -> Api {
    let document = view::document(&mut context.reader);
    context.declare_components();
    let schemes = view::security_schemes(&mut context.reader);
    let schemes = security::schemes(context, &schemes);
    context.define_components();
    let paths = view::paths(&mut context.reader);
    let webhooks = view::webhooks(&mut context.reader);
    let path::All { operations: found, webhooks: received } = path::all(context, &paths, &webhooks);
    let certificates = schemes.certificates.clone();
    let security = security::security(context, &document, document.security.as_deref(), &found, &schemes);
    let of_webhooks = security::security(context, &document, None, &received, &schemes);
    let (mut operations, rejections) = operation::operations(context, &found, &security);
    let mut webhooks = operation::webhooks(context, &received, of_webhooks);
    // Operations may refer to schemas that no component refers to.
    recursion::check(context);
    types::union::untag(&mut context.types);
    example::run_checks(context);
    if !context.annotated {
        // Only a server needs to know.
        let of_callers = operations.iter_mut().map(|operation| (operation::body_direction(false), operation));
        let of_owner = webhooks.operations.iter_mut().map(|operation| (operation::body_direction(true), operation));
        enforcement::decide(context, of_callers.chain(of_owner));
    }
    // The types are complete now.
    pagination::decide(context, &found, &mut operations);
    let types = std::mem::take(&mut context.types);
    Api {
        document: source.name.clone(),
        packages: Packages::with_prefix(&stem(source)),
        openapi: document.openapi,
        title: document.title.map_or_else(|| stem(source), str::to_owned),
        version: document.version.clone().unwrap_or_else(|| "0".to_owned()),
        description: document.description.map(str::to_owned),
        base_url: servers::base_url(context, &document.servers),
        schemes: security.schemes,
        credentials: security.credentials,
        operations,
        types,
        definitions: match context.definitions.take() {
            Some(definitions) => definitions,
            None => json_schema::definitions_of(context.bundle, &context.marked, context.annotated),
        },
        rejections,
        certificates,
        webhooks,
    }
}

/// Converts the stem of the file name to a prefix of package names: ASCII letters, digits, `-` and `_`, starting with a
/// letter.
fn stem(source: &Source) -> String {
    let kept: String = source
        .stem()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let trimmed = kept.trim_matches(['-', '_']);
    match trimmed.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => trimmed.to_owned(),
        Some(_) => format!("api-{trimmed}"),
        None => "api".to_owned(),
    }
}
