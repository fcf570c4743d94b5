//! `$ref` (OpenAPI 3.0.4, Reference Object): following one.

use super::context::Context;
use crate::bundle;
use crate::nearest::nearest;
use crate::node::{Node, Value};
use crate::pointer::decode;
use crate::problem::{Cycle, Kind};

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
                let members = seen.iter().skip_while(|member| **member != text).map(|member| bundle::shown(member));
                let kind = Kind::CircularReference { cycle: Cycle::Reference, members: members.collect() };
                self.report(reference.at, kind);
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
