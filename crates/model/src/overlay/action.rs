//! Applies one action to the document (Overlay 1.1.0, Action Object).

use super::edit::EditedDocument;
use super::file::{Action, Change};
use super::merge::is_primitive;
use super::query::NodePath;
use crate::node::{Node, Value};
use crate::problem::{Kind, Problem};
use crate::source::{File, Span};

/// Applies an action. A target that selects nothing is a warning.
///
/// # Errors
///
/// The first error. The document is incomplete then.
pub(super) fn apply(
    action: &Action<'_>,
    file: &File,
    document: &mut EditedDocument,
    problems: &mut Vec<Problem>,
) -> Result<(), Problem> {
    let target = &action.target;
    let locations = target.select(document.json());
    if locations.is_empty() {
        problems.push(target.no_match(file, document.json(), false));
        return Ok(());
    }
    if action.is_first_version && locations.iter().filter_map(|at| document.get(at)).any(is_primitive) {
        let what = "a target that is neither an object nor an array".to_owned();
        problems.push(Problem::new(target.at, Kind::OverlayFeature { what }));
    }
    match &action.change {
        Change::Remove => remove(document, locations, target.at),
        Change::Update(given) => merge(document, &locations, given, given.at, target.at),
        Change::Copy(source) => {
            let found = source.select(document.json());
            match (found.as_slice(), found.first().and_then(|first| document.get(first)).cloned()) {
                ([_], Some(given)) => merge(document, &locations, &given, source.at, target.at),
                ([], _) => Err(source.no_match(file, document.json(), true)),
                (several, _) => {
                    let what = "`copy`".to_owned();
                    let why = format!("must select one value, not {}", several.len());
                    let instead = "write a more specific query";
                    Err(Problem::new(source.at, Kind::Invalid { what, why, instead }))
                }
            }
        }
    }
}

/// Removes the values at some locations.
fn remove(document: &mut EditedDocument, mut locations: Vec<NodePath>, at: Span) -> Result<(), Problem> {
    if locations.iter().any(Vec::is_empty) {
        let (what, why) = ("the root of the document".to_owned(), "cannot be removed".to_owned());
        return Err(Problem::new(at, Kind::Invalid { what, why, instead: "select the values within it" }));
    }
    // The last first, so that the locations of the others stay valid.
    locations.sort_unstable_by(|left, right| right.cmp(left));
    locations.iter().for_each(|location| document.remove(location, at));
    Ok(())
}

/// Merges a value into the values at some locations, which must be of one kind.
fn merge(
    document: &mut EditedDocument,
    locations: &[NodePath],
    given: &Node,
    given_at: Span,
    target_at: Span,
) -> Result<(), Problem> {
    let targets: Vec<&Node> = locations.iter().filter_map(|location| document.get(location)).collect();
    if let Some((first, other)) =
        targets.first().and_then(|first| Some((first, targets.iter().find(|other| kind(other) != kind(first))?)))
    {
        let what = "a target".to_owned();
        let why = format!("cannot select both {} and {}", first.kind(), other.kind());
        let kind = Kind::Invalid { what, why, instead: "write an action for each kind of value" };
        return Err(Problem::new(target_at, kind).and("one target", first.at).and("another target", other.at));
    }
    locations.iter().try_for_each(|location| document.merge(location, given, given_at))
}

/// The kinds of values that an action tells apart: objects, arrays, and all others.
fn kind(node: &Node) -> u8 {
    match node.value {
        Value::Object(_) => 0,
        Value::Array(_) => 1,
        _ => 2,
    }
}
