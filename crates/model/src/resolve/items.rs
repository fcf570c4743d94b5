//! Sequential media types (OpenAPI 3.2.0, Media Type Object, `itemSchema`): the types of their items.

mod text;

use serde_json::{Value, json};

use super::context::{Check, Context};
use super::wish::Hint;
use super::{example, types};
use crate::api::{EventData, Framing, Items, TypeRef};
use crate::node::{self, Node};
use crate::problem::Kind;
use crate::schema::{Schema, SchemaList, Type};
use crate::view::{self, Examples};

/// Returns how a media type separates its items. `None` for a media type without items: its `itemSchema` is ignored, which is
/// reported.
fn framing(context: &mut Context<'_>, view: &view::Items<'_>, media_type: &str) -> Option<Framing> {
    let framing = Framing::of(media_type);
    if framing.is_none() {
        let what = format!("`itemSchema` of `{media_type}`, whose values are not sequences,");
        let instead = "write `schema`, or a sequential media type such as `application/jsonl`";
        context.report(view.key_at, Kind::Ignored { feature: "item-schema", what, instead });
    }
    framing
}

/// A sequence of items: how they are separated, and the schema of one.
#[derive(Clone, Copy)]
pub(crate) struct Sequence<'d> {
    framing: Framing,
    described: Described<'d>,
}

/// The part of an item that a schema describes.
#[derive(Clone, Copy)]
enum Described<'d> {
    /// The whole item. That of an event is an object with its fields.
    Item(Schema<'d>),
    /// The JSON text in the field `data` of an event.
    Data(Schema<'d>),
    /// The field `data` of an event, which is a text. `None` if the document has no schema for it.
    Text(Option<Schema<'d>>),
}

impl<'d> Sequence<'d> {
    /// The schema of an item or of its data.
    pub(crate) fn schema(self) -> Option<Schema<'d>> {
        match self.described {
            Described::Item(schema) | Described::Data(schema) => Some(schema),
            Described::Text(schema) => schema,
        }
    }
}

/// Returns the sequence that a media type has by its `itemSchema`.
pub(crate) fn sequence<'d>(
    context: &mut Context<'d>,
    view: &view::Items<'d>,
    media_type: &str,
) -> Option<Sequence<'d>> {
    let framing = framing(context, view, media_type)?;
    Some(Sequence { framing, described: Described::Item(view.schema) })
}

/// Returns the sequence that a sequential media type has by its `schema`, as documents before OpenAPI 3.2 describe it. The schema is
/// that of the list of items, of one item, or of the data of one event: JSON, or a text. The data is a text too if there is no schema. Bytes
/// are no sequence, and neither is a text of another media type.
pub(crate) fn sequence_of_schema<'d>(
    context: &Context<'d>,
    schema: Option<Schema<'d>>,
    media_type: &str,
) -> Option<Sequence<'d>> {
    let framing = Framing::of(media_type).filter(|framing| *framing != Framing::Parts)?;
    let of_text =
        |schema| (framing == Framing::Events).then_some(Sequence { framing, described: Described::Text(schema) });
    let Some(schema) = schema else { return of_text(None) };
    let target = schema.target(context.root)?;
    let item = if target.is_type(Type::Array) { target.items()? } else { schema };
    let target = item.target(context.root)?;
    let types = item.accepted_types(context.root).unwrap_or_default();
    if types.contains(&Type::String) && types.iter().all(|ty| matches!(ty, Type::String | Type::Null)) {
        let is_encoded = matches!(target.format(), Some("binary" | "byte"));
        return if is_encoded { None } else { of_text(Some(item)) };
    }
    if target.says_nothing_but(&[]) {
        return of_text(None);
    }
    let is_data = framing == Framing::Events && !is_event(context, target);
    let described = if is_data { Described::Data(item) } else { Described::Item(item) };
    Some(Sequence { framing, described })
}

/// Checks the items in the examples of a stream: those of a list, those in a text, or one item. Returns whether those in the `example`
/// of the media type fit.
pub(crate) fn check_examples<'d>(
    context: &mut Context<'d>,
    sequence: Sequence<'d>,
    examples: Examples<'d>,
    whose: &str,
) -> bool {
    let named = view::named_examples(&mut context.reader, examples);
    let what = format!("an item in the example of {whose}");
    for example in named.iter().map(|example| example.value) {
        for (schema, node, value) in shown(context, sequence, example) {
            context.checks.push(Check { schema, node, value, what: what.clone(), direction: context.direction });
        }
    }
    let single = examples.single.map(|example| shown(context, sequence, example)).unwrap_or_default();
    let mut is_fit = true;
    for (schema, node, value) in single {
        is_fit = is_fit && example::fits(context, schema, &value.clone().unwrap_or_else(|| node.to_json()));
        context.checks.push(Check { schema, node, value, what: what.clone(), direction: context.direction });
    }
    is_fit
}

