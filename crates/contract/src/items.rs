//! The items of sequential media types (OpenAPI 3.2.0, Sequential Media Types): each is held to `itemSchema`.

use model::api::{EventData, Framing, Items, ResponseContent};
use serde_json::{Map, Value};

use crate::conformance::schema_mismatches;
use crate::excerpt::Excerpt;
use crate::kind::ViolationKind;
use crate::part::Difference;
use crate::schemas::Schemas;

/// The number of items with mismatches that messages are about. A stream may have many items with the same mismatch.
const SHOWN: usize = 10;

/// The data of the last event of many streams. It is no JSON, and no schema describes it.
const DONE: &str = "[DONE]";

/// Returns a message for each mismatch between the items of a body and their schema. Empty for parts of a multipart body, whose
/// media types decide how they are read.
pub(crate) fn mismatches(excerpt: Excerpt<'_>, schemas: &Schemas, items: &Items, bytes: &[u8]) -> Vec<String> {
    let found = match items.framing {
        Framing::Lines => lines(bytes),
        Framing::Sequence => sequence(bytes),
        Framing::Events => events(&String::from_utf8_lossy(bytes)).into_iter().map(Item::Value).collect(),
        Framing::Parts => return Vec::new(),
    };
    let mut messages = Vec::new();
    let mut faulty = 0;
    for (index, item) in found.into_iter().enumerate() {
        let own = match item {
            Item::Value(value) => of_value(excerpt, schemas, items, index + 1, &value),
            Item::Unreadable(expected, bytes) => {
                vec![format!("expected item {} of the body to be {expected}, got {}", index + 1, excerpt.bytes(bytes))]
            }
        };
        faulty += usize::from(!own.is_empty());
        if faulty <= SHOWN {
            messages.extend(own);
        }
    }
    if faulty > SHOWN {
        messages.push(format!("expected every item of the body to fit its schema, {} more do not", faulty - SHOWN));
    }
    messages
}

/// Returns the differences between the items of a response and their schema.
pub(crate) fn of_response(
    excerpt: Excerpt<'_>,
    schemas: &Schemas,
    content: Option<&ResponseContent>,
    bytes: &[u8],
) -> Vec<Difference> {
    let items = content.and_then(|content| content.items.as_ref());
    let messages = items.map(|items| mismatches(excerpt, schemas, items, bytes)).unwrap_or_default();
    messages.into_iter().map(|message| Difference::whole(ViolationKind::Item, message)).collect()
}

/// An item of a body.
enum Item<'b> {
    Value(Value),
    /// The item is not the expected text.
    Unreadable(&'static str, &'b [u8]),
}

/// Mismatches of one item. The data of an event may be JSON or a text with a schema of its own.
fn of_value(excerpt: Excerpt<'_>, schemas: &Schemas, items: &Items, number: usize, value: &Value) -> Vec<String> {
    let subject = format!("item {number} of the body");
    let mut differences = schema_mismatches(excerpt, schemas, &subject, &items.schema, value);
    if let (Some(EventData { schema, is_text, .. }), Some(Value::String(data))) = (&items.data, value.get("data"))
        && data != DONE
    {
        let subject = format!("the data of item {number} of the body");
        let data_value = if *is_text { Ok(Value::from(data.as_str())) } else { serde_json::from_str(data) };
        match data_value {
            Ok(data) => differences.extend(schema_mismatches(excerpt, schemas, &subject, schema, &data)),
            Err(_) => return vec![format!("expected {subject} to be JSON, got {}", excerpt.bytes(data.as_bytes()))],
        }
    }
    differences.into_iter().map(|difference| difference.message).collect()
}

fn json(bytes: &[u8]) -> Item<'_> {
    serde_json::from_slice(bytes).map_or(Item::Unreadable("JSON", bytes), Item::Value)
}

/// The lines of JSON Lines and NDJSON. Readers skip empty lines.
fn lines(bytes: &[u8]) -> Vec<Item<'_>> {
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.map(json).collect()
}

