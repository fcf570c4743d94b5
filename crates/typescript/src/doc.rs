//! Doc comments (JSDoc).

use std::fmt::Write;

use model::api::{Constraints, TypeKind};
use serde_json::Value;

use crate::text::is_hidden;

/// The longest value that a comment shows, in characters.
const LONGEST: usize = 100;

/// A doc comment: paragraphs, then tags.
#[derive(Debug, Default)]
pub(crate) struct Doc {
    paragraphs: Vec<String>,
    tags: Vec<String>,
}

impl Doc {
    /// Adds a paragraph.
    pub(crate) fn text(&mut self, text: &str) {
        if !text.trim().is_empty() && !self.paragraphs.iter().any(|known| known == text.trim()) {
            self.paragraphs.push(text.trim().to_owned());
        }
    }

    /// Adds a paragraph, if there is one.
    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.text(text.unwrap_or_default());
    }

    pub(crate) fn deprecated(&mut self, is_deprecated: bool) {
        if is_deprecated {
            self.tags.push("@deprecated".to_owned());
        }
    }

    /// Adds a tag with a value, if the value is short.
    pub(crate) fn value(&mut self, tag: &str, value: &Value) {
        let json = value.to_string();
        if json.chars().count() <= LONGEST {
            self.tags.push(format!("@{tag} {json}"));
        }
    }

    /// Adds the facts about a type that its definition in TypeScript does not show.
    pub(crate) fn kind(&mut self, kind: &TypeKind<String>) {
        match kind {
            TypeKind::Constrained { constraints, .. } => self.constraints(constraints),
            TypeKind::Enum(variants) if variants.iter().any(|variant| variant.doc.is_some()) => {
                let described = variants.iter().filter_map(|variant| {
                    let doc = variant.doc.as_ref()?.split_whitespace().collect::<Vec<_>>().join(" ");
                    Some(format!("- `{}`: {doc}", variant.wire))
                });
                self.paragraphs.push(described.collect::<Vec<_>>().join("\n"));
            }
            _ => {}
        }
    }

    /// Adds a tag for each constraint, with the name of the keyword of the schema.
    fn constraints(&mut self, constraints: &Constraints) {
        let mut tag = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                self.tags.push(format!("@{name} {value}"));
            }
        };
        let bound = |limit: &Option<(Value, bool)>, is_exclusive: bool| {
            limit.as_ref().filter(|(_, exclusive)| *exclusive == is_exclusive).map(|(value, _)| value.to_string())
        };
        tag("minLength", constraints.min_length.map(|length| length.to_string()));
        tag("maxLength", constraints.max_length.map(|length| length.to_string()));
        tag("pattern", constraints.pattern.clone().filter(|pattern| pattern.chars().count() <= LONGEST));
        tag("minimum", bound(&constraints.minimum, false));
        tag("exclusiveMinimum", bound(&constraints.minimum, true));
        tag("maximum", bound(&constraints.maximum, false));
        tag("exclusiveMaximum", bound(&constraints.maximum, true));
        tag("multipleOf", constraints.multiple_of.as_ref().map(Value::to_string));
        if constraints.unique {
            self.tags.push("@uniqueItems true".to_owned());
        }
    }

    /// Adds the format of a type that is text in TypeScript.
    pub(crate) fn format(&mut self, format: &str) {
        self.tags.push(format!("@format {format}"));
    }

    /// Returns the comment, on lines of its own that are indented by this many levels. Empty if there is nothing to say.
    pub(crate) fn rendered(&self, level: usize) -> String {
        let mut text = self.paragraphs.join("\n\n");
        if !self.tags.is_empty() {
            text += if text.is_empty() { "" } else { "\n\n" };
            text += &self.tags.join("\n");
        }
        let indent = "  ".repeat(level);
        let clean =
            |line: &str| line.replace('\t', "  ").replace(is_hidden, "").replace("*/", "*\\/").trim_end().to_owned();
        let lines: Vec<String> = text.lines().map(clean).collect();
        match lines.as_slice() {
            [] => String::new(),
            [only] => format!("{indent}/** {only} */\n"),
            lines => {
                let mut out = format!("{indent}/**\n");
                for line in lines {
                    let space = if line.is_empty() { "" } else { " " };
                    let _ = writeln!(out, "{indent} *{space}{line}");
                }
                let _ = writeln!(out, "{indent} */");
                out
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Doc;

    #[test]
    fn a_comment_without_content_is_empty() {
        let mut doc = Doc::default();
        doc.text("  \n");
        doc.optional(None);
        doc.deprecated(false);
        assert_eq!(doc.rendered(1), "");
    }

    #[test]
    fn one_line_stays_on_one_line() {
        let mut doc = Doc::default();
        doc.text("A pet.");
        doc.text("A pet.");
        assert_eq!(doc.rendered(1), "  /** A pet. */\n");
    }

    #[test]
    fn tags_come_after_the_paragraphs() {
        let mut doc = Doc::default();
        doc.deprecated(true);
        doc.text("A pet.");
        doc.value("default", &json!("dog"));
        let expected = "/**\n * A pet.\n *\n * @deprecated\n * @default \"dog\"\n */\n";
        assert_eq!(doc.rendered(0), expected);
    }

    /// ECMA-262, MultiLineComment: the first `*/` ends a comment.
    #[test]
    fn a_text_cannot_end_the_comment() {
        let mut doc = Doc::default();
        doc.text("a */ export const x = 1; /*");
        let rendered = doc.rendered(0);
        assert_eq!(rendered.find("*/"), rendered.rfind("*/"), "{rendered}");
    }

    #[test]
    fn a_long_value_has_no_tag() {
        let mut doc = Doc::default();
        doc.value("example", &json!("x".repeat(200)));
        assert_eq!(doc.rendered(0), "");
    }
}
