//! JSON Pointers (RFC 6901): encoding, decoding, and following them through a document.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::nearest::nearest;
use crate::node::Node;

/// The key of the root below which `bundle` puts the trees of other files: first by the name that reports show, then by the file's stem. The last
/// token of a reference to a whole file is therefore the stem, in the same way as the last token of a reference to a
/// component is its name.
pub(crate) const FILES: &str = "x-files-beside";

/// Decodes a token of a JSON Pointer in a URI fragment (RFC 6901 section 6).
pub fn decode(token: &str) -> String {
    decoded(token).into_owned()
}

/// As [`decode`], without an allocation for a token that has nothing to decode, as most have.
fn decoded(token: &str) -> Cow<'_, str> {
    if !token.contains(['%', '~']) {
        return Cow::Borrowed(token);
    }
    Cow::Owned(percent_decode_str(token).decode_utf8_lossy().replace("~1", "/").replace("~0", "~"))
}

/// Encodes a token of a JSON Pointer (RFC 6901 section 3).
pub fn encode(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Returns the target of a reference. If the target is itself a reference, it is returned as such.
pub(crate) fn pointed<'d>(document: &'d Node, reference: &str) -> Option<&'d Node> {
    reference.strip_prefix("#/")?.split('/').try_fold(document, |node, token| node.child(&decoded(token)))
}

/// The maximum number of references in a chain that is followed. Real documents have shorter chains; for a longer one the
/// time would grow quadratically.
pub(crate) const LINKS: usize = 32;

/// Returns the node itself, or the target of its reference. `None` for a cycle, for a missing target, and for a chain longer
/// than `LINKS`. Nothing is reported.
pub(crate) fn reference_target<'d>(root: &'d Node, node: &'d Node) -> Option<&'d Node> {
    let mut node = node;
    for _ in 0..LINKS {
        let Some(target) = node.str("$ref") else { return Some(node) };
        node = pointed(root, target)?;
    }
    None
}

/// Splits a fragment that is a JSON Pointer into tokens (RFC 6901 section 6). The empty fragment, which is the whole file,
/// has no tokens.
pub(crate) fn tokens(fragment: &str) -> Option<Vec<String>> {
    if fragment.is_empty() {
        return Some(Vec::new());
    }
    Some(fragment.strip_prefix('/')?.split('/').map(decode).collect())
}

/// Returns the reference `prefix` with more tokens.
pub(crate) fn written(prefix: &str, tokens: &[String]) -> String {
    let tokens = tokens.iter().map(|token| format!("/{}", encode(token).replace('%', "%25")));
    format!("{prefix}{}", tokens.collect::<String>())
}

/// Returns the existing pointer that a pointer with one misspelt token most likely stands for.
pub(crate) fn meant(tree: &Node, tokens: &[String]) -> Option<Vec<String>> {
    let wrong = (1..=tokens.len()).find(|count| tree.descend(&tokens[..*count]).is_none())? - 1;
    let keys = tree.descend(&tokens[..wrong])?.entries().iter().map(|entry| entry.key.as_str());
    let mut meant = tokens.to_vec();
    meant[wrong] = nearest(&tokens[wrong], keys)?.to_owned();
    tree.descend(&meant).is_some().then_some(meant)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode, tokens, written};

    #[test]
    fn the_examples_of_the_rfc_decode() {
        // RFC 6901 section 6.
        let pairs =
            [("a~1b", "a/b"), ("c%25d", "c%d"), ("g%7Ch", "g|h"), ("i%5Cj", "i\\j"), ("%20", " "), ("m~0n", "m~n")];
        for (token, key) in pairs {
            assert_eq!(decode(token), key);
        }
    }

    proptest! {
        /// `encode` handles the characters of JSON Pointer only. A fragment needs `%` encoded too (RFC 6901 sections 3 and
        /// 6).
        #[test]
        fn a_token_decodes_to_itself(key in ".*") {
            prop_assert_eq!(decode(&encode(&key).replace('%', "%25")), key);
        }

        #[test]
        fn a_token_without_percent_decodes_to_itself(key in "[^%]*") {
            prop_assert_eq!(decode(&encode(&key)), key);
        }

        #[test]
        fn a_pointer_that_is_written_has_the_same_tokens(keys in prop::collection::vec(".*", 0..5)) {
            prop_assert_eq!(tokens(&written("", &keys)), Some(keys));
        }
    }
}
