//! The files of one document, each read once, with their names.

use std::collections::HashMap;
use std::io::ErrorKind;

use percent_encoding::percent_decode_str;

use super::identity::{self, Identities};
use super::uri::{self, Reach};
use super::within_components;
use crate::load;
use crate::nearest::nearest;
use crate::node::Node;
use crate::pointer::{self, FILES, written};
use crate::problem::{FileFailure, Kind, Problem};
use crate::source::{Source, Span, stem};

/// A file that was read.
pub(super) struct ReadFile {
    pub path: String,
    /// The start of every reference to it in the tree.
    pub prefix: String,
    /// The name that reports show.
    pub name: String,
    pub tree: Node,
    identities: Identities,
}

impl ReadFile {
    /// Returns the URI that the file states: `$self`, or `$id` of its root.
    fn stated_uri(&self) -> Option<&str> {
        Some(self.identities.root()).filter(|root| *root != self.path)
    }
}

/// The target of a reference without its fragment: a file, or a schema with an `$id` in it.
pub(super) struct Resource {
    pub file: usize,
    /// The way to the schema, and its URI. `None` for a file.
    schema: Option<(Vec<String>, String)>,
}

impl Resource {
    /// Returns the way to the part of the resource that a fragment names. `None` if it is no JSON Pointer, and no schema has this name.
    pub(super) fn descend(&self, files: &Files<'_>, fragment: &str) -> Option<Vec<String>> {
        let (way, uri) = self.schema.as_ref().map_or((&[] as &[String], None), |(way, uri)| (way, Some(uri.as_str())));
        match pointer::tokens(fragment) {
            Some(tokens) => Some([way, &tokens].concat()),
            None => files.list[self.file].identities.named(uri, fragment),
        }
    }
}

/// Where the target of a reference that leads to no file by its path is searched. Each step begins when the one before finds nothing more,
/// so that the order of the references does not matter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchScope {
    /// Nowhere.
    Paths,
    /// In the files that were read.
    Identities,
    /// In files that were not read yet.
    Beside,
}

/// Why a file cannot be used.
#[derive(Clone)]
enum Failure {
    /// Reported at the reference.
    Unreadable(FileFailure),
    /// Reported at its place in the file.
    Wrong(Problem),
}

/// The extensions that a file name may have in addition to the last segment of the file's URI.
const EXTENSIONS: [&str; 4] = ["", ".yaml", ".yml", ".json"];

/// Rewrites the references by identity within a file.
pub(super) fn identify(tree: &mut Node, path: &str) -> Identities {
    let own = own_uri(tree).unwrap_or(path).to_owned();
    identity::rewrite(tree, &own)
}

/// The URI that a file assigns to itself.
fn own_uri(tree: &Node) -> Option<&str> {
    tree.str("$self").filter(|_| tree.version.has_self())
}

/// The files read so far. The first is the document.
pub(super) struct Files<'s> {
    source: &'s Source,
    pub list: Vec<ReadFile>,
    opened: HashMap<String, Result<usize, Failure>>,
}

impl<'s> Files<'s> {
    /// Begins with the document, whose references by identity are rewritten.
    pub(super) fn new(source: &'s Source, tree: Node, identities: Identities) -> Self {
        let path = source.path().to_owned();
        let opened = HashMap::from([(path.clone(), Ok(0))]);
        let document = ReadFile { path, prefix: "#".to_owned(), name: source.name.clone(), tree, identities };
        Files { source, list: vec![document], opened }
    }

    /// Returns the path that a relative reference in a file leads to, percent-decoded.
    pub(super) fn path(&self, from: usize, path: &str) -> String {
        uri::join(&self.list[from].path, &percent_decode_str(path).decode_utf8_lossy())
    }

    /// Returns the start of every reference to a file in the tree, whether the file has been read or not.
    pub(super) fn prefix(&self, path: &str) -> String {
        if path == self.source.path() {
            return "#".to_owned();
        }
        written("#", &[FILES.to_owned(), self.name(path), stem(path).to_owned()])
    }

