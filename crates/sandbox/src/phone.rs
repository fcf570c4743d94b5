//! Whether a text is a phone number that a message could be sent to.

use phonenumber::metadata::DATABASE;

/// Whether it is a number of ITU-T E.164 (`+`, up to 15 digits, none of them a separator) under a country code that is
/// assigned, as libphonenumber's metadata has it.
///
/// Not whether a network has given it to somebody: the published example, `+1234567890`, is one digit short of a North
/// American number, and it is answered with 200. `phonenumber::parse` says the same of all numbers that are not zeros
/// alone; it asks regular expressions behind one lock for all requests, which would halve the sandbox's throughput.
pub fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    let is_e164 = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_e164 && (1..=3).any(|length| digits.len() >= length + SHORTEST && is_country_code(&digits[..length]))
}

/// Digits after the country code, at the least: as few as libphonenumber takes.
const SHORTEST: usize = 2;

/// Country codes are prefix-free, and none starts with 0 (ITU-T E.164).
fn is_country_code(digits: &str) -> bool {
    !digits.starts_with('0') && digits.parse().is_ok_and(|code| DATABASE.by_code(&code).is_some())
}

/// The number with all digits but the last two replaced.
pub fn masked(number: &str) -> String {
    let shown = number.chars().count().saturating_sub(2);
    let mask = |(at, character): (usize, char)| if at < shown && character != '+' { '*' } else { character };
    number.chars().enumerate().map(mask).collect()
}
