//! Schemas that stand for others which extend them by `allOf`: a discriminator without alternatives (OpenAPI 3.0.4, Discriminator
//! Object, Models with Polymorphism Support). A value of such a schema is a value of one of its subtypes, so they become its
//! `oneOf`, as other documents write it. Without it, the properties of the subtypes would be lost.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::node::{Entry, Node, Value};
use crate::schema::discriminator::Discriminator;
use crate::schema::{Keyword, Schema, Type};
use crate::source::Span;
use crate::version::Version;

const COMPONENTS: &str = "#/components/schemas/";

/// A component that extends another, with the place of its name.
type Child = (String, Span);

/// The components of a document and how they extend each other.
struct Family<'d> {
    root: &'d Node,
    by_name: HashMap<&'d str, &'d Entry>,
    children: HashMap<String, Vec<Child>>,
    /// See [`unions`].
    unions: HashMap<&'d str, &'d str>,
}

impl<'d> Family<'d> {
    /// Returns the entries of the nearest mapping that names a component, among those of the components between it and a parent
    /// (`below` are the descendants of the parent).
    fn inherited(&self, name: &'d str, below: &HashSet<&str>, property: &str) -> Vec<&'d Entry> {
        let (mut open, mut seen) = (VecDeque::from([name]), HashSet::new());
        while let Some(entry) = open.pop_front().and_then(|next| self.by_name.get(next)) {
            for base in bases(Schema::of(&entry.value)).filter(|base| below.contains(base)) {
                let Some(between) = self.by_name.get(base).filter(|_| seen.insert(base)) else { continue };
                let schema = Schema::of(&between.value);
                let own = std::iter::once(schema).chain(schema.bases()).filter_map(Schema::discriminator);
                let entries = own.filter(|own| own.property_name() == Some(property)).flat_map(Discriminator::mapping);
                let names =
                    |entry: &&Entry| entry.value.as_str().is_some_and(|text| component(text).unwrap_or(text) == name);
                let found: Vec<&Entry> = entries.filter(names).collect();
                if !found.is_empty() {
                    return found;
                }
                open.push_back(base);
            }
        }
        Vec::new()
    }
}

/// Adds `oneOf` to the components of a document that have a discriminator, subtypes and no alternatives. A component stays as it is
/// if its mapping or that of another names it, or if a schema that is no component extends it: then it also has values of its own.
pub(crate) fn list(root: &mut Node) {
    let schemas = Schema::components(root);
    let is_parent = |entry: &&Entry| {
        let schema = Schema::of(&entry.value);
        let has_property = schema.discriminator().is_some_and(|found| found.property_name().is_some());
        has_property && !schema.has(Keyword::OneOf) && !schema.has(Keyword::AnyOf)
    };
    let parents: Vec<&Entry> = schemas.iter().filter(is_parent).collect();
    if parents.is_empty() {
        return;
    }
    let mut children: HashMap<String, Vec<Child>> = HashMap::new();
    for entry in schemas {
        for parent in bases(Schema::of(&entry.value)) {
            children.entry(parent.to_owned()).or_default().push((entry.key.clone(), entry.key_at));
        }
    }
    let mut extended = HashSet::new();
    let components: HashSet<Span> = schemas.iter().map(|entry| entry.value.at).collect();
    extended_in_place(root, &components, &mut extended);
    let named: HashSet<String> =
        parents.iter().flat_map(|parent| mapped(parent)).map(|(name, _)| name.to_owned()).collect();
    let standing: Vec<&Entry> = parents
        .into_iter()
        .filter(|parent| !extended.contains(parent.key.as_str()) && !named.contains(parent.key.as_str()))
        .collect();
    let unions = unions(schemas, &standing);
    let by_name: HashMap<&str, &Entry> = schemas.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let family = Family { root, by_name, children, unions };
    let lists: Vec<(String, Entry, Vec<Entry>)> = standing
        .into_iter()
        .filter_map(|parent| one_of(parent, &family).map(|(list, tags)| (parent.key.clone(), list, tags)))
        .collect();
    let schemas = entry_mut(root, "components").and_then(|components| entry_mut(components, "schemas"));
    let Some(schemas) = schemas else { return };
    for (name, list, tags) in lists {
        let Some(schema) = entry_mut(schemas, &name) else { continue };
        add_tags(schema, tags);
        if let Value::Object(entries) = &mut schema.value {
            entries.push(list);
        }
    }
}

/// Adds entries to the mapping of a schema's discriminator.
fn add_tags(schema: &mut Node, tags: Vec<Entry>) {
    let Some(discriminator) = entry_mut(schema, Keyword::Discriminator.name()).filter(|_| !tags.is_empty()) else {
        return;
    };
    if let Some(Value::Object(mapping)) = entry_mut(discriminator, "mapping").map(|mapping| &mut mapping.value) {
        mapping.extend(tags);
        return;
    }
    let (at, version) = (discriminator.at, discriminator.version);
    if let Value::Object(fields) = &mut discriminator.value {
        let value = Node { at, version, value: Value::Object(tags) };
        fields.push(Entry { key: "mapping".to_owned(), key_at: at, value });
    }
}

/// Returns the value of a key of an object, to change it.
fn entry_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let Value::Object(entries) = &mut node.value else { return None };
    entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
}

