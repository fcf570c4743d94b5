//! Schemas that have a name: the components, and what other files hold of schemas.

use std::collections::{HashMap, HashSet};

use crate::bundle::Bundle;
use crate::node::Node;
use crate::pointer::{pointed, reference_target};
use crate::source::Span;

/// A schema with a name.
pub(crate) struct Component<'d> {
    /// Its name under `components.schemas`, or the reference that leads to it.
    pub key: &'d str,
    /// The name that its type asks for.
    pub wish: &'d str,
    pub node: &'d Node,
}

/// The components of a document in its order, then the schemas that other files refer to, in the order in which they are
/// first referred to. A component that only refers to a schema of another file is that schema: it has the component's name.
pub(crate) fn components(bundle: &Bundle) -> Vec<Component<'_>> {
    let schemas = bundle.root.get("components").and_then(|components| components.get("schemas"));
    let entries = schemas.map(Node::entries).unwrap_or_default();
    let mut referred: HashMap<Span, &Node> = HashMap::new();
    for schema in &bundle.schemas {
        // One that is a reference itself is what that leads to.
        let target = pointed(&bundle.root, &schema.reference).filter(|target| target.get("$ref").is_none());
        referred.extend(target.map(|target| (target.at, target)));
    }
    let mut taken = HashSet::new();
    let mut found: Vec<Component<'_>> = Vec::with_capacity(entries.len() + referred.len());
    for entry in entries {
        let target = (!referred.is_empty() && entry.value.get("$ref").is_some())
            .then(|| reference_target(&bundle.root, &entry.value))
            .flatten()
            .filter(|target| referred.contains_key(&target.at) && taken.insert(target.at));
        found.push(Component { key: &entry.key, wish: &entry.key, node: target.unwrap_or(&entry.value) });
    }
    for schema in &bundle.schemas {
        let target = pointed(&bundle.root, &schema.reference).and_then(|target| referred.get(&target.at));
        if let Some(node) = target.filter(|node| taken.insert(node.at)) {
            found.push(Component { key: &schema.reference, wish: &schema.name, node });
        }
    }
    found
}
