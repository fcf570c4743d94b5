//! Rust names for the items of one scope. `x-rust-name` chooses a name; all others are derived from names on the wire.

use super::context::Context;
use crate::name::{self, Case};
use crate::node::Node;
use crate::problem::Kind;
use crate::schema::Schema;

/// An item that needs a Rust name.
#[derive(Clone, Copy)]
pub(crate) struct Item<'w, 'd> {
    /// Its name on the wire.
    pub wire: &'w str,
    /// The value of its `x-rust-name`.
    pub rust_name: Option<&'d Node>,
}

/// Returns a Rust name for each item of a scope, in their order, and adds it to the scope.
///
/// Reports each `x-rust-name` that is not an identifier of the case, or that another item has. Such an item gets a derived
/// name.
pub(crate) fn names(
    context: &mut Context<'_>,
    items: &[Item<'_, '_>],
    case: Case,
    scope: &mut name::Scope,
) -> Vec<String> {
    let chosen = items.iter().map(|item| item.rust_name.and_then(|value| chosen(context, value, case)));
    let chosen: Vec<Option<&str>> = chosen.collect();
    assign(context, items, chosen, case, scope)
}

/// Does the same as [`names`] for schemas. See [`schema_rust_name`].
pub(crate) fn schema_names<'d>(
    context: &mut Context<'d>,
    schemas: &[(&str, &'d Node)],
    case: Case,
    scope: &mut name::Scope,
) -> Vec<String> {
    let chosen: Vec<Option<&str>> = schemas.iter().map(|(_, node)| schema_rust_name(context, node, case)).collect();
    let items = schemas.iter().map(|(wire, node)| Item { wire, rust_name: Schema::of(node).rust_name() });
    let items: Vec<Item<'_, '_>> = items.collect();
    assign(context, &items, chosen, case, scope)
}

/// Returns the `x-rust-name` of a schema, or of a value of an `enum`, if it is an identifier of the case.
///
/// The inline schema of a property has a field name and a type name: an `x-rust-name` in `snake_case` is the one, in
/// `PascalCase` the other.
pub(crate) fn schema_rust_name<'d>(context: &mut Context<'d>, node: &'d Node, case: Case) -> Option<&'d str> {
    let value = Schema::of(node).rust_name()?;
    let is_type_name = case == Case::Snake && value.as_str().is_some_and(|name| name::is_choice(name, Case::Pascal));
    if is_type_name && Schema::of(node).is_written_in_place() {
        return None;
    }
    chosen(context, value, case)
}

/// Checks a value of `x-rust-name`.
fn chosen<'d>(context: &mut Context<'_>, value: &'d Node, case: Case) -> Option<&'d str> {
    if let Some(name) = value.as_str().filter(|name| name::is_choice(name, case)) {
        return Some(name);
    }
    let expected = match case {
        Case::Snake => "an identifier in snake_case, such as `phone_number`",
        Case::Pascal => "an identifier in PascalCase, such as `PhoneNumber`",
    };
    let name = value.to_json().to_string().trim_matches('"').to_owned();
    context.report(value.at, Kind::RustName { name, expected });
    None
}

fn assign(
    context: &mut Context<'_>,
    items: &[Item<'_, '_>],
    chosen: Vec<Option<&str>>,
    case: Case,
    scope: &mut name::Scope,
) -> Vec<String> {
    let mut wishes: Vec<name::Wish<'_>> =
        items.iter().zip(chosen).map(|(item, chosen)| name::Wish { wire: item.wire, chosen }).collect();
    loop {
        match name::assign(&wishes, case, &mut scope.clone()) {
            Ok(names) => {
                names.iter().for_each(|name| {
                    scope.take(name);
                });
                return names;
            }
            Err(index) => {
                // Only a chosen name can collide: all others are made unique.
                if let (Some(name), Some(value)) = (wishes[index].chosen.take(), items[index].rust_name) {
                    context.report(value.at, Kind::DuplicateRustName { name: name.to_owned() });
                }
            }
        }
    }
}
