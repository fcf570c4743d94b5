//! The identities of schemas (JSON Schema 2020-12 core, section 8.2): `$id`, `$anchor` and `$dynamicAnchor`, and `$self` of a
//! document (OpenAPI 3.2.0, section 4.1.2.2.1). References by identity are rewritten as JSON Pointers into the file.
//!
//! A `$dynamicRef` depends on the way by which validation reaches it. Two cases have a static meaning and are rewritten: a name
//! that one schema has, and a template, which is a schema that others refer to and for which they define the name in their
//! own `$defs`. Each use of a template becomes a copy with the schema of the name in place.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::uri;
use crate::node::{Entry, Node, Value};
use crate::pointer::{tokens, written};
use crate::schema::{Holds, Keyword};
use crate::source::Span;

/// The identities in a file. Pointers are lists of tokens from the root of the file.
#[derive(Default)]
pub(super) struct Identities {
    /// The URI of the root of the file.
    root: String,
    /// The schemas with an `$id`, by their URI.
    resources: HashMap<String, Vec<String>>,
    /// The schemas with a name, by the URI of the resource and the name.
    anchors: HashMap<(String, String), Vec<String>>,
    /// The schemas of `$dynamicAnchor`, by the resource and the name.
    dynamic: HashMap<(String, String), Vec<String>>,
    /// The URIs, without fragment, of references that are relative to an `$id` and lead to no identity of the file, by the places of
    /// the references.
    outside: HashMap<Span, String>,
}

impl Identities {
    /// Returns the URI of the root of the file: its `$id`, else the URI that it was read by.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Returns the way to the schema with an `$id`, or to the root of the file if it has the URI.
    pub(super) fn resource(&self, uri: &str) -> Option<&[String]> {
        self.resources.get(uri).map(Vec::as_slice).filter(|way| !way.is_empty() || self.root == uri)
    }

    /// Returns the way to the schema with a name (`$anchor`) in the resource with a URI, else in the root of the file. Names within a
    /// schema with an `$id` belong to that schema.
    pub(super) fn named(&self, resource: Option<&str>, name: &str) -> Option<Vec<String>> {
        let resource = resource.unwrap_or(&self.root).to_owned();
        self.anchors.get(&(resource, name.to_owned())).cloned()
    }

    /// Returns the URI that a reference at a place leads to, if an `$id` is the base of the reference.
    pub(super) fn outside(&self, at: Span) -> Option<&str> {
        self.outside.get(&at).map(String::as_str)
    }
}

/// Rewrites the references by identity in a file with the URI `own`, and returns its identities. Files without identities stay
/// unchanged.
pub(super) fn rewrite(file: &mut Node, own: &str) -> Identities {
    let mut found = Identities { root: own.to_owned(), ..Identities::default() };
    if !Keyword::Id.is_of(file.version) || !has_identities(file) {
        return found;
    }
    found.resources.insert(own.to_owned(), Vec::new());
    found.root = base_of(file, own);
    collect(file, own, &mut Vec::new(), &mut found);
    let whole = file.clone();
    let mut rewriter = Rewriter { found: &found, file: &whole, own, copies: 0, outside: HashMap::new() };
    rewriter.rewrite(file, own);
    found.outside = rewriter.outside;
    found
}

fn has_identities(node: &Node) -> bool {
    const IDENTITIES: [Keyword; 4] = [Keyword::Id, Keyword::Anchor, Keyword::DynamicAnchor, Keyword::DynamicRef];
    node.str("$self").is_some()
        || IDENTITIES.iter().any(|keyword| node.str(keyword.name()).is_some())
        || node.elements().iter().any(has_identities)
        || node.entries().iter().any(|entry| has_identities(&entry.value))
}

/// Returns whether the value of a key is data and not part of the description of an API.
fn is_data(key: &str) -> bool {
    let keywords = [Keyword::Example, Keyword::Examples, Keyword::Default, Keyword::Enum, Keyword::Const];
    key.starts_with("x-") || keywords.iter().any(|keyword| keyword.name() == key)
}

/// The keys of OpenAPI objects that hold maps from names or status codes to objects. A name may be that of a keyword: `default`.
const MAPS: [&str; 10] = [
    "callbacks",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
    "schemas",
    "webhooks",
];

/// Returns whether the keys below a key are names.
fn has_names(key: &str) -> bool {
    MAPS.contains(&key) || Keyword::parse(key).and_then(Keyword::holds) == Some(Holds::Map)
}

/// Returns whether a value of a mapping is a reference and not the name of a component.
pub(super) fn is_reference(text: &str) -> bool {
    text.contains(['#', '/', ':']) || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end))
}

/// Returns the URI of the resource that a node belongs to, if the resource around it has the URI `base`.
fn base_of(node: &Node, base: &str) -> String {
    node.str(Keyword::Id.name()).map_or_else(|| base.to_owned(), |id| join(base, uri::split(id).0))
}