    /// Returns the name that reports show for a file: its path relative to the document's folder, appended to the folder in
    /// the name of the document.
    fn name(&self, path: &str) -> String {
        uri::join(&self.source.name, &uri::relative(self.source.path(), path))
    }

    /// Returns the target of a reference: the file at its path, which is read if it is new, else the schema or file that states the
    /// reference's URI. `path` is the reference `text` without its fragment.
    pub(super) fn find(
        &mut self,
        from: usize,
        path: &str,
        text: &str,
        at: Span,
        search: SearchScope,
    ) -> Result<Resource, Problem> {
        let whole = |file| Resource { file, schema: None };
        if let Some(file) = self.by_path(from, path, text, at)? {
            return Ok(whole(file));
        }
        let target = self.uri(from, path, at);
        let found = match search {
            SearchScope::Paths => None,
            SearchScope::Identities => self.by_uri(&target, text, at)?,
            SearchScope::Beside => match self.by_uri(&target, text, at)? {
                None => self.beside(from, &target, at).map(whole),
                // The next step finds it.
                Some(_) => None,
            },
        };
        found.ok_or_else(|| self.no_file(from, path, text, at))
    }

    /// Returns the URI that a reference leads to, without fragment. Where no `$id` and no `$self` is its base, it is a path or the
    /// reference itself.
    fn uri(&self, from: usize, path: &str, at: Span) -> String {
        let file = &self.list[from];
        match file.identities.outside(at) {
            Some(target) => target.to_owned(),
            None => identity::join(own_uri(&file.tree).unwrap_or(&file.path), path),
        }
    }

    /// Returns the schema or file that states a URI, in one of the files that were read (JSON Schema 2020-12 core, sections 8.2.1 and
    /// 9.1.1; OpenAPI 3.2.0, Establishing the Base URI). Of equal copies it is the one in the file with the first path. Different schemas
    /// with one URI are an error.
    fn by_uri(&self, target: &str, text: &str, at: Span) -> Result<Option<Resource>, Problem> {
        let stating = self.list.iter().enumerate().filter_map(|(file, read)| {
            let way = read.identities.resource(target)?;
            Some((read.path.as_str(), file, way, read.tree.descend(way)?))
        });
        let mut stating: Vec<_> = stating.collect();
        stating.sort_by_key(|(path, ..)| *path);
        let Some((_, file, way, first)) = stating.first() else { return Ok(None) };
        if stating.iter().skip(1).any(|(.., other)| other.to_json() != first.to_json()) {
            let what = format!("the reference `{text}` to one of several schemas with this `$id`");
            let instead = "refer to the file by its path, or give each schema an `$id` of its own";
            return Err(Problem::new(at, Kind::Unsupported { feature: "external-reference", what, instead }));
        }
        Ok(Some(Resource { file: *file, schema: Some((way.to_vec(), target.to_owned())) }))
    }

    /// Returns the index of the file at the path that a reference names, and reads the file if it is new. `None` if the reference is no
    /// relative path or leads to no file.
    fn by_path(&mut self, from: usize, path: &str, text: &str, at: Span) -> Result<Option<usize>, Problem> {
        match uri::reach(path) {
            Reach::Here => return Ok(Some(from)),
            Reach::Relative => {}
            Reach::Absolute | Reach::Network => return Ok(None),
        }
        let by_self = own_uri(&self.list[from].tree).map(|own| identity::join(own, path));
        if let Some(file) = by_self.and_then(|target| self.beside(from, &target, at)) {
            return Ok(Some(file));
        }
        let paths = self.path_by_id(from, at).into_iter().chain([self.path(from, path)]);
        for full in paths.collect::<Vec<_>>() {
            let opened = match self.opened.get(&full) {
                Some(opened) => opened.clone(),
                None if self.source.reader().is_none() => continue,
                None => {
                    let opened = self.read(from, &full, at);
                    self.opened.insert(full.clone(), opened.clone());
                    opened
                }
            };
            match opened {
                Ok(file) => return Ok(Some(file)),
                Err(Failure::Unreadable(FileFailure::NotFound)) => {}
                Err(Failure::Wrong(problem)) => return Err(problem),
                Err(Failure::Unreadable(failure)) => return Err(self.unreadable(&full, path, text, at, failure)),
            }
        }
        Ok(None)
    }

