//! A text for a pattern, where the document shows none.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Characters of a text that is made up, at the most.
const LIMIT: usize = 1_000;

/// The shortest text that a pattern asks for, as far as a regular language goes: what looks ahead or back is `None`. The
/// pattern is ECMA-262's, and read as this crate reads it: whether the text does fit is for the caller to check.
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

/// A letter or a digit where the class has one: it goes through a URL and a header as it is.
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

/// The flags that a pattern is read with: `u`, but for those that escape what needs no escape, which it does not allow.
///
/// # Errors
///
/// What is wrong with the pattern either way. Without `u` an escaped letter that means nothing stands for itself; whoever
/// writes `\A` has the beginning in mind, as it is in other languages, and no value would ever fit.
pub fn pattern_flags(pattern: &str) -> Result<&'static str, String> {
    let Err(error) = regress::Regex::with_flags(pattern, "u") else { return Ok("u") };
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next() } else { None };
        if let Some(escaped) = escaped.filter(|c| c.is_ascii_alphabetic() && !"dDwWsSbBnrtvfcxuk".contains(*c)) {
            return Err(format!("`\\{escaped}` means nothing in it"));
        }
    }
    regress::Regex::with_flags(pattern, "").map(|_| "").map_err(|_| error.to_string())
}
