//! The place of a setting in the text of `oas.toml`.

use std::ops::Range;

use model::source::Span;
use toml_edit::{Document, Item, TableLike, Value};

/// Returns the place of the setting that keys lead to, or of the deepest of them that the text has. The index of an element is a key. A
/// table is at its key, any other setting at its value.
pub fn place(text: &str, keys: &[String]) -> Span {
    let found = Document::parse(text).ok().and_then(|document| {
        let (first, rest) = keys.split_first()?;
        within_table(document.as_table(), first, rest)
    });
    let range = found.unwrap_or_else(|| 0..text.len().min(1));
    Span { start: range.start, end: range.end }
}

fn within_table(table: &dyn TableLike, key: &str, rest: &[String]) -> Option<Range<usize>> {
    let item = table.get(key)?;
    let inner = rest.split_first().and_then(|(next, rest)| match item {
        Item::Value(Value::Array(array)) => array.get(next.parse().ok()?)?.span(),
        other => within_table(other.as_table_like()?, next, rest),
    });
    let own = || match item.is_table_like() {
        true => table.key(key).and_then(|key| key.span()),
        false => item.span(),
    };
    inner.or_else(own)
}

#[cfg(test)]
mod tests {
    use super::place;

    const TEXT: &str = "document = 'a.yaml'

[types.Pet]
path = 'Pet'

[derives]
all = ['a::A', 'B']
of = { Pet = ['Ord'] }
";

    #[test]
    fn a_setting_is_at_its_value_and_a_table_at_its_key() {
        let at = |keys: &[&str]| {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            let at = place(TEXT, &keys);
            &TEXT[at.start..at.end]
        };
        assert_eq!(at(&["types", "Pet"]), "Pet");
        assert_eq!(at(&["types", "Pet", "path"]), "'Pet'");
        assert_eq!(at(&["derives", "all", "1"]), "'B'");
        assert_eq!(at(&["derives", "of", "Pet", "0"]), "'Ord'");
        assert_eq!(at(&["derives", "of", "Cat"]), "of");
        assert_eq!(at(&["crates"]), "d");
    }
}