/// Resolves a reference without a fragment against a base, which may be a path (RFC 3986 section 5.2).
pub(super) fn join(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if uri::reach(reference) == uri::Reach::Network {
        return reference.to_owned();
    }
    uri::resolve(base, reference).unwrap_or_else(|| uri::join(base, reference))
}

fn collect(node: &Node, base: &str, at: &mut Vec<String>, found: &mut Identities) {
    let base = base_of(node, base);
    if node.str(Keyword::Id.name()).is_some() {
        found.resources.insert(base.clone(), at.clone());
    }
    for keyword in [Keyword::Anchor, Keyword::DynamicAnchor] {
        if let Some(name) = node.str(keyword.name()) {
            let key = (base.clone(), name.to_owned());
            found.anchors.insert(key.clone(), at.clone());
            if keyword == Keyword::DynamicAnchor {
                found.dynamic.insert(key, at.clone());
            }
        }
    }
    for (index, element) in node.elements().iter().enumerate() {
        at.push(index.to_string());
        collect(element, &base, at, found);
        at.pop();
    }
    for entry in node.entries().iter().filter(|entry| !is_data(&entry.key)) {
        at.push(entry.key.clone());
        if has_names(&entry.key) && !entry.value.entries().is_empty() {
            for named in entry.value.entries() {
                at.push(named.key.clone());
                collect(&named.value, &base, at, found);
                at.pop();
            }
        } else {
            collect(&entry.value, &base, at, found);
        }
        at.pop();
    }
}

struct Rewriter<'f> {
    found: &'f Identities,
    /// The file before it is rewritten.
    file: &'f Node,
    /// The URI of the file.
    own: &'f str,
    /// The number of copies of templates.
    copies: usize,
    /// See [`Identities::outside`].
    outside: HashMap<Span, String>,
}

