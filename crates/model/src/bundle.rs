//! Merges a document and the files that it refers to into one tree (OpenAPI 3.0.4, Relative References in URLs; RFC 3986
//! section 5).
//!
//! The trees of the other files are put under a key of the document's root. Every reference between files is rewritten as a
//! JSON Pointer into the merged tree, so that code after this module does not deal with files. Only files that are referred
//! to are read. A document without references to other files stays unchanged.

mod files;
mod identity;
mod schema_name;
mod uri;
mod walk;

use std::collections::{HashMap, HashSet, VecDeque};

use crate::node::{Entry, Node, Value};
use crate::pointer::{self, FILES, decode, written};
use crate::problem::{Kind, Problem};
use crate::source::{Source, Span, stem};
use files::{Files, SearchScope};
use uri::Reach;
use walk::ObjectKind;

/// A document with the files that it refers to.
#[derive(Debug)]
pub struct Bundle {
    /// The tree.
    pub root: Node,
    /// The schemas that are referred to from another file, except for components of the document.
    pub(crate) schemas: Vec<Referred>,
    /// The errors of references, by the place of the reference. The code that follows a reference reports its error.
    pub(crate) failures: HashMap<Span, Problem>,
    /// The lists of values that were moved to `items`, by the places of the arrays ([`crate::schema::rewrites::listed_items`]).
    pub(crate) moved_lists: HashMap<Span, Span>,
    /// The schemas of OpenAPI 3.0 that are read as those of a later version ([`crate::schema::rewrites::later_spellings`]).
    pub(crate) later_schemas: HashSet<Span>,
}

impl Bundle {
    /// A tree before any schema of it is changed.
    fn of(root: Node, schemas: Vec<Referred>, failures: HashMap<Span, Problem>) -> Self {
        Bundle { root, schemas, failures, moved_lists: HashMap::new(), later_schemas: HashSet::new() }
    }
}

/// A schema that is referred to from another file.
#[derive(Debug)]
pub(crate) struct Referred {
    /// The form that all references to the schema have in the tree.
    pub reference: String,
    /// The preferred name.
    pub name: String,
}

/// Reads the files that a document refers to, directly or through other files.
pub fn bundle(source: &Source, mut root: Node) -> Bundle {
    let identities = files::identify(&mut root, source.path());
    if !leads_out(&root) {
        return Bundle::of(root, Vec::new(), HashMap::new());
    }
    let mut bundler = Bundler {
        files: Files::new(source, root, identities),
        known: HashSet::new(),
        open: VecDeque::new(),
        seen: HashSet::new(),
        texts: HashMap::new(),
        schemas: Vec::new(),
        listed: HashSet::new(),
        unresolved: Vec::new(),
        mappings: Vec::new(),
        failures: HashMap::new(),
    };
    bundler.refer(ReferenceTarget { file: 0, tokens: Vec::new(), object: ObjectKind::Document });
    bundler.follow_all();
    bundler.finish()
}

/// Returns whether any `$ref` may lead to another file, even in an example.
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

/// Converts a reference of the tree to the form in the document: `other.yaml#/Thing`.
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

/// Returns whether a reference of the tree leads to another file.
pub(crate) fn is_other(reference: &str) -> bool {
    reference.strip_prefix("#/").and_then(|rest| rest.strip_prefix(FILES)).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the part of a pointer that is relative to the file.
pub(crate) fn within(tokens: &[String]) -> &[String] {
    if tokens.first().is_some_and(|token| token == FILES) { tokens.get(3..).unwrap_or_default() } else { tokens }
}

/// The target of a reference.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ReferenceTarget {
    file: usize,
    tokens: Vec<String>,
    object: ObjectKind,
}

struct Bundler<'s> {
    files: Files<'s>,
    known: HashSet<ReferenceTarget>,
    open: VecDeque<ReferenceTarget>,
    seen: HashSet<(Span, ObjectKind)>,
    /// The new text of references, by their places.
    texts: HashMap<Span, String>,
    schemas: Vec<Referred>,
    listed: HashSet<String>,
    /// The references whose target is not known yet: a file with its `$id` may be read later.
    unresolved: Vec<Reference>,
    /// The values of mappings. They follow when all files have been read.
    mappings: Vec<Reference>,
    failures: HashMap<Span, Problem>,
}

/// A reference in a file.
struct Reference {
    file: usize,
    text: String,
    at: Span,
    object: ObjectKind,
}

