//! Wishes for names: the names of items in a document, and the names that it asks for in a programming language.

use super::TypeId;
use crate::source::Span;

/// How an item wants to be named. [`crate::naming`] makes a Rust name of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The name that the item has by itself.
    pub label: Label,
    /// The `x-rust-name` of the item. It has the case that the item's name has in Rust.
    pub chosen: Option<Chosen>,
    /// Words that are added to the name if another item has it, such as the status code of the response. May be empty.
    pub apart: String,
}

/// A valid `x-rust-name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The name.
    pub name: String,
    /// The place of the value.
    pub at: Span,
}

/// A name made of words and of the names of other items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(pub Vec<Word>);

/// A part of a [`Label`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// A text: a name on the wire, or a part of a name.
    Text(String),
    /// The name of the types of the operation with this [id](super::Operation::id).
    Operation(String),
    /// The name of a type.
    Type(TypeId),
}

impl Wish {
    /// Creates a wish for a name made of `text`.
    pub fn text(text: impl Into<String>) -> Self {
        Wish { label: Label(vec![Word::Text(text.into())]), chosen: None, apart: String::new() }
    }
}
