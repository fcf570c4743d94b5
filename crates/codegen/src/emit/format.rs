//! Tokens → text: prettyplease formats item by item, and only the imports that the items use are written.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser};

use super::EmitError;
use super::imports::{Import, Uses};
use crate::rust::{crate_doc, is_hidden, unparsed};

/// Returns the text of a program without imports of other modules.
///
/// # Errors
///
/// [`EmitError::Syntax`] if the tokens are not items.
pub(crate) fn program(items: TokenStream) -> Result<String, EmitError> {
    let mut module = ModuleText::new("", &[]);
    module.items(items)?;
    Ok(module.done().trim_start().to_owned())
}

/// Returns the text of statements, for documentation.
///
/// # Errors
///
/// [`EmitError::Syntax`] if the tokens are not statements.
pub(crate) fn statements(statements: TokenStream) -> Result<String, EmitError> {
    let text = program(quote! { fn main() { #statements } })?;
    // The lines between those of the function. No literal spans several lines.
    let lines = text.lines().filter_map(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n"));
    Ok(lines.collect())
}

/// A module under construction.
pub(crate) struct ModuleText {
    docs: String,
    imports: Vec<Import>,
    uses: Uses,
    body: String,
    after_use: bool,
}

impl ModuleText {
    pub(crate) fn new(docs: &str, imports: &[Import]) -> Self {
        ModuleText {
            docs: crate_doc(docs),
            imports: imports.to_vec(),
            uses: Uses::default(),
            body: String::new(),
            after_use: false,
        }
    }

    /// Adds items one by one: the syntax trees of ten thousand operations at once would take gigabytes.
    ///
    /// # Errors
    ///
    /// [`EmitError::Syntax`] if the tokens are not items.
    pub(crate) fn items(&mut self, items: TokenStream) -> Result<(), EmitError> {
        let read = |input: ParseStream<'_>| {
            while !input.is_empty() {
                self.item(input.parse()?);
            }
            Ok(())
        };
        read.parse2(items).map_err(EmitError::Syntax)
    }

    /// Adds the use of a module, for items that are already text.
    pub(crate) fn uses(&mut self, name: &str) {
        self.uses.module(name);
    }

    /// Adds an item that is already text and uses the module `name`.
    pub(crate) fn text(&mut self, name: &'static str, item: &str) {
        self.body.push('\n');
        self.body.push_str(item);
        self.uses.module(name);
        self.after_use = false;
    }

    /// Adds an item.
    pub(crate) fn item(&mut self, mut item: syn::Item) {
        self.uses.of_item(&mut item);
        let is_use = matches!(item, syn::Item::Use(_));
        if !(is_use && self.after_use) {
            self.body.push('\n');
        }
        self.after_use = is_use;
        self.body.push_str(&spaced(&unparsed(item), ""));
    }

    /// Adds an inline module, with a blank line between its items.
    pub(crate) fn inline_module(&mut self, item: syn::ItemMod) {
        self.body.push('\n');
        self.after_use = false;
        let text = spaced(&unparsed(syn::Item::Mod(item)), "    ");
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            self.body.push_str(line);
            self.body.push('\n');
            let next = lines.peek().copied().unwrap_or("}");
            let is_use = |line: &str| line.starts_with("    use ");
            let is_item_end = line.starts_with("    ") && !line.starts_with("     ") && line.ends_with(['}', ';']);
            if is_item_end && next != "}" && !(is_use(line) && is_use(next)) {
                self.body.push('\n');
            }
        }
    }

    /// Adds a public module. `imports` are the names that its items may use.
    ///
    /// # Errors
    ///
    /// [`EmitError::Syntax`] if the tokens are not items.
    pub(crate) fn submodule(
        &mut self,
        docs: &str,
        name: &str,
        imports: &[Import],
        items: TokenStream,
    ) -> Result<(), EmitError> {
        let mut inner = ModuleText::new("", imports);
        inner.items(items)?;
        let imports = inner.uses.imports(&inner.imports);
        let text = format!("{}{}", imports.trim_start(), inner.body);
        let docs = docs.lines().map(|line| format!("/// {line}").trim_end().to_owned() + "\n");
        // No literal spans several lines, so only code is indented.
        let lines = text.trim_start().lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("    {line}\n"),
        });
        self.body.push_str(&format!(
            "\n{}pub mod {name} {{\n{}}}\n",
            docs.collect::<String>(),
            lines.collect::<String>()
        ));
        Ok(())
    }

    pub(crate) fn done(self) -> String {
        let imports = self.uses.imports(&self.imports);
        visible([self.docs, imports, self.body].concat())
    }
}

/// Adds a blank line between the members of implementations and traits, which prettyplease does not. `indent` is that of the items.
fn spaced(text: &str, indent: &str) -> String {
    const KEYWORDS: [&str; 3] = ["impl", "pub trait ", "trait "];
    const MEMBERS: [&str; 7] = ["///", "#[", "pub ", "fn ", "async fn ", "const ", "type "];
    let mut out = String::with_capacity(text.len());
    let mut has_members = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(item) = line.strip_prefix(indent).filter(|item| !item.starts_with(' ')) {
            let is_start = KEYWORDS.iter().any(|keyword| item.starts_with(keyword));
            has_members = if is_start { !item.ends_with("{}") } else { has_members && item != "}" };
        }
        let is_end = |line: &str| !line.starts_with([' ', '/']) && line.ends_with(['}', ';']);
        let is_end = has_members && member(line, indent).is_some_and(is_end);
        let next = lines.peek().and_then(|line| member(line, indent));
        if is_end && next.is_some_and(|next| MEMBERS.iter().any(|start| next.starts_with(start))) {
            out.push('\n');
        }
    }
    out
}

/// The line of a member of an item, without its indentation.
fn member<'l>(line: &'l str, indent: &str) -> Option<&'l str> {
    line.strip_prefix(indent)?.strip_prefix("    ")
}

/// Escapes invisible characters. Documentation contains none, so all of them are in string literals.
fn visible(text: String) -> String {
    // Most texts are ASCII, of which only control characters are hidden.
    let is_plain = |byte: u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
    if text.bytes().all(is_plain) || !text.chars().any(|c| c != '\n' && is_hidden(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{EmitError, statements};

    #[test]
    fn statements_are_indented_as_those_of_a_file() -> Result<(), EmitError> {
        let text = statements(quote!(let a = b; while let Some(c) = a.next() { f(c) }))?;
        assert_eq!(text, "let a = b;\nwhile let Some(c) = a.next() {\n    f(c)\n}\n");
        assert!(statements(quote!(let a = )).is_err());
        Ok(())
    }
}