/// Returns the components that the members of an `allOf` refer to.
fn bases(schema: Schema<'_>) -> impl Iterator<Item = &str> {
    schema.bases().filter_map(|member| component(member.any_reference()?))
}

/// Returns the name of the component that a reference leads to.
fn component(reference: &str) -> Option<&str> {
    reference.strip_prefix(COMPONENTS).filter(|name| !name.contains(['/', '~', '%']))
}

/// Adds the components that a schema in place extends: its `allOf` has a reference and another member with properties.
fn extended_in_place<'d>(node: &'d Node, components: &HashSet<Span>, found: &mut HashSet<&'d str>) {
    let schema = Schema::of(node);
    let extends = std::iter::once(schema).chain(schema.bases()).any(|schema| schema.has(Keyword::Properties));
    if extends && !components.contains(&node.at) {
        found.extend(bases(schema));
    }
    match &node.value {
        Value::Array(elements) => elements.iter().for_each(|inner| extended_in_place(inner, components, found)),
        Value::Object(entries) => {
            entries.iter().for_each(|entry| extended_in_place(&entry.value, components, found));
        }
        _ => {}
    }
}

/// Returns the components whose alternatives a discriminator tells apart, with the name of its property: those that list alternatives,
/// and those that stand for others.
fn unions<'d>(schemas: &'d [Entry], standing: &[&'d Entry]) -> HashMap<&'d str, &'d str> {
    let lists =
        |entry: &&Entry| [Keyword::OneOf, Keyword::AnyOf].iter().any(|list| Schema::of(&entry.value).has(*list));
    let all = schemas.iter().filter(lists).chain(standing.iter().copied());
    all.filter_map(|entry| Some((entry.key.as_str(), Schema::of(&entry.value).discriminator()?.property_name()?)))
        .collect()
}

