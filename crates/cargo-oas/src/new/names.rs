//! The prefix of the generated packages.

/// A text that is not a prefix of package names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has lower-case letters, digits, `-` and `_`, and starts with a letter")]
pub(super) struct InvalidName;

/// Accepts a prefix of package names (The Cargo Book, "The Manifest Format", `name`): ASCII letters, digits, `-` and `_`, starting
/// with a letter.
///
/// # Errors
///
/// The text is not such a prefix.
pub(super) fn package(text: &str) -> Result<String, InvalidName> {
    if of_title(text).as_deref() == Some(text) { Ok(text.to_owned()) } else { Err(InvalidName) }
}

/// Turns a title into a prefix: `Pet Store (v2)` becomes `pet-store-v2`. `None` if the title has no letter to start with.
pub(super) fn of_title(title: &str) -> Option<String> {
    let mut name = String::new();
    for c in title.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => name.push(c.to_ascii_lowercase()),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let name = name.trim_matches(['-', '_']);
    // Long titles make long paths; file systems have limits.
    let name = name.get(..name.len().min(40)).unwrap_or(name).trim_end_matches(['-', '_']);
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{of_title, package};

    #[test]
    fn titles_become_package_names() {
        assert_eq!(of_title("Pet Store (v2)").as_deref(), Some("pet-store-v2"));
        assert_eq!(of_title("  -Ünïcode API- ").as_deref(), Some("n-code-api"));
        assert_eq!(of_title("3scale"), None);
        assert_eq!(of_title("道"), None);
    }

    #[test]
    fn a_given_name_is_taken_as_it_is_or_rejected() {
        assert_eq!(package("pet_store-2").as_deref(), Ok("pet_store-2"));
        for bad in ["Pets", "2pets", "", "pets-", "a b", "../x"] {
            assert!(package(bad).is_err(), "{bad}");
        }
    }
}
