//! [`Node`]s → JSON or YAML text. [`crate::load`] reads the same values from it.

mod yaml;

use crate::node::Node;

/// A language in which a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFormat {
    /// JSON (RFC 8259).
    Json,
    /// YAML 1.2 in block style. Values of other types in YAML 1.1, such as `no`, have quotes.
    Yaml,
}

impl DocumentFormat {
    /// Returns the language of a file by its extension: `json`, `yaml` or `yml`.
    pub fn of(path: &std::path::Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "json" => Some(DocumentFormat::Json),
            "yaml" | "yml" => Some(DocumentFormat::Yaml),
            _ => None,
        }
    }
}

/// Writes a value with two spaces for each level, and a line break at the end.
pub fn text(node: &Node, format: DocumentFormat) -> String {
    match format {
        DocumentFormat::Json => format!("{:#}\n", node.to_json()),
        DocumentFormat::Yaml => yaml::text(node),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::{DocumentFormat, text};
    use crate::load::load;
    use crate::node::Node;
    use crate::source::Source;

    fn read(name: &str, text: &str) -> Node {
        load(&Source::new(name, text)).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let number = prop_oneof![
            any::<i64>().prop_map(Json::from),
            any::<u64>().prop_map(Json::from),
            any::<f64>().prop_filter("JSON has finite numbers", |number| number.is_finite()).prop_map(Json::from),
        ];
        // Control characters other than white space are rejected in YAML, where `save` has to escape them.
        let words = prop::sample::select(vec![
            "",
            "~",
            "no",
            "Yes",
            "1",
            "-1.5e3",
            "0x1F",
            "0o7",
            "2020-01-31",
            "1:30",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "[",
            "{a",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "'a'",
            "\"a\"",
            "a:",
            "a\n",
            "\na",
            " a\nb",
            "a\n\n\nb\n\n",
            "a \nb",
            "\ta\nb",
            "a\r\nb",
            "<<",
            "---",
            "...",
            "a\\b",
            ".inf",
            "NaN",
            "?",
            "? a",
            "-",
            "=",
            ",",
            "a\u{85}b",
            "\u{feff}a",
            "---\na",
            "...\n",
            "a\n---\nb",
            "\u{2028}",
            "\u{7f}",
            "\u{1}",
        ]);
        let string = prop_oneof![".*", "[ -~\\n]*", words.prop_map(str::to_owned)];
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            number,
            string.clone().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
                prop::collection::hash_map(string.clone(), inner, 0..6)
                    .prop_map(|entries| Json::from(entries.into_iter().collect::<serde_json::Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn yaml_reads_as_the_same_value(json in any_json()) {
            let node = read("a.json", &json.to_string());
            let written = text(&node, DocumentFormat::Yaml);
            prop_assert_eq!(read("a.yaml", &written).to_json(), json, "{}", written);
        }

        #[test]
        fn json_reads_as_the_same_value(json in any_json()) {
            let node = read("a.json", &json.to_string());
            prop_assert_eq!(read("a.json", &text(&node, DocumentFormat::Json)).to_json(), json);
        }
    }

    #[test]
    fn yaml_looks_like_that_of_people() {
        let json = serde_json::json!({
            "openapi": "3.0.3",
            "info": {"title": "Pets: all", "version": "1.0", "description": "One.\n\nTwo.\n"},
            "paths": {"/pets/{id}": {"get": {"tags": ["pets"], "parameters": [{"name": "id", "in": "path"}], "security": []}}},
            "x": {"200": {}, "no": "yes", "n": 1.0, "big": 18446744073709551615_u64, "ref": "#/a", "empty": "", "none": null},
            "nested": [[1, [2]], [{"a": 1, "b": [3]}]],
        });
        let node = read("a.json", &json.to_string());
        let expected = "\
openapi: 3.0.3
info:
  title: 'Pets: all'
  version: '1.0'
  description: |
    One.

    Two.
paths:
  /pets/{id}:
    get:
      tags:
        - pets
      parameters:
        - name: id
          in: path
      security: []
x:
  '200': {}
  'no': 'yes'
  'n': 1.0
  big: 18446744073709551615
  ref: '#/a'
  empty: ''
  none: null
nested:
  - - 1
    - - 2
  - - a: 1
      b:
        - 3
";
        assert_eq!(text(&node, DocumentFormat::Yaml), expected);
    }
}
