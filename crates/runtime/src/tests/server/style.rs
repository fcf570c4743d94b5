use serde_json::{Value, json};

use crate::server::parameters::{Pairs, in_header, in_path};
use crate::server::rejection::Rejection;
use crate::server::request::Text;
use crate::server::style::{Kind, Style};
use crate::tests::parts;

const TEXT: Kind = Kind::Text(Text::String);
const TEXTS: Kind = Kind::Array(&TEXT);
const COLOR: Kind = Kind::Object(
    &[("R", Kind::Text(Text::Integer)), ("G", Kind::Text(Text::Integer)), ("B", Kind::Text(Text::Integer))],
    None,
);

fn shown<T>(read: Result<T, Rejection>) -> Result<T, String> {
    read.map_err(|rejection| rejection.to_string())
}

fn query(query: &str, style: Style, explode: bool, kind: &Kind) -> Result<Option<Value>, String> {
    let parts = parts(&format!("/?{query}"), &[]);
    shown(Pairs::query(&parts).optional("color", style, explode, kind))
}

fn path(text: &str, style: Style, explode: bool, kind: &Kind) -> Result<Value, String> {
    shown(in_path(Some(text), "color", style, explode, kind))
}

/// The table of OpenAPI 3.0.4, Style Examples.
#[test]
fn the_examples_of_openapi() {
    let (array, object) = (json!(["blue", "black", "brown"]), json!({ "R": 100, "G": 200, "B": 150 }));
    for (text, style, explode, kind, value) in [
        (";color=blue", Style::Matrix, false, &TEXT, &json!("blue")),
        (";color=blue,black,brown", Style::Matrix, false, &TEXTS, &array),
        (";color=R,100,G,200,B,150", Style::Matrix, false, &COLOR, &object),
        (";color=blue;color=black;color=brown", Style::Matrix, true, &TEXTS, &array),
        (";R=100;G=200;B=150", Style::Matrix, true, &COLOR, &object),
        (".blue", Style::Label, false, &TEXT, &json!("blue")),
        (".blue,black,brown", Style::Label, false, &TEXTS, &array),
        (".R,100,G,200,B,150", Style::Label, false, &COLOR, &object),
        (".blue.black.brown", Style::Label, true, &TEXTS, &array),
        (".R=100.G=200.B=150", Style::Label, true, &COLOR, &object),
        ("blue", Style::Simple, false, &TEXT, &json!("blue")),
        ("blue,black,brown", Style::Simple, false, &TEXTS, &array),
        ("R,100,G,200,B,150", Style::Simple, false, &COLOR, &object),
        ("R=100,G=200,B=150", Style::Simple, true, &COLOR, &object),
    ] {
        assert_eq!(path(text, style, explode, kind).as_ref(), Ok(value), "{text}");
    }
    for (text, style, explode, kind, value) in [
        ("color=blue", Style::Form, false, &TEXT, &json!("blue")),
        ("color=blue,black,brown", Style::Form, false, &TEXTS, &array),
        ("color=R,100,G,200,B,150", Style::Form, false, &COLOR, &object),
        ("color=blue&color=black&color=brown", Style::Form, true, &TEXTS, &array),
        ("R=100&G=200&B=150", Style::Form, true, &COLOR, &object),
        ("color=blue%20black%20brown", Style::SpaceDelimited, false, &TEXTS, &array),
        ("color=blue+black+brown", Style::SpaceDelimited, false, &TEXTS, &array),
        ("color=R%20100%20G%20200%20B%20150", Style::SpaceDelimited, false, &COLOR, &object),
        ("color=blue%7Cblack%7cbrown", Style::PipeDelimited, false, &TEXTS, &array),
        ("color=R%7C100%7CG%7C200%7CB%7C150", Style::PipeDelimited, false, &COLOR, &object),
        ("color%5BR%5D=100&color%5BG%5D=200&color[B]=150", Style::DeepObject, true, &COLOR, &object),
    ] {
        assert_eq!(query(text, style, explode, kind).as_ref(), Ok(&Some(value.clone())), "{text}");
    }
}

#[test]
fn each_element_of_a_tuple_is_read_as_its_kind() {
    const PAIR: Kind = Kind::Tuple(&[TEXT, Kind::Text(Text::Integer)]);
    let read = json!(["7", 7]);
    for (text, style, explode) in [
        ("color=7&color=7", Style::Form, true),
        ("color=7,7", Style::Form, false),
        ("color=7%207", Style::SpaceDelimited, false),
        ("color=7%7C7", Style::PipeDelimited, false),
    ] {
        assert_eq!(query(text, style, explode, &PAIR), Ok(Some(read.clone())), "{text}");
        let wrong =
            text.replace("7&color=7", "7&color=b").replace("7,7", "7,b").replace("207", "20b").replace("7C7", "7Cb");
        assert_eq!(query(&wrong, style, explode, &PAIR), Err("The color must be an integer.".to_owned()), "{wrong}");
    }
    for (text, style, explode) in [
        ("7,7", Style::Simple, false),
        ("7,7", Style::Simple, true),
        (".7.7", Style::Label, true),
        (";color=7;color=7", Style::Matrix, true),
        (";color=7,7", Style::Matrix, false),
    ] {
        assert_eq!(path(text, style, explode, &PAIR), Ok(read.clone()), "{text}");
    }
    assert_eq!(path("7,b", Style::Simple, false, &PAIR), Err("The color must be an integer.".to_owned()));
}

