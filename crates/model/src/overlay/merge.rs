//! Merging a value into another one (Overlay 1.1.0, Action Object).

use crate::node::{Node, Value};
use crate::problem::{Kind, Problem};

/// Merges `given` into a target of an action. Objects are merged key by key, arrays are concatenated, any other value is appended
/// to an array, and a primitive value replaces a primitive value.
///
/// # Errors
///
/// The two values, or two values of one key, are of kinds that cannot be merged.
pub(super) fn into_target(target: &mut Node, given: Node) -> Result<(), Problem> {
    match &mut target.value {
        Value::Array(elements) if !matches!(given.value, Value::Array(_)) => elements.push(given),
        _ => into_value(target, given)?,
    }
    Ok(())
}

/// Merges the values of one key.
fn into_value(target: &mut Node, given: Node) -> Result<(), Problem> {
    if is_primitive(target) && is_primitive(&given) {
        *target = given;
        return Ok(());
    }
    let kind = Kind::OverlayConflict { target: target.kind(), given: given.kind() };
    let conflict = Problem::new(given.at, kind).and("the value in the document", target.at);
    match (&mut target.value, given.value) {
        (Value::Array(elements), Value::Array(more)) => elements.extend(more),
        (Value::Object(entries), Value::Object(more)) => {
            for entry in more {
                match entries.iter_mut().find(|known| known.key == entry.key) {
                    Some(known) => into_value(&mut known.value, entry.value)?,
                    None => entries.push(entry),
                }
            }
        }
        _ => return Err(conflict),
    }
    Ok(())
}

pub(super) fn is_primitive(node: &Node) -> bool {
    !matches!(node.value, Value::Array(_) | Value::Object(_))
}
