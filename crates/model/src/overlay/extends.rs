//! `extends`: the document that an overlay was written for.

use percent_encoding::percent_decode_str;

use crate::node::Node;
use crate::problem::{Kind, Problem};
use crate::source::{File, Source, normal};

/// Returns a warning if the field names another file than the document. The names of files are compared with a URL, because the
/// document may be a copy of what is there.
pub(super) fn check(source: &Source, file: &File, extends: &Node) -> Option<Problem> {
    let text = extends.as_str()?;
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let is_document = if path.contains(':') || path.starts_with('/') {
        last(&decoded) == last(source.path())
    } else {
        let folder = file.path.rfind('/').map_or("", |end| &file.path[..=end]);
        normal(&format!("{folder}{decoded}")) == source.path()
    };
    (!is_document).then(|| {
        let kind = Kind::OverlayExtends { extends: text.to_owned(), document: source.name.clone() };
        Problem::new(extends.at, kind)
    })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
