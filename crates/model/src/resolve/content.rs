//! Media types (OpenAPI 3.0.4 and 3.2.0, Media Type Object): the format and the type of their values.

use serde_json::{Value, json};

use super::context::Context;
use super::wish::Hint;
use super::{example, form, items, types};
use crate::api::{Content, Format, Part, TypeRef, Wish};
use crate::http::essence;
use crate::name::{Casing, derive};
use crate::node::Node;
use crate::problem::Kind;
use crate::sample;
use crate::schema::{Keyword, Schema, Type};
use crate::view::{self, Example, MediaType};

/// One format of a body, and its named examples.
pub(crate) struct ReadContent<'d> {
    pub content: Content,
    /// Whether the body may have a value that is sensitive, at any depth.
    pub is_sensitive: bool,
    pub examples: Vec<Example<'d>>,
}

/// Reads the contents of a request body or response. Media types with the same format and type are one content. `None` if a
/// content cannot be read, which is reported.
pub(crate) fn contents<'d>(
    context: &mut Context<'d>,
    view: Option<&view::Content<'d>>,
    hint: &Hint,
    whose: &str,
) -> Option<Vec<ReadContent<'d>>> {
    let mut found: Vec<ReadContent<'d>> = Vec::new();
    let mut is_whole = view.is_none_or(|view| view.is_complete);
    for media_type in view.map(|view| view.media_types.as_slice()).unwrap_or_default() {
        match content(context, media_type, hint, whose) {
            Some(read) => add(context, &mut found, read),
            None => is_whole = false,
        }
    }
    put_json_first(&mut found, view, context.is_request);
    is_whole.then_some(found)
}

/// Puts `application/json` first in its content, because that one is sent, and JSON first of the contents of a response, because that one is
/// asked for. A range that `application/json` stands for is not moved.
fn put_json_first(found: &mut [ReadContent<'_>], view: Option<&view::Content<'_>>, is_request: bool) {
    const JSON: &str = "application/json";
    let mut names = view.into_iter().flat_map(|view| &view.media_types).map(|media_type| media_type.name.value);
    let is_documented = names.any(|name| essence(name) == JSON);
    let is_json = |media_type: &String| is_documented && essence(media_type) == JSON;
    for read in found.iter_mut() {
        read.content.media_types.sort_by_key(|media_type| !is_json(media_type));
    }
    if !is_request {
        let has_json = |read: &ReadContent<'_>| read.content.media_types.first().is_some_and(is_json);
        found.sort_by_key(|read| (read.content.format != Format::Json, !has_json(read)));
    }
}

fn add<'d>(context: &mut Context<'d>, found: &mut Vec<ReadContent<'d>>, new: ReadContent<'d>) {
    // Only the media type distinguishes bytes and text.
    let is_typed = matches!(new.content.format, Format::Json | Format::Form | Format::Multipart);
    let key = |read: &ReadContent<'d>| (read.content.format, read.content.ty.clone());
    match found.iter_mut().find(|known| is_typed && key(known) == key(&new)) {
        Some(known) => {
            if known.content.schema != new.content.schema {
                context.enforcement.differ(known.content.at);
            }
            known.is_sensitive |= new.is_sensitive;
            known.content.media_types.extend(new.content.media_types);
            known.examples.extend(new.examples);
        }
        None => found.push(new),
    }
}

/// Notes who gets the values of a content.
fn use_of<'d>(context: &mut Context<'d>, view: &MediaType<'d>, schema: Schema<'d>) {
    if context.is_request {
        context.enforcement.sent(view.at, schema, context.direction);
    } else {
        context.enforcement.received(schema);
    }
}