/// Returns the `oneOf` of a parent, and what its mapping lacks: the subtypes in its mapping, then the other components that extend it,
/// directly or not, and stand for no subtype in the mapping. The alternatives of a union with the same property are those of the union.
fn one_of<'d>(parent: &'d Entry, family: &Family<'d>) -> Option<(Entry, Vec<Entry>)> {
    let Family { children, unions, .. } = family;
    let discriminator = Schema::of(&parent.value).discriminator()?;
    let mapped = mapped(parent);
    let below = descendants(&parent.key, children);
    let property = discriminator.property_name()?;
    if mapped.iter().any(|(name, _)| !below.contains(name)) {
        return None;
    }
    let mut subtypes: Vec<(&str, Span)> = Vec::new();
    for (name, at) in mapped {
        if subtypes.iter().all(|(known, _)| *known != name) {
            subtypes.push((name, at));
        }
    }
    let mapped = subtypes.clone();
    let mut open: Vec<&Child> = children.get(&parent.key).into_iter().flatten().rev().collect();
    let mut seen = HashSet::from([parent.key.as_str()]);
    while let Some((name, at)) = open.pop() {
        if !seen.insert(name) {
            continue;
        }
        if unions.get(name.as_str()) != Some(&property) {
            open.extend(children.get(name).into_iter().flatten().rev());
        }
        let own = descendants(name, children);
        if mapped.iter().all(|(known, _)| known != name && !own.contains(known)) {
            subtypes.push((name, *at));
        }
    }
    let mut tags: Vec<Entry> = Vec::new();
    let is_taken = |tag: &str, tags: &[Entry]| discriminator.mapping().iter().chain(tags).any(|entry| entry.key == tag);
    let is_new = |name: &str| mapped.iter().all(|(known, _)| *known != name);
    subtypes.retain(|(name, _)| {
        let inherited = if is_new(name) { family.inherited(name, &below, property) } else { Vec::new() };
        let free: Vec<Entry> = inherited
            .iter()
            .filter(|entry| !is_taken(&entry.key, &tags) && is_listed(parent, property, &entry.key))
            .map(|entry| (*entry).clone())
            .collect();
        let is_kept = inherited.is_empty() || !free.is_empty();
        tags.extend(free);
        is_kept
    });
    let is_child = |name: &str| children.get(&parent.key).into_iter().flatten().any(|(child, _)| child == name);
    let mut alternatives = Vec::new();
    for (name, at) in subtypes {
        let member = reference(name, at, parent.value.version);
        let is_named =
            tags.iter().any(|entry| entry.value.as_str().is_some_and(|text| component(text).unwrap_or(text) == name));
        let is_told_apart = || {
            let own = Schema::of(&parent.value).tags(family.root, property, Schema::of(&member));
            own.iter().any(|tag| !is_taken(tag, &tags) && (is_child(name) || is_listed(parent, property, tag)))
        };
        if !is_new(name) || is_named || unions.contains_key(name) || is_told_apart() {
            alternatives.push(member);
        }
    }
    if alternatives.is_empty() {
        return None;
    }
    alternatives.extend(itself(parent, discriminator));
    let (at, version) = (discriminator.key_at, parent.value.version);
    let value = Node { at, version, value: Value::Array(alternatives) };
    Some((Entry { key: Keyword::OneOf.name().to_owned(), key_at: at, value }, tags))
}

/// Returns a reference to a component.
fn reference(name: &str, at: Span, version: Version) -> Node {
    let node = |value| Node { at, version, value };
    let text = node(Value::String(format!("{COMPONENTS}{name}")));
    node(Value::Object(vec![Entry { key: Keyword::Ref.name().to_owned(), key_at: at, value: text }]))
}

/// Returns whether a property of a schema may have a value, by its `enum`.
fn is_listed(entry: &Entry, property: &str, value: &str) -> bool {
    let list = Schema::of(&entry.value).property(property).and_then(Schema::enumeration);
    list.is_none_or(|list| list.values.iter().any(|listed| listed.as_str() == Some(value)))
}

/// Returns the alternative of values of the parent itself, whose discriminator has the name of the parent. Such values are valid if there
/// is no mapping, unless the property lists its values and that name is not among them.
fn itself(parent: &Entry, discriminator: Discriminator<'_>) -> Option<Node> {
    let property = discriminator.property_name()?;
    if !discriminator.mapping().is_empty() || !is_listed(parent, property, &parent.key) {
        return None;
    }
    let (at, version) = (discriminator.property_at(), parent.value.version);
    let node = |value| Node { at, version, value };
    let text = |text: &str| node(Value::String(text.to_owned()));
    let object = |fields: Vec<(&str, Node)>| {
        let entries = fields.into_iter().map(|(key, value)| Entry { key: key.to_owned(), key_at: at, value });
        node(Value::Object(entries.collect()))
    };
    let list = |only: &str| node(Value::Array(vec![text(only)]));
    let tag =
        object(vec![(Keyword::Type.name(), text(Type::String.name())), (Keyword::Enum.name(), list(&parent.key))]);
    Some(object(vec![
        (Keyword::Title.name(), text(&parent.key)),
        (Keyword::Type.name(), text(Type::Object.name())),
        (Keyword::Required.name(), list(property)),
        (Keyword::Properties.name(), object(vec![(property, tag)])),
    ]))
}

/// Returns the components that the mapping of a parent names, with their places there.
fn mapped(parent: &Entry) -> Vec<(&str, Span)> {
    let mapping = Schema::of(&parent.value).discriminator().map(|found| found.mapping()).unwrap_or_default();
    let texts = mapping.iter().filter_map(|entry| Some((entry.value.as_str()?, entry.value.at)));
    texts.map(|(text, at)| (component(text).unwrap_or(text), at)).collect()
}

