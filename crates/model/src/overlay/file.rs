//! The text of an overlay → its actions. All errors of the file are reported.

use std::collections::HashMap;

use super::query::Query;
use crate::nearest::nearest;
use crate::node::Node;
use crate::problem::{Kind, Object, Problem};
use crate::source::{File, Span};

/// The contents of an overlay (Overlay 1.1.0, Overlay Object).
#[derive(Default)]
pub(super) struct Overlay<'n> {
    /// `extends`
    pub extends: Option<&'n Node>,
    /// `actions`
    pub actions: Vec<Action<'n>>,
}

/// One action (Overlay 1.1.0, Action Object).
pub(super) struct Action<'n> {
    pub target: Query,
    pub change: Change<'n>,
    /// Whether the overlay is of version 1.0, where every target is an object or an array.
    pub is_first_version: bool,
}

/// The change that an action makes to its targets.
pub(super) enum Change<'n> {
    /// `remove: true`
    Remove,
    /// `update`: the value to merge.
    Update(&'n Node),
    /// `copy`: selects the value to merge.
    Copy(Query),
}

const FIELDS: &[&str] = &["overlay", "info", "extends", "actions"];
const INFO: &[&str] = &["title", "version", "description"];
const ACTION: &[&str] = &["target", "description", "update", "copy", "remove"];

/// Reads an overlay. Actions with errors are skipped.
pub(super) fn read<'n>(file: &File, root: &'n Node, problems: &mut Vec<Problem>) -> Overlay<'n> {
    let mut reader = OverlayReader { file, problems, is_first_version: false };
    if !reader.is_object(root, "the overlay") {
        return Overlay::default();
    }
    // The fields depend on the version.
    if !reader.version(root) {
        return Overlay::default();
    }
    reader.fields(root, Object::Overlay, FIELDS);
    reader.info(root);
    let extends = reader.text(root, "extends", "`extends`");
    Overlay { extends, actions: reader.actions(root) }
}

struct OverlayReader<'r> {
    file: &'r File,
    problems: &'r mut Vec<Problem>,
    is_first_version: bool,
}

impl<'r> OverlayReader<'r> {
    fn report(&mut self, at: Span, kind: Kind) {
        self.problems.push(Problem::new(at, kind));
    }