fn content<'d>(context: &mut Context<'d>, view: &MediaType<'d>, hint: &Hint, whose: &str) -> Option<ReadContent<'d>> {
    let name = view.name.value;
    if let Some(sent) = representative(&essence(name)) {
        let what = format!("the media type range `{name}` is sent as `{sent}`; every other media type in it");
        let instead = "list the media types that the API accepts or returns";
        context.report(view.name.at, Kind::Ignored { feature: "media-range", what, instead });
    }
    // Of a body without a type, nothing else reads the schema.
    if let Some(schema) = view.schema.filter(|schema| schema.is_reference()) {
        view::follow_schema(&mut context.reader, schema)?;
    }
    let sequence = match (&view.items, view.schema) {
        (Some(of_view), _) => items::sequence(context, of_view, name),
        (None, schema) => items::sequence_of_schema(context, schema, name),
    };
    if let Some(schema) = sequence.and_then(items::Sequence::schema) {
        use_of(context, view, schema);
    }
    let items = match sequence {
        Some(sequence) => Some(items::items(context, sequence, hint)?),
        None => None,
    };
    let format = format(context, name, view.schema);
    let typed = match (view.schema, format) {
        _ if items.is_some() => untyped(context, view, Format::Bytes),
        (Some(schema), Format::Json | Format::Form | Format::Multipart) => {
            typed(context, view, schema, format, hint, whose)?
        }
        // Any JSON value.
        (_, Format::Json) => {
            let sample = view.examples.single.map_or_else(|| json!({}), Node::to_json);
            Typed {
                format,
                ty: TypeRef::Any,
                parts: Vec::new(),
                schema: json!(true),
                sample: Some(sample),
                examples: Vec::new(),
            }
        }
        (Some(schema), Format::Text) if is_text(context.root, schema) => text(context, view, schema, whose),
        _ => untyped(context, view, format),
    };
    let mut media_types = vec![sent(name, typed.format)];
    // A response may have any media type in the range.
    if media_types[0] != name.trim() && essence(name).contains('*') {
        media_types.push(essence(name));
    }
    let Typed { format, ty, parts, schema, mut sample, examples } = typed;
    if let (Some(items), Some(sequence)) = (&items, sequence) {
        let is_fit = items::check_examples(context, sequence, view.examples, whose);
        if !is_fit || view.examples.single.and_then(Node::as_str).is_none() {
            sample = items::sample(items).map(Value::String).or(sample);
        }
    }
    let variant = Wish::text(variant(format, &media_types));
    let (at, is_validated) = (view.at, false);
    let has_example = view.examples.single.is_some() || !examples.is_empty();
    let content =
        Content { media_types, format, variant, ty, parts, schema, is_validated, sample, has_example, items, at };
    Some(ReadContent { content, is_sensitive: is_sensitive(context, view), examples })
}

/// The values of a media type.
struct Typed<'d> {
    format: Format,
    ty: TypeRef,
    parts: Vec<Part>,
    schema: Value,
    sample: Option<Value>,
    examples: Vec<Example<'d>>,
}

/// Text or bytes, with any schema.
fn untyped<'d>(context: &Context<'d>, view: &MediaType<'d>, format: Format) -> Typed<'d> {
    let shown = view.examples.single.and_then(Node::as_str).unwrap_or("text");
    Typed {
        format,
        ty: TypeRef::String,
        parts: Vec::new(),
        schema: if is_sensitive(context, view) { json!({ (Keyword::Sensitive.name()): true }) } else { json!(true) },
        sample: Some(shown.into()),
        examples: Vec::new(),
    }
}

/// Whether a schema describes the text of a body: its values are strings, and it has a constraint that no type holds.
fn is_text(root: &Node, schema: Schema<'_>) -> bool {
    let but = [Keyword::Type, Keyword::Format, Keyword::Example, Keyword::Examples];
    let has_constraint = schema.target(root).is_some_and(|target| !target.says_nothing_but(&but));
    has_constraint && schema.accepted_types(root).is_some_and(|types| types == [Type::String])
}

/// Text with a constraint. The type of the body is a string, so the text of a request is checked against the schema.
fn text<'d>(context: &mut Context<'d>, view: &MediaType<'d>, schema: Schema<'d>, whose: &str) -> Typed<'d> {
    if context.is_request {
        context.enforcement.sent(view.at, schema, context.direction);
        context.enforcement.add_untyped(schema.at());
    }
    let examples = example::checked(context, view.schema, view.examples, whose);
    let sample = example::sample(context, schema, view.examples, &examples);
    let mut typed = untyped(context, view, Format::Text);
    typed.sample = sample;
    let marks = std::mem::replace(&mut typed.schema, context.json_schema(schema));
    if let (Some(schema), Value::Object(marks)) = (typed.schema.as_object_mut(), marks) {
        schema.extend(marks);
    }
    typed
}

/// Whether the body may have a value that is sensitive, at any depth.
fn is_sensitive<'d>(context: &Context<'d>, view: &MediaType<'d>) -> bool {
    view.schema.is_some_and(|schema| schema.holds_sensitive(context.root))
}