impl Rewriter<'_> {
    fn rewrite(&mut self, node: &mut Node, base: &str) {
        let base = base_of(node, base);
        self.fill_template(node, &base);
        if let Value::Object(entries) = &mut node.value {
            for entry in entries.iter_mut() {
                if entry.key == Keyword::DynamicRef.name() {
                    self.make_static(entry, &base);
                }
                if entry.key == Keyword::Ref.name() {
                    self.rewrite_reference(&mut entry.value, &base);
                }
                if entry.key == Keyword::Discriminator.name() {
                    self.rewrite_mapping(&mut entry.value, &base);
                }
            }
        }
        match &mut node.value {
            Value::Array(elements) => elements.iter_mut().for_each(|element| self.rewrite(element, &base)),
            Value::Object(entries) => {
                for entry in entries.iter_mut().filter(|entry| !is_data(&entry.key)) {
                    match &mut entry.value.value {
                        Value::Object(named) if has_names(&entry.key) => {
                            named.iter_mut().for_each(|named| self.rewrite(&mut named.value, &base));
                        }
                        _ => self.rewrite(&mut entry.value, &base),
                    }
                }
            }
            _ => {}
        }
    }

    fn rewrite_reference(&mut self, node: &mut Node, base: &str) {
        let Value::String(text) = &mut node.value else { return };
        if let Some(pointer) = self.pointer(text, base) {
            *text = written("#", &pointer);
        } else if let (path, _) = uri::split(text)
            && !path.is_empty()
            && base != self.own
        {
            self.outside.insert(node.at, join(base, path));
        }
    }

    /// Rewrites the references in the mapping of a discriminator.
    fn rewrite_mapping(&mut self, discriminator: &mut Node, base: &str) {
        let Value::Object(fields) = &mut discriminator.value else { return };
        for field in fields {
            let values: Vec<&mut Node> = match &mut field.value.value {
                Value::Object(mapping) if field.key == "mapping" => {
                    mapping.iter_mut().map(|entry| &mut entry.value).collect()
                }
                Value::String(_) if field.key == "defaultMapping" => vec![&mut field.value],
                _ => Vec::new(),
            };
            let references = values.into_iter().filter(|value| value.as_str().is_some_and(is_reference));
            references.for_each(|value| self.rewrite_reference(value, base));
        }
    }

    /// Returns the pointer for a reference by identity. `None` if the reference is a pointer from the root of the file already, or
    /// leads to no identity of the file.
    fn pointer(&self, reference: &str, base: &str) -> Option<Vec<String>> {
        let (path, fragment) = uri::split(reference);
        let target = join(base, path);
        let resource = self.found.resources.get(&target).or_else(|| self.found.resources.get(&join(self.own, path)))?;
        if let Some(within) = tokens(fragment) {
            let pointer = [resource.as_slice(), &within].concat();
            let is_unchanged = path.is_empty() && resource.is_empty();
            // Many documents write pointers from the root of the document in schemas with an `$id`, too.
            let exists = || self.file.descend(&pointer).is_some();
            return (!is_unchanged && exists()).then_some(pointer);
        }
        let name = |base: &str| self.found.anchors.get(&(base.to_owned(), fragment.to_owned())).cloned();
        name(&target).or_else(|| if path.is_empty() { name(self.own) } else { None })
    }

    /// Turns a `$dynamicRef` into a `$ref` to the schema with the name in the same resource, or at a JSON Pointer (core, section
    /// 8.2.3.2).
    fn make_static(&self, entry: &mut Entry, base: &str) {
        let Some(text) = entry.value.as_str() else { return };
        let is_pointer = text.strip_prefix('#').is_some_and(|fragment| tokens(fragment).is_some());
        if is_pointer || self.pointer(text, base).is_some() {
            entry.key = Keyword::Ref.name().to_owned();
        }
    }

    /// Puts a copy of a template in the place of the reference to it, if the node defines names that the template refers to.
    fn fill_template(&mut self, node: &mut Node, base: &str) {
        let Some(reference) = node.str(Keyword::Ref.name()) else { return };
        let template = self.pointer(reference, base).and_then(|template| self.file.descend(&template));
        let Some(template) = template else { return };
        let own = join(base, uri::split(reference).0);
        // A `$dynamicRef` to a name that is an `$anchor` in the template is a `$ref` (core, section 8.2.3.2).
        let is_open = |name: &str| {
            let key = (own.clone(), name.to_owned());
            self.found.dynamic.contains_key(&key) || !self.found.anchors.contains_key(&key)
        };
        let of_node = self.found.dynamic.iter().filter(|((resource, name), _)| resource == base && is_open(name));
        let names: HashMap<&str, &Vec<String>> = of_node.map(|((_, name), at)| (name.as_str(), at)).collect();
        if names.is_empty() || !uses(template, &names) {
            return;
        }
        self.copies += 1;
        let mut copy = template.clone();
        fill(&mut copy, &names);
        // Places tell schemas apart.
        shift(&mut copy, self.copies);
        let (Value::Object(entries), Value::Object(added)) = (&mut node.value, copy.value) else { return };
        entries.retain(|entry| entry.key != Keyword::Ref.name());
        let own = [Keyword::Id, Keyword::Anchor, Keyword::DynamicAnchor, Keyword::Defs];
        let added = added.into_iter().filter(|entry| own.iter().all(|keyword| keyword.name() != entry.key));
        let (beside, new): (Vec<Entry>, Vec<Entry>) =
            added.partition(|added| entries.iter().any(|entry| entry.key == added.key));
        entries.extend(new);
        // Annotations of the node itself take precedence.
        let is_annotation = |entry: &Entry| Keyword::parse(&entry.key).is_none_or(Keyword::is_annotation);
        let beside: Vec<Entry> = beside.into_iter().filter(|entry| !is_annotation(entry)).collect();
        if !beside.is_empty() {
            let member = Node { at: copy.at, version: copy.version, value: Value::Object(beside) };
            let list = Node { at: copy.at, version: copy.version, value: Value::Array(vec![member]) };
            entries.push(Entry { key: Keyword::AllOf.name().to_owned(), key_at: copy.at, value: list });
        }
    }
}

/// Returns whether a schema has a `$dynamicRef` to one of the names.
fn uses(node: &Node, names: &HashMap<&str, &Vec<String>>) -> bool {
    let reference = node.str(Keyword::DynamicRef.name()).and_then(|text| text.strip_prefix('#'));
    reference.is_some_and(|name| names.contains_key(name))
        || node.elements().iter().any(|element| uses(element, names))
        || node.entries().iter().any(|entry| uses(&entry.value, names))
}

/// Replaces each `$dynamicRef` to one of the names by a `$ref` to its schema.
fn fill(node: &mut Node, names: &HashMap<&str, &Vec<String>>) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| fill(element, names)),
        Value::Object(entries) => {
            for entry in entries {
                let name = entry.value.as_str().and_then(|text| text.strip_prefix('#'));
                let target = name.and_then(|name| names.get(name)).filter(|_| entry.key == Keyword::DynamicRef.name());
                match target {
                    Some(target) => {
                        entry.value.value = Value::String(written("#", target));
                        entry.key = Keyword::Ref.name().to_owned();
                    }
                    None => fill(&mut entry.value, names),
                }
            }
        }
        _ => {}
    }
}

/// Moves the end of every place.
fn shift(node: &mut Node, by: usize) {
    node.at = Span { end: node.at.end + by, ..node.at };
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| shift(element, by)),
        Value::Object(entries) => entries.iter_mut().for_each(|entry| shift(&mut entry.value, by)),
        _ => {}
    }
}
