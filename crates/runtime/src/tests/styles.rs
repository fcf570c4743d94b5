//! The client writes a value and the server reads the same one, for every style and location.

use axum::http::Request;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::client::style::{Pairs as Written, Style as Client, in_cookie, in_header, in_path};
use crate::server::parameters::{self as server, Pairs};
use crate::server::rejection::Rejection;
use crate::server::request::Text;
use crate::server::style::{Kind, Style};
use crate::tests::parts;

const NAME: &str = "näme[1]";
const TEXT: Kind = Kind::Text(Text::String);
const INTEGER: Kind = Kind::Text(Text::Integer);
const OBJECT: Kind = Kind::Object(
    &[("a b", TEXT), ("b&=", INTEGER), ("ü", Kind::Text(Text::Boolean)), ("list", Kind::Array(&INTEGER))],
    None,
);
const DEEP: Kind =
    Kind::Object(&[("a", TEXT), ("b", Kind::Array(&TEXT)), ("c", Kind::Array(&OBJECT)), ("d", OBJECT)], None);

/// A kind and a value of it.
#[derive(Clone, Debug)]
struct Case {
    kind: &'static Kind,
    value: Value,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~]{0,6}", r"[,.;=&%+|/?#\[\] a]{0,4}", Just("%2C".to_owned()),]
}

fn scalar() -> impl Strategy<Value = Case> {
    prop_oneof![
        text().prop_map(|text| Case { kind: &TEXT, value: text.into() }),
        any::<i64>().prop_map(|number| Case { kind: &INTEGER, value: number.into() }),
        any::<i32>()
            .prop_map(|number| Case { kind: &Kind::Text(Text::Number), value: (f64::from(number) / 8.0).into() }),
        any::<bool>().prop_map(|truth| Case { kind: &Kind::Text(Text::Boolean), value: truth.into() }),
    ]
}

fn array() -> impl Strategy<Value = Case> {
    prop_oneof![
        prop::collection::vec(text(), 0..4).prop_map(|texts| Case { kind: &Kind::Array(&TEXT), value: texts.into() }),
        prop::collection::vec(any::<i64>(), 0..4)
            .prop_map(|numbers| Case { kind: &Kind::Array(&INTEGER), value: numbers.into() }),
    ]
}

fn object_value() -> impl Strategy<Value = Value> {
    let list = prop::collection::vec(any::<i64>(), 0..3);
    let parts = (
        proptest::option::of(text()),
        proptest::option::of(any::<i64>()),
        proptest::option::of(any::<bool>()),
        proptest::option::of(list),
    );
    parts.prop_map(|(text, number, truth, list)| {
        let values = [
            ("a b", text.map(Value::from)),
            ("b&=", number.map(Value::from)),
            ("ü", truth.map(Value::from)),
            ("list", list.map(Value::from)),
        ];
        values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect::<Map<_, _>>().into()
    })
}

fn object() -> impl Strategy<Value = Case> {
    object_value().prop_map(|value| Case { kind: &OBJECT, value })
}

fn deep() -> impl Strategy<Value = Case> {
    // An empty array or object within one has no pair, so it is absent.
    let objects = object_value()
        .prop_map(without_empty)
        .prop_filter("an empty object has no pair", |value| *value != Value::Object(Map::new()))
        .boxed();
    let parts = (text(), prop::collection::vec(text(), 1..4), prop::collection::vec(objects.clone(), 1..3), objects);
    parts.prop_map(|(a, b, c, d)| Case { kind: &DEEP, value: serde_json::json!({ "a": a, "b": b, "c": c, "d": d }) })
}

fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            entries.into_iter().filter(|(_, value)| *value != Value::Array(Vec::new())).collect::<Map<_, _>>().into()
        }
        value => value,
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

/// Whether a value is written as the empty text, which is read as no element: OpenAPI has no other way to write either.
fn is_one_empty_text(value: &Value) -> bool {
    value.as_array().is_some_and(|elements| *elements == [Value::from("")])
}

/// The styles of a query, with `explode`.
fn of_pairs() -> impl Strategy<Value = (Client, Style, bool)> {
    prop_oneof![
        any::<bool>().prop_map(|explode| (Client::Form, Style::Form, explode)),
        Just((Client::SpaceDelimited, Style::SpaceDelimited, false)),
        Just((Client::PipeDelimited, Style::PipeDelimited, false)),
        Just((Client::Json, Style::Json, true)),
    ]
}