impl Bundler<'_> {
    /// Follows references until all are followed or lead nowhere.
    fn follow_all(&mut self) {
        let mut search = SearchScope::Paths;
        loop {
            while let Some(target) = self.open.pop_front() {
                self.visit(&target);
            }
            search = if search == SearchScope::Identities { SearchScope::Beside } else { SearchScope::Identities };
            let unresolved = std::mem::take(&mut self.unresolved);
            let before = (unresolved.len(), self.files.list.len());
            self.failures.clear();
            unresolved.into_iter().for_each(|reference| self.follow(reference, search));
            let is_same = (self.unresolved.len(), self.files.list.len()) == before;
            match search {
                SearchScope::Beside if is_same => break,
                SearchScope::Identities if is_same => {}
                _ => search = SearchScope::Paths,
            }
        }
        std::mem::take(&mut self.mappings).into_iter().for_each(|mapping| self.mapping(&mapping));
    }

    fn refer(&mut self, target: ReferenceTarget) {
        if self.known.insert(target.clone()) {
            self.open.push_back(target);
        }
    }

    fn visit(&mut self, target: &ReferenceTarget) {
        let mut found = Vec::new();
        if let Some(node) = self.files.list[target.file].tree.descend(&target.tokens) {
            walk::references(node, target.object, &mut self.seen, &mut found);
        }
        let texts = found.into_iter().filter_map(|(node, object)| Some((node.as_str()?.to_owned(), node.at, object)));
        for (text, at, object) in texts.collect::<Vec<_>>() {
            let reference = Reference { file: target.file, text, at, object };
            if object == ObjectKind::Mapping {
                self.mappings.push(reference);
            } else {
                self.follow(reference, SearchScope::Paths);
            }
        }
    }

    fn follow(&mut self, reference: Reference, search: SearchScope) {
        if let Err(problem) = self.reference(&reference, search) {
            self.failures.insert(reference.at, problem);
            self.unresolved.push(reference);
        }
    }

    /// Rewrites a value of a `mapping`. The value is a reference, or the name of a component and stays unchanged.
    fn mapping(&mut self, mapping: &Reference) {
        let Reference { file, ref text, at, .. } = *mapping;
        let (path, fragment) = uri::split(text);
        let reach = uri::reach(path);
        if !identity::is_reference(text) || (file == 0 && reach == Reach::Here) {
            return;
        }
        let found = self.files.find(file, path, text, at, SearchScope::Identities).ok();
        let found = found.and_then(|resource| {
            let tokens = resource.descend(&self.files, fragment)?;
            Some(written(&self.files.list[resource.file].prefix, &tokens))
        });
        // The code that follows the mapping reports paths that lead nowhere.
        let by_path = || {
            let tokens = pointer::tokens(fragment).filter(|_| reach == Reach::Relative)?;
            Some(written(&self.files.prefix(&self.files.path(file, path)), &tokens))
        };
        if let Some(target) = found.or_else(by_path) {
            self.texts.insert(at, target);
        }
    }

    fn reference(&mut self, reference: &Reference, search: SearchScope) -> Result<(), Problem> {
        let Reference { file, ref text, at, object } = *reference;
        let (path, fragment) = uri::split(text);
        let resource = self.files.find(file, path, text, at, search)?;
        let to = resource.file;
        // References within the document stay unchanged. The code that follows them reports their errors.
        let is_own = file == 0 && path.is_empty();
        let tokens = match resource.descend(&self.files, fragment) {
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
            let meant = || {
                let way = pointer::tokens(fragment)?;
                let root = tree.descend(&tokens[..tokens.len() - way.len()])?;
                Some(format!("{path}{}", written("#", &pointer::meant(root, &way)?)))
            };
            return if is_own { Ok(()) } else { Err(dangling(text, at, meant())) };
        }
        let name = schema_name::name(&self.files.list[to].path, &tokens);
        let is_component = matches!(tokens.as_slice(), [components, section, _]
            if components == "components" && (to == 0 || section != "schemas"));
        self.refer(ReferenceTarget { file: to, tokens, object });
        if object == ObjectKind::Schema && !is_own && !is_component && self.listed.insert(reference.clone()) {
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
            None => Node::new(Span::default(), Value::Null),
        };
        let entry = |key: String, value: Node| Entry { key, key_at: value.at, value };
        let object = |at: Span, entries: Vec<Entry>| Node::new(at, Value::Object(entries));
        let others: Vec<Entry> = files
            .map(|file| {
                let at = file.tree.at;
                entry(file.name, object(at, vec![entry(stem(&file.path).to_owned(), file.tree)]))
            })
            .collect();
        if let Value::Object(entries) = &mut root.value {
            // A key of the document with this name has no meaning and is replaced.
            entries.retain(|entry| entry.key != FILES);
            entries.push(entry(FILES.to_owned(), object(root.at, others)));
        }
        Bundle::of(root, self.schemas, self.failures)
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

/// Returns the reference to the component with a name.
fn within_components(document: &Node, name: &str) -> Option<String> {
    let sections = document.get("components").map(Node::entries).unwrap_or_default();
    let section = sections.iter().find(|section| section.value.get(name).is_some())?;
    Some(written("#/components", &[section.key.clone(), name.to_owned()]))
}
