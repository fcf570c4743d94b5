//! Constraints that no type holds: the values of requests with such a constraint are checked against their JSON Schema
//! ([`Content::is_validated`], [`Parameter::is_validated`], [`Items::is_validated`](crate::api::Items::is_validated)), and a warning is reported where nothing checks a value.

use std::collections::{HashMap, HashSet};

use super::constraint::Use;
use super::context::Context;
use super::types::UNEXPRESSED;
use crate::api::{Content, Format, Framing, Operation, Parameter, Text, TypeRef};
use crate::direction::Direction;
use crate::json_schema;
use crate::node::Node;
use crate::pattern::Pattern;
use crate::problem::Kind;
use crate::schema::{Keyword, Schema, Type};
use crate::source::Span;

/// A schema for values of one direction.
type Key = (Span, Direction);

/// The schemas that values lead to, through parts and references.
#[derive(Default)]
struct Graph {
    /// The schemas that lead to a schema directly.
    users: HashMap<Key, Vec<Key>>,
    /// The schemas that a schema leads to directly.
    used: HashMap<Key, Vec<Key>>,
    /// The schemas with a constraint that no type holds, by its place.
    owners: HashMap<Span, Vec<Key>>,
    /// The schemas whose JSON Schema lacks a constraint.
    incomplete: Vec<Key>,
    /// The schemas of keywords that no type holds. A constraint that is absent there is enforced nowhere, and within `not`, valid values
    /// would be rejected without it.
    untyped: Vec<Key>,
}

impl Graph {
    fn of(context: &Context<'_>) -> Self {
        let mut graph = Graph::default();
        let uses = &context.enforcement.uses;
        let mut open: Vec<(Schema<'_>, Direction)> = uses.iter().map(|of| (of.schema, of.direction)).collect();
        while let Some((schema, direction)) = open.pop() {
            let key = (schema.at(), direction);
            if graph.used.contains_key(&key) {
                continue;
            }
            let entries = schema.node().entries().iter().flat_map(|entry| [entry.key_at, entry.value.at]);
            for at in entries.chain([schema.at()]).filter(|at| context.enforcement.places.contains(at)) {
                graph.owners.entry(at).or_default().push(key);
            }
            // The JSON Schema lacks such a pattern. An invalid one is reported, and ignored everywhere.
            let is_lacking =
                |text: &str| Pattern::parse(text).is_ok() && json_schema::supported_pattern(text).is_none();
            if schema.pattern().and_then(|node| node.as_str()).is_some_and(is_lacking) {
                graph.incomplete.push(key);
            }
            let untyped = UNEXPRESSED.into_iter().flat_map(|keyword| schema.children_of(keyword));
            graph.untyped.extend(untyped.map(|inner| (inner.at(), direction)));
            // No type has the patterns of names.
            if schema.name_patterns().any(|entry| is_lacking(&entry.key)) {
                graph.incomplete.push(key);
                graph.untyped.push(key);
            }
            let dropped: HashSet<Span> = schema
                .properties()
                .filter(|(_, property)| context.marked.drops(*property, direction))
                .map(|(_, property)| property.at())
                .collect();
            let target = schema.reference().and_then(|_| schema.target(context.root));
            let inner: Vec<Schema<'_>> =
                schema.children().filter(|inner| !dropped.contains(&inner.at())).chain(target).collect();
            for inner in &inner {
                graph.users.entry((inner.at(), direction)).or_default().push(key);
            }
            graph.used.insert(key, inner.iter().map(|inner| (inner.at(), direction)).collect());
            open.extend(inner.into_iter().map(|inner| (inner, direction)));
        }
        graph
    }
}

/// Returns the schemas that can be reached from others in a relation, with these.
fn reached(from: impl IntoIterator<Item = Key>, relation: &HashMap<Key, Vec<Key>>) -> HashSet<Key> {
    let mut open: Vec<Key> = from.into_iter().collect();
    let mut found = HashSet::new();
    while let Some(key) = open.pop() {
        if found.insert(key) {
            open.extend(relation.get(&key).into_iter().flatten());
        }
    }
    found
}

/// Decides for each content and parameter of a request whether it is validated, and reports the constraints that are
/// enforced nowhere, or in requests only. Called when everything is resolved. Each operation comes with the direction of its body.
pub(crate) fn decide<'o>(context: &mut Context<'_>, operations: impl Iterator<Item = (Direction, &'o mut Operation)>) {
    if context.enforcement.places.is_empty() {
        return;
    }
    let graph = Graph::of(context);
    let constrained = reached(graph.owners.values().flatten().copied(), &graph.users);
    let untyped = reached(graph.untyped.iter().copied(), &graph.used);
    let incomplete = graph.incomplete.iter().copied().filter(|key| untyped.contains(key));
    let incomplete = reached(incomplete, &graph.users);
    let mut candidates: HashMap<Key, Schema<'_>> = HashMap::new();
    for of in context.enforcement.uses.iter().filter(|of| of.is_sent) {
        let key = (of.schema.at(), of.direction);
        if constrained.contains(&key) && !incomplete.contains(&key) && !context.enforcement.several.contains(&of.at) {
            candidates.insert((of.at, of.direction), of.schema);
        }
    }
    let validated = mark(context, operations, &candidates);
    let keys = |is_it: &dyn Fn(&Use<'_>) -> bool| -> HashSet<Key> {
        let uses = context.enforcement.uses.iter().filter(|of| is_it(of));
        reached(uses.map(|of| (of.schema.at(), of.direction)), &graph.used)
    };
    let is_validated = |of: &Use<'_>| validated.contains(&(of.at, of.direction));
    let enforced = keys(&|of| of.is_sent && is_validated(of));
    let sent_unchecked = keys(&|of| of.is_sent && !is_validated(of));
    let received = keys(&|of| !of.is_sent);
    for (at, kind) in std::mem::take(&mut context.enforcement.warnings) {
        let owners = graph.owners.get(&at);
        let is_in = |keys: &HashSet<Key>| owners.into_iter().flatten().any(|key| keys.contains(key));
        let is_enforced = is_in(&enforced) && !is_in(&sent_unchecked);
        let kind = match kind {
            // The author should know, also where the requests are rejected.
            Kind::Loose { what, is_contradiction: true } if is_enforced => Kind::Contradiction { what },
            _ if is_enforced && !is_in(&received) => continue,
            Kind::NotEnforced { what } if is_enforced => Kind::NotEnforced { what: format!("in responses, {what}") },
            Kind::Loose { what, is_contradiction } if is_enforced => {
                Kind::Loose { what: format!("in responses, {what}"), is_contradiction }
            }
            kind => kind,
        };
        context.reader.diagnostics.report(at, kind);
    }
}

/// Marks the contents and parameters that are validated, and returns their places. An operation and a webhook can share a body.
fn mark<'o>(
    context: &mut Context<'_>,
    operations: impl Iterator<Item = (Direction, &'o mut Operation)>,
    candidates: &HashMap<Key, Schema<'_>>,
) -> HashSet<Key> {
    let (bundle, marked, root, annotated) = (context.bundle, &context.marked, context.root, context.annotated);
    let definitions = context.definitions.get_or_insert_with(|| json_schema::definitions_of(bundle, marked, annotated));
    // Many contents have the same schema.
    let mut compiled: HashMap<String, bool> = HashMap::new();
    let mut compiles = |schema: &serde_json::Value| {
        *compiled
            .entry(schema.to_string())
            .or_insert_with(|| json_schema::compile(&json_schema::standalone(schema, definitions)).is_ok())
    };
    let mut validated = HashSet::new();
    for (direction, operation) in operations {
        for parameter in &mut operation.parameters {
            // `readOnly` and `writeOnly` are about properties of bodies: parameters are read in the default direction.
            let key = (parameter.at, Direction::default());
            let Some(schema) = candidates.get(&key) else { continue };
            let schema = schema.target(root);
            let are_elements_known = schema.is_some_and(|schema| schema.is_about_places(root));
            parameter.is_validated = (is_known(parameter) || are_elements_known) && compiles(&parameter.schema);
            validated.extend(parameter.is_validated.then_some(key));
        }
        for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
            let key = (content.at, direction);
            let Some(schema) = candidates.get(&key) else { continue };
            if let Some(items) = &mut content.items {
                // Bodies of the other framings stay bytes.
                let are_read = matches!(items.framing, Framing::Lines | Framing::Sequence) && items.data.is_none();
                items.is_validated = are_read && compiles(&items.schema);
                validated.extend(items.is_validated.then_some(key));
                continue;
            }
            content.is_validated = has_values(root, *schema, content) && compiles(&content.schema);
            validated.extend(content.is_validated.then_some(key));
        }
    }
    validated
}

