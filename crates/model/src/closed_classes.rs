//! `additionalProperties: false` in the schemas of classes that extend each other. By JSON Schema it rejects the properties of the other
//! schemas of an `allOf` (JSON Schema 2020-12 core, section 10.3.2.3), so no object with a property of each class is valid. Swashbuckle, NSwag
//! and others write it for every class, and mean the properties of all. In documents of others, these schemas are read without it.

use std::collections::{HashMap, HashSet};

use crate::node::{Entry, Node, Value};
use crate::objects::{each_object, visit_objects};
use crate::pointer::pointed;
use crate::schema::{AdditionalProperties, Keyword, Schema, references};
use crate::source::Span;

/// The number of schemas of a class that are compared. The limit keeps the time in proportion to the size of the document.
const MOST_PARTS: usize = 32;

/// Removes the keyword from these schemas. A class that no other extends has `unevaluatedProperties: false` instead, which sees the properties
/// of all, so that it still differs from its siblings. Returns the places of the keyword by those of the schemas, for the report.
pub(crate) fn open(root: &mut Node) -> HashMap<Span, Span> {
    let negated = negated(root);
    let (mut open, mut classes, mut extended) = (HashSet::new(), Vec::new(), HashSet::new());
    visit_objects(root, &mut |node| {
        let class = Schema::of(node);
        extended.extend(bases(root, class).map(|base| base.at()));
        if !negated.contains(&node.at) && bases(root, class).next().is_some() {
            let places: Vec<Span> = extending(root, class).into_iter().filter(|at| !negated.contains(at)).collect();
            let is_closed = within(class).iter().any(|part| places.contains(&part.at()));
            classes.extend(is_closed.then_some(node.at));
            open.extend(places);
        }
    });
    let closed: HashSet<Span> = classes.into_iter().filter(|at| !extended.contains(at)).collect();
    let mut found = HashMap::new();
    if open.is_empty() {
        return found;
    }
    each_object(root, &mut |node| {
        let (at, version) = (node.at, node.version);
        let Value::Object(entries) = &mut node.value else { return };
        if open.contains(&at) {
            let keyword = entries.iter().position(|entry| entry.key == Keyword::AdditionalProperties.name());
            found.extend(keyword.map(|index| (at, entries.remove(index).key_at)));
        }
        if closed.contains(&at) {
            let version = version.with_unevaluated_properties();
            let value = Node { at, version, value: Value::Bool(false) };
            entries.push(Entry { key: Keyword::UnevaluatedProperties.name().to_owned(), key_at: at, value });
            node.version = version;
        }
    });
    found
}

/// Returns the schemas that members of the `allOf` of a schema refer to.
fn bases<'d>(root: &'d Node, class: Schema<'d>) -> impl Iterator<Item = Schema<'d>> {
    class.bases().filter_map(|member| pointed(root, member.any_reference()?)).map(Schema::of)
}

/// Returns a schema and the members of its `allOf` that are no references, at any depth.
fn within(class: Schema<'_>) -> Vec<Schema<'_>> {
    let (mut found, mut open) = (Vec::new(), vec![class]);
    while let Some(schema) = open.pop() {
        found.push(schema);
        open.extend(schema.bases().filter(|member| member.any_reference().is_none()));
    }
    found
}

/// Returns the places of the schemas that decide by being invalid. A schema that accepts more there makes another one accept less.
fn negated(root: &Node) -> HashSet<Span> {
    let mut open = Vec::new();
    visit_objects(root, &mut |node| {
        open.extend([Keyword::Not, Keyword::If].into_iter().filter_map(|keyword| node.get(keyword.name())));
    });
    let (mut found, mut seen) = (HashSet::new(), HashSet::new());
    while let Some(schema) = open.pop() {
        visit_objects(schema, &mut |node| {
            found.insert(node.at);
        });
        let mut own = Vec::new();
        references(schema, &mut own);
        open.extend(own.into_iter().filter(|target| seen.insert(*target)).filter_map(|target| pointed(root, target)));
    }
    found
}

/// Returns the places of the closed schemas of a class that reject properties of the others, and that extend the others: they list a
/// property of their own, or none, or they have a discriminator. A schema that lists only properties of the others narrows them.
fn extending(root: &Node, class: Schema<'_>) -> Vec<Span> {
    let parts = parts(root, class);
    if !parts.iter().copied().any(is_closed) {
        return Vec::new();
    }
    let names: Vec<HashSet<&str>> =
        parts.iter().map(|part| part.properties().map(|(entry, _)| entry.key.as_str()).collect()).collect();
    let extends = |index: usize| {
        let own = &names[index];
        let others = || names.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, names)| names);
        let rejects = others().any(|names| !names.is_subset(own));
        let is_new = |name: &&str| others().all(|names| !names.contains(name));
        rejects && (own.is_empty() || parts[index].discriminator().is_some() || own.iter().any(is_new))
    };
    let closed = parts.iter().enumerate().filter(|(index, part)| is_closed(**part) && extends(*index));
    closed.map(|(_, part)| part.at()).collect()
}

