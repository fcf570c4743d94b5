use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::client::headers::{HeaderError, Reader, Reading, read};

fn header(lines: &[&'static str], reading: Reading) -> Result<Option<Value>, HeaderError> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("x-a", line.parse().unwrap());
    }
    read(&headers, "x-a", reading)
}

#[test]
fn a_header_is_read_as_its_kind() {
    assert_eq!(header(&["7"], Reading::Text), Ok(Some(json!("7"))));
    assert_eq!(header(&["7"], Reading::Json), Ok(Some(json!(7))));
    assert_eq!(header(&["7"], Reading::Any), Ok(Some(json!(7))));
    assert_eq!(header(&["a"], Reading::Any), Ok(Some(json!("a"))));
    assert_eq!(header(&["a, b", "c"], Reading::List(&Reading::Text)), Ok(Some(json!(["a", "b", "c"]))));
    assert_eq!(header(&[""], Reading::List(&Reading::Text)), Ok(Some(json!([]))));
    assert_eq!(header(&["a,1,b,x"], Reading::Pairs), Ok(Some(json!({ "a": 1, "b": "x" }))));
    assert_eq!(header(&[], Reading::Json), Ok(None));
}

#[test]
fn a_text_of_digits_may_be_text_to_its_type() {
    let headers = HeaderMap::from_iter([("x-a".parse().unwrap(), "7".parse().unwrap())]);
    assert_eq!(read::<String>(&headers, "x-a", Reading::Any), Ok(Some("7".to_owned())));
}

#[test]
fn an_error_does_not_show_the_value() {
    let error = HeaderError { name: "x-a" };
    assert_eq!(header(&["secret"], Reading::Json), Err(error.clone()));
    assert_eq!(header(&["1", "2"], Reading::Json), Err(error.clone()));
    assert_eq!(header(&["a,1,b"], Reading::Pairs), Err(error.clone()));
    assert_eq!(error.to_string(), "the header `x-a` is absent or does not fit the document");
}

#[test]
fn a_malformed_header_does_not_lose_the_others() {
    let mut headers = HeaderMap::new();
    headers.insert("x-a", "one".parse().unwrap());
    headers.insert("x-b", "2".parse().unwrap());
    let mut reader = Reader::new(&headers);
    assert_eq!(reader.required::<i64>("x-b", Reading::Json), Ok(2));
    assert_eq!(reader.required::<i64>("x-c", Reading::Json), Err(HeaderError { name: "x-c" }));
    assert_eq!(reader.optional::<i64>("x-a", Reading::Json), None);
    assert_eq!(reader.optional::<i64>("x-b", Reading::Json), Some(2));
    assert_eq!(reader.malformed(), [HeaderError { name: "x-a" }]);
}