/// JSON or a form with a schema.
fn typed<'d>(
    context: &mut Context<'d>,
    view: &MediaType<'d>,
    schema: Schema<'d>,
    format: Format,
    hint: &Hint,
    whose: &str,
) -> Option<Typed<'d>> {
    // JSON has the plain name.
    let hint = match format {
        Format::Json => hint.clone(),
        _ => hint.clone().or_then(&variant(format, &[sent(view.name.value, format)])),
    };
    let ty = types::schema(context, schema, &hint)?;
    let parts = match form::parts(context, &view.encoding, schema, &ty, format) {
        Some(parts) => parts,
        None if format == Format::Json => Vec::new(),
        // Only an object has parts. Any other form is handled as bytes.
        None => return Some(untyped(context, view, Format::Bytes)),
    };
    use_of(context, view, schema);
    let json_schema = context.json_schema(schema);
    let examples = example::checked(context, view.schema, view.examples, whose);
    let sample = example::sample(context, schema, view.examples, &examples);
    let sample = sample.map(|sample| with_elements(context, schema, &parts, sample));
    Some(Typed { format, ty, parts, schema: json_schema, sample, examples })
}

/// A sample of a form in which every array has an element: an empty array is absent in a form, so a required array could not
/// be sent.
fn with_elements<'d>(context: &mut Context<'d>, schema: Schema<'d>, parts: &[Part], sample: Value) -> Value {
    let mut filled = sample.clone();
    for part in parts.iter().filter(|part| part.repeated) {
        let Some(array) = filled.get_mut(&part.wire).and_then(Value::as_array_mut).filter(|array| array.is_empty())
        else {
            continue;
        };
        let property = schema.property_within(context.root, &part.wire);
        let items = property.and_then(|property| property.target(context.root)?.items());
        array.extend(items.and_then(|items| sample::sample_in(context.root, items, context.direction)));
    }
    // The sample already fits.
    if filled != sample && example::fits(context, schema, &filled) { filled } else { sample }
}

/// The media type to send for a range, if the name of the range implies one.
fn representative(range: &str) -> Option<&'static str> {
    match range {
        "image/*" => Some("image/png"),
        "audio/*" => Some("audio/mpeg"),
        "video/*" => Some("video/mp4"),
        "text/*" => Some("text/plain"),
        "font/*" => Some("font/woff2"),
        "model/*" => Some("model/gltf+json"),
        "message/*" => Some("message/http"),
        _ => None,
    }
}

/// Decides the format of the values of a media type.
fn format(context: &Context<'_>, media_type: &str, schema: Option<Schema<'_>>) -> Format {
    let essence = essence(media_type);
    let (top, sub) = essence.split_once('/').unwrap_or((&essence, ""));
    let schema = schema.and_then(|schema| schema.target(context.root));
    let is_text = schema.is_none_or(|schema| schema.is_type(Type::String));
    match (top, sub) {
        // A range: documents that were converted from OpenAPI 2.0 use it for JSON.
        ("*" | "application", "*") if is_text => Format::Bytes,
        ("*" | "application", "*") => Format::Json,
        ("multipart", "*") => Format::Bytes,
        (_, "json") => Format::Json,
        (_, sub) if sub.ends_with("+json") => Format::Json,
        ("application", "x-www-form-urlencoded") if schema.is_some() => Format::Form,
        ("multipart", _) if schema.is_some() => Format::Multipart,
        // A stream may have no end.
        ("text", "event-stream") => Format::Bytes,
        ("text", _) => Format::Text,
        _ => Format::Bytes,
    }
}

/// Returns the media type to send: the documented one, unless it is a range.
fn sent(media_type: &str, format: Format) -> String {
    match (essence(media_type).as_str(), format) {
        ("*/*" | "application/*" | "application/*+json", Format::Json) => "application/json".to_owned(),
        ("*/*" | "application/*" | "multipart/*", _) => "application/octet-stream".to_owned(),
        (range, _) if representative(range).is_some() => representative(range).unwrap_or_default().to_owned(),
        _ => media_type.trim().to_owned(),
    }
}

/// Returns a name for one of several contents.
fn variant(format: Format, media_types: &[String]) -> String {
    match format {
        Format::Json => "Json".to_owned(),
        Format::Form => "Form".to_owned(),
        Format::Multipart => "Multipart".to_owned(),
        Format::Text | Format::Bytes => {
            let essence = essence(&media_types[0]);
            let sub = essence.rsplit('/').next().unwrap_or_default();
            if sub == "plain" { "Text".to_owned() } else { derive(sub, Casing::Pascal) }
        }
    }
}
