use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use crate::mismatch::Mismatch;
use crate::server::json::{Fault, read, read_value, unique_keys};

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Order {
    id: i64,
    note: Option<String>,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Line {
    count: u8,
}

/// A fault as text.
fn fault(text: &str) -> String {
    shown(read::<Order>(text.as_bytes()).expect_err(text))
}

fn shown(fault: Fault) -> String {
    match fault {
        Fault::Syntax => "syntax".to_owned(),
        Fault::Repeated(path) => format!("repeated {path}"),
        Fault::Invalid { path, mismatch } => format!("{path}: {mismatch}"),
    }
}

/// A fault as text, without the expectation.
fn placed(fault: Fault) -> String {
    match fault {
        Fault::Invalid { path, .. } => path,
        fault => shown(fault),
    }
}

#[test]
fn a_value_is_read() {
    let order: Order =
        read(br#" {"id": 1, "note": null, "lines": [{"count": 2, "other": {"a": 1}}], "rest": {"a": [1]}} "#).unwrap();
    assert_eq!((order.id, order.note, order.lines), (1, None, vec![Line { count: 2 }]));
}

#[test]
fn a_text_after_the_value_is_a_syntax_error() {
    for text in ["", "{", r#"{"id": 1} 2"#, r#"{"id": 1,}"#, "\u{feff}{}", r#"{"id": 1, "other": 1e999}"#] {
        assert_eq!(fault(text), "syntax", "{text}");
    }
    assert_eq!(shown(read::<Order>(b"{\"id\": 1, \"other\": \"\xff\"}").unwrap_err()), "syntax");
}

#[test]
fn a_key_is_unique_in_its_object() {
    assert_eq!(fault(r#"{"id": 1, "id": 2}"#), "repeated id");
    assert_eq!(fault(r#"{"id": 1, "i\u0064": 2}"#), "repeated id");
    assert_eq!(fault(r#"{"id": 1, "lines": [{"count": 1}, {"count": 1, "count": 2}]}"#), "repeated lines.count");
    // In values that are ignored or kept as they are.
    assert_eq!(fault(r#"{"id": 1, "other": {"a": [{"b": 1, "b": 1}]}}"#), "repeated other.a.b");
    assert_eq!(fault(r#"{"id": 1, "rest": {"a": 1, "a": 1}}"#), "repeated rest.a");
    assert!(read::<Order>(br#"{"id": 1, "lines": [{"count": 1}, {"count": 1}]}"#).is_ok());
}

#[test]
fn many_keys_are_compared_with_each_other() {
    let object = |names: &[String]| {
        format!("{{{}}}", names.iter().map(|name| format!("{name}:1")).collect::<Vec<_>>().join(","))
    };
    let mut names: Vec<String> = (0..40)
        .map(|index| if index % 3 == 0 { format!("\"\\u0061{index}\"") } else { format!("\"a{index}\"") })
        .collect();
    assert!(unique_keys(object(&names).as_bytes()).is_ok());
    for (at, path) in [(0, "a0"), (7, "a7"), (39, "a39")] {
        names.push(format!("\"{path}\""));
        assert_eq!(shown(unique_keys(object(&names).as_bytes()).unwrap_err()), format!("repeated {path}"), "{at}");
        names.pop();
    }
}

#[test]
fn faults_are_reported_in_order() {
    assert_eq!(fault(r#"{"id": "text", "id": 1} x"#), "syntax");
    assert_eq!(fault(r#"{"id": "text", "id": 1}"#), "repeated id");
    assert_eq!(fault(r#"{"id": "text"}"#), "id: invalid value, expected an integer");
}

/// The expectation is that of the type, in words that do not depend on those of serde.
#[test]
fn a_type_says_what_it_expects() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Color {
        Red,
        Blue,
        Green,
    }

    fn expected<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        let of_text = read::<T>(text.as_bytes()).map_err(shown).expect_err(text);
        let (path, mismatch) = read_value::<T>(serde_json::from_str(text).unwrap()).expect_err(text);
        assert_eq!(of_text, format!("{path}: {mismatch}"));
        of_text.replace("invalid value, expected ", "")
    }

    assert_eq!(expected::<i32>("3000000000"), ": an integer of 32 bits");
    assert_eq!(expected::<u64>("-1"), ": an integer of 64 bits without a sign");
    assert_eq!(expected::<i64>("1.5"), ": an integer");
    assert_eq!(expected::<i64>("\"expected secret\""), ": an integer");
    assert_eq!(expected::<Vec<f64>>("[1, null]"), "[1]: a number");
    assert_eq!(expected::<bool>("\"true\""), ": a boolean");
    assert_eq!(expected::<String>("1"), ": a string");
    assert_eq!(expected::<Vec<String>>("{}"), ": an array");
    assert_eq!(expected::<BTreeMap<String, i64>>("[]"), ": an object");
    for text in ["[1]", "[1, \"a\", 2]", "{}"] {
        assert_eq!(expected::<(i64, String)>(text), ": an array of 2 elements", "{text}");
    }
    assert_eq!(expected::<(i64, String)>("[1, 2]"), "[1]: a string");
    assert_eq!(expected::<Option<(i64,)>>("[]"), ": an array of 1 element");
    assert_eq!(expected::<Vec<Color>>("[\"red\", \"secret\"]"), "[1]: one of `red`, `blue`, `green`");
    assert_eq!(expected::<std::net::Ipv4Addr>("\"secret\""), ": invalid value");
}

#[test]
fn a_path_leads_to_the_value() {
    let too_large = "lines[1].count: invalid value, expected an integer of 8 bits without a sign";
    assert_eq!(fault(r#"{"id": 1, "lines": [{"count": 1}, {"count": 256}]}"#), too_large);
    assert_eq!(fault(r#"{"id": 1, "lines": [{"count": 1}, {}]}"#), "lines[1]: missing field `count`");
    assert_eq!(fault("{}"), ": missing field `id`");
    assert_eq!(fault("1"), ": invalid value, expected an object");
    let fault = read_value::<Order>(serde_json::json!({ "id": 1, "lines": [{ "count": null }] })).unwrap_err();
    assert_eq!(fault, ("lines[0].count".to_owned(), Mismatch::expected("an integer")));
}

/// Reads in two passes: first the keys, then the value with `serde_path_to_error`.
fn in_two_passes<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, String> {
    struct Keys<'a>(&'a mut Vec<String>, &'a mut Option<String>);

    impl<'de> serde::de::DeserializeSeed<'de> for Keys<'_> {
        type Value = ();

        fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_any(self)
        }
    }

    impl<'de> serde::de::Visitor<'de> for Keys<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("JSON")
        }

        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }

        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }

        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }

        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }

        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
            while elements.next_element_seed(Keys(self.0, self.1))?.is_some() {}
            Ok(())
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
            let mut seen = HashSet::new();
            while let Some(key) = entries.next_key::<String>()? {
                self.0.push(key.clone());
                if !seen.insert(key) {
                    self.1.get_or_insert_with(|| self.0.join("."));
                }
                entries.next_value_seed(Keys(self.0, self.1))?;
                self.0.pop();
            }
            Ok(())
        }
    }

    let (mut path, mut repeated) = (Vec::new(), None);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let checked = serde::de::DeserializeSeed::deserialize(Keys(&mut path, &mut repeated), &mut deserializer);
    if checked.and_then(|()| deserializer.end()).is_err() {
        return Err("syntax".to_owned());
    }
    if let Some(path) = repeated {
        return Err(format!("repeated {path}"));
    }
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(text)).map_err(|error| {
        let path = error.path().to_string();
        (if path == "." { "" } else { &path }).to_owned()
    })
}

/// JSON whose objects may have a key twice.
fn json() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        "(id|note|lines|rest|count|a)".prop_map(|key| format!("\"{key}\"")),
        Just("\"\\u0061\"".to_owned())
    ];
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        (-300i64..300).prop_map(|number| number.to_string()),
        Just("1e999".to_owned()),
        Just("1.5".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        "[a-z]{0,3}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(4, 40, 12, move |inner| {
        let entry = (key.clone(), inner.clone()).prop_map(|(key, value)| format!("{key}: {value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(entry.clone(), 0..12).prop_map(|entries| format!("{{{}}}", entries.join(","))),
            // An order in most cases.
            prop::collection::vec(entry, 0..3)
                .prop_map(|entries| format!("{{{}}}", [vec!["\"id\": 1".to_owned()], entries].concat().join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn one_pass_reads_what_two_passes_read(text in json(), cut in any::<prop::sample::Index>(), is_cut in any::<bool>()) {
        let text = if is_cut { &text[..cut.index(text.len() + 1)] } else { &text };
        prop_assert_eq!(read::<Order>(text.as_bytes()).map_err(placed), in_two_passes::<Order>(text.as_bytes()));
        prop_assert_eq!(read::<Value>(text.as_bytes()).map_err(placed), in_two_passes::<Value>(text.as_bytes()));
        prop_assert_eq!(
            read::<Vec<BTreeMap<String, Order>>>(text.as_bytes()).map_err(placed),
            in_two_passes(text.as_bytes())
        );
    }
}