/// Returns the items in an example, or their data, each with its schema and place. The value is not that of the node if it is a part of
/// a text.
fn shown<'d>(
    context: &Context<'d>,
    sequence: Sequence<'d>,
    example: &'d Node,
) -> Vec<(Schema<'d>, &'d Node, Option<Value>)> {
    let Sequence { framing, described } = sequence;
    let items: Vec<(&'d Node, Option<Value>)> = match &example.value {
        _ if framing == Framing::Parts => Vec::new(),
        node::Value::String(text) => {
            text::items_of(framing, text).into_iter().map(|item| (example, Some(item))).collect()
        }
        node::Value::Array(items) => items.iter().map(|item| (item, None)).collect(),
        _ => vec![(example, None)],
    };
    let of_item = |(node, value): (&'d Node, Option<Value>)| match described {
        Described::Text(_) => None,
        Described::Data(schema) => shown_data(node, value, schema),
        Described::Item(schema) if framing != Framing::Events => Some((schema, node, value)),
        Described::Item(schema) => match json_data(context, schema).as_deref() {
            Some([only]) => shown_data(node, value, *only),
            Some(_) => None,
            None => match content_of_data(context, schema) {
                Some(content) => shown_data(node, value, content),
                None => Some((schema, node, value)),
            },
        },
    };
    items.into_iter().filter_map(of_item).collect()
}

/// The field of an event that has its data (HTML Standard, 9.2.6).
const DATA: &str = "data";

/// Returns the data of an event in an example: the JSON in its field `data`, or the example itself if it has no such field. `None` if the
/// field is a text that is not JSON, such as `[DONE]`.
fn shown_data<'d>(
    node: &'d Node,
    value: Option<Value>,
    schema: Schema<'d>,
) -> Option<(Schema<'d>, &'d Node, Option<Value>)> {
    let event = value.clone().unwrap_or_else(|| node.to_json());
    match event.get(DATA) {
        Some(Value::String(text)) => Some((schema, node, Some(serde_json::from_str(text).ok()?))),
        Some(_) => Some((schema, node.get(DATA)?, None)),
        None => Some((schema, node, value)),
    }
}

/// Returns whether the properties of a schema, or of all its alternatives, are fields of an event.
fn is_event<'d>(context: &Context<'d>, schema: Schema<'d>) -> bool {
    let mut members = schema.alternatives().flat_map(SchemaList::iter).peekable();
    if members.peek().is_some() && schema.property("data").is_none() {
        return members.all(|member| member.target(context.root).is_some_and(has_fields_of_event));
    }
    has_fields_of_event(schema)
}

fn has_fields_of_event(schema: Schema<'_>) -> bool {
    let mut names = schema.properties().map(|(entry, _)| entry.key.as_str());
    schema.property("data").is_some() && names.all(|name| matches!(name, "data" | "event" | "id" | "retry"))
}

/// Reads the items of a sequential media type. `None` if the schema has an error, which is reported.
pub(crate) fn items<'d>(context: &mut Context<'d>, sequence: Sequence<'d>, hint: &Hint) -> Option<Items> {
    let Sequence { framing, described } = sequence;
    let hint = hint.then("Item");
    let schema = match described {
        Described::Item(schema) => schema,
        Described::Data(schema) => {
            return Some(of_data(framing, event_data(context, schema, &hint)?));
        }
        Described::Text(schema) => {
            return Some(of_data(framing, text_data(context, schema, &hint)?));
        }
    };
    if let Some(members) = json_data(context, schema).filter(|_| framing == Framing::Events) {
        return Some(of_data(framing, data_of_several(context, &members, &hint)?));
    }
    let ty = types::schema(context, schema, &hint)?;
    let data = match (framing, content_of_data(context, schema)) {
        (Framing::Events, Some(schema)) => Some(event_data(context, schema, &hint)?),
        _ => None,
    };
    let mut sample = sample_of(context, schema);
    if let (Some(Value::Object(event)), Some(of_data)) = (&mut sample, &data) {
        // The text of the data has no sample that is JSON.
        event.insert("data".to_owned(), of_data.sample.clone().unwrap_or_default().to_string().into());
    }
    Some(Items { ty, framing, schema: context.json_schema(schema), is_validated: false, data, sample })
}