fn is_closed(schema: Schema<'_>) -> bool {
    matches!(schema.additional_properties(), AdditionalProperties::Forbidden) && !schema.has(Keyword::PatternProperties)
}

/// Returns a schema and the members of its `allOf`, at any depth. References are followed.
fn parts<'d>(root: &'d Node, class: Schema<'d>) -> Vec<Schema<'d>> {
    let (mut found, mut open, mut seen) = (Vec::new(), vec![class], HashSet::new());
    while let Some(schema) = open.pop().filter(|_| found.len() < MOST_PARTS) {
        if !seen.insert(schema.at()) {
            continue;
        }
        found.push(schema);
        open.extend(bases(root, schema));
        open.extend(schema.bases().filter(|member| member.any_reference().is_none()));
    }
    found
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use super::open;
    use crate::load::load;
    use crate::pointer::decode;
    use crate::source::Source;

    /// The names of the components that have a keyword with `false` in a document with these.
    fn with(keyword: &str, schemas: &str) -> Vec<String> {
        let text = format!("{{openapi: 3.0.3, components: {{schemas: {{{schemas}}}}}}}");
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        open(&mut root);
        let read = root.to_json();
        let components = read["components"]["schemas"].as_object().expect("components");
        let is_closed = |value: &&serde_json::Value| value.to_string().contains(&format!("\"{keyword}\":false"));
        components.iter().filter(|(_, value)| is_closed(value)).map(|(name, _)| decode(name)).collect()
    }

    /// The names of the components that stay closed.
    fn closed(schemas: &str) -> Vec<String> {
        with("additionalProperties", schemas)
    }

    const BASE: &str = "Base: {type: object, properties: {name: {type: string}}, additionalProperties: false}";
    const ALONE: &str = "Alone: {type: object, properties: {name: {type: string}}, additionalProperties: false}";
    const SECOND: &str = "Second: {type: object, allOf: [{$ref: '#/components/schemas/Base'}], properties: {age: {type: integer}}, additionalProperties: false}";

    #[test]
    fn classes_that_extend_each_other_are_open() {
        let member = "Second: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {age: {}}, additionalProperties: false}]}";
        let empty =
            "Empty: {type: object, allOf: [{$ref: '#/components/schemas/Second'}], additionalProperties: false}";
        assert_eq!(closed(&[BASE, ALONE, SECOND].join(", ")), ["Alone"]);
        assert_eq!(closed(&[BASE, ALONE, member].join(", ")), ["Alone"]);
        let three = [BASE, SECOND, empty].join(", ");
        assert_eq!(closed(&three), [""; 0]);
        assert_eq!(with("unevaluatedProperties", &three), ["Empty"]);
        assert_eq!(with("unevaluatedProperties", &[BASE, ALONE, member].join(", ")), ["Second"]);
    }

    #[test]
    fn a_base_with_a_discriminator_that_a_class_lists_again_is_open() {
        let base = "Base: {type: object, discriminator: {propertyName: kind}, properties: {kind: {}}, additionalProperties: false}";
        let second = "Second: {allOf: [{$ref: '#/components/schemas/Base'}], properties: {kind: {}, age: {}}, additionalProperties: false}";
        // `Second` lists all properties, and rejects none of them.
        assert_eq!(closed(&[base, second].join(", ")), ["Second"]);
    }

    #[test]
    fn a_class_that_narrows_another_one_stays_closed() {
        let narrow =
            "Narrow: {allOf: [{$ref: '#/components/schemas/Open'}], properties: {a: {}}, additionalProperties: false}";
        assert_eq!(closed(&format!("Open: {{properties: {{a: {{}}, b: {{}}}}}}, {narrow}")), ["Narrow"]);
    }

    #[test]
    fn a_class_that_must_not_be_valid_stays_closed() {
        for other in [
            "Other: {not: {$ref: '#/components/schemas/Second'}}",
            "Other: {if: {$ref: '#/components/schemas/Second'}}",
        ] {
            assert_eq!(closed(&[BASE, SECOND, other].join(", ")), ["Base", "Second"], "{other}");
        }
    }
}
