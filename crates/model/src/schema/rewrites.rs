//! Changes of schemas in the tree of a document, before anything reads them: spellings of other versions and tools that have one clear
//! meaning, and discriminators without alternatives. One file for each change.
//!
//! These changes add, move and remove keywords, so they name them. They report nothing: they return the places, and `resolve` reports them
//! where a schema is used.

pub(crate) mod empty_objects;
pub(crate) mod later_spellings;
pub(crate) mod listed_items;
mod objects;
pub(crate) mod subtypes;
