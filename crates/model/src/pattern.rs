//! Regular expressions of `pattern` (ECMA-262): whether they are valid, and a text that matches one.

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test fails by a panic")]
mod tests;

use regex_syntax::hir::{Class, Hir, HirKind};

/// Length of a text, in bytes. Beyond it, no further part of the pattern is written.
const LIMIT: usize = 1_000;

/// Why a pattern is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// A letter is escaped that has no meaning as an escape, such as the `\A` of other languages.
    #[error("`\\{0}` is not a valid escape")]
    Escape(char),
    /// The pattern does not parse. The message is the parser's.
    #[error("{0}")]
    Syntax(String),
}

/// A short text that matches a pattern. `None` if the pattern has lookaround or backreferences, if it does not parse, or if
/// the text would be too long. The pattern is parsed in the syntax of the `regex-syntax` crate, which differs from ECMA-262
/// in details: the caller checks whether the text matches.
pub fn text(pattern: &str) -> Option<String> {
    let mut out = String::new();
    write(&regex_syntax::parse(pattern).ok()?, &mut out)?;
    Some(out)
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
    if out.len() > LIMIT {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => {
            out.push_str(std::str::from_utf8(&literal.0).ok()?);
            Some(())
        }
        HirKind::Class(class) => {
            out.push(of_class(class)?);
            Some(())
        }
        HirKind::Repetition(repetition) => (0..repetition.min).try_for_each(|_| write(&repetition.sub, out)),
        HirKind::Capture(capture) => write(&capture.sub, out),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, out)),
        HirKind::Alternation(choices) => write(choices.first()?, out),
    }
}

/// A character of a class: a letter or a digit if the class has one, which URLs and headers hold without encoding.
fn of_class(class: &Class) -> Option<char> {
    let is_in = |character: char| match class {
        Class::Unicode(class) => class.iter().any(|range| (range.start()..=range.end()).contains(&character)),
        Class::Bytes(class) => {
            class.iter().any(|range| (char::from(range.start())..=char::from(range.end())).contains(&character))
        }
    };
    let plain = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain('!'..='~').find(|character| is_in(*character));
    plain.or_else(|| match class {
        Class::Unicode(class) => class.iter().next().map(|range| range.start()),
        Class::Bytes(class) => class.iter().next().map(|range| char::from(range.start())),
    })
}

/// The flags to compile a pattern with: `u`, or none if the pattern escapes characters that need no escape, which `u` does
/// not allow.
///
/// # Errors
///
/// The pattern is invalid with `u` and without. An escaped letter without a meaning is an error too: without `u` it stands
/// for itself, but an author who writes `\A` means the beginning of the text, as in other languages.
pub fn pattern_flags(pattern: &str) -> Result<&'static str, InvalidPattern> {
    let Err(error) = regress::Regex::with_flags(pattern, "u") else { return Ok("u") };
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next() } else { None };
        if let Some(escaped) = escaped.filter(|c| c.is_ascii_alphabetic() && !"dDwWsSbBnrtvfcxuk".contains(*c)) {
            return Err(InvalidPattern::Escape(escaped));
        }
    }
    regress::Regex::with_flags(pattern, "").map(|_| "").map_err(|_| InvalidPattern::Syntax(error.to_string()))
}
