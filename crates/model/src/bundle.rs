//! A document and the files that it refers to → one tree (OpenAPI 3.0.4, Relative References in URLs; RFC 3986 section 5).
//!
//! The trees of the other files stand under a key of the document's root, and every reference to them, from them and back is
//! written as a JSON Pointer of that one tree: what follows references knows nothing of files. Only what is referred to is
//! walked, so a file that nothing leads to is not read. A document without references to files is left as it is.

mod files;
mod schema_name;
mod uri;
mod walk;

use std::collections::{HashMap, HashSet, VecDeque};

use crate::node::{Entry, Node, Value};
use crate::pointer::{self, decode, written};
use crate::problem::{Kind, Problem};
use crate::source::{Source, Span, stem};
use files::Files;
use uri::Reach;
use walk::Object;

/// The key of the root under which the other files stand: by the name that they have in reports, then by their stem, which
/// so is the last word of a reference to a whole file, as a component's name is of one to a component.
const FILES: &str = "x-files-beside";

/// A document and what it refers to.
#[derive(Debug)]
pub struct Bundle {
    /// The tree.
    pub root: Node,
    /// The schemas of other files that are referred to, and those of the document that other files refer to; without the
    /// document's components.
    pub(crate) schemas: Vec<Referred>,
    /// What is wrong with references, by their places. It is for who follows one to report it.
    pub(crate) failures: HashMap<Span, Problem>,
}

/// A schema that another file refers to.
#[derive(Debug)]
pub(crate) struct Referred {
    /// The one form that references to it have in the tree.
    pub reference: String,
    /// The name that it asks for.
    pub name: String,
}

/// Reads what a document refers to, and what that refers to.
pub fn bundle(source: &Source, root: Node) -> Bundle {
    if !leads_out(&root) {
        return Bundle { root, schemas: Vec::new(), failures: HashMap::new() };
    }
    let mut bundler = Bundler {
        files: Files::new(source, root),
        known: HashSet::new(),
        open: VecDeque::new(),
        seen: HashSet::new(),
        texts: HashMap::new(),
        schemas: Vec::new(),
        listed: HashSet::new(),
        failures: HashMap::new(),
    };
    bundler.refer(Target { file: 0, tokens: Vec::new(), object: Object::Document });
    while let Some(target) = bundler.open.pop_front() {
        bundler.visit(&target);
    }
    bundler.finish()
}

/// Whether there is a `$ref` that may lead to another file. Those of examples count too: they are told apart where it matters.
fn leads_out(node: &Node) -> bool {
    match &node.value {
        Value::Array(elements) => elements.iter().any(leads_out),
        Value::Object(entries) => entries.iter().any(|entry| {
            let is_outside = || entry.value.as_str().is_some_and(|text| !text.starts_with('#'));
            (entry.key == "$ref" && is_outside()) || leads_out(&entry.value)
        }),
        _ => false,
    }
}

/// A reference of the tree as it would be written in the document: `other.yaml#/Thing`.
pub(crate) fn shown(reference: &str) -> String {
    if !is_other(reference) {
        return reference.to_owned();
    }
    let mut tokens = reference.splitn(5, '/').skip(2);
    let name = decode(tokens.next().unwrap_or_default());
    match tokens.nth(1) {
        Some(pointer) => format!("{name}#/{pointer}"),
        None => format!("{name}#"),
    }
}

/// Whether a reference of the tree leads to another file.
pub(crate) fn is_other(reference: &str) -> bool {
    reference.strip_prefix("#/").and_then(|rest| rest.strip_prefix(FILES)).is_some_and(|rest| rest.starts_with('/'))
}

/// The part of a pointer that is the file's own.
pub(crate) fn within(tokens: &[String]) -> &[String] {
    if tokens.first().is_some_and(|token| token == FILES) { tokens.get(3..).unwrap_or_default() } else { tokens }
}

/// A place that a reference leads to.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Target {
    file: usize,
    tokens: Vec<String>,
    object: Object,
}

struct Bundler<'s> {
    files: Files<'s>,
    known: HashSet<Target>,
    open: VecDeque<Target>,
    seen: HashSet<(Span, Object)>,
    /// What references are in the tree, by their places.
    texts: HashMap<Span, String>,
    schemas: Vec<Referred>,
    listed: HashSet<String>,
    failures: HashMap<Span, Problem>,
}