/// Returns the components that extend a component, at any depth.
fn descendants<'c>(name: &str, children: &'c HashMap<String, Vec<Child>>) -> HashSet<&'c str> {
    let (mut found, mut open) = (HashSet::new(), vec![name]);
    while let Some(next) = open.pop() {
        for (child, _) in children.get(next).into_iter().flatten() {
            if found.insert(child.as_str()) {
                open.push(child);
            }
        }
    }
    found
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests {
    use super::list;
    use crate::load::load;
    use crate::schema::{Schema, SchemaList};
    use crate::source::Source;

    /// The names of the alternatives of `Pet` in a document with these other components.
    fn subtypes(discriminator: &str, components: &str, paths: &str) -> Vec<String> {
        let text = format!(
            "{{components: {{schemas: {{Pet: {{type: object, discriminator: {discriminator}}}, {components}}}}}, paths: {paths}}}"
        );
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        list(&mut root);
        let pet = Schema::of(&Schema::components(&root).first().expect("a component").value);
        let members = pet.one_of().into_iter().flat_map(SchemaList::iter);
        members.filter_map(|member| member.any_reference()?.rsplit('/').next().map(str::to_owned)).collect()
    }

    const CAT: &str = "Cat: {allOf: [{$ref: '#/components/schemas/Pet'}]}";
    const DOG: &str = "Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {loud: {}}}]}";
    const PUPPY: &str = "Puppy: {allOf: [{$ref: '#/components/schemas/Dog'}]}";

    #[test]
    fn the_mapping_comes_before_other_children() {
        let all = [DOG, CAT, PUPPY].join(", ");
        assert_eq!(subtypes("{propertyName: kind}", &all, "{}"), ["Dog", "Puppy", "Cat"]);
        let mapped = "{propertyName: kind, mapping: {c: Cat, k: '#/components/schemas/Cat'}}";
        assert_eq!(subtypes(mapped, &all, "{}"), ["Cat", "Dog", "Puppy"]);
        // `Dog` stands for its child.
        assert_eq!(subtypes("{propertyName: kind, mapping: {p: Puppy}}", &all, "{}"), ["Puppy", "Cat"]);
    }

    /// OpenAPI 3.1.1, Discriminator Object: `mapping` tells values and schemas apart, and names of components are implicit values.
    #[test]
    fn each_alternative_has_a_value_of_its_own() {
        let all = [DOG, CAT, PUPPY].join(", ");
        // `Puppy` is a value of `Cat` here.
        let taken = "{propertyName: kind, mapping: {d: Dog, Puppy: Cat}}";
        assert_eq!(subtypes(taken, &all, "{}"), ["Dog", "Cat"]);
        let listed = "{propertyName: kind}, properties: {kind: {enum: [Dog, Cat]}}";
        assert_eq!(subtypes(listed, &all, "{}"), ["Dog", "Cat"]);
    }

    /// From hey-api/openapi-ts, `discriminator-allof-inline`.
    #[test]
    fn the_nearest_mapping_names_the_value() {
        let between = "Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {discriminator: {propertyName: kind, mapping: {DogPuppy: \
                       '#/components/schemas/Puppy'}}}]}";
        let text = format!(
            "{{components: {{schemas: {{Pet: {{type: object, discriminator: {{propertyName: kind, mapping: {{PetDog: Dog}}}}}}, {between}, {PUPPY}}}}}, paths: {{}}}}"
        );
        let mut root = load(&Source::new("test.yaml", text)).expect("a document");
        list(&mut root);
        let pet = Schema::of(&Schema::components(&root).first().expect("a component").value);
        let members = pet.one_of().into_iter().flat_map(SchemaList::iter);
        let tags: Vec<String> = members.flat_map(|member| pet.tags(&root, "kind", member)).collect();
        assert_eq!(tags, ["PetDog", "DogPuppy"]);
    }

    #[test]
    fn a_schema_with_values_of_its_own_stays() {
        assert!(subtypes("{propertyName: kind}", "Other: {type: string}", "{}").is_empty());
        assert!(subtypes("{mapping: {}}", CAT, "{}").is_empty());
        assert!(subtypes("{propertyName: kind, mapping: {pet: Pet, cat: Cat}}", CAT, "{}").is_empty());
        let in_place = "{/a: {schema: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {more: {}}}]}}}";
        assert!(subtypes("{propertyName: kind}", CAT, in_place).is_empty());
        let wrapped = "{/a: {schema: {allOf: [{$ref: '#/components/schemas/Pet'}], description: A pet.}}}";
        assert_eq!(subtypes("{propertyName: kind}", CAT, wrapped), ["Cat"]);
    }
}