/// Items of which only the data is described.
fn of_data(framing: Framing, data: EventData) -> Items {
    let text = |sample: &Value| if data.is_text { sample.clone() } else { sample.to_string().into() };
    let sample = data.sample.as_ref().map(|sample| json!({ "data": text(sample) }));
    let schema = json!({"type": "object", "required": ["data"], "properties": {"data": {"type": "string"}}});
    Items { ty: TypeRef::Any, framing, schema, is_validated: false, data: Some(data), sample }
}

/// Returns the schemas of the JSON texts in the field `data` of events: of the event, or of each of its alternatives. `None` if one of them
/// has a text there, and for one event with a `contentSchema`, whose type has all fields.
fn json_data<'d>(context: &Context<'d>, event: Schema<'d>) -> Option<Vec<Schema<'d>>> {
    let target = event.target(context.root)?;
    let members: Vec<Schema<'d>> = target.alternatives().flat_map(SchemaList::iter).collect();
    let of_event = |event: Schema<'d>| {
        let data = event.property_within(context.root, "data")?;
        let is_text = || data.accepted_types(context.root).is_none_or(|types| types.contains(&Type::String));
        content_of_data(context, event).or_else(|| (!is_text()).then_some(data))
    };
    match members.as_slice() {
        [] if content_of_data(context, target).is_some() => None,
        [] => Some(vec![of_event(target)?]),
        several => several.iter().map(|member| of_event(*member)).collect(),
    }
}

/// Reads the schemas of the JSON texts in the field `data`, each of another kind of event. `None` if one has an error, which is reported.
fn data_of_several<'d>(context: &mut Context<'d>, members: &[Schema<'d>], hint: &Hint) -> Option<EventData> {
    if let [only] = members {
        return event_data(context, *only, hint);
    }
    let ty = types::union::of_members(context, members, &hint.then("Data"))?;
    let schemas: Vec<Value> = members.iter().map(|member| context.json_schema(*member)).collect();
    let sample = members.iter().find_map(|member| sample_of(context, *member));
    Some(EventData { ty, schema: json!({ "anyOf": schemas }), sample, is_text: false })
}

/// The schema of the JSON text in the field `data` of an event.
fn content_of_data<'d>(context: &Context<'d>, event: Schema<'d>) -> Option<Schema<'d>> {
    event.property_within(context.root, "data")?.target(context.root)?.content_schema()
}

/// Reads the schema of the JSON text in the field `data`. `None` if it has an error, which is reported.
fn event_data<'d>(context: &mut Context<'d>, schema: Schema<'d>, hint: &Hint) -> Option<EventData> {
    let ty = types::schema(context, schema, &hint.then("Data"))?;
    let sample = sample_of(context, schema);
    Some(EventData { ty, schema: context.json_schema(schema), sample, is_text: false })
}

/// Reads the schema of the text in the field `data`. `None` if it has an error, which is reported.
fn text_data<'d>(context: &mut Context<'d>, schema: Option<Schema<'d>>, hint: &Hint) -> Option<EventData> {
    let Some(schema) = schema else {
        let sample = Some("text".into());
        return Some(EventData { ty: TypeRef::String, schema: json!(true), sample, is_text: true });
    };
    let EventData { ty, schema, sample, .. } = event_data(context, schema, hint)?;
    // An event always has a text.
    let ty = if let TypeRef::Nullable(inner) = ty { *inner } else { ty };
    // Many documents have an example of the whole stream in the schema.
    let is_text = |sample: &Value| sample.as_str().is_some_and(|text| !is_whole_stream(text));
    let sample = match sample {
        Some(sample) if !is_text(&sample) && ty == TypeRef::String => Some("text".into()),
        other => other,
    };
    Some(EventData { ty, schema, sample, is_text: true })
}

/// Returns whether a text has the fields of events, and not only the data of one.
fn is_whole_stream(text: &str) -> bool {
    let name = text.trim_start().split_once(':').map(|(name, _)| name);
    matches!(name, Some("" | "data" | "event" | "id" | "retry"))
}

fn sample_of<'d>(context: &mut Context<'d>, schema: Schema<'d>) -> Option<Value> {
    // A sample of a cycle, which has been reported, might not end.
    if context.is_circular() { None } else { example::generated(context, schema) }
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
    use super::*;

    #[test]
    fn a_sample_has_the_framing_of_its_media_type() {
        let sample = |framing, item: Value| {
            sample(&Items {
                ty: TypeRef::Any,
                framing,
                schema: json!(true),
                is_validated: false,
                data: None,
                sample: Some(item),
            })
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
