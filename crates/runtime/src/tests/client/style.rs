use serde_json::{Value, json};

use crate::client::style::{Pairs, Style, in_cookie, in_header, in_path};

fn query(value: &Value, style: Style, explode: bool) -> Result<String, String> {
    let mut pairs = Pairs::default();
    pairs.add("color", value, style, explode).map_err(|error| error.to_string())?;
    Ok(pairs.into_text())
}

fn path(value: &Value, style: Style, explode: bool) -> Result<String, String> {
    in_path("color", value, style, explode).map_err(|error| error.to_string())
}

/// The table of OpenAPI 3.0.4, Style Examples.
#[test]
fn the_examples_of_openapi() {
    let (text, array, object) =
        (json!("blue"), json!(["blue", "black", "brown"]), json!({ "R": 100, "G": 200, "B": 150 }));
    for (value, style, explode, written) in [
        (&text, Style::Matrix, false, ";color=blue"),
        (&text, Style::Matrix, true, ";color=blue"),
        (&array, Style::Matrix, false, ";color=blue,black,brown"),
        (&array, Style::Matrix, true, ";color=blue;color=black;color=brown"),
        (&object, Style::Matrix, false, ";color=R,100,G,200,B,150"),
        (&object, Style::Matrix, true, ";R=100;G=200;B=150"),
        (&text, Style::Label, false, ".blue"),
        (&array, Style::Label, false, ".blue,black,brown"),
        (&array, Style::Label, true, ".blue.black.brown"),
        (&object, Style::Label, false, ".R,100,G,200,B,150"),
        (&object, Style::Label, true, ".R=100.G=200.B=150"),
        (&text, Style::Simple, false, "blue"),
        (&array, Style::Simple, false, "blue,black,brown"),
        (&object, Style::Simple, false, "R,100,G,200,B,150"),
        (&object, Style::Simple, true, "R=100,G=200,B=150"),
    ] {
        assert_eq!(path(value, style, explode), Ok(written.to_owned()));
    }
    for (value, style, explode, written) in [
        (&text, Style::Form, false, "color=blue"),
        (&array, Style::Form, false, "color=blue,black,brown"),
        (&array, Style::Form, true, "color=blue&color=black&color=brown"),
        (&object, Style::Form, false, "color=R,100,G,200,B,150"),
        (&object, Style::Form, true, "R=100&G=200&B=150"),
        (&array, Style::SpaceDelimited, false, "color=blue%20black%20brown"),
        (&object, Style::SpaceDelimited, false, "color=R%20100%20G%20200%20B%20150"),
        (&array, Style::PipeDelimited, false, "color=blue%7Cblack%7Cbrown"),
        (&object, Style::PipeDelimited, false, "color=R%7C100%7CG%7C200%7CB%7C150"),
        (&object, Style::DeepObject, true, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ] {
        assert_eq!(query(value, style, explode), Ok(written.to_owned()));
    }
}

#[test]
fn nothing_is_written_for_null_and_empty_arrays() {
    for style in [Style::Form, Style::SpaceDelimited, Style::PipeDelimited, Style::DeepObject, Style::Json] {
        assert_eq!(query(&Value::Null, style, true).as_deref(), Ok(""));
    }
    assert_eq!(query(&json!([]), Style::Form, true).as_deref(), Ok(""));
    assert_eq!(query(&json!([]), Style::Form, false).as_deref(), Ok(""));
}

#[test]
fn nested_values_of_a_deep_object() {
    let value = json!({ "a": { "b": [1, { "c": "d&e" }] }, "none": null });
    let expected = "color%5Ba%5D%5Bb%5D%5B0%5D=1&color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=d%26e";
    assert_eq!(query(&value, Style::DeepObject, true).as_deref(), Ok(expected));
}

#[test]
fn a_value_that_would_read_as_another_is_not_sent() {
    assert!(query(&json!(["a b"]), Style::SpaceDelimited, false).is_err());
    assert!(query(&json!(["a|b"]), Style::PipeDelimited, false).is_err());
    for (value, style) in [
        (json!(""), Style::Simple),
        (json!(".."), Style::Simple),
        (json!("."), Style::Label),
        (json!([]), Style::Label),
    ] {
        assert!(path(&value, style, false).is_err(), "{value}");
    }
    assert_eq!(path(&json!(["a.b"]), Style::Label, true).as_deref(), Ok(".a%2Eb"));
    assert!(in_header(&json!(["a,b"]), Style::Simple, false).is_err());
    assert!(in_header(&json!("a\nb"), Style::Simple, false).is_err());
    assert!(in_header(&json!({ "a=b": 1 }), Style::Simple, true).is_err());
    assert_eq!(in_header(&json!({ "a=b": 1 }), Style::Simple, false).unwrap(), "a=b,1");
}

#[test]
fn pairs_are_appended_to_a_url() {
    let mut pairs = Pairs::default();
    assert_eq!(Pairs::default().onto("/a".to_owned()), "/a");
    pairs.add("a b", &1, Style::Form, true).unwrap();
    pairs.add("c", &"d", Style::Content, true).unwrap();
    assert_eq!(pairs.onto("/a?x".to_owned()), "/a?x&a%20b=1&c=d");
}

#[test]
fn cookies_are_separated() {
    let mut cookies = String::new();
    in_cookie(&mut cookies, "a", &1, Style::Form, true).unwrap();
    in_cookie(&mut cookies, "b", &["x", "y"], Style::Form, false).unwrap();
    assert_eq!(cookies, "a=1; b=x,y");
}

/// The rows `cookie` of OpenAPI 3.2.0, Style Examples.
#[test]
fn cookies_without_percent_encoding() {
    let cookie = |value: &Value, explode| -> Result<String, String> {
        let mut cookies = String::new();
        in_cookie(&mut cookies, "color", value, Style::Cookie, explode).map_err(|error| error.to_string())?;
        Ok(cookies)
    };
    let (array, object) = (json!(["blue", "black", "brown"]), json!({ "R": 100, "G": 200, "B": 150 }));
    for (value, explode, written) in [
        (&json!("blue"), true, "color=blue"),
        (&json!("a%20b"), true, "color=a%20b"),
        (&array, false, "color=blue,black,brown"),
        (&array, true, "color=blue; color=black; color=brown"),
        (&object, false, "color=R,100,G,200,B,150"),
        (&object, true, "R=100; G=200; B=150"),
    ] {
        assert_eq!(cookie(value, explode), Ok(written.to_owned()));
    }
    for text in ["a b", "a;b", "a,b", "\"a\"", "a\\b", "ä"] {
        assert!(cookie(&json!(text), true).is_err(), "{text}");
        assert!(cookie(&json!([text]), true).is_err(), "{text}");
    }
}
