//! Document → [`Api`]: what the API means. Every decision is taken here and every mistake collected; nothing panics.

mod body;
mod components;
mod content;
mod context;
mod emitter;
mod example;
mod form;
mod operation;
mod parameter;
mod path;
mod recursion;
mod reference;
mod refusal;
mod response;
mod security;
mod servers;
mod shape;
mod shapes;
mod template;
mod types;

use crate::api::Api;
use crate::bundle::Bundle;
use crate::json_schema;
use crate::name::{self, Case};
use crate::node::{Node, Value};
use crate::problem::{Kind, Object, Problem, Problems, Severity};
use crate::schema::Schema;
use crate::source::{Source, Span};
use context::Context;
// The name by which the readers of other objects call it.
use types as schema;

/// Decides everything about a document. With `tolerant`, mistakes that nothing on the wire depends on are warnings.
///
/// # Errors
///
/// All mistakes that were found, the warnings among them.
pub fn resolve(source: &Source, bundle: &Bundle, tolerant: bool) -> Result<(Api, Vec<Problem>), Problems> {
    let document = &bundle.root;
    let mut context = Context::new(bundle, tolerant);
    context.check(document, &shapes::OPENAPI);
    let api = read(&mut context, source, document);
    let problems = context.finish();
    match api {
        Some(api) if problems.iter().all(|problem| problem.severity() == Severity::Warning) => Ok((api, problems)),
        _ => Err(Problems(problems)),
    }
}

/// Whether it is a document that is read. Before anything else: one of another version would only give mistakes that are none.
///
/// # Errors
///
/// What it is in place of one.
pub fn check_version(document: &Node) -> Result<(), Problem> {
    let not_one = |at: Span| Problem::new(at, Kind::MissingKey { object: Object::OpenApi, key: "openapi" });
    if !matches!(document.value, Value::Object(_)) {
        return Err(Problem::new(
            document.at,
            Kind::WrongType { what: "this value".into(), expected: Object::OpenApi.name(), found: document.kind() },
        ));
    }
    if let Some(swagger) = document.get("swagger") {
        let found = swagger.to_json().to_string().trim_matches('"').to_owned();
        return Err(Problem::new(swagger.at, Kind::Version { found }));
    }
    let first = document.entries().first().map_or(document.at, |entry| entry.key_at);
    let openapi = document.get("openapi").ok_or_else(|| not_one(first))?;
    let found = openapi.to_json().to_string().trim_matches('"').to_owned();
    let patch =
        openapi.as_str().and_then(|version| version.strip_prefix("3.0.")).and_then(|patch| patch.parse::<u8>().ok());
    match patch {
        Some(0..=4) => Ok(()),
        _ => Err(Problem::new(openapi.at, Kind::Version { found })),
    }
}

fn read<'d>(context: &mut Context<'d>, source: &Source, document: &'d Node) -> Option<Api> {
    let info = document.get("info");
    if let Some(info) = info {
        context.check(info, &shapes::INFO);
        info.get("contact").into_iter().for_each(|contact| context.check(contact, &shapes::CONTACT));
        info.get("license").into_iter().for_each(|license| context.check(license, &shapes::LICENSE));
    }
    let tags = document.get("tags").map(Node::elements).unwrap_or_default();
    tags.iter().for_each(|tag| context.check(tag, &shapes::TAG));
    if let Some(components) = document.get("components") {
        context.check(components, &shapes::COMPONENTS);
        check_components(context, components);
    }
    context.declare_components();
    let schemes = security::schemes(context, document);
    context.define_components();
    let mut operations = operation::operations(context, document, &schemes);
    // What operations alone lead to has types of its own.
    recursion::check(context);
    types::union::untag(&mut context.types);
    example::run_checks(context);
    let (schemes, credentials) = security::in_use(context, schemes, &mut operations);
    let types = context.take_types();
    let refusals = refusal::refusals(context, &types, &mut operations);
    let info_text = |key| info.and_then(|info| info.str(key));
    Some(Api {
        document: source.name.clone(),
        stem: stem(source),
        title: info_text("title").map_or_else(|| stem(source), str::to_owned),
        version: version(info),
        description: info_text("description").map(str::to_owned),
        base_url: servers::base_url(context, document),
        schemes,
        credentials,
        operations,
        types,
        definitions: match context.definitions.take() {
            Some(definitions) => definitions,
            None => json_schema::definitions_of(context.bundle, &context.marked),
        },
        refusals,
    })
}

/// `info.version`; `1.0` without quotes is a number, and means itself.
fn version(info: Option<&Node>) -> String {
    match info.and_then(|info| info.get("version")).map(|version| &version.value) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => "0".to_owned(),
    }
}

/// Components that nothing refers to are held to their shape too.
fn check_components<'d>(context: &mut Context<'d>, components: &'d Node) {
    const SECTIONS: [(&str, &str, &shape::Shape); 5] = [
        ("responses", "a response under `components.responses`", &shapes::RESPONSE),
        ("parameters", "a parameter under `components.parameters`", &shapes::PARAMETER),
        ("examples", "an example under `components.examples`", &shapes::EXAMPLE),
        ("requestBodies", "a request body under `components.requestBodies`", &shapes::REQUEST_BODY),
        ("headers", "a header under `components.headers`", &shapes::HEADER),
    ];
    for (section, expected, shape) in SECTIONS {
        for entry in components.get(section).map(Node::entries).unwrap_or_default() {
            if let Some(node) = context.follow(&entry.value, section, expected) {
                context.check(node, shape);
            }
        }
    }
}

/// The file's stem as a package name prefix: ASCII letters, digits, `-` and `_`, starting with a letter.
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

/// The `x-rust-name` of a node, if it has one that can be used.
fn rust_name<'d>(context: &mut Context<'d>, node: &'d Node, case: Case) -> Option<&'d str> {
    let chosen = Schema::of(node).rust_name()?;
    let expected = match case {
        Case::Snake => "an identifier in snake_case, such as `phone_number`",
        Case::Pascal => "an identifier in PascalCase, such as `PhoneNumber`",
    };
    match chosen.as_str() {
        Some(name) if name::is_choice(name, case) => Some(name),
        // An inline schema of a property is both: in `snake_case` the field's name is meant, in `PascalCase` the type's.
        Some(name)
            if case == Case::Snake && Schema::of(node).is_written_in_place() && name::is_choice(name, Case::Pascal) =>
        {
            None
        }
        _ => {
            let name = chosen.to_json().to_string().trim_matches('"').to_owned();
            context.report(chosen.at, Kind::RustName { name, expected });
            None
        }
    }
}

/// Rust names for the wire names of one scope, honouring `x-rust-name`.
fn names<'d>(
    context: &mut Context<'d>,
    wishes: &[(&str, &'d Node)],
    case: Case,
    scope: &mut name::Scope,
) -> Vec<String> {
    let chosen: Vec<Option<&str>> = wishes.iter().map(|(_, node)| rust_name(context, node, case)).collect();
    let mut asked: Vec<name::Wish<'_>> =
        wishes.iter().zip(chosen).map(|((wire, _), chosen)| name::Wish { wire, chosen }).collect();
    loop {
        match name::assign(&asked, case, &mut scope.clone()) {
            Ok(names) => {
                names.iter().for_each(|name| {
                    scope.take(name);
                });
                return names;
            }
            Err(index) => {
                let name = asked[index].chosen.unwrap_or_default().to_owned();
                let at = Schema::of(wishes[index].1).rust_name().map_or(wishes[index].1.at, |node| node.at);
                context.report(at, Kind::DuplicateRustName { name });
                asked[index].chosen = None;
            }
        }
    }
}
