use super::{pattern_flags, text};

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
fn flags_are_u_unless_an_escape_needs_none() {
    assert_eq!(pattern_flags(r"^\p{L}$"), Ok("u"));
    assert_eq!(pattern_flags(r"^\-$"), Ok(""));
    assert!(pattern_flags("[").is_err());
    assert!(pattern_flags(r"\Aa").is_err_and(|error| error.to_string().contains(r"\A")));
}