    /// Returns the path that a reference leads to by a relative `$id` around it, if that is in the folder of the file.
    fn path_by_id(&self, from: usize, at: Span) -> Option<String> {
        let file = &self.list[from];
        let below = file.identities.outside(at)?.strip_prefix(uri::folder(&file.path))?;
        (uri::reach(below) == Reach::Relative).then(|| self.path(from, below))
    }

    /// Returns the error of a reference that leads to no file.
    fn no_file(&self, from: usize, path: &str, text: &str, at: Span) -> Problem {
        let instead = match uri::reach(path) {
            Reach::Absolute => "write the path relative to the folder of this file",
            Reach::Network => {
                "save a copy beside this file and refer to it by its path: its `$id` or `$self` can be used then, too"
            }
            Reach::Here | Reach::Relative if self.source.reader().is_none() => {
                "copy the target into `components` of this document, because other files are not read here"
            }
            Reach::Here | Reach::Relative => {
                return self.unreadable(&self.path(from, path), path, text, at, FileFailure::NotFound);
            }
        };
        let what = format!("the reference to another document `{text}`");
        Problem::new(at, Kind::Unsupported { feature: "external-reference", what, instead })
    }

    fn unreadable(&self, full: &str, path: &str, text: &str, at: Span, failure: FileFailure) -> Problem {
        let nearest = self.nearest(full, path, text);
        Problem::new(at, Kind::UnreadableFile { reference: text.to_owned(), failure, nearest })
    }

    /// Returns the index of the file on the disk that lies where its URI lies beside that of the file that refers to it, by `$self`
    /// (OpenAPI 3.2.0, Establishing the Base URI) or the `$id` of the roots. `None` if there is no such file.
    fn beside(&mut self, from: usize, target: &str, at: Span) -> Option<usize> {
        let beside = uri::relative_uri(self.list[from].stated_uri()?, target)?;
        self.source.reader()?;
        EXTENSIONS.iter().find_map(|extension| {
            let full = self.path(from, &format!("{beside}{extension}"));
            let opened = match self.opened.get(&full) {
                Some(opened) => opened.clone(),
                None => {
                    let opened = self.read(from, &full, at);
                    // Another extension may lead to the file.
                    opened.is_ok().then(|| self.opened.insert(full, opened.clone()));
                    opened
                }
            };
            opened.ok().filter(|file| self.list[*file].stated_uri().is_none_or(|own| own == target))
        })
    }

    fn read(&mut self, from: usize, path: &str, at: Span) -> Result<usize, Failure> {
        let name = self.name(path);
        let file = self.source.open(path, &name).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::Unreadable(FileFailure::NotFound),
            _ => Failure::Unreadable(FileFailure::Io(error.to_string())),
        })?;
        let inherited = self.list[from].tree.version;
        let mut tree =
            load::text(&file.name, &file.bytes, file.base, inherited).map_err(|problem| match problem.kind {
                Kind::Empty => Failure::Unreadable(FileFailure::Empty),
                _ => Failure::Wrong(problem.and("referred to here", at)),
            })?;
        let identities = identify(&mut tree, path);
        self.list.push(ReadFile { path: path.to_owned(), prefix: self.prefix(path), name, tree, identities });
        Ok(self.list.len() - 1)
    }

    /// Returns the reference with the most similar name of an existing file, else the reference to the component that is
    /// called `text`.
    fn nearest(&self, full: &str, path: &str, text: &str) -> Option<String> {
        let names = self.source.reader().map(|reader| reader.names(uri::folder(full))).unwrap_or_default();
        let wanted = full.rsplit('/').next().unwrap_or_default();
        let near = nearest(wanted, names.iter().map(String::as_str)).filter(|near| *near != wanted);
        let file = near.map(|near| format!("{}{near}{}", uri::folder(path), &text[path.len()..]));
        file.or_else(|| within_components(&self.list[0].tree, text))
    }
}
