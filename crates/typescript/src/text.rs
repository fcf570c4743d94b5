//! Identifiers, keys and strings of TypeScript.

use std::collections::BTreeSet;
use std::fmt::Write;

/// Names that cannot be the name of a type: the reserved words of ECMA-262 and the predefined types of TypeScript.
const RESERVED: &[&str] = &[
    "any",
    "arguments",
    "as",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "globalThis",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "never",
    "new",
    "null",
    "number",
    "object",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Names of types that the file uses, or has of its own.
const USED: &[&str] = &["AsyncIterable", "Blob", "components", "operations", "paths", "webhooks"];

/// Names that are unique in one scope.
#[derive(Debug, Default)]
pub(crate) struct Identifiers {
    taken: BTreeSet<String>,
}

impl Identifiers {
    /// Returns the name, with a number appended if it is taken, and takes it.
    pub(crate) fn claim(&mut self, name: String) -> String {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let free = free.unwrap_or(name);
        self.taken.insert(free.clone());
        free
    }

    /// Returns an identifier made of any text, which no other type has, and takes it.
    pub(crate) fn claim_type(&mut self, text: &str) -> String {
        let mut name = identifier(text);
        if RESERVED.contains(&name.as_str()) || USED.contains(&name.as_str()) {
            name.push('_');
        }
        self.claim(name)
    }
}

/// Replaces everything that cannot be in an identifier with `_`.
fn identifier(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars() {
        if name.is_empty() && !is_start(character) && unicode_ident::is_xid_continue(character) {
            name.push('_');
        }
        name.push(if unicode_ident::is_xid_continue(character) || character == '$' { character } else { '_' });
    }
    if name.is_empty() { "_".to_owned() } else { name }
}

fn is_start(character: char) -> bool {
    unicode_ident::is_xid_start(character) || matches!(character, '_' | '$')
}

/// Returns the key of a property: bare if it is an identifier, else in quotes.
pub(crate) fn key(name: &str) -> String {
    let is_identifier = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | '$'))
            && name.chars().all(|other| other.is_ascii_alphanumeric() || matches!(other, '_' | '$'))
    };
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

/// Returns a string literal. Characters that a reader does not see are escaped.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            hidden if is_hidden(hidden) => {
                let mut units = [0; 2];
                for unit in hidden.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Returns the text on one line, without characters that a reader does not see.
pub(crate) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(is_hidden, "")
}

/// Returns whether a character is not seen, or changes the order in which others are.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns the literal type of a JSON value.
pub(crate) fn literal(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entry = |(name, value): (&String, &Value)| format!("{}: {}", key(name), literal(value));
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join("; "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Identifiers, key, line, literal, quoted};

    /// ECMA-262, PropertyName: an IdentifierName may be a reserved word; anything else is a string.
    #[test]
    fn a_key_is_bare_only_if_it_is_an_identifier_name() {
        for bare in ["name", "_id", "$ref", "a1", "class", "default"] {
            assert_eq!(key(bare), bare);
        }
        for (name, expected) in [("a-b", "\"a-b\""), ("1st", "\"1st\""), ("", "\"\""), ("a b", "\"a b\"")] {
            assert_eq!(key(name), expected);
        }
    }

    /// ECMA-262, StringLiteral.
    #[test]
    fn a_string_has_escapes_for_quotes_line_ends_and_hidden_characters() {
        assert_eq!(quoted("say \"hi\"\\"), r#""say \"hi\"\\""#);
        assert_eq!(quoted("a\r\n\tb"), r#""a\r\n\tb""#);
        assert_eq!(quoted("\u{0}\u{2028}\u{202e}\u{feff}"), r#""\u0000\u2028\u202e\ufeff""#);
        assert_eq!(quoted("grün 🐕"), "\"grün 🐕\"");
    }

    #[test]
    fn a_line_has_no_line_end_and_no_hidden_character() {
        assert_eq!(line(" one\n  two\u{202e} "), "one two");
    }

    #[test]
    fn literals_are_types_of_one_value() {
        assert_eq!(literal(&json!("a")), "\"a\"");
        assert_eq!(literal(&json!([1, true, null])), "[1, true, null]");
        assert_eq!(literal(&json!({ "a": 1, "b-c": "d" })), "{ a: 1; \"b-c\": \"d\" }");
    }

    #[test]
    fn names_of_types_are_identifiers_that_neither_the_language_nor_another_type_has() {
        let mut names = Identifiers::default();
        let mut claim = |text: &str| names.claim_type(text);
        assert_eq!(claim("Pet"), "Pet");
        assert_eq!(claim("Pet"), "Pet2");
        assert_eq!(claim("new-pet"), "new_pet");
        assert_eq!(claim("1st"), "_1st");
        assert_eq!(claim(""), "_");
        // `type string = …` and `type class = …` are errors of the compiler.
        assert_eq!((claim("string"), claim("class")), ("string_".to_owned(), "class_".to_owned()));
        assert_eq!(claim("components"), "components_");
    }
}
