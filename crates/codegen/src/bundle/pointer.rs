//! JSON Pointers (RFC 6901): read from fragments, written into references, and what a misspelt one means.

use crate::direction::encode;
use crate::node::Node;
use crate::resolve::{decode, hint, nearest};
use crate::source::stem;

/// The tokens of a fragment that is a JSON Pointer (RFC 6901 section 6); none are the whole file.
pub(super) fn tokens(fragment: &str) -> Option<Vec<String>> {
    if fragment.is_empty() {
        return Some(Vec::new());
    }
    Some(fragment.strip_prefix('/')?.split('/').map(decode).collect())
}

/// The reference to a place below the one of `prefix`.
pub(super) fn written(prefix: &str, tokens: &[String]) -> String {
    let tokens = tokens.iter().map(|token| format!("/{}", encode(token).replace('%', "%25")));
    format!("{prefix}{}", tokens.collect::<String>())
}

/// The pointer that one with a misspelt token most likely means.
pub(super) fn meant(tree: &Node, tokens: &[String]) -> Option<Vec<String>> {
    let wrong = (1..=tokens.len()).find(|count| tree.descend(&tokens[..*count]).is_none())? - 1;
    let keys = tree.descend(&tokens[..wrong])?.entries().iter().map(|entry| entry.key.as_str());
    let mut meant = tokens.to_vec();
    meant[wrong] = nearest(&tokens[wrong], keys)?.to_owned();
    tree.descend(&meant).is_some().then_some(meant)
}

/// The name that a schema asks for: the last token of its pointer, or the file's stem; of one that stands in a list or
/// within another schema, the words on the way there.
pub(super) fn name(path: &str, tokens: &[String]) -> String {
    const WITHIN: [&str; 9] =
        ["additionalProperties", "allOf", "anyOf", "content", "items", "not", "oneOf", "properties", "schema"];
    let Some((last, before)) = tokens.split_last() else { return stem(path).to_owned() };
    let is_index = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_index || before.iter().any(|token| WITHIN.contains(&token.as_str())) {
        return hint(tokens.iter().map(String::as_str));
    }
    last.clone()
}
