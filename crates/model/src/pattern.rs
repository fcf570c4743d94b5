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

/// A valid pattern, in the form to compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The regular expression.
    pub text: String,
    /// `u`, with which JSON Schema reads patterns, or nothing for a pattern that is valid only without it.
    pub flags: &'static str,
}

impl Pattern {
    /// Reads a pattern of a document. One that is invalid with the flag `u` only because it escapes characters that need no escape, or
    /// leaves out an escape, is respelled for this flag.
    ///
    /// # Errors
    ///
    /// The pattern is invalid with `u` and without. An escaped letter without a meaning is an error too: without `u` it stands
    /// for itself, but an author who writes `\A` means the beginning of the text, as in other languages.
    pub fn parse(pattern: &str) -> Result<Self, InvalidPattern> {
        let is_valid = |text: &str| regress::Regex::with_flags(text, "u").is_ok();
        let Err(error) = regress::Regex::with_flags(pattern, "u") else {
            return Ok(Pattern { text: pattern.to_owned(), flags: "u" });
        };
        let respelled = respelled(pattern);
        if is_valid(&respelled) {
            return Ok(Pattern { text: respelled, flags: "u" });
        }
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            let escaped = if letter == '\\' { letters.next() } else { None };
            if let Some(escaped) = escaped.filter(|c| c.is_ascii_alphabetic() && !"dDwWsSbBnrtvfcxuk".contains(*c)) {
                return Err(InvalidPattern::Escape(escaped));
            }
        }
        match regress::Regex::with_flags(pattern, "") {
            Ok(_) => Ok(Pattern { text: pattern.to_owned(), flags: "" }),
            Err(_) => Err(InvalidPattern::Syntax(error.to_string())),
        }
    }

    /// Reads a pattern of somebody else's document: like [`parse`](Self::parse), and the `\A`, `\Z` and `\z` of other languages are the ends
    /// of the text. `None` if it is invalid all the same.
    pub(crate) fn tolerant(pattern: &str) -> Option<Self> {
        Pattern::parse(pattern).or_else(|_| Pattern::parse(&with_ends(pattern))).ok()
    }

    /// Returns whether the pattern matches a part of a text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        regress::Regex::with_flags(&self.text, self.flags).is_ok_and(|pattern| pattern.find(text).is_some())
    }
}

/// Writes the ends of a text in Python, Ruby and PCRE as ECMA-262 does, outside of classes.
fn with_ends(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut letters, mut in_class) = (pattern.chars(), false);
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            in_class = (in_class || letter == '[') && letter != ']';
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('A') if !in_class => out.push('^'),
            Some('Z' | 'z') if !in_class => out.push('$'),
            escaped => out.extend(std::iter::once(letter).chain(escaped)),
        }
    }
    out
}

/// Writes the characters that stand for themselves only without `u` (ECMA-262, annex B.1.2) as `u` demands: an escaped character that
/// has no meaning without its backslash; a lone bracket or brace and a `-` beside a class such as `\w` with one.
fn respelled(pattern: &str) -> String {
    let letters: Vec<char> = pattern.chars().collect();
    let mut out = String::with_capacity(pattern.len());
    let (mut index, mut in_class, mut after_set) = (0, false, false);
    while let Some(letter) = letters.get(index).copied() {
        let next = letters.get(index + 1).copied();
        let was_after_set = std::mem::take(&mut after_set);
        index += 1;
        match (letter, next) {
            ('\\', Some(escaped)) => {
                index += 1;
                let is_literal = !escaped.is_ascii_alphanumeric() && !"^$\\.*+?()[]{}|/".contains(escaped);
                if !is_literal || (in_class && escaped == '-') {
                    out.push('\\');
                }
                out.push(escaped);
                after_set = in_class && "dDwWsSpP".contains(escaped);
                let end = letters[index..].iter().position(|letter| *letter == '}').filter(|_| "pPu".contains(escaped));
                if let Some(end) = end.filter(|_| letters.get(index) == Some(&'{')) {
                    out.extend(&letters[index..=index + end]);
                    index += end + 1;
                }
            }
            ('-', Some(next)) if in_class && next != ']' && (was_after_set || is_set(&letters[index..])) => {
                out.push_str("\\-");
            }
            ('[', _) if !in_class => {
                in_class = true;
                out.push('[');
                if next == Some('^') {
                    index += 1;
                    out.push('^');
                }
            }
            (']', _) if in_class => {
                in_class = false;
                out.push(']');
            }
            (']', _) => out.push_str("\\]"),
            ('{', _) if !in_class => match quantifier(&letters[index..]) {
                Some(length) => {
                    out.push('{');
                    out.extend(&letters[index..index + length]);
                    index += length;
                }
                None => out.push_str("\\{"),
            },
            ('}', _) if !in_class => out.push_str("\\}"),
            _ => out.push(letter),
        }
    }
    out
}

/// Whether the letters start with an escape for a set of characters.
fn is_set(letters: &[char]) -> bool {
    matches!(letters, ['\\', set, ..] if "dDwWsSpP".contains(*set))
}

/// The number of letters up to the brace that closes a quantifier, if the letters after its opening brace are one.
fn quantifier(letters: &[char]) -> Option<usize> {
    let end = letters.iter().position(|letter| *letter == '}')?;
    let text: String = letters[..end].iter().collect();
    let (least, most) = text.split_once(',').unwrap_or((&text, ""));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    (is_number(least) && (most.is_empty() || is_number(most))).then_some(end + 1)
}
