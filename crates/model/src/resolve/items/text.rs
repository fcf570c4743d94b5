//! The items in the text of a stream, as examples have it.

use serde_json::{Map, Value};

use crate::api::Framing;

/// Returns the items in a text. One that must be JSON and is not is a string.
pub(super) fn items_of(framing: Framing, text: &str) -> Vec<Value> {
    match framing {
        Framing::Lines => json_texts(text.lines()),
        // RFC 7464 section 2.1.
        Framing::Sequence => json_texts(text.split('\u{1e}')),
        Framing::Events => events(text),
        Framing::Parts => Vec::new(),
    }
}

fn json_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Value> {
    let texts = texts.map(str::trim).filter(|text| !text.is_empty());
    texts.map(|text| serde_json::from_str(text).unwrap_or_else(|_| text.into())).collect()
}

/// Reads events with data as objects with their fields (HTML, Server-sent events, Interpreting an event stream).
fn events(text: &str) -> Vec<Value> {
    let (mut found, mut fields) = (Vec::new(), Map::new());
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            let event = std::mem::take(&mut fields);
            found.extend(event.contains_key("data").then_some(Value::Object(event)));
            continue;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match (name, fields.get_mut(name)) {
            ("data", Some(Value::String(data))) => *data = format!("{data}\n{value}"),
            ("data" | "event" | "id", _) => drop(fields.insert(name.to_owned(), value.into())),
            ("retry", _) => {
                let time = value.parse::<u64>().ok();
                fields.extend(time.map(|time| (name.to_owned(), time.into())));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_are_separated_as_their_media_types_say() {
        assert_eq!(items_of(Framing::Lines, "{\"a\":1}\r\n\n[2]\nno\n"), [json!({"a": 1}), json!([2]), json!("no")]);
        assert_eq!(items_of(Framing::Sequence, "\u{1e}{\n}\n\u{1e}1\n"), [json!({}), json!(1)]);
        // HTML, Server-sent events: comments are ignored, as are events without data.
        let text = ": hi\n\nevent: add\ndata: one\ndata:two\nretry: 5\n\nid: 1\n\ndata: 3";
        let expected = [json!({"event": "add", "data": "one\ntwo", "retry": 5}), json!({"data": "3"})];
        assert_eq!(items_of(Framing::Events, text), expected);
    }
}
