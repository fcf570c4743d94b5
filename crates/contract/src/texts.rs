//! Texts like a given one, with other letters or digits.

/// Texts like `text`, with `count` added to its digits or letters, or written after it.
pub(crate) fn others(text: &str, count: usize) -> Vec<String> {
    let alphabets: [&[u8]; 3] = [b"0123456789", b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    let changed = alphabets.into_iter().filter_map(|alphabet| written(text, count, alphabet));
    changed.chain([format!("{text}{count}")]).collect()
}

/// Like [`others`], of the same length: a text with few digits or letters has few others.
pub(crate) fn others_of_length(text: &str, count: usize) -> Vec<String> {
    [&b"0123456789"[..], b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        .into_iter()
        .filter_map(|alphabet| Some(added(text, count, alphabet)?.0).filter(|other| other != text))
        .collect()
}

/// A text with other letters, of the same length: small ones, or, in a text of capital letters and digits alone, these. A text of other
/// alphabets gets another last letter. `None` for a text without enough of them, such as a date, and for an address.
pub(crate) fn with_other_letters(text: &str, count: usize) -> Option<String> {
    let letters = b"abcdefghijklmnopqrstuvwxyz";
    let is_code = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_code {
        return others_of_length(text, count).into_iter().find(|other| other != text);
    }
    if !text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        let start = &text[..text.char_indices().next_back()?.0];
        return Some(format!("{start}{}", char::from(letters[count % letters.len()])));
    }
    // A short text has few others.
    let with_other_last = || {
        let start = text.strip_suffix(|last: char| last.is_ascii_lowercase())?;
        Some(format!("{start}{}", char::from(letters[count % letters.len()])))
    };
    let is_address = (text.contains('@') && !text.contains(' ')) || text.contains("://");
    written(text, count, letters).or_else(with_other_last).filter(|other| other != text && !is_address)
}

/// The text with `count`, written with `digits`, added to the number that its characters among `digits` are. `None` if the text has
/// too few of them.
fn written(text: &str, count: usize, digits: &[u8]) -> Option<String> {
    added(text, count, digits).filter(|(_, left)| *left == 0).map(|(other, _)| other)
}

/// The text with `count` added, and the rest for which it has no place.
fn added(text: &str, count: usize, digits: &[u8]) -> Option<(String, usize)> {
    let mut bytes = text.as_bytes().to_vec();
    let mut left = count;
    for byte in bytes.iter_mut().rev() {
        let Some(digit) = digits.iter().position(|digit| digit == byte) else { continue };
        let sum = digit + left;
        *byte = digits[sum % digits.len()];
        left = sum / digits.len();
        if left == 0 {
            break;
        }
    }
    Some((String::from_utf8(bytes).ok()?, left))
}

#[cfg(test)]
mod tests {
    use super::{others_of_length, with_other_letters, written};

    #[test]
    fn a_number_is_added_to_the_last_digits() {
        assert_eq!(written("9780000000999", 1, b"0123456789").as_deref(), Some("9780000001000"));
        assert_eq!(written("AB-09-x", 2, b"0123456789").as_deref(), Some("AB-11-x"));
        assert_eq!(written("none", 2, b"0123456789"), None);
        assert_eq!(written("9", 1, b"0123456789"), None);
    }

    #[test]
    fn letters_vary_and_dates_do_not() {
        assert_eq!(with_other_letters("string", 30).as_deref(), Some("striok"));
        assert_eq!(with_other_letters("x", 30).as_deref(), Some("e"));
        assert_eq!(with_other_letters(" a@b <x> ", 1).as_deref(), Some(" a@b <y> "));
        assert_eq!(with_other_letters("two\nlines", 1).as_deref(), Some("two\nlinet"));
        for fixed in
            ["2024-02-29", "2020-01-31T12:00:00Z", "00000000-0000-4000-8000-00000000ABCD", "", "ann@example.com"]
        {
            assert_eq!(with_other_letters(fixed, 3), None, "{fixed}");
        }
        assert_eq!(with_other_letters("https://example.com/1", 3), None);
        assert_eq!(with_other_letters("ZZ9", 3).as_deref(), Some("ZZ2"));
        assert_eq!(with_other_letters("ÄÖÜ", 3).as_deref(), Some("ÄÖd"));
    }

    /// A text of one letter has 25 others of its length.
    #[test]
    fn a_short_text_stays_short() {
        assert!(others_of_length("s", 30).contains(&"w".to_owned()));
        assert_eq!(others_of_length("-", 30), Vec::<String>::new());
    }
}
