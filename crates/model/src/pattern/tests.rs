use super::{InvalidPattern, Pattern, text};

#[test]
fn texts_are_short_and_match() {
    let patterns = ["^a+$", "^[0-9]{3}-[A-Z]{2}$", "^(cat|dog)s?$", r"^\d+\.\d+$", "^.$", "^[^a-z]$", "", "^x{0}y$"];
    for pattern in patterns {
        let found = text(pattern).expect("the pattern is regular");
        assert!(
            regress::Regex::with_flags(pattern, "u").expect("it is ECMA-262").find(&found).is_some(),
            "{pattern}: {found}"
        );
        assert!(found.len() < 8, "{found}");
    }
}

#[test]
fn lookaround_and_huge_repetitions_have_no_text() {
    assert_eq!(text("^(?=a)b$"), None);
    assert_eq!(text("^a{1000}b{1000}$"), None);
}

#[test]
fn letters_and_digits_come_first_in_a_class() {
    assert_eq!(text("^[!-~]$").as_deref(), Some("a"));
    assert_eq!(text("^[!-9]$").as_deref(), Some("0"));
    assert_eq!(text("^[!-/]$").as_deref(), Some("!"));
}

#[test]
fn flags_are_u_if_possible() {
    let flags = |pattern: &str| Pattern::parse(pattern).map(|pattern| pattern.flags);
    assert_eq!(flags(r"^\p{L}$"), Ok("u"));
    assert_eq!(flags(r"^\-$"), Ok("u"));
    assert_eq!(flags(r"^\01$"), Ok(""));
    assert!(flags("[").is_err());
    assert_eq!(flags(r"\Aa"), Err(InvalidPattern::Escape('A')));
}

#[test]
fn the_ends_of_a_text_in_other_languages_are_tolerated() {
    let read = |pattern: &str| Pattern::tolerant(pattern).map(|pattern| pattern.text);
    assert_eq!(read(r"\A[a-z]+(-[a-z]+)*\Z").as_deref(), Some("^[a-z]+(-[a-z]+)*$"));
    assert_eq!(read(r"\Aa\\z\z").as_deref(), Some(r"^a\\z$"));
    // An escape of this letter has no meaning in a class.
    assert_eq!(read(r"[\A]"), None);
    assert_eq!(read(r"\Ga"), None);
}

#[test]
fn patterns_without_the_flag_u_are_respelled_for_it() {
    let respelled = [
        (r"^\d{3}\-\d{4}$", r"^\d{3}-\d{4}$"),
        (r"^[\w-.]+\@[\w-]+$", r"^[\w\-.]+@[\w-]+$"),
        (r"^[\p{L}\-\_\ ]{1,5}$", r"^[\p{L}\-_ ]{1,5}$"),
        (r"^{id}$", r"^\{id\}$"),
        (r"^[a]]$", r"^[a]\]$"),
        (r"^a{,3}\'$", r"^a\{,3\}'$"),
        (r"^\u{1F600}\#$", r"^\u{1F600}#$"),
        (r"^[+-\d]$", r"^[+\-\d]$"),
    ];
    for (pattern, expected) in respelled {
        assert!(regress::Regex::with_flags(pattern, "u").is_err(), "{pattern}");
        assert_eq!(Pattern::parse(pattern).map(|pattern| pattern.text).as_deref(), Ok(expected), "{pattern}");
    }
}
