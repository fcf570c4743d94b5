//! Two APIs → changes.

mod api;
mod body;
mod both;
mod changes;
mod names;
mod operation;
mod parameter;
mod response;
mod rust_constants;
mod rust_names;
mod rust_types;
mod security;
mod union;
mod value;

use model::Api;

use crate::change::Change;
use changes::Changes;
use value::Values;

/// Compares two APIs that [`model::resolve_annotated`] read. The changes are sorted by severity, then by their places.
///
/// Operations are compared by method and path, parameters by location and name, schemas by the values that they accept.
pub fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let mut values = Values::new(&old.definitions, &new.definitions);
    let mut changes = Changes::default();
    api::compare(old, new, &mut changes, &mut values);
    values.finish(&mut changes);
    security::names(old, new, &mut changes);
    let (old, _) = model::naming::name(old.clone());
    let (new, _) = model::naming::name(new.clone());
    rust_constants::compare(&old, &new, &mut changes);
    rust_types::compare(&old, &new, &mut changes);
    rust_names::compare(&old, &new, &mut changes);
    changes.finish()
}