#[test]
fn the_indexes_of_a_tuple_are_its_places() {
    const PAIR: Kind = Kind::Tuple(&[TEXT, Kind::Text(Text::Integer)]);
    for text in ["color[0]=a&color[1]=1", "color[1]=1&color[0]=a", "color[]=a&color[]=1"] {
        assert_eq!(query(text, Style::DeepObject, true, &PAIR), Ok(Some(json!(["a", 1]))), "{text}");
    }
    for text in ["color[0]=a&color[7]=1", "color[1]=a&color[2]=1", "color[]=a&color[1]=1"] {
        let expected = "The color must be an array whose indexes are 0, 1 and so on.".to_owned();
        assert_eq!(query(text, Style::DeepObject, true, &PAIR), Err(expected), "{text}");
    }
}

#[test]
fn a_tuple_of_another_length_is_rejected_in_words() {
    const PAIR: Kind = Kind::Tuple(&[TEXT, Kind::Text(Text::Integer)]);
    for text in ["a", "a,1,2"] {
        let expected = "The color must be an array of 2 elements.".to_owned();
        let read = in_path::<(String, i64)>(Some(text), "color", Style::Simple, false, &PAIR);
        assert_eq!(shown(read), Err(expected), "{text}");
    }
}

#[test]
fn faults_name_the_parameter() {
    assert_eq!(query("", Style::Form, true, &TEXTS), Ok(None));
    assert_eq!(
        query("color=a&color=b", Style::Form, false, &TEXTS),
        Err("The color is given more than once.".to_owned())
    );
    assert_eq!(query("R=x", Style::Form, true, &COLOR), Err("The R must be an integer.".to_owned()));
    assert_eq!(
        query("color=R,100,G", Style::Form, false, &COLOR),
        Err("The color must be keys and values in turn.".to_owned())
    );
    assert_eq!(
        query("color=%zz", Style::Form, false, &TEXT),
        Err("The color must be percent-encoded UTF-8.".to_owned())
    );
    assert_eq!(query("color[R][a]=1", Style::DeepObject, true, &COLOR), Err("The color must be one value.".to_owned()));
    assert_eq!(query("color=%7B", Style::Json, false, &COLOR), Err("The color must be JSON.".to_owned()));
    assert_eq!(path("blue", Style::Label, false, &TEXT), Err("The color must be written after a `.`.".to_owned()));
    assert_eq!(
        path(";a=b", Style::Matrix, false, &TEXT),
        Err("The color must be written as `;name=value`.".to_owned())
    );
    let missing = in_path::<Value>(None, "color", Style::Simple, false, &TEXT);
    assert_eq!(shown(missing), Err("The color is a required parameter.".to_owned()));
}

#[test]
fn the_kind_of_a_text_that_may_be_of_several() {
    const NUMBER_OR_TEXTS: Kind = Kind::OneOf(&[Kind::Text(Text::Integer), TEXTS]);
    assert_eq!(query("color=7", Style::Form, true, &NUMBER_OR_TEXTS), Ok(Some(json!(7))));
    assert_eq!(query("color=a", Style::Form, true, &NUMBER_OR_TEXTS), Ok(Some(json!(["a"]))));
    assert_eq!(query("color=7", Style::Form, false, &Kind::Text(Text::Any)), Ok(Some(json!(7))));
    assert_eq!(query("color=true", Style::Form, false, &Kind::Text(Text::Any)), Ok(Some(json!(true))));
    assert_eq!(query("color=blue", Style::Form, false, &Kind::Text(Text::Any)), Ok(Some(json!("blue"))));
}

#[test]
fn arrays_within_a_deep_object() {
    const DEEP: Kind = Kind::Object(&[("tags", TEXTS), ("lines", Kind::Array(&COLOR))], None);
    let read = |text| query(text, Style::DeepObject, true, &DEEP);
    let tags = Ok(Some(json!({ "tags": ["a", "b"] })));
    assert_eq!(read("color[tags]=a&color[tags]=b"), tags);
    assert_eq!(read("color[tags][]=a&color[tags][]=b"), tags);
    assert_eq!(read("color[tags][1]=b&color[tags][0]=a"), tags);
    let lines = Ok(Some(json!({ "lines": [{ "R": 1, "G": 2 }, { "R": 3 }] })));
    assert_eq!(read("color[lines][][R]=1&color[lines][][G]=2&color[lines][][R]=3"), lines);
    assert_eq!(read("color[lines][0][R]=1&color[lines][1][R]=3&color[lines][0][G]=2"), lines);
}

