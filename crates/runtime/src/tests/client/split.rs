use proptest::prelude::*;

use crate::split::{Lines, Sequence, TooLarge};

fn strings(texts: impl Iterator<Item = Vec<u8>>) -> Vec<String> {
    texts.map(|text| String::from_utf8(text).expect("text in UTF-8")).collect()
}

fn lines<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<String> {
    let mut lines = Lines::new(1 << 20);
    chunks.into_iter().for_each(|chunk| lines.push(chunk).expect("lines below the limit"));
    lines.finish();
    strings(std::iter::from_fn(|| lines.next()))
}

fn sequence<'c>(chunks: impl IntoIterator<Item = &'c [u8]>) -> Vec<String> {
    let mut sequence = Sequence::new(1 << 20);
    chunks.into_iter().for_each(|chunk| sequence.push(chunk).expect("texts below the limit"));
    sequence.finish();
    strings(std::iter::from_fn(|| sequence.next()))
}

/// jsonlines.org: the line ends are LF or CRLF, and the last one may be missing.
#[test]
fn a_line_is_a_text() {
    assert_eq!(lines([b"{\"a\": 1}\r\n\n[2]\n  \n\"x\"".as_slice()]), ["{\"a\": 1}", "[2]", "\"x\""]);
    assert_eq!(lines([b"".as_slice()]), [""; 0]);
}

#[test]
fn a_text_follows_a_separator() {
    // RFC 7464 section 2.1: nothing between separators is no text. White space in a text, also a line end, is part of it.
    let body = b"\x1e\x1e{\"a\":\n [1, \"}\\\"]\"]}\n\x1e3\n\x1etrue\n\x1e\"\\\\\"";
    assert_eq!(sequence([body.as_slice()]), ["{\"a\":\n [1, \"}\\\"]\"]}", "3", "true", "\"\\\\\""]);
}

/// RFC 7464 section 2.4: a number or literal name that no white space follows may be cut off.
#[test]
fn a_text_that_is_cut_off_is_no_json() {
    for body in ["\x1e12", "\x1etru", "\x1e[1, 2", "\x1e\"a", "\x1e12\x1e"] {
        let found = sequence([body.as_bytes()]);
        assert_eq!(found.len(), 1, "{body:?}");
        assert!(serde_json::from_str::<serde_json::Value>(&found[0]).is_err(), "{body:?}");
    }
    // The next text is read (section 2.3).
    let found = sequence([b"\x1e[1, \x1e[2]\n\x1e[3] x\n\x1e[4]\n".as_slice()]);
    assert_eq!(found, ["[1, ", "[2]", "[3]", "x\n", "[4]"]);
    assert_eq!(sequence([b"1\n\x1e2\n".as_slice()]), ["1\n", "2"]);
}

#[test]
fn a_text_is_returned_at_its_end() {
    let mut texts = Sequence::new(100);
    texts.push(b"\x1e{\"a\": 1}").unwrap();
    assert_eq!(texts.next().as_deref(), Some(b"{\"a\": 1}".as_slice()));
    texts.push(b"\n\x1e1").unwrap();
    assert_eq!(texts.next(), None);
    texts.push(b"\n").unwrap();
    assert_eq!(texts.next().as_deref(), Some(b"1".as_slice()));
}

#[test]
fn a_text_larger_than_the_limit_is_an_error() {
    let mut texts = Lines::new(3);
    assert_eq!(texts.push(b"123\n1234"), Err(TooLarge { limit: 3 }));
    assert_eq!(texts.next().as_deref(), Some(b"123".as_slice()));
    let mut texts = Sequence::new(3);
    assert_eq!(texts.push(b"\x1e[1]\n\x1e[12"), Ok(()));
    assert_eq!(texts.push(b"]"), Err(TooLarge { limit: 3 }));
    assert_eq!(texts.next().as_deref(), Some(b"[1]".as_slice()));
}

fn body() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\x1e"),
        Just("\n"),
        Just("\r\n"),
        Just(" "),
        Just("{\"a\": [1]}"),
        Just("\"}\\\"ü\""),
        Just("12"),
        Just("null"),
        Just("["),
        Just("}"),
        Just("\\"),
        Just("\""),
        Just("x"),
    ];
    prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn the_chunks_do_not_change_the_texts(body in body(), cut in any::<prop::sample::Index>()) {
        let bytes = body.as_bytes();
        let (before, after) = bytes.split_at(cut.index(bytes.len() + 1));
        // Chunks may cut a character.
        prop_assert_eq!(lines([before, after]), lines([bytes]));
        prop_assert_eq!(lines(bytes.chunks(1)), lines([bytes]));
        prop_assert_eq!(sequence([before, after]), sequence([bytes]));
        prop_assert_eq!(sequence(bytes.chunks(1)), sequence([bytes]));
    }

    /// Values are read as they were written.
    #[test]
    fn texts_are_those_that_were_written(values in prop::collection::vec("[ -~\n]{0,9}", 0..6), numbers in prop::collection::vec(any::<i64>(), 0..4)) {
        let values: Vec<serde_json::Value> =
            values.into_iter().map(|text| serde_json::json!({"a": [text]})).chain(numbers.into_iter().map(Into::into)).collect();
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        let written: String = texts.iter().map(|text| format!("{text}\n")).collect();
        prop_assert_eq!(&lines([written.as_bytes()]), &texts);
        let written: String = texts.iter().map(|text| format!("\u{1e}{text}\n")).collect();
        prop_assert_eq!(&sequence([written.as_bytes()]), &texts);
    }
}
