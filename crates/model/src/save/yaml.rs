//! YAML text in block style (YAML 1.2.2 chapter 8).

use crate::node::{Node, Value};

/// Words that are no strings in YAML 1.1 or 1.2, in lower case.
const WORDS: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// The maximum number of characters of a key before `:` (YAML 1.2.2 section 7.4.2 has 1024).
const KEY_LIMIT: usize = 1000;

/// Writes a value and a line break.
pub(super) fn text(node: &Node) -> String {
    let mut out = String::new();
    value(&mut out, node, 0);
    let text = out.strip_prefix('\n').unwrap_or(&out).trim_start_matches(' ').to_owned();
    if text.ends_with('\n') { text } else { text + "\n" }
}

/// Writes a value after `key:` or `-`, with the preceding space or line break. `indent` is that of the lines of the value.
fn value(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Object(entries) if !entries.is_empty() => {
            for entry in entries {
                line(out, indent);
                key(out, &entry.key, indent);
                out.push(':');
                value(out, &entry.value, indent + 1);
            }
        }
        Value::Array(elements) if !elements.is_empty() => {
            for element in elements {
                line(out, indent);
                out.push('-');
                let start = out.len();
                value(out, element, indent + 1);
                inline(out, start, indent + 1);
            }
        }
        Value::Object(_) => out.push_str(" {}"),
        Value::Array(_) => out.push_str(" []"),
        Value::Null => out.push_str(" null"),
        Value::Bool(value) => out.push_str(if *value { " true" } else { " false" }),
        Value::Number(number) => out.push_str(&format!(" {number}")),
        Value::String(text) => string(out, text, indent),
    }
}

/// Ends the line, unless a block scalar has ended it, and indents the next one.
fn line(out: &mut String, indent: usize) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&"  ".repeat(indent));
}

/// Moves the first line of a collection after the `-` that ends at `start`.
fn inline(out: &mut String, start: usize, indent: usize) {
    let lead = format!("\n{}", "  ".repeat(indent));
    if out[start..].starts_with(&lead) {
        out.replace_range(start..start + lead.len(), " ");
    }
}

fn key(out: &mut String, key: &str, indent: usize) {
    let written = scalar(key);
    if written.chars().count() > KEY_LIMIT {
        out.push_str("? ");
        out.push_str(&written);
        line(out, indent);
    } else {
        out.push_str(&written);
    }
}

fn string(out: &mut String, text: &str, indent: usize) {
    if !is_block(text) {
        out.push(' ');
        out.push_str(&scalar(text));
        return;
    }
    // The line breaks at the end are kept with `+`, one with nothing, none with `-` (YAML 1.2.2 section 8.1.1.2).
    let ends = text.len() - text.trim_end_matches('\n').len();
    out.push_str(match ends {
        0 => " |-",
        1 => " |",
        _ => " |+",
    });
    out.push('\n');
    for text in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !text.is_empty() {
            out.push_str(&"  ".repeat(indent.max(1)));
            out.push_str(text);
        }
        out.push('\n');
    }
}

/// Returns whether a text is written line by line: it has several lines, the first is not indented, and no line has characters or
/// spaces that would need an escape.
fn is_block(text: &str) -> bool {
    let is_plain = |c: char| c == '\n' || !needs_escape(c);
    let content = text.trim_end_matches('\n');
    text.contains('\n')
        && content.starts_with(|c: char| !c.is_whitespace())
        && text.chars().all(is_plain)
        && content.split('\n').all(|line| !line.ends_with([' ', '\t']) && !line.starts_with('\t'))
}

/// Returns whether a character can only be written as an escape, or is easily overlooked.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Writes a string in one line.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    if !text.chars().any(needs_escape) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Returns whether a text without quotes is the same string in all versions of YAML.
fn is_plain(text: &str) -> bool {
    let starts =
        text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '_' | '$' | '(' | '^')) || is_version(text);
    let is_word = WORDS.contains(&text.to_lowercase().as_str());
    starts
        && !is_word
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(needs_escape)
}

/// Returns whether a text is a version number of three parts, which no version of YAML takes for a number.
fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