/// The texts of a JSON text sequence: each after a record separator (RFC 7464 section 2).
fn sequence(bytes: &[u8]) -> Vec<Item<'_>> {
    const SEPARATOR: u8 = 0x1e;
    let mut texts = bytes.split(|byte| *byte == SEPARATOR);
    let before = texts.next().unwrap_or_default();
    let mut items = Vec::new();
    if !before.is_empty() {
        items.push(Item::Unreadable("after a record separator (RFC 7464)", before));
    }
    // Consecutive separators contain no text.
    items.extend(texts.map(<[u8]>::trim_ascii).filter(|text| !text.is_empty()).map(json));
    items
}

/// The events of an event stream as objects of their fields (HTML, Server-sent events, Interpreting an event stream). An event
/// without data is not dispatched, and neither is one that the end of the stream cuts off.
fn events(text: &str) -> Vec<Value> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut events = Vec::new();
    let (mut fields, mut data) = (Map::new(), Vec::new());
    let Some((whole, _)) = text.rsplit_once('\n') else { return events };
    for line in whole.split('\n') {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "" if line.is_empty() => {
                let mut fields = std::mem::take(&mut fields);
                let data: Vec<String> = std::mem::take(&mut data);
                if !data.is_empty() {
                    fields.insert("data".to_owned(), data.join("\n").into());
                    events.push(Value::Object(fields));
                }
            }
            "data" => data.push(value.to_owned()),
            "event" => {
                fields.insert("event".to_owned(), value.into());
            }
            "id" if !value.contains('\0') => {
                fields.insert("id".to_owned(), value.into());
            }
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(milliseconds) = value.parse::<u64>() {
                    fields.insert("retry".to_owned(), milliseconds.into());
                }
            }
            _ => {}
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(items: Vec<Item<'_>>) -> Vec<Option<Value>> {
        let value = |item| match item {
            Item::Value(value) => Some(value),
            Item::Unreadable(..) => None,
        };
        items.into_iter().map(value).collect()
    }

    /// The example of OpenAPI 3.2.0, Server-Sent Event Streams, and the JSON Lines that it gives as equivalent. The last event
    /// needs its empty line (HTML, section 9.2.5).
    #[test]
    fn events_are_those_of_the_specification_s_example() {
        let stream = "event: addString
data: This data is formatted
data: across two lines
retry: 5

event: addInt64
data: 1234.5678
unknownField: this is ignored

: This is a comment
event: addJSON
data: {\"foo\": 42}

";
        let expected = [
            json!({"event": "addString", "data": "This data is formatted\nacross two lines", "retry": 5}),
            json!({"event": "addInt64", "data": "1234.5678"}),
            json!({"event": "addJSON", "data": "{\"foo\": 42}"}),
        ];
        assert_eq!(events(stream), expected);
        assert_eq!(events(&stream.replace('\n', "\r\n")), expected);
    }

    /// The examples of HTML, section 9.2.6.
    #[test]
    fn events_follow_the_examples_of_html() {
        let datas = |stream: &str| -> Vec<Value> { events(stream).iter().map(|event| event["data"].clone()).collect() };
        assert_eq!(datas("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        assert_eq!(
            events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n"),
            [json!({"data": "first event", "id": "1"}), json!({"data": "second event", "id": ""})]
        );
        assert_eq!(datas("data\n\ndata\ndata\n\ndata:"), ["", "\n"]);
        assert_eq!(datas("data:test\n\ndata: test\n\n"), ["test", "test"]);
    }

    #[test]
    fn lines_and_sequences_are_json_texts() {
        assert_eq!(values(lines(b"{\"a\":1}\r\n\n[2]\nno")), [Some(json!({"a": 1})), Some(json!([2])), None]);
        // RFC 7464 section 2.1: texts between consecutive separators are empty and no elements.
        assert_eq!(values(sequence(b"\x1e\x1e{\"a\":1}\n\x1e3\n")), [Some(json!({"a": 1})), Some(json!(3))]);
        assert_eq!(values(sequence(b"1\n\x1e2\n")), [None, Some(json!(2))]);
    }
}
