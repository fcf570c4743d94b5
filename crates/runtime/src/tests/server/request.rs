use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::stream;
use proptest::prelude::*;

use crate::server::rejection::{Location, Reason, Rejection};
use crate::server::request::{self, Text, collect, decode, decode_form};
use crate::tests::parts;

fn malformed(location: Location, name: &str, expected: &str) -> Rejection {
    Rejection::malformed(location, name, expected)
}

#[test]
fn the_query_is_found_in_one_pass() {
    let parts = parts("/?b=2&%61=1&c&other=x&&d=a%20b+c&%ff=1&b%=3", &[]);
    let [a, b, c, d, missing] = request::query(&parts, ["a", "b", "c", "d", "missing"]);
    assert_eq!(a.required::<i64>(Text::Integer), Ok(1));
    assert_eq!(b.optional::<i64>(Text::Integer), Ok(Some(2)));
    assert_eq!(c.required::<String>(Text::String), Ok(String::new()));
    assert_eq!(d.required::<String>(Text::String), Ok("a b c".to_owned()));
    assert_eq!(missing.optional::<i64>(Text::Integer), Ok(None));
    assert_eq!(
        missing.required::<i64>(Text::Integer),
        Err(Rejection::new(Location::Query, "missing", Reason::Missing))
    );
}

#[test]
fn a_parameter_occurs_once() {
    let parts = parts("/?a=1&a=2&b=1&b=%ff", &[]);
    let [a, b] = request::query(&parts, ["a", "b"]);
    assert_eq!(a.optional::<i64>(Text::Integer), Err(Rejection::new(Location::Query, "a", Reason::Repeated)));
    // A text that cannot be decoded is reported first.
    assert_eq!(b.optional::<i64>(Text::Integer), Err(malformed(Location::Query, "b", "percent-encoded UTF-8")));
}

#[test]
fn an_array_has_an_occurrence_for_each_element() {
    let parts = parts("/?a=1&b=x&a=2&c=1&c=x", &[]);
    let [a, b, c, d] = request::query(&parts, ["a", "b", "c", "d"]);
    assert_eq!(a.required_array::<Vec<i64>>(Text::Integer), Ok(vec![1, 2]));
    assert_eq!(b.optional_array::<Vec<String>>(Text::String), Ok(Some(vec!["x".to_owned()])));
    assert_eq!(c.optional_array::<Vec<i64>>(Text::Integer), Err(malformed(Location::Query, "c", "an integer")));
    assert_eq!(d.optional_array::<Vec<i64>>(Text::Integer), Ok(None));
    assert_eq!(d.required_array::<Vec<i64>>(Text::Integer), Err(Rejection::new(Location::Query, "d", Reason::Missing)));
}

#[test]
fn texts_are_of_a_kind() {
    let read = |text: &str, kind: Text| {
        let uri = format!("/?a={text}");
        let parts = parts(&uri, &[]);
        let [a] = request::query(&parts, ["a"]);
        a.required::<serde_json::Value>(kind).map_err(|rejection| rejection.to_string())
    };
    assert_eq!(read("true", Text::Boolean), Ok(true.into()));
    assert_eq!(read("True", Text::Boolean), Err("The a must be `true` or `false`.".to_owned()));
    assert_eq!(read("-7", Text::Integer), Ok((-7).into()));
    for text in ["%2B7", "", "1.0", "18446744073709551616", "0x1"] {
        assert_eq!(read(text, Text::Integer), Err("The a must be an integer.".to_owned()), "{text}");
    }
    assert_eq!(read("1.5e3", Text::Number), Ok(1500.0.into()));
    for text in ["inf", "NaN", "01", "1.", "%201"] {
        assert_eq!(read(text, Text::Number), Err("The a must be a number.".to_owned()), "{text}");
    }
    assert_eq!(read("7", Text::Any), Ok("7".into()));
}

#[test]
fn a_type_that_rejects_a_value_says_what_it_expects() {
    let parts = parts("/?a=300", &[]);
    let [a] = request::query(&parts, ["a"]);
    assert_eq!(
        a.required::<u8>(Text::Integer),
        Err(malformed(Location::Query, "a", "an integer of 8 bits without a sign"))
    );
}

#[test]
fn a_segment_of_the_path_is_found_by_position() {
    let parts = parts("/orders/a+b%2Fc/lines/%zz", &[]);
    let [order, line, none] = request::path(&parts, [(1, "order"), (3, "line"), (4, "none")]);
    assert_eq!(order.required::<String>(Text::String), Ok("a+b/c".to_owned()));
    assert_eq!(line.required::<String>(Text::String), Err(malformed(Location::Path, "line", "percent-encoded UTF-8")));
    assert_eq!(none.required::<String>(Text::String), Err(Rejection::new(Location::Path, "none", Reason::Missing)));
}

#[test]
fn headers_are_found_by_name() {
    let parts = parts("/", &[("X-Count", "3"), ("x-text", "a%20b+c"), ("x-twice", "1"), ("x-twice", "1")]);
    let [count, text, twice] = request::headers(&parts, ["X-Count", "X-Text", "X-Twice"]);
    assert_eq!(count.required::<i64>(Text::Integer), Ok(3));
    assert_eq!(text.required::<String>(Text::String), Ok("a%20b+c".to_owned()));
    assert_eq!(
        twice.optional::<i64>(Text::Integer),
        Err(Rejection::new(Location::Header, "X-Twice", Reason::Repeated))
    );
}

