//! Phone numbers: validation and masking.

use phonenumber::metadata::DATABASE;

/// Whether a text is a phone number in ITU-T E.164 format (`+` and up to 15 digits, without separators) with an assigned
/// country code, according to libphonenumber's metadata.
///
/// The number need not be in use: the published example `+1234567890` is one digit short of a North American number, and the
/// API accepts it. `phonenumber::parse` accepts the same numbers, except for those of zeros only, but its regular expressions
/// share one lock between all requests, which would halve the sandbox's throughput.
pub fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    let is_e164 = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_e164 && (1..=3).any(|length| digits.len() >= length + MIN_DIGITS && is_country_code(&digits[..length]))
}

/// The minimum number of digits after the country code, as in libphonenumber.
const MIN_DIGITS: usize = 2;

/// Whether digits are an assigned country code. No country code is a prefix of another or starts with 0 (ITU-T E.164).
fn is_country_code(digits: &str) -> bool {
    !digits.starts_with('0') && digits.parse().is_ok_and(|code| DATABASE.by_code(&code).is_some())
}

/// Replaces all digits except the last two by `*`.
pub fn masked(number: &str) -> String {
    let shown = number.chars().count().saturating_sub(2);
    let mask = |(at, character): (usize, char)| if at < shown && character != '+' { '*' } else { character };
    number.chars().enumerate().map(mask).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_number, masked};

    /// ITU-T E.164: up to 15 digits, of which the first are an assigned country code. 999 is reserved, and none starts with 0.
    #[test]
    fn numbers_are_in_the_format_of_e164() {
        for number in ["+1234567890", "+4915112345678", "+390612345", "+123456789012345"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["4915112345678", "+49 151 12345678", "+49-151", "+0123456789", "+99912345678", "+1234567890123456"]
        {
            assert!(!is_number(text), "{text}");
        }
        for text in ["", "+", "+1", "+49", "+49x5112345678", "+٤٩١٥١١٢٣"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn a_mask_leaves_the_last_two_digits() {
        assert_eq!(masked("+4915112345678"), "+***********78");
        assert_eq!(masked("12"), "12");
        assert_eq!(masked(""), "");
    }
}
