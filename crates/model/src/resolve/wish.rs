//! How items want to be named: by `x-rust-name`, else by their names on the wire. No name is assigned here.

use super::context::Context;
use crate::api::{Chosen, Label, Place, TypeDef, TypeId, Wish, Word};
use crate::name::{self, Casing, derive};
use crate::node::Node;
use crate::problem::Kind;
use crate::schema::Schema;

/// The name that a type gets if it needs one, as far as it is known while types are resolved.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    pub label: Label,
    /// The name that the label gives if no two items want the same name.
    pub text: String,
    /// See [`Wish::apart`].
    pub apart: String,
}

impl Hint {
    /// The name of the types of an operation.
    pub(crate) fn of_operation(id: &str) -> Self {
        Hint {
            label: Label(vec![Word::Operation(id.to_owned())]),
            text: derive(id, Casing::Pascal),
            apart: String::new(),
        }
    }

    /// The name of a type.
    pub(crate) fn of_type(types: &[TypeDef], id: TypeId) -> Self {
        Hint { label: Label(vec![Word::Type(id)]), text: wanted(types, id), apart: String::new() }
    }

    /// The name that is `text`.
    pub(crate) fn of_text(text: String) -> Self {
        Hint { label: Label(vec![Word::Text(text.clone())]), text, apart: String::new() }
    }

    /// This name, followed by a text.
    pub(crate) fn then(&self, text: &str) -> Self {
        self.followed_by(&Hint::of_text(text.to_owned()))
    }

    /// This name, followed by another one.
    pub(crate) fn followed_by(&self, other: &Hint) -> Self {
        let words = [self.label.0.as_slice(), &other.label.0].concat();
        let apart = format!("{}{}", self.apart, other.apart);
        Hint { label: Label(words), text: format!("{}{}", self.text, other.text), apart }
    }

    /// This name, with more words that tell it apart from another item's.
    pub(crate) fn or_then(mut self, apart: &str) -> Self {
        self.apart.push_str(apart);
        self
    }

    /// The wish for this name.
    pub(crate) fn wish(&self, chosen: Option<Chosen>) -> Wish {
        Wish { label: self.label.clone(), chosen, apart: self.apart.clone() }
    }
}

/// The name that a type wants. Another one may want it, too.
fn wanted(types: &[TypeDef], id: TypeId) -> String {
    let TypeDef { name: Wish { label, chosen, .. }, place, .. } = &types[id.0];
    if let Some(chosen) = chosen {
        return chosen.name.clone();
    }
    let word = |word: &Word| match word {
        Word::Text(text) => text.clone(),
        Word::Operation(id) => derive(id, Casing::Pascal),
        // This ends: the types in a label are older than its own, or have a chosen name.
        Word::Type(id) => wanted(types, *id),
    };
    let text: String = label.0.iter().map(word).collect();
    if *place == Place::Component { derive(&text, Casing::Pascal) } else { text }
}

/// Returns the wish of an item with this name on the wire and this value of `x-rust-name`.
///
/// Reports an `x-rust-name` that is not an identifier of the case.
pub(crate) fn wish(context: &mut Context<'_>, wire: &str, rust_name: Option<&Node>, case: Casing) -> Wish {
    let chosen = rust_name.and_then(|value| chosen(context, value, case));
    Wish { chosen, ..Wish::text(wire) }
}

/// Does the same as [`wish`] for a header. `ETag` is one word there.
pub(crate) fn header_wish(context: &mut Context<'_>, wire: &str, rust_name: Option<&Node>) -> Wish {
    let words: Vec<&str> = wire.split('-').map(|word| if word == "ETag" { "Etag" } else { word }).collect();
    wish(context, &words.join("-"), rust_name, Casing::Snake)
}

/// Does the same as [`wish`] for a schema. See [`schema_rust_name`].
pub(crate) fn schema_wish(context: &mut Context<'_>, wire: &str, node: &Node, case: Casing) -> Wish {
    let chosen = schema_rust_name(context, node, case);
    Wish { chosen, ..Wish::text(wire) }
}

/// Returns the `x-rust-name` of a schema, or of a value of an `enum`, if it is an identifier of the case.
///
/// The inline schema of a property has a field name and a type name: an `x-rust-name` in `snake_case` is the one, in
/// `PascalCase` the other.
pub(crate) fn schema_rust_name(context: &mut Context<'_>, node: &Node, case: Casing) -> Option<Chosen> {
    let value = Schema::of(node).rust_name()?;
    let is_type_name =
        case == Casing::Snake && value.as_str().is_some_and(|name| name::is_choice(name, Casing::Pascal));
    if is_type_name && Schema::of(node).is_written_in_place() {
        return None;
    }
    chosen(context, value, case)
}

/// Checks a value of `x-rust-name`.
fn chosen(context: &mut Context<'_>, value: &Node, case: Casing) -> Option<Chosen> {
    if let Some(name) = value.as_str().filter(|name| name::is_choice(name, case)) {
        return Some(Chosen { name: name.to_owned(), at: value.at });
    }
    let expected = match case {
        Casing::Snake => "an identifier in snake_case, such as `phone_number`",
        Casing::Pascal => "an identifier in PascalCase, such as `PhoneNumber`",
    };
    let name = value.to_json().to_string().trim_matches('"').to_owned();
    context.report(value.at, Kind::RustName { name, expected });
    None
}
