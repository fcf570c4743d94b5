//! Tokens → text: prettyplease item by item, joined by blank lines where people put them.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};

use crate::error::Error;
use crate::rust::{crate_doc, is_hidden};

/// The text of a module: its inner documentation, then each item, with `use` items kept together.
pub(crate) fn module(doc: &str, items: TokenStream) -> Result<String, Error> {
    let mut module = Module::new(doc);
    module.items(items)?;
    Ok(module.done())
}

/// Tokens as items.
pub(crate) fn parsed(items: TokenStream) -> Result<Vec<syn::Item>, Error> {
    let file: Result<syn::File, _> = syn::parse2(items);
    file.map(|file| file.items).map_err(Error::Syntax)
}

/// The same of items, each of which is gone once it is text.
pub(crate) fn module_of(doc: &str, items: impl IntoIterator<Item = syn::Item>) -> String {
    let mut module = Module::new(doc);
    items.into_iter().for_each(|item| module.push(item));
    module.done()
}

/// A module as it grows.
pub(crate) struct Module {
    text: String,
    after_use: bool,
}

impl Module {
    pub(crate) fn new(doc: &str) -> Self {
        Module { text: crate_doc(doc), after_use: false }
    }

    /// Adds items, one by one: the syntax trees of ten thousand operations would take gigabytes.
    pub(crate) fn items(&mut self, items: TokenStream) -> Result<(), Error> {
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                self.push(input.parse()?);
            }
            Ok(())
        };
        read.parse2(items).map_err(Error::Syntax)
    }

    /// Adds an item that is text already.
    pub(crate) fn text(&mut self, item: &str) {
        self.text.push('\n');
        self.text.push_str(item);
        self.after_use = false;
    }

    fn push(&mut self, item: syn::Item) {
        let is_use = matches!(item, syn::Item::Use(_));
        if !(is_use && self.after_use) {
            self.text.push('\n');
        }
        self.after_use = is_use;
        let one = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        self.text.push_str(&prettyplease::unparse(&one));
    }

    pub(crate) fn done(self) -> String {
        visible(&self.text)
    }
}

/// Escapes characters that cannot be seen. Documentation has none, so those that are left stand in string literals.
fn visible(text: &str) -> String {
    let escape = |c: char| match c {
        '\n' => c.to_string(),
        c if is_hidden(c) => c.escape_unicode().to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}
