//! Tokens → text: prettyplease item by item, joined by blank lines where people put them.

use proc_macro2::TokenStream;

/// The text of a module: its inner documentation, then each item, with `use` items kept together.
pub(crate) fn module(doc: &str, items: TokenStream) -> Result<String, String> {
    let file: syn::File = syn::parse2(items.clone()).map_err(|error| format!("generated code: {error}: {items}"))?;
    let mut text: String = doc.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
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
    Ok(text)
}
