//! Rust tokens that every emitter needs: identifiers, types, documentation.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use unicode_ident::is_xid_start;

use crate::named::{Api, TypeKind, TypeRef};

/// An identifier. `name` is made by [`crate::name`] and valid.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The name of a package's library in programs.
pub(crate) fn library(package: &str) -> Ident {
    ident(&package.replace('-', "_"))
}

/// An identifier of the generator with the name of an item of the document. There is exactly one `_` between them.
pub(crate) fn joined(prefix: &str, name: &str, suffix: &str) -> Ident {
    let parts = [prefix, name.trim_matches('_'), suffix];
    let joined = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    if joined.starts_with(is_xid_start) { ident(&joined) } else { ident(&format!("_{joined}")) }
}

/// A type as written outside of the types crate, which is in scope as `types`.
pub fn ty(api: &Api, ty: &TypeRef) -> TokenStream {
    written(api, ty, &quote!(types::))
}

/// A type as written inside the types crate.
pub(crate) fn own_ty(api: &Api, ty: &TypeRef) -> TokenStream {
    written(api, ty, &quote!())
}

fn written(api: &Api, ty: &TypeRef, prefix: &TokenStream) -> TokenStream {
    match ty {
        TypeRef::Bool => quote!(bool),
        TypeRef::Integer(integer) => {
            let name = ident(integer.rust());
            quote!(#name)
        }
        TypeRef::F64 => quote!(f64),
        TypeRef::String => quote!(String),
        TypeRef::DateTime => quote!(#prefix chrono::DateTime<#prefix chrono::FixedOffset>),
        TypeRef::Date => quote!(#prefix chrono::NaiveDate),
        TypeRef::Uuid => quote!(#prefix uuid::Uuid),
        TypeRef::Any => quote!(serde_json::Value),
        TypeRef::Array(inner) => {
            let inner = written(api, inner, prefix);
            quote!(Vec<#inner>)
        }
        TypeRef::Tuple(elements) => {
            let elements = elements.iter().map(|element| written(api, element, prefix));
            quote!((#(#elements,)*))
        }
        TypeRef::Map(inner) => {
            let inner = written(api, inner, prefix);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
        TypeRef::Nullable(inner) => {
            let inner = written(api, inner, prefix);
            quote!(Option<#inner>)
        }
        TypeRef::Named(id) => {
            let name = ident(&api.type_named(*id).name);
            quote!(#prefix #name)
        }
    }
}

/// Whether a type has a user's type in it, outside of a type of this API. Its JSON Schema is not known.
pub(crate) fn is_foreign(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => is_foreign(api, inner),
        TypeRef::Tuple(elements) => elements.iter().any(|element| is_foreign(api, element)),
        TypeRef::Named(id) => match api.type_named(*id).defined() {
            Some(TypeKind::Alias(inner)) => is_foreign(api, inner),
            Some(_) => false,
            None => true,
        },
        _ => false,
    }
}

/// Whether the Rust type of a scalar is `Copy`. `false` for types that consist of others, and for named types.
pub(crate) fn is_copy(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Bool | TypeRef::Integer(_) | TypeRef::F64 | TypeRef::DateTime | TypeRef::Date | TypeRef::Uuid)
}

/// The text of an item, as prettyplease formats it.
pub(crate) fn unparsed(item: syn::Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}

/// `#[doc]` attributes for a text of the document, one per line.
pub(crate) fn doc(text: Option<&str>) -> TokenStream {
    let text = text.map(prose).unwrap_or_default();
    let lines = text.trim().lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// `#[doc]` attributes for a text of the generator.
pub(crate) fn doc_ours(text: &str) -> TokenStream {
    let visible: String = text.chars().filter(|c| *c == '\n' || !is_hidden(*c)).collect();
    let lines = visible.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// `#[doc]` attributes for texts of the document and of the generator, each as a paragraph. Absent texts are skipped.
pub(crate) fn described(text: Option<&str>, ours: impl IntoIterator<Item = Option<String>>) -> TokenStream {
    let ours = ours.into_iter().map(|text| text.map(|text| doc_ours(&text)));
    paragraphs([Some(doc(text))].into_iter().chain(ours))
}

/// `#[doc]` attributes as paragraphs.
pub(crate) fn paragraphs(all: impl IntoIterator<Item = Option<TokenStream>>) -> TokenStream {
    let paragraphs = all.into_iter().flatten().filter(|paragraph| !paragraph.is_empty());
    let paragraphs = paragraphs.enumerate().map(|(at, paragraph)| {
        let gap = (at > 0).then(|| quote!(#[doc = ""]));
        quote!(#gap #paragraph)
    });
    paragraphs.collect()
}

/// A sentence with the wire name after a noun (`Property`, `Header`), if it differs from the Rust name.
pub(crate) fn renamed(noun: &str, name: &str, wire: &str) -> Option<String> {
    (name != wire).then(|| format!("{noun} {}.", code(wire)))
}

/// A text of the document as a code span.
pub(crate) fn code(text: &str) -> String {
    let visible =
        text.chars().filter(|c| *c == '\n' || !is_hidden(*c)).map(|c| if matches!(c, '`' | '\n') { '\'' } else { c });
    format!("`{}`", visible.collect::<String>())
}

/// A text of the document for rustdoc. Descriptions are CommonMark (OpenAPI 3.0.4, Rich Text Formatting) and stay unchanged
/// with three exceptions: rustdoc would compile and run code blocks as tests; characters that change the direction of text
/// can hide code; and rustdoc would treat `[name]` and `<name>` as links and tags.
pub(crate) fn prose(text: &str) -> String {
    let mut fence: Option<(char, usize)> = None;
    let lines = text.lines().map(|line| {
        let line: String = line.chars().filter(|c| !is_hidden(*c)).collect();
        let trimmed = line.trim_start();
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| trimmed.chars().take_while(|c| *c == mark).count());
        match (fence, mark) {
            (None, Some(mark)) if length >= 3 && !(mark == '`' && trimmed[length..].contains('`')) => {
                fence = Some((mark, length));
                format!("{}text", mark.to_string().repeat(length))
            }
            (Some((open, least)), Some(mark))
                if mark == open && length >= least && trimmed[length..].trim().is_empty() =>
            {
                fence = None;
                mark.to_string().repeat(length)
            }
            (Some(_), _) => line.trim_end().to_owned(),
            (None, _) => escape(&flatten(unindent(line.trim_end()))),
        }
    });
    let mut out = lines.collect::<Vec<_>>().join("\n");
    if let Some((mark, length)) = fence {
        out.push('\n');
        out.push_str(&mark.to_string().repeat(length));
    }
    out
}

/// A text of the document within a sentence of the generator: one line, without backticks.
pub(crate) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_hidden(c) || c == '`' { ' ' } else { c }).collect();
    escape(&visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The parts of an enumeration in a sentence: `a, b and c`.
pub(crate) fn and(parts: &[String]) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        parts => parts.concat(),
    }
}

/// The documentation of a crate, as `//!` comments.
pub(crate) fn crate_doc(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line: String = line.chars().filter(|c| !is_hidden(*c)).collect();
        format!("//! {line}").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

/// In CommonMark, four spaces start a code block. Two are kept, which a nested list needs.
fn unindent(line: &str) -> &str {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    if indent >= 4 || line.starts_with('\t') { trimmed } else { line }
}

/// Code blocks can also start inside lists and quotes, with a fence or with spaces after the marker. Both are removed.
fn flatten(line: &str) -> String {
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    let words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    indent + &text.replace("```", "''").replace("~~~", "''")
}

/// Invisible characters that change how text is read.
pub(crate) fn is_hidden(character: char) -> bool {
    (character.is_control() && character != '\t')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Escapes `[` if no link follows, and `<`, outside of code spans.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    let mut is_escaped = false;
    for (at, character) in line.char_indices() {
        let was_escaped = is_escaped;
        is_escaped = character == '\\' && !was_escaped && !in_code;
        match character {
            _ if was_escaped => {}
            '`' => in_code = !in_code && line[at + 1..].contains('`'),
            '[' if !in_code && !line[at..].split_once(']').is_some_and(|(_, rest)| rest.starts_with('(')) => {
                out.push('\\')
            }
            '<' if !in_code => out.push('\\'),
            _ => {}
        }
        out.push(character);
    }
    out
}

/// Attributes for crates with identifiers that are not ASCII. They come from the document, and rustc would warn about
/// similar letters.
pub(crate) fn allow_foreign_names(api: &Api) -> &'static str {
    let of_types = api.types.iter().flat_map(|def| {
        let members: Vec<&String> = match &def.kind {
            TypeKind::Struct(object) => object.fields.iter().map(|field| &field.name).collect(),
            TypeKind::Enum(variants) => variants.iter().map(|variant| &variant.name).collect(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.name).collect(),
            _ => Vec::new(),
        };
        members.into_iter().chain([&def.name])
    });
    let of_operations = api.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter().map(|parameter| &parameter.name);
        parameters.chain([&operation.method_name])
    });
    let mut names = of_types.chain(of_operations).chain(api.schemes.iter().map(|scheme| &scheme.name));
    if names.all(|name| name.is_ascii()) {
        return "";
    }
    "\
// The names are those of the document.
#![allow(confusable_idents)]
#![allow(mixed_script_confusables)]
#![allow(uncommon_codepoints)]
#![allow(non_camel_case_types)]
#![allow(non_snake_case)]
"
}

/// Whether tokens hold an identifier.
pub(crate) fn mentions(tokens: &TokenStream, name: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether tokens hold an identifier directly before a punctuation, such as `types` before the first `:` of `types::Pet`. Other items may
/// have the same name.
pub(crate) fn mentions_before(tokens: &TokenStream, name: &str, punctuation: char) -> bool {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_found = match &token {
            TokenTree::Ident(ident) => {
                let next = tokens.peek();
                ident == name && matches!(next, Some(TokenTree::Punct(punct)) if punct.as_char() == punctuation)
            }
            TokenTree::Group(group) => mentions_before(&group.stream(), name, punctuation),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if is_found {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{mentions, mentions_before};

    #[test]
    fn an_identifier_is_found_in_groups_and_before_its_punctuation_only() {
        let call = quote!(client.types({ types::Pet::builder().server }));
        assert!(mentions(&call, "builder") && !mentions(&call, "build"));
        assert!(mentions_before(&call, "types", ':') && mentions_before(&call, "client", '.'));
        assert!(!mentions_before(&quote!(client.types("types::Pet")), "types", ':'));
        assert!(!mentions_before(&call, "server", '.'));
    }
}
