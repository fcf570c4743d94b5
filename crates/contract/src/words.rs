//! The words of names in documents.

/// The words of a name in lower case: `smtp`, `password` of `smtpPassword` and `smtp_password`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    let mut was_lower = false;
    for letter in name.chars() {
        let starts = letter.is_uppercase() && was_lower;
        if letter.is_alphanumeric() {
            match words.last_mut().filter(|_| is_open && !starts) {
                Some(word) => word.extend(letter.to_lowercase()),
                None => words.push(letter.to_lowercase().collect()),
            }
        }
        (is_open, was_lower) = (letter.is_alphanumeric(), letter.is_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_of_each_style_have_the_same_words() {
        for name in ["smtpUserPassword", "smtp_user_password", "SMTP-User.password"] {
            assert_eq!(words(name), ["smtp", "user", "password"], "{name}");
        }
    }
}
