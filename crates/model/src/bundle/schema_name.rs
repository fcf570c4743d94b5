//! The name that a schema of another file gets, by the pointer that leads to it.

use crate::name::hint;
use crate::source::stem;

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