#[test]
fn an_integer_has_64_bits_with_or_without_a_sign() {
    let parts = parts("/", &[("x-large", "18446744073709551615"), ("x-huge", "18446744073709551616")]);
    let [large, again, huge] = request::headers(&parts, ["x-large", "x-large", "x-huge"]);
    assert_eq!(large.required::<u64>(Text::Integer), Ok(u64::MAX));
    assert_eq!(
        again.required::<i64>(Text::Integer),
        Err(malformed(Location::Header, "x-large", "an integer of 64 bits"))
    );
    assert_eq!(huge.required::<u64>(Text::Integer), Err(malformed(Location::Header, "x-huge", "an integer")));
}

#[test]
fn percent_encoding_is_complete() {
    assert_eq!(decode("a%20b+c").as_deref(), Some("a b+c"));
    assert_eq!(decode_form("a%20b+c%2B").as_deref(), Some("a b c+"));
    for text in ["%", "%2", "%zz", "a%+1", "%ff", "%c3"] {
        assert_eq!(decode(text), None, "{text}");
        assert_eq!(decode_form(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(text in any::<String>()) {
        let encoded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
        prop_assert_eq!(decode(&encoded), Some(text.as_str().into()));
        prop_assert_eq!(decode_form(&encoded), Some(text.as_str().into()));
    }

    #[test]
    fn any_text_is_decoded_or_rejected(text in any::<String>()) {
        let reference = percent_encoding::percent_decode_str(&text).decode_utf8().ok();
        if let Some(decoded) = decode(&text) {
            prop_assert_eq!(Some(decoded), reference);
        }
    }
}

fn json_type(value: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, value.parse().unwrap())])
}

#[tokio::test]
async fn a_json_body_has_its_media_type() {
    for media_type in ["application/json", "Application/JSON; charset=\"UTF-8\"", "application/json; a=b"] {
        assert_eq!(request::json::<i64>(&json_type(media_type), Body::from("1"), 9).await, Ok(1), "{media_type}");
    }
    for media_type in ["text/json", "application/json; charset=latin1", "application/problem+json"] {
        let rejection = request::json::<i64>(&json_type(media_type), Body::from("1"), 9).await.unwrap_err();
        assert_eq!(rejection.reason, Reason::UnsupportedMediaType { accepted: "application/json" }, "{media_type}");
    }
    assert!(request::json::<i64>(&HeaderMap::new(), Body::from("1"), 9).await.is_err());
}

#[test]
fn a_json_body_names_the_property_at_fault() {
    let read = |text: &str| {
        request::read_json::<std::collections::BTreeMap<String, Line>>(text.as_bytes()).unwrap_err().to_string()
    };
    #[derive(Debug, serde::Deserialize)]
    struct Line {
        #[allow(dead_code, reason = "it is read only")]
        count: u8,
    }
    assert_eq!(read(" \n"), "The request body is a required parameter.");
    assert_eq!(read("{"), "The request body must be JSON.");
    assert_eq!(read(r#"{"a": {"count": 1}, "a": {"count": 1}}"#), "The a is given more than once.");
    assert_eq!(read(r#"{"a": {}}"#), "The a.count is a required parameter.");
    assert_eq!(read(r#"{"a": {"count": "1"}}"#), "The a.count must be an integer.");
}

fn chunks(chunks: &[&'static str]) -> Body {
    let chunks: Vec<_> =
        chunks.iter().map(|chunk| Ok::<_, std::io::Error>(Bytes::from_static(chunk.as_bytes()))).collect();
    Body::from_stream(stream::iter(chunks))
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit() {
    assert_eq!(collect(Body::empty(), 4).await, Ok(Bytes::new()));
    assert_eq!(collect(Body::from("1234"), 4).await, Ok(Bytes::from("1234")));
    assert_eq!(collect(chunks(&["1", "", "23", "4"]), 4).await, Ok(Bytes::from("1234")));
    assert_eq!(collect(chunks(&["", "12"]), 4).await, Ok(Bytes::from("12")));
    let too_large = Err(Rejection::new(Location::Body, "", Reason::TooLarge { limit: 4 }));
    assert_eq!(collect(Body::from("12345"), 4).await, too_large);
    assert_eq!(collect(chunks(&["1234", "5"]), 4).await, too_large);
    assert_eq!(collect(chunks(&["12345678901234567890", "12345678901234567890"]), 4).await, too_large);
    let broken = Body::from_stream(stream::iter([Ok(Bytes::from("1")), Err(std::io::Error::other("reset"))]));
    assert_eq!(collect(broken, 4).await, Err(malformed(Location::Body, "", "sent to its end")));
}

#[test]
fn a_default_is_read_as_its_type() {
    assert_eq!(request::default_value::<Vec<String>>(r#"["a"]"#), ["a"]);
    let refused = std::panic::catch_unwind(|| request::default_value::<bool>("1"));
    assert!(
        refused
            .unwrap_err()
            .downcast::<String>()
            .unwrap()
            .starts_with("the type of a parameter rejects the default 1:")
    );
}
