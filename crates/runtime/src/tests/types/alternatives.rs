use serde::de::{Deserialize, DeserializeOwned, Error as _, Unexpected};
use serde_json::{Error, Value, json};

use crate::types::alternatives::{
    Alternative, Alternatives, any_of, budget, read, tagged, tagged_schema, write_unlisted,
};
use crate::types::buffered::Misfit;
use crate::types::strictness::{is_strict, strict};
use crate::types::unlisted::UnlistedJson;

/// A value of one of two types.
#[derive(Debug, PartialEq)]
enum Either<A, B> {
    A(A),
    B(B),
    Unlisted(UnlistedJson),
}

fn unlisted<A, B>(value: &Value) -> Either<A, B> {
    Either::Unlisted(UnlistedJson(value.clone()))
}

fn by_shape<A: DeserializeOwned, B: DeserializeOwned>(value: &Value) -> Result<Either<A, B>, Error> {
    let alternatives = Alternatives {
        type_name: "Either",
        discriminator: None,
        all: &[
            Alternative { tags: &[], guard: None, read: |value| read(value).map(Either::A) },
            Alternative { tags: &[], guard: None, read: |value| read(value).map(Either::B) },
        ],
        unlisted: Either::Unlisted,
    };
    alternatives.read(value)
}

fn by_tag(value: &Value) -> Result<Either<i64, Value>, Error> {
    let alternatives = Alternatives {
        type_name: "Either",
        discriminator: Some("kind"),
        all: &[
            Alternative { tags: &["a"], guard: None, read: |value| Ok(Either::A(value["n"].as_i64().unwrap())) },
            Alternative { tags: &["b", "c"], guard: None, read: |value| Ok(Either::B(value.clone())) },
        ],
        unlisted: Either::Unlisted,
    };
    alternatives.read(value)
}

#[test]
fn an_alternative_is_tried_if_the_object_can_be_it() {
    let value = json!({ "kind": "a", "n": 1 });
    let fits = |guard| {
        let all = &[Alternative { tags: &[], guard, read: |_| Ok(true) }];
        let alternatives = Alternatives { type_name: "T", discriminator: None, all, unlisted: |_| false };
        strict(|| alternatives.read(&value)).is_ok()
    };
    assert!(fits(None));
    assert!(fits(Some(&[("kind", &["a", "b"]), ("n", &[])])));
    assert!(!fits(Some(&[("kind", &["b"])])));
    assert!(!fits(Some(&[("missing", &[])])));
    assert!(!fits(Some(&[("n", &["1"])])));
}

#[test]
fn attempts_are_bounded() {
    let value = json!(1);
    let outer = budget(&value);
    let inner = budget(&value);
    let made = (0..100_000).take_while(|_| by_shape::<i64, String>(&value).is_ok()).count();
    assert!((10_000..11_000).contains(&made), "{made}");
    drop(inner);
    assert!(by_shape::<i64, String>(&value).is_err(), "an inner value has no attempts of its own");
    drop(outer);
    assert_eq!(by_shape::<i64, String>(&value).unwrap(), Either::A(1));
}

#[test]
fn the_first_alternative_that_fits() {
    assert_eq!(by_shape::<String, i64>(&json!(1)).unwrap(), Either::B(1));
    assert_eq!(by_shape::<Value, i64>(&json!(1)).unwrap(), Either::A(json!(1)));
    let error = strict(|| by_shape::<String, i64>(&json!([]))).unwrap_err().to_string();
    assert_eq!(error, "invalid value: Either, expected one of its alternatives");
}

#[test]
fn a_discriminator_is_read() {
    let fault = |value: Value| strict(|| by_tag(&value)).unwrap_err().to_string();
    assert_eq!(by_tag(&json!({ "kind": "a", "n": 1 })).unwrap(), Either::A(1));
    assert_eq!(by_tag(&json!({ "kind": "c" })).unwrap(), Either::B(json!({ "kind": "c" })));
    assert_eq!(fault(json!({})), "missing field `kind`");
    assert!(fault(json!({ "kind": 1 })).ends_with("expected a value whose `kind` is a string"));
    assert!(fault(json!({ "kind": "d" })).ends_with("expected a value whose `kind` is one of `a`, `b`, `c`"));
    assert!(fault(json!([])).contains("expected an object"));
}

