//! Overlays: changes to a document that are in files of their own (Overlay Specification 1.0 and 1.1).
//!
//! Overlays change the [`Node`]s of the document, before anything else reads them. A node that an overlay adds has its place in the
//! overlay, so that a later error in it is shown there. The references of a value that is added start from the document.

mod action;
mod edit;
mod extends;
mod file;
mod merge;
mod origin;
mod query;

use std::collections::HashSet;

use crate::load::{self, DEPTH_LIMIT};
use crate::node::Node;
use crate::problem::{Kind, Problem, Problems, Severity};
use crate::source::{File, SIZE_LIMIT, Source, Span};
use crate::version::Version;
use edit::EditedDocument;
pub(crate) use origin::Origins;

/// The maximum number of values that the overlays of a document add. Actions can copy a value into many others, and repeated
/// copies grow exponentially.
const ADDED_LIMIT: usize = 500_000;

/// Reads a document and applies its overlays, in their order. Returns the document, and warnings about the overlays.
///
/// # Errors
///
/// The error of the text of the document, as of [`load::load`], or all problems of its overlays.
pub fn document(source: &Source) -> Result<(Node, Vec<Problem>), Problems> {
    applied(source).map(|applied| (applied.root, applied.warnings))
}

/// A document with its overlays.
pub(crate) struct Applied {
    pub root: Node,
    /// Warnings about the overlays.
    pub warnings: Vec<Problem>,
    /// The actions behind parts of the document.
    pub origins: Origins,
}

/// As [`document`].
pub(crate) fn applied(source: &Source) -> Result<Applied, Problems> {
    let root = load::load(source).map_err(|problem| Problems(vec![problem]))?;
    if source.overlays().is_empty() {
        return Ok(Applied { root, warnings: Vec::new(), origins: Origins::default() });
    }
    let version = root.version;
    let mut document = EditedDocument::new(root);
    let mut problems = Vec::new();
    for file in source.overlays() {
        apply(source, file, &mut document, &mut problems);
    }
    let problems = with_originals(source, &Origins::default(), problems, Vec::new());
    if problems.iter().any(|problem| problem.severity() == Severity::Error) {
        return Err(Problems(problems));
    }
    let (mut root, origins) = document.finish();
    root.set_version(root.str("openapi").and_then(Version::parse).unwrap_or(version));
    Ok(Applied { root, warnings: problems, origins })
}

/// Appends problems of a document to those of its overlays, with the places of the originals of copied values, and those of the actions
/// that copied them or removed a value that is missing. Problems that differ only in the copy become one.
pub(crate) fn with_originals(
    source: &Source,
    origins: &Origins,
    mut problems: Vec<Problem>,
    more: Vec<Problem>,
) -> Vec<Problem> {
    problems.extend(more);
    if source.overlays().is_empty() {
        return problems;
    }
    for problem in &mut problems {
        let own = origins.of(source, problem);
        problem.related.extend(own);
        let places = problem.related.iter_mut().map(|(_, at)| at).chain([&mut problem.at]);
        places.for_each(|at| *at = source.original(*at));
    }
    let mut seen = HashSet::new();
    problems.retain(|problem| seen.insert((problem.at, problem.kind.clone())));
    problems
}

/// Applies one overlay. With errors in the overlay, or in one before it, none of its actions is applied.
fn apply(source: &Source, file: &File, document: &mut EditedDocument, problems: &mut Vec<Problem>) {
    if file.base.saturating_add(file.bytes.len()) > SIZE_LIMIT {
        let at = Span { start: file.base, end: file.base };
        problems.push(Problem::new(at, Kind::OverlayTooLarge { limit: SIZE_LIMIT, unit: "bytes" }));
        return;
    }
    let root = match load::text(&file.name, &file.bytes, file.base, Version::default()) {
        Ok(root) => root,
        Err(problem) => {
            let kind = if problem.kind == Kind::Empty { Kind::EmptyOverlay } else { problem.kind };
            problems.push(Problem { kind, ..problem });
            return;
        }
    };
    let overlay = file::read(file, &root, problems);
    if problems.iter().any(|problem| problem.severity() == Severity::Error) {
        return;
    }
    if let Some(problem) = overlay.extends.and_then(|extends| extends::check(source, file, extends)) {
        problems.push(problem);
    }
    for action in &overlay.actions {
        // Later actions rely on the result of this one.
        if let Err(problem) = action::apply(action, file, document, problems) {
            problems.push(problem);
            return;
        }
    }
}

/// Returns the number of levels of a value.
fn depth(node: &Node) -> usize {
    let elements = node.elements().iter().map(depth);
    let entries = node.entries().iter().map(|entry| depth(&entry.value));
    1 + elements.chain(entries).max().unwrap_or(0)
}
