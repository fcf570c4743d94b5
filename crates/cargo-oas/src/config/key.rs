//! The keys that `oas.toml` may have in place of an unknown one, by its JSON Schema.

use std::ops::Range;

use serde_json::Value;
use toml_edit::{Document, Item, TableLike};

/// Returns the keys that the table with the key at a place may have. Empty if no key is there, or if its table may have any key.
pub(super) fn keys_at(text: &str, schema: &Value, at: &Range<usize>) -> Vec<String> {
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let keys = Search { root: schema, at }.within(document.as_table(), schema);
    keys.unwrap_or_default()
}

struct Search<'s> {
    root: &'s Value,
    at: &'s Range<usize>,
}

impl<'s> Search<'s> {
    /// The keys that the table may have which has the key, of a table and those within it.
    fn within(&self, table: &dyn TableLike, schema: &'s Value) -> Option<Vec<String>> {
        let schema = self.table_schema(schema)?;
        let is_here = |name: &str| table.key(name).and_then(|key| key.span()).as_ref() == Some(self.at);
        if table.iter().any(|(name, _)| is_here(name)) {
            let known = schema.get("properties").and_then(Value::as_object);
            return known.map(|known| known.keys().cloned().collect());
        }
        table.iter().find_map(|(name, item)| {
            let member = schema.get("properties").and_then(|known| known.get(name));
            let member = member.or_else(|| schema.get("additionalProperties"))?;
            self.within_item(item, member)
        })
    }

    fn within_item(&self, item: &Item, schema: &'s Value) -> Option<Vec<String>> {
        if let Some(table) = item.as_table_like() {
            return self.within(table, schema);
        }
        let elements = schema.get("items")?;
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().find_map(|table| self.within(table, elements));
        }
        let inline = item.as_array()?.iter().filter_map(|value| value.as_inline_table());
        inline.into_iter().find_map(|table| self.within(table, elements))
    }

    /// The schema of a table: a reference is followed, and an alternative without tables, such as `null`, is skipped.
    fn table_schema(&self, schema: &'s Value) -> Option<&'s Value> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.table_schema(self.root.pointer(reference.strip_prefix('#')?)?);
        }
        if let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) {
            return alternatives.iter().find_map(|alternative| self.table_schema(alternative));
        }
        ["properties", "additionalProperties"].iter().any(|key| schema.get(key).is_some()).then_some(schema)
    }
}