/// OpenAPI 3.2.0, Discriminator Object, `defaultMapping`.
#[test]
fn the_default_alternative() {
    let read = |value: Value| {
        let alternatives = Alternatives {
            type_name: "Either",
            discriminator: Some("kind"),
            all: &[
                Alternative { tags: &["a"], guard: None, read: |value| read(&value["n"]).map(Either::A) },
                Alternative { tags: &["Other"], guard: None, read: |value| Ok(Either::B(value.clone())) },
            ],
            unlisted: Either::Unlisted,
        };
        alternatives.read_or(&value, |value| Ok(Either::B(value.clone())))
    };
    assert_eq!(read(json!({ "kind": "a", "n": 1 })).unwrap(), Either::A(1));
    for other in [json!({ "n": 1 }), json!({ "kind": "new" }), json!({ "kind": "Other" })] {
        assert_eq!(read(other.clone()).unwrap(), Either::B(other.clone()));
        assert_eq!(strict(|| read(other.clone())).unwrap(), Either::B(other));
    }
    assert!(strict(|| read(json!({ "kind": 1 }))).is_err());
    assert!(strict(|| read(json!({ "kind": "a", "n": "x" }))).is_err());
}

#[test]
fn a_value_of_no_alternative() {
    for value in [json!({}), json!({ "kind": 1 }), json!({ "kind": "d", "n": [1] }), json!([])] {
        assert_eq!(by_tag(&value).unwrap(), unlisted(&value));
        let kept = UnlistedJson(value.clone());
        assert_eq!(write_unlisted(&kept, serde_json::value::Serializer).unwrap(), value);
        assert!(strict(|| write_unlisted(&kept, serde_json::value::Serializer)).is_err());
    }
    assert_eq!(by_shape::<String, i64>(&json!([])).unwrap(), unlisted(&json!([])));
}

/// A text that is `listed`; except in `strict`, any text.
#[derive(Debug, PartialEq)]
struct Listed(String);

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "listed" || !is_strict() {
            Ok(Listed(text))
        } else {
            Err(D::Error::invalid_value(Unexpected::Other("Listed"), &"a listed text"))
        }
    }
}

#[test]
fn an_unlisted_value_does_not_hide_a_listed_one() {
    let text = |text: &str| json!(text);
    assert_eq!(by_shape::<Listed, String>(&text("other")).unwrap(), Either::B("other".to_owned()));
    let one = by_shape::<Listed, i64>(&text("other")).unwrap();
    assert_eq!(one, Either::A(Listed("other".to_owned())), "no other alternative fits");
    let several = by_shape::<Listed, Listed>(&text("other")).unwrap();
    assert_eq!(several, unlisted(&text("other")), "nothing tells which of them it is");
}

#[test]
fn alternatives_with_the_same_value_of_the_discriminator() {
    fn read(value: &Value) -> Result<Either<Listed, Listed>, Error> {
        fn read_text(value: &Value) -> Result<Listed, Misfit> {
            crate::types::alternatives::read(&value["text"])
        }
        let alternatives = Alternatives {
            type_name: "Either",
            discriminator: Some("kind"),
            all: &[
                Alternative {
                    tags: &["a"],
                    guard: None,
                    read: |value| match value.get("other") {
                        Some(_) => Err(Misfit::expected("an object without other properties")),
                        None => read_text(value).map(Either::A),
                    },
                },
                Alternative { tags: &["a"], guard: None, read: |value| read_text(value).map(Either::B) },
            ],
            unlisted: Either::Unlisted,
        };
        alternatives.read(value)
    }
    let listed = || Listed("listed".to_owned());
    let second = json!({ "kind": "a", "text": "listed", "other": 1 });
    assert_eq!(read(&json!({ "kind": "a", "text": "listed" })).unwrap(), Either::A(listed()));
    assert_eq!(read(&second).unwrap(), Either::B(listed()));
    assert_eq!(strict(|| read(&second)).unwrap(), Either::B(listed()));
    assert_eq!(read(&json!({ "kind": "a", "text": "new", "other": 1 })).unwrap(), Either::B(Listed("new".to_owned())));
    let fault = strict(|| read(&json!({ "kind": "a", "text": "new" }))).unwrap_err().to_string();
    assert_eq!(fault, "invalid value: Either, expected a listed text", "the error of the first alternative");
}

#[test]
fn a_discriminator_is_written() {
    let write = |value: Value, tags: &[&str]| tagged(&value, "kind", tags, serde_json::value::Serializer);
    assert_eq!(write(json!({ "n": 1 }), &["a", "b"]).unwrap(), json!({ "n": 1, "kind": "a" }));
    assert_eq!(write(json!({ "kind": "b" }), &["a", "b"]).unwrap(), json!({ "kind": "b" }));
    assert_eq!(write(json!([1]), &["a"]).unwrap(), json!([1]));
    assert!(write(json!({ "kind": "c" }), &["a", "b"]).is_err());
}

#[test]
fn schemas_of_alternatives() {
    assert_eq!(any_of(vec![true.into(), false.into()]).to_value(), json!({ "anyOf": [true, false] }));
    let schema = tagged_schema(true.into(), "kind", &["a"]).to_value();
    assert_eq!(schema["allOf"][1]["properties"]["kind"]["enum"], json!(["a"]));
}
