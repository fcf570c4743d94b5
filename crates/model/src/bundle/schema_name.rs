//! Names for schemas of other files, from the pointers that lead to them.

use crate::name::hint;
use crate::schema::Keyword;
use crate::source::stem;

/// The preferred name of a schema: the last token of its pointer, or the file's stem. For a schema in a list or within
/// another schema, the name is made of all tokens.
pub(super) fn name(path: &str, tokens: &[String]) -> String {
    let holds_schemas = |token: &String| {
        matches!(token.as_str(), "content" | "schema") || Keyword::parse(token).is_some_and(Keyword::holds_schemas)
    };
    let Some((last, before)) = tokens.split_last() else { return stem(path).to_owned() };
    let is_index = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_index || before.iter().any(holds_schemas) {
        return hint(tokens.iter().map(String::as_str));
    }
    last.clone()
}
