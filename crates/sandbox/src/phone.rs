//! Whether a text is a phone number that a message could be sent to.

/// Whether it is a number of ITU-T E.164 (`+`, up to 15 digits, none of them a separator) under a country code that is
/// assigned, as libphonenumber's metadata has it.
///
/// Not whether a network has given it to somebody: the published example, `+1234567890`, is one digit short of a North
/// American number, and it is answered with 200.
pub fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    let is_e164 = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    // On its own, `parse` also takes separators, letters and extensions.
    is_e164 && phonenumber::parse(None, text).is_ok()
}

/// The number with all digits but the last two replaced.
pub fn masked(number: &str) -> String {
    let shown = number.chars().count().saturating_sub(2);
    let mask = |(at, character): (usize, char)| if at < shown && character != '+' { '*' } else { character };
    number.chars().enumerate().map(mask).collect()
}
