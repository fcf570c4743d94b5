//! Schemas that several places of a document share through references: they are named after the place where they stand, not
//! after one of those that use them.

use std::collections::{BTreeMap, HashMap};

use crate::name::{Casing, derive, hint, word};
use crate::node::Node;
use crate::pointer::{decode, pointed};
use crate::schema::Schema;
use crate::source::Span;

/// How a shared schema wants to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// A reference, which is the text, leads to the schema itself.
    Schema(String),
    /// A reference leads to the object that holds the schema, such as a response, or the object is of all operations of a path.
    /// The text is the name of the type.
    Within(String),
}

/// Finds the shared schemas of a document: those that are, or are in, the target of a reference, and those of the parameters of
/// path items.
pub(crate) fn shared(root: &Node) -> HashMap<Span, Shared> {
    let mut references = BTreeMap::new();
    collect(root, &mut references);
    let mut found = HashMap::new();
    for path in root.get("paths").map(Node::entries).unwrap_or_default() {
        for parameter in path.value.get("parameters").map(Node::elements).unwrap_or_default() {
            let fixed = path.key.split('/').filter(|segment| !segment.contains('{'));
            let name = parameter.str("name").unwrap_or_default();
            let words = fixed.chain([name]).map(derive_word);
            within(parameter, &words.collect::<String>(), &mut found);
        }
    }
    let components: Vec<Span> = Schema::components(root).iter().map(|entry| entry.value.at).collect();
    for (reference, ()) in references {
        let Some(target) = pointed(root, reference).filter(|target| !components.contains(&target.at)) else { continue };
        let tokens: Vec<String> = reference.trim_start_matches("#/").split('/').map(decode).collect();
        let name = match tokens.as_slice() {
            [.., section, last] => match role(section) {
                Some(role) => format!("{}{role}", derive_word(last)),
                None => hint(tokens.iter().map(String::as_str)),
            },
            _ => continue,
        };
        within(target, &name, &mut found);
        found.insert(target.at, Shared::Schema(reference.to_owned()));
    }
    found
}

fn derive_word(text: &str) -> String {
    if text.is_empty() { String::new() } else { word(text) }
}

/// Joined words as the name of a type: they may start with a digit, or be a keyword.
fn identifier(words: &str) -> String {
    if words.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{words}")
    } else {
        derive(words, Casing::Pascal)
    }
}

/// The last word of the name of a type in an object of this section of `components`.
fn role(section: &str) -> Option<&'static str> {
    Some(match section {
        "headers" => "Header",
        "mediaTypes" => "Content",
        "parameters" => "Parameter",
        "requestBodies" => "Body",
        "responses" => "Response",
        _ => return None,
    })
}

/// Collects all references in a tree.
fn collect<'d>(node: &'d Node, references: &mut BTreeMap<&'d str, ()>) {
    if let Some(reference) = node.str("$ref").filter(|reference| reference.starts_with("#/")) {
        references.insert(reference, ());
    }
    node.entries().iter().for_each(|entry| collect(&entry.value, references));
    node.elements().iter().for_each(|element| collect(element, references));
}

/// Adds the schemas of an object: of a parameter, header, body, response or media type.
fn within(holder: &Node, name: &str, found: &mut HashMap<Span, Shared>) {
    let mut add = |node: &Node, name: String| {
        found.entry(node.at).or_insert_with(|| Shared::Within(identifier(&name)));
    };
    let holders = holder.get("content").map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.value);
    for holder in [holder].into_iter().chain(holders) {
        holder.get("schema").into_iter().for_each(|schema| add(schema, name.to_owned()));
        holder.get("itemSchema").into_iter().for_each(|schema| add(schema, format!("{name}Item")));
    }
    for header in holder.get("headers").map(Node::entries).unwrap_or_default() {
        header.value.get("schema").into_iter().for_each(|schema| {
            add(schema, format!("{name}{}", derive_word(&header.key)));
        });
    }
}
