//! Sequential media types (OpenAPI 3.2.0, Media Type Object, `itemSchema`): the types of their items.

use serde_json::Value;

use super::context::Context;
use super::types;
use super::wish::Hint;
use crate::api::{EventData, Framing, Items};
use crate::problem::Kind;
use crate::sample;
use crate::schema::Schema;
use crate::view;

/// Returns how a media type separates its items. `None` for a media type without items: its `itemSchema` is ignored, which is
/// reported.
pub(crate) fn framing(context: &mut Context<'_>, view: &view::Items<'_>, media_type: &str) -> Option<Framing> {
    let framing = Framing::of(media_type);
    if framing.is_none() {
        let what = format!("`itemSchema` of `{media_type}`, whose values are not sequences,");
        let instead = "write `schema`, or a sequential media type such as `application/jsonl`";
        context.report(view.key_at, Kind::Ignored { feature: "item-schema", what, instead });
    }
    framing
}

/// Reads the items of a sequential media type. `None` if the schema has an error, which is reported.
pub(crate) fn items<'d>(
    context: &mut Context<'d>,
    view: view::Items<'d>,
    framing: Framing,
    hint: &Hint,
) -> Option<Items> {
    let hint = hint.then("Item");
    let ty = types::schema(context, view.schema, &hint)?;
    let data = match (framing, content_of_data(context, view.schema)) {
        (Framing::Events, Some(schema)) => Some(event_data(context, schema, &hint)?),
        _ => None,
    };
    let mut sample = sample_of(context, view.schema);
    if let (Some(Value::Object(event)), Some(of_data)) = (&mut sample, &data) {
        // The text of the data has no sample that is JSON.
        event.insert("data".to_owned(), of_data.sample.clone().unwrap_or_default().to_string().into());
    }
    Some(Items { ty, framing, schema: context.json_schema(view.schema), data, sample })
}

/// The schema of the JSON text in the field `data` of an event.
fn content_of_data<'d>(context: &Context<'d>, event: Schema<'d>) -> Option<Schema<'d>> {
    event.property_within(context.root, "data")?.target(context.root)?.content_schema()
}

/// Reads the schema of the JSON text in the field `data`. `None` if it has an error, which is reported.
fn event_data<'d>(context: &mut Context<'d>, schema: Schema<'d>, hint: &Hint) -> Option<EventData> {
    let ty = types::schema(context, schema, &hint.then("Data"))?;
    let sample = sample_of(context, schema);
    Some(EventData { ty, schema: context.json_schema(schema), sample })
}

fn sample_of<'d>(context: &Context<'d>, schema: Schema<'d>) -> Option<Value> {
    // A sample of a cycle, which has been reported, might not end.
    if context.is_circular() { None } else { sample::sample_in(context.root, schema, context.direction) }
}

/// Returns a body with one item. `None` if there is no value for the item, or the body also needs a boundary.
pub(crate) fn sample(items: &Items) -> Option<String> {
    let item = items.sample.as_ref()?;
    match items.framing {
        Framing::Lines => Some(format!("{item}\n")),
        // RFC 7464 section 2.2.
        Framing::Sequence => Some(format!("\u{1e}{item}\n")),
        Framing::Events => event(item),
        Framing::Parts => None,
    }
}

/// Writes the fields of an event (HTML, Server-sent events, Parsing an event stream).
fn event(item: &Value) -> Option<String> {
    let mut out = String::new();
    for (name, value) in item.as_object()? {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text.split('\n').for_each(|line| out.push_str(&format!("{name}: {line}\n")));
    }
    Some(out + "\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::TypeRef;

    #[test]
    fn a_sample_has_the_framing_of_its_media_type() {
        let sample = |framing, item: Value| {
            sample(&Items { ty: TypeRef::Any, framing, schema: json!(true), data: None, sample: Some(item) })
        };
        // RFC 7464 section 2.2; HTML, Server-sent events, section 9.2.6.
        assert_eq!(sample(Framing::Lines, json!({"a": 1})).as_deref(), Some("{\"a\":1}\n"));
        assert_eq!(sample(Framing::Sequence, json!([1])).as_deref(), Some("\u{1e}[1]\n"));
        let event = json!({"event": "add", "data": "one\ntwo", "retry": 5});
        let lines = sample(Framing::Events, event).unwrap();
        let mut lines: Vec<&str> = lines.strip_suffix("\n\n").unwrap().split('\n').collect();
        lines.sort_unstable();
        assert_eq!(lines, ["data: one", "data: two", "event: add", "retry: 5"]);
    }
}
