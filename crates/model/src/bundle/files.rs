//! The files of one document, each read once, with their names.

use std::collections::HashMap;
use std::io::ErrorKind;

use percent_encoding::percent_decode_str;

use super::identity;
use super::uri::{self, Reach};
use super::{FILES, within_components};
use crate::load;
use crate::nearest::nearest;
use crate::node::Node;
use crate::pointer::written;
use crate::problem::{FileFailure, Kind, Problem};
use crate::source::{Source, Span, stem};
use crate::version::Version;

/// A file that was read.
pub(super) struct ReadFile {
    pub path: String,
    /// The start of every reference to it in the tree.
    pub prefix: String,
    /// The name that reports show.
    pub name: String,
    pub tree: Node,
}

/// Why a file cannot be used.
#[derive(Clone)]
enum Failure {
    /// Reported at the reference.
    Unreadable(FileFailure),
    /// Reported at its place in the file.
    Wrong(Problem),
}

/// What a file name may have in addition to the last segment of the file's URI.
const EXTENSIONS: [&str; 4] = ["", ".yaml", ".yml", ".json"];

/// The URI that a file assigns to itself.
fn own_uri(tree: &Node) -> Option<&str> {
    tree.str("$self").filter(|_| tree.version >= Version::V3_2)
}

/// The files read so far. The first is the document.
pub(super) struct Files<'s> {
    source: &'s Source,
    pub list: Vec<ReadFile>,
    opened: HashMap<String, Result<usize, Failure>>,
}

impl<'s> Files<'s> {
    pub(super) fn new(source: &'s Source, tree: Node) -> Self {
        let path = source.path().to_owned();
        let opened = HashMap::from([(path.clone(), Ok(0))]);
        let document = ReadFile { path, prefix: "#".to_owned(), name: source.name.clone(), tree };
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

    /// Returns the index of the file that a reference leads to, and reads the file if it is new. `path` is the reference
    /// `text` without its fragment.
    pub(super) fn open(&mut self, from: usize, path: &str, text: &str, at: Span) -> Result<usize, Problem> {
        let rejected = |instead| {
            let what = format!("the reference to another document `{text}`");
            Problem::new(at, Kind::Unsupported { feature: "external-reference", what, instead })
        };
        if let Some(file) = self.by_uri(from, path, at) {
            return Ok(file);
        }
        match uri::reach(path) {
            Reach::Here => return Ok(from),
            Reach::Relative => {}
            Reach::Absolute => return Err(rejected("write the path relative to the folder of this file")),
            Reach::Network => {
                return Err(rejected("save a copy of the document beside this file and refer to the copy"));
            }
        }
        let full = self.path(from, path);
        let known = self.opened.get(&full).cloned();
        if known.is_none() && self.source.reader().is_none() {
            return Err(rejected(
                "copy the target into `components` of this document, because other files are not read here",
            ));
        }
        let opened = known.unwrap_or_else(|| {
            let opened = self.read(from, &full, at);
            self.opened.insert(full.clone(), opened.clone());
            opened
        });
        opened.map_err(|failure| match failure {
            Failure::Wrong(problem) => problem,
            Failure::Unreadable(failure) => {
                let nearest = self.nearest(&full, path, text);
                Problem::new(at, Kind::UnreadableFile { reference: text.to_owned(), failure, nearest })
            }
        })
    }

    /// Returns the index of the file that a reference identifies by its `$self` (OpenAPI 3.2.0, Establishing the Base URI). Such a
    /// file is one that was read, or lies on the disk where its URI lies beside that of the file that refers to it. `None` if
    /// there is no such file.
    fn by_uri(&mut self, from: usize, path: &str, at: Span) -> Option<usize> {
        if path.is_empty() {
            return None;
        }
        let base = own_uri(&self.list[from].tree);
        let target = match base {
            Some(base) => uri::resolve(base, path)?,
            None => path.to_owned(),
        };
        if let Some(known) = self.list.iter().position(|file| own_uri(&file.tree) == Some(&target)) {
            return Some(known);
        }
        let beside = uri::relative_uri(base?, &target)?;
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
            opened.ok().filter(|file| own_uri(&self.list[*file].tree).is_none_or(|own| own == target))
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
        identity::rewrite(&mut tree);
        self.list.push(ReadFile { path: path.to_owned(), prefix: self.prefix(path), name, tree });
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