    /// Reads `overlay`. Patch versions are not distinguished (Overlay 1.1.0, Versions).
    fn version(&mut self, root: &Node) -> bool {
        let Some(version) = self.required(root, Object::Overlay, "overlay") else { return false };
        let Some(text) = self.string(version, "`overlay`").and_then(Node::as_str) else { return false };
        let is_patch = |patch: &str| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit());
        let minor = ["1.0.", "1.1."].into_iter().find(|minor| text.strip_prefix(minor).is_some_and(is_patch));
        self.is_first_version = minor == Some("1.0.");
        if minor.is_none() {
            self.report(version.at, Kind::OverlayVersion { found: text.to_owned() });
        }
        minor.is_some()
    }

    fn info(&mut self, root: &Node) {
        let Some(info) = self.required(root, Object::Overlay, "info") else { return };
        if !self.is_object(info, "`info`") {
            return;
        }
        self.fields(info, Object::OverlayInfo, INFO);
        for (key, what) in [("title", "`title`"), ("version", "`version`")] {
            if let Some(value) = self.required(info, Object::OverlayInfo, key) {
                self.string(value, what);
            }
        }
        self.text(info, "description", "`description`");
    }

    fn actions<'n>(&mut self, root: &'n Node) -> Vec<Action<'n>> {
        let Some(actions) = self.required(root, Object::Overlay, "actions") else { return Vec::new() };
        if !matches!(actions.value, crate::node::Value::Array(_)) {
            self.wrong_type(actions, "`actions`", "an array");
        } else if actions.elements().is_empty() {
            let (what, why) = ("`actions`".to_owned(), "must have at least one action".to_owned());
            self.report(actions.at, Kind::Invalid { what, why, instead: "add an action" });
        }
        let mut read: Vec<Action<'n>> = Vec::new();
        let mut known: HashMap<String, Span> = HashMap::new();
        for node in actions.elements() {
            // The schema of the specification has `uniqueItems` here.
            if let Some(first) = known.insert(node.to_json().to_string(), node.at) {
                let (what, why) = ("the action".to_owned(), "occurs twice".to_owned());
                let kind = Kind::Invalid { what, why, instead: "remove one of the two" };
                self.problems.push(Problem::new(node.at, kind).and("first here", first));
            }
            read.extend(self.action(node));
        }
        read
    }

    fn action<'n>(&mut self, node: &'n Node) -> Option<Action<'n>> {
        if !self.is_object(node, "an action") {
            return None;
        }
        self.fields(node, Object::Action, ACTION);
        self.text(node, "description", "`description`");
        let target = self.required(node, Object::Action, "target").and_then(|target| self.query(target, "`target`"));
        let remove = node.get("remove");
        if let Some(remove) = remove.filter(|remove| remove.as_bool().is_none()) {
            self.wrong_type(remove, "`remove`", "a boolean");
        }
        let copy = node.entry("copy");
        if let Some(copy) = copy.filter(|_| self.is_first_version) {
            self.report(copy.key_at, Kind::OverlayFeature { what: "`copy`".to_owned() });
        }
        let source = copy.and_then(|copy| self.query(&copy.value, "`copy`"));
        let change = match (node.is_true("remove"), node.entry("update"), copy) {
            (true, None, None) => Change::Remove,
            (true, Some(other), _) | (true, None, Some(other)) => {
                let (what, instead) = (format!("`{}` beside `remove: true`", other.key), "remove one of the two");
                self.report(other.key_at, Kind::Ignored { feature: "action", what, instead });
                Change::Remove
            }
            (false, Some(_), Some(copy)) => {
                let (what, why) = ("an action".to_owned(), "cannot have both `update` and `copy`".to_owned());
                self.report(copy.key_at, Kind::Invalid { what, why, instead: "write two actions" });
                return None;
            }
            (false, Some(update), None) => Change::Update(&update.value),
            (false, None, Some(_)) => Change::Copy(source?),
            // The wrong value is reported already.
            (false, None, None) if remove.is_some_and(|remove| remove.as_bool().is_none()) => return None,
            (false, None, None) => {
                let what = "an action that changes nothing".to_owned();
                let instead = "add `update`, `copy` or `remove: true`";
                self.report(node.at, Kind::Ignored { feature: "action", what, instead });
                return None;
            }
        };
        Some(Action { target: target?, change, is_first_version: self.is_first_version })
    }

    fn query(&mut self, node: &Node, what: &str) -> Option<Query> {
        let text = self.string(node, what)?.as_str()?;
        match Query::parse(self.file, text, node.at) {
            Ok(query) => Some(query),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    /// Reports unknown fields. Names of extensions start with `x-`.
    fn fields(&mut self, node: &Node, object: Object, known: &'static [&'static str]) {
        let is_unknown = |key: &str| !known.contains(&key) && !key.starts_with("x-");
        for entry in node.entries().iter().filter(|entry| is_unknown(&entry.key)) {
            let nearest = nearest(&entry.key, known.iter().copied());
            let nearest = nearest.and_then(|near| known.iter().copied().find(|known| *known == near));
            self.report(entry.key_at, Kind::UnknownKey { object, key: entry.key.clone(), nearest });
        }
    }

    fn required<'n>(&mut self, node: &'n Node, object: Object, key: &'static str) -> Option<&'n Node> {
        let value = node.get(key);
        if value.is_none() {
            self.report(node.at, Kind::MissingKey { object, key });
        }
        value
    }

    /// Returns the value of an optional field that must be a string.
    fn text<'n>(&mut self, node: &'n Node, key: &str, what: &str) -> Option<&'n Node> {
        self.string(node.get(key)?, what)
    }

    fn string<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Node> {
        if node.as_str().is_none() {
            self.wrong_type(node, what, "a string");
            return None;
        }
        Some(node)
    }

    fn is_object(&mut self, node: &Node, what: &str) -> bool {
        let is_object = matches!(node.value, crate::node::Value::Object(_));
        if !is_object {
            self.wrong_type(node, what, "an object");
        }
        is_object
    }

    fn wrong_type(&mut self, node: &Node, what: &str, expected: &'static str) {
        self.report(node.at, Kind::WrongType { what: what.to_owned(), expected, found: node.kind() });
    }
}
