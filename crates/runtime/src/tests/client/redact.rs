use secrecy::SecretString;

use crate::client::redact::scrub;

fn shown(secret: &str, text: &str) -> String {
    String::from_utf8(scrub(&[SecretString::from(secret)], text.as_bytes().to_vec())).unwrap()
}

#[test]
fn a_short_credential_is_replaced_only_as_a_word() {
    assert_eq!(shown("a", r#"a bad "a" at=a&b"#), r#"* bad "*" at=*&b"#);
    assert_eq!(shown("1234567", "12345678 1234567"), "12345678 *******");
    assert_eq!(shown("12345678", "x12345678x"), "x********x");
    assert_eq!(shown("é", "éé é"), "éé **");
}
