//! Tokens → text: prettyplease item by item, joined by blank lines where people put them.

use proc_macro2::TokenStream;

use super::rust::{crate_doc, is_hidden};

/// The text of a module: its inner documentation, then each item, with `use` items kept together.
pub(crate) fn module(doc: &str, items: TokenStream) -> Result<String, String> {
    let file: syn::File = syn::parse2(items.clone()).map_err(|error| format!("generated code: {error}: {items}"))?;
    let mut text = crate_doc(doc);
    let mut after_use = false;
    for item in file.items {
        let is_use = matches!(item, syn::Item::Use(_));
        if !(is_use && after_use) {
            text.push('\n');
        }
        after_use = is_use;
        let one = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        text.push_str(&prettyplease::unparse(&one));
    }
    Ok(visible(&text))
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