/// Returns whether the JSON value of a parameter is known. The elements of an array are texts, and a text of several possible
/// types is several values.
fn is_known(parameter: &Parameter) -> bool {
    parameter.array.is_none() || parameter.text != Text::Any
}

/// Returns whether the JSON value of a content is known. The bytes of a file are no such value, so a file must have no
/// constraint.
fn has_values(root: &Node, schema: Schema<'_>, content: &Content) -> bool {
    let is_free = |schema: Schema<'_>| {
        schema.says_nothing_but(&[Keyword::Type, Keyword::Format])
            && (schema.is_type(Type::String) || !schema.has(Keyword::Type))
    };
    content.parts.iter().all(|part| match content.format {
        Format::Form => part.ty != TypeRef::Any,
        Format::Multipart if part.is_file => {
            let property = schema.property_within(root, &part.wire).and_then(|property| property.target(root));
            let value = if part.repeated { property.and_then(|list| list.items()?.target(root)) } else { property };
            value.is_some_and(is_free)
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use crate::Source;

    /// The pattern is not supported, so that the schema of requests is incomplete. Webhooks have no `writeOnly` property.
    #[test]
    fn a_body_that_an_operation_and_a_webhook_share_is_validated_in_each_direction() {
        let text = r"
openapi: 3.1.0
info: {title: Shared, version: 1.0.0}
paths: {/b: {put: {operationId: b, requestBody: {$ref: '#/components/requestBodies/B'}, responses: {'204': {description: Done.}}}}}
webhooks: {b: {post: {operationId: hook, requestBody: {$ref: '#/components/requestBodies/B'}, responses: {'204': {description: Done.}}}}}
components:
  requestBodies: {B: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}
  schemas:
    B: {type: object, properties: {secret: {type: string, writeOnly: true, not: {pattern: '^(?<a>x)\k<a>$'}}}, not: {required: [other]}}
";
        let api = crate::resolve(&Source::new("a.yaml", text)).map(|(api, _)| api);
        let of = |operations: &[crate::api::Operation]| {
            let contents = operations.iter().flat_map(|operation| &operation.body).flat_map(|body| &body.contents);
            contents.map(|content| content.is_validated).collect::<Vec<_>>()
        };
        let validated = api.map(|api| (of(&api.operations), of(&api.webhooks.operations)));
        assert!(
            matches!(&validated, Ok((operations, webhooks)) if operations == &[false] && webhooks == &[true]),
            "{validated:?}"
        );
    }
}