/// The styles of a path, with `explode`.
fn of_paths() -> impl Strategy<Value = (Client, Style, bool)> {
    let style = prop_oneof![
        Just((Client::Simple, Style::Simple)),
        Just((Client::Label, Style::Label)),
        Just((Client::Matrix, Style::Matrix)),
        Just((Client::Json, Style::Json)),
    ];
    (style, any::<bool>()).prop_map(|((client, server), explode)| (client, server, explode))
}

/// Compares the value that is read from a query, form or cookie with that of a case.
fn check(
    read: Result<Option<Value>, Rejection>,
    case: &Case,
    style: Client,
    written: &str,
) -> Result<(), TestCaseError> {
    let read = read.map_err(|rejection| TestCaseError::fail(format!("{written}: {rejection}")))?;
    match read {
        None => prop_assert!(is_empty(&case.value), "{} is lost", case.value),
        Some(read) if style != Client::Json && is_one_empty_text(&case.value) => {
            prop_assert!(read == case.value || is_empty(&read), "{written}: {read}");
        }
        Some(read) => prop_assert_eq!(&read, &case.value, "{}", written),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn in_the_query((client, server, explode) in of_pairs(), case in prop_oneof![scalar(), array(), object()]) {
        let mut pairs = Written::default();
        pairs.add("other", &1, Client::Form, true).unwrap();
        if pairs.add(NAME, &case.value, client, explode).is_ok() {
            let url = pairs.onto("/path".to_owned());
            let parts = parts(&url, &[]);
            check(Pairs::query(&parts).optional(NAME, server, explode, case.kind), &case, client, &url)?;
        }
    }

    #[test]
    fn in_a_form((client, server, explode) in of_pairs(), case in prop_oneof![scalar(), array(), object()]) {
        let mut pairs = Written::default();
        if pairs.add(NAME, &case.value, client, explode).is_ok() {
            let text = pairs.into_text();
            check(Pairs::form(&text).optional(NAME, server, explode, case.kind), &case, client, &text)?;
        }
    }

    #[test]
    fn as_a_deep_object(case in deep()) {
        let mut pairs = Written::default();
        pairs.add("näme", &case.value, Client::DeepObject, true).unwrap();
        let text = pairs.into_text();
        check(Pairs::form(&text).optional("näme", Style::DeepObject, true, case.kind), &case, Client::DeepObject, &text)?;
    }

    #[test]
    fn in_the_path((client, server, explode) in of_paths(), case in prop_oneof![scalar(), array(), object()]) {
        if let Ok(segment) = in_path(NAME, &case.value, client, explode) {
            let parts = parts(&format!("/a/{segment}/b"), &[]);
            let text = parts.uri.path().split('/').nth(2);
            let read = server::in_path(text, NAME, server, explode, case.kind);
            // Without a value, a matrix is `;` alone, which has no name to read.
            if !(is_empty(&case.value) && client == Client::Matrix && explode) {
                check(read.map(Some), &case, client, &segment)?;
            }
        }
    }

    #[test]
    fn in_a_header(explode in any::<bool>(), is_json in any::<bool>(), case in prop_oneof![scalar(), array(), object()]) {
        let (client, server) = if is_json { (Client::Json, Style::Json) } else { (Client::Simple, Style::Simple) };
        // HTTP removes white space around a value, and so does the list syntax around elements (RFC 9110, 5.5 and 5.6.1).
        let is_bare = |value: &Value| value.as_str().is_none_or(|text| text.trim() == text);
        let all: Vec<&Value> = match &case.value {
            Value::Array(elements) => elements.iter().collect(),
            Value::Object(entries) => entries.values().collect(),
            value => vec![value],
        };
        prop_assume!(is_json || all.into_iter().all(is_bare));
        if let Ok(value) = in_header(&case.value, client, explode) {
            let request = Request::builder().header("x-a", value.clone()).body(()).unwrap();
            let read = server::in_header(&request.into_parts().0, "x-a", server, explode, case.kind);
            check(read, &case, client, &format!("{value:?}"))?;
        }
    }

    #[test]
    fn in_a_cookie((client, server, explode) in of_pairs(), case in prop_oneof![scalar(), array(), object()]) {
        let mut cookies = "other=1".to_owned();
        if in_cookie(&mut cookies, NAME, &case.value, client, explode).is_ok() {
            let parts = parts("/", &[("cookie", &cookies)]);
            check(Pairs::cookies(&parts).optional(NAME, server, explode, case.kind), &case, client, &cookies)?;
        }
    }
}