/// OpenAPI 3.0.4, Style Examples: the row `form` with `explode`, for an object whose properties are not listed.
#[test]
fn an_object_with_any_property() {
    const ANY: Kind = Kind::Object(&[], Some(&TEXT));
    const SOME: Kind = Kind::Object(&[("R", TEXT)], Some(&Kind::Text(Text::Integer)));
    let read = |query: &str, kind| {
        let parts = parts(&format!("/?{query}"), &[]);
        let pairs = Pairs::query(&parts).beside(&["limit", "sort"]);
        shown(pairs.optional::<Value>("color", Style::Form, true, kind))
    };
    assert_eq!(read("R=100&limit=1&G%20=a+b&sort[a]=1", &ANY), Ok(Some(json!({ "R": "100", "G ": "a b" }))));
    assert_eq!(read("limit=1&sort[a]=1", &ANY), Ok(None));
    assert_eq!(read("R=100&G=7", &SOME), Ok(Some(json!({ "R": "100", "G": 7 }))));
    assert_eq!(read("G=x", &SOME), Err("The G must be an integer.".to_owned()));
    assert_eq!(read("G=1&G=2", &ANY), Err("The G is given more than once.".to_owned()));
    let form = Pairs::form("name=a&R=100&G=200");
    const FORM: Kind = Kind::Object(&[("name", TEXT), ("colors", ANY)], None);
    let read = form.object(&FORM, &[("name", Style::Form, true), ("colors", Style::Form, true)]);
    assert_eq!(shown(read), Ok(json!({ "name": "a", "colors": { "R": "100", "G": "200" } })));
}

/// OpenAPI 3.0.4, Encoding Object: without a style, a list of objects is JSON.
#[test]
fn a_field_of_a_form_that_is_a_text_or_json() {
    const LINES: Kind = Kind::OneOf(&[TEXT, Kind::Array(&COLOR)]);
    const FORM: Kind = Kind::Object(&[("lines", LINES)], None);
    let read = |text: &str| shown(Pairs::form(text).object(&FORM, &[("lines", Style::Content, false)]));
    assert_eq!(read("lines=none"), Ok(json!({ "lines": "none" })));
    assert_eq!(read("lines=%5B%7B%22R%22%3A1%7D%5D"), Ok(json!({ "lines": [{ "R": 1 }] })));
    assert_eq!(read("lines=7"), Ok(json!({ "lines": "7" })));
}

#[test]
fn a_list_in_several_headers() {
    let parts = parts("/", &[("x-a", "1, 2"), ("x-a", "3"), ("x-b", "1"), ("x-b", "2")]);
    let read = |name, kind| shown(in_header::<Value>(&parts, name, Style::Simple, false, kind));
    assert_eq!(read("x-a", &TEXTS), Ok(Some(json!(["1", "2", "3"]))));
    assert_eq!(read("x-b", &TEXT), Err("The x-b is given more than once.".to_owned()));
    assert_eq!(read("x-c", &TEXT), Ok(None));
}

#[test]
fn a_form_of_many_keys_is_read_in_one_pass() {
    let form: String = (0..100_000).map(|index| format!("color[k{index}]=v&")).collect();
    let read = Pairs::form(&form).optional::<Value>("color", Style::DeepObject, true, &Kind::Object(&[], Some(&TEXT)));
    assert_eq!(read.unwrap().unwrap().as_object().unwrap().len(), 100_000);
}

#[test]
fn cookies_are_split_at_semicolons() {
    let parts = parts("/", &[("cookie", "a=1; color=blue,black")]);
    let read = Pairs::cookies(&parts).required::<Value>("color", Style::Form, false, &TEXTS);
    assert_eq!(shown(read), Ok(json!(["blue", "black"])));
}

/// The rows `cookie` of OpenAPI 3.2.0, Style Examples.
#[test]
fn cookies_without_percent_encoding() {
    let cookie = |text: &str, explode, kind: &Kind| -> Result<Option<Value>, String> {
        let parts = parts("/", &[("cookie", text)]);
        shown(Pairs::cookies(&parts).optional("color", Style::Cookie, explode, kind))
    };
    let (array, object) = (json!(["blue", "black", "brown"]), json!({ "R": 100, "G": 200, "B": 150 }));
    for (text, explode, kind, value) in [
        ("color=blue", true, &TEXT, &json!("blue")),
        ("color=a%20b", true, &TEXT, &json!("a%20b")),
        ("color=blue,black,brown", false, &TEXTS, &array),
        ("color=blue; color=black; color=brown", true, &TEXTS, &array),
        ("color=R,100,G,200,B,150", false, &COLOR, &object),
        ("R=100; G=200; B=150", true, &COLOR, &object),
    ] {
        assert_eq!(cookie(text, explode, kind).as_ref(), Ok(&Some(value.clone())), "{text}");
    }
}