impl Bundler<'_> {
    fn refer(&mut self, target: Target) {
        if self.known.insert(target.clone()) {
            self.open.push_back(target);
        }
    }

    fn visit(&mut self, target: &Target) {
        let mut found = Vec::new();
        if let Some(node) = self.files.list[target.file].tree.descend(&target.tokens) {
            walk::references(node, target.object, &mut self.seen, &mut found);
        }
        let texts = found.into_iter().filter_map(|(node, object)| Some((node.as_str()?.to_owned(), node.at, object)));
        for (text, at, object) in texts.collect::<Vec<_>>() {
            if object == Object::Mapping {
                self.mapping(target.file, &text, at);
            } else if let Err(problem) = self.reference(target.file, &text, at, object) {
                self.failures.insert(at, problem);
            }
        }
    }

    /// A value of a `mapping`, which names what is referred to elsewhere, or nothing.
    fn mapping(&mut self, file: usize, text: &str, at: Span) {
        let (path, fragment) = uri::split(text);
        let is_reference =
            text.contains(['#', '/']) || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
        let path = match uri::reach(path) {
            Reach::Here if file > 0 => self.files.list[file].path.clone(),
            Reach::Relative => self.files.path(file, path),
            _ => return,
        };
        if let (true, Some(tokens)) = (is_reference, pointer::tokens(fragment)) {
            let prefix = self.files.prefix(&path);
            self.texts.insert(at, written(&prefix, &tokens));
        }
    }

    fn reference(&mut self, file: usize, text: &str, at: Span, object: Object) -> Result<(), Problem> {
        let (path, fragment) = uri::split(text);
        let to = self.files.open(file, path, text, at)?;
        // Within the document it stands as it is, and who follows it knows what is wrong with it.
        let is_own = file == 0 && path.is_empty();
        let tokens = match pointer::tokens(fragment) {
            Some(tokens) => tokens,
            None if is_own => return Ok(()),
            None => return Err(dangling(text, at, None)),
        };
        let reference = written(&self.files.list[to].prefix, &tokens);
        if !is_own {
            self.texts.insert(at, reference.clone());
        }
        let tree = &self.files.list[to].tree;
        if tree.descend(&tokens).is_none() {
            let meant = pointer::meant(tree, &tokens).map(|tokens| format!("{path}{}", written("#", &tokens)));
            return if is_own { Ok(()) } else { Err(dangling(text, at, meant)) };
        }
        let name = schema_name::name(&self.files.list[to].path, &tokens);
        let is_component = matches!(tokens.as_slice(), [components, section, _]
            if components == "components" && (to == 0 || section != "schemas"));
        self.refer(Target { file: to, tokens, object });
        if object == Object::Schema && !is_own && !is_component && self.listed.insert(reference.clone()) {
            self.schemas.push(Referred { reference, name });
        }
        Ok(())
    }

    fn finish(self) -> Bundle {
        let mut files = self.files.list.into_iter().map(|mut file| {
            rewrite(&mut file.tree, &self.texts);
            file
        });
        let mut root = match files.next() {
            Some(document) => document.tree,
            None => Node { at: Span::default(), value: Value::Null },
        };
        let entry = |key: String, value: Node| Entry { key, key_at: value.at, value };
        let object = |at: Span, entries: Vec<Entry>| Node { at, value: Value::Object(entries) };
        let others: Vec<Entry> = files
            .map(|file| {
                let at = file.tree.at;
                entry(file.name, object(at, vec![entry(stem(&file.path).to_owned(), file.tree)]))
            })
            .collect();
        if let Value::Object(entries) = &mut root.value {
            // An extension of this name means nothing here.
            entries.retain(|entry| entry.key != FILES);
            entries.push(entry(FILES.to_owned(), object(root.at, others)));
        }
        Bundle { root, schemas: self.schemas, failures: self.failures }
    }
}

fn rewrite(node: &mut Node, texts: &HashMap<Span, String>) {
    match &mut node.value {
        Value::String(text) => {
            if let Some(reference) = texts.get(&node.at) {
                text.clone_from(reference);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| rewrite(element, texts)),
        Value::Object(entries) => entries.iter_mut().for_each(|entry| rewrite(&mut entry.value, texts)),
        _ => {}
    }
}

fn dangling(text: &str, at: Span, nearest: Option<String>) -> Problem {
    Problem::new(at, Kind::DanglingReference { reference: text.to_owned(), nearest })
}

/// The reference to the component of a name.
fn within_components(document: &Node, name: &str) -> Option<String> {
    let sections = document.get("components").map(Node::entries).unwrap_or_default();
    let section = sections.iter().find(|section| section.value.get(name).is_some())?;
    Some(written("#/components", &[section.key.clone(), name.to_owned()]))
}
