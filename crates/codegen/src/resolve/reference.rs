//! `$ref` (OpenAPI 3.0.4, Reference Object): following one.

use percent_encoding::percent_decode_str;

use super::context::Context;
use super::shape::nearest;
use crate::bundle;
use crate::node::{Node, Value};
use crate::problem::Kind;

impl<'d> Context<'d> {
    /// The object that a node is, or refers to. `section` is the part of `components` where such objects live;
    /// `expected` says what they are, with an article.
    pub(crate) fn follow(&mut self, node: &'d Node, section: &'static str, expected: &'static str) -> Option<&'d Node> {
        let mut node = node;
        let mut seen: Vec<&str> = Vec::new();
        let mut visited = std::collections::HashSet::new();
        while let Some(reference) = node.get("$ref") {
            let Some(text) = reference.as_str() else {
                let kind = Kind::WrongType { what: "`$ref`".into(), expected: "a string", found: reference.kind() };
                self.report(reference.at, kind);
                return None;
            };
            if self.circular.contains(text) {
                return None;
            }
            if !visited.insert(text) {
                // Whoever comes to a member of the circle later comes to one that is reported.
                self.circular.extend(&seen);
                let shown = if seen.len() > 8 { [&seen[..7], &["…"]].concat() } else { seen };
                let chain = shown.iter().chain([&text]).map(|text| bundle::shown(text)).collect::<Vec<_>>().join(" → ");
                self.report(reference.at, Kind::CircularReference { name: bundle::shown(text), chain });
                return None;
            }
            seen.push(text);
            for entry in node.entries().iter().filter(|entry| entry.key != "$ref" && !entry.key.starts_with("x-")) {
                self.report(entry.key_at, Kind::IgnoredSibling { key: entry.key.clone() });
            }
            node = self.target(reference, text, section, expected)?;
        }
        if !matches!(node.value, Value::Object(_)) {
            let kind = Kind::WrongType { what: expected.to_owned(), expected: "an object", found: node.kind() };
            self.report(node.at, kind);
            return None;
        }
        Some(node)
    }

    fn target(
        &mut self,
        reference: &'d Node,
        text: &'d str,
        section: &'static str,
        expected: &'static str,
    ) -> Option<&'d Node> {
        let tokens = self.tokens(reference, text, section)?;
        let found = match tokens.as_slice() {
            [components, section, name] if components == "components" => {
                self.sections.get(section.as_str()).and_then(|section| section.get(name.as_str())).copied()
            }
            _ => self.root.descend(&tokens),
        };
        let Some(target) = found else {
            self.dangling(reference, text, section);
            return None;
        };
        if let [components, own, _] = bundle::within(&tokens)
            && components == "components"
            && own != section
        {
            self.report(reference.at, Kind::ReferenceTarget { reference: bundle::shown(text), expected });
            return None;
        }
        // Anywhere else a JSON Pointer may lead to what is needed; what stands there is held to its shape.
        Some(target)
    }

    /// The tokens of the JSON Pointer that a reference is; what is wrong with one that is none is reported.
    pub(crate) fn tokens(&mut self, reference: &Node, text: &str, section: &'static str) -> Option<Vec<String>> {
        if let Some(problem) = self.bundle.failures.get(&reference.at) {
            self.problem(problem.clone());
            return None;
        }
        let Some(pointer) = text.strip_prefix("#/") else {
            self.dangling(reference, text, section);
            return None;
        };
        Some(pointer.split('/').map(decode).collect())
    }

    fn dangling(&mut self, reference: &Node, text: &str, section: &'static str) {
        let names = self.root.get("components").and_then(|components| components.get(section)).map(Node::entries);
        let wanted = decode(text.rsplit('/').next().unwrap_or(text));
        let nearest = nearest(&wanted, names.unwrap_or_default().iter().map(|entry| entry.key.as_str()))
            .map(|name| format!("#/components/{section}/{}", name.replace('~', "~0").replace('/', "~1")));
        self.report(reference.at, Kind::DanglingReference { reference: text.to_owned(), nearest });
    }
}

/// One token of a JSON Pointer in a URI fragment (RFC 6901 section 6).
pub(crate) fn decode(token: &str) -> String {
    percent_decode_str(token).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}

/// Whether `null` fits a schema, in the words of OpenAPI 3.0: `nullable` of it, of the one schema that it wraps, or of one
/// of its alternatives.
pub(crate) fn is_nullable(root: &Node, node: &Node) -> bool {
    nullable(root, node, 0)
}

fn nullable(root: &Node, node: &Node, depth: usize) -> bool {
    let Some(target) = super::reference_target(root, node).filter(|_| depth < 32) else { return false };
    if let Some(said) = target.get("nullable").and_then(Node::as_bool) {
        return said;
    }
    let any = |key| {
        let members = target.get(key).map(Node::elements).unwrap_or_default();
        members.iter().any(|member| nullable(root, member, depth + 1))
    };
    let wraps = match target.get("allOf").map(Node::elements) {
        Some([only]) => {
            super::schema_group::says_nothing(target, &["allOf", "type"]) && nullable(root, only, depth + 1)
        }
        _ => false,
    };
    // Without a `type` nothing speaks against a `null` in the list.
    let values = target.get("enum").filter(|_| target.get("type").is_none()).map(Node::elements).unwrap_or_default();
    let is_listed = values.iter().any(|value| matches!(value.value, Value::Null));
    wraps || is_listed || any("oneOf") || any("anyOf") || is_only_null(root, target)
}

/// Whether `null` is the only value of a schema.
pub(crate) fn is_only_null(root: &Node, node: &Node) -> bool {
    let Some(target) = super::reference_target(root, node) else { return false };
    let values = target.get("enum").map(Node::elements).unwrap_or_default();
    target.str("type") == Some("null")
        || (!values.is_empty() && values.iter().all(|value| matches!(value.value, Value::Null)))
}
