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
    if written(text) == text && starts_with_letter(text) { Ok(text.to_owned()) } else { Err(InvalidName) }
}

/// The length from which a name is cut. Long names make long paths; file systems have limits.
const MOST: usize = 40;

/// Turns a title into a prefix: `Pet Store (v2)` becomes `pet-store-v2`. A long title is cut before its subtitle if a short name of several
/// words remains, or else after a whole word. `None` if the title does not start with a letter.
pub(super) fn of_title(title: &str) -> Option<String> {
    let whole = written(title);
    let name = if whole.len() <= MOST { whole } else { shortened(title, &whole) };
    starts_with_letter(&name).then_some(name)
}

/// Shortens `whole`, the written title, which is longer than `MOST`.
fn shortened(title: &str, whole: &str) -> String {
    let main = written(title.split([':', ';', ',', '(']).next().unwrap_or_default());
    let is_name = starts_with_letter(&main) && main.contains(['-', '_']);
    if is_name && main.len() <= MOST {
        return main;
    }
    let (start, rest) = whole.split_at(MOST);
    let is_word = rest.starts_with(['-', '_']);
    let words = if is_word { start } else { start.rsplit_once(['-', '_']).map_or(start, |(words, _)| words) };
    words.trim_end_matches(['-', '_']).to_owned()
}

fn starts_with_letter(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The letters and digits of a text in lower case, with `-` for everything between them.
fn written(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => name.push(c.to_ascii_lowercase()),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    name.trim_matches(['-', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{of_title, package};

    #[test]
    fn titles_become_package_names() {
        assert_eq!(of_title("Pet Store (v2)").as_deref(), Some("pet-store-v2"));
        assert_eq!(of_title("  -Ünïcode API- ").as_deref(), Some("n-code-api"));
        assert_eq!(of_title("Twilio - Media").as_deref(), Some("twilio-media"));
        assert_eq!(of_title("3scale"), None);
        assert_eq!(of_title("道"), None);
    }

    #[test]
    fn long_titles_are_cut_before_the_subtitle_or_after_a_word() {
        let listen = "Listen API: Podcast Search, Directory, and Insights API";
        assert_eq!(of_title(listen).as_deref(), Some("listen-api"));
        let words = "The Interface for Everything That a Warehouse Does";
        assert_eq!(of_title(words).as_deref(), Some("the-interface-for-everything-that-a"));
        let exact = "The Warehouse Management Interface of Us: Everything About It";
        assert_eq!(of_title(exact).as_deref(), Some("the-warehouse-management-interface-of-us"));
        let long = "The Interface for Everything That a Warehouse Does: A Description";
        assert_eq!(of_title(long).as_deref(), Some("the-interface-for-everything-that-a"));
        assert_eq!(of_title(&"a".repeat(50)), Some("a".repeat(40)));
        assert_eq!(of_title("2.0: A Version of Something That Has No Name of Its Own"), None);
    }

    #[test]
    fn a_part_that_is_no_name_of_its_own_is_not_taken_for_the_main_title() {
        let none = "(Beta) The Warehouse Management Interface of Everybody";
        assert_eq!(of_title(none).as_deref(), Some("beta-the-warehouse-management-interface"));
        let one_word = "API: The Warehouse Management Interface of Everybody";
        assert_eq!(of_title(one_word).as_deref(), Some("api-the-warehouse-management-interface"));
    }

    #[test]
    fn a_given_name_is_taken_as_it_is_or_rejected() {
        assert_eq!(package("pet_store-2").as_deref(), Ok("pet_store-2"));
        assert!(package("a-name-that-somebody-chose-and-that-is-very-long").is_ok());
        for bad in ["Pets", "2pets", "", "pets-", "a b", "../x"] {
            assert!(package(bad).is_err(), "{bad}");
        }
    }
}
